//! The digest: once a day, complete, caught up after downtime, and never lost to a restart.

use super::desk::Newsroom;
use super::newsroom::{Outlet, cast, first_day, morning};
use chrono::TimeDelta;
use serde_json::Value;
use std::fs;

async fn newsroom(dir: &tempfile::TempDir) -> Newsroom {
    let outlets: Vec<Outlet> = cast().into_iter().map(Outlet::start).collect();
    first_day(&outlets, morning());
    // 18:00 in Riyadh on the 23rd.
    Newsroom::open(outlets, morning() + TimeDelta::hours(9), dir.path()).await
}

fn read(newsroom: &Newsroom, file: &str) -> Option<String> {
    fs::read_to_string(newsroom.digests().join(file)).ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_days_digest_is_written_the_next_morning_and_once() {
    let dir = tempfile::tempdir().unwrap();
    let newsroom = newsroom(&dir).await;
    newsroom.pass().await;
    assert!(read(&newsroom, "hasad-2026-11-23.json").is_none(), "the day is not over");
    newsroom.after(TimeDelta::hours(11)).await;
    assert!(read(&newsroom, "hasad-2026-11-23.json").is_none(), "05:00: its time has not come");
    newsroom.after(TimeDelta::hours(1) + TimeDelta::minutes(5)).await;
    let digest: Value = serde_json::from_str(&read(&newsroom, "hasad-2026-11-23.json").expect("written")).unwrap();
    assert_eq!(digest["date"], "2026-11-23");
    assert!(digest["stories"].as_array().unwrap().len() > 10);
    for form in ["html", "md"] {
        assert!(read(&newsroom, &format!("hasad-2026-11-23.{form}")).is_some_and(|text| text.len() > 1_000));
    }
    fs::remove_file(newsroom.digests().join("hasad-2026-11-23.json")).unwrap();
    newsroom.after(TimeDelta::hours(1)).await;
    assert!(read(&newsroom, "hasad-2026-11-23.json").is_none(), "written once a day");
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_missed_during_downtime_is_caught_up() {
    let dir = tempfile::tempdir().unwrap();
    let mut newsroom = newsroom(&dir).await;
    newsroom.pass().await;
    newsroom.restart().await;
    newsroom.after(TimeDelta::days(2)).await;
    assert!(read(&newsroom, "hasad-2026-11-23.html").is_some());
    assert_eq!(
        newsroom
            .store()
            .digests(chrono::NaiveDate::from_ymd_opt(2100, 1, 1).unwrap())
            .await
            .unwrap()
            .newest
            .map(|d| d.to_string())
            .as_deref(),
        Some("2026-11-24")
    );
    newsroom.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_several_outlets_carried_leads_and_everyone_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let newsroom = newsroom(&dir).await;
    newsroom.pass().await;
    let day = newsroom.now().with_timezone(&super::desk::ZONE).date_naive();
    let digest = newsroom.daemon.digest.gather(newsroom.store().as_ref(), day).await.unwrap();
    let sources: usize = digest.stories.iter().flat_map(|s| &s.articles).map(|a| a.sources.len()).sum();
    assert_eq!(digest.counts.sources, sources, "no source is left out");
    assert_eq!(digest.counts.outlets, newsroom.outlets.len());
    assert!(digest.stories[0].outlets.len() >= 3, "{:?}", digest.stories[0].outlets);
    assert!(digest.stories.windows(2).all(|pair| pair[0].score >= pair[1].score));
    newsroom.close().await;
}
