//! Two articles that a person says are one: the second goes into the first, whose number stays.

use super::super::candidates::words_by_which_found;
use super::super::columns::signed;
use super::super::memory::Memory;
use super::super::record::standing;
use super::super::{candidates, history, origin};
use super::{existing, party_of, write};
use crate::article::ArticleId;
use crate::dedup::Fingerprint;
use crate::dedup::correction::Said;
use crate::store::{Corrected, StoreError};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

/// Merges `other` into `one`, for good.
pub(in super::super) fn merge(
    db: &Connection,
    memory: &mut Memory,
    one: ArticleId,
    other: ArticleId,
    now: DateTime<Utc>,
) -> Result<Corrected, StoreError> {
    let (into, from) = (existing(db, one)?, existing(db, other)?);
    if into == from {
        return Err(StoreError::Refused(format!("{one} and {other} are one article already, {into}")));
    }
    let sides = [party_of(db, into)?, party_of(db, from)?];
    let correction = write(db, Said::Together, (into, from), &sides, now)?;
    let pages = db
        .prepare_cached("SELECT url FROM sources WHERE article_id = ?1 ORDER BY id")?
        .query_map([from.0], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    keep_standing_version(db, from)?;
    let similarity = candidates::compared(db, into, from)?.map_or(0.0, |compared| compared.comparison.jaccard);
    choose_origin(db, into, from)?;
    move_text(db, into, from)?;
    move_sources(
        db,
        into,
        from,
        &format!("merged by hand on {} (correction {correction})", now.date_naive()),
        similarity,
    )?;
    move_the_rest(db, into, from)?;
    remove(db, into, from, correction)?;
    memory.begin_epoch(db)?;
    Ok(Corrected { correction, article: into, other: from, pages })
}

/// A page that an older store recorded may have no version; its text must not go with its article.
pub(in super::super) fn keep_standing_version(db: &Connection, article: ArticleId) -> Result<(), StoreError> {
    let Some(source) = standing::source_of(db, article)? else { return Ok(()) };
    let kept: bool = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM page_versions WHERE source_id = ?1)")?
        .query_row([source], |row| row.get(0))?;
    if kept { Ok(()) } else { history::add_standing(db, source, article) }
}

/// The origin of the merged article is the one of the two that was before the other; the text that stood goes on standing.
fn choose_origin(db: &Connection, into: ArticleId, from: ArticleId) -> Result<(), StoreError> {
    let (Some(kept), Some(joined)) = (origin::source_of(db, into)?, origin::source_of(db, from)?) else {
        return Ok(());
    };
    let stands = standing::source_of(db, into)?;
    let earlier = origin::is_before(db, from, into)?;
    let demoted = if earlier { kept } else { joined };
    db.prepare_cached("UPDATE sources SET relation = 'copy' WHERE id = ?1")?.execute([demoted])?;
    if earlier {
        db.prepare_cached(
            "UPDATE articles SET published = other.published, time = other.time, authors = other.authors, tags = other.tags,
                 lang = coalesce(other.lang, articles.lang), section = coalesce(other.section, articles.section)
             FROM (SELECT published, time, authors, tags, lang, section FROM articles WHERE id = ?2) AS other
             WHERE articles.id = ?1",
        )?
        .execute([into.0, from.0])?;
        if let Some(stands) = stands {
            standing::set(db, into, stands, "it stood before another article was merged in by hand")?;
        }
    }
    Ok(())
}

/// Copies of the text that stood for the second article are copies of the first from now on.
fn move_text(db: &Connection, into: ArticleId, from: ArticleId) -> Result<(), StoreError> {
    let bodies = words_by_which_found(db, from)?;
    db.execute(
        "INSERT OR IGNORE INTO merged_texts (article_id, text_hash, title_hash, fingerprint, title_words, words, outlet, time)
         SELECT ?1, a.text_hash,
             coalesce((SELECT title_hash FROM versions AS v WHERE v.article_id = a.id AND v.text_hash = a.text_hash), 0),
             a.fingerprint, a.title_words, a.words,
             coalesce((SELECT outlet FROM sources WHERE article_id = a.id ORDER BY relation <> 'origin', id LIMIT 1), ''), a.time
         FROM articles AS a WHERE a.id = ?2",
        [into.0, from.0],
    )?;
    db.execute("UPDATE OR IGNORE merged_texts SET article_id = ?1 WHERE article_id = ?2", [into.0, from.0])?;
    db.execute("DELETE FROM merged_texts WHERE article_id = ?1", [from.0])?;
    let (mut drop, mut insert) = (
        db.prepare_cached("DELETE FROM sketch WHERE hash = ?1 AND article_id = ?2")?,
        db.prepare_cached("INSERT OR IGNORE INTO sketch (hash, article_id) VALUES (?1, ?2)")?,
    );
    for body in bodies {
        for hash in &Fingerprint::from_parts(0, 0, Vec::new(), body).sketch {
            drop.execute([signed(*hash), from.0])?;
            insert.execute([signed(*hash), into.0])?;
        }
    }
    Ok(())
}

fn move_sources(
    db: &Connection,
    into: ArticleId,
    from: ArticleId,
    why: &str,
    similarity: f64,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE sources SET article_id = ?1, evidence = evidence || '; ' || ?3,
             similarity = CASE WHEN relation = 'copy' AND similarity = 1.0 THEN ?4 ELSE similarity END WHERE article_id = ?2",
    )?
    .execute(params![into.0, from.0, why, similarity])?;
    Ok(())
}

/// Versions, copies and excerpts of the second article are the first one's.
fn move_the_rest(db: &Connection, into: ArticleId, from: ArticleId) -> Result<(), StoreError> {
    for table in ["versions", "copies"] {
        db.execute(&format!("UPDATE OR IGNORE {table} SET article_id = ?1 WHERE article_id = ?2"), [into.0, from.0])?;
        db.execute(&format!("DELETE FROM {table} WHERE article_id = ?1"), [from.0])?;
    }
    db.execute("UPDATE excerpts SET whole_id = ?1 WHERE whole_id = ?2", [into.0, from.0])?;
    db.execute("DELETE FROM excerpts WHERE article_id = ?2 OR (article_id = ?1 AND whole_id = ?1)", [into.0, from.0])?;
    db.execute(
        "UPDATE articles SET first_seen = min(articles.first_seen, other.first_seen), added_at = max(articles.added_at, other.added_at),
             sketched = max(articles.sketched, other.sketched)
         FROM (SELECT first_seen, added_at, sketched FROM articles WHERE id = ?2) AS other WHERE id = ?1",
        [into.0, from.0],
    )?;
    Ok(())
}

/// The second article goes; its number leads to the first. Its story stays, even an empty one: a running daemon may know it.
fn remove(db: &Connection, into: ArticleId, from: ArticleId, correction: i64) -> Result<(), StoreError> {
    db.execute("DELETE FROM standing WHERE article_id = ?1", [from.0])?;
    db.execute("UPDATE redirects SET new_id = ?1 WHERE new_id = ?2", [into.0, from.0])?;
    db.execute("DELETE FROM articles WHERE id = ?1", [from.0])?;
    db.execute(
        "INSERT OR REPLACE INTO redirects (old_id, new_id, correction_id) VALUES (?1, ?2, ?3)",
        [from.0, into.0, correction],
    )?;
    Ok(())
}
