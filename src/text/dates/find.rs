//! The first whole date inside a longer text. What surrounds a date decides whether it is one: a range, a longer number, a phone
//! number and the date of another event hold the same digits.

use super::grammar::Found;
use super::lexer::{Piece, Token};
use super::shapes::{clock, day_of_year, is_sign, number_at, word_at};
use super::words::{self, Word};
use super::{DateContext, ParsedDate};
use chrono::Datelike;

/// How much of a text is searched, in bytes; dates stand at the front of the lines that have them.
pub(super) const MAX_BYTES: usize = 600;

/// Most pieces of one date, with weekday, twin, time and zone.
const MAX_PIECES: usize = 40;

/// Years that a page's own date can be from: the first Arabic outlets went online in 1995.
const YEARS: std::ops::RangeInclusive<i32> = 1995..=2100;

/// Signs that run ranges, and numbers into each other.
const JOINTS: &str = "-–—/.:+,\\_";

/// Finds the first whole absolute date.
pub(super) fn absolute(pieces: &[Piece], context: &DateContext) -> Option<ParsedDate> {
    let mut at = 0;
    let mut refused = None;
    while at < pieces.len() {
        let Some((date, end)) = starts(pieces, at).then(|| longest(pieces, at, context)).flatten() else {
            at += 1;
            continue;
        };
        let joined = refused.is_some_and(|r| pieces[r..at].iter().all(is_joint));
        if !joined && is_free_before(pieces, at) && is_free_after(pieces, end, date, context) {
            return Some(date);
        }
        refused = Some(end);
        at = end;
    }
    None
}

/// Whether a date can begin at `at`.
fn starts(pieces: &[Piece], at: usize) -> bool {
    match &pieces[at].token {
        Token::Number(_, digits) => matches!(digits, 1 | 2 | 4) && day_of_year(&pieces[at..]).is_none(),
        Token::Word(word) => match words::meaning(word) {
            // One letter is a month only behind its day; and a number before the month belongs to it, for better or worse.
            Some(Word::Month(_) | Word::Kanun | Word::Tishrin) => {
                let after_number =
                    at.checked_sub(1).is_some_and(|b| matches!(pieces[b].token, Token::Number(_, 1 | 2)));
                word.chars().count() > 1 && !after_number
            }
            Some(Word::Clock) => true,
            _ => words::abbreviation(word) == Some(0) && clock(&pieces[at + 1..]).is_some(),
        },
        Token::Sign(_) => false,
    }
}

/// The longest whole date that begins at `at`, with the piece after its last part.
fn longest(pieces: &[Piece], at: usize, context: &DateContext) -> Option<(ParsedDate, usize)> {
    let limit = pieces.len().min(at + MAX_PIECES);
    // The day of the week stands before the numbers that it explains.
    let weekday = last_word(pieces, at).filter(|word| is_weekday(word)).and_then(words::weekday);
    let mut found = Found::on(weekday);
    let mut best: Option<(ParsedDate, usize)> = None;
    let mut next = at;
    while next < limit && fits(&found, pieces, next, best.is_some()) {
        let Some(used) = found.step(&pieces[next..limit]) else { break };
        next += used;
        match found.whole_day(context) {
            Some(date) if best.is_none_or(|(known, _)| known != date) => best = Some((date, next)),
            _ => {}
        }
    }
    best.filter(|(date, _)| YEARS.contains(&date.at.year()))
}

/// Whether the piece at `next` may go on the date found so far. Inside running words the reader must be stricter than
/// where the whole text is a date.
fn fits(found: &Found, pieces: &[Piece], next: usize, is_whole: bool) -> bool {
    const INSIDE: [&str; 9] = ["من", "شهر", "عام", "سنه", "لعام", "of", "st", "nd", "th"];
    const CHANGED: [&str; 5] = ["اخر", "تحديث", "التحديث", "حدث", "updated"];
    match &pieces[next].token {
        Token::Number(_, digits) => {
            let rest = &pieces[next..];
            let late_day = *digits <= 2 && found.awaits_no_day() && clock(rest).is_none();
            // `نوفمبر 2026 5 قتلى`: a day stands beside its month.
            let beside = || last_word(pieces, next).is_some_and(|w| is_month_part(w) || is_weekday(w));
            *digits <= 4 && day_of_year(rest).is_none() && (!late_day || beside())
        }
        // The time behind `آخر تحديث` is not that of the first date.
        Token::Word(word) if is_whole => !CHANGED.contains(&word.as_str()),
        Token::Word(word) => {
            !found.is_open() || words::meaning(word) != Some(Word::Filler) || INSIDE.contains(&word.as_str())
        }
        Token::Sign(_) => true,
    }
}

/// The word right before `at`, signs read over; `None` when a number stands there.
fn last_word(pieces: &[Piece], at: usize) -> Option<&str> {
    pieces[..at].iter().rev().find_map(|p| match &p.token {
        Token::Word(word) => Some(Some(word.as_str())),
        Token::Number(..) => Some(None),
        Token::Sign(_) => None,
    })?
}

fn is_weekday(word: &str) -> bool {
    words::meaning(word) == Some(Word::Weekday)
}

fn is_month_part(word: &str) -> bool {
    matches!(word, "الاول" | "الثاني" | "اول" | "ثاني")
        || matches!(words::meaning(word), Some(Word::Month(_) | Word::Kanun | Word::Tishrin))
}

/// Words that join two dates to a range.
fn is_until(word: &str) -> bool {
    matches!(word, "الي" | "حتي" | "لغايه" | "و" | "to" | "until" | "till" | "and")
}

/// Words before a date that make it another event's or no date.
fn is_foreign(word: &str) -> bool {
    matches!(
        word,
        "من" | "منذ"
            | "قبل"
            | "بعد"
            | "بين"
            | "رقم"
            | "هاتف"
            | "الهاتف"
            | "فاكس"
            | "جوال"
            | "since"
            | "before"
            | "after"
            | "from"
            | "tel"
            | "phone"
            | "fax"
            | "no"
    )
}

fn is_joint(piece: &Piece) -> bool {
    match &piece.token {
        Token::Sign(sign) => JOINTS.contains(*sign),
        Token::Word(word) => is_until(word) || is_weekday(word),
        Token::Number(..) => false,
    }
}

/// Whether nothing before `at` makes the date there a part of something else.
fn is_free_before(pieces: &[Piece], at: usize) -> bool {
    let mut before = at;
    while before > 0 && matches!(&pieces[before - 1].token, Token::Word(w) if is_weekday(w) || w == "يوم") {
        before -= 1;
    }
    let Some(last) = before.checked_sub(1) else { return true };
    match &pieces[last].token {
        Token::Word(word) => !is_until(word) && !is_foreign(word),
        Token::Sign('+') => pieces[at].spaced,
        // A label's colon stands between the word and the date: `هاتف: 2/11/2026`.
        Token::Sign(':') => !matches!(word_at(pieces, last.wrapping_sub(1)), w if is_foreign(w)),
        Token::Sign(sign) if JOINTS.contains(*sign) => {
            let Some((number, digits)) = last.checked_sub(1).and_then(|b| number_at(pieces, b)) else { return true };
            // `10:10-4 مارس 2026`: the time of day stands glued to its day.
            let is_clock = matches!(sign, '-' | '–' | '—')
                && last.checked_sub(2).is_some_and(|c| is_sign(pieces, c, ':'))
                && last.checked_sub(3).is_some_and(|h| number_at(pieces, h).is_some_and(|(hour, _)| hour < 24));
            if is_clock && number < 60 && digits == 2 {
                return true;
            }
            let run_in = !pieces[at].spaced && !pieces[last].spaced;
            let is_day = digits <= 2 && number <= 31 && matches!(sign, '-' | '–' | '—' | '/');
            !run_in && !is_day
        }
        _ => true,
    }
}

fn is_latin_word(piece: Option<&Piece>) -> bool {
    matches!(piece, Some(Piece { token: Token::Word(word), spaced: false }) if word.is_ascii())
}

/// Whether nothing from `end` on makes the date before it a part of something else.
fn is_free_after(pieces: &[Piece], end: usize, date: ParsedDate, context: &DateContext) -> bool {
    let Some(next) = pieces.get(end) else { return true };
    match &next.token {
        // `2026-11-23T25:00`, `23 Nov 2026 1:2:3`: what should have been the time is none, so the rest is not to be trusted.
        Token::Word(word) if !next.spaced && word.is_ascii() => false,
        Token::Number(..) if is_sign(pieces, end + 1, ':') && number_at(pieces, end + 2).is_some() => false,
        // `10:30 +A -A`: buttons for the size of letters.
        Token::Sign('+') if is_latin_word(pieces.get(end + 1)) => word_at(pieces, end + 1) == "a",
        Token::Word(word) if is_until(word) => number_at(pieces, end + 1).is_none(),
        Token::Sign(sign) if JOINTS.contains(*sign) => {
            let Some(after) = pieces.get(end + 1) else { return true };
            let is_number = matches!(after.token, Token::Number(..));
            let run_in = is_number && !next.spaced && !after.spaced;
            let is_range = matches!(sign, '-' | '–' | '—')
                && !is_sign(pieces, end + 1, *sign)
                && longest(pieces, end + 1, context)
                    .is_some_and(|(other, _)| other.at.date_naive() != date.at.date_naive());
            !(run_in || is_number && is_range)
        }
        _ => true,
    }
}
