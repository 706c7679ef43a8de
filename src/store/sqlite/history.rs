//! The versions of a page: each kept whole, a bounded number of them, and read back with what changed.

use super::columns::{count, from_json, instant, json, maybe_instant, millis, wide_hash};
use crate::article::{ArticleId, Block, Outlet, Remark};
use crate::store::{Arrival, StoreError, Version, VersionChange, VersionText};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use std::cell::RefCell;
use zstd::bulk::Compressor;

/// Versions kept of one page: the first, and the newest of the others.
pub(super) const MAX_VERSIONS: i64 = 30;

/// Versions of one article that are listed.
const MAX_LISTED: usize = 5_000;

/// Largest body read back, in bytes.
const MAX_BODY: usize = 64 * 1024 * 1024;

/// Effort of compression: texts are small, and the writer waits.
const LEVEL: i32 = 1;

/// A version as the next one is compared with it.
pub(super) struct Latest {
    pub number: i64,
    pub text: VersionText,
    pub seen: DateTime<Utc>,
    pub modified: Option<DateTime<Utc>>,
    pub stand_in: bool,
    pub text_hash: u128,
}

/// How a version differs from the one before it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub number: i64,
    pub change: VersionChange,
    pub silent: bool,
    pub removed: usize,
    pub added: usize,
}

impl Step {
    /// The first version of a page.
    pub(super) fn first() -> Self {
        Self { number: 1, change: VersionChange::First, silent: false, removed: 0, added: 0 }
    }
}

/// Keeps the text of `arrival` as a version of its page; beyond the bound the oldest but the first is dropped.
pub(super) fn add(db: &Connection, arrival: &Arrival, source: i64, step: Step) -> Result<(), StoreError> {
    let text = VersionText {
        title: super::record::title_of(arrival).to_owned(),
        blocks: super::record::body(arrival).to_vec(),
    };
    let modified = arrival.extracted.modified.as_ref().map(|date| date.at.with_timezone(&Utc));
    let hash = arrival.fingerprint.text_hash;
    insert(
        db,
        source,
        step,
        &Latest { number: step.number, text, seen: arrival.seen, modified, stand_in: arrival.partial, text_hash: hash },
    )?;
    let dropped = db
        .prepare_cached("DELETE FROM page_versions WHERE source_id = ?1 AND number > 1 AND number <= ?2")?
        .execute(params![source, step.number - MAX_VERSIONS + 1])?;
    if dropped > 0 { remark_dropped(db, source, step.number) } else { Ok(()) }
}

/// Puts the text of `arrival` in the place of the newest version: the page had not changed, it is only read better.
pub(super) fn reread(db: &Connection, arrival: &Arrival, source: i64) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE page_versions SET body = ?2, text_hash = ?3
         WHERE source_id = ?1 AND number = (SELECT max(number) FROM page_versions WHERE source_id = ?1)",
    )?
    .execute(params![source, pack(super::record::body(arrival))?, arrival.fingerprint.text_hash.to_le_bytes()])?;
    Ok(())
}

/// The stored page was read again: where the newest version is what was read of it before, it is what is read of it now.
pub(super) fn replace(db: &Connection, arrival: &Arrival, source: i64, former: &[u8]) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE page_versions SET title = ?2, body = ?3, text_hash = ?4
         WHERE source_id = ?1 AND text_hash = ?5 AND number = (SELECT max(number) FROM page_versions WHERE source_id = ?1)",
    )?
    .execute(params![
        source,
        super::record::title_of(arrival),
        pack(super::record::body(arrival))?,
        arrival.fingerprint.text_hash.to_le_bytes(),
        former
    ])?;
    Ok(())
}

/// A page of an older store whose text stands for its article: that text becomes its first version.
pub(super) fn add_standing(db: &Connection, source: i64, article: ArticleId) -> Result<(), StoreError> {
    let Some(latest) = standing(db, source, article)? else { return Ok(()) };
    insert(db, source, Step::first(), &latest)
}

fn insert(db: &Connection, source: i64, step: Step, version: &Latest) -> Result<(), StoreError> {
    let body = pack(&version.text.blocks)?;
    db.prepare_cached(
        "INSERT INTO page_versions (source_id, number, title, body, modified, seen, text_hash, stand_in, change, silent, removed, added)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        source,
        step.number,
        version.text.title,
        body,
        version.modified.map(millis),
        millis(version.seen),
        version.text_hash.to_le_bytes(),
        version.stand_in,
        step.change.as_str(),
        step.silent,
        count(step.removed),
        count(step.added)
    ])?;
    Ok(())
}

/// Says on the source that not every version is kept.
fn remark_dropped(db: &Connection, source: i64, seen: i64) -> Result<(), StoreError> {
    let remarks: String =
        db.prepare_cached("SELECT remarks FROM sources WHERE id = ?1")?.query_row([source], |row| row.get(0))?;
    let mut remarks: Vec<Remark> = from_json(&remarks)?;
    remarks.retain(|remark| remark.code != "versions-dropped");
    let detail = format!("{seen} versions were seen; the first and the newest {} are kept", MAX_VERSIONS - 1);
    remarks.push(Remark::new("versions-dropped", detail));
    db.prepare_cached("UPDATE sources SET remarks = ?2 WHERE id = ?1")?.execute(params![source, json(&remarks)?])?;
    Ok(())
}

/// The newest version of a page; of a page that an older store recorded, the article's text if it is this page's.
pub(super) fn latest(db: &Connection, source: i64, article: ArticleId) -> Result<Option<Latest>, StoreError> {
    let found = db
        .prepare_cached(
            "SELECT number, title, body, seen, modified, stand_in, text_hash FROM page_versions
             WHERE source_id = ?1 ORDER BY number DESC LIMIT 1",
        )?
        .query_row([source], |row| {
            let body: Vec<u8> = row.get(2)?;
            let hash = wide_hash(row.get_ref(6)?.as_blob().unwrap_or_default());
            Ok((row.get(0)?, row.get(1)?, body, row.get(3)?, row.get(4)?, row.get(5)?, hash))
        })
        .optional()?;
    let Some((number, title, body, seen, modified, stand_in, text_hash)) = found else {
        return standing(db, source, article);
    };
    let text = VersionText { title, blocks: unpack(&body)? };
    Ok(Some(Latest { number, text, seen: instant(seen), modified: maybe_instant(modified), stand_in, text_hash }))
}

/// The text of the article as the first version of `source`, where it is this page's text.
fn standing(db: &Connection, source: i64, article: ArticleId) -> Result<Option<Latest>, StoreError> {
    let found = db
        .prepare_cached(
            "SELECT s.title, a.blocks, s.first_seen, a.text_hash FROM articles AS a JOIN sources AS s ON s.article_id = a.id
             WHERE a.id = ?1 AND s.id = ?2 AND s.text_hash = a.text_hash",
        )?
        .query_row(params![article.0, source], |row| {
            let hash = wide_hash(row.get_ref(3)?.as_blob().unwrap_or_default());
            Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?, hash))
        })
        .optional()?;
    let Some((title, blocks, seen, text_hash)) = found else { return Ok(None) };
    let text = VersionText { title, blocks: from_json(&blocks)? };
    Ok(Some(Latest { number: 1, text, seen: instant(seen), modified: None, stand_in: false, text_hash }))
}

fn pack(blocks: &[Block]) -> Result<Vec<u8>, StoreError> {
    thread_local! {
        /// Making a context costs more than compressing a text; there is one thread that writes.
        static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    }
    let failed = |e: std::io::Error| StoreError::Database(format!("a version could not be compressed: {e}"));
    let text = json(blocks)?;
    COMPRESSOR.with_borrow_mut(|idle| {
        let mut compressor = idle.take().map_or_else(|| Compressor::new(LEVEL), Ok).map_err(failed)?;
        let packed = compressor.compress(text.as_bytes()).map_err(failed)?;
        *idle = Some(compressor);
        Ok(packed)
    })
}

fn unpack(body: &[u8]) -> Result<Vec<Block>, StoreError> {
    let bytes = zstd::bulk::decompress(body, MAX_BODY)
        .map_err(|e| StoreError::Database(format!("a stored version does not read back: {e}")))?;
    Ok(serde_json::from_slice(&bytes)?)
}

/// How often a page went back to a text it had before.
pub(super) fn returns(db: &Connection, source: i64) -> Result<i64, StoreError> {
    let mut read =
        db.prepare_cached("SELECT count(*) FROM page_versions WHERE source_id = ?1 AND change = 'return'")?;
    Ok(read.query_row([source], |row| row.get(0))?)
}

/// Whether a page had this text and headline before.
pub(super) fn had(db: &Connection, source: i64, text_hash: u128, title: &str) -> Result<bool, StoreError> {
    let mut read = db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM page_versions WHERE source_id = ?1 AND text_hash = ?2 AND title = ?3)",
    )?;
    Ok(read.query_row(params![source, text_hash.to_le_bytes(), title], |row| row.get(0))?)
}

/// The versions of every page of an article, in the order in which we saw them.
pub(super) fn versions(db: &Connection, article: ArticleId) -> Result<Vec<Version>, StoreError> {
    let mut read = db.prepare_cached(
        "SELECT s.outlet, s.url, v.number, v.seen, v.modified, v.title, v.change, v.silent, v.removed, v.added, v.stand_in, v.source_id
         FROM page_versions AS v JOIN sources AS s ON s.id = v.source_id WHERE s.article_id = ?1
         ORDER BY v.seen, v.source_id, v.number LIMIT ?2",
    )?;
    let mut rows = read.query(params![article.0, count(MAX_LISTED)])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let change: String = row.get(6)?;
        found.push(Version {
            number: found.len() + 1,
            outlet: Outlet(row.get(0)?),
            url: row.get(1)?,
            of_page: row.get(2)?,
            seen: instant(row.get(3)?),
            modified: maybe_instant(row.get(4)?),
            title: row.get(5)?,
            change: VersionChange::from_name(&change).unwrap_or(VersionChange::Edit),
            silent: row.get(7)?,
            removed: row.get::<_, i64>(8)?.unsigned_abs(),
            added: row.get::<_, i64>(9)?.unsigned_abs(),
            stand_in: row.get(10)?,
            source: row.get(11)?,
        });
    }
    Ok(found)
}

/// What one version of a page said.
pub(super) fn text(db: &Connection, source: i64, number: i64) -> Result<Option<VersionText>, StoreError> {
    let found: Option<(String, Vec<u8>)> = db
        .prepare_cached("SELECT title, body FROM page_versions WHERE source_id = ?1 AND number = ?2")?
        .query_row([source, number], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    found.map(|(title, body)| Ok(VersionText { title, blocks: unpack(&body)? })).transpose()
}

/// A version of any page of an article, by the hash of its text.
pub(super) fn with_hash(db: &Connection, article: i64, hash: &[u8]) -> Result<Option<VersionText>, StoreError> {
    let found: Option<(String, Vec<u8>)> = db
        .prepare_cached(
            "SELECT v.title, v.body FROM page_versions AS v JOIN sources AS s ON s.id = v.source_id
             WHERE s.article_id = ?1 AND v.text_hash = ?2 ORDER BY v.seen DESC LIMIT 1",
        )?
        .query_row(params![article, hash], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    found.map(|(title, body)| Ok(VersionText { title, blocks: unpack(&body)? })).transpose()
}

/// The newest text of a page.
pub(super) fn newest_text(db: &Connection, source: i64, article: ArticleId) -> Result<Option<VersionText>, StoreError> {
    Ok(latest(db, source, article)?.map(|latest| latest.text))
}
