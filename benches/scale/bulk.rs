//! Rows written straight into the tables: what the store would have written, without the comparisons and commits on the way.

use super::texts::Corpus;
use super::{arrival, outlet};
use hasad::dedup::FINGERPRINT_VERSION;
use hasad::store::Arrival;
use rusqlite::{Connection, params};
use std::path::Path;

/// Articles in one transaction.
const CHUNK: u64 = 20_000;

/// Threads that make texts.
const MAKERS: u64 = 4;

/// Writes the articles numbered `from` to `to`; nobody else has the store open.
pub fn fill(path: &Path, corpus: &Corpus, from: u64, to: u64) {
    let mut db = Connection::open(path).expect("the store opens");
    // Nothing here must survive a crash, and a journal of it all would double the disk.
    db.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -600000")
        .expect("pragmas");
    let mut at = from;
    while at < to {
        let next = (at + CHUNK).min(to);
        let made = made(corpus, at, next);
        let transaction = db.transaction().expect("a transaction");
        for (number, arrival) in (at..next).zip(&made) {
            insert(&transaction, number, arrival).expect("rows are written");
        }
        transaction.commit().expect("a commit");
        at = next;
    }
    db.execute_batch("PRAGMA journal_mode = WAL").expect("pragmas");
}

fn made(corpus: &Corpus, from: u64, to: u64) -> Vec<Arrival> {
    let share = (to - from).div_ceil(MAKERS);
    std::thread::scope(|scope| {
        let make = |maker: u64| {
            let (start, end) = (from + maker * share, (from + (maker + 1) * share).min(to));
            scope.spawn(move || (start..end).map(|n| arrival(n, &corpus.written(&corpus.text(n)))).collect::<Vec<_>>())
        };
        let makers: Vec<_> = (0..MAKERS).map(make).collect();
        makers.into_iter().flat_map(|maker| maker.join().expect("texts are made")).collect()
    })
}

fn insert(db: &Connection, number: u64, arrival: &Arrival) -> rusqlite::Result<()> {
    let (fingerprint, time) = (&arrival.fingerprint, arrival.seen.timestamp_millis());
    let hash = fingerprint.text_hash.to_le_bytes();
    let bytes = |words: &[u32]| words.iter().flat_map(|w| w.to_le_bytes()).collect::<Vec<u8>>();
    let title = arrival.extracted.title.as_deref().unwrap_or_default();
    let blocks = serde_json::to_string(&arrival.extracted.blocks).expect("blocks are JSON");
    db.prepare_cached(
        "INSERT INTO articles (title, blocks, authors, tags, time, first_seen, added_at, story_why, fingerprint, text_hash, title_words,
                               words, terms, sketched)
         VALUES (?1, ?2, '[]', '[]', ?3, ?3, ?3, '', ?4, ?5, ?6, ?7, x'', 1)",
    )?
    .execute(params![title, blocks, time, FINGERPRINT_VERSION, hash, bytes(&fingerprint.title), bytes(&fingerprint.words)])?;
    let article = db.last_insert_rowid();
    db.prepare_cached(
        "INSERT INTO sources (article_id, outlet, url, url_key, title, attribution, remarks, first_seen, last_seen, relation, similarity,
                              text_hash, evidence)
         VALUES (?1, ?2, ?3, ?4, ?5, '[]', '[]', ?6, ?6, 'origin', 1.0, ?7, '')",
    )?
    .execute(params![article, outlet(number).0, arrival.url.as_str(), arrival.key, title, time, hash])?;
    let source = db.last_insert_rowid();
    db.prepare_cached(
        "INSERT OR IGNORE INTO versions (text_hash, title_hash, article_id, source_id, title, words, seen)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        hash,
        fingerprint.title_hash.cast_signed(),
        article,
        source,
        title,
        fingerprint.words.len() as i64,
        time
    ])?;
    let mut sketch = db.prepare_cached("INSERT OR IGNORE INTO sketch (hash, article_id) VALUES (?1, ?2)")?;
    for value in &fingerprint.sketch {
        sketch.execute(params![value.cast_signed(), article])?;
    }
    Ok(())
}
