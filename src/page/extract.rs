//! The way of one page: decode, bound, blocks, title, region, segments, metadata, kind.

use super::attribution::Credits;
use super::blocks::{Stream, from_text};
use super::body::Region;
use super::boxes::label_in;
use super::captions;
use super::guided::{self, Desk};
use super::hidden;
use super::html;
use super::html::guide::Hit;
use super::kind;
use super::labels::Label;
use super::live;
use super::machine_made;
use super::memory::{self, OutletMemory, Trace};
use super::metadata::authors::Places;
use super::metadata::whence::{self, Canonical};
use super::metadata::{authors, date, json_ld, key, tags, title};
use super::segment::{Segments, Why};
use super::short_lines;
use super::sign_up;
use super::{InputKind, PageInput};
use crate::article::{BlockKind, Extracted, PageKind, ReadAlso, Remark, StatedDate};
use crate::site::{Role, SiteRules};
use crate::text::dates::DateContext;
use crate::text::decode::{self, Markup};
use crate::text::direction::{direction, language};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// Blocks at the end of the text among which the author's name may stand, with what the outlet tells of him above and below.
const BIOGRAPHY: usize = 2;

/// Blocks above the body in which its byline and date may stand.
const ABOVE: usize = 25;
/// Bytes of the body that direction is judged by.
const SAMPLE: usize = 4_000;
/// Blocks below the headline in which they may stand.
const BELOW_TITLE: usize = 12;
/// Blocks from the first paragraph on in which they may stand, since a lead goes before them.
const BELOW_FIRST: usize = 5;

/// A page taken apart: the article, and everything that explains it.
pub(super) struct Reading {
    /// The page.
    pub stream: Stream,
    /// What its scripts state.
    pub ld: json_ld::JsonLd,
    /// Labels of the blocks.
    pub labels: Vec<Option<Label>>,
    /// Where the article stands.
    pub region: Region,
    /// What became of each block.
    pub why: Vec<Why>,
    /// Whether rules of the site decided the body.
    pub by_rules: bool,
    /// The blocks in which byline and date may stand.
    pub around: Range<usize>,
    /// For each block of the body, the block of the stream it was made of.
    pub from: Vec<usize>,
    /// Blocks of the stream that were known to be furniture, with the pages that carry each.
    pub marked: FxHashMap<usize, (Trace, u32)>,
    /// The article.
    pub article: Extracted,
}

/// Takes the article out of a page, with the rules of its site and what is known of its outlet where there are some. Never
/// fails: what is missing is a remark.
pub(super) fn extract(page: &PageInput<'_>, rules: Option<&SiteRules>, memory: Option<&OutletMemory>) -> Reading {
    let mut remarks = Vec::new();
    let mut stream = read(page, rules, &mut remarks);
    mark_boxes(&mut stream);
    let ld = json_ld::read(&stream.head.json_ld);
    let outlet = whence::outlet(&stream, &ld);
    let outlets: Vec<String> =
        page.outlet.map(str::to_owned).into_iter().chain(outlet.clone()).chain(ld.publisher.clone()).collect();
    let generic_title = title::find(&stream, &ld, &outlets);
    let found_title = title::ruled(&stream, generic_title, &guided::values(&stream, rules, Role::Title), &outlets);
    let headline = found_title.text.as_deref();
    let marked = memory.map(|m| memory::mark(&mut stream, headline, m, page.now)).unwrap_or_default();
    let labels: Vec<Option<Label>> =
        stream.blocks.iter().map(|b| if b.chars <= 700 { label_in(b) } else { None }).collect();
    let base = whence::base(&stream, page.url);
    let desk = Desk { labels: &labels, title: &found_title, base: base.as_ref(), url: page.url };
    let mut taken = guided::take(&mut stream, desk, rules, &mut remarks);
    live::complete(&mut taken.parts, &ld);
    let (parts, hidden) = ((&mut taken.parts, &mut taken.links), std::mem::take(&mut stream.hidden));
    hidden::complete(parts, (&stream, &hidden), &ld, headline, (base.as_ref(), page.url), &mut remarks);
    let why = std::mem::take(&mut taken.parts.why);
    let range = taken.region.range.clone();
    // The region may begin right below the headline, with date and byline in it: the text begins with what was kept.
    let first = taken.parts.from.first().copied().unwrap_or(range.start).max(range.start);
    let around = around(&(first..range.end), found_title.block, stream.blocks.len());

    let mut out =
        Extracted { url: page.url.map(ToString::to_string), title: found_title.text, outlet, ..Extracted::default() };
    let near = (around.clone(), found_title.block, range.end);
    dates(&mut out, page, &stream, &ld, near, (rules, &mut remarks));
    let front_page = whence::states_front_page(&stream, base.as_ref(), page.url);
    out.page_kind = kind::of_page(&stream, &ld, &taken.parts, &range, (&out, found_title.block), front_page);
    out.image = whence::ruled_image(base.as_ref(), &guided::values(&stream, rules, Role::Image))
        .or_else(|| whence::image(&stream, &ld, base.as_ref(), &range));
    out.section = guided::values(&stream, rules, Role::Section).into_iter().find(|s| s.chars().count() <= 80);
    out.section = out.section.take().or_else(|| whence::section(&stream, &ld));
    match whence::canonical(&stream, base.as_ref(), page.url) {
        Canonical::Good(url) => out.canonical_url = Some(url),
        Canonical::Refused(why) => remarks.push(Remark::new("canonical-refused", why)),
        Canonical::None => {}
    }
    let mut paragraphs = taken.parts.body.iter().filter(|b| b.kind == BlockKind::Paragraph).map(|b| b.text.as_str());
    let above = taken.parts.from.first().and_then(|at| stream.blocks.get(at.checked_sub(1)?));
    let opening = [above.map(|b| b.text.as_str()), paragraphs.next(), paragraphs.next()];
    let from = &taken.parts.from;
    let top = found_title.block.map_or(first, |title| title + 1).min(first);
    let places = Places {
        title: out.title.as_deref(),
        bylines: &taken.parts.bylines,
        around: around.clone(),
        body_end: range.end,
        above: top..first,
        ending: &from[from.len().saturating_sub(1 + BIOGRAPHY)..],
        opening,
    };
    out.authors = authors::ruled(&guided::values(&stream, rules, Role::Author), &outlets);
    if out.authors.is_empty() {
        out.authors = authors::find(&stream, &ld, &places, &outlets);
    }
    drop_signature(&mut taken.parts, &out.authors, &stream);
    out.read_also = without_writers(taken.links, &out.authors);
    if found_title.disagrees {
        remarks.push(Remark::new("title-unconfirmed", "the headline shown and the one in the page's head differ"));
    }
    if taken.parts.left_out > 0 {
        let what = format!(
            "{} links of lists that the site shows beside the article (most read and the like)",
            taken.parts.left_out
        );
        remarks.push(Remark::new("site-links-left-out", what));
    }
    taken.parts.tags.splice(0..0, guided::values(&stream, rules, Role::Tags).iter().flat_map(|t| tags::parts(t)));
    let from = std::mem::take(&mut taken.parts.from);
    fill(&mut out, taken.parts, &stream, &ld);
    note_missing(&out, page, &mut remarks);
    out.remarks = remarks;
    let (region, by_rules) = (taken.region, taken.by_rules);
    Reading { stream, ld, labels, region, why, by_rules, around, from, marked, article: out }
}

/// Marks what a look at whole boxes tells, before blocks are judged one by one.
fn mark_boxes(stream: &mut Stream) {
    captions::speak(stream);
    short_lines::speak(stream);
    sign_up::mark(stream);
    machine_made::mark(stream);
}

/// The links without those whose headline is no more than a writer's name: they lead to the writer.
fn without_writers(mut links: Vec<ReadAlso>, authors: &[String]) -> Vec<ReadAlso> {
    links.retain(|link| !names_one(&link.title, authors));
    links
}

/// Whether a text is nothing but the name of one of the authors.
fn names_one(text: &str, authors: &[String]) -> bool {
    authors.iter().any(|author| key(author) == key(text))
}

/// Takes the author's name off the top and the end of the text, where it stands there as a paragraph of its own, and what the
/// outlet tells of the author below it.
fn drop_signature(parts: &mut Segments, authors: &[String], stream: &Stream) {
    if parts.from.len() != parts.body.len() {
        return;
    }
    let is_name = |block: &crate::article::Block| block.text.chars().count() <= 60 && names_one(&block.text, authors);
    if parts.body.len() > 1 && parts.body.first().is_some_and(is_name) {
        parts.body.remove(0);
        parts.from.remove(0);
    }
    let last = parts.body.len().saturating_sub(1 + BIOGRAPHY).max(1);
    // The name itself may be a link, which is no text.
    let is_told_of = |at: usize| {
        let above = parts.from[at].checked_sub(1).and_then(|above| stream.blocks.get(above));
        above.is_some_and(|above| above.is_link() && names_one(&above.text, authors))
    };
    if let Some(signed) = (last..parts.body.len()).find(|at| is_name(&parts.body[*at]) || is_told_of(*at)) {
        parts.body.truncate(signed);
        parts.from.truncate(signed);
    }
}

/// What the rules of a site match on a page.
pub(super) fn hits(page: &PageInput<'_>, rules: &SiteRules) -> Vec<Hit> {
    read(page, Some(rules), &mut Vec::new()).hits
}

/// Publication and change; a date that a rule of the site finds goes before those of the page's head.
fn dates(
    out: &mut Extracted,
    page: &PageInput<'_>,
    stream: &Stream,
    ld: &json_ld::JsonLd,
    around: (Range<usize>, Option<usize>, usize),
    (rules, remarks): (Option<&SiteRules>, &mut Vec<Remark>),
) {
    if stream.is_text {
        return;
    }
    let context = DateContext { zone: page.zone, now: page.now };
    let found = date::find(stream, ld, around, page.url, &context);
    (out.published, out.modified) = (found.published, found.modified);
    let Some(ruled) = date::ruled(&guided::values(stream, rules, Role::Date), &context) else { return };
    if let Some(other) = out.published.as_ref().filter(|d| d.at.date_naive() != ruled.at.date_naive()) {
        let detail = format!("{} by the site's rule, {} by {}", ruled.to_text(), other.to_text(), other.from);
        remarks.push(Remark::new("date-disagrees", detail));
    }
    // A witness that tells the same day to the second says more.
    let same_day = |d: &StatedDate| d.at.date_naive() == ruled.at.date_naive() && d.precision < ruled.precision;
    if !out.published.as_ref().is_some_and(same_day) {
        out.published = Some(ruled);
    }
}

fn read(page: &PageInput<'_>, rules: Option<&SiteRules>, remarks: &mut Vec<Remark>) -> Stream {
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
    let (mut stream, overfull_tags) = html::read(text, rules);
    stream.hidden = hidden::texts(text, &stream);
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
fn around(body: &Range<usize>, title: Option<usize>, all: usize) -> Range<usize> {
    let range = match title.filter(|t| *t <= body.start) {
        Some(title) => title.saturating_sub(6)..(body.start + BELOW_FIRST).min(title + BELOW_TITLE * 3).max(title + 1),
        None => body.start.saturating_sub(ABOVE)..body.start + 1,
    };
    range.start.min(all)..range.end.min(all)
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
    out.live = parts.live;
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
