//! The day's digest: stories ranked, each with its articles and everyone who carried them.

mod build;
mod summary;
mod window;

pub use build::build;
pub use window::day_window;

use crate::article::{ArticleId, Relation, StoredArticle, StoryId};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

/// One story as the store gives it: its canonical articles of the window, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct StoryMaterial {
    /// Its number.
    pub id: StoryId,
    /// Its articles.
    pub articles: Vec<StoredArticle>,
}

/// A day's digest in the published JSON form (DESIGN §5).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Digest {
    /// The civil day in `zone` that the digest covers.
    pub date: NaiveDate,
    /// Name of the zone.
    pub zone: String,
    /// First instant of the window.
    pub from: DateTime<Utc>,
    /// First instant after it.
    pub to: DateTime<Utc>,
    /// Totals over the window.
    pub counts: Counts,
    /// Stories, best first.
    pub stories: Vec<DigestStory>,
    /// Feeds that somebody should look at, when the digest was written.
    pub alerts: Vec<DigestAlert>,
}

/// A feed that somebody should look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DigestAlert {
    /// The feed.
    pub feed: String,
    /// Whose it is.
    pub outlet: String,
    /// `failing`, `gone`, `html`, `moved` or `stale`.
    pub kind: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Readable alone, English.
    pub detail: String,
}

/// Totals of a digest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Canonical articles.
    pub articles: usize,
    /// Pages that carried them.
    pub sources: usize,
    /// Distinct outlets.
    pub outlets: usize,
    /// Stories.
    pub stories: usize,
}

/// A story in a digest.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DigestStory {
    /// Its number.
    pub id: StoryId,
    /// The headline chosen among its articles.
    pub title: String,
    /// The first sentences of its best article, a few hundred characters.
    pub summary: String,
    /// Section most of its articles are filed under.
    pub section: Option<String>,
    /// Rank: see `story::rank`.
    pub score: f64,
    /// Distinct outlets, first to carry it first.
    pub outlets: Vec<String>,
    /// Its articles, the one the headline is from first.
    pub articles: Vec<DigestArticle>,
    /// Read-also links of its articles that lead out of the story.
    pub read_also: Vec<DigestLink>,
}

/// An article in a digest.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DigestArticle {
    /// Its number.
    pub id: ArticleId,
    /// Headline.
    pub title: String,
    /// Page of the origin.
    pub url: String,
    /// Outlet of the origin.
    pub outlet: String,
    /// As stated, in text.
    pub published: Option<String>,
    /// Everyone who carried it.
    pub sources: Vec<DigestSource>,
}

/// A source in a digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DigestSource {
    /// Outlet.
    pub outlet: String,
    /// Page.
    pub url: String,
    /// What its text is to the canonical one.
    pub relation: Relation,
}

/// A read-also link in a digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DigestLink {
    /// Headline.
    pub title: String,
    /// Page, where one was given.
    pub url: Option<String>,
}

#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;
