//! What hangs on a source: the version of the text it carries, its links, its page.

use super::super::columns::{count, json, millis, signed, word_bytes};
use super::{time_of, title_of};
use crate::article::{ArticleId, ArticleUrl};
use crate::dedup::{Comparison, FINGERPRINT_VERSION};
use crate::store::{Arrival, StoreError};
use rusqlite::{Connection, params};

/// Copies whose words are kept, an article.
pub(in crate::store::sqlite) const MAX_COPIES: usize = 8;

pub(in crate::store::sqlite) fn insert_version(
    db: &Connection,
    arrival: &Arrival,
    article: ArticleId,
    source: i64,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT OR IGNORE INTO versions (text_hash, title_hash, article_id, source_id, title, words, seen)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        arrival.fingerprint.text_hash.to_le_bytes(),
        signed(arrival.fingerprint.title_hash),
        article.0,
        source,
        title_of(arrival),
        count(arrival.fingerprint.words.len()),
        millis(arrival.seen)
    ])?;
    Ok(())
}

/// A text that was only read better stays the version it was.
pub(super) fn rename_version(
    db: &Connection,
    arrival: &Arrival,
    article: ArticleId,
    held: &[u8],
) -> Result<(), StoreError> {
    let hash = arrival.fingerprint.text_hash.to_le_bytes();
    db.prepare_cached(
        "UPDATE OR REPLACE versions SET text_hash = ?3, words = ?4 WHERE article_id = ?1 AND text_hash = ?2",
    )?
    .execute(params![article.0, held, hash, count(arrival.fingerprint.words.len())])?;
    Ok(())
}

/// Keeps the words of a text that joined an article, so that it can vouch for another; the first few are enough.
pub(in crate::store::sqlite) fn keep_copy(
    db: &Connection,
    arrival: &Arrival,
    article: ArticleId,
) -> Result<(), StoreError> {
    if !arrival.fingerprint.is_comparable() {
        return Ok(());
    }
    db.prepare_cached(
        "INSERT OR IGNORE INTO copies (article_id, text_hash, fingerprint, words, time, outlet)
         SELECT ?1, ?2, ?3, ?4, ?5, ?7 WHERE (SELECT count(*) FROM copies WHERE article_id = ?1) < ?6
             AND NOT EXISTS (SELECT 1 FROM articles WHERE id = ?1 AND text_hash = ?2)",
    )?
    .execute(params![
        article.0,
        arrival.fingerprint.text_hash.to_le_bytes(),
        FINGERPRINT_VERSION,
        word_bytes(&arrival.fingerprint.words),
        millis(time_of(arrival)),
        count(MAX_COPIES),
        arrival.outlet.0
    ])?;
    Ok(())
}

/// Keeps a text that a person joined to an article as one of its texts, so that copies of it are found and joined as well.
pub(super) fn keep_merged_text(db: &Connection, arrival: &Arrival, article: ArticleId) -> Result<(), StoreError> {
    let print = &arrival.fingerprint;
    db.prepare_cached(
        "INSERT OR IGNORE INTO merged_texts (article_id, text_hash, title_hash, fingerprint, title_words, words, outlet, time)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8 WHERE NOT EXISTS (SELECT 1 FROM articles WHERE id = ?1 AND text_hash = ?2)",
    )?
    .execute(params![
        article.0,
        print.text_hash.to_le_bytes(),
        signed(print.title_hash),
        FINGERPRINT_VERSION,
        word_bytes(&print.title),
        word_bytes(&print.words),
        arrival.outlet.0,
        millis(time_of(arrival))
    ])?;
    super::index_sketch(db, &print.sketch, article)
}

/// Marks the shorter of two articles as an excerpt of the longer one; the first whole that was found stays.
pub(in crate::store::sqlite) fn point_to_whole(
    db: &Connection,
    arrived: ArticleId,
    known: ArticleId,
    comparison: &Comparison,
) -> Result<(), StoreError> {
    let (part, whole) = if comparison.arriving_is_shorter { (arrived, known) } else { (known, arrived) };
    db.prepare_cached(
        "INSERT OR IGNORE INTO excerpts (article_id, whole_id, share, evidence) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute(params![part.0, whole.0, comparison.shorter_covered, comparison.to_string()])?;
    Ok(())
}

pub(in crate::store::sqlite) fn replace_links(
    db: &Connection,
    arrival: &Arrival,
    source: i64,
) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM links WHERE source_id = ?1")?.execute([source])?;
    let mut insert = db.prepare_cached(
        "INSERT OR IGNORE INTO links (source_id, place, title, url, url_key, label, kind, placement)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for (place, link) in arrival.extracted.read_also.iter().enumerate() {
        let key = link.url.as_deref().and_then(|u| ArticleUrl::parse(u).ok()).map(|u| u.key());
        insert.execute(params![
            source,
            count(place),
            link.title,
            link.url,
            key,
            link.label,
            json(&link.kind)?.trim_matches('"'),
            json(&link.placement)?.trim_matches('"')
        ])?;
    }
    Ok(())
}

pub(super) fn keep_page(db: &Connection, arrival: &Arrival, source: i64) -> Result<(), StoreError> {
    if let Some(page) = &arrival.page {
        db.prepare_cached(
            "INSERT OR REPLACE INTO pages (source_id, body, content_type, fetched_at) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![source, page.compressed, page.content_type, millis(arrival.seen)])?;
    }
    Ok(())
}

/// Every entry that announced this page is done, whichever feed it came from, unless it was edited while the page was on its
/// way: then the page is read again. Only addresses that were asked for or reached count, never what the page claims.
pub(super) fn finish_entries(db: &Connection, arrival: &Arrival) -> Result<(), StoreError> {
    let state = if arrival.partial && !arrival.aliases.is_empty() { "failed" } else { "done" };
    let reason = arrival.partial.then(|| arrival.extracted.remarks.first().map(|r| r.detail.as_str())).flatten();
    db.prepare_cached(
        "UPDATE entries SET lease_holder = NULL, lease_until = NULL,
             state = CASE WHEN content_hash = ?2 THEN ?3 ELSE state END,
             payload = CASE WHEN content_hash = ?2 THEN NULL ELSE payload END,
             reason = CASE WHEN content_hash = ?2 THEN ?4 ELSE reason END
         WHERE id = ?1 AND state = 'pending'",
    )?
    .execute(params![arrival.entry, signed(arrival.entry_hash), state, reason])?;
    let mut done = db.prepare_cached(
        "UPDATE entries SET state = ?2, payload = NULL, reason = ?3
         WHERE url_key = ?1 AND state = 'pending' AND changes = 0 AND lease_holder IS NULL AND id IS NOT ?4",
    )?;
    for url in &arrival.aliases {
        done.execute(params![url.key(), state, reason, arrival.entry])?;
    }
    Ok(())
}
