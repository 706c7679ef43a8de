//! What makes a block the same on another page: its words after folding, and where in the markup it stands.

use crate::article::Block;
use crate::page::blocks::{Stream, ends_sentence};
use crate::page::html::tag::Tag;
use crate::text::shingles::mix;
use crate::text::tokens::Tokens;
use rustc_hash::FxHashSet;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

/// From so many characters on a block is prose whatever it ends in.
const LONG: usize = 90;
/// A sentence has at least so many characters.
const SENTENCE: usize = 30;
/// A headline of fewer words may stand in a line by chance.
const TITLE_WORDS: usize = 3;

/// A block as it is known again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Trace {
    /// Hash of its words: folded, the article's own headline replaced by a sign, and in short lines numbers too.
    pub text: u64,
    /// Hash of the elements around it; 0 for a text that came without markup.
    pub path: u32,
}

/// Whether a block reads as a sentence of its own or a paragraph, and not as a line.
pub(super) fn is_prose(text: &str, chars: usize) -> bool {
    chars >= LONG || (chars >= SENTENCE && ends_sentence(text))
}

/// The headline as it is looked for inside blocks.
#[derive(Debug, Default)]
pub(super) struct Headline(String);

impl Headline {
    pub(super) fn of(title: Option<&str>) -> Self {
        let tokens = Tokens::of(title.unwrap_or_default());
        if tokens.len() < TITLE_WORDS { Self::default() } else { Self(tokens.as_str().to_owned()) }
    }
}

/// Hash of the words of a block; `None` when it has none.
pub(super) fn text_hash(text: &str, chars: usize, headline: &Headline) -> Option<u64> {
    words_hash(&Tokens::of(text), text, chars, headline)
}

/// [`text_hash`] for a text that is already split into words.
pub(super) fn words_hash(tokens: &Tokens, text: &str, chars: usize, headline: &Headline) -> Option<u64> {
    if tokens.is_empty() {
        return None;
    }
    let folded = tokens.as_str();
    // "Read the original of <headline>" is one line on every page. A block that is the headline itself is not.
    if !headline.0.is_empty() && folded.len() > headline.0.len() && folded.contains(&headline.0) {
        return Some(xxh3_64(folded.replacen(&headline.0, "\u{1}", 1).as_bytes()));
    }
    if is_prose(text, chars) {
        return Some(xxh3_64(folded.as_bytes()));
    }
    let is_number = |word: &&str| word.bytes().all(|b| b.is_ascii_digit());
    let numbers = tokens.iter().filter(is_number).count();
    // Counters and dates change from page to page; a line of little else than numbers is a result or a rate.
    if numbers == 0 || tokens.len() < 3 || numbers * 2 > tokens.len() {
        return Some(xxh3_64(folded.as_bytes()));
    }
    let blurred: Vec<&str> = tokens.iter().map(|word| if is_number(&word) { "\u{2}" } else { word }).collect();
    Some(xxh3_64(blurred.join(" ").as_bytes()))
}

/// The blocks without those whose words are `known`, and how many went. Never takes the last block of running text.
#[must_use]
pub fn without(blocks: &[Block], title: &str, known: &FxHashSet<u64>) -> (Vec<Block>, usize) {
    let headline = Headline::of(Some(title));
    let is_known = |block: &&Block| {
        let chars = block.text.chars().count();
        text_hash(&block.text, chars, &headline).is_some_and(|hash| known.contains(&hash))
    };
    let kept: Vec<Block> = blocks.iter().filter(|block| !is_known(block)).cloned().collect();
    let gone = blocks.len() - kept.len();
    if has_text(kept.iter()) { (kept, gone) } else { (blocks.to_vec(), 0) }
}

/// Whether anything is left that can be an article.
pub(super) fn has_text<'b>(mut blocks: impl Iterator<Item = &'b Block>) -> bool {
    blocks.any(|block| is_prose(&block.text, block.text.chars().count()))
}

/// A hash of a page's blocks that does not depend on their order, furniture included: equal for two readings of one text
/// however much the memory knew at either time.
pub(in crate::page) fn raw_hash<'t>(texts: impl Iterator<Item = &'t str>) -> u128 {
    texts.fold(0, |sum: u128, text| sum.wrapping_add(raw_of(&Tokens::of(text))))
}

/// What one block, split into words, adds to [`raw_hash`].
pub(super) fn raw_of(tokens: &Tokens) -> u128 {
    xxh3_128(tokens.as_str().as_bytes())
}

/// Where a block stands in the markup.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::page) struct Trail {
    /// Hash of all elements around it.
    pub path: u32,
    /// The same without the elements that hold one paragraph, heading or list.
    pub container: u32,
    /// Hash of the class of its own paragraph; 0 when there is none.
    pub class: u32,
}

/// The trails of every block of a page, in one walk over its containers.
pub(in crate::page) fn trails(stream: &Stream) -> Vec<Trail> {
    if stream.is_text {
        return vec![Trail::default(); stream.blocks.len()];
    }
    // Classes of outer elements often name the article (`post-123 category-sport`): only those near the text count.
    let mut coarse: Vec<u32> = Vec::with_capacity(stream.nodes.len());
    let mut fine: Vec<u32> = Vec::with_capacity(stream.nodes.len());
    let mut container: Vec<u32> = Vec::with_capacity(stream.nodes.len());
    for (at, node) in stream.nodes.iter().enumerate() {
        let parent = node.parent;
        let above = if at == 0 { 0 } else { coarse.get(parent).copied().unwrap_or_default() };
        coarse.push(step(above, tag_number(node.tag) << 32 | u64::from(node.hints.bits())));
        let outer = stream.nodes.get(parent).map_or(0, |p| p.class);
        let own = step(step(coarse[at], u64::from(outer)), u64::from(node.class));
        fine.push(own);
        let leaf = matches!(node.tag, Tag::P | Tag::Heading(_) | Tag::Item | Tag::List | Tag::Quote) && at > 0;
        container.push(if leaf { container.get(parent).copied().unwrap_or(own) } else { own });
    }
    let of_block = |node: usize| {
        let here = stream.nodes.get(node);
        Trail {
            path: fine.get(node).copied().unwrap_or_default().max(1),
            container: container.get(node).copied().unwrap_or_default(),
            class: here.filter(|n| n.tag == Tag::P).map_or(0, |n| n.class),
        }
    };
    stream.blocks.iter().map(|block| of_block(block.node)).collect()
}

/// A number for each element that tells places apart; it is stored, so it never changes.
fn tag_number(tag: Tag) -> u64 {
    match tag {
        Tag::Div => 1,
        Tag::P => 2,
        Tag::Article => 3,
        Tag::Main => 4,
        Tag::List => 5,
        Tag::Item => 6,
        Tag::Table => 7,
        Tag::Row => 8,
        Tag::Cell => 9,
        Tag::Quote => 10,
        Tag::Figure => 11,
        Tag::Aside => 12,
        Tag::Header => 13,
        Tag::Footer => 14,
        Tag::Heading(rank) => 20 + u64::from(rank),
        _ => 0,
    }
}

fn step(above: u32, what: u64) -> u32 {
    (mix(u64::from(above).wrapping_mul(0x9E37_79B9) ^ what) >> 32) as u32
}
