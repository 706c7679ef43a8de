//! What a verb needs: the configuration, the directories, the store and the client made from it.

use super::args::Place;
use super::{Failure, connection};
use crate::clock::SystemClock;
use crate::config::{self, Config, DigestFormat, FeedConfig, Language, StoreUrl};
use crate::daemon::{Daemon, DigestPlan, Remembered, RetentionPlan};
use crate::export;
use crate::http::Client;
use crate::pipeline::{Desk, FeedPlan};
use crate::site::SiteSet;
use crate::store::sqlite::SqliteStore;
use crate::store::{FeedSeed, Store, StoreError};
use chrono::TimeDelta;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The configuration and the directory that relative paths are relative to.
pub(super) struct Workplace {
    pub config: Config,
    state_dir: PathBuf,
}

impl Workplace {
    /// Reads the configuration; every mistake in it is told at once.
    pub(super) fn open(place: &Place) -> Result<Self, Failure> {
        let config = config::locate(place.config.as_deref())
            .and_then(|path| config::load(&path))
            .map_err(|errors| Failure::Wrong(errors.to_string()))?;
        for warning in &config.warnings {
            tracing::warn!("{warning}");
        }
        Ok(Self::of(place, config))
    }

    /// With a configuration that was read already.
    pub(super) fn of(place: &Place, config: Config) -> Self {
        Self { config, state_dir: state_dir(place) }
    }

    /// The configuration, or the defaults where there is no file: for verbs that need no store.
    pub(super) fn open_or_default(place: &Place) -> Result<Self, Failure> {
        if place.config.is_none() && config::locate(None).is_err() {
            let config = config::parse("", Path::new("(defaults)")).map_err(|e| Failure::Wrong(e.to_string()))?;
            return Ok(Self { config, state_dir: state_dir(place) });
        }
        Self::open(place)
    }

    /// The site rules that are in force.
    pub(super) fn sites(&self) -> Result<SiteSet, Failure> {
        config::load_sites(&self.config).map_err(|errors| Failure::Wrong(errors.to_string()))
    }

    /// The store, opened for a daemon: there is no other.
    pub(super) fn store_for_daemon(&self) -> Result<Arc<dyn Store>, Failure> {
        Ok(Arc::new(SqliteStore::open(&self.store_path()?)?))
    }

    /// The store, opened for writing, also beside a running daemon.
    pub(super) fn store(&self) -> Result<Arc<dyn Store>, Failure> {
        Ok(Arc::new(SqliteStore::open_beside(&self.store_path()?)?))
    }

    /// The store, opened for reading beside a running daemon.
    pub(super) fn store_to_read(&self) -> Result<Arc<dyn Store>, Failure> {
        Ok(Arc::new(SqliteStore::open_read_only(&self.store_path()?)?))
    }

    /// The store, opened for a correction, also beside a running daemon: there is nothing to correct in one that is not there.
    pub(super) fn store_to_correct(&self) -> Result<Arc<dyn Store>, Failure> {
        let path = self.store_path()?;
        if path.exists() { self.store() } else { Err(StoreError::Missing(path).into()) }
    }

    /// Where the store is.
    pub(super) fn store_path(&self) -> Result<PathBuf, Failure> {
        match &self.config.store.url {
            StoreUrl::Sqlite(path) => Ok(self.state_dir.join(path)),
            StoreUrl::Postgres(_) => Err(Failure::Wrong(format!(
                "{}: [store] url names PostgreSQL, which this version cannot use yet: use sqlite:FILE",
                self.config.file.display()
            ))),
        }
    }

    /// A file of that name in the state directory.
    pub(super) fn state_file(&self, name: &str) -> PathBuf {
        self.state_dir.join(name)
    }

    /// The client that feeds and pages are fetched with.
    pub(super) fn client(&self) -> Result<Client, Failure> {
        connection::client(&self.config)
    }

    /// Everything that a configuration which reads well can still be refused for at the start: files it names that are not there or
    /// not to be read, a store of another kind, no feed.
    pub(super) fn rehearse(&self) -> Result<(), Failure> {
        self.has_feeds()?;
        self.store_path()?;
        connection::access(&self.config)?;
        self.client().map(drop)
    }

    /// That there is a feed to poll.
    pub(super) fn has_feeds(&self) -> Result<(), Failure> {
        if self.config.feeds.iter().any(|feed| feed.enabled) {
            return Ok(());
        }
        let file = self.config.file.display();
        Err(Failure::Wrong(format!("{file}: no [[feed]] to poll: add one, or copy the file config/hasad.toml")))
    }

    /// The daemon over `store`.
    pub(super) fn daemon(&self, store: Arc<dyn Store>) -> Result<Daemon, Failure> {
        let feeds = self.config.feeds.iter().filter(|f| f.enabled);
        let follow_all = self.config.fetch.follow_read_also;
        let plan = |f: &FeedConfig| FeedPlan {
            schedule: f.schedule.clone(),
            zone: f.zone,
            follow: follow_all || f.access.follow_read_also,
        };
        let plans = feeds.map(|f| (f.id.clone(), plan(f))).collect();
        let ages = self.config.fetch.recheck.iter().map(|age| TimeDelta::from_std(*age)).collect::<Result<_, _>>()?;
        let desk = Desk::new(store, self.client()?, Arc::new(SystemClock), plans, self.config.schedule.zone)
            .with_access(connection::access(&self.config)?)
            .with_sites(self.sites()?)
            .rechecking(ages);
        let retention = &self.config.retention;
        Ok(Daemon {
            desk,
            limits: connection::limits(&self.config)?,
            digest: self.digest_plan(),
            retention: RetentionPlan {
                articles: TimeDelta::from_std(retention.articles)?,
                pages: TimeDelta::from_std(retention.pages)?,
            },
            holder: format!("hasad-{}", std::process::id()),
            remembered: Remembered::default(),
        })
    }

    /// When, where and how digests are written.
    pub(super) fn digest_plan(&self) -> DigestPlan {
        let digest = &self.config.digest;
        DigestPlan {
            schedule: digest.schedule.clone(),
            zone: self.config.schedule.zone,
            dir: self.state_dir.join(&digest.dir),
            formats: digest.formats.iter().copied().map(export_format).collect(),
            language: match digest.language {
                Language::Arabic => export::Language::Arabic,
                Language::English => export::Language::English,
            },
            max_stories: digest.max_stories,
        }
    }

    /// The enabled feeds as the store is told of them.
    pub(super) fn seeds(&self) -> Vec<FeedSeed> {
        let seed = |f: &config::FeedConfig| FeedSeed {
            id: f.id.clone(),
            url: f.url.clone(),
            outlet: f.outlet.clone(),
            section: f.section.clone(),
            schedule: f.schedule.clone(),
        };
        self.config.feeds.iter().filter(|f| f.enabled).map(seed).collect()
    }
}

fn export_format(format: DigestFormat) -> export::Format {
    match format {
        DigestFormat::Html => export::Format::Html,
        DigestFormat::Markdown => export::Format::Markdown,
        DigestFormat::Json => export::Format::Json,
        DigestFormat::Text => export::Format::Text,
        DigestFormat::Atom => export::Format::Atom,
    }
}

fn state_dir(place: &Place) -> PathBuf {
    let given = place.state_dir.clone();
    // systemd may list several directories; the first is ours.
    let systemd = || std::env::var_os("STATE_DIRECTORY").and_then(|dirs| std::env::split_paths(&dirs).next());
    given.or_else(systemd).unwrap_or_default()
}
