//! The keys about how a feed is asked, and the hosts with settings of their own.

use super::error::{Problems, Wrong, shortened};
use super::read::Section;
use super::secrets::{HeaderSource, SecretSource};
use super::types::{AccessConfig, HostConfig, WebSubConfig};
use super::values;
use crate::article::{ArticleUrl, host_key};
use std::collections::HashMap;
use std::time::Duration;
use toml::de::{DeTable, DeValue};
use url::Url;

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(86_400);

/// The keys of one `[[feed]]`; `None` when one is wrong, which is reported.
pub(super) fn access(
    section: &Section<'_, '_>,
    url: Option<&ArticleUrl>,
    problems: &mut Problems<'_>,
) -> Option<AccessConfig> {
    let robots = section.truth("robots", problems);
    let follow = section.truth("follow_read_also", problems);
    // All are read before any is missed: every mistake is told at once.
    let user_agent = section.optional("user_agent", |s, name| s.text(name, problems, values::user_agent));
    let proxy = section.optional("proxy", |s, name| s.text(name, problems, proxy));
    let limit = Duration::from_millis(100)..=10 * MINUTE;
    let timeout = section.optional("timeout", |s, name| s.text(name, problems, |t| values::duration(t, limit.clone())));
    let headers = section.optional("headers", |s, name| s.list(name, problems, header));
    let user = section.optional("user", |s, name| s.text(name, problems, user));
    let password = section.optional("password", |s, name| s.text(name, problems, secret));
    let bearer = section.optional("bearer", |s, name| s.text(name, problems, secret));
    let secret_given = ["password", "bearer", "headers"].into_iter().find_map(|name| section.given(name));
    if let (Some(given), Some(url)) = (secret_given, url)
        && url.as_str().starts_with("http:")
    {
        problems
            .warn(given.span().start, "what is secret travels in the open to an http address; use https if there is");
    }
    if section.given("user").is_some() != section.given("password").is_some() {
        let missing = if section.given("user").is_some() { "password" } else { "user" };
        section.missing(missing, problems);
        return None;
    }
    if let (Some(_), Some(given)) = (section.given("password"), section.given("bearer")) {
        problems.push(given.span(), "bearer beside user and password: only one can be sent".to_owned(), None, None);
        return None;
    }
    Some(AccessConfig {
        user_agent: user_agent?,
        proxy: proxy?,
        timeout: timeout?,
        headers: headers?.unwrap_or_default(),
        basic: user?.zip(password?),
        bearer: bearer?,
        ignore_robots: !robots?,
        follow_read_also: follow?,
    })
}

/// Reads every `[[host]]`; `None` when any is wrong, which is reported.
pub(super) fn hosts(root: &DeTable<'_>, problems: &mut Problems<'_>) -> Option<Vec<HostConfig>> {
    let Some((key, value)) = root.get_key_value("host") else { return Some(Vec::new()) };
    let DeValue::Array(array) = value.get_ref() else {
        let message = "hosts are written under [[host]], with two brackets, once for each host".to_owned();
        problems.push(key.span(), message, Some("[[host]]".to_owned()), None);
        return None;
    };
    let mut hosts = Vec::new();
    let mut seen = HashMap::new();
    let mut complete = true;
    for element in array.iter() {
        if problems.is_full() {
            return None;
        }
        let section = Section::of_element("host", element, problems);
        match section.and_then(|section| host(&section, &mut seen, problems)) {
            Some(host) => hosts.push(host),
            None => complete = false,
        }
    }
    complete.then_some(hosts)
}

fn host(
    section: &Section<'_, '_>,
    seen: &mut HashMap<String, usize>,
    problems: &mut Problems<'_>,
) -> Option<HostConfig> {
    if section.given("name").is_none() {
        section.missing("name", problems);
    }
    let key = section.text("name", problems, host_name);
    let delay = section
        .optional("delay", |s, name| s.text(name, problems, |t| values::duration(t, Duration::ZERO..=10 * MINUTE)));
    let concurrency = section.optional("concurrency", |s, name| s.integer(name, problems, 1..=16));
    let robots = section.optional("robots", |s, name| s.truth(name, problems));
    let (key, (line, _)) = (key?, problems.place(section.span.start));
    let first = *seen.entry(key.clone()).or_insert(line);
    if let Some(given) = section.given("name")
        && first != line
    {
        let message = format!("{key:?} counts as one host with the [[host]] at line {first}");
        problems.push(given.span(), message, None, None);
        return None;
    }
    Some(HostConfig { key, delay: delay?, concurrency: concurrency?, robots: robots? })
}

/// `[websub]`
pub(super) fn websub(section: &Section<'_, '_>, problems: &mut Problems<'_>) -> Option<WebSubConfig> {
    let callback = section.optional("callback", |s, name| s.text(name, problems, callback));
    let listen = section.text("listen", problems, |t| match values::listen(t)? {
        Some(listen) => Ok(listen),
        None => Err(Wrong::new("an empty address; leave callback out to have no subscriptions")),
    });
    let poll = section.text("poll", problems, |t| values::duration(t, 5 * MINUTE..=DAY));
    Some(WebSubConfig { callback: callback?, listen: listen?, poll: poll? })
}

fn callback(text: &str) -> Result<Url, Wrong> {
    let text = text.trim();
    let wrong = || Wrong::new(format!("{:?} is not an http or https URL without query", shortened(text)));
    let url = Url::parse(text).map_err(|_| wrong())?;
    let plain = matches!(url.scheme(), "http" | "https") && url.query().is_none() && url.fragment().is_none();
    if plain && url.username().is_empty() && url.password().is_none() { Ok(url) } else { Err(wrong()) }
}

/// The host as politeness counts it, from a name, an address with a port, or a whole URL.
fn host_name(text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    let wrong = || Wrong::new(format!("{:?} is not a host", shortened(text)));
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{text}/") };
    let url = Url::parse(&whole).map_err(|_| wrong())?;
    if url.username().is_empty() && url.path() == "/" && url.query().is_none() {
        Ok(host_key(&url))
    } else {
        Err(wrong())
    }
}

fn proxy(text: &str) -> Result<String, Wrong> {
    let text = text.trim();
    // What stands before an @ may be a password, and is not repeated.
    let url = Url::parse(text).map_err(|_| Wrong::new("not the URL of a proxy"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Wrong::new("a proxy with a user name or password, which would stand open in this file"));
    }
    let good = matches!(url.scheme(), "http" | "https") && url.host().is_some() && matches!(url.path(), "" | "/");
    if good { Ok(text.to_owned()) } else { Err(Wrong::new(format!("{:?} is not a proxy", shortened(text)))) }
}

fn user(text: &str) -> Result<String, Wrong> {
    if text.is_empty() || text.contains(':') || text.chars().any(char::is_control) {
        return Err(Wrong::new("a user name cannot be empty or hold a colon"));
    }
    Ok(text.to_owned())
}

/// What is no source of a secret may be the secret itself: it is never quoted.
fn secret(text: &str) -> Result<SecretSource, Wrong> {
    SecretSource::parse(text).ok_or_else(|| Wrong::new("a secret does not stand in the configuration; say where it is"))
}

fn header(text: &str) -> Result<(String, HeaderSource), Wrong> {
    let Some((name, value)) = text.split_once(':') else {
        return Err(Wrong::new("a header without a colon").suggest(Some("Accept-Language: ar")));
    };
    let (name, value) = (name.trim().to_owned(), value.trim());
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if name.is_empty() || !name.chars().all(good) {
        return Err(Wrong::new("a header's name holds letters, digits and hyphens"));
    }
    let secret = ["authorization", "cookie", "token", "key", "secret", "password"];
    let value = match SecretSource::parse(value) {
        Some(source) => HeaderSource::Secret(source),
        None if secret.iter().any(|word| name.to_ascii_lowercase().contains(word)) => {
            return Err(Wrong::new(format!(
                "the value of {name} is a secret, which does not stand in the configuration"
            )));
        }
        None => HeaderSource::Plain(value.to_owned()),
    };
    Ok((name, value))
}
