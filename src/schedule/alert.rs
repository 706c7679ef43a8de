//! What somebody should know of a feed, derived from its history: it fails, it is gone, it fell silent.

use super::{PollHistory, shown};
use chrono::{DateTime, TimeDelta, Utc};
use core::fmt;
use serde::{Deserialize, Serialize};

/// Failures in a row that are worth an alert.
const FAILURES: u32 = 5;

/// Documents in a row that were a web page.
const PAGES: u32 = 2;

/// A feed is stale after this many of its longest usual silences.
const STALE_SPANS: i32 = 5;

/// The least that counts as its longest silence: every feed may be quiet over a weekend.
const LEAST_SPAN: TimeDelta = TimeDelta::hours(12);

/// Kinds of alerts; one of each a feed at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// It failed five times in a row.
    Failing,
    /// It answers 410.
    Gone,
    /// It is a web page now.
    Html,
    /// It moved for good, and the new address is asked.
    Moved,
    /// It answers, and brings nothing new for five times its longest usual silence.
    Stale,
}

impl AlertKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Failing, Self::Gone, Self::Html, Self::Moved, Self::Stale];

    /// Its stable name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Failing => "failing",
            Self::Gone => "gone",
            Self::Html => "html",
            Self::Moved => "moved",
            Self::Stale => "stale",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for AlertKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// An alert that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// What kind.
    pub kind: AlertKind,
    /// Readable alone, English.
    pub detail: String,
}

/// What the history itself does not know.
#[derive(Debug, Clone, Copy, Default)]
pub struct Circumstances<'a> {
    /// The reason of the last failure, while it lasts.
    pub reason: Option<&'a str>,
    /// Whether that failure was a web page in place of a feed.
    pub is_page: bool,
    /// Where it moved for good.
    pub moved_to: Option<&'a str>,
}

/// The alerts that stand after a poll at `now`.
#[must_use]
pub fn alerts(history: &PollHistory, told: Circumstances<'_>, now: DateTime<Utc>) -> Vec<Alert> {
    let mut found = Vec::new();
    let mut add = |kind, detail| found.push(Alert { kind, detail });
    let reason = told.reason.unwrap_or("no reason was noted");
    if history.gone > 0 {
        add(AlertKind::Gone, "answers 410 Gone: paused, asked again now and then".to_owned());
    } else if told.is_page && history.failures >= PAGES && history.succeeded_at.is_some() {
        add(AlertKind::Html, format!("was a feed and is a web page now: {reason}"));
    } else if history.failures >= FAILURES {
        add(AlertKind::Failing, format!("failed {} times in a row: {reason}", history.failures));
    }
    if let Some(target) = told.moved_to {
        add(
            AlertKind::Moved,
            format!(
                "moved for good to {}, which is asked instead; the configuration has the old address",
                without_query(target)
            ),
        );
    }
    if let Some((silence, usual)) = stale(history, now) {
        let usual = shown(usual);
        add(
            AlertKind::Stale,
            format!("answers, but nothing new for {}; its longest silence was {usual}", shown(silence)),
        );
    }
    found
}

/// An address for logs and digests: what follows the path may be a key that nobody else should have.
fn without_query(address: &str) -> String {
    match address.split_once(['?', '#']) {
        Some((path, _)) => format!("{path}?…"),
        None => address.to_owned(),
    }
}

/// How long a feed that answers has been silent and the longest silence it is known for, when the first is too long.
fn stale(history: &PollHistory, now: DateTime<Utc>) -> Option<(TimeDelta, TimeDelta)> {
    if history.failures > 0 || history.offline {
        return None;
    }
    let usual = history.rhythm.longest_gap()?;
    let silence = now - history.rhythm.newest()?.max(history.last_new?);
    (silence > usual.max(LEAST_SPAN) * STALE_SPANS).then_some((silence, usual))
}
