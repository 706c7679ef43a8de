//! Chores that look again at what is stored: fingerprints of older versions computed anew, and the nightly reconciliation.

use super::{Daemon, Stop};
use crate::pipeline::{Memories, Reextraction};
use crate::store::{Outdated, StoreError};
use chrono::TimeDelta;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Articles computed anew in one transaction.
const PORTION: usize = 100;

/// Time a turn of the daemon spends on computing anew; polls go first.
const A_TURN: Duration = Duration::from_secs(5);

/// What is reconciled: articles recorded within this time. Copies arrive within hours.
const RECONCILED: TimeDelta = TimeDelta::days(2);

/// Under which name the store remembers when it was done.
const RECONCILE: &str = "reconcile";

impl Daemon {
    /// Computes some of the fingerprints anew that another version made; the next turn goes on. Until then `status` tells how many
    /// articles no arriving text is compared with.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn renew_fingerprints(&self, stop: &Stop) -> Result<(), StoreError> {
        let (started, mut renewed) = (Instant::now(), 0);
        let outdated = self.store().outdated().await?;
        if outdated == Outdated::default() {
            return Ok(());
        }
        while renewed < outdated.articles {
            match self.store().refingerprint(PORTION).await? {
                0 => break,
                done => renewed += done,
            }
            self.beat().await?;
            if started.elapsed() > A_TURN || stop.is_requested() {
                tracing::info!(renewed, of = outdated.articles, "fingerprints of an older version are computed anew");
                return Ok(());
            }
        }
        tracing::info!(renewed, "the fingerprints of an older version are computed anew");
        if outdated.copies > 0 { self.renew_copies(stop).await } else { Ok(()) }
    }

    /// Copies are not kept as texts: their pages are read again, and those without a page vouch for nothing any more.
    async fn renew_copies(&self, stop: &Stop) -> Result<(), StoreError> {
        let zones = self.desk.plans.iter().map(|(feed, plan)| (feed.clone(), plan.zone)).collect();
        let reextraction = Reextraction {
            store: Arc::clone(self.store()),
            zones: Arc::new(zones),
            zone: self.desk.zone,
            sites: Arc::clone(&self.desk.sites),
            memories: Memories::default(),
            outlet: None,
            since: None,
            asked: String::new(),
        };
        let mut after = 0;
        while let Some(last) = reextraction.renew_outdated(after).await? {
            if stop.is_requested() {
                return Ok(());
            }
            after = last;
            self.beat().await?;
        }
        let forgotten = self.store().forget_outdated().await?;
        tracing::info!(forgotten, "words of copies computed anew; those without a stored page are forgotten");
        Ok(())
    }

    /// Repeats the merge decision over the articles of the last two days, once after every midnight of the digest's zone, so that
    /// the digest of the day shows each text once.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn reconcile_if_due(&self, stop: &Stop) -> Result<(), StoreError> {
        let now = self.now();
        let day = |at: chrono::DateTime<chrono::Utc>| at.with_timezone(&self.digest.zone).date_naive();
        if self.store().chore(RECONCILE).await?.is_some_and(|last| day(last) == day(now)) {
            return Ok(());
        }
        let (mut after, mut compared, mut joined) = (None, 0, 0);
        loop {
            let portion = self.store().reconcile(now - RECONCILED, after, false).await?;
            compared += portion.compared;
            for found in &portion.found {
                joined += 1;
                tracing::info!(article = %found.joined, into = %found.kept, evidence = %found.evidence, "articles joined");
            }
            if portion.last.is_none() {
                break;
            }
            if stop.is_requested() {
                return Ok(());
            }
            after = portion.last;
            self.beat().await?;
        }
        self.store().chore_done(RECONCILE, now).await?;
        tracing::info!(compared, joined, "reconciled the last two days");
        Ok(())
    }
}
