//! Outlet memory: which blocks and lists of links recur over the pages of one outlet, and so are furniture and no article.
//!
//! A page that was read teaches a [`Lesson`]: the blocks that were taken for its body, the lists that stood around it, and
//! enough of its text to tell whether another page carries the same. An [`OutletMemory`] holds the last pages and what
//! recurred over them. It is asked twice: before the body is looked for, so that known furniture outweighs no article, and
//! after, with the page itself as one more witness, so that a block goes from the second page on that shows it.
//!
//! What recurs is not yet furniture. Pages that carry one text (a wire copy published twice, a correction, a live story) are
//! one witness; a line that only one author's pages carry is the author's; and the more a block looks like the article's own
//! (a long sentence, between two others, in the same element) the more pages, and the greater a share of them, must show it.
//! What is not seen again is forgotten, so that a redesign leaves nothing behind.

mod evidence;
mod lesson;
mod note;
mod outlet;
mod recall;
mod trace;

#[cfg(test)]
mod tests;

pub use evidence::{Known, KnownKind, Standing};
pub use lesson::{Lesson, LinkList, Sighting, target_hash};
pub use note::Note;
pub use outlet::{Furniture, Learnt, OutletMemory};
pub(crate) use recall::dropped_list;
pub use recall::{Recalled, recall};
pub use trace::{Trace, without};

pub(super) use lesson::Place;
pub(super) use recall::{mark, tell_blocks};
pub(super) use trace::{raw_hash, trails};
