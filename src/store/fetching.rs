//! What a store remembers for the fetcher: quiet hosts, the bounds of the page queue, subscriptions at hubs.

use super::SeenEntry;
use crate::article::FeedId;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

/// A host that answered 429.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuietHost {
    /// Registrable domain, or address and port (see [`host_key`](crate::article::host_key)).
    pub host: String,
    /// Nothing is asked of it before.
    pub until: DateTime<Utc>,
}

/// How many pages may wait, and how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueBounds {
    /// Pages waiting at most; the oldest beyond it expire.
    pub pages: usize,
    /// Longest wait.
    pub age: TimeDelta,
}

impl Default for QueueBounds {
    fn default() -> Self {
        Self { pages: 20_000, age: TimeDelta::days(7) }
    }
}

/// How far a subscription has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SubscriptionState {
    /// The hub has been asked, or is about to be, and has not verified us yet.
    Asked,
    /// The hub delivers.
    Active,
    /// The hub said no; asked again rarely.
    Refused,
}

/// A subscription of a feed at its hub (WebSub).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Subscription {
    /// The feed.
    pub feed: FeedId,
    /// Where its hub is.
    pub hub: String,
    /// The address the hub knows the feed by.
    pub topic: String,
    /// How far it has come.
    pub state: SubscriptionState,
    /// When the hub was last asked.
    pub asked_at: Option<DateTime<Utc>>,
    /// When it is asked next.
    pub next_try: DateTime<Utc>,
    /// Until when it delivers.
    pub lease_until: Option<DateTime<Utc>>,
    /// The last delivery that was good.
    pub delivered_at: Option<DateTime<Utc>>,
    /// How often the feed is polled while the hub delivers.
    #[serde(skip)]
    pub poll: TimeDelta,
    /// Failures in a row.
    pub failures: u32,
    /// The last failure, readable alone.
    pub reason: Option<String>,
}

/// Entries that a hub delivered, to be recorded like those of a poll.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The feed.
    pub feed: FeedId,
    /// When they came.
    pub now: DateTime<Utc>,
    /// The entries; a hub may send only the new ones.
    pub entries: Vec<SeenEntry>,
}
