//! What holds of every schedule, history and instant.

use super::*;
use proptest::prelude::*;

const ZONES: [Tz; 7] = [
    Tz::Africa__Cairo,
    Tz::Asia__Beirut,
    Tz::Asia__Gaza,
    Tz::Asia__Riyadh,
    Tz::Africa__Casablanca,
    Tz::Australia__Lord_Howe,
    Tz::America__St_Johns,
];

fn schedules() -> impl Strategy<Value = Schedule> {
    let crons = prop::sample::select(vec!["*/7 * * * *", "0 0 * * *", "30 23 * * *", "15 2 * * SUN", "*/9 * * * * *"]);
    prop_oneof![
        (1u64..2_678_400).prop_map(|s| Schedule::Every(Duration::from_secs(s))),
        (crons, prop::sample::select(&ZONES[..])).prop_map(|(text, zone)| Schedule::Cron(cron(text, zone))),
        Just(Schedule::Adaptive(Pace::default())),
    ]
}

fn instants() -> impl Strategy<Value = DateTime<Utc>> {
    (1_700_000_000i64..1_900_000_000).prop_map(|s| Utc.timestamp_opt(s, 0).unwrap())
}

fn hints() -> impl Strategy<Value = Hints> {
    let some = || prop::option::of(any::<u32>());
    let skipped = prop::collection::vec(0u8..30, 0..24);
    let days = prop::collection::vec(prop::sample::select(vec!["Monday", "friday", "SATURDAY", "غدا"]), 0..5);
    (some(), some(), prop::option::of(instants()), prop::option::of(any::<u64>()), skipped, days, any::<bool>())
        .prop_map(|(ttl, period, base, fresh, hours, days, delivered)| {
            let days: Vec<String> = days.into_iter().map(str::to_owned).collect();
            Hints { ttl, period, base, fresh, skip: SkipTimes::of(&hours, &days), hub: delivered, delivered }
        })
}

/// A poll as it may come: a document with so many new entries of these ages in minutes, or a failure.
#[derive(Debug, Clone)]
enum Event {
    Read(Vec<i64>, Option<u32>),
    Fail(FailureWeight, bool, bool),
}

fn events() -> impl Strategy<Value = Event> {
    let weight = prop::sample::select(vec![FailureWeight::Hard, FailureWeight::Soft, FailureWeight::Temporary]);
    prop_oneof![
        4 => (prop::collection::vec(-500i64..50_000, 0..30), prop::option::of(0u32..200)).prop_map(|(n, e)| Event::Read(n, e)),
        1 => (weight, any::<bool>(), any::<bool>()).prop_map(|(weight, offline, gone)| Event::Fail(weight, offline, gone)),
    ]
}

/// Histories as polls make them, the clock jumping between two of them in either direction.
fn histories() -> impl Strategy<Value = PollHistory> {
    let steps = prop::collection::vec((-600i64..6_000, events()), 1..25);
    let delta = prop::option::of((i64::MIN / 2000..i64::MAX / 2000).prop_map(TimeDelta::milliseconds));
    (instants(), steps, hints(), delta, any::<u64>()).prop_map(|(start, steps, hints, retry_after, phase)| {
        let mut history = PollHistory { phase, hints, ..PollHistory::default() };
        let mut now = start;
        for (minutes, event) in steps {
            now += TimeDelta::minutes(minutes);
            match event {
                Event::Read(ages, entries) => {
                    let new = ages.into_iter().map(|age| now - TimeDelta::minutes(age)).collect();
                    history.read(now, &Reading { new, entries });
                }
                Event::Fail(weight, offline, gone) => {
                    history.fail(now, &Setback { weight, retry_after, offline, gone });
                }
            }
        }
        history
    })
}

/// Hours in which a zone changes its clock, 2024 to 2028; a random instant would hardly ever come near one.
fn changes(zone: Tz) -> Vec<i64> {
    let offset = |s: i64| Utc.timestamp_opt(s, 0).unwrap().with_timezone(&zone).naive_local().and_utc().timestamp() - s;
    (1_704_067_200..1_861_920_000).step_by(3600).filter(|s| offset(*s) != offset(s + 3600)).collect()
}

fn near_changes() -> impl Strategy<Value = (Tz, DateTime<Utc>)> {
    let zones: Vec<(Tz, Vec<i64>)> =
        ZONES.into_iter().map(|zone| (zone, changes(zone))).filter(|(_, changes)| !changes.is_empty()).collect();
    assert!(zones.len() >= 5, "{zones:?}");
    (prop::sample::select(zones), any::<prop::sample::Index>(), -30_000i64..30_000)
        .prop_map(|((zone, changes), at, off)| (zone, Utc.timestamp_opt(at.get(&changes) + off, 0).unwrap()))
}

proptest! {
    #[test]
    fn never_before_now_and_never_beyond_the_ceiling(
        schedule in schedules(), history in histories(), now in instants(),
    ) {
        let due = next_due(&schedule, &history, now);
        prop_assert!(due.at >= now);
        prop_assert!(!due.why.is_empty());
        let longest = match &schedule {
            _ if history.gone > 0 => TimeDelta::days(8),
            Schedule::Every(length) => TimeDelta::from_std(*length).unwrap().max(TimeDelta::hours(24)),
            // A day of skipped hours, and a place in the first minutes after.
            Schedule::Adaptive(_) => TimeDelta::hours(24) + TimeDelta::minutes(5),
            // A week and a day: the rarest of them fires on Sundays.
            Schedule::Cron(_) => TimeDelta::days(8),
        };
        prop_assert!(due.at - now <= longest, "{} after {longest}", due.at - now);
        prop_assert_eq!(next_due(&schedule, &history, now), due, "the same every time");
    }

    #[test]
    fn a_living_feed_is_asked_within_floor_and_ceiling(mut history in histories(), new in 0usize..30) {
        let now = history.polled_at.unwrap() + TimeDelta::hours(1);
        history.hints.skip = SkipTimes::default();
        history.read(now, &Reading { new: vec![now; new], entries: Some(30) });
        history.last_new = Some(now);
        let pace = Pace::default();
        let wait = next_due(&Schedule::Adaptive(pace), &history, now).at - now;
        prop_assert!(wait >= pace.floor, "{wait} is faster than the floor");
        prop_assert!(wait <= pace.ceiling, "{wait} is later than the ceiling");
    }

    #[test]
    fn no_feed_starves_whatever_happens(mut history in histories(), steps in prop::collection::vec(events(), 1..60)) {
        let schedule = Schedule::Adaptive(Pace::default());
        let mut now = history.polled_at.unwrap();
        for event in steps {
            let due = next_due(&schedule, &history, now);
            let limit = if history.gone > 0 { TimeDelta::days(8) } else { TimeDelta::hours(25) };
            prop_assert!(due.at - now <= limit, "{}: {}", due.at - now, due.why);
            // One poll for one due time: nothing is due again at once.
            now = due.at.max(now + TimeDelta::milliseconds(1));
            match event {
                Event::Read(ages, entries) => {
                    let new = ages.into_iter().map(|age| now - TimeDelta::minutes(age)).collect();
                    history.read(now, &Reading { new, entries });
                }
                Event::Fail(weight, offline, gone) => {
                    history.fail(now, &Setback { weight, retry_after: None, offline, gone });
                }
            }
            let next = next_due(&schedule, &history, now).at - now;
            let least = if history.offline { 4 } else { 5 };
            prop_assert!(next >= TimeDelta::minutes(least), "{next} after a poll");
        }
    }

    #[test]
    fn a_clock_put_back_leaves_nobody_waiting(history in histories(), back in 1i64..4_000) {
        let now = history.polled_at.unwrap() - TimeDelta::hours(back);
        let due = next_due(&Schedule::Adaptive(Pace::default()), &history, now);
        let limit = if history.gone > 0 { TimeDelta::days(8) } else { TimeDelta::hours(25) };
        prop_assert!(due.at >= now && due.at - now <= limit, "{}", due.at - now);
    }

    #[test]
    fn many_overdue_feeds_come_one_after_the_other(count in 31usize..20_000, seed in any::<u64>(), now in instants()) {
        let sample = (0..count.min(2_000) as u64).map(|n| spread(seed.wrapping_add(n), count, now));
        let load = forecast::load(sample.collect());
        let minutes = (spread_over(count).num_seconds() as f64 / 60.0).max(1.0);
        let fair = count.min(2_000) as f64 / minutes;
        prop_assert!((load.peak_a_minute as f64) < fair * 1.6 + 25.0, "{} in a minute, {fair} are fair", load.peak_a_minute);
    }

    #[test]
    fn hints_and_failures_never_shorten(history in histories(), hints in hints()) {
        let now = history.polled_at.unwrap();
        let hints = Hints { delivered: false, ..hints };
        let plain = PollHistory {
            hints: Hints::default(), retry_after: None, failures: 0, failure: None, offline: false, gone: 0, ..history.clone()
        };
        let at = |h: &PollHistory| next_due(&Schedule::Adaptive(Pace::default()), h, now).at;
        // Jitter differs by up to a tenth; what is compared is the interval without it.
        let tenth = |at: DateTime<Utc>| now + (at - now) * 9 / 10;
        let hinted = at(&PollHistory { hints, ..plain.clone() });
        let failed = at(&PollHistory { failures: history.failures, ..plain.clone() });
        let asked = at(&PollHistory { retry_after: history.retry_after, ..plain.clone() });
        prop_assert!(hinted >= tenth(at(&plain)));
        prop_assert!(failed >= at(&plain));
        prop_assert!(asked >= at(&plain));
    }

    #[test]
    fn what_is_remembered_survives_being_written_down(history in histories(), now in instants()) {
        let text = serde_json::to_string(&history).unwrap();
        let read: PollHistory = serde_json::from_str(&text).unwrap();
        let schedule = Schedule::Adaptive(Pace::default());
        prop_assert_eq!(next_due(&schedule, &read, now).at, next_due(&schedule, &history, now).at);
    }

    #[test]
    fn next_and_last_agree(
        zone in prop::sample::select(&ZONES[..]),
        text in prop::sample::select(vec!["*/7 * * * *", "0 0 * * *", "30 23 * * *", "15 2 * * SUN", "45 0-2 * * *", "5 */2 * * *"]),
        now in 1_700_000_000i64..1_900_000_000,
    ) {
        let cron = cron(text, zone);
        let now = Utc.timestamp_opt(now, 0).unwrap();
        let next = cron.next(now).unwrap();
        prop_assert!(next > now);
        prop_assert_eq!(cron.last(next), Some(next));
        let last = cron.last(now).unwrap();
        prop_assert!(last <= now);
        prop_assert_eq!(cron.last(next - TimeDelta::seconds(1)), Some(last), "nothing lies between");
        prop_assert_eq!(cron.next(last), Some(next));
    }

    #[test]
    fn next_and_last_agree_where_the_clock_changes(
        (zone, now) in near_changes(),
        text in prop::sample::select(vec!["*/7 * * * *", "0 0 * * *", "30 23 * * *", "45 0-2 * * *", "5 */2 * * *"]),
    ) {
        let cron = cron(text, zone);
        let next = cron.next(now).unwrap();
        prop_assert!(next > now);
        prop_assert_eq!(cron.last(next), Some(next));
        let last = cron.last(now).unwrap();
        prop_assert!(last <= now);
        prop_assert_eq!(cron.last(next - TimeDelta::seconds(1)), Some(last), "nothing lies between");
        prop_assert_eq!(cron.next(last), Some(next));
        prop_assert!(next - last <= TimeDelta::hours(25));
    }

    #[test]
    fn a_rhythm_is_what_the_wall_clock_shows((zone, now) in near_changes(), step in 1u32..31) {
        // The slow way: look at the clock on the wall every minute.
        let minute = |s: i64| Utc.timestamp_opt(s * 60, 0).unwrap();
        let shown = (now.timestamp() / 60 + 1..)
            .map(minute)
            .find(|at| at.with_timezone(&zone).minute().is_multiple_of(step));
        prop_assert_eq!(cron(&format!("*/{step} * * * *"), zone).next(now), shown);
    }

    #[test]
    fn no_text_panics(text in "[a-z0-9*/, @?٣-]{0,24}") {
        let _ = Schedule::parse(&text, Tz::Africa__Cairo);
    }
}
