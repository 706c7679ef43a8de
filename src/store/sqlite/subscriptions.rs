//! Subscriptions at hubs.

use super::columns::{instant, maybe_instant, millis};
use crate::article::FeedId;
use crate::schedule::Schedule;
use crate::store::{StoreError, Subscription, SubscriptionState};
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

pub(super) fn all(db: &Connection) -> Result<Vec<Subscription>, StoreError> {
    let mut read = db.prepare_cached(
        "SELECT feed_id, hub, topic, state, asked_at, next_try, lease_until, delivered_at, failures, reason, poll_ms
         FROM subscriptions ORDER BY feed_id",
    )?;
    let all = read.query_map([], subscription)?.collect::<Result<_, _>>()?;
    Ok(all)
}

fn subscription(row: &Row<'_>) -> rusqlite::Result<Subscription> {
    let state: String = row.get(3)?;
    Ok(Subscription {
        feed: FeedId(row.get(0)?),
        hub: row.get(1)?,
        topic: row.get(2)?,
        state: match state.as_str() {
            "active" => SubscriptionState::Active,
            "refused" => SubscriptionState::Refused,
            _ => SubscriptionState::Asked,
        },
        asked_at: maybe_instant(row.get(4)?),
        next_try: instant(row.get(5)?),
        lease_until: maybe_instant(row.get(6)?),
        delivered_at: maybe_instant(row.get(7)?),
        failures: row.get(8)?,
        reason: row.get(9)?,
        poll: TimeDelta::milliseconds(row.get(10)?),
    })
}

pub(super) fn put(db: &Connection, subscription: &Subscription) -> Result<(), StoreError> {
    let state = match subscription.state {
        SubscriptionState::Asked => "asked",
        SubscriptionState::Active => "active",
        SubscriptionState::Refused => "refused",
    };
    db.prepare_cached(
        "INSERT OR REPLACE INTO subscriptions
             (feed_id, hub, topic, state, asked_at, next_try, lease_until, delivered_at, failures, reason, poll_ms)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
    )?
    .execute(params![
        subscription.feed.0,
        subscription.hub,
        subscription.topic,
        state,
        subscription.asked_at.map(millis),
        millis(subscription.next_try),
        subscription.lease_until.map(millis),
        subscription.delivered_at.map(millis),
        subscription.failures,
        subscription.reason,
        subscription.poll.num_milliseconds()
    ])?;
    Ok(())
}

/// A hub that has delivered lately is trusted to do so again for this long.
const TRUSTED: TimeDelta = TimeDelta::days(2);

/// When a feed is polled that was to be polled at `due`: later while its hub delivers, but always some time. An exact schedule is kept.
pub(super) fn slowed(
    db: &Connection,
    feed: &FeedId,
    schedule: &Schedule,
    now: DateTime<Utc>,
    due: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    if !matches!(schedule, Schedule::Adaptive(_)) {
        return Ok(None);
    }
    let poll: Option<i64> = db
        .prepare_cached(
            "SELECT poll_ms FROM subscriptions
             WHERE feed_id = ?1 AND state = 'active' AND lease_until > ?2 AND delivered_at > ?3",
        )?
        .query_row(params![feed.0, millis(now), millis(now - TRUSTED)], |row| row.get(0))
        .optional()?;
    Ok(poll.map(|poll| now + TimeDelta::milliseconds(poll)).filter(|later| *later > due))
}
