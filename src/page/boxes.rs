//! Boxes: a label and the headlines under it, wherever on the page it stands.

use super::blocks::{Block, Form, Node, Span, Stream, ends_sentence};
use super::body::Region;
use super::html::hints::Hints;
use super::html::tag::Tag;
use super::labels::site::is_button;
use super::labels::{Label, LabelKind, is_more, label_of};
use super::read_also::{Item, is_headline, leads_to_article, linked_items};
use crate::article::LinkKind;
use crate::text::letters::fold;

/// Longest headline without a link, in characters.
const MAX_HEADLINE: usize = 200;
/// Longest excerpt below a headline, in characters.
const MAX_EXCERPT: usize = 250;
/// Most items of one box.
const MAX_ITEMS: usize = 60;
/// Most blocks of a card: a label, a headline, an excerpt and small print.
const MAX_CARD: usize = 6;
/// A line this short below a box's headline is a subheading of the article, not another headline.
const SHORT_LINE: usize = 36;

/// Words with which no headline ends, but a line that a link goes on: `هذا المحتوى من`.
const PREPOSITIONS: [&str; 7] = ["من", "عن", "في", "على", "إلى", "الى", "مع"];

/// A label with its items.
#[derive(Debug, Default)]
pub(super) struct LinkBox {
    /// The headlines.
    pub items: Vec<Item>,
    /// The block after the box.
    pub next: usize,
}

/// Everything a box is read from.
#[derive(Clone, Copy)]
pub(super) struct Boxes<'a> {
    /// The page.
    pub stream: &'a Stream,
    /// Labels of its blocks.
    pub labels: &'a [Option<Label>],
    /// Where the body stands.
    pub region: &'a Region,
}

impl Boxes<'_> {
    /// Reads the box that the label of block `at` opens; `end` is the last block it may reach to.
    pub fn read(&self, at: usize, end: usize) -> LinkBox {
        let (Some(block), Some(label)) = (self.stream.blocks.get(at), self.labels.get(at).copied().flatten()) else {
            return LinkBox { items: Vec::new(), next: at + 1 };
        };
        let mut found = LinkBox { items: rest_items(self.stream, block, &label, at), next: at + 1 };
        if let Some(scope) = self.own_container(at).filter(|_| found.items.is_empty() || label.is_alone(&block.text)) {
            let scope = scope.start..scope.end.min(end);
            let items = linked_items(self.stream, scope.clone());
            let prose = scope.clone().filter(|b| self.stream.blocks[*b].is_prose()).count();
            // A container with running text of its own and one headline is an article, not a box.
            if !items.is_empty() && prose <= items.len() && !self.text_goes_on(&items, scope.end) {
                return LinkBox { items, next: scope.end };
            }
        }
        self.run(&mut found, end);
        found
    }

    /// Whether more than one excerpt stands between the last headline and the end of the box: the article goes on there.
    fn text_goes_on(&self, items: &[Item], end: usize) -> bool {
        let below = items.last().map_or(end, |last| last.block + 1);
        let mut prose = (below..end).map(|at| &self.stream.blocks[at]).filter(|b| b.is_prose());
        prose.next().is_some_and(|first| first.chars > MAX_EXCERPT) || prose.next().is_some()
    }

    /// The container that holds the label and what it labels, but nothing of the body: from after the label to its end.
    fn own_container(&self, at: usize) -> Option<std::ops::Range<usize>> {
        let mut best: Option<std::ops::Range<usize>> = None;
        for node in self.stream.containers(at).take(5) {
            let Some(here) = self.stream.nodes.get(node) else { break };
            let body = &self.region.range;
            if matches!(here.tag, Tag::Body | Tag::Root | Tag::Article | Tag::Main) {
                return best;
            }
            // A label must open its container; one in its midst belongs to a part of it.
            if here.first + 2 < at {
                return best;
            }
            let prose = (here.first.max(body.start)..at).any(|b| self.stream.blocks[b].is_prose());
            let overlap = here.end.min(body.end).saturating_sub(here.first.max(body.start));
            if prose || overlap * 2 > body.len().max(8) {
                return best;
            }
            let cut = (at + 1..here.end).find(|b| self.opens_another(at, *b));
            if best.is_some() && (cut.is_some() || here.end - at > MAX_ITEMS * 3) {
                return best;
            }
            let inner = at + 1..cut.unwrap_or(here.end);
            if !linked_items(self.stream, inner.clone()).is_empty() {
                best = Some(inner);
            }
            if cut.is_some() {
                return best;
            }
        }
        best
    }

    /// Whether block `at` is the label or the heading of another list than that which the label of `label` opens.
    fn opens_another(&self, label: usize, at: usize) -> bool {
        let block = &self.stream.blocks[at];
        let labelled = self.labels[at].is_some_and(|l| l.is_alone(&block.text)) && !is_alone_button(&block.text);
        let ranks_with = match (self.stream.blocks[label].form, block.form) {
            (Form::Heading(of_label), Form::Heading(level)) => level <= of_label,
            _ => false,
        };
        labelled || (ranks_with && block.spans.is_empty() && block.chars <= SHORT_LINE)
    }

    /// Takes headline after headline from below the label until something else comes.
    fn run(&self, found: &mut LinkBox, end: usize) {
        let had_rest = !found.items.is_empty();
        let (label_at, mut end, mut lines) = (found.next - 1, end, 0);
        while found.next < end && found.items.len() < MAX_ITEMS {
            let at = found.next;
            let before = found.items.len();
            let block = &self.stream.blocks[at];
            let label = self.labels[at].is_some_and(|l| l.is_alone(&block.text) || (l.separated && block.chars < 120));
            if (label && !is_alone_button(&block.text)) || self.opens_another(label_at, at) {
                break;
            }
            let linked = block.link_density() >= 0.6 && !block.spans.is_empty();
            if linked {
                found.items.extend(linked_items(self.stream, at..at + 1));
            } else if block.form == Form::ListItem
                && !self.is_running(at)
                && self.is_listed(at, found)
                && found.items.iter().all(|i| i.href.is_none())
            {
                found.items.push(plain_item(block, at));
            } else if !had_rest
                && self.is_headline_line(at)
                && (lines == 0 || (self.goes_on(at, end) && self.is_set_like(at, found)))
                && self.only_lines(found)
                && found.items.last().is_none_or(|last| bullet(&last.title) == bullet(&block.text))
            {
                found.items.push(plain_item(block, at));
                lines += 1;
            } else if !self.is_filler(at, end, !found.items.is_empty()) {
                break;
            }
            if before == 0 && !found.items.is_empty() {
                end = end.min(self.end_of_both(label_at, at));
            }
            found.next += 1;
        }
    }

    /// The end of the smallest container that holds a label and its first headline: what comes after belongs to something else.
    fn end_of_both(&self, label: usize, first: usize) -> usize {
        self.around_both(label, first).map_or(usize::MAX, |node| node.end)
    }

    /// The smallest container that holds two blocks.
    fn around_both(&self, one: usize, other: usize) -> Option<&Node> {
        let around = self.stream.containers(one).find(|node| self.stream.is_inside(other, *node));
        around.and_then(|node| self.stream.nodes.get(node))
    }

    /// Whether a line is marked up as the last headline is, or stands in one card with it: a quotation or the line above a
    /// table goes on no list.
    fn is_set_like(&self, at: usize, found: &LinkBox) -> bool {
        let tag = |block: &Block| (block.form, self.stream.nodes[block.node].tag);
        let here = &self.stream.blocks[at];
        let Some(last) = found.items.last().map(|item| item.block) else { return true };
        let in_card = self.around_both(last, at).is_some_and(|card| card.end - card.first <= MAX_CARD);
        in_card || (tag(&self.stream.blocks[last]) == tag(here) && !here.text.trim_end().ends_with(':'))
    }

    fn only_lines(&self, found: &LinkBox) -> bool {
        found
            .items
            .iter()
            .all(|i| i.href.is_none() && self.stream.blocks.get(i.block).is_some_and(|b| b.form != Form::ListItem))
    }

    /// Whether a list item is a sentence of the article and no headline.
    fn is_running(&self, at: usize) -> bool {
        let block = &self.stream.blocks[at];
        block.chars > MAX_HEADLINE || (ends_sentence(&block.text) && block.chars > 100)
    }

    /// Whether a list item goes on a list of headlines; below a headline in a paragraph, sentences are the article's own list.
    fn is_listed(&self, at: usize, found: &LinkBox) -> bool {
        let last = found.items.last().and_then(|item| self.stream.blocks.get(item.block));
        last.is_none_or(|last| last.form == Form::ListItem || !ends_sentence(&self.stream.blocks[at].text))
    }

    /// Whether an unlinked line can be a headline.
    fn is_headline_line(&self, at: usize) -> bool {
        let block = &self.stream.blocks[at];
        let short = (8..=MAX_HEADLINE).contains(&block.chars) && block.spans.is_empty();
        let hidden = self.region.hints[at].any(Hints::HIDDEN);
        let breaks_off = block.text.split_whitespace().next_back().is_some_and(|word| PREPOSITIONS.contains(&word));
        short
            && !hidden
            && !breaks_off
            && !ends_sentence(&block.text)
            && block.form != Form::Caption
            && block.text.contains(' ')
    }

    /// Whether the second or later unlinked line is a headline too: not when it is short and running text comes next, which
    /// makes it the article's own subheading.
    fn goes_on(&self, at: usize, end: usize) -> bool {
        let block = &self.stream.blocks[at];
        let next_is_prose = at + 1 < end && self.stream.blocks[at + 1].is_prose();
        // So is the question of an interview.
        let of_article = next_is_prose && (block.chars <= SHORT_LINE || block.text.ends_with('؟'));
        !(matches!(block.form, Form::Heading(_)) || of_article || block.is_prose())
    }

    /// Small matter between the parts of a box: a date, a category, a caption, a button, when a link comes right after.
    fn is_filler(&self, at: usize, end: usize, inside: bool) -> bool {
        let block = &self.stream.blocks[at];
        // A heading without a link is the article's own, unless the markup says otherwise.
        let short = block.chars <= 40 && !matches!(block.form, Form::Heading(_));
        let small = short || self.region.hints[at].any(Hints::OTHERS.with(Hints::SMALL));
        let link_ahead = (at + 1..end.min(at + 3)).any(|b| self.stream.blocks[b].is_link());
        small && (link_ahead || is_button(&block.text)) && (inside || link_ahead) && !block.is_prose()
    }
}

fn is_alone_button(text: &str) -> bool {
    is_button(text) || label_of(text).is_some_and(|l| l.kind == LabelKind::Furniture)
}

fn plain_item(block: &Block, at: usize) -> Item {
    Item { title: block.text.clone(), href: None, block: at }
}

/// The mark that a line begins with: the questions of an interview have one, and the headlines of a box all or none.
pub(super) fn bullet(text: &str) -> Option<char> {
    text.chars().next().filter(|c| matches!(c, '*' | '-' | '–' | '—' | '•' | '■' | '▪'))
}

/// Headlines in the label's own block: links after it, or what stands behind the colon.
fn rest_items(stream: &Stream, block: &Block, label: &Label, at: usize) -> Vec<Item> {
    if label.is_alone(&block.text) || names_section(block, label) {
        return Vec::new();
    }
    let mut items: Vec<Item> = Vec::new();
    let rest = block.text[label.rest..].trim();
    // `المزيد من | الشرق الأوسط` leads to a section.
    let of_section = label.kind == LabelKind::Links(LinkKind::Related) && block.text[..label.end].ends_with("من");
    let of_section = of_section && rest.split_whitespace().count() <= 3;
    for span in joined_spans(stream, block).into_iter().filter(|s| s.end > label.rest) {
        let start = span.start.max(label.rest);
        let (Some(link), Some(text)) = (stream.links.get(span.link), block.text.get(start..span.end)) else { continue };
        if text.trim().chars().count() >= 8 && leads_to_article(&link.href) && !link.is_tag && !of_section {
            items.push(Item { title: text.trim().to_owned(), href: Some(link.href.clone()), block: at });
        }
    }
    let of_tags = block.spans.iter().any(|s| stream.links.get(s.link).is_some_and(|link| link.is_tag));
    if items.is_empty()
        && !of_tags
        && !of_section
        && (is_headline(rest) || (label.separated && rest.chars().count() >= 8))
    {
        items.push(Item { title: rest.to_owned(), href: None, block: at });
    }
    items
}

/// The links of a block, those of one address right behind each other as one: editors break a headline's link in two.
fn joined_spans(stream: &Stream, block: &Block) -> Vec<Span> {
    let href = |span: &Span| stream.links.get(span.link).map(|link| link.href.as_str());
    let mut joined: Vec<Span> = Vec::with_capacity(block.spans.len());
    for span in &block.spans {
        match joined.last_mut() {
            Some(last)
                if href(last) == href(span) && block.text.get(last.end..span.start).is_some_and(|gap| gap == " ") =>
            {
                last.end = span.end;
            }
            _ => joined.push(*span),
        }
    }
    joined
}

/// The label of a block. One of links in whose line links of a few words stand, which no headlines have, announces topics:
/// `مواضيع مرتبطة: المصري · الدوري المصري`.
pub(super) fn label_in(block: &Block) -> Option<Label> {
    let label = label_of(&block.text)?;
    let links = || block.spans.iter().filter(|span| span.start >= label.rest);
    let is_topic = |span: &Span| {
        block.text.get(span.start..span.end).is_some_and(|t| t.split_whitespace().count() <= 3 && t.len() <= 60)
    };
    let topics = matches!(label.kind, LabelKind::Links(_)) && links().count() >= 2 && links().all(is_topic);
    Some(if topics { Label { kind: LabelKind::Tags, ..label } } else { label })
}

/// Whether the label of a block opens a box: alone, parted from its headline, or followed by nothing but links.
pub(super) fn opens_box(block: &Block, label: &Label) -> bool {
    let LabelKind::Links(_) = label.kind else { return false };
    let rest = &block.text[label.rest..];
    let linked: usize =
        block.spans.iter().filter(|s| s.end > label.rest).map(|s| s.end - s.start.max(label.rest)).sum();
    let all_linked = !rest.is_empty() && linked * 10 >= rest.len() * 7;
    if label.is_alone(&block.text) {
        // A link "more" below a list leads to all of it.
        let leads_on = block.is_link() && is_more(&block.text) && !matches!(block.form, Form::Heading(_));
        return block.chars <= 60 && !leads_on;
    }
    if names_section(block, label) {
        return true;
    }
    // "المزيد من" is a label only as a short heading.
    let is_more = block.text[..label.end].split_whitespace().count() <= 2 && block.text.contains("المزيد من");
    if is_more {
        return block.chars <= 40 && !ends_sentence(&block.text);
    }
    all_linked || (label.separated && rest.chars().count() <= MAX_HEADLINE && !ends_sentence(rest))
}

/// Whether a line says behind its label where the links below are from: `شاهد أيضاً من قسم أخبار`, `اقرأ على موقع كذا`.
fn names_section(block: &Block, label: &Label) -> bool {
    let rest = &block.text[label.rest..];
    let short = block.spans.is_empty() && block.chars <= 45;
    let heading = short && matches!(block.form, Form::Heading(_));
    let of_site =
        short && block.text[..label.end].ends_with("موقع") && (1..=2).contains(&rest.split_whitespace().count());
    // `مواضيع أخرى في رياضة`
    let others = rest.starts_with("في ") && fold(&block.text[..label.end]).ends_with("اخري");
    of_site
        || (heading && (others || ["من قسم", "في قسم", "من نفس", "في نفس"].iter().any(|from| rest.starts_with(from))))
}
