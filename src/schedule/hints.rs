//! What feeds and servers say about how often they want to be asked.

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use serde::{Deserialize, Serialize};

/// More skipped hours or days than this are a mistake: nobody publishes in less than eight hours of the day.
const MOST_SKIPPED_HOURS: u32 = 16;
const MOST_SKIPPED_DAYS: u32 = 5;

/// Longest wait for skipped hours or days to end: a feed that skips a weekend is still asked once a day.
const LONGEST_SKIP: TimeDelta = TimeDelta::hours(24);

/// A rate of entries an hour, in hours that a feed says it skips, above which it is not believed.
const UNBELIEVABLE: f64 = 0.2;

/// Seconds of a year: the longest freshness that is told apart.
const YEAR: i64 = 366 * 86_400;

/// A period is young for its first fifth.
const YOUNG: i64 = 5;

/// English names of the days as skipDays has them, Monday first.
const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Hours of the day and days of the week, in GMT, in which a feed says that it publishes nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SkipTimes {
    /// Bit n is hour n.
    hours: u32,
    /// Bit n is day n, Monday first.
    days: u8,
}

impl SkipTimes {
    /// From hours (0 to 23, 24 being 0) and English names of days; what is neither is left out, and lists that leave hardly
    /// any time are not believed.
    #[must_use]
    pub fn of(hours: &[u8], days: &[String]) -> Self {
        let hours = hours.iter().filter(|h| **h <= 24).fold(0u32, |all, hour| all | 1 << (hour % 24));
        let place = |name: &String| DAYS.iter().position(|day| day.eq_ignore_ascii_case(name.trim()));
        let days = days.iter().filter_map(place).fold(0u8, |all, day| all | 1 << day);
        Self {
            hours: if hours.count_ones() > MOST_SKIPPED_HOURS { 0 } else { hours },
            days: if days.count_ones() > MOST_SKIPPED_DAYS { 0 } else { days },
        }
    }

    /// Whether nothing is skipped.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.hours == 0 && self.days == 0
    }

    /// Whether `at` is skipped.
    #[must_use]
    pub fn holds(self, at: DateTime<Utc>) -> bool {
        self.hours & 1 << at.hour() != 0 || self.days & 1 << at.weekday().num_days_from_monday() != 0
    }

    /// The first instant from `at` on that is not skipped, at most a day after `from`. A feed that publishes in hours it says
    /// it skips is not believed: `rate` tells how many entries an hour are expected then.
    pub(super) fn after(
        self,
        at: DateTime<Utc>,
        from: DateTime<Utc>,
        rate: impl Fn(DateTime<Utc>) -> f64,
    ) -> DateTime<Utc> {
        let latest = (from + LONGEST_SKIP).max(at);
        let mut then = at;
        while self.holds(then) && then < latest {
            if rate(then) > UNBELIEVABLE {
                return at;
            }
            then += TimeDelta::seconds(3600 - i64::from(then.minute() * 60 + then.second()));
        }
        then.min(latest)
    }
}

/// The hints of the last documents and answers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Hints {
    /// `ttl`, minutes.
    pub ttl: Option<u32>,
    /// `sy:updatePeriod` over `sy:updateFrequency`, minutes.
    pub period: Option<u32>,
    /// `sy:updateBase`: the periods are counted from here.
    pub base: Option<DateTime<Utc>>,
    /// Freshness by `Cache-Control` or `Expires` of the last answer, seconds.
    pub fresh: Option<u64>,
    /// Hours and days in which nothing is published.
    pub skip: SkipTimes,
    /// Whether the document names a WebSub hub.
    pub hub: bool,
    /// Whether a hub delivers what is new: polling is only the safety net.
    pub delivered: bool,
}

impl Hints {
    /// The longest pause asked for, and by what.
    #[must_use]
    pub fn longest(&self) -> Option<(TimeDelta, &'static str)> {
        let minutes = |m: Option<u32>| m.map(|m| TimeDelta::minutes(i64::from(m)));
        let fresh = self.fresh.map(|s| TimeDelta::seconds(i64::try_from(s).unwrap_or(i64::MAX).min(YEAR)));
        let stated = [
            (minutes(self.ttl), "ttl"),
            (minutes(self.period), "sy:updatePeriod"),
            (fresh, "Cache-Control or Expires"),
        ];
        let known = stated.into_iter().filter_map(|(length, by)| length.map(|length| (length, by)));
        known.filter(|(length, _)| *length > TimeDelta::zero()).max_by_key(|(length, _)| *length)
    }

    /// When the next period begins after `after`, by `sy:updateBase`: a document just after that is worth waiting for. `None`
    /// without a base, while a period is still young, or beyond `latest`.
    pub(super) fn next_period(&self, after: DateTime<Utc>, latest: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let millis = i64::from(self.period.filter(|m| *m > 0)?) * 60_000;
        let passed = (after - self.base?).num_milliseconds().rem_euclid(millis);
        let next = after + TimeDelta::milliseconds(millis - passed);
        (passed > millis / YOUNG && next <= latest).then_some(next)
    }
}
