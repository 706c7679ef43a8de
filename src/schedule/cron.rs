//! Cron expressions in a named zone, without the traps of crontab, of the library underneath, and of summer time.
//!
//! The library is asked about a plain calendar only; what a wall-clock time means on a day with a gap or an overlap is
//! decided here. A time of day that does not exist (midnight in Cairo on the last Friday of April) happens as much later
//! as the gap is long; one that happens twice happens the first time. An expression whose hour field begins with `*`
//! means a rhythm and not a time of day, so it keeps its beat through both.

use super::ScheduleError;
use chrono::{DateTime, Datelike, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use core::fmt;
use core::str::FromStr;

/// No zone puts its clock back by more than this; how far beside a change of offset candidates are looked at.
const SLACK: TimeDelta = TimeDelta::hours(3);

/// Candidates looked at around a change of offset: six hours of an expression that fires every second, and some.
const MAX_CANDIDATES: usize = 30_000;

/// A gap is skipped in steps of an hour; the longest known one is a whole day (Samoa, 2011).
const MAX_GAP_HOURS: i64 = 48;

/// Years the library knows.
const YEARS: core::ops::Range<i32> = 1971..2100;

/// Names of the fields, in the order of the six.
const FIELDS: [(&str, &str); 6] = [
    ("second", "0-59"),
    ("minute", "0-59"),
    ("hour", "0-23"),
    ("day of the month", "1-31"),
    ("month", "1-12 or JAN-DEC"),
    ("weekday", "SUN, MON, TUE, WED, THU, FRI, SAT"),
];

/// Weekdays as crontab counts them, 0 and 7 both Sunday; for suggestions.
const WEEKDAYS: [&str; 8] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

/// The names some cron programs give to common expressions; for suggestions.
const NICKNAMES: [(&str, &str); 7] = [
    ("@hourly", "0 * * * *"),
    ("@daily", "0 0 * * *"),
    ("@midnight", "0 0 * * *"),
    ("@weekly", "0 0 * * SUN"),
    ("@monthly", "0 0 1 * *"),
    ("@yearly", "0 0 1 JAN *"),
    ("@annually", "0 0 1 JAN *"),
];

/// A cron expression and the zone its times are meant in.
#[derive(Debug, Clone, PartialEq)]
pub struct Cron {
    text: String,
    zone: Tz,
    inner: Box<cron::Schedule>,
    /// Whether the hour field begins with `*`: a rhythm through the day, not a time of day.
    rhythm: bool,
}

impl Cron {
    /// Reads an expression of 5 fields (minute, hour, day of the month, month, weekday) or 6 (second first).
    ///
    /// Day and weekday must both hold when both are given: `0 6 1-7 * FRI` is the first Friday of the month.
    ///
    /// # Errors
    /// When a field is wrong, a weekday is a digit, or no moment ever fits.
    pub fn parse(text: &str, zone: Tz) -> Result<Self, ScheduleError> {
        let text = text.trim();
        if let Some((_, meant)) = NICKNAMES.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)) {
            return Err(
                ScheduleError::new("nicknames such as \"@daily\" are not taken; write the fields").suggest(*meant)
            );
        }
        let mut fields: Vec<&str> = text.split_whitespace().collect();
        if !(5..=6).contains(&fields.len()) {
            let error = ScheduleError::new(format!(
                "a cron expression has 5 fields (minute hour day month weekday) or 6 (second first), not {}",
                fields.len()
            ));
            return Err(match time_of_day(text) {
                Some((hour, minute)) => error.suggest(format!("{minute} {hour} * * *")),
                None => error,
            });
        }
        let named: Vec<String> = fields[..fields.len() - 1]
            .iter()
            .map(|f| (*f).to_owned())
            .chain(fields.last().map(|f| weekday_names(f)))
            .collect();
        if fields.len() == 5 {
            fields.insert(0, "0");
        }
        check_fields(&fields, &named.join(" "))?;
        let inner = cron::Schedule::from_str(&fields.join(" "))
            .map_err(|e| ScheduleError::new(format!("not a cron expression: {e}")))?;
        let read = Self { text: text.to_owned(), zone, inner: Box::new(inner), rhythm: fields[2].starts_with('*') };
        // From the first year the library knows: what fires never after that fires never at all.
        if read.inner.after(&DateTime::UNIX_EPOCH).next().is_none() {
            return Err(ScheduleError::new("this expression never fires: no month has such a day"));
        }
        Ok(read)
    }

    /// The zone its times are meant in.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// The first time strictly after `after`; `None` beyond the year 2099.
    #[must_use]
    pub fn next(&self, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let (local, slack) = self.local(after)?;
        let mut best: Option<DateTime<Utc>> = None;
        for candidate in self.inner.after(&(local - slack).and_utc()).take(MAX_CANDIDATES) {
            let naive = candidate.naive_utc();
            if best.is_some_and(|b| naive > b.with_timezone(&self.zone).naive_local() + slack) {
                break;
            }
            let later = self.instants(naive).into_iter().flatten().filter(|at| *at > after).min();
            best = [best, later].into_iter().flatten().min();
        }
        best
    }

    /// The last time at or before `before`; `None` before the year 1971.
    #[must_use]
    pub fn last(&self, before: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let (local, slack) = self.local(before)?;
        // The library looks strictly before a whole second.
        let start = (local + slack + TimeDelta::seconds(1)).and_utc();
        let mut best: Option<DateTime<Utc>> = None;
        for candidate in self.inner.after(&start).rev().take(MAX_CANDIDATES) {
            let naive = candidate.naive_utc();
            if best.is_some_and(|b| naive < b.with_timezone(&self.zone).naive_local() - slack) {
                break;
            }
            let earlier = self.instants(naive).into_iter().flatten().filter(|at| *at <= before).max();
            best = best.max(earlier);
        }
        best
    }

    /// The wall-clock time of an instant, and how far around it candidates must be compared: nothing on ordinary days.
    fn local(&self, at: DateTime<Utc>) -> Option<(NaiveDateTime, TimeDelta)> {
        if !YEARS.contains(&at.year()) {
            return None;
        }
        let offset = |at: DateTime<Utc>| self.zone.offset_from_utc_datetime(&at.naive_utc()).fix();
        let changes = offset(at - SLACK) != offset(at + SLACK);
        Some((at.with_timezone(&self.zone).naive_local(), if changes { SLACK } else { TimeDelta::zero() }))
    }

    /// When a wall-clock time happens: once, on a day with an overlap perhaps twice, in a gap later or not at all.
    fn instants(&self, naive: NaiveDateTime) -> [Option<DateTime<Utc>>; 2] {
        let found = self.zone.from_local_datetime(&naive);
        let (first, second) = (found.earliest(), found.latest());
        match (first, second) {
            (Some(first), Some(second)) if first != second && self.rhythm => {
                [Some(first.to_utc()), Some(second.to_utc())]
            }
            (Some(first), _) => [Some(first.to_utc()), None],
            _ if self.rhythm => [None, None],
            _ => [self.after_gap(naive), None],
        }
    }

    fn after_gap(&self, naive: NaiveDateTime) -> Option<DateTime<Utc>> {
        (1..=MAX_GAP_HOURS).map(TimeDelta::hours).find_map(|back| {
            let known = self.zone.from_local_datetime(&naive.checked_sub_signed(back)?).latest()?;
            known.to_utc().checked_add_signed(back)
        })
    }
}

impl fmt::Display for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Hour and minute of `6:00` or `06:30`, which people write for "every day at".
fn time_of_day(text: &str) -> Option<(u8, u8)> {
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some((hour, minute))
}

/// Checks the six fields one by one, since the library says neither which one is wrong nor notices two run together.
fn check_fields(fields: &[&str], with_names: &str) -> Result<(), ScheduleError> {
    for (at, (field, (name, allowed))) in fields.iter().zip(FIELDS).enumerate() {
        if at == 5 && has_digit_point(field) {
            return Err(ScheduleError::new(format!(
                "weekday {field:?} is a digit, which programs count differently; write a name, one of {allowed}"
            ))
            .suggest(with_names));
        }
        let alone: Vec<&str> = (0..6).map(|i| if i == at { *field } else { "*" }).collect();
        if !is_well_formed(field, at) || cron::Schedule::from_str(&alone.join(" ")).is_err() {
            return Err(ScheduleError::new(format!(
                "{name} {field:?} is wrong; allowed: * or {allowed}, ranges (low-high), lists (a,b) and steps (*/n)"
            )));
        }
    }
    Ok(())
}

/// `item,item…` with item `*`, `?` (days only), `point` or `point-point`, each with an optional `/step`.
fn is_well_formed(field: &str, at: usize) -> bool {
    let all = |text: &str, of: fn(&char) -> bool| !text.is_empty() && text.chars().all(|c| of(&c));
    let digits = |text: &str| all(text, char::is_ascii_digit);
    let point = |text: &str| digits(text) || all(text, char::is_ascii_alphabetic);
    field.split(',').all(|item| {
        let (base, step) = item.split_once('/').map_or((item, None), |(base, step)| (base, Some(step)));
        let base_good = match base {
            "*" => true,
            "?" => at == 3 || at == 5,
            _ => base.split_once('-').map_or_else(|| point(base), |(low, high)| point(low) && point(high)),
        };
        base_good && step.is_none_or(digits)
    })
}

/// Whether a weekday field gives a day, rather than a step, as a digit.
fn has_digit_point(field: &str) -> bool {
    field.split(',').any(|item| item.split('/').next().is_some_and(|base| base.contains(|c: char| c.is_ascii_digit())))
}

/// The weekday field with crontab's digits as names.
fn weekday_names(field: &str) -> String {
    let item = |item: &str| {
        let (base, step) = item.split_once('/').map_or((item, None), |(base, step)| (base, Some(step)));
        let points: Vec<&str> = base
            .split('-')
            .map(|p| p.parse().ok().and_then(|n: usize| WEEKDAYS.get(n).copied()).unwrap_or(p))
            .collect();
        // Crontab's 5-7 is Friday to Sunday, which the library calls backwards.
        let joined = match points.as_slice() {
            [low, "SUN"] if *low != "SUN" => {
                let from = WEEKDAYS.iter().position(|d| d == low).unwrap_or(7);
                WEEKDAYS.get(from..).unwrap_or_default().join(",")
            }
            _ => points.join("-"),
        };
        step.map_or(joined.clone(), |step| format!("{joined}/{step}"))
    };
    field.split(',').map(item).collect::<Vec<_>>().join(",")
}
