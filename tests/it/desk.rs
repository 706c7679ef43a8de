//! The newsroom with Hasad in it: outlets on loopback, a daemon over a store of its own, and a clock that the test moves.

use super::newsroom::Outlet;
use chrono::{DateTime, TimeDelta, Utc};
use hasad::article::{ArticleUrl, FeedId, Outlet as OutletName, StoredArticle};
use hasad::clock::{Clock, ManualClock};
use hasad::daemon::{Daemon, DigestPlan, Limits, Quiet, Remembered, RetentionPlan, Summary, stopper};
use hasad::export::{Format, Language};
use hasad::http::{Client, ClientOptions};
use hasad::pipeline::{Desk, FeedPlan};
use hasad::schedule::Schedule;
use hasad::store::sqlite::SqliteStore;
use hasad::store::{ArticleFilter, FeedSeed, FeedStatus, Store};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Zone of the newsroom.
pub const ZONE: chrono_tz::Tz = chrono_tz::Asia::Riyadh;

/// A newsroom at work. It must be closed, and closing fails while work is left over.
pub struct Newsroom {
    /// The outlets, in the order they were given.
    pub outlets: Vec<Outlet>,
    /// The daemon under test.
    pub daemon: Daemon,
    clock: Arc<ManualClock>,
    state: PathBuf,
    ages: Vec<TimeDelta>,
    schedule: Schedule,
    closed: bool,
}

impl Newsroom {
    /// Opens it over `outlets` at `start`, with its store in `state`.
    pub async fn open(outlets: Vec<Outlet>, start: DateTime<Utc>, state: &Path) -> Self {
        Self::open_with(outlets, start, state, "every 15m", &[]).await
    }

    /// As [`Newsroom::open`]; young pages are read again at these ages, in hours.
    pub async fn open_rechecking(outlets: Vec<Outlet>, start: DateTime<Utc>, state: &Path, ages: &[i64]) -> Self {
        Self::open_with(outlets, start, state, "every 15m", ages).await
    }

    /// Opens it with another schedule for every feed.
    pub async fn open_on(outlets: Vec<Outlet>, start: DateTime<Utc>, state: &Path, schedule: &str) -> Self {
        Self::open_with(outlets, start, state, schedule, &[]).await
    }

    async fn open_with(outlets: Vec<Outlet>, start: DateTime<Utc>, state: &Path, schedule: &str, ages: &[i64]) -> Self {
        let clock = Arc::new(ManualClock::at(start));
        let ages: Vec<TimeDelta> = ages.iter().copied().map(TimeDelta::hours).collect();
        let schedule = Schedule::parse(schedule, ZONE).expect("a schedule");
        let daemon = daemon(&outlets, Arc::<ManualClock>::clone(&clock), state, &schedule, &ages);
        daemon.sync_feeds(seeds(&outlets, &schedule)).await.expect("feeds are registered");
        Self { outlets, daemon, clock, state: state.to_owned(), ages, schedule, closed: false }
    }

    /// Moves the clock to the next due feed and does what is due.
    pub async fn until_next(&self) -> Summary {
        let due = self.store().next_due().await.expect("the store answers").feed.expect("a feed is due some time");
        self.after((due - self.now()).max(TimeDelta::zero())).await
    }

    /// One pass over everything that is due.
    pub async fn pass(&self) -> Summary {
        let (_stopper, mut stop) = stopper();
        let summary = self.daemon.work(&Quiet, &mut stop).await.expect("the store works");
        self.daemon.write_due_digests().await;
        summary
    }

    /// Time passes, then everything due is done.
    pub async fn after(&self, time: TimeDelta) -> Summary {
        self.clock.advance(time);
        self.pass().await
    }

    /// Time passes, and nothing is done.
    pub fn wait(&self, time: TimeDelta) {
        self.clock.advance(time);
    }

    /// The present instant.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The daemon ends and starts again on the same store.
    pub async fn restart(&mut self) {
        let away = self.state.join("while-restarting");
        let idle = daemon(&[], Arc::<ManualClock>::clone(&self.clock), &away, &self.schedule, &[]);
        drop(std::mem::replace(&mut self.daemon, idle));
        self.daemon =
            daemon(&self.outlets, Arc::<ManualClock>::clone(&self.clock), &self.state, &self.schedule, &self.ages);
        self.daemon.sync_feeds(seeds(&self.outlets, &self.schedule)).await.expect("feeds are registered");
    }

    /// Every canonical article, in order of arrival.
    pub async fn articles(&self) -> Vec<StoredArticle> {
        let filter = ArticleFilter { after: Some(hasad::article::ArticleId(0)), ..ArticleFilter::default() };
        self.store().articles(filter).await.expect("articles are read")
    }

    /// The canonical article that the page of `slug` at an outlet is a source of.
    pub async fn article_of(&self, outlet: usize, slug: &str) -> StoredArticle {
        let url = self.outlets[outlet].url_of(slug);
        let id = self.store().article_of_url(url.clone()).await.expect("the store answers");
        let id = id.unwrap_or_else(|| panic!("{url} is no source of any article"));
        self.store().article(id).await.expect("the store answers").expect("the article is there")
    }

    /// The state of an outlet's feed.
    pub async fn feed(&self, outlet: usize) -> FeedStatus {
        let id = self.outlets[outlet].id().to_owned();
        let feeds = self.store().feeds(self.now()).await.expect("the store answers");
        feeds.into_iter().find(|f| f.id == id).expect("the feed is known")
    }

    /// Where digests are written.
    pub fn digests(&self) -> PathBuf {
        self.state.join("digests")
    }

    /// The store.
    pub fn store(&self) -> &Arc<dyn Store> {
        &self.daemon.desk.store
    }

    /// Closes it; fails when a page is still to be read or a lease was not given back.
    pub async fn close(mut self) {
        self.closed = true;
        let status = self.store().status().await.expect("the store answers");
        assert_eq!(status.queue.pending, 0, "work is left over: pages are pending");
        let next = self.store().next_due().await.expect("the store answers");
        assert!(next.feed.is_some() || self.outlets.is_empty(), "work is left over: a feed was never given back");
    }
}

impl Drop for Newsroom {
    fn drop(&mut self) {
        assert!(
            self.closed || std::thread::panicking(),
            "the newsroom was not closed: `close().await` checks for work left over"
        );
    }
}

fn seeds(outlets: &[Outlet], schedule: &Schedule) -> Vec<FeedSeed> {
    let seed = |outlet: &Outlet| FeedSeed {
        id: FeedId(outlet.id().to_owned()),
        url: ArticleUrl::parse(&outlet.feed_url()).expect("an outlet has a feed"),
        outlet: Some(OutletName(outlet.name().to_owned())),
        section: None,
        schedule: schedule.clone(),
    };
    outlets.iter().map(seed).collect()
}

fn daemon(outlets: &[Outlet], clock: Arc<dyn Clock>, state: &Path, schedule: &Schedule, ages: &[TimeDelta]) -> Daemon {
    let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&state.join("hasad.db")).expect("the store opens"));
    let client = Client::new(ClientOptions {
        user_agent: "hasad-test".to_owned(),
        concurrency: 16,
        host_delay: Duration::ZERO,
        host_concurrency: 1,
        timeout: Duration::from_secs(5),
        max_body: 4 * 1024 * 1024,
        allow_networks: vec!["127.0.0.0/8".parse().expect("a network")],
    });
    let plan = |outlet: &Outlet| {
        (FeedId(outlet.id().to_owned()), FeedPlan { schedule: schedule.clone(), zone: ZONE, follow: false })
    };
    Daemon {
        desk: Desk::new(store, client.expect("a client"), clock, outlets.iter().map(plan).collect(), ZONE)
            .rechecking(ages.to_vec()),
        limits: Limits::for_concurrency(16, 1),
        digest: DigestPlan {
            schedule: Schedule::parse("0 6 * * *", ZONE).expect("a schedule"),
            zone: ZONE,
            dir: state.join("digests"),
            formats: vec![Format::Html, Format::Markdown, Format::Json],
            language: Language::Arabic,
            max_stories: 60,
        },
        retention: RetentionPlan { articles: TimeDelta::days(365), pages: TimeDelta::days(14) },
        holder: "newsroom".to_owned(),
        remembered: Remembered::default(),
    }
}
