//! What stands between us and a page: a challenge, a captcha, a login, a paywall, told by their marks.

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

/// Bytes of a body looked at.
pub(super) const LOOKED_AT: usize = 64 << 10;

/// Marks in the body of an error page or of a page in place of a feed, in small letters, and what they are marks of. Words
/// that an article may hold are no marks.
const MARKS: [(&str, Wall); 25] = [
    ("challenges.cloudflare.com", Wall::Cloudflare),
    ("/cdn-cgi/challenge-platform", Wall::Cloudflare),
    ("cf-browser-verification", Wall::Cloudflare),
    ("cf_chl_opt", Wall::Cloudflare),
    ("cf-error-details", Wall::CloudflareBlock),
    ("sucuri_cloudproxy_js", Wall::Sucuri),
    ("sucuri website firewall", Wall::Sucuri),
    ("captcha-delivery.com", Wall::DataDome),
    ("_incapsula_resource", Wall::Imperva),
    ("px-captcha", Wall::Human),
    ("ddos-guard", Wall::DdosGuard),
    ("awswafcookiedomainlist", Wall::Aws),
    ("errors.edgesuite.net", Wall::Akamai),
    ("g-recaptcha", Wall::Captcha),
    ("h-captcha", Wall::Captcha),
    ("cf-turnstile", Wall::Captcha),
    ("\"isaccessibleforfree\":false", Wall::Paywall),
    ("\"isaccessibleforfree\": false", Wall::Paywall),
    ("\"isaccessibleforfree\":\"false\"", Wall::Paywall),
    ("class=\"paywall", Wall::Paywall),
    ("id=\"paywall", Wall::Paywall),
    ("piano.io/xbuilder", Wall::Paywall),
    ("type=\"password\"", Wall::Login),
    ("type='password'", Wall::Login),
    ("type=password", Wall::Login),
];

/// A kind of wall.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wall {
    /// Cloudflare asks for a browser.
    Cloudflare,
    /// Cloudflare refuses.
    CloudflareBlock,
    /// Sucuri's firewall.
    Sucuri,
    /// `DataDome`.
    DataDome,
    /// Imperva, formerly Incapsula.
    Imperva,
    /// HUMAN, formerly `PerimeterX`.
    Human,
    /// DDoS-Guard.
    DdosGuard,
    /// The firewall of AWS.
    Aws,
    /// Akamai.
    Akamai,
    /// A captcha of any maker.
    Captcha,
    /// The text is for subscribers.
    Paywall,
    /// A login.
    Login,
}

impl Wall {
    /// What it is, readable after "answered with".
    #[must_use]
    pub fn told(self) -> &'static str {
        match self {
            Self::Cloudflare => "a Cloudflare challenge, which only a browser passes",
            Self::CloudflareBlock => "a refusal by Cloudflare",
            Self::Sucuri => "a challenge of the Sucuri firewall",
            Self::DataDome => "a DataDome challenge",
            Self::Imperva => "a challenge of the Imperva firewall",
            Self::Human => "a HUMAN challenge",
            Self::DdosGuard => "a DDoS-Guard challenge",
            Self::Aws => "a challenge of the AWS firewall",
            Self::Akamai => "a refusal by Akamai",
            Self::Captcha => "a captcha",
            Self::Paywall => "a paywall",
            Self::Login => "a login page",
        }
    }

    /// Stable word for tables and JSON: `challenge`, `paywall` or `login`.
    #[must_use]
    pub fn class(self) -> &'static str {
        match self {
            Self::Paywall => "paywall",
            Self::Login => "login",
            _ => "challenge",
        }
    }
}

/// The wall that a body shows.
#[must_use]
pub fn wall_of(body: &[u8]) -> Option<Wall> {
    let head = String::from_utf8_lossy(&body[..body.len().min(LOOKED_AT)]).to_ascii_lowercase();
    MARKS.iter().find(|(mark, _)| head.contains(mark)).map(|(_, wall)| *wall)
}

/// The wall that an answer with a status that is no success shows.
pub(super) fn of_answer(status: StatusCode, headers: &HeaderMap, body: &[u8]) -> Option<Wall> {
    let says = |name: &str, word: &str| {
        headers.get(name).is_some_and(|v| String::from_utf8_lossy(v.as_bytes()).to_ascii_lowercase().contains(word))
    };
    if says("cf-mitigated", "challenge") {
        return Some(Wall::Cloudflare);
    }
    if headers.contains_key("x-datadome") {
        return Some(Wall::DataDome);
    }
    match (wall_of(body), status.as_u16()) {
        (Some(wall), _) => Some(wall),
        (None, 401) => Some(Wall::Login),
        (None, 402) => Some(Wall::Paywall),
        (None, 403) if says("server", "ddos-guard") => Some(Wall::DdosGuard),
        (None, 403) if headers.contains_key("x-sucuri-id") => Some(Wall::Sucuri),
        (None, 403) if says("server", "akamai") => Some(Wall::Akamai),
        (None, 403) if says("server", "cloudflare") && headers.contains_key("cf-ray") => Some(Wall::CloudflareBlock),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{HeaderName, HeaderValue};

    fn wall(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Option<Wall> {
        let headers = headers
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        of_answer(StatusCode::from_u16(status).expect("a status"), &headers, body.as_bytes())
    }

    #[test]
    fn walls_are_named_by_header_status_or_mark() {
        assert_eq!(wall(403, &[("cf-mitigated", "challenge")], ""), Some(Wall::Cloudflare));
        assert_eq!(wall(503, &[], "<script src='/cdn-cgi/challenge-platform/x.js'>"), Some(Wall::Cloudflare));
        assert_eq!(wall(401, &[("www-authenticate", "Basic")], ""), Some(Wall::Login));
        assert_eq!(wall(402, &[], ""), Some(Wall::Paywall));
        assert_eq!(wall(403, &[], "<div class=\"g-recaptcha\">"), Some(Wall::Captcha));
        assert_eq!(wall(403, &[], "<form><input type=\"password\"></form>"), Some(Wall::Login));
        assert_eq!(wall(403, &[("server", "cloudflare"), ("cf-ray", "1")], ""), Some(Wall::CloudflareBlock));
    }

    #[test]
    fn an_ordinary_error_is_no_wall() {
        assert_eq!(wall(403, &[("server", "nginx")], "<h1>Forbidden</h1>"), None);
        assert_eq!(wall(503, &[("server", "cloudflare"), ("cf-ray", "1")], "الخدمة متوقفة مؤقتاً"), None);
        assert_eq!(wall(500, &[], ""), None);
        assert_eq!(wall_of("<p>اشترك في نشرتنا</p>".as_bytes()), None);
    }
}
