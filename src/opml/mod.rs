//! OPML: the lists of feeds that feed readers exchange, in and out.
//!
//! Reading takes OPML 1.0, 1.1 and 2.0 as programs really write it: any encoding, bare ampersands, HTML entities, folders in
//! folders, `title` or `text`. An outline that cannot be used is a fault with its line, and the others are kept. What only
//! Hasad knows of a feed (its id, schedule, zone) travels in attributes of a namespace of its own, which others pass over.

mod read;
#[cfg(test)]
mod tests;
mod write;

pub use read::{MAX_BYTES, MAX_DEPTH, MAX_OUTLINES, read};
pub use write::{NAMESPACE, write};

use crate::article::ArticleUrl;

/// One feed of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    /// Line of the file at which its tag begins, from 1; 0 for one that is to be written.
    pub line: usize,
    /// Where the feed is.
    pub url: ArticleUrl,
    /// What readers are shown: `text`, else `title`; one clean line.
    pub name: Option<String>,
    /// The innermost folder it stands in.
    pub folder: Option<String>,
    /// What Hasad wrote about it; `None` in a list of another program.
    pub own: Option<Own>,
}

/// What only Hasad knows of a feed, as its configuration has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Own {
    /// `id`.
    pub id: String,
    /// `outlet`; `None` where the feed's own title is taken.
    pub outlet: Option<String>,
    /// `schedule` where it is not the default.
    pub schedule: Option<String>,
    /// `zone` where it is not the default.
    pub zone: Option<String>,
    /// Set when the feed is not polled.
    pub disabled: bool,
}

/// An outline, or a place in the file, that nothing can be done with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong, readable alone.
    pub message: String,
}

/// A list as read, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subscriptions {
    /// Every usable feed; the same feed may stand in it twice.
    pub outlines: Vec<Outline>,
    /// What was left out.
    pub faults: Vec<Fault>,
}

/// Why bytes are no list at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpmlError {
    /// No bytes, or blanks only.
    #[error("the file is empty")]
    Empty,
    /// Larger than [`MAX_BYTES`].
    #[error("{0} bytes, where {MAX_BYTES} are allowed")]
    TooLarge(usize),
    /// Something else, described.
    #[error("not OPML but {0}")]
    NotOpml(String),
}
