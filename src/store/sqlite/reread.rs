//! Reading stored pages again: taking back what was read.

use super::columns::{count, from_json, json, millis, signed, word_bytes, words};
use super::history;
use super::record::{self, standing};
use crate::article::{ArticleId, Relation};
use crate::dedup::{FINGERPRINT_VERSION, Fingerprint};
use crate::store::{Arrival, Change, ChangeKind, Progress, Reread, StoreError};
use crate::text::clean::excerpt;
use rusqlite::{Connection, OptionalExtension, params};

/// Characters of a text that a change shows of it.
const SHOWN: usize = 120;

/// What the store has of a source, before it is changed.
struct Known {
    article: i64,
    is_origin: bool,
    /// Whether the article shows the text of this source, as it is now: neither a fuller one nor one it had before a cut.
    is_shown: bool,
    url: String,
    title: String,
    published: Option<String>,
    text_hash: Vec<u8>,
}

/// Takes in what was read again; returns what it changed. A source whose page was fetched again meanwhile is left alone.
pub(super) fn reread(
    db: &Connection,
    rereads: &[Reread],
    progress: Option<&Progress>,
) -> Result<Vec<Change>, StoreError> {
    let mut changes = Vec::new();
    for one in rereads {
        let Some(known) = known(db, one)? else { continue };
        let before = changes.len();
        note(db, &known, one, &mut changes)?;
        if changes.len() > before || differs_unseen(db, &known, one)? {
            apply(db, &known, one)?;
        }
    }
    if let Some(progress) = progress {
        keep_progress(db, progress)?;
    }
    Ok(changes)
}

fn known(db: &Connection, one: &Reread) -> Result<Option<Known>, StoreError> {
    let found = db
        .prepare_cached(
            "SELECT s.article_id, s.relation, s.url, s.title, s.published, s.text_hash, s.text_hash = a.text_hash
             FROM sources AS s JOIN articles AS a ON a.id = s.article_id JOIN pages AS p ON p.source_id = s.id
             WHERE s.id = ?1 AND p.fetched_at = ?2",
        )?
        .query_row(params![one.source, millis(one.fetched)], |row| {
            Ok(Known {
                article: row.get(0)?,
                is_origin: row.get::<_, String>(1)? == Relation::Origin.as_str(),
                url: row.get(2)?,
                title: row.get(3)?,
                published: row.get(4)?,
                text_hash: row.get(5)?,
                is_shown: row.get(6)?,
            })
        })
        .optional()?;
    let Some(known) = found else { return Ok(None) };
    let is_shown = known.is_shown && standing::source_of(db, ArticleId(known.article))? == Some(one.source);
    Ok(Some(Known { is_shown, ..known }))
}

/// Says what differs.
fn note(db: &Connection, known: &Known, one: &Reread, changes: &mut Vec<Change>) -> Result<(), StoreError> {
    let (arrival, extracted) = (&one.arrival, &one.arrival.extracted);
    let mut change = |kind, before: String, after: String| {
        changes.push(Change { kind, article: ArticleId(known.article), url: known.url.clone(), before, after });
    };
    if known.text_hash != arrival.fingerprint.text_hash.to_le_bytes() {
        let before = if known.is_shown { text_of(db, known.article)? } else { "another text".to_owned() };
        let after = extracted.text();
        let at = common_prefix(&before, &after);
        change(ChangeKind::Body, shown(&before, at), shown(&after, at));
    }
    if known.title != record::title_of(arrival) {
        change(ChangeKind::Title, shown(&known.title, 0), shown(record::title_of(arrival), 0));
    }
    let published = extracted.published.as_ref().map(json).transpose()?;
    if known.published != published {
        let told = |date: Option<String>| date.unwrap_or_else(|| "not stated".to_owned());
        change(ChangeKind::Date, told(known.published.clone()), told(published));
    }
    let links = link_titles(db, one.source)?;
    let now: Vec<(String, Option<String>)> =
        extracted.read_also.iter().map(|l| (l.title.clone(), l.url.clone())).collect();
    if links != now {
        let titles = |links: &[(String, Option<String>)]| {
            let titles: Vec<&str> = links.iter().map(|l| l.0.as_str()).collect();
            format!("{}: {}", links.len(), excerpt(&titles.join(" | "), SHOWN))
        };
        change(ChangeKind::Links, titles(&links), titles(&now));
    }
    Ok(())
}

/// Whether something differs that nobody is told of one by one.
fn differs_unseen(db: &Connection, known: &Known, one: &Reread) -> Result<bool, StoreError> {
    let extracted = &one.arrival.extracted;
    let same = db
        .prepare_cached(
            "SELECT s.attribution = ?2 AND s.remarks = ?3
                 AND (NOT ?4 OR (a.authors = ?5 AND a.tags = ?6 AND a.image IS ?8))
                 AND (NOT ?10 OR (a.lang IS ?7 AND a.fingerprint = ?9))
                 AND NOT EXISTS (SELECT 1 FROM copies AS c WHERE c.article_id = s.article_id AND c.text_hash = s.text_hash
                                     AND c.fingerprint <> ?9)
             FROM sources AS s JOIN articles AS a ON a.id = s.article_id WHERE s.id = ?1",
        )?
        .query_row(
            params![
                one.source,
                json(&extracted.attribution)?,
                json(&extracted.remarks)?,
                known.is_origin,
                json(&extracted.authors)?,
                json(&extracted.tags)?,
                extracted.lang,
                extracted.image,
                FINGERPRINT_VERSION,
                known.is_shown
            ],
            |row| row.get::<_, bool>(0),
        )?;
    Ok(!same)
}

fn text_of(db: &Connection, article: i64) -> Result<String, StoreError> {
    let blocks: String =
        db.prepare_cached("SELECT blocks FROM articles WHERE id = ?1")?.query_row([article], |row| row.get(0))?;
    let blocks = from_json(&blocks)?;
    Ok(crate::article::Extracted { blocks, ..crate::article::Extracted::default() }.text())
}

fn link_titles(db: &Connection, source: i64) -> Result<Vec<(String, Option<String>)>, StoreError> {
    let mut read = db.prepare_cached("SELECT title, url FROM links WHERE source_id = ?1 ORDER BY place")?;
    Ok(read.query_map([source], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
}

/// Bytes that two texts begin with in common.
fn common_prefix(one: &str, other: &str) -> usize {
    one.char_indices()
        .zip(other.chars())
        .find(|((_, a), b)| a != b)
        .map_or(one.len().min(other.len()), |((at, _), _)| at)
}

/// A text from a little before `at` on.
fn shown(text: &str, at: usize) -> String {
    let from = text[..at.min(text.len())].char_indices().rev().nth(20).map_or(0, |(start, _)| start);
    let lead = if from > 0 { "…" } else { "" };
    format!("{lead}{}", excerpt(&text[from..], SHOWN))
}

fn apply(db: &Connection, known: &Known, one: &Reread) -> Result<(), StoreError> {
    let (arrival, extracted) = (&one.arrival, &one.arrival.extracted);
    let hash = arrival.fingerprint.text_hash.to_le_bytes();
    db.prepare_cached(
        "UPDATE sources SET title = ?2, published = ?3, attribution = ?4, remarks = ?5, text_hash = ?6 WHERE id = ?1",
    )?
    .execute(params![
        one.source,
        record::title_of(arrival),
        extracted.published.as_ref().map(json).transpose()?,
        json(&extracted.attribution)?,
        json(&extracted.remarks)?,
        hash
    ])?;
    record::replace_links(db, arrival, one.source)?;
    replace_version(db, known, one)?;
    history::replace(db, arrival, one.source, &known.text_hash)?;
    if known.is_origin {
        replace_facts(db, known.article, arrival)?;
    }
    if known.is_shown {
        replace_text(db, known.article, arrival)?;
    } else {
        drop_copy(db, known.article, &known.text_hash)?;
        record::keep_copy(db, arrival, ArticleId(known.article))?;
    }
    Ok(())
}

/// What we read of a page changed, not the page: the version it was is the version it is.
fn replace_version(db: &Connection, known: &Known, one: &Reread) -> Result<(), StoreError> {
    let fingerprint = &one.arrival.fingerprint;
    let (old, new) = (known.text_hash.as_slice(), fingerprint.text_hash.to_le_bytes());
    db.prepare_cached(
        "UPDATE OR IGNORE versions SET text_hash = ?4, title_hash = ?5, title = ?6, words = ?7
         WHERE article_id = ?1 AND source_id = ?2 AND text_hash = ?3",
    )?
    .execute(params![
        known.article,
        one.source,
        old,
        new,
        signed(fingerprint.title_hash),
        record::title_of(&one.arrival),
        count(fingerprint.words.len())
    ])?;
    if old != new {
        // An earlier source has the new text already.
        db.prepare_cached("DELETE FROM versions WHERE article_id = ?1 AND source_id = ?2 AND text_hash = ?3")?
            .execute(params![known.article, one.source, old])?;
    }
    // Where another source of the article had the same text first, there was no row of this one.
    record::insert_version(db, &one.arrival, ArticleId(known.article), one.source)
}

/// Drops the words of a text that no source of the article carries any more, or that are of another version.
pub(super) fn drop_copy(db: &Connection, article: i64, text_hash: &[u8]) -> Result<(), StoreError> {
    db.prepare_cached(
        "DELETE FROM copies WHERE article_id = ?1 AND text_hash = ?2
             AND (fingerprint <> ?3 OR NOT EXISTS (SELECT 1 FROM sources WHERE article_id = ?1 AND text_hash = ?2))",
    )?
    .execute(params![article, text_hash, FINGERPRINT_VERSION])?;
    Ok(())
}

/// What the origin says of its article besides the text.
fn replace_facts(db: &Connection, article: i64, arrival: &Arrival) -> Result<(), StoreError> {
    let extracted = &arrival.extracted;
    db.prepare_cached(
        "UPDATE articles SET published = ?2, authors = ?3, tags = ?4, image = ?5, time = ?6, section = coalesce(section, ?7)
         WHERE id = ?1",
    )?
    .execute(params![
        article,
        extracted.published.as_ref().map(json).transpose()?,
        json(&extracted.authors)?,
        json(&extracted.tags)?,
        extracted.image,
        millis(record::time_of(arrival)),
        extracted.section
    ])?;
    Ok(())
}

fn replace_text(db: &Connection, article: i64, arrival: &Arrival) -> Result<(), StoreError> {
    let fingerprint = &arrival.fingerprint;
    replace_sketch(db, article, fingerprint)?;
    db.prepare_cached(
        "UPDATE articles SET title = ?2, blocks = ?3, lang = ?4, fingerprint = ?5, text_hash = ?6, title_words = ?7, words = ?8,
             terms = ?9 WHERE id = ?1",
    )?
    .execute(params![
        article,
        record::title_of(arrival),
        json(record::body(arrival))?,
        arrival.extracted.lang,
        FINGERPRINT_VERSION,
        fingerprint.text_hash.to_le_bytes(),
        word_bytes(&fingerprint.title),
        word_bytes(&fingerprint.words),
        arrival.terms.to_bytes()
    ])?;
    Ok(())
}

/// Puts another sketch of an article into the index, when its sketch is there at all.
pub(super) fn replace_sketch(db: &Connection, article: i64, fingerprint: &Fingerprint) -> Result<(), StoreError> {
    let (old, sketched): (Vec<u32>, bool) = db
        .prepare_cached("SELECT words, sketched FROM articles WHERE id = ?1")?
        .query_row([article], |row| Ok((words(row.get_ref(0)?.as_blob().unwrap_or_default()), row.get(1)?)))?;
    if !sketched {
        return Ok(());
    }
    let mut remove = db.prepare_cached("DELETE FROM sketch WHERE hash = ?1 AND article_id = ?2")?;
    for hash in &Fingerprint::from_parts(0, 0, Vec::new(), old).sketch {
        remove.execute(params![signed(*hash), article])?;
    }
    record::index_sketch(db, &fingerprint.sketch, ArticleId(article))
}

/// How far an unfinished reprocessing has come.
pub(super) fn progress(db: &Connection) -> Result<Option<Progress>, StoreError> {
    let found = db
        .prepare_cached("SELECT key, pass, after FROM reprocessing")?
        .query_row([], |row| Ok(Progress { key: row.get(0)?, pass: row.get(1)?, after: row.get(2)? }))
        .optional()?;
    Ok(found)
}

pub(super) fn keep_progress(db: &Connection, progress: &Progress) -> Result<(), StoreError> {
    db.prepare_cached("INSERT OR REPLACE INTO reprocessing (one, key, pass, after) VALUES (1, ?1, ?2, ?3)")?
        .execute(params![progress.key, progress.pass, progress.after])?;
    Ok(())
}

pub(super) fn forget_progress(db: &Connection) -> Result<(), StoreError> {
    db.execute("DELETE FROM reprocessing", [])?;
    Ok(())
}
