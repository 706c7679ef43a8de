//! What is recorded: an article that was read, with its page, and what becomes of it.

use super::PageReading;
use crate::article::{ArticleId, ArticleUrl, Extracted, Outlet, Relation};
use crate::dedup::Fingerprint;
use crate::story::Terms;
use chrono::{DateTime, Utc};

/// A page as received, kept for a while so that extraction can be repeated.
#[derive(Debug, Clone)]
pub struct PageCopy {
    /// The body, compressed with zstd.
    pub compressed: Vec<u8>,
    /// As sent.
    pub content_type: Option<String>,
}

/// A page that is held, with where and when it came from.
#[derive(Debug, Clone)]
pub struct HeldPage {
    /// Number of the source it belongs to.
    pub number: i64,
    /// The source's address.
    pub url: String,
    /// When it was fetched.
    pub fetched: DateTime<Utc>,
    /// The page.
    pub copy: PageCopy,
}

/// An article ready to be recorded.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// The entry it came through; `None` for imports.
    pub entry: Option<i64>,
    /// Hash of the entry when its page was fetched: an edit that arrived meanwhile leaves the entry pending.
    pub entry_hash: u64,
    /// The feed it came through.
    pub feed: Option<String>,
    /// Who published it.
    pub outlet: Outlet,
    /// Section of the feed, where the page names none.
    pub section: Option<String>,
    /// Its page, canonical; the feed's own address for an entry without a page.
    pub url: ArticleUrl,
    /// What makes the page the same next time: [`ArticleUrl::key`], or the entry's identity when it has no page.
    pub key: String,
    /// The addresses it was asked for under, besides `url`.
    pub aliases: Vec<ArticleUrl>,
    /// Where redirects led, when its page was asked for elsewhere.
    pub landed: Option<ArticleUrl>,
    /// What was read.
    pub extracted: Extracted,
    /// Fingerprint of its text.
    pub fingerprint: Fingerprint,
    /// Its terms for stories.
    pub terms: Terms,
    /// The page itself.
    pub page: Option<PageCopy>,
    /// How it read; `None` when nothing is to be learnt of it.
    pub reading: Option<PageReading>,
    /// Whether the feed's own text stands in for a page that could not be read; it never replaces a text we hold.
    pub partial: bool,
    /// How the page is watched for edits from now on; `None` for imports and for entries without a page.
    pub watch: Option<super::Watch>,
    /// When its feed announced it, where that was before it was read.
    pub announced: Option<DateTime<Utc>>,
    /// When it was read.
    pub seen: DateTime<Utc>,
    /// When it was recorded: retention counts from then, since an imported archive may be older than any retention.
    pub added: DateTime<Utc>,
}

impl Arrival {
    /// When we first knew of it: pages are read in the order in which hosts let us, which says nothing about who was first.
    #[must_use]
    pub fn first_seen(&self) -> DateTime<Utc> {
        self.announced.map_or(self.seen, |announced| announced.min(self.seen))
    }
}

/// What became of an arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorded {
    /// A canonical article of its own.
    New(ArticleId),
    /// One more source of an article, and what its text is to it.
    Joined(ArticleId, Relation),
    /// A page we know, with a changed text.
    Revised(ArticleId),
    /// A page we know, unchanged.
    Unchanged(ArticleId),
    /// Nothing: the page asked for leads to that of this article, which has another headline than the feed announced.
    Elsewhere(ArticleId),
}
