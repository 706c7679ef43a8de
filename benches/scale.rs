//! What deduplication costs as the store grows: `cargo bench --bench scale`, or with a smaller end
//! `HASAD_SCALE=100000 cargo bench --bench scale`. A million articles take some minutes and 5 GB of temporary disk: the first
//! hundred thousand go through the store, the rest are written beside it, which costs no commits.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a bench that cannot run has nothing to say")]

#[path = "scale/bulk.rs"]
mod bulk;
#[path = "scale/texts.rs"]
mod texts;

use chrono::{DateTime, TimeDelta, Utc};
use hasad::article::{ArticleUrl, Block, BlockKind, Extracted, Outlet};
use hasad::dedup::Fingerprint;
use hasad::store::sqlite::SqliteStore;
use hasad::store::{Arrival, Recorded, Store};
use hasad::story::Terms;
use std::path::Path;
use std::time::{Duration, Instant};
use texts::{Corpus, Text};

/// Articles in one commit.
const COMMIT: u64 = 2_000;

/// Up to so many articles the insert is measured too.
const THROUGH_THE_STORE: u64 = 100_000;

/// Texts asked about at each size, half of them copies.
const PROBES: u64 = 400;

/// Articles are spread over this time: all of them are in the window of the comparison.
const WINDOW: TimeDelta = TimeDelta::days(6);

fn main() {
    let end: u64 = std::env::var("HASAD_SCALE").ok().map_or(1_000_000, |n| n.parse().expect("HASAD_SCALE is a number"));
    // `cargo test` runs benches too, only to see that they run.
    let end = if std::env::args().any(|a| a == "--bench") { end } else { end.min(1_000) };
    let corpus = Corpus::new();
    cost_of_a_fingerprint(&corpus);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let dir = tempfile::Builder::new().prefix("hasad-scale").tempdir().expect("a temporary directory");
    let path = dir.path().join("scale.db");
    println!("{HEAD}");
    let (mut filled, mut size) = (0, 1_000.min(end));
    while filled < end {
        let insert = if size <= THROUGH_THE_STORE {
            let store = SqliteStore::open(&path).expect("the store opens");
            Some(runtime.block_on(fill(&store, &corpus, filled, size)))
        } else {
            bulk::fill(&path, &corpus, filled, size);
            None
        };
        filled = size;
        let store = SqliteStore::open(&path).expect("the store opens");
        report(&runtime.block_on(ask(&store, &corpus, filled)), filled, insert, &path);
        size = (size * 10).min(end);
    }
}

const HEAD: &str = "articles | candidates + comparison: mean, median, 95 % | copies found | insert | index row | store";

fn report((times, found): &(Vec<Duration>, f64), articles: u64, insert: Option<Duration>, path: &Path) {
    let mean = times.iter().sum::<Duration>() / times.len() as u32;
    let at = |share: usize| millis(times[times.len() * share / 100]);
    println!(
        "{articles:>8} | {:.3} ms {:.3} ms {:.3} ms | {found:.1} % | {} | {:.1} B | {:.2} GB",
        millis(mean),
        at(50),
        at(95),
        insert.map_or_else(|| "-".to_owned(), |insert| format!("{:.3} ms", millis(insert))),
        index_row(path),
        std::fs::metadata(path).map_or(0.0, |file| file.len() as f64 / 1e9)
    );
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn cost_of_a_fingerprint(corpus: &Corpus) {
    let bodies: Vec<String> = (0..2_000).map(|n| corpus.written(&corpus.text(n))).collect();
    let started = Instant::now();
    let words: usize = bodies.iter().map(|body| Fingerprint::of("", body).words.len()).sum();
    let each = started.elapsed() / bodies.len() as u32;
    let bytes = bodies.iter().map(String::len).sum::<usize>() / bodies.len();
    println!(
        "normalise, hash and sketch: {:.0} µs an article of {} words, {bytes} bytes\n",
        each.as_secs_f64() * 1e6,
        words / bodies.len()
    );
}

fn arrival(number: u64, body: &str) -> Arrival {
    let url = ArticleUrl::parse(&format!("https://outlet-{}.example/{number}", number % 60)).unwrap();
    let seen = start() + WINDOW / 1_000_000 * (number % 1_000_000) as i32;
    let title = format!("عنوان {number}");
    Arrival {
        watch: None,
        entry: None,
        entry_hash: 0,
        feed: None,
        outlet: outlet(number),
        section: None,
        key: url.key(),
        landed: None,
        aliases: Vec::new(),
        url,
        fingerprint: Fingerprint::of(&title, body),
        // Stories have a cost of their own.
        terms: Terms::default(),
        extracted: Extracted {
            title: Some(title),
            blocks: body.lines().map(|l| Block { kind: BlockKind::Paragraph, text: l.to_owned() }).collect(),
            ..Extracted::default()
        },
        page: None,
        reading: None,
        partial: false,
        announced: None,
        seen,
        added: seen,
    }
}

fn start() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

fn outlet(number: u64) -> Outlet {
    Outlet(format!("صحيفة {}", number % 60))
}

/// Records the articles numbered `from` to `to`; returns the time of an insert, making the text not counted.
async fn fill(store: &SqliteStore, corpus: &Corpus, from: u64, to: u64) -> Duration {
    let mut took = Duration::ZERO;
    let mut at = from;
    while at < to {
        let next = (at + COMMIT).min(to);
        let arrivals: Vec<Arrival> = (at..next).map(|n| arrival(n, &corpus.written(&corpus.text(n)))).collect();
        let started = Instant::now();
        let recorded = store.record_all(arrivals).await.expect("articles are recorded");
        took += started.elapsed();
        let joined = recorded.iter().filter(|r| !matches!(r, Recorded::New(_))).count();
        assert!(joined * 100 <= recorded.len(), "different texts are different articles: {joined} joined");
        at = next;
    }
    took / (to - from) as u32
}

/// Times each text is asked about; the quickest counts, since other programs run on the machine.
const TRIES: usize = 3;

/// Asks what texts are, half of them copies of stored ones; returns the times, ascending, and the share of copies found.
async fn ask(store: &SqliteStore, corpus: &Corpus, filled: u64) -> (Vec<Duration>, f64) {
    let (mut times, mut found) = (Vec::new(), 0);
    for probe in 0..PROBES {
        let is_copy = probe % 2 == 0;
        let of = probe * (filled / PROBES).max(1) % filled;
        let text: Text = if is_copy { corpus.copy(&corpus.text(of), probe) } else { corpus.text((1 << 40) + probe) };
        let fingerprint = Fingerprint::of("عنوان آخر", &corpus.written(&text));
        let time = arrival(of, "").seen + TimeDelta::hours(2);
        let (mut joined, mut quickest) = (None, Duration::MAX);
        for _ in 0..TRIES {
            let (article, took) =
                store.probe(fingerprint.clone(), outlet(of + 1), time).await.expect("the store answers");
            (joined, quickest) = (article, quickest.min(took));
        }
        times.push(quickest);
        found += u64::from(is_copy && joined.is_some());
    }
    times.sort();
    (times, found as f64 * 200.0 / PROBES as f64)
}

/// Bytes on disk of a row of the sketch index.
fn index_row(path: &Path) -> f64 {
    let db = rusqlite::Connection::open(path).expect("the store opens twice");
    let bytes: i64 =
        db.query_row("SELECT sum(pgsize) FROM dbstat WHERE name = 'sketch'", [], |row| row.get(0)).unwrap();
    let rows: i64 = db.query_row("SELECT count(*) FROM sketch", [], |row| row.get(0)).unwrap();
    bytes as f64 / rows as f64
}
