//! Publication and change dates: machine-readable witnesses first, then the text beside the headline. Never a date of the body.

use super::date_text::read_date;
use super::json_ld::JsonLd;
use crate::article::{Precision, StatedDate};
use crate::page::blocks::Stream;
use crate::page::html::hints::Hints;
use crate::page::labels::{LabelKind, label_of};
use chrono_tz::Tz;
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

/// What a page says about time.
#[derive(Debug, Default)]
pub(in crate::page) struct Dates {
    /// When it was published.
    pub published: Option<StatedDate>,
    /// When it was changed.
    pub modified: Option<StatedDate>,
}

/// Reads the dates of a page. `around` are the blocks between headline and body, where a visible date may stand.
pub(in crate::page) fn find(stream: &Stream, ld: &JsonLd, around: Range<usize>, url: Option<&Url>, zone: Tz) -> Dates {
    let stated = |text: &str, from: &str| {
        read_date(text, zone).map(|(at, precision)| StatedDate { at, precision, from: from.to_owned() })
    };
    let metas = |names: &[&str]| names.iter().find_map(|n| stated(stream.head.meta(n)?, &format!("meta:{n}")));
    let facts = |name: &str| {
        let named = stream.facts.iter().filter(|f| f.name.split(' ').any(|n| n.eq_ignore_ascii_case(name)));
        named.filter_map(|f| stated(f.value.as_deref()?, &format!("itemprop:{name}"))).next()
    };
    let published = ld.published.as_deref().and_then(|d| stated(d, "json-ld"));
    let published = published.or_else(|| metas(&PUBLISHED)).or_else(|| facts("datePublished"));
    let published = published.or_else(|| time_element(stream, &around, zone));
    let published = published.or_else(|| visible(stream, &around, zone)).or_else(|| url.and_then(|u| in_url(u, zone)));
    let modified = ld.modified.as_deref().and_then(|d| stated(d, "json-ld"));
    Dates { published, modified: modified.or_else(|| metas(&MODIFIED)).or_else(|| facts("dateModified")) }
}

fn time_element(stream: &Stream, around: &Range<usize>, zone: Tz) -> Option<StatedDate> {
    let near = stream.facts.iter().filter(|f| f.name == "time" && around.contains(&f.block));
    near.filter_map(|f| read_date(f.value.as_deref()?, zone))
        .map(|(at, precision)| StatedDate { at, precision, from: "time".to_owned() })
        .next()
}

/// A short line with a date: one that the markup or a label calls a date before any other.
fn visible(stream: &Stream, around: &Range<usize>, zone: Tz) -> Option<StatedDate> {
    let mut best: Option<(u8, StatedDate)> = None;
    for block in
        stream.blocks.get(around.clone())?.iter().filter(|b| b.chars <= 120 && b.text.chars().any(char::is_numeric))
    {
        let Some((at, precision)) = read_date(&block.text, zone) else { continue };
        let called = block.hints.without(Hints::default()).any(Hints::DATE) && block.hints != Hints::ALL;
        let in_date = stream.nodes.get(block.node).is_some_and(|n| n.hints.any(Hints::DATE));
        let labelled = label_of(&block.text).is_some_and(|l| l.kind == LabelKind::Date);
        // A heading may name the date of an event.
        let rank = if called || in_date || labelled { 2 } else { u8::from(block.chars <= 70) };
        if rank > best.as_ref().map_or(0, |(r, _)| *r) {
            best = Some((rank, StatedDate { at, precision, from: "text".to_owned() }));
        }
    }
    best.map(|(_, date)| date)
}

/// `/2026/11/23/`, `/2026-11-23-`, `/20261123…`: a day that the outlet put into the address.
fn in_url(url: &Url, zone: Tz) -> Option<StatedDate> {
    let segments: Vec<&str> = url.path_segments()?.collect();
    let by_folder = segments.windows(3).find_map(|w| {
        let is =
            |text: &str, len: usize| text.len() <= len && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        (w[0].len() == 4 && is(w[0], 4) && is(w[1], 2) && is(w[2], 2))
            .then(|| format!("{}-{:0>2}-{:0>2}", w[0], w[1], w[2]))
    });
    let by_name = || {
        segments.iter().find_map(|s| {
            let digits: String = s.chars().take(10).collect();
            let dashed = digits.len() == 10
                && digits
                    .bytes()
                    .enumerate()
                    .all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() });
            let packed = s.len() >= 12 && s.bytes().take(12).all(|b| b.is_ascii_digit()) && (s.starts_with("20"));
            if dashed {
                Some(digits)
            } else if packed {
                Some(format!("{}-{}-{}", s.get(..4)?, s.get(4..6)?, s.get(6..8)?))
            } else {
                None
            }
        })
    };
    let (at, _) = read_date(&by_folder.or_else(by_name)?, zone)?;
    Some(StatedDate { at, precision: Precision::Day, from: "url".to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_in_the_address_is_a_witness_and_a_number_is_none() {
        let day = |u: &str| Url::parse(u).ok().and_then(|u| in_url(&u, chrono_tz::UTC)).map(|d| d.to_text());
        assert_eq!(day("https://n.example/2026/11/3/khabar").as_deref(), Some("2026-11-03"));
        assert_eq!(day("https://n.example/news/2026-11-23-1.55").as_deref(), Some("2026-11-23"));
        assert_eq!(day("https://n.example/article/1153519"), None);
    }
}
