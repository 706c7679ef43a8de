//! Pages that a person says are no part of an article: they become an article of their own, and stay one.

use super::super::candidates::{WINDOW_DAYS, words_by_which_found};
use super::super::columns::{count, from_json, instant, json, millis, signed, word_bytes};
use super::super::memory::Memory;
use super::super::record::{next_number, place, standing};
use super::super::{history, origin};
use super::{existing, party_of, party_of_source, read, write};
use crate::article::{ArticleId, ArticleUrl, StatedDate};
use crate::dedup::correction::{Party, Said};
use crate::dedup::{FINGERPRINT_VERSION, Fingerprint};
use crate::store::{Corrected, Part, StoreError, VersionText};
use crate::story::Terms;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;

/// A page that changes its article.
struct Leaving {
    source: i64,
    url: String,
}

/// Splits `part` off the article, for good.
pub(in super::super) fn split(
    db: &Connection,
    memory: &mut Memory,
    id: ArticleId,
    part: &Part,
    now: DateTime<Utc>,
) -> Result<Corrected, StoreError> {
    let article = existing(db, id)?;
    let (number, leaving) = match part {
        Part::Page(url) => (None, vec![page_of(db, article, url)?]),
        Part::Merged(former) => (Some(*former), merged_in(db, article, *former)?),
    };
    let all: i64 = db
        .prepare_cached("SELECT count(*) FROM sources WHERE article_id = ?1")?
        .query_row([article.0], |row| row.get(0))?;
    if all <= count(leaving.len()) {
        return Err(StoreError::Refused(format!(
            "article {article} would have no page left: there is nothing to split"
        )));
    }
    let sources: Vec<i64> = leaving.iter().map(|page| page.source).collect();
    let party = party_of_all(db, &sources)?;
    let other = add_article(db, memory, (article, number), &sources, now)?;
    let why = format!("split off article {article} by hand on {}", now.date_naive());
    move_pages(db, article, other, &sources, &why)?;
    let left = party_of(db, article)?;
    let correction = write(db, Said::Apart, (article, other), &[left, party], now)?;
    memory.begin_epoch(db)?;
    Ok(Corrected { correction, article, other, pages: leaving.into_iter().map(|page| page.url).collect() })
}

fn page_of(db: &Connection, article: ArticleId, url: &str) -> Result<Leaving, StoreError> {
    let key = ArticleUrl::parse(url).map_or_else(|_| url.to_owned(), |url| url.key());
    let found = db
        .prepare_cached(
            "SELECT id, url FROM sources WHERE article_id = ?1
                 AND (url_key = ?2 OR url = ?3 OR id = (SELECT source_id FROM aliases WHERE url_key = ?2))",
        )?
        .query_row(params![article.0, key, url], |row| Ok(Leaving { source: row.get(0)?, url: row.get(1)? }))
        .optional()?;
    found.ok_or_else(|| {
        StoreError::Refused(format!("{url} is no page of article {article}: `hasad show {article}` lists its pages"))
    })
}

/// The pages that came when `former` was merged in, those that are still there.
fn merged_in(db: &Connection, article: ArticleId, former: ArticleId) -> Result<Vec<Leaving>, StoreError> {
    let correction: Option<i64> = db
        .prepare_cached("SELECT correction_id FROM redirects WHERE old_id = ?1 AND new_id = ?2")?
        .query_row([former.0, article.0], |row| row.get(0))
        .optional()?
        .flatten();
    let correction = correction.ok_or_else(|| {
        StoreError::Refused(format!(
            "article {former} was never merged into article {article} by hand: name the page to split off by its address"
        ))
    })?;
    let [_, party] = read(db, correction)?.sides;
    let mut sources = BTreeSet::new();
    let mut leaving = Vec::new();
    for page in &party.pages {
        // A page under two addresses is one page; one that was split off since is elsewhere.
        if let Ok(page) = page_of(db, article, page)
            && sources.insert(page.source)
        {
            leaving.push(page);
        }
    }
    Ok(leaving)
}

fn party_of_all(db: &Connection, sources: &[i64]) -> Result<Party, StoreError> {
    let mut party = Party::default();
    for source in sources {
        party.join(party_of_source(db, *source)?);
    }
    Ok(party)
}

/// The article of the pages that leave, with the text of the one we saw first, in the story that it is like. It takes a number
/// that it had back.
fn add_article(
    db: &Connection,
    memory: &mut Memory,
    (from, number): (ArticleId, Option<ArticleId>),
    sources: &[i64],
    now: DateTime<Utc>,
) -> Result<ArticleId, StoreError> {
    let first = first_of(db, sources)?;
    let text = text_of(db, first, from)?;
    let print = print_of(&text);
    let Dates { published, time, first_seen } = dates_of(db, first)?;
    let id = number.map_or_else(|| next_number(db), Ok)?;
    let terms = Terms::of(&text.title, &plain(&text));
    let (story, why) = place(db, memory, &terms, time)?;
    db.prepare_cached(
        "INSERT INTO articles (id, title, blocks, lang, published, authors, tags, section, image, time, first_seen, added_at, story_id,
                               story_why, fingerprint, text_hash, title_words, words, terms, sketched)
         SELECT ?1, ?2, ?3, lang, ?4, '[]', '[]', section, NULL, ?5, ?6, ?7, ?14, 'split off article ' || id || ' by hand: ' || ?15,
                ?8, ?9, ?10, ?11, ?12, 1 FROM articles WHERE id = ?13",
    )?
    .execute(params![
        id.0,
        text.title,
        json(&text.blocks)?,
        published,
        millis(time),
        millis(first_seen),
        millis(now),
        FINGERPRINT_VERSION,
        print.text_hash.to_le_bytes(),
        word_bytes(&print.title),
        word_bytes(&print.words),
        terms.to_bytes(),
        from.0,
        story,
        why
    ])?;
    if let Some(number) = number {
        take_number_back(db, from, number)?;
    }
    Ok(id)
}

/// The number is an article again. What had been merged into it before it was merged itself leads to it, and not to where it was.
fn take_number_back(db: &Connection, from: ArticleId, number: ArticleId) -> Result<(), StoreError> {
    db.prepare_cached(
        "WITH RECURSIVE side (id) AS (
             SELECT ?2
             UNION
             SELECT r.old_id FROM side JOIN corrections AS c ON side.id IN (c.one_id, c.other_id)
                 JOIN redirects AS r ON r.correction_id = c.id
             WHERE r.new_id = ?1 AND c.id < (SELECT correction_id FROM redirects WHERE old_id = ?2)
         )
         UPDATE redirects SET new_id = ?2 WHERE new_id = ?1 AND old_id <> ?2 AND old_id IN (SELECT id FROM side)",
    )?
    .execute([from.0, number.0])?;
    db.prepare_cached("DELETE FROM redirects WHERE old_id = ?1")?.execute([number.0])?;
    Ok(())
}

/// Of some pages the one we saw first.
fn first_of(db: &Connection, sources: &[i64]) -> Result<i64, StoreError> {
    let mut seen = db.prepare_cached("SELECT first_seen FROM sources WHERE id = ?1")?;
    let mut first: Option<(i64, i64)> = None;
    for source in sources {
        let at: i64 = seen.query_row([source], |row| row.get(0))?;
        first = Some(first.map_or((at, *source), |first| first.min((at, *source))));
    }
    first.map(|(_, source)| source).ok_or_else(|| StoreError::Refused("no page to split off".to_owned()))
}

fn text_of(db: &Connection, source: i64, article: ArticleId) -> Result<VersionText, StoreError> {
    history::newest_text(db, source, article)?.ok_or_else(|| {
        StoreError::Refused("the text of this page was not kept by the older version that recorded it".to_owned())
    })
}

fn plain(text: &VersionText) -> String {
    let body: Vec<&str> = text
        .blocks
        .iter()
        .filter(|block| block.kind != crate::article::BlockKind::Caption)
        .map(|block| block.text.as_str())
        .collect();
    body.join("\n\n")
}

fn print_of(text: &VersionText) -> Fingerprint {
    Fingerprint::of(&text.title, &plain(text))
}

/// Moves the pages with their versions, and gives either article the origin, the text and the sketch that are its own.
fn move_pages(db: &Connection, from: ArticleId, to: ArticleId, sources: &[i64], why: &str) -> Result<(), StoreError> {
    let stood = standing::source_of(db, from)?;
    let mut take =
        db.prepare_cached("UPDATE sources SET article_id = ?2, evidence = evidence || '; ' || ?3 WHERE id = ?1")?;
    let mut versions = db.prepare_cached("UPDATE versions SET article_id = ?2 WHERE source_id = ?1")?;
    let before = words_by_which_found(db, from)?;
    let origin_leaves = origin::source_of(db, from)?.is_some_and(|origin| sources.contains(&origin));
    for source in sources {
        take.execute(params![source, to.0, why])?;
        versions.execute([*source, to.0])?;
    }
    db.prepare_cached("DELETE FROM standing WHERE article_id = ?1")?.execute([from.0])?;
    for article in [from, to] {
        remake_versions(db, article)?;
        remake_origin(db, article)?;
    }
    if origin_leaves {
        move_facts(db, from, to)?;
    }
    for table in ["copies", "merged_texts"] {
        db.execute(
            &format!(
                "DELETE FROM {table} WHERE article_id = ?1
                     AND text_hash NOT IN (SELECT text_hash FROM versions WHERE article_id = ?1)"
            ),
            [from.0],
        )?;
    }
    match stood {
        Some(stood) if sources.contains(&stood) => retell(db, from)?,
        Some(stood) => standing::set(db, from, stood, "fuller than the text of the origin")?,
        None => {}
    }
    remake_sketch(db, from, &before)?;
    remake_sketch(db, to, &[])
}

/// Authors and tags of an article are its origin's: they leave with it. The date of what stays is that of its new origin.
fn move_facts(db: &Connection, from: ArticleId, to: ArticleId) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE articles SET authors = other.authors, tags = other.tags
         FROM (SELECT authors, tags FROM articles WHERE id = ?1) AS other WHERE id = ?2",
    )?
    .execute([from.0, to.0])?;
    let Some(origin) = origin::source_of(db, from)? else { return Ok(()) };
    let Dates { published, time, .. } = dates_of(db, origin)?;
    db.prepare_cached("UPDATE articles SET authors = '[]', tags = '[]', published = ?2, time = ?3 WHERE id = ?1")?
        .execute(params![from.0, published, millis(time)])?;
    Ok(())
}

/// What a source says of time.
struct Dates {
    /// The date it states, as it is stored.
    published: Option<String>,
    /// The time that stands for it: when we saw it where it states none, or an impossible one.
    time: DateTime<Utc>,
    first_seen: DateTime<Utc>,
}

fn dates_of(db: &Connection, source: i64) -> Result<Dates, StoreError> {
    let (published, first_seen): (Option<String>, i64) = db
        .prepare_cached("SELECT published, first_seen FROM sources WHERE id = ?1")?
        .query_row([source], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let stated: Option<StatedDate> = published.as_deref().map(from_json).transpose()?;
    let (first_seen, stated) = (instant(first_seen), stated.map(|date| date.at.with_timezone(&Utc)));
    // As when an article is recorded: one that lies far back is a mistake.
    let time = stated.filter(|at| (first_seen - at).num_days() <= WINDOW_DAYS).unwrap_or(first_seen);
    Ok(Dates { published, time, first_seen })
}

/// Every text of the pages an article has now is one of its versions.
fn remake_versions(db: &Connection, article: ArticleId) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT OR IGNORE INTO versions (text_hash, title_hash, article_id, source_id, title, words, seen)
         SELECT s.text_hash, coalesce(v.title_hash, 0), s.article_id, s.id, s.title, coalesce(v.words, 0), s.first_seen
         FROM sources AS s LEFT JOIN versions AS v ON v.text_hash = s.text_hash
         WHERE s.article_id = ?1 GROUP BY s.id",
    )?
    .execute([article.0])?;
    Ok(())
}

/// The page that was first is the origin, where the one that was has left.
fn remake_origin(db: &Connection, article: ArticleId) -> Result<(), StoreError> {
    let Some(first) = origin::first(db, article)? else { return Ok(()) };
    db.prepare_cached(
        "UPDATE sources SET relation = 'origin', similarity = 1.0
         WHERE id = ?2 AND NOT EXISTS (SELECT 1 FROM sources WHERE article_id = ?1 AND relation = 'origin')",
    )?
    .execute([article.0, first])?;
    Ok(())
}

/// An article whose text has left shows that of its origin.
fn retell(db: &Connection, article: ArticleId) -> Result<(), StoreError> {
    let Some(source) = standing::source_of(db, article)? else { return Ok(()) };
    let text = text_of(db, source, article)?;
    let print = print_of(&text);
    db.prepare_cached(
        "UPDATE articles SET title = ?2, blocks = ?3, fingerprint = ?4, text_hash = ?5, title_words = ?6, words = ?7, terms = ?8,
             published = s.published, first_seen = s.first_seen
         FROM (SELECT published, first_seen FROM sources WHERE id = ?9) AS s WHERE articles.id = ?1",
    )?
    .execute(params![
        article.0,
        text.title,
        json(&text.blocks)?,
        FINGERPRINT_VERSION,
        print.text_hash.to_le_bytes(),
        word_bytes(&print.title),
        word_bytes(&print.words),
        Terms::of(&text.title, &plain(&text)).to_bytes(),
        source
    ])?;
    Ok(())
}

/// Takes the values of `former` texts out of the index and puts those in by which the article is found now.
fn remake_sketch(db: &Connection, article: ArticleId, former: &[Vec<u32>]) -> Result<(), StoreError> {
    let mut drop = db.prepare_cached("DELETE FROM sketch WHERE hash = ?1 AND article_id = ?2")?;
    let mut insert = db.prepare_cached("INSERT OR IGNORE INTO sketch (hash, article_id) VALUES (?1, ?2)")?;
    for body in former {
        for hash in &Fingerprint::from_parts(0, 0, Vec::new(), body.clone()).sketch {
            drop.execute([signed(*hash), article.0])?;
        }
    }
    for body in words_by_which_found(db, article)? {
        for hash in &Fingerprint::from_parts(0, 0, Vec::new(), body).sketch {
            insert.execute([signed(*hash), article.0])?;
        }
    }
    Ok(())
}
