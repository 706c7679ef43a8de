//! What the page says about the article, each fact with the witness that stated it.

pub(super) mod authors;
pub(super) mod date;
pub(super) mod json_ld;
pub(super) mod tags;
pub(super) mod title;
pub(super) mod whence;

use crate::text::letters::fold_into;
use crate::text::letters::is_word_char;

/// Letters and digits of `text`, folded: equal for two texts that differ in spelling, blanks and punctuation only.
pub(super) fn key(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded.retain(is_word_char);
    folded
}
