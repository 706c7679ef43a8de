//! The way of one page: decode, bound, blocks, title, region, segments, metadata, kind.

use super::attribution::Credits;
use super::blocks::{Block, Stream, from_text};
use super::body;
use super::html;
use super::kind::{self, Measures};
use super::labels::{Label, label_of};
use super::metadata::authors::Places;
use super::metadata::whence::{self, Canonical};
use super::metadata::{authors, date, json_ld, tags, title};
use super::read_also::{Links, is_headline};
use super::segment::{Segments, segment};
use super::{InputKind, PageInput};
use crate::article::{BlockKind, Extracted, PageKind, Remark};
use crate::text::dates::DateContext;
use crate::text::decode::{self, Markup};
use crate::text::direction::{direction, language};
use std::ops::Range;

/// Blocks above the body in which its byline and date may stand.
const ABOVE: usize = 25;
/// Bytes of the body that direction is judged by.
const SAMPLE: usize = 4_000;
/// Blocks below the headline in which they may stand.
const BELOW_TITLE: usize = 12;

/// Takes the article out of a page. Never fails: what is missing is a remark.
pub(super) fn extract(page: &PageInput<'_>) -> Extracted {
    let mut remarks = Vec::new();
    let stream = read(page, &mut remarks);
    let ld = json_ld::read(&stream.head.json_ld);
    let outlet = whence::outlet(&stream, &ld);
    let outlets: Vec<String> =
        page.outlet.map(str::to_owned).into_iter().chain(outlet.clone()).chain(ld.publisher.clone()).collect();
    let found_title = title::find(&stream, &ld, &outlets);
    let labels: Vec<Option<Label>> =
        stream.blocks.iter().map(|b| if b.chars <= 700 { label_of(&b.text) } else { None }).collect();
    let region = body::find(&stream, &labels, found_title.block);
    let base = whence::base(&stream, page.url);
    let mut links = Links::new(base.as_ref(), page.url);
    let parts =
        segment(&stream, &labels, &region, (found_title.text.as_deref(), found_title.block), base.as_ref(), &mut links);
    let around = around(&region.range, found_title.block);
    let dates = if stream.is_text {
        date::Dates::default()
    } else {
        date::find(&stream, &ld, around.clone(), page.url, &DateContext { zone: page.zone, now: page.now })
    };

    let mut out =
        Extracted { url: page.url.map(ToString::to_string), title: found_title.text, outlet, ..Extracted::default() };
    let shown = found_title.block.is_some();
    out.page_kind = kind_of(&stream, &ld, &parts, &region.range, (out.title.as_deref(), shown));
    out.image = whence::image(&stream, &ld, base.as_ref(), &region.range);
    out.section = whence::section(&stream, &ld);
    match whence::canonical(&stream, base.as_ref(), page.url) {
        Canonical::Good(url) => out.canonical_url = Some(url),
        Canonical::Refused(why) => remarks.push(Remark::new("canonical-refused", why)),
        Canonical::None => {}
    }
    (out.published, out.modified) = (dates.published, dates.modified);
    let opening = parts.body.iter().find(|b| b.kind == BlockKind::Paragraph).map(|b| b.text.as_str());
    let places = Places { bylines: &parts.bylines, around, body_end: region.range.end, opening };
    out.authors = authors::find(&stream, &ld, &places, &outlets);
    out.read_also = links.finish();
    if found_title.disagrees {
        remarks.push(Remark::new("title-unconfirmed", "the headline shown and the one in the page's head differ"));
    }
    if parts.left_out > 0 {
        let what = format!(
            "{} links of lists that the site shows beside the article (most read and the like)",
            parts.left_out
        );
        remarks.push(Remark::new("site-links-left-out", what));
    }
    fill(&mut out, parts, &stream, &ld);
    note_missing(&out, page, &mut remarks);
    out.remarks = remarks;
    out
}

fn read(page: &PageInput<'_>, remarks: &mut Vec<Remark>) -> Stream {
    let decoded = decode::decode(page.bytes, page.content_type, Markup::Html);
    if decoded.malformed > 0 {
        remarks.push(Remark::new("bytes-replaced", format!("some bytes are no {}", decoded.encoding)));
    }
    let text = html::bounded(&decoded.text);
    if text.len() < decoded.text.len() {
        remarks.push(Remark::new("page-cut", "longer than 5 MiB; the rest was not read"));
    }
    if !is_html(page, text) {
        return from_text(text);
    }
    let (stream, overfull_tags) = html::read(text);
    if overfull_tags > 0 {
        remarks.push(Remark::new("attributes-cut", format!("{overfull_tags} tags had too many attributes")));
    }
    stream
}

fn is_html(page: &PageInput<'_>, text: &str) -> bool {
    match page.kind {
        InputKind::Html => true,
        InputKind::Text => false,
        InputKind::Auto => {
            let plain =
                page.content_type.is_some_and(|t| t.trim_start().to_ascii_lowercase().starts_with("text/plain"));
            let start = &text[..text.floor_char_boundary(4_000)];
            let tags = start.match_indices('<').filter(|(at, _)| {
                start[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '!' | '/' | '?'))
            });
            !plain && tags.count() > 0
        }
    }
}

/// The blocks in which byline and date stand: around the headline and down to the first paragraphs.
fn around(body: &Range<usize>, title: Option<usize>) -> Range<usize> {
    match title.filter(|t| *t <= body.start) {
        Some(title) => title.saturating_sub(6)..(body.start + 2).min(title + BELOW_TITLE * 3).max(title + 1),
        None => body.start.saturating_sub(ABOVE)..body.start + 1,
    }
}

fn kind_of(
    stream: &Stream,
    ld: &json_ld::JsonLd,
    parts: &Segments,
    region: &Range<usize>,
    (title, title_shown): (Option<&str>, bool),
) -> PageKind {
    let blocks = stream.blocks.get(region.clone()).unwrap_or_default();
    let last = blocks.iter().rposition(Block::is_prose).unwrap_or(0);
    let linked_headlines = blocks[..last].iter().filter(|b| b.is_link() && is_headline(&b.text)).count();
    let text = parts.body.iter().filter(|b| b.kind != BlockKind::Caption);
    let body_chars = text.clone().map(|b| b.text.chars().count()).sum();
    let measures = Measures { body_chars, paragraphs: text.count(), linked_headlines, title, title_shown };
    kind::of(stream, ld, &measures)
}

fn fill(out: &mut Extracted, parts: Segments, stream: &Stream, ld: &json_ld::JsonLd) {
    let text: String = parts.body.iter().map(|b| b.text.as_str()).collect::<Vec<_>>().join("\n");
    let mut credits = Credits::default();
    for line in &parts.credits {
        credits.line(line);
    }
    let paragraphs = || parts.body.iter().filter(|b| b.kind == BlockKind::Paragraph);
    if let Some(first) = paragraphs().next() {
        credits.dateline(&first.text);
    }
    if let Some(last) = paragraphs().next_back() {
        credits.brackets(&last.text);
    }
    out.attribution = credits.finish();
    let mut shown = parts.tags;
    if let Some(line) = parts.tag_line {
        shown.extend(tags::split(&line, &text));
    }
    out.tags = tags::find(stream, ld, &shown);
    out.lang = language(&text).map(str::to_owned).or_else(|| whence::stated_language(stream));
    let sample = &text[..text.floor_char_boundary(SAMPLE)];
    out.direction = (!text.is_empty()).then(|| direction(sample));
    out.following = parts.following;
    out.blocks = parts.body;
}

fn note_missing(out: &Extracted, page: &PageInput<'_>, remarks: &mut Vec<Remark>) {
    if out.title.is_none() {
        remarks.push(Remark::new("title-missing", "no headline in the head, no heading, no first line that is one"));
    }
    if out.published.is_none() {
        remarks.push(Remark::new(
            "date-missing",
            "no machine-readable date, none beside the headline, none in the address",
        ));
    }
    if let Some(date) = out.published.as_ref().filter(|d| d.at > page.now + chrono::TimeDelta::hours(1)) {
        remarks.push(Remark::new("date-future", format!("published {} is after the fetch", date.to_text())));
    }
    if out.page_kind != PageKind::Article {
        remarks
            .push(Remark::new("no-article", format!("the page is no article but {:?}", out.page_kind).to_lowercase()));
    }
}
