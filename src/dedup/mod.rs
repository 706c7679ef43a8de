//! Deduplication: fingerprints over normalised text, comparison with evidence, and the verdict.
//!
//! The way of a text: [`Fingerprint::of`] → candidates by shared sketch values (the store finds them) → [`Comparison::of`]
//! → [`decide`]. Candidates are canonical articles only, so that copies of copies cannot form chains.

mod compare;
mod decide;
mod fingerprint;

pub use compare::Comparison;
pub use decide::{Arriving, Candidate, Rule, Verdict, decide};
pub use fingerprint::{FINGERPRINT_VERSION, Fingerprint, MIN_WORDS_FOR_SIMILARITY, SKETCH_SIZE};
