//! What reading a feed returns: the document, its entries, the hints to the scheduler and the remarks.

use crate::article::Remark;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use url::Url;

/// What the reader must be told besides the bytes.
#[derive(Debug, Clone)]
pub struct ReadContext<'a> {
    /// Where the document came from after redirects; relative links resolve against it.
    pub url: Option<&'a Url>,
    /// The `Content-Type` header as sent.
    pub content_type: Option<&'a str>,
    /// Zone of dates that state none.
    pub zone: Tz,
    /// The instant of the fetch: relative dates count from it, dates more than an hour after it are not used.
    pub now: DateTime<Utc>,
}

/// A feed as read, in the published JSON form (DESIGN §5).
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FeedDocument {
    /// Title of the feed, plain text.
    pub title: Option<String>,
    /// The site the feed belongs to.
    pub link: Option<String>,
    /// Plain text.
    pub description: Option<String>,
    /// Language code as stated.
    pub language: Option<String>,
    /// Logo.
    pub image: Option<String>,
    /// When the outlet says the feed last changed.
    pub updated: Option<DateTime<Utc>>,
    /// `rss2`, `rss1`, `rss0`, `atom`, `json`.
    pub feed_type: String,
    /// Name of the encoding the bytes were read in.
    pub encoding: String,
    /// `ttl`, minutes.
    pub ttl_minutes: Option<u32>,
    /// `sy:updatePeriod` over `sy:updateFrequency`, minutes.
    pub update_minutes: Option<u32>,
    /// `sy:updateBase`: the instant from which its periods are counted.
    pub update_base: Option<DateTime<Utc>>,
    /// Hours of the day (0–23, GMT) in which nothing is published.
    pub skip_hours: Vec<u8>,
    /// English weekday names on which nothing is published.
    pub skip_days: Vec<String>,
    /// WebSub hub.
    pub hub: Option<String>,
    /// The address that the hub knows it by: what the feed calls itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// Repairs and doubts.
    pub remarks: Vec<Remark>,
    /// The entries in document order.
    pub entries: Vec<Entry>,
}

/// One entry of a feed.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Entry {
    /// What makes it the same entry next time: GUID, else canonical link, else hash of title and date.
    pub identity: String,
    /// As stated: GUID, Atom or JSON id, `rdf:about`.
    pub guid: Option<String>,
    /// Plain text, entities resolved.
    pub title: Option<String>,
    /// Every link of the entry, absolute, attached files among them.
    pub links: Vec<Link>,
    /// The link to the article.
    pub link: Option<String>,
    /// When it was published, as stated and not in the future.
    pub published: Option<DateTime<Utc>>,
    /// When it was changed, as stated.
    pub updated: Option<DateTime<Utc>>,
    /// May hold HTML; the content where the feed gives no summary.
    pub summary: Option<String>,
    /// May hold HTML.
    pub content: Option<String>,
    /// Named authors; those of an Atom or JSON feed where the entry names none.
    pub authors: Vec<Person>,
    /// Categories.
    pub categories: Vec<Category>,
    /// Attached media.
    pub enclosures: Vec<Enclosure>,
    /// Lead image: as stated, else the first attached picture, else the first in the text.
    pub image: Option<String>,
}

/// A link of an entry.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Absolute.
    pub href: String,
    /// Relation; `alternate` where none is stated.
    pub rel: Option<String>,
    /// Media type.
    #[serde(rename = "type")]
    pub media_type: Option<String>,
}

/// An author.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Person {
    /// Name.
    pub name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Page.
    pub uri: Option<String>,
}

/// A category or tag.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Category {
    /// The term.
    pub term: String,
    /// Vocabulary it is from.
    pub scheme: Option<String>,
    /// Name to show.
    pub label: Option<String>,
}

/// An attached file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Enclosure {
    /// Absolute.
    pub url: String,
    /// Media type.
    #[serde(rename = "type")]
    pub media_type: Option<String>,
    /// Bytes, as stated.
    pub length: Option<u64>,
}

/// Why bytes are no feed. The texts are shown in `status` and say what was found instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeedError {
    /// No bytes, or blanks only.
    #[error("the body is empty")]
    Empty,
    /// A web page; `feeds` are the feed links it names.
    #[error("an HTML page instead of a feed{}", offered(.feeds))]
    Html {
        /// Feed URLs named by the page.
        feeds: Vec<String>,
    },
    /// Something else, described.
    #[error("not a feed: {0}")]
    NotAFeed(String),
    /// Beyond a limit of size, depth or count.
    #[error("beyond the limit: {0}")]
    TooLarge(String),
}

fn offered(feeds: &[String]) -> String {
    feeds.first().map_or_else(String::new, |first| format!("; the page names the feed {first}"))
}
