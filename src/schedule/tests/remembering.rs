//! What polls leave behind: the overlap guard, failures, moves, alerts.

use super::*;

fn start() -> DateTime<Utc> {
    at("2026-11-02T00:00:00Z")
}

fn reading(now: DateTime<Utc>, new: usize, entries: u32) -> Reading {
    Reading { new: vec![now; new], entries: Some(entries) }
}

/// Polls every so many minutes with these numbers of new entries in a document of 20.
fn polled(minutes: i64, news: &[usize]) -> PollHistory {
    let mut history = PollHistory::default();
    let mut now = start();
    history.read(now, &reading(now, 20, 20));
    for new in news {
        now += TimeDelta::minutes(minutes);
        history.read(now, &reading(now, *new, 20));
    }
    history
}

#[test]
fn a_document_that_turned_over_halves_the_interval() {
    assert_eq!(polled(20, &[13]).guard, None, "two thirds are not more than 67 %");
    assert_eq!(polled(20, &[14]).guard, Some(TimeDelta::minutes(10)));
    assert_eq!(
        polled(20, &[14, 15]).guard,
        Some(TimeDelta::minutes(5)),
        "half of the guard, which is less than was waited"
    );
    assert_eq!(polled(20, &[20; 12]).guard, Some(TimeDelta::minutes(1)), "there is a least");
}

#[test]
fn three_calm_polls_in_a_row_loosen_the_guard() {
    assert_eq!(polled(20, &[14, 6, 6]).guard, Some(TimeDelta::minutes(10)));
    assert_eq!(polled(20, &[14, 6, 6, 6]).guard, Some(TimeDelta::minutes(20)));
    assert_eq!(polled(20, &[14, 6, 6, 8, 6, 6]).guard, Some(TimeDelta::minutes(10)), "not in a row");
    let long: Vec<usize> = std::iter::once(14).chain([0; 200]).collect();
    assert_eq!(polled(20, &long).guard, None, "in the end it is gone");
}

#[test]
fn the_guard_outranks_what_the_feed_asks_for_but_not_the_floor() {
    let mut history = polled(20, &[20, 20, 20, 20]);
    history.hints.ttl = Some(60);
    let now = history.polled_at.unwrap();
    let due = next_due(&Schedule::Adaptive(Pace::default()), &history, now);
    let wait = due.at - now;
    assert!(wait >= TimeDelta::minutes(5) && wait <= TimeDelta::minutes(6), "{wait}: {}", due.why);
    assert!(due.why.contains("overlap guard"), "{}", due.why);
}

#[test]
fn a_first_document_and_a_long_pause_say_nothing_about_the_pace() {
    assert_eq!(polled(20, &[]).guard, None);
    assert_eq!(polled(20, &[]).new_share, None);
    let suspended = polled(9 * 60, &[20]);
    assert!(suspended.guard.is_none_or(|guard| guard >= TimeDelta::hours(4)), "{:?}", suspended.guard);
}

#[test]
fn an_outage_of_ours_counts_nothing_and_what_was_counted_is_taken_back() {
    let mut history = polled(20, &[1]);
    let setback = Setback { weight: FailureWeight::Hard, retry_after: None, offline: false, gone: false };
    history.fail(start() + TimeDelta::hours(1), &setback);
    assert_eq!(history.failures, 1);
    history.forgive();
    history.fail(start() + TimeDelta::hours(2), &Setback { offline: true, ..setback });
    assert_eq!((history.failures, history.offline), (0, true));
}

#[test]
fn a_permanent_redirect_is_adopted_after_ten_sightings_over_three_days() {
    let target = Some("https://new.example/feed");
    let seen = |times: i64, every: TimeDelta| {
        let mut moved = Move::default();
        for n in 0..times {
            moved.answered(target, true, start() + every * i32::try_from(n).unwrap());
        }
        moved.adopted().map(str::to_owned)
    };
    assert_eq!(seen(9, TimeDelta::days(1)), None, "nine sightings");
    assert_eq!(seen(200, TimeDelta::minutes(20)), None, "two days and a half");
    assert_eq!(seen(10, TimeDelta::hours(8)).as_deref(), target);
}

#[test]
fn a_move_is_dropped_when_it_fails_or_no_longer_holds() {
    let adopted = || {
        let mut moved = Move::default();
        for n in 0..10 {
            moved.answered(Some("https://new.example/feed"), true, start() + TimeDelta::days(n));
        }
        assert!(moved.adopted().is_some());
        moved
    };
    let later = start() + TimeDelta::days(20);
    let mut failed = adopted();
    failed.failed();
    assert_eq!(failed, Move::default());
    let mut answered = adopted();
    answered.answered(None, false, later);
    assert!(answered.adopted().is_some(), "the adopted address answers for itself");
    answered.answered(Some("https://new.example/feed"), true, later);
    assert!(answered.adopted().is_some(), "the configured one still leads there");
    answered.answered(None, true, later);
    assert_eq!(answered.adopted(), None, "the configured address is back");
    let mut elsewhere = adopted();
    elsewhere.answered(Some("https://other.example/feed"), true, later);
    assert_eq!(elsewhere.adopted(), None);
}

#[test]
fn a_clock_that_was_wrong_adopts_nothing_early() {
    let mut moved = Move::default();
    for n in 0..20 {
        let wrong = if n == 0 { TimeDelta::days(-400) } else { TimeDelta::zero() };
        // The first sighting was far in the future, then the clock was put right.
        moved.answered(Some("https://new.example/"), true, start() - wrong + TimeDelta::minutes(n));
    }
    assert_eq!(moved.adopted(), None);
}

fn kinds(history: &PollHistory, told: Circumstances<'_>, now: DateTime<Utc>) -> Vec<AlertKind> {
    alerts(history, told, now).into_iter().map(|a| a.kind).collect()
}

#[test]
fn alerts_stand_for_what_somebody_should_know() {
    let (well, now) = (polled(20, &[1]), start() + TimeDelta::hours(1));
    assert_eq!(kinds(&well, Circumstances::default(), now), []);
    let failing = |failures| PollHistory { failures, ..well.clone() };
    assert_eq!(kinds(&failing(4), Circumstances::default(), now), []);
    assert_eq!(kinds(&failing(5), Circumstances::default(), now), [AlertKind::Failing]);
    let page = Circumstances { is_page: true, ..Circumstances::default() };
    assert_eq!(kinds(&failing(1), page, now), []);
    assert_eq!(kinds(&failing(2), page, now), [AlertKind::Html]);
    assert_eq!(kinds(&PollHistory { gone: 1, ..failing(9) }, page, now), [AlertKind::Gone]);
    let moved = Circumstances { moved_to: Some("https://new.example/"), ..Circumstances::default() };
    assert_eq!(kinds(&well, moved, now), [AlertKind::Moved]);
}

#[test]
fn a_feed_is_stale_after_five_of_its_longest_silences() {
    // An entry every two days for a month: silence of ten days is too long.
    let mut history = PollHistory::default();
    for n in 0..15 {
        let now = start() + TimeDelta::days(2 * n);
        history.read(now, &reading(now, 1, 10));
    }
    let last = start() + TimeDelta::days(28);
    let after = |days| {
        let mut history = history.clone();
        let now = last + TimeDelta::days(days);
        history.read(now, &Reading::default());
        kinds(&history, Circumstances::default(), now)
    };
    assert_eq!(after(8), []);
    assert_eq!(after(11), [AlertKind::Stale]);
    let failing = PollHistory { failures: 1, ..history };
    assert_eq!(
        kinds(&failing, Circumstances::default(), last + TimeDelta::days(30)),
        [],
        "who fails is not known to be silent"
    );
}

#[test]
fn a_busy_feed_is_not_stale_after_a_weekend() {
    let mut history = PollHistory::default();
    for n in 0..200 {
        let now = start() + TimeDelta::minutes(20 * n);
        history.read(now, &reading(now, 1, 20));
    }
    let last = start() + TimeDelta::minutes(20 * 199);
    assert_eq!(kinds(&history, Circumstances::default(), last + TimeDelta::hours(50)), []);
    assert_eq!(kinds(&history, Circumstances::default(), last + TimeDelta::hours(62)), [AlertKind::Stale]);
}
