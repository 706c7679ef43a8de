//! What a pass did, and whoever watches it.

use crate::article::Relation;
use crate::pipeline::{IngestOutcome, IngestReport, PollKind, PollReport};
use serde::Serialize;

/// Watches a pass: a progress bar, a test, or nobody.
pub trait Watcher: Send + Sync {
    /// A feed was polled.
    fn polled(&self, _report: &PollReport) {}
    /// A page was worked off.
    fn ingested(&self, _report: &IngestReport) {}
    /// So many pages are pending.
    fn queued(&self, _pages: u64) {}
}

/// Watches nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Quiet;

impl Watcher for Quiet {}

/// Totals of one or more passes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Feeds polled.
    pub polled: u64,
    /// Of these, unchanged.
    pub unchanged: u64,
    /// Of these, failed, with the reason.
    pub failed: Vec<FailedFeed>,
    /// New entries.
    pub entries: u64,
    /// Entries that changed in their feed.
    pub changed_entries: u64,
    /// Pages worked off.
    pub pages: u64,
    /// New canonical articles.
    pub new_articles: u64,
    /// Copies and excerpts that joined an article.
    pub copies: u64,
    /// New versions of an article.
    pub revisions: u64,
    /// Pages already known that had not changed.
    pub unchanged_pages: u64,
    /// Young pages read again to see whether they were edited; they count among no other pages, their edits among the revisions.
    pub rechecked: u64,
    /// Pages for which the feed's own text stands in.
    pub stand_ins: u64,
    /// Pages postponed in this pass.
    pub postponed: u64,
    /// Pages still to be read when it ended.
    pub pending: u64,
    /// Whether every failure looked as if our own network were down.
    pub offline: bool,
}

/// A feed that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FailedFeed {
    /// Its identifier.
    pub feed: String,
    /// Why, readable alone.
    pub reason: String,
}

impl Summary {
    /// Counts a poll.
    pub fn count_poll(&mut self, report: &PollReport) {
        self.polled += 1;
        self.entries += report.new as u64;
        self.changed_entries += report.changed as u64;
        match &report.kind {
            PollKind::Unchanged => self.unchanged += 1,
            PollKind::Read => {}
            PollKind::Failed { reason, offline } => {
                self.offline = *offline && (self.failed.is_empty() || self.offline);
                self.failed.push(FailedFeed { feed: report.feed.0.clone(), reason: reason.clone() });
            }
        }
    }

    /// Counts a page.
    pub fn count_page(&mut self, report: &IngestReport) {
        if report.again {
            self.rechecked += 1;
            self.revisions += u64::from(report.outcome == IngestOutcome::Revised);
            return;
        }
        self.stand_ins += u64::from(report.stand_in.is_some());
        if let IngestOutcome::Postponed { .. } = report.outcome {
            self.postponed += 1;
            return;
        }
        self.pages += 1;
        match report.outcome {
            IngestOutcome::New => self.new_articles += 1,
            IngestOutcome::Joined(Relation::Revision) | IngestOutcome::Revised => self.revisions += 1,
            IngestOutcome::Joined(_) => self.copies += 1,
            IngestOutcome::Unchanged | IngestOutcome::Postponed { .. } | IngestOutcome::Dropped { .. } => {
                self.unchanged_pages += 1;
            }
        }
    }

    /// Adds a later pass; `pending` and `offline` are those of the later one.
    pub fn add(&mut self, later: Self) {
        self.polled += later.polled;
        self.unchanged += later.unchanged;
        // The reasons of a long run are in the log and in `status`; here they would grow without end.
        self.failed = later.failed;
        self.entries += later.entries;
        self.changed_entries += later.changed_entries;
        self.pages += later.pages;
        self.new_articles += later.new_articles;
        self.copies += later.copies;
        self.revisions += later.revisions;
        self.unchanged_pages += later.unchanged_pages;
        self.rechecked += later.rechecked;
        self.stand_ins += later.stand_ins;
        self.postponed += later.postponed;
        self.pending = later.pending;
        self.offline = later.offline;
    }

    /// Whether feeds were polled and every one of them failed.
    #[must_use]
    pub fn all_failed(&self) -> bool {
        self.polled > 0 && self.failed.len() as u64 == self.polled
    }
}
