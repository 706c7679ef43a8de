//! From the configuration to the client, the ways of single feeds and hosts, and the limits of a pass. Secrets are read here.

use super::Failure;
use crate::article::FeedId;
use crate::config::{CREDENTIALS, Config, FeedConfig, HeaderSource, SecretSource};
use crate::daemon::Limits;
use crate::http::resolve::SystemLookup;
use crate::http::{Access, AccessError, Client, ClientOptions, HostManners, Manners, Secret};
use crate::store::QueueBounds;
use chrono::TimeDelta;
use std::collections::HashMap;
use std::path::PathBuf;

/// Largest file of certificates read.
const MAX_CERTIFICATES: u64 = 4 << 20;

/// The client that feeds and pages are fetched with.
pub(super) fn client(config: &Config) -> Result<Client, Failure> {
    let fetch = &config.fetch;
    let options = ClientOptions {
        user_agent: fetch.user_agent.clone(),
        concurrency: fetch.concurrency,
        host_delay: fetch.host_delay,
        host_concurrency: fetch.host_concurrency,
        timeout: fetch.timeout,
        max_body: fetch.max_body,
        allow_networks: fetch.allow_networks.clone(),
    };
    let hosts = config.hosts.iter().map(|host| {
        (host.key.clone(), HostManners { delay: host.delay, concurrency: host.concurrency, robots: host.robots })
    });
    let manners = Manners {
        robots: fetch.robots,
        dead_host: fetch.dead_host,
        hosts: hosts.collect(),
        authorities: authorities(config)?,
        body_memory: fetch.body_memory,
    };
    Ok(Client::with_manners(options, manners, SystemLookup)?)
}

fn authorities(config: &Config) -> Result<Vec<u8>, Failure> {
    use std::io::Read as _;
    let Some(path) = &config.fetch.ca_file else { return Ok(Vec::new()) };
    let mut bytes = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(MAX_CERTIFICATES).read_to_end(&mut bytes));
    let wrong = |e: std::io::Error| {
        Failure::Wrong(format!("{}: ca_file {}: cannot be read: {e}", config.file.display(), path.display()))
    };
    read.map_err(wrong)?;
    Ok(bytes)
}

/// How much is done at once. A host that may be asked for several things at a time needs as many in work.
pub(super) fn limits(config: &Config) -> Result<Limits, Failure> {
    let fetch = &config.fetch;
    let of_hosts = config.hosts.iter().filter_map(|host| host.concurrency).max().unwrap_or(0);
    let limits = Limits::for_concurrency(fetch.concurrency, fetch.host_concurrency.max(of_hosts));
    let queue = QueueBounds { pages: fetch.queue_pages, age: TimeDelta::from_std(fetch.queue_age)? };
    Ok(Limits { queue, ..limits })
}

/// How the feeds are asked that are not asked like all others.
pub(super) fn access(config: &Config) -> Result<HashMap<FeedId, Access>, Failure> {
    let feeds = config.feeds.iter().filter(|feed| feed.enabled);
    feeds.map(|feed| Ok((feed.id.clone(), access_to(feed)?))).collect()
}

/// How one feed is asked.
pub(super) fn access_to(feed: &FeedConfig) -> Result<Access, Failure> {
    let wrong = |detail: String| Failure::Wrong(format!("feed {:?} (line {}): {detail}", feed.id.0, feed.line));
    let bad = |error: AccessError| wrong(error.to_string());
    let credentials = std::env::var_os(CREDENTIALS).map(PathBuf::from);
    let secret = |source: &SecretSource| {
        source.read(credentials.as_deref()).map(Secret::new).map_err(|error| wrong(error.to_string()))
    };
    let given = &feed.access;
    let mut access = feed.url.to_url().map_or_else(Access::default, |url| Access::to(&url));
    if let Some(agent) = &given.user_agent {
        access = access.user_agent(agent).map_err(bad)?;
    }
    if let Some(proxy) = &given.proxy {
        access = access.proxy(proxy).map_err(bad)?;
    }
    if let Some(timeout) = given.timeout {
        access = access.timeout(timeout);
    }
    if given.ignore_robots {
        access = access.ignoring_robots();
    }
    for (name, value) in &given.headers {
        let value = match value {
            HeaderSource::Plain(text) => Secret::new(text.clone()),
            HeaderSource::Secret(source) => secret(source)?,
        };
        access = access.header(name, &value).map_err(bad)?;
    }
    if let Some((user, password)) = &given.basic {
        access = access.basic(user, &secret(password)?).map_err(bad)?;
    }
    if let Some(token) = &given.bearer {
        access = access.bearer(&secret(token)?).map_err(bad)?;
    }
    Ok(access)
}
