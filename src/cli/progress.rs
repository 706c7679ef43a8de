//! Progress of a pass on a terminal: feeds, pages, rate and time left. Nothing at all when nobody watches.

use crate::daemon::Watcher;
use crate::pipeline::{IngestOutcome, IngestReport, PollReport};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

/// A watcher that draws one line on standard error; invisible when that is no terminal.
pub(super) struct Progress {
    bar: ProgressBar,
    feeds: AtomicU64,
}

impl Progress {
    /// Starts drawing.
    pub(super) fn new() -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
        let template = "{spinner} {msg}  pages {pos}/{len}  {rate}  {eta} left  {wide_bar}";
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        bar.set_style(style.with_key("rate", |state: &ProgressState, out: &mut dyn Write| {
            // Nothing can be done about a terminal that takes no text.
            let _ = write!(out, "{:.1}/s", state.per_sec());
        }));
        bar.enable_steady_tick(std::time::Duration::from_millis(200));
        Self { bar, feeds: AtomicU64::new(0) }
    }

    /// Takes the line away.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

impl Watcher for Progress {
    fn polled(&self, report: &PollReport) {
        let feeds = self.feeds.fetch_add(1, Ordering::Relaxed) + 1;
        self.bar.set_message(format!("feeds {feeds}"));
        self.bar.inc_length((report.new + report.changed) as u64);
    }

    fn ingested(&self, report: &IngestReport) {
        // A postponed page stays in the queue, and so in the length.
        if !matches!(report.outcome, IngestOutcome::Postponed { .. }) {
            self.bar.inc(1);
        }
    }

    fn queued(&self, pages: u64) {
        self.bar.set_length(self.bar.position() + pages);
    }
}
