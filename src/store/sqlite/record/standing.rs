//! Whose text stands for an article: its origin's, until another source has a fuller one.

use super::super::candidates::{self, Scope};
use super::super::columns::{from_json, json, millis, word_bytes};
use super::super::memory::Memory;
use super::super::{history, origin};
use super::{Held, Join, body, index_sketch, time_of, title_of};
use crate::article::{ArticleId, Extracted, Relation};
use crate::dedup::fuller::{self, Continuation, Fuller, Standing, stands_in};
use crate::dedup::{Candidate, FINGERPRINT_VERSION, Fingerprint};
use crate::store::{Arrival, StoreError, VersionChange};
use rusqlite::{Connection, OptionalExtension, params};

/// Share of a continuation that stands in another article of ours: then it is that article, appended.
const APPENDED_FROM: f64 = 0.50;

/// An origin whose text has at least this share of the standing one's words, and holds it, stands for the article again.
const AS_FULL_FROM: f64 = 0.95;

/// The source whose text the article shows.
pub(in super::super) fn source_of(db: &Connection, article: ArticleId) -> Result<Option<i64>, StoreError> {
    let found = db
        .prepare_cached(
            "SELECT coalesce((SELECT source_id FROM standing WHERE article_id = ?1),
                             (SELECT id FROM sources WHERE article_id = ?1 ORDER BY relation <> 'origin', first_seen, id LIMIT 1))",
        )?
        .query_row([article.0], |row| row.get(0))
        .optional()?;
    Ok(found.flatten())
}

/// Says whose text the article shows; the origin's needs no saying.
pub(in super::super) fn set(db: &Connection, article: ArticleId, source: i64, why: &str) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM standing WHERE article_id = ?1")?.execute([article.0])?;
    db.prepare_cached(
        "INSERT INTO standing (article_id, source_id, why)
         SELECT ?1, ?2, ?3 WHERE NOT EXISTS (SELECT 1 FROM sources WHERE id = ?2 AND relation = 'origin')",
    )?
    .execute(params![article.0, source, why])?;
    Ok(())
}

/// After a page of the article changed: its text follows when it is the one that stands, or when it has become the fuller one.
pub(super) fn follow(
    db: &Connection,
    memory: &mut Memory,
    arrival: &Arrival,
    held: &Held,
    change: VersionChange,
) -> Result<(), StoreError> {
    if source_of(db, held.article)? != Some(held.source) {
        return consider(db, memory, arrival, held.article, held.source);
    }
    // A page that was only cut leaves the whole text that we have.
    if change == VersionChange::Cut { Ok(()) } else { replace_text(db, memory, arrival, held.article) }
}

/// Lets the text of `arrival`, a source of `article`, stand for it when it is fuller than the one that does.
pub(in super::super) fn consider(
    db: &Connection,
    memory: &mut Memory,
    arrival: &Arrival,
    article: ArticleId,
    source: i64,
) -> Result<(), StoreError> {
    let standing = source_of(db, article)?;
    let Some(held) =
        candidates::load(db, article.0, Scope::default())?.filter(|_| !arrival.partial && standing != Some(source))
    else {
        return Ok(());
    };
    let stand_in = match standing {
        Some(standing) => history::latest(db, standing, article)?.is_some_and(|latest| latest.stand_in),
        None => false,
    };
    if let Some(why) = why_fuller(db, memory, arrival, &held, stand_in, source)? {
        keep_former(db, &held)?;
        replace_text(db, memory, arrival, article)?;
        set(db, article, source, &why)?;
    }
    Ok(())
}

/// Why the arriving text should stand; `None` when it should not.
fn why_fuller(
    db: &Connection,
    memory: &Memory,
    arrival: &Arrival,
    held: &Candidate,
    stand_in: bool,
    source: i64,
) -> Result<Option<String>, StoreError> {
    let standing = Standing { fingerprint: &held.fingerprint, stand_in };
    let (words, more) = (arrival.fingerprint.words.len(), held.fingerprint.words.len());
    if is_origin(db, source)? && is_as_full(&arrival.fingerprint, &held.fingerprint, memory) {
        return Ok(Some(format!("the origin has {words} words, as many as the text before it")));
    }
    let others = held.copies.iter().filter(|copy| copy.outlet != arrival.outlet);
    let copies: Vec<Fingerprint> = others.map(|copy| copy.fingerprint.clone()).collect();
    Ok(match fuller::fuller(standing, &arrival.fingerprint, &arrival.extracted.text(), &copies, &memory.words) {
        Fuller::No(_) => None,
        Fuller::Page => Some("a page, where only a feed's own text stood".to_owned()),
        Fuller::GoesOn(rest) if is_another_article(db, memory, &rest, held, arrival)? => None,
        Fuller::GoesOn(rest) => Some(format!(
            "fuller: {words} words where the text before it had {more}, and {}",
            rest.witness().unwrap_or("goes on")
        )),
    })
}

fn is_origin(db: &Connection, source: i64) -> Result<bool, StoreError> {
    let mut read = db.prepare_cached("SELECT relation = 'origin' FROM sources WHERE id = ?1")?;
    Ok(read.query_row([source], |row| row.get(0))?)
}

fn is_as_full(own: &Fingerprint, standing: &Fingerprint, memory: &Memory) -> bool {
    own.words.len() as f64 >= standing.words.len() as f64 * AS_FULL_FROM
        && stands_in(&standing.words, own, &memory.words) >= AS_FULL_FROM
}

/// Whether what the text goes on with is an article of its own that we hold.
fn is_another_article(
    db: &Connection,
    memory: &Memory,
    rest: &Continuation,
    held: &Candidate,
    arrival: &Arrival,
) -> Result<bool, StoreError> {
    let part = Fingerprint::from_parts(0, 0, Vec::new(), rest.words.clone());
    let near = candidates::near(db, &part, super::arriving(arrival).times, Scope::default())?;
    let holds = |other: &Candidate| stands_in(&rest.words, &other.fingerprint, &memory.words) >= APPENDED_FROM;
    Ok(near.iter().any(|other| other.id != held.id && holds(other)))
}

/// The text that stood goes among the copies, so that it can vouch for others as before.
fn keep_former(db: &Connection, held: &Candidate) -> Result<(), StoreError> {
    let Some(outlet) = held.outlets.first().filter(|_| held.fingerprint.is_comparable()) else { return Ok(()) };
    db.prepare_cached(
        "INSERT OR IGNORE INTO copies (article_id, text_hash, fingerprint, outlet, words, time) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        held.id.0,
        held.fingerprint.text_hash.to_le_bytes(),
        FINGERPRINT_VERSION,
        outlet.0,
        word_bytes(&held.fingerprint.words),
        millis(held.time)
    ])?;
    Ok(())
}

/// The article shows the arriving text, and is found by it as well as by the one before.
pub(super) fn replace_text(
    db: &Connection,
    memory: &mut Memory,
    arrival: &Arrival,
    article: ArticleId,
) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE articles SET title = ?2, blocks = ?3, fingerprint = ?4, text_hash = ?5, title_words = ?6, words = ?7,
             terms = ?8, image = coalesce(?9, image) WHERE id = ?1",
    )?
    .execute(params![
        article.0,
        title_of(arrival),
        json(body(arrival))?,
        FINGERPRINT_VERSION,
        arrival.fingerprint.text_hash.to_le_bytes(),
        word_bytes(&arrival.fingerprint.title),
        word_bytes(&arrival.fingerprint.words),
        arrival.terms.to_bytes(),
        arrival.extracted.image
    ])?;
    memory.count_words(&arrival.fingerprint.words);
    index_sketch(db, &arrival.fingerprint.sketch, article)
}

/// What an article says besides its text is what its origin says: a reporter of one outlet must not be named beside another.
fn take_facts(db: &Connection, arrival: &Arrival, article: ArticleId) -> Result<(), StoreError> {
    let extracted = &arrival.extracted;
    db.prepare_cached(
        "UPDATE articles SET published = ?2, time = ?3, authors = ?4, tags = ?5, lang = coalesce(?6, lang),
             section = coalesce(?7, section) WHERE id = ?1",
    )?
    .execute(params![
        article.0,
        extracted.published.as_ref().map(json).transpose()?,
        millis(time_of(arrival)),
        json(&extracted.authors)?,
        json(&extracted.tags)?,
        extracted.lang,
        arrival.section.as_ref().or(extracted.section.as_ref())
    ])?;
    Ok(())
}

/// A copy that was before the origin, though its page was read later, is the origin: the article gets its date and its facts, and
/// its text unless that is only a part of the one that stands.
pub(in super::super) fn as_origin_if_earlier(
    db: &Connection,
    memory: &mut Memory,
    arrival: &Arrival,
    join: Join,
) -> Result<Join, StoreError> {
    if join.relation != Relation::Copy {
        return Ok(join);
    }
    let Some(former) = origin::overtaken(db, arrival, join.article)? else { return Ok(join) };
    let stands = source_of(db, join.article)?;
    origin::demote(db, &former, join.similarity)?;
    let is_part = is_part_of_standing(db, memory, arrival, join.article)?;
    if stands == Some(former.source) && !is_part {
        if let Some(held) = candidates::load(db, join.article.0, Scope::default())? {
            keep_former(db, &held)?;
        }
        replace_text(db, memory, arrival, join.article)?;
        // What stands is no copy of itself.
        let own = arrival.fingerprint.text_hash.to_le_bytes();
        db.prepare_cached("DELETE FROM copies WHERE article_id = ?1 AND text_hash = ?2")?
            .execute(params![join.article.0, own])?;
    } else if let Some(source) = stands {
        set(db, join.article, source, "fuller than the text of the origin")?;
    }
    take_facts(db, arrival, join.article)?;
    Ok(Join { relation: Relation::Origin, similarity: 1.0, ..join })
}

/// Whether the text that stands is the fuller one of the two: the arriving one was cut.
fn is_part_of_standing(
    db: &Connection,
    memory: &Memory,
    arrival: &Arrival,
    article: ArticleId,
) -> Result<bool, StoreError> {
    let Some(held) = candidates::load(db, article.0, Scope::default())? else { return Ok(false) };
    let blocks: String =
        db.prepare_cached("SELECT blocks FROM articles WHERE id = ?1")?.query_row([article.0], |row| row.get(0))?;
    let text = Extracted { blocks: from_json(&blocks)?, ..Extracted::default() }.text();
    let cut = Standing { fingerprint: &arrival.fingerprint, stand_in: false };
    Ok(matches!(fuller::fuller(cut, &held.fingerprint, &text, &[], &memory.words), Fuller::GoesOn(_)))
}
