//! The adaptive schedule at work: a week of five hundred invented feeds, a month of one real one, and what people are shown.

use super::desk::Newsroom;
use super::newsroom::{Layout, NewsItem, Outlet, OutletStyle, generate, morning};
use super::program::Program;
use super::rhythms::{Way, publishers, watch};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use std::time::Duration;

/// Polls of five hundred feeds every five minutes for a week.
const EVERY_FIVE_MINUTES: f64 = 500.0 * 7.0 * 288.0;

fn outlet(id: &str) -> Outlet {
    Outlet::start(OutletStyle::new(id, "صحيفة المواعيد", Layout::WordPress))
}

#[test]
fn a_week_of_five_hundred_feeds_is_seen_in_time_for_a_third_of_the_requests() {
    // A Monday. The numbers of the schedule were chosen on seeds 1 and 2.
    let start = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(20_780);
    let end = start + TimeDelta::days(7);
    for seed in [11, 12] {
        let feeds = publishers(500, seed, start - TimeDelta::days(60), end);
        let found = watch(&feeds, Way::Adaptive, start, end);
        let share = found.requests as f64 / EVERY_FIVE_MINUTES;
        println!(
            "seed {seed}: {} entries, {:.2} % in time, {} lost, {} requests, {:.1} % of every 5 min",
            found.entries,
            100.0 * found.share_in_time(),
            found.lost,
            found.requests,
            100.0 * share
        );
        assert!(found.entries > 50_000, "{} entries are no test", found.entries);
        assert_eq!(found.lost, 0, "entries fell between two polls");
        assert!(found.share_in_time() >= 0.98, "{} in time", found.share_in_time());
        assert!(share <= 1.0 / 3.0, "{share} of the requests");
        assert!(found.shortest.is_some_and(|gap| gap >= TimeDelta::minutes(5)), "{:?}", found.shortest);
        assert!(found.longest.is_some_and(|gap| gap <= TimeDelta::hours(4)), "{:?}", found.longest);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_silent_month_slows_the_polls_down_and_news_is_still_found() {
    let outlet = outlet("quiet");
    let items = generate(4, 31);
    // Twelve entries in six days, so that the daemon knows how silent it usually is.
    let start = morning();
    for (n, item) in generate(12, 32).into_iter().enumerate() {
        outlet.publish(NewsItem { published: start - TimeDelta::hours(12 * n as i64 + 1), ..item });
    }
    let dir = tempfile::tempdir().unwrap();
    let newsroom = Newsroom::open_on(vec![outlet], start, dir.path(), "adaptive").await;
    newsroom.pass().await;
    let (mut polls, mut longest) = ([0u32; 5], [TimeDelta::zero(); 5]);
    let end = start + TimeDelta::days(35);
    let mut last = newsroom.now();
    loop {
        newsroom.until_next().await;
        let week = ((last - start).num_days() / 7) as usize;
        if newsroom.now() >= end || week > 4 {
            break;
        }
        polls[week] += 1;
        longest[week] = longest[week].max(newsroom.now() - last);
        last = newsroom.now();
    }
    assert!(longest[0] <= TimeDelta::minutes(60), "{longest:?}");
    assert!(longest[1] > TimeDelta::minutes(50) && longest[1] <= TimeDelta::minutes(60), "{longest:?}");
    assert!(longest[2] > TimeDelta::minutes(100) && longest[2] <= TimeDelta::hours(2), "{longest:?}");
    assert!(longest[4] > TimeDelta::minutes(200) && longest[4] <= TimeDelta::hours(4), "{longest:?}");
    assert!(polls[4] >= 35, "never silent itself: {polls:?}");
    let feed = newsroom.feed(0).await;
    assert!(feed.due_why.is_some_and(|why| why.contains("nothing new for")));
    let alerts = newsroom.store().alerts().await.unwrap();
    assert_eq!(alerts.iter().map(|a| a.kind.name()).collect::<Vec<_>>(), ["stale"], "{alerts:?}");
    // It comes back with a burst: found within the four hours, and then asked often.
    for (n, item) in items.into_iter().enumerate() {
        newsroom.outlets[0].publish(NewsItem { published: newsroom.now() + TimeDelta::minutes(n as i64), ..item });
    }
    let back = newsroom.after(TimeDelta::hours(4)).await;
    assert_eq!(back.entries, 4);
    assert!(newsroom.store().alerts().await.unwrap().is_empty(), "it is not stale any more");
    let due = newsroom.feed(0).await.due_at.unwrap();
    assert!(due - newsroom.now() <= TimeDelta::minutes(60), "{due}");
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_lies_with_304_is_read_in_full_once_a_day() {
    let outlet = outlet("liar");
    let mut items = generate(2, 33).into_iter().map(|item| NewsItem { published: morning(), ..item });
    outlet.publish(items.next().unwrap());
    let dir = tempfile::tempdir().unwrap();
    let newsroom = Newsroom::open(vec![outlet], morning() + TimeDelta::hours(1), dir.path()).await;
    newsroom.pass().await;
    newsroom.outlets[0].fault(super::newsroom::Fault::NotModifiedAlways);
    newsroom.outlets[0].publish(items.next().unwrap());
    let lied_to = newsroom.after(TimeDelta::hours(2)).await;
    assert_eq!((lied_to.unchanged, lied_to.entries), (1, 0));
    newsroom.after(TimeDelta::hours(23)).await;
    let conditional = newsroom.outlets[0].requests().into_iter().rfind(|r| r.path == "/feed").unwrap();
    assert!(!format!("{conditional:?}").to_lowercase().contains("if-none-match"), "{conditional:?}");
    newsroom.outlets[0].recover();
    newsroom.after(TimeDelta::hours(3)).await;
    newsroom.close().await;
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

#[test]
fn the_polls_of_a_week_are_foretold_without_asking_anybody() {
    let outlets = [outlet("one"), outlet("two")];
    for (outlet, seed) in outlets.iter().zip([41, 42]) {
        for item in generate(3, seed) {
            outlet.publish(NewsItem { published: morning(), ..item });
        }
    }
    let more = "[[feed]]\nid = \"hourly\"\nurl = \"https://news.example/rss\"\nschedule = \"0 * * * *\"\n\
                [[feed]]\nid = \"adapts\"\nurl = \"https://www.news.example/sport\"\nschedule = \"adaptive\"\n";
    let program = Program::new(&[], more);
    let told = json(&program.prints(&["schedule", "--simulate", "7d", "--feeds", "--json"]));
    assert_eq!(told["feeds"], 2);
    assert_eq!(told["hosts"].as_array().unwrap().len(), 1, "subdomains are one host: {told}");
    let host = &told["hosts"][0];
    assert_eq!((&host["host"], &host["feeds"]), (&Value::from("news.example"), &Value::from(2)));
    assert!((host["peak_a_minute"].as_u64().unwrap()) <= 2 && host["longest_gap_seconds"].as_i64().unwrap() <= 3_600);
    let hourly = told["by_feed"].as_array().unwrap().iter().find(|f| f["feed"] == "hourly").unwrap();
    assert!((hourly["polls_a_day"].as_f64().unwrap() - 24.0).abs() < 0.5, "{hourly}");
    let table = program.prints(&["schedule", "--simulate", "1d"]);
    assert!(table.contains("peak a minute") && table.contains("news.example"), "{table}");
    for wrong in ["5m", "2000d", "soon"] {
        assert_eq!(program.run(&["schedule", "--simulate", wrong]).status.code(), Some(2), "{wrong}");
    }
    // With a store, what was learnt is used, and still nobody is asked.
    let program = Program::new(&outlets, "");
    program.prints(&["run", "--once"]);
    outlets.iter().for_each(Outlet::forget_requests);
    let told = json(&program.prints(&["schedule", "--simulate", "1h", "--feeds", "--json"]));
    assert!(told["by_feed"].as_array().unwrap().iter().all(|feed| feed["assumed"] == false), "{told}");
    assert_eq!(outlets.iter().map(|o| o.requests().len()).sum::<usize>(), 0);
}

#[test]
fn status_tells_each_feeds_interval_and_why() {
    let outlets = [outlet("told")];
    for item in generate(3, 43) {
        outlets[0].publish(NewsItem { published: morning(), ..item });
    }
    let program =
        Program::new(&outlets, "[[feed]]\nid = \"dead\"\nurl = \"http://127.0.0.1:9/rss\"\nschedule = \"adaptive\"\n");
    program.prints(&["run", "--once"]);
    std::thread::sleep(Duration::from_millis(10));
    let status = json(&program.prints(&["status", "--json"]));
    let feed = |id: &str| status["feeds"].as_array().unwrap().iter().find(|f| f["id"] == id).unwrap().clone();
    let told = feed("told");
    assert_eq!(told["interval_seconds"], 1, "{told}");
    for key in ["last_success", "due_at", "due_why", "newest_entry", "newest_entry_age_seconds", "entries_a_day"] {
        assert!(!told[key].is_null(), "{key}: {told}");
    }
    let dead = feed("dead");
    assert_eq!((&dead["class"], &dead["failures"]), (&Value::from("connect"), &Value::from(1)), "{dead}");
    assert!(dead["due_why"].as_str().unwrap().contains("doubles the wait"), "{dead}");
    let table = program.prints(&["status"]);
    for word in ["interval", "newest", "why then", "every 1s", "connection refused"] {
        assert!(table.contains(word), "{word}: {table}");
    }
}
