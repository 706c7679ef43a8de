//! Five hundred feeds with publishing rhythms as outlets have them, and what polling them in some way sees and costs.
//!
//! Shared by the scenario in `tests/it` and by `examples/polling.rs`; pure, with a random number generator of its own so that a
//! seed means the same everywhere.

#![allow(dead_code, reason = "the test and the example each use a part")]

mod chance;
mod publish;
mod watch;

pub use publish::publishers;
#[allow(unused_imports, reason = "the test does not print")]
pub use watch::{Outcome, Way, watch};
