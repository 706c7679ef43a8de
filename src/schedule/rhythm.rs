//! When a feed publishes: entries an hour by hour of the day and day of the week, learnt from the times of its entries.
//!
//! The rate of an instant is a base rate times a factor of its hour times a factor of its day, all in UTC. Twenty-four and
//! seven numbers are learnt from a few dozen entries, where a number for each hour of the week would need thousands.

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use serde::{Deserialize, Serialize};

/// What was learnt counts half after this long: seasons (Ramadan, summer time) change when people publish.
const HALF_LIFE: TimeDelta = TimeDelta::days(21);

/// How far back a document, or a time without polls, says something about today's rhythm.
const MEMORY: TimeDelta = TimeDelta::days(14);

/// Entries that an hour of the day or a day of the week is credited with beforehand, so that one silent night does not prove
/// that the next will be silent.
const PRIOR_ENTRIES: f64 = 0.7;

/// The base rate begins as if half an entry had come in six hours.
const PRIOR_BASE: (f64, f64) = (0.5, 6.0);

/// Hours over which the present burst is measured, and after which a third of it is left.
const BURST_HOURS: f64 = 1.5;

/// Instants looked at for the busiest hour and the longest gap.
const LOOKED_AT: usize = 200;

/// What is known of a feed's rhythm; the default knows nothing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Rhythm {
    /// Entries by hour of the day, UTC.
    hours: [f64; 24],
    /// Hours watched, by hour of the day.
    hours_watched: [f64; 24],
    /// Entries by day of the week, Monday first.
    days: [f64; 7],
    /// Hours watched, by day of the week.
    days_watched: [f64; 7],
    /// When watching began; `None` before the first document.
    began: Option<DateTime<Utc>>,
    /// Up to when it was watched.
    until: Option<DateTime<Utc>>,
    /// Most entries within one hour, fading.
    busiest: f64,
    /// Longest time between two entries, in seconds, fading.
    longest_gap: f64,
    /// Entries that the longest gap was taken from.
    known: u32,
    /// The newest entry.
    newest: Option<DateTime<Utc>>,
}

impl Rhythm {
    /// Learns that the feed was read at `now` and brought these new entries. Their times may be in any order, in the future
    /// or long ago.
    pub fn learn(&mut self, now: DateTime<Utc>, new: &[DateTime<Utc>]) {
        let oldest_told = now - MEMORY;
        let mut times: Vec<DateTime<Utc>> = new.iter().map(|t| (*t).min(now)).collect();
        times.sort_unstable();
        self.note_gaps(&times);
        times.retain(|t| *t >= oldest_told);
        let from = match self.until {
            // A clock that was put back: nothing was watched since.
            Some(until) => until.min(now),
            // A first document tells about the time since its oldest entry.
            None => times.first().copied().unwrap_or(now),
        };
        self.fade(now - from);
        self.watch(from.max(oldest_told), now);
        for at in &times {
            self.hours[hour_of(*at)] += 1.0;
            self.days[day_of(*at)] += 1.0;
        }
        self.began = Some(self.began.unwrap_or(from).min(now));
        self.until = Some(now);
    }

    /// A rhythm that knows nothing but an even number of entries a day, as if watched for two weeks.
    pub(super) fn assumed(now: DateTime<Utc>, a_day: u32) -> Self {
        let mut rhythm = Self { began: Some(now - MEMORY), until: Some(now), ..Self::default() };
        rhythm.watch(now - MEMORY, now);
        for (entries, watched) in rhythm.hours.iter_mut().zip(rhythm.hours_watched) {
            *entries = watched / 24.0 * f64::from(a_day);
        }
        for (entries, watched) in rhythm.days.iter_mut().zip(rhythm.days_watched) {
            *entries = watched / 24.0 * f64::from(a_day);
        }
        rhythm
    }

    fn fade(&mut self, passed: TimeDelta) {
        let factor = (-passed.as_seconds_f64().max(0.0) / HALF_LIFE.as_seconds_f64()).exp2();
        for value in self.hours.iter_mut().chain(&mut self.hours_watched) {
            *value *= factor;
        }
        for value in self.days.iter_mut().chain(&mut self.days_watched) {
            *value *= factor;
        }
        self.busiest *= factor;
        // What is usual for a weekly is not forgotten within weeks.
        self.longest_gap *= factor.powf(1.0 / 6.0);
    }

    fn watch(&mut self, from: DateTime<Utc>, to: DateTime<Utc>) {
        let mut at = from;
        while at < to {
            let next_hour = at + TimeDelta::seconds(3600 - i64::from(at.minute() * 60 + at.second()));
            let end = next_hour.min(to).max(at + TimeDelta::seconds(1));
            let part = (end - at).as_seconds_f64() / 3600.0;
            self.hours_watched[hour_of(at)] += part;
            self.days_watched[day_of(at)] += part;
            at = end;
        }
    }

    /// Learns the busiest hour and the longest gap from sorted times.
    fn note_gaps(&mut self, times: &[DateTime<Utc>]) {
        let times = &times[times.len().saturating_sub(LOOKED_AT)..];
        let mut first = 0;
        for (at, time) in times.iter().enumerate() {
            while *time - times[first] > TimeDelta::hours(1) {
                first += 1;
            }
            self.busiest = self.busiest.max((at - first + 1) as f64);
        }
        let before = self.newest.filter(|newest| times.first().is_some_and(|t| t > newest));
        let with_before: Vec<DateTime<Utc>> = before.into_iter().chain(times.iter().copied()).collect();
        let gaps = with_before.windows(2).map(|pair| (pair[1] - pair[0]).as_seconds_f64());
        self.longest_gap = gaps.fold(self.longest_gap, f64::max);
        self.known = self.known.saturating_add(u32::try_from(times.len()).unwrap_or(u32::MAX));
        self.newest = self.newest.max(times.last().copied());
    }

    fn watched(&self) -> f64 {
        self.hours_watched.iter().sum()
    }

    /// Entries an hour over everything watched.
    fn base(&self) -> f64 {
        let entries: f64 = self.hours.iter().sum();
        (entries + PRIOR_BASE.0) / (self.watched() + PRIOR_BASE.1)
    }

    /// Entries an hour that are to be expected at `at`.
    #[must_use]
    pub fn rate(&self, at: DateTime<Utc>) -> f64 {
        let base = self.base();
        let factor = |seen: f64, watched: f64| (seen + PRIOR_ENTRIES) / (base * watched + PRIOR_ENTRIES);
        let hour = hour_of(at);
        // An hour is told by its neighbours too: nobody keeps to the full hour.
        let smooth = |of: &[f64; 24]| of[(hour + 23) % 24] / 4.0 + of[hour] / 2.0 + of[(hour + 1) % 24] / 4.0;
        let of_hour = factor(smooth(&self.hours) * 2.0, smooth(&self.hours_watched) * 2.0);
        let day = day_of(at);
        base * of_hour * factor(self.days[day], self.days_watched[day])
    }

    /// Days watched, what has faded left out.
    #[must_use]
    pub fn days_watched(&self) -> f64 {
        self.watched() / 24.0
    }

    /// Entries a day over everything watched.
    #[must_use]
    pub fn entries_a_day(&self) -> f64 {
        self.base() * 24.0
    }

    /// Most entries that came within an hour.
    #[must_use]
    pub fn busiest_hour(&self) -> f64 {
        self.busiest
    }

    /// The longest time between two entries; `None` while too few are known to say what is usual.
    #[must_use]
    pub fn longest_gap(&self) -> Option<TimeDelta> {
        (self.known >= 8).then(|| TimeDelta::seconds(self.longest_gap as i64))
    }

    /// When watching began.
    #[must_use]
    pub fn began(&self) -> Option<DateTime<Utc>> {
        self.began
    }

    /// The newest entry's time.
    #[must_use]
    pub fn newest(&self) -> Option<DateTime<Utc>> {
        self.newest
    }
}

/// Entries an hour beyond what the rhythm expects, right now: a burst of news. `times` are the newest entries.
pub(super) fn burst(rhythm: &Rhythm, times: &[DateTime<Utc>], now: DateTime<Utc>) -> f64 {
    let since = now - TimeDelta::seconds((BURST_HOURS * 3600.0) as i64);
    let count = times.iter().filter(|t| **t > since && **t <= now).count();
    // One entry is no burst.
    let rate = count.saturating_sub(1) as f64 / BURST_HOURS;
    (rate - rhythm.rate(now)).max(0.0)
}

/// What is left of a burst after so many minutes.
pub(super) fn faded(burst: f64, minutes: f64) -> f64 {
    burst * (-minutes / 60.0 / BURST_HOURS).exp()
}

fn hour_of(at: DateTime<Utc>) -> usize {
    at.hour() as usize % 24
}

fn day_of(at: DateTime<Utc>) -> usize {
    at.weekday().num_days_from_monday() as usize % 7
}
