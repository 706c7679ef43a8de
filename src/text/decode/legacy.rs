//! Code pages that no browser reads any more but that labels still name: those of DOS, Arabic's 720 and 864 among them.

use super::{DECLARATION_WINDOW, Decoded, Evidence, Markup, charset_of, declared_label, without_nuls};
use oem_cp::code_table::DECODING_TABLE_CP_MAP;
use std::borrow::Cow;

/// Code pages with their names.
const PAGES: [(u16, &str); 18] = [
    (437, "IBM437"),
    (720, "IBM720"),
    (737, "IBM737"),
    (775, "IBM775"),
    (850, "IBM850"),
    (852, "IBM852"),
    (855, "IBM855"),
    (857, "IBM857"),
    (858, "IBM858"),
    (860, "IBM860"),
    (861, "IBM861"),
    (862, "IBM862"),
    (863, "IBM863"),
    (864, "IBM864"),
    (865, "IBM865"),
    (866, "IBM866"),
    (869, "IBM869"),
    (874, "IBM874"),
];

/// Labels without the number of their page behind one of [`PREFIXES`].
const NAMES: [(&str, u16); 5] = [
    ("cspc8codepage437", 437),
    ("cspc775baltic", 775),
    ("cspc850multilingual", 850),
    ("cspc862latinhebrew", 862),
    ("cp-is", 861),
];

/// What stands before the number of a page.
const PREFIXES: [&str; 8] = ["cp-", "cp", "ibm-", "ibm", "csibm", "cspcp", "dos-", ""];

/// Decodes bytes whose header or declaration names one of the pages.
pub(super) fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>, markup: Markup) -> Option<Decoded<'a>> {
    let head = &bytes[..bytes.len().min(DECLARATION_WINDOW)];
    let header = content_type.and_then(charset_of).map(str::as_bytes).and_then(page);
    let declared = || declared_label(head, markup).and_then(page);
    let (number, evidence) = match header {
        Some(number) => (number, Evidence::Header),
        None => (declared()?, Evidence::Declaration),
    };
    let (_, name) = PAGES.iter().find(|(page, _)| *page == number)?;
    let text = DECODING_TABLE_CP_MAP.get(&number)?.decode_string_lossy(bytes);
    let malformed = text.matches('\u{FFFD}').count();
    Some(Decoded { text: without_nuls(Cow::Owned(text)), encoding: name, evidence, malformed })
}

/// The number of the page a label names, if the WHATWG standard has no encoding for it.
fn page(label: &[u8]) -> Option<u16> {
    if encoding_rs::Encoding::for_label(label).is_some() {
        return None;
    }
    let label = String::from_utf8(hyphenated(label)).ok()?;
    if let Some((_, number)) = NAMES.iter().find(|(name, _)| *name == label) {
        return Some(*number);
    }
    let number: u16 = PREFIXES.iter().find_map(|prefix| label.strip_prefix(prefix)?.parse().ok())?;
    PAGES.iter().any(|(page, _)| *page == number).then_some(number)
}

/// A label in lower case, with hyphens where some write underscores, and in the spelling of the WHATWG standard where it has one.
pub(super) fn hyphenated(label: &[u8]) -> Vec<u8> {
    let label: Vec<u8> = label.iter().map(|b| if *b == b'_' { b'-' } else { b.to_ascii_lowercase() }).collect();
    match label.as_slice() {
        b"maccyrillic" | b"mac-cyrillic" => b"x-mac-cyrillic".to_vec(),
        b"macroman" | b"mac-roman" => b"macintosh".to_vec(),
        b"ms-cyrl" => b"windows-1251".to_vec(),
        b"ms-arab" => b"windows-1256".to_vec(),
        _ => label,
    }
}
