//! Publication and change dates: machine-readable witnesses first, then the text beside the headline. Never a date of the body.

mod address;

use super::json_ld::JsonLd;
use crate::article::{Precision, StatedDate};
use crate::page::blocks::{Block, Form, Stream, ends_sentence};
use crate::page::html::hints::Hints;
use crate::page::html::tag::Tag;
use crate::page::labels::{LabelKind, label_of};
use crate::text::dates::{self, DateContext, DatePrecision, ParsedDate};
use crate::text::numerals::to_ascii_digits;
use chrono::{DateTime, Datelike, FixedOffset, NaiveTime, Offset, TimeZone, Timelike, Utc};
use std::cell::OnceCell;
use std::ops::Range;
use url::Url;

/// Names of `meta` elements that state when an article was published, the most dependable first.
const PUBLISHED: [&str; 14] = [
    "article:published_time",
    "datepublished",
    "og:published_time",
    "article:published",
    "publishdate",
    "pubdate",
    "publish-date",
    "published_date",
    "parsely-pub-date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "sailthru.date",
    "date",
];

/// Names of `meta` elements that state when it was changed.
const MODIFIED: [&str; 6] = [
    "article:modified_time",
    "datemodified",
    "og:updated_time",
    "article:modified",
    "dcterms.modified",
    "last-modified",
];

/// Longest line in characters in which a date is looked for, and the longest that nothing calls a date: of a heading, and of
/// other lines.
const MAX_LINE: usize = 120;
/// See [`MAX_LINE`].
const MAX_PLAIN_HEADING: usize = 70;
/// See [`MAX_LINE`].
const MAX_PLAIN_LINE: usize = 90;
/// Hours by which the zones of Arabic lands, and of most of their readers, are ahead of UTC at most.
const EAST: i32 = 5;
/// Blocks below the text in which a labelled date may stand.
const BELOW: usize = 8;

/// What a page says about time.
#[derive(Debug, Default)]
pub(in crate::page) struct Dates {
    /// When it was published.
    pub published: Option<StatedDate>,
    /// When it was changed.
    pub modified: Option<StatedDate>,
}

/// Reads the dates of a page. `around` are the blocks between headline and body, where a visible date may stand.
pub(in crate::page) fn find(
    stream: &Stream,
    ld: &JsonLd,
    (around, title, body_end): (Range<usize>, Option<usize>, usize),
    url: Option<&Url>,
    context: &DateContext,
) -> Dates {
    let visible = |relative| visible(stream, (&around, title), context, relative);
    let seen = OnceCell::new();
    let shown = || seen.get_or_init(|| visible(false)).clone();
    let read = |text: &str, from: &str| machine(text, context).map(|date| date_from(date, from));
    let stated = |text: &str, from: &str| Some(on_day_shown(read(text, from)?, text, context, &shown));
    let meta = |name: &&str| stream.head.meta(name).map(|text| (text, format!("meta:{name}")));
    let facts = |name: &'static str| {
        let named = stream.facts.iter().filter(move |f| f.name.split(' ').any(|n| n.eq_ignore_ascii_case(name)));
        named.filter_map(move |f| Some((f.value.as_deref()?, format!("itemprop:{name}"))))
    };
    let times = || {
        let near = stream.facts.iter().filter(|f| f.name == "time" && around.contains(&f.block));
        near.filter_map(|f| stated(f.value.as_deref()?, "time")).next()
    };
    let published = ld.published.as_deref().and_then(|d| stated(d, "json-ld"));
    let mut for_machines = PUBLISHED.iter().filter_map(meta).chain(facts("datePublished")).chain(facts("dateCreated"));
    let published = published.or_else(|| for_machines.find_map(|(text, from)| stated(text, &from))).or_else(times);
    let published = published.or_else(shown);
    let published = published.or_else(|| below(stream, body_end, context));
    let published = published.or_else(|| addresses(stream, url).find_map(|u| address::day(&u, context)));
    // Last, since on a page that was saved it counts from the wrong moment.
    let published = published.or_else(|| visible(true));
    // The day shown beside the headline is that of publication, and no witness of a change.
    let modified = ld.modified.as_deref().and_then(|d| read(d, "json-ld"));
    let mut changed = MODIFIED.iter().filter_map(meta).chain(facts("dateModified"));
    Dates { published, modified: modified.or_else(|| changed.find_map(|(text, from)| read(text, &from))) }
}

/// A date stated for machines, checked against the day that the page shows its readers: numbers that can be read in two orders
/// follow it, and so does the zone in which an instant stated in UTC falls on another day.
fn on_day_shown(
    date: StatedDate,
    text: &str,
    context: &DateContext,
    shown: &dyn Fn() -> Option<StatedDate>,
) -> StatedDate {
    // What a template states on every page, and what its program made of a day and a month in the wrong order.
    let (day, month) = (date.at.day(), date.at.month());
    let first_of_year = (day, month) == (1, 1) && date.at.time() == NaiveTime::MIN;
    if first_of_year || (day <= 12 && day != month) {
        let is_meant = |seen: &StatedDate| {
            let exchanged = (seen.at.day(), seen.at.month(), seen.at.year()) == (month, day, date.at.year());
            exchanged || (first_of_year && seen.at.date_naive() != date.at.date_naive())
        };
        if exchanged(text, &date).is_none()
            && let Some(seen) = shown().filter(is_meant)
        {
            return seen;
        }
    }
    let shown = || shown().map(|date| date.at.date_naive());
    if let Some(other) = exchanged(text, &date) {
        let american = text.trim_end().to_ascii_lowercase().ends_with('m') && !text.trim_start().starts_with('0');
        let other = StatedDate { at: other, ..date.clone() };
        return match shown() {
            Some(day) if day == date.at.date_naive() => date,
            Some(day) if day == other.at.date_naive() => other,
            _ if american => other,
            _ => date,
        };
    }
    let utc = date.at.offset().local_minus_utc() == 0 && date.precision <= Precision::Minute;
    let from_midnight = 24 - i32::try_from(date.at.hour()).unwrap_or(0);
    if !utc || from_midnight > EAST {
        return date;
    }
    let Some(day) = shown().filter(|day| date.at.date_naive().succ_opt() == Some(*day)) else { return date };
    let own = context.zone.offset_from_utc_datetime(&date.at.naive_utc()).fix();
    let usual = [own, hours_east(3), hours_east(4), hours_east(EAST)];
    let local = usual.iter().map(|zone| date.at.with_timezone(zone)).find(|at| at.date_naive() == day);
    local.map_or(date.clone(), |at| StatedDate { at, ..date })
}

fn hours_east(hours: i32) -> FixedOffset {
    FixedOffset::east_opt(hours * 3_600).unwrap_or_else(|| Utc.fix())
}

/// `11/9/2023 2:31:07 PM` with its first two numbers read in the other order; `None` where only one order gives a date.
fn exchanged(text: &str, date: &StatedDate) -> Option<DateTime<FixedOffset>> {
    let mut numbers = text.trim().splitn(3, ['/', '-', '.']);
    let (first, second, rest) = (numbers.next()?, numbers.next()?, numbers.next()?);
    let small = |text: &str| text.parse::<u32>().ok().filter(|n| (1..=12).contains(n) && text.len() <= 2);
    let (day, month) = (small(first)?, small(second)?);
    let year = rest.get(..4).filter(|year| year.bytes().all(|b| b.is_ascii_digit()))?;
    let read = date.at.day() == day && date.at.month() == month && date.at.year().to_string() == year && day != month;
    let local = read.then(|| date.at.naive_local().with_day(1)?.with_month(day)?.with_day(month)).flatten()?;
    local.and_local_timezone(*date.at.offset()).single()
}

/// Everyone who states when the article was published, believed or not.
pub(in crate::page) fn witnesses(
    stream: &Stream,
    ld: &JsonLd,
    around: &Range<usize>,
    url: Option<&Url>,
    context: &DateContext,
) -> Vec<StatedDate> {
    let stated = |text: &str, from: &str| machine(text, context).map(|date| date_from(date, from));
    let mut all: Vec<StatedDate> = ld.published.as_deref().and_then(|d| stated(d, "json-ld")).into_iter().collect();
    all.extend(PUBLISHED.iter().filter_map(|n| stated(stream.head.meta(n)?, &format!("meta:{n}"))));
    let facts = stream.facts.iter().filter(|f| f.name == "time" || f.name.split(' ').any(|n| n == "datePublished"));
    all.extend(facts.take(20).filter_map(|f| stated(f.value.as_deref()?, &f.name)));
    all.extend(visible(stream, (around, None), context, false));
    all.extend(addresses(stream, url).filter_map(|u| address::day(&u, context)));
    all.extend(visible(stream, (around, None), context, true));
    all
}

/// Where the page is, and where it says that the text first stood: an aggregator names the address at the outlet.
fn addresses<'s>(stream: &'s Stream, url: Option<&'s Url>) -> impl Iterator<Item = Url> + 's {
    let stated = stream.head.canonical.as_deref().into_iter().chain(stream.head.meta("og:url"));
    url.cloned().into_iter().chain(stated.filter_map(|u| Url::parse(u).ok()))
}

/// The date that a rule of the site names, wherever in the text it stands.
pub(in crate::page) fn ruled(values: &[String], context: &DateContext) -> Option<StatedDate> {
    let read = |text: &String| machine(text, context).or_else(|| dates::find(text, context));
    values.iter().find_map(read).map(|date| date_from(date, "site-rule"))
}

/// A date that a machine wrote for machines: the whole text if it can be read, else the date inside; at least a day.
fn machine(text: &str, context: &DateContext) -> Option<ParsedDate> {
    let whole = dates::parse(text, context).filter(|d| d.precision <= DatePrecision::Day);
    whole.or_else(|| inside(text, context)).filter(|d| !d.relative)
}

/// The date inside a text, or the whole text in the order of an American program: `3/19/2008 12:00:00 AM`.
fn inside(text: &str, context: &DateContext) -> Option<ParsedDate> {
    dates::find(text, context).or_else(|| dates::parse(&day_first(text)?, context))
}

/// The date of `3/19/2008 12:00:00 AM` in a text, with the day before the month; `None` where there is no such date.
fn day_first(text: &str) -> Option<String> {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || matches!(c, '|' | '(' | ')')).filter(|w| !w.is_empty()).collect();
    words.windows(3).take(40).find_map(|window| {
        let [date, time, half] = window else { return None };
        let mut parts = date.splitn(3, '/');
        let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
        let number = |text: &str| text.parse::<u32>().ok().filter(|_| text.len() <= 2);
        let stated = half.eq_ignore_ascii_case("am") || half.eq_ignore_ascii_case("pm");
        (stated && number(month)? <= 12 && number(day)? > 12).then(|| format!("{day}/{month}/{year} {time} {half}"))
    })
}

fn date_from(date: ParsedDate, from: &str) -> StatedDate {
    let precision = match date.precision {
        DatePrecision::Second => Precision::Second,
        DatePrecision::Minute => Precision::Minute,
        DatePrecision::Day => Precision::Day,
        DatePrecision::Month => Precision::Month,
        DatePrecision::Year => Precision::Year,
    };
    StatedDate { at: date.at, precision, from: from.to_owned() }
}

/// A short line with a date: one that the markup or a label calls a date before any other. One that counts from now
/// (`relative`) must be called so, since headlines tell of `منذ ساعتين` too.
fn visible(
    stream: &Stream,
    (around, title): (&Range<usize>, Option<usize>),
    context: &DateContext,
    relative: bool,
) -> Option<StatedDate> {
    let mut best: Option<(u8, StatedDate)> = None;
    let may_hold = |b: &Block| {
        let counts = relative && ["منذ", "قبل", "ago"].iter().any(|w| b.text.contains(w));
        b.chars <= MAX_LINE && (counts || b.text.chars().any(char::is_numeric))
    };
    for at in around.clone() {
        let Some(block) = stream.blocks.get(at).filter(|b| may_hold(b)) else { continue };
        if title.is_some_and(|title| at > title) && stream.stands_in(at, Hints::COMMENT) {
            continue;
        }
        let date = inside(&block.text, context).or_else(|| whole_day(&block.text, context));
        let Some(date) = date.filter(|d| d.relative == relative) else { continue };
        let called = block.hints.without(Hints::default()).any(Hints::DATE) && block.hints != Hints::ALL;
        let in_date = stream.nodes.get(block.node).is_some_and(|n| n.hints.any(Hints::DATE));
        let label = label_of(&block.text).map(|l| l.kind);
        // A heading may name the date of an event.
        let heading = matches!(block.form, Form::Heading(_));
        let longest = if heading { MAX_PLAIN_HEADING } else { MAX_PLAIN_LINE };
        let plain = !relative && block.chars <= longest && !ends_sentence(&block.text) && !block.is_prose();
        // `12-06-2025 09:41 PM عدد المشاهدات : 6214 طباعة الخبر`
        let first = block.text.split_whitespace().next().unwrap_or_default();
        let opens = first.chars().filter(|c| c.is_numeric()).count() >= 6 && !ends_sentence(&block.text);
        let plain = plain || (!relative && opens && !heading);
        let rank = match label {
            Some(LabelKind::Date) => 4,
            // When it was changed is better than nothing, and worse than any other.
            Some(LabelKind::Changed) => 1,
            _ if called || in_date => 3,
            _ if plain && !is_heads_date(stream, at, around.end) => 2,
            _ => 0,
        };
        // Above the headline stands the day of the visit as often as that of the article.
        let rank = rank * 2 + u8::from(rank > 0 && title.is_none_or(|title| at > title));
        if rank > best.as_ref().map_or(0, |(r, _)| *r) {
            best = Some((rank, date_from(date, "text")));
        }
    }
    best.map(|(_, date)| date)
}

/// The day that a whole line states and that would not be safe to find inside other words: `26 رمضان 1447هـ`, `15/03/26`.
fn whole_day(line: &str, context: &DateContext) -> Option<ParsedDate> {
    let read = dates::parse(line, context).or_else(|| dates::parse(&with_century(line)?, context));
    read.filter(|d| d.precision <= DatePrecision::Day && !d.relative && d.at <= context.now)
}

/// The line with the year of its first date in full, where that has two digits: `الأحد 15/03/26` is of 2026. Day first, as
/// all write who shorten the year.
fn with_century(line: &str) -> Option<String> {
    let line = to_ascii_digits(line);
    let is_short = |word: &str| {
        let mut parts = word.split(['/', '-', '.']);
        let digits = |part: Option<&str>, min| {
            part.is_some_and(|p| (min..=2).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()))
        };
        digits(parts.next(), 1) && digits(parts.next(), 1) && digits(parts.next(), 2) && parts.next().is_none()
    };
    let date = line.split_whitespace().find(|word| is_short(word))?;
    let year = date.len() - 2;
    Some(line.replacen(date, &format!("{}20{}", &date[..year], &date[year..]), 1))
}

/// Whether a date stands in the head of the site, above its menu: then it is the day of the visit.
fn is_heads_date(stream: &Stream, at: usize, end: usize) -> bool {
    let below = stream.blocks.get(at + 1..end).unwrap_or_default();
    let in_menu =
        |b: &Block| b.is_link() && b.chars <= 20 && stream.nodes.get(b.node).is_some_and(|n| n.tag == Tag::Item);
    let menu = below.windows(2).position(|w| in_menu(&w[0]) && in_menu(&w[1]));
    let headline = below.iter().position(|b| matches!(b.form, Form::Heading(1 | 2)));
    menu.is_some_and(|menu| headline.is_some_and(|headline| menu < headline))
}

/// A date below the text, of which a label says that it is the day of publication, or that is a whole line right there.
fn below(stream: &Stream, body_end: usize, context: &DateContext) -> Option<StatedDate> {
    let end = stream.blocks.len();
    let near = |count: usize| (body_end.min(end)..(body_end + count).min(end)).map(|at| (at, &stream.blocks[at]));
    let short = |(_, b): &(usize, &Block)| b.chars <= MAX_PLAIN_LINE;
    let labelled =
        near(BELOW).filter(short).filter(|(_, b)| label_of(&b.text).is_some_and(|l| l.kind == LabelKind::Date));
    let stated = labelled.filter_map(|(_, b)| dates::find(&b.text, context)).find(|d| !d.relative);
    let is_own = |at: usize| !stream.stands_in(at, Hints::COMMENT.with(Hints::OTHERS).with(Hints::SIDE));
    let next = near(BELOW / 2).take_while(|(at, b)| is_own(*at) && label_of(&b.text).is_none() && !b.is_link());
    let whole = |b: &Block| dates::parse(&b.text, context).filter(|d| d.precision <= DatePrecision::Day && !d.relative);
    stated.or_else(|| next.filter(short).find_map(|(_, b)| whole(b))).map(|d| date_from(d, "text"))
}
