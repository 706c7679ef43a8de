//! Who was first: by what we saw and what is stated, never by the order in which pages happened to be read.

use super::newsroom::generate_sized;
use super::store::{arrival, now};
use chrono::{DateTime, TimeDelta, Utc};
use hasad::article::{ArticleId, Precision, Relation, StatedDate, StoredArticle};
use hasad::store::{Arrival, Recorded, Store};

/// The suite, on one store.
pub(super) async fn all(store: &dyn Store) {
    a_page_that_came_late_is_still_who_was_announced_first(store).await;
    a_stated_date_that_cannot_be_right_makes_no_origin(store).await;
    a_mistaken_old_date_hides_no_copy(store).await;
    reconciliation_keeps_to_who_was_first(store).await;
    the_headline_is_the_one_at_the_address(store).await;
}

/// Paragraphs of their own for every test, long enough to be compared.
fn paragraphs(test: usize) -> Vec<String> {
    generate_sized(test + 1, 717, 2_000).remove(test).paragraphs
}

fn text(test: usize) -> String {
    paragraphs(test).join("\n\n")
}

/// The text as a desk prints it: a sentence left out, two words changed.
fn edited(text: &str) -> String {
    let (first, rest) = text.split_once(". ").unwrap();
    format!("{first}. {}", rest.split_once(". ").unwrap().1).replacen(" من ", " عن ", 2)
}

fn at(minutes: i64) -> DateTime<Utc> {
    now() + TimeDelta::minutes(minutes)
}

/// A page that was announced and read so many minutes after the beginning.
fn page(outlet: &str, path: &str, body: &str, announced: i64, read: i64) -> Arrival {
    let page = arrival(outlet, path, &format!("{outlet}: {path}"), body);
    Arrival { announced: Some(at(announced)), seen: at(read), added: at(read), ..page }
}

fn stating(page: Arrival, at: DateTime<Utc>) -> Arrival {
    let mut page = page;
    page.extracted.published =
        Some(StatedDate { at: at.fixed_offset(), precision: Precision::Minute, from: "meta".to_owned() });
    page
}

async fn new(store: &dyn Store, page: Arrival) -> ArticleId {
    match store.record(page).await.unwrap() {
        Recorded::New(id) => id,
        other => panic!("expected a new article: {other:?}"),
    }
}

async fn joined(store: &dyn Store, page: Arrival, article: ArticleId) -> StoredArticle {
    let recorded = store.record(page).await.unwrap();
    assert!(matches!(recorded, Recorded::Joined(id, _) if id == article), "{recorded:?}");
    store.article(article).await.unwrap().unwrap()
}

fn origin(article: &StoredArticle) -> &str {
    &article.sources.iter().find(|s| s.relation == Relation::Origin).unwrap().outlet.0
}

async fn a_page_that_came_late_is_still_who_was_announced_first(store: &dyn Store) {
    let body = text(0);
    let id = new(store, page("الثاني", "oasis-2", &body, 60, 61)).await;
    // Announced an hour before the other, behind a server that was out of order.
    let mut late = page("الأول", "oasis-1", &body, 0, 150);
    late.extracted.authors = vec!["سلمى البدري".to_owned()];
    let article = joined(store, late, id).await;
    assert_eq!(origin(&article), "الأول");
    assert_eq!(article.seen_first().unwrap().outlet.0, "الأول");
    assert_eq!(article.authors, ["سلمى البدري"], "what is said beside the text is the origin's");
    let former = article.sources.iter().find(|s| s.outlet.0 == "الثاني").unwrap();
    assert_eq!(former.relation, Relation::Copy);
    assert!(former.evidence.contains("الأول was announced to us before it"), "{}", former.evidence);
}

async fn a_stated_date_that_cannot_be_right_makes_no_origin(store: &dyn Store) {
    let body = text(1);
    let id = new(store, stating(page("الصحيح", "port-1", &body, 0, 1), at(-30))).await;
    let swapped = stating(page("المخطئ", "port-2", &body, 2, 3), at(0) - TimeDelta::days(240));
    assert_eq!(origin(&joined(store, swapped, id).await), "الصحيح", "a date of another season was a mistake");
    let earlier = stating(page("الأسبق", "port-3", &body, 4, 5), at(-90));
    assert_eq!(origin(&joined(store, earlier, id).await), "الأسبق", "one of an hour before is believed");
}

async fn a_mistaken_old_date_hides_no_copy(store: &dyn Store) {
    let body = text(2);
    let copy = edited(&body);
    let wrong = stating(page("المنسي", "fort-1", &body, 0, 1), at(0) - TimeDelta::days(900));
    let id = new(store, wrong).await;
    let article = joined(store, stating(page("الحاضر", "fort-2", &copy, 30, 31), at(20)), id).await;
    assert_eq!(article.sources.len(), 2, "seen within the hour");
    let found_late = stating(page("اللاحق", "fort-3", &edited(&copy), 40, 41), at(0) - TimeDelta::days(60));
    assert_eq!(joined(store, found_late, id).await.sources.len(), 3);
}

async fn reconciliation_keeps_to_who_was_first(store: &dyn Store) {
    let body = text(3);
    let begun = at(600);
    let later = |page: Arrival| Arrival { seen: begun, added: begun, ..page };
    let second = new(store, later(page("الناقل", "station-2", &body, 500, 600))).await;
    // An article of its own until its page was edited: nothing but the reconciliation sees that the two are one.
    let first = {
        let other = "نص قصير لا يشبه شيئاً مما سبق عن محطة القطار القديمة في المدينة";
        let id = new(store, later(page("السابق", "station-1", other, 400, 600))).await;
        let revised = store.record(later(page("السابق", "station-1", &body, 400, 600))).await.unwrap();
        assert!(matches!(revised, Recorded::Revised(_)), "{revised:?}");
        id
    };
    store.reconcile(at(590), None, false).await.unwrap();
    let article = store.article(second).await.unwrap().unwrap();
    assert_eq!(article.id, first, "the number of the one that goes leads on");
    assert_eq!(origin(&article), "السابق");
}

/// A fuller copy stands for the article; the headline beside the origin's name and address stays the origin's.
async fn the_headline_is_the_one_at_the_address(store: &dyn Store) {
    let whole = text(4);
    // Cut in the middle of a sentence, as walls do.
    let words: Vec<&str> = whole.split(' ').collect();
    let cut = words[..words.len() * 2 / 3].join(" ");
    let id = new(store, page("الأصل", "garden-1", &cut, 0, 1)).await;
    let article = joined(store, page("الأكمل", "garden-2", &whole, 30, 31), id).await;
    assert_eq!(article.title, "الأكمل: garden-2", "its text is the fuller one");
    assert_eq!(article.headline(), "الأصل: garden-1");
    assert_eq!(article.origin().unwrap().outlet.0, "الأصل");
}
