//! What the fetcher must remember: quiet hosts, and pages that waited too long.

use super::columns::{count, instant, millis};
use crate::store::{QueueBounds, QuietHost, StoreError};
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, params};

/// Hosts remembered; whoever serves a feed can make hosts answer 429.
const MAX_QUIET: usize = 10_000;

/// Days ahead from which on a page's next try, or a host's quiet, was planned by a clock that was wrong.
const LONGEST_LADDER_DAYS: i64 = 2;

/// The same for pages that are read again.
const LONGEST_AGE_DAYS: i64 = 31;

/// The same for what was agreed with a hub.
const LONGEST_LEASE_DAYS: i64 = 400;

/// The first of January 2020, in milliseconds: no clock that is right shows a day before.
const EARLIEST: i64 = 1_577_836_800_000;

/// Pages that expire in one transaction.
const PORTION: usize = 2_000;

pub(super) fn keep_quiet(db: &Connection, hosts: &[QuietHost], now: DateTime<Utc>) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM quiet_hosts WHERE until <= ?1")?.execute([millis(now)])?;
    let mut keep = db.prepare_cached(
        "INSERT INTO quiet_hosts (host, until) SELECT ?1, ?2 WHERE (SELECT count(*) FROM quiet_hosts) < ?3
         ON CONFLICT (host) DO UPDATE SET until = max(until, excluded.until)",
    )?;
    for quiet in hosts {
        keep.execute(params![quiet.host, millis(quiet.until), count(MAX_QUIET)])?;
    }
    Ok(())
}

/// Takes back what a clock that was ahead has planned. No ladder and no quiet is longer than a day, and no page is read again after
/// longer than the oldest age that a configuration may name. Since when a page waits stays as it was noted: were it this clock that
/// is wrong, all would have waited too long as soon as it is right again.
pub(super) fn mistrust_far_plans(db: &Connection, now: DateTime<Utc>) -> Result<(), StoreError> {
    let at = |days| millis(now + TimeDelta::days(days));
    let pages = "UPDATE entries SET due_at = ?1 WHERE state = 'pending' AND due_at > ?2";
    db.execute(pages, params![at(0), at(LONGEST_LADDER_DAYS)])?;
    db.execute("DELETE FROM quiet_hosts WHERE until > ?1", [at(LONGEST_LADDER_DAYS)])?;
    db.execute("UPDATE rechecks SET due_at = ?1 WHERE due_at > ?2", params![at(0), at(LONGEST_AGE_DAYS)])?;
    // What a clock without a battery has dated would be older than any retention: it was not held before there was a store.
    db.execute("UPDATE articles SET added_at = ?1 WHERE added_at < ?2", params![at(0), EARLIEST])?;
    // A hub whose lease seems to last for years is asked again, and is not believed to have delivered tomorrow.
    let hubs = "UPDATE subscriptions SET next_try = min(next_try, ?1), lease_until = min(lease_until, ?1),
                    delivered_at = min(delivered_at, ?1)
                WHERE next_try > ?2 OR lease_until > ?2 OR delivered_at > ?3";
    db.execute(hubs, params![at(0), at(LONGEST_LEASE_DAYS), at(LONGEST_LADDER_DAYS)])?;
    Ok(())
}

pub(super) fn quiet_hosts(db: &Connection, now: DateTime<Utc>) -> Result<Vec<QuietHost>, StoreError> {
    let mut read = db.prepare_cached("SELECT host, until FROM quiet_hosts WHERE until > ?1")?;
    let hosts =
        read.query_map([millis(now)], |row| Ok(QuietHost { host: row.get(0)?, until: instant(row.get(1)?) }))?;
    Ok(hosts.collect::<Result<_, _>>()?)
}

/// Marks pages that waited too long, and the oldest beyond the bound. They are claimed next, out of their host's turn, since they
/// will not be fetched: the feed's own text stands in for them.
pub(super) fn expire_pages(db: &Connection, now: DateTime<Utc>, bounds: QueueBounds) -> Result<u64, StoreError> {
    // A lease that has run out holds nothing.
    let waiting = "state = 'pending' AND (lease_until IS NULL OR lease_until <= ?1)
        AND id NOT IN (SELECT entry_id FROM expired_pages)";
    let since = "coalesce(pending_since, first_seen)";
    let why = format!("its page could not be fetched within {} h", bounds.age.num_hours());
    let mut expired = db
        .prepare_cached(&format!(
            "INSERT OR IGNORE INTO expired_pages (entry_id, at, why)
             SELECT id, ?1, ?3 FROM entries WHERE {waiting} AND {since} < ?2 LIMIT ?4"
        ))?
        .execute(params![millis(now), millis(now - bounds.age), why, count(PORTION)])?;
    let pending: i64 = db
        .prepare_cached(&format!("SELECT count(*) FROM entries WHERE {waiting}"))?
        .query_row([millis(now)], |row| row.get(0))?;
    let beyond = pending - count(bounds.pages);
    if beyond > 0 {
        let why = format!("more than {} pages were waiting", bounds.pages);
        expired += db
            .prepare_cached(&format!(
                "INSERT OR IGNORE INTO expired_pages (entry_id, at, why)
                 SELECT id, ?1, ?2 FROM entries WHERE {waiting} ORDER BY {since}, id DESC LIMIT ?3"
            ))?
            .execute(params![millis(now), why, beyond.min(count(PORTION))])?;
    }
    if expired > 0 {
        db.prepare_cached(
            "UPDATE entries SET due_at = min(due_at, ?1), host = '!' || id
             WHERE state = 'pending' AND id IN (SELECT entry_id FROM expired_pages WHERE at = ?1)",
        )?
        .execute([millis(now)])?;
    }
    Ok(expired as u64)
}
