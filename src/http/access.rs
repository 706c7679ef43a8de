//! How one feed is asked when it is not asked like all others: another name, a proxy, credentials, more patience.

use reqwest::header::{AUTHORIZATION, HOST, HeaderMap, HeaderName, HeaderValue};
use std::fmt;
use std::time::Duration;
use url::{Origin, Url};

/// Headers that say where a message ends or goes; setting them would make two messages of one.
const OURS: [&str; 8] = [
    "host",
    "connection",
    "content-length",
    "transfer-encoding",
    "accept-encoding",
    "if-none-match",
    "if-modified-since",
    "proxy-authorization",
];

/// A password, token or header value. It prints as dots, wherever it is printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a secret.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Why a setting of a feed cannot be used; never quotes a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccessError {
    /// No header can have this name, or it is one that Hasad sets itself.
    #[error("{0:?} cannot be set as a header")]
    HeaderName(String),
    /// The value has characters that no header can hold.
    #[error("the value of {0} holds characters that a header cannot")]
    HeaderValue(String),
    /// Not an address of a proxy.
    #[error("a proxy is given as http://HOST:PORT or https://HOST:PORT, without user name")]
    Proxy,
}

/// How a feed is asked. The default is like all others.
#[derive(Debug, Clone, Default)]
pub struct Access {
    /// `User-Agent` instead of the common one, for the feed and its pages.
    pub(super) user_agent: Option<HeaderValue>,
    /// Proxy that the feed and its pages are fetched through.
    pub(super) proxy: Option<Url>,
    /// Time for a whole request instead of the common one.
    pub(super) timeout: Option<Duration>,
    /// Pages of this feed are fetched whatever robots.txt says.
    pub(super) ignore_robots: bool,
    /// Sent to the feed's own origin only, never to another host, scheme or port, and not for pages.
    pub(super) secrets: HeaderMap,
    /// The origin of the feed as configured.
    pub(super) home: Option<Origin>,
}

impl Access {
    /// Access to a feed at `home`, like all others.
    #[must_use]
    pub fn to(home: &Url) -> Self {
        Self { home: Some(home.origin()), ..Self::default() }
    }

    /// With another `User-Agent`.
    ///
    /// # Errors
    /// When it is no header value.
    pub fn user_agent(mut self, text: &str) -> Result<Self, AccessError> {
        let value = HeaderValue::from_str(text).map_err(|_| AccessError::HeaderValue("user_agent".to_owned()))?;
        self.user_agent = Some(value);
        Ok(self)
    }

    /// Through a proxy, which is trusted to connect where it is asked to; what the guard can see of the target it still checks.
    ///
    /// # Errors
    /// When it is no http(s) URL or holds a user name.
    pub fn proxy(mut self, url: &str) -> Result<Self, AccessError> {
        let url = Url::parse(url).map_err(|_| AccessError::Proxy)?;
        let plain = matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
        if !plain || url.host().is_none() || !matches!(url.path(), "" | "/") {
            return Err(AccessError::Proxy);
        }
        self.proxy = Some(url);
        Ok(self)
    }

    /// With another limit of time for a whole request.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Without asking robots.txt about the feed's pages.
    #[must_use]
    pub fn ignoring_robots(mut self) -> Self {
        self.ignore_robots = true;
        self
    }

    /// With a header of the feed's own, treated as a secret.
    ///
    /// # Errors
    /// When name or value are none that a header can have.
    pub fn header(mut self, name: &str, value: &Secret) -> Result<Self, AccessError> {
        let bad_name = || AccessError::HeaderName(name.chars().take(60).collect());
        let parsed = HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad_name())?;
        if OURS.contains(&parsed.as_str()) || parsed == HOST {
            return Err(bad_name());
        }
        let mut value =
            HeaderValue::from_str(value.expose()).map_err(|_| AccessError::HeaderValue(parsed.as_str().to_owned()))?;
        value.set_sensitive(true);
        self.secrets.insert(parsed, value);
        Ok(self)
    }

    /// With a user name and a password (RFC 7617).
    ///
    /// # Errors
    /// When the user name holds a colon.
    pub fn basic(self, user: &str, password: &Secret) -> Result<Self, AccessError> {
        use base64::Engine as _;
        if user.contains(':') {
            return Err(AccessError::HeaderValue("user".to_owned()));
        }
        let both = format!("{user}:{}", password.expose());
        let coded = base64::engine::general_purpose::STANDARD.encode(both);
        self.header(AUTHORIZATION.as_str(), &Secret::new(format!("Basic {coded}")))
    }

    /// With a bearer token (RFC 6750).
    ///
    /// # Errors
    /// When it is no header value.
    pub fn bearer(self, token: &Secret) -> Result<Self, AccessError> {
        self.header(AUTHORIZATION.as_str(), &Secret::new(format!("Bearer {}", token.expose())))
    }

    /// Whether anything is sent that nobody else may see.
    #[must_use]
    pub fn has_secrets(&self) -> bool {
        !self.secrets.is_empty()
    }

    /// Whether what is secret may be sent to `url`.
    pub(super) fn is_home(&self, url: &Url) -> bool {
        self.home.as_ref().is_some_and(|home| *home == url.origin())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_never_print_and_stay_at_home() {
        let home = Url::parse("https://news.example/feed").unwrap();
        let access = Access::to(&home).basic("reader", &Secret::new("GEHEIM")).unwrap();
        let access = access.header("X-Key", &Secret::new("GEHEIM")).unwrap();
        assert!(access.has_secrets() && !format!("{access:?}").contains("GEHEIM"));
        assert!(!format!("{:?}", Secret::new("GEHEIM")).contains("GEHEIM"));
        assert!(access.is_home(&Url::parse("https://news.example/other").unwrap()));
        for other in ["http://news.example/feed", "https://news.example:8443/feed", "https://www.news.example/feed"] {
            assert!(!access.is_home(&Url::parse(other).unwrap()), "{other}");
        }
    }

    #[test]
    fn what_would_break_a_message_is_refused_without_quoting_it() {
        let access = || Access::to(&Url::parse("https://news.example/").unwrap());
        for name in ["Host", "content-length", "Transfer-Encoding", "a b", "", "x\r\ny"] {
            assert!(access().header(name, &Secret::new("v")).is_err(), "{name:?}");
        }
        let error = access().header("X-Key", &Secret::new("GEHEIM\r\nX: y")).unwrap_err();
        assert!(!error.to_string().contains("GEHEIM"), "{error}");
        assert!(access().basic("a:b", &Secret::new("c")).is_err());
        for proxy in ["socks5://p:1", "http://u:p@proxy.example:3128", "proxy", "http://p:1/path"] {
            assert_eq!(access().proxy(proxy).unwrap_err(), AccessError::Proxy, "{proxy}");
        }
        assert!(access().proxy("http://127.0.0.1:3128").is_ok());
    }
}
