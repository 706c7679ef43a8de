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
        Just(Schedule::Adaptive),
    ]
}

fn histories() -> impl Strategy<Value = PollHistory> {
    let times = prop::collection::vec(1_700_000_000i64..1_900_000_000, 0..60);
    let weight = prop::option::of(prop::sample::select(vec![
        FailureWeight::Hard,
        FailureWeight::Soft,
        FailureWeight::Temporary,
    ]));
    let delta = || prop::option::of((i64::MIN / 2000..i64::MAX / 2000).prop_map(TimeDelta::milliseconds));
    let polled = 1_700_000_000i64..1_900_000_000;
    (
        polled.clone(),
        times,
        prop::option::of(polled),
        prop::option::of(-1f32..2.0),
        any::<u32>(),
        weight,
        delta(),
        delta(),
        any::<u64>(),
    )
        .prop_map(|(polled, times, last, new_share, failures, failure, retry_after, hint, phase)| {
            let instant = |s| Utc.timestamp_opt(s, 0).unwrap();
            PollHistory {
                polled_at: Some(instant(polled)),
                entry_times: times.into_iter().map(instant).collect(),
                last_new: last.map(instant),
                new_share,
                failures,
                failure,
                retry_after,
                hint,
                phase,
            }
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
        schedule in schedules(), history in histories(), now in 1_700_000_000i64..1_900_000_000,
    ) {
        let now = Utc.timestamp_opt(now, 0).unwrap();
        let due = next_due(&schedule, &history, now);
        prop_assert!(due.at >= now);
        prop_assert!(!due.why.is_empty());
        let longest = match &schedule {
            Schedule::Every(length) => TimeDelta::from_std(*length).unwrap().max(TimeDelta::hours(24)),
            Schedule::Adaptive => TimeDelta::hours(24),
            // A week and a day: the rarest of them fires on Sundays.
            Schedule::Cron(_) => TimeDelta::days(8),
        };
        prop_assert!(due.at - now <= longest, "{} after {longest}", due.at - now);
        prop_assert_eq!(next_due(&schedule, &history, now), due, "the same every time");
    }

    #[test]
    fn hints_and_failures_never_shorten(history in histories()) {
        let now = history.polled_at.unwrap();
        let plain = PollHistory { hint: None, retry_after: None, failures: 0, ..history.clone() };
        let at = |h: &PollHistory| next_due(&Schedule::Adaptive, h, now).at;
        let hinted = at(&PollHistory { hint: history.hint, ..plain.clone() });
        let failed = at(&PollHistory { failures: history.failures, ..plain.clone() });
        let asked = at(&PollHistory { retry_after: history.retry_after, ..plain.clone() });
        prop_assert!(hinted >= at(&plain));
        prop_assert!(failed >= at(&plain));
        prop_assert!(asked >= at(&plain));
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
