//! The civil day of a zone as a pair of instants.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// Longest gap looked across: a zone may skip a whole day (Samoa, 30 December 2011), none has skipped more.
const LONGEST_GAP_MINUTES: i64 = 25 * 60;

/// First instant of `date` in `zone` and first instant after it.
///
/// Days differ in length: Cairo's 24 April 2026 begins at 01:00 because midnight does not exist, its 29 October 2026 has
/// 25 hours. The end of a day is the beginning of the next, so that days neither overlap nor leave a gap; a day that the
/// zone skipped is empty.
#[must_use]
pub fn day_window(date: NaiveDate, zone: Tz) -> (DateTime<Utc>, DateTime<Utc>) {
    let from = start_of_day(date, zone);
    let to = date.succ_opt().map_or(from, |next| start_of_day(next, zone));
    (from, to.max(from))
}

fn start_of_day(date: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = date.and_time(NaiveTime::MIN);
    (0..=LONGEST_GAP_MINUTES)
        .filter_map(|minutes| midnight.checked_add_signed(TimeDelta::minutes(minutes)))
        .find_map(|local| zone.from_local_datetime(&local).earliest())
        .map_or_else(|| midnight.and_utc(), |start| start.with_timezone(&Utc))
}
