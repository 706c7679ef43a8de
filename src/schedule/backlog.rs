//! What is overdue after a pause of our own (a restart, a suspended night) is spread, so that nobody sees a burst.

use super::due::mix;
use chrono::{DateTime, TimeDelta, Utc};

/// Feeds caught up with in a second.
const A_SECOND: usize = 10;

/// Longest time over which a backlog is spread: fresh news outranks an even load.
const LONGEST: TimeDelta = TimeDelta::minutes(10);

/// Over how long a backlog of so many feeds is spread: a tenth of a second each, ten minutes at most.
#[must_use]
pub fn spread_over(overdue: usize) -> TimeDelta {
    let seconds = i64::try_from(overdue / A_SECOND).unwrap_or(i64::MAX / 1000);
    TimeDelta::seconds(seconds.min(LONGEST.num_seconds()))
}

/// When a feed of a backlog is polled: at its own place in the window that begins now. `phase` belongs to the feed for life.
/// Only what is overdue is spread, so a second restart within the window moves nobody further away.
#[must_use]
pub fn spread(phase: u64, overdue: usize, now: DateTime<Utc>) -> DateTime<Utc> {
    let window = u64::try_from(spread_over(overdue).num_milliseconds()).unwrap_or(0);
    now + TimeDelta::milliseconds(i64::try_from(mix(phase) % (window + 1)).unwrap_or(0))
}
