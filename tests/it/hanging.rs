//! Servers that hang, met for the first time and before all others, by a whole daemon; and a daemon that may open too few files.

use super::desk::{Newsroom, ZONE};
use super::newsroom::morning;
use super::program::Program;
use hasad::article::{ArticleUrl, FeedId};
use hasad::daemon::{Watcher, stopper};
use hasad::http::{Client, ClientOptions};
use hasad::pipeline::{PollKind, PollReport};
use hasad::schedule::Schedule;
use hasad::store::FeedSeed;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::sync::Mutex;
use std::time::Duration;

const FEED: &str = "<rss version='2.0'><channel><title>خلاصة</title></channel></rss>";

/// A server that answers every request with an empty feed, after a while.
fn good(after: Duration) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _ = stream.read(&mut [0; 4_096]);
            std::thread::sleep(after);
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", FEED.len());
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(FEED.as_bytes()));
        }
    });
    address
}

/// The polls in the order in which they ended.
#[derive(Default)]
struct Order(Mutex<Vec<(FeedId, bool)>>);

impl Watcher for Order {
    fn polled(&self, report: &PollReport) {
        self.0.lock().unwrap().push((report.feed.clone(), report.kind == PollKind::Read));
    }
}

/// As many as may be in work and more than half of that hang; a hundred good ones come after them by name, and none waits for the
/// time of a request to pass.
#[tokio::test(flavor = "multi_thread")]
async fn unknown_servers_that_hang_do_not_keep_the_good_ones_behind_them_waiting() {
    let dir = tempfile::tempdir().unwrap();
    let mut newsroom = Newsroom::open(Vec::new(), morning(), dir.path()).await;
    newsroom.daemon.desk.client = Client::new(ClientOptions {
        user_agent: "Hasad/test (+https://hasad.example/bot)".to_owned(),
        concurrency: 16,
        host_delay: Duration::ZERO,
        host_concurrency: 1,
        timeout: Duration::from_secs(60),
        max_body: 1 << 20,
        allow_networks: vec!["127.0.0.0/8".parse().unwrap()],
    })
    .unwrap();
    // The system takes their connections, and nobody ever reads from them.
    let hanging: Vec<TcpListener> = (0..200).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
    let bad = hanging.iter().map(|listener| ("a-bad", listener.local_addr().unwrap()));
    let seed = |(place, (name, address)): (usize, (&str, SocketAddr))| FeedSeed {
        id: FeedId(format!("{name}-{place}")),
        url: ArticleUrl::parse(&format!("http://{address}/feed")).unwrap(),
        outlet: None,
        section: None,
        schedule: Schedule::parse("every 15m", ZONE).unwrap(),
    };
    let seeds = bad.chain((0..100).map(|_| ("b-good", good(Duration::ZERO)))).enumerate().map(seed).collect();
    newsroom.daemon.sync_feeds(seeds).await.unwrap();
    let (order, (_stopper, mut stop)) = (Order::default(), stopper());
    let all_good = async {
        while order.0.lock().unwrap().len() < 100 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        ended = newsroom.daemon.work(&order, &mut stop) => panic!("{ended:?}"),
        () = all_good => {}
    }
    let polled = order.0.into_inner().unwrap();
    assert!(polled.iter().all(|(feed, read)| *read && feed.0.starts_with("b-good")), "{polled:?}");
    newsroom.store().release_leases("newsroom".to_owned()).await.unwrap();
    newsroom.close().await;
}

/// What the machine does not give us is no fault of those who could not be asked.
#[test]
fn running_out_of_file_handles_counts_against_nobody() {
    let feeds = (0..120).fold(String::new(), |text, number| {
        let address = good(Duration::from_millis(300));
        text + &format!("[[feed]]\nid = \"feed-{number}\"\nurl = \"http://{address}/feed\"\n")
    });
    let program = Program::new(&[], &feeds);
    let limited = "ulimit -n 80; exec \"$0\" \"$@\"";
    let daemon = program.command(&["run", "--once"]);
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", limited]).arg(daemon.get_program()).args(daemon.get_args());
    let output = shell.current_dir(program.file(".")).output().unwrap();
    let status: serde_json::Value = serde_json::from_str(&program.prints(&["status", "--json"])).unwrap();
    let feeds = status["feeds"].as_array().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    let unasked = feeds.iter().filter(|feed| feed["last_success"].is_null()).count();
    assert!(unasked > 0 && unasked < 120, "{unasked} of 120 could not be asked: {told}");
    assert!(feeds.iter().all(|feed| feed["failures"] == 0), "{told}");
}
