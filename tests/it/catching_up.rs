//! After a pause of our own: a restart, a suspended night, a clock that was wrong. What is overdue is spread, nobody waits long.

use super::desk::Newsroom;
use super::newsroom::{Layout, Outlet, OutletStyle, morning, story};
use super::store::poll;
use chrono::{DateTime, TimeDelta, Utc};
use hasad::article::{ArticleUrl, FeedId};
use hasad::daemon::stopper;
use hasad::schedule::{Schedule, forecast};
use hasad::store::sqlite::SqliteStore;
use hasad::store::{Claim, FeedSeed, PollRecord, PollResult, Store};
use std::sync::Arc;

const FEEDS: usize = 600;

fn start() -> DateTime<Utc> {
    DateTime::parse_from_rfc3339("2026-11-23T20:00:00Z").unwrap().to_utc()
}

fn id(n: usize) -> FeedId {
    FeedId(format!("feed-{n:04}"))
}

async fn opened(dir: &tempfile::TempDir, schedule: &Schedule) -> Arc<SqliteStore> {
    let store = Arc::new(SqliteStore::open(&dir.path().join("hasad.db")).unwrap());
    let seed = |n| FeedSeed {
        id: id(n),
        url: ArticleUrl::parse(&format!("https://outlet-{n}.example/rss")).unwrap(),
        outlet: None,
        section: None,
        schedule: schedule.clone(),
    };
    store.sync_feeds((0..FEEDS).map(seed).collect(), start()).await.unwrap();
    store
}

async fn polled(store: &Arc<SqliteStore>, schedule: &Schedule, at: DateTime<Utc>) {
    let record = |n: usize| PollRecord {
        feed: id(n),
        schedule: schedule.clone(),
        ..poll(at + TimeDelta::milliseconds(n as i64), PollResult::Unchanged { hint: None, by_server: true })
    };
    // Together, so that they share commits.
    let mut writes = tokio::task::JoinSet::new();
    for n in 0..FEEDS {
        let (store, record) = (Arc::clone(store), record(n));
        writes.spawn(async move { store.record_poll(record).await });
    }
    while let Some(written) = writes.join_next().await {
        written.unwrap().unwrap();
    }
}

fn plans(schedule: &Schedule) -> Vec<(FeedId, Schedule)> {
    (0..FEEDS).map(|n| (id(n), schedule.clone())).collect()
}

async fn due(store: &SqliteStore, now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    store.feeds(now).await.unwrap().into_iter().filter_map(|f| f.due_at).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_of_overdue_feeds_are_spread_after_a_suspended_night() {
    let dir = tempfile::tempdir().unwrap();
    let schedule = Schedule::parse("adaptive", chrono_tz::UTC).unwrap();
    let store = opened(&dir, &schedule).await;
    polled(&store, &schedule, start()).await;
    let morning = start() + TimeDelta::hours(9);
    let caught = store.catch_up(plans(&schedule), morning).await.unwrap();
    assert_eq!((caught.overdue, caught.brought_forward), (FEEDS, 0));
    let dues = due(&store, morning).await;
    assert!(dues.iter().all(|at| *at >= morning && *at <= morning + TimeDelta::minutes(1)));
    let peak = forecast::load(dues.clone()).peak_a_minute;
    let at_first = dues.iter().filter(|at| **at <= morning + TimeDelta::seconds(15)).count();
    assert!(at_first < FEEDS / 3, "{at_first} in the first quarter of the minute, {peak} in all");
    // A second start within the window moves nobody further away.
    let again = morning + TimeDelta::seconds(30);
    store.catch_up(plans(&schedule), again).await.unwrap();
    assert!(due(&store, again).await.iter().all(|at| *at <= again + TimeDelta::minutes(5)));
    let claim =
        |now| Claim { holder: "a".to_owned(), now, until: now + TimeDelta::minutes(15), limit: FEEDS, per_host: 1 };
    let at_once = store.lease_feeds(claim(again)).await.unwrap().len();
    assert!(at_once < FEEDS, "all of them at once");
    let rest = store.lease_feeds(claim(again + TimeDelta::minutes(5))).await.unwrap().len();
    assert_eq!(at_once + rest, FEEDS, "nobody is forgotten");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_jumps_forward_and_back_leaves_nobody_waiting() {
    let dir = tempfile::tempdir().unwrap();
    for schedule in ["every 15m", "adaptive", "0 * * * *"] {
        let schedule = Schedule::parse(schedule, chrono_tz::UTC).unwrap();
        let store = opened(&dir, &schedule).await;
        // Polled by a clock ten years ahead, then the clock is put right.
        polled(&store, &schedule, start() + TimeDelta::days(3_650)).await;
        let caught = store.catch_up(plans(&schedule), start()).await.unwrap();
        assert_eq!(caught.brought_forward, FEEDS, "{schedule}");
        let latest = due(&store, start()).await.into_iter().max().unwrap();
        assert!(latest <= start() + TimeDelta::minutes(60), "{schedule}: {latest}");
        drop(store);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_server_asked_to_wait_survives_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let schedule = Schedule::parse("every 15m", chrono_tz::UTC).unwrap();
    let store = opened(&dir, &schedule).await;
    let failure = hasad::store::PollFailure {
        class: "http_429".to_owned(),
        reason: "HTTP 429".to_owned(),
        weight: hasad::schedule::FailureWeight::Temporary,
        retry_after: Some(TimeDelta::hours(20)),
        offline: false,
    };
    let record = PollRecord { feed: id(0), schedule: schedule.clone(), ..poll(start(), PollResult::Failed(failure)) };
    store.record_poll(record).await.unwrap();
    drop(store);
    let store = opened(&dir, &schedule).await;
    let feed = store.feeds(start()).await.unwrap().remove(0);
    assert_eq!(feed.due_at, Some(start() + TimeDelta::hours(20)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_a_year_ahead_for_an_hour_costs_no_article() {
    let dir = tempfile::tempdir().unwrap();
    let outlet = Outlet::start(OutletStyle::new("daily", "جريدة يوم الناس", Layout::Drupal));
    outlet.publish(story("port-strike", morning()));
    let newsroom = Newsroom::open(vec![outlet], morning() + TimeDelta::hours(2), dir.path()).await;
    newsroom.pass().await;
    let (_stopper, stop) = stopper();
    newsroom.daemon.prune_if_due(&stop).await.unwrap();
    newsroom.wait(TimeDelta::days(400));
    newsroom.daemon.prune_if_due(&stop).await.unwrap();
    assert_eq!(newsroom.articles().await.len(), 1, "the clock may be wrong");
    // When it goes on being so, it is right: retention catches up within weeks.
    for _ in 0..55 {
        newsroom.wait(TimeDelta::days(1));
        newsroom.daemon.prune_if_due(&stop).await.unwrap();
    }
    assert!(newsroom.articles().await.is_empty());
    newsroom.close().await;
}
