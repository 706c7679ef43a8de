//! What goes into a store and what comes out.

use super::pace::Route;
use crate::article::{ArticleId, ArticleUrl, FeedId, Outlet};
use crate::dedup::{Comparison, Judgement};
use crate::schedule::{Alert, AlertKind, FailureWeight, Hints, Schedule};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A feed as configured.
#[derive(Debug, Clone)]
pub struct FeedSeed {
    /// Its identifier.
    pub id: FeedId,
    /// Where it is.
    pub url: ArticleUrl,
    /// Whose it is; the feed's own title until then when `None`.
    pub outlet: Option<Outlet>,
    /// Section its articles are filed under.
    pub section: Option<String>,
    /// Its schedule: a shorter one than before takes effect at once.
    pub schedule: Schedule,
}

/// A wish for work.
#[derive(Debug, Clone)]
pub struct Claim {
    /// Who asks; leases are released by this name.
    pub holder: String,
    /// The present instant.
    pub now: DateTime<Utc>,
    /// When the lease ends by itself.
    pub until: DateTime<Utc>,
    /// At most so many.
    pub limit: usize,
    /// At most so many leased pages a host, and as many leased feeds.
    pub per_host: usize,
}

/// A feed to poll, with what the last poll left.
#[derive(Debug, Clone)]
pub struct FeedState {
    /// Its identifier.
    pub id: FeedId,
    /// Where it is, by the configuration.
    pub url: ArticleUrl,
    /// Where it moved for good, which is asked instead; see [`crate::schedule::Move`].
    pub moved_to: Option<ArticleUrl>,
    /// Validators of the last good answer.
    pub etag: Option<String>,
    /// As `etag`.
    pub last_modified: Option<String>,
    /// Hash of the last good body, to know an unchanged document whose server does not say so.
    pub body_hash: Option<u64>,
    /// When it was last read in full.
    pub read_at: Option<DateTime<Utc>>,
}

/// One entry of a document just read.
#[derive(Debug, Clone, Serialize, Deserialize)]
// A later version may add fields; entries that wait in the store must still read.
#[serde(default)]
pub struct SeenEntry {
    /// What makes it the same entry next time.
    pub identity: String,
    /// Its page; entries without one are recorded from the feed's own text.
    pub url: Option<ArticleUrl>,
    /// Headline, plain text.
    pub title: String,
    /// As stated.
    pub published: Option<DateTime<Utc>>,
    /// As stated.
    pub updated: Option<DateTime<Utc>>,
    /// The feed's own text for it, plain or HTML; used when the page cannot be read.
    pub body: String,
    /// Authors by name.
    pub authors: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Lead image.
    pub image: Option<String>,
    /// Hash of what an edit would change: title, dates, body.
    pub content_hash: u64,
    /// Whether the page is its own. Entries of a live blog or a ticker share one address; they are recorded from the feed's text.
    pub own_page: bool,
    /// The page whose read-also link leads there, where no feed announced it.
    pub found_on: Option<String>,
}

impl Default for SeenEntry {
    fn default() -> Self {
        Self {
            identity: String::new(),
            url: None,
            title: String::new(),
            published: None,
            updated: None,
            body: String::new(),
            authors: Vec::new(),
            tags: Vec::new(),
            image: None,
            content_hash: 0,
            own_page: true,
            found_on: None,
        }
    }
}

/// A poll that failed.
#[derive(Debug, Clone)]
pub struct PollFailure {
    /// Stable name of the kind of failure.
    pub class: String,
    /// Readable alone.
    pub reason: String,
    /// How much it counts.
    pub weight: FailureWeight,
    /// What the server asked us to wait.
    pub retry_after: Option<TimeDelta>,
    /// Whether it looks as if our own network were down: then it counts against nobody.
    pub offline: bool,
}

/// What a poll found.
#[derive(Debug, Clone)]
pub enum PollResult {
    /// Nothing new, by the server's word or by the body's hash.
    Unchanged {
        /// Freshness the server stated.
        hint: Option<TimeDelta>,
        /// Whether the server said so (304), or the hash did.
        by_server: bool,
    },
    /// A document.
    Read {
        /// Title of the feed.
        title: Option<String>,
        /// Its entries.
        entries: Vec<SeenEntry>,
        /// Validators to send next time.
        etag: Option<String>,
        /// As `etag`.
        last_modified: Option<String>,
        /// Hash of the body.
        body_hash: u64,
        /// Freshness the server stated.
        hint: Option<TimeDelta>,
        /// What the document asks for; freshness left out.
        hints: Hints,
        /// Remarks by code.
        remarks: BTreeMap<String, u32>,
    },
    /// Nothing could be read.
    Failed(PollFailure),
}

/// The outcome of a poll, to be recorded.
#[derive(Debug, Clone)]
pub struct PollRecord {
    /// The feed.
    pub feed: FeedId,
    /// When it was polled.
    pub now: DateTime<Utc>,
    /// Its schedule; the next due time is decided inside the transaction, where the history is.
    pub schedule: Schedule,
    /// What was found.
    pub result: PollResult,
    /// Which address was asked and where it led.
    pub route: Route,
    /// Feeds whose last failures turned out to be our own network's: they are taken back.
    pub forgiven: Vec<FeedId>,
}

/// What recording a poll found out.
#[derive(Debug, Clone, Default)]
pub struct PollOutcome {
    /// Entries never seen before.
    pub new: usize,
    /// Entries seen before that changed.
    pub changed: usize,
    /// When the feed is due next.
    pub due_at: Option<DateTime<Utc>>,
    /// Why then.
    pub due_why: String,
    /// Failures in a row, this one included.
    pub failures: u32,
    /// Alerts that stand since this poll.
    pub raised: Vec<Alert>,
    /// Kinds of alerts that no longer hold.
    pub cleared: Vec<AlertKind>,
}

/// An entry whose page is to be read.
#[derive(Debug, Clone)]
pub struct PendingPage {
    /// Its number in the store.
    pub entry: i64,
    /// The feed that announced it.
    pub feed: FeedId,
    /// Whose feed it is.
    pub outlet: Outlet,
    /// Section of the feed.
    pub section: Option<String>,
    /// Where the feed is.
    pub feed_url: ArticleUrl,
    /// What the feed said of it.
    pub seen: SeenEntry,
    /// Failed tries so far.
    pub attempts: u32,
    /// When the feed first showed it.
    pub first_seen: DateTime<Utc>,
    /// Why its page is not fetched any more, when it waited too long.
    pub expired: Option<String>,
}

/// A page that could not be read.
#[derive(Debug, Clone)]
pub struct PageFailure {
    /// The entry.
    pub entry: i64,
    /// When to try again.
    pub retry_at: DateTime<Utc>,
    /// Why it failed, readable alone.
    pub reason: String,
    /// Whether this try counts against the ladder; an interrupted one does not.
    pub counts: bool,
}

/// Two articles beside each other.
#[derive(Debug, Clone, PartialEq)]
pub struct Compared {
    /// The measures.
    pub comparison: Comparison,
    /// What the decision makes of them.
    pub judgement: Judgement,
    /// Values their sketches share; with none, neither is a candidate for the other.
    pub shared_sketch_values: usize,
    /// What a person said about the two, and the number of the correction; it holds whatever the measures say.
    pub said: Option<(i64, crate::dedup::correction::Said)>,
}

/// When there is work again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NextDue {
    /// The next feed.
    pub feed: Option<DateTime<Utc>>,
    /// The next page.
    pub page: Option<DateTime<Utc>>,
    /// Pages still to be read, due or not.
    pub pending: u64,
}

/// Which articles.
#[derive(Debug, Clone, Default)]
pub struct ArticleFilter {
    /// First seen at or after.
    pub since: Option<DateTime<Utc>>,
    /// First seen before.
    pub until: Option<DateTime<Utc>>,
    /// Carried by this outlet.
    pub outlet: Option<String>,
    /// Announced by this feed.
    pub feed: Option<String>,
    /// Carried by at least so many outlets.
    pub min_outlets: usize,
    /// At most so many; 0 is no limit.
    pub limit: usize,
    /// Only articles with a greater number, ascending by number: the way to read everything in portions.
    pub after: Option<ArticleId>,
}
