//! Digests and articles written out: HTML, Markdown, JSON, text, Atom, JSON lines; and digests as files.
//!
//! Every text of an outlet goes through [`crate::text::clean::line`] and is isolated from its surroundings (`<bdi>`, `dir="auto"`, or
//! isolate characters in plain text), so neither a control character nor a direction override reaches a reader. Only
//! absolute http and https URLs become links, and the host that a link leads to is always shown beside it.

mod alerts;
mod article;
mod atom;
mod extracted;
pub mod files;
mod html;
mod link;
mod markdown;
mod style;
mod text;
mod wording;

pub use article::{article_jsonl, article_text};
pub use atom::atom;
pub use extracted::{extracted_html, extracted_markdown};
pub use files::{ExportError, write_digest, write_file};
pub use html::html;
pub use markdown::markdown;
pub use text::text;

use crate::digest::Digest;
use chrono::{DateTime, Utc};
use std::fmt;
use std::str::FromStr;

/// Most stories a page shows unless told otherwise: about what a mail client shows without cutting (Gmail cuts at 102 KB).
pub const DEFAULT_MAX_STORIES: usize = 30;

/// Language of the words that are ours: headings, dates, counts. What outlets wrote stays as they wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Arabic, right to left.
    #[default]
    Arabic,
    /// English, left to right.
    English,
}

/// How a digest is rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HtmlOptions {
    /// Language of our own words and direction of the page.
    pub language: Language,
    /// When the digest was made, shown at its foot.
    pub generated: DateTime<Utc>,
    /// Stories shown in full at most; the foot says how many more there were.
    pub max_stories: usize,
}

impl HtmlOptions {
    /// Arabic, [`DEFAULT_MAX_STORIES`] stories.
    #[must_use]
    pub fn new(generated: DateTime<Utc>) -> Self {
        Self { language: Language::Arabic, generated, max_stories: DEFAULT_MAX_STORIES }
    }
}

/// A form a digest can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// One self-contained page, also fit as a mail.
    Html,
    /// Markdown for wikis and chats.
    Markdown,
    /// The published contract, for programs.
    Json,
    /// Plain text.
    Text,
    /// An Atom feed with an entry for each story.
    Atom,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Html, Self::Markdown, Self::Json, Self::Text, Self::Atom];

    /// The name on the command line and in the configuration.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "markdown",
            Self::Json => "json",
            Self::Text => "text",
            Self::Atom => "atom",
        }
    }

    /// How the file name ends, without the leading dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "md",
            Self::Json => "json",
            Self::Text => "txt",
            Self::Atom => "atom.xml",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no digest format {0:?}; use html, markdown, json, text or atom")]
pub struct UnknownFormat(pub String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let is_named = |f: &Self| name.eq_ignore_ascii_case(f.as_str()) || name.eq_ignore_ascii_case(f.extension());
        Self::ALL.into_iter().find(is_named).ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// The digest in `format`.
#[must_use]
pub fn render(digest: &Digest, format: Format, options: &HtmlOptions) -> String {
    match format {
        Format::Html => html(digest, options),
        Format::Markdown => markdown(digest, options),
        Format::Json => json(digest),
        Format::Text => text(digest, options),
        Format::Atom => atom(digest, options),
    }
}

/// The digest as the published JSON (DESIGN §5), indented, with a final line feed. All stories, whatever a page shows.
#[must_use]
pub fn json(digest: &Digest) -> String {
    // The types hold strings, numbers and lists only: there is nothing in them that serde_json could refuse.
    let mut out = serde_json::to_string_pretty(digest).unwrap_or_default();
    out.push('\n');
    out
}

#[cfg(test)]
pub(super) mod tests;
