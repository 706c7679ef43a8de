//! What a person knows better: merges and splits hold for what comes later, and work beside a running daemon.

use super::desk::Newsroom;
use super::newsroom::{Copied, Layout, Outlet, OutletStyle, morning, story};
use super::program::{Program, signal, told};
use chrono::TimeDelta;
use hasad::store::Part;
use serde_json::Value;
use std::time::{Duration, Instant};

fn outlets() -> Vec<Outlet> {
    let names = [("channel", "قناة الأفق"), ("magazine", "مجلة شرفات"), ("daily", "جريدة يوم الناس")];
    let layouts = [Layout::Broadcaster, Layout::WordPress, Layout::Drupal];
    let start = |((id, name), layout): ((&str, &str), Layout)| Outlet::start(OutletStyle::new(id, name, layout));
    names.into_iter().zip(layouts).map(start).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_takes_in_the_copies_that_come_later() {
    let dir = tempfile::tempdir().unwrap();
    let outlets = outlets();
    outlets[0].publish(story("strait-accord", morning()));
    let rewrite = story("five-states-strait", morning()).later(20);
    outlets[1].publish(rewrite.clone());
    let mut newsroom = Newsroom::open(outlets, morning() + TimeDelta::hours(2), dir.path()).await;
    newsroom.pass().await;
    let (one, other) =
        (newsroom.article_of(0, "strait-accord").await, newsroom.article_of(1, "five-states-strait").await);
    assert_ne!(one.id, other.id, "two texts about one event");
    newsroom.store().merge(one.id, other.id, newsroom.now()).await.unwrap();
    newsroom.restart().await;
    newsroom.outlets[2].copy_from(&rewrite, &Copied::faithfully().edited(3).later(60));
    let summary = newsroom.after(TimeDelta::minutes(40)).await;
    assert_eq!((summary.copies, summary.new_articles), (1, 0));
    let article = newsroom.article_of(2, "five-states-strait").await;
    assert_eq!((article.id, article.sources.len()), (one.id, 3));
    assert_eq!(newsroom.store().article(other.id).await.unwrap().unwrap().id, one.id, "the old number leads there");
    assert_eq!(newsroom.articles().await.len(), 1);
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_that_is_taken_back_leaves_neither_story_nor_origin_behind() {
    let dir = tempfile::tempdir().unwrap();
    let outlets = outlets();
    let (strike, accord) = (story("port-strike", morning()), story("strait-accord", morning()).later(10));
    outlets[0].publish(strike.clone());
    outlets[1].publish(accord);
    // Read in the same sweep as its origin, and before it: who was first is told by what both state.
    outlets[2].copy_from(&strike, &Copied::faithfully().edited(2).later(25));
    let newsroom = Newsroom::open(outlets, morning() + TimeDelta::hours(2), dir.path()).await;
    newsroom.pass().await;
    let (one, other) = (newsroom.article_of(0, "port-strike").await, newsroom.article_of(1, "strait-accord").await);
    assert_ne!(one.story_id, other.story_id);
    let facts = |article: &hasad::article::StoredArticle| {
        let origin = article.sources.iter().find(|s| s.relation == hasad::article::Relation::Origin).unwrap();
        (origin.outlet.clone(), article.published.clone(), article.title.clone(), article.authors.clone())
    };
    newsroom.store().merge(one.id, other.id, newsroom.now()).await.unwrap();
    newsroom.store().split(one.id, Part::Merged(other.id), newsroom.now()).await.unwrap();
    let (kept, back) = (newsroom.article_of(0, "port-strike").await, newsroom.article_of(1, "strait-accord").await);
    assert_eq!((kept.id, back.id), (one.id, other.id));
    assert_ne!(kept.story_id, back.story_id, "two events are two stories again");
    assert_eq!((facts(&kept), facts(&back).0), (facts(&one), facts(&other).0));
    // The origin leaves and comes back.
    let url = newsroom.outlets[0].url_of("port-strike");
    let apart = newsroom.store().split(one.id, Part::Page(url), newsroom.now()).await.unwrap();
    newsroom.store().merge(one.id, apart.other, newsroom.now()).await.unwrap();
    let whole = newsroom.article_of(0, "port-strike").await;
    assert_eq!((facts(&whole).0, facts(&whole).1), (facts(&one).0, facts(&one).1));
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_was_merged_twice_leads_where_its_pages_are() {
    let dir = tempfile::tempdir().unwrap();
    let outlets = outlets();
    let names = ["port-strike", "strait-accord", "five-states-strait"];
    for (outlet, name) in outlets.iter().zip(names) {
        outlet.publish(story(name, morning()));
    }
    let newsroom = Newsroom::open(outlets, morning() + TimeDelta::hours(2), dir.path()).await;
    newsroom.pass().await;
    let mut ids = Vec::new();
    for (nth, name) in names.iter().enumerate() {
        ids.push(newsroom.article_of(nth, name).await.id);
    }
    let (now, store) = (newsroom.now(), newsroom.store());
    store.merge(ids[0], ids[1], now).await.unwrap();
    store.merge(ids[2], ids[0], now).await.unwrap();
    store.split(ids[2], Part::Merged(ids[0]), now).await.unwrap();
    assert_eq!(store.article(ids[1]).await.unwrap().unwrap().id, ids[0], "its page went back with the other");
    store.split(ids[0], Part::Merged(ids[1]), now).await.unwrap();
    assert_eq!(store.article(ids[1]).await.unwrap().unwrap().id, ids[1]);
    assert_eq!(newsroom.articles().await.len(), 3);
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_split_holds_when_the_feeds_are_read_again() {
    let dir = tempfile::tempdir().unwrap();
    let outlets = outlets();
    let strike = story("port-strike", morning());
    outlets[0].publish(strike.clone());
    outlets[1].copy_from(&strike, &Copied::faithfully().edited(2).later(15));
    let mut newsroom = Newsroom::open_rechecking(outlets, morning() + TimeDelta::hours(2), dir.path(), &[2]).await;
    newsroom.pass().await;
    let article = newsroom.article_of(0, "port-strike").await;
    assert_eq!(article.sources.len(), 2);
    let url = newsroom.outlets[1].url_of("port-strike");
    let done = newsroom.store().split(article.id, Part::Page(url), newsroom.now()).await.unwrap();
    newsroom.restart().await;
    newsroom.outlets[1].correct("port-strike", newsroom.now(), |item| {
        item.title = format!("{} (محدث)", item.title);
        item.paragraphs.push("وفي المساء عادت آخر الشاحنات إلى الأرصفة.".to_owned());
    });
    let later = newsroom.after(TimeDelta::minutes(40)).await;
    assert_eq!((later.revisions, later.new_articles, later.copies), (1, 0, 0), "{later:?}");
    newsroom.after(TimeDelta::hours(3)).await;
    let apart = newsroom.article_of(1, "port-strike").await;
    assert_eq!((apart.id, apart.sources.len()), (done.other, 1));
    assert!(apart.text().contains("آخر الشاحنات"));
    newsroom.outlets[2].copy_from(&strike, &Copied::faithfully().later(200));
    newsroom.after(TimeDelta::minutes(40)).await;
    assert_eq!(newsroom.article_of(2, "port-strike").await.id, article.id, "a copy of the other text joins the other");
    assert_eq!(newsroom.articles().await.len(), 2);
    newsroom.close().await;
}

#[test]
fn what_people_said_holds_when_the_store_is_decided_again() {
    let outlets = outlets();
    let strike = story("port-strike", morning());
    outlets[0].publish(strike.clone());
    outlets[1].copy_from(&strike, &Copied::faithfully().edited(2).later(15));
    outlets[0].publish(story("strait-accord", morning()));
    outlets[2].publish(story("five-states-strait", morning()).later(20));
    let program = Program::new(&outlets, "");
    program.prints(&["run", "--once"]);
    let id = |outlet: usize, slug: &str| {
        let explained = json(&program.prints(&["explain", &outlets[outlet].url_of(slug), "--json"]));
        explained["article"]["id"].to_string()
    };
    let [one, copy] = [0, 1].map(|outlet| id(outlet, "port-strike"));
    assert_eq!(one, copy, "the measures join them");
    program.prints(&["split", &one, &outlets[1].url_of("port-strike")]);
    let accord = id(0, "strait-accord");
    program.prints(&["merge", &accord, &id(2, "five-states-strait")]);
    let copy = id(1, "port-strike");
    assert_ne!(one, copy);
    let stands = |when: &str| {
        let now = [id(0, "port-strike"), id(1, "port-strike"), id(2, "five-states-strait")];
        assert_eq!(now, [one.clone(), copy.clone(), accord.clone()], "{when}");
    };
    let trial = json(&program.prints(&["reconcile", "--dry-run", "--json"]));
    assert!(trial["found"].as_array().is_none_or(Vec::is_empty), "{trial:#}");
    program.prints(&["reconcile"]);
    stands("after a reconciliation");
    program.prints(&["reextract"]);
    stands("after all was read again");
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

#[test]
fn the_program_corrects_beside_a_running_daemon_and_tells_of_it() {
    let outlets = outlets();
    outlets[0].publish(story("strait-accord", morning()));
    outlets[1].publish(story("five-states-strait", morning()).later(20));
    let program = Program::new(&outlets, "");
    program.prints(&["run", "--once"]);
    let id = |outlet: usize, slug: &str| {
        let explained = json(&program.prints(&["explain", &outlets[outlet].url_of(slug), "--json"]));
        explained["article"]["id"].to_string()
    };
    let (one, other) = (id(0, "strait-accord"), id(1, "five-states-strait"));
    let mut daemon = program.daemon();
    let begun = Instant::now();
    // Asking with a second one could take the lock from under the first while it starts.
    let holder = || std::fs::read_to_string(program.file("hasad.db.lock")).unwrap_or_default();
    while holder().trim() != daemon.id().to_string() {
        assert!(begun.elapsed() < Duration::from_secs(30), "the daemon never took the store");
        std::thread::sleep(Duration::from_millis(20));
    }
    let merged = program.prints(&["merge", &one, &other]);
    assert!(merged.contains(&format!("article {other} is now part of article {one}")), "{merged}");
    assert!(program.prints(&["show", &other]).starts_with(&format!("article {other} was merged into article {one}")));
    let explained = program.prints(&["explain", &other]);
    assert!(
        explained.contains(&format!("merged into article {one}")) && explained.contains("correction 1"),
        "{explained}"
    );
    assert_eq!(json(&program.prints(&["explain", &one, "--json"]))["corrections"][0]["said"], "together");
    let split = json(&program.prints(&["split", &one, &other, "--json"]));
    assert_eq!(split["other"].to_string(), other);
    let pair = program.prints(&["explain", &one, &other]);
    assert!(pair.contains("correction 2 says that they are two articles"), "{pair}");
    let refused = program.run(&["split", &one, "https://nowhere.example/1"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(told(&refused).contains("is no page of article"), "{}", told(&refused));
    assert!(daemon.try_wait().unwrap().is_none(), "the daemon goes on");
    signal(&daemon, "TERM");
    assert!(daemon.wait().unwrap().success());
}

#[test]
fn the_program_lists_versions_and_prints_what_changed() {
    let outlets = outlets();
    outlets[0].publish(story("port-strike", morning()));
    let program = Program::new(&outlets[..1], "");
    program.prints(&["run", "--once"]);
    outlets[0].correct("port-strike", morning() + TimeDelta::hours(3), |item| {
        item.title = format!("عاجل: {}", item.title);
        item.paragraphs[1] = format!("وبحسب النقابة {}", item.paragraphs[1]);
    });
    program.prints(&["run", "--once", "--all"]);
    let id = json(&program.prints(&["articles", "--json"]))[0]["id"].to_string();
    let listed = program.prints(&["show", &id, "--history"]);
    assert!(
        listed.contains("2 versions of 1 pages")
            && listed.contains("first text")
            && listed.contains("edited, -0 +2 words"),
        "{listed}"
    );
    let versions = json(&program.prints(&["show", &id, "--history", "--json"]));
    assert_eq!((&versions[1]["change"], &versions[1]["added"]), (&Value::from("edit"), &Value::from(2)));
    let diff = program.prints(&["show", &id, "--diff"]);
    assert!(diff.contains("{+عاجل:+}") && diff.contains("{+وبحسب النقابة+}") && diff.contains("unchanged)"), "{diff}");
    assert_eq!(program.prints(&["show", &id, "--diff", "--from", "1", "--to", "2"]), diff);
    let back = json(&program.prints(&["show", &id, "--diff", "--from", "2", "--to", "1", "--json"]));
    assert_eq!((&back["title"][0]["op"], &back["title"][0]["text"]), (&Value::from("removed"), &Value::from("عاجل:")));
    let none = program.run(&["show", &id, "--diff", "--from", "7"]);
    assert!(told(&none).contains("there is no version 7"), "{}", told(&none));
    let shown = json(&program.prints(&["show", &id, "--json"]));
    assert_eq!(shown["first"]["seen"]["outlet"], "قناة الأفق");
    assert!(shown["first"]["claimed"]["at"].as_str().unwrap().starts_with("2026-11-23"));
    let text = program.prints(&["show", &id]);
    assert!(text.contains("we saw") && text.contains("they claim"), "{text}");
}
