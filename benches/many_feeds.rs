//! Ten thousand feeds in one daemon, every one on a host of its own and all of them unchanged: polls a second, memory, processor.
//!
//! `cargo bench --bench many_feeds`. The outlets are one process of their own on loopback that answers 304; their names are
//! found by a resolver of the bench. First everything is due at once, which shows how fast polls can go; then each feed every
//! 50 seconds, which is 200 polls a second, for a minute.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that cannot run should say so by panicking")]

use chrono::{DateTime, TimeDelta, Utc};
use hasad::article::{ArticleUrl, FeedId};
use hasad::clock::{Clock, SystemClock};
use hasad::daemon::{Daemon, DigestPlan, Limits, Quiet, Remembered, RetentionPlan, Watcher, stopper};
use hasad::export::Language;
use hasad::http::resolve::{Looking, Lookup};
use hasad::http::{Client, ClientOptions};
use hasad::pipeline::{Desk, FeedPlan, PollKind, PollReport};
use hasad::schedule::{Hints, Schedule};
use hasad::store::sqlite::SqliteStore;
use hasad::store::{FeedSeed, PollRecord, PollResult, Route, Store};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::net::{IpAddr, Ipv4Addr};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const FEEDS: usize = 10_000;
const SUSTAINED: Duration = Duration::from_secs(60);
const SERVE: &str = "HASAD_BENCH_SERVE";
const DOCUMENT: &str = "<rss version='2.0'><channel><title>خلاصة</title></channel></rss>";

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    if std::env::var_os(SERVE).is_some() {
        runtime.block_on(serve());
    } else {
        runtime.block_on(measure());
    }
}

/// The outlets: 304 to whoever names a version.
async fn serve() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    println!("{}", listener.local_addr().unwrap().port());
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(answer(stream));
    }
}

async fn answer(mut stream: TcpStream) {
    let (mut request, mut part) = (Vec::new(), [0; 2_048]);
    while let Ok(read @ 1..) = stream.read(&mut part).await {
        request.extend_from_slice(&part[..read]);
        if !request.ends_with(b"\r\n\r\n") {
            continue;
        }
        let known = String::from_utf8_lossy(&request).to_ascii_lowercase().contains("if-none-match");
        let text = if known {
            "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n".to_owned()
        } else {
            format!("HTTP/1.1 200 OK\r\nETag: \"1\"\r\nContent-Length: {}\r\n\r\n{DOCUMENT}", DOCUMENT.len())
        };
        request.clear();
        if stream.write_all(text.as_bytes()).await.is_err() {
            return;
        }
    }
}

/// Every name is on loopback.
#[derive(Debug)]
struct Here;

impl Lookup for Here {
    fn lookup(&self, _name: &str) -> Looking {
        Box::pin(async { Ok(vec![IpAddr::V4(Ipv4Addr::LOCALHOST)]) })
    }
}

struct Outlets(Child);

impl Drop for Outlets {
    fn drop(&mut self) {
        // It ends with us in any case.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn outlets() -> (Outlets, u16) {
    let program = std::env::current_exe().unwrap();
    let mut child = Command::new(program).env(SERVE, "1").stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (Outlets(child), line.trim().parse().unwrap())
}

/// Counts polls, and how late each was.
#[derive(Default)]
struct Counter {
    polls: AtomicU64,
    unchanged: AtomicU64,
}

impl Watcher for Counter {
    fn polled(&self, report: &PollReport) {
        self.polls.fetch_add(1, Ordering::Relaxed);
        self.unchanged.fetch_add(u64::from(report.kind == PollKind::Unchanged), Ordering::Relaxed);
    }
}

async fn measure() {
    let dir = tempfile::tempdir().unwrap();
    let (_outlets, port) = outlets();
    let schedule = Schedule::parse("every 50s", chrono_tz::UTC).unwrap();
    let daemon = daemon(&dir, &schedule);
    let url = |n: usize| ArticleUrl::parse(&format!("http://outlet-{n}.example:{port}/rss")).unwrap();
    let seed = |n| FeedSeed { id: id(n), url: url(n), outlet: None, section: None, schedule: schedule.clone() };
    daemon.sync_feeds((0..FEEDS).map(seed).collect()).await.unwrap();
    // Each was read an hour ago, so that everything is due and every request names a version.
    read_before(&daemon, &schedule, |_| SystemClock.now() - TimeDelta::hours(1)).await;
    let (begun, busy) = (Instant::now(), processor());
    let (_stopper, mut stop) = stopper();
    let summary = daemon.work(&Quiet, &mut stop).await.unwrap();
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{FEEDS} feeds due at once: {} polls, {} unchanged, {} failed, {seconds:.1} s, {:.0} polls a second, {:.1} s of processor time",
        summary.polled,
        summary.unchanged,
        summary.failed.len(),
        summary.polled as f64 / seconds,
        processor() - busy
    );
    // Now evenly over fifty seconds.
    read_before(&daemon, &schedule, |n| SystemClock.now() - TimeDelta::milliseconds(5 * n as i64)).await;
    sustained(&daemon).await;
    println!("peak memory {:.0} MB", memory("VmHWM") / 1_000.0);
}

async fn sustained(daemon: &Daemon) {
    let counter = Counter::default();
    let (stopper, stop) = stopper();
    let busy = processor();
    let watch = async {
        let mut before = 0;
        for _ in 0..SUSTAINED.as_secs() / 10 {
            tokio::time::sleep(Duration::from_secs(10)).await;
            let polls = counter.polls.load(Ordering::Relaxed);
            let feeds = daemon.desk.store.next_due().await.unwrap().feed;
            let behind = feeds.map_or(TimeDelta::zero(), |due| (SystemClock.now() - due).max(TimeDelta::zero()));
            println!(
                "  {:>5.0} polls a second, {:>6} ms behind, {:.0} MB",
                (polls - before) as f64 / 10.0,
                behind.num_milliseconds(),
                memory("VmRSS") / 1_000.0
            );
            before = polls;
        }
        stopper.stop();
    };
    let (outcome, ()) = tokio::join!(daemon.run(&counter, stop), watch);
    outcome.unwrap();
    let polls = counter.polls.load(Ordering::Relaxed);
    println!(
        "every 50 s: {:.0} polls a second for a minute, {} of {polls} unchanged, {:.0} % of one core",
        polls as f64 / SUSTAINED.as_secs_f64(),
        counter.unchanged.load(Ordering::Relaxed),
        100.0 * (processor() - busy) / SUSTAINED.as_secs_f64()
    );
}

fn id(n: usize) -> FeedId {
    FeedId(format!("feed-{n:05}"))
}

async fn read_before(daemon: &Daemon, schedule: &Schedule, when: impl Fn(usize) -> DateTime<Utc>) {
    let record = |n: usize| PollRecord {
        feed: id(n),
        now: when(n),
        schedule: schedule.clone(),
        result: PollResult::Read {
            title: Some("خلاصة".to_owned()),
            entries: Vec::new(),
            etag: Some("\"1\"".to_owned()),
            last_modified: None,
            body_hash: 0,
            hint: None,
            hints: Hints::default(),
            remarks: BTreeMap::new(),
        },
        route: Route::default(),
        forgiven: Vec::new(),
    };
    let mut writes = tokio::task::JoinSet::new();
    for n in 0..FEEDS {
        let (store, record) = (Arc::clone(&daemon.desk.store), record(n));
        writes.spawn(async move { store.record_poll(record).await });
    }
    while let Some(written) = writes.join_next().await {
        written.unwrap().unwrap();
    }
}

fn daemon(dir: &tempfile::TempDir, schedule: &Schedule) -> Daemon {
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&dir.path().join("hasad.db")).unwrap());
    let options = ClientOptions {
        user_agent: "hasad-bench".to_owned(),
        concurrency: 16,
        host_delay: Duration::from_secs(5),
        host_concurrency: 1,
        timeout: Duration::from_secs(30),
        max_body: 1 << 20,
        allow_networks: vec!["127.0.0.0/8".parse().unwrap()],
    };
    let plan = |n| (id(n), FeedPlan { schedule: schedule.clone(), zone: chrono_tz::UTC });
    let client = Client::with_lookup(options, Here).unwrap();
    Daemon {
        desk: Desk::new(store, client, Arc::new(SystemClock), (0..FEEDS).map(plan).collect(), chrono_tz::UTC),
        limits: Limits::for_concurrency(16, 1),
        digest: DigestPlan {
            schedule: Schedule::parse("0 6 * * *", chrono_tz::UTC).unwrap(),
            zone: chrono_tz::UTC,
            dir: dir.path().join("digests"),
            formats: Vec::new(),
            language: Language::Arabic,
            max_stories: 1,
        },
        retention: RetentionPlan { articles: TimeDelta::days(365), pages: TimeDelta::days(14) },
        holder: "bench".to_owned(),
        remembered: Remembered::default(),
    }
}

/// A line of /proc/self/status, in kB.
fn memory(name: &str) -> f64 {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = text.lines().find_map(|l| l.strip_prefix(name)).unwrap_or_default();
    line.trim_start_matches(':').trim().trim_end_matches(" kB").parse().unwrap_or(0.0)
}

/// User and system time of this process in seconds, which Linux counts in hundredths here (fields 14 and 15).
fn processor() -> f64 {
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = text.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|f| f.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}
