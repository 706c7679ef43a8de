//! Reading all stored pages again after a rule changed, and deciding again what they are, in the order of arrival.
//!
//! Two passes over the sources. The first reads pages and replaces what was read of them: text, headline, date, links. The second
//! decides where each source belongs, against the articles that were there when it arrived, with the texts as they are now; so
//! that doing it all again changes nothing. A portion is one transaction, which also keeps how far it has come.

use super::arrival::{Carrier, assemble};
use super::compress::decompress;
use super::ingest::is_usable;
use super::memories::Memories;
use crate::article::{FeedId, Relation};
use crate::dedup::FINGERPRINT_VERSION;
use crate::page::memory::OutletMemory;
use crate::page::{self, InputKind, PageInput};
use crate::site::SiteSet;
use crate::store::{
    Arrival, Change, ChangeKind, Portion, Progress, Redecision, Reread, SeenEntry, Store, StoreError, StoredSource,
    Which,
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Sources in one transaction: the daemon beside waits no longer than these take to be written.
const PORTION: usize = 64;

/// Most that a stored page is decompressed to, in bytes: what was stored was bounded by what is fetched.
const MAX_PAGE: usize = 64 * 1024 * 1024;

/// Examples kept of each kind of change.
const EXAMPLES: usize = 5;

/// What is read again, and with what.
#[derive(Clone)]
pub struct Reextraction {
    /// Where it is stored.
    pub store: Arc<dyn Store>,
    /// Zones of dates that state none, by feed.
    pub zones: Arc<HashMap<FeedId, Tz>>,
    /// The zone of feeds that are not configured.
    pub zone: Tz,
    /// What is known of the pages of some sites.
    pub sites: Arc<SiteSet>,
    /// What recurs over the pages of outlets; each is read from the store when its first page comes.
    pub memories: Memories,
    /// Only sources of this outlet.
    pub outlet: Option<String>,
    /// Only sources first seen since.
    pub since: Option<DateTime<Utc>>,
    /// What was asked for, in words: an unfinished run is gone on with when the same is asked for again.
    pub asked: String,
}

/// What reading again came to.
#[derive(Debug, Clone, Default, Serialize)]
pub struct ReextractReport {
    /// Whether an earlier run that was interrupted was gone on with; what that one did is not counted here.
    pub resumed: bool,
    /// Whether this run was interrupted.
    pub interrupted: bool,
    /// Pages read.
    pub pages: u64,
    /// Pages that give no article any more; what is recorded of them stays.
    pub unreadable: u64,
    /// Pages of which the same was read as before.
    pub unchanged: u64,
    /// Sources whose place was decided again.
    pub decided: u64,
    /// Sources whose place was left alone: their page is not stored, or texts changed after they were placed.
    pub left: u64,
    /// Changes by kind.
    pub changes: BTreeMap<ChangeKind, u64>,
    /// The first changes of each kind.
    pub examples: Vec<Change>,
}

impl ReextractReport {
    fn note(&mut self, changes: Vec<Change>) {
        for change in changes {
            let count = self.changes.entry(change.kind).or_default();
            *count += 1;
            if *count <= EXAMPLES as u64 {
                self.examples.push(change);
            }
        }
    }
}

impl Reextraction {
    /// Goes through everything. `go_on` is told how far it is after every portion and says whether to go on; what was done is
    /// kept, and the next run goes on from there.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn run(
        &self,
        go_on: &mut (dyn FnMut(&ReextractReport) -> bool + Send),
    ) -> Result<ReextractReport, StoreError> {
        let key =
            format!("reextract {} hasad={} fingerprint={FINGERPRINT_VERSION}", self.asked, env!("CARGO_PKG_VERSION"));
        let mut report = ReextractReport::default();
        let mut progress = Progress { key, pass: 1, after: 0 };
        if let Some(unfinished) = self.store.reprocessing().await?.filter(|p| p.key == progress.key) {
            (progress, report.resumed) = (unfinished, true);
        }
        loop {
            let portion = Portion {
                which: if progress.pass == 1 { Which::WithPage } else { Which::All },
                after: progress.after,
                outlet: self.outlet.clone(),
                since: self.since,
                limit: PORTION,
            };
            let sources = self.store.sources(portion).await?;
            match sources.last() {
                Some(last) => progress.after = last.id,
                None if progress.pass == 1 => {
                    (progress.pass, progress.after) = (2, 0);
                    continue;
                }
                None => break,
            }
            if progress.pass == 1 {
                self.reread(sources, Some(progress.clone()), &mut report).await?;
            } else {
                self.redecide(sources, &progress, &mut report).await?;
            }
            if !go_on(&report) {
                report.interrupted = true;
                return Ok(report);
            }
        }
        self.store.end_reprocessing().await?;
        Ok(report)
    }

    /// Reads the pages of the next sources after `after` whose words are of another fingerprint version; returns the last of them,
    /// `None` when there is none left.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn renew_outdated(&self, after: i64) -> Result<Option<i64>, StoreError> {
        let portion = Portion { which: Which::Outdated, after, limit: PORTION, ..Portion::default() };
        let sources = self.store.sources(portion).await?;
        let last = sources.last().map(|source| source.id);
        if last.is_some() {
            self.reread(sources, None, &mut ReextractReport::default()).await?;
        }
        Ok(last)
    }

    async fn reread(
        &self,
        sources: Vec<StoredSource>,
        progress: Option<Progress>,
        report: &mut ReextractReport,
    ) -> Result<(), StoreError> {
        report.pages += sources.len() as u64;
        let mut rereads = Vec::with_capacity(sources.len());
        for (source, arrival) in self.read_all(sources).await {
            match (source.page, arrival) {
                (Some((_, fetched)), Some(arrival)) => {
                    rereads.push(Reread { source: source.id, fetched, arrival: *arrival });
                }
                _ => report.unreadable += 1,
            }
        }
        let read = rereads.len() as u64;
        let changes = self.store.reread(rereads, progress).await?;
        let mut pages: Vec<&str> = changes.iter().map(|change| change.url.as_str()).collect();
        pages.dedup();
        report.unchanged += read - pages.len() as u64;
        report.note(changes);
        Ok(())
    }

    async fn redecide(
        &self,
        sources: Vec<StoredSource>,
        progress: &Progress,
        report: &mut ReextractReport,
    ) -> Result<(), StoreError> {
        let (origins, others): (Vec<_>, Vec<_>) = sources.into_iter().partition(|s| s.relation == Relation::Origin);
        let mut redecisions: Vec<Redecision> =
            origins.into_iter().map(|source| Redecision { source: source.id, arrival: None }).collect();
        let (readable, left): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|source| source.is_decidable && source.page.is_some());
        report.left += left.len() as u64;
        for (source, arrival) in self.read_all(readable).await {
            if arrival.is_none() {
                report.left += 1;
            }
            redecisions.extend(arrival.map(|arrival| Redecision { source: source.id, arrival: Some(arrival) }));
        }
        redecisions.sort_by_key(|one| one.source);
        report.decided += redecisions.len() as u64;
        report.note(self.store.redecide(redecisions, progress.clone()).await?);
        Ok(())
    }

    /// Reads pages away from the I/O threads, as many at once as there are cores, and keeps their order.
    async fn read_all(&self, sources: Vec<StoredSource>) -> Vec<(StoredSource, Option<Box<Arrival>>)> {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let size = sources.len().div_ceil(cores).max(1);
        let mut known = Vec::with_capacity(sources.len());
        for source in sources {
            let site = source.url.to_url().map(|url| page::site(&url)).unwrap_or_default();
            let memory = self.memories.of(self.store.as_ref(), &source.outlet, &site).await;
            known.push((source, memory));
        }
        let mut rest = known.into_iter();
        let mut reading = Vec::new();
        loop {
            let share: Vec<_> = rest.by_ref().take(size).collect();
            if share.is_empty() {
                break;
            }
            let this = self.clone();
            reading.push(tokio::task::spawn_blocking(move || {
                let read = |(source, memory): (StoredSource, Arc<OutletMemory>)| {
                    let arrival = this.read(&source, &memory);
                    (source, arrival.map(Box::new))
                };
                share.into_iter().map(read).collect::<Vec<_>>()
            }));
        }
        let mut read = Vec::new();
        for share in reading {
            // A page whose reading panics takes its share with it: these pages are left as they are.
            read.extend(share.await.unwrap_or_default());
        }
        read
    }

    /// What the page says now, completed by what the feed had said; `None` when it gives no article.
    fn read(&self, source: &StoredSource, memory: &OutletMemory) -> Option<Arrival> {
        let (page, fetched) = source.page.as_ref()?;
        let bytes = decompress(&page.compressed, MAX_PAGE)?;
        let zone = source.feed.as_ref().and_then(|feed| self.zones.get(&FeedId(feed.clone()))).copied();
        let url = source.url.to_url();
        let input = PageInput {
            bytes: &bytes,
            content_type: page.content_type.as_deref(),
            url: url.as_ref(),
            kind: InputKind::Auto,
            outlet: Some(&source.outlet.0),
            zone: zone.unwrap_or(self.zone),
            now: *fetched,
        };
        let rules = url.as_ref().and_then(|url| self.sites.of_url(url));
        let extracted = page::read(&input, rules.map(AsRef::as_ref), memory).extracted;
        if !is_usable(&extracted) {
            return None;
        }
        let carrier = Carrier {
            entry: None,
            entry_hash: 0,
            feed: source.feed.clone(),
            outlet: source.outlet.clone(),
            section: source.section.clone(),
            announced: None,
            seen: *fetched,
            added: source.added,
        };
        let arrival = assemble(carrier, extracted, &announced(source), &source.url, None, None);
        // The page's own claim to another address was judged when it arrived.
        Some(Arrival { url: source.url.clone(), key: source.url.key(), seen: source.first_seen, ..arrival })
    }
}

/// What the feed had said of a source, as far as it is still known: where the page leaves something open it stays as recorded.
fn announced(source: &StoredSource) -> SeenEntry {
    let by_feed = source.published.as_ref().filter(|date| date.from == "feed").map(|date| date.at.with_timezone(&Utc));
    let (title, published) = source.announced.clone().unwrap_or((source.title.clone(), None));
    SeenEntry {
        title,
        published: by_feed.or(published),
        authors: source.authors.clone(),
        tags: source.tags.clone(),
        image: source.image.clone(),
        ..SeenEntry::default()
    }
}
