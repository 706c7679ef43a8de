//! Tests of the queues: real but tiny delays, and only lower bounds on time, so that a slow machine cannot fail them.

use super::*;
use crate::http::lane::open_for;
use crate::http::pace::MAX_QUIET;
use std::sync::atomic::AtomicU32;

fn url(text: &str) -> Url {
    Url::parse(text).expect(text)
}

fn refused(retry_after: Option<Duration>) -> FetchError {
    FetchError { retry_after, ..FetchError::new(FailureClass::Status(429), "HTTP 429") }
}

#[test]
fn quiet_doubles_with_each_429_in_a_row_and_an_answer_resets_it() {
    let (now, delay) = (Instant::now(), Duration::from_secs(5));
    let mut pace = Pace::default();
    pace.too_many(now, delay, None);
    assert_eq!(pace.quiet(now), Duration::from_secs(30));
    pace.too_many(now, delay, None);
    assert_eq!(pace.quiet(now), Duration::from_secs(60));
    pace.too_many(now, delay, Some(Duration::from_secs(600)));
    assert_eq!(pace.quiet(now), Duration::from_secs(600));
    pace.answered();
    let later = now + Duration::from_secs(601);
    assert_eq!(pace.quiet(later), Duration::ZERO);
    pace.too_many(later, delay, None);
    assert_eq!(pace.quiet(later), Duration::from_secs(30));
    for _ in 0..100 {
        pace.too_many(later, delay, None);
    }
    assert_eq!(pace.quiet(later), MAX_QUIET);
}

#[test]
fn without_a_delay_there_is_no_quiet() {
    let mut pace = Pace::default();
    pace.too_many(Instant::now(), Duration::ZERO, Some(Duration::from_secs(600)));
    assert_eq!(pace.quiet(Instant::now()), Duration::ZERO);
}

#[tokio::test]
async fn starts_at_one_host_keep_their_distance() {
    let delay = Duration::from_millis(30);
    let hosts = Arc::new(Hosts::new(8, 4, delay, Manners::default()));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..4 {
        let hosts = Arc::clone(&hosts);
        tasks.spawn(async move {
            let url = url("http://a.example/");
            let place = hosts.line_up(&url).await.expect("place");
            let _turn = hosts.turn(&place, &url, Duration::ZERO).await.expect("turn");
            Instant::now()
        });
    }
    let mut starts = tasks.join_all().await;
    starts.sort();
    // The instant is read just after the start, so neighbours may look a little closer than they were; the sum may not.
    assert!(starts[3] - starts[0] >= delay * 3 - delay / 2, "{:?}", starts[3] - starts[0]);
}

#[tokio::test]
async fn requests_to_one_host_go_first_come_first_served() {
    let hosts = Arc::new(Hosts::new(8, 1, Duration::ZERO, Manners::default()));
    let url = url("http://a.example/");
    let first = hosts.line_up(&url).await.expect("place");
    let order = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..10 {
        let (hosts, order, url) = (Arc::clone(&hosts), Arc::clone(&order), url.clone());
        tasks.spawn(async move {
            let _place = hosts.line_up(&url).await.expect("place");
            lock(&order).push(number);
        });
        tokio::task::yield_now().await;
    }
    assert_eq!(hosts.counts().0, 10);
    drop(first);
    tasks.join_all().await;
    assert_eq!(*lock(&order), (0..10).collect::<Vec<_>>());
}

#[tokio::test]
async fn waiting_for_a_host_holds_no_overall_permit() {
    let hosts = Hosts::new(1, 1, Duration::from_secs(3_600), Manners::default());
    let mut waiting = Vec::new();
    let slow: Vec<Url> = (0..open_for(1) + 1).map(|n| url(&format!("http://slow{n}.example{n}.test/"))).collect();
    for slow in &slow {
        let place = hosts.line_up(slow).await.expect("place");
        drop(hosts.turn(&place, slow, Duration::ZERO).await.expect("first turn"));
        waiting.push((place, slow));
    }
    let mut turns: Vec<_> =
        waiting.iter().map(|(place, slow)| Box::pin(hosts.turn(place, slow, Duration::ZERO))).collect();
    for turn in &mut turns {
        assert!(tokio::time::timeout(Duration::from_millis(1), turn).await.is_err(), "an hour has not passed");
    }
    let free = url("http://free.example/");
    let other = hosts.line_up(&free).await.expect("place");
    assert!(hosts.turn(&other, &free, Duration::ZERO).await.is_ok());
}

#[tokio::test]
async fn overall_permits_bound_what_is_open() {
    let hosts = Arc::new(Hosts::new(1, 1, Duration::ZERO, Manners::default()));
    let (now, most) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..100 {
        let (hosts, now, most) = (Arc::clone(&hosts), Arc::clone(&now), Arc::clone(&most));
        tasks.spawn(async move {
            let url = url(&format!("http://h{number}.example{number}.test/"));
            let place = hosts.line_up(&url).await.expect("place");
            let _turn = hosts.turn(&place, &url, Duration::ZERO).await.expect("turn");
            most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(1)).await;
            now.fetch_sub(1, Ordering::SeqCst);
        });
    }
    tasks.join_all().await;
    assert_eq!(most.load(Ordering::SeqCst), u32::try_from(open_for(1)).unwrap());
}

#[tokio::test]
async fn a_long_quiet_gives_requests_back_at_once() {
    let hosts = Hosts::new(1, 1, Duration::from_millis(1), Manners::default());
    let url = url("http://a.example/");
    let place = hosts.line_up(&url).await.expect("place");
    hosts.note(&place, &url, Err(&refused(Some(Duration::from_secs(7_200)))));
    let error = hosts.turn(&place, &url, Duration::ZERO).await.expect_err("quiet");
    assert_eq!(error.class, FailureClass::Status(429));
    assert!(error.retry_after.is_some_and(|wait| wait > Duration::from_secs(7_000)));
    assert!(error.detail.contains("a.example"), "{error}");
}

#[tokio::test]
async fn a_dead_server_is_remembered_and_its_neighbour_is_not() {
    let manners = Manners { dead_host: Duration::from_millis(500), ..Manners::default() };
    let hosts = Hosts::new(1, 1, Duration::from_millis(50), manners);
    let (dead, alive) = (url("http://dead.news.example/"), url("http://www.news.example/"));
    let place = hosts.line_up(&dead).await.expect("place");
    let error = FetchError::new(FailureClass::Connect, "connection refused by dead.news.example");
    hosts.note(&place, &dead, Err(&error));
    let again = hosts.turn(&place, &dead, Duration::ZERO).await.expect_err("remembered");
    assert!(again.detail.starts_with("connection refused by dead.news.example, tried "), "{again}");
    assert!(hosts.turn(&place, &alive, Duration::ZERO).await.is_ok());
    tokio::time::sleep(hosts.memory_of_dead()).await;
    assert!(hosts.turn(&place, &dead, Duration::ZERO).await.is_ok());
}

#[tokio::test]
async fn our_own_outage_is_held_against_no_host() {
    let hosts = Hosts::new(1, 1, Duration::from_millis(1), Manners::default());
    let url = url("http://a.example/");
    let place = hosts.line_up(&url).await.expect("place");
    let error = FetchError { offline: true, ..FetchError::new(FailureClass::Dns, "no name server") };
    hosts.note(&place, &url, Err(&error));
    assert!(hosts.turn(&place, &url, Duration::ZERO).await.is_ok());
}

#[tokio::test]
async fn the_table_of_hosts_stays_bounded() {
    let hosts = Hosts::new(1, 1, Duration::ZERO, Manners::default());
    for number in 0..FIRST_SWEEP * 4 {
        let url = url(&format!("http://a{number}.test/"));
        drop(hosts.line_up(&url).await.expect("place"));
        let place = hosts.line_up(&url).await.expect("place");
        hosts.note(&place, &url, Err(&FetchError::new(FailureClass::Connect, "x")));
    }
    assert!(hosts.counts().1 <= FIRST_SWEEP);
    let hosts = Hosts::new(1, 1, Duration::from_secs(5), Manners::default());
    for number in 0..FIRST_SWEEP * 2 {
        let url = url(&format!("http://a{number}.test/"));
        let place = hosts.line_up(&url).await.expect("place");
        hosts.note(&place, &url, Err(&FetchError::new(FailureClass::Connect, "x")));
    }
    assert!(lock(&hosts.known).dead.len() <= FIRST_SWEEP);
}
