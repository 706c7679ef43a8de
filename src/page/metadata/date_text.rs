//! Dates as text. One small reader, in one place, until `text::dates` reads them all.

use crate::article::Precision;
use crate::text::letters::fold;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};
use chrono_tz::Tz;

/// Month names of four families, folded, January first.
const MONTHS: [&[&str]; 12] = [
    &["يناير", "كانون الثاني", "جانفي", "ينائر", "january", "jan"],
    &["فبراير", "شباط", "فيفري", "فبرائر", "february", "feb"],
    &["مارس", "اذار", "march", "mar"],
    &["ابريل", "نيسان", "افريل", "april", "apr"],
    &["مايو", "ايار", "ماي", "may"],
    &["يونيو", "حزيران", "جوان", "يونيه", "june", "jun"],
    &["يوليو", "تموز", "جويليه", "يوليوز", "يوليه", "july", "jul"],
    &["اغسطس", "اب", "اوت", "غشت", "august", "aug"],
    &["سبتمبر", "ايلول", "شتنبر", "september", "sep"],
    &["اكتوبر", "تشرين الاول", "october", "oct"],
    &["نوفمبر", "تشرين الثاني", "نونبر", "november", "nov"],
    &["ديسمبر", "كانون الاول", "دجنبر", "december", "dec"],
];

/// A date read from text, with how much of it was stated.
pub(super) type Read = (DateTime<FixedOffset>, Precision);

/// Reads the first date in `text`; one without an offset is taken to be in `zone`. `None` when there is no whole date.
pub(super) fn read_date(text: &str, zone: Tz) -> Option<Read> {
    // A date is short; what is longer is no date, and is not searched.
    let text = text.trim().get(..text.trim().floor_char_boundary(600)).unwrap_or_default();
    if let Ok(at) =
        DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%z"))
    {
        return Some((at, Precision::Second));
    }
    if let Ok(at) = DateTime::parse_from_rfc2822(text) {
        return Some((at, Precision::Second));
    }
    if let Ok(at) = DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M%:z") {
        return Some((at, Precision::Minute));
    }
    let folded = close_up(&fold(text));
    let date = numeric(&folded).or_else(|| named(&folded))?;
    match time(&folded) {
        Some((time, precision)) => Some((in_zone(date.and_time(time), zone)?, precision)),
        None => Some((in_zone(date.and_time(NaiveTime::MIN), zone)?, Precision::Day)),
    }
}

/// `01 - 03 - 2020` as `01-03-2020`: blanks go between a digit, a mark and a digit.
fn close_up(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    for (at, c) in chars.iter().enumerate() {
        let next = chars[at..].iter().find(|c| **c != ' ').copied().unwrap_or(' ');
        let last = out.chars().next_back().unwrap_or(' ');
        let is_mark = |c: char| matches!(c, '-' | '/');
        if *c == ' ' && ((last.is_ascii_digit() && is_mark(next)) || (is_mark(last) && next.is_ascii_digit())) {
            continue;
        }
        out.push(*c);
    }
    out
}

/// The instant of a local time; where summer time skips it, the first one after.
fn in_zone(local: NaiveDateTime, zone: Tz) -> Option<DateTime<FixedOffset>> {
    let at = zone.from_local_datetime(&local).earliest();
    let at = at.or_else(|| zone.from_local_datetime(&(local + chrono::TimeDelta::hours(1))).earliest());
    at.map(|a| a.fixed_offset())
}

/// `2026-11-23`, `2026/11/23`, `23/11/2026`, `23-11-2026`, `23.11.2026`; the day before the month, always.
fn numeric(folded: &str) -> Option<NaiveDate> {
    let words = folded.split(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '/' | '.')));
    words.filter(|w| w.len() >= 8).find_map(|word| {
        let parts: Vec<u32> =
            word.trim_matches(['-', '/', '.']).split(['-', '/', '.']).map_while(|p| p.parse().ok()).collect();
        let [a, b, c] = *parts.first_chunk::<3>()?;
        if a > 1900 { day(a, b, c) } else { day(c, b, a) }
    })
}

fn day(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    (1990..2100).contains(&year).then(|| NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)).flatten()
}

/// `23 نوفمبر 2026`, `23 تشرين الثاني/نوفمبر 2026`, `نوفمبر 23, 2026`.
fn named(folded: &str) -> Option<NaiveDate> {
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).take(40).collect();
    (0..words.len()).find_map(|at| {
        let (month, mut next) = month_at(&words, at)?;
        let before = at.checked_sub(1).and_then(|i| words[i].parse::<u32>().ok());
        // A second name of the same month stands beside the first.
        while let Some((_, after)) = month_at(&words, next) {
            next = after;
        }
        let number = |i: usize| words.get(i).and_then(|w| w.parse::<u32>().ok());
        match (before, number(next), number(next + 1)) {
            (Some(d), Some(y), _) if d <= 31 => day(y, month, d),
            (_, Some(d), Some(y)) if d <= 31 => day(y, month, d),
            _ => None,
        }
    })
}

fn month_at(words: &[&str], at: usize) -> Option<(u32, usize)> {
    let (first, second) = (*words.get(at)?, words.get(at + 1));
    MONTHS.iter().zip(1..).find_map(|(names, month)| {
        names.iter().find_map(|name| match name.split_once(' ') {
            Some((a, b)) => (a == first && second == Some(&b)).then_some((month, at + 2)),
            None => (*name == first).then_some((month, at + 1)),
        })
    })
}

/// `10:05`, `10:05:30`, with ص/م or AM/PM; the second half of the day only where the hour leaves room for it.
fn time(folded: &str) -> Option<(NaiveTime, Precision)> {
    let colon = folded.match_indices(':').map(|(at, _)| at).find(|at| {
        let digit = |i: usize| folded.as_bytes().get(i).is_some_and(u8::is_ascii_digit);
        *at > 0 && digit(at - 1) && digit(at + 1) && digit(at + 2)
    })?;
    let hour_start = folded[..colon]
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |i| i + folded[i..].chars().next().map_or(1, char::len_utf8));
    let hour: u32 = folded.get(hour_start..colon)?.parse().ok()?;
    let minute: u32 = folded.get(colon + 1..colon + 3)?.parse().ok()?;
    let rest = folded.get(colon + 3..).unwrap_or_default();
    let second = rest.strip_prefix(':').and_then(|r| r.get(..2)).and_then(|s| s.parse::<u32>().ok());
    let half = rest.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit()).trim_start();
    let is = |marks: &[&str]| {
        marks.iter().any(|m| half.strip_prefix(m).is_some_and(|r| !r.starts_with(char::is_alphabetic)))
    };
    let hour = match hour {
        12 if is(&["ص", "صباحا", "am"]) => 0,
        1..=11 if is(&["م", "مساء", "pm"]) => hour + 12,
        other => other,
    };
    let precision = if second.is_some() { Precision::Second } else { Precision::Minute };
    Some((NaiveTime::from_hms_opt(hour, minute, second.unwrap_or(0))?, precision))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<(String, Precision)> {
        read_date(text, chrono_tz::Asia::Riyadh).map(|(at, p)| (at.to_rfc3339(), p))
    }

    #[test]
    fn forms_of_one_day() {
        let day =
            |text| assert_eq!(shown(text), Some(("2026-11-23T00:00:00+03:00".to_owned(), Precision::Day)), "{text}");
        day("2026-11-23");
        day("الإثنين ٢٣ نوفمبر ٢٠٢٦");
        day("23 تشرين الثاني/نوفمبر 2026");
        day("نُشر في 23/11/2026");
        day("الوادي يوم 23 - 11 - 2026");
    }

    #[test]
    fn forms_of_one_instant() {
        assert_eq!(shown("2026-11-23T10:00:00Z"), Some(("2026-11-23T10:00:00+00:00".to_owned(), Precision::Second)));
        for text in ["2026-11-23 22:05", "23 نونبر 2026 - 10:05 م", "23.11.2026 الساعة 22:05 مساء"] {
            assert_eq!(shown(text), Some(("2026-11-23T22:05:00+03:00".to_owned(), Precision::Minute)), "{text}");
        }
    }

    #[test]
    fn what_is_no_whole_date_is_none() {
        for text in ["بداية نوفمبر الجاري", "1445/12/03", "10:30", "في 2026", ""] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
