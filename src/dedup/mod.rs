//! Deduplication: fingerprints over normalised text, comparison with evidence, and the verdict.
//!
//! The way of a text: [`Fingerprint::of`] → candidates by shared sketch values (the store finds them) → [`Comparison::of`]
//! → [`likeness`] → [`decide`]. Candidates are canonical articles only, so that copies of copies cannot form chains.

mod clean;
mod common_words;
mod compare;
pub mod correction;
mod decide;
mod fingerprint;
pub mod fuller;
mod likeness;
pub mod revision;

pub use common_words::newspaper_words;
pub use compare::Comparison;
pub use decide::{Arriving, Candidate, Copied, Judgement, Rule, Verdict, decide, judge};
pub use fingerprint::{FINGERPRINT_VERSION, Fingerprint, MIN_WORDS_FOR_SIMILARITY, SKETCH_SIZE};
pub use likeness::{SAME_FROM, Term, likeness, terms};

#[cfg(test)]
#[path = "variants_tests.rs"]
mod variants_tests;
