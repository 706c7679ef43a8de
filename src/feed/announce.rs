//! How pages tell of their feeds: by a media type, or by an address or a word that feeds have.

use crate::text::letters::fold;
use url::Url;

/// Media types under which pages announce their feeds. `application/json` is not among them: it is what sites announce their
/// programming interfaces as.
const FEED_TYPES: [&str; 8] = [
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/feed+json",
    "application/rss",
    "text/rss+xml",
    "text/xml",
    "application/xml",
];

/// Parts of a path that feeds have, without their extension.
const FEED_PARTS: [&str; 8] = ["feed", "feeds", "atom", "rdf", "newsfeed", "xmlfeed", "feedburner", "outboundfeeds"];

/// Extensions that feeds have.
const FEED_EXTENSIONS: [&str; 4] = [".xml", ".rdf", ".rss", ".atom"];

/// Words on links to feeds, folded.
const FEED_WORDS: [&str; 4] = ["rss", "خلاصات", "الخلاصات", "atom"];

/// Whether a `link rel=alternate` of this type leads to a feed; parameters do not matter.
#[must_use]
pub fn is_feed_type(media_type: &str) -> bool {
    let bare = media_type.split(';').next().unwrap_or_default().trim();
    FEED_TYPES.iter().any(|t| t.eq_ignore_ascii_case(bare))
}

/// Whether an address looks like that of a feed.
#[must_use]
pub fn is_feed_address(url: &Url) -> bool {
    let path = url.path().to_ascii_lowercase();
    if path.contains("sitemap") {
        return false;
    }
    let has_part = path.split('/').any(|part| {
        let stem = part.split('.').next().unwrap_or(part);
        // No English word has these three letters in a row.
        FEED_PARTS.contains(&stem) || part.contains("rss")
    });
    let query = url.query().unwrap_or_default().to_ascii_lowercase();
    let asks = query.split('&').any(|pair| pair.starts_with("feed=") || pair.contains("rss"));
    has_part || asks || FEED_EXTENSIONS.iter().any(|extension| path.ends_with(extension))
}

/// Whether the words on a link (text, titles, class names) say that a feed is behind it.
#[must_use]
pub fn is_feed_word(words: &str) -> bool {
    let folded = fold(words);
    let mut parts = folded.split(|c: char| !c.is_alphanumeric());
    parts.any(|part| FEED_WORDS.contains(&part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_are_told_from_other_links() {
        let is_feed = |path: &str| is_feed_address(&Url::parse("https://news.example").unwrap().join(path).unwrap());
        for path in [
            "/feed/",
            "/ar/rss",
            "/rss.aspx",
            "/SectionRss?SectionID=1",
            "/?feed=rss2",
            "/a/index.xml",
            "/arc/outboundfeeds/x",
            "/atom.xml",
            "/rssFeed/0",
            "/x.rdf",
        ] {
            assert!(is_feed(path), "{path}");
        }
        for path in ["/", "/feedback", "/press/1", "/news/2026/atomic", "/sitemap.xml", "/xml", "/a?id=feed"] {
            assert!(!is_feed(path), "{path}");
        }
        assert!(is_feed_type("Application/RSS+xml; charset=utf-8") && !is_feed_type("application/json+oembed"));
        assert!(is_feed_word("fa fa-rss") && is_feed_word("الخُلاصات") && is_feed_word("RSS"));
        assert!(!is_feed_word("خلاصة القول في أزمة المياه") && !is_feed_word("compress"));
    }
}
