//! The queue of pages when there is more than can be fetched: what comes first, what expires, what stands in.

use super::desk::Newsroom;
use super::newsroom::{Fault, Layout, NewsItem, Outlet, OutletStyle, generate, morning};
use super::program::Program;
use chrono::TimeDelta;
use hasad::article::ArticleUrl;
use hasad::daemon::Limits;
use hasad::pipeline::Fallbacks;
use hasad::store::QueueBounds;

/// An outlet with articles an hour apart, the last in the list the newest.
fn outlet(items: usize) -> Outlet {
    let outlet = Outlet::start(OutletStyle::new("outlet", "صحيفة المنارة", Layout::Drupal));
    for (hour, item) in generate(items, 5).into_iter().enumerate() {
        outlet.publish(NewsItem { published: morning() - TimeDelta::hours((items - hour) as i64), ..item });
    }
    outlet
}

async fn open(outlet: Outlet, dir: &tempfile::TempDir) -> Newsroom {
    Newsroom::open(vec![outlet], morning() + TimeDelta::hours(1), dir.path()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_pages_come_first() {
    let dir = tempfile::tempdir().unwrap();
    let mut newsroom = open(outlet(6), &dir).await;
    newsroom.daemon.limits = Limits { pages: 1, per_host: 1, ..newsroom.daemon.limits };
    newsroom.pass().await;
    let outlet = &newsroom.outlets[0];
    let asked: Vec<String> =
        outlet.requests().into_iter().map(|r| r.path).filter(|p| p.starts_with("/news/")).collect();
    let newest: Vec<String> = outlet
        .items()
        .iter()
        .rev()
        .map(|item| ArticleUrl::parse(&outlet.url_of(&item.slug)).unwrap())
        .map(|u| u.to_url().unwrap().path().to_owned())
        .collect();
    assert_eq!(asked, newest);
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_beyond_the_bound_expire_oldest_first_and_are_counted() {
    let dir = tempfile::tempdir().unwrap();
    let mut newsroom = open(outlet(8), &dir).await;
    newsroom.daemon.limits.queue = QueueBounds { pages: 3, age: TimeDelta::days(7) };
    newsroom.outlets[0].fault_pages(Fault::Status(503));
    let first = newsroom.pass().await;
    assert_eq!((first.postponed, first.pending), (8, 8));
    let second = newsroom.pass().await;
    assert_eq!((second.stand_ins, second.pending), (5, 3), "{second:?}");
    let status = newsroom.store().status().await.unwrap();
    assert_eq!((status.queue.expired, status.queue.failed), (5, 5));
    let texts = newsroom.articles().await;
    assert_eq!(texts.len(), 5, "nothing is dropped: the feed's own text stands in");
    let trail = newsroom.store().trail(texts[0].sources[0].url.clone()).await.unwrap();
    assert!(trail[0].reason.as_deref().is_some_and(|r| r.contains("more than 3 pages were waiting")), "{trail:?}");
    newsroom.outlets[0].recover();
    let later = newsroom.after(TimeDelta::minutes(6)).await;
    assert_eq!((later.new_articles, later.pending), (3, 0));
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_that_waited_too_long_expire_and_are_counted() {
    let dir = tempfile::tempdir().unwrap();
    let newsroom = open(outlet(4), &dir).await;
    newsroom.outlets[0].fault_pages(Fault::Status(503));
    newsroom.pass().await;
    newsroom.outlets[0].forget_requests();
    let later = newsroom.after(TimeDelta::days(8)).await;
    assert_eq!((later.stand_ins, later.pending), (4, 0));
    assert_eq!(newsroom.outlets[0].count("/news/"), 0, "what expired is not asked for");
    assert_eq!(newsroom.store().status().await.unwrap().queue.expired, 4);
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_will_not_come_is_read_from_its_other_form() {
    let dir = tempfile::tempdir().unwrap();
    let mut newsroom = open(outlet(2), &dir).await;
    let print = |url: &ArticleUrl| {
        let path = url.to_url().map(|u| u.path().to_owned()).unwrap_or_default();
        ArticleUrl::join(&url.to_url().unwrap(), &format!("/print{path}")).unwrap()
    };
    newsroom.daemon.desk = newsroom.daemon.desk.clone().with_fallbacks(Fallbacks::new(move |url| vec![print(url)]));
    let item = newsroom.outlets[0].items().remove(0);
    let body: String = item.paragraphs.iter().map(|p| format!("<p>{p}</p>")).collect();
    let page = format!(
        "<html><head><title>{0}</title></head><body><h1>{0}</h1><article>{body}</article></body></html>",
        item.title
    );
    let own = ArticleUrl::parse(&newsroom.outlets[0].url_of(&item.slug)).unwrap();
    let other = print(&own).to_url().unwrap();
    newsroom.outlets[0].set(other.path(), 200, "text/html; charset=utf-8", page.as_bytes());
    newsroom.outlets[0].fault_pages(Fault::Status(404));
    let summary = newsroom.pass().await;
    assert_eq!(
        (summary.new_articles, summary.stand_ins),
        (2, 1),
        "one has another form, for the other the feed stands in"
    );
    let article = newsroom.article_of(0, &item.slug).await;
    assert_eq!(super::politeness::remarks(&dir).iter().filter(|r| r.contains("read-from-variant")).count(), 1);
    assert!(item.paragraphs.iter().all(|p| article.text().contains(p.as_str())));
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_html_is_read_as_a_page() {
    let dir = tempfile::tempdir().unwrap();
    let newsroom = open(outlet(4), &dir).await;
    let bodies: [(&str, Vec<u8>); 4] = [
        ("text/html", [b"%PDF-1.7\n".to_vec(), vec![b'x'; 100_000]].concat()),
        ("image/jpeg", [b"\xFF\xD8\xFF\xE0".to_vec(), vec![7; 100_000]].concat()),
        ("application/json", br#"{"title": "not a page"}"#.to_vec()),
        ("text/html", b"<?xml version=\"1.0\"?><rss version=\"2.0\"><channel/></rss>".to_vec()),
    ];
    for (item, (kind, body)) in newsroom.outlets[0].items().iter().zip(&bodies) {
        let path = ArticleUrl::parse(&newsroom.outlets[0].url_of(&item.slug)).unwrap().to_url().unwrap();
        newsroom.outlets[0].set(path.path(), 200, kind, body);
    }
    let summary = newsroom.pass().await;
    assert_eq!((summary.stand_ins, summary.new_articles, summary.pending), (4, 4, 0));
    newsroom.close().await;
}

/// Addresses that a page or a feed names are data: none of them is asked.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_page_or_a_feed_points_to_is_not_followed() {
    let dir = tempfile::tempdir().unwrap();
    let newsroom = open(outlet(1), &dir).await;
    let canary = Outlet::start(OutletStyle::new("canary", "لا أحد", Layout::Agency));
    let (base, item) = (canary.base_url(), newsroom.outlets[0].items().remove(0));
    let body: String = item.paragraphs.iter().map(|p| format!("<p>{p}</p>")).collect();
    let page = format!(
        "<html><head><title>{0}</title><base href=\"{base}/\"><meta http-equiv=\"refresh\" content=\"0; url={base}/refresh\">\
         <link rel=\"canonical\" href=\"{base}/canonical\"><link rel=\"amphtml\" href=\"{base}/amp\"></head><body><h1>{0}</h1>\
         <img src=\"{base}/image\"><iframe src=\"{base}/frame\"></iframe><article>{body}<a href=\"{base}/more\">اقرأ أيضا</a></article></body></html>",
        item.title
    );
    let own = ArticleUrl::parse(&newsroom.outlets[0].url_of(&item.slug)).unwrap();
    newsroom.outlets[0].set(own.to_url().unwrap().path(), 200, "text/html; charset=utf-8", page.as_bytes());
    let feed = format!(
        "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>x</title><link>{base}/site</link>\
         <atom:link rel=\"self\" href=\"{base}/self\"/><atom:link rel=\"hub\" href=\"{base}/hub\"/><image><url>{base}/logo</url></image>\
         <item><guid>{own}</guid><title>{}</title><link>{own}</link><enclosure url=\"{base}/sound\" type=\"audio/mpeg\" length=\"1\"/></item></channel></rss>",
        item.title
    );
    newsroom.outlets[0].set("/feed", 200, "application/rss+xml", feed.as_bytes());
    let summary = newsroom.pass().await;
    newsroom.after(TimeDelta::hours(2)).await;
    assert_eq!((summary.new_articles, canary.requests().len()), (1, 0), "{:?}", canary.requests());
    newsroom.close().await;
}

#[test]
fn status_tells_what_expired() {
    let outlets = [outlet(2)];
    let program = Program::new(&outlets, "");
    outlets[0].fault_pages(Fault::Status(503));
    program.prints(&["run", "--once", "--json"]);
    let db = rusqlite::Connection::open(program.file("hasad.db")).unwrap();
    db.execute("UPDATE entries SET pending_since = pending_since - 30 * 86400000", []).unwrap();
    drop(db);
    let again = program.run(&["run", "--once", "--json"]);
    let log = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(log.contains("pages waited too long") && log.contains("expired=2"), "{log}");
    let status: serde_json::Value = serde_json::from_str(&program.prints(&["status", "--json"])).unwrap();
    assert_eq!((&status["store"]["queue"]["expired"], &status["store"]["queue"]["pending"]), (&2.into(), &0.into()));
    assert!(program.prints(&["status"]).contains("2 given up, 2 of these expired"));
}
