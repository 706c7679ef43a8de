//! Collects the parts of an absolute date in any order and puts them together.

use super::hijri::{self, HijriParts};
use super::lexer::{Piece, Token};
use super::shapes::{
    Clock, Number, Zone, clock, compact_clock, database_name, day_of_year, fixed, is_half_of_day, named_clock, offset,
    ordinal, triple, word_at, year_month,
};
use super::words::{self, Word};
use super::{DateContext, DatePrecision, ParsedDate, at_local, start_of_day};
use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;

/// Years a news item can be from.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2100;

/// Signs that part the pieces of a date and mean nothing.
const SEPARATORS: &str = ",،-–—/\\.()|:·•;؛[]'\"«»";

/// What the last piece was part of; decides what `م` and `هـ` mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Last {
    #[default]
    Nothing,
    Date,
    Time,
}

/// The parts found so far.
#[derive(Debug, Default)]
pub(super) struct Found {
    date: Option<NaiveDate>,
    /// The same numbers read as month and day, where that is a date too.
    other_order: Option<NaiveDate>,
    /// Day of the week, counted from Monday.
    weekday: Option<u32>,
    year_month: Option<(i32, u32)>,
    month: Option<u32>,
    month_needs_day: bool,
    loose: Vec<Number>,
    hijri: bool,
    hijri_parts: HijriParts,
    clock: Option<Clock>,
    afternoon: Option<bool>,
    zone: Option<Zone>,
    last: Last,
}

/// Reads `pieces` as one absolute date.
pub(super) fn parse(pieces: &[Piece], context: &DateContext) -> Option<ParsedDate> {
    let found = scan(pieces)?;
    let (date, precision) = found.resolve_date(pieces.len() == 1)?;
    if precision != DatePrecision::Day {
        let plain = found.clock.is_none() && found.afternoon.is_none();
        return plain.then(|| ParsedDate {
            at: start_of_day(context.zone, date),
            precision,
            zoned: false,
            relative: false,
        });
    }
    found.at(date, context)
}

/// Reads `pieces` as a time of day on `date`; they may also repeat that whole date.
pub(super) fn time_on(date: NaiveDate, pieces: &[Piece], context: &DateContext) -> Option<ParsedDate> {
    let found = scan(pieces)?;
    if found.is_time_only() {
        found.clock?;
        return found.at(date, context);
    }
    let (stated, precision) = found.resolve_date(false)?;
    if precision == DatePrecision::Day { found.at(stated, context) } else { None }
}

/// Walks over all pieces; `None` at the first that has no place in a date.
fn scan(pieces: &[Piece]) -> Option<Found> {
    let mut found = Found::default();
    let mut at = 0;
    while at < pieces.len() {
        at += found.step(&pieces[at..])?;
    }
    Some(found)
}

impl Found {
    /// Nothing found yet but the day of the week.
    pub(super) fn on(weekday: Option<u32>) -> Self {
        Self { weekday, ..Self::default() }
    }

    /// Reads the piece at the front of `rest`, with those that belong to it; how many those were, or `None` when it has no
    /// place in a date.
    pub(super) fn step(&mut self, rest: &[Piece]) -> Option<usize> {
        let used = match &rest.first()?.token {
            Token::Number(value, digits) => self.number(rest, *value, *digits)?,
            Token::Word(word) => self.word(rest, word)?,
            Token::Sign(sign) => self.sign(rest, *sign)?,
        };
        Some(used.max(1))
    }

    /// The date as found so far, if it is a whole day with a year of four digits.
    pub(super) fn whole_day(&self, context: &DateContext) -> Option<ParsedDate> {
        let year_in_full = self.date.is_some() || self.loose.iter().any(|(_, digits)| *digits == 4);
        let (date, precision) = self.resolve_date(false).filter(|_| year_in_full)?;
        if precision == DatePrecision::Day { self.at(date, context) } else { None }
    }

    /// Whether a day, a month or a year was read that is not yet a whole date.
    pub(super) fn is_open(&self) -> bool {
        self.date.is_none() && (self.month.is_some() || !self.loose.is_empty())
    }

    /// Whether month and year stand there, the year last.
    pub(super) fn awaits_no_day(&self) -> bool {
        self.month.is_some() && matches!(self.loose.as_slice(), [(_, 4)])
    }

    fn is_time_only(&self) -> bool {
        self.date.is_none() && self.year_month.is_none() && self.month.is_none() && self.loose.is_empty() && !self.hijri
    }

    fn number(&mut self, rest: &[Piece], value: u64, digits: usize) -> Option<usize> {
        if let Some((clock, used)) = clock(rest) {
            self.set_clock(clock?)?;
            return Some(used);
        }
        if let Some((a, b, c)) = triple(rest) {
            self.numeric_date(a, b, c)?;
            return Some(5);
        }
        if let Some((year, month)) = year_month(rest) {
            self.last = Last::Date;
            return self.year_month.replace((year, month)).is_none().then_some(3);
        }
        if let Some(date) = day_of_year(rest) {
            return self.set_date(date).map(|()| 3);
        }
        match digits {
            8 | 14 => self.compact(value, digits),
            // `T100000` of a compact instant.
            6 if self.last == Last::Date && self.date.is_some() => self.set_clock(compact_clock(value)?).map(|()| 1),
            1 | 2 if value <= 12 && is_half_of_day(rest.get(1)) => {
                self.set_clock(Clock { hour: u32::try_from(value).ok()?, minute: 0, second: None }).map(|()| 1)
            }
            1 | 2 | 4 => {
                self.loose.push((value, digits));
                self.last = Last::Date;
                Some(1)
            }
            _ => None,
        }
    }

    fn compact(&mut self, value: u64, digits: usize) -> Option<usize> {
        let (day, time) = if digits == 14 { (value / 1_000_000, Some(value % 1_000_000)) } else { (value, None) };
        let part = |n: u64| u32::try_from(n).ok();
        let date =
            NaiveDate::from_ymd_opt(i32::try_from(day / 10_000).ok()?, part(day / 100 % 100)?, part(day % 100)?)?;
        self.set_date(date)?;
        if let Some(time) = time {
            self.set_clock(compact_clock(time)?)?;
        }
        Some(1)
    }

    /// Year first when it has four digits, else day first; a Hijri year only marks the text.
    fn numeric_date(&mut self, a: Number, b: Number, c: Number) -> Option<()> {
        let (year, month, day) = match (a.1, c.1) {
            (4, 1 | 2) => (a.0, b.0, c.0),
            (1 | 2, 4) => (c.0, b.0, a.0),
            _ => return None,
        };
        let year = i32::try_from(year).ok()?;
        let (month, day) = (u32::try_from(month).ok()?, u32::try_from(day).ok()?);
        self.last = Last::Date;
        if hijri::YEARS.contains(&year) {
            self.hijri = true;
            self.hijri_parts.add(Some(year), Some(month), Some(day));
            return ((1..=12).contains(&month) && (1..=30).contains(&day)).then_some(());
        }
        self.other_order = NaiveDate::from_ymd_opt(year, day, month).filter(|_| c.1 == 4);
        self.set_date(NaiveDate::from_ymd_opt(year, month, day)?)
    }

    /// The date in the order that its day of the week tells: Drupal writes `ثلاثاء, 06/05/2018` for the fifth of June.
    fn in_order(&self, date: NaiveDate) -> NaiveDate {
        let falls = |date: &NaiveDate| Some(date.weekday().num_days_from_monday()) == self.weekday;
        self.other_order.filter(|other| falls(other) && !falls(&date)).unwrap_or(date)
    }

    /// A second, different date makes the text ambiguous.
    fn set_date(&mut self, date: NaiveDate) -> Option<()> {
        self.last = Last::Date;
        match self.date.replace(date) {
            Some(before) if before != date => None,
            _ => Some(()),
        }
    }

    /// A second time is read over when the first has its zone (`16:25 مكة المكرمة، 13:25 غرينتش`).
    fn set_clock(&mut self, clock: Clock) -> Option<()> {
        self.last = Last::Time;
        match self.clock {
            Some(before) => (before == clock || self.zone.is_some()).then_some(()),
            None => {
                self.clock = Some(clock);
                Some(())
            }
        }
    }

    fn word(&mut self, rest: &[Piece], word: &str) -> Option<usize> {
        if let Some(used) = self.zone_word(rest, word) {
            return Some(used);
        }
        match (word, word_at(rest, 1)) {
            ("t", _) if self.last == Last::Date && matches!(rest.get(1)?.token, Token::Number(..)) => return Some(1),
            ("a" | "p", _) if self.clock.is_some() => return self.dotted_half(rest, word),
            ("بعد" | "قبل", "الظهر") => {
                self.afternoon = Some(word == "بعد");
                return Some(2);
            }
            _ => {}
        }
        match words::meaning(word)? {
            Word::Month(month) => {
                self.month_needs_day |= words::needs_day(word);
                self.set_month(month).map(|()| 1)
            }
            Word::Kanun => self.set_month(if ordinal(rest)? == 1 { 12 } else { 1 }).map(|()| 2),
            Word::Tishrin => self.set_month(if ordinal(rest)? == 1 { 10 } else { 11 }).map(|()| 2),
            Word::HijriMonth => self.hijri_date(rest),
            Word::Weekday => {
                self.weekday = self.weekday.or_else(|| words::weekday(word));
                Some(1)
            }
            Word::Filler => Some(1),
            Word::Am => self.set_half(false),
            Word::Pm => self.set_half(true),
            Word::MeemAlone if self.last == Last::Time => self.set_half(true),
            Word::MeemAlone => (self.last == Last::Date).then_some(1),
            Word::HijriMark => self.hijri_mark(),
            Word::Clock => self.hour_in_words(rest),
        }
    }

    fn set_month(&mut self, month: u32) -> Option<()> {
        self.last = Last::Date;
        match self.month.replace(month) {
            Some(before) if before != month => None,
            _ => Some(()),
        }
    }

    fn set_half(&mut self, afternoon: bool) -> Option<usize> {
        self.afternoon.get_or_insert(afternoon);
        Some(1)
    }

    /// `a.m.`, `p. m`
    fn dotted_half(&mut self, rest: &[Piece], word: &str) -> Option<usize> {
        let used = match (rest.get(1).map(|p| &p.token), word_at(rest, 1), word_at(rest, 2)) {
            (_, "m", _) => 2,
            (Some(Token::Sign('.')), _, "m") => 3,
            _ => return None,
        };
        self.set_half(word == "p").map(|_| used)
    }

    /// `هـ` after a year: the number before it was Hijri.
    fn hijri_mark(&mut self) -> Option<usize> {
        if let Some((year, 4)) = self.loose.last()
            && let Some(year) = i32::try_from(*year).ok().filter(|y| hijri::YEARS.contains(y))
        {
            self.loose.pop();
            self.hijri = true;
            self.hijri_parts.add(Some(year), None, None);
        }
        self.hijri_parts.is_marked = self.hijri;
        self.hijri.then_some(1)
    }

    /// `5 جمادى الآخرة 1447`: the day before and the year behind belong to it.
    fn hijri_date(&mut self, rest: &[Piece]) -> Option<usize> {
        let (month, name) = hijri::month(rest)?;
        self.hijri = true;
        self.last = Last::Date;
        let day = match self.loose.last() {
            Some((day @ 1..=30, 1 | 2)) => u32::try_from(*day).ok(),
            _ => None,
        };
        if day.is_some() {
            self.loose.pop();
        }
        let year = hijri::year(rest, name);
        self.hijri_parts.is_marked = true;
        self.hijri_parts.add(year.map(|(year, _)| year), Some(month), day);
        Some(year.map_or(name, |(_, used)| used))
    }

    /// `الساعة 10` without minutes.
    fn hour_in_words(&mut self, rest: &[Piece]) -> Option<usize> {
        self.last = Last::Time;
        let Some(Token::Number(hour, 1 | 2)) = rest.get(1).map(|p| &p.token) else { return Some(1) };
        if clock(&rest[1..]).is_some() {
            return Some(1);
        }
        let hour = u32::try_from(*hour).ok().filter(|h| *h < 24)?;
        self.set_clock(Clock { hour, minute: 0, second: None }).map(|()| 2)
    }

    fn sign(&mut self, rest: &[Piece], sign: char) -> Option<usize> {
        if matches!(sign, '+' | '-' | '\u{2212}')
            && self.last == Last::Time
            && let Some((minutes, used)) = offset(rest, sign)
        {
            self.set_zone(fixed(minutes)?);
            return Some(used);
        }
        if sign == '(' && self.zone.is_some() {
            // A comment on a zone that is already known.
            let close = rest.iter().take(10).position(|p| p.token == Token::Sign(')'))?;
            return Some(close + 1);
        }
        SEPARATORS.contains(sign).then_some(1)
    }

    fn set_zone(&mut self, zone: Zone) {
        self.zone.get_or_insert(zone);
        self.last = Last::Time;
    }

    /// Names of zones, which mean something only behind a time.
    fn zone_word(&mut self, rest: &[Piece], word: &str) -> Option<usize> {
        let explicit = matches!(word, "بتوقيت" | "توقيت" | "بالتوقيت" | "التوقيت");
        if explicit {
            let name = word_at(rest, 1);
            let zone = if name.starts_with("المحلي") { Some(Zone::Local) } else { named_clock(name) };
            return Some(1 + self.clock_name(&rest[1..], zone?)?);
        }
        if word == "z" && self.last == Last::Date {
            self.set_zone(fixed(0)?);
            return Some(1);
        }
        // `GMT 10:30`: some outlets put the zone first.
        if self.clock.is_none() && words::abbreviation(word) == Some(0) && clock(&rest[1..]).is_some() {
            self.set_zone(fixed(0)?);
            return Some(1);
        }
        self.clock?;
        if word == "تغ" || (word == "ت" && word_at(rest, 1) == "غ") {
            self.set_zone(fixed(0)?);
            return Some(if word == "ت" { 2 } else { 1 });
        }
        if let Some(minutes) = words::abbreviation(word) {
            let stated = match rest.get(1).map(|p| &p.token) {
                Some(Token::Sign(sign @ ('+' | '-' | '\u{2212}'))) if minutes == 0 => offset(&rest[1..], *sign),
                _ => None,
            };
            self.set_zone(fixed(stated.map_or(minutes, |(m, _)| m))?);
            return Some(1 + stated.map_or(0, |(_, used)| used));
        }
        if let Some(zone) = named_clock(word) {
            return self.clock_name(rest, zone);
        }
        let (zone, used) = database_name(rest)?;
        self.set_zone(Zone::Named(zone));
        Some(used)
    }

    /// The clock named by the first word, with the rest of its name or with an offset (`غرينتش+3`).
    fn clock_name(&mut self, rest: &[Piece], zone: Zone) -> Option<usize> {
        let stated = match rest.get(1).map(|p| &p.token) {
            Some(Token::Sign(sign @ ('+' | '-'))) if zone == Zone::Named(Tz::Etc__UTC) => offset(&rest[1..], *sign),
            _ => None,
        };
        if let Some((minutes, used)) = stated {
            self.set_zone(fixed(minutes)?);
            return Some(1 + used);
        }
        self.set_zone(zone);
        Some(1 + usize::from(words::is_clock_tail(word_at(rest, 1))))
    }

    /// Puts the date together; `alone` allows a bare year.
    fn resolve_date(&self, alone: bool) -> Option<(NaiveDate, DatePrecision)> {
        let (date, precision) = if let Some(date) = self.date.map(|date| self.in_order(date)) {
            let agrees =
                self.month.is_none_or(|m| m == date.month()) && self.loose.is_empty() && self.year_month.is_none();
            (agrees.then_some(date)?, DatePrecision::Day)
        } else if let Some(month) = self.month {
            self.with_month(month)?
        } else if let Some((year, month)) = self.year_month {
            let only = self.loose.is_empty() && !self.hijri;
            (only.then(|| NaiveDate::from_ymd_opt(year, month, 1)).flatten()?, DatePrecision::Month)
        } else if self.hijri {
            (self.loose.is_empty().then(|| self.hijri_parts.to_gregorian()).flatten()?, DatePrecision::Day)
        } else {
            let [(year, 4)] = self.loose.as_slice() else { return None };
            let year = i32::try_from(*year).ok().filter(|y| alone && (1990..=2100).contains(y))?;
            (NaiveDate::from_ymd_opt(year, 1, 1)?, DatePrecision::Year)
        };
        YEARS.contains(&date.year()).then_some((date, precision))
    }

    fn with_month(&self, month: u32) -> Option<(NaiveDate, DatePrecision)> {
        let year_of = |n: u64| i32::try_from(n).ok();
        let (year, day) = match self.loose.as_slice() {
            [(day, 1 | 2), (year, 4)] | [(year, 4), (day, 1 | 2)] => (year_of(*year)?, *day),
            // RFC 822 wrote two digits; the pivot is that of RFC 2822's successors in practice.
            [(day, 1 | 2), (year, 2)] => (year_of(*year)? + if *year < 69 { 2000 } else { 1900 }, *day),
            [(year, 4)] if !self.month_needs_day && !self.hijri => {
                return Some((NaiveDate::from_ymd_opt(year_of(*year)?, month, 1)?, DatePrecision::Month));
            }
            _ => return None,
        };
        Some((NaiveDate::from_ymd_opt(year, month, u32::try_from(day).ok()?)?, DatePrecision::Day))
    }

    fn at(&self, date: NaiveDate, context: &DateContext) -> Option<ParsedDate> {
        let (date, time, precision) = match self.clock {
            None if self.afternoon.is_some() => return None,
            None => (date, NaiveTime::MIN, DatePrecision::Day),
            Some(clock) => {
                let (time, next_day) = clock.on_24_hours(self.afternoon)?;
                let date = if next_day { date.checked_add_signed(TimeDelta::days(1))? } else { date };
                let precision = if clock.second.is_some() { DatePrecision::Second } else { DatePrecision::Minute };
                (date, time, precision)
            }
        };
        let local = date.and_time(time);
        let at: DateTime<FixedOffset> = match self.zone {
            Some(Zone::Fixed(offset)) => offset.from_local_datetime(&local).single()?,
            Some(Zone::Named(zone)) => at_local(zone, local),
            Some(Zone::Local) | None => at_local(context.zone, local),
        };
        Some(ParsedDate { at, precision, zoned: !matches!(self.zone, None | Some(Zone::Local)), relative: false })
    }
}
