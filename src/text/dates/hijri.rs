//! Dates of the Hijri calendar by the Umm al-Qura tables, which Saudi Arabia and most Arabic outlets go by.

use super::lexer::{Piece, Token};
use super::shapes::word_at;
use chrono::NaiveDate;
use icu_calendar::{Date, Gregorian, cal::Hijri};

/// Years that are of the Hijri calendar when written without a mark.
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 1300..=1500;

/// The parts of a Hijri date found so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct HijriParts {
    year: Option<i32>,
    month: Option<u32>,
    day: Option<u32>,
    /// Whether a name of a month or `هـ` stands there: in numbers alone the year could be of the Persian calendar.
    pub(super) is_marked: bool,
    is_ambiguous: bool,
}

impl HijriParts {
    /// Takes parts in; a second, different date makes the text ambiguous.
    pub(super) fn add(&mut self, year: Option<i32>, month: Option<u32>, day: Option<u32>) {
        let mut differs = false;
        let mut set = |slot: &mut Option<u32>, value: Option<u32>| {
            differs |= slot.is_some() && value.is_some() && *slot != value;
            *slot = value.or(*slot);
        };
        set(&mut self.month, month);
        set(&mut self.day, day);
        differs |= self.year.is_some() && year.is_some() && self.year != year;
        self.year = year.or(self.year);
        self.is_ambiguous |= differs;
    }

    /// The same day in the Gregorian calendar; nothing for a day that its month did not have.
    pub(super) fn to_gregorian(self) -> Option<NaiveDate> {
        if !self.is_marked || self.is_ambiguous {
            return None;
        }
        let (month, day) = (u8::try_from(self.month?).ok()?, u8::try_from(self.day?).ok()?);
        let date = Date::try_new_hijri_with_calendar(self.year?, month, day, Hijri::new_umm_al_qura()).ok()?;
        let date = date.to_calendar(Gregorian);
        let (month, day) = (date.month().ordinal, date.day_of_month().0);
        NaiveDate::from_ymd_opt(date.year().extended_year(), u32::from(month), u32::from(day))
    }
}

/// The month that `rest` begins with, and how many pieces its name has.
pub(super) fn month(rest: &[Piece]) -> Option<(u32, usize)> {
    let second = word_at(rest, 1);
    let of_two = |first: u32| match second {
        "الاول" | "الاولي" | "اول" | "اولي" | "الاولا" => Some((first, 2)),
        "الاخر" | "الاخره" | "الثاني" | "الثانيه" | "اخر" | "اخره" | "ثاني" | "ثانيه" => {
            Some((first + 1, 2))
        }
        _ => None,
    };
    let simple = match word_at(rest, 0) {
        "محرم" | "المحرم" => 1,
        "صفر" => 2,
        "ربيع" => return of_two(3),
        "جمادي" | "جماد" => return of_two(5),
        "رجب" => 7,
        "شعبان" => 8,
        "رمضان" => 9,
        "شوال" => 10,
        "ذوالقعده" => 11,
        "ذوالحجه" => 12,
        "ذو" | "ذي" => match second {
            "القعده" => return Some((11, 2)),
            "الحجه" => return Some((12, 2)),
            _ => return None,
        },
        _ => return None,
    };
    // Months have epithets, as in `محرم الحرام`.
    let has_epithet = matches!(second, "الحرام" | "المبارك" | "المعظم" | "الخير" | "المكرم");
    Some((simple, 1 + usize::from(has_epithet)))
}

/// The year at `at`, behind the name of a month, and how many pieces lead to its end.
pub(super) fn year(rest: &[Piece], at: usize) -> Option<(i32, usize)> {
    let led = match rest.get(at).map(|p| &p.token) {
        Some(Token::Sign(',' | '\u{60c}' | '/' | '-')) => 1,
        Some(Token::Word(word)) if matches!(word.as_str(), "عام" | "سنه" | "لعام" | "من") => 1,
        _ => 0,
    };
    let Token::Number(year, 4) = rest.get(at + led)?.token else { return None };
    let year = i32::try_from(year).ok().filter(|y| YEARS.contains(y))?;
    Some((year, at + led + 1))
}
