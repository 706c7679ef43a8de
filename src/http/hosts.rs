//! Politeness: each host has its own queue, a least gap between the starts of two requests and few requests in flight.
//!
//! The quiet after a 429 grows out of the host's delay (six of them, 30 s with the default of 5 s). With a delay of zero there is
//! no quiet and no dead host is remembered, which is what loopback wants.
//!
//! How many requests go at once over all hosts is the business of `lane`, which a turn is asked of last.

use super::failure::{host_of, seconds};
use super::lane::{Lanes, Turn};
use super::pace::{Pace, Rule};
use super::{FailureClass, FetchError, Manners};
use crate::article::host_key;
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;
use url::Url;

/// A request waits for a quiet host this long at most; it is given back at once if the quiet lasts longer.
const MAX_QUIET_WAIT: Duration = Duration::from_mins(1);

/// Hosts remembered before idle ones are looked for and dropped.
const FIRST_SWEEP: usize = 1_024;

/// One host: `slots` bounds what is in flight, `gate` lets one request at a time wait for the gap. Both are fair queues.
#[derive(Debug)]
struct Host {
    slots: Arc<Semaphore>,
    gate: tokio::sync::Mutex<()>,
    pace: Mutex<Pace>,
    rule: Rule,
}

/// All hosts, and the bound over all of them.
#[derive(Debug)]
pub(super) struct Hosts {
    delay: Duration,
    per_host: usize,
    manners: Manners,
    lanes: Lanes,
    known: Mutex<Known>,
    waiting: AtomicUsize,
}

#[derive(Debug)]
struct Known {
    hosts: HashMap<String, Arc<Host>>,
    sweep_at: usize,
    dead: HashMap<String, Dead>,
    /// Keys of `dead`, oldest first.
    order: VecDeque<String>,
}

#[derive(Debug)]
struct Dead {
    since: Instant,
    error: FetchError,
}

/// A request's place at its host: it counts as in flight there until this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    key: String,
    host: Arc<Host>,
    _slot: OwnedSemaphorePermit,
}

impl Hosts {
    pub(super) fn new(concurrency: usize, per_host: usize, delay: Duration, manners: Manners) -> Self {
        let known =
            Known { hosts: HashMap::new(), sweep_at: FIRST_SWEEP, dead: HashMap::new(), order: VecDeque::new() };
        Self {
            delay,
            per_host: per_host.clamp(1, Semaphore::MAX_PERMITS),
            manners,
            lanes: Lanes::new(concurrency),
            known: Mutex::new(known),
            waiting: AtomicUsize::new(0),
        }
    }

    /// Waits, first come first served, until fewer than `host_concurrency` requests are in flight to the host of `url`.
    pub(super) async fn line_up(&self, url: &Url) -> Result<Place, FetchError> {
        let key = host_key(url);
        let host = self.host(&key);
        let _waiting = Waiting::new(&self.waiting);
        let slot = Arc::clone(&host.slots).acquire_owned().await.map_err(|_| closed())?;
        Ok(Place { key, host, _slot: slot })
    }

    /// Waits until the host may be asked again and fewer requests are open than may be. No place among those is held while
    /// waiting for the host, and the gap counts from the true start, after both.
    ///
    /// # Errors
    /// At once when the host is remembered as dead or wants a longer quiet than a request may wait.
    pub(super) async fn turn(&self, place: &Place, url: &Url, crawl_delay: Duration) -> Result<Turn, FetchError> {
        let _waiting = Waiting::new(&self.waiting);
        let _gate = place.host.gate.lock().await;
        let mut turn: Option<Turn> = None;
        loop {
            let now = Instant::now();
            self.check_dead(url, now)?;
            let (quiet, wait, slow) = {
                let pace = lock(&place.host.pace);
                (pace.quiet(now), pace.wait(now), pace.slow)
            };
            if quiet > MAX_QUIET_WAIT {
                return Err(not_now(url, quiet));
            }
            if !wait.is_zero() {
                turn = None;
                tokio::time::sleep(wait).await;
            } else if let Some(turn) = turn {
                lock(&place.host.pace).started(now, place.host.rule.delay, crawl_delay);
                return Ok(turn);
            } else {
                turn = Some(self.lanes.enter(slow).await?);
            }
        }
    }

    /// What holds for the host of `url`.
    pub(super) fn rule(&self, url: &Url) -> Rule {
        Rule::of(&self.manners, &host_key(url), self.delay, self.per_host)
    }

    /// Hosts that want quiet and for how much longer, by key.
    pub(super) fn quiet(&self) -> Vec<(String, Duration)> {
        let now = Instant::now();
        let known = lock(&self.known);
        let quiet = known.hosts.iter().map(|(key, host)| (key.clone(), lock(&host.pace).quiet(now)));
        quiet.filter(|(_, left)| !left.is_zero()).collect()
    }

    /// A host is not asked for so long: what it wanted before a restart.
    pub(super) fn keep_quiet(&self, key: &str, left: Duration) {
        lock(&self.host(key).pace).keep_quiet(Instant::now(), left);
    }

    /// Notes how a request ended: a 429 makes the host quiet, an unreachable server is remembered, an answer clears both.
    pub(super) fn note(&self, place: &Place, url: &Url, outcome: Result<(), &FetchError>) {
        let now = Instant::now();
        match outcome {
            Ok(()) => lock(&place.host.pace).answered(),
            Err(error) => match error.class {
                FailureClass::Status(429) => {
                    lock(&place.host.pace).too_many(now, place.host.rule.delay, error.retry_after);
                }
                FailureClass::Status(_) => lock(&place.host.pace).answered(),
                FailureClass::Dns | FailureClass::Connect => self.bury(url, error, now),
                FailureClass::Timeout => lock(&place.host.pace).slow = true,
                _ => {}
            },
        }
    }

    /// Requests waiting for a turn, and hosts remembered.
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.waiting.load(Ordering::Relaxed), lock(&self.known).hosts.len())
    }

    fn host(&self, key: &str) -> Arc<Host> {
        let mut known = lock(&self.known);
        if let Some(host) = known.hosts.get(key) {
            return Arc::clone(host);
        }
        if known.hosts.len() >= known.sweep_at {
            let now = Instant::now();
            known.hosts.retain(|_, host| Arc::strong_count(host) > 1 || !lock(&host.pace).wait(now).is_zero());
            // Sweeping again only after as many newcomers as stayed keeps the cost per request constant.
            known.sweep_at = (known.hosts.len() * 2).max(FIRST_SWEEP);
        }
        let rule = Rule::of(&self.manners, key, self.delay, self.per_host);
        let host = Arc::new(Host {
            slots: Arc::new(Semaphore::new(rule.concurrency.min(Semaphore::MAX_PERMITS))),
            gate: tokio::sync::Mutex::new(()),
            pace: Mutex::new(Pace::default()),
            rule,
        });
        known.hosts.insert(key.to_owned(), Arc::clone(&host));
        host
    }

    fn memory_of_dead(&self) -> Duration {
        if self.delay.is_zero() { Duration::ZERO } else { self.manners.dead_host }
    }

    fn bury(&self, url: &Url, error: &FetchError, now: Instant) {
        // Our own outage says nothing about the host.
        if self.memory_of_dead().is_zero() || error.offline || error.unasked {
            return;
        }
        let mut known = lock(&self.known);
        if known.order.len() >= FIRST_SWEEP
            && let Some(oldest) = known.order.pop_front()
        {
            known.dead.remove(&oldest);
        }
        let server = host_of(url);
        if known.dead.insert(server.clone(), Dead { since: now, error: error.clone() }).is_none() {
            known.order.push_back(server);
        }
    }

    fn check_dead(&self, url: &Url, now: Instant) -> Result<(), FetchError> {
        let mut known = lock(&self.known);
        if known.dead.is_empty() {
            return Ok(());
        }
        let server = host_of(url);
        let Some(dead) = known.dead.get(&server) else { return Ok(()) };
        let ago = now.saturating_duration_since(dead.since);
        if ago < self.memory_of_dead() {
            let detail = format!("{}, tried {} s ago", dead.error.detail, ago.as_secs());
            return Err(FetchError { detail, ..dead.error.clone() });
        }
        known.dead.remove(&server);
        known.order.retain(|name| *name != server);
        Ok(())
    }
}

impl Place {
    /// True when a request to `url` may keep this place: the same host.
    pub(super) fn serves(&self, url: &Url) -> bool {
        host_key(url) == self.key
    }
}

fn not_now(url: &Url, quiet: Duration) -> FetchError {
    let detail = format!("not asked: {} answered 429 and wants {} of quiet", host_of(url), seconds(quiet));
    FetchError { retry_after: Some(quiet), unasked: true, ..FetchError::new(FailureClass::Status(429), detail) }
}

fn closed() -> FetchError {
    FetchError::new(FailureClass::Broken, "the client is closed")
}

/// Nothing under these locks can panic half-way; going on is right even if something did.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Counts a waiting request, also when its future is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count)
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
#[path = "hosts_tests.rs"]
mod tests;
