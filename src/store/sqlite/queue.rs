//! The queue of pages: leases spread over hosts, newest first, and the retry ladder's bookkeeping.

use super::columns::{count, from_json, instant, maybe_instant, millis};
use crate::article::{ArticleUrl, FeedId, Outlet};
use crate::store::{Claim, EntryTrail, NextDue, PageFailure, PendingPage, SeenEntry, StoreError};
use rusqlite::{Connection, Row, params};

/// One lease a host and one a page: of the entries that announced it, the oldest that is due stands for all. Newest first, and a
/// date that has not come yet makes none newer. Hosts that want quiet are left alone.
const CLAIMABLE: &str = "
    WITH busy AS (
        SELECT host, count(*) AS leased FROM entries WHERE state = 'pending' AND lease_until > ?1 GROUP BY host
    ), ranked AS (
        SELECT id, host, row_number() OVER (
                   PARTITION BY host ORDER BY attempts, min(coalesce(published, first_seen), first_seen) DESC, id
               ) AS place
        FROM entries AS e
        WHERE state = 'pending' AND due_at <= ?1 AND (lease_until IS NULL OR lease_until <= ?1)
          AND NOT EXISTS (SELECT 1 FROM quiet_hosts AS q WHERE q.host = e.host AND q.until > ?1)
          AND NOT EXISTS (SELECT 1 FROM entries AS other
                          WHERE other.url_key = e.url_key AND other.state = 'pending' AND other.id < e.id
                            AND (other.due_at <= ?1 OR other.lease_until > ?1))
          AND NOT EXISTS (SELECT 1 FROM entries AS taken
                          WHERE taken.url_key = e.url_key AND taken.state = 'pending' AND taken.lease_until > ?1)
    )
    SELECT ranked.id FROM ranked LEFT JOIN busy USING (host)
    WHERE place + coalesce(leased, 0) <= ?2 ORDER BY place, id LIMIT ?3";

pub(super) fn lease(db: &Connection, claim: &Claim) -> Result<Vec<PendingPage>, StoreError> {
    let ids: Vec<i64> = db
        .prepare_cached(CLAIMABLE)?
        .query_map(params![millis(claim.now), count(claim.per_host), count(claim.limit)], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut take = db.prepare_cached("UPDATE entries SET lease_holder = ?2, lease_until = ?3 WHERE id = ?1")?;
    let mut read = db.prepare_cached(
        "SELECT e.id, e.feed_id, coalesce(f.outlet, f.title, f.id), f.section, e.payload, e.attempts, e.first_seen, f.url, x.why
         FROM entries AS e JOIN feeds AS f ON f.id = e.feed_id LEFT JOIN expired_pages AS x ON x.entry_id = e.id
         WHERE e.id = ?1",
    )?;
    let mut pages = Vec::with_capacity(ids.len());
    for id in ids {
        take.execute(params![id, claim.holder, millis(claim.until)])?;
        match read.query_row([id], |row| Ok(pending_page(row)))? {
            Ok(page) => pages.extend(page),
            // One entry that does not read must not keep the others from being read.
            Err(error) => give_up(db, id, &error)?,
        }
    }
    Ok(pages)
}

pub(super) fn drop_page(db: &Connection, entry: i64, reason: &str) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE entries SET state = 'failed', reason = ?2, payload = NULL, lease_holder = NULL, lease_until = NULL WHERE id = ?1",
    )?
    .execute(params![entry, reason])?;
    Ok(())
}

fn give_up(db: &Connection, id: i64, error: &StoreError) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE entries SET state = 'failed', reason = ?2, lease_holder = NULL, lease_until = NULL WHERE id = ?1",
    )?
    .execute(params![id, error.to_string()])?;
    Ok(())
}

fn pending_page(row: &Row<'_>) -> Result<Option<PendingPage>, StoreError> {
    // Only another program's writing could leave an address that does not read.
    let Ok(feed_url) = ArticleUrl::parse(&row.get::<_, String>(7)?) else { return Ok(None) };
    let payload: Option<String> = row.get(4)?;
    Ok(Some(PendingPage {
        entry: row.get(0)?,
        feed: FeedId(row.get(1)?),
        outlet: Outlet(row.get(2)?),
        section: row.get(3)?,
        seen: payload.map_or_else(|| Ok(SeenEntry::default()), |text| from_json(&text))?,
        attempts: row.get(5)?,
        first_seen: instant(row.get(6)?),
        feed_url,
        expired: row.get(8)?,
    }))
}

pub(super) fn postpone(db: &Connection, failure: &PageFailure) -> Result<(), StoreError> {
    db.prepare_cached(
        // All that announced the page wait together: it is fetched once for all of them.
        "UPDATE entries SET attempts = attempts + ?2, due_at = ?3, reason = ?4, lease_holder = NULL, lease_until = NULL
         WHERE url_key = (SELECT url_key FROM entries WHERE id = ?1) AND state = 'pending'",
    )?
    .execute(params![failure.entry, i64::from(failure.counts), millis(failure.retry_at), failure.reason])?;
    Ok(())
}

/// What is leased, and among which rows: entries stay for good, and only those that wait are leased.
const LEASED: [(&str, &str); 3] = [("feeds", "true"), ("entries", "state = 'pending'"), ("rechecks", "true")];

pub(super) fn release(db: &Connection, holder: &str) -> Result<(), StoreError> {
    for (table, leased) in LEASED {
        db.execute(
            &format!("UPDATE {table} SET lease_holder = NULL, lease_until = NULL WHERE {leased} AND lease_holder = ?1"),
            [holder],
        )?;
    }
    Ok(())
}

/// One process writes to this database at a time, so leases found when it opens are those of a process that is gone.
pub(super) fn release_all(db: &Connection) -> Result<(), StoreError> {
    for (table, leased) in LEASED {
        db.execute(
            &format!(
                "UPDATE {table} SET lease_holder = NULL, lease_until = NULL WHERE {leased} AND lease_holder IS NOT NULL"
            ),
            [],
        )?;
    }
    Ok(())
}

pub(super) fn next_due(db: &Connection) -> Result<NextDue, StoreError> {
    let mut feeds = db.prepare_cached(
        // The first few by the index: when all of them want quiet, the daemon looks again before long anyway.
        "SELECT min(max(due_at, coalesce(q.until, 0)))
         FROM (SELECT due_at, host FROM feeds WHERE configured = 1 AND lease_holder IS NULL ORDER BY due_at LIMIT 100)
         LEFT JOIN quiet_hosts AS q USING (host)",
    )?;
    let feed = feeds.query_row([], |row| row.get(0))?;
    let mut pages = db.prepare_cached(
        "SELECT min(max(due_at, coalesce(q.until, 0))) FILTER (WHERE lease_holder IS NULL), count(*)
         FROM entries LEFT JOIN quiet_hosts AS q USING (host) WHERE state = 'pending'",
    )?;
    let (page, pending): (Option<i64>, i64) = pages.query_row([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut again = db.prepare_cached(
        // A host that owes a page by then is not asked again for an old one: that page's time is the one to wait for.
        "SELECT min(max(r.due_at, coalesce(q.until, 0))) FROM rechecks AS r LEFT JOIN quiet_hosts AS q USING (host)
         WHERE lease_holder IS NULL AND NOT EXISTS (
             SELECT 1 FROM entries AS e WHERE e.state = 'pending' AND e.host = r.host AND e.due_at <= r.due_at)",
    )?;
    let again: Option<i64> = again.query_row([], |row| row.get(0))?;
    let page = [page, again].into_iter().flatten().min();
    Ok(NextDue { feed: maybe_instant(feed), page: maybe_instant(page), pending: pending.unsigned_abs() })
}

/// The entries that announced a page. Entries that share an address are known by keys of their own, and found by the address as it
/// was announced.
pub(super) fn trail(db: &Connection, key: &str, url: &str) -> Result<Vec<EntryTrail>, StoreError> {
    let by_key = trail_where(db, "url_key", key)?;
    if by_key.is_empty() { trail_where(db, "url", url) } else { Ok(by_key) }
}

fn trail_where(db: &Connection, column: &str, is: &str) -> Result<Vec<EntryTrail>, StoreError> {
    let mut read = db.prepare_cached(&format!(
        "SELECT feed_id, identity, title, state, attempts, reason, first_seen, due_at FROM entries
         WHERE {column} = ?1 ORDER BY id LIMIT 100"
    ))?;
    let trail = read.query_map([is], |row| {
        let state: String = row.get(3)?;
        let due: i64 = row.get(7)?;
        Ok(EntryTrail {
            feed: row.get(0)?,
            identity: row.get(1)?,
            title: row.get(2)?,
            attempts: row.get(4)?,
            reason: row.get(5)?,
            first_seen: instant(row.get(6)?),
            due_at: (state == "pending").then(|| instant(due)),
            state,
        })
    })?;
    Ok(trail.collect::<Result<_, _>>()?)
}
