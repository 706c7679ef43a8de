//! Two articles become one: everything that hangs on the one that goes moves to the one that stays, and its number stays good.

use super::candidates::words_by_which_found;
use super::columns::{count, signed, words};
use super::corrections::{keep_standing_version, resolve};
use super::memory::Memory;
use super::record::{MAX_COPIES, index_sketch};
use crate::article::{ArticleId, Relation};
use crate::dedup::{Fingerprint, MIN_WORDS_FOR_SIMILARITY};
use crate::store::StoreError;
use rusqlite::{Connection, OptionalExtension, params};

/// Which article goes into which, and why.
#[derive(Debug, Clone, Copy)]
pub(super) struct Joining<'a> {
    /// The article that stays, with its text, its number and its place among stories.
    pub keep: ArticleId,
    /// The article that goes; its number leads to `keep` from now on.
    pub gone: ArticleId,
    /// Jaccard similarity of the two texts, 0 to 1.
    pub similarity: f64,
    /// Who decided and by what measures; added to the evidence of every source that moves. Readable after "; ".
    pub evidence: &'a str,
}

/// Joins two articles: sources (with their links, pages and aliases), versions, copies and excerpts move to `keep`, and a
/// redirect is left. Both numbers are resolved first. Returns whether anything was joined: not when the two are one already.
///
/// # Errors
/// When one of them is no article, or the database fails.
pub(super) fn join(db: &Connection, memory: &mut Memory, joining: Joining<'_>) -> Result<bool, StoreError> {
    let joining = Joining { keep: resolve(db, joining.keep)?, gone: resolve(db, joining.gone)?, ..joining };
    if joining.keep == joining.gone {
        return Ok(false);
    }
    let former = former(db, joining.gone)?;
    // An error before anything is moved.
    self::former(db, joining.keep)?;
    keep_standing_version(db, joining.gone)?;
    let bodies = words_by_which_found(db, joining.gone)?;
    let (keep, gone) = (joining.keep.0, joining.gone.0);
    // The columns of the one that goes are read here for the last time, so its copy is made first.
    move_copies(db, joining)?;
    move_sources(db, joining)?;
    move_versions(db, joining)?;
    move_excerpts(db, joining)?;
    move_merged_texts(db, joining)?;
    // Whose text the one that goes showed is no matter any more.
    db.prepare_cached("DELETE FROM standing WHERE article_id = ?1")?.execute([gone])?;
    db.prepare_cached("UPDATE redirects SET new_id = ?1 WHERE new_id = ?2")?.execute([keep, gone])?;
    db.prepare_cached("INSERT INTO redirects (old_id, new_id) VALUES (?1, ?2)")?.execute([gone, keep])?;
    let mut drop_sketch = db.prepare_cached("DELETE FROM sketch WHERE hash = ?1 AND article_id = ?2")?;
    for body in bodies {
        for hash in &Fingerprint::from_parts(0, 0, Vec::new(), body).sketch {
            drop_sketch.execute(params![signed(*hash), gone])?;
        }
    }
    db.prepare_cached(
        "UPDATE articles SET first_seen = min(first_seen, (SELECT first_seen FROM articles WHERE id = ?2)) WHERE id = ?1",
    )?
    .execute([keep, gone])?;
    db.prepare_cached("DELETE FROM articles WHERE id = ?1")?.execute([gone])?;
    leave_story(db, former.story)?;
    // Its terms were part of a story's centroid.
    memory.begin_epoch(db)?;
    Ok(true)
}

struct Former {
    story: Option<i64>,
}

fn former(db: &Connection, id: ArticleId) -> Result<Former, StoreError> {
    db.prepare_cached("SELECT story_id FROM articles WHERE id = ?1")?
        .query_row([id.0], |row| Ok(Former { story: row.get(0)? }))
        .optional()?
        .ok_or_else(|| StoreError::Unsupported(format!("there is no article {id}")))
}

/// The former canonical text and its copies may vouch for later arrivals, as far as there is room.
fn move_copies(db: &Connection, joining: Joining<'_>) -> Result<(), StoreError> {
    let (keep, gone) = (joining.keep.0, joining.gone.0);
    db.prepare_cached(
        "INSERT OR IGNORE INTO copies (article_id, text_hash, fingerprint, outlet, words, time)
         SELECT ?1, text_hash, fingerprint, outlet, words, time FROM (
             SELECT 0 AS place, text_hash, fingerprint, words, time,
                 (SELECT outlet FROM sources WHERE article_id = ?2 ORDER BY relation <> 'origin', id LIMIT 1) AS outlet
             FROM articles WHERE id = ?2 AND length(words) >= ?4
             UNION ALL SELECT 1, text_hash, fingerprint, words, time, outlet FROM copies WHERE article_id = ?2)
         WHERE outlet IS NOT NULL AND text_hash <> (SELECT text_hash FROM articles WHERE id = ?1) ORDER BY place
         LIMIT max(0, ?3 - (SELECT count(*) FROM copies WHERE article_id = ?1))",
    )?
    .execute(params![keep, gone, count(MAX_COPIES), count(4 * MIN_WORDS_FOR_SIMILARITY)])?;
    db.prepare_cached("DELETE FROM copies WHERE article_id = ?1")?.execute([gone])?;
    Ok(())
}

/// The former origin is a copy, or a later version where its outlet carried the other article too.
fn move_sources(db: &Connection, joining: Joining<'_>) -> Result<(), StoreError> {
    let carried: bool = db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM sources AS known JOIN sources AS former ON former.outlet = known.outlet
                            WHERE known.article_id = ?1 AND former.article_id = ?2 AND former.relation = ?3)",
        )?
        .query_row(params![joining.keep.0, joining.gone.0, Relation::Origin.as_str()], |row| row.get(0))?;
    let relation = if carried { Relation::Revision } else { Relation::Copy };
    db.prepare_cached(
        "UPDATE sources SET article_id = ?1, evidence = evidence || '; ' || ?3,
             similarity = CASE relation WHEN ?5 THEN ?4 ELSE similarity END,
             relation = CASE relation WHEN ?5 THEN ?6 ELSE relation END
         WHERE article_id = ?2",
    )?
    .execute(params![
        joining.keep.0,
        joining.gone.0,
        joining.evidence,
        joining.similarity,
        Relation::Origin.as_str(),
        relation.as_str()
    ])?;
    Ok(())
}

fn move_versions(db: &Connection, joining: Joining<'_>) -> Result<(), StoreError> {
    // A text that both had stays where it was first.
    db.prepare_cached("UPDATE OR IGNORE versions SET article_id = ?1 WHERE article_id = ?2")?
        .execute([joining.keep.0, joining.gone.0])?;
    db.prepare_cached("DELETE FROM versions WHERE article_id = ?1")?.execute([joining.gone.0])?;
    Ok(())
}

/// Excerpts of either are excerpts of the article that stays; an article is no excerpt of itself.
fn move_excerpts(db: &Connection, joining: Joining<'_>) -> Result<(), StoreError> {
    let both = [joining.keep.0, joining.gone.0];
    db.prepare_cached("DELETE FROM excerpts WHERE article_id IN (?1, ?2) AND whole_id IN (?1, ?2)")?.execute(both)?;
    db.prepare_cached("UPDATE OR IGNORE excerpts SET article_id = ?1 WHERE article_id = ?2")?.execute(both)?;
    db.prepare_cached("DELETE FROM excerpts WHERE article_id = ?1")?.execute([joining.gone.0])?;
    db.prepare_cached("UPDATE excerpts SET whole_id = ?1 WHERE whole_id = ?2")?.execute(both)?;
    Ok(())
}

/// Texts that people joined to the one that goes are found as texts of the one that stays.
fn move_merged_texts(db: &Connection, joining: Joining<'_>) -> Result<(), StoreError> {
    let (keep, gone) = (joining.keep.0, joining.gone.0);
    let bodies: Vec<Vec<u32>> = db
        .prepare_cached("SELECT words FROM merged_texts WHERE article_id = ?1")?
        .query_map([gone], |row| Ok(words(row.get_ref(0)?.as_blob().unwrap_or_default())))?
        .collect::<Result<_, _>>()?;
    for body in bodies {
        index_sketch(db, &Fingerprint::from_parts(0, 0, Vec::new(), body).sketch, joining.keep)?;
    }
    db.prepare_cached("UPDATE OR IGNORE merged_texts SET article_id = ?1 WHERE article_id = ?2")?
        .execute([keep, gone])?;
    db.prepare_cached("DELETE FROM merged_texts WHERE article_id = ?1")?.execute([gone])?;
    Ok(())
}

/// A story that has lost its last article goes with it.
fn leave_story(db: &Connection, story: Option<i64>) -> Result<(), StoreError> {
    let Some(story) = story else { return Ok(()) };
    db.prepare_cached("DELETE FROM stories WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM articles WHERE story_id = ?1)")?
        .execute([story])?;
    Ok(())
}
