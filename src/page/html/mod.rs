//! HTML to the block stream in one pass: a tokenizer feeds a small stack of open elements, and no tree is built.
//!
//! A tree builder follows the standard in every detail of broken markup, and pays with time that is quadratic in nesting
//! depth and, for formatting elements left open, with memory that a page of 5 MB can blow up without limit. For a stream of
//! text blocks the implied ends of `p`, `li`, `td` and `a` are what matters, and those the stack knows.

pub(super) mod guide;
pub(super) mod hints;
pub(super) mod links;
mod open;
pub(super) mod tag;
mod tokenizer;
mod walk;

use super::blocks::Stream;
use crate::site::SiteRules;
use walk::Walker;

/// Longest page read, in bytes of decoded text; a longer one is cut.
const MAX_TEXT: usize = 5 * 1024 * 1024;

/// As much of a page as is read.
pub(super) fn bounded(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_TEXT)]
}

/// Reads a page, and counts the tags that had too many attributes to keep all of them. Never fails: whatever the page is,
/// it becomes some stream.
pub(super) fn read(page: &str, rules: Option<&SiteRules>) -> (Stream, usize) {
    let mut walker = Walker::new(rules);
    let overfull = tokenizer::tokenize(page.trim_start_matches('\u{FEFF}'), &mut walker);
    (walker.finish(), overfull)
}

#[cfg(test)]
mod tests;
