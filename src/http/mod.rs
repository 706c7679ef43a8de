//! Fetching over HTTP: one client, polite to hosts, closed to private addresses, bounded in time and size.

//!
//! ```text
//! Client::get ── exchange: one hop after another, at most five ── body: bounded, decoded, whole
//!     │              ├── guard + resolve: may this address be connected to?
//!     │              ├── hosts: whose turn is it?
//!     │              └── headers, failure: what the answer means
//! ```

mod exchange;
mod failure;
pub mod guard;
mod headers;
mod hosts;
pub mod resolve;
mod wall;

pub use hosts::host_key;
pub use wall::{Wall, wall_of};

use crate::article::ArticleUrl;
use guard::Guard;
use resolve::{GuardedResolver, Lookup, SystemLookup};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Duration;
use url::Url;

/// Time to connect, look-up and TLS handshake included.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// An idle connection is closed after this. Many servers hang up after 5 s, and a request sent into that is lost.
const IDLE_CONNECTION: Duration = Duration::from_secs(4);

/// Settings of a [`Client`], all with units.
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// The `User-Agent` header.
    pub user_agent: String,
    /// Requests in flight over all hosts.
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
    /// An article page.
    Page,
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
    guard: Arc<Guard>,
    hosts: hosts::Hosts,
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
        let lookup: Arc<dyn Lookup> = Arc::new(lookup);
        let guard = Arc::new(Guard::new(options.allow_networks));
        let agent = reqwest::header::HeaderValue::from_str(&options.user_agent)
            .map_err(|_| ClientError::UserAgent(options.user_agent.clone()))?;
        let builder = || {
            reqwest::Client::builder()
                .user_agent(agent.clone())
                // A proxy would connect where the guard does not see it.
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none())
                .referer(false)
                .connect_timeout(CONNECT_TIMEOUT.min(options.timeout))
                .pool_max_idle_per_host(options.host_concurrency.max(1))
                .pool_idle_timeout(IDLE_CONNECTION)
                .http1_ignore_invalid_headers_in_responses(true)
                .http1_allow_spaces_after_header_name_in_responses(true)
                .http2_max_header_list_size(32_768)
                .dns_resolver(GuardedResolver { guard: Arc::clone(&guard), lookup: Arc::clone(&lookup) })
        };
        let http = builder().build().or_else(|error| {
            // A machine without root certificates can still fetch over http; every https host will be a TLS failure.
            tracing::warn!(?error, "no root certificates: https will fail (install the ca-certificates package)");
            builder().tls_certs_only([]).build().map_err(|e| ClientError::Start(e.to_string()))
        })?;
        Ok(Self {
            inner: Arc::new(Inner {
                http,
                guard,
                hosts: hosts::Hosts::new(options.concurrency, options.host_concurrency, options.host_delay),
                timeout: options.timeout,
                max_body: options.max_body,
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
        self.inner.get(request).await
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
