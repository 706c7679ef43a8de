//! Outlets in the database: their memory, learnt page by page, and how their pages read.

mod mend;
mod visits;

use super::columns::{from_json, instant, json, millis, signed};
use super::memory::Memory;
use crate::article::{ArticleId, Outlet};
use crate::page::health;
use crate::page::memory::{Known, Learnt, Note, OutletMemory, Trace};
use crate::store::{
    Arrival, KnownBlock, OutletReport, OutletSummary, PageReading, Recorded, SourceRemarks, StoreError,
};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};

pub(super) use visits::{by_feed, forget_old, standing_alerts, take_alerts};

/// Outlets whose memory the writer holds at once.
const HELD: usize = 256;

/// The memory of one site, as the writer holds it.
#[derive(Debug, Clone, Default)]
pub(super) struct Site {
    /// Its row; `None` until it is written for the first time.
    id: Option<i64>,
    memory: OutletMemory,
}

/// Notes how a page read, and learns from it when its text is one that the outlet has not carried yet.
pub(super) fn note(
    db: &Connection,
    memory: &mut Memory,
    arrival: &Arrival,
    recorded: Recorded,
) -> Result<(), StoreError> {
    let Some(reading) = &arrival.reading else { return Ok(()) };
    visits::add(db, arrival, reading)?;
    let Some(lesson) = &reading.lesson else {
        // An outlet whose pages give no article at all must be seen too.
        row_of(db, arrival, reading)?;
        return Ok(());
    };
    if !is_first_of_outlet(db, arrival, recorded)? {
        return Ok(());
    }
    let key = (arrival.outlet.0.clone(), reading.site.clone());
    if !memory.outlets.contains_key(&key) {
        if memory.outlets.len() >= HELD {
            memory.outlets.clear();
        }
        let site = load(db, &arrival.outlet, &reading.site)?;
        memory.outlets.insert(key.clone(), site);
    }
    let Some(site) = memory.outlets.get_mut(&key) else { return Ok(()) };
    let learnt = site.memory.learn(lesson, &arrival.key, arrival.seen);
    write(db, site, arrival, reading, &learnt)?;
    mend::mend(db, memory, arrival, &learnt.furniture)
}

/// Whether no other source of the article is of the outlet: a text counts once, however often it is published.
fn is_first_of_outlet(db: &Connection, arrival: &Arrival, recorded: Recorded) -> Result<bool, StoreError> {
    let article = match recorded {
        Recorded::New(_) => return Ok(true),
        Recorded::Joined(article, _) => article,
        Recorded::Revised(_) | Recorded::Unchanged(_) | Recorded::Elsewhere(_) => return Ok(false),
    };
    let sources: i64 = db
        .prepare_cached("SELECT count(*) FROM sources WHERE article_id = ?1 AND outlet = ?2")?
        .query_row(params![article.0, arrival.outlet.0], |row| row.get(0))?;
    Ok(sources <= 1)
}

// Plain statements throughout: one that may write two rows (an upsert, a replacement) costs as much as all the rest together.
fn write(
    db: &Connection,
    site: &mut Site,
    arrival: &Arrival,
    reading: &PageReading,
    learnt: &Learnt,
) -> Result<(), StoreError> {
    if learnt.noted == 0 {
        return Ok(());
    }
    let id = write_site(db, site, arrival, reading)?;
    let memory = &site.memory;
    if let Some(note) = memory.recent().back() {
        let (number, of_layout) = (note.number.cast_signed(), note.of_layout.cast_signed());
        db.prepare_cached(
            "INSERT OR IGNORE INTO outlet_pages (site_id, number, of_layout, url_key, seen, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![id, number, of_layout, note.url, millis(note.at), note.to_bytes()])?;
    }
    if learnt.dropped_up_to > 0 {
        db.prepare_cached("DELETE FROM outlet_pages WHERE site_id = ?1 AND number <= ?2")?
            .execute(params![id, learnt.dropped_up_to.cast_signed()])?;
    }
    let mut change =
        db.prepare_cached("UPDATE outlet_blocks SET known = ?4 WHERE site_id = ?1 AND text = ?2 AND path = ?3")?;
    let mut put =
        db.prepare_cached("INSERT INTO outlet_blocks (site_id, text, path, known) VALUES (?1, ?2, ?3, ?4)")?;
    for trace in &learnt.changed {
        if let Some(known) = memory.known(*trace) {
            let known = json(known)?;
            if change.execute(params![id, signed(trace.text), trace.path, known])? == 0 {
                put.execute(params![id, signed(trace.text), trace.path, known])?;
            }
        }
    }
    let mut drop = db.prepare_cached("DELETE FROM outlet_blocks WHERE site_id = ?1 AND text = ?2 AND path = ?3")?;
    for trace in &learnt.forgotten {
        drop.execute(params![id, signed(trace.text), trace.path])?;
    }
    Ok(())
}

/// Brings the row of a site up to date, and returns its number.
fn write_site(db: &Connection, site: &mut Site, arrival: &Arrival, reading: &PageReading) -> Result<i64, StoreError> {
    let (pages, layouts) = (site.memory.pages().cast_signed(), json(site.memory.layouts())?);
    let seen = millis(arrival.seen);
    if let Some(id) = site.id {
        let found = db
            .prepare_cached(
                "UPDATE outlet_sites SET pages = ?2, layouts = ?3, first_seen = min(first_seen, ?4),
                 last_seen = max(last_seen, ?4) WHERE id = ?1",
            )?
            .execute(params![id, pages, layouts, seen])?;
        // A site may have been dropped for its age meanwhile.
        if found > 0 {
            return Ok(id);
        }
    }
    site.id = Some(row_of(db, arrival, reading)?);
    write_site(db, site, arrival, reading)
}

/// The number of a site's row, which is made when there is none.
fn row_of(db: &Connection, arrival: &Arrival, reading: &PageReading) -> Result<i64, StoreError> {
    let seen = millis(arrival.seen);
    let known = db
        .prepare_cached("UPDATE outlet_sites SET last_seen = max(last_seen, ?3) WHERE outlet = ?1 AND site = ?2")?
        .execute(params![arrival.outlet.0, reading.site, seen])?;
    if known == 0 {
        db.prepare_cached(
            "INSERT INTO outlet_sites (outlet, site, pages, layouts, first_seen, last_seen) VALUES (?1, ?2, 0, '{}', ?3, ?3)",
        )?
        .execute(params![arrival.outlet.0, reading.site, seen])?;
        return Ok(db.last_insert_rowid());
    }
    let id = db
        .prepare_cached("SELECT id FROM outlet_sites WHERE outlet = ?1 AND site = ?2")?
        .query_row(params![arrival.outlet.0, reading.site], |row| row.get(0))?;
    Ok(id)
}

/// The memory of a site; an empty one when nothing is known.
pub(super) fn memory_of(db: &Connection, outlet: &Outlet, site: &str) -> Result<OutletMemory, StoreError> {
    Ok(load(db, outlet, site)?.memory)
}

fn load(db: &Connection, outlet: &Outlet, site: &str) -> Result<Site, StoreError> {
    let found: Option<(i64, i64, String)> = db
        .prepare_cached("SELECT id, pages, layouts FROM outlet_sites WHERE outlet = ?1 AND site = ?2")?
        .query_row(params![outlet.0, site], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((id, pages, layouts)) = found else { return Ok(Site::default()) };
    Ok(Site { id: Some(id), memory: read_memory(db, id, pages, &layouts)? })
}

fn read_memory(db: &Connection, id: i64, pages: i64, layouts: &str) -> Result<OutletMemory, StoreError> {
    let notes: Vec<Option<Note>> = db
        .prepare_cached(
            "SELECT number, of_layout, url_key, seen, note FROM outlet_pages WHERE site_id = ?1 ORDER BY number",
        )?
        .query_map([id], |row| {
            let (number, of_layout): (i64, i64) = (row.get(0)?, row.get(1)?);
            let bytes = row.get_ref(4)?.as_blob().unwrap_or_default();
            let at = instant(row.get(3)?);
            Ok(Note::from_bytes(number.unsigned_abs(), of_layout.unsigned_abs(), row.get(2)?, at, bytes))
        })?
        .collect::<Result<_, _>>()?;
    let known: Vec<(Trace, String)> = db
        .prepare_cached("SELECT text, path, known FROM outlet_blocks WHERE site_id = ?1")?
        .query_map([id], |row| {
            let text: i64 = row.get(0)?;
            Ok((Trace { text: text.cast_unsigned(), path: row.get(1)? }, row.get(2)?))
        })?
        .collect::<Result<_, _>>()?;
    // What a later version wrote and this one cannot read is learnt again.
    let known = known.into_iter().filter_map(|(trace, text)| Some((trace, from_json::<Known>(&text).ok()?)));
    let layouts = from_json(layouts).unwrap_or_default();
    Ok(OutletMemory::restore(pages.unsigned_abs(), layouts, notes.into_iter().flatten().collect(), known))
}

/// Every site with what is known of it, by outlet.
pub(super) fn list(db: &Connection, now: DateTime<Utc>) -> Result<Vec<OutletSummary>, StoreError> {
    let ids: Vec<i64> = db
        .prepare_cached("SELECT id FROM outlet_sites ORDER BY outlet, pages DESC, id")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut list = Vec::with_capacity(ids.len());
    for id in ids {
        list.extend(report(db, id, now)?.map(|report| report.summary));
    }
    Ok(list)
}

/// One site with everything known of it.
pub(super) fn report(db: &Connection, id: i64, now: DateTime<Utc>) -> Result<Option<OutletReport>, StoreError> {
    let found: Option<(String, String, i64, String, i64, i64)> = db
        .prepare_cached("SELECT outlet, site, pages, layouts, first_seen, last_seen FROM outlet_sites WHERE id = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?)))
        .optional()?;
    let Some((outlet, site, pages, layouts, first, last)) = found else { return Ok(None) };
    let memory = read_memory(db, id, pages, &layouts)?;
    let mut known: Vec<KnownBlock> =
        memory.all(now).map(|(_, known, standing)| KnownBlock { known: known.clone(), standing }).collect();
    known.sort_by(|a, b| {
        let rank = |k: &KnownBlock| (!k.standing.furniture, std::cmp::Reverse(k.known.pages));
        rank(a).cmp(&rank(b)).then_with(|| a.known.text.cmp(&b.known.text))
    });
    let furniture = known.iter().filter(|k| k.standing.furniture).count();
    let summary = OutletSummary {
        id,
        site,
        pages: memory.pages(),
        furniture,
        watched: known.len() - furniture,
        first_seen: instant(first),
        last_seen: instant(last),
        health: health::judge(&visits::of(db, &outlet)?),
        outlet,
    };
    Ok(Some(OutletReport { summary, layouts: memory.layouts().clone(), known }))
}

/// What was remarked on every source of an article.
pub(super) fn remarks(db: &Connection, article: ArticleId) -> Result<Vec<SourceRemarks>, StoreError> {
    let mut read = db.prepare_cached("SELECT url, remarks FROM sources WHERE article_id = ?1 ORDER BY id")?;
    let found: Vec<(String, String)> =
        read.query_map([article.0], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    found.into_iter().map(|(url, text)| Ok(SourceRemarks { url, remarks: from_json(&text)? })).collect()
}

/// The key that a page is known by here.
fn source_of(db: &Connection, key: &str) -> Result<Option<i64>, StoreError> {
    let found = db
        .prepare_cached("SELECT id FROM sources WHERE url_key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?;
    Ok(found)
}
