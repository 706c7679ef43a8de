//! The decision itself: schedule, history and now in; the next instant and the reason for it out.

use super::adaptive::{self, Interval, JITTER_SHARE};
use super::{Cron, Pace, PollHistory, Schedule, duration_text, shown};
use crate::schedule::history::FailureWeight;
use chrono::{DateTime, TimeDelta, Utc};

/// Longest wait after failures: a feed is asked once a day for ever, since outlets come back after months.
pub const BACKOFF_CEILING: TimeDelta = TimeDelta::hours(24);
/// Bounds of `Retry-After`: zero would hammer, and a year would be a way to switch a feed off for us.
const RETRY_AFTER_BOUNDS: (TimeDelta, TimeDelta) = (TimeDelta::minutes(1), TimeDelta::hours(24));
/// A failed poll of a cron schedule is first retried after about this long, not only at the next time on the clock,
/// which may be tomorrow.
const CRON_RETRY: TimeDelta = TimeDelta::minutes(15);
/// While our own network is down every feed is tried again after this long at most, whatever its schedule.
const OFFLINE_RETRY: TimeDelta = TimeDelta::minutes(10);
/// A feed that says 410 is asked again after this long, three times, and then after the second: publishers say 410 by
/// mistake too.
const GONE_RETRY: [TimeDelta; 2] = [TimeDelta::days(1), TimeDelta::days(7)];
/// Answers 410 after which the longer one holds.
const GONE_SURE: u32 = 3;
/// Doublings after which the ceiling is reached from any interval (a second × 2^17 > 24 h); bounds the arithmetic.
const MAX_DOUBLINGS: f64 = 17.0;

/// When to poll next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Never before `now`.
    pub at: DateTime<Utc>,
    /// The reason and its arithmetic, in English, readable alone; `status` shows it.
    pub why: String,
}

/// When a feed is to be polled next.
///
/// A feed never polled is due now. Otherwise the schedule gives an instant counted from the last poll: `every` exactly that
/// long, `cron` the next time on the clock, `adaptive` what the feed's rhythm asks for, within the bounds of its [`Pace`]
/// (longer when nothing was new for a week, shorter when stories might be lost, lengthened by the feed's own hints). Failures
/// lengthen it by doubling, up to a day; `Retry-After` is a lower bound to all; 410 pauses a feed; while our own network is
/// down nothing is lengthened. What is overdue is due now, once, however often it was missed.
#[must_use]
pub fn next_due(schedule: &Schedule, history: &PollHistory, now: DateTime<Utc>) -> Due {
    let Some(polled_at) = history.polled_at else { return Due { at: now, why: "never polled".to_owned() } };
    // A clock that was put back must not leave a feed waiting for the future it was polled in.
    let from = polled_at.min(now);
    let (mut at, mut why) = match schedule {
        Schedule::Every(length) => {
            let interval = TimeDelta::from_std(*length).unwrap_or(BACKOFF_CEILING);
            after_interval(history, from, interval, format!("every {}", duration_text(*length)))
        }
        Schedule::Adaptive(pace) => after_adaptive(pace, history, from, now),
        Schedule::Cron(cron) => after_cron(history, from, cron),
    };
    if history.gone > 0 {
        let wait = GONE_RETRY[usize::from(history.gone > GONE_SURE)];
        at = from + wait + jitter(history, from, wait / JITTER_SHARE);
        why = format!("410 Gone {}: paused, asked again after {}", times(history.gone), shown(wait));
    }
    if let Some(asked) = history.retry_after {
        let wait = asked.clamp(RETRY_AFTER_BOUNDS.0, RETRY_AFTER_BOUNDS.1);
        if from + wait > at {
            at = from + wait;
            why = format!("the server asked to wait {}", shown(wait));
        }
    }
    Due { at: at.max(now), why }
}

fn after_adaptive(
    pace: &Pace,
    history: &PollHistory,
    from: DateTime<Utc>,
    now: DateTime<Utc>,
) -> (DateTime<Utc>, String) {
    let interval = adaptive::interval(pace, history, from, now);
    let length = with_jitter(pace, history, from, &interval);
    let (mut at, mut why) = after_interval(history, from, length, interval.why);
    if history.failures > 0 || history.offline {
        return (at, why);
    }
    if let Some(next) = history.hints.next_period(at, from + pace.ceiling.max(length)) {
        at = next;
        why = format!("{why}; its periods begin at {} UTC (sy:updateBase)", next.format("%H:%M"));
    }
    let resumed = history.hints.skip.after(at, from, |at| history.rhythm.rate(at));
    if resumed > at {
        at = resumed + jitter(history, from, pace.floor);
        why = format!("{why}; the feed skips the hours until {} UTC", resumed.format("%a %H:%M"));
    }
    (at, why)
}

/// The interval less up to a tenth, so that feeds that began together part; where that would be sooner than allowed, more.
fn with_jitter(pace: &Pace, history: &PollHistory, from: DateTime<Utc>, interval: &Interval) -> TimeDelta {
    let length = interval.length.max(interval.least);
    let shorter = length - length / JITTER_SHARE;
    if shorter >= interval.least {
        return length - jitter(history, from, length / JITTER_SHARE);
    }
    let longest = (interval.least + interval.least / JITTER_SHARE).min(pace.ceiling.max(interval.least));
    interval.least + jitter(history, from, longest - interval.least)
}

fn after_interval(
    history: &PollHistory,
    from: DateTime<Utc>,
    interval: TimeDelta,
    why: String,
) -> (DateTime<Utc>, String) {
    if history.offline {
        let wait = interval.min(OFFLINE_RETRY);
        let why = format!("our own network was down, which counts against nobody: again in {}", shown(wait));
        return (from + wait - jitter(history, from, wait / JITTER_SHARE), why);
    }
    if history.failures == 0 {
        return (from + interval, why);
    }
    let wait = backoff(history, from, interval);
    (from + wait, format!("{}, waiting {} instead of {}", failures(history), shown(wait), shown(interval)))
}

fn after_cron(history: &PollHistory, from: DateTime<Utc>, cron: &Cron) -> (DateTime<Utc>, String) {
    // No time left on the clock means the year 2100: look again tomorrow rather than never.
    let next = cron.next(from).unwrap_or(from + BACKOFF_CEILING);
    if history.offline {
        return after_interval(history, from, next - from, String::new());
    }
    if history.failures == 0 {
        return (next, format!("cron {cron} ({})", cron.zone()));
    }
    let gap = next - from;
    let wait = backoff(history, from, gap.min(CRON_RETRY));
    let why = format!("{}, waiting {}", failures(history), shown(wait));
    if wait < gap { (from + wait, why) } else { (cron.next(from + wait).unwrap_or(from + wait), why) }
}

fn failures(history: &PollHistory) -> String {
    let weight = match history.failure.unwrap_or(FailureWeight::Hard) {
        FailureWeight::Hard => "each doubles the wait",
        FailureWeight::Soft => "every second one doubles the wait",
        FailureWeight::Temporary => "every fourth one doubles the wait",
    };
    match history.failures {
        1 => format!("1 failure ({weight})"),
        n => format!("{n} failures in a row ({weight})"),
    }
}

fn times(count: u32) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

/// `interval × 2^n`, n the weighted failures, 24 h at most, less a jitter over half of what that adds, so that feeds that
/// failed together (one host, our own line) do not come back together; never less than the plain interval.
fn backoff(history: &PollHistory, from: DateTime<Utc>, interval: TimeDelta) -> TimeDelta {
    let weight = history.failure.unwrap_or(FailureWeight::Hard).doublings();
    let factor = (f64::from(history.failures) * weight).min(MAX_DOUBLINGS).exp2();
    let seconds = interval.as_seconds_f64() * factor;
    let ceiling = BACKOFF_CEILING.max(interval);
    // The float is bounded by 2^17 × 31 days, so the cast is exact enough and cannot wrap.
    let whole = TimeDelta::milliseconds((seconds * 1000.0) as i64).clamp(interval, ceiling);
    whole - jitter(history, from, (whole - interval) / 2)
}

/// Between nothing and `most`, the same for the same feed and poll; another poll of the feed gets another.
fn jitter(history: &PollHistory, from: DateTime<Utc>, most: TimeDelta) -> TimeDelta {
    let millis = u64::try_from(most.num_milliseconds()).unwrap_or(0);
    let mixed = mix(history.phase ^ mix(from.timestamp().unsigned_abs()));
    TimeDelta::milliseconds(i64::try_from(mixed % (millis + 1)).unwrap_or(0))
}

/// SplitMix64's finaliser (Steele, Lea and Flood 2014): near numbers come out far apart.
pub(super) fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
