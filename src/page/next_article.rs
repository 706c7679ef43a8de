//! What stands below a part of the text: another part behind a box, or another article, which sites append for readers who
//! scroll on.

use super::blocks::{Block, Form, Stream};
use super::html::hints::Hints;
use super::html::tag::Tag;
use super::labels::{Label, LabelKind};
use std::ops::Range;

/// Characters of running text above the header of another article: below less than that it may still be this one's.
const TEXT: usize = 200;

/// Most further articles below one that are told by their headers; more are the entries of a live blog.
const FURTHER: usize = 2;

/// Headings further down with a date of their own right above or below, as only an article's headline has one.
pub(super) fn dated_headers(stream: &Stream, title: Option<usize>, hints: &[Hints]) -> Vec<usize> {
    let Some(title) = title else { return Vec::new() };
    let is_date = |at: usize| {
        let Some(block) = stream.blocks.get(at) else { return false };
        let date = hints[at].any(Hints::DATE) && hints[at] != Hints::ALL && block.spans.is_empty();
        date && block.chars <= 40 && block.text.chars().filter(|c| c.is_numeric()).count() >= 5
    };
    let is_header = |at: &usize| {
        let block = &stream.blocks[*at];
        let headline = matches!(block.form, Form::Heading(1 | 2)) && block.spans.is_empty();
        headline
            && block.text.split_whitespace().count() >= 4
            && !hints[*at].any(Hints::OTHERS.with(Hints::SIDE))
            && (is_date(at - 1) || is_date(at + 1))
    };
    let found: Vec<usize> = (title + 2..stream.blocks.len()).filter(is_header).collect();
    if found.len() <= FURTHER { found } else { Vec::new() }
}

/// Whether a line further down is set in an element of the same name and class as the headline: another article's.
pub(super) fn is_set_as(stream: &Stream, at: usize, title: Option<usize>) -> bool {
    let Some(title) = title.filter(|title| at > *title + 1) else { return false };
    let (block, headline) = (&stream.blocks[at], &stream.blocks[title]);
    let (Some(here), Some(there)) = (stream.nodes.get(block.node), stream.nodes.get(headline.node)) else {
        return false;
    };
    let same = block.node != headline.node && here.class != 0 && (here.tag, here.class) == (there.tag, there.class);
    same && here.hints.any(Hints::TITLE)
        && block.spans.is_empty()
        && block.chars * 2 > headline.chars
        && !block.is_prose()
}

/// Whether a heading that is no link has a headline's words.
fn is_headline(block: &Block) -> bool {
    matches!(block.form, Form::Heading(1 | 2)) && !block.is_link() && block.text.split_whitespace().count() >= 4
}

/// The stated elements up to where another headline stands between two of them: some sites append the next article.
pub(super) fn of_first_article(stream: &Stream, nodes: &[usize]) -> Vec<usize> {
    let mut nodes = nodes.to_vec();
    nodes.sort_by_key(|node| stream.nodes.get(*node).map_or(0, |n| n.first));
    let heads = |at: usize| is_headline(&stream.blocks[at]);
    let span = |node: usize| stream.nodes.get(node).map_or((0, 0), |n| (n.first, n.end));
    let cut = nodes.windows(2).position(|pair| (span(pair[0]).1..span(pair[1]).0).any(heads));
    nodes.truncate(cut.map_or(nodes.len(), |at| at + 1));
    nodes
}

/// The region up to the header of another article in it. `raw` are the characters of running text of each block.
pub(super) fn up_to_other_article(
    stream: &Stream,
    range: Range<usize>,
    (title, headers): (Option<usize>, &[usize]),
    raw: &[usize],
) -> Range<usize> {
    let mut seen = 0;
    let other = range.clone().find(|at| {
        let opens = seen > TEXT && (headers.contains(at) || is_set_as(stream, *at, title));
        seen += raw[*at];
        opens
    });
    range.start..other.unwrap_or(range.end)
}

/// Blocks of a box between two parts of a text, the cells of tables not counted; and with them.
const BOX: usize = 14;
/// See [`BOX`].
const BOX_WITH_CELLS: usize = 200;

/// The region with the parts of the text behind boxes: systems that set a text in cards put others' headlines between them. A
/// part is known by its paragraph's element and the one around, which are those of the paragraphs above.
pub(super) fn across_boxes(
    stream: &Stream,
    labels: &[Option<Label>],
    range: Range<usize>,
    (title, headers): (Option<usize>, &[usize]),
    (weights, hints): (&[f32], &[Hints]),
) -> Range<usize> {
    let mut last = range.clone().rev().find(|at| weights[*at] > 0.0);
    // A heading set among paragraphs like those above is the text's own; a headline stands outside its text.
    let text = last.map(|at| around(stream, at));
    let has_heading = |form| range.clone().any(|at| stream.blocks[at].form == form && is_headline(&stream.blocks[at]));
    let ends = |at: usize| {
        let block = &stream.blocks[at];
        let like_text = text.is_some_and(|text| text == around(stream, at));
        let within = like_text && (text.is_some_and(|(_, class)| class != 0) || has_heading(block.form));
        let heads = is_headline(block) && !hints[at].any(Hints::OTHERS) && !within;
        hints[at].any(Hints::COMMENT.with(Hints::FOOTER).with(Hints::SIDE))
            || labels[at].is_some_and(|l| matches!(l.kind, LabelKind::Stop | LabelKind::Tags))
            || heads
            || headers.contains(&at)
            || is_set_as(stream, at, title)
    };
    let mut end = range.end;
    while let Some(above) = last {
        let mut others = 0;
        let mut ahead = (end..stream.blocks.len().min(end + BOX_WITH_CELLS)).take_while(|at| {
            others += usize::from(stream.nodes[stream.blocks[*at].node].tag != Tag::Cell);
            others <= BOX && !ends(*at)
        });
        last = ahead.find(|at| weights[*at] > 0.0 && is_kin(stream, above, *at));
        end = last.map_or(end, |at| at + 1);
    }
    range.start..end
}

/// Most elements without a class from a paragraph to the one that holds its card and the next.
const DEEP: usize = 5;

/// Whether two paragraphs stand in two cards of one element, each in elements of the same names without any class.
fn are_siblings(stream: &Stream, one: usize, other: usize) -> bool {
    let mut pairs = stream.containers(one).zip(stream.containers(other)).take(DEEP).take_while(|(a, b)| {
        let (a, b) = (&stream.nodes[*a], &stream.nodes[*b]);
        (a.tag, a.class) == (b.tag, b.class) && a.class == 0
    });
    pairs.any(|(a, b)| a != b && stream.nodes[a].parent == stream.nodes[b].parent)
}

/// What element the one of a block stands in, and its class.
fn around(stream: &Stream, at: usize) -> (Tag, u32) {
    let node = &stream.nodes[stream.nodes[stream.blocks[at].node].parent];
    (node.tag, node.class)
}

/// Whether two paragraphs are set alike: in elements of one name, within two of one name, and of one class up to the first
/// around them that has one, or in two elements of one without any class; what is further out (`paragraph--type-text`,
/// `view-mode-full`) may differ from card to card of one element.
fn is_kin(stream: &Stream, one: usize, other: usize) -> bool {
    let set = |at: usize| stream.containers(at).take(3).map(|node| (stream.nodes[node].tag, stream.nodes[node].class));
    let tags = |at: usize| set(at).map(|(tag, _)| tag);
    let Some(classed) = set(one).skip(1).position(|(_, class)| class != 0) else {
        return are_siblings(stream, one, other);
    };
    let alike = tags(one).eq(tags(other)) && set(one).take(classed + 2).eq(set(other).take(classed + 2));
    alike && (set(one).eq(set(other)) || meet(stream, one, other))
}

/// Whether the cards of two paragraphs, the third element around each, stand in one element or in two of one element.
fn meet(stream: &Stream, one: usize, other: usize) -> bool {
    let mut above = stream.containers(one).zip(stream.containers(other)).skip(3).take(2);
    above.any(|(one, other)| one == other)
}
