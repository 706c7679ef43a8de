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
mod entry;
mod ingest;
mod ladder;
mod memories;
mod network;
mod poll;
mod recheck;

pub use arrival::{Carrier, assemble, assemble_text, from_feed};
pub use compress::decompress;
pub use entry::seen;
pub use ingest::{IngestOutcome, IngestReport};
pub use ladder::{NextTry, next_try};
pub use memories::{Learnable, Memories};
pub use poll::{PollKind, PollReport};

use crate::article::FeedId;
use crate::clock::Clock;
use crate::http::Client;
use crate::schedule::Schedule;
use crate::site::SiteSet;
use crate::store::Store;
use chrono::TimeDelta;
use chrono_tz::Tz;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// What the pipeline must know of a feed besides its state.
#[derive(Debug, Clone)]
pub struct FeedPlan {
    /// When it is polled.
    pub schedule: Schedule,
    /// Zone of dates that state none.
    pub zone: Tz,
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
    /// What is known of the pages of some sites.
    pub sites: Arc<SiteSet>,
    /// Bounds the pages read at once to the number of cores: reading is pure computation.
    cpu: Arc<Semaphore>,
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
            sites: Arc::default(),
            cpu: Arc::new(Semaphore::new(cores)),
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

    /// The same desk with site rules.
    #[must_use]
    pub fn with_sites(self, sites: SiteSet) -> Self {
        Self { sites: Arc::new(sites), ..self }
    }

    /// Runs a computation away from the I/O threads, at most one a core. `None` when it panicked: the panic stays there.
    async fn compute<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let _core = self.cpu.acquire().await.ok()?;
        tokio::task::spawn_blocking(work).await.ok()
    }

    fn zone_of(&self, feed: &FeedId) -> Tz {
        self.plans.get(feed).map_or(self.zone, |plan| plan.zone)
    }
}
