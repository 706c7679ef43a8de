//! When a feed is due: an interval, a cron expression, or adapted to what the feed does.
//!
//! Pure: `now` is an argument, and what looks random is derived from a number the feed keeps for life. The daemon asks
//! [`next_due`] once after every poll and stores the answer, so that a restart neither forgets nor hammers, and a schedule
//! that was missed while nothing ran is worked off once. The digest asks [`next_occurrence`] and [`last_occurrence`].

mod adaptive;
mod alert;
mod backlog;
mod cron;
mod due;
mod duration;
pub mod forecast;
mod hints;
mod history;
mod moved;
mod rhythm;

#[cfg(test)]
mod tests;

pub use alert::{Alert, AlertKind, Circumstances, alerts};
pub use backlog::{spread, spread_over};
pub use cron::Cron;
pub use due::{BACKOFF_CEILING, Due, next_due};
pub use duration::{DurationError, duration_text, parse_duration};
pub use hints::{Hints, SkipTimes};
pub use history::{ENTRY_TIMES, FailureWeight, PollHistory, Reading, Setback};
pub use moved::Move;
pub use rhythm::Rhythm;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use core::fmt;
use core::time::Duration;

/// Shortest `every`: below a second a schedule is a busy loop. Under a minute is for loopback tests only, and the
/// configuration says so in a warning.
pub const SHORTEST_EVERY: Duration = Duration::from_secs(1);

/// Longest `every`: a feed asked less than once a month is a mistake of unit.
pub const LONGEST_EVERY: Duration = Duration::from_secs(31 * 24 * 3600);

/// When to do something again.
#[derive(Debug, Clone, PartialEq)]
pub enum Schedule {
    /// This long after the last time.
    Every(Duration),
    /// At the wall-clock times of a cron expression in a zone.
    Cron(Cron),
    /// As often as the feed publishes, within bounds; see [`next_due`].
    Adaptive(Pace),
}

/// Bounds and goal of the adaptive schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Shortest interval: asking more often finds little and angers hosts.
    pub floor: TimeDelta,
    /// An entry is to be seen within this time of its publication, where entries are to be expected at all.
    pub fresh: TimeDelta,
    /// Longest interval of a feed that is alive; also what a feed's own hints can ask for at most, since many publishers
    /// state a day and publish by the minute.
    pub ceiling: TimeDelta,
}

impl Default for Pace {
    fn default() -> Self {
        Self { floor: TimeDelta::minutes(5), fresh: TimeDelta::minutes(15), ceiling: TimeDelta::minutes(60) }
    }
}

impl Pace {
    /// The interval that keeps the goal: a twentieth less than it, which the poll itself and its host's turn may take.
    fn goal(&self) -> TimeDelta {
        (self.fresh - self.fresh / 20).clamp(self.floor, self.ceiling.max(self.floor))
    }
}

/// Why a text is no schedule.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct ScheduleError {
    /// What is wrong and what is allowed; lower-case, readable alone.
    pub message: String,
    /// The nearest right spelling of the whole text, where one can be guessed.
    pub suggestion: Option<String>,
}

impl ScheduleError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), suggestion: None }
    }

    fn suggest(mut self, suggestion: impl Into<String>) -> Self {
        self.suggestion = Some(suggestion.into());
        self
    }
}

impl Schedule {
    /// Reads `adaptive`, `every 15m` (s, m, h, d, w), or a cron expression of 5 fields (minute, hour, day, month, weekday) or
    /// 6 (second first), whose times are wall-clock times in `zone`.
    ///
    /// # Errors
    /// When it is none of these, an interval outside a second to 31 days, or a cron expression that never fires or gives a
    /// weekday as a digit (crontab and the library behind this count them differently, so names are demanded).
    pub fn parse(text: &str, zone: Tz) -> Result<Self, ScheduleError> {
        let text = text.trim();
        let mut words = text.split_whitespace();
        match (words.next(), words.next(), words.next()) {
            (None, ..) => Err(ScheduleError::new("an empty schedule").suggest("adaptive")),
            (Some("adaptive"), None, _) => Ok(Self::Adaptive(Pace::default())),
            (Some("every"), Some(length), None) => every(length).map(Self::Every),
            (Some(first), ..) if looks_like_cron(first) && parse_duration(text).is_err() => {
                Cron::parse(text, zone).map(Self::Cron)
            }
            _ => Err(unknown(text)),
        }
    }

    /// An adaptive schedule with these bounds; the others as they are.
    #[must_use]
    pub fn with_pace(self, pace: Pace) -> Self {
        if self.is_adaptive() { Self::Adaptive(pace) } else { self }
    }

    /// Whether it follows what the feed does.
    #[must_use]
    pub fn is_adaptive(&self) -> bool {
        matches!(self, Self::Adaptive(_))
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Every(length) => write!(f, "every {}", duration_text(*length)),
            Self::Cron(cron) => cron.fmt(f),
            Self::Adaptive(_) => f.write_str("adaptive"),
        }
    }
}

/// The first time the schedule asks for strictly after `after`; `None` for an adaptive one, which asks for none.
#[must_use]
pub fn next_occurrence(schedule: &Schedule, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match schedule {
        Schedule::Every(length) => after.checked_add_signed(TimeDelta::from_std(*length).ok()?),
        Schedule::Cron(cron) => cron.next(after),
        Schedule::Adaptive(_) => None,
    }
}

/// The last time the schedule asked for at or before `before`: what a late start has to catch up with. Only a cron
/// expression has such times; the others give `None`.
#[must_use]
pub fn last_occurrence(schedule: &Schedule, before: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match schedule {
        Schedule::Cron(cron) => cron.last(before),
        Schedule::Every(_) | Schedule::Adaptive(_) => None,
    }
}

fn every(length: &str) -> Result<Duration, ScheduleError> {
    let length = parse_duration(length).map_err(|e| {
        let error = ScheduleError::new(format!("\"every\" takes a length: {e}"));
        match e.suggestion {
            Some(better) => error.suggest(format!("every {better}")),
            None => error,
        }
    })?;
    if length < SHORTEST_EVERY || length > LONGEST_EVERY {
        return Err(ScheduleError::new("an interval is between 1s and 31d"));
    }
    Ok(length)
}

fn looks_like_cron(first: &str) -> bool {
    first.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '*' | '@' | '?'))
}

fn unknown(text: &str) -> ScheduleError {
    let error = ScheduleError::new("neither \"adaptive\", nor \"every\" with a length, nor a cron expression");
    if parse_duration(text).is_ok() {
        return error.suggest(format!("every {}", text.replace(' ', "")));
    }
    let lower = text.to_lowercase();
    if let Some((first, rest)) = lower.split_once(char::is_whitespace)
        && strsim::osa_distance(first, "every") <= 2
        && let Some(length) = readable(rest)
    {
        return error.suggest(format!("every {length}"));
    }
    // Typing slips, not other words: two edits in eight letters.
    if lower.chars().count() <= 12 && strsim::osa_distance(&lower, "adaptive") <= 2 {
        return error.suggest("adaptive");
    }
    error
}

/// A length as it should be written, also when it is written another way.
fn readable(length: &str) -> Option<String> {
    match parse_duration(length) {
        Ok(length) => Some(duration_text(length)),
        Err(e) => e.suggestion,
    }
}

/// A length for a person: whole minutes from two minutes on, hours from two hours, days from two days.
fn shown(length: TimeDelta) -> String {
    match length.num_seconds() {
        s if s < 120 => duration_text(Duration::from_secs(s.max(0).unsigned_abs())),
        s if s < 2 * 3600 => format!("{} min", s / 60),
        s if s < 48 * 3600 => format!("{:.1} h", s as f64 / 3600.0),
        s => format!("{} days", s / 86_400),
    }
}
