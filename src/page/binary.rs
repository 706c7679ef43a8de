//! What is no page at all: documents, pictures and archives served under the type of a page.

use super::PageInput;
use crate::article::{Extracted, PageKind, Remark};

/// How files begin that are not text.
const BEGINNINGS: [&[u8]; 10] = [
    b"%PDF-",
    b"\x89PNG",
    b"GIF8",
    b"\xFF\xD8\xFF",
    b"PK\x03\x04",
    b"RIFF",
    b"\x1F\x8B",
    b"ID3",
    b"\x00\x00\x00",
    b"OggS",
];

/// Bytes looked at for zeros.
const SAMPLE: usize = 8_192;

/// Whether the bytes are no text: a known beginning, or zero bytes where UTF-16 would not have them.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    if BEGINNINGS.iter().any(|beginning| bytes.starts_with(beginning)) {
        return true;
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let zeros = |odd: usize| sample.chunks_exact(2).filter(|pair| pair[odd] == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let marked = sample.starts_with(b"\xFF\xFE") || sample.starts_with(b"\xFE\xFF");
    // UTF-16 text has its zeros on one side only.
    even + odd > 4 && !marked && even.min(odd) * 4 > even.max(odd)
}

/// What extraction returns for such bytes.
pub(super) fn refused(page: &PageInput<'_>) -> Extracted {
    Extracted {
        url: page.url.map(ToString::to_string),
        page_kind: PageKind::Error,
        remarks: vec![Remark::new("not-a-page", "the bytes are a document, a picture or an archive, not a page")],
        ..Extracted::default()
    }
}

#[cfg(test)]
mod tests {
    use super::is_binary;

    #[test]
    fn files_are_told_from_text_in_every_encoding() {
        let noise: Vec<u8> = (0..16_384_u64).map(|n| crate::text::shingles::mix(n).to_le_bytes()[3]).collect();
        assert!(is_binary(&noise));
        assert!(is_binary(b"%PDF-1.7 ..."));
        let news = "أعلنت البلدية عن افتتاح الحديقة. The park opens.".repeat(40);
        assert!(!is_binary(news.as_bytes()));
        let utf_16: Vec<u8> = news.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(!is_binary(&utf_16));
        assert!(!is_binary(&encoding_rs::WINDOWS_1256.encode(&news).0));
        assert!(!is_binary(b""));
    }
}
