//! Feeds: bytes in, a document of entries with hints and remarks out.

pub mod document;

pub use document::{Category, Enclosure, Entry, FeedDocument, FeedError, Link, Person, ReadContext};

/// Reads a feed of any dialect.
///
/// # Errors
/// When the bytes hold no feed at all, with what they seem to be instead.
pub fn read(_bytes: &[u8], _context: &ReadContext<'_>) -> Result<FeedDocument, FeedError> {
    Err(FeedError::Empty)
}
