//! Asking hubs: for the first time, again before a lease ends, and later and later while they fail.

use super::WebSub;
use crate::pipeline::HubOffer;
use crate::store::{StoreError, Subscription, SubscriptionState};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::sync::mpsc::Receiver;
use tokio::task::JoinSet;
use url::Url;

/// The lease that is asked for; the hub decides.
const WANTED_LEASE: &str = "864000";

/// How soon a hub is asked again, at least, that took the request and has not verified us.
const UNVERIFIED: TimeDelta = TimeDelta::hours(1);

/// How soon after the first failure; doubled by each further one.
const FIRST_RETRY: TimeDelta = TimeDelta::minutes(10);

/// And at most.
const LAST_RETRY: TimeDelta = TimeDelta::days(1);

/// Time between two looks at what is due.
const LOOK: Duration = Duration::from_secs(30);

/// Longest address of a hub or topic, in bytes.
const MAX_ADDRESS: usize = 2_048;

impl WebSub {
    pub(super) async fn keep_subscribed(&self, mut offers: Receiver<HubOffer>) {
        loop {
            if let Err(error) = self.ask_due().await {
                tracing::error!(%error, "subscriptions could not be looked after; trying again");
            }
            tokio::select! {
                offer = offers.recv() => match offer {
                    Some(offer) => {
                        if let Err(error) = self.take_up(offer).await {
                            tracing::error!(%error, "a subscription could not be written down; it is offered again");
                        }
                    }
                    None => tokio::time::sleep(LOOK).await,
                },
                () = tokio::time::sleep(LOOK) => {}
            }
        }
    }

    /// A hub that a feed names: subscribed to unless it is already.
    async fn take_up(&self, offer: HubOffer) -> Result<(), StoreError> {
        let fits = |text: &str| {
            text.len() <= MAX_ADDRESS && Url::parse(text).is_ok_and(|url| self.desk.client.check(&url).is_ok())
        };
        if !fits(&offer.hub) || !fits(&offer.topic) {
            tracing::debug!(feed = %offer.feed, "a hub or topic that may not be asked");
            return Ok(());
        }
        let _changing = self.changing.lock().await;
        let known = self.desk.store.subscriptions().await?.into_iter().find(|s| s.feed == offer.feed);
        if known.is_some_and(|known| known.hub == offer.hub && known.topic == offer.topic) {
            return Ok(());
        }
        let subscription = Subscription {
            feed: offer.feed,
            hub: offer.hub,
            topic: offer.topic,
            state: SubscriptionState::Asked,
            asked_at: None,
            next_try: self.now(),
            lease_until: None,
            delivered_at: None,
            poll: self.options.poll,
            failures: 0,
            reason: None,
        };
        self.remember(&subscription);
        self.desk.store.put_subscription(subscription).await
    }

    /// Asks every hub that is due, all of them side by side: one that hangs keeps no other waiting.
    async fn ask_due(&self) -> Result<(), StoreError> {
        let now = self.now();
        let mut due: BTreeMap<String, Vec<Subscription>> = BTreeMap::new();
        for subscription in self.desk.store.subscriptions().await? {
            // A feed that is no longer configured is let go: its lease runs out.
            if subscription.next_try <= now && self.desk.plans.contains_key(&subscription.feed) {
                due.entry(subscription.hub.clone()).or_default().push(subscription);
            }
        }
        let mut hubs = JoinSet::new();
        for (_, of_hub) in due {
            let this = self.clone();
            hubs.spawn(async move { this.ask_hub(of_hub).await });
        }
        hubs.join_all().await.into_iter().collect()
    }

    /// Asks one hub for one feed after the other. One that fails is not asked for the others too; they come the next time.
    async fn ask_hub(&self, subscriptions: Vec<Subscription>) -> Result<(), StoreError> {
        for subscription in subscriptions {
            if !self.ask(subscription).await? {
                break;
            }
        }
        Ok(())
    }

    /// Returns whether the hub took the request.
    async fn ask(&self, subscription: Subscription) -> Result<bool, StoreError> {
        let now = self.now();
        let failures = subscription.failures.saturating_add(1);
        let unverified = now + backoff(failures).max(UNVERIFIED);
        // Written down first: the hub may verify us before it has answered. Until it does, it has failed once more.
        let asked = self.change(&subscription, |known| {
            known.asked_at = Some(now);
            known.failures = failures;
            known.next_try = unverified;
            known.poll = self.options.poll;
        });
        asked.await?;
        let (callback, secret) =
            (self.callback(&subscription), self.key.secret(&subscription.feed.0, &subscription.topic));
        let form = [
            ("hub.mode", "subscribe"),
            ("hub.topic", subscription.topic.as_str()),
            ("hub.callback", callback.as_str()),
            ("hub.secret", secret.as_str()),
            ("hub.lease_seconds", WANTED_LEASE),
        ];
        let Ok(hub) = Url::parse(&subscription.hub) else { return Ok(false) };
        let Err(error) = self.desk.client.post(&hub, &form).await else { return Ok(true) };
        tracing::warn!(feed = %subscription.feed, reason = ?error.detail, "the hub did not take the subscription");
        let failed = self.change(&subscription, |known| {
            // It may have verified us all the same, and answered too late.
            if known.next_try == unverified {
                known.next_try = now + backoff(failures);
                known.reason = Some(error.detail);
            }
        });
        failed.await?;
        Ok(false)
    }

    /// Changes what is known of a subscription by now, which may be more than the caller was told; not when the feed has another hub
    /// or topic meanwhile.
    pub(super) async fn change(
        &self,
        told: &Subscription,
        change: impl FnOnce(&mut Subscription) + Send,
    ) -> Result<(), StoreError> {
        let _changing = self.changing.lock().await;
        let mut known = self.desk.store.subscriptions().await?.into_iter();
        let known = known.find(|s| (&s.feed, &s.hub, &s.topic) == (&told.feed, &told.hub, &told.topic));
        let Some(mut known) = known else { return Ok(()) };
        change(&mut known);
        self.desk.store.put_subscription(known).await
    }

    pub(super) fn now(&self) -> DateTime<Utc> {
        self.desk.clock.now()
    }
}

fn backoff(failures: u32) -> TimeDelta {
    let doubled = FIRST_RETRY.checked_mul(1 << failures.saturating_sub(1).min(16));
    doubled.unwrap_or(LAST_RETRY).min(LAST_RETRY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hub_that_fails_is_asked_later_and_later() {
        let minutes: Vec<i64> = [1, 2, 3, 20, u32::MAX].map(|n| backoff(n).num_minutes()).to_vec();
        assert_eq!(minutes, [10, 20, 40, 1_440, 1_440]);
    }
}
