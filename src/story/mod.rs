//! Stories: which canonical articles are about one event, what a story is called and how it ranks.

pub mod headline;
mod place;
pub mod rank;
mod terms;

pub use place::{OpenStories, Placed};
pub use terms::Terms;
