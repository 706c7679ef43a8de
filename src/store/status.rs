//! What a store tells about itself, for people.

use super::OutletAlert;
use crate::schedule::AlertKind;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use std::collections::BTreeMap;

/// What happened to one entry.
#[derive(Debug, Clone, Serialize)]
pub struct EntryTrail {
    /// The feed that announced it.
    pub feed: String,
    /// What makes it the same entry next time.
    pub identity: String,
    /// Headline in the feed.
    pub title: String,
    /// `pending`, `done` or `failed`.
    pub state: String,
    /// Failed tries.
    pub attempts: u32,
    /// The last reason.
    pub reason: Option<String>,
    /// First seen in the feed.
    pub first_seen: DateTime<Utc>,
    /// Next try, for a pending one.
    pub due_at: Option<DateTime<Utc>>,
}

/// Which digests were written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DigestRecord {
    /// The newest day written.
    pub newest: Option<NaiveDate>,
    /// When the first article was seen.
    pub first_article: Option<DateTime<Utc>>,
}

/// The state of one feed, for people.
#[derive(Debug, Clone, Default, Serialize)]
pub struct FeedStatus {
    /// Its identifier.
    pub id: String,
    /// Where it is.
    pub url: String,
    /// Whose it is.
    pub outlet: String,
    /// Whether the configuration lists it.
    pub configured: bool,
    /// Last poll, whatever came of it.
    pub polled_at: Option<DateTime<Utc>>,
    /// Last good poll.
    pub last_success: Option<DateTime<Utc>>,
    /// Next poll.
    pub due_at: Option<DateTime<Utc>>,
    /// Why then.
    pub due_why: Option<String>,
    /// Failures in a row.
    pub failures: u32,
    /// Time from the last poll to the next, in seconds.
    pub interval_seconds: Option<i64>,
    /// Stable name of the kind of the last failure, while it lasts: `timeout`, `http_404`, `html`, `challenge` …
    pub class: Option<String>,
    /// The last failure, while it lasts.
    pub reason: Option<String>,
    /// Since when it fails.
    pub failing_since: Option<DateTime<Utc>>,
    /// Newest entry's stated time, else when it was first seen.
    pub newest_entry: Option<DateTime<Utc>>,
    /// How long ago that was, in seconds.
    pub newest_entry_age_seconds: Option<i64>,
    /// Entries a day, as the schedule learnt.
    pub entries_a_day: Option<f64>,
    /// Where it moved for good, which is asked in place of `url`.
    pub moved_to: Option<String>,
    /// Whether the document names a WebSub hub.
    pub hub: bool,
    /// Entries seen.
    pub entries: u64,
    /// Entries whose page is still to be read.
    pub pending: u64,
    /// Entries whose page could not be read.
    pub failed_pages: u64,
    /// Remarks of the last reading, by code.
    pub remarks: BTreeMap<String, u32>,
    /// Pages read lately that should have given an article: videos and galleries are not among them.
    pub pages_read: u64,
    /// Share of them that did, 0 to 1; `None` when there are none.
    pub good_share: Option<f64>,
}

/// Counts of entries by state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Pending {
    /// Pages to be read.
    pub pending: u64,
    /// Of these, waiting for another try.
    pub retrying: u64,
    /// Pages given up.
    pub failed: u64,
    /// Pages that waited too long or behind too many others and were not fetched; their feed's own text stands in.
    pub expired: u64,
}

/// What is of another fingerprint version.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Outdated {
    /// Articles.
    pub articles: u64,
    /// Words of copies.
    pub copies: u64,
}

/// Totals of a store.
#[derive(Debug, Clone, Default, Serialize)]
pub struct StoreStatus {
    /// Where it is.
    pub location: String,
    /// Version of its schema.
    pub schema: i64,
    /// Bytes on disk.
    pub bytes: u64,
    /// Rows of each kind.
    pub counts: Counts,
    /// Pages still to be read.
    pub queue: Pending,
    /// What an older version computed and no text is compared with until it is computed anew.
    pub outdated: Outdated,
    /// The newest digest written.
    pub last_digest: Option<NaiveDate>,
    /// Outlets whose pages suddenly read otherwise than before.
    pub alerts: Vec<OutletAlert>,
}

/// Rows of each kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Feeds configured.
    pub feeds: u64,
    /// Entries seen in feeds.
    pub entries: u64,
    /// Canonical articles.
    pub articles: u64,
    /// Pages that carried them.
    pub sources: u64,
    /// Stories.
    pub stories: u64,
    /// Stored pages.
    pub pages: u64,
}

/// An alert that stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedAlert {
    /// The feed.
    pub feed: String,
    /// Whose it is.
    pub outlet: String,
    /// What kind.
    pub kind: AlertKind,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Readable alone, English.
    pub detail: String,
}
