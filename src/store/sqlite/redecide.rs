//! Deciding again: where a source belongs, in the order of arrival; which articles of the last days are one.

use super::candidates::{self, Scope};
use super::columns::{count, millis};
use super::corrections::{self, party_of};
use super::join::{Joining, join};
use super::memory::{Memory, frequencies};
use super::origin;
use super::record::{self, Found, Join, standing, verdict};
use super::reread::{drop_copy, keep_progress};
use crate::article::{ArticleId, Relation};
use crate::dedup::correction::Said;
use crate::dedup::{Arriving, Candidate};
use crate::store::{Arrival, Change, ChangeKind, Progress, Reconciled, Reconciliation, Redecision, StoreError};
use crate::text::frequency::Frequencies;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;

/// Articles whose decision is repeated in one transaction.
const PORTION: usize = 200;

/// A similarity that changed less is the same: the evidence of the first decision stays.
const SAME_SIMILARITY: f64 = 0.005;

/// Where a source is now.
struct Placed {
    id: i64,
    article: ArticleId,
    relation: String,
    similarity: f64,
    url: String,
    evidence: String,
    text_hash: Vec<u8>,
}

/// Decides again where sources belong, each against the articles that were there when it arrived; returns what changed.
pub(super) fn redecide(
    db: &Connection,
    memory: &mut Memory,
    redecisions: &[Redecision],
    progress: &Progress,
) -> Result<Vec<Change>, StoreError> {
    let mut changes = Vec::new();
    for one in redecisions {
        let Some(placed) = placed(db, one.source)? else { continue };
        memory.refresh_if_stale(db)?;
        let change = match &one.arrival {
            _ if placed.relation == Relation::Origin.as_str() => origin_again(db, memory, &placed)?,
            Some(arrival) => source_again(db, memory, &placed, arrival)?,
            None => None,
        };
        changes.extend(change);
    }
    keep_progress(db, progress)?;
    Ok(changes)
}

fn placed(db: &Connection, source: i64) -> Result<Option<Placed>, StoreError> {
    let found = db
        .prepare_cached("SELECT article_id, relation, url, evidence, text_hash, similarity FROM sources WHERE id = ?1")?
        .query_row([source], |row| {
            Ok(Placed {
                id: source,
                article: ArticleId(row.get(0)?),
                relation: row.get(1)?,
                url: row.get(2)?,
                evidence: row.get(3)?,
                text_hash: row.get(4)?,
                similarity: row.get(5)?,
            })
        })
        .optional()?;
    Ok(found)
}

fn changed(placed: &Placed, kind: ChangeKind, before: String, after: String) -> Change {
    Change { kind, article: placed.article, url: placed.url.clone(), before, after }
}

/// An article and all that belongs to it is one with an earlier article, or stays.
fn origin_again(db: &Connection, memory: &mut Memory, placed: &Placed) -> Result<Option<Change>, StoreError> {
    let born: i64 = db
        .prepare_cached("SELECT min(id) FROM sources WHERE article_id = ?1")?
        .query_row([placed.article.0], |row| row.get(0))?;
    let apart = said_apart(db, placed.article)?;
    let scope = Scope { before: Some(born), except: Some(placed.article), apart: Some(&apart), ..Scope::default() };
    let Some(found) = of_article(db, &memory.words, placed.article, scope)? else { return Ok(None) };
    if let Some(Join { article, similarity, .. }) = found.join {
        if are_apart(db, article, placed.article)? {
            return Ok(None);
        }
        let evidence = format!("decided again: {}", found.evidence);
        join(db, memory, Joining { keep: article, gone: placed.article, similarity, evidence: &evidence })?;
        return Ok(Some(changed(placed, ChangeKind::Merge, format!("article {}", placed.article), evidence)));
    }
    db.prepare_cached(
        "DELETE FROM excerpts WHERE (article_id = ?1 AND (SELECT min(id) FROM sources WHERE article_id = whole_id) < ?2)
             OR (whole_id = ?1 AND (SELECT min(id) FROM sources AS s WHERE s.article_id = excerpts.article_id) < ?2)",
    )?
    .execute([placed.article.0, born])?;
    if let Some((other, comparison)) = &found.part {
        record::point_to_whole(db, placed.article, *other, comparison)?;
    }
    Ok(None)
}

/// A source that is not the origin of its article: it stays, belongs to another article, or is one of its own.
fn source_again(
    db: &Connection,
    memory: &mut Memory,
    placed: &Placed,
    arrival: &Arrival,
) -> Result<Option<Change>, StoreError> {
    // What people put somewhere stays there; so does the page whose text its article shows, which would be left without one.
    if corrections::concern(db, placed.id)? || standing::source_of(db, placed.article)? == Some(placed.id) {
        return Ok(None);
    }
    let scope = Scope { before: Some(placed.id), always: Some(placed.article), ..Scope::default() };
    let found = verdict(db, &memory.words, &record::arriving(arrival), scope)?;
    let was = format!("a {} of article {}; {}", placed.relation, placed.article, placed.evidence);
    match found.join {
        Some(join) if join.article == placed.article => {
            if placed.relation != join.relation.as_str()
                || (placed.similarity - join.similarity).abs() > SAME_SIMILARITY
            {
                put(db, placed, &join, &found.evidence)?;
            }
            let join = record::as_origin_if_earlier(db, memory, arrival, join)?;
            if join.relation == Relation::Origin {
                put(db, placed, &join, &found.evidence)?;
            }
            Ok(None)
        }
        Some(join) => {
            leave(db, placed, join.article)?;
            put(db, placed, &join, &found.evidence)?;
            record::keep_copy(db, arrival, join.article)?;
            record::insert_version(db, arrival, join.article, placed.id)?;
            Ok(Some(changed(placed, ChangeKind::Move, was, found.evidence)))
        }
        None => {
            let article = record::insert_article(db, memory, arrival)?;
            leave(db, placed, article)?;
            put(db, placed, &Join { article, relation: Relation::Origin, similarity: 1.0 }, &found.evidence)?;
            record::insert_version(db, arrival, article, placed.id)?;
            if let Some((other, comparison)) = &found.part {
                record::point_to_whole(db, article, *other, comparison)?;
            }
            Ok(Some(changed(placed, ChangeKind::Split, was, found.evidence)))
        }
    }
}

/// Articles that people said this one is not.
fn said_apart(db: &Connection, id: ArticleId) -> Result<BTreeSet<ArticleId>, StoreError> {
    Ok(corrections::about(db, &party_of(db, id)?)?.apart)
}

/// Whether people said that two articles are two; also of texts that came under other addresses since.
fn are_apart(db: &Connection, one: ArticleId, other: ArticleId) -> Result<bool, StoreError> {
    let said = corrections::between(db, &party_of(db, one)?, &party_of(db, other)?)?;
    Ok(said.is_some_and(|correction| correction.said == Said::Apart))
}

fn put(db: &Connection, placed: &Placed, join: &Join, evidence: &str) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE sources SET article_id = ?2, relation = ?3, similarity = ?4, evidence = ?5 WHERE id = ?1",
    )?
    .execute(params![placed.id, join.article.0, join.relation.as_str(), join.similarity, evidence])?;
    Ok(())
}

/// Takes what belongs to a source alone out of the article that it leaves.
fn leave(db: &Connection, placed: &Placed, new: ArticleId) -> Result<(), StoreError> {
    db.prepare_cached("UPDATE OR IGNORE versions SET article_id = ?3 WHERE article_id = ?1 AND source_id = ?2")?
        .execute([placed.article.0, placed.id, new.0])?;
    db.prepare_cached("DELETE FROM versions WHERE article_id = ?1 AND source_id = ?2")?
        .execute([placed.article.0, placed.id])?;
    // The words of the text go too, unless another source of the article has the same.
    db.prepare_cached("UPDATE sources SET article_id = ?2 WHERE id = ?1")?.execute([placed.id, new.0])?;
    drop_copy(db, placed.article.0, &placed.text_hash)
}

/// What the decision makes of an article as it stands; `None` when its fingerprint is of another version.
fn of_article(
    db: &Connection,
    words: &Frequencies,
    id: ArticleId,
    scope: Scope<'_>,
) -> Result<Option<Found>, StoreError> {
    let Some(Candidate { fingerprint, outlets, time, .. }) = candidates::load(db, id.0, Scope::default())? else {
        return Ok(None);
    };
    let Some(outlet) = outlets.first() else { return Ok(None) };
    let fingerprint = candidates::fingerprint(db, fingerprint, id)?;
    verdict(db, words, &Arriving { fingerprint: &fingerprint, outlet, times: [time; 2] }, scope).map(Some)
}

/// Repeats the decision for the articles recorded since `since`, after `after` in order: against everything that is there now,
/// earlier or later. Without `memory` nothing is joined, only told.
pub(super) fn reconcile(
    db: &Connection,
    mut memory: Option<&mut Memory>,
    since: DateTime<Utc>,
    after: Option<ArticleId>,
) -> Result<Reconciliation, StoreError> {
    let mut read =
        db.prepare_cached("SELECT id FROM articles WHERE added_at >= ?1 AND id > ?2 ORDER BY id LIMIT ?3")?;
    let ids: Vec<i64> = read
        .query_map(params![millis(since), after.map_or(0, |id| id.0), count(PORTION)], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let own = if memory.is_none() { Some(frequencies(db)?) } else { None };
    let mut done = Reconciliation { last: ids.last().map(|id| ArticleId(*id)), ..Reconciliation::default() };
    for id in ids {
        // A join makes the memory stale, by a word counted twice: reading it all again can wait for the next job.
        let Some(words) = own.as_ref().or(memory.as_deref().map(|memory| &memory.words)) else { continue };
        let id = ArticleId(id);
        let apart = said_apart(db, id)?;
        let scope = Scope { except: Some(id), apart: Some(&apart), ..Scope::default() };
        // It may have gone into another one of this portion.
        let Some(found) = of_article(db, words, id, scope)? else { continue };
        done.compared += 1;
        let Some(one) = found.join else { continue };
        if are_apart(db, one.article, id)? {
            continue;
        }
        let (kept, joined) = in_order(db, one.article, id)?;
        let evidence = format!("reconciled: {}", found.evidence);
        let told = told(db, kept, joined, &evidence)?;
        // Without joining, each pair is met from both sides.
        if done.found.iter().any(|known| (known.kept, known.joined) == (kept, joined)) {
            continue;
        }
        if let Some(memory) = memory.as_deref_mut() {
            let joining = Joining { keep: kept, gone: joined, similarity: one.similarity, evidence: &evidence };
            join(db, memory, joining)?;
        }
        done.found.push(told);
    }
    Ok(done)
}

/// The article that was recorded first stays, unless the origin of the other was before its own.
fn in_order(db: &Connection, a: ArticleId, b: ArticleId) -> Result<(ArticleId, ArticleId), StoreError> {
    let seen = |id: ArticleId| -> Result<(i64, i64), StoreError> {
        Ok(db
            .prepare_cached("SELECT first_seen, id FROM articles WHERE id = ?1")?
            .query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?)
    };
    let (earlier, later) = if seen(a)? <= seen(b)? { (a, b) } else { (b, a) };
    Ok(if origin::is_before(db, later, earlier)? { (later, earlier) } else { (earlier, later) })
}

fn told(db: &Connection, kept: ArticleId, joined: ArticleId, evidence: &str) -> Result<Reconciled, StoreError> {
    let title = |id: ArticleId| -> Result<String, StoreError> {
        let mut read = db.prepare_cached("SELECT title FROM articles WHERE id = ?1")?;
        Ok(read.query_row([id.0], |row| row.get(0))?)
    };
    let (kept_title, joined_title) = (title(kept)?, title(joined)?);
    Ok(Reconciled { kept, kept_title, joined, joined_title, evidence: evidence.to_owned() })
}
