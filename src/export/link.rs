//! Links that are safe to show: http(s) only, and the host in a form that cannot pose as another.

use crate::article::ArticleUrl;
use crate::text::letters::is_arabic_letter;

/// A checked link and the host to show beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) href: String,
    /// The same in ASCII: where an address stands bare in a line, letters of another direction would move its parts.
    pub(super) bare: String,
    pub(super) host: String,
}

impl Link {
    /// Checks `url`: `None` unless it is absolute http(s). Credentials are dropped, so `https://bank.example@evil.example/`
    /// shows and opens `evil.example`.
    pub(super) fn of(url: &str) -> Option<Self> {
        let url = ArticleUrl::parse(url).ok()?;
        let host = shown_host(&url.host());
        (!host.is_empty()).then(|| Self {
            href: escape_rest(&readable(url.as_str())),
            bare: escape_rest(url.as_str()),
            host,
        })
    }
}

/// The host without `www.`; an internationalised name in Arabic letters when every label is all Arabic or all ASCII, else in
/// punycode, so that look-alike letters of other scripts stay visible as what they are.
fn shown_host(host: &str) -> String {
    let host = host.strip_prefix("www.").unwrap_or(host);
    let label = |label: &str| -> Option<String> {
        if !label.starts_with("xn--") {
            return Some(label.to_owned());
        }
        let readable = url::quirks::domain_to_unicode(label);
        let arabic = |c: char| is_arabic_letter(c) || c.is_ascii_digit() || c == '-';
        (!readable.is_empty() && readable.chars().all(arabic)).then_some(readable)
    };
    let labels: Option<Vec<String>> = host.split('.').map(label).collect();
    labels.map_or_else(|| host.to_owned(), |labels| labels.join("."))
}

/// The address with the Arabic letters in it as such: six bytes a letter would be most of a digest, which mail programs cut.
/// Whoever opens it encodes them again as they were.
fn readable(url: &str) -> String {
    let bytes = url.as_bytes();
    let (mut out, mut at) = (String::with_capacity(url.len()), 0);
    while let Some(rest) = url.get(at..).filter(|rest| !rest.is_empty()) {
        let letter = bytes.get(at..at + 6).and_then(escaped_pair).and_then(|pair| {
            let c = std::str::from_utf8(&pair).ok()?.chars().next()?;
            is_plain_letter(c).then_some(c)
        });
        if let Some(c) = letter {
            out.push(c);
            at += 6;
            continue;
        }
        let plain = rest[1..].find('%').map_or(rest.len(), |more| more + 1);
        out.push_str(&rest[..plain]);
        at += plain;
    }
    out
}

/// The two bytes written as `%D8%A7`; Arabic letters have two each.
fn escaped_pair(text: &[u8]) -> Option<[u8; 2]> {
    let nibble = |digit: u8| char::from(digit).to_digit(16).map(|value| value as u8);
    let byte = |at: usize| (text[at] == b'%').then_some(nibble(text[at + 1])? << 4 | nibble(text[at + 2])?);
    Some([byte(0)?, byte(3)?])
}

/// Letters that look the same wherever they stand in an address: no marks, no forms made for display.
fn is_plain_letter(c: char) -> bool {
    matches!(c, '\u{0620}'..='\u{064A}' | '\u{066E}'..='\u{06D3}') && is_arabic_letter(c)
}

/// Characters that a URL may hold and that Markdown or a careless program would take for the end of one.
fn escape_rest(url: &str) -> String {
    let mut out = String::with_capacity(url.len());
    for c in url.chars() {
        match c {
            '\\' | '`' | '<' | '>' | '"' | '\'' | '|' | '{' | '}' | '^' | ' ' => {
                out.push_str(&format!("%{:02X}", u32::from(c)));
            }
            _ => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Link;

    fn host(url: &str) -> Option<String> {
        Link::of(url).map(|l| l.host)
    }

    #[test]
    fn only_http_and_https_become_links() {
        for bad in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//evil.example/",
            "/a",
            "",
            "ftp://a.example/",
            "file:///etc/passwd",
        ] {
            assert_eq!(Link::of(bad), None, "{bad}");
        }
        assert!(Link::of("http://a.example/").is_some());
    }

    #[test]
    fn the_host_is_the_one_that_opens() {
        assert_eq!(host("https://bank.example@evil.example/").as_deref(), Some("evil.example"));
        assert_eq!(host("https://www.news.example/a").as_deref(), Some("news.example"));
    }

    #[test]
    fn arabic_names_are_readable_and_look_alikes_are_not() {
        assert_eq!(host("https://أخبار.example/1").as_deref(), Some("أخبار.example"));
        assert_eq!(host("https://аррӏе.com/").as_deref(), Some("xn--80ak6aa92e.com"));
    }

    #[test]
    fn arabic_letters_in_an_address_are_readable_and_nothing_else_changes() {
        let href = |url: &str| Link::of(url).map(|l| l.href).unwrap();
        let raw = "https://a.example/أخبار/نص-طويل";
        assert_eq!(href(raw), raw);
        assert_eq!(
            href("https://a.example/%D8%A3%d8%ae%D8%A8%D8%A7%D8%B1?x=%20%26"),
            "https://a.example/أخبار?x=%20%26"
        );
        // Two bytes of windows-1256, a right-to-left override, a vowel mark, half a letter.
        for kept in ["%C3%CE", "%E2%80%AE", "%D9%8E", "%D8", "%D8%A", "%"] {
            let url = format!("https://a.example/{kept}");
            assert!(href(&url).ends_with(kept), "{}", href(&url));
        }
    }

    #[test]
    fn quotes_and_brackets_are_escaped_in_links() {
        let link = Link::of("https://a.example/?q=\"><b>`|'").map(|l| l.href);
        assert!(link.as_deref().is_some_and(|l| !l.contains(['"', '<', '>', '`', '|', '\''])), "{link:?}");
    }
}
