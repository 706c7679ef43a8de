//! What a daemon does besides polling: the digest, retention, and its log lines.

use super::{Daemon, Stop, days_to_write};
use crate::digest::{self, Digest, DigestAlert};
use crate::export::{self, Format, HtmlOptions, Language};
use crate::pipeline::{IngestOutcome, IngestReport, PollKind, PollReport};
use crate::schedule::Schedule;
use crate::store::{Store, StoreError};
use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// Names under which the store remembers by which day it was last pruned, and when.
const PRUNE: &str = "prune";
const PRUNED: &str = "pruned";

/// How far retention goes on in one day: at least, so that it catches up, and at most, whatever the clock says has passed.
const PRUNED_AT_ONCE: (TimeDelta, TimeDelta) = (TimeDelta::days(7), TimeDelta::days(45));

/// When and where digests are written.
#[derive(Debug, Clone)]
pub struct DigestPlan {
    /// When the digest of the day before is written.
    pub schedule: Schedule,
    /// Zone whose days are meant.
    pub zone: Tz,
    /// Where the files go.
    pub dir: PathBuf,
    /// In which forms.
    pub formats: Vec<Format>,
    /// Language of our own words.
    pub language: Language,
    /// Stories shown in full at most.
    pub max_stories: usize,
}

impl DigestPlan {
    /// The digest of a day as `store` has it now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn gather(&self, store: &dyn Store, day: NaiveDate) -> Result<Digest, StoreError> {
        let window = digest::day_window(day, self.zone);
        let stories = store.stories(window.0, window.1).await?;
        let standing = store.alerts().await?.into_iter().filter(|a| a.since < window.1);
        let alerts = standing.map(|a| DigestAlert {
            feed: a.feed,
            outlet: a.outlet,
            kind: a.kind.name().to_owned(),
            since: a.since,
            detail: a.detail,
        });
        Ok(Digest { alerts: alerts.collect(), ..digest::build(day, self.zone, window, stories) })
    }

    /// How a page written at `now` looks.
    #[must_use]
    pub fn html_options(&self, now: DateTime<Utc>) -> HtmlOptions {
        HtmlOptions { language: self.language, max_stories: self.max_stories, ..HtmlOptions::new(now) }
    }
}

/// How long things are kept.
#[derive(Debug, Clone, Copy)]
pub struct RetentionPlan {
    /// Articles with their sources.
    pub articles: TimeDelta,
    /// Stored pages.
    pub pages: TimeDelta,
}

/// What the daemon remembers between passes; losing it costs a log line and an early look at the retention.
#[derive(Debug, Default)]
pub struct Remembered {
    pruned: Mutex<Option<DateTime<Utc>>>,
    offline: AtomicBool,
    pub(super) clocks: Mutex<Option<super::jump::Clocks>>,
}

impl Daemon {
    /// Writes the digests that are due. A failure is logged and tried again at the next turn: nothing is recorded as written
    /// that was not.
    pub async fn write_due_digests(&self) -> Vec<PathBuf> {
        let mut written = Vec::new();
        let today = self.now().with_timezone(&self.digest.zone).date_naive();
        let record = match self.store().digests(today).await {
            Ok(record) => record,
            Err(error) => {
                tracing::error!(%error, "the digest could not be planned");
                return written;
            }
        };
        for day in days_to_write(&self.digest.schedule, self.digest.zone, record, self.now()) {
            match self.write_digest(day, true).await {
                Ok(files) => written.extend(files),
                Err(error) => {
                    tracing::error!(%day, %error, "the digest could not be written; trying again");
                    break;
                }
            }
        }
        written
    }

    /// Writes the digest of a day; `complete` records the day as written.
    ///
    /// # Errors
    /// When the store or the file system fails, in words.
    pub async fn write_digest(&self, day: NaiveDate, complete: bool) -> Result<Vec<PathBuf>, String> {
        let (now, plan) = (self.now(), &self.digest);
        let digest = plan.gather(self.store().as_ref(), day).await.map_err(|e| e.to_string())?;
        let (stories, options) = (digest.stories.len(), plan.html_options(now));
        let (dir, formats) = (plan.dir.clone(), plan.formats.clone());
        let paths = tokio::task::spawn_blocking(move || export::write_digest(&digest, &dir, &formats, &options))
            .await
            .map_err(|_| "rendering the digest panicked".to_owned())?
            .map_err(|e| e.to_string())?;
        if complete {
            self.store().record_digest(day, stories, now).await.map_err(|e| e.to_string())?;
        }
        tracing::info!(%day, stories, files = paths.len(), complete, "digest written");
        Ok(paths)
    }

    /// The digest of today so far, so that a first run has something to show. The day is written again when it is over.
    ///
    /// # Errors
    /// As [`Daemon::write_digest`].
    pub async fn write_today(&self) -> Result<Vec<PathBuf>, String> {
        self.write_digest(self.now().with_timezone(&self.digest.zone).date_naive(), false).await
    }

    /// Says in the log where pages suddenly read otherwise than before, each change once.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn tell_alerts(&self) -> Result<(), StoreError> {
        for alert in self.store().take_alerts().await? {
            let (outlet, code, since) = (alert.outlet, alert.code, alert.since);
            tracing::warn!(outlet = ?outlet, code, %since, "pages read otherwise than before: {}", alert.detail);
        }
        Ok(())
    }

    /// Fingerprints of older versions, the digests that are due, what is to be told and, once a day, reconciliation and retention.
    /// The long ones end between two portions when stopping is asked for, and go on at the next start.
    pub(super) async fn do_chores(&self, stop: &Stop) -> Result<(), StoreError> {
        self.renew_fingerprints(stop).await?;
        self.reconcile_if_due(stop).await?;
        self.write_due_digests().await;
        self.tell_alerts().await?;
        self.expire_pages().await?;
        self.prune_if_due(stop).await
    }

    /// Pages that waited too long, or behind too many others, are given up to the feed's own text, and it is said.
    pub(super) async fn expire_pages(&self) -> Result<(), StoreError> {
        let bounds = self.limits.queue;
        let expired = self.store().expire_pages(self.now(), bounds).await?;
        if expired > 0 {
            let (days, most) = (bounds.age.num_days(), bounds.pages);
            tracing::warn!(
                expired,
                days,
                most,
                "pages waited too long and are not fetched; their feed's text stands in"
            );
        }
        Ok(())
    }

    /// Drops what is older than the retention, once a day, in portions between which the watchdog hears that all is well.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn prune_if_due(&self, stop: &Stop) -> Result<(), StoreError> {
        let now = self.now();
        let is_due =
            |pruned: &Option<DateTime<Utc>>| pruned.is_none_or(|last| (now - last).abs() >= TimeDelta::days(1));
        if !is_due(&self.remembered.pruned.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(());
        }
        let (mut articles, mut pages) = (0, 0);
        let pruned = self.store().chore(PRUNED).await?.filter(|at| at.year() >= 2020);
        if !is_due(&pruned) {
            *self.remembered.pruned.lock().unwrap_or_else(PoisonError::into_inner) = pruned;
            return Ok(());
        }
        // A clock that is a year ahead for an hour must not cost a year of articles.
        let frontier = self.store().chore(PRUNE).await?.filter(|at| at.year() >= 2020);
        let passed = pruned.map_or(TimeDelta::zero(), |pruned| now - pruned);
        let step = passed.clamp(PRUNED_AT_ONCE.0, PRUNED_AT_ONCE.1);
        let by = frontier.map_or(now, |frontier| now.min(frontier + step));
        loop {
            let dropped = self.store().prune(by, self.retention.articles, self.retention.pages).await?;
            articles += dropped.articles;
            pages += dropped.pages;
            if dropped.articles + dropped.pages == 0 {
                break;
            }
            if stop.is_requested() {
                return Ok(());
            }
            self.beat().await?;
        }
        self.store().chore_done(PRUNE, by).await?;
        self.store().chore_done(PRUNED, now).await?;
        *self.remembered.pruned.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
        if articles + pages > 0 {
            tracing::info!(articles, pages, "dropped what is older than the retention");
        }
        Ok(())
    }

    /// One line a poll. When our own network is down it is said once, not for every feed, and again when it is back.
    pub(super) fn log_poll(&self, report: &PollReport) {
        for alert in &report.raised {
            tracing::warn!(feed = %report.feed, alert = %alert.kind, detail = ?alert.detail, "alert");
        }
        for kind in &report.cleared {
            tracing::info!(feed = %report.feed, alert = %kind, "the alert no longer holds");
        }
        let offline = matches!(report.kind, PollKind::Failed { offline: true, .. });
        let was_offline = self.remembered.offline.swap(offline, Ordering::Relaxed);
        if was_offline && !offline {
            tracing::info!("the network is back");
        }
        match &report.kind {
            PollKind::Failed { offline: true, reason } if !was_offline => {
                tracing::warn!(feed = %report.feed, reason = ?reason, "no network, it seems: every feed is tried again later");
            }
            PollKind::Failed { offline: true, .. } => {}
            PollKind::Failed { reason, .. } => {
                tracing::warn!(feed = %report.feed, failures = report.failures, reason = ?reason, "feed failed");
            }
            PollKind::Unchanged => tracing::debug!(feed = %report.feed, "feed unchanged"),
            PollKind::Read => {
                tracing::info!(feed = %report.feed, new = report.new, changed = report.changed, "feed read");
            }
        }
    }
}

/// One line a page, only for what is out of the ordinary.
pub(super) fn log_page(report: &IngestReport) {
    let url = report.url.as_ref().map(crate::article::ArticleUrl::as_str);
    match (&report.outcome, &report.stand_in) {
        (IngestOutcome::Postponed { reason }, _) => {
            tracing::warn!(feed = %report.feed, url, reason = ?reason, "page postponed");
        }
        (_, Some(why)) => {
            tracing::warn!(feed = %report.feed, url, why = ?why, "the feed's text stands in for the page");
        }
        (outcome, None) => tracing::debug!(feed = %report.feed, url, ?outcome, "page recorded"),
    }
}
