//! What goes in and out when what is stored is looked at again: pages read anew, decisions repeated.

use super::{Arrival, PageCopy};
use crate::article::{ArticleId, ArticleUrl, Outlet, Relation, StatedDate};
use chrono::{DateTime, Utc};
use serde::Serialize;

/// Which kind of sources.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Which {
    /// All.
    #[default]
    All,
    /// Those whose page is stored.
    WithPage,
    /// Those whose page is stored and whose words, kept to vouch for others, are of another fingerprint version.
    Outdated,
}

/// Which sources are gone through again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Portion {
    /// Which kind.
    pub which: Which,
    /// Only sources after this one: the way to go through all in portions.
    pub after: i64,
    /// Of this outlet.
    pub outlet: Option<String>,
    /// First seen at or after.
    pub since: Option<DateTime<Utc>>,
    /// At most so many.
    pub limit: usize,
}

/// A source with what is needed to read its page again.
#[derive(Debug, Clone)]
pub struct StoredSource {
    /// Its number: the order of arrival.
    pub id: i64,
    /// The article it belongs to.
    pub article: ArticleId,
    /// What its text is to it.
    pub relation: Relation,
    /// Whose it is.
    pub outlet: Outlet,
    /// The feed that announced it.
    pub feed: Option<String>,
    /// Section of that feed.
    pub section: Option<String>,
    /// Its page.
    pub url: ArticleUrl,
    /// Headline as recorded.
    pub title: String,
    /// Date as recorded.
    pub published: Option<StatedDate>,
    /// Headline and date in the feed, where the entry is still known.
    pub announced: Option<(String, Option<DateTime<Utc>>)>,
    /// Authors, tags and image of the article, when this is its origin.
    pub authors: Vec<String>,
    /// As `authors`.
    pub tags: Vec<String>,
    /// As `authors`.
    pub image: Option<String>,
    /// When it was first seen.
    pub first_seen: DateTime<Utc>,
    /// When its article was recorded.
    pub added: DateTime<Utc>,
    /// Whether its place may be decided again: not when it or its article changed after it was placed, since the texts that were
    /// compared are not kept.
    pub is_decidable: bool,
    /// The page, and when it was fetched.
    pub page: Option<(PageCopy, DateTime<Utc>)>,
}

/// A page that was read again.
#[derive(Debug, Clone)]
pub struct Reread {
    /// The source.
    pub source: i64,
    /// When the page that was read had been fetched: a newer one is left alone.
    pub fetched: DateTime<Utc>,
    /// What was read.
    pub arrival: Arrival,
}

/// A source whose place is decided again.
#[derive(Debug, Clone)]
pub struct Redecision {
    /// The source.
    pub source: i64,
    /// What its page says; needed of a source that is not the origin of its article.
    pub arrival: Option<Box<Arrival>>,
}

/// How far a reprocessing of all sources has come; kept in the transaction of what it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// What is being done, with its options and the version of the rules: only the same is gone on with.
    pub key: String,
    /// Which pass over the sources.
    pub pass: u8,
    /// The last source that was done.
    pub after: i64,
}

/// What kind of change repeating a step makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// Another text was taken out of the page.
    Body,
    /// Another headline.
    Title,
    /// Another date of publication.
    Date,
    /// Other read-also or related links.
    Links,
    /// An article turns out to be one with an earlier one.
    Merge,
    /// A source belongs to another article.
    Move,
    /// A source turns out to be an article of its own.
    Split,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Its kind.
    pub kind: ChangeKind,
    /// The article it happened to, by the number it had before.
    pub article: ArticleId,
    /// The page.
    pub url: String,
    /// What stood there before, shortened.
    pub before: String,
    /// What stands there now, shortened; for decisions the evidence.
    pub after: String,
}

/// Articles that were found to be one by looking at them again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reconciled {
    /// The article that stays.
    pub kept: ArticleId,
    /// Its headline.
    pub kept_title: String,
    /// The article that goes.
    pub joined: ArticleId,
    /// Its headline.
    pub joined_title: String,
    /// The measures, readable alone.
    pub evidence: String,
}

/// A portion of a reconciliation.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Reconciliation {
    /// Articles looked at.
    pub compared: u64,
    /// What was found to be one.
    pub found: Vec<Reconciled>,
    /// The last article looked at; `None` when there is none left.
    pub last: Option<ArticleId>,
}
