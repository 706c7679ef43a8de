//! What people said about texts, and what follows from it when a text arrives or two articles are compared.
//!
//! Whoever decides anew (reprocessing, a reconciliation) asks [`between`] before joining two texts, and [`about`] which articles
//! an arriving text must be joined to or kept from.

mod merge;
mod split;

pub(super) use merge::{keep_standing_version, merge};
pub(super) use split::split;

use super::columns::{instant, wide_hash};
use crate::article::{ArticleId, ArticleUrl};
use crate::dedup::correction::{Correction, Party, Said, holding};
use crate::store::{Arrival, CorrectionMade, StoreError};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet};

/// Corrections that are read about one text: people make few.
const MAX_ASKED: usize = 1_000;

/// What is said about an arriving text and the articles we hold.
#[derive(Debug, Default)]
pub(super) struct About {
    /// The article it is to be joined to, and the number of the correction.
    pub together: Option<(ArticleId, i64)>,
    /// Articles it must not be joined to.
    pub apart: BTreeSet<ArticleId>,
}

/// What corrections say about two texts: the latest that concerns both, or nothing.
pub(super) fn between(db: &Connection, one: &Party, other: &Party) -> Result<Option<Correction>, StoreError> {
    Ok(holding(&concerning(db, one)?, one, other).cloned())
}

/// What corrections say about a text and the articles we hold: one that arrives, or an article that is decided again.
pub(super) fn about(db: &Connection, party: &Party) -> Result<About, StoreError> {
    let corrections = concerning(db, party)?;
    let mut said: BTreeMap<ArticleId, (i64, Said)> = BTreeMap::new();
    for correction in &corrections {
        for article in articles_of(db, correction)? {
            let holds = holding(&corrections, party, &party_of(db, article)?);
            said.extend(holds.map(|c| (article, (c.number, c.said))));
        }
    }
    let mut about = About::default();
    for (article, (number, said)) in said {
        match said {
            Said::Apart => _ = about.apart.insert(article),
            Said::Together if about.together.is_none_or(|(_, other)| number > other) => {
                about.together = Some((article, number));
            }
            Said::Together => {}
        }
    }
    Ok(about)
}

/// What an arriving text is known by.
pub(super) fn party_of_arrival(arrival: &Arrival) -> Party {
    let mut pages: BTreeSet<String> = arrival.aliases.iter().map(ArticleUrl::key).collect();
    pages.insert(arrival.key.clone());
    // Very short texts are the same under many headlines: they are known by their page alone.
    let told = arrival.fingerprint.is_comparable();
    let texts = told.then(|| (arrival.outlet.0.clone(), arrival.fingerprint.text_hash)).into_iter().collect();
    Party { pages, texts }
}

/// What an article is known by: its pages and their texts.
pub(super) fn party_of(db: &Connection, article: ArticleId) -> Result<Party, StoreError> {
    let sources: Vec<i64> = db
        .prepare_cached("SELECT id FROM sources WHERE article_id = ?1")?
        .query_map([article.0], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut party = Party::default();
    for source in sources {
        party.join(party_of_source(db, source)?);
    }
    Ok(party)
}

/// What one page is known by: its addresses and every text it had.
pub(super) fn party_of_source(db: &Connection, source: i64) -> Result<Party, StoreError> {
    let pages = db
        .prepare_cached(
            "SELECT url_key FROM sources WHERE id = ?1 UNION SELECT url_key FROM aliases WHERE source_id = ?1",
        )?
        .query_map([source], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let texts = db
        .prepare_cached(
            "SELECT s.outlet, t.text_hash FROM sources AS s JOIN (
                 SELECT id AS source_id, text_hash FROM sources WHERE id = ?1
                 UNION SELECT source_id, text_hash FROM page_versions WHERE source_id = ?1) AS t ON t.source_id = s.id
             WHERE NOT EXISTS (SELECT 1 FROM versions AS v WHERE v.text_hash = t.text_hash AND v.words < ?2)",
        )?
        .query_map(params![source, crate::dedup::MIN_WORDS_FOR_SIMILARITY as i64], |row| {
            Ok((row.get(0)?, wide_hash(row.get_ref(1)?.as_blob().unwrap_or_default())))
        })?
        .collect::<Result<_, _>>()?;
    Ok(Party { pages, texts })
}

/// Whether people said anything about a page: then it stays where they put it.
pub(super) fn concern(db: &Connection, source: i64) -> Result<bool, StoreError> {
    Ok(!concerning(db, &party_of_source(db, source)?)?.is_empty())
}

/// The corrections that have `party` on one side.
fn concerning(db: &Connection, party: &Party) -> Result<Vec<Correction>, StoreError> {
    let mut numbers: BTreeSet<i64> = BTreeSet::new();
    let mut by_page = db.prepare_cached("SELECT correction_id FROM correction_sides WHERE url_key = ?1")?;
    for page in &party.pages {
        for number in by_page.query_map([page], |row| row.get(0))? {
            numbers.insert(number?);
        }
    }
    let mut by_text =
        db.prepare_cached("SELECT correction_id FROM correction_sides WHERE text_hash = ?1 AND outlet = ?2")?;
    for (outlet, hash) in &party.texts {
        for number in by_text.query_map(params![hash.to_le_bytes(), outlet], |row| row.get(0))? {
            numbers.insert(number?);
        }
    }
    numbers.into_iter().rev().take(MAX_ASKED).map(|number| read(db, number)).collect()
}

fn read(db: &Connection, number: i64) -> Result<Correction, StoreError> {
    let said: String =
        db.prepare_cached("SELECT said FROM corrections WHERE id = ?1")?.query_row([number], |row| row.get(0))?;
    let mut sides = [Party::default(), Party::default()];
    let mut find =
        db.prepare_cached("SELECT side, url_key, outlet, text_hash FROM correction_sides WHERE correction_id = ?1")?;
    let mut rows = find.query([number])?;
    while let Some(row) = rows.next()? {
        let side = &mut sides[usize::from(row.get::<_, i64>(0)? != 0)];
        if let Some(page) = row.get::<_, Option<String>>(1)? {
            side.pages.insert(page);
        }
        if let (Some(outlet), Ok(hash)) = (row.get::<_, Option<String>>(2)?, row.get_ref(3)?.as_blob()) {
            side.texts.insert((outlet, wide_hash(hash)));
        }
    }
    let said = Said::from_name(&said).ok_or_else(|| {
        StoreError::Database(format!("correction {number} says {said:?}, which this version does not know"))
    })?;
    Ok(Correction { number, said, sides })
}

/// The articles that hold a page of either side.
fn articles_of(db: &Connection, correction: &Correction) -> Result<BTreeSet<ArticleId>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT article_id FROM sources WHERE url_key = ?1 OR id = (SELECT source_id FROM aliases WHERE url_key = ?1)",
    )?;
    let mut found = BTreeSet::new();
    for page in correction.sides.iter().flat_map(|side| &side.pages) {
        found.extend(find.query_row([page], |row| row.get(0)).optional()?.map(ArticleId));
    }
    Ok(found)
}

/// Writes a correction down and returns its number.
fn write(
    db: &Connection,
    said: Said,
    articles: (ArticleId, ArticleId),
    sides: &[Party; 2],
    now: DateTime<Utc>,
) -> Result<i64, StoreError> {
    db.prepare_cached("INSERT INTO corrections (made_at, said, one_id, other_id) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![now.timestamp_millis(), said.as_str(), articles.0.0, articles.1.0])?;
    let number = db.last_insert_rowid();
    let mut insert = db.prepare_cached(
        "INSERT INTO correction_sides (correction_id, side, url_key, outlet, text_hash) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (side, party) in (0_i64..).zip(sides) {
        for page in &party.pages {
            insert.execute(params![number, side, page, None::<String>, None::<Vec<u8>>])?;
        }
        for (outlet, hash) in &party.texts {
            insert.execute(params![number, side, None::<String>, outlet, hash.to_le_bytes().as_slice()])?;
        }
    }
    Ok(number)
}

/// The corrections that concern the pages of an article, for people, the latest first.
pub(super) fn made(db: &Connection, article: ArticleId) -> Result<Vec<CorrectionMade>, StoreError> {
    let party = party_of(db, article)?;
    let mut read = db.prepare_cached("SELECT made_at, one_id, other_id FROM corrections WHERE id = ?1")?;
    let mut found = Vec::new();
    for Correction { number, said, sides } in concerning(db, &party)? {
        let (made, one, other) = read.query_row([number], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        let pages = sides.map(|side| side.pages.into_iter().collect());
        let articles = (ArticleId(one), ArticleId(other));
        found.push(CorrectionMade { number, made: instant(made), said, articles, pages });
    }
    Ok(found)
}

/// The article that has this number now: merged ones lead on.
pub(super) fn resolve(db: &Connection, article: ArticleId) -> Result<ArticleId, StoreError> {
    let to: Option<i64> = db
        .prepare_cached("SELECT new_id FROM redirects WHERE old_id = ?1")?
        .query_row([article.0], |row| row.get(0))
        .optional()?;
    Ok(to.map_or(article, ArticleId))
}

/// The number an article has now.
///
/// # Errors
/// In words, when there is none.
fn existing(db: &Connection, article: ArticleId) -> Result<ArticleId, StoreError> {
    let now = resolve(db, article)?;
    let exists: bool = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM articles WHERE id = ?1)")?
        .query_row([now.0], |row| row.get(0))?;
    if exists {
        Ok(now)
    } else {
        Err(StoreError::Refused(format!("there is no article {article}: see `hasad articles`")))
    }
}
