//! What the adaptive schedule sees and costs beside fixed intervals, on a week of five hundred invented feeds.
//!
//! `cargo run --release --example polling [SEED...]`: without seeds, eight of them.

#[path = "../tests/rhythms/mod.rs"]
mod rhythms;

use chrono::{DateTime, TimeDelta, Utc};
use rhythms::{Outcome, Way, publishers, watch};

/// Seeds that the schedule's numbers were not chosen on.
const SEEDS: [u64; 8] = [101, 102, 103, 104, 105, 106, 107, 108];

fn main() {
    let given: Vec<u64> = std::env::args().skip(1).filter_map(|seed| seed.parse().ok()).collect();
    let seeds = if given.is_empty() { SEEDS.to_vec() } else { given };
    // A Monday.
    let start = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(20_780);
    for seed in seeds {
        let feeds = publishers(500, seed, start - TimeDelta::days(60), start + TimeDelta::days(7));
        println!("seed {seed}: 500 feeds, one week, nothing known but the first documents");
        println!("  way          requests  of 5 min   entries   in time   lost   median wait   98 % within");
        let base = watch(&feeds, Way::Fixed(5), start, start + TimeDelta::days(7));
        print(&base, &base, "every 5 min");
        for (way, name) in [(Way::Fixed(15), "every 15 min"), (Way::Fixed(60), "every 60 min")] {
            print(&watch(&feeds, way, start, start + TimeDelta::days(7)), &base, name);
        }
        let adaptive = watch(&feeds, Way::Adaptive, start, start + TimeDelta::days(7));
        print(&adaptive, &base, "adaptive");
        for (kind, (entries, in_time, requests)) in &adaptive.kinds {
            let share = 100.0 * *in_time as f64 / (*entries).max(1) as f64;
            println!(
                "    {:<10} {entries:>6} entries, {share:>6.2} % in time, {requests:>6} requests",
                format!("{kind:?}")
            );
        }
    }
}

fn print(outcome: &Outcome, base: &Outcome, name: &str) {
    println!(
        "  {name:<12} {:>8}  {:>6.1} %  {:>8}  {:>6.2} %  {:>5}  {:>8.1} min  {:>8.1} min",
        outcome.requests,
        100.0 * outcome.requests as f64 / base.requests as f64,
        outcome.entries,
        100.0 * outcome.share_in_time(),
        outcome.lost,
        outcome.wait(0.5),
        outcome.wait(0.98),
    );
}
