//! Texts without a paragraph: columns in verses, and news of one line that ends without a full stop.
//!
//! Elsewhere a line counts as running text by its length or its full stop; here, by where it stands.

use super::attribution::names_agency;
use super::blocks::{Block, Form, Stream, words};
use super::html::hints::Hints;
use super::labels::label_of;
use super::labels::site::{is_button, is_site_line};
use std::ops::Range;

/// Fewest lines, and fewest characters of them all, that make a column of verses.
const VERSES: (usize, usize) = (8, 150);
/// Fewest characters and words of news of one line.
const NEWS: (usize, usize) = (25, 4);
/// Most lines of such news.
const MAX_NEWS: usize = 4;

/// Makes the lines of such a text count as its paragraphs.
pub(super) fn speak(stream: &mut Stream) {
    let is_aside = |at: usize| stream.stands_in(at, Hints::FURNITURE.without(Hints::SMALL));
    let prose: Vec<usize> =
        (0..stream.blocks.len()).filter(|at| stream.blocks[*at].is_prose() && !is_aside(*at)).collect();
    let said: usize = prose.iter().map(|at| stream.blocks[*at].chars).sum();
    let lines = verses(stream, said).or_else(|| news(stream, &prose)).unwrap_or_default();
    for at in lines {
        stream.blocks[at].form = Form::Line;
    }
}

/// The longest run of lines in elements alike, where its short ones hold more than all running text of the page.
fn verses(stream: &Stream, said: usize) -> Option<Vec<usize>> {
    let set = |at: usize| {
        let node = &stream.nodes[stream.blocks[at].node];
        (node.tag, node.class, node.parent)
    };
    let may_be = |at: usize| {
        let block = &stream.blocks[at];
        block.form == Form::Text && block.spans.is_empty()
    };
    let mut best: Option<(usize, Range<usize>)> = None;
    let mut at = 0;
    while at < stream.blocks.len() {
        let end = (at..stream.blocks.len())
            .find(|next| !may_be(*next) || set(*next) != set(at))
            .unwrap_or(stream.blocks.len());
        let short = || stream.blocks[at..end].iter().filter(|b| !b.is_prose());
        let chars: usize = short().map(|b| b.chars).sum();
        if short().count() >= VERSES.0 && chars >= VERSES.1 && chars > best.as_ref().map_or(said, |(most, _)| *most) {
            best = Some((chars, at..end));
        }
        at = end.max(at + 1);
    }
    let (_, run) = best?;
    let own = |at: &usize| {
        let text = &stream.blocks[*at].text;
        !stream.stands_in(*at, Hints::FURNITURE) && text.contains(' ') && label_of(text).is_none()
    };
    Some(run.filter(own).collect())
}

/// The lines in an element called the article's body, where it holds no running text and no player stands on the page.
fn news(stream: &Stream, prose: &[usize]) -> Option<Vec<usize>> {
    let body = stream
        .nodes
        .iter()
        .find(|node| node.hints.any(Hints::BODY.with(Hints::STATED_BODY)) && node.end > node.first)?;
    // Most pages end here.
    if stream.players > 0 || prose.iter().any(|at| (body.first..body.end).contains(at)) {
        return None;
    }
    let tells = |at: &usize| {
        let block = &stream.blocks[*at];
        let words = words(&block.text);
        block.form == Form::Text
            && block.spans.is_empty()
            && block.chars >= NEWS.0
            && words >= NEWS.1
            && !is_small(block)
    };
    let lines: Vec<usize> = (body.first..body.end).filter(tells).collect();
    (lines.len() <= MAX_NEWS).then_some(lines)
}

/// Whether a line is small print: a button, a credit, a label, a date.
fn is_small(block: &Block) -> bool {
    let numbers = block.text.chars().filter(|c| c.is_numeric()).count();
    is_button(&block.text)
        || is_site_line(&block.text, block.chars)
        || names_agency(&block.text, block.chars)
        || label_of(&block.text).is_some()
        || numbers * 4 > block.chars
}
