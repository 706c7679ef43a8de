//! Which days' digests are to be written now: the schedule says when, the store says what was written.

use crate::schedule::{Schedule, last_occurrence};
use crate::store::DigestRecord;
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;

/// Days caught up after downtime; older ones are still to be had with `hasad digest --date`.
const MOST_DAYS: usize = 7;

/// Time after its end before a day is told of: pages that were in flight at midnight are recorded by then.
const SETTLING: TimeDelta = TimeDelta::minutes(5);

/// The complete days whose digest is due at `now` and not yet written, oldest first.
///
/// The digest of a day is written at the first scheduled time after the day has ended: with `0 6 * * *`, the digest of the
/// 22nd is written at 06:00 on the 23rd; with `0 0 * * *` five minutes past midnight. Days before the first article have
/// none. A clock that went back writes nothing twice.
#[must_use]
pub fn days_to_write(schedule: &Schedule, zone: Tz, record: DigestRecord, now: DateTime<Utc>) -> Vec<NaiveDate> {
    let Some(first_article) = record.first_article else { return Vec::new() };
    let Some(occurrence) = last_occurrence(schedule, now) else { return Vec::new() };
    let local_day = |at: DateTime<Utc>| at.with_timezone(&zone).date_naive();
    let settled = now.checked_sub_signed(SETTLING).unwrap_or(now);
    let over = local_day(occurrence).min(local_day(settled));
    let Some(last) = over.checked_sub_days(Days::new(1)) else { return Vec::new() };
    let mut day = local_day(first_article);
    if let Some(newest) = record.newest {
        day = day.max(newest.checked_add_days(Days::new(1)).unwrap_or(newest));
    }
    let missing: Vec<NaiveDate> = day.iter_days().take_while(|day| *day <= last).collect();
    let skipped = missing.len().saturating_sub(MOST_DAYS);
    missing.into_iter().skip(skipped).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    const ZONE: Tz = chrono_tz::Asia::Riyadh;

    fn at(day: u32, hour: u32) -> DateTime<Utc> {
        ZONE.with_ymd_and_hms(2026, 11, day, hour, 0, 0).unwrap().with_timezone(&Utc)
    }

    fn days(newest: Option<u32>, first: Option<u32>, now: DateTime<Utc>) -> Vec<u32> {
        use chrono::Datelike;
        let schedule = Schedule::parse("0 6 * * *", ZONE).unwrap();
        let record = DigestRecord {
            newest: newest.and_then(|day| NaiveDate::from_ymd_opt(2026, 11, day)),
            first_article: first.map(|day| at(day, 1)),
        };
        days_to_write(&schedule, ZONE, record, now).into_iter().map(|day| day.day()).collect()
    }

    #[test]
    fn yesterday_is_written_once_in_the_morning() {
        assert_eq!(days(Some(21), Some(10), at(23, 5)), Vec::<u32>::new(), "yesterday's time has not come");
        assert_eq!(days(Some(21), Some(10), at(23, 6)), [22]);
        assert_eq!(days(Some(22), Some(10), at(23, 9)), Vec::<u32>::new());
    }

    #[test]
    fn a_day_settles_before_it_is_told_of() {
        let midnight = Schedule::parse("0 0 * * *", ZONE).unwrap();
        let record = DigestRecord { newest: NaiveDate::from_ymd_opt(2026, 11, 21), first_article: Some(at(10, 1)) };
        let due = |minutes| days_to_write(&midnight, ZONE, record, at(23, 0) + TimeDelta::minutes(minutes)).len();
        assert_eq!((due(0), due(4), due(5)), (0, 0, 1));
    }

    #[test]
    fn downtime_is_caught_up_within_bounds() {
        assert_eq!(days(Some(19), Some(10), at(23, 9)), [20, 21, 22]);
        assert_eq!(days(Some(2), Some(1), at(23, 9)), [16, 17, 18, 19, 20, 21, 22]);
    }

    #[test]
    fn there_is_no_digest_before_the_first_article() {
        assert_eq!(days(None, None, at(23, 9)), Vec::<u32>::new());
        assert_eq!(days(None, Some(23), at(23, 9)), Vec::<u32>::new(), "today is not over");
        assert_eq!(days(None, Some(22), at(23, 9)), [22]);
    }

    #[test]
    fn a_clock_that_went_back_writes_nothing_again() {
        assert_eq!(days(Some(22), Some(10), at(20, 9)), Vec::<u32>::new());
    }
}
