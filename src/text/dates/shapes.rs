//! The pieces that dates are made of, each recognised at the front of what is left: clocks, number groups, offsets, zones.

use super::lexer::{Piece, Token};
use super::words::{self, Word};
use chrono::{FixedOffset, NaiveDate, NaiveTime};
use chrono_tz::Tz;

/// A number and how many digits it was written with.
pub(super) type Number = (u64, usize);

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) hour: u32,
    pub(super) minute: u32,
    pub(super) second: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Zone {
    Fixed(FixedOffset),
    Named(Tz),
    /// `بالتوقيت المحلي`: the zone of the feed, said in words.
    Local,
}

impl Clock {
    /// The time, and whether it is that of the next day (`24:00`). A half of the day said with an hour above 12 says nothing.
    pub(super) fn on_24_hours(self, afternoon: Option<bool>) -> Option<(NaiveTime, bool)> {
        let hour = match (self.hour, afternoon) {
            (12, Some(false)) => 0,
            (1..=11, Some(true)) => self.hour + 12,
            (hour, _) => hour,
        };
        let second = self.second.unwrap_or(0).min(59);
        if hour == 24 {
            return (self.minute == 0 && second == 0).then_some((NaiveTime::MIN, true));
        }
        Some((NaiveTime::from_hms_opt(hour, self.minute, second)?, false))
    }
}

pub(super) fn word_at(rest: &[Piece], at: usize) -> &str {
    match rest.get(at).map(|p| &p.token) {
        Some(Token::Word(word)) => word,
        _ => "",
    }
}

pub(super) fn number_at(rest: &[Piece], at: usize) -> Option<Number> {
    match rest.get(at)?.token {
        Token::Number(value, digits) => Some((value, digits)),
        _ => None,
    }
}

pub(super) fn is_sign(rest: &[Piece], at: usize, sign: char) -> bool {
    rest.get(at).is_some_and(|p| p.token == Token::Sign(sign))
}

pub(super) fn is_half_of_day(piece: Option<&Piece>) -> bool {
    matches!(piece.map(|p| &p.token), Some(Token::Word(word)) if matches!(words::meaning(word), Some(Word::Am | Word::Pm)))
}

/// `10:30`, `10:30:15`, `10:30:15.250` at the front; the inner `None` is a time that no clock shows.
pub(super) fn clock(rest: &[Piece]) -> Option<(Option<Clock>, usize)> {
    let (hour, 1 | 2) = number_at(rest, 0)? else { return None };
    if !is_sign(rest, 1, ':') {
        return None;
    }
    let (minute, 2) = number_at(rest, 2)? else { return None };
    let mut used = 3;
    let mut second = None;
    if is_sign(rest, 3, ':')
        && let Some((value, 2)) = number_at(rest, 4)
    {
        second = Some(value);
        used = 5;
        let fraction = is_sign(rest, 5, '.') || is_sign(rest, 5, ',');
        if fraction && number_at(rest, 6).is_some() && !rest[6].spaced {
            used = 7;
        }
    }
    let valid = hour <= 24 && minute < 60 && second.is_none_or(|s| s <= 60);
    let part = |n: u64| u32::try_from(n).unwrap_or(0);
    let clock = Clock { hour: part(hour), minute: part(minute), second: second.map(part) };
    Some((valid.then_some(clock), used))
}

pub(super) fn compact_clock(value: u64) -> Option<Clock> {
    let part = |n: u64| u32::try_from(n).ok();
    let (hour, minute, second) = (part(value / 10_000)?, part(value / 100 % 100)?, part(value % 100)?);
    (hour <= 24 && minute < 60 && second <= 60).then_some(Clock { hour, minute, second: Some(second) })
}

/// Three numbers joined by one kind of sign.
pub(super) fn triple(rest: &[Piece]) -> Option<(Number, Number, Number)> {
    let Token::Sign(sign @ ('-' | '/' | '.' | '\\')) = rest.get(1)?.token else { return None };
    let parts = (number_at(rest, 0)?, number_at(rest, 2)?, number_at(rest, 4)?);
    // `1.2.3.4` is an address and no date.
    let ends = !(is_sign(rest, 5, sign) && number_at(rest, 6).is_some_and(|_| !rest[6].spaced));
    (is_sign(rest, 3, sign) && parts.1.1 <= 2 && ends).then_some(parts)
}

/// `2026-11`, unless a time follows in disguise.
pub(super) fn year_month(rest: &[Piece]) -> Option<(i32, u32)> {
    let ((year, 4), (month, 2)) = (number_at(rest, 0)?, number_at(rest, 2)?) else { return None };
    let joined = is_sign(rest, 1, '-') && !rest[1].spaced && !rest[2].spaced && !is_sign(rest, 3, ':');
    let month = u32::try_from(month).ok().filter(|m| (1..=12).contains(m))?;
    joined.then_some((i32::try_from(year).ok()?, month))
}

/// `2026-327`, the ordinal date of ISO 8601.
pub(super) fn day_of_year(rest: &[Piece]) -> Option<NaiveDate> {
    let ((year, 4), (day, 3)) = (number_at(rest, 0)?, number_at(rest, 2)?) else { return None };
    let joined = is_sign(rest, 1, '-') && !rest[1].spaced && !rest[2].spaced && rest.len() == 3;
    let day = u32::try_from(day).ok().filter(|_| joined)?;
    NaiveDate::from_yo_opt(i32::try_from(year).ok()?, day)
}

/// First or second of two months that share a name.
pub(super) fn ordinal(rest: &[Piece]) -> Option<u32> {
    match &rest.get(1)?.token {
        Token::Word(word) if matches!(word.as_str(), "الاول" | "اول") => Some(1),
        Token::Word(word) if matches!(word.as_str(), "الثاني" | "ثاني") => Some(2),
        Token::Number(n @ (1 | 2), 1) => u32::try_from(*n).ok(),
        _ => None,
    }
}

/// `+0300`, `+03:00`, `+3` after a time, in minutes, with the pieces used.
pub(super) fn offset(rest: &[Piece], sign: char) -> Option<(i32, usize)> {
    let next = rest.get(1).filter(|p| !p.spaced)?;
    let Token::Number(value, digits) = next.token else { return None };
    let value = i32::try_from(value).ok()?;
    let (hours, minutes, used) = match digits {
        4 => (value / 100, value % 100, 2),
        1 | 2 if is_sign(rest, 2, ':') && !rest[2].spaced => {
            let (minutes, 2) = number_at(rest, 3)? else { return None };
            (value, i32::try_from(minutes).ok()?, 4)
        }
        // A bare number after a blank and a dash is the day of a date.
        1 | 2 if sign == '+' || !rest[0].spaced => (value, 0, 2),
        _ => return None,
    };
    let total = (hours <= 14 && minutes < 60).then_some(hours * 60 + minutes)?;
    Some((if sign == '+' { total } else { -total }, used))
}

pub(super) fn fixed(minutes: i32) -> Option<Zone> {
    FixedOffset::east_opt(minutes * 60).map(Zone::Fixed)
}

pub(super) fn named_clock(word: &str) -> Option<Zone> {
    words::clock(word)?.parse().ok().map(Zone::Named)
}

/// `Asia/Riyadh`, in whatever letter case.
pub(super) fn database_name(rest: &[Piece]) -> Option<(Tz, usize)> {
    if !is_sign(rest, 1, '/') {
        return None;
    }
    let capital = |word: &str| {
        word.split('_')
            .map(|part| {
                part.chars().take(1).flat_map(char::to_uppercase).chain(part.chars().skip(1)).collect::<String>()
            })
            .collect::<Vec<_>>()
            .join("_")
    };
    let name = format!("{}/{}", capital(word_at(rest, 0)), capital(word_at(rest, 2)));
    let upper = || format!("{}/{}", capital(word_at(rest, 0)), word_at(rest, 2).to_uppercase());
    name.parse().or_else(|_| upper().parse()).ok().map(|zone| (zone, 3))
}
