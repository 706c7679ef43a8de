//! Live blogs: a page of many dated entries, each a time, often a headline, and its text.
//!
//! The entries are told by their times: short lines that are a time of day, all in like elements, each with text of its own
//! before the next. Scripts may state the entries as well, sometimes alone.

use super::blocks::{Block, Form, Stream, words};
use super::body::Region;
use super::html;
use super::html::hints::Hints;
use super::html::tag::Tag;
use super::metadata::json_ld::JsonLd;
use super::metadata::key;
use super::segment::Segments;
use crate::article::{self, BlockKind, LiveEntry};
use crate::text::clean;
use rustc_hash::FxHashMap;

/// Fewer dated entries make no live blog.
const FEWEST: usize = 3;
/// Most entries of one page.
const MOST: usize = 1_000;
/// Longest line that is nothing but a time, in characters, and most words in it besides numbers.
const MAX_TIME: usize = 40;
/// See [`MAX_TIME`].
const MAX_WORDS: usize = 5;
/// Longest headline of an entry, in characters.
const MAX_TITLE: usize = 200;
/// Characters of text that an entry has at least.
const MIN_TEXT: usize = 30;
/// Characters by which an entry of a script is found again in the page.
const PROBE: usize = 40;

/// One entry on the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The block of its time.
    pub time: usize,
    /// The block of its headline.
    pub title: Option<usize>,
    /// The block after its last.
    pub end: usize,
    /// The time as the markup states it.
    pub stated: Option<String>,
}

/// The entries of a live blog below the headline; none when the page is no live blog.
pub(super) fn find(stream: &Stream, region: &Region, title: Option<usize>) -> Vec<Entry> {
    let from = title.map_or(0, |title| title + 1);
    let stated: FxHashMap<usize, &str> =
        stream.facts.iter().filter(|f| f.name == "time").filter_map(|f| Some((f.block, f.value.as_deref()?))).collect();
    let mut groups: FxHashMap<(u8, u8), Vec<usize>> = FxHashMap::default();
    for (at, block) in stream.blocks.iter().enumerate().skip(from) {
        if !region.hints[at].any(NOT_LIVE) && is_time(block, stated.contains_key(&at)) {
            let times = groups.entry(shape(stream, at)).or_default();
            if times.len() < MOST {
                times.push(at);
            }
        }
    }
    let Some(times) = groups.into_values().max_by_key(|times| (times.len(), usize::MAX - times[0])) else {
        return Vec::new();
    };
    if stream.is_text || times.len() < FEWEST {
        return Vec::new();
    }
    let ends = times.iter().skip(1).copied().chain([last_end(stream, &times)]);
    let entries = times.iter().zip(ends).map(|(time, end)| entry(stream, region, *time, end, &stated));
    let entries: Vec<Entry> = entries.collect();
    let told = entries.iter().filter(|entry| holds_text(stream, region, entry)).count();
    // A list of news has the headline of another page in every entry.
    let heads = |at: usize| matches!(stream.blocks[at].form, Form::Heading(_)) && stream.blocks[at].is_link();
    let led = entries.iter().filter(|e| (e.time..e.end.min(stream.blocks.len())).any(heads)).count();
    let holds = told >= FEWEST && told * 5 >= entries.len() * 4 && led * 3 < entries.len() * 2;
    let span = times[0]..entries.last().map_or(0, |last| last.end);
    let near = region.range.is_empty() || (span.start < region.range.end && region.range.start < span.end);
    if holds && near { entries } else { Vec::new() }
}

/// What stands beside an article and is no entry, whatever its times.
const NOT_LIVE: Hints = Hints::OTHERS
    .with(Hints::COMMENT)
    .with(Hints::NAV)
    .with(Hints::FOOTER)
    .with(Hints::SIDE)
    .with(Hints::HIDDEN)
    .with(Hints::DROPPED);

/// Whether a line is nothing but a time of day, with its day, its zone and its half.
fn is_time(block: &Block, is_stated: bool) -> bool {
    if block.chars > MAX_TIME || block.is_link() {
        return false;
    }
    let words = words(&block.text);
    words <= MAX_WORDS && (has_clock(&block.text) || (is_stated && block.text.chars().any(char::is_numeric)))
}

/// Whether `14:20` stands in a text, in any digits.
fn has_clock(text: &str) -> bool {
    text.match_indices(':').any(|(at, _)| {
        let before = text[..at].chars().next_back().is_some_and(char::is_numeric);
        let mut after = text[at + 1..].chars();
        before && after.next().is_some_and(char::is_numeric) && after.next().is_some_and(char::is_numeric)
    })
}

/// What kind of element a block stands in: entries of one blog are alike.
fn shape(stream: &Stream, at: usize) -> (u8, u8) {
    let number = |tag: Tag| match tag {
        Tag::Article => 1,
        Tag::P => 2,
        Tag::Heading(level) => 10 + level,
        Tag::Item => 3,
        Tag::Cell => 4,
        Tag::Header => 5,
        _ => 0,
    };
    let mut tags = stream.containers(at).filter_map(|node| stream.nodes.get(node)).map(|node| number(node.tag));
    (tags.next().unwrap_or(0), tags.next().unwrap_or(0))
}

/// Where the last entry ends: with the container that holds it and no other.
fn last_end(stream: &Stream, times: &[usize]) -> usize {
    let (Some(last), Some(before)) = (times.last(), times.iter().rev().nth(1)) else { return 0 };
    let alone = stream.containers(*last).filter_map(|node| stream.nodes.get(node)).take_while(|n| n.first > *before);
    let alone_end = alone.last().map_or(*last + 1, |node| node.end);
    if alone_end > last + 1 {
        return alone_end;
    }
    // All entries are lines of one element.
    let around = stream.containers(*last).filter_map(|node| stream.nodes.get(node)).find(|n| n.first <= *before);
    around.map_or(*last + 1, |node| node.end)
}

fn entry(stream: &Stream, region: &Region, time: usize, end: usize, stated: &FxHashMap<usize, &str>) -> Entry {
    let next = stream.blocks.get(time + 1).filter(|b| {
        let headline = matches!(b.form, Form::Heading(_)) || !b.is_prose();
        headline && time + 2 < end && b.chars <= MAX_TITLE && !b.is_link() && !region.hints[time + 1].any(NOT_LIVE)
    });
    Entry { time, title: next.map(|_| time + 1), end, stated: stated.get(&time).map(|s| (*s).to_owned()) }
}

/// Whether an entry has text of its own.
fn holds_text(stream: &Stream, region: &Region, entry: &Entry) -> bool {
    let own = |at: &usize| {
        let block = &stream.blocks[*at];
        !region.hints[*at].any(NOT_LIVE) && block.link_density() < 0.4 && block.chars >= MIN_TEXT
    };
    let from = entry.title.unwrap_or(entry.time) + 1;
    (from..entry.end.min(stream.blocks.len())).any(|at| own(&at))
}

/// The region with every entry in it.
pub(super) fn widened(mut region: Region, entries: &[Entry]) -> Region {
    if let (Some(first), Some(last)) = (entries.first(), entries.last()) {
        let range = &region.range;
        region.range =
            if range.is_empty() { first.time..last.end } else { range.start.min(first.time)..range.end.max(last.end) };
    }
    region
}

/// Completes a page by the entries its scripts state: their exact times, and their text where the page does not show it.
pub(super) fn complete(parts: &mut Segments, ld: &JsonLd) {
    if ld.live.len() < 2 {
        return;
    }
    let stated: Vec<(LiveEntry, Vec<String>)> = ld.live.iter().take(MOST).filter_map(read).collect();
    let probe = |text: &str| key(text).chars().take(PROBE).collect::<String>();
    let page = key(&parts.body.iter().map(|b| b.text.as_str()).collect::<Vec<_>>().join(" "));
    let shown = stated.iter().filter(|(entry, _)| page.contains(&probe(&entry.text))).count();
    if shown * 2 < stated.len() {
        for (entry, paragraphs) in stated {
            let heading = |text: String| article::Block { kind: BlockKind::Heading, text };
            parts.body.push(heading(entry.time.get(..16).unwrap_or(&entry.time).replace('T', " ")));
            parts.body.extend(entry.title.clone().map(heading));
            let paragraph = |text: String| article::Block { kind: BlockKind::Paragraph, text };
            parts.body.extend(paragraphs.into_iter().map(paragraph));
            parts.live.push(entry);
        }
        return;
    }
    if parts.live.is_empty() {
        parts.live = stated.into_iter().map(|(entry, _)| entry).collect();
        return;
    }
    let by_text: FxHashMap<String, &LiveEntry> = stated.iter().map(|(entry, _)| (probe(&entry.text), entry)).collect();
    for entry in &mut parts.live {
        if let Some(stated) = by_text.get(&probe(&entry.text)) {
            entry.time.clone_from(&stated.time);
        }
    }
}

/// An entry of a script: its text may hold markup.
fn read(update: &super::metadata::json_ld::Update) -> Option<(LiveEntry, Vec<String>)> {
    let (stream, _) = html::read(html::bounded(&update.body), None);
    let paragraphs: Vec<String> = stream.blocks.into_iter().map(|block| clean::line(&block.text, 20_000)).collect();
    let text = paragraphs.join("\n\n");
    let title = update.headline.as_deref().map(|t| clean::line(t, MAX_TITLE)).filter(|t| !t.is_empty());
    (!text.is_empty()).then(|| (LiveEntry { time: update.published.clone(), title, text }, paragraphs))
}
