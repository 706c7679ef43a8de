//! Decoding: each kind of evidence, and the lies that labels tell.

use super::*;
use encoding_rs::{ISO_8859_6, WINDOWS_1256};

const STORY: &str = "<title>أعلنت وزارة النقل، اليوم، فتح الطريق الساحلي بعد أعمال صيانة استمرت ثلاثة أشهر</title>";

fn xml(declaration: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"{declaration}\"?><rss>{STORY}</rss>")
}

fn in_page(page: &'static Encoding, text: &str) -> Vec<u8> {
    page.encode(text).0.into_owned()
}

fn utf_16(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
}

fn read<'a>(bytes: &'a [u8], header: Option<&str>) -> Decoded<'a> {
    decode(bytes, header, Markup::Xml)
}

#[test]
fn real_utf8_wins_over_every_label() {
    let text = xml("windows-1256");
    let result = read(text.as_bytes(), Some("text/xml; charset=iso-8859-1"));
    assert_eq!((&*result.text, result.encoding, result.evidence), (text.as_str(), "UTF-8", Evidence::Utf8));
}

#[test]
fn byte_order_marks_decide_and_disappear() {
    let with_bom = [b"\xEF\xBB\xBF".as_slice(), STORY.as_bytes()].concat();
    assert_eq!(read(&with_bom, None).text, STORY);
    for (bom, big) in [([0xFF, 0xFE], false), ([0xFE, 0xFF], true)] {
        let bytes = [bom.as_slice(), &utf_16(STORY, big)].concat();
        let result = read(&bytes, Some("text/xml; charset=utf-8"));
        assert_eq!((&*result.text, result.evidence), (STORY, Evidence::Bom));
    }
}

#[test]
fn utf16_without_a_mark_is_seen() {
    let text = xml("utf-16");
    for (big, name) in [(false, "UTF-16LE"), (true, "UTF-16BE")] {
        let bytes = utf_16(&text, big);
        let result = read(&bytes, None);
        assert_eq!((&*result.text, result.encoding), (text.as_str(), name));
    }
}

#[test]
fn a_utf16_label_on_eight_bit_text_is_not_believed() {
    let bytes = in_page(WINDOWS_1256, &xml("utf-16"));
    assert_eq!(read(&bytes, None).text, xml("utf-16"));
}

#[test]
fn header_then_declaration_then_detection() {
    let bytes = in_page(WINDOWS_1256, STORY);
    assert_eq!(read(&bytes, Some("text/xml; charset=\"Windows-1256\"")).evidence, Evidence::Header);
    let declared = in_page(WINDOWS_1256, &xml("windows-1256"));
    let result = read(&declared, None);
    assert_eq!((&*result.text, result.evidence), (xml("windows-1256").as_str(), Evidence::Declaration));
    let result = read(&bytes, None);
    assert_eq!((&*result.text, result.evidence, result.encoding), (STORY, Evidence::Detected, "windows-1256"));
}

#[test]
fn a_latin_or_utf8_label_on_windows_1256_is_a_default_and_not_evidence() {
    let bytes = in_page(WINDOWS_1256, &xml("UTF-8"));
    for header in ["text/xml; charset=iso-8859-1", "application/rss+xml;charset=utf-8", "text/xml"] {
        assert_eq!(read(&bytes, Some(header)).text, xml("UTF-8"), "{header}");
    }
}

#[test]
fn iso_8859_6_is_told_from_windows_1256() {
    let bytes = in_page(ISO_8859_6, STORY);
    let result = read(&bytes, None);
    assert_eq!((&*result.text, result.encoding), (STORY, "ISO-8859-6"));
    // Under the wrong Arabic label too.
    let mislabelled = in_page(WINDOWS_1256, &xml("iso-8859-6"));
    assert_eq!(read(&mislabelled, None).text, xml("iso-8859-6"));
}

#[test]
fn latin_text_stays_latin() {
    let text = "Le président a déclaré à l'Assemblée que la réforme était prête; le café français a été évoqué.";
    let bytes = in_page(WINDOWS_1252, text);
    assert_eq!(read(&bytes, None).text, text);
    assert_eq!(read(&bytes, Some("text/xml; charset=iso-8859-1")).text, text);
}

#[test]
fn one_bad_byte_costs_one_character() {
    let mut bytes = xml("utf-8").into_bytes();
    let at = bytes.iter().position(|b| *b == 0xD9).unwrap();
    bytes.remove(at + 1);
    let result = read(&bytes, None);
    assert_eq!((result.evidence, result.malformed, result.encoding), (Evidence::Lossy, 1, "UTF-8"));
    assert_eq!(result.text.chars().count(), xml("utf-8").chars().count());
    assert_eq!(result.text.chars().zip(xml("utf-8").chars()).filter(|(a, b)| a != b).count(), 1);
    // A label of a code page does not turn the rest into gibberish.
    assert!(read(&bytes, Some("text/xml; charset=windows-1256")).text.contains("الساحلي"));
}

#[test]
fn a_character_cut_at_the_end_costs_only_itself() {
    let bytes = &STORY.as_bytes()[..STORY.len() - "</title>".len() - 1];
    let result = read(bytes, None);
    assert_eq!(result.malformed, 1);
    assert!(result.text.ends_with("أشه\u{FFFD}"));
}

#[test]
fn html_is_declared_by_meta() {
    let page = |meta: &str| format!("<html><head>{meta}</head><body>{STORY}</body></html>");
    for meta in [
        "<meta charset=windows-1256>",
        "<META http-equiv='Content-Type' content='text/html; charset=windows-1256'>",
        "<meta name=generator content=x><meta charset=\"windows-1256\"/>",
    ] {
        let bytes = in_page(WINDOWS_1256, &page(meta));
        let result = decode(&bytes, Some("text/html"), Markup::Html);
        assert_eq!((&*result.text, result.evidence), (page(meta).as_str(), Evidence::Declaration));
    }
}

#[test]
fn nuls_are_removed_and_nothing_is_nothing() {
    assert_eq!(read("خبر\0 عاجل".as_bytes(), None).text, "خبر عاجل");
    assert_eq!(read(b"", None).text, "");
    assert_eq!(read(b"plain", None).evidence, Evidence::Utf8);
}

#[test]
fn valid_utf8_is_borrowed_and_not_copied() {
    let text = xml("utf-8");
    assert!(matches!(read(text.as_bytes(), None).text, Cow::Borrowed(t) if std::ptr::eq(t, text.as_str())));
    let marked = [b"\xEF\xBB\xBF".as_slice(), text.as_bytes()].concat();
    assert!(matches!(read(&marked, None).text, Cow::Borrowed(_)));
}

fn page<'a>(bytes: &'a [u8], header: Option<&str>) -> Decoded<'a> {
    decode(bytes, header, Markup::Html)
}

const NEWS: &str = "أعلنت الوزارة اليوم عن خطة جديدة لدعم المزارعين في المحافظات الشمالية والجنوبية";

#[test]
fn undeclared_windows_1256_pages_are_read() {
    let bytes = in_page(WINDOWS_1256, NEWS);
    let result = page(&bytes, None);
    assert_eq!((&*result.text, result.encoding, result.malformed), (NEWS, "windows-1256", 0));
}

#[test]
fn utf8_pages_win_over_a_wrong_label() {
    let result = page(NEWS.as_bytes(), Some("text/html; charset=windows-1256"));
    assert_eq!((&*result.text, result.encoding), (NEWS, "UTF-8"));
}

#[test]
fn a_meta_charset_of_a_page_is_read_and_a_latin_one_distrusted() {
    let text = format!("<meta http-equiv='Content-Type' content='text/html; charset=ISO-8859-6'><p>{NEWS}");
    let bytes = in_page(ISO_8859_6, &text);
    let result = page(&bytes, None);
    assert_eq!((&*result.text, result.encoding), (text.as_str(), "ISO-8859-6"));
    let bytes = in_page(WINDOWS_1256, NEWS);
    assert_eq!(page(&bytes, Some("text/html; charset=ISO-8859-1")).encoding, "windows-1256");
}

#[test]
fn vowelled_text_is_arabic_too() {
    let text = "قَالَ الشَّاعِرُ فِي مَطْلَعِ قَصِيدَتِهِ إِنَّ البِلَادَ جَمِيلَةٌ";
    let bytes = in_page(WINDOWS_1256, text);
    let result = page(&bytes, None);
    assert_eq!((&*result.text, result.encoding), (text, "windows-1256"));
}

#[test]
fn code_pages_of_dos_are_read_by_their_label() {
    let page_720 = [0x9F, 0xA6, 0xA0, 0x9F, 0xA9];
    let document = |label: &str| {
        [format!("<?xml version=\"1.0\" encoding=\"{label}\"?><t>").as_bytes(), &page_720, b"</t>"].concat()
    };
    for label in ["ibm720", "cp720", "CP_720"] {
        let decoded = decode(&document(label), None, Markup::Xml).text.into_owned();
        assert!(decoded.ends_with("<t>\u{627}\u{62e}\u{628}\u{627}\u{631}</t>"), "{label}: {decoded}");
    }
    assert_eq!(decode(b"\x80\x81 text", Some("text/xml; charset=ibm866"), Markup::Xml).text, "\u{410}\u{411} text");
}
