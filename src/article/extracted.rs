//! What extraction returns for a page: the article's own text and metadata, and the links that stood around it.

use super::Remark;
use crate::text::direction::Direction;
use chrono::{DateTime, FixedOffset};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

/// What a page turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PageKind {
    /// One article.
    #[default]
    Article,
    /// A home, section, tag or search page: headlines and no text of its own.
    Listing,
    /// A video, a gallery or a picture with little text.
    Media,
    /// A form to sign in or to subscribe.
    Login,
    /// A test whether the reader is a person (Cloudflare and the like).
    Challenge,
    /// An error page, whatever its status.
    Error,
    /// Nothing to read.
    Empty,
}

/// How a block of the body is to be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// A heading inside the article.
    Heading,
    /// A block quotation.
    Quote,
    /// An item of a list.
    ListItem,
    /// The caption of a picture; not part of the text.
    Caption,
}

/// A block of the body: plain text, never markup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// How it is shown.
    pub kind: BlockKind,
    /// Plain text, one line, as the outlet wrote it.
    pub text: String,
}

/// A source the outlet itself credits for the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// The credited name, an agency by its canonical name (`AFP`, `الأناضول`).
    pub name: String,
    /// Canonical name of the news agency, when it is one.
    pub agency: Option<String>,
    /// The credit as the page has it.
    pub raw: String,
}

/// Why a link to another article stood on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkKind {
    /// Chosen by the editor for this article (اقرأ أيضاً).
    ReadAlso,
    /// Listed as similar by the site (مقالات مشابهة).
    Related,
    /// A popularity list (الأكثر قراءة).
    MostRead,
}

/// Where such a link stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Placement {
    /// Between two blocks of the body.
    Inline,
    /// After the body.
    Tail,
}

/// A link to another article of the outlet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadAlso {
    /// Headline of the other article, as the link shows it.
    pub title: String,
    /// Absolute canonical URL; `None` where the page gives only a title.
    pub url: Option<String>,
    /// The label above the link as written (`اقرأ أيضاً`); empty when a box had none.
    pub label: String,
    /// Which kind of list it stood in.
    pub kind: LinkKind,
    /// Inside or after the body.
    pub placement: Placement,
    /// How many body blocks precede it.
    pub position: usize,
}

/// A second article appended below the first one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Following {
    /// Its headline.
    pub title: String,
    /// Its paragraphs, joined by a blank line.
    pub text: String,
}

/// One entry of a live blog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveEntry {
    /// When, as the page states it: an RFC 3339 instant where the markup does, else the words shown (`14:20`).
    pub time: String,
    /// Its headline.
    pub title: Option<String>,
    /// Its paragraphs, joined by a blank line.
    pub text: String,
}

/// How exactly a date was stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// To the second.
    Second,
    /// To the minute.
    Minute,
    /// Only the day.
    Day,
    /// Only the month.
    Month,
    /// Only the year.
    Year,
}

/// A date that somebody stated; what nobody stated is no `StatedDate` at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedDate {
    /// The instant with the offset that was stated; the start of the day, month or year when only that is known.
    pub at: DateTime<FixedOffset>,
    /// How much of `at` was stated.
    pub precision: Precision,
    /// The witness: `json-ld`, `meta:article:published_time`, `time`, `text` …
    pub from: String,
}

impl StatedDate {
    /// A date (`2026-11-23`) when only the day is known, an RFC 3339 instant when the time is.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self.precision {
            Precision::Second | Precision::Minute => self.at.to_rfc3339(),
            Precision::Day => self.at.format("%Y-%m-%d").to_string(),
            Precision::Month => self.at.format("%Y-%m").to_string(),
            Precision::Year => self.at.format("%Y").to_string(),
        }
    }
}

/// Everything extraction found on one page. Extraction never fails: what is missing is a remark.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Extracted {
    /// The URL the page was asked for under.
    pub url: Option<String>,
    /// The page's own canonical URL, checked to be of the same site and not its home page.
    pub canonical_url: Option<String>,
    /// What the page is.
    pub page_kind: PageKind,
    /// The article's headline without the outlet's name.
    pub title: Option<String>,
    /// Named people; never the outlet.
    pub authors: Vec<String>,
    /// When the outlet says it was published.
    pub published: Option<StatedDate>,
    /// When the outlet says it was changed.
    pub modified: Option<StatedDate>,
    /// Language code of the text.
    pub lang: Option<String>,
    /// Direction of the text.
    pub direction: Option<Direction>,
    /// Lead image.
    pub image: Option<String>,
    /// The outlet as the page names itself.
    pub outlet: Option<String>,
    /// The section the article is filed under.
    pub section: Option<String>,
    /// Tags in the page's order.
    pub tags: Vec<String>,
    /// The body in order.
    pub blocks: Vec<Block>,
    /// Credits found on the page.
    pub attribution: Vec<Attribution>,
    /// Links to other articles.
    pub read_also: Vec<ReadAlso>,
    /// A second article appended below.
    pub following: Option<Following>,
    /// The entries of a live blog in the page's order; they stand in `blocks` as well, each under its time as a heading.
    pub live: Vec<LiveEntry>,
    /// What was doubtful, repaired or missing.
    pub remarks: Vec<Remark>,
}

impl Extracted {
    /// The body as plain text: every block but captions, joined by a blank line; empty when the page is no article.
    #[must_use]
    pub fn text(&self) -> String {
        if self.page_kind != PageKind::Article {
            return String::new();
        }
        let body: Vec<&str> =
            self.blocks.iter().filter(|b| b.kind != BlockKind::Caption).map(|b| b.text.as_str()).collect();
        body.join("\n\n")
    }
}

/// The published JSON form (DESIGN §5): dates flattened to text, precision and witness; `text` beside `blocks`.
impl Serialize for Extracted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let published = self.published.as_ref();
        let mut out = serializer.serialize_struct("Extracted", 22)?;
        out.serialize_field("url", &self.url)?;
        out.serialize_field("canonical_url", &self.canonical_url)?;
        out.serialize_field("page_kind", &self.page_kind)?;
        out.serialize_field("title", &self.title)?;
        out.serialize_field("authors", &self.authors)?;
        out.serialize_field("published", &published.map(StatedDate::to_text))?;
        out.serialize_field("published_precision", &published.map(|d| d.precision))?;
        out.serialize_field("published_from", &published.map(|d| &d.from))?;
        out.serialize_field("modified", &self.modified.as_ref().map(StatedDate::to_text))?;
        out.serialize_field("lang", &self.lang)?;
        out.serialize_field("direction", &self.direction)?;
        out.serialize_field("image", &self.image)?;
        out.serialize_field("outlet", &self.outlet)?;
        out.serialize_field("section", &self.section)?;
        out.serialize_field("tags", &self.tags)?;
        out.serialize_field("text", &self.text())?;
        out.serialize_field("blocks", &self.blocks)?;
        out.serialize_field("attribution", &self.attribution)?;
        out.serialize_field("read_also", &self.read_also)?;
        out.serialize_field("following", &self.following)?;
        out.serialize_field("live", &self.live)?;
        out.serialize_field("remarks", &self.remarks)?;
        out.end()
    }
}
