//! What the schedule remembers of each feed, the alerts that follow from it, and what a pause of our own left overdue.

use super::columns::{count, from_json, instant, json, maybe_instant, millis};
use super::fetching;
use crate::article::FeedId;
use crate::schedule::{
    Alert, AlertKind, Circumstances, ENTRY_TIMES, PollHistory, Reading, Schedule, alerts, next_due, spread,
};
use crate::store::{CaughtUp, FeedAlert, FeedPace, StoreError};
use crate::text::shingles::word_hash;
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// Overdue feeds that are no backlog yet.
const FEW: usize = 30;

/// Feeds that failed in what turned out to be our own outage are asked again within this time.
const FORGIVEN_WITHIN: TimeDelta = TimeDelta::minutes(10);

/// What is remembered of a feed.
pub(super) fn load(db: &Connection, feed: &FeedId) -> Result<PollHistory, StoreError> {
    let state: Option<String> = db
        .prepare_cached("SELECT state FROM feed_pace WHERE feed_id = ?1")?
        .query_row([&feed.0], |row| row.get(0))
        .optional()?;
    match state {
        // What another version wrote and this one cannot read costs the memory, not the feed.
        Some(state) => match from_json(&state) {
            Ok(history) => Ok(history),
            Err(error) => {
                tracing::warn!(feed = %feed, %error, "the schedule's memory of a feed cannot be read; it begins anew");
                from_entries(db, feed)
            }
        },
        None => from_entries(db, feed),
    }
}

/// The memory of a feed polled by a version that kept none: from its entries.
fn from_entries(db: &Connection, feed: &FeedId) -> Result<PollHistory, StoreError> {
    let times: Vec<DateTime<Utc>> = db
        .prepare_cached(
            "SELECT published FROM entries WHERE feed_id = ?1 AND published IS NOT NULL ORDER BY first_seen DESC LIMIT ?2",
        )?
        .query_map(params![feed.0, count(ENTRY_TIMES)], |row| row.get(0).map(instant))?
        .collect::<Result<_, _>>()?;
    let known = db
        .prepare_cached("SELECT polled_at, last_success, last_new FROM feeds WHERE id = ?1")?
        .query_row([&feed.0], |row| {
            Ok([maybe_instant(row.get(0)?), maybe_instant(row.get(1)?), maybe_instant(row.get(2)?)])
        })
        .optional()?;
    let [polled_at, last_success, last_new] = known.unwrap_or_default();
    let mut history = PollHistory::default();
    if let Some(at) = last_success {
        history.read(at, &Reading { new: times, entries: None });
    }
    Ok(PollHistory { phase: word_hash(&feed.0), polled_at, last_new, ..history })
}

/// Keeps what is remembered of a feed.
pub(super) fn save(db: &Connection, feed: &FeedId, history: &PollHistory) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO feed_pace (feed_id, state, asked_url) VALUES (?1, ?2, ?3)
         ON CONFLICT (feed_id) DO UPDATE SET state = excluded.state, asked_url = excluded.asked_url",
    )?
    .execute(params![feed.0, json(history)?, history.moved.adopted()])?;
    Ok(())
}

/// What is known of another address does not hold for this one; when the publisher publishes still does.
pub(super) fn forget_address(db: &Connection, feed: &FeedId) -> Result<(), StoreError> {
    let PollHistory { phase, polled_at, rhythm, last_new, entry_times, .. } = load(db, feed)?;
    let kept = PollHistory { phase, polled_at, rhythm, last_new, entry_times, ..PollHistory::default() };
    db.execute("DELETE FROM alerts WHERE feed_id = ?1", [&feed.0])?;
    save(db, feed, &kept)
}

/// Brings the alerts of a feed up to date: those that are new, and the kinds that no longer hold.
pub(super) fn raise(
    db: &Connection,
    feed: &FeedId,
    history: &PollHistory,
    told: Circumstances<'_>,
    now: DateTime<Utc>,
) -> Result<(Vec<Alert>, Vec<AlertKind>), StoreError> {
    let standing = alerts(history, told, now);
    let before: Vec<String> = db
        .prepare_cached("SELECT kind FROM alerts WHERE feed_id = ?1")?
        .query_map([&feed.0], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for alert in &standing {
        db.prepare_cached(
            "INSERT INTO alerts (feed_id, kind, since, detail) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (feed_id, kind) DO UPDATE SET detail = excluded.detail",
        )?
        .execute(params![feed.0, alert.kind.name(), millis(now), alert.detail])?;
    }
    let ended: Vec<&String> = before.iter().filter(|name| !standing.iter().any(|a| a.kind.name() == **name)).collect();
    for kind in &ended {
        db.prepare_cached("DELETE FROM alerts WHERE feed_id = ?1 AND kind = ?2")?.execute(params![feed.0, kind])?;
    }
    let cleared = ended.iter().filter_map(|name| AlertKind::from_name(name)).collect();
    Ok((standing.into_iter().filter(|a| !before.iter().any(|name| name == a.kind.name())).collect(), cleared))
}

/// The last failures of these feeds were our own network's, as is known now: they are taken back.
pub(super) fn forgive(db: &Connection, feeds: &[FeedId], now: DateTime<Utc>) -> Result<(), StoreError> {
    for feed in feeds {
        let mut history = load(db, feed)?;
        if history.failures == 0 {
            continue;
        }
        history.forgive();
        save(db, feed, &history)?;
        raise(
            db,
            feed,
            &history,
            Circumstances { moved_to: history.moved.adopted(), ..Circumstances::default() },
            now,
        )?;
        db.prepare_cached(
            "UPDATE feeds SET failures = ?2, failing_since = CASE WHEN ?2 = 0 THEN NULL ELSE failing_since END,
                 due_at = min(due_at, ?3), due_why = 'our own network was down, which counts against nobody' WHERE id = ?1",
        )?
        .execute(params![feed.0, history.failures, millis(now + FORGIVEN_WITHIN)])?;
    }
    Ok(())
}

/// The alerts of configured feeds, oldest first.
pub(super) fn standing(db: &Connection) -> Result<Vec<FeedAlert>, StoreError> {
    let mut read = db.prepare_cached(
        "SELECT a.feed_id, coalesce(f.outlet, f.title, f.id), a.kind, a.since, a.detail FROM alerts AS a
         JOIN feeds AS f ON f.id = a.feed_id WHERE f.configured = 1 ORDER BY a.since, a.feed_id, a.kind",
    )?;
    let found = read.query_map([], |row| Ok((row.get::<_, String>(2)?, alert(row)?)))?;
    let known =
        found.map(|row| row.map(|(kind, alert)| AlertKind::from_name(&kind).map(|kind| FeedAlert { kind, ..alert })));
    Ok(known.filter_map(Result::transpose).collect::<Result<_, _>>()?)
}

fn alert(row: &Row<'_>) -> rusqlite::Result<FeedAlert> {
    Ok(FeedAlert {
        feed: row.get(0)?,
        outlet: row.get(1)?,
        kind: AlertKind::Failing,
        since: instant(row.get(3)?),
        detail: row.get(4)?,
    })
}

/// After a pause of our own or a jump of the clock: nothing stays due later than its schedule says now, and what is overdue is
/// spread.
pub(super) fn catch_up(
    db: &Connection,
    plans: &[(FeedId, Schedule)],
    now: DateTime<Utc>,
) -> Result<CaughtUp, StoreError> {
    fetching::mistrust_far_plans(db, now)?;
    let mut caught = CaughtUp::default();
    let mut overdue = Vec::new();
    for (feed, schedule) in plans {
        let due: Option<i64> = db
            .prepare_cached("SELECT due_at FROM feeds WHERE id = ?1 AND configured = 1 AND lease_holder IS NULL")?
            .query_row([&feed.0], |row| row.get(0))
            .optional()?;
        match due {
            Some(due) if due <= millis(now) => overdue.push(feed),
            Some(due) => caught.brought_forward += usize::from(bring_forward(db, feed, schedule, due, now)?),
            None => {}
        }
    }
    caught.overdue = overdue.len();
    if overdue.len() <= FEW {
        return Ok(caught);
    }
    for feed in overdue {
        let at = spread(word_hash(&feed.0), caught.overdue, now);
        caught.last = caught.last.max(Some(at));
        let why = format!("{} feeds were overdue after a pause: spread over some minutes", caught.overdue);
        db.prepare_cached("UPDATE feeds SET due_at = ?2, due_why = ?3 WHERE id = ?1")?.execute(params![
            feed.0,
            millis(at),
            why
        ])?;
    }
    Ok(caught)
}

/// A feed is never due later than its schedule says now: the schedule may have become shorter, and a due time may stem from a
/// clock that was ahead. A restart never makes it due later.
pub(super) fn bring_forward(
    db: &Connection,
    feed: &FeedId,
    schedule: &Schedule,
    due_at: i64,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let history = load(db, feed)?;
    if history.polled_at.is_none() {
        return Ok(false);
    }
    let due = next_due(schedule, &history, now);
    if due_at <= millis(due.at) {
        return Ok(false);
    }
    db.prepare_cached("UPDATE feeds SET due_at = ?2, due_why = ?3 WHERE id = ?1")?.execute(params![
        feed.0,
        millis(due.at),
        due.why
    ])?;
    Ok(true)
}

/// What is remembered of every configured feed, and when it is due.
pub(super) fn all(db: &Connection) -> Result<Vec<FeedPace>, StoreError> {
    let mut read = db.prepare_cached("SELECT id, due_at FROM feeds WHERE configured = 1 ORDER BY id")?;
    let feeds: Vec<(String, i64)> =
        read.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    feeds
        .into_iter()
        .map(|(id, due)| {
            let feed = FeedId(id);
            Ok(FeedPace { history: load(db, &feed)?, due_at: instant(due), feed })
        })
        .collect()
}
