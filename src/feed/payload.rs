//! The text an element carries: plain, escaped markup, markup itself, or bytes in base64.

use super::markup;
use super::tree::{NodeId, Tree};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Largest payload decoded, in bytes of base64.
const MAX_ENCODED: usize = 4 * 1024 * 1024;

/// Characters of a word that may look like base64 by chance.
const CHANCE: usize = 64;

/// A title as one line of plain text.
pub(super) fn title(tree: &Tree<'_>, id: NodeId) -> Option<String> {
    raw(tree, id).and_then(|text| markup::plain(&text))
}

/// A text that may hold HTML. Atom's XHTML wraps it in a `div` that is not part of it.
pub(super) fn body(tree: &Tree<'_>, id: NodeId) -> Option<String> {
    if tree.attribute(id, "type").is_some_and(|kind| kind.eq_ignore_ascii_case("xhtml")) {
        let only = tree.children(id).next().filter(|(_, node)| node.name == "div").map(|(id, _)| id);
        return tree.inner(only.unwrap_or(id)).and_then(|t| markup::html(&t));
    }
    raw(tree, id).and_then(|t| markup::html(&t))
}

/// What stands in the element, base64 undone where the element says it is base64.
pub(super) fn raw(tree: &Tree<'_>, id: NodeId) -> Option<String> {
    let text = tree.inner(id)?;
    if !is_encoded(tree, id) || text.len() > MAX_ENCODED {
        return Some(text);
    }
    let packed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    match STANDARD.decode(packed.as_bytes()).map(String::from_utf8) {
        Ok(Ok(decoded)) => Some(decoded),
        // Bytes that are no text, a picture for one, are nothing to read; a word may look like base64 by chance.
        Ok(Err(_)) if packed.len() > CHANCE => None,
        _ => Some(text),
    }
}

/// Atom 0.3 says so in `mode`; in Atom 1.0 every media type but text and XML is base64.
fn is_encoded(tree: &Tree<'_>, id: NodeId) -> bool {
    if let Some(mode) = tree.attribute(id, "mode") {
        return mode.eq_ignore_ascii_case("base64");
    }
    tree.attribute(id, "type").is_some_and(|kind| {
        let kind = kind.to_ascii_lowercase();
        let kind = kind.split(';').next().unwrap_or_default().trim();
        kind.contains('/') && !(kind.starts_with("text/") || kind.ends_with("xml"))
    })
}
