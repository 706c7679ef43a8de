//! Pauses and jumps of the clock: a suspended night, a clock that was put right.
//!
//! The wall clock is compared with one that only runs while the machine does. Where they part, the machine slept or somebody
//! moved the clock; either way due times are looked at anew.

use super::Daemon;
use crate::store::StoreError;
use chrono::{DateTime, TimeDelta, Utc};
use std::sync::PoisonError;
use std::time::Instant;

/// Clocks may differ by this much between two looks before it is called a jump.
const TOLERANCE: TimeDelta = TimeDelta::minutes(2);

/// When both clocks were last looked at.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clocks {
    wall: DateTime<Utc>,
    running: Instant,
}

impl Clocks {
    /// Both clocks now.
    pub(super) fn at(wall: DateTime<Utc>, running: Instant) -> Self {
        Self { wall, running }
    }

    /// By how much the wall clock went further than the running one since `self`; `None` when they agree.
    pub(super) fn jump(self, now: Self) -> Option<TimeDelta> {
        let ran = TimeDelta::from_std(now.running.saturating_duration_since(self.running)).unwrap_or(TimeDelta::MAX);
        let jump = (now.wall - self.wall).checked_sub(&ran)?;
        (jump.abs() > TOLERANCE).then_some(jump)
    }
}

impl Daemon {
    /// At a start: what was missed while nothing ran is spread, and nothing waits for a clock that was ahead.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn catch_up(&self) -> Result<(), StoreError> {
        let plans = self.desk.plans.iter().map(|(id, plan)| (id.clone(), plan.schedule.clone())).collect();
        let caught = self.store().catch_up(plans, self.now()).await?;
        if let Some(last) = caught.last {
            tracing::info!(feeds = caught.overdue, until = %last, "feeds are overdue: they are polled one after the other");
        }
        if caught.brought_forward > 0 {
            tracing::info!(feeds = caught.brought_forward, "feeds were due later than their schedule says");
        }
        Ok(())
    }

    /// Catches up when the machine slept or the clock was moved since the last look.
    pub(super) async fn catch_up_after_a_jump(&self) -> Result<(), StoreError> {
        let now = Clocks::at(self.now(), Instant::now());
        let before = {
            let mut clocks = self.remembered.clocks.lock().unwrap_or_else(PoisonError::into_inner);
            // Only the daemon looks at its clocks; a single pass has none to compare.
            let Some(before) = *clocks else { return Ok(()) };
            *clocks = Some(now);
            before
        };
        if let Some(jump) = before.jump(now) {
            tracing::info!(seconds = jump.num_seconds(), "the machine slept or its clock was moved");
            self.catch_up().await?;
        }
        Ok(())
    }

    /// From now on jumps are looked for.
    pub(super) fn watch_clocks(&self) {
        *self.remembered.clocks.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Clocks::at(self.now(), Instant::now()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_sleep_and_a_moved_clock_are_jumps_and_running_is_none() {
        let (wall, running) = (DateTime::UNIX_EPOCH + TimeDelta::days(20_000), Instant::now());
        let before = Clocks::at(wall, running);
        let after =
            |moved: TimeDelta, ran: u64| before.jump(Clocks::at(wall + moved, running + Duration::from_secs(ran)));
        assert_eq!(after(TimeDelta::minutes(5), 300), None);
        assert_eq!(after(TimeDelta::hours(8), 30), Some(TimeDelta::hours(8) - TimeDelta::seconds(30)));
        assert_eq!(after(TimeDelta::hours(-3), 0), Some(TimeDelta::hours(-3)));
        assert_eq!(after(TimeDelta::seconds(100), 0), None, "a clock that is put right by a little");
    }
}
