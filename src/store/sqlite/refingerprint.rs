//! Fingerprints and terms that another version computed, computed anew from the texts that are kept.

use super::columns::{count, from_json, signed, word_bytes};
use super::history;
use super::memory::Memory;
use super::record::index_sketch;
use super::reread::replace_sketch;
use crate::article::{ArticleId, Extracted};
use crate::dedup::{FINGERPRINT_VERSION, Fingerprint};
use crate::store::StoreError;
use crate::story::Terms;
use crate::text::tokens::Tokens;
use rusqlite::{Connection, params};

struct Old {
    id: i64,
    title: String,
    blocks: String,
    text_hash: Vec<u8>,
}

/// Computes at most `limit` articles anew; returns how many there were.
pub(super) fn refingerprint(db: &Connection, memory: &mut Memory, limit: usize) -> Result<u64, StoreError> {
    let old: Vec<Old> = db
        .prepare_cached(
            "SELECT id, title, blocks, text_hash FROM articles WHERE fingerprint < ?1 OR fingerprint > ?1 LIMIT ?2",
        )?
        .query_map(params![FINGERPRINT_VERSION, count(limit)], |row| {
            Ok(Old { id: row.get(0)?, title: row.get(1)?, blocks: row.get(2)?, text_hash: row.get(3)? })
        })?
        .collect::<Result<_, _>>()?;
    for article in &old {
        renew(db, article)?;
    }
    if !old.is_empty() && super::status::outdated(db)?.articles == 0 {
        // The last of them: what writers counted of the old words counts for nothing.
        memory.begin_epoch(db)?;
    }
    Ok(old.len() as u64)
}

fn renew(db: &Connection, old: &Old) -> Result<(), StoreError> {
    let text = Extracted { blocks: from_json(&old.blocks)?, ..Extracted::default() }.text();
    let (title, body) = (Tokens::of(&old.title), Tokens::of(&text));
    let fingerprint = Fingerprint::of_tokens(&title, &body, &text);
    let hash = fingerprint.text_hash.to_le_bytes();
    replace_sketch(db, old.id, &fingerprint)?;
    db.prepare_cached(
        "UPDATE articles SET fingerprint = ?2, text_hash = ?3, title_words = ?4, words = ?5, terms = ?6 WHERE id = ?1",
    )?
    .execute(params![
        old.id,
        FINGERPRINT_VERSION,
        hash,
        word_bytes(&fingerprint.title),
        word_bytes(&fingerprint.words),
        Terms::of_tokens(&title, &body).to_bytes()
    ])?;
    // The text is the same, only its hash is another one: the sources that carry it and the version that it is follow.
    db.prepare_cached(
        "UPDATE OR IGNORE versions SET text_hash = ?3, title_hash = iif(title = ?5, ?4, title_hash)
         WHERE article_id = ?1 AND text_hash = ?2",
    )?
    .execute(params![old.id, old.text_hash, hash, signed(fingerprint.title_hash), old.title])?;
    db.prepare_cached("UPDATE sources SET text_hash = ?3 WHERE article_id = ?1 AND text_hash = ?2")?
        .execute(params![old.id, old.text_hash, hash])?;
    renew_history(db, old.id, &old.text_hash, &hash)
}

/// The versions of an article's pages, and what people said of them, know a text by its hash too.
fn renew_history(db: &Connection, article: i64, old: &[u8], new: &[u8]) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE correction_sides SET text_hash = ?3
         WHERE text_hash = ?2 AND outlet IN (SELECT outlet FROM sources WHERE article_id = ?1)",
    )?
    .execute(params![article, old, new])?;
    db.prepare_cached(
        "UPDATE page_versions SET text_hash = ?3
         WHERE text_hash = ?2 AND source_id IN (SELECT id FROM sources WHERE article_id = ?1)",
    )?
    .execute(params![article, old, new])?;
    Ok(())
}

struct Merged {
    article: i64,
    text_hash: Vec<u8>,
    outlet: String,
    time: i64,
}

/// Texts that people joined to articles are computed anew from the versions that are kept of their pages; those of which none is
/// kept go.
fn renew_merged(db: &Connection) -> Result<(), StoreError> {
    let outdated: Vec<Merged> = db
        .prepare_cached(
            "SELECT article_id, text_hash, outlet, time FROM merged_texts WHERE fingerprint < ?1 OR fingerprint > ?1",
        )?
        .query_map([FINGERPRINT_VERSION], |row| {
            Ok(Merged { article: row.get(0)?, text_hash: row.get(1)?, outlet: row.get(2)?, time: row.get(3)? })
        })?
        .collect::<Result<_, _>>()?;
    for merged in &outdated {
        db.prepare_cached("DELETE FROM merged_texts WHERE article_id = ?1 AND text_hash = ?2")?
            .execute(params![merged.article, merged.text_hash])?;
        let Some(version) = history::with_hash(db, merged.article, &merged.text_hash)? else { continue };
        let text = Extracted { blocks: version.blocks, ..Extracted::default() }.text();
        let print = Fingerprint::of(&version.title, &text);
        let hash = print.text_hash.to_le_bytes();
        renew_history(db, merged.article, &merged.text_hash, &hash)?;
        db.prepare_cached(
            "INSERT OR IGNORE INTO merged_texts (article_id, text_hash, title_hash, fingerprint, title_words, words, outlet, time)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            merged.article,
            hash,
            signed(print.title_hash),
            FINGERPRINT_VERSION,
            word_bytes(&print.title),
            word_bytes(&print.words),
            merged.outlet,
            merged.time
        ])?;
        index_sketch(db, &print.sketch, ArticleId(merged.article))?;
    }
    Ok(())
}

/// Forgets words of copies that are of another version; those of texts that people merged are computed anew.
pub(super) fn forget_outdated(db: &Connection) -> Result<u64, StoreError> {
    renew_merged(db)?;
    let gone = db.execute("DELETE FROM copies WHERE fingerprint < ?1 OR fingerprint > ?1", [FINGERPRINT_VERSION])?;
    Ok(gone as u64)
}
