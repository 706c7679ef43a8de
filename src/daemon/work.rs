//! One pass: everything that is due, feeds and pages together, a bounded number at once.

use super::{Daemon, Stop, Summary, Watcher};
use crate::pipeline::{IngestReport, PollReport};
use crate::store::{Claim, StoreError};
use chrono::TimeDelta;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// How much is done at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Feeds polled at once.
    pub feeds: usize,
    /// Pages in work at once, most of them waiting for their host's turn.
    pub pages: usize,
    /// Pages of one host in work at once: one being fetched and one ready to follow.
    pub per_host: usize,
}

impl Limits {
    /// Limits that keep `concurrency` requests busy.
    #[must_use]
    pub fn for_concurrency(concurrency: usize, host_concurrency: usize) -> Self {
        Self { feeds: concurrency.max(1), pages: concurrency.max(1) * 2, per_host: host_concurrency.max(1) + 1 }
    }
}

/// A lease outlives the longest job: a timeout, a wait for the host, and reading.
const LEASE: TimeDelta = TimeDelta::minutes(15);

/// How long what is in flight may take to end once stopping was asked for; the rest is left pending.
const GRACE: Duration = Duration::from_secs(12);

/// Pause between looks for newly due work while jobs are in flight.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

enum Done {
    Poll(Result<PollReport, StoreError>),
    Page(Result<IngestReport, StoreError>),
}

/// What is in flight, and whether asking the store for more is worth it.
struct Flight {
    jobs: JoinSet<Done>,
    feeds: usize,
    pages: usize,
    ask_feeds: bool,
    ask_pages: bool,
    looked: Instant,
}

impl Daemon {
    /// Works off everything that is due; ends when nothing is due and nothing in flight, or when told to stop.
    ///
    /// # Errors
    /// When the store fails; jobs in flight are abandoned and stay pending.
    pub async fn work(&self, watcher: &dyn Watcher, stop: &mut Stop) -> Result<Summary, StoreError> {
        let mut summary = Summary::default();
        let mut flight = Flight {
            jobs: JoinSet::new(),
            feeds: 0,
            pages: 0,
            ask_feeds: true,
            ask_pages: true,
            looked: Instant::now(),
        };
        loop {
            if stop.is_requested() {
                self.land(&mut flight, &mut summary, watcher).await;
                break;
            }
            self.fill(&mut flight).await?;
            if flight.jobs.is_empty() {
                break;
            }
            tokio::select! {
                Some(done) = flight.jobs.join_next() => {
                    self.settle(done, &mut flight, &mut summary, watcher).await?;
                    while let Some(done) = flight.jobs.try_join_next() {
                        self.settle(done, &mut flight, &mut summary, watcher).await?;
                    }
                }
                () = tokio::time::sleep(LOOK_AGAIN) => {}
                () = stop.requested() => {}
            }
            self.look_again(&mut flight, watcher).await?;
        }
        summary.pending = self.store().next_due().await?.pending;
        Ok(summary)
    }

    /// Claims work up to the limits and starts it.
    async fn fill(&self, flight: &mut Flight) -> Result<(), StoreError> {
        if flight.ask_feeds && flight.feeds < self.limits.feeds {
            let wanted = self.limits.feeds - flight.feeds;
            let leased = self.store().lease_feeds(self.claim(wanted)).await?;
            flight.ask_feeds = leased.len() == wanted;
            for feed in leased {
                let desk = self.desk.clone();
                flight.feeds += 1;
                flight.jobs.spawn(async move { Done::Poll(desk.poll(feed).await) });
            }
        }
        // Asking when half is done keeps the store's work to a few claims a batch.
        if flight.ask_pages && flight.pages <= self.limits.pages / 2 {
            let wanted = self.limits.pages - flight.pages;
            let leased = self.store().lease_pages(self.claim(wanted)).await?;
            flight.ask_pages = !leased.is_empty();
            for page in leased {
                let desk = self.desk.clone();
                flight.pages += 1;
                flight.jobs.spawn(async move { Done::Page(desk.ingest(page).await) });
            }
        }
        Ok(())
    }

    fn claim(&self, limit: usize) -> Claim {
        let now = self.now();
        Claim { holder: self.holder.clone(), now, until: now + LEASE, limit, per_host: self.limits.per_host }
    }

    /// Takes a finished job in. A failing store ends the pass; a panicking job costs only itself.
    async fn settle(
        &self,
        done: Result<Done, tokio::task::JoinError>,
        flight: &mut Flight,
        summary: &mut Summary,
        watcher: &dyn Watcher,
    ) -> Result<(), StoreError> {
        match done {
            Ok(Done::Poll(report)) => {
                flight.feeds -= 1;
                flight.ask_feeds = true;
                flight.ask_pages = true;
                let report = report?;
                super::chores::log_poll(&report, summary);
                summary.count_poll(&report);
                watcher.polled(&report);
            }
            Ok(Done::Page(report)) => {
                flight.pages -= 1;
                flight.ask_pages = true;
                let report = report?;
                super::chores::log_page(&report);
                summary.count_page(&report);
                watcher.ingested(&report);
            }
            Err(error) => {
                // The lease runs out by itself and the work is due again; which job it was, its own log line says.
                tracing::error!(%error, "a job ended without a result; its lease will run out");
                flight.feeds = flight.feeds.min(flight.jobs.len());
                flight.pages = flight.jobs.len() - flight.feeds;
            }
        }
        Ok(())
    }

    /// Twice a second: newly due work is looked for, and the watchdog hears that the loop turns.
    async fn look_again(&self, flight: &mut Flight, watcher: &dyn Watcher) -> Result<(), StoreError> {
        if flight.looked.elapsed() < LOOK_AGAIN {
            return Ok(());
        }
        flight.looked = Instant::now();
        flight.ask_feeds = true;
        flight.ask_pages = true;
        watcher.queued(self.beat().await?.pending);
        Ok(())
    }

    /// Lets what is in flight end, for a while; what does not is left pending.
    async fn land(&self, flight: &mut Flight, summary: &mut Summary, watcher: &dyn Watcher) {
        let landing = async {
            while let Some(done) = flight.jobs.join_next().await {
                if let Err(error) = self.settle(done, flight, summary, watcher).await {
                    tracing::error!(%error, "the store failed while stopping");
                }
            }
        };
        if tokio::time::timeout(GRACE, landing).await.is_err() {
            tracing::info!(left = flight.jobs.len(), "stopping: what is still in flight is left pending");
            flight.jobs.abort_all();
        }
    }
}
