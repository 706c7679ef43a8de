//! How an outlet looks: its layout, its encoding, its feed, and the quirks of each.

use super::arabic::{escape_path, fnv};
use std::time::Duration;

/// The page templates, each after a family of real sites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// A WordPress magazine theme: `entry-content`, an inline related box, tag links, share plug-ins.
    WordPress,
    /// A big broadcaster: JSON-LD, `wysiwyg` body, read-more cards between paragraphs.
    Broadcaster,
    /// A table layout of 2003: `font` tags, text parted by `<br><br>`.
    OldTable,
    /// A client-rendered site: utility classes, text in bare spans, `__NEXT_DATA__`.
    NextJs,
    /// Drupal: `field--name-body`, `submitted`.
    Drupal,
    /// An Egyptian daily: `كتب:` byline, related topics, a date that stands only in the text.
    EgyptianDaily,
    /// An aggregator page: source field, tags run together, a second article whole, a list of similar ones.
    Aggregator,
    /// A news agency: plain text in one block, dateline, credit in brackets.
    Agency,
}

impl Layout {
    /// Every layout.
    pub const ALL: [Self; 8] = [
        Self::WordPress,
        Self::Broadcaster,
        Self::OldTable,
        Self::NextJs,
        Self::Drupal,
        Self::EgyptianDaily,
        Self::Aggregator,
        Self::Agency,
    ];
}

/// Bytes of the pages, and where the encoding is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, declared in the header and in the page.
    Utf8,
    /// UTF-8 behind a byte-order mark, declared nowhere else.
    Utf8Bom,
    /// windows-1256 declared by the `Content-Type` header only.
    Windows1256Header,
    /// windows-1256 declared by a `meta` element only.
    Windows1256Meta,
    /// windows-1256 declared nowhere.
    Windows1256Undeclared,
}

impl Encoding {
    /// Every encoding.
    pub const ALL: [Self; 5] =
        [Self::Utf8, Self::Utf8Bom, Self::Windows1256Header, Self::Windows1256Meta, Self::Windows1256Undeclared];

    /// Whether the bytes are UTF-8.
    pub fn is_utf8(self) -> bool {
        matches!(self, Self::Utf8 | Self::Utf8Bom)
    }
}

/// What `/feed` serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedFlavour {
    /// RSS 2.0 with teasers.
    RssSummary,
    /// RSS 2.0 with `content:encoded`.
    RssFull,
    /// Atom.
    Atom,
    /// RSS 1.0 (RDF) with `dc:date`.
    Rdf,
    /// RSS 2.0 in windows-1256, declared in the XML declaration.
    RssWindows1256,
}

impl FeedFlavour {
    /// Every flavour.
    pub const ALL: [Self; 5] = [Self::RssSummary, Self::RssFull, Self::Atom, Self::Rdf, Self::RssWindows1256];
}

/// Which validators the outlet sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Validators {
    /// `ETag` and `Last-Modified`.
    Both,
    /// `ETag` only.
    Etag,
    /// `Last-Modified` only.
    LastModified,
    /// Neither: every answer is whole.
    None,
}

/// Where a line of the house stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// Before the first paragraph.
    Above,
    /// After the last.
    Below,
}

/// How an outlet looks; `OutletStyle::new` has sensible values for everything but name and layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutletStyle {
    /// Identifier in Latin letters, for a configuration file.
    pub id: String,
    /// Name as readers know it.
    pub name: String,
    /// The page template.
    pub layout: Layout,
    /// Bytes of the pages.
    pub encoding: Encoding,
    /// What `/feed` serves.
    pub feed: FeedFlavour,
    /// How many entries, the newest first, the feed holds.
    pub feed_length: usize,
    /// `ttl` of an RSS 2.0 feed, in minutes.
    pub ttl: Option<u32>,
    /// Which validators are sent.
    pub validators: Validators,
    /// Hours ahead of UTC in which the outlet states its dates.
    pub offset_hours: i32,
    /// Whether the last part of article URLs is Arabic, and written unescaped in feed and pages, as some outlets do.
    pub arabic_urls: bool,
    /// Pages are filled with menus, styles and scripts to at least this many bytes.
    pub page_bytes: usize,
    /// Pause before every answer, so that requests made at one time overlap and [`super::Outlet::max_parallel`] sees it.
    pub latency: Duration,
    /// Lines of the house that stand on every page among the paragraphs, in the same elements: nothing but their coming again
    /// tells them from the article.
    pub house_lines: Vec<(Spot, String)>,
}

impl OutletStyle {
    /// A UTF-8 outlet with an RSS feed of teasers, in Mecca time.
    pub fn new(id: &str, name: &str, layout: Layout) -> Self {
        Self {
            id: id.to_owned(),
            name: name.to_owned(),
            layout,
            encoding: Encoding::Utf8,
            feed: FeedFlavour::RssSummary,
            feed_length: 30,
            ttl: None,
            validators: Validators::Both,
            offset_hours: 3,
            arabic_urls: false,
            page_bytes: 0,
            latency: Duration::ZERO,
            house_lines: Vec::new(),
        }
    }

    /// Sets the encoding of the pages.
    #[must_use]
    pub fn encoding(mut self, encoding: Encoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// Sets the kind of feed.
    #[must_use]
    pub fn feed(mut self, feed: FeedFlavour) -> Self {
        self.feed = feed;
        self
    }

    /// Sets the validators.
    #[must_use]
    pub fn validators(mut self, validators: Validators) -> Self {
        self.validators = validators;
        self
    }

    /// Sets the least size of a page in bytes.
    #[must_use]
    pub fn page_bytes(mut self, bytes: usize) -> Self {
        self.page_bytes = bytes;
        self
    }

    /// Sets the pause before every answer.
    #[must_use]
    pub fn latency(mut self, pause: Duration) -> Self {
        self.latency = pause;
        self
    }

    /// Adds a line of the house to every page.
    #[must_use]
    pub fn house_line(mut self, spot: Spot, text: &str) -> Self {
        self.house_lines.push((spot, text.to_owned()));
        self
    }

    /// Makes the last part of article URLs Arabic and unescaped.
    #[must_use]
    pub fn arabic_urls(mut self) -> Self {
        self.arabic_urls = true;
        self
    }

    /// Number in the URL of an item: it depends on the slug alone, so a link may point to what is not published yet.
    pub fn number(slug: &str) -> u64 {
        10_000 + fnv(slug.as_bytes()) % 9_000_000
    }

    /// Path of an item as the outlet writes it in its feed and pages.
    pub fn written_path(&self, slug: &str) -> String {
        let number = Self::number(slug);
        if self.arabic_urls { format!("/news/{number}/خبر-{slug}") } else { format!("/news/{number}/{slug}") }
    }

    /// Path of an item as it goes over the wire, percent-escaped.
    pub fn path(&self, slug: &str) -> String {
        escape_path(&self.written_path(slug))
    }
}
