//! Feeds: bytes in, a document of entries with hints and remarks out.
//!
//! A feed goes through small steps: limits, decoding by evidence, the forgiving `reader` that mends what is broken, a clean
//! copy in the narrow form feed-rs reads well (`shape`), feed-rs itself (`parser`), and from the same tree everything feed-rs
//! drops (`supplement`, `channel`). Then dates, links and identities are settled. Each repair is a remark.
//!
//! Not read: external and nested entities, and what stands more than 200 elements deep.

pub mod announce;
mod channel;
mod dialect;
pub mod document;
mod draft;
mod entities;
mod identity;
mod json;
mod markup;
mod media;
mod namespaces;
mod parser;
mod payload;
mod people;
mod reader;
mod refusal;
mod repairs;
mod settle;
mod shape;
mod sitemap;
mod supplement;
mod tag;
#[cfg(test)]
mod tests;
mod tree;

pub use document::{Category, Enclosure, Entry, FeedDocument, FeedError, Link, Person, ReadContext};

use crate::text::decode::{self, Decoded, Evidence, Markup};
use draft::FeedDraft;
use repairs::Repairs;
use std::borrow::Cow;

/// Largest document read, in bytes.
pub const MAX_BYTES: usize = 10 * 1024 * 1024;

/// Most entries kept of one document.
pub const MAX_ENTRIES: usize = 2_000;

/// Reads a feed of any dialect.
///
/// # Errors
/// When the bytes hold no feed at all, with what they seem to be instead, or are more than [`MAX_BYTES`].
pub fn read(bytes: &[u8], context: &ReadContext<'_>) -> Result<FeedDocument, FeedError> {
    if bytes.len() > MAX_BYTES {
        return Err(FeedError::TooLarge(format!("{} bytes, where {MAX_BYTES} are allowed", bytes.len())));
    }
    let mut repairs = Repairs::default();
    let decoded = decode::decode(bytes, context.content_type, Markup::Xml);
    note_decoding(&decoded, context, &mut repairs);
    let text = without_controls(&decoded.text, &mut repairs);
    let text = text.trim_start_matches(['\u{FEFF}', '\u{200B}']).trim();
    if text.is_empty() {
        return Err(FeedError::Empty);
    }
    let draft = if text.starts_with(['{', '[']) {
        let (mut draft, clean) = json::read(text, MAX_ENTRIES, &mut repairs)?;
        parser::overlay(&clean, &mut draft, &mut repairs);
        draft
    } else {
        read_xml(text, context, &mut repairs)?
    };
    let mut document = settle::document(draft, context, &mut repairs);
    document.encoding = decoded.encoding.to_owned();
    document.remarks = repairs.into_remarks();
    Ok(document)
}

/// The copy of an XML feed that feed-rs is given: well-formed, in the narrow form it reads without loss, each item with its
/// number. `None` when `text` is no XML feed or one that feed-rs does not know (a sitemap).
#[must_use]
pub fn repaired(text: &str) -> Option<String> {
    let mut repairs = Repairs::default();
    let text = without_controls(text, &mut repairs);
    let tree = reader::read(&text, &mut repairs);
    shape::write(&tree, &dialect::outline(&tree)?, MAX_ENTRIES)
}

fn read_xml(text: &str, context: &ReadContext<'_>, repairs: &mut Repairs) -> Result<FeedDraft, FeedError> {
    let tree = reader::read(text, repairs);
    let Some(outline) = dialect::outline(&tree) else { return Err(refusal::of_tree(&tree, text, context.url)) };
    if outline.items.len() > MAX_ENTRIES {
        let count = outline.items.len();
        repairs.note("entries-limited", || format!("{count} entries, of which the first {MAX_ENTRIES} were kept"));
    }
    let mut draft = supplement::read(&tree, &outline, context.url, MAX_ENTRIES);
    if let Some(clean) = shape::write(&tree, &outline, MAX_ENTRIES) {
        parser::overlay(&clean, &mut draft, repairs);
    }
    supplement::drop_cut(&mut draft, repairs);
    Ok(draft)
}

fn note_decoding(decoded: &Decoded<'_>, context: &ReadContext<'_>, repairs: &mut Repairs) {
    if decoded.malformed > 0 {
        let (count, name) = (decoded.malformed, decoded.encoding);
        repairs.note("bytes-malformed", || format!("{count} byte sequences that mean nothing in {name}"));
    }
    if decoded.evidence == Evidence::Detected {
        let header = context.content_type.unwrap_or("none");
        repairs.note("encoding-detected", || {
            format!("{} by its bytes; the header was {}", decoded.encoding, repairs::quoted(header))
        });
    }
}

/// XML allows no control characters; outlets paste them from word processors all the same.
fn without_controls<'a>(text: &'a str, repairs: &mut Repairs) -> Cow<'a, str> {
    let is_bad = |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}');
    if !may_hold_controls(text.as_bytes()) || !text.contains(is_bad) {
        return Cow::Borrowed(text);
    }
    repairs.note("control-characters", || "control characters, removed or read as Windows punctuation".to_owned());
    Cow::Owned(text.chars().filter_map(|c| if is_bad(c) { entities::windows_character(c) } else { Some(c) }).collect())
}

/// A quick look at the bytes: those below the blank but tab and line ends, and the first two of U+0080–U+009F and of U+FFFE.
fn may_hold_controls(bytes: &[u8]) -> bool {
    let is_control = |b: u8| matches!(b, 0..=8 | 11 | 12 | 14..=31 | 0x7F);
    bytes.windows(2).any(|pair| is_control(pair[0]) || matches!(pair, [0xC2, 0x80..=0x9F] | [0xEF, 0xBF]))
        || bytes.last().is_some_and(|b| is_control(*b))
}
