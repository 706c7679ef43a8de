//! Young pages that are read again: one a host at a time, and only of hosts that owe us no new page.

use super::columns::{count, instant, millis};
use crate::article::{ArticleUrl, FeedId, Outlet};
use crate::store::{Arrival, Claim, Recheck, Rechecked, StoreError};
use rusqlite::{Connection, Row, params};

/// Plans the next reading of a page that was just read; imports are not watched.
pub(super) fn plan(db: &Connection, arrival: &Arrival, source: i64) -> Result<(), StoreError> {
    let (Some(watch), Some(feed)) = (&arrival.watch, &arrival.feed) else { return Ok(()) };
    let Some(due_at) = watch.due_at else {
        db.prepare_cached("DELETE FROM rechecks WHERE source_id = ?1")?.execute([source])?;
        return Ok(());
    };
    let host = watch.url.host_key();
    db.prepare_cached(
        "INSERT INTO rechecks (source_id, feed_id, url, host, due_at, etag, last_modified) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (source_id) DO UPDATE SET url = excluded.url, host = excluded.host, due_at = excluded.due_at, etag = excluded.etag,
             last_modified = excluded.last_modified, lease_holder = NULL, lease_until = NULL",
    )?
    .execute(params![source, feed, watch.url.as_str(), host, millis(due_at), watch.etag, watch.last_modified])?;
    Ok(())
}

pub(super) fn lease(db: &Connection, claim: &Claim) -> Result<Vec<Recheck>, StoreError> {
    let due: Vec<i64> = db
        .prepare_cached(
            "SELECT source_id, min(due_at) FROM rechecks AS r
             WHERE due_at <= ?1 AND (lease_until IS NULL OR lease_until <= ?1)
               AND NOT EXISTS (SELECT 1 FROM quiet_hosts AS q WHERE q.host = r.host AND q.until > ?1)
               AND NOT EXISTS (SELECT 1 FROM entries WHERE state = 'pending' AND host = r.host AND due_at <= ?1)
               AND NOT EXISTS (SELECT 1 FROM rechecks AS other WHERE other.host = r.host AND other.lease_until > ?1)
             GROUP BY host ORDER BY 2 LIMIT ?2",
        )?
        .query_map(params![millis(claim.now), count(claim.limit)], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut take = db.prepare_cached("UPDATE rechecks SET lease_holder = ?2, lease_until = ?3 WHERE source_id = ?1")?;
    let mut read = db.prepare_cached(
        "SELECT r.source_id, r.feed_id, s.outlet, r.url, s.title, s.first_seen, r.etag, r.last_modified, s.url
         FROM rechecks AS r JOIN sources AS s ON s.id = r.source_id WHERE r.source_id = ?1",
    )?;
    let mut pages = Vec::with_capacity(due.len());
    for source in due {
        take.execute(params![source, claim.holder, millis(claim.until)])?;
        pages.extend(read.query_row([source], recheck)?);
    }
    Ok(pages)
}

/// `None` for an address that no longer reads, which only another program's writing could bring about.
fn recheck(row: &Row<'_>) -> rusqlite::Result<Option<Recheck>> {
    let address = |column| Ok::<_, rusqlite::Error>(ArticleUrl::parse(&row.get::<_, String>(column)?).ok());
    let (Some(url), Some(page)) = (address(3)?, address(8)?) else { return Ok(None) };
    Ok(Some(Recheck {
        source: row.get(0)?,
        feed: FeedId(row.get(1)?),
        outlet: Outlet(row.get(2)?),
        url,
        page,
        title: row.get(4)?,
        first_seen: instant(row.get(5)?),
        etag: row.get(6)?,
        last_modified: row.get(7)?,
    }))
}

/// A page that brought nothing to record: what the server said, and when it is asked again.
pub(super) fn done(db: &Connection, outcome: &Rechecked) -> Result<(), StoreError> {
    if outcome.unchanged {
        db.prepare_cached("UPDATE sources SET last_seen = max(last_seen, ?2) WHERE id = ?1")?
            .execute(params![outcome.source, millis(outcome.now)])?;
        rest(db, outcome.source, &[])?;
    }
    match outcome.due_at {
        Some(due_at) => db
            .prepare_cached(
                "UPDATE rechecks SET due_at = ?2, lease_holder = NULL, lease_until = NULL WHERE source_id = ?1",
            )?
            .execute(params![outcome.source, millis(due_at)])?,
        None => db.prepare_cached("DELETE FROM rechecks WHERE source_id = ?1")?.execute([outcome.source])?,
    };
    Ok(())
}

/// Counts a reading at which the places of a page did not move, but for those that did.
pub(super) fn rest(db: &Connection, source: i64, moved: &[u64]) -> Result<(), StoreError> {
    let places: Vec<i64> = db
        .prepare_cached("SELECT place FROM restless WHERE source_id = ?1")?
        .query_map([source], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut calm = db.prepare_cached("UPDATE restless SET quiet = quiet + 1 WHERE source_id = ?1 AND place = ?2")?;
    for place in places.into_iter().filter(|place| !moved.contains(&place.cast_unsigned())) {
        calm.execute([source, place])?;
    }
    Ok(())
}
