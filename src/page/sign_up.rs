//! Boxes that ask for a mail address: told by the field, whatever their texts say of the newsletter.

use super::blocks::{Form, Stream};
use super::html::hints::Hints;
use crate::text::letters::fold;

/// Most blocks of such a box, with the messages that it shows after the button was pressed.
const MAX_BLOCKS: usize = 8;
/// Most characters of such a box.
const MAX_CHARS: usize = 500;
/// Containers around the field among which the box is looked for.
const MAX_DEPTH: usize = 8;

/// Folded beginnings of words that such a box says one of.
const WORDS: [&str; 12] = [
    "نشره",
    "النشره",
    "نشرتنا",
    "نشراتنا",
    "بريد",
    "البريد",
    "اشترك",
    "اشتراك",
    "الاشتراك",
    "subscri",
    "newsletter",
    "email",
];

/// Marks the largest small container around each field for a mail address whose text speaks of a newsletter.
pub(super) fn mark(stream: &mut Stream) {
    for field in std::mem::take(&mut stream.sign_ups) {
        let around = std::iter::successors(Some(field), |at| stream.nodes.get(*at).map(|node| node.parent));
        let small = around.take(MAX_DEPTH).take_while(|at| is_small(stream, *at));
        let Some(box_node) = small.filter(|at| speaks(stream, *at)).last() else { continue };
        let node = &mut stream.nodes[box_node];
        node.hints = node.hints.with(Hints::NEWSLETTER);
    }
}

fn is_small(stream: &Stream, node: usize) -> bool {
    let Some(node) = stream.nodes.get(node) else { return false };
    let blocks = stream.blocks.get(node.first..node.end).unwrap_or_default();
    // What holds the headline holds the article.
    let headline = blocks.iter().any(|b| b.form == Form::Heading(1));
    !headline && blocks.len() <= MAX_BLOCKS && blocks.iter().map(|b| b.chars).sum::<usize>() <= MAX_CHARS
}

/// Whether every block that could be a paragraph of an article speaks of a newsletter, and one does at all.
fn speaks(stream: &Stream, node: usize) -> bool {
    let Some(node) = stream.nodes.get(node) else { return false };
    let blocks = stream.blocks.get(node.first..node.end).unwrap_or_default();
    let of_newsletter = |text: &str| {
        let folded = fold(text);
        folded.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.iter().any(|known| word.starts_with(known)))
    };
    blocks.iter().any(|b| of_newsletter(&b.text)) && blocks.iter().all(|b| b.chars < 90 || of_newsletter(&b.text))
}
