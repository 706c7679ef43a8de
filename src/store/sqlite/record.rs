//! The deduplicating insert: what an arrival is, decided and written in one transaction.

mod again;
mod attached;
mod claim;
pub(super) mod standing;
mod verdict;

use super::candidates::{Scope, WINDOW_DAYS};
use super::columns::{json, millis, signed, word_bytes};
use super::memory::Memory;
use super::{corrections, history, outlets, rechecks};
use crate::article::{ArticleId, ArticleUrl, PageKind, Relation};
use crate::dedup::{Arriving, FINGERPRINT_VERSION};
use crate::store::{Arrival, Recorded, StoreError};
use crate::story::{Placed, Terms};
use again::{record_again, saw_again};
use attached::keep_page;
pub(super) use attached::{MAX_COPIES, insert_version, keep_copy, point_to_whole, replace_links};
use chrono::{DateTime, Utc};
pub(super) use claim::give_to_owner;
use rusqlite::{Connection, OptionalExtension, params};
pub(super) use standing::as_origin_if_earlier;
pub(super) use verdict::{Found, verdict};

/// How an arriving text came to its article.
pub(super) struct Join {
    pub(super) article: ArticleId,
    pub(super) relation: Relation,
    pub(super) similarity: f64,
}

/// The source that a page already is.
struct Held {
    source: i64,
    article: ArticleId,
    text_hash: Vec<u8>,
    title: String,
    /// Hash of its body with what the memory left out.
    raw_hash: Option<Vec<u8>>,
}

pub(super) fn record(db: &Connection, memory: &mut Memory, arrival: &Arrival) -> Result<Recorded, StoreError> {
    let arrival = &*claim::without_false_claim(db, arrival)?;
    if let Some(article) = claim::leads_elsewhere(db, arrival)? {
        return Ok(Recorded::Elsewhere(article));
    }
    let held = match held(db, arrival)? {
        Some(held) if claim::give_address_back(db, arrival, &held)? => None,
        held => held,
    };
    let recorded = match held {
        Some(held) if claim::is_other_form(db, arrival, held.source)? => saw_again(db, arrival, &held)?,
        Some(held) => record_again(db, memory, arrival, &held)?,
        None => record_first(db, memory, arrival)?,
    };
    attached::finish_entries(db, arrival)?;
    give_to_owner(db, &arrival.key)?;
    outlets::note(db, memory, arrival, recorded)?;
    Ok(recorded)
}

fn held(db: &Connection, arrival: &Arrival) -> Result<Option<Held>, StoreError> {
    let mut find = db.prepare_cached(
        "SELECT id, article_id, text_hash, title, raw_hash FROM sources
         WHERE url_key = ?1 OR id = (SELECT source_id FROM aliases WHERE url_key = ?1)",
    )?;
    for key in arrival.aliases.iter().map(ArticleUrl::key).chain(std::iter::once(arrival.key.clone())) {
        let found = find
            .query_row([key], |row| {
                Ok(Held {
                    source: row.get(0)?,
                    article: ArticleId(row.get(1)?),
                    text_hash: row.get(2)?,
                    title: row.get(3)?,
                    raw_hash: row.get(4)?,
                })
            })
            .optional()?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

fn record_first(db: &Connection, memory: &mut Memory, arrival: &Arrival) -> Result<Recorded, StoreError> {
    let said = corrections::about(db, &corrections::party_of_arrival(arrival))?;
    let Found { join, part, evidence } = match said.together {
        Some((article, number)) => verdict::joined_by_hand(db, arrival, article, number)?,
        None => {
            let scope = Scope { apart: Some(&said.apart), ..Scope::default() };
            verdict(db, &memory.words, &arriving(arrival), scope)?
        }
    };
    let (placing, recorded) = match join {
        Some(join) => {
            let recorded = Recorded::Joined(join.article, join.relation);
            keep_copy(db, arrival, join.article)?;
            (as_origin_if_earlier(db, memory, arrival, join)?, recorded)
        }
        None => {
            let article = insert_article(db, memory, arrival)?;
            if let Some((other, comparison)) = &part {
                point_to_whole(db, article, *other, comparison)?;
            }
            (Join { article, relation: Relation::Origin, similarity: 1.0 }, Recorded::New(article))
        }
    };
    let article = placing.article;
    let source = insert_source(db, arrival, &placing, &evidence)?;
    insert_version(db, arrival, article, source)?;
    history::add(db, arrival, source, history::Step::first())?;
    replace_links(db, arrival, source)?;
    keep_page(db, arrival, source)?;
    rechecks::plan(db, arrival, source)?;
    if matches!(recorded, Recorded::Joined(..)) {
        standing::consider(db, memory, arrival, article, source)?;
    }
    Ok(recorded)
}

/// The arrival as the decision sees it: it may be as old as it says, or as new as we saw it.
pub(super) fn arriving(arrival: &Arrival) -> Arriving<'_> {
    let stated = arrival.extracted.published.as_ref().map(|date| date.at.with_timezone(&Utc));
    let times = [stated.unwrap_or(arrival.seen), arrival.seen];
    Arriving { fingerprint: &arrival.fingerprint, outlet: &arrival.outlet, times }
}

/// The time that an article is known by: the stated one, unless it lies so far back that no copy of today would be compared with
/// it. Then it is a mistake (day and month swapped, the site's first day) or an old text found late, and nothing tells which.
pub(super) fn time_of(arrival: &Arrival) -> DateTime<Utc> {
    let stated = arrival.extracted.published.as_ref().map(|date| date.at.with_timezone(&Utc));
    stated.filter(|at| (arrival.seen - at).num_days() <= WINDOW_DAYS).unwrap_or(arrival.seen)
}

fn raw_hash(arrival: &Arrival) -> Option<Vec<u8>> {
    arrival.reading.as_ref().and_then(|reading| reading.raw).map(|raw| raw.to_le_bytes().to_vec())
}

pub(super) fn title_of(arrival: &Arrival) -> &str {
    arrival.extracted.title.as_deref().unwrap_or_default()
}

pub(super) fn insert_article(db: &Connection, memory: &mut Memory, arrival: &Arrival) -> Result<ArticleId, StoreError> {
    let (extracted, time) = (&arrival.extracted, time_of(arrival));
    memory.sweep(arrival.seen);
    let (story, story_why) = place(db, memory, &arrival.terms, time)?;
    let article = next_number(db)?;
    db.prepare_cached(
        "INSERT INTO articles (id, title, blocks, lang, published, authors, tags, section, image, time, first_seen, added_at, story_id,
                               story_why, fingerprint, text_hash, title_words, words, terms, sketched)
         VALUES (?19, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, 1)",
    )?
    .execute(params![
        title_of(arrival),
        json(body(arrival))?,
        extracted.lang,
        extracted.published.as_ref().map(json).transpose()?,
        json(&extracted.authors)?,
        json(&extracted.tags)?,
        arrival.section.as_ref().or(extracted.section.as_ref()),
        extracted.image,
        millis(time),
        millis(arrival.seen),
        millis(arrival.added),
        story,
        story_why,
        FINGERPRINT_VERSION,
        arrival.fingerprint.text_hash.to_le_bytes(),
        word_bytes(&arrival.fingerprint.title),
        word_bytes(&arrival.fingerprint.words),
        arrival.terms.to_bytes(),
        article.0
    ])?;
    index_sketch(db, &arrival.fingerprint.sketch, article)?;
    memory.count_article(article.0, &arrival.fingerprint.words);
    Ok(article)
}

/// A number no article has, nor had before it was joined to another.
pub(super) fn next_number(db: &Connection) -> Result<ArticleId, StoreError> {
    let number = db
        .prepare_cached(
            "SELECT 1 + max(coalesce((SELECT max(id) FROM articles), 0), coalesce((SELECT max(old_id) FROM redirects), 0))",
        )?
        .query_row([], |row| row.get(0))?;
    Ok(ArticleId(number))
}

/// The body of a page that is an article; anything else has none.
pub(super) fn body(arrival: &Arrival) -> &[crate::article::Block] {
    if arrival.extracted.page_kind == PageKind::Article { &arrival.extracted.blocks } else { &[] }
}

/// Puts an article into the story it belongs to; returns its number, and why.
pub(super) fn place(
    db: &Connection,
    memory: &mut Memory,
    terms: &Terms,
    time: DateTime<Utc>,
) -> Result<(i64, String), StoreError> {
    let (story, why) = match memory.stories.place(terms, time) {
        Placed::Join(story, likeness) => {
            db.prepare_cached("UPDATE stories SET first = min(first, ?2), last = max(last, ?2) WHERE id = ?1")?
                .execute(params![story.0, millis(time)])?;
            (story, format!("joined it with a likeness of {likeness:.2}"))
        }
        Placed::Open(likeness) => {
            db.prepare_cached("INSERT INTO stories (first, last) VALUES (?1, ?1)")?.execute([millis(time)])?;
            let story = crate::article::StoryId(db.last_insert_rowid());
            (story, format!("opened it; the likeness to the nearest open story was {likeness:.2}"))
        }
    };
    memory.stories.add(story, terms, time);
    Ok((story.0, why))
}

pub(super) fn index_sketch(db: &Connection, sketch: &[u64], article: ArticleId) -> Result<(), StoreError> {
    let mut insert = db.prepare_cached("INSERT OR IGNORE INTO sketch (hash, article_id) VALUES (?1, ?2)")?;
    for hash in sketch {
        insert.execute(params![signed(*hash), article.0])?;
    }
    Ok(())
}

fn insert_source(db: &Connection, arrival: &Arrival, placing: &Join, evidence: &str) -> Result<i64, StoreError> {
    db.prepare_cached(
        "INSERT INTO sources (article_id, outlet, feed_id, url, url_key, title, published, attribution, remarks, first_seen,
                              last_seen, relation, similarity, text_hash, evidence, raw_hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?16, ?10, ?11, ?12, ?13, ?14, ?15)",
    )?
    .execute(params![
        placing.article.0,
        arrival.outlet.0,
        arrival.feed,
        arrival.url.as_str(),
        arrival.key,
        title_of(arrival),
        arrival.extracted.published.as_ref().map(json).transpose()?,
        json(&arrival.extracted.attribution)?,
        json(&arrival.extracted.remarks)?,
        millis(arrival.seen),
        placing.relation.as_str(),
        placing.similarity,
        arrival.fingerprint.text_hash.to_le_bytes(),
        evidence,
        raw_hash(arrival),
        millis(arrival.first_seen())
    ])?;
    let source = db.last_insert_rowid();
    claim::remember_aliases(db, arrival, source)?;
    Ok(source)
}
