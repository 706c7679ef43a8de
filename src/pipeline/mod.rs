//! The way of one item, from a due feed to a recorded article.
//!
//! | step | here | pure part |
//! |---|---|---|
//! | fetch and read a feed | [`Desk::poll`] | `feed::read`, `entry::seen` |
//! | record entries, decide the next poll | `store.record_poll` | `schedule::next_due` |
//! | fetch and read a page | [`Desk::ingest`] | `page::read`, `arrival::assemble` |
//! | read a young page again | [`Desk::recheck`] | `dedup::revision` |
//! | fingerprint | [`Desk::ingest`] | `Fingerprint::of`, `Terms::of` |
//! | decide, place, record | `store.record` | `dedup::decide`, `OpenStories::place` |

mod arrival;
mod compress;
mod deliver;
mod entry;
mod fallback;
mod follow;
mod ingest;
mod ladder;
mod large;
mod memories;
mod network;
mod poll;
mod recheck;
mod reextract;

pub use arrival::{Carrier, assemble, assemble_text, from_feed};
pub use compress::decompress;
pub use entry::seen;
pub use fallback::Fallbacks;
pub use ingest::{IngestOutcome, IngestReport};
pub use ladder::{NextTry, next_try};
pub use memories::{Learnable, Memories};
pub use poll::{PollKind, PollReport};
pub use reextract::{ReextractReport, Reextraction};

use crate::article::FeedId;
use crate::clock::Clock;
use crate::http::{Access, Client, FailureClass, FetchError};
use crate::schedule::Schedule;
use crate::site::SiteSet;
use crate::store::{QuietHost, Store, StoreError};
use chrono::TimeDelta;
use chrono_tz::Tz;
use large::{LARGE, LargeReader};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// Time that reading one document may take. The readers are linear in what they are given, and that is bounded; this is what
/// holds if one of them should turn out not to be.
const LONGEST_READING: Duration = Duration::from_secs(20);

/// Time that a large document may wait for those before it and be read.
const LONGEST_QUEUE: Duration = Duration::from_mins(10);

/// A feed's hub, as one poll found it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubOffer {
    /// The feed.
    pub feed: FeedId,
    /// Where its hub is.
    pub hub: String,
    /// The address the hub knows the feed by.
    pub topic: String,
}

/// Where offers of hubs go; one that nobody takes in time is made again with the next poll.
pub type HubWatch = tokio::sync::mpsc::Sender<HubOffer>;

/// What the pipeline must know of a feed besides its state.
#[derive(Debug, Clone)]
pub struct FeedPlan {
    /// When it is polled.
    pub schedule: Schedule,
    /// Zone of dates that state none.
    pub zone: Tz,
    /// Whether read-also links are followed that no feed announced.
    pub follow: bool,
}

/// Everything a job needs; cheap to clone into a task.
#[derive(Clone)]
pub struct Desk {
    /// Where everything is recorded.
    pub store: Arc<dyn Store>,
    /// How everything is fetched.
    pub client: Client,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Schedule and zone of every configured feed.
    pub plans: Arc<HashMap<FeedId, FeedPlan>>,
    /// Zone of pages of feeds that are no longer configured.
    pub zone: Tz,
    /// How feeds are asked that are not asked like all others.
    access: Arc<HashMap<FeedId, Access>>,
    /// Told of the hub that a feed names, where somebody wants to know.
    hubs: Option<HubWatch>,
    /// Other addresses of a page that will not come.
    fallbacks: Fallbacks,
    /// What is known of the pages of some sites.
    pub sites: Arc<SiteSet>,
    /// Bounds the pages read at once to the number of cores: reading is pure computation.
    cpu: Arc<Semaphore>,
    large: LargeReader,
    compressors: compress::Compressors,
    /// Ages at which a page is read again to see whether it was edited, ascending.
    rechecks: Arc<[TimeDelta]>,
    /// What is known of the outlets' furniture.
    memories: Memories,
    /// Whose fault it is when nobody answers.
    network: Arc<network::Network>,
}

impl Desk {
    /// A desk over a store, a client and a clock.
    #[must_use]
    pub fn new(
        store: Arc<dyn Store>,
        client: Client,
        clock: Arc<dyn Clock>,
        plans: HashMap<FeedId, FeedPlan>,
        zone: Tz,
    ) -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            store,
            client,
            clock,
            plans: Arc::new(plans),
            zone,
            access: Arc::default(),
            hubs: None,
            fallbacks: Fallbacks::default(),
            sites: Arc::default(),
            cpu: Arc::new(Semaphore::new(cores)),
            large: LargeReader::default(),
            compressors: compress::Compressors::default(),
            rechecks: Arc::new([]),
            memories: Memories::default(),
            network: Arc::default(),
        }
    }

    /// The same desk, which reads every young page again at these ages.
    #[must_use]
    pub fn rechecking(self, ages: Vec<TimeDelta>) -> Self {
        Self { rechecks: ages.into(), ..self }
    }

    /// With feeds that are asked in a way of their own.
    #[must_use]
    pub fn with_access(self, access: HashMap<FeedId, Access>) -> Self {
        Self { access: Arc::new(access), ..self }
    }

    /// With somebody who is told of every hub that a feed names.
    #[must_use]
    pub fn with_hubs(self, hubs: HubWatch) -> Self {
        Self { hubs: Some(hubs), ..self }
    }

    /// The same desk with site rules.
    #[must_use]
    pub fn with_sites(self, sites: SiteSet) -> Self {
        Self { sites: Arc::new(sites), ..self }
    }

    /// With a function that knows other addresses (print, AMP) of a page.
    #[must_use]
    pub fn with_fallbacks(self, fallbacks: Fallbacks) -> Self {
        Self { fallbacks, ..self }
    }

    /// Runs a computation away from the I/O threads, at most one a core. `None` when it panicked, which stays there, or took
    /// longer than any document may: nothing can stop it then, and the core counts as taken until it ends.
    ///
    /// `bytes` is how large the document is.
    async fn compute<T: Send + 'static>(&self, bytes: usize, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        if bytes > LARGE {
            return tokio::time::timeout(LONGEST_QUEUE, self.large.run(work)).await.ok()?;
        }
        let core = Arc::clone(&self.cpu).acquire_owned().await.ok()?;
        let working = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(core);
            done
        });
        tokio::time::timeout(LONGEST_READING, working).await.ok()?.ok()
    }

    /// What a 429 asked for is kept over restarts: the client remembers it only as long as it lives.
    async fn note_quiet(&self, error: &FetchError) -> Result<(), StoreError> {
        if error.class != FailureClass::Status(429) || error.unasked {
            return Ok(());
        }
        let now = self.clock.now();
        let until = |left| TimeDelta::from_std(left).ok().and_then(|left| now.checked_add_signed(left));
        let quiet = self.client.quiet_hosts().into_iter();
        let hosts: Vec<QuietHost> =
            quiet.filter_map(|(host, left)| Some(QuietHost { host, until: until(left)? })).collect();
        if hosts.is_empty() { Ok(()) } else { self.store.keep_quiet(hosts, now).await }
    }

    /// How a feed and its pages are asked.
    fn access_of(&self, feed: &FeedId) -> Access {
        self.access.get(feed).cloned().unwrap_or_default()
    }

    /// Whether read-also links of a feed's pages are followed.
    fn follows(&self, feed: &FeedId) -> bool {
        self.plans.get(feed).is_some_and(|plan| plan.follow)
    }

    fn zone_of(&self, feed: &FeedId) -> Tz {
        self.plans.get(feed).map_or(self.zone, |plan| plan.zone)
    }
}
