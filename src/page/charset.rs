//! Bytes of a page to text: a byte-order mark, then UTF-8 that proves itself, then what is declared, then a guess.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252, WINDOWS_1256};
use std::borrow::Cow;

/// How far into a page a `<meta charset>` is looked for; the HTML standard says the first 1,024 bytes, pages say later.
const META_WINDOW: usize = 2_048;

/// A page as text, and the encoding it was read with.
pub(super) struct Decoded<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// Name of the encoding, `UTF-8`.
    pub encoding: &'static str,
    /// Whether some bytes had no reading.
    pub lossy: bool,
}

/// Decodes `bytes`; `content_type` is the HTTP header as sent.
pub(super) fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
    if let Ok(text) = std::str::from_utf8(bytes)
        && !bytes.is_ascii()
    {
        // Text in a legacy charset is practically never valid UTF-8 by accident, so validity beats every label.
        return Decoded { text: Cow::Borrowed(text), encoding: "UTF-8", lossy: false };
    }
    let encoding = choose(bytes, content_type);
    let (text, used, lossy) = encoding.decode(bytes);
    Decoded { text, encoding: used.name(), lossy }
}

fn choose(bytes: &[u8], content_type: Option<&str>) -> &'static Encoding {
    if let Some((marked, _)) = Encoding::for_bom(bytes) {
        return marked;
    }
    let declared = content_type.and_then(label_in).or_else(|| label_in_bytes(&bytes[..bytes.len().min(META_WINDOW)]));
    match declared {
        // Latin-1 labels on Arabic pages are a server's default, not a statement.
        Some(encoding) if encoding != WINDOWS_1252 && encoding != UTF_8 => encoding,
        Some(encoding) if encoding == UTF_8 && mostly_utf8(bytes) => UTF_8,
        _ => guess(bytes),
    }
}

/// Whether almost every non-ASCII sequence is UTF-8: a page cut or patched in a few places is still UTF-8.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|b| *b >= 0xC0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    bad * 20 <= good
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if mostly_utf8(bytes) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guessed = detector.guess(None, Utf8Detection::Allow);
    // A short Arabic page is easily taken for another single-byte charset; this program reads Arabic outlets.
    if guessed.is_single_byte() && guessed.name() != "ISO-8859-6" { WINDOWS_1256 } else { guessed }
}

fn label_in(text: &str) -> Option<&'static Encoding> {
    label_in_bytes(text.as_bytes())
}

/// Reads the first `charset=…` of a header or of the start of a page.
fn label_in_bytes(bytes: &[u8]) -> Option<&'static Encoding> {
    let lower = bytes.to_ascii_lowercase();
    let mut rest = lower.as_slice();
    while let Some(at) = rest.windows(7).position(|w| w == b"charset") {
        rest = &rest[at + 7..];
        let value = rest.trim_ascii_start();
        if let Some(value) = value.strip_prefix(b"=") {
            let value = value.trim_ascii_start();
            let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
            let end = value.iter().position(|b| !(b.is_ascii_alphanumeric() || b"-_:".contains(b)));
            if let Some(encoding) = Encoding::for_label(&value[..end.unwrap_or(value.len())]) {
                return Some(encoding);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEWS: &str = "أعلنت الوزارة اليوم عن خطة جديدة لدعم المزارعين في المحافظات الشمالية والجنوبية";

    #[test]
    fn undeclared_windows_1256_is_read() {
        let (bytes, _, _) = WINDOWS_1256.encode(NEWS);
        let decoded = decode(&bytes, None);
        assert_eq!((&*decoded.text, decoded.encoding, decoded.lossy), (NEWS, "windows-1256", false));
    }

    #[test]
    fn utf8_wins_over_a_wrong_label() {
        let decoded = decode(NEWS.as_bytes(), Some("text/html; charset=windows-1256"));
        assert_eq!((&*decoded.text, decoded.encoding), (NEWS, "UTF-8"));
    }

    #[test]
    fn a_meta_charset_is_read_and_a_latin_one_distrusted() {
        let page = format!("<meta http-equiv='Content-Type' content='text/html; charset=ISO-8859-6'><p>{NEWS}");
        let arabic = Encoding::for_label(b"iso-8859-6").map(|e| e.encode(&page).0.into_owned()).unwrap_or_default();
        assert_eq!(decode(&arabic, None).encoding, "ISO-8859-6");
        let (bytes, _, _) = WINDOWS_1256.encode(NEWS);
        assert_eq!(decode(&bytes, Some("text/html; charset=ISO-8859-1")).encoding, "windows-1256");
    }
}
