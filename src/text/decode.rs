//! Bytes to text by evidence: what the bytes are beats what a label says they are.
//!
//! Arabic outlets serve windows-1256 under a UTF-8 label, UTF-8 under a Latin label, and UTF-8 with a character cut in two.
//! The order of belief is: byte-order mark, UTF-16 seen by its zero bytes, valid (or nearly valid) UTF-8, the HTTP charset, the
//! declaration inside the document, and at last a guess by [`chardetng`] with a second look at the two Arabic code pages.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_8859_6, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1256};
use std::borrow::Cow;

mod legacy;
#[cfg(test)]
mod tests;

/// How far into a document a declaration of its encoding is looked for, in bytes.
const DECLARATION_WINDOW: usize = 2_048;

/// How many bytes are sampled for the zero bytes that mark UTF-16.
const UTF_16_SAMPLE: usize = 4_096;

/// Which markup the bytes are expected to hold, and so where a declaration may stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// `<?xml … encoding="…"?>`.
    Xml,
    /// `<meta charset="…">` or its `http-equiv` form.
    Html,
}

/// What the choice of encoding rests on, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// A byte-order mark.
    Bom,
    /// The bytes are valid UTF-8.
    Utf8,
    /// The charset of the `Content-Type` header.
    Header,
    /// The declaration inside the document.
    Declaration,
    /// The distribution of the bytes.
    Detected,
    /// UTF-8 with bad bytes in it; each costs one character.
    Lossy,
}

/// A decoded document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text, without byte-order mark and NULs; borrowed where the bytes are UTF-8 already.
    pub text: Cow<'a, str>,
    /// Name of the encoding by the WHATWG standard.
    pub encoding: &'static str,
    /// Why this encoding.
    pub evidence: Evidence,
    /// Byte sequences that mean nothing in it, each now U+FFFD.
    pub malformed: usize,
}

/// Decodes `bytes`, whatever they are; `content_type` is the HTTP header as sent.
///
/// ```
/// use hasad::text::decode::{decode, Markup};
/// let bytes = [0xC3, 0xCE, 0xC8, 0xC7, 0xD1]; // windows-1256
/// assert_eq!(decode(&bytes, Some("text/xml; charset=windows-1256"), Markup::Xml).text, "أخبار");
/// ```
#[must_use]
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>, markup: Markup) -> Decoded<'a> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return decoded(&bytes[length..], encoding, Evidence::Bom);
    }
    if let Some(encoding) = utf_16_without_bom(bytes) {
        return decoded(bytes, encoding, Evidence::Detected);
    }
    // Text in a code page is practically never valid UTF-8 by accident, so validity beats every label.
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        let text = without_nuls(Cow::Borrowed(text));
        return Decoded { text, encoding: UTF_8.name(), evidence: Evidence::Utf8, malformed: 0 };
    }
    let census = Utf8Census::of(bytes);
    // A code page written by chance as UTF-8 is rare; ten good characters for each bad byte do not happen by chance.
    if census.good >= census.bad.saturating_mul(10) {
        return decoded(bytes, UTF_8, Evidence::Lossy);
    }
    if let Some(decoded) = legacy::decode(bytes, content_type, markup) {
        return decoded;
    }
    by_label(bytes, content_type, markup, &census)
}

fn by_label<'a>(bytes: &'a [u8], content_type: Option<&str>, markup: Markup, census: &Utf8Census) -> Decoded<'a> {
    let header = content_type.and_then(charset_of).and_then(|label| single_byte_label(label.as_bytes()));
    let head = &bytes[..bytes.len().min(DECLARATION_WINDOW)];
    let declared = declared_label(head, markup).and_then(single_byte_label);
    let labels = [(header, Evidence::Header), (declared, Evidence::Declaration)];
    for (encoding, evidence) in labels.into_iter().filter_map(|(e, evidence)| e.map(|e| (e, evidence))) {
        // Servers add a Latin charset by default, and this branch is reached only when the bytes are not UTF-8.
        if encoding == WINDOWS_1252 || encoding == UTF_8 {
            continue;
        }
        let result = decoded(bytes, encoding, evidence);
        // A label under which much of the text means nothing is a wrong label.
        if result.malformed.saturating_mul(50) <= census.high {
            return result;
        }
    }
    detected(bytes, labels.into_iter().find(|(e, _)| *e == Some(WINDOWS_1252)).map(|(_, evidence)| evidence), census)
}

/// Guesses; `latin` tells who, if anybody, claimed a Latin encoding.
fn detected<'a>(bytes: &'a [u8], latin: Option<Evidence>, census: &Utf8Census) -> Decoded<'a> {
    if census.good > census.bad.saturating_mul(2) {
        return decoded(bytes, UTF_8, Evidence::Lossy);
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    let arabic = arabic_code_page(bytes);
    let (encoding, evidence) = match (arabic, latin) {
        (Some(page), _) if is_single_byte_rival(guess) => (page, Evidence::Detected),
        (None, Some(evidence)) => (WINDOWS_1252, evidence),
        _ => (guess, Evidence::Detected),
    };
    decoded(bytes, encoding, evidence)
}

/// Whether a guess is of a family that Arabic bytes are mistaken for.
fn is_single_byte_rival(guess: &'static Encoding) -> bool {
    guess.is_single_byte()
}

/// Which Arabic code page the bytes above 0x7F fit, if they look like Arabic at all.
///
/// Arabic words are runs of high bytes, and Latin accents stand alone. Of the two pages, ISO-8859-6 leaves 0xDB–0xDF and
/// 0xF3–0xFF undefined, where windows-1256 has the frequent ف, ق and ك; and the article ال is `C7 E1` in one, `C7 E4` in the other.
fn arabic_code_page(bytes: &[u8]) -> Option<&'static Encoding> {
    let (mut letters, mut in_runs, mut undefined_in_iso, mut high) = (0_usize, 0_usize, 0_usize, 0_usize);
    let (mut al_windows, mut al_iso) = (0_usize, 0_usize);
    let mut before = 0_u8;
    for (at, &byte) in bytes.iter().enumerate() {
        if byte >= 0x80 {
            high += 1;
            // The vowel marks of both pages count as letters: a vowelled text is half marks.
            letters += usize::from(matches!(byte, 0xC1..=0xF3 | 0xF5 | 0xF6 | 0xF8 | 0xFA));
            in_runs += usize::from(before >= 0x80);
            undefined_in_iso += usize::from(
                matches!(byte, 0x80..=0x9F | 0xA1..=0xA3 | 0xA5..=0xAB | 0xAE..=0xBA | 0xBC..=0xBE | 0xC0 | 0xDB..=0xDF | 0xF3..=0xFF),
            );
            if byte == 0xC7 && before < 0x80 {
                al_windows += usize::from(bytes.get(at + 1) == Some(&0xE1));
                al_iso += usize::from(bytes.get(at + 1) == Some(&0xE4));
            }
        }
        before = byte;
    }
    // At least four letters in five, and most of them beside another.
    if high < 4 || letters * 5 < high * 4 || in_runs * 2 < high {
        return None;
    }
    let is_iso = undefined_in_iso * 50 <= high && al_iso > al_windows;
    Some(if is_iso { ISO_8859_6 } else { WINDOWS_1256 })
}

fn decoded<'a>(bytes: &'a [u8], encoding: &'static Encoding, evidence: Evidence) -> Decoded<'a> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    // U+FFFD that was in the document already is text; only UTF-16 and UTF-8 can hold it.
    let malformed = if had_errors {
        let stated = if encoding == UTF_8 { count_stated_replacements(bytes) } else { 0 };
        text.matches('\u{FFFD}').count().saturating_sub(stated)
    } else {
        0
    };
    Decoded { text: without_nuls(text), encoding: encoding.name(), evidence, malformed }
}

fn without_nuls(text: Cow<'_, str>) -> Cow<'_, str> {
    if memchr::memchr(0, text.as_bytes()).is_some() { Cow::Owned(text.replace('\0', "")) } else { text }
}

fn count_stated_replacements(bytes: &[u8]) -> usize {
    bytes.windows(3).filter(|w| *w == [0xEF, 0xBF, 0xBD]).count()
}

/// UTF-16 seen by where its zero bytes stand: markup and blanks have one zero byte each, Arabic letters the byte 0x06.
fn utf_16_without_bom(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(UTF_16_SAMPLE)];
    let pairs = sample.len() / 2;
    if pairs < 2 || !sample.contains(&0) {
        return None;
    }
    let zeros = |odd: usize| sample.chunks_exact(2).filter(|pair| pair[odd] == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let arabic = |odd: usize| sample.chunks_exact(2).filter(|pair| pair[odd] == 0x06).count();
    if odd > even * 8 && (odd + arabic(1)) * 10 >= pairs * 6 {
        Some(UTF_16LE)
    } else if even > odd * 8 && (even + arabic(0)) * 10 >= pairs * 6 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// How much of the bytes is UTF-8.
struct Utf8Census {
    /// Valid characters outside ASCII.
    good: usize,
    /// Invalid sequences.
    bad: usize,
    /// Bytes above 0x7F.
    high: usize,
}

impl Utf8Census {
    fn of(bytes: &[u8]) -> Self {
        let mut census = Self { good: 0, bad: 0, high: 0 };
        for chunk in bytes.utf8_chunks() {
            census.good += chunk.valid().bytes().filter(|b| *b >= 0xC0).count();
            census.bad += usize::from(!chunk.invalid().is_empty());
        }
        if census.bad > 0 {
            census.high = bytes.iter().filter(|b| **b >= 0x80).count();
        }
        census
    }
}

/// An encoding by its label, unless it is UTF-16: a label that could be read as ASCII is in no UTF-16 document.
fn single_byte_label(label: &[u8]) -> Option<&'static Encoding> {
    let found = Encoding::for_label(label).or_else(|| Encoding::for_label(&legacy::hyphenated(label)));
    found.filter(|e| *e != UTF_16LE && *e != UTF_16BE)
}

/// The value of `charset=` in a header, without quotes.
fn charset_of(content_type: &str) -> Option<&str> {
    let at = content_type.to_ascii_lowercase().find("charset")?;
    let value = content_type.get(at + "charset".len()..)?.trim_start().strip_prefix('=')?;
    let value = value.trim_start().trim_start_matches(['"', '\'']);
    let end = value.find(|c: char| c == ';' || c == '"' || c == '\'' || c.is_whitespace()).unwrap_or(value.len());
    Some(&value[..end]).filter(|v| !v.is_empty())
}

fn declared_label(head: &[u8], markup: Markup) -> Option<&[u8]> {
    match markup {
        Markup::Xml => {
            let start = find(head, b"<?xml")?;
            let length = find(&head[start..], b">")?;
            label_after(&head[start..start + length], b"encoding")
        }
        Markup::Html => {
            let mut rest = head;
            while let Some(start) = find(rest, b"<meta") {
                let tag = &rest[start..];
                let length = find(tag, b">").unwrap_or(tag.len());
                if let Some(label) = label_after(&tag[..length], b"charset") {
                    return Some(label);
                }
                rest = &tag[length..];
            }
            None
        }
    }
}

/// The token after `name =` in a tag, with or without quotes.
fn label_after<'a>(tag: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let at = find(tag, name)? + name.len();
    let rest = tag[at..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    let end = rest.iter().position(|b| !(b.is_ascii_alphanumeric() || b"-_:.+".contains(b))).unwrap_or(rest.len());
    Some(&rest[..end]).filter(|label| !label.is_empty())
}

/// Position of an ASCII needle, letter case ignored; for short haystacks only.
fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w.eq_ignore_ascii_case(needle))
}
