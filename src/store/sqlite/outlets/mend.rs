//! Bodies stored before a block was known to be furniture: it is taken out of them as soon as it is.

use super::super::columns::{count, from_json, json, signed, word_bytes, words};
use super::super::memory::Memory;
use super::source_of;
use crate::article::{Block, BlockKind, LinkKind, ReadAlso, Remark};
use crate::dedup::{FINGERPRINT_VERSION, Fingerprint};
use crate::page::memory::{Furniture, dropped_list, target_hash, without};
use crate::store::{Arrival, StoreError};
use crate::story::Terms;
use crate::text::tokens::Tokens;
use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::{FxHashMap, FxHashSet};

/// A stored body that may be mended: the article's own text, as the page of its origin gave it.
struct Held {
    source: i64,
    article: i64,
    title: String,
    text_hash: Vec<u8>,
    blocks: String,
    remarks: String,
    words: Vec<u8>,
}

pub(super) fn mend(
    db: &Connection,
    memory: &mut Memory,
    arrival: &Arrival,
    furniture: &[Furniture],
) -> Result<(), StoreError> {
    let mut pages: FxHashMap<&str, Vec<&Furniture>> = FxHashMap::default();
    for one in furniture {
        let own = shows(arrival, one);
        let others = one.on.iter().filter(|url| own || **url != arrival.key);
        others.for_each(|url| pages.entry(url).or_default().push(one));
    }
    for (url, known) in pages {
        let Some(source) = source_of(db, url)? else { continue };
        drop_links(db, source, &known)?;
        if let Some(held) = held(db, source)? {
            mend_body(db, memory, &held, &known)?;
        }
    }
    Ok(())
}

/// Whether the arriving page itself was read before this was known of it.
fn shows(arrival: &Arrival, one: &Furniture) -> bool {
    let title = arrival.extracted.title.as_deref().unwrap_or_default();
    let in_body = without(&arrival.extracted.blocks, title, &std::iter::once(one.trace.text).collect()).1 > 0;
    let in_lists = |link: &ReadAlso| {
        link.kind != LinkKind::MostRead && one.links.contains(&target_hash(link.url.as_deref(), &link.title))
    };
    in_body || (!one.links.is_empty() && arrival.extracted.read_also.iter().any(in_lists))
}

/// Only a body that a page gave is mended; an imported text is kept as it came.
fn held(db: &Connection, source: i64) -> Result<Option<Held>, StoreError> {
    let found = db
        .prepare_cached(
            "SELECT s.id, a.id, s.title, a.text_hash, a.blocks, s.remarks, a.words
             FROM sources AS s JOIN articles AS a ON a.id = s.article_id
             WHERE s.id = ?1 AND s.relation = 'origin' AND s.raw_hash IS NOT NULL AND s.text_hash = a.text_hash",
        )?
        .query_row([source], |row| {
            Ok(Held {
                source: row.get(0)?,
                article: row.get(1)?,
                title: row.get(2)?,
                text_hash: row.get(3)?,
                blocks: row.get(4)?,
                remarks: row.get(5)?,
                words: row.get(6)?,
            })
        })
        .optional()?;
    Ok(found)
}

fn mend_body(db: &Connection, memory: &mut Memory, held: &Held, known: &[&Furniture]) -> Result<(), StoreError> {
    let blocks: Vec<Block> = from_json(&held.blocks)?;
    let hashes: FxHashSet<u64> = known.iter().map(|one| one.trace.text).collect();
    let (kept, gone) = without(&blocks, &held.title, &hashes);
    if gone == 0 {
        return Ok(());
    }
    let mut remarks: Vec<Remark> = from_json(&held.remarks)?;
    for one in known {
        let detail = format!("taken out later, seen on {} pages of this outlet: {}", one.pages, one.text);
        remarks.push(Remark::new("furniture-known", detail));
    }
    let body = text_of(&kept);
    let (title, text) = (Tokens::of(&held.title), Tokens::of(&body));
    let fingerprint = Fingerprint::of_tokens(&title, &text, &body);
    let hash = fingerprint.text_hash.to_le_bytes();
    db.prepare_cached(
        "UPDATE articles SET blocks = ?2, fingerprint = ?3, text_hash = ?4, words = ?5, terms = ?6 WHERE id = ?1",
    )?
    .execute(params![
        held.article,
        json(&kept)?,
        FINGERPRINT_VERSION,
        hash,
        word_bytes(&fingerprint.words),
        Terms::of_tokens(&title, &text).to_bytes()
    ])?;
    db.prepare_cached("UPDATE sources SET text_hash = ?2, remarks = ?3 WHERE id = ?1")?.execute(params![
        held.source,
        hash,
        json(&remarks)?
    ])?;
    // It is the same text, better read, and no new version of it.
    db.prepare_cached(
        "UPDATE OR REPLACE versions SET text_hash = ?3, words = ?4 WHERE article_id = ?1 AND text_hash = ?2",
    )?
    .execute(params![held.article, held.text_hash, hash, count(fingerprint.words.len())])?;
    resketch(db, held, &fingerprint)?;
    memory.count_words(&fingerprint.words);
    Ok(())
}

/// As [`crate::article::Extracted::text`].
fn text_of(blocks: &[Block]) -> String {
    let body: Vec<&str> = blocks.iter().filter(|b| b.kind != BlockKind::Caption).map(|b| b.text.as_str()).collect();
    body.join("\n\n")
}

/// The article is found by what is its own, and no longer by the furniture that it had.
fn resketch(db: &Connection, held: &Held, fingerprint: &Fingerprint) -> Result<(), StoreError> {
    let old = Fingerprint::from_parts(0, 0, Vec::new(), words(&held.words));
    let mut drop = db.prepare_cached("DELETE FROM sketch WHERE hash = ?1 AND article_id = ?2")?;
    for hash in &old.sketch {
        drop.execute(params![signed(*hash), held.article])?;
    }
    let mut put = db.prepare_cached("INSERT OR IGNORE INTO sketch (hash, article_id) VALUES (?1, ?2)")?;
    for hash in &fingerprint.sketch {
        put.execute(params![signed(*hash), held.article])?;
    }
    Ok(())
}

/// Takes the links of lists that are the same on every page from a page that was read before this was known.
fn drop_links(db: &Connection, source: i64, known: &[&Furniture]) -> Result<(), StoreError> {
    let gone: FxHashMap<u64, usize> =
        known.iter().enumerate().flat_map(|(nth, one)| one.links.iter().map(move |link| (*link, nth))).collect();
    if gone.is_empty() {
        return Ok(());
    }
    let links: Vec<(i64, String, Option<String>)> = db
        .prepare_cached("SELECT place, title, url FROM links WHERE source_id = ?1 AND kind <> 'most_read'")?
        .query_map([source], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    let mut drop = db.prepare_cached("DELETE FROM links WHERE source_id = ?1 AND place = ?2")?;
    let mut dropped = vec![0; known.len()];
    for (place, title, url) in links {
        if let Some(nth) = gone.get(&target_hash(url.as_deref(), &title)) {
            drop.execute(params![source, place])?;
            dropped[*nth] += 1;
        }
    }
    tell_links(db, source, known.iter().zip(dropped).filter(|(_, links)| *links > 0))
}

/// Says with the page which of its lists are gone.
fn tell_links<'k>(
    db: &Connection,
    source: i64,
    dropped: impl Iterator<Item = (&'k &'k Furniture, usize)>,
) -> Result<(), StoreError> {
    let told: Vec<Remark> =
        dropped.map(|(one, links)| dropped_list(&one.text, links, "taken out later", one.pages)).collect();
    if told.is_empty() {
        return Ok(());
    }
    let held: String =
        db.prepare_cached("SELECT remarks FROM sources WHERE id = ?1")?.query_row([source], |row| row.get(0))?;
    let mut remarks: Vec<Remark> = from_json(&held)?;
    remarks.extend(told);
    db.prepare_cached("UPDATE sources SET remarks = ?2 WHERE id = ?1")?.execute(params![source, json(&remarks)?])?;
    Ok(())
}
