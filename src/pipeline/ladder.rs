//! What follows a page that could not be fetched: another try, or none.

use crate::http::{FailureClass, FetchError};
use chrono::{DateTime, TimeDelta, Utc};

/// Minutes to wait after the first, second … failed try. After the last the page is given up.
const LADDER_MINUTES: [i64; 5] = [5, 30, 120, 360, 1_440];

/// What to do about a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextTry {
    /// Fetch it again then.
    At(DateTime<Utc>),
    /// It will not come: the feed's own text stands in for it.
    Never,
}

/// When a page is tried again that the store refused to record, after so many tries. Never given up here: the queue's own age ends
/// it.
#[must_use]
pub(super) fn after_refusal(attempts: u32, now: DateTime<Utc>) -> DateTime<Utc> {
    let step = usize::try_from(attempts).unwrap_or(usize::MAX).min(LADDER_MINUTES.len() - 1);
    now + TimeDelta::minutes(LADDER_MINUTES[step])
}

/// Decides by the kind of failure and the tries so far. A wait the server asked for is never shortened.
#[must_use]
pub fn next_try(error: &FetchError, attempts: u32, now: DateTime<Utc>) -> NextTry {
    let step = usize::try_from(attempts).ok().and_then(|done| LADDER_MINUTES.get(done));
    match step {
        Some(minutes) if may_pass(error.class) => {
            let asked = error.retry_after.and_then(|wait| TimeDelta::from_std(wait).ok()).unwrap_or_default();
            NextTry::At(now + TimeDelta::minutes(*minutes).max(asked))
        }
        _ => NextTry::Never,
    }
}

fn may_pass(class: FailureClass) -> bool {
    match class {
        FailureClass::Status(status) => matches!(status, 408 | 425 | 429) || status >= 500,
        FailureClass::Dns
        | FailureClass::Connect
        | FailureClass::Timeout
        | FailureClass::Broken
        | FailureClass::Tls => true,
        FailureClass::Refused
        | FailureClass::TooLarge
        | FailureClass::Redirect
        | FailureClass::Robots
        | FailureClass::NotAPage => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(class: FailureClass) -> FetchError {
        FetchError::new(class, "test")
    }

    #[test]
    fn the_ladder_is_climbed_and_ends() {
        let now = DateTime::UNIX_EPOCH;
        let waits: Vec<NextTry> = (0..6).map(|done| next_try(&failed(FailureClass::Timeout), done, now)).collect();
        assert_eq!(waits[0], NextTry::At(now + TimeDelta::minutes(5)));
        assert_eq!(waits[4], NextTry::At(now + TimeDelta::days(1)));
        assert_eq!(waits[5], NextTry::Never);
    }

    #[test]
    fn what_the_store_refuses_is_tried_ever_more_rarely() {
        let now = DateTime::UNIX_EPOCH;
        let waits: Vec<i64> =
            [0, 1, 4, 9].iter().map(|tries| (after_refusal(*tries, now) - now).num_minutes()).collect();
        assert_eq!(waits, [5, 30, 1_440, 1_440]);
    }

    #[test]
    fn what_is_gone_is_not_asked_for_again() {
        for status in [401, 403, 404, 410] {
            assert_eq!(next_try(&failed(FailureClass::Status(status)), 0, DateTime::UNIX_EPOCH), NextTry::Never);
        }
    }

    #[test]
    fn a_longer_wait_is_respected() {
        let mut error = failed(FailureClass::Status(429));
        error.retry_after = Some(core::time::Duration::from_secs(3_600));
        assert_eq!(next_try(&error, 0, DateTime::UNIX_EPOCH), NextTry::At(DateTime::UNIX_EPOCH + TimeDelta::hours(1)));
    }
}
