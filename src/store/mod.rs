//! The store: the state of every feed, the queue of pages, canonical articles with their sources, stories and digests.
//!
//! [`Store`] is the whole interface, in operations that a shared PostgreSQL store can express too: work is claimed by leases
//! that expire, and the deduplicating insert is one operation that finds candidates, decides and records in one transaction.

mod arrival;
mod error;
mod fetching;
mod history;
mod outlets;
mod pace;
mod reprocess;
pub mod sqlite;
mod status;
mod types;

pub use arrival::{Arrival, HeldPage, PageCopy, Recorded};
pub use error::StoreError;
pub use fetching::{Delivery, QueueBounds, QuietHost, Subscription, SubscriptionState};
pub use history::{Corrected, CorrectionMade, Part, Recheck, Rechecked, Version, VersionChange, VersionText, Watch};
pub use outlets::{KnownBlock, OutletAlert, OutletReport, OutletSummary, PageReading, SourceRemarks};
pub use pace::{CaughtUp, FeedPace, Route};
pub use reprocess::{
    Change, ChangeKind, Portion, Progress, Reconciled, Reconciliation, Redecision, Reread, StoredSource, Which,
};
pub use status::{Counts, DigestRecord, EntryTrail, FeedAlert, FeedStatus, Outdated, Pending, StoreStatus};
pub use types::{
    ArticleFilter, Claim, Compared, FeedSeed, FeedState, NextDue, PageFailure, PendingPage, PollFailure, PollOutcome,
    PollRecord, PollResult, SeenEntry,
};

use crate::article::{ArticleId, FeedId, Outlet, StoredArticle};
use crate::digest::StoryMaterial;
use crate::page::memory::OutletMemory;
use crate::schedule::Schedule;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use std::future::Future;
use std::pin::Pin;

/// What a store operation returns: nothing is answered before it is committed.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// The operations of a store. Every write is one transaction and idempotent: repeating it changes nothing.
pub trait Store: Send + Sync {
    /// Makes the configured feeds known; feeds no longer configured stay, with their history, but are not polled.
    fn sync_feeds(&self, feeds: Vec<FeedSeed>, now: DateTime<Utc>) -> Answer<'_, ()>;

    /// Claims feeds that are due; nobody else gets them before `claim.until`.
    fn lease_feeds(&self, claim: Claim) -> Answer<'_, Vec<FeedState>>;

    /// Records the outcome of a poll: entries, validators and the next due time together. Ends the lease.
    fn record_poll(&self, poll: PollRecord) -> Answer<'_, PollOutcome>;

    /// Claims entries whose page is to be read, newest first, a few per host.
    fn lease_pages(&self, claim: Claim) -> Answer<'_, Vec<PendingPage>>;

    /// A page could not be read: when to try again, and why. Ends the lease.
    fn postpone_page(&self, failure: PageFailure) -> Answer<'_, ()>;

    /// The deduplicating insert: finds candidates, decides, places in a story and records, in one transaction.
    fn record(&self, arrival: Arrival) -> Answer<'_, Recorded>;

    /// [`Store::record`] for many, in order and in one transaction: the way to import.
    fn record_all(&self, arrivals: Vec<Arrival>) -> Answer<'_, Vec<Recorded>>;

    /// Claims young pages that are due to be read again, one a host, of hosts that have no new page waiting.
    fn lease_rechecks(&self, claim: Claim) -> Answer<'_, Vec<Recheck>>;

    /// A page that was asked for again brought nothing to record. Ends the lease.
    fn rechecked(&self, outcome: Rechecked) -> Answer<'_, ()>;

    /// Gives up every lease of `holder`: what was interrupted is due again at once and counts as no failure.
    fn release_leases(&self, holder: String) -> Answer<'_, ()>;

    /// When the next feed and the next page are due, and how many pages wait.
    fn next_due(&self) -> Answer<'_, NextDue>;

    /// One article with its sources and links. The number of one that was merged into another leads there.
    fn article(&self, id: ArticleId) -> Answer<'_, Option<StoredArticle>>;

    /// Articles by a filter, newest first unless the filter asks for the order of arrival.
    fn articles(&self, filter: ArticleFilter) -> Answer<'_, Vec<StoredArticle>>;

    /// The article that a URL is a source of.
    fn article_of_url(&self, url: String) -> Answer<'_, Option<ArticleId>>;

    /// What was remarked on every source of an article.
    fn remarks(&self, id: ArticleId) -> Answer<'_, Vec<SourceRemarks>>;

    /// What is known of the furniture of a site of an outlet; an empty memory when nothing is.
    fn outlet_memory(&self, outlet: Outlet, site: String) -> Answer<'_, OutletMemory>;

    /// Every site of every outlet that pages were read of.
    fn outlets(&self, now: DateTime<Utc>) -> Answer<'_, Vec<OutletSummary>>;

    /// One of them, by its number, with everything that recurs over its pages.
    fn outlet(&self, id: i64, now: DateTime<Utc>) -> Answer<'_, Option<OutletReport>>;

    /// Sudden changes in how pages read that were not told yet. Each is given out once.
    fn take_alerts(&self) -> Answer<'_, Vec<OutletAlert>>;

    /// The measures between two articles as they stand, and what the decision makes of them; `None` when one is unknown or its
    /// fingerprint is of another version.
    fn compared(&self, a: ArticleId, b: ArticleId) -> Answer<'_, Option<Compared>>;

    /// The versions of every page of an article, in the order in which we saw them.
    fn history(&self, id: ArticleId) -> Answer<'_, Vec<Version>>;

    /// What one version said; `None` when it was dropped meanwhile.
    fn version_text(&self, version: Version) -> Answer<'_, Option<VersionText>>;

    /// Merges the second article into the first because a person says so; its number leads there from now on. Later copies of
    /// either join the merged one.
    fn merge(&self, one: ArticleId, other: ArticleId, now: DateTime<Utc>) -> Answer<'_, Corrected>;

    /// Splits a part off an article because a person says so. The pages, and their texts from the same outlet, do not rejoin.
    fn split(&self, id: ArticleId, part: Part, now: DateTime<Utc>) -> Answer<'_, Corrected>;

    /// What people corrected about an article, the latest first.
    fn corrections(&self, id: ArticleId) -> Answer<'_, Vec<CorrectionMade>>;

    /// Pages held, ascending by number from after `after`, at most `limit`.
    fn held_pages(&self, after: i64, limit: usize) -> Answer<'_, Vec<HeldPage>>;

    /// What happened to the entries that announced a URL.
    fn trail(&self, url: String) -> Answer<'_, Vec<EntryTrail>>;

    /// The stories with articles first seen in the window, each with those articles.
    fn stories(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Answer<'_, Vec<StoryMaterial>>;

    /// The newest day up to `until` whose digest was written, and the first day the store knows. Later days are of a clock that
    /// was wrong once.
    fn digests(&self, until: NaiveDate) -> Answer<'_, DigestRecord>;

    /// Records that the digest of a day was written.
    fn record_digest(&self, day: NaiveDate, stories: usize, now: DateTime<Utc>) -> Answer<'_, ()>;

    /// The state of every feed, for people.
    fn feeds(&self, now: DateTime<Utc>) -> Answer<'_, Vec<FeedStatus>>;

    /// Totals.
    fn status(&self) -> Answer<'_, StoreStatus>;

    /// Proves that reading and writing work; the watchdog asks before it pings.
    fn beat(&self, now: DateTime<Utc>) -> Answer<'_, ()>;

    /// Drops stored pages older than `pages` and articles recorded longer ago than `articles`, a portion at a time, keeping what
    /// stops them from coming back. Called again until nothing is dropped.
    fn prune(&self, now: DateTime<Utc>, articles: TimeDelta, pages: TimeDelta) -> Answer<'_, Counts>;

    /// The next sources in order of arrival: the way to go through them all again.
    fn sources(&self, portion: Portion) -> Answer<'_, Vec<StoredSource>>;

    /// Takes in pages that were read again, and how far that has come; returns what changed.
    fn reread(&self, rereads: Vec<Reread>, progress: Option<Progress>) -> Answer<'_, Vec<Change>>;

    /// Decides again where sources belong, as if they arrived in this order, and keeps how far that has come; returns what changed.
    fn redecide(&self, redecisions: Vec<Redecision>, progress: Progress) -> Answer<'_, Vec<Change>>;

    /// How far an unfinished reprocessing has come.
    fn reprocessing(&self) -> Answer<'_, Option<Progress>>;

    /// The reprocessing is finished.
    fn end_reprocessing(&self) -> Answer<'_, ()>;

    /// Repeats the merge decision for a portion of the articles recorded since `since`, those after `after`: the order of arrival
    /// can hide a match. Joins what is one, or with `dry_run` only says so.
    fn reconcile(&self, since: DateTime<Utc>, after: Option<ArticleId>, dry_run: bool) -> Answer<'_, Reconciliation>;

    /// What is of another fingerprint version; quick to ask.
    fn outdated(&self) -> Answer<'_, Outdated>;

    /// Computes the fingerprints and terms of at most `limit` articles anew that are of another version; returns how many.
    fn refingerprint(&self, limit: usize) -> Answer<'_, u64>;

    /// Forgets the words of copies that are of another fingerprint version: what cannot be computed anew is of no use.
    fn forget_outdated(&self) -> Answer<'_, u64>;

    /// When a chore was last done.
    fn chore(&self, name: &'static str) -> Answer<'_, Option<DateTime<Utc>>>;

    /// Records that a chore was done.
    fn chore_done(&self, name: &'static str, now: DateTime<Utc>) -> Answer<'_, ()>;

    /// After a pause of our own or a jump of the clock: no feed stays due later than its schedule says now, and many that are
    /// overdue are spread over some minutes.
    fn catch_up(&self, plans: Vec<(FeedId, Schedule)>, now: DateTime<Utc>) -> Answer<'_, CaughtUp>;

    /// What the schedule remembers of every configured feed.
    fn paces(&self) -> Answer<'_, Vec<FeedPace>>;

    /// The alerts that stand, of configured feeds, oldest first.
    fn alerts(&self) -> Answer<'_, Vec<FeedAlert>>;

    /// Makes a feed due at once, whatever its schedule says.
    fn hurry(&self, feed: Option<FeedId>, now: DateTime<Utc>) -> Answer<'_, ()>;

    /// Remembers hosts that answered 429; what has passed is forgotten.
    fn keep_quiet(&self, hosts: Vec<QuietHost>, now: DateTime<Utc>) -> Answer<'_, ()>;

    /// The hosts that still want quiet.
    fn quiet_hosts(&self, now: DateTime<Utc>) -> Answer<'_, Vec<QuietHost>>;

    /// Marks pages that waited too long or behind too many others, a portion at a time, and says how many: they are claimed next,
    /// for the feed's own text to stand in.
    fn expire_pages(&self, now: DateTime<Utc>, bounds: QueueBounds) -> Answer<'_, u64>;

    /// Every subscription at a hub.
    fn subscriptions(&self) -> Answer<'_, Vec<Subscription>>;

    /// Writes a subscription down, in the place of what was known of its feed's.
    fn put_subscription(&self, subscription: Subscription) -> Answer<'_, ()>;

    /// Puts pages that read-also links lead to into the queue, where nothing is known of them yet; a feed has a bounded number a
    /// day. Returns how many.
    fn follow(&self, links: Delivery) -> Answer<'_, usize>;

    /// Gives a page up that nothing can stand in for, and says why. Ends the lease.
    fn drop_page(&self, entry: i64, reason: String) -> Answer<'_, ()>;

    /// Records what a hub delivered. The feed's validators and its next poll stay as they are.
    fn record_delivery(&self, delivery: Delivery) -> Answer<'_, PollOutcome>;
}
