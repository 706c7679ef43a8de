//! What outlets see of Hasad: one request at a time with its pause, robots.txt kept to, a quiet that outlives a restart.

use super::desk::{Newsroom, ZONE};
use super::newsroom::{Fault, Layout, NewsItem, Outlet, OutletStyle, generate, morning};
use super::program::Program;
use chrono::TimeDelta;
use hasad::article::{ArticleUrl, FeedId};
use hasad::http::{Client, ClientOptions};
use hasad::schedule::Schedule;
use hasad::store::FeedSeed;
use std::time::{Duration, Instant};

fn outlet(items: usize) -> Outlet {
    let outlet = Outlet::start(OutletStyle::new("outlet", "صحيفة المرفأ", Layout::WordPress));
    for item in generate(items, 7) {
        outlet.publish(NewsItem { published: morning(), ..item });
    }
    outlet
}

async fn open(outlets: Vec<Outlet>, dir: &tempfile::TempDir) -> Newsroom {
    Newsroom::open(outlets, morning() + TimeDelta::hours(1), dir.path()).await
}

fn client(delay: Duration) -> Client {
    let options = ClientOptions {
        user_agent: "Hasad/test (+https://hasad.example/bot)".to_owned(),
        concurrency: 16,
        host_delay: delay,
        host_concurrency: 1,
        timeout: Duration::from_secs(5),
        max_body: 4 << 20,
        allow_networks: vec!["127.0.0.0/8".parse().unwrap()],
    };
    Client::new(options).unwrap()
}

fn robots(outlet: &Outlet, text: &str) {
    outlet.set("/robots.txt", 200, "text/plain", text.as_bytes());
}

fn pages(outlet: &Outlet) -> usize {
    outlet.count("/news/")
}

fn polls(outlet: &Outlet) -> usize {
    outlet.requests().iter().filter(|r| r.path.starts_with("/feed")).count()
}

/// The remarks of every source, as the store has them.
pub(super) fn remarks(dir: &tempfile::TempDir) -> Vec<String> {
    let db = rusqlite::Connection::open(dir.path().join("hasad.db")).unwrap();
    let mut read = db.prepare("SELECT remarks FROM sources").unwrap();
    read.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_feeds_on_one_host_never_exceed_its_pace() {
    let dir = tempfile::tempdir().unwrap();
    let mut newsroom = open(vec![outlet(3)], &dir).await;
    let delay = Duration::from_millis(5);
    newsroom.daemon.desk.client = client(delay);
    let whole = {
        let seed = |n: usize| FeedSeed {
            id: FeedId(format!("feed-{n}")),
            url: ArticleUrl::parse(&format!("{}?section={n}", newsroom.outlets[0].feed_url())).unwrap(),
            outlet: None,
            section: None,
            schedule: Schedule::parse("every 15m", ZONE).unwrap(),
        };
        (0..100).map(seed).collect()
    };
    newsroom.daemon.sync_feeds(whole).await.unwrap();
    let begun = Instant::now();
    let summary = newsroom.pass().await;
    let (took, outlet) = (begun.elapsed(), &newsroom.outlets[0]);
    assert_eq!((summary.polled, summary.failed.len(), summary.pages), (100, 0, 3));
    assert_eq!(outlet.max_parallel(), 1, "feeds, pages and robots.txt share one place");
    let asked = outlet.requests().len();
    assert_eq!(asked, 100 + 3 + 1, "and nothing is asked twice");
    let least = delay * u32::try_from(asked - 1).unwrap();
    assert!(took >= least, "{asked} requests in {took:?}, {least:?} is the least");
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_with_many_feeds_does_not_keep_the_others_waiting() {
    let dir = tempfile::tempdir().unwrap();
    let mut newsroom = open(vec![outlet(1), outlet(1)], &dir).await;
    newsroom.daemon.limits.feeds = 4;
    newsroom.daemon.desk.client = client(Duration::from_millis(20));
    let mut seeds = Vec::new();
    for n in 0..40 {
        // The crowd is due first by name, the lonely one last.
        let place = usize::from(n == 39);
        seeds.push(FeedSeed {
            id: FeedId(format!("feed-{n:02}")),
            url: ArticleUrl::parse(&format!("{}?section={n}", newsroom.outlets[place].feed_url())).unwrap(),
            outlet: None,
            section: None,
            schedule: Schedule::parse("every 15m", ZONE).unwrap(),
        });
    }
    newsroom.daemon.sync_feeds(seeds).await.unwrap();
    let daemon = &newsroom.daemon;
    let (stopper, mut stop) = hasad::daemon::stopper();
    let lonely = &newsroom.outlets[1];
    let watch = async {
        while polls(lonely) == 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        polls(&newsroom.outlets[0])
    };
    let (crowd, _) = tokio::join!(
        async {
            let seen = tokio::time::timeout(Duration::from_secs(20), watch).await;
            stopper.stop();
            seen.unwrap_or(usize::MAX)
        },
        daemon.work(&hasad::daemon::Quiet, &mut stop)
    );
    assert!(crowd <= 5, "{crowd} feeds of the crowd went before the one that had its host for itself");
    newsroom.pass().await;
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_robots_txt_forbids_is_not_fetched_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let newsroom = open(vec![outlet(3)], &dir).await;
    // The harness's agent is "hasad-test"; a group of another's name is none of ours.
    robots(&newsroom.outlets[0], "User-agent: other\nDisallow:\n\nUser-agent: *\nDisallow: /news/\nDisallow: /feed\n");
    let summary = newsroom.pass().await;
    assert_eq!((summary.failed.len(), summary.stand_ins, summary.pending), (0, 3, 0), "feeds are exempt");
    assert_eq!((pages(&newsroom.outlets[0]), newsroom.outlets[0].count("/robots.txt")), (0, 1));
    for told in remarks(&dir) {
        assert!(told.contains("robots-disallowed") && told.contains("body-from-feed"), "{told}");
    }
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_group_with_our_name_goes_before_the_one_for_all() {
    let dir = tempfile::tempdir().unwrap();
    let newsroom = open(vec![outlet(2)], &dir).await;
    robots(&newsroom.outlets[0], "User-agent: *\nDisallow: /\n\nUser-agent: Hasad-Test\nAllow: /news/\nDisallow: /\n");
    assert_eq!(newsroom.pass().await.new_articles, 2);
    assert_eq!(pages(&newsroom.outlets[0]), 2);
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_robots_txt_that_cannot_be_reached_forbids_for_the_time_being() {
    let dir = tempfile::tempdir().unwrap();
    let mut newsroom = open(vec![outlet(2)], &dir).await;
    newsroom.outlets[0].set("/robots.txt", 503, "text/plain", b"later");
    let summary = newsroom.pass().await;
    assert_eq!((summary.postponed, summary.stand_ins, summary.pending), (2, 0, 2), "pages wait, they are not given up");
    assert_eq!((pages(&newsroom.outlets[0]), newsroom.outlets[0].count("/robots.txt")), (0, 1), "asked once for all");
    newsroom.outlets[0].set("/robots.txt", 404, "text/html", b"<h1>no</h1>");
    // A new process asks again; one that lives does after five minutes of its own time.
    newsroom.restart().await;
    assert_eq!(newsroom.after(TimeDelta::minutes(6)).await.new_articles, 2, "404 is no rule at all");
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crawl_delay_is_waited_for() {
    let dir = tempfile::tempdir().unwrap();
    let newsroom = open(vec![outlet(5)], &dir).await;
    robots(&newsroom.outlets[0], "User-agent: *\nCrawl-delay: 0.1\n");
    let begun = Instant::now();
    assert_eq!(newsroom.pass().await.new_articles, 5);
    assert!(begun.elapsed() >= Duration::from_millis(400), "four pauses between five pages: {:?}", begun.elapsed());
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_429_asked_for_outlives_a_restart_for_pages_too() {
    let dir = tempfile::tempdir().unwrap();
    let mut newsroom = open(vec![outlet(6)], &dir).await;
    newsroom.daemon.desk.client = client(Duration::from_millis(1));
    newsroom.outlets[0].fault_pages(Fault::RateLimited { retry_after: Some(7_200) });
    newsroom.pass().await;
    assert_eq!(pages(&newsroom.outlets[0]), 1, "one refusal is enough for the host");
    newsroom.outlets[0].recover();
    newsroom.outlets[0].forget_requests();
    newsroom.restart().await;
    let early = newsroom.after(TimeDelta::hours(1)).await;
    assert_eq!((newsroom.outlets[0].requests().len(), early.pending), (0, 6), "not a feed, not a page");
    let status = newsroom.store().status().await.unwrap();
    assert_eq!(status.queue.retrying, 1, "pages that were not asked for have not failed");
    assert_eq!(newsroom.feed(0).await.failures, 0);
    newsroom.wait(TimeDelta::minutes(61));
    newsroom.restart().await;
    let later = newsroom.pass().await;
    assert_eq!((later.pending, later.new_articles), (0, 6));
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_503_asked_for_holds_for_that_feed_alone() {
    let dir = tempfile::tempdir().unwrap();
    let mut newsroom = open(vec![outlet(2)], &dir).await;
    newsroom.daemon.desk.client = client(Duration::from_millis(1));
    newsroom.outlets[0].fault(Fault::Unavailable { retry_after: Some(7_200) });
    newsroom.outlets[0].set(
        "/other",
        200,
        "application/rss+xml",
        b"<rss version=\"2.0\"><channel><title>x</title></channel></rss>",
    );
    let seeds = ["feed", "other"].map(|path| FeedSeed {
        id: FeedId(path.to_owned()),
        url: ArticleUrl::parse(&format!("{}/{path}", newsroom.outlets[0].base_url())).unwrap(),
        outlet: None,
        section: None,
        schedule: Schedule::parse("every 15m", ZONE).unwrap(),
    });
    newsroom.daemon.sync_feeds(seeds.to_vec()).await.unwrap();
    newsroom.pass().await;
    newsroom.after(TimeDelta::minutes(70)).await;
    assert_eq!((newsroom.outlets[0].count("/feed"), newsroom.outlets[0].count("/other")), (1, 2));
    newsroom.close().await;
}

#[test]
fn robots_txt_is_ignored_where_the_operator_says_so() {
    let outlets = [outlet(2)];
    robots(&outlets[0], "User-agent: *\nDisallow: /\n");
    let address = outlets[0].address();
    let cases = [
        ("[[host]]\nname = \"HOST\"\nrobots = false\n".replace("HOST", &address.to_string()), 0),
        ("[[host]]\nname = \"127.0.0.1:9\"\nrobots = false\n".to_owned(), 2),
    ];
    for (more, stand_ins) in cases {
        let program = Program::new(&outlets, &more);
        let told: serde_json::Value = serde_json::from_str(&program.prints(&["run", "--once", "--json"])).unwrap();
        assert_eq!(told["stand_ins"], stand_ins, "{more}: {told}");
    }
    let program = Program::new(&outlets, "");
    let path = program.file("hasad.toml");
    let config = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, format!("{config}robots = false\n")).unwrap();
    let told: serde_json::Value = serde_json::from_str(&program.prints(&["run", "--once", "--json"])).unwrap();
    assert_eq!(told["stand_ins"], 0, "of the feed: {told}");
    let everywhere = config.replace("[fetch]\n", "[fetch]\nrobots = false\n");
    let program = Program::new(&outlets, "");
    std::fs::write(program.file("hasad.toml"), everywhere).unwrap();
    let told: serde_json::Value = serde_json::from_str(&program.prints(&["run", "--once", "--json"])).unwrap();
    assert_eq!(told["stand_ins"], 0, "everywhere: {told}");
}
