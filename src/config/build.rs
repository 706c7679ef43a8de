//! From the tree of the file to [`Config`], table by table; a mistake in one does not hide those in another.

use super::error::{ConfigErrors, Problems};
use super::read::{Section, check_root};
use super::types::{
    Config, DigestConfig, ExtractConfig, FeedConfig, FetchConfig, RetentionConfig, ScheduleConfig, StoreConfig,
    StoreUrl, WebConfig,
};
use super::{access, feeds, values};
use crate::schedule::{Pace, Schedule};
use chrono::TimeDelta;
use chrono_tz::Tz;
use std::path::Path;
use std::time::Duration;
use toml::de::DeTable;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(86_400);
/// Longer than anyone keeps anything; bounds date arithmetic.
const CENTURY: Duration = Duration::from_secs(36_525 * 86_400);
/// Intervals below this are for tests on loopback; on the net they are an attack.
const POLITE: Duration = MINUTE;

pub(super) fn build(text: &str, file: &Path) -> Result<Config, ConfigErrors> {
    // An editor's byte-order mark is no part of the first key, and does not count as a column.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut problems = Problems::new(file, text);
    let (root, syntax) = DeTable::parse_recoverable(text);
    let broken = note_syntax(&syntax, text, &mut problems);
    let noted = problems.count();
    let config = walk(root.get_ref(), file, &mut problems);
    if let Some(broken) = broken {
        problems.drop_consequences(noted, &broken.lines, broken.lost_from);
    }
    let warnings = problems.finish()?;
    match config {
        Some(config) => Ok(Config { warnings, ..config }),
        // Cannot be: what is not reported was read. Said rather than trusted.
        None => Err(ConfigErrors::whole_file(file, "cannot be read, for a reason that was not noted".to_owned())),
    }
}

/// Where the syntax is broken, so that what follows from it is not reported as a mistake of its own.
pub(super) struct Broken {
    lines: Vec<usize>,
    /// The line from which on nothing can be relied on, because a bracket above it is not closed.
    lost_from: usize,
}

/// Notes one syntax error a line. A bracket that is not closed makes every line below wrong: only the first is noted.
pub(super) fn note_syntax(syntax: &[toml::de::Error], text: &str, problems: &mut Problems<'_>) -> Option<Broken> {
    let mut errors: Vec<_> = syntax.iter().map(|e| (e.span().unwrap_or(text.len()..text.len()), e.message())).collect();
    errors.sort_by_key(|(span, _)| span.start);
    let lines: Vec<usize> = errors.iter().map(|(span, _)| problems.place(span.start).0).collect();
    let is_unclosed = errors.iter().any(|(_, message)| message.starts_with("unclosed"));
    let mut lost_from = usize::MAX;
    for (at, (span, message)) in errors.into_iter().enumerate() {
        if at > 0 && lines[at] == lines[at - 1] {
            continue;
        }
        if is_unclosed && follows_open_bracket(problems.line(lines[at]), message) {
            lost_from = lines[at];
            let message = "not TOML: a \"[\" or \"{\" above this line is not closed".to_owned();
            problems.push(span, message, None, None);
            break;
        }
        problems.push(span, format!("not TOML: {message}"), None, None);
    }
    (!lines.is_empty()).then_some(Broken { lines, lost_from })
}

/// Whether an error is the kind that a bracket left open above makes of a good line.
fn follows_open_bracket(line: &str, message: &str) -> bool {
    let line = line.trim_start();
    line.starts_with('[') || (line.contains('=') && (message.contains("array") || message.contains("inline table")))
}

fn walk(root: &DeTable<'_>, file: &Path, problems: &mut Problems<'_>) -> Option<Config> {
    check_root(root, problems);
    let store = store(&Section::of(root, "store", problems), problems);
    let fetch = fetch(&Section::of(root, "fetch", problems), problems);
    let schedule = schedule(&Section::of(root, "schedule", problems), problems);
    // With a wrong zone the schedules are still checked, in any zone.
    let zone = schedule.as_ref().map_or(Tz::UTC, |s| s.zone);
    let digest = digest(&Section::of(root, "digest", problems), zone, problems);
    let retention = retention(&Section::of(root, "retention", problems), problems);
    let web = web(&Section::of(root, "web", problems), problems);
    let websub = access::websub(&Section::of(root, "websub", problems), problems);
    let hosts = access::hosts(root, problems);
    let extract = extract(&Section::of(root, "extract", problems), problems);
    let default = schedule.as_ref().map_or("adaptive", |s| s.default_text.as_str());
    let pace = schedule.as_ref().map_or(Pace::default(), |s| s.pace);
    let feeds = feeds::feeds(root, default, zone, problems).map(|feeds| {
        feeds.into_iter().map(|f| FeedConfig { schedule: f.schedule.clone().with_pace(pace), ..f }).collect()
    });
    Some(Config {
        file: file.to_owned(),
        store: store?,
        fetch: fetch?,
        schedule: schedule?,
        digest: digest?,
        retention: retention?,
        web: web?,
        websub: websub?,
        hosts: hosts?,
        extract: extract?,
        feeds: feeds?,
        warnings: Vec::new(),
    })
}

fn store(section: &Section<'_, '_>, problems: &mut Problems<'_>) -> Option<StoreConfig> {
    let url = section.text("url", problems, values::store_url)?;
    if matches!(url, StoreUrl::Postgres(_)) {
        problems.warn(section.span.start, "a PostgreSQL store is not in this version yet and will be refused at start");
    }
    Some(StoreConfig { url })
}

fn fetch(section: &Section<'_, '_>, problems: &mut Problems<'_>) -> Option<FetchConfig> {
    let user_agent = section.text("user_agent", problems, values::user_agent);
    let concurrency = section.integer("concurrency", problems, 1..=512);
    let host_delay = section.text("host_delay", problems, |t| values::duration(t, Duration::ZERO..=10 * MINUTE));
    let host_concurrency = section.integer("host_concurrency", problems, 1..=16);
    let timeout = section.text("timeout", problems, |t| values::duration(t, SECOND / 10..=10 * MINUTE));
    let max_body = section.text("max_body", problems, |t| values::size(t, 1 << 10..=256 << 20));
    let allow_networks = section.list("allow_networks", problems, values::network);
    let recheck = recheck(section, problems);
    let robots = section.truth("robots", problems);
    let follow = section.truth("follow_read_also", problems);
    let dead_host = section.text("dead_host", problems, |t| values::duration(t, Duration::ZERO..=DAY));
    let body_memory = section.text("body_memory", problems, |t| values::size(t, 1 << 20..=4 << 30));
    let queue_pages = section.integer("queue_pages", problems, 100..=1_000_000);
    let queue_age = section.text("queue_age", problems, |t| values::duration(t, 60 * MINUTE..=90 * DAY));
    let ca_file = section.optional("ca_file", |s, name| s.text(name, problems, values::directory));
    let every = allow_networks.iter().flatten().find(|net| net.prefix_len() == 0);
    if let (Some(net), Some(given)) = (every, section.given("allow_networks")) {
        let message = format!("allow_networks {net} lets any page lead the daemon to private addresses");
        problems.warn(given.span().start, &message);
    }
    Some(FetchConfig {
        user_agent: user_agent?,
        concurrency: concurrency?,
        host_delay: host_delay?,
        host_concurrency: host_concurrency?,
        timeout: timeout?,
        max_body: max_body?,
        allow_networks: allow_networks?,
        recheck: recheck?,
        robots: robots?,
        follow_read_also: follow?,
        dead_host: dead_host?,
        body_memory: body_memory?,
        queue_pages: queue_pages?,
        queue_age: queue_age?,
        ca_file: ca_file?,
    })
}

/// Readings of a young page at most: each costs its outlet a request.
const MOST_RECHECKS: usize = 10;

fn recheck(section: &Section<'_, '_>, problems: &mut Problems<'_>) -> Option<Vec<Duration>> {
    let ages = section.list("recheck", problems, |t| values::duration(t, MINUTE..=30 * DAY))?;
    let wrong = if ages.len() > MOST_RECHECKS {
        Some(format!("recheck has {} ages, at most {MOST_RECHECKS} are taken", ages.len()))
    } else if !ages.is_sorted_by(|a, b| a < b) {
        Some("recheck must ascend, no age twice".to_owned())
    } else {
        None
    };
    let Some(message) = wrong else { return Some(ages) };
    let span = section.given("recheck").map_or(section.span.clone(), toml::Spanned::span);
    problems.push(span, message, None, None);
    None
}

fn schedule(section: &Section<'_, '_>, problems: &mut Problems<'_>) -> Option<ScheduleConfig> {
    let zone = section.text("zone", problems, values::zone);
    let in_zone = zone.unwrap_or(Tz::UTC);
    let default = section.text("default", problems, |t| Ok((values::schedule(t, in_zone)?, t.trim().to_owned())));
    let pace = pace(section, problems);
    let ((default, default_text), pace) = (default?, pace?);
    warn_if_impolite(&default, section, "default", problems);
    Some(ScheduleConfig { default: default.with_pace(pace), default_text, pace, zone: zone? })
}

/// Bounds and goal of the adaptive schedule, in order of length.
fn pace(section: &Section<'_, '_>, problems: &mut Problems<'_>) -> Option<Pace> {
    let mut length = |key| section.text(key, problems, |t| values::duration(t, MINUTE..=DAY));
    let (shortest, fresh, longest) = (length("shortest"), length("fresh"), length("longest"));
    let (shortest, fresh, longest) = (shortest?, fresh?, longest?);
    if shortest > fresh || fresh > longest {
        let given = ["longest", "fresh", "shortest"].into_iter().find_map(|key| section.given(key));
        let span = given.map_or(section.span.clone(), toml::Spanned::span);
        let message =
            "shortest, fresh and longest in [schedule] must not become shorter from one to the next".to_owned();
        problems.push(span, message, None, Some("for example 5m, 15m, 60m".to_owned()));
        return None;
    }
    let delta = |length: Duration| TimeDelta::from_std(length).ok();
    Some(Pace { floor: delta(shortest)?, fresh: delta(fresh)?, ceiling: delta(longest)? })
}

/// Warns of an interval that no outlet should be asked at.
pub(super) fn warn_if_impolite(schedule: &Schedule, section: &Section<'_, '_>, key: &str, problems: &mut Problems<'_>) {
    if let (Schedule::Every(length), Some(given)) = (schedule, section.given(key))
        && *length < POLITE
    {
        problems.warn(given.span().start, &format!("{schedule}: less than a minute is for tests on this machine only"));
    }
}

fn digest(section: &Section<'_, '_>, zone: Tz, problems: &mut Problems<'_>) -> Option<DigestConfig> {
    let schedule = section.text("schedule", problems, |t| values::cron(t, zone));
    let dir = section.text("dir", problems, values::directory);
    let formats = section.list("formats", problems, values::format).map(|formats| {
        let mut once = Vec::new();
        for format in formats {
            if !once.contains(&format) {
                once.push(format);
            }
        }
        once
    });
    let language = section.text("language", problems, values::language);
    let max_stories = section.integer("max_stories", problems, 1..=1000);
    if let (Some([]), Some(given)) = (formats.as_deref(), section.given("formats")) {
        problems.warn(given.span().start, "formats is empty: no digest will be written");
    }
    Some(DigestConfig {
        schedule: schedule?,
        dir: dir?,
        formats: formats?,
        language: language?,
        max_stories: max_stories?,
    })
}

fn retention(section: &Section<'_, '_>, problems: &mut Problems<'_>) -> Option<RetentionConfig> {
    let articles = section.text("articles", problems, |t| values::duration(t, DAY..=CENTURY));
    let pages = section.text("pages", problems, |t| values::duration(t, Duration::ZERO..=CENTURY));
    Some(RetentionConfig { articles: articles?, pages: pages? })
}

fn extract(section: &Section<'_, '_>, problems: &mut Problems<'_>) -> Option<ExtractConfig> {
    let given = section.given("sites").is_some();
    let none = |text: &str| if text.trim().is_empty() { Ok(None) } else { values::directory(text).map(Some) };
    let sites = section.text("sites", problems, none);
    let site_rules = section.truth("site_rules", problems);
    let sites = sites?;
    let default = sites.as_deref() == Some(Path::new("sites"));
    Some(ExtractConfig { sites_given: given && !default, sites, site_rules: site_rules? })
}

fn web(section: &Section<'_, '_>, problems: &mut Problems<'_>) -> Option<WebConfig> {
    let listen = section.text("listen", problems, values::listen)?;
    if let (Some(_), Some(given)) = (listen, section.given("listen")) {
        problems.warn(given.span().start, "listen: this version serves no pages yet");
    }
    Some(WebConfig { listen })
}
