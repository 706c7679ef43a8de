//! Finding the canonical articles an arriving text may belong to: the exact hash first, then shared sketch values.

use super::columns::{count, instant, signed, wide_hash, words};
use super::corrections;
use super::memory::frequencies;
use crate::article::{ArticleId, Outlet};
use crate::dedup::{Candidate, Comparison, Copied, FINGERPRINT_VERSION, Fingerprint, MIN_WORDS_FOR_SIMILARITY, judge};
use crate::store::{Compared, StoreError};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// A sketch value that more articles share is a stock phrase and tells nothing.
const MAX_POSTINGS: usize = 64;

/// Candidates verified at most, those with the most shared values first.
const MAX_CANDIDATES: usize = 24;

/// Copies arrive within hours; a week covers weeklies and repeats.
const WINDOW_DAYS: i64 = 7;

/// The article that ever had exactly this text, but for those in `apart`. Very short texts must have the same headline too.
pub(super) fn exact(
    db: &Connection,
    fingerprint: &Fingerprint,
    apart: &BTreeSet<ArticleId>,
) -> Result<Option<ArticleId>, StoreError> {
    if fingerprint.words.is_empty() {
        return Ok(None);
    }
    let short = fingerprint.words.len() < MIN_WORDS_FOR_SIMILARITY;
    let mut find = db.prepare_cached(
        "SELECT article_id FROM versions WHERE text_hash = ?1 AND (?2 OR title_hash = ?3) ORDER BY article_id LIMIT ?4",
    )?;
    let mut rows = find.query(params![
        fingerprint.text_hash.to_le_bytes(),
        !short,
        signed(fingerprint.title_hash),
        count(apart.len() + 1)
    ])?;
    while let Some(row) = rows.next()? {
        let article = ArticleId(row.get(0)?);
        if !apart.contains(&article) {
            return Ok(Some(article));
        }
    }
    Ok(None)
}

/// Canonical articles of the last days that share a sketch value with `fingerprint`.
pub(super) fn near(
    db: &Connection,
    fingerprint: &Fingerprint,
    time: DateTime<Utc>,
) -> Result<Vec<Candidate>, StoreError> {
    let mut shared: FxHashMap<i64, usize> = FxHashMap::default();
    let mut postings =
        db.prepare_cached("SELECT article_id FROM sketch WHERE hash = ?1 ORDER BY article_id DESC LIMIT ?2")?;
    for hash in &fingerprint.sketch {
        let found: Vec<i64> = postings
            .query_map(params![signed(*hash), count(MAX_POSTINGS + 1)], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        if found.len() <= MAX_POSTINGS {
            for id in found {
                *shared.entry(id).or_default() += 1;
            }
        }
    }
    let mut ranked: Vec<(i64, usize)> = shared.into_iter().collect();
    ranked.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut candidates = Vec::new();
    for (id, _) in ranked.into_iter().take(MAX_CANDIDATES) {
        let texts = load(db, id)?.into_iter().chain(merged(db, id)?);
        candidates.extend(texts.filter(|c| (c.time - time).num_days().abs() <= WINDOW_DAYS));
    }
    Ok(candidates)
}

/// Two articles as the decision would see them if the later had only now arrived.
pub(super) fn compared(db: &Connection, a: ArticleId, b: ArticleId) -> Result<Option<Compared>, StoreError> {
    let (a, b) = (corrections::resolve(db, a)?, corrections::resolve(db, b)?);
    let said = corrections::between(db, &corrections::party_of(db, a)?, &corrections::party_of(db, b)?)?;
    let (Some(a), Some(b)) = (load(db, a.0)?, load(db, b.0)?) else { return Ok(None) };
    let (known, arriving) = if (a.time, a.id) <= (b.time, b.id) { (a, b) } else { (b, a) };
    let frequencies = frequencies(db)?;
    let hours = (arriving.time - known.time).num_minutes() as f64 / 60.0;
    let same_outlet = arriving.outlets.first() == known.outlets.first();
    let comparison = Comparison::of(&arriving.fingerprint, &known.fingerprint, &frequencies, hours, same_outlet);
    let shared = known.fingerprint.sketch.iter().filter(|hash| arriving.fingerprint.sketch.contains(hash)).count();
    let said = said.map(|correction| (correction.number, correction.said));
    Ok(Some(Compared { comparison, judgement: judge(&comparison), shared_sketch_values: shared, said }))
}

/// One article as a candidate; `None` when it is gone or its fingerprint has another definition.
pub(super) fn load(db: &Connection, id: i64) -> Result<Option<Candidate>, StoreError> {
    let read = db
        .prepare_cached(
            "SELECT a.text_hash, a.title_words, a.words, a.time,
                    (SELECT title_hash FROM versions AS v WHERE v.article_id = a.id AND v.text_hash = a.text_hash)
             FROM articles AS a WHERE a.id = ?1 AND a.fingerprint = ?2",
        )?
        .query_row(params![id, FINGERPRINT_VERSION], |row| {
            let text_hash = wide_hash(row.get_ref(0)?.as_blob().unwrap_or_default());
            let title = words(row.get_ref(1)?.as_blob().unwrap_or_default());
            let body = words(row.get_ref(2)?.as_blob().unwrap_or_default());
            let title_hash = row.get::<_, Option<i64>>(4)?.unwrap_or(0).cast_unsigned();
            Ok((Fingerprint::from_parts(text_hash, title_hash, title, body), instant(row.get(3)?)))
        })
        .optional()?;
    let Some((fingerprint, time)) = read else { return Ok(None) };
    let outlets = db
        .prepare_cached("SELECT outlet FROM sources WHERE article_id = ?1 GROUP BY outlet ORDER BY min(relation <> 'origin'), min(id)")?
        .query_map([id], |row| row.get(0).map(Outlet))?
        .collect::<Result<_, _>>()?;
    let copies = db
        .prepare_cached("SELECT words, time, outlet FROM copies WHERE article_id = ?1 AND fingerprint = ?2")?
        .query_map(params![id, FINGERPRINT_VERSION], |row| {
            let body = words(row.get_ref(0)?.as_blob().unwrap_or_default());
            Ok(Copied {
                fingerprint: Fingerprint::unsketched(body),
                outlet: Outlet(row.get(2)?),
                time: instant(row.get(1)?),
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(Some(Candidate { id: ArticleId(id), fingerprint, outlets, time, copies }))
}

/// Other texts that people say are this article, each as a candidate of its own.
fn merged(db: &Connection, id: i64) -> Result<Vec<Candidate>, StoreError> {
    let mut read = db.prepare_cached(
        "SELECT text_hash, title_hash, title_words, words, outlet, time FROM merged_texts WHERE article_id = ?1 AND fingerprint = ?2",
    )?;
    let mut rows = read.query(params![id, FINGERPRINT_VERSION])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let hash = wide_hash(row.get_ref(0)?.as_blob().unwrap_or_default());
        let title_hash = row.get::<_, i64>(1)?.cast_unsigned();
        let title = words(row.get_ref(2)?.as_blob().unwrap_or_default());
        let body = words(row.get_ref(3)?.as_blob().unwrap_or_default());
        found.push(Candidate {
            id: ArticleId(id),
            fingerprint: Fingerprint::from_parts(hash, title_hash, title, body),
            outlets: vec![Outlet(row.get(4)?)],
            time: instant(row.get(5)?),
            copies: Vec::new(),
        });
    }
    Ok(found)
}

/// The words of every text whose sketch is in the index for an article: the one that stands, its copies, and merged ones.
pub(super) fn words_by_which_found(db: &Connection, article: ArticleId) -> Result<Vec<Vec<u32>>, StoreError> {
    let bodies = db
        .prepare_cached(
            "SELECT words FROM articles WHERE id = ?1 UNION ALL SELECT words FROM copies WHERE article_id = ?1
             UNION ALL SELECT words FROM merged_texts WHERE article_id = ?1",
        )?
        .query_map([article.0], |row| Ok(words(row.get_ref(0)?.as_blob().unwrap_or_default())))?
        .collect::<Result<_, _>>()?;
    Ok(bodies)
}
