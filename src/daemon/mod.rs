//! The daemon: works off what is due, writes the day's digest, keeps the store small, until it is told to stop.
//!
//! [`Daemon::run`] is a shell: it only sleeps. What is done is done by [`Daemon::work`], one pass over everything due,
//! which `--once`, the tests and the demonstration call too.

mod chores;
mod digest_days;
mod jump;
mod reprocess;
mod stop;
mod summary;
mod work;

pub use chores::{DigestPlan, Remembered, RetentionPlan};
pub use digest_days::days_to_write;
pub use stop::{Stop, Stopper, stopper};
pub use summary::{Quiet, Summary, Watcher};
pub use work::Limits;

use crate::pipeline::Desk;
use crate::store::{FeedSeed, NextDue, Store, StoreError};
use crate::systemd;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;

/// How often the daemon looks for work when nothing is announced: a safety net, not a schedule.
const LONGEST_SLEEP: TimeDelta = TimeDelta::seconds(30);

/// Keeps a schedule of one second from spinning.
const SHORTEST_SLEEP: TimeDelta = TimeDelta::milliseconds(500);

/// Pause after the store failed: a full disk does not become emptier by asking faster.
const AFTER_STORE_FAILURE: std::time::Duration = std::time::Duration::from_secs(10);

/// The daemon's parts, put together by the command line or by a test.
pub struct Daemon {
    /// The pipeline.
    pub desk: Desk,
    /// How much is done at once.
    pub limits: Limits,
    /// When and where digests are written.
    pub digest: DigestPlan,
    /// How long things are kept.
    pub retention: RetentionPlan,
    /// Name under which leases are held.
    pub holder: String,
    /// What it remembers between passes; starts empty.
    pub remembered: Remembered,
}

impl Daemon {
    /// Makes the configured feeds known to the store, and the client the hosts that want quiet since before.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn sync_feeds(&self, feeds: Vec<FeedSeed>) -> Result<(), StoreError> {
        let now = self.now();
        self.store().sync_feeds(feeds, now).await?;
        for quiet in self.store().quiet_hosts(now).await? {
            self.desk.client.keep_quiet(&quiet.host, (quiet.until - now).to_std().unwrap_or_default());
        }
        Ok(())
    }

    /// Works for ever: passes, chores, sleep. Returns when told to stop, after what was in flight has ended.
    ///
    /// # Errors
    /// Never for a failing store, which is logged and tried again; only when leases cannot be given back at the end.
    pub async fn run(&self, watcher: &dyn Watcher, mut stop: Stop) -> Result<Summary, StoreError> {
        let mut total = Summary::default();
        self.watch_clocks();
        if let Err(error) = self.catch_up().await {
            tracing::error!(%error, "what is overdue could not be spread");
        }
        systemd::ready();
        let mut failed = false;
        while !stop.is_requested() {
            // After a failure the jobs of the broken pass are gone; their work is due again as soon as the store works.
            let outcome = if failed {
                self.store().release_leases(self.holder.clone()).await.map(|()| Summary::default())
            } else {
                self.turn(watcher, &mut stop).await
            };
            failed = outcome.is_err();
            match outcome {
                Ok(summary) => total.add(summary),
                Err(error) => {
                    tracing::error!(%error, "the store failed; trying again");
                    stop.or_sleep(AFTER_STORE_FAILURE).await;
                }
            }
        }
        systemd::stopping();
        self.store().release_leases(self.holder.clone()).await?;
        Ok(total)
    }

    async fn turn(&self, watcher: &dyn Watcher, stop: &mut Stop) -> Result<Summary, StoreError> {
        self.catch_up_after_a_jump().await?;
        let summary = self.work(watcher, stop).await?;
        if stop.is_requested() {
            // What is due is due at the next start as well, and an end must come soon.
            return Ok(summary);
        }
        self.do_chores(stop).await?;
        let wait = self.until(self.beat().await?);
        stop.or_sleep(wait.to_std().unwrap_or_default()).await;
        Ok(summary)
    }

    /// Proves that scheduler and store are alive, and only then tells the watchdog.
    async fn beat(&self) -> Result<NextDue, StoreError> {
        self.store().beat(self.now()).await?;
        let next = self.store().next_due().await?;
        systemd::beat();
        Ok(next)
    }

    fn until(&self, next: NextDue) -> TimeDelta {
        let due = [next.feed, next.page].into_iter().flatten().min();
        // The watchdog must hear from a sleeping daemon too.
        let watchdog = systemd::watchdog_interval().and_then(|interval| TimeDelta::from_std(interval).ok());
        let longest = watchdog.map_or(LONGEST_SLEEP, |interval| interval.clamp(SHORTEST_SLEEP, LONGEST_SLEEP));
        let wait = due.map_or(longest, |at| at - self.now());
        wait.clamp(SHORTEST_SLEEP, longest)
    }

    fn store(&self) -> &Arc<dyn Store> {
        &self.desk.store
    }

    fn now(&self) -> DateTime<Utc> {
        self.desk.clock.now()
    }
}
