//! A whole first pass against 60 outlets on loopback, beside what `curl -Z` needs only to download the same pages.
//!
//! `cargo bench --bench pass`. Once with outlets that answer at once from the same memory, and with some that take as long as near
//! servers do. Prints seconds, the ratio, and the peak memory of the `hasad` process; and between curl and Hasad what a program
//! needs that only downloads the pages with reqwest and parses them with scraper, both as they come, and throws them away: with
//! outlets that answer at once, more than that cannot be asked of any program made of these two.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that cannot run should say so by panicking")]

#[path = "../tests/newsroom/mod.rs"]
mod newsroom;

use newsroom::{Layout, NewsItem, Outlet, OutletStyle, generate_sized, morning};
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

const OUTLETS: usize = 60;
const ARTICLES: usize = 20;
const PAGE_BYTES: usize = 70_000;
const TEXT_BYTES: usize = 6_000;
const CONCURRENCY: usize = 32;
const ROUNDS: usize = 3;

/// Time before an answer: none, which only a server in the same memory reaches, and what one in the same city or on the same continent
/// takes.
const LATENCIES: [Duration; 3] = [Duration::ZERO, Duration::from_millis(10), Duration::from_millis(20)];

fn main() {
    for latency in LATENCIES {
        measure(latency);
    }
}

/// Both, against outlets that answer after `latency`; the middle of some rounds.
fn measure(latency: Duration) {
    let outlets = open_outlets(latency);
    let urls: Vec<String> = outlets.iter().flat_map(|o| o.items().into_iter().map(|i| o.url_of(&i.slug))).collect();
    let dir = tempfile::tempdir().unwrap();
    configure(dir.path(), &outlets);
    let answers = if latency.is_zero() { "at once".to_owned() } else { format!("after {} ms", latency.as_millis()) };
    println!(
        "\n{OUTLETS} outlets that answer {answers}, {} pages of {PAGE_BYTES} bytes, concurrency {CONCURRENCY}",
        urls.len()
    );
    let mut curl: Vec<f64> = (0..ROUNDS).map(|_| download(dir.path(), &urls)).collect();
    let mut first: Vec<Pass> = Vec::new();
    let mut second = Vec::new();
    for _ in 0..ROUNDS {
        for file in ["hasad.db", "hasad.db-wal", "hasad.db-shm"] {
            // The first round has nothing to remove.
            let _ = fs::remove_file(dir.path().join(file));
        }
        first.push(pass(dir.path(), &[]));
        second.push(pass(dir.path(), &["--all"]).seconds);
    }
    let mut parsed: Vec<f64> = (0..ROUNDS).map(|_| download_and_parse(&urls)).collect();
    curl.sort_by(f64::total_cmp);
    parsed.sort_by(f64::total_cmp);
    first.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    second.sort_by(f64::total_cmp);
    let middle = ROUNDS / 2;
    println!("curl -Z downloads the pages   {:.2} s", curl[middle]);
    println!("reqwest and scraper alone     {:.2} s  ({:.1} × curl)", parsed[middle], parsed[middle] / curl[middle]);
    let typical = &first[middle];
    println!(
        "hasad, first pass             {:.2} s  ({:.1} × curl), {:.2} s of processor time",
        typical.seconds,
        typical.seconds / curl[middle],
        typical.processor
    );
    println!("hasad, second pass            {:.2} s", second[middle]);
    println!("hasad, peak memory            {:.0} MB", first.iter().map(|f| f.peak_kb).max().unwrap() as f64 / 1_000.0);
}

/// What one pass took.
struct Pass {
    seconds: f64,
    processor: f64,
    peak_kb: u64,
}

fn open_outlets(latency: Duration) -> Vec<Outlet> {
    let layouts = Layout::ALL;
    let mut items = generate_sized(OUTLETS * ARTICLES, 3, TEXT_BYTES).into_iter();
    (0..OUTLETS)
        .map(|n| {
            let style = OutletStyle::new(&format!("outlet-{n}"), &format!("صحيفة {n}"), layouts[n % layouts.len()]);
            let outlet = Outlet::start(style.page_bytes(PAGE_BYTES).latency(latency));
            items.by_ref().take(ARTICLES).for_each(|i| outlet.publish(NewsItem { published: morning(), ..i }));
            outlet
        })
        .collect()
}

fn configure(dir: &Path, outlets: &[Outlet]) {
    let mut text = format!(
        "[fetch]\nconcurrency = {CONCURRENCY}\nhost_delay = \"0s\"\nallow_networks = [\"127.0.0.0/8\"]\n[digest]\nformats = [\"json\"]\n"
    );
    for outlet in outlets {
        text.push_str(&format!(
            "[[feed]]\nid = \"{}\"\nurl = \"{}\"\noutlet = \"{}\"\n",
            outlet.id(),
            outlet.feed_url(),
            outlet.name()
        ));
    }
    fs::write(dir.join("hasad.toml"), text).unwrap();
}

/// Seconds that curl needs for the pages alone.
fn download(dir: &Path, urls: &[String]) -> f64 {
    let list: String = urls.iter().map(|u| format!("url = \"{u}\"\noutput = \"/dev/null\"\n")).collect();
    fs::write(dir.join("urls"), list).unwrap();
    let started = Instant::now();
    let status = Command::new("curl")
        .args(["-s", "-Z", "--parallel-max", &CONCURRENCY.to_string(), "-K", "urls"])
        .current_dir(dir)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("curl is installed");
    assert!(status.success(), "curl downloads every page");
    started.elapsed().as_secs_f64()
}

/// Seconds that downloading with reqwest and parsing with scraper take, as many at once as the others, one parsed a core.
fn download_and_parse(urls: &[String]) -> f64 {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let started = Instant::now();
    runtime.block_on(async {
        let client = reqwest::Client::new();
        let open = Arc::new(Semaphore::new(CONCURRENCY));
        let cores = Arc::new(Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from)));
        let mut pages = JoinSet::new();
        for url in urls {
            let place = Arc::clone(&open).acquire_owned().await.unwrap();
            let (request, cores) = (client.get(url), Arc::clone(&cores));
            pages.spawn(async move {
                let body = request.send().await.unwrap().text().await.unwrap();
                drop(place);
                let core = cores.acquire_owned().await.unwrap();
                let parse = move || drop((black_box(scraper::Html::parse_document(&body)), core));
                tokio::task::spawn_blocking(parse).await.unwrap();
            });
        }
        while let Some(page) = pages.join_next().await {
            page.unwrap();
        }
    });
    started.elapsed().as_secs_f64()
}

/// Runs one pass and watches its process.
fn pass(dir: &Path, more: &[&str]) -> Pass {
    let started = Instant::now();
    let mut child = Command::new(env!("CARGO_BIN_EXE_hasad"))
        .args(["run", "--once", "--config", "hasad.toml"])
        .args(more)
        .current_dir(dir)
        .env_remove("STATE_DIRECTORY")
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let (mut peak_kb, mut processor) = (0, 0.0_f64);
    while child.try_wait().unwrap().is_none() {
        peak_kb = peak_kb.max(high_water(child.id()).unwrap_or(0));
        processor = processor.max(processor_seconds(child.id()).unwrap_or(0.0));
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(child.wait().unwrap().success());
    Pass { seconds: started.elapsed().as_secs_f64(), processor, peak_kb }
}

fn high_water(process: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    text.lines().find_map(|l| l.strip_prefix("VmHWM:"))?.trim().trim_end_matches(" kB").parse().ok()
}

/// User and system time, which Linux counts in hundredths of a second here (fields 14 and 15).
fn processor_seconds(process: u32) -> Option<f64> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let fields: Vec<&str> = text.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    Some((ticks(11)? + ticks(12)?) / 100.0)
}
