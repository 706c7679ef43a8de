//! Blocks that are furniture by their words (counters, clocks, dates), and times that only moved with the clock.

use crate::text::dates::{DateContext, ParsedDate, parse};
use chrono::{DateTime, TimeDelta, Utc};
use std::ops::Range;

/// Words, folded, that counters are labelled with.
const COUNTED: [&str; 43] = [
    "قرا",
    "مشاهده",
    "مشاهدات",
    "المشاهدات",
    "مشاهدين",
    "قراءه",
    "قراءات",
    "القراءات",
    "قراء",
    "القراء",
    "زياره",
    "زيارات",
    "الزيارات",
    "زاير",
    "الزوار",
    "تعليق",
    "تعليقات",
    "التعليقات",
    "تعليقا",
    "مشاركه",
    "مشاركات",
    "المشاركات",
    "اعجاب",
    "اعجابا",
    "اعجابات",
    "الاعجابات",
    "متابع",
    "متابعون",
    "المتابعين",
    "تحميل",
    "تحميلات",
    "طباعه",
    "views",
    "view",
    "reads",
    "comments",
    "comment",
    "shares",
    "share",
    "likes",
    "like",
    "visits",
    "hits",
];

/// Words, folded, of clocks and relative times.
const TIMES: [&str; 44] = [
    "منذ",
    "قبل",
    "ثانيه",
    "ثوان",
    "ثواني",
    "دقيقه",
    "دقيقتين",
    "دقيقتان",
    "دقايق",
    "ساعه",
    "ساعتين",
    "ساعتان",
    "ساعات",
    "الساعه",
    "يوم",
    "يوما",
    "يومين",
    "ايام",
    "اليوم",
    "امس",
    "اسبوع",
    "اسبوعين",
    "اسابيع",
    "شهر",
    "شهرين",
    "اشهر",
    "الان",
    "تحديث",
    "التحديث",
    "اخر",
    "نشر",
    "النشر",
    "صباحا",
    "مساء",
    "ص",
    "م",
    "توقيت",
    "بتوقيت",
    "التاريخ",
    "تاريخ",
    "ago",
    "minutes",
    "hours",
    "updated",
];

/// Words, folded, that join them.
const BETWEEN: [&str; 14] =
    ["عدد", "في", "من", "علي", "و", "كان", "هذا", "الخبر", "المقال", "الموضوع", "شخصا", "شخص", "الف", "k"];

/// Words of a line that may be furniture by its words.
const MAX_WORDS: usize = 14;

/// Whether a word is a number.
pub(super) fn is_number(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a block is nothing but a counter, a clock or a date: numbers and their labels, no other word.
pub(super) fn is_furniture_line(text: &str, words: &[&str]) -> bool {
    if words.is_empty() {
        return true;
    }
    if words.len() > MAX_WORDS {
        return false;
    }
    // Any clock would do: only whether it reads as a date is asked.
    if parse(text, &DateContext { zone: chrono_tz::UTC, now: DateTime::UNIX_EPOCH + TimeDelta::days(20_000) }).is_some()
    {
        return true;
    }
    let labelled = words.iter().any(|word| COUNTED.contains(word) || TIMES.contains(word));
    let counts = words.iter().any(|word| is_number(word)) || words.len() <= 4;
    let bare = words.iter().all(|word| is_number(word));
    let known =
        |word: &&str| is_number(word) || COUNTED.contains(word) || TIMES.contains(word) || BETWEEN.contains(word);
    bare || (labelled && counts && words.iter().all(known))
}

/// Words before a change that may belong to the time it stands in, and the longest such phrase.
const BEFORE: usize = 3;
const PHRASE: usize = 6;

/// A side of a change: the words of the block, which of them changed, and when the page was read.
type Side<'a> = (&'a [&'a str], &'a Range<usize>, DateTime<Utc>);

/// Whether the words around a change are, before and after it, a time that counts from the reading and tells the same instant:
/// the clock went on, the text did not change.
pub(super) fn same_instant(old: Side<'_>, new: Side<'_>) -> bool {
    let (Some((before, coarse_before)), Some((after, coarse_after))) = (instant(old), instant(new)) else {
        return ticked(old, new);
    };
    // Time only goes on: what happened three days ago cannot become two days ago.
    let older = new.2 - after >= old.2 - before;
    older && (after - before).abs() <= coarse_before.max(coarse_after)
}

/// The instant that a relative time around a change tells, and how coarsely.
fn instant((words, changed, at): Side<'_>) -> Option<(DateTime<Utc>, TimeDelta)> {
    let first = changed.start.saturating_sub(BEFORE);
    let since =
        (first..changed.end.max(changed.start + 1).min(words.len())).find(|at| matches!(words[*at], "منذ" | "قبل"))?;
    let context = DateContext { zone: chrono_tz::UTC, now: at };
    let longest = (words.len() - since).min(PHRASE);
    let read = |length: usize| -> Option<ParsedDate> {
        parse(&words[since..since + length].join(" "), &context).filter(|date| date.relative)
    };
    let told = (2..=longest).rev().filter(|length| since + length >= changed.end).find_map(read)?;
    let told = told.at.with_timezone(&Utc);
    Some((told, coarseness(at - told)))
}

/// How coarse a time that long ago is told: in minutes, hours, days, weeks.
fn coarseness(ago: TimeDelta) -> TimeDelta {
    match ago.num_minutes() {
        ..60 => TimeDelta::minutes(2),
        60..1_440 => TimeDelta::minutes(61),
        1_440..10_080 => TimeDelta::hours(25),
        _ => TimeDelta::days(8),
    }
}

/// Minutes by which a clock may be off from the time between two readings.
const OFF: i64 = 2;

/// Whether a time of day after `الساعة` went on as far as time did. Between readings half a day apart it tells nothing.
fn ticked(old: Side<'_>, new: Side<'_>) -> bool {
    let (Some(before), Some(after)) = (time_of_day(old), time_of_day(new)) else { return false };
    let half_day = 720;
    let passed = (new.2 - old.2).num_minutes().rem_euclid(half_day);
    let moved = (after - before).rem_euclid(half_day);
    let near_half_day = passed.min(half_day - passed) <= 2 * OFF;
    !near_half_day && (moved - passed).abs() <= OFF
}

/// Minutes since midnight of the time of day that a change stands in.
fn time_of_day((words, changed, _): Side<'_>) -> Option<i64> {
    let first = changed.start.saturating_sub(BEFORE);
    let hour = (first..changed.end).find(|at| words[*at] == "الساعه" || words[*at] == "الان")? + 1;
    let hour = if words.get(hour) == Some(&"الان") { hour + 1 } else { hour };
    let (hour, minute) = (words.get(hour)?.parse::<i64>().ok()?, words.get(hour + 1)?.parse::<i64>().ok()?);
    ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some(hour * 60 + minute)
}
