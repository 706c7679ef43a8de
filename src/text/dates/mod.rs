//! Dates as feeds and pages write them, in English and Arabic, to an instant; and what is no date to nothing.
//!
//! The reader is strict in one way and lax in another: the parts may stand in any order and between many words, but every word
//! and number must have a meaning, and exactly one date must come out. Day comes before month always. A date without a zone
//! is read in the zone of its feed; a day without a time is the start of that day there.
//!
//! A Hijri date counts where no Gregorian one stands beside it, by the Umm al-Qura calendar.
//!
//! Not read: Hijri dates in numbers alone without `هـ`, two-digit years in all-numeric dates, days without a year.

mod find;
#[cfg(test)]
mod find_tests;
mod grammar;
mod hijri;
mod lexer;
mod relative;
mod shapes;
#[cfg(test)]
mod tests;
mod words;

use super::letters::fold;
use chrono::{DateTime, FixedOffset, LocalResult, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// Longest text looked at, in bytes; no date is longer, and labels around one are short.
const MAX_BYTES: usize = 300;

/// What a date is read against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DateContext {
    /// Zone of a date that states none.
    pub zone: Tz,
    /// What relative dates (`منذ ساعتين`) count from.
    pub now: DateTime<Utc>,
}

/// How much of an instant was stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DatePrecision {
    /// To the second.
    Second,
    /// To the minute.
    Minute,
    /// Only the day.
    Day,
    /// Only the month.
    Month,
    /// Only the year.
    Year,
}

/// A date that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParsedDate {
    /// The instant, with the offset that was stated or is the zone's at that time.
    pub at: DateTime<FixedOffset>,
    /// How much of it was stated.
    pub precision: DatePrecision,
    /// Whether the text named a zone.
    pub zoned: bool,
    /// Whether it counts from now, so that it is right only for a text read when it was written.
    pub relative: bool,
}

/// Reads `text` as one date; `None` when it holds none, more than one, or anything that is not part of a date.
///
/// ```
/// use hasad::text::dates::{parse, DateContext, DatePrecision};
/// let context = DateContext { zone: chrono_tz::Asia::Riyadh, now: chrono::DateTime::UNIX_EPOCH };
/// let date = parse("الأربعاء ٥ آب/أغسطس ٢٠٢٦ - ٠١:٣٧ م", &context).unwrap();
/// assert_eq!(date.at.to_rfc3339(), "2026-08-05T13:37:00+03:00");
/// assert_eq!(parse("عاجل", &context), None);
/// ```
#[must_use]
pub fn parse(text: &str, context: &DateContext) -> Option<ParsedDate> {
    if text.len() > MAX_BYTES {
        return None;
    }
    let folded = fold(text);
    let pieces = lexer::cut(&folded);
    if pieces.is_empty() {
        return None;
    }
    epoch(&pieces).or_else(|| relative::parse(&pieces, context)).or_else(|| grammar::parse(&pieces, context))
}

/// Finds the first whole date inside a longer `text`: a byline, a breadcrumb, a line of labels. `None` when there is none that is
/// safe to take: at least day, month and a year of four digits, no part of a range, of a longer number or of a phone number, and
/// no date that the words before it make another event's (`قبل`, `منذ`, `حتى`). A date that counts from now is found where
/// separators part it from the rest and no absolute date stands in the text.
///
/// Only the first 600 bytes are read.
///
/// ```
/// use hasad::text::dates::{find, DateContext};
/// let context = DateContext { zone: chrono_tz::Asia::Riyadh, now: chrono::DateTime::UNIX_EPOCH };
/// let date = find("سامي الحداد | نشر في: الأحد 23 نوفمبر 2026 - 10:30 ص | 5 تعليقات", &context).unwrap();
/// assert_eq!(date.at.to_rfc3339(), "2026-11-23T10:30:00+03:00");
/// assert_eq!(find("المعرض مفتوح من 20 إلى 23 نوفمبر 2026", &context), None);
/// ```
#[must_use]
pub fn find(text: &str, context: &DateContext) -> Option<ParsedDate> {
    let pieces = lexer::cut(&fold(&text[..text.floor_char_boundary(find::MAX_BYTES)]));
    find::absolute(&pieces, context).or_else(|| relative::find(&pieces, context))
}

/// Whether `text` is nothing but a date that counts from now: `منذ 3 ساعات`.
#[must_use]
pub fn counts_from_now(text: &str) -> bool {
    let begins = ["منذ", "قبل"].iter().any(|word| text.trim_start().starts_with(word));
    let now = DateContext { zone: Tz::UTC, now: DateTime::UNIX_EPOCH + TimeDelta::days(20_000) };
    begins && parse(text, &now).is_some_and(|date| date.relative)
}

/// Seconds (9–10 digits) or milliseconds (12–13 digits) since 1970, from 1980 on.
fn epoch(pieces: &[lexer::Piece]) -> Option<ParsedDate> {
    let [lexer::Piece { token: lexer::Token::Number(value, digits), .. }] = pieces else { return None };
    let seconds = match digits {
        9 | 10 => *value,
        12 | 13 => *value / 1_000,
        _ => return None,
    };
    let at = DateTime::from_timestamp(i64::try_from(seconds).ok()?, 0)?;
    let plausible = (315_532_800..4_102_444_800).contains(&at.timestamp());
    plausible.then(|| ParsedDate {
        at: at.fixed_offset(),
        precision: DatePrecision::Second,
        zoned: true,
        relative: false,
    })
}

/// The instant at which a clock in `zone` shows `local`. Clocks put forward skip an hour, Cairo's and Beirut's at midnight:
/// a time inside the gap is the first instant after it. A time that occurs twice is the first of the two. Offsets are of whole
/// minutes: the odd seconds of clocks before standard time could not be written down.
#[must_use]
pub fn at_local(zone: Tz, local: NaiveDateTime) -> DateTime<FixedOffset> {
    for step in 0..=8 {
        let shifted = local.checked_add_signed(TimeDelta::minutes(30 * step)).unwrap_or(local);
        match zone.from_local_datetime(&shifted) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => {
                return in_whole_minutes(shifted, at.offset().fix());
            }
            LocalResult::None => {}
        }
    }
    local.and_utc().fixed_offset()
}

fn in_whole_minutes(local: NaiveDateTime, offset: FixedOffset) -> DateTime<FixedOffset> {
    let seconds = offset.local_minus_utc();
    FixedOffset::east_opt(seconds - seconds.rem_euclid(60))
        .and_then(|offset| local.and_local_timezone(offset).single())
        .unwrap_or_else(|| local.and_utc().fixed_offset())
}

/// The first instant of `date` in `zone`.
fn start_of_day(zone: Tz, date: chrono::NaiveDate) -> DateTime<FixedOffset> {
    at_local(zone, date.and_time(NaiveTime::MIN))
}
