//! Versions of pages, what people corrected, and pages that are read again: the values of these operations.

use crate::article::{ArticleId, ArticleUrl, Block, FeedId, Outlet};
use crate::dedup::correction::Said;
use chrono::{DateTime, Utc};
use serde::Serialize;

/// How a version came to differ from the one before it on the same page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum VersionChange {
    /// The first text we saw of the page.
    First,
    /// The page itself, where only the feed's own text stood before.
    Page,
    /// The outlet edited it.
    Edit,
    /// The page only lost text, and more than half of it: a paywall, a page half loaded.
    Cut,
    /// A text that the page had before.
    Return,
}

impl VersionChange {
    /// The name used in the store and in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Page => "page",
            Self::Edit => "edit",
            Self::Cut => "cut",
            Self::Return => "return",
        }
    }

    /// The change of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::First, Self::Page, Self::Edit, Self::Cut, Self::Return].into_iter().find(|c| c.as_str() == name)
    }
}

/// One version of one page of an article; its text is read apart ([`super::Store::version_text`]).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Version {
    /// Its number among all versions of the article, by the time we saw them, from 1.
    pub number: usize,
    /// Who carried it.
    pub outlet: Outlet,
    /// The page.
    pub url: String,
    /// Its number among the versions of this page, from 1; a gap where some were dropped.
    pub of_page: i64,
    /// When we first saw it.
    pub seen: DateTime<Utc>,
    /// When the page said then that it was changed.
    pub modified: Option<DateTime<Utc>>,
    /// Its headline.
    pub title: String,
    /// How it came to differ from the version before it.
    pub change: VersionChange,
    /// Whether it was changed without a later date of change.
    pub silent: bool,
    /// Words gone since the version before it.
    pub removed: u64,
    /// Words new since then.
    pub added: u64,
    /// Whether it is the feed's own text in place of the page.
    pub stand_in: bool,
    /// The source in the store.
    #[serde(skip)]
    pub source: i64,
}

/// What a version said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionText {
    /// Its headline.
    pub title: String,
    /// Its body.
    pub blocks: Vec<Block>,
}

/// What is to be split off an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// The page of this address.
    Page(String),
    /// Everything that came with this article when it was merged in.
    Merged(ArticleId),
}

/// What a correction did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Corrected {
    /// Number of the correction.
    pub correction: i64,
    /// The article that stays: the merged one, or the one that something was split off.
    pub article: ArticleId,
    /// The article that was merged into it, or that now stands beside it.
    pub other: ArticleId,
    /// Pages that changed their article.
    pub pages: Vec<String>,
}

/// A correction as people made it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CorrectionMade {
    /// Its number; of two about the same texts the greater holds.
    pub number: i64,
    /// When it was made.
    pub made: DateTime<Utc>,
    /// What it says.
    #[serde(serialize_with = "said")]
    pub said: Said,
    /// Numbers of the articles then.
    pub articles: (ArticleId, ArticleId),
    /// The pages of either side.
    pub pages: [Vec<String>; 2],
}

fn said<S: serde::Serializer>(said: &Said, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(said.as_str())
}

/// How a page that was just read is watched for edits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    /// When it is read again; `None`: no more.
    pub due_at: Option<DateTime<Utc>>,
    /// The address it was asked for under.
    pub url: ArticleUrl,
    /// Validators of this reading.
    pub etag: Option<String>,
    /// As `etag`.
    pub last_modified: Option<String>,
}

/// A page to be read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recheck {
    /// The source in the store.
    pub source: i64,
    /// The feed that announced it.
    pub feed: FeedId,
    /// Whose page it is.
    pub outlet: Outlet,
    /// The address to ask for: the page's, or of the form of it that is read.
    pub url: ArticleUrl,
    /// The page.
    pub page: ArticleUrl,
    /// The headline we have.
    pub title: String,
    /// When we first saw the page.
    pub first_seen: DateTime<Utc>,
    /// Validators of the last reading.
    pub etag: Option<String>,
    /// As `etag`.
    pub last_modified: Option<String>,
}

/// A page that was asked for again and brought nothing to record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rechecked {
    /// The source in the store.
    pub source: i64,
    /// Whether the server said that nothing changed.
    pub unchanged: bool,
    /// When we asked.
    pub now: DateTime<Utc>,
    /// When it is read again; `None`: no more.
    pub due_at: Option<DateTime<Utc>>,
}
