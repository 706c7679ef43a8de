//! Which blocks of the region are the article's own, and what each becomes.

use super::{Pass, Why};
use crate::article::{self, BlockKind, LinkKind, LiveEntry, Placement};
use crate::page::attribution::{is_agency_line, names_agency};
use crate::page::blocks::{Block, Form, Stream, ends_sentence, words};
use crate::page::boxes::bullet;
use crate::page::glued::is_glued;
use crate::page::html::tag::Tag;
use crate::page::labels::site::is_button;
use crate::page::labels::{LabelKind, label_of};
use crate::page::live::Entry;
use crate::page::metadata::key;
use crate::page::read_also::{Item, is_same_site, leads_to_article};
use crate::text::dates;
use crate::text::letters::fold;
use rustc_hash::FxHashSet;

/// A list at the end of the text has at most this many items.
const MAX_LIST: usize = 40;
/// Paragraphs from the top among which a standfirst may be repeated.
const TOP: usize = 4;

/// Blocks from the nearest paragraph within which a short line may stand alone.
const NEAR: usize = 6;
/// Most short lines below the last paragraph that go on it: a poem, a team sheet.
const MAX_LINES: usize = 120;

/// Bytes of each that are compared.
const TOP_BYTES: usize = 800;

impl Pass<'_, '_, '_> {
    /// A paragraph that is one link with a headline's words: a box that forgot its label.
    pub(super) fn is_linked_headline(&self, at: usize) -> bool {
        let block = &self.stream.blocks[at];
        if !block.is_link() || block.chars > 250 || ends_sentence(&block.text) {
            return block.is_link() && block.chars < 60;
        }
        let to_article = self.stream.first_href(at).is_some_and(|h| leads_to_article(h) && is_same_site(self.base, h));
        to_article || block.chars < 60
    }

    /// Whether a block counts the readers' comments, with less text below it than above: the comments themselves. Above the text
    /// the same line is small print.
    pub(super) fn opens_comments(&self, at: usize) -> bool {
        let block = &self.stream.blocks[at];
        if block.chars > 24 || !block.text.contains(char::is_numeric) || self.stream.is_text {
            return false;
        }
        let mut words = block.text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
        let counted = words.next().map(fold).filter(|_| words.next().is_none());
        let is_count = matches!(counted.as_deref(), Some("تعليقات" | "تعليقا" | "تعليق" | "comments"));
        let done = self.prose_before[at] - self.prose_before[self.region.range.start];
        let left = self.prose_before.last().unwrap_or(&0) - self.prose_before[at];
        is_count && left < done
    }

    /// Whether a block without any label is the article's own, or why not.
    pub(super) fn judge(&self, at: usize) -> Why {
        let block = &self.stream.blocks[at];
        let kept_or = |kept: bool, why: Why| if kept { Why::Kept } else { why };
        if block.is_prose() {
            let glued = is_glued(&block.text, block.chars);
            return if glued { Why::Glued } else { kept_or(block.link_density() < 0.6, Why::Linked) };
        }
        let is_address = block.text.starts_with("http") && !block.text.contains(' ');
        if self.is_in_own_table(at) {
            return Why::Kept;
        }
        // `منذ 3 ساعات` stands below the headline of another story.
        let is_age = block.chars <= 24 && dates::counts_from_now(&block.text);
        if is_address || is_age || is_button(&block.text) || is_agency_line(&block.text) {
            return Why::Button;
        }
        if self.heads_contents(at) || self.names_video(at) {
            return Why::Button;
        }
        let inside = self.first_prose < at && at < self.last_prose;
        // Below a lead stand the lines that elsewhere stand above the text: who, where, when.
        let at_edge = !inside || self.out.body.len() <= 1;
        let dated = block.chars <= 60 && block.text.chars().filter(|c| c.is_numeric()).count() * 4 > block.chars;
        if at_edge && block.spans.is_empty() && (names_agency(&block.text, block.chars) || (inside && dated)) {
            return Why::Edge;
        }
        if block.link_density() > 0.5 {
            // A sentence may be mostly a link to what it tells of; a headline is nothing but the link.
            let more = block.chars - block.link_chars.min(block.chars) >= 5;
            return kept_or(inside && more && ends_sentence(&block.text), Why::Linked);
        }
        match block.form {
            Form::Caption => kept_or(inside || self.is_own_picture(at), Why::Edge),
            Form::Heading(_) => kept_or(inside, Why::Edge),
            _ => kept_or(inside || self.is_beside_prose(at), Why::Edge),
        }
    }

    /// Whether a short line stands above links to places further down on this page: `محتويات الصفحة`.
    fn heads_contents(&self, at: usize) -> bool {
        let to_place = |at: usize| {
            let link = self.stream.blocks.get(at).is_some_and(Block::is_link);
            link && self.stream.first_href(at).is_some_and(|href| href.len() > 1 && href.starts_with('#'))
        };
        self.stream.blocks[at].spans.is_empty() && to_place(at + 1) && to_place(at + 2)
    }

    /// Whether a short line in an element of its own names what a player beside it shows: `شاهد: الوزيرة تشرح المشروع`.
    fn names_video(&self, at: usize) -> bool {
        const SHOWN: [&str; 6] = ["شاهد", "شاهدوا", "فيديو", "بالفيديو", "استمع", "استمعوا"];
        let block = &self.stream.blocks[at];
        let around = &self.stream.nodes[self.stream.nodes[block.node].parent];
        let (shown, _) = block.text.split_once([':', '|']).unwrap_or_default();
        around.end - around.first == 1 && block.chars <= 100 && SHOWN.contains(&shown.trim())
    }

    /// A cell in a table of the article: short cells without a link or running text, between its paragraphs or in the element
    /// that they stand in.
    fn is_in_own_table(&self, at: usize) -> bool {
        let block = &self.stream.blocks[at];
        let short = block.chars <= 60 && block.spans.is_empty() && self.stream.nodes[block.node].tag == Tag::Cell;
        if !short || at <= self.first_prose {
            return false;
        }
        let table = self.stream.containers(at).find(|node| self.stream.nodes[*node].tag == Tag::Table);
        table.and_then(|node| self.stream.nodes.get(node)).is_some_and(|table| {
            let cells = self.stream.blocks.get(table.first..table.end).unwrap_or_default();
            let plain = !cells.iter().any(|cell| cell.is_prose() || !cell.spans.is_empty());
            let beside = at < self.last_prose || self.stream.is_inside(self.last_prose, table.parent);
            plain && beside && (4..=400).contains(&cells.len())
        })
    }

    /// A caption below the last paragraph is the article's when its picture stands where the paragraphs do: a photo story.
    fn is_own_picture(&self, at: usize) -> bool {
        let around = |at: usize| self.stream.nodes[self.stream.blocks[at].node].parent;
        let text = around(self.last_prose);
        let block = &self.stream.blocks[at];
        let plain = block.spans.is_empty() && at > self.last_prose && self.last_prose >= self.first_prose;
        plain && !self.out.body.is_empty() && self.stream.containers(at).take(4).any(|node| node == text)
    }

    /// A short line at the edge of the text is the article's when it stands in the same element as its nearest paragraph.
    pub(super) fn is_beside_prose(&self, at: usize) -> bool {
        if self.stream.is_text {
            return at > self.first_prose || ends_sentence(&self.stream.blocks[at].text);
        }
        let block = &self.stream.blocks[at];
        let near = if at < self.first_prose { self.first_prose } else { self.last_prose };
        let (here, there) = (self.stream.blocks[at].node, self.stream.blocks[near].node);
        let listed = block.form == Form::ListItem && block.spans.is_empty() && {
            let list = self.stream.nodes[self.stream.nodes[here].parent].parent;
            list == there || list == self.stream.nodes[there].parent
        };
        // `<p>- …</p>`
        let bulleted = block.form == Form::Text
            && block.spans.is_empty()
            && bullet(&block.text).is_some()
            && self.stream.nodes[here].parent == self.stream.nodes[there].parent;
        if (listed || bulleted) && at.abs_diff(near) <= MAX_LIST && at > self.first_prose {
            return true;
        }
        let siblings = here == there
            || self.stream.nodes[here].parent == self.stream.nodes[there].parent
                && self.stream.nodes[here].tag == self.stream.nodes[there].tag;
        let words = words(&block.text);
        // "القاهرة - الوادي" above the text is a dateline of its own.
        let dateline = at < self.first_prose && words <= 6 && block.text.contains(['-', '–', '|', '/']);
        let dated = block.text.chars().filter(|c| c.is_numeric()).count() * 4 > block.chars;
        // Who wrote and edited for an agency signs with initials: `ي.ف/ ع.ج.م`.
        let is_word = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() >= 2 && !word.contains('.');
        let is_line = || block.text.split_whitespace().filter(is_word).nth(1).is_some();
        let goes_on = at > self.last_prose && self.goes_on_lines(at) && is_line();
        let leads_on = || at < self.first_prose && words >= 2 && self.leads_on_lines(at);
        siblings && !dated && !dateline && (goes_on || (words >= 3 && at.abs_diff(near) <= NEAR) || leads_on())
    }

    /// Whether a line is one of many that are set alike and lead to the first paragraph: a column that begins in verses. Who
    /// wrote where and when takes fewer lines.
    fn leads_on_lines(&self, at: usize) -> bool {
        let set = |at: usize| {
            let block = &self.stream.blocks[at];
            (self.stream.nodes[block.node].parent, self.stream.nodes[block.node].tag, block.spans.is_empty())
        };
        let like = |other: &usize| set(*other) == set(at);
        let below = self.first_prose - at;
        let above = (self.region.range.start..at).rev().take(NEAR).take_while(like).count();
        let whole = below <= MAX_LINES && (at..self.first_prose).all(|other| like(&other));
        whole && set(at).2 && above + below > NEAR
    }

    /// Whether a line stands right below one that was kept, set in the same way: the verses of a poem, the rest of a list.
    fn goes_on_lines(&self, at: usize) -> bool {
        let plain = |at: usize| self.stream.blocks[at].spans.is_empty();
        let tag = |at: usize| self.stream.nodes[self.stream.blocks[at].node].tag;
        let parent = |at: usize| self.stream.nodes[self.stream.blocks[at].node].parent;
        let above = self.origins.last().copied().filter(|above| above + 1 == at && at - self.last_prose <= MAX_LINES);
        above.is_some_and(|above| plain(at) && plain(above) && tag(at) == tag(above) && parent(at) == parent(above))
    }

    /// Drops a standfirst that the text repeats, and paragraphs that stand on the page twice.
    pub(super) fn drop_repeated(&mut self) {
        let body = &mut self.out.body;
        let top: Vec<String> =
            body.iter().take(TOP).map(|b| key(&b.text[..b.text.floor_char_boundary(TOP_BYTES)])).collect();
        let is_repeated =
            |at: usize| top.iter().skip(at + 1).any(|t| top[at].chars().count() > 30 && t.starts_with(&top[at]));
        let mut repeated = Vec::new();
        if !top.is_empty() && is_repeated(0) {
            body.remove(0);
            repeated.push(self.origins.remove(0));
        }
        let mut seen = FxHashSet::default();
        let mut at = 0;
        let origins = &mut self.origins;
        body.retain(|b| {
            let keeps = b.text.len() < 120 || seen.insert(b.text.clone());
            if keeps {
                at += 1;
            } else {
                repeated.push(origins.remove(at));
            }
            keeps
        });
        for at in repeated {
            self.note(at, Why::Repeated);
        }
    }

    /// Puts the kept blocks of each entry of a live blog together.
    pub(super) fn collect_live(&mut self, entries: &[Entry]) {
        let place = |block: usize| self.origins.partition_point(|at| *at < block);
        for entry in entries {
            let from = entry.title.unwrap_or(entry.time) + 1;
            let blocks = self.out.body.get(place(from)..place(entry.end)).unwrap_or_default();
            let text: Vec<&str> = blocks.iter().map(|block| block.text.as_str()).collect();
            if !text.is_empty() {
                let shown = |at: usize| self.stream.blocks[at].text.clone();
                let time = entry.stated.clone().unwrap_or_else(|| shown(entry.time));
                self.out.live.push(LiveEntry { time, title: entry.title.map(shown), text: text.join("\n\n") });
            }
        }
    }

    pub(super) fn keep(&mut self, at: usize) {
        let kind = match self.stream.blocks[at].form {
            // A lead that the outlet sets as a heading.
            Form::Heading(_) if self.stream.blocks[at].is_prose() => BlockKind::Paragraph,
            Form::Heading(_) => BlockKind::Heading,
            Form::Quote => BlockKind::Quote,
            Form::ListItem => BlockKind::ListItem,
            Form::Caption => BlockKind::Caption,
            Form::Text | Form::Line => BlockKind::Paragraph,
        };
        self.keep_as(at, kind);
    }

    pub(super) fn keep_as(&mut self, at: usize, kind: BlockKind) {
        let block = &self.stream.blocks[at];
        let (text, tail) = part_inline_label(self.stream, block);
        self.settle(Placement::Inline);
        let text = crate::text::clean::line(text, 200_000);
        if !text.is_empty() {
            self.out.body.push(article::Block { kind, text });
            self.origins.push(at);
        }
        if let Some((label, items)) = tail {
            self.waiting.extend(items.into_iter().map(|i| (i, label.clone(), LinkKind::ReadAlso)));
        }
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
