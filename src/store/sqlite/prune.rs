//! What keeps the store small: pages, articles and sketches that are old enough are dropped, a portion at a time.

use super::candidates::words_by_which_found;
use super::columns::{count, millis, signed};
use super::outlets;
use crate::article::ArticleId;
use crate::dedup::Fingerprint;
use crate::store::{Counts, StoreError};
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, params};

/// Sketches older than this are dropped from the index: copies arrive within hours.
const SKETCH_DAYS: i64 = 14;

/// Days in which the whole index of sketches is looked through once.
const SLICES: u64 = 16;

/// Moves the order of unsigned numbers to that of SQLite's signed ones.
const SIGN: u64 = 1 << 63;

/// Rows of a kind dropped in one transaction: the writer has other things to do, and a watchdog listens.
const PORTION: usize = 500;

/// Portions of sketches dropped in one transaction: a day's articles of a large installation.
const MOST_UNSKETCHED: usize = 20;

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
    let before = millis(now - TimeDelta::days(SKETCH_DAYS));
    for _ in 0..MOST_UNSKETCHED {
        if unsketch(db, before)? < PORTION {
            break;
        }
    }
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
    if dropped_pages + dropped == 0 {
        sweep_sketches(db, now)?;
    }
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

/// Looks through one slice of the sketch index a day for values of articles that are gone or whose sketch was dropped: texts that an
/// article had before an edit leave theirs behind.
fn sweep_sketches(db: &Connection, now: DateTime<Utc>) -> Result<(), StoreError> {
    let day = now.timestamp().div_euclid(86_400);
    // A slice of all 64-bit numbers.
    let width = u64::MAX / SLICES + 1;
    let first = day.rem_euclid(SLICES.cast_signed()).unsigned_abs() * width;
    let (from, to) = (signed(first ^ SIGN), signed((first + (width - 1)) ^ SIGN));
    db.prepare_cached(
        "DELETE FROM sketch WHERE hash BETWEEN ?1 AND ?2
             AND article_id NOT IN (SELECT id FROM articles INDEXED BY articles_sketched WHERE sketched = 1)",
    )?
    .execute([from, to])?;
    Ok(())
}

/// Drops one portion of old sketches; returns how many articles had one.
fn unsketch(db: &Connection, before: i64) -> Result<usize, StoreError> {
    let old: Vec<i64> = db
        .prepare_cached("SELECT id FROM articles WHERE sketched = 1 AND added_at < ?1 LIMIT ?2")?
        .query_map(params![before, count(PORTION)], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut drop = db.prepare_cached("DELETE FROM sketch WHERE hash = ?1 AND article_id = ?2")?;
    let mut mark = db.prepare_cached("UPDATE articles SET sketched = 0 WHERE id = ?1")?;
    for id in old.iter().copied() {
        for body in words_by_which_found(db, ArticleId(id))? {
            for hash in &Fingerprint::from_parts(0, 0, Vec::new(), body).sketch {
                drop.execute(params![signed(*hash), id])?;
            }
        }
        mark.execute([id])?;
    }
    Ok(old.len())
}
