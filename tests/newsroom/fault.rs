//! What can be wrong with an outlet, switched on and off while it runs.

use std::time::Duration;

/// A fault of the feed (`Outlet::fault`) or of the article pages (`Outlet::fault_pages`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Answers with this status and a short error page.
    Status(u16),
    /// 429, with `Retry-After` in seconds when given.
    RateLimited {
        /// Value of `Retry-After` in seconds.
        retry_after: Option<u64>,
    },
    /// 503, with `Retry-After` in seconds when given.
    Unavailable {
        /// Value of `Retry-After` in seconds.
        retry_after: Option<u64>,
    },
    /// 304 whatever was asked: a server that lies.
    NotModifiedAlways,
    /// 200 with an HTML page that is no article and no feed.
    HtmlInsteadOfFeed,
    /// 200 with an empty body.
    EmptyFeed,
    /// The body cut in the middle, with a `Content-Length` that agrees.
    TruncatedFeed,
    /// The body cut in the middle, with the `Content-Length` of the whole, and the connection closed.
    CutShort,
    /// Bytes of windows-1256 declared as UTF-8 in header and document.
    WrongCharset,
    /// The right beginning and then filling up to this many bytes.
    Huge(usize),
    /// The right answer, byte by byte, and no more of it once `at_most` has passed.
    Slow {
        /// Pause before each byte.
        per_byte: Duration,
        /// When the connection is closed, finished or not.
        at_most: Duration,
    },
    /// Takes the request and never answers (for a minute at most).
    Hang,
    /// Takes the request and resets the connection.
    Reset,
    /// 301 or 302 to another path or URL.
    Redirect {
        /// 301, 302, 303, 307 or 308.
        status: u16,
        /// Value of `Location`; `/feed` itself makes a loop.
        to: String,
    },
    /// Nobody listens: connections are refused. Holds for the whole outlet, whichever way it was set.
    Down,
}
