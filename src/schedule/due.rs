//! The decision itself: schedule, history and now in; the next instant and the reason for it out.

use super::{Cron, Schedule, duration_text};
use chrono::{DateTime, TimeDelta, Utc};
use core::time::Duration;

/// Shortest adaptive interval: asking more often than this finds little and angers hosts.
pub const ADAPTIVE_FLOOR: TimeDelta = TimeDelta::minutes(5);
/// Longest adaptive interval of a feed that is alive; also what a feed's own hints can ask for at most, since many
/// publishers state a day and publish by the minute.
pub const ADAPTIVE_CEILING: TimeDelta = TimeDelta::minutes(60);
/// Adaptive interval of a feed whose entries bear too few dates to measure: three looks an hour.
pub const ADAPTIVE_UNKNOWN: TimeDelta = TimeDelta::minutes(20);
/// Half the median gap: so that on average a story waits no longer than the feed takes to publish half a story.
const GAP_SHARE: i32 = 2;
/// Entry dates looked at; more only look further back.
const MAX_ENTRY_TIMES: usize = 50;
/// A feed with nothing new for this many days is asked at this many hours; oldest first.
const STALE_LADDER: [(i64, i64); 3] = [(30, 4), (14, 2), (7, 1)];
/// Share of new entries above which the interval is halved: the document nearly turned over between two polls, and
/// with a little more a story would fall between them.
pub const OVERLAP_GUARD: f32 = 0.67;
/// Jitter is at most a tenth of the interval: enough to part feeds that began together, too little to notice.
const JITTER_SHARE: i32 = 10;
/// Longest wait after failures: a feed is asked once a day for ever, since outlets come back after months.
pub const BACKOFF_CEILING: TimeDelta = TimeDelta::hours(24);
/// Bounds of `Retry-After`: zero would hammer, and a year would be a way to switch a feed off for us.
const RETRY_AFTER_BOUNDS: (TimeDelta, TimeDelta) = (TimeDelta::minutes(1), TimeDelta::hours(24));
/// A failed poll of a cron schedule is first retried after about this long, not only at the next time on the clock,
/// which may be tomorrow.
const CRON_RETRY: TimeDelta = TimeDelta::minutes(15);
/// Doublings after which the ceiling is reached from any interval (a second × 2^17 > 24 h); bounds the arithmetic.
const MAX_DOUBLINGS: f64 = 17.0;

/// How much a failure says about the feed rather than about the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureWeight {
    /// It will not pass by itself: 404, not a feed, a name that does not exist. Doubles the wait.
    Hard,
    /// It may pass: refused, 403, a broken answer. Doubles the wait every second time.
    Soft,
    /// It passes: timeouts, 5xx, 429. Doubles the wait every fourth time.
    Temporary,
}

impl FailureWeight {
    fn doublings(self) -> f64 {
        match self {
            Self::Hard => 1.0,
            Self::Soft => 0.5,
            Self::Temporary => 0.25,
        }
    }
}

/// What is remembered of a feed's polls; the default is a feed never polled.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PollHistory {
    /// When it was last polled, with or without success; `None` when never.
    pub polled_at: Option<DateTime<Utc>>,
    /// When its newest entries were published, newest first, 50 at most; dates in the future and disorder do no harm.
    pub entry_times: Vec<DateTime<Utc>>,
    /// When a poll last brought something new; `None` when none ever did.
    pub last_new: Option<DateTime<Utc>>,
    /// Share of new entries in the last document, 0 to 1; `None` when it was empty, unchanged, or the first ever.
    pub new_share: Option<f32>,
    /// Failures since the last success.
    pub failures: u32,
    /// How heavy the last failure weighs; `None` counts as [`FailureWeight::Hard`] when there are failures.
    pub failure: Option<FailureWeight>,
    /// What the server asked us to wait, counted from the last poll.
    pub retry_after: Option<TimeDelta>,
    /// The longest pause the feed or the server hints at (ttl, sy:updatePeriod, max-age).
    pub hint: Option<TimeDelta>,
    /// Any number that belongs to the feed for life, such as a hash of its id; jitter is derived from it.
    pub phase: u64,
}

/// When to poll next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Due {
    /// Never before `now`.
    pub at: DateTime<Utc>,
    /// The reason, in English, readable alone; `status` shows it.
    pub why: String,
}

/// When a feed is to be polled next.
///
/// A feed never polled is due now. Otherwise the schedule gives an instant counted from the last poll: `every` exactly that
/// long, `cron` the next time on the clock, `adaptive` half the median gap between entries within 5 and 60 minutes (longer
/// when nothing was new for a week, halved when more than two thirds of the document were new, lengthened by the feed's own
/// hints). Failures lengthen it by doubling, up to a day; `Retry-After` is a lower bound to all. What is overdue is due now,
/// once, however often it was missed.
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
        Schedule::Adaptive => {
            let (interval, why) = adaptive_interval(history, now);
            let stretched = interval + jitter(history, from, interval / JITTER_SHARE);
            after_interval(history, from, stretched, why)
        }
        Schedule::Cron(cron) => after_cron(history, from, cron),
    };
    if let Some(asked) = history.retry_after {
        let wait = asked.clamp(RETRY_AFTER_BOUNDS.0, RETRY_AFTER_BOUNDS.1);
        if from + wait > at {
            at = from + wait;
            why = format!("the server asked to wait {}", shown(wait));
        }
    }
    Due { at: at.max(now), why }
}

fn after_interval(
    history: &PollHistory,
    from: DateTime<Utc>,
    interval: TimeDelta,
    why: String,
) -> (DateTime<Utc>, String) {
    if history.failures == 0 {
        return (from + interval, why);
    }
    let wait = backoff(history, from, interval);
    (from + wait, format!("{}, waiting {}", failures(history), shown(wait)))
}

fn after_cron(history: &PollHistory, from: DateTime<Utc>, cron: &Cron) -> (DateTime<Utc>, String) {
    // No time left on the clock means the year 2100: look again tomorrow rather than never.
    let next = cron.next(from).unwrap_or(from + BACKOFF_CEILING);
    if history.failures == 0 {
        return (next, format!("cron {cron} ({})", cron.zone()));
    }
    let gap = next - from;
    let wait = backoff(history, from, gap.min(CRON_RETRY));
    let why = format!("{}, waiting {}", failures(history), shown(wait));
    if wait < gap { (from + wait, why) } else { (cron.next(from + wait).unwrap_or(from + wait), why) }
}

fn failures(history: &PollHistory) -> String {
    match history.failures {
        1 => "1 failure".to_owned(),
        n => format!("{n} failures in a row"),
    }
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

fn adaptive_interval(history: &PollHistory, now: DateTime<Utc>) -> (TimeDelta, String) {
    let (mut interval, mut why) = match median_gap(history, now) {
        Some((gap, entries)) => (
            (gap / GAP_SHARE).clamp(ADAPTIVE_FLOOR, ADAPTIVE_CEILING),
            format!("half the median gap of {} between {entries} entries", shown(gap)),
        ),
        None => (ADAPTIVE_UNKNOWN, "too few dated entries to adapt to".to_owned()),
    };
    if let Some(hint) = history.hint.map(|h| h.min(ADAPTIVE_CEILING))
        && hint > interval
    {
        interval = hint;
        why = format!("the feed asks for {}", shown(hint));
    }
    if let Some(days) = silent_days(history, now)
        && let Some((_, hours)) = STALE_LADDER.iter().find(|(from, _)| days >= *from)
    {
        interval = interval.max(TimeDelta::hours(*hours));
        why = format!("nothing new for {days} days");
    }
    if let Some(share) = history.new_share.filter(|share| *share > OVERLAP_GUARD) {
        interval = (interval / 2).max(ADAPTIVE_FLOOR);
        why = format!("{:.0} % of the last document were new: half of ({why})", f64::from(share.min(1.0)) * 100.0);
    }
    (interval, why)
}

/// The median gap between the newest entries and how many entries it was taken from; the median, since one silent night must
/// not count against a busy day.
fn median_gap(history: &PollHistory, now: DateTime<Utc>) -> Option<(TimeDelta, usize)> {
    let mut times: Vec<DateTime<Utc>> =
        history.entry_times.iter().take(MAX_ENTRY_TIMES).copied().filter(|t| *t <= now).collect();
    times.sort_unstable();
    let mut gaps: Vec<TimeDelta> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    gaps.sort_unstable();
    gaps.get(gaps.len() / 2).map(|gap| (*gap, times.len()))
}

fn silent_days(history: &PollHistory, now: DateTime<Utc>) -> Option<i64> {
    let newest_entry = history.entry_times.iter().take(MAX_ENTRY_TIMES).filter(|t| **t <= now).max();
    history.last_new.or(newest_entry.copied()).map(|last| (now - last).num_days())
}

/// Between nothing and `most`, the same for the same feed and poll; another poll of the feed gets another.
fn jitter(history: &PollHistory, from: DateTime<Utc>, most: TimeDelta) -> TimeDelta {
    let millis = u64::try_from(most.num_milliseconds()).unwrap_or(0);
    let mixed = mix(history.phase ^ mix(from.timestamp().unsigned_abs()));
    TimeDelta::milliseconds(i64::try_from(mixed % (millis + 1)).unwrap_or(0))
}

/// SplitMix64's finaliser (Steele, Lea and Flood 2014): near numbers come out far apart.
fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A length for a person: whole minutes from two minutes on, hours from two hours, days from two days.
fn shown(length: TimeDelta) -> String {
    match length.num_seconds() {
        s if s < 120 => duration_text(Duration::from_secs(s.unsigned_abs())),
        s if s < 2 * 3600 => format!("{} min", s / 60),
        s if s < 48 * 3600 => format!("{:.1} h", s as f64 / 3600.0),
        s => format!("{} days", s / 86_400),
    }
}
