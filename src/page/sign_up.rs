//! Boxes that ask the reader for something: a mail address, told by the field for it; to join or to give, told by the button.

use super::blocks::{Block, Form, Stream};
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

/// Most blocks of a box that asks to join or to give, and most characters of its button.
const MAX_ASKING: usize = 4;
/// See [`MAX_ASKING`].
const MAX_BUTTON: usize = 40;

/// Folded words with which a button, or the heading above it, asks the reader to join or to give.
const ASKS: [&str; 26] = [
    "انضم",
    "انضمي",
    "انضموا",
    "انضمام",
    "للانضمام",
    "ساهم",
    "ساهمي",
    "ساهموا",
    "تبرع",
    "تبرعي",
    "تبرعوا",
    "ادعم",
    "ادعمنا",
    "ادعمي",
    "ادعموا",
    "ادعمونا",
    "اشترك",
    "اشتركي",
    "اشتركوا",
    "للاشتراك",
    "سجل",
    "سجلوا",
    "join",
    "donate",
    "subscribe",
    "support",
];

/// Marks the boxes of both kinds.
pub(super) fn mark(stream: &mut Stream) {
    mark_fields(stream);
    mark_buttons(stream);
}

/// Marks each small container that ends in a short link of its own and asks to join or to give in its first or last words.
fn mark_buttons(stream: &mut Stream) {
    let is_button = |b: &&Block| b.is_link() && b.chars <= MAX_BUTTON && b.form == Form::Text;
    let boxes: Vec<usize> = stream.blocks.iter().filter(is_button).filter_map(|b| box_of(stream, b.node)).collect();
    for node in boxes {
        stream.nodes[node].hints = stream.nodes[node].hints.with(Hints::NEWSLETTER);
    }
}

/// The container of a button when it is such a box: a few blocks, no other links, the button last.
fn box_of(stream: &Stream, button: usize) -> Option<usize> {
    let inner = stream.nodes.get(button)?;
    let at = if inner.end - inner.first > 1 { button } else { inner.parent };
    let (last, texts) = Some(inside(stream, at)).filter(|blocks| is_small(blocks))?.split_last()?;
    let few = (1..MAX_ASKING).contains(&texts.len()) && texts.iter().all(|b| b.spans.is_empty());
    let asks = |block: &Block| {
        let folded = fold(&block.text);
        let first = folded.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
        first.is_some_and(|word| ASKS.contains(&word))
    };
    (few && last.is_link() && (asks(last) || texts.first().is_some_and(asks))).then_some(at)
}

/// Marks the largest small container around each field for a mail address whose text speaks of a newsletter.
fn mark_fields(stream: &mut Stream) {
    for field in std::mem::take(&mut stream.sign_ups) {
        let around = std::iter::successors(Some(field), |at| stream.nodes.get(*at).map(|node| node.parent));
        let small = around.take(MAX_DEPTH).take_while(|at| is_small(inside(stream, *at)));
        let Some(box_node) = small.filter(|at| speaks(inside(stream, *at))).last() else { continue };
        let node = &mut stream.nodes[box_node];
        node.hints = node.hints.with(Hints::NEWSLETTER);
    }
}

/// The blocks of a container.
fn inside(stream: &Stream, node: usize) -> &[Block] {
    stream.nodes.get(node).and_then(|node| stream.blocks.get(node.first..node.end)).unwrap_or_default()
}

/// Whether blocks are few and short; counted first, since a whole page may stand in one container with each of its links.
fn is_small(blocks: &[Block]) -> bool {
    blocks.len() <= MAX_BLOCKS
        && blocks.iter().map(|b| b.chars).sum::<usize>() <= MAX_CHARS
        // What holds the headline holds the article.
        && !blocks.iter().any(|b| b.form == Form::Heading(1))
}

/// Whether every block that could be a paragraph of an article speaks of a newsletter, and one does at all.
fn speaks(blocks: &[Block]) -> bool {
    let of_newsletter = |text: &str| {
        let folded = fold(text);
        folded.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.iter().any(|known| word.starts_with(known)))
    };
    blocks.iter().any(|b| of_newsletter(&b.text)) && blocks.iter().all(|b| b.chars < 90 || of_newsletter(&b.text))
}
