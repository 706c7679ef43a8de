//! Watching publishers in some way over some time: what is seen how late, what is lost, what it costs.

use super::publish::{Kind, Publisher};
use chrono::{DateTime, TimeDelta, Utc};
use hasad::schedule::{Hints, Pace, PollHistory, Reading, Schedule, next_due};
use std::collections::BTreeMap;
use std::time::Duration;

/// A way of polling.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Adaptive,
    /// So many minutes between two polls, whatever a feed asks for.
    Fixed(u64),
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    pub entries: usize,
    /// Seen within a quarter of an hour, or within what the feed itself asks for.
    pub in_time: usize,
    pub lost: usize,
    pub requests: usize,
    /// Minutes that entries waited.
    pub waits: Vec<f64>,
    pub shortest: Option<TimeDelta>,
    pub longest: Option<TimeDelta>,
    /// Entries, in time, requests by kind.
    pub kinds: BTreeMap<Kind, (usize, usize, usize)>,
}

impl Outcome {
    pub fn share_in_time(&self) -> f64 {
        self.in_time as f64 / self.entries.max(1) as f64
    }

    /// The wait that this share of the entries does not exceed, in minutes.
    pub fn wait(&self, share: f64) -> f64 {
        let mut waits = self.waits.clone();
        waits.sort_by(f64::total_cmp);
        let at = ((waits.len() as f64 * share) as usize).min(waits.len().saturating_sub(1));
        waits.get(at).copied().unwrap_or(0.0)
    }
}

/// Polls every publisher from `from` until `until`. Nothing is known beforehand but what a first document shows.
pub fn watch(publishers: &[Publisher], way: Way, from: DateTime<Utc>, until: DateTime<Utc>) -> Outcome {
    let mut outcome = Outcome::default();
    for (n, publisher) in publishers.iter().enumerate() {
        // As a daemon that starts with all of them spreads them.
        let begins = from + hasad::schedule::spread(n as u64, publishers.len(), from).signed_duration_since(from);
        follow(publisher, n as u64, way, begins, until, &mut outcome);
    }
    outcome
}

fn follow(
    publisher: &Publisher,
    phase: u64,
    way: Way,
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    outcome: &mut Outcome,
) {
    let schedule = match way {
        Way::Adaptive => Schedule::Adaptive(Pace::default()),
        Way::Fixed(minutes) => Schedule::Every(Duration::from_secs(minutes * 60)),
    };
    let hints = Hints { ttl: publisher.ttl, ..Hints::default() };
    let mut history = PollHistory { phase, hints, ..PollHistory::default() };
    let allowed = f64::from(publisher.ttl.unwrap_or(0).clamp(15, 60));
    let (mut at, mut polled) = (from, None);
    let mut seen = publisher.entries.partition_point(|e| *e <= from).saturating_sub(publisher.window);
    let kind = outcome.kinds.entry(publisher.kind).or_default();
    while at < until {
        let published = publisher.entries.partition_point(|e| *e <= at);
        let first_held = published.saturating_sub(publisher.window);
        outcome.requests += 1;
        kind.2 += 1;
        if let Some(polled) = polled {
            let gap: TimeDelta = at - polled;
            outcome.shortest = Some(outcome.shortest.map_or(gap, |s| s.min(gap)));
            outcome.longest = Some(outcome.longest.map_or(gap, |l| l.max(gap)));
            outcome.lost += first_held.saturating_sub(seen);
            for entry in &publisher.entries[seen.max(first_held)..published] {
                let wait = (at - *entry).as_seconds_f64() / 60.0;
                outcome.waits.push(wait);
                outcome.in_time += usize::from(wait <= allowed);
                kind.1 += usize::from(wait <= allowed);
            }
            outcome.entries += published - seen;
            kind.0 += published - seen;
        }
        let new = publisher.entries[seen.max(first_held)..published].to_vec();
        // An unchanged document is answered with 304.
        let entries = (polled.is_none() || !new.is_empty()).then_some((published - first_held) as u32);
        history.read(at, &Reading { new, entries });
        (polled, seen) = (Some(at), published);
        at = next_due(&schedule, &history, at).at;
    }
}
