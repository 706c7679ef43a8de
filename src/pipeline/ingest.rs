//! Reading one page: fetch, extract, fingerprint, record.

use super::Desk;
use super::arrival::{Carrier, assemble, from_feed};
use super::ladder::{NextTry, next_try};
use super::memories::{self, Learnable};
use super::recheck::{next_reading, watch};
use crate::article::{ArticleUrl, FeedId, Relation, Remark};
use crate::http::{Answer, FetchError, Head, Request, Validators, Want};
use crate::page::health::Outcome;
use crate::page::memory::OutletMemory;
use crate::page::{self, InputKind, PageInput, Reading};
use crate::site::When;
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
    /// Whether it was read again only to see whether it was edited.
    pub again: bool,
}

impl IngestReport {
    /// The report of a page that was recorded.
    pub(super) fn of(feed: FeedId, url: Option<ArticleUrl>, recorded: Recorded) -> Self {
        let outcome = match recorded {
            Recorded::New(_) => IngestOutcome::New,
            Recorded::Joined(_, relation) => IngestOutcome::Joined(relation),
            Recorded::Revised(_) => IngestOutcome::Revised,
            Recorded::Unchanged(_) => IngestOutcome::Unchanged,
        };
        Self { feed, url, outcome, stand_in: None, again: false }
    }
}

/// A page brought as far as it goes.
enum Readied {
    Arrival(Box<Arrival>, Option<String>),
    Retry(PageFailure),
}

/// A body without an article.
struct NoArticle {
    why: String,
    outcome: Outcome,
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
                let outcome = IngestOutcome::Postponed { reason };
                Ok(IngestReport { feed, url, outcome, stand_in: None, again: false })
            }
            Readied::Arrival(arrival, stand_in) => {
                let (outlet, learnable) = (arrival.outlet.clone(), learnable(&arrival));
                let recorded = self.store.record(*arrival).await?;
                if let Some(page) = learnable {
                    self.memories.learn(&outlet, &page, recorded);
                }
                Ok(IngestReport { stand_in, ..IngestReport::of(feed, url, recorded) })
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
        let variant = self.variant_of(&url);
        if let Some((When::Always, other)) = &variant
            && let Ok(arrival) = self.read_variant(&pending, &url, other).await
        {
            return Readied::Arrival(arrival, None);
        }
        let request = Request { url: url.clone(), want: Want::Page, validators: Validators::default() };
        let answer = self.client.get(&request).await;
        let ours = self.network.judge(url.to_url().as_ref(), answer.as_ref().err(), None, self.clock.now()).ours;
        match answer {
            Ok(Answer::Body(head, body)) => {
                let reached = ArticleUrl::from_url(head.url.clone()).ok();
                match self.read_page(&pending, &url, (head, reached), body).await {
                    Ok(arrival) => Readied::Arrival(arrival, None),
                    Err(no) => self.otherwise(pending, &url, variant, no).await,
                }
            }
            // A 304 to a request without validators is a broken server; the client says so, this is the second belt.
            Ok(Answer::NotModified(_)) => {
                let why = "answered 304 to an unconditional request".to_owned();
                self.stand_in(pending, why, Some(Outcome::Unreachable)).await
            }
            Err(error) => self.after_failure(pending, &error, ours).await,
        }
    }

    /// The page holds no article: its other form may, and else the feed's own text stands in.
    async fn otherwise(
        &self,
        pending: PendingPage,
        url: &ArticleUrl,
        variant: Option<(When, ArticleUrl)>,
        no: NoArticle,
    ) -> Readied {
        if let Some((When::NoArticle, other)) = variant
            && let Ok(arrival) = self.read_variant(&pending, url, &other).await
        {
            return Readied::Arrival(arrival, None);
        }
        self.stand_in(pending, no.why, Some(no.outcome)).await
    }

    /// Another form of a page (print, AMP) that the rules of its site know, and when it is asked for.
    fn variant_of(&self, url: &ArticleUrl) -> Option<(When, ArticleUrl)> {
        let rules = self.sites.of_url(&url.to_url()?)?;
        let variant = rules.variant()?;
        Some((variant.when, ArticleUrl::parse(&variant.of(url.as_str())?).ok()?))
    }

    /// Reads the other form of a page as if it were the page: the article keeps the page's address.
    async fn read_variant(
        &self,
        pending: &PendingPage,
        url: &ArticleUrl,
        other: &ArticleUrl,
    ) -> Result<Box<Arrival>, NoArticle> {
        let request = Request { url: other.clone(), want: Want::Page, validators: Validators::default() };
        let Ok(Answer::Body(head, body)) = self.client.get(&request).await else {
            return Err(NoArticle { why: format!("{other} could not be read"), outcome: Outcome::Unreachable });
        };
        let mut arrival = self.read_page(pending, url, (head, None), body).await?;
        if let Some(watch) = &mut arrival.watch {
            watch.url = other.clone();
        }
        arrival.extracted.remarks.push(Remark::new("read-from-variant", format!("the text was read from {other}")));
        Ok(arrival)
    }

    async fn after_failure(&self, pending: PendingPage, error: &FetchError, ours: bool) -> Readied {
        match next_try(error, pending.attempts, self.clock.now()) {
            NextTry::At(retry_at) => {
                // While our own network is down no page is to blame.
                Readied::Retry(PageFailure {
                    entry: pending.entry,
                    retry_at,
                    reason: error.detail.clone(),
                    counts: !ours,
                })
            }
            NextTry::Never if ours => {
                let retry_at = self.clock.now() + chrono::TimeDelta::minutes(30);
                Readied::Retry(PageFailure {
                    entry: pending.entry,
                    retry_at,
                    reason: error.detail.clone(),
                    counts: false,
                })
            }
            NextTry::Never => self.stand_in(pending, error.detail.clone(), Some(Outcome::Unreachable)).await,
        }
    }

    /// Reads a body that came as the page of an entry; `reached` is where it came from, when that is an address of the page.
    async fn read_page(
        &self,
        pending: &PendingPage,
        asked: &ArticleUrl,
        (head, reached): (Head, Option<ArticleUrl>),
        body: Vec<u8>,
    ) -> Result<Box<Arrival>, NoArticle> {
        let (carrier, zone, seen) = (self.carrier(pending), self.zone_of(&pending.feed), pending.seen.clone());
        let (compressors, ages, first_seen) = (self.compressors.clone(), self.rechecks.clone(), pending.first_seen);
        let site = page::site(&head.url);
        let (asked, rules) = (asked.clone(), self.sites.of_url(&head.url).cloned());
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
            let mut reading = page::read(&input, rules.as_deref(), &memory);
            if reached.is_none() {
                // Another form of the page may call itself the page.
                reading.extracted.canonical_url = None;
            }
            let noted = memories::noted(&reading, site);
            if noted.outcome != Outcome::Article {
                let why = format!("no article was found on it ({:?})", reading.extracted.page_kind).to_lowercase();
                return Err(NoArticle { why, outcome: noted.outcome });
            }
            let own: Vec<String> = std::iter::once(&asked).chain(&reached).map(ArticleUrl::key).collect();
            if let Some(other) = shown_elsewhere(&reading, &memory, &own, &seen.title) {
                let why = format!("it shows what {other} shows, under another headline than the feed's");
                return Err(NoArticle { why, outcome: Outcome::Error });
            }
            let content_type = head.content_type.clone();
            let validators = head.validators.clone();
            let copy = compressors.compress(&body).map(|compressed| PageCopy { compressed, content_type });
            let due_at = next_reading(&ages, first_seen, reading.extracted.published.as_ref(), carrier.seen);
            let watch = watch(due_at, &asked, validators);
            let arrival = assemble(carrier, reading.extracted, &seen, &asked, reached, copy);
            Ok(Box::new(Arrival { reading: Some(noted), watch, ..arrival }))
        });
        let panicked = || NoArticle { why: "reading it panicked".to_owned(), outcome: Outcome::Error };
        read.await.unwrap_or_else(|| Err(panicked()))
    }

    /// The feed's own text instead of the page; `outcome` says what came of the page where one was asked for.
    async fn stand_in(&self, pending: PendingPage, why: String, outcome: Option<Outcome>) -> Readied {
        let (carrier, zone) = (self.carrier(&pending), self.zone_of(&pending.feed));
        let feed_url = pending.feed_url.clone();
        let (reason, entry, ages) = (why.clone(), pending.entry, self.rechecks.clone());
        let site = pending.seen.url.as_ref().and_then(ArticleUrl::to_url).map(|u| page::site(&u)).unwrap_or_default();
        let stand_in = move || {
            let arrival = from_feed(carrier, &pending.seen, &feed_url, zone, &why);
            // The page may come later.
            let page = pending.seen.url.as_ref().filter(|_| pending.seen.own_page);
            let published = arrival.extracted.published.as_ref();
            let due_at = next_reading(&ages, pending.first_seen, published, arrival.seen);
            let watch = page.filter(|_| due_at.is_some()).and_then(|page| watch(due_at, page, Validators::default()));
            Arrival { watch, ..arrival }
        };
        match self.compute(stand_in).await {
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
