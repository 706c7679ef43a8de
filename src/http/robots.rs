//! robots.txt (RFC 9309): what a host allows to be read by machines, remembered for a day.
//!
//! Whatever answers with a status of 400 to 499 has no rules; what cannot be reached forbids everything for the time being, unless
//! an older copy is at hand. The pages wait for it then, they are not given up.

use super::access::Access;
use super::exchange::Trip;
use super::failure::host_of;
use super::{Answer, FailureClass, FetchError, Inner, Request, Validators, Want};
use crate::article::ArticleUrl;
use robotxt::Robots;
use std::collections::{HashMap, VecDeque};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

/// How long a copy is good.
const FRESH: Duration = Duration::from_hours(24);

/// How soon a host whose robots.txt could not be read is asked for it again.
const AFTER_FAILURE: Duration = Duration::from_mins(5);

/// How long an old copy serves while no new one is to be had.
const STALE: Duration = Duration::from_hours(30 * 24);

/// Hosts remembered.
const MAX_HOSTS: usize = 4_096;

/// Bytes of rules remembered over all hosts.
const MAX_BYTES: usize = 8 << 20;

/// A robots.txt on its way.
type Reading<'a> = Pin<Box<dyn Future<Output = Result<Vec<u8>, FetchError>> + Send + 'a>>;

/// What is known of one origin.
#[derive(Debug, Default)]
struct Entry {
    rules: Option<Copy>,
    /// The last failure and when it happened.
    failed: Option<(Instant, FetchError)>,
}

/// The rules as they were read.
#[derive(Debug, Clone)]
struct Copy {
    read: Instant,
    robots: Arc<Robots>,
    weight: usize,
}

/// The rules of all hosts asked lately. The lock of an entry is held while its file is fetched: it is asked for once.
#[derive(Debug, Default)]
pub(super) struct RobotsCache {
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    entries: HashMap<String, Arc<tokio::sync::Mutex<Entry>>>,
    /// Origins with the weight of their rules, oldest first.
    order: VecDeque<(String, usize)>,
    bytes: usize,
}

impl RobotsCache {
    fn entry(&self, origin: &str) -> Arc<tokio::sync::Mutex<Entry>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = known.entries.get(origin) {
            return Arc::clone(entry);
        }
        known.order.push_back((origin.to_owned(), 0));
        let entry = Arc::<tokio::sync::Mutex<Entry>>::default();
        known.entries.insert(origin.to_owned(), Arc::clone(&entry));
        known.shrink(origin);
        entry
    }

    /// Notes how much the rules of an origin weigh, as the newest.
    fn weigh(&self, origin: &str, weight: usize) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = known.order.iter().position(|(name, _)| name == origin) {
            let (_, old) = known.order.remove(at).unwrap_or_default();
            known.bytes -= old;
        }
        known.order.push_back((origin.to_owned(), weight));
        known.bytes += weight;
        known.shrink(origin);
    }
}

impl Known {
    fn shrink(&mut self, keep: &str) {
        while self.order.len() > MAX_HOSTS || (self.bytes > MAX_BYTES && self.order.len() > 1) {
            let Some((oldest, weight)) = self.order.pop_front() else { return };
            if oldest == keep {
                self.order.push_back((oldest, weight));
                continue;
            }
            self.bytes -= weight;
            self.entries.remove(&oldest);
        }
    }
}

impl Inner {
    /// Whether `url` may be fetched as a page, and the pause its host asks for between two requests. `None` when its rules must be
    /// fetched first, or are being fetched, and `may_wait` is false: whoever holds a place at a host must not wait for them, since
    /// fetching them needs a place too.
    ///
    /// # Errors
    /// When the rules forbid it ([`FailureClass::Robots`]) or could not be read (the failure of reading them).
    pub(super) async fn allowed(
        &self,
        url: &Url,
        access: &Access,
        may_wait: bool,
    ) -> Result<Option<Duration>, FetchError> {
        if access.ignore_robots || !self.hosts.rule(url).robots {
            return Ok(Some(Duration::ZERO));
        }
        let Ok(address) = robotxt::robots_url(url) else { return Ok(Some(Duration::ZERO)) };
        let entry = self.robots.entry(address.as_str());
        let mut entry = match entry.try_lock() {
            Ok(entry) => entry,
            Err(_) if !may_wait => return Ok(None),
            Err(_) => entry.lock().await,
        };
        let now = Instant::now();
        let age = entry.rules.as_ref().map(|copy| now.saturating_duration_since(copy.read));
        let tried = entry.failed.as_ref().is_some_and(|(at, _)| now.saturating_duration_since(*at) < AFTER_FAILURE);
        if age.is_none_or(|age| age >= FRESH) && !tried {
            if !may_wait {
                return Ok(None);
            }
            self.renew(&mut entry, &address, access).await;
        }
        let usable = entry.rules.as_ref().filter(|copy| now.saturating_duration_since(copy.read) < STALE);
        match (usable, &entry.failed) {
            (Some(copy), _) if copy.robots.is_url_allowed(url) => {
                Ok(Some(copy.robots.crawl_delay().unwrap_or_default()))
            }
            (Some(_), _) => {
                let detail = format!("robots.txt of {} forbids this page to {}", host_of(url), self.agent_name);
                Err(FetchError::new(FailureClass::Robots, detail))
            }
            (None, Some((_, error))) => {
                let detail = format!("robots.txt of {} cannot be read: {}", host_of(url), error.detail);
                Err(FetchError { detail, ..error.clone() })
            }
            (None, None) => Ok(Some(Duration::ZERO)),
        }
    }

    async fn renew(&self, entry: &mut Entry, address: &Url, access: &Access) {
        let (robots, weight) = match self.read_robots(address, access).await {
            Ok(body) => (Robots::parse(&without_sitemaps(&body), self.agent_name.as_str()), body.len()),
            Err(error) if means_no_rules(&error) => (Robots::allow_all(), 0),
            Err(error) => {
                entry.failed = Some((Instant::now(), error));
                return;
            }
        };
        *entry = Entry { rules: Some(Copy { read: Instant::now(), robots: Arc::new(robots), weight }), failed: None };
        self.robots.weigh(address.as_str(), entry.rules.as_ref().map_or(0, |copy| copy.weight));
    }

    /// Like every other request: guarded, in the host's turn, bounded.
    ///
    /// Boxed, since fetching a page may fetch this in between.
    fn read_robots<'a>(&'a self, address: &'a Url, access: &'a Access) -> Reading<'a> {
        Box::pin(async move {
            let unreadable = |_| FetchError::new(FailureClass::Refused, "a URL that cannot be read");
            let url = ArticleUrl::from_url(address.clone()).map_err(unreadable)?;
            let request = Request { url, want: Want::Robots, validators: Validators::default() };
            let trip = Trip::new(&request, access, self.timeout_for(access))?;
            match self.travel(trip).await? {
                (Answer::Body(_, body), _) => Ok(body),
                (Answer::NotModified(_), _) => Ok(Vec::new()),
            }
        })
    }
}

/// RFC 9309 §2.3.1.3: "unavailable", as opposed to "unreachable". A host that is asked too often has rules all the same; a file
/// that leads elsewhere for ever or is endless is none.
fn means_no_rules(error: &FetchError) -> bool {
    match error.class {
        FailureClass::Status(429) => false,
        FailureClass::Status(code) => (400..500).contains(&code),
        FailureClass::Redirect | FailureClass::TooLarge => true,
        _ => false,
    }
}

/// Lists of sitemaps are nothing to us and may be thousands of URLs.
fn without_sitemaps(body: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(body.len().min(robotxt::BYTE_LIMIT));
    let is_sitemap =
        |line: &[u8]| line.trim_ascii_start().get(..4).is_some_and(|word| word.eq_ignore_ascii_case(b"site"));
    for line in body.split_inclusive(|b| *b == b'\n').filter(|line| !is_sitemap(line)) {
        kept.extend_from_slice(line);
    }
    kept
}

/// The product's name in a `User-Agent`, which robots.txt knows it by: letters, `-` and `_` up to the first other character.
pub(super) fn product(user_agent: &str) -> String {
    user_agent.chars().take_while(|c| c.is_ascii_alphabetic() || matches!(c, '-' | '_')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_product_is_the_first_word() {
        assert_eq!(product("Hasad/0.1 (+https://hasad.example/bot)"), "Hasad");
        assert_eq!(product("my-reader 2"), "my-reader");
    }

    #[test]
    fn the_cache_stays_bounded_in_hosts_and_bytes() {
        let cache = RobotsCache::default();
        for number in 0..MAX_HOSTS + 100 {
            cache.entry(&format!("https://h{number}.example/robots.txt"));
        }
        assert_eq!(cache.known.lock().unwrap().entries.len(), MAX_HOSTS);
        for number in 0..40 {
            let name = format!("https://g{number}.example/robots.txt");
            cache.entry(&name);
            cache.weigh(&name, 500 << 10);
        }
        let known = cache.known.lock().unwrap();
        assert!(known.bytes <= MAX_BYTES && known.entries.len() == known.order.len());
        assert!(known.entries.contains_key("https://g39.example/robots.txt"));
    }

    #[test]
    fn sitemaps_do_not_count() {
        let text = b"User-agent: *\nSitemap: https://a.example/s.xml\n site-map: x\nDisallow: /b\n";
        assert_eq!(without_sitemaps(text), b"User-agent: *\nDisallow: /b\n");
    }
}
