//! URLs of articles and feeds in one canonical form, so that one page is one URL however it was linked to.

use serde::{Deserialize, Serialize};
use std::fmt;
use url::Url;

/// Longest URL taken, in bytes after encoding.
pub const MAX_URL_BYTES: usize = 2_048;

/// Query parameters that say how a reader came, not what they read: those that advertisers, social networks, mailing systems
/// and counters add, as the public lists of such parameters have them, and those of broadcasters with Arabic services.
const TRACKING: [&str; 47] = [
    "fbclid",
    "gclid",
    "dclid",
    "gbraid",
    "wbraid",
    "gclsrc",
    "gad_source",
    "srsltid",
    "msclkid",
    "yclid",
    "ymclid",
    "_openstat",
    "twclid",
    "ttclid",
    "igshid",
    "igsh",
    "mibextid",
    "sfnsn",
    "epik",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "_hsenc",
    "_hsmi",
    "_ga",
    "_gl",
    "ocid",
    "cvid",
    "cmpid",
    "s_cid",
    "ncid",
    "smid",
    "xtor",
    "maca",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "ref_src",
    "ref_url",
    "at_medium",
    "at_campaign",
    "traffic_source",
    "__twitter_impression",
    "spm",
    "oly_anon_id",
    "oly_enc_id",
    "wickedid",
];

/// Prefixes of whole families of such parameters.
const TRACKING_PREFIXES: [&str; 9] = ["utm_", "at_custom", "mtm_", "matomo_", "pk_", "piwik_", "hsa_", "ns_", "vero_"];

/// An absolute http(s) URL in canonical form: no fragment, no credentials, no tracking parameters, no default port, host in
/// lower case and punycode, percent escapes in upper case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ArticleUrl(String);

/// Why a string is no [`ArticleUrl`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// It does not parse as an absolute URL.
    #[error("not an absolute URL: {0}")]
    Unparsable(String),
    /// Another scheme than http or https.
    #[error("scheme {0:?} is not http or https")]
    Scheme(String),
    /// Longer than [`MAX_URL_BYTES`].
    #[error("longer than {MAX_URL_BYTES} bytes")]
    TooLong,
}

impl ArticleUrl {
    /// Reads an absolute URL.
    ///
    /// # Errors
    /// When it is not absolute, not http(s) or too long.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        Self::from_url(Url::parse(text.trim()).map_err(|e| UrlError::Unparsable(e.to_string()))?)
    }

    /// Reads `text` relative to `base`, as a browser resolves a link.
    ///
    /// # Errors
    /// As [`ArticleUrl::parse`].
    pub fn join(base: &Url, text: &str) -> Result<Self, UrlError> {
        Self::from_url(base.join(text.trim()).map_err(|e| UrlError::Unparsable(e.to_string()))?)
    }

    /// The canonical form of a URL that is already parsed.
    ///
    /// # Errors
    /// When it is not http(s) or too long.
    pub fn from_url(mut url: Url) -> Result<Self, UrlError> {
        if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none_or(str::is_empty) {
            return Err(UrlError::Scheme(url.scheme().to_owned()));
        }
        url.set_fragment(None);
        // Setting credentials can only fail for URLs without a host, which were refused above.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        drop_tracking(&mut url);
        let text = upper_case_escapes(url.as_str());
        if text.len() > MAX_URL_BYTES { Err(UrlError::TooLong) } else { Ok(Self(text)) }
    }

    /// The canonical text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key under which two URLs count as one page: scheme, a leading `www.` and a trailing slash do not matter.
    #[must_use]
    pub fn key(&self) -> String {
        let rest = self.0.split_once("://").map_or(self.0.as_str(), |(_, rest)| rest);
        let rest = rest.strip_prefix("www.").unwrap_or(rest);
        rest.strip_suffix('/').unwrap_or(rest).to_owned()
    }

    /// The host in lower case, punycode for names outside ASCII.
    #[must_use]
    pub fn host(&self) -> String {
        self.to_url().and_then(|u| u.host_str().map(str::to_owned)).unwrap_or_default()
    }

    /// The URL parsed again; always present, an `Option` only so that nothing can panic.
    #[must_use]
    pub fn to_url(&self) -> Option<Url> {
        Url::parse(&self.0).ok()
    }
}

impl fmt::Display for ArticleUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn drop_tracking(url: &mut Url) {
    let Some(query) = url.query() else { return };
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !is_tracking(pair)).collect();
    let kept = kept.join("&");
    url.set_query(if kept.is_empty() { None } else { Some(&kept) });
}

fn is_tracking(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or(pair).to_ascii_lowercase();
    TRACKING.contains(&name.as_str()) || TRACKING_PREFIXES.iter().any(|p| name.starts_with(p))
}

/// `%d8` and `%D8` are the same octet: RFC 3986 §6.2.2.1 asks for upper case.
fn upper_case_escapes(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut escape = 0;
    for c in text.chars() {
        if escape > 0 && c.is_ascii_hexdigit() {
            out.push(c.to_ascii_uppercase());
            escape -= 1;
        } else {
            out.push(c);
            escape = if c == '%' { 2 } else { 0 };
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> String {
        ArticleUrl::parse(text).map_or_else(|e| e.to_string(), |u| u.to_string())
    }

    #[test]
    fn tracking_fragments_ports_and_credentials_go() {
        assert_eq!(
            canonical("HTTPS://user:pw@News.Example:443/a?utm_source=x&id=7&fbclid=q#top"),
            "https://news.example/a?id=7"
        );
        assert_eq!(canonical("https://news.example/?utm_medium=rss&maca=ar-rss&ns_source=x"), "https://news.example/");
        assert_eq!(
            canonical("https://news.example/?page=2&nid=7&ref=home"),
            "https://news.example/?page=2&nid=7&ref=home"
        );
    }

    #[test]
    fn an_iri_and_its_escaped_form_are_one() {
        assert_eq!(canonical("https://news.example/خبر"), canonical("https://news.example/%d8%ae%D8%A8%d8%b1"));
        assert_eq!(canonical("https://أخبار.example/1"), "https://xn--igbicxr.example/1");
    }

    #[test]
    fn keys_ignore_scheme_www_and_trailing_slash() {
        let key = |text| ArticleUrl::parse(text).map(|u| u.key()).unwrap_or_default();
        assert_eq!(key("http://www.news.example/a/"), key("https://news.example/a"));
        assert_ne!(key("https://news.example/a?p=1"), key("https://news.example/a?p=2"));
    }

    #[test]
    fn other_schemes_and_endless_urls_are_refused() {
        assert!(ArticleUrl::parse("javascript:alert(1)").is_err());
        assert!(ArticleUrl::parse("/relative").is_err());
        assert_eq!(ArticleUrl::parse(&format!("https://a.example/{}", "x".repeat(3_000))), Err(UrlError::TooLong));
    }
}
