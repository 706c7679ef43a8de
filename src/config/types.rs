//! The valid configuration: everything parsed, every default filled in, every number within its bounds.

use super::secrets::{HeaderSource, SecretSource};
use crate::article::{ArticleUrl, FeedId, Outlet};
use crate::schedule::{Pace, Schedule};
use chrono_tz::Tz;
use ipnet::IpNet;
use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;
use url::Url;

/// A whole, valid configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    /// The file it came from.
    pub file: PathBuf,
    /// Where everything is kept.
    pub store: StoreConfig,
    /// How pages and feeds are fetched.
    pub fetch: FetchConfig,
    /// When feeds are polled that say nothing themselves.
    pub schedule: ScheduleConfig,
    /// The day's digest.
    pub digest: DigestConfig,
    /// How long things are kept.
    pub retention: RetentionConfig,
    /// The pages served.
    pub web: WebConfig,
    /// Subscriptions at hubs.
    pub websub: WebSubConfig,
    /// Hosts that are treated in a way of their own.
    pub hosts: Vec<HostConfig>,
    /// How articles are taken out of pages.
    pub extract: ExtractConfig,
    /// The feeds in the order of the file; may be empty, extracting and importing need none.
    pub feeds: Vec<FeedConfig>,
    /// What is allowed but probably not meant, each readable alone and with its line.
    pub warnings: Vec<String>,
}

/// `[store]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreConfig {
    /// The database.
    pub url: StoreUrl,
}

/// Which database, and where.
#[derive(Clone, PartialEq, Eq)]
pub enum StoreUrl {
    /// A file; a relative path is relative to the state directory.
    Sqlite(PathBuf),
    /// The whole URL, which may hold a password: never print it.
    Postgres(String),
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => f.debug_tuple("Sqlite").field(path).finish(),
            Self::Postgres(_) => f.write_str("Postgres(…)"),
        }
    }
}

/// `[fetch]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchConfig {
    /// The `User-Agent` header, the version filled in.
    pub user_agent: String,
    /// Requests in flight over all hosts.
    pub concurrency: usize,
    /// Least time between the starts of two requests to one host.
    pub host_delay: Duration,
    /// Requests in flight to one host.
    pub host_concurrency: usize,
    /// Whole request, body included.
    pub timeout: Duration,
    /// Decoded bytes of a body.
    pub max_body: usize,
    /// Private or loopback networks that may be fetched all the same.
    pub allow_networks: Vec<IpNet>,
    /// Ages at which a young page is read again, ascending; empty for never.
    pub recheck: Vec<Duration>,
    /// Whether robots.txt is obeyed for pages.
    pub robots: bool,
    /// Whether read-also links that no feed announced are followed, for all feeds.
    pub follow_read_also: bool,
    /// How long a host that could not be reached is left alone.
    pub dead_host: Duration,
    /// Bytes of bodies held at once.
    pub body_memory: usize,
    /// Pages that may wait.
    pub queue_pages: usize,
    /// Longest that a page may wait.
    pub queue_age: Duration,
    /// Certificates of further authorities, trusted beside the system's.
    pub ca_file: Option<PathBuf>,
}

/// `[websub]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebSubConfig {
    /// The address hubs reach us at; `None` for no subscriptions.
    pub callback: Option<Url>,
    /// Where we listen for them.
    pub listen: SocketAddr,
    /// How often a feed is polled while its hub delivers.
    pub poll: Duration,
}

/// `[[host]]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostConfig {
    /// The host as politeness counts it.
    pub key: String,
    /// Least time between the starts of two requests.
    pub delay: Option<Duration>,
    /// Requests in flight.
    pub concurrency: Option<usize>,
    /// Whether its robots.txt is obeyed.
    pub robots: Option<bool>,
}

/// `[schedule]`
#[derive(Debug, Clone, PartialEq)]
pub struct ScheduleConfig {
    /// For feeds without one of their own.
    pub default: Schedule,
    /// The same as written.
    pub default_text: String,
    /// Bounds and goal of every adaptive schedule.
    pub pace: Pace,
    /// Zone of cron expressions, of the digest, and of the day.
    pub zone: Tz,
}

/// `[digest]`
#[derive(Debug, Clone, PartialEq)]
pub struct DigestConfig {
    /// When it is written; always a [`Schedule::Cron`].
    pub schedule: Schedule,
    /// Where; a relative path is relative to the state directory.
    pub dir: PathBuf,
    /// In which formats, without repetition.
    pub formats: Vec<DigestFormat>,
    /// Language of its own words, not of the articles.
    pub language: Language,
    /// Stories at most.
    pub max_stories: usize,
}

/// A file format of the digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DigestFormat {
    /// One self-contained page.
    Html,
    /// Markdown.
    Markdown,
    /// JSON as in the contract.
    Json,
    /// Plain text.
    Text,
    /// An Atom feed.
    Atom,
}

impl DigestFormat {
    /// Every format, with the name it has in the configuration and on the command line.
    pub const ALL: [(&'static str, Self); 5] = [
        ("html", Self::Html),
        ("markdown", Self::Markdown),
        ("json", Self::Json),
        ("text", Self::Text),
        ("atom", Self::Atom),
    ];

    /// The format of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(n, _)| *n == name).map(|(_, format)| *format)
    }

    /// Its name in the configuration and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(_, format)| *format == self).map_or("", |(name, _)| name)
    }
}

/// Language of the digest's own words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// Arabic.
    Arabic,
    /// English.
    English,
}

impl Language {
    /// The code used in the configuration and in output.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Arabic => "ar",
            Self::English => "en",
        }
    }
}

/// `[retention]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionConfig {
    /// Articles and their sources.
    pub articles: Duration,
    /// The compressed pages they were taken from.
    pub pages: Duration,
}

/// `[web]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebConfig {
    /// Where pages are served; `None` for nowhere.
    pub listen: Option<SocketAddr>,
}

/// `[extract]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtractConfig {
    /// Directory of the operator's own site rules, relative to the configuration file; `None` for none.
    pub sites: Option<PathBuf>,
    /// Whether the directory was named, and so must be there.
    pub sites_given: bool,
    /// Whether site rules are used at all, the shipped ones included.
    pub site_rules: bool,
}

/// `[[feed]]`
#[derive(Debug, Clone, PartialEq)]
pub struct FeedConfig {
    /// Stable name; letters, digits, `-`, `_`, `.`.
    pub id: FeedId,
    /// Where it is.
    pub url: ArticleUrl,
    /// Who publishes it; `None` takes the feed's own title.
    pub outlet: Option<Outlet>,
    /// Section of everything in it.
    pub section: Option<String>,
    /// When it is polled, the default filled in.
    pub schedule: Schedule,
    /// The same as written.
    pub schedule_text: String,
    /// Zone of its cron expression and of dates in it that name none.
    pub zone: Tz,
    /// Whether it is polled at all.
    pub enabled: bool,
    /// Line of its `[[feed]]`.
    pub line: usize,
    /// How it is asked, where that is not like all others.
    pub access: AccessConfig,
}

/// The keys of a `[[feed]]` about how it is asked. Secrets are named here, not held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccessConfig {
    /// Its `User-Agent`.
    pub user_agent: Option<String>,
    /// Its proxy.
    pub proxy: Option<String>,
    /// Its limit of time.
    pub timeout: Option<Duration>,
    /// Headers of its own.
    pub headers: Vec<(String, HeaderSource)>,
    /// User name and password.
    pub basic: Option<(String, SecretSource)>,
    /// A token.
    pub bearer: Option<SecretSource>,
    /// Its pages are fetched whatever robots.txt says.
    pub ignore_robots: bool,
    /// Read-also links of its pages are followed that no feed announced.
    pub follow_read_also: bool,
}
