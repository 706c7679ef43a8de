//! Whether what begins to arrive is a page at all: told by its first bytes, since the stated type is often wrong.

/// Bytes that decide, as in the WHATWG's MIME sniffing.
pub(super) const LOOKED_AT: usize = 1_445;

/// How files begin that nobody reads as a page.
const NO_PAGE: [&[u8]; 19] = [
    b"%PDF-",
    b"%!PS-Adobe-",
    b"\x89PNG",
    b"GIF8",
    b"\xFF\xD8\xFF",
    b"RIFF",
    b"\x00\x00\x01\x00",
    b"PK\x03\x04",
    b"\x1F\x8B",
    b"Rar!",
    b"7z\xBC\xAF",
    b"\x28\xB5\x2F\xFD",
    b"ID3",
    b"\xFF\xFB",
    b"OggS",
    b"\x1A\x45\xDF\xA3",
    b"FLV\x01",
    b"wOFF",
    b"\x7FELF",
];

/// What stands in the stated type of a document that is no page whatever it holds.
const OTHER_TYPES: [&str; 8] =
    ["image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "text/css", "javascript"];

/// Why these first bytes, stated to be of that type, are no page; `None` when they may be one.
pub(super) fn refuse(content_type: Option<&str>, start: &[u8]) -> Option<String> {
    let stated = content_type.unwrap_or_default().trim().to_ascii_lowercase();
    let stated = stated.split(';').next().unwrap_or_default().trim();
    let shown: String = stated.chars().filter(char::is_ascii_graphic).take(60).collect();
    let text = trimmed(start);
    if NO_PAGE.iter().any(|beginning| start.starts_with(beginning)) || start.get(4..8) == Some(b"ftyp") {
        return Some(format!("answered with a file that is no page (stated type: {})", or_none(&shown)));
    }
    if has_markup(text) {
        return xml_document(start).map(|root| format!("answered with an XML document <{root}>, not a page"));
    }
    if OTHER_TYPES.iter().any(|other| stated.contains(other)) {
        return Some(format!("answered with {shown}, not a page"));
    }
    if stated.contains("json") || matches!(text.first(), Some(b'{')) {
        return Some("answered with JSON, not a page".to_owned());
    }
    None
}

/// The root element of a document that is a feed, a sitemap, a list of feeds or a picture; `None` of anything else.
#[must_use]
pub fn xml_document(start: &[u8]) -> Option<String> {
    let text = trimmed(&start[..start.len().min(LOOKED_AT)]);
    let known = |root: &String| {
        matches!(root.as_str(), "rss" | "feed" | "rdf:rdf" | "urlset" | "sitemapindex" | "svg" | "opml")
    };
    has_markup(text).then(|| root_name(text)).flatten().filter(known)
}

fn or_none(stated: &str) -> &str {
    if stated.is_empty() { "none" } else { stated }
}

/// Without byte-order mark and white space.
fn trimmed(start: &[u8]) -> &[u8] {
    start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start()
}

/// Whether a tag begins anywhere in what is looked at. UTF-16 has its zeros between the letters, which is fine.
fn has_markup(text: &[u8]) -> bool {
    text.windows(3).any(|three| {
        three[0] == b'<'
            && (three[1].is_ascii_alphabetic()
                || matches!(three[1], b'!' | b'?' | b'/')
                || (three[1] == 0 && three[2] > 0))
    })
}

/// The name of the first element after declarations and comments, in lower case.
fn root_name(mut text: &[u8]) -> Option<String> {
    loop {
        text = text.trim_ascii_start();
        let end: &[u8] = match text {
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            [b'<', b'!' | b'?', ..] => b">",
            [b'<', rest @ ..] => {
                let length = rest.iter().position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b':' | b'-')));
                let name = rest.get(..length.unwrap_or(rest.len()).min(20))?;
                return Some(String::from_utf8_lossy(name).to_ascii_lowercase());
            }
            _ => return None,
        };
        let at = text.windows(end.len()).position(|window| window == end)?;
        text = text.get(at + end.len()..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_pass_whatever_type_is_stated() {
        let page = "<!DOCTYPE html>\n<html dir=rtl><head><title>خبر</title>".as_bytes();
        for stated in [None, Some("text/html"), Some("text/plain"), Some("application/octet-stream"), Some("image/png")]
        {
            assert_eq!(refuse(stated, page), None, "{stated:?}");
        }
        for page in [
            "\u{feff}  <html>",
            "<?xml version=\"1.0\"?><!-- a --><!DOCTYPE html><html>",
            "<div>خبر</div>",
            "خبر بلا وسوم",
        ] {
            assert_eq!(refuse(Some("text/html"), page.as_bytes()), None, "{page}");
        }
        let wide: Vec<u8> = "<html><p>خبر".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(refuse(Some("text/html; charset=utf-16"), &wide), None);
    }

    #[test]
    fn files_feeds_and_data_are_no_pages() {
        let cases: [(Option<&str>, &[u8]); 9] = [
            (Some("text/html"), b"%PDF-1.7 x"),
            (Some("text/html; charset=utf-8"), b"\xFF\xD8\xFF\xE0 jpeg"),
            (None, b"\x00\x00\x00\x20ftypisom"),
            (Some("video/mp4"), b"\x01\x02\x03"),
            (Some("application/json"), b"[1, 2]"),
            (Some("text/html"), b" {\"title\": \"a\"}"),
            (Some("text/html"), b"<?xml version=\"1.0\"?><rss version=\"2.0\">"),
            (Some("text/xml"), b"<!-- a > b --><feed xmlns=\"x\">"),
            (Some("text/css"), b"body {}"),
        ];
        for (stated, bytes) in cases {
            assert!(refuse(stated, bytes).is_some(), "{stated:?} {bytes:?}");
        }
        let told = refuse(Some("image/svg\u{1b}[0m"), b"x").unwrap();
        assert!(!told.contains('\u{1b}'), "{told}");
    }
}
