//! What is stored is looked at again: pages read anew, decisions repeated.

use super::desk::Newsroom;
use super::newsroom::{Layout, NewsItem, Outlet, OutletStyle, cast, first_day, generate_sized, morning};
use super::program::{Program, told};
use super::store::arrival;
use chrono::TimeDelta;
use hasad::store::Arrival;
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
    // The first pages of an outlet were read before its lists of links were known to recur; nothing else may change.
    let links = trial["changes"]["links"].as_u64().unwrap_or(0);
    assert!(trial["changes"].as_object().unwrap().keys().all(|kind| kind == "links"), "{trial:#}");
    let (pages, unchanged) = (trial["pages"].as_u64().unwrap(), trial["unchanged"].as_u64().unwrap());
    assert!(pages > 20 && unchanged + links == pages && links * 4 < pages, "{trial:#}");
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
        for key in ["id", "title", "text", "published", "first_seen", "story_id", "versions", "sources"] {
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
    let origin: i64 = db
        .query_row("SELECT id FROM sources WHERE article_id = ?1 AND relation = 'origin'", [coast.1], |row| row.get(0))
        .unwrap();
    let copy_outlet = usize::from(river.0 == origin);
    let copy = url(copy_outlet, shared);
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

/// Everything of the store that is computed from texts.
fn computed(db: &Connection) -> Vec<String> {
    let rows = |sql: &str| -> Vec<String> {
        let mut read = db.prepare(sql).unwrap();
        read.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    };
    [
        "SELECT id || hex(text_hash) || hex(title_words) || hex(words) || hex(terms) || fingerprint FROM articles ORDER BY id",
        "SELECT article_id || hex(text_hash) || title_hash FROM versions ORDER BY 1",
        "SELECT id || hex(text_hash) FROM sources ORDER BY id",
    ]
    .iter()
    .flat_map(|sql| rows(sql))
    .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn fingerprints_of_an_older_version_are_computed_anew_and_until_then_counted() {
    let dir = tempfile::tempdir().unwrap();
    let outlets: Vec<Outlet> = cast().into_iter().map(Outlet::start).collect();
    first_day(&outlets, morning());
    let newsroom = Newsroom::open(outlets, morning(), dir.path()).await;
    newsroom.pass().await;
    let articles = newsroom.articles().await.len() as u64;
    let db = Connection::open(dir.path().join("hasad.db")).unwrap();
    let before = computed(&db);
    db.execute_batch(
        "CREATE TEMP TABLE former AS SELECT * FROM sketch; CREATE TEMP TABLE kept AS SELECT * FROM copies",
    )
    .unwrap();
    let copies: i64 = db.query_row("SELECT count(*) FROM copies", [], |row| row.get(0)).unwrap();
    assert!(copies > 0, "some copy differs from its canonical text");
    // As a version with other rules would have left it: other words, another hash of the text of one article.
    db.execute_batch(
        "PRAGMA busy_timeout = 5000;
         DELETE FROM sketch;
         UPDATE articles SET fingerprint = 1, words = zeroblob(400), title_words = x'', terms = x'';
         UPDATE copies SET fingerprint = 1, words = zeroblob(400);
         UPDATE versions SET text_hash = zeroblob(16) WHERE article_id = 1 AND text_hash = (SELECT text_hash FROM articles WHERE id = 1);
         UPDATE sources SET text_hash = zeroblob(16) WHERE article_id = 1 AND text_hash = (SELECT text_hash FROM articles WHERE id = 1);
         UPDATE articles SET text_hash = zeroblob(16) WHERE id = 1;",
    )
    .unwrap();
    let outdated = newsroom.store().status().await.unwrap().outdated;
    assert_eq!((outdated.articles, outdated.copies), (articles, copies.unsigned_abs()));
    newsroom.daemon.renew_fingerprints(&hasad::daemon::stopper().1).await.unwrap();
    let after = computed(&db);
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before, after);
    }
    assert_eq!(before.len(), after.len());
    let sketched = "SELECT count(*) FROM sketch JOIN former USING (hash, article_id)";
    let sketched: i64 = db.query_row(sketched, [], |row| row.get(0)).unwrap();
    assert_eq!(sketched.unsigned_abs(), articles * hasad::dedup::SKETCH_SIZE as u64, "each is found by its text again");
    let words = "SELECT count(*), sum(words = former) FROM (SELECT c.words, kept.words AS former FROM copies AS c
                 LEFT JOIN kept ON kept.article_id = c.article_id AND kept.text_hash = c.text_hash)";
    let (kept, same): (i64, i64) = db.query_row(words, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert!(kept > copies / 2 && same == kept, "{kept} copies of {copies}, {same} as before");
    let outdated = newsroom.store().status().await.unwrap().outdated;
    assert_eq!((outdated.articles, outdated.copies), (0, 0));
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_daemon_reconciles_once_after_every_midnight() {
    let dir = tempfile::tempdir().unwrap();
    let mut newsroom = Newsroom::open(Vec::new(), morning(), dir.path()).await;
    let [text, other] = generate_sized(2, 31, 900).try_into().unwrap();
    let report = |path: &str, item: &NewsItem, more: &str| {
        let at = newsroom.now();
        let text = format!("{} {more}", item.paragraphs.join("\n"));
        Arrival { seen: at, added: at, ..arrival(&format!("صحيفة {path}"), path, &item.title, &text) }
    };
    newsroom.store().record(report("one", &text, "")).await.unwrap();
    newsroom.store().record(report("other", &other, "")).await.unwrap();
    newsroom.daemon.reconcile_if_due(&hasad::daemon::stopper().1).await.unwrap();
    let db = Connection::open(dir.path().join("hasad.db")).unwrap();
    db.execute_batch("CREATE TABLE aside AS SELECT * FROM sketch; DELETE FROM sketch").unwrap();
    newsroom.store().record(report("two", &text, "كما أفاد مراسلنا.")).await.unwrap();
    db.execute_batch("INSERT OR IGNORE INTO sketch SELECT * FROM aside; DROP TABLE aside").unwrap();
    let sources =
        |articles: Vec<hasad::article::StoredArticle>| articles.iter().map(|a| a.sources.len()).collect::<Vec<_>>();
    newsroom.daemon.reconcile_if_due(&hasad::daemon::stopper().1).await.unwrap();
    assert_eq!(sources(newsroom.articles().await), [1, 1, 1], "it was done today");
    newsroom.after(TimeDelta::hours(23)).await;
    newsroom.daemon.reconcile_if_due(&hasad::daemon::stopper().1).await.unwrap();
    let articles = newsroom.articles().await;
    assert_eq!(sources(articles.clone()), [2, 1], "the next day it is done again");
    assert!(articles[0].sources[1].evidence.contains("reconciled: "), "{:?}", articles[0].sources);
    // A number that went is never given to another article.
    let next = newsroom.store().record(report("three", &generate_sized(1, 32, 900)[0], "")).await.unwrap();
    assert!(matches!(next, hasad::store::Recorded::New(id) if id.0 == 4), "{next:?}");
    newsroom.restart().await;
    assert_eq!(newsroom.articles().await.len(), 3);
    newsroom.close().await;
}

#[test]
fn normalisation_is_shown_step_by_step() {
    let program = Program::new(&[], "");
    let text = "«المُؤتمر» الـ٢٠ فى مدينة کركوك";
    let shown = json_of(&program, &["explain", "--normalise", text, "--json"]);
    let steps = shown["steps"].as_array().unwrap();
    let made = |name: &str| {
        steps.iter().find(|s| s["step"] == name).unwrap_or_else(|| panic!("{name}: {shown:#}"))["text"].clone()
    };
    assert_eq!(made("marks"), "«المؤتمر» الـ٢٠ فى مدينة کركوك");
    assert_eq!(made("words"), "الموتمر ال20 في مدينه كركوك");
    assert_eq!(steps.last().unwrap()["text"], "موتمر 20 في مدين كركوك");
    assert!(program.prints(&["explain", "--normalise", text]).contains("presentation forms"));
    assert_eq!(program.run(&["explain"]).status.code(), Some(2), "something must be named");
}
