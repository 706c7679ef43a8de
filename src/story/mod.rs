//! Stories: which articles are about one event.

pub mod headline;
pub mod rank;
