//! Schedules read, cron through summer time, and the bounds of every decision.

use super::*;
use chrono::{DateTime, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

mod pacing;
mod properties;
mod remembering;

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("an instant").to_utc()
}

fn cron(text: &str, zone: Tz) -> Cron {
    Cron::parse(text, zone).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn refusal(text: &str) -> ScheduleError {
    Schedule::parse(text, Tz::UTC).expect_err(text)
}

#[test]
fn schedules_read_and_print_the_same() {
    for text in ["adaptive", "every 15m", "every 90s", "every 1d", "0 6 * * *", "30 0 6 * * MON-FRI", "*/20 6-22 * * *"]
    {
        assert_eq!(Schedule::parse(text, Tz::UTC).map(|s| s.to_string()).as_deref(), Ok(text));
    }
    assert_eq!(Schedule::parse(" every 2w ", Tz::UTC).map(|s| s.to_string()).as_deref(), Ok("every 14d"));
}

#[test]
fn wrong_schedules_are_refused_with_the_reason() {
    for (text, reason) in [
        ("", "an empty schedule"),
        ("often", "neither \"adaptive\""),
        ("every 0s", "between 1s and 31d"),
        ("every 40d", "between 1s and 31d"),
        ("every 99999999999999999999d", "whole number and a unit"),
        ("0 6 * *", "not 4"),
        ("0 0 6 * * MON 2026", "not 7"),
        ("61 * * * *", "minute \"61\" is wrong"),
        ("0 24 * * *", "hour \"24\" is wrong"),
        ("0 6* * * *", "hour \"6*\" is wrong"),
        ("0 6 * * FUNDAY", "weekday \"FUNDAY\" is wrong"),
        ("*/0 * * * *", "minute \"*/0\" is wrong"),
        ("0 6 30 FEB *", "never fires"),
        ("0 6 31 4,6,9,11 *", "never fires"),
        ("0 6 * * 1", "weekday \"1\" is a digit"),
        ("0 0 6 * * MON,3", "weekday \"MON,3\" is a digit"),
        ("0 ٦ * * *", "hour \"٦\" is wrong"),
    ] {
        let error = refusal(text);
        assert!(error.message.contains(reason), "{text}: {error}");
    }
}

#[test]
fn crontab_weekdays_are_suggested_by_name() {
    for (text, meant) in [
        ("0 6 * * 0", "0 6 * * SUN"),
        ("0 6 * * 7", "0 6 * * SUN"),
        ("0 6 * * 1-5", "0 6 * * MON-FRI"),
        ("0 0 6 * * 5-7", "0 0 6 * * FRI,SAT,SUN"),
        ("0 6 * * 0,3", "0 6 * * SUN,WED"),
    ] {
        let suggestion = refusal(text).suggestion.expect("a suggestion");
        assert_eq!(suggestion, meant);
        assert!(Schedule::parse(meant, Tz::UTC).is_ok(), "{meant}");
    }
}

#[test]
fn five_fields_fire_at_second_zero() {
    let next = cron("0 6 * * *", Tz::Asia__Riyadh).next(at("2026-11-23T00:00:00.5Z"));
    assert_eq!(next, Some(at("2026-11-23T03:00:00Z")));
    let friday = cron("0 6 * * FRI", Tz::Asia__Riyadh).next(at("2026-11-23T00:00:00Z"));
    assert_eq!(friday, Some(at("2026-11-27T03:00:00Z")));
}

#[test]
fn a_time_that_does_not_exist_happens_after_the_gap() {
    // Cairo has no midnight on 2026-04-24: 23:59:59+02:00 is followed by 01:00:00+03:00.
    let midnight = cron("0 0 * * *", Tz::Africa__Cairo);
    assert_eq!(midnight.next(at("2026-04-23T12:00:00Z")), Some(at("2026-04-23T22:00:00Z")));
    assert_eq!(midnight.next(at("2026-04-23T22:00:00Z")), Some(at("2026-04-24T21:00:00Z")));
    assert_eq!(midnight.last(at("2026-04-24T12:00:00Z")), Some(at("2026-04-23T22:00:00Z")));
    assert_eq!(
        cron("30 0 * * *", Tz::Africa__Cairo).next(at("2026-04-23T21:00:00Z")),
        Some(at("2026-04-23T22:30:00Z"))
    );
    // A rhythm loses the hour that is not there.
    assert_eq!(
        cron("30 * * * *", Tz::Africa__Cairo).next(at("2026-04-23T21:40:00Z")),
        Some(at("2026-04-23T22:30:00Z"))
    );
}

#[test]
fn a_time_that_happens_twice_fires_once_but_a_rhythm_goes_on() {
    // Cairo, 2026-10-29: 23:59:59+03:00 is followed by 23:00:00+02:00.
    let late = cron("30 23 * * *", Tz::Africa__Cairo);
    let first = at("2026-10-29T20:30:00Z");
    assert_eq!(late.next(at("2026-10-29T12:00:00Z")), Some(first));
    assert_eq!(late.next(first), Some(at("2026-10-30T21:30:00Z")));
    assert_eq!(late.last(at("2026-10-29T21:45:00Z")), Some(first));
    assert_eq!(late.last(at("2026-10-29T21:10:00Z")), Some(first), "the second 23:10 lies after the first 23:30");
    let rhythm = cron("*/30 * * * *", Tz::Africa__Cairo);
    let mut now = at("2026-10-29T19:00:00Z");
    for _ in 0..10 {
        let next = rhythm.next(now).expect("a next time");
        assert_eq!(next - now, TimeDelta::minutes(30));
        assert_eq!(rhythm.last(next), Some(next));
        assert_eq!(rhythm.last(next - TimeDelta::seconds(1)), Some(now));
        now = next;
    }
}

#[test]
fn the_ends_of_time_are_no_panic() {
    let cron = cron("0 6 29 FEB *", Tz::Africa__Cairo);
    for at in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC, DateTime::UNIX_EPOCH] {
        assert_eq!((cron.next(at), cron.last(at)), (None, None), "{at}");
    }
    assert_eq!(next_occurrence(&Schedule::Every(Duration::from_secs(60)), DateTime::<Utc>::MAX_UTC), None);
}
