//! WebSub: feeds that name a hub are subscribed to, and what the hub pushes is taken in like the document of a poll.
//!
//! ```text
//! a poll finds a hub ── offer ──> subscribe: asks the hub ──> the hub verifies us (listen) ──> delivers, signed (listen)
//!                                    └── again before the lease ends, and later and later while it fails
//! ```
//!
//! Polling never stops: the store makes it rarer while a hub delivers.

mod listen;
mod signature;
mod subscribe;

pub use listen::ListenError;
pub use signature::{KEY_BYTES, Key};

use crate::article::FeedId;
use crate::pipeline::{Desk, HubOffer};
use crate::store::{StoreError, Subscription};
use chrono::TimeDelta;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::mpsc::Receiver;
use url::Url;

/// Subscriptions kept at most.
const MAX_SUBSCRIPTIONS: usize = 20_000;

/// What the operator decided.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where hubs reach us; the token of a feed is added to its path.
    pub callback: Url,
    /// Where we listen.
    pub listen: SocketAddr,
    /// How often a feed is polled while its hub delivers.
    pub poll: TimeDelta,
    /// Largest delivery, in bytes.
    pub max_body: usize,
}

/// The subscriber: everything it needs, shared between the listener and the loop that asks hubs.
#[derive(Clone)]
pub struct WebSub {
    options: Options,
    key: Key,
    desk: Desk,
    /// Token in the callback → whose it is.
    known: Arc<Mutex<HashMap<String, FeedId>>>,
    /// One change of a subscription at a time: each is read, changed and written.
    changing: Arc<tokio::sync::Mutex<()>>,
}

impl WebSub {
    /// A subscriber that hands deliveries to `desk`, knowing the subscriptions of before.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn new(options: Options, key: Key, desk: Desk) -> Result<Self, StoreError> {
        let this = Self { options, key, desk, known: Arc::default(), changing: Arc::default() };
        for subscription in this.desk.store.subscriptions().await? {
            this.remember(&subscription);
        }
        Ok(this)
    }

    /// Listens and asks hubs for as long as it is polled.
    ///
    /// # Errors
    /// When the address cannot be listened on; nothing else ends it.
    pub async fn run(self, offers: Receiver<HubOffer>) -> Result<(), ListenError> {
        let listener = self.bind().await?;
        tokio::join!(self.serve(listener), self.keep_subscribed(offers));
        Ok(())
    }

    fn remember(&self, subscription: &Subscription) {
        let token = self.key.token(&subscription.feed.0, &subscription.topic);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() < MAX_SUBSCRIPTIONS {
            known.insert(token, subscription.feed.clone());
        }
    }

    fn callback(&self, subscription: &Subscription) -> String {
        let token = self.key.token(&subscription.feed.0, &subscription.topic);
        format!("{}/{token}", self.options.callback.as_str().trim_end_matches('/'))
    }

    /// The subscription that a token belongs to; `None` for a token nobody was given or that an address of before had, and for a feed
    /// that is configured no more: its hub goes on until the lease ends, and is not listened to.
    async fn subscription(&self, token: &str) -> Result<Option<Subscription>, StoreError> {
        let feed = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(token).cloned();
        let Some(feed) = feed.filter(|feed| self.desk.plans.contains_key(feed)) else { return Ok(None) };
        let all = self.desk.store.subscriptions().await?;
        let found = all.into_iter().find(|subscription| subscription.feed == feed);
        Ok(found.filter(|subscription| self.key.token(&feed.0, &subscription.topic) == token))
    }
}
