//! Failures: from what reqwest, the guard and a status say to one class and one text that is readable alone and names no
//! secret of the URL.

use super::guard::Forbidden;
use super::resolve::LookupError;
use super::{FailureClass, FetchError};
use reqwest::StatusCode;
use std::error::Error;
use std::io;
use std::time::Duration;
use url::Url;

impl FailureClass {
    /// True when the same request may well succeed later: worth a retry of a page.
    #[must_use]
    pub fn is_temporary(self) -> bool {
        match self {
            Self::Dns | Self::Connect | Self::Timeout | Self::Broken => true,
            Self::Status(code) => matches!(code, 408 | 425 | 429) || code >= 500,
            Self::Refused | Self::Tls | Self::TooLarge | Self::Redirect | Self::Robots | Self::NotAPage => false,
        }
    }

    /// How much a failure counts towards a feed's backoff: 1 when somebody must change something, ½ for trouble on the way,
    /// ¼ for what passes by itself.
    #[must_use]
    pub fn weight(self) -> f64 {
        match self {
            Self::Timeout | Self::Status(408 | 425 | 429 | 503) => 0.25,
            Self::Dns | Self::Connect | Self::Broken | Self::Status(500..) => 0.5,
            _ => 1.0,
        }
    }

    /// True when the cause lies in our own configuration, not with the outlet.
    #[must_use]
    pub fn is_our_fault(self) -> bool {
        self == Self::Refused
    }

    /// A short stable word for tables, metrics and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Dns => "dns",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Timeout => "timeout",
            Self::Broken => "broken",
            Self::TooLarge => "too_large",
            Self::Redirect => "redirect",
            Self::Robots => "robots",
            Self::NotAPage => "not_a_page",
            Self::Status(_) => "status",
        }
    }
}

impl FetchError {
    /// A failure of `class`, described by `detail`.
    #[must_use]
    pub fn new(class: FailureClass, detail: impl Into<String>) -> Self {
        Self { class, detail: detail.into(), retry_after: None, offline: false, unasked: false, wall: None }
    }

    /// True when the failure looks like our own network being down: no resolver could be asked, or the machine has no route.
    /// One such failure may be a host's (a name with only IPv6 addresses, say); when all hosts fail so, it is us.
    #[must_use]
    pub fn looks_offline(&self) -> bool {
        self.offline
    }

    pub(super) fn status(status: StatusCode, retry_after: Option<Duration>) -> Self {
        let reason = status.canonical_reason().unwrap_or("(no standard status)");
        let detail = format!("HTTP {} {reason}", status.as_u16());
        Self { retry_after, ..Self::new(FailureClass::Status(status.as_u16()), detail) }
    }

    /// With what stood in the way, which is then named in the text.
    pub(super) fn behind(self, wall: Option<super::Wall>) -> Self {
        let Some(found) = wall else { return self };
        Self { detail: format!("{}: {}", self.detail, found.told()), wall, ..self }
    }

    pub(super) fn forbidden(forbidden: &Forbidden) -> Self {
        Self::new(FailureClass::Refused, forbidden.to_string())
    }

    pub(super) fn too_large(read: u64, max_body: usize) -> Self {
        let limit = size(max_body as u64);
        Self::new(FailureClass::TooLarge, format!("answered with {}, more than max_body {limit}", size(read)))
    }

    /// What reqwest says about a request to `url`, without its own text: that may hold the query string.
    pub(super) fn of(error: &reqwest::Error, url: &Url) -> Self {
        let host = host_of(url);
        let causes = Causes::of(error);
        if let Some(lookup) = causes.lookup {
            return Self::of_lookup(lookup, &host);
        }
        if error.is_connect() {
            return causes.no_connection(&host, error.is_timeout());
        }
        if error.is_timeout() {
            return Self::new(FailureClass::Timeout, format!("timed out waiting for {host}"));
        }
        if error.is_builder() {
            return Self::new(FailureClass::Refused, format!("a URL of {host} that cannot be asked for"));
        }
        Self::new(FailureClass::Broken, format!("{} by {host}", causes.broken(error)))
    }

    pub(super) fn of_lookup(error: &LookupError, host: &str) -> Self {
        let dns = |detail: String| Self::new(FailureClass::Dns, detail);
        match error {
            LookupError::Forbidden(ip) => {
                let reason = Forbidden::Address(*ip);
                Self::new(FailureClass::Refused, format!("{host} resolves to a closed address: {reason}"))
            }
            LookupError::NotFound => dns(format!("no such host: {host} has no address")),
            LookupError::Unavailable => {
                Self { offline: true, ..dns(format!("no name server could be asked about {host}")) }
            }
            LookupError::Slow => dns(format!("looking up {host} took too long")),
        }
    }
}

/// ENFILE and EMFILE, for which std has no kind.
const NO_HANDLES: [i32; 2] = [23, 24];

/// What is worth knowing from the chain of causes under a reqwest error.
#[derive(Default)]
struct Causes<'a> {
    lookup: Option<&'a LookupError>,
    io: Option<io::ErrorKind>,
    /// This process or machine has no file handle left.
    no_handles: bool,
    /// Words of the whole chain, for telling TLS errors and parse errors apart; never shown.
    words: String,
}

impl<'a> Causes<'a> {
    fn of(error: &'a reqwest::Error) -> Self {
        let mut causes = Self::default();
        let mut source = error.source();
        while let Some(cause) = source {
            causes.lookup = causes.lookup.or_else(|| cause.downcast_ref::<LookupError>());
            causes.words.push_str(&cause.to_string());
            causes.words.push('\n');
            // std's `source` of an I/O error skips the very error it wraps.
            let wrapped = cause.downcast_ref::<io::Error>().and_then(|io| {
                causes.io = Some(io.kind());
                causes.no_handles |= io.raw_os_error().is_some_and(|code| NO_HANDLES.contains(&code));
                io.get_ref().map(|inner| inner as &(dyn Error + 'static))
            });
            source = wrapped.or_else(|| cause.source());
        }
        causes
    }

    fn says(&self, words: &str) -> bool {
        self.words.contains(words)
    }

    fn no_connection(&self, host: &str, timed_out: bool) -> FetchError {
        use io::ErrorKind as Kind;
        let connect = |detail| FetchError::new(FailureClass::Connect, detail);
        if self.no_handles {
            return FetchError { unasked: true, ..connect("too many open files here: nothing was sent".to_owned()) };
        }
        if timed_out {
            return connect(format!("no connection to {host} in time"));
        }
        if let Some(reason) = self.bad_tls() {
            return FetchError::new(FailureClass::Tls, format!("{reason} of {host}"));
        }
        match self.io {
            Some(Kind::ConnectionRefused) => connect(format!("connection refused by {host}")),
            Some(Kind::ConnectionReset | Kind::ConnectionAborted) => connect(format!("connection reset by {host}")),
            Some(Kind::NetworkUnreachable | Kind::NetworkDown) => {
                FetchError { offline: true, ..connect(format!("no route to the network of {host}")) }
            }
            Some(Kind::HostUnreachable) => connect(format!("no route to {host}")),
            _ => connect(format!("no connection to {host}")),
        }
    }

    /// rustls' own words, matched and not repeated: they may quote names from a hostile certificate.
    fn bad_tls(&self) -> Option<&'static str> {
        let known = [
            ("Expired", "expired certificate"),
            ("certificate expired", "expired certificate"),
            ("not valid yet", "certificate that is not valid yet"),
            ("NotValidYet", "certificate that is not valid yet"),
            ("not valid for name", "certificate for another name"),
            ("NotValidForName", "certificate for another name"),
            ("UnknownIssuer", "certificate from an unknown issuer"),
            ("Revoked", "revoked certificate"),
            ("invalid peer certificate", "bad certificate"),
            ("tls handshake eof", "broken TLS handshake"),
            ("received fatal alert", "refused TLS handshake"),
            ("peer is incompatible", "outdated TLS"),
        ];
        let reason = known.iter().find(|(words, _)| self.says(words)).map(|(_, reason)| *reason);
        reason.or((self.io == Some(io::ErrorKind::InvalidData)).then_some("broken TLS handshake"))
    }

    fn broken(&self, error: &reqwest::Error) -> &'static str {
        if self.says("before message completed")
            || self.says("end of file before message")
            || self.says("unexpected EOF")
        {
            "answer cut short"
        } else if matches!(self.io, Some(io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe)) {
            "connection reset in the middle"
        } else if self.says("head is too large") {
            "endless headers sent"
        } else if self.io == Some(io::ErrorKind::UnexpectedEof) {
            "compressed answer cut short"
        } else if error.is_decode() || error.is_body() {
            "damaged body sent"
        } else {
            "malformed answer sent"
        }
    }
}

/// The host with its port if that is unusual; never user name, path or query.
pub(super) fn host_of(url: &Url) -> String {
    let host = url.host_str().unwrap_or("(no host)");
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// `30 s`, or `0.5 s` where whole seconds would hide it.
pub(super) fn seconds(duration: Duration) -> String {
    if duration.subsec_millis() == 0 || duration.as_secs() >= 10 {
        format!("{} s", duration.as_secs())
    } else {
        format!("{:.1} s", duration.as_secs_f64())
    }
}

/// `12.4 MiB`, `10 MiB`, `512 KiB`, `17 bytes`.
pub(super) fn size(bytes: u64) -> String {
    let (unit, name) = match bytes {
        0..1_024 => return format!("{bytes} bytes"),
        1_024..1_048_576 => (1_024, "KiB"),
        _ => (1_048_576, "MiB"),
    };
    let tenths = (bytes.saturating_mul(10).saturating_add(unit / 2)) / unit;
    if tenths.is_multiple_of(10) {
        format!("{} {name}", tenths / 10)
    } else {
        format!("{}.{} {name}", tenths / 10, tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_read_well() {
        assert_eq!(size(17), "17 bytes");
        assert_eq!(size(10 << 20), "10 MiB");
        assert_eq!(size(13_002_342), "12.4 MiB");
        assert_eq!(size(1_536), "1.5 KiB");
        assert_eq!(seconds(Duration::from_secs(30)), "30 s");
        assert_eq!(seconds(Duration::from_millis(500)), "0.5 s");
        let error = FetchError::too_large(13_002_342, 10 << 20);
        assert_eq!(error.to_string(), "answered with 12.4 MiB, more than max_body 10 MiB");
    }

    #[test]
    fn classes_know_whether_to_try_again() {
        for class in [FailureClass::Timeout, FailureClass::Status(503), FailureClass::Status(429), FailureClass::Dns] {
            assert!(class.is_temporary() && class.weight() < 1.0, "{class:?}");
        }
        for class in [FailureClass::Refused, FailureClass::Status(404), FailureClass::Status(410), FailureClass::Tls] {
            assert!(!class.is_temporary() && class.weight() >= 1.0, "{class:?}");
        }
    }

    #[test]
    fn a_host_is_named_without_the_secrets_of_its_url() {
        let url = Url::parse("https://user:pw@news.example:8443/feed?token=geheim#f").expect("url");
        assert_eq!(host_of(&url), "news.example:8443");
    }
}
