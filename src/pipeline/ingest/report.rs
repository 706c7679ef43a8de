//! What became of a page, for people and for the summary.

use crate::article::{ArticleUrl, FeedId, Relation};
use crate::store::Recorded;

/// What became of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IngestOutcome {
    /// A canonical article of its own.
    New,
    /// One more source of a known article.
    Joined(Relation),
    /// A known page with a new text.
    Revised,
    /// A known page, unchanged.
    Unchanged,
    /// To be tried again.
    Postponed {
        /// Why it failed.
        reason: String,
    },
    /// A page that a read-also link led to, and that is not kept.
    Dropped {
        /// Why not.
        reason: String,
    },
}

/// One page, for the log and the summary.
#[derive(Debug, Clone)]
pub struct IngestReport {
    /// The feed that announced it.
    pub feed: FeedId,
    /// Its address; `None` for an entry without a page.
    pub url: Option<ArticleUrl>,
    /// What became of it.
    pub outcome: IngestOutcome,
    /// Why the feed's own text stands in for the page, where it does.
    pub stand_in: Option<String>,
    /// Whether it was read again only to see whether it was edited.
    pub again: bool,
}

impl IngestReport {
    /// The report of a page that was recorded.
    pub(in crate::pipeline) fn of(feed: FeedId, url: Option<ArticleUrl>, recorded: Recorded) -> Self {
        let outcome = match recorded {
            Recorded::New(_) => IngestOutcome::New,
            Recorded::Joined(_, relation) => IngestOutcome::Joined(relation),
            Recorded::Revised(_) => IngestOutcome::Revised,
            Recorded::Unchanged(_) | Recorded::Elsewhere(_) => IngestOutcome::Unchanged,
        };
        Self { feed, url, outcome, stand_in: None, again: false }
    }
}
