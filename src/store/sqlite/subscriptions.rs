//! Subscriptions at hubs.

use super::columns::{instant, maybe_instant, millis};
use crate::article::FeedId;
use crate::store::{StoreError, Subscription, SubscriptionState};
use rusqlite::{Connection, Row, params};

pub(super) fn all(db: &Connection) -> Result<Vec<Subscription>, StoreError> {
    let mut read = db.prepare_cached(
        "SELECT feed_id, hub, topic, state, asked_at, next_try, lease_until, delivered_at, failures, reason
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
             (feed_id, hub, topic, state, asked_at, next_try, lease_until, delivered_at, failures, reason)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
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
        subscription.reason
    ])?;
    Ok(())
}
