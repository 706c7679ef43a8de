//! Finding the canonical articles an arriving text may belong to: the exact hash first, then shared sketch values.

use super::columns::{count, instant, signed, wide_hash, words};
use super::join::resolve;
use super::memory::frequencies;
use crate::article::{ArticleId, Outlet};
use crate::dedup::{
    Candidate, Comparison, Copied, FINGERPRINT_VERSION, Fingerprint, MIN_WORDS_FOR_SIMILARITY, SKETCH_SIZE, judge,
};
use crate::store::{Compared, StoreError};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::FxHashMap;

/// A sketch value that more articles share is a stock phrase and tells nothing.
const MAX_POSTINGS: usize = 64;

/// Candidates verified at most, those with the most shared values first.
const MAX_CANDIDATES: usize = 24;

/// Copies arrive within hours; a week covers weeklies and repeats.
const WINDOW_DAYS: i64 = 7;

/// Which of the texts in the store a text is compared with; by default all.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Scope {
    /// Only articles that an earlier source than this one brought, with what they had then: the store that the source met.
    pub before: Option<i64>,
    /// This article in any case: the one that the source belongs to.
    pub always: Option<ArticleId>,
    /// Not this article: a text is not compared with itself.
    pub except: Option<ArticleId>,
}

/// The article that ever had exactly this text. Very short texts must have the same headline too.
pub(super) fn exact(db: &Connection, fingerprint: &Fingerprint, scope: Scope) -> Result<Option<ArticleId>, StoreError> {
    if fingerprint.words.is_empty() {
        return Ok(None);
    }
    let short = fingerprint.words.len() < MIN_WORDS_FOR_SIMILARITY;
    let found = db
        .prepare_cached(
            "SELECT article_id FROM versions WHERE text_hash = ?1 AND (?2 OR title_hash = ?3)
                 AND (?4 IS NULL OR source_id < ?4) AND article_id IS NOT ?5 ORDER BY article_id LIMIT 1",
        )?
        .query_row(
            params![
                fingerprint.text_hash.to_le_bytes(),
                !short,
                signed(fingerprint.title_hash),
                scope.before,
                scope.except.map(|id| id.0)
            ],
            |row| row.get(0),
        )
        .optional()?;
    Ok(found.map(ArticleId))
}

/// Canonical articles of the last days that share a sketch value with `fingerprint`.
pub(super) fn near(
    db: &Connection,
    fingerprint: &Fingerprint,
    time: DateTime<Utc>,
    scope: Scope,
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
    if let Some(id) = scope.always {
        *shared.entry(id.0).or_default() += SKETCH_SIZE;
    }
    let mut ranked: Vec<(i64, usize)> = Vec::with_capacity(shared.len());
    for (id, values) in shared {
        if is_in(db, ArticleId(id), scope)? {
            ranked.push((id, values));
        }
    }
    // Of those that share as much the newest: copies arrive within hours.
    ranked.sort_by(|a, b| b.1.cmp(&a.1).then(b.0.cmp(&a.0)));
    let mut candidates = Vec::new();
    for (id, _) in ranked.into_iter().take(MAX_CANDIDATES) {
        candidates.extend(load(db, id, scope)?.filter(|c| (c.time - time).num_days().abs() <= WINDOW_DAYS));
    }
    Ok(candidates)
}

fn is_in(db: &Connection, id: ArticleId, scope: Scope) -> Result<bool, StoreError> {
    if scope.except == Some(id) {
        return Ok(false);
    }
    let Some(before) = scope.before.filter(|_| scope.always != Some(id)) else { return Ok(true) };
    let is_earlier = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM sources WHERE article_id = ?1 AND id < ?2)")?
        .query_row([id.0, before], |row| row.get(0))?;
    Ok(is_earlier)
}

/// The fingerprint of an article as if it arrived now: with its sketch and the hash of its title.
pub(super) fn fingerprint(db: &Connection, candidate: Fingerprint, id: ArticleId) -> Result<Fingerprint, StoreError> {
    let title_hash: Option<i64> = db
        .prepare_cached("SELECT title_hash FROM versions WHERE article_id = ?1 AND text_hash = ?2")?
        .query_row(params![id.0, candidate.text_hash.to_le_bytes()], |row| row.get(0))
        .optional()?;
    Ok(Fingerprint { title_hash: title_hash.unwrap_or(0).cast_unsigned(), ..candidate.sketched() })
}

/// Two articles as the decision would see them if the later had only now arrived.
pub(super) fn compared(db: &Connection, a: ArticleId, b: ArticleId) -> Result<Option<Compared>, StoreError> {
    let (Some(a), Some(b)) =
        (load(db, resolve(db, a)?.0, Scope::default())?, load(db, resolve(db, b)?.0, Scope::default())?)
    else {
        return Ok(None);
    };
    let (known, arriving) = if (a.time, a.id) <= (b.time, b.id) { (a, b) } else { (b, a) };
    let frequencies = frequencies(db)?;
    let hours = (arriving.time - known.time).num_minutes() as f64 / 60.0;
    let same_outlet = arriving.outlets.first() == known.outlets.first();
    let comparison = Comparison::of(&arriving.fingerprint, &known.fingerprint, &frequencies, hours, same_outlet);
    let (known, arriving) = (known.fingerprint.sketched().sketch, arriving.fingerprint.sketched().sketch);
    let shared = known.iter().filter(|hash| arriving.contains(hash)).count();
    Ok(Some(Compared { comparison, judgement: judge(&comparison), shared_sketch_values: shared }))
}

/// One article as a candidate; `None` when it is gone or its fingerprint has another definition. Neither the hash of its title nor
/// its sketch is read: whoever is compared was found already.
pub(super) fn load(db: &Connection, id: i64, scope: Scope) -> Result<Option<Candidate>, StoreError> {
    let read = db
        .prepare_cached("SELECT text_hash, title_words, words, time FROM articles WHERE id = ?1 AND fingerprint = ?2")?
        .query_row(params![id, FINGERPRINT_VERSION], |row| {
            let text_hash = wide_hash(row.get_ref(0)?.as_blob().unwrap_or_default());
            let title = words(row.get_ref(1)?.as_blob().unwrap_or_default());
            let body = words(row.get_ref(2)?.as_blob().unwrap_or_default());
            Ok((Fingerprint { text_hash, title, ..Fingerprint::unsketched(body) }, instant(row.get(3)?)))
        })
        .optional()?;
    let Some((fingerprint, time)) = read else { return Ok(None) };
    let mut outlets: Vec<Outlet> = Vec::new();
    let mut carriers = db.prepare_cached(
        "SELECT outlet FROM sources WHERE article_id = ?1 AND (?2 IS NULL OR id < ?2 OR relation = 'origin')
         ORDER BY relation <> 'origin', id",
    )?;
    for outlet in carriers.query_map(params![id, scope.before], |row| row.get(0).map(Outlet))? {
        let outlet = outlet?;
        if !outlets.contains(&outlet) {
            outlets.push(outlet);
        }
    }
    let copies = db
        .prepare_cached(
            "SELECT words, time, outlet FROM copies AS c WHERE article_id = ?1 AND fingerprint = ?2
                 AND (?3 IS NULL OR EXISTS (SELECT 1 FROM sources AS s WHERE s.article_id = c.article_id
                                                AND s.text_hash = c.text_hash AND s.id < ?3))",
        )?
        .query_map(params![id, FINGERPRINT_VERSION, scope.before], |row| {
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
