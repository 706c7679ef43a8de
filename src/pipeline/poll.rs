//! Polling one feed: fetch with what the last poll left, read, record.

use super::{Desk, HubOffer, entry};
use crate::article::{ArticleUrl, FeedId};
use crate::feed::{self, FeedDocument, FeedError, ReadContext};
use crate::http::{self, Answer, FailureClass, FetchError, Head, Request, Validators, Want};
use crate::schedule::{Alert, AlertKind, FailureWeight, Hints, Pace, Schedule, SkipTimes};
use crate::store::{FeedState, PollFailure, PollRecord, PollResult, Route, StoreError};
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;
use xxhash_rust::xxh3::xxh3_64;

/// Servers that always answer 304 exist: once a day the document is asked for in full.
const FULL_READ_AFTER: TimeDelta = TimeDelta::hours(24);

/// The reader's remark on a document that ends before its end.
const TRUNCATED: &str = "truncated";

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
    /// Alerts that stand since this poll.
    pub raised: Vec<Alert>,
    /// Kinds of alerts that no longer hold.
    pub cleared: Vec<AlertKind>,
}

/// What fetching a feed led to, which address was asked, and which one failed to answer first.
struct Fetched {
    result: Result<PollResult, FetchError>,
    url: ArticleUrl,
    route: Route,
}

impl Fetched {
    /// Whether a feed came, or the word that it is unchanged.
    fn is_feed(&self) -> bool {
        matches!(self.result, Ok(PollResult::Read { .. } | PollResult::Unchanged { .. }))
    }
}

impl Desk {
    /// Polls one feed that was leased and records what came of it.
    ///
    /// # Errors
    /// Only when the store fails; a feed that fails is a report.
    pub async fn poll(&self, feed: FeedState) -> Result<PollReport, StoreError> {
        let Fetched { result, url, route } = self.fetch_feed(&feed).await;
        if let Err(error) = &result {
            self.note_quiet(error).await?;
        }
        // A host that wants quiet was not asked: that is no failure of this feed.
        let unasked = result.as_ref().is_err_and(|error| error.unasked);
        let verdict =
            self.network.judge(url.to_url().as_ref(), result.as_ref().err(), Some(&feed.id), self.clock.now());
        let offline = verdict.ours;
        let blameless = offline || unasked;
        let result = result
            .unwrap_or_else(|error| PollResult::Failed(PollFailure { offline: blameless, ..fetch_failure(&error) }));
        let kind = match &result {
            PollResult::Unchanged { .. } => PollKind::Unchanged,
            PollResult::Read { .. } => PollKind::Read,
            PollResult::Failed(failure) => PollKind::Failed { reason: failure.reason.clone(), offline },
        };
        let entries = if let PollResult::Read { entries, .. } = &result { entries.len() } else { 0 };
        let plan = self.plans.get(&feed.id);
        let schedule = plan.map_or(Schedule::Adaptive(Pace::default()), |plan| plan.schedule.clone());
        let (now, forgiven) = (self.clock.now(), verdict.forgiven);
        let record = PollRecord { feed: feed.id.clone(), now, schedule, result, route, forgiven };
        let outcome = self.store.record_poll(record).await?;
        Ok(PollReport {
            feed: feed.id,
            kind,
            entries,
            new: outcome.new,
            changed: outcome.changed,
            due_at: outcome.due_at,
            failures: outcome.failures,
            raised: outcome.raised,
            cleared: outcome.cleared,
        })
    }

    /// Asks the adopted address where there is one. The daily full reading asks the configured one first, which may have come
    /// back or lead elsewhere by now. When the one fails the other is asked: an outage of the new address is no reason to forget it,
    /// since a configured one that is gone could not tell it again.
    async fn fetch_feed(&self, feed: &FeedState) -> Fetched {
        let now = self.clock.now();
        let fresh = feed.read_at.is_some_and(|read| now - read < FULL_READ_AFTER);
        let (adopted, url) = match &feed.moved_to {
            Some(target) if fresh => (true, target),
            _ => (false, &feed.url),
        };
        let first = self.fetch_from(feed, url, adopted, fresh).await;
        let Some(target) = feed.moved_to.as_ref().filter(|_| !first.is_feed()) else { return first };
        let other = if adopted { &feed.url } else { target };
        let second = self.fetch_from(feed, other, !adopted, fresh).await;
        // Where both fail, what is wrong with the adopted one is what matters.
        if second.is_feed() || second.route.adopted { second } else { first }
    }

    async fn fetch_from(&self, feed: &FeedState, url: &ArticleUrl, adopted: bool, fresh: bool) -> Fetched {
        let validators = if fresh {
            Validators { etag: feed.etag.clone(), last_modified: feed.last_modified.clone() }
        } else {
            Validators::default()
        };
        let request = Request { url: url.clone(), want: Want::Feed, validators };
        let mut route = Route { adopted, moved_to: None };
        let result = match self.client.get_as(&request, &self.access_of(&feed.id)).await {
            Ok((Answer::NotModified(head), _)) => {
                route.moved_to.clone_from(&head.moved_to);
                Ok(PollResult::Unchanged { hint: freshness(&head), by_server: true })
            }
            Ok((Answer::Body(head, body), _held)) => {
                route.moved_to.clone_from(&head.moved_to);
                Ok(self.read_feed(feed, head, body, fresh).await)
            }
            Err(error) => Err(error),
        };
        Fetched { result, url: url.clone(), route }
    }

    async fn read_feed(&self, feed: &FeedState, head: Head, body: Vec<u8>, fresh: bool) -> PollResult {
        let body_hash = xxh3_64(&body);
        if fresh && feed.body_hash == Some(body_hash) {
            return PollResult::Unchanged { hint: freshness(&head), by_server: false };
        }
        let (zone, now) = (self.zone_of(&feed.id), self.clock.now());
        let (url, content_type) = (head.url.clone(), head.content_type.clone());
        let read = self
            .compute(body.len(), move || {
                let context = ReadContext { url: Some(&url), content_type: content_type.as_deref(), zone, now };
                feed::read(&body, &context).map_err(|error| read_failure(&error, &body))
            })
            .await;
        match read {
            Some(Ok(document)) => {
                self.offer_hub(feed, &document, &head);
                read_result(&document, &head, body_hash)
            }
            Some(Err(failure)) => PollResult::Failed(failure),
            None => PollResult::Failed(read_failure(&FeedError::NotAFeed("reading it panicked".to_owned()), &[])),
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
    // What was cut on the way is asked for again as a whole: its version is no version of what we have.
    let cut = document.remarks.iter().any(|remark| remark.code == TRUNCATED);
    let validators = if cut { Validators::default() } else { head.validators.clone() };
    PollResult::Read {
        title: document.title.clone(),
        entries: document.entries.iter().map(entry::seen).collect(),
        etag: validators.etag,
        last_modified: validators.last_modified,
        body_hash,
        hint: freshness(head),
        hints: hints(document),
        remarks,
    }
}

/// How long the server says that its answer stays fresh.
fn freshness(head: &Head) -> Option<TimeDelta> {
    head.max_age.and_then(|age| TimeDelta::from_std(age).ok())
}

/// What the document asks for; the schedule bounds it.
fn hints(document: &FeedDocument) -> Hints {
    Hints {
        ttl: document.ttl_minutes,
        period: document.update_minutes,
        base: document.update_base,
        skip: SkipTimes::of(&document.skip_hours, &document.skip_days),
        hub: document.hub.is_some(),
        ..Hints::default()
    }
}

fn fetch_failure(error: &FetchError) -> PollFailure {
    let weight = match error.class {
        FailureClass::Status(404 | 410) | FailureClass::Refused => FailureWeight::Hard,
        class if class.is_temporary() => FailureWeight::Temporary,
        _ => FailureWeight::Soft,
    };
    let class = match (error.wall, error.class) {
        (Some(wall), _) => wall.class().to_owned(),
        (None, FailureClass::Status(410)) => "gone".to_owned(),
        (None, FailureClass::Status(status)) => format!("http_{status}"),
        (None, class) => class.name().to_owned(),
    };
    PollFailure {
        class,
        reason: error.detail.clone(),
        weight,
        retry_after: error.retry_after.and_then(|wait| TimeDelta::from_std(wait).ok()),
        offline: false,
    }
}

fn read_failure(error: &FeedError, body: &[u8]) -> PollFailure {
    let page = matches!(error, FeedError::Html { .. });
    let wall = http::wall_of(body).filter(|_| page);
    let class = wall.map_or(if page { "html" } else { "not-a-feed" }, http::Wall::class);
    let reason = wall.map_or_else(|| error.to_string(), |wall| format!("{} instead of a feed", wall.told()));
    // A page or an empty body in place of a feed is often a maintenance notice, and passes.
    PollFailure { class: class.to_owned(), reason, weight: FailureWeight::Soft, retry_after: None, offline: false }
}
