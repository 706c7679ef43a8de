//! The state of the store and of every feed, for people.

use super::columns::{count, from_json, instant, maybe_instant, millis};
use super::outlets;
use crate::dedup::FINGERPRINT_VERSION;
use crate::schedule::PollHistory;
use crate::store::{Counts, DigestRecord, FeedStatus, Outdated, Pending, StoreError, StoreStatus};
use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

pub(super) fn feeds(db: &Connection, now: DateTime<Utc>) -> Result<Vec<FeedStatus>, StoreError> {
    let mut read = db.prepare_cached(
        "SELECT f.id, f.url, coalesce(f.outlet, f.title, f.id), f.configured, f.polled_at, f.last_success, f.due_at,
                f.due_why, f.failures, f.failure, f.failing_since, f.remarks,
                count(e.id), sum(e.state = 'pending'), sum(e.state = 'failed'), max(coalesce(e.published, e.first_seen)),
                f.failure_class, p.state, p.asked_url
         FROM feeds AS f LEFT JOIN feed_pace AS p ON p.feed_id = f.id LEFT JOIN entries AS e ON e.feed_id = f.id GROUP BY f.id ORDER BY f.id",
    )?;
    let mut feeds: Vec<FeedStatus> = read
        .query_map([], |row| Ok(feed_status(row, now)))?
        .map(|row| row.map_err(StoreError::from)?)
        .collect::<Result<_, _>>()?;
    let read = outlets::by_feed(db)?;
    for feed in &mut feeds {
        let (pages, good) = read.get(&feed.id).copied().unwrap_or_default();
        feed.pages_read = pages;
        feed.good_share = (pages > 0).then(|| good as f64 / pages as f64);
    }
    Ok(feeds)
}

fn feed_status(row: &Row<'_>, now: DateTime<Utc>) -> Result<FeedStatus, StoreError> {
    let configured: bool = row.get(3)?;
    let (polled_at, due_at) = (maybe_instant(row.get(4)?), instant(row.get(6)?));
    let newest_entry = maybe_instant(row.get(15)?);
    // The schedule's memory may be of another version; status shows the rest all the same.
    let pace: Option<PollHistory> = row.get::<_, Option<String>>(17)?.and_then(|text| from_json(&text).ok());
    Ok(FeedStatus {
        id: row.get(0)?,
        url: row.get(1)?,
        outlet: row.get(2)?,
        configured,
        polled_at,
        last_success: maybe_instant(row.get(5)?),
        due_at: configured.then_some(due_at),
        interval_seconds: polled_at.filter(|_| configured).map(|polled| (due_at - polled).num_seconds()),
        due_why: row.get(7)?,
        failures: row.get(8)?,
        reason: row.get(9)?,
        failing_since: maybe_instant(row.get(10)?),
        remarks: from_json(row.get_ref(11)?.as_str().unwrap_or("{}"))?,
        entries: row.get::<_, i64>(12)?.unsigned_abs(),
        pending: row.get::<_, Option<i64>>(13)?.unwrap_or(0).unsigned_abs(),
        failed_pages: row.get::<_, Option<i64>>(14)?.unwrap_or(0).unsigned_abs(),
        newest_entry,
        newest_entry_age_seconds: newest_entry.map(|newest| (now - newest).num_seconds().max(0)),
        class: row.get(16)?,
        entries_a_day: pace.as_ref().filter(|p| p.rhythm.began().is_some()).map(|p| p.rhythm.entries_a_day()),
        hub: pace.is_some_and(|p| p.hints.hub),
        moved_to: row.get(18)?,
        pages_read: 0,
        good_share: None,
    })
}

pub(super) fn status(db: &Connection, location: &str, bytes: u64) -> Result<StoreStatus, StoreError> {
    let expired = db.query_row("SELECT count(*) FROM expired_pages", [], |row| row.get::<_, i64>(0))?.unsigned_abs();
    let queue = db.query_row(
        "SELECT coalesce(sum(state = 'pending'), 0), coalesce(sum(state = 'pending' AND attempts > 0), 0),
                coalesce(sum(state = 'failed'), 0) FROM entries WHERE state <> 'done'",
        [],
        |row| {
            let count = |place| row.get::<_, i64>(place).map(i64::unsigned_abs);
            Ok(Pending { pending: count(0)?, retrying: count(1)?, failed: count(2)?, expired })
        },
    )?;
    Ok(StoreStatus {
        location: location.to_owned(),
        schema: super::connection::schema_version(db)?,
        bytes,
        counts: counts(db)?,
        queue,
        outdated: outdated(db)?,
        last_digest: digests(db, None)?.newest,
        alerts: outlets::standing_alerts(db)?,
    })
}

pub(super) fn outdated(db: &Connection) -> Result<Outdated, StoreError> {
    // Two ranges of the index: an inequality would read every row.
    let count = |table: &str| {
        let sql = format!(
            "SELECT (SELECT count(*) FROM {table} WHERE fingerprint < ?1) + (SELECT count(*) FROM {table} WHERE fingerprint > ?1)"
        );
        db.query_row(&sql, [FINGERPRINT_VERSION], |row| row.get::<_, i64>(0).map(i64::unsigned_abs))
    };
    Ok(Outdated { articles: count("articles")?, copies: count("copies")? + count("merged_texts")? })
}

/// When a chore was last done.
pub(super) fn chore(db: &Connection, name: &str) -> Result<Option<DateTime<Utc>>, StoreError> {
    let at = db.query_row("SELECT at FROM chores WHERE name = ?1", [name], |row| row.get(0)).optional()?;
    Ok(at.map(instant))
}

/// Records that a chore was done.
pub(super) fn chore_done(db: &Connection, name: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
    db.execute("INSERT OR REPLACE INTO chores (name, at) VALUES (?1, ?2)", params![name, millis(now)])?;
    Ok(())
}

fn counts(db: &Connection) -> Result<Counts, StoreError> {
    let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0).map(i64::unsigned_abs));
    Ok(Counts {
        feeds: count("SELECT count(*) FROM feeds WHERE configured = 1")?,
        entries: count("SELECT count(*) FROM entries")?,
        articles: count("SELECT count(*) FROM articles")?,
        sources: count("SELECT count(*) FROM sources")?,
        stories: count("SELECT count(DISTINCT story_id) FROM articles")?,
        pages: count("SELECT count(*) FROM pages")?,
    })
}

pub(super) fn digests(db: &Connection, until: Option<NaiveDate>) -> Result<DigestRecord, StoreError> {
    let until = until.map(|day| day.to_string());
    let newest: Option<String> =
        db.query_row("SELECT max(day) FROM digests WHERE ?1 IS NULL OR day <= ?1", [until], |row| row.get(0))?;
    let first: Option<i64> = db.query_row("SELECT min(first_seen) FROM articles", [], |row| row.get(0))?;
    Ok(DigestRecord {
        newest: newest.and_then(|day| day.parse::<NaiveDate>().ok()),
        first_article: maybe_instant(first),
    })
}

pub(super) fn record_digest(
    db: &Connection,
    day: NaiveDate,
    stories: usize,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    db.execute(
        "INSERT INTO digests (day, stories, written_at) VALUES (?1, ?2, ?3)
         ON CONFLICT (day) DO UPDATE SET stories = excluded.stories, written_at = excluded.written_at",
        params![day.to_string(), count(stories), millis(now)],
    )?;
    Ok(())
}

pub(super) fn beat(db: &Connection, now: DateTime<Utc>) -> Result<(), StoreError> {
    db.execute(
        "INSERT INTO heartbeat (one, at) VALUES (1, ?1) ON CONFLICT (one) DO UPDATE SET at = excluded.at",
        [millis(now)],
    )?;
    Ok(())
}
