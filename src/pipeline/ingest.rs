//! Reading one page: fetch, extract, fingerprint, record.

mod report;

pub use report::{IngestOutcome, IngestReport};

use super::Desk;
use super::arrival::{Carrier, assemble, from_feed};
use super::follow;
use super::ladder::{NextTry, after_refusal, next_try};
use super::memories::{self, Learnable};
use super::recheck::{next_reading, watch};
use crate::article::{ArticleUrl, FeedId, Remark};
use crate::http::{Answer, FailureClass, FetchError, Head, Held, Request, Validators, Want};
use crate::page::health::Outcome;
use crate::page::memory::OutletMemory;
use crate::page::{self, InputKind, PageInput, Reading};
use crate::site::When;
use crate::store::{Arrival, Delivery, PageCopy, PageFailure, PendingPage, Recorded, StoreError};

/// A page brought as far as it goes.
enum Readied {
    Arrival(Box<Arrival>, Option<String>),
    Retry(PageFailure),
    /// A page that a link led to, and that is not kept.
    Dropped {
        entry: i64,
        reason: String,
    },
}

/// Why a page was not had from one address.
enum Tried {
    /// It was not fetched.
    Failed(FetchError),
    /// It was fetched and holds no article.
    Useless(String, Outcome),
}

/// Why the feed's own text stands in, with a remark of its own where the reason has a name.
struct Missing {
    why: String,
    remark: Option<Remark>,
    /// What came of the page, where one was asked for.
    outcome: Option<Outcome>,
}

impl Missing {
    fn because(why: impl Into<String>) -> Self {
        Self { why: why.into(), remark: None, outcome: None }
    }
}

impl Tried {
    fn into_missing(self) -> Missing {
        match self {
            Self::Failed(error) => {
                let forbidden = error.class == FailureClass::Robots;
                let remark = forbidden.then(|| Remark::new("robots-disallowed", error.detail.clone()));
                Missing { why: error.detail, remark, outcome: Some(Outcome::Unreachable) }
            }
            Self::Useless(why, outcome) => Missing { outcome: Some(outcome), ..Missing::because(why) },
        }
    }
}

impl Desk {
    /// Reads the page of one entry that was leased and records what came of it. What the store refuses climbs the same ladder as
    /// a page that does not come: it must not be fetched for nothing every time its lease runs out.
    ///
    /// # Errors
    /// Only when the store fails altogether; a page that fails is a report.
    pub async fn ingest(&self, pending: PendingPage) -> Result<IngestReport, StoreError> {
        let (entry, attempts) = (pending.entry, pending.attempts);
        let (feed, url) = (pending.feed.clone(), pending.seen.url.clone());
        let error = match self.ingest_page(pending).await {
            Ok(report) => return Ok(report),
            Err(error) => error,
        };
        let reason = format!("the store refused it: {error}");
        let retry_at = after_refusal(attempts, self.clock.now());
        self.store.postpone_page(PageFailure { entry, retry_at, reason: reason.clone(), counts: true }).await?;
        tracing::error!(%feed, url = url.as_ref().map(ArticleUrl::as_str), reason = ?reason, "the page was not recorded");
        Ok(IngestReport { feed, url, outcome: IngestOutcome::Postponed { reason }, stand_in: None, again: false })
    }

    async fn ingest_page(&self, pending: PendingPage) -> Result<IngestReport, StoreError> {
        let announced = pending.clone();
        let (feed, url) = (announced.feed.clone(), announced.seen.url.clone());
        let (arrival, stand_in) = match self.ready(pending).await {
            Readied::Arrival(arrival, stand_in) => (arrival, stand_in),
            other => return self.keep_stand_in(other, feed, url).await,
        };
        let (outlet, learnable) = (arrival.outlet.clone(), learnable(&arrival));
        let links = if self.follows(&feed) { follow::links(&arrival, &announced.seen) } else { Vec::new() };
        let recorded = self.store.record(*arrival).await?;
        if let Recorded::Elsewhere(article) = recorded {
            let why = format!("it leads to the page of article {article}, which has another headline than the feed's");
            let instead = self.stand_in(announced, Missing::because(why)).await;
            return self.keep_stand_in(instead, feed, url).await;
        }
        if !links.is_empty() {
            let followed = Delivery { feed: feed.clone(), now: self.clock.now(), entries: links };
            self.store.follow(followed).await?;
        }
        if let Some(page) = learnable {
            self.memories.learn(&outlet, &page, recorded);
        }
        Ok(IngestReport { stand_in, ..IngestReport::of(feed, url, recorded) })
    }

    /// Records the feed's own text in place of a page that is another article's.
    async fn keep_stand_in(
        &self,
        instead: Readied,
        feed: FeedId,
        url: Option<ArticleUrl>,
    ) -> Result<IngestReport, StoreError> {
        let report =
            |outcome| IngestReport { feed: feed.clone(), url: url.clone(), outcome, stand_in: None, again: false };
        match instead {
            Readied::Arrival(arrival, stand_in) => {
                let recorded = self.store.record(*arrival).await?;
                Ok(IngestReport { stand_in, ..IngestReport::of(feed, url, recorded) })
            }
            Readied::Dropped { entry, reason } => {
                self.store.drop_page(entry, reason.clone()).await?;
                Ok(report(IngestOutcome::Dropped { reason }))
            }
            Readied::Retry(failure) => {
                let reason = failure.reason.clone();
                self.store.postpone_page(failure).await?;
                Ok(report(IngestOutcome::Postponed { reason }))
            }
        }
    }

    async fn ready(&self, pending: PendingPage) -> Readied {
        let Some(url) = pending.seen.url.clone() else {
            return self.stand_in(pending, Missing::because("the entry has no page")).await;
        };
        if !pending.seen.own_page {
            return self.stand_in(pending, Missing::because("several entries of the feed share its address")).await;
        }
        if let Some(why) = pending.expired.clone() {
            return self.stand_in(pending, Missing::because(why)).await;
        }
        let variant = self.variant_of(&url);
        if let Some((When::Always, other)) = &variant
            && let Ok(arrival) = self.try_page(&pending, &url, other).await
        {
            return self.kept(&pending, arrival);
        }
        let tried = self.try_page(&pending, &url, &url).await;
        let error = if let Err(Tried::Failed(error)) = &tried { Some(error) } else { None };
        let ours = self.network.judge(url.to_url().as_ref(), error, None, self.clock.now()).ours;
        let failure = match tried {
            Ok(arrival) => return self.kept(&pending, arrival),
            Err(failure) => failure,
        };
        if let Tried::Failed(error) = &failure
            && let Some(later) = self.try_again(&pending, error, ours).await
        {
            return Readied::Retry(later);
        }
        let variant = variant.filter(|(when, _)| *when == When::NoArticle).map(|(_, other)| other);
        for other in variant.into_iter().chain(self.fallbacks.of(&url)) {
            if let Ok(arrival) = self.try_page(&pending, &url, &other).await {
                return self.kept(&pending, arrival);
            }
        }
        self.stand_in(pending, failure.into_missing()).await
    }

    /// A page that was read; one that only a link led to must be news.
    fn kept(&self, pending: &PendingPage, mut arrival: Box<Arrival>) -> Readied {
        let Some(found_on) = &pending.seen.found_on else { return Readied::Arrival(arrival, None) };
        if let Some(reason) = follow::refusal(&arrival, self.clock.now()) {
            return Readied::Dropped { entry: pending.entry, reason };
        }
        let detail = format!("no feed announced it; a read-also link of {found_on} leads to it");
        arrival.extracted.remarks.push(Remark::new("found-by-read-also", detail));
        Readied::Arrival(arrival, None)
    }

    /// When a page that was not fetched is tried again; `None` when it is given up.
    async fn try_again(&self, pending: &PendingPage, error: &FetchError, ours: bool) -> Option<PageFailure> {
        if let Err(error) = self.note_quiet(error).await {
            tracing::error!(%error, "the quiet a host asked for could not be written down");
        }
        let now = self.clock.now();
        let (retry_at, counts) = match next_try(error, pending.attempts, now) {
            // While our own network is down or the host was not asked, no page is to blame.
            NextTry::At(retry_at) => (retry_at, !ours && !error.unasked),
            NextTry::Never if ours => (now + chrono::TimeDelta::minutes(30), false),
            NextTry::Never => return None,
        };
        Some(PageFailure { entry: pending.entry, retry_at, reason: error.detail.clone(), counts })
    }

    /// Another form of a page (print, AMP) that the rules of its site know, and when it is asked for.
    fn variant_of(&self, url: &ArticleUrl) -> Option<(When, ArticleUrl)> {
        let rules = self.sites.of_url(&url.to_url()?)?;
        let variant = rules.variant()?;
        Some((variant.when, ArticleUrl::parse(&variant.of(url.as_str())?).ok()?))
    }

    /// Fetches and reads the page of an entry at `address`: its own, or that of another form of it. The article keeps the page's
    /// own address.
    async fn try_page(
        &self,
        pending: &PendingPage,
        own: &ArticleUrl,
        address: &ArticleUrl,
    ) -> Result<Box<Arrival>, Tried> {
        let request = Request { url: address.clone(), want: Want::Article, validators: Validators::default() };
        let (answer, held) =
            self.client.get_as(&request, &self.access_of(&pending.feed)).await.map_err(Tried::Failed)?;
        match answer {
            Answer::Body(head, body) => self.read_page(pending, own, address, head, body, held).await,
            // A 304 to a request without validators is a broken server; the client says so, this is the second belt.
            Answer::NotModified(_) => {
                Err(Tried::Useless("answered 304 to an unconditional request".to_owned(), Outcome::Unreachable))
            }
        }
    }

    async fn read_page(
        &self,
        pending: &PendingPage,
        own: &ArticleUrl,
        address: &ArticleUrl,
        head: Head,
        body: Vec<u8>,
        held: Held,
    ) -> Result<Box<Arrival>, Tried> {
        let (carrier, zone, seen) = (self.carrier(pending), self.zone_of(&pending.feed), pending.seen.clone());
        let (compressors, ages, first_seen) = (self.compressors.clone(), self.rechecks.clone(), pending.first_seen);
        let site = page::site(&head.url);
        let memory = self.memories.of(self.store.as_ref(), &carrier.outlet, &site).await;
        let (asked, address, is_other) = (own.clone(), address.clone(), own != address);
        let rules = self.sites.of_url(&head.url).cloned();
        let read = self.compute(body.len(), move || {
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
            let reached = ArticleUrl::from_url(head.url.clone()).ok().filter(|_| !is_other);
            if is_other {
                // Another form of the page may call itself the page.
                reading.extracted.canonical_url = None;
                let detail = format!("the text was read from {}", head.url);
                reading.extracted.remarks.push(Remark::new("read-from-variant", detail));
            }
            let noted = memories::noted(&reading, site);
            if noted.outcome != Outcome::Article {
                let why = format!("no article was found on it ({:?})", reading.extracted.page_kind).to_lowercase();
                return Err(Tried::Useless(why, noted.outcome));
            }
            let own: Vec<String> = std::iter::once(&asked).chain(&reached).map(ArticleUrl::key).collect();
            if let Some(other) = shown_elsewhere(&reading, &memory, &own, &seen.title) {
                let why = format!("it shows what {other} shows, under another headline than the feed's");
                return Err(Tried::Useless(why, Outcome::Error));
            }
            let content_type = head.content_type.clone();
            let validators = head.validators.clone();
            let copy = compressors.compress(&body).map(|compressed| PageCopy { compressed, content_type });
            let due_at = next_reading(&ages, first_seen, reading.extracted.published.as_ref(), carrier.seen);
            let watch = watch(due_at, &address, validators);
            // From here on only what was read is needed, and others may hold a body.
            drop((body, held));
            let arrival = assemble(carrier, reading.extracted, &seen, &asked, reached, copy);
            Ok(Box::new(Arrival { reading: Some(noted), watch, ..arrival }))
        });
        let panicked = || Tried::Useless("reading it panicked or took too long".to_owned(), Outcome::Error);
        read.await.unwrap_or_else(|| Err(panicked()))
    }

    /// The feed's own text instead of the page.
    async fn stand_in(&self, pending: PendingPage, missing: Missing) -> Readied {
        if pending.seen.found_on.is_some() {
            // A link has no text of its own.
            return Readied::Dropped { entry: pending.entry, reason: missing.why };
        }
        let (carrier, zone) = (self.carrier(&pending), self.zone_of(&pending.feed));
        let feed_url = pending.feed_url.clone();
        let (reason, entry, ages) = (missing.why.clone(), pending.entry, self.rechecks.clone());
        let site = pending.seen.url.as_ref().and_then(ArticleUrl::to_url).map(|u| page::site(&u)).unwrap_or_default();
        let reading = missing.outcome.map(|outcome| memories::failed(outcome, site));
        let read = move || {
            let mut arrival = from_feed(carrier, &pending.seen, &feed_url, zone, &missing.why);
            arrival.extracted.remarks.extend(missing.remark);
            // The page may come later.
            let page = pending.seen.url.as_ref().filter(|_| pending.seen.own_page);
            let published = arrival.extracted.published.as_ref();
            let due_at = next_reading(&ages, pending.first_seen, published, arrival.seen);
            let watch = page.filter(|_| due_at.is_some()).and_then(|page| watch(due_at, page, Validators::default()));
            Arrival { reading, watch, ..arrival }
        };
        match self.compute(0, read).await {
            Some(arrival) => Readied::Arrival(Box::new(arrival), Some(reason)),
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
            announced: Some(pending.first_seen),
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

pub(super) fn is_usable(extracted: &crate::article::Extracted) -> bool {
    extracted.page_kind == crate::article::PageKind::Article && !extracted.blocks.is_empty()
}
