//! Feeds: registration, leases, and the outcome of a poll recorded in one transaction with the next due time.

use super::columns::{count, instant, json, maybe_instant, millis, signed};
use super::subscriptions;
use crate::article::{ArticleUrl, FeedId};
use crate::schedule::{FailureWeight, PollHistory, next_due};
use crate::store::{Claim, FeedSeed, FeedState, PollFailure, PollOutcome, PollRecord, PollResult, StoreError};
use crate::text::shingles::word_hash;
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

mod seen;

pub(super) use seen::record_delivery;

/// Entry times a schedule looks at.
const TIMES_LOOKED_AT: usize = 50;

pub(super) fn sync(db: &Connection, feeds: &[FeedSeed], now: DateTime<Utc>) -> Result<(), StoreError> {
    db.execute("UPDATE feeds SET configured = 0", [])?;
    let mut upsert = db.prepare_cached(
        "INSERT INTO feeds (id, url, outlet, section, configured, due_at, host) VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET outlet = excluded.outlet, section = excluded.section, configured = 1,
             -- another address is another document: what was known of the old one does not hold for it
             etag = CASE WHEN url = excluded.url THEN etag END,
             last_modified = CASE WHEN url = excluded.url THEN last_modified END,
             body_hash = CASE WHEN url = excluded.url THEN body_hash END,
             due_at = CASE WHEN url = excluded.url THEN due_at ELSE excluded.due_at END,
             url = excluded.url, host = excluded.host",
    )?;
    for feed in feeds {
        let outlet = feed.outlet.as_ref().map(|o| o.0.as_str());
        upsert.execute(params![
            feed.id.0,
            feed.url.as_str(),
            outlet,
            feed.section,
            millis(now),
            feed.url.host_key()
        ])?;
        bring_forward(db, feed, now)?;
    }
    // The ladder ends after a day: what is due later than two was planned by a clock that was wrong.
    let latest = millis(now + TimeDelta::days(2));
    db.execute("UPDATE entries SET due_at = ?1 WHERE state = 'pending' AND due_at > ?2", params![millis(now), latest])?;
    Ok(())
}

/// A feed is never due later than its schedule says now: the schedule may have become shorter, and a due time may stem from a
/// clock that was ahead. A restart never makes it due later.
fn bring_forward(db: &Connection, feed: &FeedSeed, now: DateTime<Utc>) -> Result<(), StoreError> {
    let history = history(db, &feed.id, None, None)?;
    if history.polled_at.is_none() {
        return Ok(());
    }
    let due = next_due(&feed.schedule, &history, now);
    db.prepare_cached("UPDATE feeds SET due_at = ?2, due_why = ?3 WHERE id = ?1 AND due_at > ?2")?.execute(params![
        feed.id.0,
        millis(due.at),
        due.why
    ])?;
    Ok(())
}

/// The longest due first, a few of a host at a time: a hundred feeds of one host must not keep all others waiting for its turns. A
/// feed that keeps failing lets the others go first, by a minute a failure.
const DUE: &str = "
    WITH busy AS (
        SELECT host, count(*) AS leased FROM feeds WHERE lease_until > ?1 GROUP BY host
    ), ranked AS (
        SELECT id, url, etag, last_modified, body_hash, read_at, host, due_at + min(failures, 10) * 60000 AS turn,
               row_number() OVER (PARTITION BY host ORDER BY due_at + min(failures, 10) * 60000, id) AS place
        FROM feeds
        WHERE configured = 1 AND due_at <= ?1 AND (lease_until IS NULL OR lease_until <= ?1)
          AND NOT EXISTS (SELECT 1 FROM quiet_hosts AS q WHERE q.host = feeds.host AND q.until > ?1)
    )
    SELECT id, url, etag, last_modified, body_hash, read_at FROM ranked LEFT JOIN busy USING (host)
    WHERE place + coalesce(leased, 0) <= ?3 ORDER BY turn, id LIMIT ?2";

pub(super) fn lease(db: &Connection, claim: &Claim) -> Result<Vec<FeedState>, StoreError> {
    let mut due = db.prepare_cached(DUE)?;
    let feeds: Vec<FeedState> = due
        .query_map(params![millis(claim.now), count(claim.limit), count(claim.per_host)], feed_state)?
        .filter_map(Result::transpose)
        .collect::<Result<_, _>>()?;
    let mut take = db.prepare_cached("UPDATE feeds SET lease_holder = ?2, lease_until = ?3 WHERE id = ?1")?;
    for feed in &feeds {
        take.execute(params![feed.id.0, claim.holder, millis(claim.until)])?;
    }
    Ok(feeds)
}

/// `None` for an address that no longer reads, which only another program's writing could bring about.
fn feed_state(row: &Row<'_>) -> rusqlite::Result<Option<FeedState>> {
    let Ok(url) = ArticleUrl::parse(&row.get::<_, String>(1)?) else { return Ok(None) };
    Ok(Some(FeedState {
        id: FeedId(row.get(0)?),
        url,
        etag: row.get(2)?,
        last_modified: row.get(3)?,
        body_hash: row.get::<_, Option<i64>>(4)?.map(i64::cast_unsigned),
        read_at: maybe_instant(row.get(5)?),
    }))
}

pub(super) fn record_poll(db: &Connection, poll: &PollRecord) -> Result<PollOutcome, StoreError> {
    let mut outcome = PollOutcome::default();
    let (mut hint, mut failure) = (None, None);
    match &poll.result {
        PollResult::Unchanged { hint: stated, .. } => {
            hint = *stated;
            succeed(db, poll)?;
        }
        PollResult::Read { entries, hint: stated, .. } => {
            hint = *stated;
            seen::see_all(db, &poll.feed, entries, poll.now, &mut outcome)?;
            succeed(db, poll)?;
            remember_document(db, poll, share(outcome.new, entries.len()), outcome.new > 0)?;
        }
        PollResult::Failed(failed) => {
            fail(db, poll, failed)?;
            failure = Some(failed);
        }
    }
    let history = history(db, &poll.feed, hint, failure)?;
    outcome.failures = history.failures;
    let mut due = next_due(&poll.schedule, &history, poll.now);
    if let Some(later) = subscriptions::slowed(db, &poll.feed, &poll.schedule, poll.now, due.at)? {
        due.at = later;
        due.why = "its hub delivers; polled all the same, more rarely".to_owned();
    }
    db.prepare_cached(
        "UPDATE feeds SET due_at = ?2, due_why = ?3, lease_holder = NULL, lease_until = NULL WHERE id = ?1",
    )?
    .execute(params![poll.feed.0, millis(due.at), due.why])?;
    outcome.due_at = Some(due.at);
    outcome.due_why = due.why;
    Ok(outcome)
}

fn succeed(db: &Connection, poll: &PollRecord) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE feeds SET polled_at = ?2, last_success = ?2, failures = 0, failing_since = NULL, failure_class = NULL,
             failure = NULL, new_share = NULL WHERE id = ?1",
    )?
    .execute(params![poll.feed.0, millis(poll.now)])?;
    Ok(())
}

/// Validators are stored here, in the transaction of the entries they cover: a kill in between loses neither.
fn remember_document(db: &Connection, poll: &PollRecord, new_share: f64, any_new: bool) -> Result<(), StoreError> {
    let PollResult::Read { title, etag, last_modified, body_hash, hint, remarks, .. } = &poll.result else {
        return Ok(());
    };
    db.prepare_cached(
        "UPDATE feeds SET title = coalesce(?2, title), etag = ?3, last_modified = ?4, body_hash = ?5, hint_ms = ?6,
             remarks = ?7, read_at = ?8, new_share = CASE WHEN read_at IS NULL THEN NULL ELSE ?9 END, last_new = CASE WHEN ?10 THEN ?8 ELSE last_new END WHERE id = ?1",
    )?
    .execute(params![
        poll.feed.0,
        title,
        etag,
        last_modified,
        signed(*body_hash),
        hint.map(|h| h.num_milliseconds()),
        json(remarks)?,
        millis(poll.now),
        new_share,
        any_new
    ])?;
    Ok(())
}

fn fail(db: &Connection, poll: &PollRecord, failure: &PollFailure) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE feeds SET polled_at = ?2, failures = failures + ?5, failing_since = coalesce(failing_since, ?2),
             failure_class = ?3, failure = ?4 WHERE id = ?1",
    )?
    .execute(params![
        poll.feed.0,
        millis(poll.now),
        failure.class,
        failure.reason,
        // While our own network is down no feed is to blame.
        i64::from(!failure.offline)
    ])?;
    Ok(())
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn history(
    db: &Connection,
    feed: &FeedId,
    hint: Option<TimeDelta>,
    failure: Option<&PollFailure>,
) -> Result<PollHistory, StoreError> {
    let times: Vec<DateTime<Utc>> = db
        .prepare_cached(
            "SELECT published FROM entries WHERE feed_id = ?1 AND published IS NOT NULL ORDER BY first_seen DESC LIMIT ?2",
        )?
        .query_map(params![feed.0, count(TIMES_LOOKED_AT)], |row| row.get(0).map(instant))?
        .collect::<Result<_, _>>()?;
    let mut history = db
        .prepare_cached("SELECT polled_at, last_new, new_share, failures, hint_ms FROM feeds WHERE id = ?1")?
        .query_row([&feed.0], |row| {
            Ok(PollHistory {
                polled_at: maybe_instant(row.get(0)?),
                last_new: maybe_instant(row.get(1)?),
                new_share: row.get::<_, Option<f64>>(2)?.map(|share| share as f32),
                failures: row.get(3)?,
                hint: hint.or(row.get::<_, Option<i64>>(4)?.map(TimeDelta::milliseconds)),
                phase: word_hash(&feed.0),
                ..PollHistory::default()
            })
        })
        .optional()?
        .unwrap_or_default();
    history.entry_times = times;
    history.entry_times.sort_unstable_by(|a, b| b.cmp(a));
    history.failure = failure.map(|f| f.weight).or((history.failures > 0).then_some(FailureWeight::Soft));
    history.retry_after = failure.and_then(|f| f.retry_after);
    Ok(history)
}
