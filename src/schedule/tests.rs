//! Schedules read, cron through summer time, and the bounds of every decision.

use super::*;
use chrono::{DateTime, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

mod properties;

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

fn history(polled: &str) -> PollHistory {
    PollHistory { polled_at: Some(at(polled)), last_new: Some(at(polled)), phase: 7, ..PollHistory::default() }
}

fn every(polled: DateTime<Utc>, gap: TimeDelta, n: i32) -> Vec<DateTime<Utc>> {
    (0..n).map(|i| polled - gap * i).collect()
}

const NOW: &str = "2026-11-23T10:00:00Z";

fn wait(history: &PollHistory) -> TimeDelta {
    next_due(&Schedule::Adaptive, history, at(NOW)).at - at(NOW)
}

fn assert_about(found: TimeDelta, minutes: i64) {
    let (low, high) = (TimeDelta::minutes(minutes), TimeDelta::minutes(minutes) * 11 / 10);
    assert!((low..=high).contains(&found), "{found} is not {minutes} min and up to a tenth");
}

#[test]
fn a_feed_never_polled_is_due_now() {
    for schedule in ["adaptive", "every 1d", "0 6 * * *"] {
        let due = next_due(&Schedule::parse(schedule, Tz::UTC).unwrap(), &PollHistory::default(), at(NOW));
        assert_eq!(due, Due { at: at(NOW), why: "never polled".into() });
    }
}

#[test]
fn adaptive_follows_the_feed() {
    let of = |gap: i64| PollHistory { entry_times: every(at(NOW), TimeDelta::minutes(gap), 20), ..history(NOW) };
    assert_about(wait(&of(24)), 12);
    assert_about(wait(&of(1)), 5);
    assert_about(wait(&of(0)), 5);
    assert_about(wait(&of(600)), 60);
    assert_about(wait(&history(NOW)), 20);
    // One silent night does not count.
    let mut times = every(at(NOW), TimeDelta::minutes(20), 10);
    times.extend(every(at(NOW) - TimeDelta::hours(12), TimeDelta::minutes(20), 10));
    assert_about(wait(&PollHistory { entry_times: times, ..history(NOW) }), 10);
}

#[test]
fn adaptive_slows_down_for_the_silent_and_hurries_for_the_busy() {
    let silent = |days| PollHistory { last_new: Some(at(NOW) - TimeDelta::days(days)), ..history(NOW) };
    assert_about(wait(&silent(6)), 20);
    assert_about(wait(&silent(7)), 60);
    assert_about(wait(&silent(14)), 120);
    assert_about(wait(&silent(90)), 240);
    assert_about(wait(&PollHistory { new_share: Some(0.66), ..history(NOW) }), 20);
    assert_about(wait(&PollHistory { new_share: Some(0.9), ..history(NOW) }), 10);
    assert_about(wait(&PollHistory { new_share: Some(f32::NAN), ..history(NOW) }), 20);
}

#[test]
fn hints_only_lengthen_and_only_to_an_hour() {
    let hinted = |minutes| wait(&PollHistory { hint: Some(TimeDelta::minutes(minutes)), ..history(NOW) });
    assert_about(hinted(1), 20);
    assert_about(hinted(-5), 20);
    assert_about(hinted(45), 45);
    assert_about(hinted(100_000), 60);
}

#[test]
fn failures_wait_longer_by_their_weight() {
    let every = Schedule::parse("every 10m", Tz::UTC).unwrap();
    let wait = |failures, failure| {
        let history = PollHistory { failures, failure, ..history(NOW) };
        next_due(&every, &history, at(NOW)).at - at(NOW)
    };
    assert_eq!(wait(0, None), TimeDelta::minutes(10));
    for (failures, weight, most) in [
        (2, FailureWeight::Hard, 40),
        (4, FailureWeight::Soft, 40),
        (8, FailureWeight::Temporary, 40),
        (60, FailureWeight::Hard, 24 * 60),
        (u32::MAX, FailureWeight::Hard, 24 * 60),
    ] {
        let found = wait(failures, Some(weight)).num_minutes();
        assert!(((10 + most) / 2..=most).contains(&found), "{failures} {weight:?}: {found}");
    }
}

#[test]
fn a_failed_daily_poll_is_retried_the_same_day() {
    let daily = Schedule::parse("0 6 * * *", Tz::UTC).unwrap();
    let failed = |failures| PollHistory { failures, ..history("2026-11-23T06:00:00Z") };
    let first = next_due(&daily, &failed(1), at("2026-11-23T06:00:00Z"));
    assert!(first.at <= at("2026-11-23T06:30:00Z") && first.at > at("2026-11-23T06:14:00Z"), "{first:?}");
    let minutely = Schedule::parse("* * * * *", Tz::UTC).unwrap();
    let backed_off = next_due(&minutely, &failed(6), at("2026-11-23T06:00:00Z"));
    assert!(backed_off.at >= at("2026-11-23T06:30:00Z"), "{backed_off:?}");
}

#[test]
fn retry_after_is_a_lower_bound_within_bounds() {
    let every = Schedule::parse("every 10m", Tz::UTC).unwrap();
    let wait = |asked| {
        let history = PollHistory { retry_after: Some(asked), ..history(NOW) };
        next_due(&every, &history, at(NOW)).at - at(NOW)
    };
    assert_eq!(wait(TimeDelta::seconds(1)), TimeDelta::minutes(10));
    assert_eq!(wait(TimeDelta::hours(3)), TimeDelta::hours(3));
    assert_eq!(wait(TimeDelta::MAX), TimeDelta::hours(24));
    assert_eq!(wait(TimeDelta::MIN), TimeDelta::minutes(10));
}

#[test]
fn what_was_missed_is_due_once_and_now() {
    let old = history("2026-11-20T10:00:00Z");
    for schedule in ["every 10m", "adaptive", "*/5 * * * *"] {
        let schedule = Schedule::parse(schedule, Tz::UTC).unwrap();
        assert_eq!(next_due(&schedule, &old, at(NOW)).at, at(NOW), "{schedule}");
    }
}
