//! Fetching over HTTP: one client, polite to hosts, closed to private addresses, bounded in time and size.

//!
//! ```text
//! Client::get ── exchange: one hop after another, at most five ── body: bounded, decoded, whole
//!     │              ├── guard + resolve: may this address be connected to?
//!     │              ├── robots: may this page be read?
//!     │              ├── hosts + pace, lane: whose turn is it?
//!     │              └── headers, failure: what the answer means
//!     └── body: bounded by memory, looked at by sniff
//! ```

mod access;
mod body;
mod connection;
mod exchange;
mod failure;
pub mod guard;
mod headers;
mod hosts;
mod lane;
mod manners;
mod memory;
mod pace;
mod post;
pub mod resolve;
mod robots;
mod sniff;
mod wall;

pub use crate::article::host_key;
pub use access::{Access, AccessError, Secret};
pub use lane::open_for as open_requests;
pub use manners::{HostManners, Manners};
pub use memory::Held;
pub use post::Posted;
pub use sniff::xml_document;
pub use wall::{Wall, wall_of};

use crate::article::ArticleUrl;
use guard::Guard;
use resolve::{Lookup, SystemLookup};
use std::collections::HashMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use url::Url;

/// Settings of a [`Client`], all with units.
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// The `User-Agent` header.
    pub user_agent: String,
    /// Answers received at once over all hosts. More requests than that are open, waiting for their servers: [`open_requests`].
    pub concurrency: usize,
    /// Least time between the starts of two requests to one host, redirects included. Zero switches off the pauses after a
    /// 429 and after a failed connection too.
    pub host_delay: Duration,
    /// Requests in flight to one host (see [`host_key`]).
    pub host_concurrency: usize,
    /// Whole request, redirects and body included; waiting for the host's turn is not.
    pub timeout: Duration,
    /// Decoded bytes of a body.
    pub max_body: usize,
    /// Private networks that may be fetched all the same.
    pub allow_networks: Vec<ipnet::IpNet>,
}

/// What the last answer of a feed said about its version; sent back to ask for changes only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`, verbatim.
    pub etag: Option<String>,
    /// `Last-Modified`, verbatim.
    pub last_modified: Option<String>,
}

/// What is asked for, and so which `Accept` header is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// RSS, Atom, JSON Feed.
    Feed,
    /// A page that a person asked for.
    Page,
    /// An article page that nobody asked for by name: robots.txt is asked first, and only HTML is read.
    Article,
    /// robots.txt itself.
    Robots,
}

/// One request.
#[derive(Debug, Clone)]
pub struct Request {
    /// Where.
    pub url: ArticleUrl,
    /// What.
    pub want: Want,
    /// Empty for an unconditional request.
    pub validators: Validators,
}

/// The head of an answer.
#[derive(Debug, Clone)]
pub struct Head {
    /// Where it came from after redirects.
    pub url: Url,
    /// Status code: 200 (rarely 203 or 204) or 304.
    pub status: u16,
    /// `Content-Type` as sent.
    pub content_type: Option<String>,
    /// To be stored with what the body brought, in one transaction.
    pub validators: Validators,
    /// Freshness by `Cache-Control: max-age` or `Expires`.
    pub max_age: Option<Duration>,
    /// Where the asked URL has moved for good: every redirect on the way was permanent (301, 308), and none led from https
    /// to http. `None` too when a public address leads to one that only `allow_networks` permits.
    pub moved_to: Option<ArticleUrl>,
}

/// A good answer.
#[derive(Debug, Clone)]
pub enum Answer {
    /// 304: nothing new.
    NotModified(Head),
    /// 200 with its whole, decoded body; empty for a 204.
    Body(Head, Vec<u8>),
}

/// Why there is no answer; decides how soon to try again and what `status` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FailureClass {
    /// A private or otherwise forbidden address, or a scheme that is not http(s).
    Refused,
    /// The name does not resolve.
    Dns,
    /// No connection.
    Connect,
    /// The certificate or the handshake is bad.
    Tls,
    /// Too slow.
    Timeout,
    /// The answer broke off or is malformed.
    Broken,
    /// The body is larger than allowed.
    TooLarge,
    /// Too many redirects, or one that leads nowhere.
    Redirect,
    /// robots.txt forbids the page.
    Robots,
    /// A picture, a document, a feed or data where a page was asked for.
    NotAPage,
    /// A status that is no success.
    Status(u16),
}

/// A failed fetch; the text names no secret of the URL.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{detail}")]
pub struct FetchError {
    /// What kind of failure.
    pub class: FailureClass,
    /// Readable alone, lower-case.
    pub detail: String,
    /// What the server asked us to wait, bounded to a minute and a day. On a 429 it is meant for the whole host.
    pub retry_after: Option<Duration>,
    /// See [`FetchError::looks_offline`].
    pub offline: bool,
    /// Nothing was sent: the host had answered 429 before and wants quiet, or no file handle was left here. Such a failure is
    /// nobody's new one.
    pub unasked: bool,
    /// What stood in the way, where the answer shows it.
    pub wall: Option<Wall>,
}

/// Why there is no [`Client`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClientError {
    /// The `User-Agent` cannot be sent.
    #[error("user_agent {0:?} cannot be sent: a header takes visible characters only")]
    UserAgent(String),
    /// The TLS library did not start.
    #[error("the HTTP client cannot start: {0}")]
    Start(String),
    /// The certificates of further authorities are none.
    #[error("ca_file holds no certificates in PEM form")]
    Authorities,
}

/// What a [`Client`] has done and is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stats {
    /// Requests sent, each redirect counted.
    pub requests: u64,
    /// Bytes of bodies after decoding.
    pub body_bytes: u64,
    /// Requests waiting for their host's turn.
    pub waiting: usize,
    /// Hosts remembered.
    pub hosts: usize,
}

/// The one HTTP client; cheap to clone.
#[derive(Debug, Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    http: reqwest::Client,
    /// How the clients of proxies are made.
    recipe: connection::Recipe,
    /// One client a proxy, made when it is first needed.
    proxied: Mutex<HashMap<String, reqwest::Client>>,
    guard: Arc<Guard>,
    hosts: hosts::Hosts,
    robots: robots::RobotsCache,
    memory: memory::BodyMemory,
    /// Bodies in brotli decoded at once.
    brotli: Arc<tokio::sync::Semaphore>,
    /// The name that robots.txt knows us by.
    agent_name: String,
    timeout: Duration,
    max_body: usize,
    requests: AtomicU64,
    body_bytes: AtomicU64,
}

impl Client {
    /// A client with the system's resolver.
    ///
    /// # Errors
    /// When the user agent is no header value or TLS cannot be set up.
    pub fn new(options: ClientOptions) -> Result<Self, ClientError> {
        Self::with_lookup(options, SystemLookup)
    }

    /// A client that asks `lookup` for the addresses of names. The guard judges them all the same.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn with_lookup(options: ClientOptions, lookup: impl Lookup) -> Result<Self, ClientError> {
        Self::with_manners(options, Manners::default(), lookup)
    }

    /// A client with settings of politeness and connection of its own.
    ///
    /// # Errors
    /// As [`Client::new`], and when the certificates of further authorities do not read.
    pub fn with_manners(options: ClientOptions, manners: Manners, lookup: impl Lookup) -> Result<Self, ClientError> {
        let ClientOptions { user_agent, concurrency, host_delay, host_concurrency, timeout, max_body, allow_networks } =
            options;
        let guard = Arc::new(Guard::new(allow_networks));
        let lookup: Arc<dyn Lookup> = Arc::new(lookup);
        let pace = (timeout, host_delay, host_concurrency);
        let recipe = connection::Recipe::new(&user_agent, pace, &manners, Arc::clone(&guard), lookup)?;
        Ok(Self {
            inner: Arc::new(Inner {
                http: recipe.direct()?,
                recipe,
                proxied: Mutex::default(),
                guard,
                memory: memory::BodyMemory::new(manners.body_memory),
                brotli: Arc::new(tokio::sync::Semaphore::new(1)),
                hosts: hosts::Hosts::new(concurrency, host_concurrency, host_delay, manners),
                robots: robots::RobotsCache::default(),
                agent_name: robots::product(&user_agent),
                timeout,
                max_body,
                requests: AtomicU64::new(0),
                body_bytes: AtomicU64::new(0),
            }),
        })
    }

    /// Fetches one URL: waits for the host's turn, follows at most five redirects, returns the whole decoded body. Dropping
    /// the future gives up the request and its place.
    ///
    /// # Errors
    /// Whatever is not a 200, 203, 204 or an expected 304 with a whole body of at most `max_body`.
    pub async fn get(&self, request: &Request) -> Result<Answer, FetchError> {
        self.get_as(request, &Access::default()).await.map(|(answer, _)| answer)
    }

    /// As [`Client::get`], for a feed (or a page of one) that is asked in a way of its own. The body counts against
    /// [`Manners::body_memory`] until what comes with it is dropped.
    ///
    /// # Errors
    /// As [`Client::get`].
    pub async fn get_as(&self, request: &Request, access: &Access) -> Result<(Answer, Held), FetchError> {
        self.inner.get(request, access).await
    }

    /// Sends a form to a WebSub hub, guarded and in the host's turn like every other request; redirects are not followed.
    ///
    /// # Errors
    /// Whatever is not a status of 200 to 299.
    pub async fn post(&self, url: &Url, form: &[(&str, &str)]) -> Result<Posted, FetchError> {
        self.inner.post(url, form).await
    }

    /// Whether the guard would let this address be asked, as far as it shows without a look-up.
    ///
    /// # Errors
    /// When it would not, with the reason.
    pub fn check(&self, url: &Url) -> Result<(), guard::Forbidden> {
        self.inner.guard.check(url)
    }

    /// The hosts that answered 429 and how much longer they want quiet, by [`host_key`].
    #[must_use]
    pub fn quiet_hosts(&self) -> Vec<(String, Duration)> {
        self.inner.hosts.quiet()
    }

    /// Leaves a host alone for so long, as it had asked for before a restart.
    pub fn keep_quiet(&self, host: &str, left: Duration) {
        self.inner.hosts.keep_quiet(host, left);
    }

    /// What has been done so far.
    #[must_use]
    pub fn stats(&self) -> Stats {
        use std::sync::atomic::Ordering::Relaxed;
        let (waiting, hosts) = self.inner.hosts.counts();
        Stats {
            requests: self.inner.requests.load(Relaxed),
            body_bytes: self.inner.body_bytes.load(Relaxed),
            waiting,
            hosts,
        }
    }
}
