//! Where the article's text stands: the container that holds most running text, widened by what plainly belongs to it.
//!
//! The score follows Readability's idea (a paragraph speaks for its container, half for the one around, and so on), counted
//! in characters and on the block stream, with prefix sums instead of walks over subtrees.

use super::blocks::{Block, Form, Stream};
use super::boxes::opens_box;
use super::html::hints::Hints;
use super::html::tag::Tag;
use super::labels::{Label, LabelKind};
use super::metadata::key;
use super::next_article::{across_boxes, dated_headers, is_set_as, of_first_article, up_to_other_article};
use std::ops::Range;

/// Share of a text that stands above the headline counts this much.
const ABOVE_TITLE: f32 = 0.3;
/// Share of a text below the article's own end (tags, source, comments).
const BELOW_END: f32 = 0.2;
/// Share of a text below the headline of another article.
const BELOW_OTHER: f32 = 0.1;
/// More running text than this is no date line, byline or share bar.
const LONG_FOR_SMALL_PRINT: usize = 300;
/// What the container named as the article's body in the markup gains.
const STATED: f32 = 3.0;
/// What a container gains whose class says so.
const NAMED: f32 = 1.5;
/// A paragraph's weight is bounded, so that one endless paragraph is not worth more than an article of many.
const MAX_WEIGHT: usize = 1_500;
/// What the paragraph gains that the page's description quotes.
const DESCRIBED: f32 = 500.0;

/// The article's place in the stream.
#[derive(Debug, Clone, Default)]
pub(super) struct Region {
    /// Blocks from the first of the body to after the last.
    pub range: Range<usize>,
    /// What the containers between the region and each block, and its inline elements, say of the block.
    pub hints: Vec<Hints>,
    /// How much each block speaks for its container; empty where nothing was weighed.
    pub weights: Vec<f32>,
}

/// The region that rules of the site state: what stands in `nodes`, below the headline.
pub(super) fn stated(stream: &Stream, nodes: &[usize], title: Option<usize>) -> Region {
    let nodes = &of_first_article(stream, nodes);
    let ends = nodes.iter().filter_map(|node| stream.nodes.get(*node));
    let start = ends.clone().map(|n| n.first).min().unwrap_or(0);
    let end = ends.clone().map(|n| n.end).max().unwrap_or(0);
    let start = title.filter(|t| (start..end).contains(t)).map_or(start, |t| t + 1);
    let raw: Vec<usize> = stream.blocks.iter().map(raw_weight).collect();
    let mut stated = vec![false; stream.nodes.len()];
    nodes.iter().for_each(|node| stated[*node] = true);
    let mut hints = effective(stream, &prefix_sums(&raw), |node| {
        let here = &stream.nodes[node];
        stated[node] || (here.first <= start && end <= here.end)
    });
    // How many of the stated elements begin and end before each block.
    let mut steps = vec![0_isize; stream.blocks.len() + 1];
    for node in ends {
        steps[node.first] += 1;
        steps[node.end] -= 1;
    }
    let mut depth = 0;
    for (at, hints) in hints.iter_mut().enumerate() {
        depth += steps[at];
        if depth == 0 && (start..end).contains(&at) {
            *hints = hints.with(Hints::OUTSIDE);
        }
    }
    Region { range: start..end, hints, weights: Vec::new() }
}

/// Finds the region. `labels` are the labels of the blocks, `title` the block of the headline.
pub(super) fn find(stream: &Stream, labels: &[Option<Label>], title: Option<usize>) -> Region {
    let raw: Vec<usize> = stream.blocks.iter().map(raw_weight).collect();
    let sums = prefix_sums(&raw);
    let total = sums.last().copied().unwrap_or(0);
    let in_node = |node: usize| stream.nodes.get(node).map_or(0, |n| sums[n.end] - sums[n.first]);
    let holds_article = |node: usize| {
        in_node(node) * 2 > total || title.is_some_and(|t| stream.is_inside(t, node) && in_node(node) > 300)
    };
    let hints = effective(stream, &sums, holds_article);
    if stream.is_text {
        let range = title.map_or(0, |t| t + 1)..stream.blocks.len();
        return Region { range, hints, weights: Vec::new() };
    }
    let headers = dated_headers(stream, title, &hints);
    let weights = weights(stream, labels, (title, &headers), &raw, &hints);
    let Some(core) = best_container(stream, &weights) else { return Region { range: 0..0, hints, weights } };
    let range = widen(stream, labels, (title, &headers), &weights, &hints, core);
    let range = across_boxes(stream, labels, range, (title, &headers), (&weights, &hints));
    let range = up_to_other_article(stream, range, (title, &headers), &raw);
    let hints = effective(stream, &sums, |node| {
        let node = &stream.nodes[node];
        node.first <= stream.nodes[core].first && stream.nodes[core].end <= node.end
    });
    Region { range, hints, weights }
}

fn raw_weight(block: &Block) -> usize {
    if block.is_prose() { (block.chars - block.link_chars.min(block.chars)).min(MAX_WEIGHT) } else { 0 }
}

/// The sums of the first 0, 1, 2 … values.
pub(super) fn prefix_sums(values: &[usize]) -> Vec<usize> {
    let mut sums = Vec::with_capacity(values.len() + 1);
    let mut sum = 0;
    sums.push(0);
    for value in values {
        sum += value;
        sums.push(sum);
    }
    sums
}

/// Hints of each block: those of its containers, but of none that holds the article itself.
fn effective(stream: &Stream, sums: &[usize], holds_article: impl Fn(usize) -> bool) -> Vec<Hints> {
    let mut of_node: Vec<Hints> = Vec::with_capacity(stream.nodes.len());
    for (at, node) in stream.nodes.iter().enumerate() {
        let around = if at == 0 { Hints::default() } else { of_node.get(node.parent).copied().unwrap_or_default() };
        let ruled = node.hints.both(Hints::KEPT.with(Hints::DROPPED));
        let own = if at == 0 || node.hints.is_empty() || holds_article(at) { Hints::default() } else { node.hints };
        // A class that names body and furniture both (`post-content-widget`) is a page builder's.
        let own = if own.any(Hints::BODY.with(Hints::STATED_BODY)) { own.without(Hints::FURNITURE) } else { own };
        // A box of other articles has links; what is called a teaser and has none is this one's.
        let others = own.any(Hints::OTHERS) && sums[node.end] > sums[node.first];
        let unlinked = others && stream.blocks[node.first..node.end].iter().take(4).all(|b| b.spans.is_empty());
        let own =
            if unlinked && node.end - node.first <= 3 { own.without(Hints::RELATED.with(Hints::LATEST)) } else { own };
        // A wrapper named after its date or share buttons may hold a part of the text all the same.
        let long = sums[node.end] - sums[node.first] > LONG_FOR_SMALL_PRINT;
        let own = if long { own.without(Hints::SMALL.with(Hints::SHARE)) } else { own };
        of_node.push(match () {
            () if ruled.any(Hints::KEPT) => ruled,
            () if around.any(Hints::KEPT) => around.with(ruled),
            () => around.with(own).with(ruled),
        });
    }
    stream.blocks.iter().map(|b| of_node.get(b.node).copied().unwrap_or_default().with(b.hints)).collect()
}

fn weights(
    stream: &Stream,
    labels: &[Option<Label>],
    (title, headers): (Option<usize>, &[usize]),
    raw: &[usize],
    hints: &[Hints],
) -> Vec<f32> {
    let described = stream.head.meta("og:description").or_else(|| stream.head.meta("description")).map(key);
    let described: Option<String> = described.filter(|d| d.chars().count() >= 40).map(|d| d.chars().take(40).collect());
    let (mut seen, mut ended, mut other) = (0, false, false);
    let mut weights = Vec::with_capacity(raw.len());
    for (at, block) in stream.blocks.iter().enumerate() {
        let after_title = title.is_none_or(|t| at > t);
        if after_title && !hints[at].any(Hints::FURNITURE) {
            seen += raw[at];
            // Another headline of the first rank opens another article.
            let second = (matches!(block.form, Form::Heading(1)) && !block.is_link())
                || is_set_as(stream, at, title)
                || headers.contains(&at);
            other |= seen > 200 && second && title.is_some();
            ended |= seen > 300 && labels[at].is_some_and(|l| is_end(&l, block));
        }
        let mut weight = raw[at] as f32;
        if hints[at].any(Hints::FURNITURE) {
            weight = 0.0;
        } else if weight > 0.0
            && described.as_ref().is_some_and(|d| key(first_chars(&block.text, 80)).starts_with(d.as_str()))
        {
            weight += DESCRIBED;
        }
        weight *= if after_title { 1.0 } else { ABOVE_TITLE };
        weight *= if ended { BELOW_END } else { 1.0 };
        weight *= if other { BELOW_OTHER } else { 1.0 };
        weights.push(weight);
    }
    weights
}

fn first_chars(text: &str, count: usize) -> &str {
    text.char_indices().nth(count).map_or(text, |(at, _)| &text[..at])
}

/// Whether a label says that the article is over.
fn is_end(label: &Label, block: &Block) -> bool {
    let short = block.chars <= 200;
    match label.kind {
        LabelKind::Stop => block.chars <= 60,
        LabelKind::Tags => short && (label.separated || label.is_alone(&block.text)),
        _ => false,
    }
}

fn best_container(stream: &Stream, weights: &[f32]) -> Option<usize> {
    let mut scores = vec![0.0_f32; stream.nodes.len()];
    for (at, weight) in weights.iter().enumerate().filter(|(_, w)| **w > 0.0) {
        let mut factor = 1.0;
        let mut levels = 0.0;
        for node in stream.containers(at).take(12) {
            let here = &stream.nodes[node];
            let leaf =
                matches!(here.tag, Tag::P | Tag::Heading(_) | Tag::Item | Tag::Quote) || here.end - here.first < 2;
            if leaf && here.parent != node && !here.hints.any(Hints::STATED_BODY) {
                continue;
            }
            scores[node] += weight * factor;
            levels += 1.0;
            factor = 1.0 / (levels + 1.0);
            if levels > 4.0 {
                break;
            }
        }
    }
    let links = prefix_sums(&stream.blocks.iter().map(|b| b.link_chars).collect::<Vec<_>>());
    let chars = prefix_sums(&stream.blocks.iter().map(|b| b.chars).collect::<Vec<_>>());
    let mut best: Option<(usize, f32)> = None;
    for (at, node) in stream.nodes.iter().enumerate() {
        let density =
            (links[node.end] - links[node.first]) as f32 / (chars[node.end] - chars[node.first]).max(1) as f32;
        let mut score = scores[at] * (1.0 - density);
        if node.hints.any(Hints::STATED_BODY) {
            score *= STATED;
        } else if node.hints.any(Hints::BODY) {
            score *= NAMED;
        }
        if score > best.map_or(0.0, |(_, s)| s) {
            best = Some((at, score));
        }
    }
    best.map(|(at, _)| at)
}

/// Steps outwards from the core, block by block, taking in running text until something says that the article is over.
fn widen(
    stream: &Stream,
    labels: &[Option<Label>],
    (title, headers): (Option<usize>, &[usize]),
    weights: &[f32],
    hints: &[Hints],
    core: usize,
) -> Range<usize> {
    let node = &stream.nodes[core];
    let mut around = core;
    for _ in 0..3 {
        let parent = stream.nodes[around].parent;
        if matches!(stream.nodes[around].tag, Tag::Article | Tag::Main | Tag::Body | Tag::Root) {
            break;
        }
        around = parent;
    }
    let around = &stream.nodes[around];
    let (mut start, mut end) = (node.first, node.end);
    let stops = |at: usize| {
        let block = &stream.blocks[at];
        let heading = matches!(block.form, Form::Heading(_));
        let label = labels[at].is_some_and(|l| {
            !matches!(l.kind, LabelKind::Byline | LabelKind::Date | LabelKind::Changed)
                && (l.is_alone(&block.text) || is_end(&l, block))
        });
        hints[at].any(Hints::COMMENT.with(Hints::FOOTER))
            || (heading && (block.is_link() || matches!(block.form, Form::Heading(1))))
            || is_set_as(stream, at, title)
            || headers.contains(&at)
            || label
    };
    if !node.hints.any(Hints::STATED_BODY) {
        let mut missed = 0;
        for (at, weight) in weights.iter().enumerate().take(around.end).skip(node.end) {
            if stops(at) || missed > 6 {
                break;
            }
            if *weight > 0.0 {
                (end, missed) = (at + 1, 0);
            } else {
                missed += 1;
            }
        }
    }
    let titled = title.is_some_and(|t| t < node.first);
    let floor = title.filter(|_| titled).map_or(around.first, |t| t + 1);
    // Below the headline a box may stand right under the first paragraph: it is no end, and is read as the box it is.
    let is_box = |at: usize| {
        let block = &stream.blocks[at];
        let linked_heading = block.is_link() && matches!(block.form, Form::Heading(2..));
        titled && (linked_heading || labels[at].is_some_and(|l| opens_box(block, &l)))
    };
    let mut missed = 0;
    for at in (floor.max(around.first)..node.first).rev() {
        if is_box(at) {
            (start, missed) = (at, 0);
            continue;
        }
        if stops(at) || missed > 8 {
            break;
        }
        if weights[at] > 0.0 {
            (start, missed) = (at, 0);
        } else {
            missed += 1;
        }
    }
    // The headline inside the core: the article begins below it.
    if let Some(title) = title.filter(|t| (start..end).contains(t)) {
        let above: f32 = weights[start..title].iter().sum();
        if above < 300.0 {
            start = title + 1;
        }
    }
    start..end
}
