//! What is stored is looked at again: pages read anew, decisions repeated.

use super::newsroom::{Layout, NewsItem, Outlet, OutletStyle, cast, first_day, generate_sized, morning};
use super::program::{Program, told};
use rusqlite::{Connection, params};
use serde_json::{Value, json};

fn json_of(program: &Program, arguments: &[&str]) -> Value {
    let printed = program.prints(arguments);
    serde_json::from_str(&printed).unwrap_or_else(|e| panic!("{e}: {printed}"))
}

fn exported(program: &Program) -> Vec<Value> {
    program.prints(&["export"]).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Two outlets: each has reports of its own, and one agency report stands in both.
fn two_outlets() -> (Vec<Outlet>, Program) {
    let outlets: Vec<Outlet> = ["river", "coast"]
        .map(|id| Outlet::start(OutletStyle::new(id, &format!("جريدة {id}"), Layout::WordPress)))
        .into();
    let mut items = generate_sized(5, 21, 1_500).into_iter();
    let shared = items.next().unwrap();
    for (number, item) in items.enumerate() {
        outlets[number % 2].publish(NewsItem { published: morning(), ..item });
    }
    for outlet in &outlets {
        outlet.publish(NewsItem { published: morning(), ..shared.clone() });
    }
    let program = Program::new(&outlets, "");
    program.prints(&["run", "--once"]);
    assert_eq!(exported(&program).len(), 5);
    (outlets, program)
}

/// The number of the source that is the page of an item.
fn source(db: &Connection, url: &str) -> (i64, i64) {
    let mut find = db.prepare("SELECT id, article_id FROM sources WHERE url = ?1").unwrap();
    find.query_row([url], |row| Ok((row.get(0)?, row.get(1)?))).unwrap_or_else(|e| panic!("{url}: {e}"))
}

/// As if the page of one source had been read as another's when it came: what stands in the store is what older rules made of it.
fn swap_page(db: &Connection, url: &str, with: &str) {
    let (source, with) = (source(db, url).0, self::source(db, with).0);
    let changed = db.execute(
        "UPDATE pages SET body = (SELECT body FROM pages WHERE source_id = ?2) WHERE source_id = ?1",
        params![source, with],
    );
    assert_eq!(changed.unwrap(), 1);
}

#[test]
fn reading_again_by_the_same_rules_changes_nothing() {
    let outlets: Vec<Outlet> = cast().into_iter().map(Outlet::start).collect();
    first_day(&outlets, morning());
    let program = Program::new(&outlets, "");
    program.prints(&["run", "--once"]);
    let before = exported(&program);
    let trial = json_of(&program, &["reextract", "--dry-run", "--json"]);
    assert_eq!(trial["changes"], json!({}), "{trial:#}");
    assert!(trial["pages"].as_u64().unwrap() > 20 && trial["unchanged"] == trial["pages"], "{trial:#}");
    assert!(trial["decided"].as_u64().unwrap() > 20, "{trial:#}");
    program.prints(&["reextract"]);
    // A similarity may have been to a text that another took the place of; it is to the canonical one now.
    let without_similarity = |articles: &[Value]| {
        let mut articles = articles.to_vec();
        for source in articles.iter_mut().flat_map(|a| a["sources"].as_array_mut().unwrap()) {
            source.as_object_mut().unwrap().remove("similarity");
        }
        articles
    };
    let after = exported(&program);
    for (before, after) in without_similarity(&before).iter().zip(without_similarity(&after)) {
        for key in ["id", "title", "text", "published", "first_seen", "story_id", "versions", "read_also", "sources"] {
            assert_eq!(before[key], after[key], "{key} of article {}", before["id"]);
        }
    }
    program.prints(&["reextract"]);
    assert!(exported(&program) == after);
}

#[test]
fn what_older_rules_read_wrongly_is_read_and_placed_again_once() {
    let (outlets, program) = two_outlets();
    let url = |outlet: usize, item: usize| outlets[outlet].url_of(&outlets[outlet].items()[item].slug);
    let shared = outlets[0].items().len() - 1;
    let db = Connection::open(program.file("hasad.db")).unwrap();
    // The two outlets' own first reports are one text by the new rules, and the agency report at the coast is another's.
    swap_page(&db, &url(1, 0), &url(0, 0));
    let coast = source(&db, &url(1, shared));
    let river = source(&db, &url(0, shared));
    assert_eq!(coast.1, river.1, "one article");
    let copy = if coast.0 > river.0 { url(1, shared) } else { url(0, shared) };
    let copy_outlet = usize::from(coast.0 > river.0);
    swap_page(&db, &copy, &url(copy_outlet, 1));
    db.execute("UPDATE sources SET title = 'عنوان قديم' WHERE id = ?1", [source(&db, &url(0, 1)).0]).unwrap();
    let (earlier, later) = (source(&db, &url(0, 0)).1, source(&db, &url(1, 0)).1);
    drop(db);

    let before = exported(&program);
    let trial = json_of(&program, &["reextract", "--dry-run", "--json"]);
    assert!(exported(&program) == before, "a trial changes nothing");
    let left: Vec<_> = std::fs::read_dir(program.file(".")).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("trial")), "and leaves nothing: {left:?}");
    assert_eq!(trial["dry_run"], true);
    assert_eq!(trial["changes"]["body"], 2, "{trial:#}");
    assert!(trial["changes"]["title"].as_u64().unwrap() >= 1, "{trial:#}");
    assert_eq!(trial["changes"]["merge"], 1, "{trial:#}");
    assert_eq!(trial["examples"].as_array().unwrap().iter().filter(|e| e["kind"] == "merge").count(), 1);
    let told = program.prints(&["reextract", "--dry-run"]);
    assert!(told.contains("nothing was changed") && told.contains("merge"), "{told}");

    let real = json_of(&program, &["reextract", "--json"]);
    assert_eq!((&real["changes"], &real["examples"]), (&trial["changes"], &trial["examples"]), "as the trial said");
    let again = json_of(&program, &["reextract", "--json"]);
    assert_eq!(again["changes"], json!({}), "{again:#}");
    let (kept, gone) = (earlier.min(later).to_string(), earlier.max(later).to_string());
    assert_eq!(json_of(&program, &["show", &gone, "--json"])["id"].to_string(), kept, "the old number leads there");
    let explained = program.prints(&["explain", &gone]);
    assert!(explained.contains("decided again"), "{explained}");
    let home = json_of(&program, &["explain", &copy, "--json"]);
    assert_ne!(home["article"]["id"], river.1, "the copy that is none has left the article: {home:#}");
}

#[test]
fn an_interrupted_run_is_gone_on_with() {
    let (outlets, program) = two_outlets();
    let db = Connection::open(program.file("hasad.db")).unwrap();
    let url = outlets[0].url_of(&outlets[0].items()[0].slug);
    db.execute("UPDATE sources SET title = 'عنوان قديم'", []).unwrap();
    // As a killed run leaves it: the first three sources are done.
    let key = format!(
        "reextract outlet=None since=None hasad={} fingerprint={}",
        env!("CARGO_PKG_VERSION"),
        hasad::dedup::FINGERPRINT_VERSION
    );
    db.execute("INSERT INTO reprocessing (one, key, pass, after) VALUES (1, ?1, 1, 3)", [key]).unwrap();
    let report = json_of(&program, &["reextract", "--json"]);
    assert_eq!((&report["resumed"], &report["pages"]), (&json!(true), &json!(3)), "{report:#}");
    let first: String = db.query_row("SELECT title FROM sources WHERE id = 1", [], |row| row.get(0)).unwrap();
    assert_eq!(first, "عنوان قديم", "what the first part did is not done again");
    let left: i64 = db.query_row("SELECT count(*) FROM reprocessing", [], |row| row.get(0)).unwrap();
    assert_eq!(left, 0, "a finished run leaves nothing to go on with");
    // Other options are another run.
    let report = json_of(&program, &["reextract", "--outlet", "جريدة river", "--json"]);
    assert_eq!((&report["resumed"], &report["pages"]), (&json!(false), &json!(3)), "{report:#}");
    assert!(source(&db, &url).0 > 0);
}

/// A feed's article that arrived while its twin could not be found, as two processes of older versions could leave it.
#[test]
fn reconciliation_joins_what_the_order_of_arrival_hid() {
    let (outlets, program) = two_outlets();
    let db = Connection::open(program.file("hasad.db")).unwrap();
    let shared = generate_sized(5, 21, 1_500).remove(0);
    let line = json!({"url": "https://archive.example/1", "outlet": "أرشيف", "title": shared.title,
        "text": format!("{} كما أفاد مراسلنا.", shared.paragraphs.join("\n")), "published": morning().to_rfc3339()});
    std::fs::write(program.file("line.jsonl"), line.to_string()).unwrap();
    // Its twin is not in the index when it comes.
    db.execute_batch("CREATE TABLE aside AS SELECT * FROM sketch; DELETE FROM sketch").unwrap();
    assert!(program.prints(&["import", "line.jsonl"]).starts_with("1 new"));
    db.execute_batch("INSERT OR IGNORE INTO sketch SELECT * FROM aside; DROP TABLE aside").unwrap();
    assert_eq!(exported(&program).len(), 6);

    let trial = json_of(&program, &["reconcile", "--dry-run", "--json"]);
    assert_eq!(trial["joined"].as_array().unwrap().len(), 1, "{trial:#}");
    assert_eq!(exported(&program).len(), 6, "a trial joins nothing");
    assert!(program.prints(&["reconcile", "--since", "1h"]).contains("1 joined"));
    let pair = &trial["joined"][0];
    let gone = pair["joined"].to_string();
    let shown = json_of(&program, &["show", &gone, "--json"]);
    assert_eq!(shown["id"], pair["kept"], "the old number leads to what stays");
    assert_eq!(shown["sources"].as_array().unwrap().len(), 3);
    assert!(program.prints(&["explain", &gone]).contains("reconciled: "));
    let again = program.run(&["reconcile"]);
    assert!(again.status.success(), "{}", told(&again));
    assert!(String::from_utf8_lossy(&again.stdout).contains("0 joined"));
    drop(outlets);
}
