//! The clockwork of one host, without any waiting in it: when it may be asked again, and how patiently.

use super::Manners;
use std::time::Duration;
use tokio::time::Instant;

/// The quiet after a 429 that names no time, in units of the host's delay; doubled by each further one in a row.
const QUIET_DELAYS: u32 = 6;

/// Longest quiet.
pub(super) const MAX_QUIET: Duration = Duration::from_hours(24);

/// Longest gap that a `Crawl-delay` is taken for: what asks for more wants to be read by nobody and should say so.
const MAX_CRAWL_DELAY: Duration = Duration::from_mins(1);

/// What holds for one host: the settings for all, or those the operator gave for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rule {
    /// Least time between the starts of two requests.
    pub delay: Duration,
    /// Requests in flight.
    pub concurrency: usize,
    /// Whether its robots.txt is asked for and obeyed.
    pub robots: bool,
}

impl Rule {
    /// The rule for the host of that key.
    pub(super) fn of(manners: &Manners, key: &str, delay: Duration, concurrency: usize) -> Self {
        let own = manners.hosts.get(key);
        Self {
            delay: own.and_then(|host| host.delay).unwrap_or(delay),
            concurrency: own.and_then(|host| host.concurrency).unwrap_or(concurrency).max(1),
            robots: manners.robots && own.and_then(|host| host.robots).unwrap_or(true),
        }
    }
}

/// The state of one host.
#[derive(Debug, Default)]
pub(super) struct Pace {
    next_start: Option<Instant>,
    quiet_until: Option<Instant>,
    /// 429s in a row.
    refusals: u32,
    /// Its last answer took longer than a request may: it waits with its like until one comes in time.
    pub(super) slow: bool,
}

impl Pace {
    pub(super) fn quiet(&self, now: Instant) -> Duration {
        self.quiet_until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now))
    }

    pub(super) fn wait(&self, now: Instant) -> Duration {
        let gap = self.next_start.map_or(Duration::ZERO, |start| start.saturating_duration_since(now));
        gap.max(self.quiet(now))
    }

    /// A request starts; `crawl_delay` is what the host's robots.txt asks for.
    pub(super) fn started(&mut self, now: Instant, delay: Duration, crawl_delay: Duration) {
        self.next_start = now.checked_add(delay.max(crawl_delay.min(MAX_CRAWL_DELAY)));
    }

    /// A 429. Without a delay between requests there is no quiet either: loopback wants none.
    pub(super) fn too_many(&mut self, now: Instant, delay: Duration, asked: Option<Duration>) {
        if delay.is_zero() {
            return;
        }
        let own = delay.saturating_mul(QUIET_DELAYS).saturating_mul(1 << self.refusals.min(16));
        self.refusals = self.refusals.saturating_add(1);
        self.keep_quiet(now, own.max(asked.unwrap_or(Duration::ZERO)));
    }

    /// Nothing is sent for that long; an earlier and longer quiet stays.
    pub(super) fn keep_quiet(&mut self, now: Instant, length: Duration) {
        self.quiet_until = self.quiet_until.max(now.checked_add(length.min(MAX_QUIET)));
    }

    pub(super) fn answered(&mut self) {
        self.refusals = 0;
        self.slow = false;
    }
}
