//! What goes with a poll besides its outcome: the way the request took, what a pause left overdue, what the schedule remembers.

use crate::article::{ArticleUrl, FeedId};
use crate::schedule::PollHistory;
use chrono::{DateTime, Utc};

/// Which address of a feed was asked, and where it led.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Route {
    /// Whether the adopted address was asked and not the configured one.
    pub adopted: bool,
    /// Where every redirect on the way was permanent.
    pub moved_to: Option<ArticleUrl>,
}

/// What catching up after a pause found.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CaughtUp {
    /// Feeds that were overdue.
    pub overdue: usize,
    /// When the last of them is due now, where they were spread.
    pub last: Option<DateTime<Utc>>,
    /// Feeds that were due later than their schedule says.
    pub brought_forward: usize,
}

/// What the schedule knows of a feed.
#[derive(Debug, Clone)]
pub struct FeedPace {
    /// The feed.
    pub feed: FeedId,
    /// When it is due.
    pub due_at: DateTime<Utc>,
    /// What is remembered of its polls.
    pub history: PollHistory,
}
