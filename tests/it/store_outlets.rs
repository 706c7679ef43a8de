//! What every store must keep of outlets: what recurs over their pages, and how well those read.

use super::newsroom::generate_sized;
use super::store::{arrival, now};
use chrono::TimeDelta;
use hasad::article::{Block, BlockKind, Outlet};
use hasad::page::health::Outcome;
use hasad::page::memory::{KnownKind, Lesson};
use hasad::store::sqlite::SqliteStore;
use hasad::store::{Arrival, PageReading, Recorded, Store};

const LINE: &str = "تصلكم ضفافنا كل صباح قبل القهوة";
const OUTLET: &str = "صحيفة الضفة";

pub(super) async fn all(store: &dyn Store) {
    what_recurs_is_kept_and_bodies_are_mended(store).await;
    a_text_of_the_outlet_counts_once(store).await;
    sudden_changes_are_given_out_once(store).await;
}

/// The `n`th article of the outlet, as a page of it that nothing is known of gives it.
fn page(n: usize, outcome: Outcome) -> Arrival {
    let item = generate_sized(n + 1, 501, 900).remove(n);
    let plain = arrival(OUTLET, &format!("outlet/{n}"), &item.title, &item.paragraphs.join("\n\n"));
    let mut extracted = plain.extracted.clone();
    let paragraph = |text: &str| Block { kind: BlockKind::Paragraph, text: text.to_owned() };
    extracted.blocks = item.paragraphs.iter().map(|p| paragraph(p)).chain([paragraph(LINE)]).collect();
    let text = extracted.text();
    let reading = PageReading {
        site: "news.example".to_owned(),
        outcome,
        chars: 900,
        raw: Some(n as u128 + 1),
        lesson: (outcome == Outcome::Article).then(|| Lesson::of_text(&extracted)),
    };
    let fingerprint = hasad::dedup::Fingerprint::of(&item.title, &text);
    // Only a page that was announced says something about how pages read.
    Arrival { entry: Some(-1), reading: Some(reading), fingerprint, extracted, ..plain }
}

async fn what_recurs_is_kept_and_bodies_are_mended(store: &dyn Store) {
    let Recorded::New(first) = store.record(page(0, Outcome::Article)).await.unwrap() else { panic!("a new text") };
    assert!(store.article(first).await.unwrap().unwrap().text().contains(LINE));
    let Recorded::New(second) = store.record(page(1, Outcome::Article)).await.unwrap() else { panic!("a new text") };
    for id in [first, second] {
        let article = store.article(id).await.unwrap().unwrap();
        assert!(!article.text().contains(LINE), "it is furniture since the second page");
        assert_eq!(article.versions, 1, "a text that is read better is no new version");
        let remarks = store.remarks(id).await.unwrap();
        assert!(remarks[0].remarks.iter().any(|r| r.code == "furniture-known"), "{remarks:?}");
    }
    let memory = store.outlet_memory(Outlet(OUTLET.to_owned()), "news.example".to_owned()).await.unwrap();
    assert_eq!((memory.pages(), memory.recent().len()), (2, 2));
    let site = store.outlets(now()).await.unwrap().into_iter().find(|o| o.outlet == OUTLET).unwrap();
    assert_eq!((site.pages, site.furniture, site.watched), (2, 1, 0));
    let report = store.outlet(site.id, now()).await.unwrap().unwrap();
    let known = &report.known[0];
    assert_eq!((known.known.kind, known.known.text.as_str(), known.known.pages), (KnownKind::Block, LINE, 2));
    assert!(store.outlet(-7, now()).await.unwrap().is_none());
    let elsewhere = store.outlet_memory(Outlet(OUTLET.to_owned()), "other.example".to_owned()).await.unwrap();
    assert_eq!(elsewhere.pages(), 0, "another site has furniture of its own");
}

async fn a_text_of_the_outlet_counts_once(store: &dyn Store) {
    let again = page(1, Outcome::Article);
    let other = super::store::url("outlet/1-in-another-section");
    let copy = Arrival { key: other.key(), aliases: vec![other.clone()], url: other, ..again.clone() };
    assert!(matches!(store.record(copy).await.unwrap(), Recorded::Joined(..)));
    assert!(matches!(store.record(again).await.unwrap(), Recorded::Unchanged(_)), "the page is as it was");
    let memory = store.outlet_memory(Outlet(OUTLET.to_owned()), "news.example".to_owned()).await.unwrap();
    assert_eq!(memory.pages(), 2);
}

async fn sudden_changes_are_given_out_once(store: &dyn Store) {
    for n in 2..16 {
        store.record(page(n, Outcome::Article)).await.unwrap();
    }
    assert_eq!(store.take_alerts().await.unwrap(), []);
    for n in 16..28 {
        let late = Arrival { seen: now() + TimeDelta::hours(1), partial: true, ..page(n, Outcome::Login) };
        store.record(late).await.unwrap();
    }
    let told = store.take_alerts().await.unwrap();
    assert_eq!(told.iter().map(|a| (a.outlet.as_str(), a.code.as_str())).collect::<Vec<_>>(), [(OUTLET, "share-drop")]);
    assert_eq!(told[0].since, now() + TimeDelta::hours(1));
    assert_eq!(store.take_alerts().await.unwrap(), []);
    assert_eq!(store.status().await.unwrap().alerts, told);
    let later = now() + TimeDelta::days(70);
    store.prune(later, TimeDelta::days(365), TimeDelta::days(14)).await.unwrap();
    assert!(
        store.outlets(later).await.unwrap().iter().all(|o| o.outlet != OUTLET),
        "a site that is read no more is dropped"
    );
    let Recorded::New(_) = store.record(page(40, Outcome::Article)).await.unwrap() else { panic!("a new text") };
    assert!(store.outlets(later).await.unwrap().iter().any(|o| o.outlet == OUTLET), "and learnt anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_learn_about_one_outlet() {
    let dir = tempfile::tempdir().unwrap();
    let open = || SqliteStore::open_beside(&dir.path().join("store.db")).unwrap();
    let stores = [open(), open()];
    for n in 0..6 {
        let recorded = stores[n % 2].record(page(n, Outcome::Article)).await.unwrap();
        assert!(matches!(recorded, Recorded::New(_)), "{recorded:?}");
    }
    for store in &stores {
        let memory = store.outlet_memory(Outlet(OUTLET.to_owned()), "news.example".to_owned()).await.unwrap();
        assert_eq!((memory.pages(), memory.recent().len()), (6, 6));
    }
}
