//! Outlets that break: each costs only itself, says why in `status`, and is read again when it is back.

use super::desk::{Newsroom, ZONE};
use super::newsroom::{Fault, Layout, NewsItem, Outlet, OutletStyle, generate, morning};
use chrono::TimeDelta;
use hasad::article::{ArticleUrl, FeedId};
use hasad::schedule::Schedule;
use hasad::store::FeedSeed;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::time::Duration;

const LAYOUTS: [Layout; 3] = [Layout::WordPress, Layout::Broadcaster, Layout::Drupal];

fn outlets(count: usize) -> Vec<Outlet> {
    let items = generate(count * 3, 7);
    let style = |n: usize| OutletStyle::new(&format!("outlet-{n}"), &format!("صحيفة الاختبار {n}"), LAYOUTS[n % 3]);
    let outlets: Vec<Outlet> = (0..count).map(|n| Outlet::start(style(n))).collect();
    for (n, item) in items.into_iter().enumerate() {
        outlets[n % count].publish(NewsItem { published: morning(), ..item });
    }
    outlets
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_feed_costs_only_itself_and_says_why() {
    let faults: [(Fault, &str); 9] = [
        (Fault::Status(500), "500"),
        (Fault::HtmlInsteadOfFeed, "HTML"),
        (Fault::EmptyFeed, "empty"),
        (Fault::Huge(6 * 1024 * 1024), "max_body"),
        (Fault::Down, "refused"),
        (Fault::Reset, "reset"),
        (Fault::CutShort, ""),
        (Fault::Redirect { status: 302, to: "/feed".to_owned() }, "redirect"),
        (Fault::Slow { per_byte: Duration::from_millis(50), at_most: Duration::from_secs(20) }, "timed out"),
    ];
    let dir = tempfile::tempdir().unwrap();
    let newsroom = Newsroom::open(outlets(faults.len() + 1), morning() + TimeDelta::hours(1), dir.path()).await;
    for (outlet, (fault, _)) in newsroom.outlets.iter().skip(1).zip(&faults) {
        outlet.fault(fault.clone());
    }
    let summary = newsroom.pass().await;
    assert_eq!(summary.failed.len(), faults.len(), "{:?}", summary.failed);
    assert_eq!(newsroom.articles().await.len(), 3, "the sound outlet is read");
    for (place, (fault, word)) in faults.iter().enumerate() {
        let status = newsroom.feed(place + 1).await;
        let reason = status.reason.unwrap_or_default();
        assert_eq!(status.failures, 1, "{fault:?}");
        assert!(!reason.is_empty() && reason.to_lowercase().contains(&word.to_lowercase()), "{fault:?}: {reason}");
        assert!(status.due_at.is_some_and(|due| due > newsroom.now()), "{fault:?} is tried again later, not at once");
    }
    newsroom.outlets.iter().for_each(Outlet::recover);
    newsroom.after(TimeDelta::hours(3)).await;
    assert_eq!(newsroom.articles().await.len(), 3 * newsroom.outlets.len(), "everyone is back and nothing was lost");
    for place in 0..newsroom.outlets.len() {
        assert_eq!(newsroom.feed(place).await.failures, 0);
    }
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_in_the_wrong_charset_is_read_without_mojibake() {
    let dir = tempfile::tempdir().unwrap();
    let newsroom = Newsroom::open(outlets(1), morning() + TimeDelta::hours(1), dir.path()).await;
    newsroom.outlets[0].fault(Fault::WrongCharset);
    newsroom.pass().await;
    let titles: Vec<String> = newsroom.articles().await.into_iter().map(|a| a.title).collect();
    let mut wanted: Vec<String> = newsroom.outlets[0].items().into_iter().map(|i| i.title).collect();
    wanted.sort();
    let mut titles = titles;
    titles.sort();
    assert_eq!(titles, wanted);
    newsroom.close().await;
}

/// A document that was cut on the way, by a server that states no length, has the version of the whole one.
#[tokio::test(flavor = "multi_thread")]
async fn a_cut_document_leaves_no_version_behind_and_the_rest_is_read_the_next_time() {
    let items: String = (1..=4).map(|n| format!("<item><guid>{n}</guid><title>خبر {n}</title></item>")).collect();
    let whole = format!("<rss version=\"2.0\"><channel><title>x</title>{items}</channel></rss>");
    let cut = whole[..whole.find("<guid>3").unwrap()].to_owned();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for (count, mut stream) in listener.incoming().flatten().enumerate() {
            let mut asked = vec![0; 4_096];
            let read = stream.read(&mut asked).unwrap_or(0);
            let known = String::from_utf8_lossy(&asked[..read]).to_lowercase().contains("if-none-match");
            let status = if known { "304 Not Modified" } else { "200 OK" };
            let body = if known { "" } else { [cut.as_str(), whole.as_str()][count.min(1)] };
            let _ = write!(stream, "HTTP/1.1 {status}\r\nETag: \"1\"\r\nConnection: close\r\n\r\n{body}");
        }
    });
    let dir = tempfile::tempdir().unwrap();
    let newsroom = Newsroom::open(Vec::new(), morning(), dir.path()).await;
    let seed = FeedSeed {
        id: FeedId("cut".to_owned()),
        url: ArticleUrl::parse(&format!("http://{address}/feed")).unwrap(),
        outlet: None,
        section: None,
        schedule: Schedule::parse("every 15m", ZONE).unwrap(),
    };
    newsroom.daemon.sync_feeds(vec![seed]).await.unwrap();
    let mut entries = Vec::new();
    for _ in 0..3 {
        entries.push(newsroom.after(TimeDelta::hours(1)).await.entries);
    }
    assert_eq!(entries, [2, 2, 0], "the whole ones, the rest, and from then on the version is known");
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_down_is_tried_again_and_not_lost() {
    let dir = tempfile::tempdir().unwrap();
    let newsroom = Newsroom::open(outlets(1), morning() + TimeDelta::hours(1), dir.path()).await;
    newsroom.outlets[0].fault_pages(Fault::Status(503));
    let summary = newsroom.pass().await;
    assert_eq!((summary.postponed, summary.pending, summary.new_articles), (3, 3, 0));
    let again = newsroom.pass().await;
    assert_eq!(again.postponed, 0, "not before its time");
    newsroom.outlets[0].recover();
    let later = newsroom.after(TimeDelta::minutes(6)).await;
    assert_eq!((later.new_articles, later.pending), (3, 0));
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_is_gone_leaves_the_feeds_own_text() {
    let dir = tempfile::tempdir().unwrap();
    let newsroom = Newsroom::open(outlets(1), morning() + TimeDelta::hours(1), dir.path()).await;
    newsroom.outlets[0].fault_pages(Fault::Status(404));
    let summary = newsroom.pass().await;
    assert_eq!((summary.stand_ins, summary.new_articles, summary.pending), (3, 3, 0));
    for article in newsroom.articles().await {
        let item =
            newsroom.outlets[0].items().into_iter().find(|i| i.title == article.title).expect("its title is kept");
        let (text, whole) = (article.text(), item.paragraphs.concat());
        let shown = text.trim_end_matches(['…', '.']).trim();
        assert!(!shown.is_empty() && whole.contains(shown), "{text:?} is not of {whole:?}");
    }
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_limited_feed_waits_as_long_as_it_was_asked_to() {
    let dir = tempfile::tempdir().unwrap();
    let newsroom = Newsroom::open(outlets(1), morning() + TimeDelta::hours(1), dir.path()).await;
    newsroom.outlets[0].fault(Fault::RateLimited { retry_after: Some(7_200) });
    newsroom.pass().await;
    let due = newsroom.feed(0).await.due_at.unwrap();
    assert!(due >= newsroom.now() + TimeDelta::hours(2), "due {due}, now {}", newsroom.now());
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_neither_forgets_nor_hammers() {
    let dir = tempfile::tempdir().unwrap();
    let mut newsroom = Newsroom::open(outlets(3), morning() + TimeDelta::hours(1), dir.path()).await;
    newsroom.pass().await;
    let (due, articles) = (newsroom.feed(1).await.due_at, newsroom.articles().await.len());
    newsroom.outlets.iter().for_each(Outlet::forget_requests);
    newsroom.restart().await;
    newsroom.pass().await;
    assert_eq!(newsroom.outlets.iter().map(|o| o.requests().len()).sum::<usize>(), 0, "nothing is due after a restart");
    assert_eq!(newsroom.feed(1).await.due_at, due);
    assert_eq!(newsroom.articles().await.len(), articles);
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_host_is_asked_one_thing_at_a_time() {
    let dir = tempfile::tempdir().unwrap();
    let newsroom = Newsroom::open(outlets(4), morning() + TimeDelta::hours(1), dir.path()).await;
    newsroom.pass().await;
    assert!(newsroom.outlets.iter().all(|o| o.max_parallel() == 1));
    for outlet in &newsroom.outlets {
        for item in outlet.items() {
            assert_eq!(outlet.count_item(&item.slug), 1, "each page is fetched once");
        }
    }
    newsroom.close().await;
}
