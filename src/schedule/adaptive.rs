//! The adaptive interval: how long a feed may be left alone, and the arithmetic of it in words.
//!
//! A poll costs something and so does an entry that waits. With entries expected at a rate λ(t), a poll after T leaves those
//! of the first T − F waiting longer than the goal F. The interval is the T with the least cost an hour, (late(T) + p) / T,
//! where p is what a poll is worth in late entries. For a steady λ that is either F or the ceiling, so that polls go where
//! entries are; where the rate changes, at dawn or before a weekend, it finds the moment.

use super::rhythm::{burst, faded};
use super::{Pace, PollHistory, shown};
use chrono::{DateTime, TimeDelta, Utc};

/// What one poll is worth, in entries that wait longer than the goal.
const PRICE: f64 = 0.012;

/// Share of the ceiling by which jitter lengthens and shortens; see `due`.
pub(super) const JITTER_SHARE: i32 = 10;

/// Of a document's entries at most this share may be new after the busiest hour known, so that none falls out of it unseen.
const WINDOW_SHARE: f64 = 0.5;

/// Breaking news may bring within an hour what a day usually brings, up to so many entries, whatever was seen until now.
const ANY_BURST: f64 = 8.0;

/// A feed with nothing new for this many days is asked at this many hours; oldest first.
const STALE_LADDER: [(i64, i64); 3] = [(30, 4), (14, 2), (7, 1)];

/// An adaptive interval before jitter.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Interval {
    /// Never polled sooner, whatever the jitter: floor and hints.
    pub least: TimeDelta,
    /// The interval.
    pub length: TimeDelta,
    /// The arithmetic, in words.
    pub why: String,
}

/// The interval that begins with the poll at `from`.
pub(super) fn interval(pace: &Pace, history: &PollHistory, from: DateTime<Utc>, now: DateTime<Utc>) -> Interval {
    let (mut length, mut why) = by_rate(pace, history, from);
    let mut least = pace.floor;
    if history.hints.delivered && pace.ceiling > length {
        length = pace.ceiling;
        why = "a hub delivers what is new; polled all the same".to_owned();
    }
    if let Some((asked, by)) = history.hints.longest() {
        least = asked.clamp(pace.floor, pace.ceiling);
        if least > length {
            length = least;
            why = format!("the feed asks for {} ({by})", shown(asked));
        }
    }
    if let Some((silent, hours)) = silence(history, now) {
        length = length.max(TimeDelta::hours(hours));
        why = format!("nothing new for {silent} days: every {}", shown(length));
    }
    // What keeps stories from being lost outranks what the feed asks for.
    if let Some((cap, because)) = loss_guard(pace, history).filter(|(cap, _)| *cap < length) {
        length = cap;
        least = least.min(length);
        why = format!("{why}; {because}: {}", shown(length));
    }
    Interval { least, length, why }
}

/// The interval that the rhythm and the present burst ask for.
fn by_rate(pace: &Pace, history: &PollHistory, from: DateTime<Utc>) -> (TimeDelta, String) {
    let goal = pace.goal();
    if history.rhythm.began().is_none() {
        return (goal, format!("not known yet how often it publishes: every {}", shown(goal)));
    }
    let burst = burst(&history.rhythm, &history.entry_times, from);
    let rate = |minutes: f64| {
        let at = from + TimeDelta::seconds((minutes * 60.0) as i64);
        history.rhythm.rate(at) + faded(burst, minutes)
    };
    let soon = rate(minutes(goal) / 2.0);
    let told = format!(
        "{soon:.2} entries an hour expected ({:.1} a day over {:.1} days{})",
        history.rhythm.entries_a_day(),
        history.rhythm.days_watched(),
        if burst > 0.5 { ", a burst just now" } else { "" },
    );
    let one_entry = TimeDelta::seconds((3600.0 / soon.max(1e-6)).min(1e7) as i64);
    if one_entry < goal {
        let length = one_entry.max(pace.floor);
        return (length, format!("{told}: one at a poll, every {}", shown(length)));
    }
    let length = cheapest(pace, goal, rate);
    let verdict = if length <= goal { "none is to wait longer than" } else { "little to miss within" };
    let shown_length = if length <= goal { pace.fresh } else { length };
    (length, format!("{told}: {verdict} {}", shown(shown_length)))
}

/// The T from the goal to the ceiling with the least (late(T) + price) / T, in steps of a minute; the shortest of equals.
fn cheapest(pace: &Pace, goal: TimeDelta, rate: impl Fn(f64) -> f64) -> TimeDelta {
    let (goal, ceiling) = (minutes(goal), minutes(pace.ceiling));
    let (mut best, mut least_cost) = (goal, PRICE / goal.max(1.0));
    let (mut late, mut length) = (0.0, goal);
    while length + 1.0 <= ceiling {
        late += rate(length - goal + 0.5) / 60.0;
        length += 1.0;
        let cost = (late + PRICE) / length;
        if cost < least_cost {
            (best, least_cost) = (length, cost);
        }
    }
    TimeDelta::seconds((best * 60.0) as i64)
}

fn silence(history: &PollHistory, now: DateTime<Utc>) -> Option<(i64, i64)> {
    let days = (now - history.last_sign()?).num_days();
    STALE_LADDER.iter().find(|(from, _)| days >= *from).map(|(_, hours)| (days, *hours))
}

/// The longest interval in which no story should fall between two polls, and why.
fn loss_guard(pace: &Pace, history: &PollHistory) -> Option<(TimeDelta, String)> {
    let share = f64::from(history.new_share.unwrap_or(0.0).clamp(0.0, 1.0)) * 100.0;
    let overlap = history.guard.map(|guard| {
        (guard.max(pace.floor), format!("the overlap guard is on, {share:.0} % of the last document were new"))
    });
    let known = history.rhythm.busiest_hour();
    let busiest = known.max(history.rhythm.entries_a_day().min(ANY_BURST));
    let window = (history.window > 0 && busiest >= 2.0).then(|| {
        let minutes = 60.0 * WINDOW_SHARE * f64::from(history.window) / busiest;
        let cap = TimeDelta::seconds((minutes * 60.0).min(1e7) as i64).max(pace.floor);
        let told = if known < busiest { "may come" } else { "came" };
        (cap, format!("its document holds {} entries and {busiest:.0} {told} within an hour", history.window))
    });
    overlap.into_iter().chain(window).min_by_key(|(cap, _)| *cap)
}

fn minutes(length: TimeDelta) -> f64 {
    length.as_seconds_f64() / 60.0
}
