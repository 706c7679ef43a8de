//! The polls a schedule will cause, without asking anybody: the decision repeated over time, with entries as the rhythm expects
//! them.

use super::{PollHistory, Reading, Rhythm, Schedule, next_due};
use chrono::{DateTime, TimeDelta, Utc};

/// Polls of one feed foreseen at most; a schedule of a second over a week is cut there.
pub const MOST_POLLS: usize = 50_000;

/// Entries a day that a feed is assumed to bring while nothing is known of it.
pub const ASSUMED_A_DAY: u32 = 20;

/// Entries that a feed's document is assumed to hold while nothing is known of it.
const ASSUMED_WINDOW: u32 = 30;

/// What is foreseen of one feed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Forecast {
    /// When it is polled, in order.
    pub polls: Vec<DateTime<Utc>>,
    /// Entries expected.
    pub entries: f64,
    /// Whether it was cut at [`MOST_POLLS`].
    pub is_cut: bool,
}

/// The polls of a feed from `from` until `until`, every one a success. `first` is when it is due; what is overdue is polled at
/// once.
#[must_use]
pub fn forecast(
    schedule: &Schedule,
    mut history: PollHistory,
    first: DateTime<Utc>,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Forecast {
    if history.succeeded_at.is_none() {
        history.rhythm = Rhythm::assumed(from, ASSUMED_A_DAY);
        history.window = ASSUMED_WINDOW;
        history.succeeded_at = Some(from);
    }
    // What is published is foretold by what was seen, never by what was foretold: a rhythm that learnt from itself would grow for ever.
    let publishes = history.rhythm.clone();
    let mut found = Forecast::default();
    let (mut at, mut last, mut owed) = (first.max(from), from, 0.0);
    while at < until {
        if found.polls.len() >= MOST_POLLS {
            found.is_cut = true;
            break;
        }
        found.polls.push(at);
        let expected = expected_entries(&publishes, last, at);
        found.entries += expected;
        owed += expected;
        let count = owed.max(0.0) as u32;
        owed -= f64::from(count);
        let gap = (at - last) / i32::try_from(count + 1).unwrap_or(i32::MAX);
        let new: Vec<DateTime<Utc>> = (1..=count).filter_map(|n| Some(last + gap * i32::try_from(n).ok()?)).collect();
        let entries = (count > 0).then_some(history.window.max(count));
        history.read(at, &Reading { new, entries });
        last = at;
        // A schedule that stood still would be polled for ever at one instant.
        at = next_due(schedule, &history, at).at.max(at + TimeDelta::seconds(1));
    }
    found
}

/// The integral of the rate, in steps of an hour at most.
fn expected_entries(rhythm: &Rhythm, from: DateTime<Utc>, to: DateTime<Utc>) -> f64 {
    let (mut at, mut sum) = (from, 0.0);
    while at < to {
        let end = (at + TimeDelta::hours(1)).min(to);
        sum += rhythm.rate(at) * (end - at).as_seconds_f64() / 3600.0;
        at = end;
    }
    sum
}

/// What all polls together mean for one host.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct HostLoad {
    /// Polls in all.
    pub polls: usize,
    /// Most polls that fall into one minute.
    pub peak_a_minute: usize,
    /// Shortest time between two polls; `None` with fewer than two.
    pub shortest_gap: Option<TimeDelta>,
    /// Longest time without a poll, the ends of the time looked at not counted.
    pub longest_gap: Option<TimeDelta>,
}

/// The load of polls at these instants, in any order.
#[must_use]
pub fn load(mut polls: Vec<DateTime<Utc>>) -> HostLoad {
    polls.sort_unstable();
    let gaps = || polls.windows(2).map(|pair| pair[1] - pair[0]);
    let (mut first, mut peak) = (0, 0);
    for (at, poll) in polls.iter().enumerate() {
        while *poll - polls[first] >= TimeDelta::minutes(1) {
            first += 1;
        }
        peak = peak.max(at - first + 1);
    }
    HostLoad { polls: polls.len(), peak_a_minute: peak, shortest_gap: gaps().min(), longest_gap: gaps().max() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three entries in the two hours before a first reading, which is all that is known.
    #[test]
    fn a_feed_just_met_is_foretold_in_bounds() {
        let from = DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::hours(21);
        let mut history = PollHistory::default();
        let new = (0..3).map(|hours| from - TimeDelta::hours(hours)).collect();
        history.read(from, &Reading { new, entries: Some(3) });
        let schedule = Schedule::parse("adaptive", chrono_tz::UTC).unwrap();
        let found = forecast(&schedule, history, from, from, from + TimeDelta::days(7));
        assert!(found.polls.len() <= 7 * 288, "{} polls", found.polls.len());
        assert!((7.0..7.0 * 288.0).contains(&found.entries), "{} entries", found.entries);
    }
}
