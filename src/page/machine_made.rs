//! Summaries that a machine made of the text: told by the line that says so, however the box is built.

use super::blocks::{Block, Form, Stream};
use super::body::prefix_sums;
use super::html::hints::Hints;
use crate::text::letters::fold;

/// Longest line in characters that says who made the summary.
const MAX_LINE: usize = 140;
/// Most blocks and characters of the box around it.
const MAX_BLOCKS: usize = 14;
/// See [`MAX_BLOCKS`].
const MAX_CHARS: usize = 1_500;
/// Containers around the line among which the box is looked for.
const MAX_DEPTH: usize = 5;

/// Folded words for a summary.
const SUMMARY: [&str; 5] = ["ملخص", "ملخصات", "تلخيص", "خلاصه", "summar"];
/// Folded words for who made it.
const MACHINE: [&str; 9] =
    ["الذكاء الاصطناعي", "ذكاء اصطناعي", "اليا", "تلقاييا", "تلقايي", "chatgpt", "gemini", "ai generated", "by ai"];

/// Marks the box around each line that says so.
pub(super) fn mark(stream: &mut Stream) {
    let prose = |block: &Block| if block.is_prose() { block.chars } else { 0 };
    let sums = prefix_sums(&stream.blocks.iter().map(prose).collect::<Vec<_>>());
    let boxes: Vec<usize> =
        stream.blocks.iter().filter(|b| says_so(b)).filter_map(|b| box_of(stream, b, &sums)).collect();
    for node in boxes {
        stream.nodes[node].hints = stream.nodes[node].hints.with(Hints::MACHINE_MADE);
    }
}

/// Whether a line says that a machine made a summary.
fn says_so(block: &Block) -> bool {
    // Folding every line of a page would be dear.
    if block.chars > MAX_LINE || !(block.text.contains('خ') || block.text.contains("ummar")) {
        return false;
    }
    let folded = fold(&block.text);
    let holds = |words: &[&str]| words.iter().any(|w| folded.contains(w));
    holds(&SUMMARY) && holds(&MACHINE)
}

/// The smallest container that holds more than the line and is small beside the text: the whole article is no such box.
/// `sums` are the characters of running text before each block.
fn box_of(stream: &Stream, line: &Block, sums: &[usize]) -> Option<usize> {
    let all = sums.last().copied().unwrap_or(0);
    let around = std::iter::successors(Some(line.node), |at| stream.nodes.get(*at).map(|node| node.parent));
    let found = around.take(MAX_DEPTH).find(|at| stream.nodes.get(*at).is_some_and(|n| n.end - n.first > 1))?;
    let node = stream.nodes.get(found)?;
    let blocks = stream.blocks.get(node.first..node.end).filter(|blocks| blocks.len() <= MAX_BLOCKS)?;
    let small = blocks.iter().map(|b| b.chars).sum::<usize>() <= MAX_CHARS;
    let headed = blocks.iter().any(|b| b.form == Form::Heading(1));
    (small && !headed && (sums[node.end] - sums[node.first]) * 3 <= all).then_some(found)
}
