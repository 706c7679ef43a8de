//! Arabic text: folding, tokens, shingles, direction, numerals, dates, decoding. Pure, and uses nothing else of ours.

pub mod clean;
pub mod dates;
pub mod decode;
pub mod diff;
pub mod direction;
pub mod frequency;
pub mod headlines;
pub mod letters;
pub mod normalise;
pub mod numerals;
pub mod shingles;
pub mod stem;
pub mod tokens;
