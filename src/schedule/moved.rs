//! Permanent redirects: followed at once, adopted only when they hold.
//!
//! A 301 may be a mistake, a captive network or an attack. An address is asked in place of the configured one after ten
//! sightings over three days, and only as long as it exists and the configured address, asked once a day, still leads there.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Polls that must have been led to the same address.
const SIGHTINGS: u32 = 10;

/// Over how long.
const LASTING: TimeDelta = TimeDelta::days(3);

/// What is known of a feed's permanent redirect.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Move {
    /// Where the last polls were led.
    target: Option<String>,
    /// Since when.
    since: Option<DateTime<Utc>>,
    /// How often.
    sightings: u32,
    /// The address that is asked in place of the configured one.
    adopted: Option<String>,
}

impl Move {
    /// The address that is asked in place of the configured one.
    #[must_use]
    pub fn adopted(&self) -> Option<&str> {
        self.adopted.as_deref()
    }

    /// A good poll at `now` that was led to `target` for good, or was not. `configured` tells whether the configured address
    /// was asked or the adopted one.
    pub fn answered(&mut self, target: Option<&str>, configured: bool, now: DateTime<Utc>) {
        if configured && target != self.adopted() {
            // The configured address no longer leads there.
            self.adopted = None;
        }
        let Some(target) = target.filter(|target| Some(*target) != self.adopted()) else {
            (self.target, self.since, self.sightings) = (None, None, 0);
            return;
        };
        if self.target.as_deref() == Some(target) {
            self.sightings = self.sightings.saturating_add(1);
        } else {
            (self.target, self.since, self.sightings) = (Some(target.to_owned()), None, 1);
        }
        // A sighting in the future is of a clock that was wrong.
        let since = self.since.filter(|since| *since <= now).unwrap_or(now);
        self.since = Some(since);
        if self.sightings >= SIGHTINGS && now - since >= LASTING {
            *self = Self { adopted: Some(target.to_owned()), ..Self::default() };
        }
    }

    /// The adopted address is no feed any more: the configured one is asked again. Not for an outage, which passes.
    pub fn failed(&mut self) {
        *self = Self::default();
    }
}
