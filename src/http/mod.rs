//! Fetching over HTTP: one client, polite to hosts, closed to private addresses, bounded in time and size.

use crate::article::ArticleUrl;
use std::time::Duration;
use url::Url;

/// Settings of a [`Client`], all with units.
#[derive(Debug, Clone)]
pub struct ClientOptions {
    /// The `User-Agent` header.
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
    /// Status code: 200 or 304.
    pub status: u16,
    /// `Content-Type` as sent.
    pub content_type: Option<String>,
    /// To be stored with what the body brought, in one transaction.
    pub validators: Validators,
    /// Freshness by `Cache-Control: max-age` or `Expires`.
    pub max_age: Option<Duration>,
    /// Target of an unbroken chain of permanent redirects (301, 308) from the asked URL.
    pub moved_to: Option<ArticleUrl>,
}

/// A good answer.
#[derive(Debug, Clone)]
pub enum Answer {
    /// 304: nothing new.
    NotModified(Head),
    /// 200 with its whole, decoded body.
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
    /// What the server asked us to wait, bounded to a minute and a day.
    pub retry_after: Option<Duration>,
}

/// The one HTTP client; cheap to clone.
#[derive(Debug, Clone)]
pub struct Client {}
