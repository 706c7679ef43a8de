//! The store in one SQLite file: one daemon, one writer thread a process, read-only readers, WAL.

mod candidates;
mod columns;
mod connection;
mod corrections;
mod feeds;
mod fetching;
mod graph;
mod history;
mod join;
#[cfg(test)]
mod join_tests;
mod lock;
mod memory;
#[cfg(test)]
mod migration_tests;
mod open;
mod origin;
mod outlets;
mod pace;
mod pages;
mod probe;
mod prune;
mod queue;
mod read;
mod rechecks;
mod record;
mod redecide;
mod refingerprint;
mod reread;
mod restless;
mod status;
mod subscriptions;
mod writer;

use super::{
    Answer, Arrival, ArticleFilter, CaughtUp, Change, Claim, Compared, Corrected, CorrectionMade, Counts, Delivery,
    DigestRecord, EntryTrail, FeedAlert, FeedPace, FeedSeed, FeedState, FeedStatus, HeldPage, NextDue, Outdated,
    OutletAlert, OutletReport, OutletSummary, PageFailure, Part, PendingPage, PollOutcome, PollRecord, Portion,
    Progress, QueueBounds, QuietHost, Recheck, Rechecked, Reconciliation, Recorded, Redecision, Reread, SourceRemarks,
    Store, StoreStatus, StoredSource, Subscription, Version, VersionText,
};
use crate::article::{ArticleId, FeedId, Outlet, StoredArticle};
use crate::digest::StoryMaterial;
use crate::page::memory::OutletMemory;
use crate::schedule::Schedule;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
pub use connection::copy;
use lock::DaemonLock;
use rusqlite::{Connection, params};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use writer::{Haste, Writer};

/// The embedded store.
pub struct SqliteStore {
    path: PathBuf,
    writer: Option<Writer>,
    readers: Arc<Mutex<Vec<Connection>>>,
    // Declared last: it is let go only after the writer has ended.
    _lock: Option<DaemonLock>,
}

impl Store for SqliteStore {
    fn sync_feeds(&self, seeds: Vec<FeedSeed>, now: DateTime<Utc>) -> Answer<'_, ()> {
        self.write(move |db, _| feeds::sync(db, &seeds, now))
    }

    fn lease_feeds(&self, claim: Claim) -> Answer<'_, Vec<FeedState>> {
        self.write(move |db, _| feeds::lease(db, &claim))
    }

    fn record_poll(&self, poll: PollRecord) -> Answer<'_, PollOutcome> {
        self.write_with(Haste::Patient, move |db, _| feeds::record_poll(db, &poll))
    }

    fn lease_pages(&self, claim: Claim) -> Answer<'_, Vec<PendingPage>> {
        self.write(move |db, _| queue::lease(db, &claim))
    }

    fn postpone_page(&self, failure: PageFailure) -> Answer<'_, ()> {
        self.write(move |db, _| queue::postpone(db, &failure))
    }

    fn follow(&self, links: Delivery) -> Answer<'_, usize> {
        self.write(move |db, _| feeds::follow(db, &links))
    }

    fn drop_page(&self, entry: i64, reason: String) -> Answer<'_, ()> {
        self.write(move |db, _| queue::drop_page(db, entry, &reason))
    }

    fn record(&self, arrival: Arrival) -> Answer<'_, Recorded> {
        self.write_with(Haste::Patient, move |db, memory| record::record(db, memory, &arrival))
    }

    fn record_all(&self, arrivals: Vec<Arrival>) -> Answer<'_, Vec<Recorded>> {
        self.write(move |db, memory| arrivals.iter().map(|arrival| record::record(db, memory, arrival)).collect())
    }

    fn lease_rechecks(&self, claim: Claim) -> Answer<'_, Vec<Recheck>> {
        self.write(move |db, _| rechecks::lease(db, &claim))
    }

    fn rechecked(&self, outcome: Rechecked) -> Answer<'_, ()> {
        self.write_with(Haste::Patient, move |db, _| rechecks::done(db, &outcome))
    }

    fn release_leases(&self, holder: String) -> Answer<'_, ()> {
        self.write(move |db, _| queue::release(db, &holder))
    }

    fn next_due(&self) -> Answer<'_, NextDue> {
        self.read(queue::next_due)
    }

    fn article(&self, id: ArticleId) -> Answer<'_, Option<StoredArticle>> {
        self.read(move |db| read::article(db, id))
    }

    fn articles(&self, filter: ArticleFilter) -> Answer<'_, Vec<StoredArticle>> {
        self.read(move |db| read::articles(db, &filter))
    }

    fn article_of_url(&self, url: String) -> Answer<'_, Option<ArticleId>> {
        self.read(move |db| read::article_of_url(db, &url))
    }

    fn remarks(&self, id: ArticleId) -> Answer<'_, Vec<SourceRemarks>> {
        self.read(move |db| outlets::remarks(db, id))
    }

    fn outlet_memory(&self, outlet: Outlet, site: String) -> Answer<'_, OutletMemory> {
        self.read(move |db| outlets::memory_of(db, &outlet, &site))
    }

    fn outlets(&self, now: DateTime<Utc>) -> Answer<'_, Vec<OutletSummary>> {
        self.read(move |db| outlets::list(db, now))
    }

    fn outlet(&self, id: i64, now: DateTime<Utc>) -> Answer<'_, Option<OutletReport>> {
        self.read(move |db| outlets::report(db, id, now))
    }

    fn take_alerts(&self) -> Answer<'_, Vec<OutletAlert>> {
        self.write(move |db, _| outlets::take_alerts(db))
    }

    fn compared(&self, a: ArticleId, b: ArticleId) -> Answer<'_, Option<Compared>> {
        self.read(move |db| candidates::compared(db, a, b))
    }

    fn history(&self, id: ArticleId) -> Answer<'_, Vec<Version>> {
        self.read(move |db| history::versions(db, corrections::resolve(db, id)?))
    }

    fn version_text(&self, version: Version) -> Answer<'_, Option<VersionText>> {
        self.read(move |db| history::text(db, version.source, version.of_page))
    }

    fn merge(&self, one: ArticleId, other: ArticleId, now: DateTime<Utc>) -> Answer<'_, Corrected> {
        self.write(move |db, memory| corrections::merge(db, memory, one, other, now))
    }

    fn split(&self, id: ArticleId, part: Part, now: DateTime<Utc>) -> Answer<'_, Corrected> {
        self.write(move |db, memory| corrections::split(db, memory, id, &part, now))
    }

    fn corrections(&self, id: ArticleId) -> Answer<'_, Vec<CorrectionMade>> {
        self.read(move |db| corrections::made(db, corrections::resolve(db, id)?))
    }

    fn held_pages(&self, after: i64, limit: usize) -> Answer<'_, Vec<HeldPage>> {
        self.read(move |db| pages::held(db, after, limit))
    }

    fn trail(&self, url: String) -> Answer<'_, Vec<EntryTrail>> {
        let key = crate::article::ArticleUrl::parse(&url).map_or_else(|_| url.clone(), |u| u.key());
        self.read(move |db| queue::trail(db, &key, &url))
    }

    fn stories(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Answer<'_, Vec<StoryMaterial>> {
        self.read(move |db| read::stories(db, from, to))
    }

    fn digests(&self, until: NaiveDate) -> Answer<'_, DigestRecord> {
        self.read(move |db| status::digests(db, Some(until)))
    }

    fn record_digest(&self, day: NaiveDate, stories: usize, now: DateTime<Utc>) -> Answer<'_, ()> {
        self.write(move |db, _| status::record_digest(db, day, stories, now))
    }

    fn feeds(&self, now: DateTime<Utc>) -> Answer<'_, Vec<FeedStatus>> {
        self.read(move |db| status::feeds(db, now))
    }

    fn status(&self) -> Answer<'_, StoreStatus> {
        let (location, bytes) = (self.path.display().to_string(), self.bytes());
        self.read(move |db| status::status(db, &location, bytes))
    }

    fn beat(&self, now: DateTime<Utc>) -> Answer<'_, ()> {
        self.write(move |db, _| status::beat(db, now))
    }

    fn prune(&self, now: DateTime<Utc>, articles: TimeDelta, pages: TimeDelta) -> Answer<'_, Counts> {
        self.write(move |db, memory| {
            let dropped = prune::prune(db, now, articles, pages)?;
            // Sites may have been forgotten, and their numbers given to others: each is read again when it is needed.
            memory.outlets.clear();
            if dropped.stories > 0 {
                memory.begin_epoch(db)?;
            }
            Ok(dropped)
        })
    }

    fn sources(&self, portion: Portion) -> Answer<'_, Vec<StoredSource>> {
        self.read(move |db| pages::sources(db, &portion))
    }

    fn reread(&self, rereads: Vec<Reread>, progress: Option<Progress>) -> Answer<'_, Vec<Change>> {
        self.write(move |db, _| reread::reread(db, &rereads, progress.as_ref()))
    }

    fn outdated(&self) -> Answer<'_, Outdated> {
        self.read(status::outdated)
    }

    fn refingerprint(&self, limit: usize) -> Answer<'_, u64> {
        self.write(move |db, memory| refingerprint::refingerprint(db, memory, limit))
    }

    fn forget_outdated(&self) -> Answer<'_, u64> {
        self.write(|db, _| refingerprint::forget_outdated(db))
    }

    fn chore(&self, name: &'static str) -> Answer<'_, Option<DateTime<Utc>>> {
        self.read(move |db| status::chore(db, name))
    }

    fn chore_done(&self, name: &'static str, now: DateTime<Utc>) -> Answer<'_, ()> {
        self.write(move |db, _| status::chore_done(db, name, now))
    }

    fn redecide(&self, redecisions: Vec<Redecision>, progress: Progress) -> Answer<'_, Vec<Change>> {
        self.write(move |db, memory| redecide::redecide(db, memory, &redecisions, &progress))
    }

    fn reprocessing(&self) -> Answer<'_, Option<Progress>> {
        self.read(reread::progress)
    }

    fn end_reprocessing(&self) -> Answer<'_, ()> {
        self.write(|db, _| reread::forget_progress(db))
    }

    fn reconcile(&self, since: DateTime<Utc>, after: Option<ArticleId>, dry_run: bool) -> Answer<'_, Reconciliation> {
        if dry_run {
            return self.read(move |db| redecide::reconcile(db, None, since, after));
        }
        self.write(move |db, memory| redecide::reconcile(db, Some(memory), since, after))
    }

    fn catch_up(&self, plans: Vec<(FeedId, Schedule)>, now: DateTime<Utc>) -> Answer<'_, CaughtUp> {
        self.write(move |db, _| pace::catch_up(db, &plans, now))
    }

    fn paces(&self) -> Answer<'_, Vec<FeedPace>> {
        self.read(pace::all)
    }

    fn alerts(&self) -> Answer<'_, Vec<FeedAlert>> {
        self.read(pace::standing)
    }

    fn hurry(&self, feed: Option<FeedId>, now: DateTime<Utc>) -> Answer<'_, ()> {
        self.write(move |db, _| {
            let id = feed.map(|f| f.0);
            db.execute(
                // Who asked for quiet is not hurried.
                "UPDATE feeds SET due_at = min(due_at, ?2) WHERE (?1 IS NULL OR id = ?1)
                     AND NOT EXISTS (SELECT 1 FROM quiet_hosts AS q WHERE q.host = feeds.host AND q.until > ?2)",
                params![id, now.timestamp_millis()],
            )?;
            Ok(())
        })
    }

    fn keep_quiet(&self, hosts: Vec<QuietHost>, now: DateTime<Utc>) -> Answer<'_, ()> {
        self.write(move |db, _| fetching::keep_quiet(db, &hosts, now))
    }

    fn quiet_hosts(&self, now: DateTime<Utc>) -> Answer<'_, Vec<QuietHost>> {
        self.read(move |db| fetching::quiet_hosts(db, now))
    }

    fn expire_pages(&self, now: DateTime<Utc>, bounds: QueueBounds) -> Answer<'_, u64> {
        self.write(move |db, _| fetching::expire_pages(db, now, bounds))
    }

    fn subscriptions(&self) -> Answer<'_, Vec<Subscription>> {
        self.read(subscriptions::all)
    }

    fn put_subscription(&self, subscription: Subscription) -> Answer<'_, ()> {
        self.write(move |db, _| subscriptions::put(db, &subscription))
    }

    fn record_delivery(&self, delivery: Delivery) -> Answer<'_, PollOutcome> {
        self.write_with(Haste::Patient, move |db, _| feeds::record_delivery(db, &delivery))
    }
}
