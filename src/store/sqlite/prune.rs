//! What keeps the store small: pages, articles and sketches that are old enough are dropped, a portion at a time.

use super::columns::{count, millis, signed, words};
use super::outlets;
use crate::dedup::Fingerprint;
use crate::store::{Counts, StoreError};
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, params};

/// Sketches older than this are dropped from the index: copies arrive within hours.
const SKETCH_DAYS: i64 = 14;

/// Rows of a kind dropped in one transaction: the writer has other things to do, and a watchdog listens.
const PORTION: usize = 500;

/// Entries stay as tombstones: a feed that still lists an old item does not bring it back.
pub(super) fn prune(
    db: &Connection,
    now: DateTime<Utc>,
    articles: TimeDelta,
    pages: TimeDelta,
) -> Result<Counts, StoreError> {
    let dropped_pages = db.execute(
        "DELETE FROM pages WHERE source_id IN (SELECT source_id FROM pages WHERE fetched_at < ?1 LIMIT ?2)",
        params![millis(now - pages), count(PORTION)],
    )?;
    unsketch(db, millis(now - TimeDelta::days(SKETCH_DAYS)))?;
    outlets::forget_old(db, now)?;
    db.execute_batch("CREATE TEMP TABLE IF NOT EXISTS gone (id INTEGER PRIMARY KEY, story INTEGER); DELETE FROM gone")?;
    db.execute(
        "INSERT INTO gone SELECT id, story_id FROM articles WHERE added_at < ?1 LIMIT ?2",
        params![millis(now - articles), count(PORTION)],
    )?;
    let of_gone = "source_id IN (SELECT s.id FROM sources AS s JOIN gone ON gone.id = s.article_id)";
    db.execute("DELETE FROM standing WHERE article_id IN (SELECT id FROM gone)", [])?;
    for table in ["links", "pages", "aliases", "page_versions", "restless", "rechecks"] {
        db.execute(&format!("DELETE FROM {table} WHERE {of_gone}"), [])?;
    }
    db.execute(
        "DELETE FROM excerpts WHERE article_id IN (SELECT id FROM gone) OR whole_id IN (SELECT id FROM gone)",
        [],
    )?;
    for table in ["copies", "merged_texts"] {
        db.execute(&format!("DELETE FROM {table} WHERE article_id IN (SELECT id FROM gone)"), [])?;
    }
    db.execute("DELETE FROM redirects WHERE new_id IN (SELECT id FROM gone)", [])?;
    let sources = db.execute("DELETE FROM sources WHERE article_id IN (SELECT id FROM gone)", [])?;
    db.execute("DELETE FROM versions WHERE article_id IN (SELECT id FROM gone)", [])?;
    let dropped = db.execute("DELETE FROM articles WHERE id IN (SELECT id FROM gone)", [])?;
    let stories = db.execute(
        "DELETE FROM stories WHERE id IN (SELECT story FROM gone)
             AND NOT EXISTS (SELECT 1 FROM articles WHERE story_id = stories.id)",
        [],
    )?;
    Ok(Counts {
        articles: dropped as u64,
        sources: sources as u64,
        stories: stories as u64,
        pages: dropped_pages as u64,
        ..Counts::default()
    })
}

fn unsketch(db: &Connection, before: i64) -> Result<(), StoreError> {
    let mut old = db.prepare("SELECT id, words FROM articles WHERE sketched = 1 AND added_at < ?1 LIMIT ?2")?;
    let mut drop = db.prepare("DELETE FROM sketch WHERE hash = ?1 AND article_id = ?2")?;
    let mut mark = db.prepare("UPDATE articles SET sketched = 0 WHERE id = ?1")?;
    let mut rows = old.query(params![before, count(PORTION)])?;
    let mut done = Vec::new();
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let body = words(row.get_ref(1)?.as_blob().unwrap_or_default());
        for hash in &Fingerprint::from_parts(0, 0, Vec::new(), body).sketch {
            drop.execute(params![signed(*hash), id])?;
        }
        done.push(id);
    }
    for id in done {
        mark.execute([id])?;
    }
    Ok(())
}
