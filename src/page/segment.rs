//! The stream parted by the label grammar: body, boxes inside it, credits, tags, a second article, lists below.
//!
//! A label is a box when running text resumes after it, and the article's end only when it does not: cutting at the first
//! label loses whatever the outlet wrote below its own read-also box.

mod below;
mod cards;
mod column;
mod credits;
mod keep;
mod why;

pub(super) use why::Why;

use super::attribution::is_credit;
use super::blocks::{Block, Stream, ends_sentence};
use super::body::Region;
use super::boxes::{Boxes, opens_box};
use super::html::hints::Hints;
use super::labels::site::is_site_line;
use super::labels::{Label, LabelKind, is_site_pick};
use super::live::Entry;
use super::metadata::authors::without_when;
use super::metadata::key;
use super::read_also::{Context, Item, Links, linked_items};
use crate::article::{self, Following, LinkKind, LiveEntry, Placement};
use column::Column;
use rustc_hash::FxHashSet;
use url::Url;

/// A second article has at least this many characters of running text.
const MIN_FOLLOWING: usize = 200;

/// Most blocks of a second article.
const MAX_FOLLOWING: usize = 400;
/// How many blocks below the body its own tags, credits and unlabelled boxes are looked for.
const NEAR: usize = 30;

/// What the grammar found.
#[derive(Debug, Default)]
pub(super) struct Segments {
    /// The body.
    pub body: Vec<article::Block>,
    /// For each block of the body, the block of the stream it was made of.
    pub from: Vec<usize>,
    /// Credit lines.
    pub credits: Vec<String>,
    /// Bylines, label included.
    pub bylines: Vec<String>,
    /// Tags as links.
    pub tags: Vec<String>,
    /// The line behind a tag label, not yet parted.
    pub tag_line: Option<String>,
    /// A second article.
    pub following: Option<Following>,
    /// The entries of a live blog.
    pub live: Vec<LiveEntry>,
    /// What became of each block of the page.
    pub why: Vec<Why>,
    /// Links of the site's own lists (most read, chosen for you) outside the article's column.
    pub left_out: usize,
}

/// Parts a page. `entries` are those of a live blog. Links go to `links`.
pub(super) fn segment(
    stream: &Stream,
    labels: &[Option<Label>],
    (region, entries): (&Region, &[Entry]),
    (title, title_block): (Option<&str>, Option<usize>),
    base: Option<&Url>,
    links: &mut Links<'_>,
) -> Segments {
    let boxes = Boxes { stream, labels, region };
    let mut pass = Pass {
        stream,
        labels,
        region,
        boxes,
        base,
        links,
        out: Segments::default(),
        title: title.map(|t| (key(t), t.chars().count() * 2 / 3..t.chars().count() * 3 / 2 + 4)).unwrap_or_default(),
        ended: false,
        last_prose: 0,
        first_prose: 0,
        prose_before: Vec::new(),
        waiting: Vec::new(),
        origins: Vec::new(),
        column: Column::default(),
        takes_excerpts: false,
        heads: entries.iter().flat_map(|e| [Some(e.time), e.title]).flatten().collect(),
    };
    pass.run(title_block);
    pass.collect_live(entries);
    pass.out.from = pass.origins;
    pass.out
}

struct Pass<'p, 'l, 'u> {
    stream: &'p Stream,
    labels: &'p [Option<Label>],
    region: &'p Region,
    boxes: Boxes<'p>,
    base: Option<&'p Url>,
    links: &'l mut Links<'u>,
    out: Segments,
    /// Key of the headline, and how many characters a block that repeats it may have.
    title: (String, std::ops::Range<usize>),
    ended: bool,
    first_prose: usize,
    /// Bytes of running text before each block of the page.
    prose_before: Vec<usize>,
    last_prose: usize,
    /// The block each block of the body was made of.
    origins: Vec<usize>,
    /// Times and headlines of a live blog's entries.
    heads: FxHashSet<usize>,
    /// Boxes since the last body block: inside the body if running text resumes, below it if not.
    waiting: Vec<(Item, String, LinkKind)>,
    column: Column,
    /// Whether a card with an excerpt is another story's, and not one of those that the article gathers.
    takes_excerpts: bool,
}

impl Pass<'_, '_, '_> {
    fn run(&mut self, title: Option<usize>) {
        let range = self.region.range.clone();
        self.out.why = vec![Why::Beyond; self.stream.blocks.len()];
        let mut sum = 0;
        self.prose_before.push(0);
        for at in 0..self.stream.blocks.len() {
            sum += if self.is_own_prose(at) { self.stream.blocks[at].text.len() } else { 0 };
            self.prose_before.push(sum);
        }
        self.first_prose = range.clone().find(|at| self.is_own_prose(*at)).unwrap_or(range.start);
        self.last_prose = range.clone().rev().find(|at| self.is_own_prose(*at)).unwrap_or(range.start);
        self.column = Column::of(self.stream, title, (self.first_prose, self.last_prose));
        self.takes_excerpts = self.has_few_excerpts();
        let mut at = range.start;
        while at < range.end {
            let next = self.step(at, range.end);
            self.part_of(at, next);
            at = next;
        }
        self.settle(Placement::Tail);
        self.drop_repeated();
        self.around(at);
    }

    fn is_own_prose(&self, at: usize) -> bool {
        self.stream.blocks[at].is_prose() && !self.region.hints[at].any(Hints::FURNITURE.with(Hints::OUTSIDE))
    }

    /// Notes what became of a block, and returns the one after.
    fn note(&mut self, at: usize, why: Why) -> usize {
        if let Some(noted) = self.out.why.get_mut(at) {
            *noted = why;
        }
        at + 1
    }

    /// The blocks up to `next` belong to what began at `at`.
    fn part_of(&mut self, at: usize, next: usize) {
        for noted in self.out.why.iter_mut().take(next).skip(at + 1).filter(|why| **why == Why::Beyond) {
            *noted = Why::PartOf(at);
        }
    }

    /// Reads one block of the region, or a whole box; returns the block after.
    fn step(&mut self, at: usize, end: usize) -> usize {
        let block = &self.stream.blocks[at];
        let hints = self.region.hints[at];
        if hints.any(Hints::DROPPED) {
            return self.note(at, Why::DroppedByRule);
        }
        if hints.any(Hints::KEPT) {
            self.keep(at);
            return self.note(at, Why::KeptByRule);
        }
        if self.heads.contains(&at) {
            self.keep_as(at, article::BlockKind::Heading);
            return self.note(at, Why::LiveHead);
        }
        if let Some(next) = self.labelled(at, end) {
            return next;
        }
        if let Some(next) = self.card(at) {
            self.note(at, Why::LinkedHeadline);
            return next;
        }
        if hints.any(Hints::TAGS) || block.spans.iter().any(|s| self.stream.links.get(s.link).is_some_and(|l| l.is_tag))
        {
            self.tag_links(at);
            return self.note(at, Why::Tags);
        }
        if hints.any(Hints::OTHERS) {
            self.note(at, Why::MarkedBox);
            return self.unlabelled_box(at, end);
        }
        let is_title = self.title.1.contains(&block.chars) && key(&block.text) == self.title.0;
        match () {
            () if hints.any(Hints::FURNITURE) => return self.note(at, Why::Furniture),
            () if is_title => return self.note(at, Why::Title),
            () if is_site_line(&block.text, block.chars) => return self.note(at, Why::SiteLine),
            () if hints.any(Hints::OUTSIDE) => return self.note(at, Why::OutsideRule),
            () => {}
        }
        self.ended |= self.opens_comments(at);
        if self.ended {
            self.note(at, Why::AfterEnd);
            return self.second_article(at, end).unwrap_or(at + 1);
        }
        if self.is_linked_headline(at) {
            for item in linked_items(self.stream, at..at + 1) {
                self.waiting.push((item, String::new(), LinkKind::ReadAlso));
            }
            return self.note(at, Why::LinkedHeadline);
        }
        let why = self.judge(at);
        if why == Why::Kept {
            self.keep(at);
        }
        self.note(at, why)
    }

    /// A block that a label opens; `None` when it is none and stays what it is.
    fn labelled(&mut self, at: usize, end: usize) -> Option<usize> {
        let block = &self.stream.blocks[at];
        let label = self.labels[at]?;
        let alone = label.is_alone(&block.text);
        let next = match label.kind {
            LabelKind::Links(kind) if opens_box(block, &label) => Some(self.link_box(at, end, kind)),
            LabelKind::Tags if (alone || label.separated) && block.chars <= 600 => {
                Some(self.tag_block(at, end, &label))
            }
            // `«مصدر» تضاعف قدرات التخزين`: a company of that name in the headline of another story.
            LabelKind::Source if block.is_link() && self.region.hints[at].any(Hints::OTHERS) => None,
            LabelKind::Source if is_credit(&block.text, block.chars) => Some(self.credit(at, end, alone)),
            LabelKind::Byline if self.is_byline(at, &label) => {
                self.out.bylines.push(block.text.clone());
                Some(at + 1)
            }
            LabelKind::Date | LabelKind::Changed if alone || is_dated(block) => Some(at + 1),
            LabelKind::SiteList if alone => Some(self.site_list(at, end)),
            LabelKind::Furniture if alone || block.chars <= 16 || (label.separated && block.chars <= 60) => {
                Some(at + 1)
            }
            LabelKind::Stop if alone || block.chars <= 40 => {
                self.ended |= !self.out.body.is_empty();
                Some(at + 1)
            }
            _ => None,
        };
        if next.is_some() {
            self.note(at, Why::Label(label.kind));
        }
        next
    }

    fn is_byline(&self, at: usize, label: &Label) -> bool {
        let block = &self.stream.blocks[at];
        let rest = &block.text[label.rest..];
        let words = rest.split_whitespace().count();
        let at_edge = self.out.body.len() <= 2 || at + 3 > self.last_prose;
        let named = label.separated || (is_short_name(rest) && at < self.first_prose);
        block.chars <= 60 && (1..=9).contains(&words) && named && at_edge && !ends_sentence(&block.text)
    }

    fn link_box(&mut self, at: usize, end: usize, kind: LinkKind) -> usize {
        // Below the last paragraph a box, or a second article, may go on in containers beyond the region.
        let below = at >= self.region.range.start && (at > self.last_prose || self.ended);
        let end = if below { end.max(self.stream.blocks.len()) } else { end };
        let found = self.boxes.read(at, end);
        let label = self.labels[at].map(|l| self.stream.blocks[at].text[..l.end].trim().to_owned()).unwrap_or_default();
        if self.ended
            && found.items.len() == 1
            && let Some(next) = self.following(&found.items[0].title, found.next, end)
        {
            return next;
        }
        for item in found.items {
            self.waiting.push((item, label.clone(), kind));
        }
        found.next
    }

    /// Blocks that the markup calls a box of other articles, without a label of ours.
    fn unlabelled_box(&mut self, at: usize, end: usize) -> usize {
        let mut next = at;
        while next < end && self.region.hints[next].any(Hints::OTHERS) && (next == at || self.labels[next].is_none()) {
            next += 1;
        }
        let kind = kind_of(self.region.hints[at]);
        for item in linked_items(self.stream, at..next) {
            self.waiting.push((item, String::new(), kind));
        }
        next
    }

    /// Hands the boxes read since the last body block on.
    fn settle(&mut self, placement: Placement) {
        let position = self.out.body.len();
        let placement = if position == 0 { Placement::Tail } else { placement };
        for (item, label, kind) in self.waiting.drain(..) {
            // What the site picks for every reader counts where the article has no list of its own.
            let is_spare = is_site_pick(&label) && self.links.has_list();
            let is_own = !is_spare && self.column.owns(item.block, (self.stream, self.region), (&label, kind));
            if placement == Placement::Tail && !is_own {
                self.out.left_out += 1;
                continue;
            }
            self.links.add(&item, Context { label: &label, kind, placement, position });
        }
    }
}

/// Whether a line behind a date's label may hold one.
fn is_dated(block: &Block) -> bool {
    block.chars <= 80 && block.text.contains(char::is_numeric)
}

/// Whether a byline without a mark behind its label names somebody: few words, up to the mark before who took the pictures.
fn is_short_name(rest: &str) -> bool {
    let rest = without_when(rest);
    let names = rest.split(['-', '–', '/', '|']).next().unwrap_or(rest);
    (1..=4).contains(&names.split_whitespace().count())
}

fn kind_of(hints: Hints) -> LinkKind {
    if hints.any(Hints::MOST_READ) {
        LinkKind::MostRead
    } else if hints.any(Hints::READ_ALSO) {
        LinkKind::ReadAlso
    } else {
        LinkKind::Related
    }
}
