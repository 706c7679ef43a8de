//! When a feed is due next: every, cron and adaptive, hints, failures, pauses.

use super::*;

const NOW: &str = "2026-11-23T10:00:00Z";

fn history(polled: &str) -> PollHistory {
    let polled = Some(at(polled));
    PollHistory { polled_at: polled, succeeded_at: polled, last_new: polled, phase: 7, ..PollHistory::default() }
}

/// A feed that published this many entries a day, evenly, for two weeks until now.
fn publishing(a_day: i32) -> PollHistory {
    // A little off, so that it does not keep to the same hours.
    let gap = TimeDelta::milliseconds(86_400_000 / i64::from(a_day.max(1)) * 1_013 / 1_000);
    let times: Vec<DateTime<Utc>> = (0..a_day * 14).map(|n| at(NOW) - gap * n - gap / 2).collect();
    let mut history = PollHistory { phase: 7, ..PollHistory::default() };
    history.read(at(NOW) - TimeDelta::days(14), &Reading { new: Vec::new(), entries: Some(0) });
    for chunk in times.rchunks(20) {
        let newest = chunk.iter().max().copied().unwrap_or(at(NOW));
        history.read(newest, &Reading { new: chunk.to_vec(), entries: Some(100) });
    }
    history.read(at(NOW), &Reading::default());
    PollHistory { guard: None, ..history }
}

fn adaptive() -> Schedule {
    Schedule::Adaptive(Pace::default())
}

fn wait(history: &PollHistory) -> TimeDelta {
    next_due(&adaptive(), history, at(NOW)).at - at(NOW)
}

fn assert_within(found: TimeDelta, low: i64, high: i64) {
    assert!(
        (TimeDelta::minutes(low)..=TimeDelta::minutes(high)).contains(&found),
        "{found} is not {low} to {high} min"
    );
}

#[test]
fn a_feed_never_polled_is_due_now() {
    for schedule in ["adaptive", "every 1d", "0 6 * * *"] {
        let due = next_due(&Schedule::parse(schedule, Tz::UTC).unwrap(), &PollHistory::default(), at(NOW));
        assert_eq!(due, Due { at: at(NOW), why: "never polled".into() });
    }
}

#[test]
fn the_adaptive_interval_follows_the_feed() {
    assert_within(wait(&publishing(400)), 5, 6);
    assert_within(wait(&publishing(140)), 8, 12);
    assert_within(wait(&publishing(24)), 12, 15);
    assert_within(wait(&publishing(6)), 12, 15);
    let rare = PollHistory { last_new: Some(at(NOW)), ..publishing(0) };
    assert_within(wait(&rare), 50, 60);
    assert_within(wait(&history(NOW)), 12, 15);
}

#[test]
fn the_arithmetic_is_told() {
    let why = |history: &PollHistory| next_due(&adaptive(), history, at(NOW)).why;
    let busy = why(&publishing(200));
    assert!(busy.contains("entries an hour expected") && busy.contains("one at a poll"), "{busy}");
    let ordinary = why(&publishing(24));
    assert!(ordinary.contains("none is to wait longer than 15 min"), "{ordinary}");
    let hinted = why(&PollHistory { hints: Hints { ttl: Some(40), ..Hints::default() }, ..publishing(24) });
    assert_eq!(hinted, "the feed asks for 40 min (ttl)");
}

fn start_of_last_week(end: DateTime<Utc>) -> DateTime<Utc> {
    end - TimeDelta::days(7)
}

#[test]
fn a_night_that_is_always_silent_is_left_alone_and_the_morning_is_met() {
    let mut history = PollHistory { phase: 3, ..PollHistory::default() };
    let (mut now, end) = (at("2026-11-02T00:00:00Z"), at("2026-11-30T00:00:00Z"));
    let mut polls = Vec::new();
    // An entry each half hour from six to eighteen.
    let published = |from: DateTime<Utc>, to: DateTime<Utc>| -> Vec<DateTime<Utc>> {
        let first = from.timestamp() / 1800 + 1;
        (first..=to.timestamp() / 1800)
            .map(|n| Utc.timestamp_opt(n * 1800, 0).unwrap())
            .filter(|t| (6..18).contains(&t.hour()))
            .collect()
    };
    let mut last = now;
    while now < end {
        history.read(now, &Reading { new: published(last, now), entries: Some(40) });
        polls.push(now);
        last = now;
        now = next_due(&adaptive(), &history, now).at;
    }
    let in_hours = |low: u32, high: u32| {
        let last_week = polls.iter().filter(|p| **p > end - TimeDelta::days(7));
        last_week.filter(|p| (low..high).contains(&p.hour())).count() as f64 / 7.0 / f64::from(high - low)
    };
    assert!(in_hours(8, 16) > 3.9, "{} polls an hour in the day", in_hours(8, 16));
    assert!(in_hours(20, 24) < 1.7, "{} polls an hour at night", in_hours(20, 24));
    let known = start_of_last_week(end);
    let late = polls
        .windows(2)
        .filter(|p| p[0] > known)
        .filter(|p| p[1].hour() == 6 && p[0].hour() == 5 && p[1].minute() > 30)
        .count();
    assert_eq!(late, 0, "the first entry of a day waited for half an hour");
}

#[test]
fn the_silent_are_asked_ever_less_and_never_not_at_all() {
    let silent = |days| {
        let mut history = publishing(24);
        history.last_new = Some(at(NOW) - TimeDelta::days(days));
        wait(&history)
    };
    assert_within(silent(6), 12, 15);
    assert_within(silent(7), 54, 60);
    assert_within(silent(14), 108, 120);
    assert_within(silent(30), 216, 240);
    assert_within(silent(4_000), 216, 240);
}

#[test]
fn hints_only_lengthen_and_only_to_an_hour() {
    let with = |hints: Hints| wait(&PollHistory { hints, ..publishing(24) });
    assert_within(with(Hints { ttl: Some(1), ..Hints::default() }), 12, 15);
    assert_within(with(Hints { ttl: Some(45), ..Hints::default() }), 45, 50);
    assert_within(with(Hints { ttl: Some(100_000), ..Hints::default() }), 60, 60);
    assert_within(with(Hints { period: Some(30), ..Hints::default() }), 30, 33);
    assert_within(with(Hints { fresh: Some(1_800), ..Hints::default() }), 30, 33);
    assert_within(with(Hints { fresh: Some(u64::MAX), ..Hints::default() }), 60, 60);
    assert_within(with(Hints { hub: true, ..Hints::default() }), 12, 15);
    assert_within(with(Hints { delivered: true, ..Hints::default() }), 54, 60);
    let both = Hints { ttl: Some(20), fresh: Some(2_400), ..Hints::default() };
    assert_within(with(both), 40, 44);
}

#[test]
fn a_period_with_a_base_is_met_at_its_beginning() {
    let hints = Hints { period: Some(20), base: Some(at("2020-01-01T00:05:00Z")), ..Hints::default() };
    let due = next_due(&adaptive(), &PollHistory { hints, ..publishing(24) }, at(NOW));
    assert_eq!(due.at, at("2026-11-23T10:25:00Z"), "{}", due.why);
    assert!(due.why.contains("sy:updateBase"), "{}", due.why);
}

#[test]
fn skipped_hours_are_waited_for_in_gmt_and_a_day_at_most() {
    let skipping = |hours: &[u8], days: &[&str]| {
        let days: Vec<String> = days.iter().map(|d| (*d).to_owned()).collect();
        let mut history = history(NOW);
        history.hints.skip = SkipTimes::of(hours, &days);
        next_due(&adaptive(), &history, at(NOW)).at
    };
    // The first hour that is not skipped, and up to the floor later.
    let resumed = skipping(&[10, 11, 12], &[]);
    assert!((at("2026-11-23T13:00:00Z")..=at("2026-11-23T13:05:00Z")).contains(&resumed), "{resumed}");
    // 2026-11-23 is a Monday; the day after is asked again although it is skipped too.
    let weekend = skipping(&[], &["Monday", "tuesday", "WEDNESDAY"]);
    assert!(weekend <= at(NOW) + TimeDelta::hours(25), "{weekend}");
    let every_hour: Vec<u8> = (0..24).collect();
    assert!(skipping(&every_hour, &[]) <= at(NOW) + TimeDelta::hours(1), "a list of all hours is a mistake");
    let all_days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    assert!(skipping(&[], &all_days) <= at(NOW) + TimeDelta::hours(1), "so is one of all days");
}

#[test]
fn a_feed_that_publishes_in_hours_it_skips_is_not_believed() {
    let mut history = publishing(48);
    history.hints.skip = SkipTimes::of(&[10, 11, 12, 13], &[]);
    assert_within(wait(&history), 5, 15);
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
fn while_our_own_network_is_down_everyone_is_tried_again_soon() {
    for schedule in ["0 6 * * *", "every 1d", "adaptive"] {
        let schedule = Schedule::parse(schedule, Tz::UTC).unwrap();
        let due = next_due(&schedule, &PollHistory { offline: true, ..history(NOW) }, at(NOW));
        assert_within(due.at - at(NOW), 9, 10);
        assert!(due.why.contains("counts against nobody"), "{}", due.why);
    }
}

#[test]
fn a_gone_feed_is_paused_and_asked_now_and_then() {
    let wait = |gone| {
        let history = PollHistory { gone, failures: gone, ..history(NOW) };
        (next_due(&adaptive(), &history, at(NOW)).at - at(NOW)).num_hours()
    };
    assert!((24..=27).contains(&wait(1)), "{}", wait(1));
    assert!((7 * 24..=8 * 24).contains(&wait(9)), "{}", wait(9));
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

#[test]
fn a_backlog_is_spread_and_a_few_are_not() {
    let places: Vec<DateTime<Utc>> = (0..3_000).map(|phase| spread(phase, 3_000, at(NOW))).collect();
    let busiest = forecast::load(places.clone()).peak_a_minute;
    assert!(places.iter().all(|p| (TimeDelta::zero()..=TimeDelta::minutes(5)).contains(&(*p - at(NOW)))));
    assert!(busiest < 800, "{busiest} of 3,000 in one minute of five");
    assert_eq!(spread_over(5), TimeDelta::zero());
    assert_eq!(spread_over(usize::MAX), TimeDelta::minutes(10));
}

#[test]
fn a_forecast_counts_what_a_schedule_will_do() {
    let hour = at(NOW) + TimeDelta::hours(1);
    let every = Schedule::parse("every 10m", Tz::UTC).unwrap();
    let found = forecast::forecast(&every, PollHistory::default(), at(NOW), at(NOW), hour);
    assert_eq!(found.polls.len(), 6);
    let day = forecast::forecast(&adaptive(), publishing(24), at(NOW), at(NOW), at(NOW) + TimeDelta::days(1));
    assert!((96..=125).contains(&day.polls.len()), "{}", day.polls.len());
    assert!((20.0..28.0).contains(&day.entries), "{}", day.entries);
    let second = Schedule::parse("every 1s", Tz::UTC).unwrap();
    let cut = forecast::forecast(&second, PollHistory::default(), at(NOW), at(NOW), at(NOW) + TimeDelta::days(7));
    assert!(cut.is_cut && cut.polls.len() == forecast::MOST_POLLS);
    let load = forecast::load(vec![at(NOW), hour, at(NOW) + TimeDelta::seconds(30)]);
    assert_eq!((load.polls, load.peak_a_minute, load.shortest_gap), (3, 2, Some(TimeDelta::seconds(30))));
}
