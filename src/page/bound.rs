//! Bounds on hostile pages, before the tokenizer sees them: total size, and attributes on one tag.
//!
//! html5ever's tokenizer compares every attribute with those before it, which is quadratic in one tag (50,000 attributes
//! take half a second). Depth needs no bound here: no tree is built, and the stack of open elements has its own.

use std::borrow::Cow;

/// Longest page read, in bytes of decoded text; a longer one is cut.
const MAX_TEXT: usize = 5 * 1024 * 1024;
/// Attributes left on one tag; real pages carry fewer than fifty.
const MAX_ATTRIBUTES: usize = 200;

/// The page within the bounds, and what was cut to get there.
pub(super) struct Bounded<'a> {
    /// The page.
    pub text: Cow<'a, str>,
    /// Whether the end was cut off.
    pub cut: bool,
    /// Tags that lost attributes.
    pub shortened_tags: usize,
}

/// Bounds `text`. Linear; copies only when something must go.
pub(super) fn bound(text: &str) -> Bounded<'_> {
    let cut = text.len() > MAX_TEXT;
    let text = if cut { &text[..text.floor_char_boundary(MAX_TEXT)] } else { text };
    let excess = excess_attributes(text);
    if excess.is_empty() {
        return Bounded { text: Cow::Borrowed(text), cut, shortened_tags: 0 };
    }
    let mut kept = String::with_capacity(text.len());
    let mut from = 0;
    for (start, end) in &excess {
        kept.push_str(text.get(from..*start).unwrap_or_default());
        from = *end;
    }
    kept.push_str(text.get(from..).unwrap_or_default());
    Bounded { text: Cow::Owned(kept), cut, shortened_tags: excess.len() }
}

/// Byte ranges of the attributes beyond [`MAX_ATTRIBUTES`], tag by tag.
fn excess_attributes(text: &str) -> Vec<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut excess = Vec::new();
    let mut at = 0;
    while let Some(open) = find(bytes, at, b'<') {
        let next = bytes.get(open + 1).copied().unwrap_or(0);
        at = if next.is_ascii_alphabetic() {
            let tag = scan_tag(bytes, open + 1);
            if let Some(start) = tag.excess_from {
                excess.push((start, tag.end));
            }
            tag.end
        } else {
            open + 1
        };
    }
    excess
}

struct Tag {
    end: usize,
    excess_from: Option<usize>,
}

/// Walks one tag to its `>`, minding quotes. Blanks outside quotes start attributes, as far as counting is concerned.
fn scan_tag(bytes: &[u8], from: usize) -> Tag {
    let (mut at, mut attributes, mut quote, mut excess_from) = (from, 0, None, None);
    while let Some(&byte) = bytes.get(at) {
        match quote {
            Some(q) if byte == q => quote = None,
            Some(_) => {}
            None => match byte {
                b'>' => break,
                b'"' | b'\'' if bytes.get(at.wrapping_sub(1)) == Some(&b'=') => quote = Some(byte),
                b' ' | b'\t' | b'\n' | b'\r' | b'/' | b'"' | b'\'' => {
                    attributes += 1;
                    if attributes > MAX_ATTRIBUTES * 4 && excess_from.is_none() {
                        excess_from = Some(at);
                    }
                }
                _ => {}
            },
        }
        at += 1;
    }
    Tag { end: at, excess_from }
}

fn find(bytes: &[u8], from: usize, wanted: u8) -> Option<usize> {
    bytes.get(from..)?.iter().position(|b| *b == wanted).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_with_too_many_attributes_is_shortened_and_the_rest_kept() {
        let many = (0..50_000).fold(String::new(), |s, i| format!("{s} a{i}=1"));
        let page = format!("<p class=\"x > y\">قبل</p><div{many}>بعد</div>");
        let bounded = bound(&page);
        assert_eq!(bounded.shortened_tags, 1);
        assert!(bounded.text.len() < 10_000 && bounded.text.ends_with(">بعد</div>"));
        assert!(bounded.text.starts_with("<p class=\"x > y\">قبل</p><div a0=1"));
    }

    #[test]
    fn a_page_within_bounds_is_not_copied() {
        assert!(matches!(bound("<p a=1 b='2'>خبر</p>").text, Cow::Borrowed(_)));
        let long = "خ".repeat(MAX_TEXT);
        let bounded = bound(&long);
        assert!(bounded.cut && bounded.text.len() <= MAX_TEXT);
    }
}
