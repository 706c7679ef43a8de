//! An ordinary day: everything is read once, copies become sources, corrections become versions.

use super::desk::Newsroom;
use super::newsroom::{Outlet, cast, first_day, later_that_day, morning};
use chrono::TimeDelta;
use hasad::article::{BlockKind, LinkKind, Relation};
use std::collections::BTreeSet;

async fn open(dir: &tempfile::TempDir) -> (Newsroom, super::newsroom::FirstDay) {
    let outlets: Vec<Outlet> = cast().into_iter().map(Outlet::start).collect();
    let day = first_day(&outlets, morning());
    (Newsroom::open(outlets, morning() + TimeDelta::hours(9), dir.path()).await, day)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_text_is_one_article_with_everyone_who_carried_it() {
    let dir = tempfile::tempdir().unwrap();
    let (newsroom, day) = open(&dir).await;
    let summary = newsroom.pass().await;
    assert_eq!(summary.polled, newsroom.outlets.len() as u64);
    assert_eq!(summary.failed, []);
    assert_eq!(summary.pages, day.pages() as u64);
    let mut problems = Vec::new();
    for carried in &day.texts {
        let mut ids = BTreeSet::new();
        for (outlet, slug) in carried {
            ids.insert(newsroom.article_of(*outlet, slug).await.id);
        }
        if ids.len() != 1 {
            problems.push(format!("{carried:?} became articles {ids:?}"));
        }
        let (first, slug) = &carried[0];
        let origin = newsroom.article_of(*first, slug).await.origin().unwrap().outlet.0.clone();
        if origin != newsroom.outlets[*first].name() {
            problems
                .push(format!("{slug}: {origin} is the origin, though {} was first", newsroom.outlets[*first].name()));
        }
    }
    assert_eq!(problems, Vec::<String>::new());
    let articles = newsroom.articles().await;
    assert_eq!(articles.len(), day.texts.len(), "texts that differ are articles that differ");
    let sources: usize = articles.iter().map(|a| a.sources.len()).sum();
    assert_eq!(sources, day.pages(), "no source is lost");
    assert!(articles.iter().all(|a| a.sources.iter().filter(|s| s.relation == Relation::Origin).count() == 1));
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_body_of_every_page_is_the_editors_text() {
    let dir = tempfile::tempdir().unwrap();
    let (newsroom, day) = open(&dir).await;
    newsroom.pass().await;
    let mut problems = Vec::new();
    for (outlet, slug) in day.texts.iter().filter_map(|carried| carried.first()) {
        let article = newsroom.article_of(*outlet, slug).await;
        let item = newsroom.outlets[*outlet].item(slug).unwrap();
        if article.origin().is_none_or(|o| o.outlet.0 != newsroom.outlets[*outlet].name()) {
            continue; // another outlet's page of this text arrived first: its spelling is the canonical one
        }
        let found: Vec<&str> =
            article.blocks.iter().filter(|b| b.kind != BlockKind::Caption).map(|b| b.text.as_str()).collect();
        let squeeze = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
        let (found, wanted) = (squeeze(&found.concat()), squeeze(&item.shown().concat()));
        // An agency's credit in brackets at the end is part of the text as the outlet wrote it, and is attribution as well.
        let credit = squeeze(item.credit.as_deref().unwrap_or_default());
        let found = found.strip_suffix(credit.as_str()).unwrap_or(&found);
        if found != wanted {
            problems.push(format!("{}/{slug}:\n found  {found}\n wanted {wanted}", newsroom.outlets[*outlet].name()));
        }
        if article.title != item.title {
            problems.push(format!("{slug}: title {:?}, wanted {:?}", article.title, item.title));
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn read_also_boxes_are_links_and_not_text() {
    let dir = tempfile::tempdir().unwrap();
    let (newsroom, day) = open(&dir).await;
    newsroom.pass().await;
    let (mut boxed, mut missing) = (0, Vec::new());
    for (outlet, slug) in day.texts.iter().flatten() {
        let item = newsroom.outlets[*outlet].item(slug).unwrap();
        let article = newsroom.article_of(*outlet, slug).await;
        for link in item.boxes.iter().flat_map(|b| &b.links) {
            boxed += 1;
            let kept = article.read_also.iter().any(|l| l.title == link.title && l.kind == LinkKind::ReadAlso);
            if !kept || article.text().contains(&link.title) {
                missing.push(format!("{}/{slug}: {}", newsroom.outlets[*outlet].name(), link.title));
            }
        }
    }
    assert!(boxed >= 3, "the day has read-also boxes");
    assert_eq!(missing, Vec::<String>::new());
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_pass_asks_little_and_finds_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (newsroom, day) = open(&dir).await;
    newsroom.pass().await;
    let at_once = newsroom.pass().await;
    assert_eq!((at_once.polled, at_once.pages), (0, 0), "nothing is due");
    newsroom.outlets.iter().for_each(Outlet::forget_requests);
    let later = newsroom.after(TimeDelta::minutes(40)).await;
    assert_eq!((later.polled, later.unchanged, later.pages), (newsroom.outlets.len() as u64, later.polled, 0));
    let conditional = newsroom.outlets.iter().flat_map(Outlet::requests).filter(|r| r.status == 304).count();
    assert!(conditional >= newsroom.outlets.len() - 2, "outlets with validators answered 304");
    assert_eq!(newsroom.articles().await.len(), day.texts.len());
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_is_a_new_version_of_the_same_article() {
    let dir = tempfile::tempdir().unwrap();
    let (newsroom, day) = open(&dir).await;
    newsroom.pass().await;
    let before = newsroom.articles().await.len();
    later_that_day(&newsroom.outlets, newsroom.now() + TimeDelta::minutes(20));
    let summary = newsroom.after(TimeDelta::minutes(40)).await;
    assert_eq!((summary.revisions, summary.new_articles), (2, 0), "{summary:?}");
    let (outlet, slug) = &day.texts[day.text("strait-accord").unwrap()][0];
    let article = newsroom.article_of(*outlet, slug).await;
    assert!(article.versions >= 2);
    assert_eq!(newsroom.articles().await.len(), before);
    newsroom.close().await;
}
