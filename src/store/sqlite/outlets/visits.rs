//! Pages that were asked for: what came of each, kept for a while, and sudden changes among them.

use super::super::columns::{count, instant, millis};
use crate::page::health::{self, Alert, Outcome, Visit};
use crate::store::{Arrival, OutletAlert, PageReading, StoreError};
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, params};
use std::collections::HashMap;

/// Visits kept of one outlet, and for how long.
const MOST_VISITS: usize = 600;
const KEPT: TimeDelta = TimeDelta::days(60);
/// Visits that sudden changes are looked for in.
const LOOKED_AT: usize = 160;

pub(super) fn add(db: &Connection, arrival: &Arrival, reading: &PageReading) -> Result<(), StoreError> {
    // An archive that is imported says nothing about how pages read.
    if arrival.entry.is_none() {
        return Ok(());
    }
    db.prepare_cached("INSERT INTO outlet_visits (outlet, feed_id, at, outcome, chars) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![
            arrival.outlet.0,
            arrival.feed,
            millis(arrival.seen),
            reading.outcome.as_str(),
            reading.chars
        ])?;
    let id = db.last_insert_rowid();
    if id % 16 == 0 {
        db.prepare_cached(
            "DELETE FROM outlet_visits WHERE outlet = ?1 AND id <
                 (SELECT min(id) FROM (SELECT id FROM outlet_visits WHERE outlet = ?1 ORDER BY id DESC LIMIT ?2))",
        )?
        .execute(params![arrival.outlet.0, count(MOST_VISITS)])?;
    }
    let alerts = health::alerts(&last(db, &arrival.outlet.0, LOOKED_AT)?);
    keep_alerts(db, &arrival.outlet.0, &alerts)
}

/// What came of the pages of an outlet, oldest first.
pub(super) fn of(db: &Connection, outlet: &str) -> Result<Vec<Visit>, StoreError> {
    last(db, outlet, MOST_VISITS)
}

fn last(db: &Connection, outlet: &str, most: usize) -> Result<Vec<Visit>, StoreError> {
    let mut visits: Vec<Visit> = db
        .prepare_cached("SELECT at, outcome, chars FROM outlet_visits WHERE outlet = ?1 ORDER BY id DESC LIMIT ?2")?
        .query_map(params![outlet, count(most)], |row| {
            let outcome = Outcome::from_name(row.get_ref(1)?.as_str().unwrap_or_default());
            Ok(Visit { at: instant(row.get(0)?), outcome: outcome.unwrap_or(Outcome::Empty), chars: row.get(2)? })
        })?
        .collect::<Result<_, _>>()?;
    visits.reverse();
    Ok(visits)
}

/// Pages that count and good pages among the visits of the last weeks, by feed.
pub(in crate::store::sqlite) fn by_feed(db: &Connection) -> Result<HashMap<String, (u64, u64)>, StoreError> {
    let mut read = db.prepare_cached(
        "SELECT feed_id, sum(outcome <> 'media'), sum(outcome = 'article') FROM outlet_visits
         WHERE feed_id IS NOT NULL GROUP BY feed_id",
    )?;
    let number = |n: i64| n.unsigned_abs();
    let found = read.query_map([], |row| Ok((row.get(0)?, (number(row.get(1)?), number(row.get(2)?)))))?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// A change that goes on keeps its first date; one that has passed is forgotten, and would be told again.
fn keep_alerts(db: &Connection, outlet: &str, alerts: &[Alert]) -> Result<(), StoreError> {
    let known: Vec<String> = db
        .prepare_cached("SELECT code FROM outlet_alerts WHERE outlet = ?1")?
        .query_map([outlet], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for code in known.iter().filter(|code| alerts.iter().all(|alert| alert.code != **code)) {
        db.prepare_cached("DELETE FROM outlet_alerts WHERE outlet = ?1 AND code = ?2")?.execute([outlet, code])?;
    }
    for alert in alerts {
        db.prepare_cached(
            "INSERT INTO outlet_alerts (outlet, code, detail, since, told) VALUES (?1, ?2, ?3, ?4, 0)
             ON CONFLICT (outlet, code) DO UPDATE SET detail = excluded.detail",
        )?
        .execute(params![outlet, alert.code, alert.detail, millis(alert.since)])?;
    }
    Ok(())
}

/// Sudden changes that nobody was told of yet; from now on they count as told.
pub(in crate::store::sqlite) fn take_alerts(db: &Connection) -> Result<Vec<OutletAlert>, StoreError> {
    let found: Vec<OutletAlert> = alerts_where(db, "told = 0")?;
    if !found.is_empty() {
        db.execute("UPDATE outlet_alerts SET told = 1", [])?;
    }
    Ok(found)
}

/// Sudden changes that last.
pub(in crate::store::sqlite) fn standing_alerts(db: &Connection) -> Result<Vec<OutletAlert>, StoreError> {
    alerts_where(db, "told IN (0, 1)")
}

fn alerts_where(db: &Connection, condition: &str) -> Result<Vec<OutletAlert>, StoreError> {
    let mut read = db.prepare_cached(&format!(
        "SELECT outlet, code, detail, since FROM outlet_alerts WHERE {condition} ORDER BY since, outlet, code"
    ))?;
    let found = read.query_map([], |row| {
        Ok(OutletAlert { outlet: row.get(0)?, code: row.get(1)?, detail: row.get(2)?, since: instant(row.get(3)?) })
    })?;
    Ok(found.collect::<Result<_, _>>()?)
}

/// Drops what is too old to say anything, sites of which no page was read for as long among it: what recurred there is
/// forgotten by then.
pub(in crate::store::sqlite) fn forget_old(db: &Connection, now: DateTime<Utc>) -> Result<(), StoreError> {
    let before = millis(now - KEPT);
    db.execute("DELETE FROM outlet_visits WHERE at < ?1", [before])?;
    for table in ["outlet_pages", "outlet_blocks"] {
        let of_old = "site_id IN (SELECT id FROM outlet_sites WHERE last_seen < ?1)";
        db.execute(&format!("DELETE FROM {table} WHERE {of_old}"), [before])?;
    }
    // What nobody reads any more changes no more either.
    db.execute("DELETE FROM outlet_alerts WHERE outlet NOT IN (SELECT outlet FROM outlet_visits)", [])?;
    db.execute("DELETE FROM outlet_sites WHERE last_seen < ?1", [before])?;
    Ok(())
}
