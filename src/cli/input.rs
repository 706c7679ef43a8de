//! Reading what a verb is given: a file or standard input, bounded; and points in time.

use super::Failure;
use crate::schedule::parse_duration;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use std::io::Read;
use std::path::Path;

/// Bytes taken of a file or of standard input.
const MAX_INPUT: u64 = 64 * 1024 * 1024;

/// The bytes of `file`, or of standard input when there is none or it is `-`.
pub(super) fn bytes(file: Option<&Path>) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    match file.filter(|f| f.as_os_str() != "-") {
        Some(path) => {
            let failed = |e: std::io::Error| Failure::Wrong(format!("failed to read {}: {e}", path.display()));
            std::fs::File::open(path).and_then(|f| f.take(MAX_INPUT + 1).read_to_end(&mut bytes)).map_err(failed)?;
        }
        None => {
            std::io::stdin().lock().take(MAX_INPUT + 1).read_to_end(&mut bytes)?;
        }
    }
    if bytes.len() as u64 > MAX_INPUT {
        return Err(Failure::Failed(format!("the input is larger than {} MiB", MAX_INPUT / 1024 / 1024)));
    }
    Ok(bytes)
}

/// A point in time: an RFC 3339 instant, a day in `zone`, or a length of time before `now`.
pub(super) fn instant(text: &str, zone: Tz, now: DateTime<Utc>) -> Result<DateTime<Utc>, Failure> {
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(at.with_timezone(&Utc));
    }
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Ok(crate::digest::day_window(day, zone).0);
    }
    if let Some(at) =
        parse_duration(text).ok().and_then(|d| TimeDelta::from_std(d).ok()).and_then(|d| now.checked_sub_signed(d))
    {
        return Ok(at);
    }
    Err(Failure::Wrong(format!(
        "{text:?} is no time: write 2026-11-23, 2026-11-23T06:00:00+03:00, or a length such as 24h"
    )))
}
