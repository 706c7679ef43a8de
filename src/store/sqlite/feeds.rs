//! Feeds: registration, leases, and the outcome of a poll recorded in one transaction with the next due time.

use super::columns::{count, json, maybe_instant, millis, signed};
use super::{fetching, pace, subscriptions};
use crate::article::{ArticleUrl, FeedId};
use crate::schedule::{Circumstances, FailureWeight, Hints, PollHistory, Reading, Setback, next_due};
use crate::store::{Claim, FeedSeed, FeedState, PollFailure, PollOutcome, PollRecord, PollResult, StoreError};
use crate::text::shingles::word_hash;
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

mod seen;

pub(super) use seen::{follow, record_delivery};

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
        let known: Option<(String, i64)> = db
            .prepare_cached("SELECT url, due_at FROM feeds WHERE id = ?1")?
            .query_row([&feed.id.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let outlet = feed.outlet.as_ref().map(|o| o.0.as_str());
        upsert.execute(params![
            feed.id.0,
            feed.url.as_str(),
            outlet,
            feed.section,
            millis(now),
            feed.url.host_key()
        ])?;
        match known {
            Some((url, _)) if url != feed.url.as_str() => pace::forget_address(db, &feed.id)?,
            Some((_, due)) => drop(pace::bring_forward(db, &feed.id, &feed.schedule, due, now)?),
            None => {}
        }
    }
    fetching::mistrust_far_plans(db, now)
}

/// The longest due first, a few of a host at a time: a hundred feeds of one host must not keep all others waiting for its turns. A
/// feed that keeps failing lets the others go first, by a minute a failure.
const DUE: &str = "
    WITH busy AS (
        SELECT host, count(*) AS leased FROM feeds WHERE lease_until > ?1 GROUP BY host
    ), ranked AS (
        SELECT id, host, due_at + min(failures, 10) * 60000 AS turn,
               row_number() OVER (PARTITION BY host ORDER BY due_at + min(failures, 10) * 60000, id) AS place
        FROM feeds
        WHERE configured = 1 AND due_at <= ?1 AND (lease_until IS NULL OR lease_until <= ?1)
          AND NOT EXISTS (SELECT 1 FROM quiet_hosts AS q WHERE q.host = feeds.host AND q.until > ?1)
    ), chosen AS (
        SELECT id, turn FROM ranked LEFT JOIN busy USING (host)
        WHERE place + coalesce(leased, 0) <= ?3 ORDER BY turn, id LIMIT ?2
    )
    SELECT f.id, url, etag, last_modified, body_hash, read_at, asked_url
    FROM chosen JOIN feeds AS f USING (id) LEFT JOIN feed_pace ON feed_id = f.id ORDER BY turn, f.id";

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
        moved_to: row.get::<_, Option<String>>(6)?.and_then(|url| ArticleUrl::parse(&url).ok()),
        etag: row.get(2)?,
        last_modified: row.get(3)?,
        body_hash: row.get::<_, Option<i64>>(4)?.map(i64::cast_unsigned),
        read_at: maybe_instant(row.get(5)?),
    }))
}

pub(super) fn record_poll(db: &Connection, poll: &PollRecord) -> Result<PollOutcome, StoreError> {
    let mut outcome = PollOutcome::default();
    let mut history = PollHistory { phase: word_hash(&poll.feed.0), ..pace::load(db, &poll.feed)? };
    let mut told = Circumstances::default();
    match &poll.result {
        PollResult::Unchanged { hint, .. } => {
            history.hints.fresh = fresh(*hint).or(history.hints.fresh);
            succeed(db, poll, &mut history, &Reading::default())?;
        }
        PollResult::Read { entries, hint, hints, .. } => {
            history.hints = Hints { fresh: fresh(*hint), delivered: history.hints.delivered, ..hints.clone() };
            let new = seen::see_all(db, &poll.feed, entries, poll.now, &mut outcome)?;
            let reading = Reading { entries: Some(u32::try_from(entries.len()).unwrap_or(u32::MAX)), new };
            succeed(db, poll, &mut history, &reading)?;
            remember_document(db, poll, history.new_share, outcome.new > 0)?;
        }
        PollResult::Failed(failed) => {
            fail(db, poll, failed, &mut history)?;
            told.reason = Some(&failed.reason);
            told.is_page = failed.class == "html";
        }
    }
    let moved = history.moved.clone();
    told.moved_to = moved.adopted();
    pace::save(db, &poll.feed, &history)?;
    (outcome.raised, outcome.cleared) = pace::raise(db, &poll.feed, &history, told, poll.now)?;
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
    pace::forgive(db, &poll.forgiven, poll.now)?;
    outcome.due_at = Some(due.at);
    outcome.due_why = due.why;
    Ok(outcome)
}

fn fresh(hint: Option<TimeDelta>) -> Option<u64> {
    hint.and_then(|hint| u64::try_from(hint.num_seconds()).ok())
}

fn succeed(db: &Connection, poll: &PollRecord, history: &mut PollHistory, reading: &Reading) -> Result<(), StoreError> {
    history.read(poll.now, reading);
    history.moved.answered(poll.route.moved_to.as_ref().map(ArticleUrl::as_str), !poll.route.adopted, poll.now);
    db.prepare_cached(
        "UPDATE feeds SET polled_at = ?2, last_success = ?2, failures = 0, failing_since = NULL, failure_class = NULL,
             failure = NULL, new_share = NULL WHERE id = ?1",
    )?
    .execute(params![poll.feed.0, millis(poll.now)])?;
    Ok(())
}

/// Validators are stored here, in the transaction of the entries they cover: a kill in between loses neither.
fn remember_document(
    db: &Connection,
    poll: &PollRecord,
    new_share: Option<f32>,
    any_new: bool,
) -> Result<(), StoreError> {
    let PollResult::Read { title, etag, last_modified, body_hash, hint, remarks, .. } = &poll.result else {
        return Ok(());
    };
    db.prepare_cached(
        "UPDATE feeds SET title = coalesce(?2, title), etag = ?3, last_modified = ?4, body_hash = ?5, hint_ms = ?6,
             remarks = ?7, read_at = ?8, new_share = ?9, last_new = CASE WHEN ?10 THEN ?8 ELSE last_new END WHERE id = ?1",
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
        new_share.map(f64::from),
        any_new
    ])?;
    Ok(())
}

fn fail(
    db: &Connection,
    poll: &PollRecord,
    failure: &PollFailure,
    history: &mut PollHistory,
) -> Result<(), StoreError> {
    let PollFailure { weight, retry_after, offline, .. } = *failure;
    history.fail(poll.now, &Setback { weight, retry_after, offline, gone: failure.class == "gone" });
    if poll.route.adopted && !offline && weight == FailureWeight::Hard {
        history.moved.failed();
    }
    db.prepare_cached(
        "UPDATE feeds SET polled_at = ?2, failures = ?5,
             failing_since = CASE WHEN ?5 = 0 THEN NULL ELSE coalesce(failing_since, ?2) END,
             failure_class = ?3, failure = ?4 WHERE id = ?1",
    )?
    .execute(params![poll.feed.0, millis(poll.now), failure.class, failure.reason, history.failures])?;
    Ok(())
}
