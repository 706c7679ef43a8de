//! Strings of the file as the types they stand for, with a suggestion where one can be guessed.

use super::error::{Wrong, shortened};
use super::read::nearest;
use super::types::{DigestFormat, Language, StoreUrl};
use crate::article::{ArticleUrl, FeedId};
use crate::schedule::{Schedule, parse_duration};
use chrono_tz::Tz;
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr as _;
use std::time::Duration;
use url::Url;

/// Longest feed id, so that it fits a file name, a log line and a metric label.
const MAX_ID_CHARS: usize = 64;

/// Longest `User-Agent`: servers cut or refuse more.
const MAX_USER_AGENT_BYTES: usize = 200;

/// Sizes by their unit, in bytes.
const SIZES: [(&str, usize); 7] = [
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
    ("GB", 1_000_000_000),
    ("MB", 1_000_000),
    ("kB", 1_000),
    ("B", 1),
];

/// Other names of digest formats, for suggestions.
const FORMAT_ALIASES: [(&str, &str); 5] =
    [("md", "markdown"), ("txt", "text"), ("htm", "html"), ("rss", "atom"), ("xml", "atom")];

/// A length of time within bounds.
pub(super) fn duration(text: &str, bounds: RangeInclusive<Duration>) -> Result<Duration, Wrong> {
    match parse_duration(text) {
        Ok(length) if bounds.contains(&length) => Ok(length),
        Ok(_) => Err(Wrong::new(format!("{text:?} is out of bounds"))),
        Err(e) => Err(Wrong::new(format!("{:?} is not a length of time", shortened(text))).suggest(e.suggestion)),
    }
}

/// A size in bytes within bounds, such as `10MiB`.
pub(super) fn size(text: &str, bounds: RangeInclusive<usize>) -> Result<usize, Wrong> {
    let trimmed = text.trim();
    let digits = trimmed.len() - trimmed.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = trimmed.split_at(digits);
    let unit = unit.trim();
    let not_a_size = || Wrong::new(format!("{:?} is not a size", shortened(text)));
    let Ok(number) = number.parse::<usize>() else { return Err(not_a_size()) };
    let Some((_, factor)) = SIZES.iter().find(|(name, _)| *name == unit) else {
        let lower = unit.to_ascii_lowercase();
        let same = SIZES.iter().find(|(name, _)| {
            let name = name.to_ascii_lowercase();
            name == lower || name.strip_suffix("ib") == Some(lower.as_str())
        });
        let unit = if unit.is_empty() { Some("B") } else { same.map(|(name, _)| *name) };
        return Err(not_a_size().suggest(unit.map(|unit| format!("{number}{unit}"))));
    };
    match number.checked_mul(*factor) {
        Some(bytes) if bounds.contains(&bytes) => Ok(bytes),
        _ => Err(Wrong::new(format!("{text:?} is out of bounds"))),
    }
}

/// A zone of the IANA database.
pub(super) fn zone(text: &str) -> Result<Tz, Wrong> {
    Tz::from_str(text).map_err(|_| {
        let names = || chrono_tz::TZ_VARIANTS.iter().map(|tz| tz.name());
        let city = |name: &&str| name.rsplit('/').next().is_some_and(|city| city.eq_ignore_ascii_case(text.trim()));
        let near = nearest(text, names()).or_else(|| names().find(city).map(str::to_owned));
        Wrong::new(format!("{:?} is not a time zone", shortened(text))).suggest(near)
    })
}

/// A schedule in a zone.
pub(super) fn schedule(text: &str, zone: Tz) -> Result<Schedule, Wrong> {
    Schedule::parse(text, zone).map_err(|e| Wrong::new(format!("{:?}: {e}", shortened(text))).suggest(e.suggestion))
}

/// A cron expression in a zone, and nothing else.
pub(super) fn cron(text: &str, zone: Tz) -> Result<Schedule, Wrong> {
    match schedule(text, zone)? {
        cron @ Schedule::Cron(_) => Ok(cron),
        Schedule::Every(_) | Schedule::Adaptive(_) => {
            Err(Wrong::new(format!("{text:?} names no time of day")).suggest(Some("0 6 * * *")))
        }
    }
}

/// The database's URL. A PostgreSQL URL is never quoted, it may hold a password.
pub(super) fn store_url(text: &str) -> Result<StoreUrl, Wrong> {
    let text = text.trim();
    if let Some(path) = text.strip_prefix("sqlite:") {
        let path = path.strip_prefix("//").unwrap_or(path);
        return match path {
            "" => Err(Wrong::new("names no file").suggest(Some("sqlite:hasad.db"))),
            ":memory:" => Err(Wrong::new("a database in memory is lost at every restart; name a file")),
            _ if path.contains(['?', '\0']) => Err(Wrong::new("options after \"?\" are not taken; name the file only")),
            _ => Ok(StoreUrl::Sqlite(PathBuf::from(path))),
        };
    }
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        return match Url::parse(text) {
            Ok(url) if url.host_str().is_some_and(|h| !h.is_empty()) => Ok(StoreUrl::Postgres(text.to_owned())),
            Ok(_) => Err(Wrong::new("the postgres URL names no host")),
            Err(e) => Err(Wrong::new(format!("the postgres URL does not parse: {e}"))),
        };
    }
    match text.split_once(':') {
        Some((scheme, rest)) => {
            let near = nearest(scheme, ["sqlite", "postgres"].into_iter());
            let near = near.filter(|_| !rest.contains('@')).map(|near| format!("{near}:{rest}"));
            Err(Wrong::new(format!("{:?} is not a kind of store", shortened(scheme))).suggest(near))
        }
        None if text.is_empty() => Err(Wrong::new("an empty URL").suggest(Some("sqlite:hasad.db"))),
        None => Err(Wrong::new(format!("{:?} names no kind of store", shortened(text)))
            .suggest(Some(format!("sqlite:{}", shortened(text))))),
    }
}

/// The `User-Agent`, with `{version}` filled in.
pub(super) fn user_agent(text: &str) -> Result<String, Wrong> {
    let filled = text.trim().replace("{version}", env!("CARGO_PKG_VERSION"));
    if filled.is_empty() {
        return Err(Wrong::new("an empty user agent; outlets block readers that do not say who they are"));
    }
    if !filled.bytes().all(|b| matches!(b, b' '..=b'~')) {
        return Err(Wrong::new("a header can hold only visible ASCII characters"));
    }
    if filled.len() > MAX_USER_AGENT_BYTES {
        return Err(Wrong::new("too long for a header"));
    }
    Ok(filled)
}

/// A network; its host bits are dropped.
pub(super) fn network(text: &str) -> Result<IpNet, Wrong> {
    let text = text.trim();
    IpNet::from_str(text).map(|net| net.trunc()).map_err(|_| {
        let alone = if text.eq_ignore_ascii_case("localhost") { "127.0.0.1" } else { text };
        let near = IpAddr::from_str(alone).ok().map(|ip| IpNet::from(ip).to_string());
        Wrong::new(format!("{:?} is not a network", shortened(text))).suggest(near)
    })
}

/// A digest format.
pub(super) fn format(text: &str) -> Result<DigestFormat, Wrong> {
    DigestFormat::from_name(text).ok_or_else(|| {
        let lower = text.trim().to_lowercase();
        let alias = FORMAT_ALIASES.iter().find(|(alias, _)| *alias == lower).map(|(_, name)| (*name).to_owned());
        let near = alias.or_else(|| nearest(text, DigestFormat::ALL.iter().map(|(name, _)| *name)));
        Wrong::new(format!("{:?} is not a format of the digest", shortened(text))).suggest(near)
    })
}

/// The digest's language.
pub(super) fn language(text: &str) -> Result<Language, Wrong> {
    match text {
        "ar" => Ok(Language::Arabic),
        "en" => Ok(Language::English),
        _ => {
            let lower = text.to_lowercase();
            let near = [("ar", "ar"), ("عر", "ar"), ("en", "en"), ("إنج", "en"), ("انج", "en")];
            let near = near.iter().find(|(start, _)| lower.starts_with(start)).map(|(_, code)| *code);
            Err(Wrong::new(format!("{:?} is not a language of the digest", shortened(text))).suggest(near))
        }
    }
}

/// A directory.
pub(super) fn directory(text: &str) -> Result<PathBuf, Wrong> {
    match text.trim() {
        "" => Err(Wrong::new("an empty path")),
        path if path.contains('\0') => Err(Wrong::new("a path cannot hold a NUL")),
        path => Ok(PathBuf::from(path)),
    }
}

/// An address to listen on; empty for none.
pub(super) fn listen(text: &str) -> Result<Option<SocketAddr>, Wrong> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    SocketAddr::from_str(text).map(Some).map_err(|_| {
        let (host, port) = text.rsplit_once(':').unwrap_or(("", text));
        let near = match (host, port.parse::<u16>()) {
            ("" | "localhost" | "*", Ok(port)) => Some(format!("127.0.0.1:{port}")),
            _ => IpAddr::from_str(text).ok().map(|ip| SocketAddr::new(ip, 8787).to_string()),
        };
        Wrong::new(format!("{:?} is not an address and port", shortened(text))).suggest(near)
    })
}

/// A feed's id.
pub(super) fn feed_id(text: &str) -> Result<FeedId, Wrong> {
    let good = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    if text.is_empty() {
        return Err(Wrong::new("an empty id"));
    }
    if text.chars().count() > MAX_ID_CHARS {
        return Err(Wrong::new(format!("{:?} is too long", shortened(text))));
    }
    // A dot alone or in front would be a hidden or a parent directory where an id becomes part of a file name.
    if text.starts_with('.') || !text.chars().all(good) {
        let slug: String = text.trim().trim_start_matches('.').chars().map(|c| if good(c) { c } else { '-' }).collect();
        let near = (!slug.is_empty() && slug.chars().any(char::is_alphanumeric)).then_some(slug);
        return Err(Wrong::new(format!("{text:?} is not an id")).suggest(near));
    }
    Ok(FeedId(text.to_owned()))
}

/// A feed's URL.
pub(super) fn feed_url(text: &str) -> Result<ArticleUrl, Wrong> {
    let text = text.trim();
    let shown = shortened(text);
    if let Ok(url) = Url::parse(text)
        && (!url.username().is_empty() || url.password().is_some())
    {
        return Err(Wrong::new("a URL with a user name or password, which is never sent; leave them out"));
    }
    ArticleUrl::parse(text).map_err(|e| Wrong::new(format!("{shown:?}: {e}")).suggest(better_url(text)))
}

/// The URL with another beginning, when that makes it one.
fn better_url(text: &str) -> Option<String> {
    let better = match text.split_once(':') {
        Some((_, rest)) if rest.starts_with("//") => format!("https:{rest}"),
        Some((scheme, rest)) if rest.starts_with('/') && scheme.len() <= 6 => format!("https:/{rest}"),
        _ => format!("https://{}", text.trim_start_matches('/')),
    };
    let url = ArticleUrl::parse(&better).ok()?;
    // What stands before an @ may be a password, and is not sent anyway.
    (url.host().contains('.') && !better.contains('@')).then_some(better)
}

/// A name readers see: trimmed, not empty, without control or invisible characters.
pub(super) fn name(text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Wrong::new("an empty name; leave the key out instead"));
    }
    // An invisible mark would make one outlet two that look the same.
    if text.chars().any(|c| c.is_control() || (crate::text::letters::is_invisible(c) && c != '\u{200C}')) {
        let clean: String =
            text.chars().filter(|c| !c.is_control() && !crate::text::letters::is_invisible(*c)).collect();
        return Err(Wrong::new(format!("{text:?} holds an invisible character")).suggest(Some(clean)));
    }
    Ok(text.to_owned())
}
