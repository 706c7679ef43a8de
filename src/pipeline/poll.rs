//! Polling one feed: fetch with what the last poll left, read, record.

use super::{Desk, HubOffer, entry};
use crate::article::FeedId;
use crate::feed::{self, FeedDocument, FeedError, ReadContext};
use crate::http::{Answer, FailureClass, FetchError, Head, Request, Validators, Want};
use crate::schedule::{FailureWeight, Schedule};
use crate::store::{FeedState, PollFailure, PollRecord, PollResult, StoreError};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_64;

/// Servers that always answer 304 exist: once a day the document is asked for in full.
const FULL_READ_AFTER: TimeDelta = TimeDelta::hours(24);

/// What became of a poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PollKind {
    /// Nothing new since last time.
    Unchanged,
    /// A document was read.
    Read,
    /// Nothing could be read.
    Failed {
        /// Readable alone.
        reason: String,
        /// Whether it looks as if our own network were down.
        offline: bool,
    },
}

/// One poll, for the log and the summary.
#[derive(Debug, Clone)]
pub struct PollReport {
    /// The feed.
    pub feed: FeedId,
    /// What became of it.
    pub kind: PollKind,
    /// Entries in the document.
    pub entries: usize,
    /// Entries never seen before.
    pub new: usize,
    /// Entries that changed.
    pub changed: usize,
    /// When it is due next.
    pub due_at: Option<DateTime<Utc>>,
    /// Failures in a row.
    pub failures: u32,
}

impl Desk {
    /// Polls one feed that was leased and records what came of it.
    ///
    /// # Errors
    /// Only when the store fails; a feed that fails is a report.
    pub async fn poll(&self, feed: FeedState) -> Result<PollReport, StoreError> {
        let (result, offline) = match self.fetch_feed(&feed).await {
            Ok(result) => (result, false),
            Err(error) => {
                self.note_quiet(&error).await?;
                let offline = error.looks_offline();
                // A host that wants quiet was not asked: that is no failure of this feed.
                let blameless = offline || error.unasked;
                (PollResult::Failed(PollFailure { offline: blameless, ..fetch_failure(&error) }), offline)
            }
        };
        let kind = match &result {
            PollResult::Unchanged { .. } => PollKind::Unchanged,
            PollResult::Read { .. } => PollKind::Read,
            PollResult::Failed(failure) => PollKind::Failed { reason: failure.reason.clone(), offline },
        };
        let entries = if let PollResult::Read { entries, .. } = &result { entries.len() } else { 0 };
        let schedule = self.plans.get(&feed.id).map_or(Schedule::Adaptive, |plan| plan.schedule.clone());
        let record = PollRecord { feed: feed.id.clone(), now: self.clock.now(), schedule, result };
        let outcome = self.store.record_poll(record).await?;
        Ok(PollReport {
            feed: feed.id,
            kind,
            entries,
            new: outcome.new,
            changed: outcome.changed,
            due_at: outcome.due_at,
            failures: outcome.failures,
        })
    }

    async fn fetch_feed(&self, feed: &FeedState) -> Result<PollResult, FetchError> {
        let now = self.clock.now();
        let fresh = feed.read_at.is_some_and(|read| now - read < FULL_READ_AFTER);
        let validators = if fresh {
            Validators { etag: feed.etag.clone(), last_modified: feed.last_modified.clone() }
        } else {
            Validators::default()
        };
        let request = Request { url: feed.url.clone(), want: Want::Feed, validators };
        let (answer, _held) = self.client.get_as(&request, &self.access_of(&feed.id)).await?;
        match answer {
            Answer::NotModified(head) => Ok(PollResult::Unchanged { hint: hint(None, &head), by_server: true }),
            Answer::Body(head, body) => Ok(self.read_feed(feed, head, body, fresh).await),
        }
    }

    async fn read_feed(&self, feed: &FeedState, head: Head, body: Vec<u8>, fresh: bool) -> PollResult {
        let body_hash = xxh3_64(&body);
        if fresh && feed.body_hash == Some(body_hash) {
            return PollResult::Unchanged { hint: hint(None, &head), by_server: false };
        }
        let (zone, now) = (self.zone_of(&feed.id), self.clock.now());
        let (url, content_type) = (head.url.clone(), head.content_type.clone());
        let read = self
            .compute(body.len(), move || {
                let context = ReadContext { url: Some(&url), content_type: content_type.as_deref(), zone, now };
                feed::read(&body, &context)
            })
            .await;
        match read {
            Some(Ok(document)) => {
                self.offer_hub(feed, &document, &head);
                read_result(&document, &head, body_hash)
            }
            Some(Err(error)) => PollResult::Failed(read_failure(&error)),
            None => PollResult::Failed(read_failure(&FeedError::NotAFeed("reading it panicked".to_owned()))),
        }
    }
}

impl Desk {
    /// Tells whoever subscribes that this feed names a hub.
    fn offer_hub(&self, feed: &FeedState, document: &FeedDocument, head: &Head) {
        if let (Some(hubs), Some(hub)) = (&self.hubs, &document.hub) {
            let topic = document.topic.clone().unwrap_or_else(|| head.url.to_string());
            // A full queue loses nothing: the next poll offers it again.
            let _ = hubs.try_send(HubOffer { feed: feed.id.clone(), hub: hub.clone(), topic });
        }
    }
}

fn read_result(document: &FeedDocument, head: &Head, body_hash: u64) -> PollResult {
    let mut remarks = BTreeMap::new();
    for remark in &document.remarks {
        *remarks.entry(remark.code.to_string()).or_default() += 1;
    }
    PollResult::Read {
        title: document.title.clone(),
        entries: document.entries.iter().map(entry::seen).collect(),
        etag: head.validators.etag.clone(),
        last_modified: head.validators.last_modified.clone(),
        body_hash,
        hint: hint(Some(document), head),
        remarks,
    }
}

/// The longest wait that document or server hint at; the schedule bounds it.
fn hint(document: Option<&FeedDocument>, head: &Head) -> Option<TimeDelta> {
    let minutes = |m: Option<u32>| m.map(|m| TimeDelta::minutes(i64::from(m)));
    let stated = [
        document.and_then(|d| minutes(d.ttl_minutes)),
        document.and_then(|d| minutes(d.update_minutes)),
        head.max_age.and_then(|age| TimeDelta::from_std(age).ok()),
    ];
    stated.into_iter().flatten().max()
}

fn fetch_failure(error: &FetchError) -> PollFailure {
    let weight = match error.class {
        FailureClass::Status(404 | 410) | FailureClass::Refused => FailureWeight::Hard,
        class if class.is_temporary() => FailureWeight::Temporary,
        _ => FailureWeight::Soft,
    };
    PollFailure {
        class: error.class.name().to_owned(),
        reason: error.detail.clone(),
        weight,
        retry_after: error.retry_after.and_then(|wait| TimeDelta::from_std(wait).ok()),
        offline: false,
    }
}

fn read_failure(error: &FeedError) -> PollFailure {
    // A page or an empty body in place of a feed is often a maintenance notice, and passes.
    PollFailure {
        class: "not-a-feed".to_owned(),
        reason: error.to_string(),
        weight: FailureWeight::Soft,
        retry_after: None,
        offline: false,
    }
}
