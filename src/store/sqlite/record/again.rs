//! A page that is known already: unchanged, moved only as furniture does, or with a new version of its text.

use super::super::columns::{from_json, json, millis};
use super::super::history::{self, Latest, Step};
use super::super::memory::Memory;
use super::super::{rechecks, restless};
use super::{Held, attached, body, raw_hash, standing, title_of};
use crate::article::Remark;
use crate::dedup::revision::{Reading, Revision, changes};
use crate::store::{Arrival, Recorded, StoreError, VersionChange};
use crate::text::tokens::Tokens;
use chrono::Utc;
use rusqlite::{Connection, params};

/// A page may go back to a text it had before so often; after that two texts take turns, and neither is news.
const RETURNS: i64 = 2;

/// A page we know: unchanged, or a new version of its text.
pub(super) fn record_again(
    db: &Connection,
    memory: &mut Memory,
    arrival: &Arrival,
    held: &Held,
) -> Result<Recorded, StoreError> {
    // A page that lost its text (an error page, a paywall) is no new version of the article.
    if arrival.partial || arrival.fingerprint.words.is_empty() || reads_as(arrival, held) {
        return saw_again(db, arrival, held);
    }
    if is_read_better(arrival, held) {
        return read_better(db, memory, arrival, held);
    }
    let Some(step) = step(db, arrival, held)? else { return saw_again(db, arrival, held) };
    if step.number == 2 {
        keep_first(db, held)?;
    }
    // Remarks are rewritten before the version is added: that may add one.
    write_source(db, arrival, held)?;
    history::add(db, arrival, held.source, step)?;
    attached::insert_version(db, arrival, held.article, held.source)?;
    attached::replace_links(db, arrival, held.source)?;
    attached::keep_page(db, arrival, held.source)?;
    rechecks::plan(db, arrival, held.source)?;
    standing::follow(db, memory, arrival, held, step.change)?;
    Ok(Recorded::Revised(held.article))
}

/// Whether the page is as it was, and only the memory knows more of its furniture now, or less.
fn is_read_better(arrival: &Arrival, held: &Held) -> bool {
    let raw = raw_hash(arrival);
    raw.is_some() && raw == held.raw_hash && held.title == title_of(arrival)
}

/// A text that was only read better stays the version it was.
fn read_better(db: &Connection, memory: &mut Memory, arrival: &Arrival, held: &Held) -> Result<Recorded, StoreError> {
    write_source(db, arrival, held)?;
    history::reread(db, arrival, held.source)?;
    attached::rename_version(db, arrival, held.article, &held.text_hash)?;
    attached::replace_links(db, arrival, held.source)?;
    attached::keep_page(db, arrival, held.source)?;
    rechecks::plan(db, arrival, held.source)?;
    if standing::source_of(db, held.article)? == Some(held.source) {
        standing::replace_text(db, memory, arrival, held.article)?;
    }
    Ok(Recorded::Unchanged(held.article))
}

/// Whether text and headline are, after folding, what we have.
fn reads_as(arrival: &Arrival, held: &Held) -> bool {
    held.text_hash == arrival.fingerprint.text_hash.to_le_bytes()
        && Tokens::of(&held.title).as_str() == Tokens::of(title_of(arrival)).as_str()
}

/// What the new version is to the one before it; `None` when it is none.
fn step(db: &Connection, arrival: &Arrival, held: &Held) -> Result<Option<Step>, StoreError> {
    let former = history::latest(db, held.source, held.article)?;
    let is_live = arrival.entry.is_some() || arrival.watch.is_some();
    let had = history::had(db, held.source, arrival.fingerprint.text_hash, title_of(arrival))?;
    // An import that brings an earlier text of a page again brings nothing; an outlet that goes back to one does, until two
    // texts take turns.
    if (!is_live && is_old_text(db, arrival, held)?) || (had && history::returns(db, held.source)? >= RETURNS) {
        return Ok(None);
    }
    let Some(former) = former else {
        // A store of before kept no text of it.
        let step =
            Step { number: 2, change: VersionChange::Edit, silent: is_silent(arrival, None), removed: 0, added: 0 };
        return Ok(Some(step));
    };
    let number = former.number + 1;
    if former.stand_in {
        return Ok(Some(Step { number, change: VersionChange::Page, silent: false, removed: 0, added: 0 }));
    }
    let Revision::Edited { removed, added, cut, .. } = weigh(db, arrival, held, &former)? else { return Ok(None) };
    let change = if had {
        VersionChange::Return
    } else if cut {
        VersionChange::Cut
    } else {
        VersionChange::Edit
    };
    Ok(Some(Step { number, change, silent: is_silent(arrival, Some(&former)), removed, added }))
}

/// Asks the pure comparison what changed, with what is known of the places that moved, and remembers that they did.
fn weigh(db: &Connection, arrival: &Arrival, held: &Held, former: &Latest) -> Result<Revision, StoreError> {
    let old = Reading { title: &former.text.title, blocks: &former.text.blocks, at: former.seen };
    let new = Reading { title: title_of(arrival), blocks: body(arrival), at: arrival.seen };
    let found = changes(&old, &new);
    let suspects = found.suspects();
    let known = restless::known(db, &arrival.outlet, held.source, held.article, &suspects)?;
    restless::moved(db, &arrival.outlet, held.source, &suspects)?;
    rechecks::rest(db, held.source, &suspects)?;
    Ok(found.verdict(&known))
}

/// Whether the page says of no change since the version before: it states no date of change, or no later one.
fn is_silent(arrival: &Arrival, former: Option<&Latest>) -> bool {
    let stated = arrival.extracted.modified.as_ref().map(|date| date.at.with_timezone(&Utc));
    match (stated, former.and_then(|former| former.modified)) {
        (None, _) => true,
        (Some(now), Some(before)) => now <= before,
        (Some(now), None) => former.is_some_and(|former| now <= former.seen) && !arrival.partial,
    }
}

/// A page of an older store has no version yet: the text that stands for the article is its first.
fn keep_first(db: &Connection, held: &Held) -> Result<(), StoreError> {
    let kept: bool = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM page_versions WHERE source_id = ?1)")?
        .query_row([held.source], |row| row.get(0))?;
    if kept { Ok(()) } else { history::add_standing(db, held.source, held.article) }
}

fn write_source(db: &Connection, arrival: &Arrival, held: &Held) -> Result<(), StoreError> {
    let former: String =
        db.prepare_cached("SELECT remarks FROM sources WHERE id = ?1")?.query_row([held.source], |row| row.get(0))?;
    let mut remarks = arrival.extracted.remarks.clone();
    remarks.extend(from_json::<Vec<Remark>>(&former)?.into_iter().filter(|r| r.code == "versions-dropped"));
    db.prepare_cached(
        "UPDATE sources SET title = ?2, text_hash = ?3, last_seen = max(last_seen, ?4), attribution = ?5, remarks = ?6,
             raw_hash = ?7 WHERE id = ?1",
    )?
    .execute(params![
        held.source,
        title_of(arrival),
        arrival.fingerprint.text_hash.to_le_bytes(),
        millis(arrival.seen),
        json(&arrival.extracted.attribution)?,
        json(&remarks)?,
        raw_hash(arrival)
    ])?;
    Ok(())
}

pub(super) fn saw_again(db: &Connection, arrival: &Arrival, held: &Held) -> Result<Recorded, StoreError> {
    db.prepare_cached("UPDATE sources SET last_seen = max(last_seen, ?2) WHERE id = ?1")?
        .execute(params![held.source, millis(arrival.seen)])?;
    if reads_as(arrival, held) {
        rechecks::rest(db, held.source, &[])?;
    }
    rechecks::plan(db, arrival, held.source)?;
    Ok(Recorded::Unchanged(held.article))
}

/// Whether an article ever had this text.
fn is_old_text(db: &Connection, arrival: &Arrival, held: &Held) -> Result<bool, StoreError> {
    let known = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM versions WHERE article_id = ?1 AND text_hash = ?2)")?
        .query_row(params![held.article.0, arrival.fingerprint.text_hash.to_le_bytes()], |row| row.get(0))?;
    Ok(known)
}
