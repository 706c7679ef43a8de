//! Finding the canonical articles an arriving text may belong to: the exact hash first, then shared sketch values.

use super::columns::{count, instant, signed, wide_hash, words};
use super::corrections;
use super::memory::frequencies;
use crate::article::{ArticleId, Outlet};
use crate::dedup::{
    Candidate, Comparison, Copied, FINGERPRINT_VERSION, Fingerprint, MIN_WORDS_FOR_SIMILARITY, SKETCH_SIZE, judge,
};
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
pub(super) const WINDOW_DAYS: i64 = 7;

/// Which of the texts in the store a text is compared with; by default all.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Scope<'a> {
    /// Only articles that an earlier source than this one brought, with what they had then: the store that the source met.
    pub before: Option<i64>,
    /// This article in any case: the one that the source belongs to.
    pub always: Option<ArticleId>,
    /// Not this article: a text is not compared with itself.
    pub except: Option<ArticleId>,
    /// Nor these, that people said it is not.
    pub apart: Option<&'a BTreeSet<ArticleId>>,
}

impl Scope<'_> {
    fn keeps_out(&self, id: ArticleId) -> bool {
        self.except == Some(id) || self.apart.is_some_and(|apart| apart.contains(&id))
    }
}

/// The article that ever had exactly this text. Very short texts must have the same headline too.
pub(super) fn exact(
    db: &Connection,
    fingerprint: &Fingerprint,
    scope: Scope<'_>,
) -> Result<Option<ArticleId>, StoreError> {
    if fingerprint.words.is_empty() {
        return Ok(None);
    }
    let short = fingerprint.words.len() < MIN_WORDS_FOR_SIMILARITY;
    let mut find = db.prepare_cached(
        "SELECT article_id FROM versions WHERE text_hash = ?1 AND (?2 OR title_hash = ?3)
             AND (?4 IS NULL OR source_id < ?4) ORDER BY article_id LIMIT ?5",
    )?;
    let mut rows = find.query(params![
        fingerprint.text_hash.to_le_bytes(),
        !short,
        signed(fingerprint.title_hash),
        scope.before,
        count(scope.apart.map_or(0, BTreeSet::len) + 2)
    ])?;
    while let Some(row) = rows.next()? {
        let article = ArticleId(row.get(0)?);
        if !scope.keeps_out(article) {
            return Ok(Some(article));
        }
    }
    Ok(None)
}

/// Canonical articles within days of one of `times` that share a sketch value with `fingerprint`.
pub(super) fn near(
    db: &Connection,
    fingerprint: &Fingerprint,
    times: [DateTime<Utc>; 2],
    scope: Scope<'_>,
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
        let texts = load(db, id, scope)?.into_iter().chain(merged(db, id, scope)?);
        candidates.extend(texts.filter(|c| times.iter().any(|at| (c.time - at).num_days().abs() <= WINDOW_DAYS)));
    }
    Ok(candidates)
}

fn is_in(db: &Connection, id: ArticleId, scope: Scope<'_>) -> Result<bool, StoreError> {
    if scope.keeps_out(id) {
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
    let (a, b) = (corrections::resolve(db, a)?, corrections::resolve(db, b)?);
    let said = corrections::between(db, &corrections::party_of(db, a)?, &corrections::party_of(db, b)?)?;
    let (Some(a), Some(b)) = (load(db, a.0, Scope::default())?, load(db, b.0, Scope::default())?) else {
        return Ok(None);
    };
    let (known, arriving) = if (a.time, a.id) <= (b.time, b.id) { (a, b) } else { (b, a) };
    let frequencies = frequencies(db)?;
    let hours = (arriving.time - known.time).num_minutes() as f64 / 60.0;
    let same_outlet = arriving.outlets.first() == known.outlets.first();
    let comparison = Comparison::of(&arriving.fingerprint, &known.fingerprint, &frequencies, hours, same_outlet);
    let (known, arriving) = (known.fingerprint.sketched().sketch, arriving.fingerprint.sketched().sketch);
    let shared = known.iter().filter(|hash| arriving.contains(hash)).count();
    let said = said.map(|correction| (correction.number, correction.said));
    Ok(Some(Compared { comparison, judgement: judge(&comparison), shared_sketch_values: shared, said }))
}

/// One article as a candidate; `None` when it is gone or its fingerprint has another definition. Neither the hash of its title nor
/// its sketch is read: whoever is compared was found already.
pub(super) fn load(db: &Connection, id: i64, scope: Scope<'_>) -> Result<Option<Candidate>, StoreError> {
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

/// Other texts that people say are this article, each as a candidate of its own.
fn merged(db: &Connection, id: i64, scope: Scope<'_>) -> Result<Vec<Candidate>, StoreError> {
    let mut read = db.prepare_cached(
        "SELECT text_hash, title_hash, title_words, words, outlet, time FROM merged_texts AS m
         WHERE article_id = ?1 AND fingerprint = ?2
             AND (?3 IS NULL OR EXISTS (SELECT 1 FROM sources AS s WHERE s.article_id = m.article_id
                                            AND s.text_hash = m.text_hash AND s.id < ?3))",
    )?;
    let mut rows = read.query(params![id, FINGERPRINT_VERSION, scope.before])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let hash = wide_hash(row.get_ref(0)?.as_blob().unwrap_or_default());
        let title_hash = row.get::<_, i64>(1)?.cast_unsigned();
        let title = words(row.get_ref(2)?.as_blob().unwrap_or_default());
        let body = words(row.get_ref(3)?.as_blob().unwrap_or_default());
        found.push(Candidate {
            id: ArticleId(id),
            fingerprint: Fingerprint { text_hash: hash, title_hash, title, ..Fingerprint::unsketched(body) },
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
