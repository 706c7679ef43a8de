//! Which vocabulary an element belongs to, whatever prefix or spelling of the namespace a feed uses.

/// A vocabulary this reader knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Vocabulary {
    /// The feed's own: RSS of any version, Atom inside Atom, or no namespace at all.
    Native,
    /// Atom, where it was named.
    Atom,
    /// Dublin Core, elements and terms.
    Dublin,
    /// `content:encoded`.
    Content,
    /// Media RSS.
    Media,
    /// Podcast extensions.
    Itunes,
    /// Syndication hints.
    Syndication,
    /// Feedburner's own.
    Feedburner,
    /// RDF.
    Rdf,
    /// XHTML.
    Html,
    /// News sitemaps.
    News,
    /// Anything else.
    Other,
}

impl Vocabulary {
    /// By the namespace's name; scheme, letter case and a trailing slash or hash are spelled in many ways.
    pub(super) fn by_name(name: &str) -> Self {
        let name = name.trim().to_ascii_lowercase();
        let name = name.strip_prefix("http://").or_else(|| name.strip_prefix("https://")).unwrap_or(&name);
        let name = name.strip_prefix("www.").unwrap_or(name).trim_end_matches(['/', '#']);
        match name {
            "purl.org/rss/1.0" | "my.netscape.com/rdf/simple/0.9" | "channel.netscape.com/rdf/simple/0.9" => {
                Self::Native
            }
            "backend.userland.com/rss2" | "blogs.law.harvard.edu/tech/rss" | "backend.userland.com/rss" | "" => {
                Self::Native
            }
            "purl.org/net/rss1.1" => Self::Native,
            "w3.org/2005/atom" | "purl.org/atom/ns" => Self::Atom,
            "purl.org/dc/elements/1.1"
            | "purl.org/dc/elements/1.0"
            | "purl.org/dc/terms"
            | "purl.org/metadata/dublin_core" => Self::Dublin,
            "purl.org/rss/1.0/modules/content" => Self::Content,
            "search.yahoo.com/mrss" | "search.yahoo.com/mrss/1.1" | "video.search.yahoo.com/mrss" => Self::Media,
            "itunes.com/dtds/podcast-1.0.dtd" | "example.com/dtds/podcast-1.0.dtd" => Self::Itunes,
            "purl.org/rss/1.0/modules/syndication" => Self::Syndication,
            "rssnamespace.org/feedburner/ext/1.0" => Self::Feedburner,
            "w3.org/1999/02/22-rdf-syntax-ns" => Self::Rdf,
            "w3.org/1999/xhtml" => Self::Html,
            "google.com/schemas/sitemap-news/0.9" => Self::News,
            _ => Self::Other,
        }
    }

    /// By a prefix that nothing declares, as everybody uses it.
    pub(super) fn by_prefix(prefix: &str) -> Self {
        match prefix.to_ascii_lowercase().as_str() {
            "atom" | "atom10" | "a10" => Self::Atom,
            "dc" | "dcterms" | "dct" => Self::Dublin,
            "content" => Self::Content,
            "media" => Self::Media,
            "itunes" => Self::Itunes,
            "sy" => Self::Syndication,
            "feedburner" => Self::Feedburner,
            "rdf" => Self::Rdf,
            "rss" => Self::Native,
            "xhtml" => Self::Html,
            "news" => Self::News,
            _ => Self::Other,
        }
    }
}
