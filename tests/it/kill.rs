//! Killed at random moments, again and again: no entry is lost, no article doubled, the store stays whole.

use super::newsroom::{Layout, NewsItem, Outlet, OutletStyle, generate, morning};
use super::program::{Program, signal};
use std::collections::BTreeMap;
use std::time::Duration;

const OUTLETS: usize = 6;
const ITEMS_A_ROUND: usize = 2;
const KILLS: usize = 24;

#[test]
fn a_daemon_killed_at_random_moments_loses_and_doubles_nothing() {
    let outlets: Vec<Outlet> = (0..OUTLETS)
        .map(|n| OutletStyle::new(&format!("outlet-{n}"), &format!("جريدة {n}"), Layout::WordPress))
        .map(|style| Outlet::start(OutletStyle { feed_length: 1_000, ..style }))
        .collect();
    let mut items = generate(OUTLETS * ITEMS_A_ROUND * KILLS + 1, 11).into_iter();
    let shared = items.next().unwrap();
    let program = Program::new(&outlets, "");
    // A fixed sequence of "random" moments, so that a failure can be repeated.
    let mut moment = 0x9E37_79B9_u32;
    let mut published = 0;
    for round in 0..KILLS {
        for outlet in &outlets {
            for item in items.by_ref().take(ITEMS_A_ROUND) {
                outlet.publish(NewsItem { published: morning(), ..item });
                published += 1;
            }
        }
        if round == KILLS / 2 {
            // One text at every outlet at once: the race that deduplication must survive as well.
            outlets.iter().for_each(|o| o.publish(NewsItem { published: morning(), ..shared.clone() }));
        }
        let mut daemon = program.daemon();
        moment = moment.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        std::thread::sleep(Duration::from_millis(u64::from(moment >> 24) * 2));
        signal(&daemon, "KILL");
        daemon.wait().unwrap();
    }
    let summary = program.prints(&["run", "--once", "--all"]);
    let export = program.prints(&["export"]);
    let articles: Vec<serde_json::Value> = export.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let mut pages: BTreeMap<String, usize> = BTreeMap::new();
    for source in articles.iter().flat_map(|a| a["sources"].as_array().unwrap()) {
        *pages.entry(source["url"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    let held = outlets.iter().flat_map(|o| o.items().into_iter().map(|i| o.url_of(&i.slug)));
    let missing: Vec<String> = held.filter(|url| !pages.contains_key(url)).collect();
    assert_eq!(missing, Vec::<String>::new(), "{summary}");
    assert!(pages.values().all(|count| *count == 1), "no page is a source twice");
    assert_eq!(articles.len(), published + 1, "every text is one article, the shared one too");
    let check = rusqlite::Connection::open(program.file("hasad.db")).unwrap();
    let whole: String = check.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(whole, "ok");
}
