//! The search itself: one address after the other, the likeliest first, within bounds of number and time.

use crate::article::ArticleUrl;
use crate::cli::feeds::preview::Preview;
use crate::clock::{Clock, SystemClock};
use crate::discover::{self, Found, Lead};
use crate::feed::{self, FeedDocument, FeedError, ReadContext};
use crate::http::{Answer, Client, FailureClass, Head, Request, Validators, Want};
use crate::text::decode::{self, Markup};
use chrono_tz::Tz;
use indicatif::{ProgressBar, ProgressDrawTarget};
use serde::Serialize;
use std::collections::HashSet;
use std::time::{Duration, Instant};
use url::Url;

/// Most addresses asked in one search.
const MAX_ASKED: usize = 48;

/// Longest search; one request more may be in flight when it ends.
const MAX_TIME: Duration = Duration::from_secs(300);

/// A site that fails so often in a row is not asked any further.
const MAX_FAILURES: usize = 3;

/// An address without a feed.
#[derive(Debug, Serialize)]
pub(super) struct Note {
    pub url: String,
    pub problem: String,
}

/// What the address given turned out to be.
pub(super) enum Outlook {
    /// A feed.
    IsFeed,
    /// Part of a site.
    Site,
    /// Nothing can be asked there.
    Unreachable(String),
}

/// What an address answered.
enum Asked {
    Feed,
    Page(String, Url),
    Index(Vec<ArticleUrl>),
    /// A `robots.txt` or nothing of use.
    Text(String, Url),
    Nothing(Option<FailureClass>),
}

/// A search under way.
pub(super) struct Search {
    client: Client,
    zone: Tz,
    started: Instant,
    bar: ProgressBar,
    seen: HashSet<String>,
    asked: usize,
    failures: usize,
    found: Vec<Preview>,
    without: Vec<Note>,
}

impl Search {
    pub(super) fn new(client: Client, zone: Tz) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        bar.enable_steady_tick(Duration::from_millis(200));
        Self {
            client,
            zone,
            started: Instant::now(),
            bar,
            seen: HashSet::new(),
            asked: 0,
            failures: 0,
            found: Vec::new(),
            without: Vec::new(),
        }
    }

    /// What was found, what was not, and how many addresses were asked.
    pub(super) fn finish(self) -> (Vec<Preview>, Vec<Note>, usize) {
        self.bar.finish_and_clear();
        (self.found, self.without, self.asked)
    }

    /// Searches the site of `url`; with `all`, the usual places too when the page names feeds.
    pub(super) async fn run(&mut self, url: &ArticleUrl, all: bool) -> Outlook {
        let mut site = url.to_url();
        let mut leads = Vec::new();
        match self.ask(&Lead { url: url.clone(), found: Found::Given }, Want::Page).await {
            Asked::Feed => return Outlook::IsFeed,
            Asked::Page(text, from) => {
                leads = discover::of_page(&text, &from);
                site = Some(from);
            }
            Asked::Index(members) => self.sitemaps(members).await,
            Asked::Text(_, from) => site = Some(from),
            // A home page that is forbidden to programs does not mean that the feeds are.
            Asked::Nothing(Some(FailureClass::Status(_))) => {}
            Asked::Nothing(_) => return Outlook::Unreachable(self.last_problem()),
        }
        let Some(site) = site else { return Outlook::Site };
        if leads.is_empty() && site.path() != "/" {
            leads = self.of_home(&site).await;
        }
        self.follow(leads).await;
        self.robots(&site, all).await;
        if self.found.is_empty() || all {
            self.usual_places(&site, all).await;
        }
        Outlook::Site
    }

    /// A page deep in a site may name no feeds where the home page does.
    async fn of_home(&mut self, site: &Url) -> Vec<Lead> {
        let Some(url) = site.join("/").ok().and_then(|u| ArticleUrl::from_url(u).ok()) else { return Vec::new() };
        match self.ask(&Lead { url, found: Found::Linked }, Want::Page).await {
            Asked::Page(text, from) => discover::of_page(&text, &from),
            _ => Vec::new(),
        }
    }

    /// Asks leads, and the leads of a page that lists feeds: one level, no deeper.
    async fn follow(&mut self, leads: Vec<Lead>) {
        for lead in leads {
            if let Asked::Page(text, from) = self.ask(&lead, Want::Feed).await {
                for lead in discover::of_page(&text, &from) {
                    self.ask(&lead, Want::Feed).await;
                }
            }
        }
    }

    /// `robots.txt` and the sitemaps it names: those of news, or all that are worth it when there is nothing else.
    async fn robots(&mut self, site: &Url, all: bool) {
        let Some(url) = site.join("/robots.txt").ok().and_then(|u| ArticleUrl::from_url(u).ok()) else { return };
        let lead = Lead { url, found: Found::Sitemap };
        let mut named = match self.ask(&lead, Want::Page).await {
            Asked::Text(text, from) => discover::named_in_robots(&text, &from),
            _ => Vec::new(),
        };
        if !self.found.is_empty() && !all {
            named.retain(discover::names_news);
        }
        self.sitemaps(named).await;
    }

    async fn sitemaps(&mut self, urls: Vec<ArticleUrl>) {
        for url in urls {
            if let Asked::Index(members) = self.ask(&Lead { url, found: Found::Sitemap }, Want::Feed).await {
                for url in members {
                    self.ask(&Lead { url, found: Found::Sitemap }, Want::Feed).await;
                }
            }
        }
    }

    /// Feeds, then news sitemaps, where sites have them; the first that is there is enough unless all are wanted.
    async fn usual_places(&mut self, site: &Url, all: bool) {
        for url in discover::feed_places(site).into_iter().chain(discover::sitemap_places(site)) {
            if (!all && !self.found.is_empty()) || self.failures >= MAX_FAILURES {
                return;
            }
            match self.ask(&Lead { url, found: Found::Guessed }, Want::Feed).await {
                Asked::Index(members) => self.sitemaps(members).await,
                // Asked to slow down, guessing on would be rude.
                Asked::Nothing(Some(FailureClass::Status(429))) => return,
                _ => {}
            }
        }
    }

    fn is_over(&self) -> bool {
        self.asked >= MAX_ASKED || self.started.elapsed() > MAX_TIME
    }

    fn last_problem(&self) -> String {
        self.without.last().map_or_else(|| "it could not be asked".to_owned(), |note| note.problem.clone())
    }

    async fn ask(&mut self, lead: &Lead, want: Want) -> Asked {
        if self.is_over() || !self.seen.insert(lead.url.key()) {
            return Asked::Nothing(None);
        }
        self.asked += 1;
        self.bar.set_message(format!("asking {}", lead.url));
        let request = Request { url: lead.url.clone(), want, validators: Validators::default() };
        match self.client.get(&request).await {
            Ok(Answer::Body(head, body)) => {
                self.failures = 0;
                self.read(lead, &head, body).await
            }
            Ok(Answer::NotModified(_)) => {
                self.nothing(lead, "answered 304 to an unconditional request".to_owned(), None)
            }
            Err(error) => {
                let is_answer = matches!(error.class, FailureClass::Status(_));
                self.failures = if is_answer { 0 } else { self.failures + 1 };
                self.nothing(lead, error.to_string(), Some(error.class))
            }
        }
    }

    /// Makes of a body what it is. Reading can take a while, and must not hold up the other tasks.
    async fn read(&mut self, lead: &Lead, head: &Head, body: Vec<u8>) -> Asked {
        let (url, zone, content_type) = (head.url.clone(), self.zone, head.content_type.clone());
        let is_robots = url.path() == "/robots.txt";
        let reading = tokio::task::spawn_blocking(move || {
            let now = SystemClock.now();
            let context = ReadContext { url: Some(&url), content_type: content_type.as_deref(), zone, now };
            (
                feed::read(&body, &context),
                decode::decode(&body, content_type.as_deref(), Markup::Html).text.into_owned(),
            )
        });
        let Ok((document, text)) = reading.await else {
            return self.nothing(lead, "it cannot be read".to_owned(), None);
        };
        match document {
            Ok(document) => self.take(lead, head, document),
            Err(FeedError::Html { .. }) => {
                self.nothing(lead, "an HTML page".to_owned(), None);
                Asked::Page(text, head.url.clone())
            }
            Err(_) if is_robots => Asked::Text(text, head.url.clone()),
            Err(error) => match discover::of_index(&text, &head.url) {
                Some(members) => Asked::Index(members),
                None => {
                    self.nothing(lead, error.to_string(), None);
                    Asked::Text(text, head.url.clone())
                }
            },
        }
    }

    fn take(&mut self, lead: &Lead, head: &Head, document: FeedDocument) -> Asked {
        let is_sitemap = document.feed_type == "sitemap";
        if is_sitemap && !document.entries.iter().any(|entry| entry.title.is_some()) {
            return self.nothing(lead, "a sitemap without headlines".to_owned(), None);
        }
        let url = ArticleUrl::from_url(head.url.clone()).unwrap_or_else(|_| lead.url.clone());
        self.seen.insert(url.key());
        let preview = Preview::of(&url, lead.found, document);
        match self.found.iter_mut().find(|known| known.is_same(&preview)) {
            Some(known) if known.url != preview.url && !known.also.contains(&preview.url) => {
                known.also.push(preview.url);
            }
            Some(_) => {}
            None => self.found.push(preview),
        }
        Asked::Feed
    }

    fn nothing(&mut self, lead: &Lead, problem: String, class: Option<FailureClass>) -> Asked {
        self.without.push(Note { url: lead.url.to_string(), problem });
        Asked::Nothing(class)
    }
}
