//! Dates that count from now: `منذ ساعتين`, `قبل 5 دقائق`, `أمس الساعة 10:30`, `3 hours ago`.

use super::grammar;
use super::lexer::{Piece, Token};
use super::{DateContext, DatePrecision, ParsedDate, start_of_day};
use chrono::{Datelike, Months, NaiveDate, Offset, TimeDelta, Timelike};

/// Largest count taken seriously.
const MAX_COUNT: u64 = 1_000;

#[derive(Clone, Copy)]
enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// Reads the whole of `pieces` as a relative date.
pub(super) fn parse(pieces: &[Piece], context: &DateContext) -> Option<ParsedDate> {
    let start = pieces.iter().position(|p| !is_label(&p.token))?;
    let body = &pieces[start..];
    let tokens: Vec<&Token> = body.iter().map(|p| &p.token).collect();
    let date = ago(&tokens, context).or_else(|| named_day(body, context))?;
    Some(ParsedDate { relative: true, ..date })
}

/// Finds a relative date that separators part from the rest of a text. In running words it tells of something else
/// (`توقف العمل منذ ساعتين`), and a lone `اليوم` or `الآن` is as often a button as a date.
pub(super) fn find(pieces: &[Piece], context: &DateContext) -> Option<ParsedDate> {
    let counts = |p: &Piece| match &p.token {
        Token::Word(word) => is_since(word) || word == "ago",
        Token::Number(..) => true,
        Token::Sign(_) => false,
    };
    if pieces.len() <= LONGEST_PHRASE * 2
        && pieces.iter().any(counts)
        && let Some(date) = parse(pieces, context)
    {
        return Some(date);
    }
    let is_sign = |p: &Piece| matches!(p.token, Token::Sign(_));
    let starts = (0..pieces.len()).filter(|at| matches!(&pieces[*at].token, Token::Word(w) if is_since(w)));
    let parted =
        starts.filter(|at| at.checked_sub(1).is_none_or(|b| is_label(&pieces[b].token) || is_sign(&pieces[b])));
    parted.take(8).find_map(|at| {
        let phrase = pieces[at..].split(is_sign).next()?;
        phrase.len().le(&LONGEST_PHRASE).then(|| parse(phrase, context)).flatten()
    })
}

/// Words of `منذ ساعة و 10 دقائق`, with one to spare.
const LONGEST_PHRASE: usize = 7;

fn is_since(word: &str) -> bool {
    matches!(word, "منذ" | "قبل" | "مند")
}

/// `آخر تحديث:` and the like before the phrase.
fn is_label(token: &Token) -> bool {
    match token {
        Token::Word(word) => {
            matches!(word.as_str(), "نشر" | "تم" | "النشر" | "اخر" | "تحديث" | "اضيف" | "updated" | "published")
        }
        Token::Sign(sign) => matches!(sign, ':' | '|' | '-'),
        Token::Number(..) => false,
    }
}

fn ago(tokens: &[&Token], context: &DateContext) -> Option<ParsedDate> {
    let body = match tokens {
        [Token::Word(only)] if matches!(only.as_str(), "الان" | "now") => return back(0, Unit::Minute, context),
        [Token::Word(first), body @ ..] if is_since(first) => body,
        [body @ .., Token::Word(last)] if last == "ago" => body,
        _ => return None,
    };
    if let Some(at) = body.iter().position(|t| matches!(t, Token::Word(word) if word == "و")) {
        return two_spans(&body[..at], &body[at + 1..], context);
    }
    let (count, unit) = span(body)?;
    back(count, unit, context)
}

/// `ساعة و10 دقائق`: two spans of less than a day.
fn two_spans(first: &[&Token], second: &[&Token], context: &DateContext) -> Option<ParsedDate> {
    let seconds = |tokens| match span(tokens)? {
        (count, Unit::Second) => Some(count),
        (count, Unit::Minute) => Some(count * 60),
        (count, Unit::Hour) => Some(count * 3_600),
        _ => None,
    };
    back(seconds(first)? + seconds(second)?, Unit::Second, context)
}

fn span(tokens: &[&Token]) -> Option<(u64, Unit)> {
    let found = match tokens {
        [Token::Word(word)] => single(word)?,
        [Token::Number(count, _), Token::Word(word)] => (*count, unit(word)?),
        [Token::Word(number), Token::Word(word)] => (number_word(number)?, unit(word)?),
        _ => return None,
    };
    (found.0 <= MAX_COUNT).then_some(found)
}

/// One of a unit, or the Arabic dual.
fn single(word: &str) -> Option<(u64, Unit)> {
    let dual = word.strip_suffix("ين").or_else(|| word.strip_suffix("ان")).and_then(|stem| match stem {
        "ثانيت" => Some(Unit::Second),
        "دقيقت" => Some(Unit::Minute),
        "ساعت" => Some(Unit::Hour),
        "يوم" => Some(Unit::Day),
        "اسبوع" => Some(Unit::Week),
        "شهر" => Some(Unit::Month),
        "سنت" | "عام" => Some(Unit::Year),
        _ => None,
    });
    match dual {
        Some(unit) => Some((2, unit)),
        // `منذ ساعات` says that it is several, and not how many.
        None => unit(word).filter(|_| !is_plural(word)).map(|unit| (1, unit)),
    }
}

fn is_plural(word: &str) -> bool {
    const BROKEN: [&str; 15] = [
        "ثواني",
        "ثوان",
        "دقائق",
        "دقايق",
        "دقاءق",
        "دقاييق",
        "ايام",
        "اسابيع",
        "اشهر",
        "شهور",
        "سنين",
        "اعوام",
        "mins",
        "minutes",
        "seconds",
    ];
    word.ends_with("ات") || BROKEN.contains(&word) || matches!(word, "hours" | "days" | "weeks" | "months" | "years")
}

fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "ثانيه" | "ثواني" | "ثوان" | "ث" | "second" | "seconds" | "sec" => Unit::Second,
        "دقيقه" | "دقائق" | "دقايق" | "دقاءق" | "دقاييق" | "د" | "minute" | "minutes" | "min" | "mins" => {
            Unit::Minute
        }
        "ساعه" | "ساعات" | "س" | "hour" | "hours" => Unit::Hour,
        "يوم" | "ايام" | "يوما" | "ي" | "day" | "days" => Unit::Day,
        "اسبوع" | "اسابيع" | "اسبوعا" | "week" | "weeks" => Unit::Week,
        "شهر" | "اشهر" | "شهور" | "شهرا" | "month" | "months" => Unit::Month,
        "سنه" | "سنوات" | "سنين" | "عام" | "اعوام" | "عاما" | "year" | "years" => Unit::Year,
        _ => return None,
    })
}

fn number_word(word: &str) -> Option<u64> {
    const WORDS: [&[&str]; 11] = [
        &[],
        &["واحده", "واحد", "a", "an", "one"],
        &["اثنتين", "two"],
        &["ثلاث", "ثلاثه", "three"],
        &["اربع", "اربعه", "four"],
        &["خمس", "خمسه", "five"],
        &["ست", "سته", "six"],
        &["سبع", "سبعه", "seven"],
        &["ثماني", "ثمانيه", "ثمان", "eight"],
        &["تسع", "تسعه", "nine"],
        &["عشر", "عشره", "ten"],
    ];
    (0..).zip(WORDS).find(|(_, forms)| forms.contains(&word)).map(|(number, _)| number)
}

fn back(count: u64, unit: Unit, context: &DateContext) -> Option<ParsedDate> {
    let signed = i64::try_from(count).ok()?;
    let now = context.now.with_timezone(&context.zone);
    let instant = |delta: TimeDelta| {
        // Nobody who says how many minutes ago means a second.
        let at = now.checked_sub_signed(delta)?.with_second(0)?.with_nanosecond(0)?;
        Some(ParsedDate {
            at: at.with_timezone(&at.offset().fix()),
            precision: DatePrecision::Minute,
            zoned: false,
            relative: true,
        })
    };
    let day = |date: NaiveDate, precision| {
        Some(ParsedDate { at: start_of_day(context.zone, date), precision, zoned: false, relative: true })
    };
    let today = now.date_naive();
    match unit {
        Unit::Second => instant(TimeDelta::seconds(signed)),
        Unit::Minute => instant(TimeDelta::minutes(signed)),
        Unit::Hour => instant(TimeDelta::hours(signed)),
        Unit::Day => day(today.checked_sub_signed(TimeDelta::days(signed))?, DatePrecision::Day),
        Unit::Week => day(today.checked_sub_signed(TimeDelta::weeks(signed))?, DatePrecision::Day),
        Unit::Month => {
            let date = today.checked_sub_months(Months::new(u32::try_from(count).ok()?))?;
            day(date.with_day(1)?, DatePrecision::Month)
        }
        Unit::Year => {
            day(NaiveDate::from_ymd_opt(today.year() - i32::try_from(count).ok()?, 1, 1)?, DatePrecision::Year)
        }
    }
}

/// `أمس`, `اليوم`, `أول أمس`, with or without a time.
fn named_day(pieces: &[Piece], context: &DateContext) -> Option<ParsedDate> {
    let word = |at: usize| match pieces.get(at).map(|p| &p.token) {
        Some(Token::Word(word)) => word.as_str(),
        _ => "",
    };
    let (days, used) = match (word(0), word(1)) {
        ("اول", "امس") | ("امس", "الاول") => (2, 2),
        ("امس" | "yesterday", _) => (1, 1),
        ("اليوم" | "today", _) => (0, 1),
        _ => return None,
    };
    let date = context.now.with_timezone(&context.zone).date_naive().checked_sub_signed(TimeDelta::days(days))?;
    let rest = &pieces[used..];
    if rest.is_empty() {
        return Some(ParsedDate {
            at: start_of_day(context.zone, date),
            precision: DatePrecision::Day,
            zoned: false,
            relative: true,
        });
    }
    grammar::time_on(date, rest, context)
}
