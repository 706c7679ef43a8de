//! What is remembered of a feed's polls, and how a poll changes it.

use super::hints::Hints;
use super::moved::Move;
use super::rhythm::Rhythm;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Entry times kept: the newest. More only look further back.
pub const ENTRY_TIMES: usize = 50;

/// Share of new entries above which the document nearly turned over between two polls: with a little more, a story would fall
/// between them.
const OVERLAP_GUARD: f32 = 0.67;

/// Share of new entries under which a document shows that it is asked often enough.
const CALM_SHARE: f32 = 0.33;

/// Calm polls in a row after which the guard gives way.
const CALM_POLLS: u8 = 3;

/// How much it gives way.
const GUARD_STEP: TimeDelta = TimeDelta::minutes(10);

/// No guard is tighter or looser than this, whatever the schedule's own bounds.
const GUARD_BOUNDS: (TimeDelta, TimeDelta) = (TimeDelta::minutes(1), TimeDelta::hours(4));

/// How much a failure says about the feed rather than about the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum FailureWeight {
    /// It will not pass by itself: 404, not a feed, a name that does not exist. Doubles the wait.
    Hard,
    /// It may pass: refused, 403, a broken answer. Doubles the wait every second time.
    Soft,
    /// It passes: timeouts, 5xx, 429. Doubles the wait every fourth time.
    Temporary,
}

impl FailureWeight {
    pub(super) fn doublings(self) -> f64 {
        match self {
            Self::Hard => 1.0,
            Self::Soft => 0.5,
            Self::Temporary => 0.25,
        }
    }
}

/// What is remembered of a feed's polls; the default is a feed never polled.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PollHistory {
    /// Any number that belongs to the feed for life, such as a hash of its id; jitter is derived from it.
    pub phase: u64,
    /// When it was last polled, with or without success; `None` when never.
    pub polled_at: Option<DateTime<Utc>>,
    /// When it was last polled with success.
    pub succeeded_at: Option<DateTime<Utc>>,
    /// When its newest entries were published, newest first, 50 at most; dates in the future and disorder do no harm.
    pub entry_times: Vec<DateTime<Utc>>,
    /// When a poll last brought something new; `None` when none ever did.
    pub last_new: Option<DateTime<Utc>>,
    /// Entries of the last document; 0 when it was empty or never read.
    pub window: u32,
    /// Share of new entries in the last document, 0 to 1; `None` when it was empty, unchanged, or the first ever.
    pub new_share: Option<f32>,
    /// The overlap guard: no adaptive interval is longer than this while it is set.
    pub guard: Option<TimeDelta>,
    /// Polls in a row that brought little.
    pub calm: u8,
    /// When it publishes.
    pub rhythm: Rhythm,
    /// What it asks for itself.
    pub hints: Hints,
    /// Failures since the last success.
    pub failures: u32,
    /// How heavy the last failure weighs; `None` counts as [`FailureWeight::Hard`] when there are failures.
    pub failure: Option<FailureWeight>,
    /// Answers 410 in a row.
    pub gone: u32,
    /// Whether the last poll failed because our own network was down.
    pub offline: bool,
    /// What the server asked us to wait, counted from the last poll.
    pub retry_after: Option<TimeDelta>,
    /// Where it is led for good.
    pub moved: Move,
}

/// What a good poll found.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Times of the entries never seen before, as stated; the present instant for those without a date.
    pub new: Vec<DateTime<Utc>>,
    /// Entries in the document; `None` when it was unchanged and not read.
    pub entries: Option<u32>,
}

/// What a bad poll found.
#[derive(Debug, Clone, Copy)]
pub struct Setback {
    /// How much it counts.
    pub weight: FailureWeight,
    /// What the server asked us to wait.
    pub retry_after: Option<TimeDelta>,
    /// Whether our own network was down: then it counts against nobody.
    pub offline: bool,
    /// Whether the answer was 410.
    pub gone: bool,
}

impl PollHistory {
    /// A good poll at `now`.
    pub fn read(&mut self, now: DateTime<Utc>, reading: &Reading) {
        let first = self.succeeded_at.is_none();
        let elapsed = self.succeeded_at.map_or(TimeDelta::zero(), |last| (now - last).max(TimeDelta::zero()));
        let part = |whole: u32| if whole == 0 { 0.0 } else { reading.new.len() as f32 / whole as f32 };
        // Of a first document everything is new, which says nothing about the pace.
        self.new_share = if first { None } else { reading.entries.map(part) };
        if !first {
            self.judge_overlap(self.new_share.unwrap_or(0.0), elapsed);
        }
        self.window = reading.entries.unwrap_or(self.window);
        self.rhythm.learn(now, &reading.new);
        if !reading.new.is_empty() {
            self.last_new = Some(now);
            self.entry_times.extend_from_slice(&reading.new);
            self.entry_times.sort_unstable_by(|a, b| b.cmp(a));
            self.entry_times.truncate(ENTRY_TIMES);
        }
        (self.polled_at, self.succeeded_at) = (Some(now), Some(now));
        (self.failures, self.failure, self.gone, self.offline, self.retry_after) = (0, None, 0, false, None);
    }

    /// More than two thirds of the document new: half the interval. Little new three times in a row: a bit more again.
    fn judge_overlap(&mut self, share: f32, elapsed: TimeDelta) {
        if share > OVERLAP_GUARD {
            let from = self.guard.map_or(elapsed, |guard| guard.min(elapsed));
            self.guard = Some((from / 2).clamp(GUARD_BOUNDS.0, GUARD_BOUNDS.1));
            self.calm = 0;
        } else if share < CALM_SHARE {
            self.calm = self.calm.saturating_add(1);
            if self.calm >= CALM_POLLS {
                self.calm = 0;
                self.guard = self.guard.map(|guard| guard + GUARD_STEP).filter(|guard| *guard < GUARD_BOUNDS.1);
            }
        } else {
            self.calm = 0;
        }
    }

    /// A bad poll at `now`.
    pub fn fail(&mut self, now: DateTime<Utc>, setback: &Setback) {
        self.polled_at = Some(now);
        self.retry_after = setback.retry_after;
        self.offline = setback.offline;
        if setback.offline {
            return;
        }
        self.failures = self.failures.saturating_add(1);
        self.failure = Some(setback.weight);
        self.gone = if setback.gone { self.gone.saturating_add(1) } else { 0 };
    }

    /// The last failure was our own network's: it does not count.
    pub fn forgive(&mut self) {
        self.failures = self.failures.saturating_sub(1);
        self.offline = true;
        if self.failures == 0 {
            self.failure = None;
        }
    }

    /// When something new last came, as far as is known: the base of the ladder for silent feeds.
    #[must_use]
    pub fn last_sign(&self) -> Option<DateTime<Utc>> {
        let newest_entry = self.entry_times.iter().take(ENTRY_TIMES).max().copied();
        self.last_new.or(newest_entry).or(self.rhythm.began())
    }
}
