//! Lengths of time as people write them: `500ms`, `30s`, `15m`, `6h`, `14d`, `2w`.

use core::time::Duration;

/// Units and their milliseconds, longest first, as [`duration_text`] tries them.
const UNITS: [(&str, u64); 6] =
    [("w", 7 * 86_400_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

/// Words people write for the units above, for a suggestion only: one spelling is taken, so that files look alike.
const WORDS: [(&str, &str); 20] = [
    ("sec", "s"),
    ("secs", "s"),
    ("second", "s"),
    ("seconds", "s"),
    ("min", "m"),
    ("mins", "m"),
    ("minute", "m"),
    ("minutes", "m"),
    ("hr", "h"),
    ("hrs", "h"),
    ("hour", "h"),
    ("hours", "h"),
    ("day", "d"),
    ("days", "d"),
    ("week", "w"),
    ("weeks", "w"),
    ("milliseconds", "ms"),
    ("millis", "ms"),
    ("msec", "ms"),
    ("msecs", "ms"),
];

/// Why a text is no length of time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a length of time is a whole number and a unit, one of ms, s, m, h, d, w")]
pub struct DurationError {
    /// The nearest right spelling, where one can be guessed.
    pub suggestion: Option<String>,
}

/// Reads a whole number and a unit, such as `15m` or `15 m`.
///
/// # Errors
/// When the number is missing, not whole, too large, or the unit is not one of ms, s, m, h, d, w.
pub fn parse_duration(text: &str) -> Result<Duration, DurationError> {
    let text = text.trim();
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, unit) = text.split_at(digits);
    let unit = unit.trim_start();
    let Ok(number) = number.parse::<u64>() else { return Err(DurationError { suggestion: None }) };
    let millis = UNITS.iter().find(|(name, _)| *name == unit).and_then(|(_, millis)| number.checked_mul(*millis));
    millis.map(Duration::from_millis).ok_or_else(|| DurationError { suggestion: suggestion(number, unit) })
}

fn suggestion(number: u64, unit: &str) -> Option<String> {
    let unit = unit.to_ascii_lowercase();
    if unit.is_empty() {
        return Some(format!("{number}s"));
    }
    let known = UNITS.iter().map(|(name, _)| *name).find(|name| *name == unit);
    known
        .or_else(|| WORDS.iter().find(|(word, _)| *word == unit).map(|(_, name)| *name))
        .map(|name| format!("{number}{name}"))
}

/// Writes a length in the largest unit that divides it, so that it reads back as the same length.
#[must_use]
pub fn duration_text(length: Duration) -> String {
    let millis = u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
    if millis == 0 {
        return "0s".to_owned();
    }
    // Weeks are read but not written: a person counts fourteen days, not two weeks.
    let (name, unit) = UNITS[1..].iter().find(|(_, unit)| millis % unit == 0).copied().unwrap_or(("ms", 1));
    format!("{}{name}", millis / unit)
}
