//! What somebody should know: feeds that fail, are gone, became a page, stand behind a wall; and what is nobody's fault.

use super::desk::Newsroom;
use super::newsroom::{Fault, Layout, NewsItem, Outlet, OutletStyle, generate, morning};
use super::program::Program;
use chrono::TimeDelta;
use serde_json::Value;
use std::fs;

fn outlets(count: usize) -> Vec<Outlet> {
    let start =
        |n: usize| Outlet::start(OutletStyle::new(&format!("paper-{n}"), &format!("جريدة الإنذار {n}"), Layout::Drupal));
    let outlets: Vec<Outlet> = (0..count).map(start).collect();
    for (n, item) in generate(count * 2, 51).into_iter().enumerate() {
        outlets[n % count].publish(NewsItem { published: morning(), ..item });
    }
    outlets
}

async fn opened(count: usize, dir: &tempfile::TempDir) -> Newsroom {
    let newsroom = Newsroom::open(outlets(count), morning() + TimeDelta::hours(1), dir.path()).await;
    newsroom.pass().await;
    newsroom
}

async fn kinds(newsroom: &Newsroom) -> Vec<(String, &'static str)> {
    let alerts = newsroom.store().alerts().await.unwrap();
    alerts.into_iter().map(|a| (a.feed, a.kind.name())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn five_failures_raise_an_alert_once_and_a_success_ends_it() {
    let dir = tempfile::tempdir().unwrap();
    let newsroom = opened(2, &dir).await;
    newsroom.outlets[1].fault(Fault::Status(500));
    for failures in 1..=6 {
        newsroom.after(TimeDelta::hours(25)).await;
        assert_eq!(newsroom.feed(1).await.failures, failures);
        let expected: &[(String, &str)] = if failures < 5 { &[] } else { &[("paper-1".to_owned(), "failing")] };
        assert_eq!(kinds(&newsroom).await, expected, "after {failures} failures");
    }
    let feed = newsroom.feed(1).await;
    assert_eq!(feed.class.as_deref(), Some("http_500"));
    assert!(feed.due_at.unwrap() - newsroom.now() <= TimeDelta::hours(24), "never given up");
    newsroom.outlets[1].recover();
    newsroom.after(TimeDelta::hours(25)).await;
    assert_eq!((kinds(&newsroom).await, newsroom.feed(1).await.failures), (Vec::new(), 0));
    newsroom.close().await;
}

/// What a monitor reads: the alert while it stands, and nothing that an outlet wrote.
#[test]
fn a_failing_feed_stands_in_the_metrics() {
    let (good, bad) = (outlets(1).remove(0), Outlet::start(OutletStyle::new("broken", "جريدة معطلة", Layout::Drupal)));
    bad.fault(Fault::Status(500));
    let papers = [good, bad];
    let program = Program::new(&papers, "");
    for _ in 0..5 {
        program.prints(&["run", "--once", "--all"]);
    }
    let metrics = program.prints(&["status", "--metrics"]);
    for line in ["hasad_feed_alert{feed=\"broken\",kind=\"failing\"} 1", "hasad_feed_failures{feed=\"broken\"} 5"] {
        assert!(metrics.lines().any(|found| found == line), "{line}: {metrics}");
    }
    assert!(metrics.contains("# TYPE hasad_feed_alert gauge") && !metrics.contains("معطلة"), "{metrics}");
    let samples = metrics.lines().filter(|line| !line.starts_with('#'));
    let read = |line: &str| {
        line.rsplit_once(' ').is_some_and(|(name, value)| name.starts_with("hasad_") && value.parse::<f64>().is_ok())
    };
    assert!(samples.clone().count() > 10 && samples.clone().all(read), "{metrics}");
    assert_eq!(program.run(&["status", "--metrics", "--json"]).status.code(), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn alerts_stand_at_the_foot_of_the_digest() {
    let dir = tempfile::tempdir().unwrap();
    let newsroom = opened(2, &dir).await;
    newsroom.outlets[1].fault(Fault::Status(410));
    newsroom.after(TimeDelta::hours(2)).await;
    newsroom.after(TimeDelta::hours(20)).await;
    let read = |form: &str| fs::read_to_string(newsroom.digests().join(format!("hasad-2026-11-23.{form}"))).unwrap();
    let digest: Value = serde_json::from_str(&read("json")).unwrap();
    assert_eq!((&digest["alerts"][0]["feed"], &digest["alerts"][0]["kind"]), (&"paper-1".into(), &"gone".into()));
    for form in ["html", "md"] {
        let text = read(form);
        assert!(text.contains("مصادر تحتاج إلى نظر") && text.contains("جريدة الإنذار 1"), "{form}");
    }
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_410_pauses_the_feed_and_it_is_asked_now_and_then() {
    let dir = tempfile::tempdir().unwrap();
    let newsroom = opened(1, &dir).await;
    newsroom.outlets[0].fault(Fault::Status(410));
    newsroom.after(TimeDelta::minutes(20)).await;
    assert_eq!(kinds(&newsroom).await, [("paper-0".to_owned(), "gone")]);
    newsroom.outlets[0].forget_requests();
    for _ in 0..30 {
        newsroom.after(TimeDelta::days(1)).await;
    }
    let asked = newsroom.outlets[0].count("/feed");
    assert!((3..=8).contains(&asked), "asked {asked} times in a month");
    newsroom.outlets[0].recover();
    newsroom.after(TimeDelta::days(8)).await;
    assert_eq!((kinds(&newsroom).await, newsroom.feed(0).await.failures), (Vec::new(), 0), "back after all");
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_that_became_a_web_page_is_told_at_the_second_time() {
    let dir = tempfile::tempdir().unwrap();
    let newsroom = opened(1, &dir).await;
    newsroom.outlets[0].fault(Fault::HtmlInsteadOfFeed);
    newsroom.after(TimeDelta::minutes(20)).await;
    assert_eq!(kinds(&newsroom).await, [], "a maintenance notice");
    newsroom.after(TimeDelta::hours(1)).await;
    assert_eq!(kinds(&newsroom).await, [("paper-0".to_owned(), "html")]);
    newsroom.outlets[0].recover();
    newsroom.after(TimeDelta::hours(3)).await;
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn challenges_logins_and_paywalls_are_named() {
    let walls = [
        (403, "<html><script src=\"/cdn-cgi/challenge-platform/h/b.js\"></script></html>", "challenge", "Cloudflare"),
        (
            200,
            "<html><head><title>لحظة</title><script src=\"https://challenges.cloudflare.com/x\"></script></head></html>",
            "challenge",
            "Cloudflare",
        ),
        (401, "", "login", "login"),
        (200, "<html><body><form><input name=\"p\" type=\"password\"></form></body></html>", "login", "login"),
        (402, "", "paywall", "paywall"),
    ];
    let dir = tempfile::tempdir().unwrap();
    let newsroom = opened(walls.len(), &dir).await;
    for (outlet, (status, body, ..)) in newsroom.outlets.iter().zip(walls) {
        outlet.set("/feed", status, "text/html", body.as_bytes());
    }
    newsroom.after(TimeDelta::minutes(20)).await;
    for (n, (status, _, class, word)) in walls.into_iter().enumerate() {
        let feed = newsroom.feed(n).await;
        let reason = feed.reason.unwrap_or_default();
        assert!(feed.class.as_deref() == Some(class) && reason.contains(word), "{status} {:?}: {reason}", feed.class);
    }
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_of_lost_network_counts_against_nobody_and_everything_resumes_within_an_interval() {
    let dir = tempfile::tempdir().unwrap();
    let newsroom = opened(6, &dir).await;
    let intervals = newsroom.feed(0).await.interval_seconds;
    // Every connection fails, which one by one looks like six dead servers.
    newsroom.outlets.iter().for_each(|outlet| outlet.fault(Fault::Down));
    for _ in 0..24 * 4 {
        newsroom.after(TimeDelta::minutes(15)).await;
    }
    for n in 0..6 {
        let feed = newsroom.feed(n).await;
        assert_eq!((feed.failures, feed.failing_since), (0, None), "feed {n}: {:?}", feed.due_why);
    }
    assert_eq!(kinds(&newsroom).await, []);
    for outlet in &newsroom.outlets {
        outlet.recover();
        let item = generate(1, 77).remove(0);
        outlet.publish(NewsItem { published: newsroom.now(), ..item });
    }
    let back = newsroom.after(TimeDelta::minutes(15)).await;
    assert_eq!((back.polled, back.failed.len(), back.entries), (6, 0, 6), "all of them, within one interval");
    assert_eq!(newsroom.feed(0).await.interval_seconds, intervals, "at the old pace");
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_servers_beside_living_ones_are_their_own_fault() {
    let dir = tempfile::tempdir().unwrap();
    let newsroom = opened(6, &dir).await;
    newsroom.outlets.iter().skip(1).for_each(|outlet| outlet.fault(Fault::Down));
    for _ in 0..12 {
        newsroom.after(TimeDelta::hours(2)).await;
    }
    let mut failures = 0;
    for n in 1..6 {
        failures += newsroom.feed(n).await.failures;
    }
    assert!(failures > 0, "nobody was blamed");
    newsroom.outlets.iter().for_each(Outlet::recover);
    newsroom.after(TimeDelta::days(2)).await;
    newsroom.close().await;
}
