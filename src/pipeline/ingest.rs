//! Reading one page: fetch, extract, fingerprint, record.

use super::Desk;
use super::arrival::{Carrier, assemble, from_feed};
use super::ladder::{NextTry, next_try};
use super::memories::{self, Learnable};
use crate::article::{ArticleUrl, FeedId, Relation};
use crate::http::{Answer, FetchError, Head, Request, Validators, Want};
use crate::page::health::Outcome;
use crate::page::memory::OutletMemory;
use crate::page::{self, InputKind, PageInput, Reading};
use crate::store::{Arrival, PageCopy, PageFailure, PendingPage, Recorded, StoreError};

/// What became of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IngestOutcome {
    /// A canonical article of its own.
    New,
    /// One more source of a known article.
    Joined(Relation),
    /// A known page with a new text.
    Revised,
    /// A known page, unchanged.
    Unchanged,
    /// To be tried again.
    Postponed {
        /// Why it failed.
        reason: String,
    },
}

/// One page, for the log and the summary.
#[derive(Debug, Clone)]
pub struct IngestReport {
    /// The feed that announced it.
    pub feed: FeedId,
    /// Its address; `None` for an entry without a page.
    pub url: Option<ArticleUrl>,
    /// What became of it.
    pub outcome: IngestOutcome,
    /// Why the feed's own text stands in for the page, where it does.
    pub stand_in: Option<String>,
}

/// A page brought as far as it goes.
enum Readied {
    Arrival(Box<Arrival>, Option<String>),
    Retry(PageFailure),
}

impl Desk {
    /// Reads the page of one entry that was leased and records what came of it.
    ///
    /// # Errors
    /// Only when the store fails; a page that fails is a report.
    pub async fn ingest(&self, pending: PendingPage) -> Result<IngestReport, StoreError> {
        let (feed, url) = (pending.feed.clone(), pending.seen.url.clone());
        match self.ready(pending).await {
            Readied::Retry(failure) => {
                let reason = failure.reason.clone();
                self.store.postpone_page(failure).await?;
                Ok(IngestReport { feed, url, outcome: IngestOutcome::Postponed { reason }, stand_in: None })
            }
            Readied::Arrival(arrival, stand_in) => {
                let (outlet, learnable) = (arrival.outlet.clone(), learnable(&arrival));
                let recorded = self.store.record(*arrival).await?;
                if let Some(page) = learnable {
                    self.memories.learn(&outlet, &page, recorded);
                }
                let outcome = match recorded {
                    Recorded::New(_) => IngestOutcome::New,
                    Recorded::Joined(_, relation) => IngestOutcome::Joined(relation),
                    Recorded::Revised(_) => IngestOutcome::Revised,
                    Recorded::Unchanged(_) => IngestOutcome::Unchanged,
                };
                Ok(IngestReport { feed, url, outcome, stand_in })
            }
        }
    }

    async fn ready(&self, pending: PendingPage) -> Readied {
        let Some(url) = pending.seen.url.clone() else {
            return self.stand_in(pending, "the entry has no page".to_owned(), None).await;
        };
        if !pending.seen.own_page {
            return self.stand_in(pending, "several entries of the feed share its address".to_owned(), None).await;
        }
        let request = Request { url: url.clone(), want: Want::Page, validators: Validators::default() };
        match self.client.get(&request).await {
            Ok(Answer::Body(head, body)) => self.read_page(pending, url, head, body).await,
            // A 304 to a request without validators is a broken server; the client says so, this is the second belt.
            Ok(Answer::NotModified(_)) => {
                let why = "answered 304 to an unconditional request".to_owned();
                self.stand_in(pending, why, Some(Outcome::Unreachable)).await
            }
            Err(error) => self.after_failure(pending, &error).await,
        }
    }

    async fn after_failure(&self, pending: PendingPage, error: &FetchError) -> Readied {
        match next_try(error, pending.attempts, self.clock.now()) {
            NextTry::At(retry_at) => {
                // While our own network is down no page is to blame.
                let counts = !error.looks_offline();
                Readied::Retry(PageFailure { entry: pending.entry, retry_at, reason: error.detail.clone(), counts })
            }
            NextTry::Never => self.stand_in(pending, error.detail.clone(), Some(Outcome::Unreachable)).await,
        }
    }

    async fn read_page(&self, pending: PendingPage, asked: ArticleUrl, head: Head, body: Vec<u8>) -> Readied {
        let (carrier, zone, seen) = (self.carrier(&pending), self.zone_of(&pending.feed), pending.seen.clone());
        let (compressors, site) = (self.compressors.clone(), page::site(&head.url));
        let memory = self.memories.of(self.store.as_ref(), &carrier.outlet, &site).await;
        let read = self.compute(move || {
            let input = PageInput {
                bytes: &body,
                content_type: head.content_type.as_deref(),
                url: Some(&head.url),
                kind: InputKind::Auto,
                outlet: Some(&carrier.outlet.0),
                zone,
                now: carrier.seen,
            };
            let reading = page::read(&input, &memory);
            let noted = memories::noted(&reading, site);
            if noted.outcome != Outcome::Article {
                let kind = reading.extracted.page_kind;
                return Err((format!("no article was found on it ({kind:?})").to_lowercase(), noted.outcome));
            }
            let own: Vec<String> = [Some(asked.key()), ArticleUrl::from_url(head.url.clone()).ok().map(|u| u.key())]
                .into_iter()
                .flatten()
                .collect();
            if let Some(other) = shown_elsewhere(&reading, &memory, &own, &seen.title) {
                let why = format!("it shows what {other} shows, under another headline than the feed's");
                return Err((why, Outcome::Error));
            }
            let content_type = head.content_type.clone();
            let copy = compressors.compress(&body).map(|compressed| PageCopy { compressed, content_type });
            let reached = ArticleUrl::from_url(head.url).ok();
            let arrival = assemble(carrier, reading.extracted, &seen, &asked, reached, copy);
            Ok(Box::new(Arrival { reading: Some(noted), ..arrival }))
        });
        match read.await {
            Some(Ok(arrival)) => Readied::Arrival(arrival, None),
            Some(Err((why, outcome))) => self.stand_in(pending, why, Some(outcome)).await,
            None => self.stand_in(pending, "reading it panicked".to_owned(), Some(Outcome::Error)).await,
        }
    }

    /// The feed's own text instead of the page; `outcome` says what came of the page where one was asked for.
    async fn stand_in(&self, pending: PendingPage, why: String, outcome: Option<Outcome>) -> Readied {
        let (carrier, zone) = (self.carrier(&pending), self.zone_of(&pending.feed));
        let feed_url = pending.feed_url.clone();
        let (reason, entry) = (why.clone(), pending.entry);
        let site = pending.seen.url.as_ref().and_then(ArticleUrl::to_url).map(|u| page::site(&u)).unwrap_or_default();
        match self.compute(move || from_feed(carrier, &pending.seen, &feed_url, zone, &why)).await {
            Some(arrival) => {
                let reading = outcome.map(|outcome| memories::failed(outcome, site));
                Readied::Arrival(Box::new(Arrival { reading, ..arrival }), Some(reason))
            }
            None => Readied::Retry(PageFailure {
                entry,
                retry_at: self.clock.now() + chrono::TimeDelta::days(1),
                reason: "reading the feed's own text panicked".to_owned(),
                counts: true,
            }),
        }
    }

    fn carrier(&self, pending: &PendingPage) -> Carrier {
        let now = self.clock.now();
        Carrier {
            entry: Some(pending.entry),
            feed: Some(pending.feed.0.clone()),
            outlet: pending.outlet.clone(),
            section: pending.section.clone(),
            entry_hash: pending.seen.content_hash,
            seen: now,
            added: now,
        }
    }
}

/// Another page of the outlet that shows the very same, when its headline is none of the entry's: a notice that the article is
/// gone, a wall, a page of welcome, served as if all were well.
fn shown_elsewhere<'m>(reading: &Reading, memory: &'m OutletMemory, own: &[String], title: &str) -> Option<&'m str> {
    let lesson = reading.lesson.as_ref().filter(|lesson| !lesson.may_be_titled(title))?;
    memory.same_page(lesson, own)
}

/// What the page of an arrival teaches, once it is recorded.
fn learnable(arrival: &Arrival) -> Option<Learnable> {
    let reading = arrival.reading.as_ref()?;
    let lesson = reading.lesson.clone()?;
    Some(Learnable { site: reading.site.clone(), lesson, key: arrival.key.clone(), at: arrival.seen })
}
