//! The stream parted by the label grammar: body, boxes inside it, credits, tags, a second article, lists below.
//!
//! A label is a box when running text resumes after it, and the article's end only when it does not: cutting at the first
//! label loses whatever the outlet wrote below its own read-also box.

use super::attribution::{is_agency_line, is_credit};
use super::blocks::{Block, Form, Stream, ends_sentence};
use super::body::Region;
use super::boxes::{Boxes, opens_box};
use super::glued::is_glued;
use super::html::hints::Hints;
use super::labels::{Label, LabelKind, is_button, is_site_line, label_of};
use super::metadata::key;
use super::read_also::{Context, Item, Links, is_headline, is_same_site, leads_to_article, linked_items};
use crate::article::{self, BlockKind, Following, LinkKind, Placement};
use url::Url;

/// A second article has at least this many characters of running text.
const MIN_FOLLOWING: usize = 200;

/// How many blocks below the body its own tags, credits and unlabelled boxes are looked for.
const NEAR: usize = 30;

/// What the grammar found.
#[derive(Debug, Default)]
pub(super) struct Segments {
    /// The body.
    pub body: Vec<article::Block>,
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
}

/// Parts a page. Links go to `links`.
pub(super) fn segment(
    stream: &Stream,
    labels: &[Option<Label>],
    region: &Region,
    title: Option<&str>,
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
        title: title.map(key).unwrap_or_default(),
        ended: false,
        last_prose: 0,
        first_prose: 0,
        waiting: Vec::new(),
    };
    pass.run();
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
    title: String,
    ended: bool,
    first_prose: usize,
    last_prose: usize,
    /// Boxes since the last body block: inside the body if running text resumes, below it if not.
    waiting: Vec<(Item, String, LinkKind)>,
}

impl Pass<'_, '_, '_> {
    fn run(&mut self) {
        let range = self.region.range.clone();
        self.first_prose = range.clone().find(|at| self.is_own_prose(*at)).unwrap_or(range.start);
        self.last_prose = range.clone().rev().find(|at| self.is_own_prose(*at)).unwrap_or(range.start);
        let mut at = range.start;
        while at < range.end {
            at = self.step(at, range.end);
        }
        self.settle(Placement::Tail);
        self.around(at);
    }

    fn is_own_prose(&self, at: usize) -> bool {
        self.stream.blocks[at].is_prose() && !self.region.hints[at].any(Hints::FURNITURE)
    }

    /// Reads one block of the region, or a whole box; returns the block after.
    fn step(&mut self, at: usize, end: usize) -> usize {
        let block = &self.stream.blocks[at];
        let hints = self.region.hints[at];
        if let Some(next) = self.labelled(at, end) {
            return next;
        }
        if hints.any(Hints::TAGS) || block.spans.iter().any(|s| self.stream.links.get(s.link).is_some_and(|l| l.is_tag))
        {
            self.tag_links(at);
            return at + 1;
        }
        if hints.any(Hints::OTHERS) {
            return self.unlabelled_box(at, end);
        }
        let is_title = block.chars <= 400 && !self.title.is_empty() && key(&block.text) == self.title;
        if hints.any(Hints::FURNITURE) || is_title || is_site_line(&block.text, block.chars) {
            return at + 1;
        }
        if self.ended {
            return self.second_article(at, end).unwrap_or(at + 1);
        }
        if self.is_linked_headline(at) {
            for item in linked_items(self.stream, at..at + 1) {
                self.waiting.push((item, String::new(), LinkKind::ReadAlso));
            }
            return at + 1;
        }
        if self.keeps(at) {
            self.keep(at);
        }
        at + 1
    }

    /// A block that a label opens; `None` when it is none and stays what it is.
    fn labelled(&mut self, at: usize, end: usize) -> Option<usize> {
        let block = &self.stream.blocks[at];
        let label = self.labels[at]?;
        let alone = label.is_alone(&block.text);
        match label.kind {
            LabelKind::Links(kind) if opens_box(block, &label) => Some(self.link_box(at, end, kind)),
            LabelKind::Tags if (alone || label.separated) && block.chars <= 600 => {
                Some(self.tag_block(at, end, &label))
            }
            LabelKind::Source if is_credit(&block.text, block.chars) => Some(self.credit(at, end, alone)),
            LabelKind::Byline if self.is_byline(at, &label) => {
                self.out.bylines.push(block.text.clone());
                Some(at + 1)
            }
            LabelKind::Date if block.chars <= 80 && block.text.chars().any(char::is_numeric) => Some(at + 1),
            LabelKind::Furniture if alone || (label.separated && block.chars <= 60) => Some(at + 1),
            LabelKind::Stop if alone || block.chars <= 40 => {
                self.ended |= !self.out.body.is_empty();
                Some(at + 1)
            }
            _ => None,
        }
    }

    fn is_byline(&self, at: usize, label: &Label) -> bool {
        let block = &self.stream.blocks[at];
        let words = block.text[label.rest..].split_whitespace().count();
        let at_edge = at < self.first_prose || at + 3 > self.last_prose;
        let named = label.separated || (words <= 4 && at < self.first_prose);
        block.chars <= 60 && words >= 1 && words <= 7 && named && at_edge && !ends_sentence(&block.text)
    }

    /// `المصدر: …`, with the name in the same block or alone in the next.
    fn credit(&mut self, at: usize, end: usize, alone: bool) -> usize {
        // A box above the credit line stands inside what the outlet wrote, though no paragraph follows it.
        if !self.ended {
            self.settle(Placement::Inline);
        }
        let text = &self.stream.blocks[at].text;
        let next = self.stream.blocks.get(at + 1).filter(|b| at + 1 < end && b.chars <= 60 && !b.is_prose());
        match next.filter(|b| alone && label_of(&b.text).is_none()) {
            Some(name) => {
                self.out.credits.push(format!("{} {}", text.trim_end(), name.text));
                at + 2
            }
            None => {
                if !alone {
                    self.out.credits.push(text.clone());
                }
                at + 1
            }
        }
    }

    fn tag_block(&mut self, at: usize, end: usize, label: &Label) -> usize {
        let block = &self.stream.blocks[at];
        let mut next = at + 1;
        if !block.spans.is_empty() {
            self.tag_links(at);
        } else if !label.is_alone(&block.text) {
            self.out.tag_line = self.out.tag_line.take().or_else(|| Some(block.text[label.rest..].to_owned()));
        }
        if label.is_alone(&block.text) {
            while next < end && next < at + 40 {
                let block = &self.stream.blocks[next];
                let is_tag = block.chars <= 60
                    && self.labels[next].is_none()
                    && (block.is_link() || block.form == Form::ListItem);
                let is_line = next == at + 1 && !block.is_prose() && block.spans.is_empty() && block.chars <= 300;
                if is_tag {
                    self.tag_links(next);
                } else if is_line && self.labels[next].is_none() {
                    self.out.tag_line = self.out.tag_line.take().or_else(|| Some(block.text.clone()));
                } else {
                    break;
                }
                next += 1;
            }
        }
        // Tags above the text are no end of it.
        let done: usize = self.out.body.iter().map(|b| b.text.len()).sum();
        let left: usize = (next..end).filter(|b| self.is_own_prose(*b)).map(|b| self.stream.blocks[b].text.len()).sum();
        self.ended |= done > 0 && (done * 2 > left || self.labels.get(next).copied().flatten().is_some());
        next
    }

    fn tag_links(&mut self, at: usize) {
        let block = &self.stream.blocks[at];
        let texts: Vec<&str> = block.spans.iter().filter_map(|s| block.text.get(s.start..s.end)).collect();
        let texts = if texts.is_empty() && block.chars <= 60 { vec![block.text.as_str()] } else { texts };
        for text in
            texts.iter().map(|t| t.trim()).filter(|t| !is_button(t) && label_of(t).is_none_or(|l| !l.is_alone(t)))
        {
            if self.out.tags.len() < 100 {
                self.out.tags.push(text.to_owned());
            }
        }
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

    /// A second article without a label above it: a headline in a heading, then its text.
    fn second_article(&mut self, at: usize, end: usize) -> Option<usize> {
        let block = &self.stream.blocks[at];
        let heads = matches!(block.form, Form::Heading(1 | 2)) && is_headline(&block.text);
        if heads { self.following(&block.text.clone(), at + 1, end) } else { None }
    }

    /// Reads the text of a second article that begins at `from`; `None` when there is too little.
    fn following(&mut self, title: &str, from: usize, end: usize) -> Option<usize> {
        if self.out.following.is_some() {
            return None;
        }
        let mut paragraphs: Vec<&str> = Vec::new();
        let mut next = from;
        while next < end {
            let block = &self.stream.blocks[next];
            let ends = self.labels[next].is_some_and(|l| {
                l.kind != LabelKind::Byline
                    && l.kind != LabelKind::Date
                    && (opens_box(block, &l) || l.is_alone(&block.text) || l.separated)
            });
            if ends || matches!(block.form, Form::Heading(1)) {
                break;
            }
            let furniture = self.region.hints[next].any(Hints::FURNITURE.without(Hints::OTHERS));
            let own = block.is_prose() && block.form != Form::ListItem && !furniture;
            if own && !is_glued(&block.text, block.chars) && !is_site_line(&block.text, block.chars) {
                paragraphs.push(&block.text);
            }
            next += 1;
        }
        let chars: usize = paragraphs.iter().map(|p| p.chars().count()).sum();
        if chars < MIN_FOLLOWING {
            return None;
        }
        self.out.following = Some(Following { title: title.to_owned(), text: paragraphs.join("\n\n") });
        Some(next)
    }

    /// A paragraph that is one link with a headline's words: a box that forgot its label.
    fn is_linked_headline(&self, at: usize) -> bool {
        let block = &self.stream.blocks[at];
        if !block.is_link() || block.chars > 250 || ends_sentence(&block.text) {
            return block.is_link() && block.chars < 60;
        }
        let to_article = self.stream.first_href(at).is_some_and(|h| leads_to_article(h) && is_same_site(self.base, h));
        to_article || block.chars < 60
    }

    /// Whether a block without any label is the article's own.
    fn keeps(&self, at: usize) -> bool {
        let block = &self.stream.blocks[at];
        if block.is_prose() {
            return !is_glued(&block.text, block.chars) && block.link_density() < 0.6;
        }
        if is_button(&block.text) || is_agency_line(&block.text) {
            return false;
        }
        let inside = self.first_prose < at && at < self.last_prose;
        if block.link_density() > 0.5 {
            // A sentence may be mostly a link to what it tells of; a headline is nothing but the link.
            return inside && block.chars - block.link_chars.min(block.chars) >= 5 && ends_sentence(&block.text);
        }
        match block.form {
            Form::Caption | Form::Heading(_) => inside,
            _ => inside || self.is_beside_prose(at),
        }
    }

    /// A short line at the edge of the text is the article's when it stands in the same element as its nearest paragraph.
    fn is_beside_prose(&self, at: usize) -> bool {
        if self.stream.is_text {
            return at > self.first_prose || ends_sentence(&self.stream.blocks[at].text);
        }
        let near = if at < self.first_prose { self.first_prose } else { self.last_prose };
        let (here, there) = (self.stream.blocks[at].node, self.stream.blocks[near].node);
        let siblings = here == there
            || self.stream.nodes[here].parent == self.stream.nodes[there].parent
                && self.stream.nodes[here].tag == self.stream.nodes[there].tag;
        let block = &self.stream.blocks[at];
        let words = block.text.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic)).count();
        // "القاهرة - الوادي" above the text is a dateline of its own.
        let dateline = at < self.first_prose && words <= 6 && block.text.contains(['-', '–', '|', '/']);
        let dated = block.text.chars().filter(|c| c.is_numeric()).count() * 4 > block.chars;
        siblings && words >= 3 && !dated && !dateline && at.abs_diff(near) <= 6
    }

    fn keep(&mut self, at: usize) {
        let block = &self.stream.blocks[at];
        let (text, tail) = part_inline_label(self.stream, block);
        self.settle(Placement::Inline);
        let kind = match block.form {
            Form::Heading(_) => BlockKind::Heading,
            Form::Quote => BlockKind::Quote,
            Form::ListItem => BlockKind::ListItem,
            Form::Caption => BlockKind::Caption,
            Form::Text => BlockKind::Paragraph,
        };
        let text = crate::text::clean::line(text, 200_000);
        if !text.is_empty() {
            self.out.body.push(article::Block { kind, text });
        }
        if let Some((label, items)) = tail {
            self.waiting.extend(items.into_iter().map(|i| (i, label.clone(), LinkKind::ReadAlso)));
        }
    }

    /// Hands the boxes read since the last body block on.
    fn settle(&mut self, placement: Placement) {
        let position = self.out.body.len();
        let placement = if position == 0 { Placement::Tail } else { placement };
        for (item, label, kind) in self.waiting.drain(..) {
            self.links.add(&item, Context { label: &label, kind, placement, position });
        }
    }

    /// Boxes above and below the region: only links, credits and tags count there, and a second article.
    fn around(&mut self, from: usize) {
        let (range, all) = (self.region.range.clone(), self.stream.blocks.len());
        if range.is_empty() {
            return;
        }
        self.ended = true;
        let mut at = from.max(range.end);
        while at < all {
            at = self.beside(at, all, at < range.end + NEAR);
        }
        let mut at = 0;
        while at < range.start {
            at = self.beside(at, range.start, at + NEAR > range.start);
        }
        self.settle(Placement::Tail);
    }

    fn beside(&mut self, at: usize, end: usize, near: bool) -> usize {
        let block = &self.stream.blocks[at];
        let hints = self.region.hints[at];
        if hints.any(Hints::NAV.with(Hints::HIDDEN)) && !hints.any(Hints::OTHERS) {
            return at + 1;
        }
        if let Some(label) = self.labels[at] {
            let alone = label.is_alone(&block.text);
            match label.kind {
                LabelKind::Links(kind) if opens_box(block, &label) => return self.link_box(at, end, kind),
                LabelKind::Tags if near && (alone || label.separated) => return self.tag_block(at, end, &label),
                LabelKind::Source if near && is_credit(&block.text, block.chars) => return self.credit(at, end, alone),
                LabelKind::Byline if near && label.separated && block.chars <= 60 && !alone => {
                    self.out.bylines.push(block.text.clone());
                }
                _ => {}
            }
        } else if near && hints.any(Hints::TAGS) && !hints.any(Hints::OTHERS.with(Hints::SIDE)) {
            self.tag_links(at);
        } else if hints.any(Hints::OTHERS) && !hints.any(Hints::NAV) && (near || hints.any(Hints::READ_ALSO)) {
            return self.unlabelled_box(at, end);
        }
        at + 1
    }
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

/// Parts a paragraph that ends in a label and its link: `… الموسم. اقرأ أيضاً: <a>…</a>`.
fn part_inline_label<'b>(stream: &Stream, block: &'b Block) -> (&'b str, Option<(String, Vec<Item>)>) {
    let whole = (block.text.as_str(), None);
    let Some(last) = block.spans.last().filter(|s| block.text.len() - s.end <= 8) else { return whole };
    let before = &block.text[..last.start];
    let from = before.char_indices().rev().nth(40).map_or(0, |(at, _)| at);
    // Labels begin where a sentence ends, and nowhere else.
    let starts =
        before[from..].char_indices().filter(|(_, c)| matches!(c, '.' | '؟' | '!' | '"' | '»' | ')' | '(' | '[' | '…'));
    for (offset, c) in starts {
        let start = from + offset + c.len_utf8();
        let Some(label) = label_of(&block.text[start..]) else { continue };
        if matches!(label.kind, LabelKind::Links(_)) && start + label.rest >= last.start.saturating_sub(2) {
            let text = block.text[..start].trim_end_matches([' ', '(', '[']);
            let label = block.text[start..start + label.end].trim().to_owned();
            let title = block.text[last.start..last.end].to_owned();
            let href = stream.links.get(last.link).map(|l| l.href.clone());
            return (text, Some((label, vec![Item { title, href, block: 0 }])));
        }
    }
    whole
}
