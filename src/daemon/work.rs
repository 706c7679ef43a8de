//! One pass: everything that is due, feeds and pages together, a bounded number at once.

use super::{Daemon, Stop, Summary, Watcher};
use crate::http::open_requests;
use crate::pipeline::{IngestReport, PollReport};
use crate::store::{Claim, QueueBounds, StoreError};
use chrono::TimeDelta;
use std::time::{Duration, Instant};
use tokio::task::{JoinError, JoinSet};

/// How much is done at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Feeds in work at once, most of them waiting for their host or for the disk: a commit is for all of them.
    pub feeds: usize,
    /// Pages in work at once, most of them waiting for their host's turn.
    pub pages: usize,
    /// Feeds, and pages, of one host in work at once: one being fetched and one ready to follow.
    pub per_host: usize,
    /// How many pages may wait, and how long.
    pub queue: QueueBounds,
}

impl Limits {
    /// Limits that keep as many requests open as may be: most wait for their server or their host's turn, and those whose server
    /// hangs must not keep the others from being asked.
    #[must_use]
    pub fn for_concurrency(concurrency: usize, host_concurrency: usize) -> Self {
        let open = open_requests(concurrency.max(1));
        let per_host = host_concurrency.max(1) + 1;
        Self { feeds: open, pages: open, per_host, queue: QueueBounds::default() }
    }
}

/// A lease outlives the longest job: a timeout, a wait for the host, and reading.
const LEASE: TimeDelta = TimeDelta::minutes(15);

/// How long what is in flight may take to end once stopping was asked for; the rest is left pending.
const GRACE: Duration = Duration::from_secs(12);

/// Pause between looks for newly due work while jobs are in flight.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// Pages waiting from which on a claim costs the store tens of milliseconds, since it looks at all of them, and the pause between
/// two claims then.
const LONG_QUEUE: u64 = 4_000;
const BETWEEN_CLAIMS: Duration = Duration::from_millis(250);

/// Jobs in a row that the store may refuse before the pass ends.
const REFUSALS: u32 = 4;

/// Time between two looks at the chores while the daemon is busy.
const BETWEEN_CHORES: Duration = Duration::from_secs(20);

/// What became of a job; `None` when it was given up.
type Job<T> = Option<Result<T, StoreError>>;

/// What is in flight, and whether asking the store for more is worth it.
struct Flight {
    polls: JoinSet<Job<PollReport>>,
    pages: JoinSet<Job<IngestReport>>,
    ask_feeds: bool,
    ask_pages: bool,
    ask_again: bool,
    looked: Instant,
    tidied: Instant,
    /// When pages were last asked for, and how many waited at the last look.
    claimed: Option<Instant>,
    waiting: u64,
    /// Jobs in a row that the store refused.
    refused: u32,
}

impl Flight {
    /// The report of a job. One that the store refuses costs only itself (its lease runs out); several in a row are the store's
    /// own trouble and end the pass.
    fn accept<T>(&mut self, report: Option<Result<T, StoreError>>) -> Result<Option<T>, StoreError> {
        match report {
            Some(Err(error)) if self.refused >= REFUSALS => Err(error),
            Some(Err(error)) => {
                self.refused += 1;
                tracing::error!(%error, "the store refused a job; it is due again when its lease runs out");
                Ok(None)
            }
            Some(Ok(report)) => {
                self.refused = 0;
                Ok(Some(report))
            }
            None => Ok(None),
        }
    }

    /// Whether it is time to ask for pages. With nothing in flight there is nothing to wait for.
    fn may_claim(&self) -> bool {
        let soon = self.claimed.is_some_and(|claimed| claimed.elapsed() < BETWEEN_CLAIMS);
        self.is_empty() || self.waiting < LONG_QUEUE || !soon
    }

    fn is_empty(&self) -> bool {
        self.polls.is_empty() && self.pages.is_empty()
    }
}

impl Daemon {
    /// Works off everything that is due; ends when nothing is due and nothing in flight, or when told to stop.
    ///
    /// # Errors
    /// When the store fails; jobs in flight are abandoned and stay pending.
    pub async fn work(&self, watcher: &dyn Watcher, stop: &mut Stop) -> Result<Summary, StoreError> {
        let mut summary = Summary::default();
        self.expire_pages().await?;
        let started = Instant::now();
        let mut flight = Flight {
            polls: JoinSet::new(),
            pages: JoinSet::new(),
            ask_feeds: true,
            ask_pages: true,
            ask_again: true,
            looked: started,
            tidied: started,
            claimed: None,
            waiting: self.store().next_due().await?.pending,
            refused: 0,
        };
        loop {
            if stop.is_requested() {
                self.land(&mut flight, &mut summary, watcher).await;
                break;
            }
            self.fill(&mut flight).await?;
            if flight.is_empty() {
                break;
            }
            tokio::select! {
                Some(done) = flight.polls.join_next() => self.settle_poll(done, &mut flight, &mut summary, watcher)?,
                Some(done) = flight.pages.join_next() => self.settle_page(done, &mut flight, &mut summary, watcher)?,
                () = tokio::time::sleep(LOOK_AGAIN) => {}
                () = stop.requested() => {}
            }
            self.settle_ready(&mut flight, &mut summary, watcher)?;
            self.look_again(&mut flight, watcher, stop).await?;
        }
        summary.pending = self.store().next_due().await?.pending;
        Ok(summary)
    }

    /// Claims work up to the limits and starts it.
    async fn fill(&self, flight: &mut Flight) -> Result<(), StoreError> {
        if flight.ask_feeds && worth_asking(flight.polls.len(), self.limits.feeds) {
            let wanted = self.limits.feeds - flight.polls.len();
            let leased = self.store().lease_feeds(self.claim(wanted)).await?;
            flight.ask_feeds = !leased.is_empty();
            for feed in leased {
                let desk = self.desk.clone();
                flight.polls.spawn(within_lease(async move { desk.poll(feed).await }));
            }
        }
        if flight.ask_pages && flight.may_claim() && worth_asking(flight.pages.len(), self.limits.pages) {
            flight.claimed = Some(Instant::now());
            let wanted = self.limits.pages - flight.pages.len();
            let leased = self.store().lease_pages(self.claim(wanted)).await?;
            let left = wanted.saturating_sub(leased.len());
            flight.ask_pages = !leased.is_empty();
            for page in leased {
                let desk = self.desk.clone();
                flight.pages.spawn(within_lease(async move { desk.ingest(page).await }));
            }
            self.fill_again(flight, left / 2).await?;
        }
        Ok(())
    }

    /// Starts reading young pages again. What is new goes first: only half of the room that it leaves is taken.
    async fn fill_again(&self, flight: &mut Flight, room: usize) -> Result<(), StoreError> {
        if !flight.ask_again || room == 0 {
            return Ok(());
        }
        let due = self.store().lease_rechecks(self.claim(room)).await?;
        flight.ask_again = !due.is_empty();
        for page in due {
            let desk = self.desk.clone();
            flight.pages.spawn(within_lease(async move { desk.recheck(page).await }));
        }
        Ok(())
    }

    fn claim(&self, limit: usize) -> Claim {
        let now = self.now();
        Claim { holder: self.holder.clone(), now, until: now + LEASE, limit, per_host: self.limits.per_host }
    }

    /// Takes a finished poll in. A failing store ends the pass; a panicking job costs only itself.
    fn settle_poll(
        &self,
        done: Result<Job<PollReport>, JoinError>,
        flight: &mut Flight,
        summary: &mut Summary,
        watcher: &dyn Watcher,
    ) -> Result<(), StoreError> {
        flight.ask_feeds = true;
        flight.ask_pages = true;
        let Some(report) = flight.accept(finished(done))? else { return Ok(()) };
        self.log_poll(&report);
        summary.count_poll(&report);
        watcher.polled(&report);
        Ok(())
    }

    /// As `settle_poll`, for a page.
    fn settle_page(
        &self,
        done: Result<Job<IngestReport>, JoinError>,
        flight: &mut Flight,
        summary: &mut Summary,
        watcher: &dyn Watcher,
    ) -> Result<(), StoreError> {
        flight.ask_pages = true;
        let Some(report) = flight.accept(finished(done))? else { return Ok(()) };
        flight.ask_again |= report.again;
        super::chores::log_page(&report);
        summary.count_page(&report);
        watcher.ingested(&report);
        Ok(())
    }

    /// Takes in whatever else has finished meanwhile.
    fn settle_ready(
        &self,
        flight: &mut Flight,
        summary: &mut Summary,
        watcher: &dyn Watcher,
    ) -> Result<(), StoreError> {
        while let Some(done) = flight.polls.try_join_next() {
            self.settle_poll(done, flight, summary, watcher)?;
        }
        while let Some(done) = flight.pages.try_join_next() {
            self.settle_page(done, flight, summary, watcher)?;
        }
        Ok(())
    }

    /// Twice a second newly due work is looked for and the watchdog hears that the loop turns; now and then the chores are
    /// done, since a busy daemon may not be idle for hours.
    async fn look_again(&self, flight: &mut Flight, watcher: &dyn Watcher, stop: &Stop) -> Result<(), StoreError> {
        if flight.looked.elapsed() < LOOK_AGAIN {
            return Ok(());
        }
        flight.looked = Instant::now();
        self.catch_up_after_a_jump().await?;
        flight.ask_feeds = true;
        flight.ask_pages = true;
        flight.ask_again = true;
        if flight.tidied.elapsed() >= BETWEEN_CHORES {
            flight.tidied = Instant::now();
            self.do_chores(stop).await?;
        }
        flight.waiting = self.beat().await?.pending;
        watcher.queued(flight.waiting);
        Ok(())
    }

    /// Lets what is in flight end, for a while; what does not is left pending.
    async fn land(&self, flight: &mut Flight, summary: &mut Summary, watcher: &dyn Watcher) {
        let landing = async {
            while !flight.is_empty() {
                let settled = tokio::select! {
                    Some(done) = flight.polls.join_next() => self.settle_poll(done, flight, summary, watcher),
                    Some(done) = flight.pages.join_next() => self.settle_page(done, flight, summary, watcher),
                };
                if let Err(error) = settled {
                    tracing::error!(%error, "the store failed while stopping");
                }
            }
        };
        if tokio::time::timeout(GRACE, landing).await.is_err() {
            let left = flight.polls.len() + flight.pages.len();
            tracing::info!(left, "stopping: what is still in flight is left pending");
            flight.polls.abort_all();
            flight.pages.abort_all();
        }
    }
}

/// Asking for several jobs at a time keeps the store's work small. Not for half of what may be in work: half of that may hang.
fn worth_asking(in_work: usize, most: usize) -> bool {
    most.saturating_sub(in_work) >= most.div_ceil(8)
}

/// A job, given up when its lease ends: from then on the work is somebody else's. Every wait inside has a bound of its own; this
/// holds should one be forgotten, since a job that never ends would keep its place for ever.
async fn within_lease<T>(job: impl Future<Output = Result<T, StoreError>>) -> Job<T> {
    let done = tokio::time::timeout(LEASE.to_std().unwrap_or_default(), job).await;
    done.inspect_err(|_| tracing::error!("a job outlived its lease and was given up; its work is due again")).ok()
}

/// The report of a job; `None` when it panicked or was given up. Its lease runs out by itself and the work is due again; which job
/// it was, its own log line says.
fn finished<T>(done: Result<Job<T>, JoinError>) -> Job<T> {
    done.inspect_err(|error| tracing::error!(%error, "a job ended without a result; its lease will run out")).ok()?
}
