//! What response headers say about time: how long to wait, how long an answer stays fresh.

use super::Validators;
use crate::clock::{Clock, SystemClock};
use chrono::{DateTime, NaiveDateTime, Utc};
use reqwest::header::{AGE, AsHeaderName, CACHE_CONTROL, DATE, ETAG, EXPIRES, HeaderMap, LAST_MODIFIED, RETRY_AFTER};
use std::time::Duration;

/// Least and most that a `Retry-After` is taken for: a server's "1" is no licence to hammer, its "99999999999" none to silence.
const RETRY_BOUNDS: (Duration, Duration) = (Duration::from_mins(1), Duration::from_hours(24));

/// Most that freshness is taken for; longer hints say nothing about a news feed.
const MAX_FRESH: Duration = Duration::from_hours(7 * 24);

/// Longest validator kept, in bytes; it is stored per feed and sent with each request.
const MAX_VALIDATOR: usize = 1_024;

/// `Retry-After` in seconds or as a date (RFC 9110 §10.2.3), bounded to a minute and a day; a date that has passed is a minute.
/// `None` when it is absent or says nothing.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = text_of(headers, RETRY_AFTER)?;
    let asked = match whole_seconds(text) {
        Some(asked) => asked,
        None => until(headers, http_date(text)?),
    };
    Some(asked.clamp(RETRY_BOUNDS.0, RETRY_BOUNDS.1))
}

/// How much longer the answer is fresh: `Cache-Control: max-age` less `Age`, else `Expires` (RFC 9111 §4.2.1). `None` when
/// nothing is said or it is stale at once.
pub(super) fn max_age(headers: &HeaderMap) -> Option<Duration> {
    let control: Vec<String> = headers
        .get_all(CACHE_CONTROL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|directive| directive.trim().to_ascii_lowercase())
        .collect();
    if control.iter().any(|directive| directive == "no-store" || directive == "no-cache") {
        return None;
    }
    let stated = control.iter().find_map(|directive| directive.strip_prefix("max-age="));
    let fresh = match stated.and_then(|value| whole_seconds(value.trim_matches('"'))) {
        Some(total) => total.saturating_sub(text_of(headers, AGE).and_then(whole_seconds).unwrap_or(Duration::ZERO)),
        None => until(headers, http_date(text_of(headers, EXPIRES)?)?),
    };
    (!fresh.is_zero()).then(|| fresh.min(MAX_FRESH))
}

/// `ETag` and `Last-Modified`, verbatim; one that is too long to be sent back is as good as none.
pub(super) fn validators(headers: &HeaderMap) -> Validators {
    let keep = |name| {
        let value = headers.get(name)?;
        let text = std::str::from_utf8(value.as_bytes()).ok()?;
        (!text.is_empty() && text.len() <= MAX_VALIDATOR).then(|| text.to_owned())
    };
    Validators { etag: keep(ETAG), last_modified: keep(LAST_MODIFIED) }
}

fn text_of(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// Digits only, as the grammar has it: no sign, no fraction. More than fit mean "very long".
fn whole_seconds(text: &str) -> Option<Duration> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| Duration::from_secs(text.parse().unwrap_or(u64::MAX)))
}

/// From the moment of the answer to `then`. The server's own `Date` is that moment, so that a wrong clock on either side does
/// no harm; ours only stands in for a server that states none.
fn until(headers: &HeaderMap, then: DateTime<Utc>) -> Duration {
    let now = text_of(headers, DATE).and_then(http_date).unwrap_or_else(|| SystemClock.now());
    (then - now).to_std().unwrap_or(Duration::ZERO)
}

/// The three date forms of RFC 9110 §5.6.7. The day of the week is not looked at: a wrong one changes nothing.
fn http_date(text: &str) -> Option<DateTime<Utc>> {
    let Some((_, date)) = text.split_once(',') else {
        return NaiveDateTime::parse_from_str(text.get(4..)?, "%b %e %H:%M:%S %Y").ok().map(|date| date.and_utc());
    };
    if let Ok(date) = DateTime::parse_from_rfc2822(date.trim()) {
        return Some(date.to_utc());
    }
    NaiveDateTime::parse_from_str(date.trim(), "%d-%b-%y %H:%M:%S GMT").ok().map(|date| date.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::{HeaderName, HeaderValue};

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_bytes(name.as_bytes()).expect("name"),
                    HeaderValue::from_bytes(value.as_bytes()).expect("value"),
                )
            })
            .collect()
    }

    const NOW: (&str, &str) = ("date", "Fri, 06 Nov 2026 08:00:00 GMT");

    #[test]
    fn a_retry_after_is_bounded_to_a_minute_and_a_day() {
        let seconds = |text| retry_after(&headers(&[("retry-after", text), NOW])).map(|d| d.as_secs());
        assert_eq!(seconds("120"), Some(120));
        assert_eq!(seconds(" 5 "), Some(60));
        assert_eq!(seconds("99999999999"), Some(86_400));
        assert_eq!(seconds("99999999999999999999999999"), Some(86_400));
        assert_eq!(seconds("Fri, 06 Nov 2026 08:10:00 GMT"), Some(600));
        assert_eq!(seconds("Friday, 06-Nov-26 08:10:00 GMT"), Some(600));
        assert_eq!(seconds("Fri Nov  6 08:10:00 2026"), Some(600));
        assert_eq!(seconds("Sun, 06 Nov 2026 08:10:00 GMT"), Some(600));
        assert_eq!(seconds("Fri, 06 Nov 2020 08:10:00 GMT"), Some(60));
        for garbage in ["-1", "1.5", "soon", "", "+5", ",", "غدا", "الأحد، 6"] {
            assert_eq!(seconds(garbage), None, "{garbage:?}");
        }
        assert_eq!(retry_after(&HeaderMap::new()), None);
    }

    #[test]
    fn freshness_is_max_age_less_age_or_expires() {
        let fresh = |pairs: &[(&str, &str)]| max_age(&headers(pairs)).map(|d| d.as_secs());
        assert_eq!(fresh(&[("cache-control", "public, Max-Age=300")]), Some(300));
        assert_eq!(fresh(&[("cache-control", "max-age=300"), ("age", "100")]), Some(200));
        assert_eq!(fresh(&[("cache-control", "max-age=300"), ("age", "400")]), None);
        assert_eq!(fresh(&[("cache-control", "no-cache, max-age=300")]), None);
        assert_eq!(fresh(&[("cache-control", "s-maxage=900")]), None);
        assert_eq!(fresh(&[("expires", "Fri, 06 Nov 2026 09:00:00 GMT"), NOW]), Some(3_600));
        assert_eq!(fresh(&[("expires", "0"), NOW]), None);
        assert_eq!(fresh(&[("cache-control", "max-age=99999999999999999999")]), Some(MAX_FRESH.as_secs()));
    }

    #[test]
    fn validators_are_kept_verbatim_unless_endless() {
        let long = "x".repeat(MAX_VALIDATOR + 1);
        let kept = validators(&headers(&[("etag", "W/\"a-ü\""), ("last-modified", &long)]));
        assert_eq!(kept, Validators { etag: Some("W/\"a-ü\"".into()), last_modified: None });
    }
}
