//! Text out of markup: titles without tags, and references that were encoded once too often.

use super::entities::{self, Reference, reference};
use super::tag::scan_attributes;
use crate::text::clean;
use std::borrow::Cow;
use url::Url;

/// Longest title kept, in characters.
const MAX_TITLE: usize = 1_000;

/// How often a reference may have been encoded.
const ROUNDS: usize = 3;

/// Longest tag looked at, in bytes; the bound keeps a text of only `<` from being walked again and again.
const LONGEST_TAG: usize = 600;

/// Most pictures of one text looked at.
const MAX_PICTURES: usize = 8;

/// Tags that stand in titles. Anything else between `<` and `>` is text, such as `<عاجل>`.
const INLINE: [&str; 26] = [
    "a", "abbr", "b", "big", "br", "code", "del", "div", "em", "font", "h1", "h2", "h3", "i", "img", "ins", "mark",
    "p", "q", "s", "small", "span", "strong", "sub", "sup", "u",
];

/// A title or name as one line of plain text; `raw` has been through XML once.
pub(super) fn plain(raw: &str) -> Option<String> {
    let mut text = raw.to_owned();
    // XML itself was the first round.
    for _ in 1..ROUNDS {
        let stripped = strip_tags(&text);
        let resolved = entities::resolve(&stripped, |_| {}).into_owned();
        if resolved == text {
            break;
        }
        text = resolved;
    }
    let line = clean::line(&strip_tags(&text), MAX_TITLE);
    if line.is_empty() { None } else { Some(line) }
}

/// A text that may hold HTML: markup that was escaped twice is markup, and references to ordinary characters are resolved.
pub(super) fn html(raw: &str) -> Option<String> {
    let mut text = raw.trim().to_owned();
    for _ in 1..ROUNDS {
        if has_tags(&text) {
            // Inside markup `&lt;` is text, and only harmless references may go.
            text = resolve_harmless(&text);
            break;
        }
        let resolved = entities::resolve(&text, |_| {}).into_owned();
        if resolved == text {
            break;
        }
        text = resolved;
    }
    let text = text.trim();
    if text.is_empty() { None } else { Some(text.to_owned()) }
}

fn resolve_harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match reference(rest) {
            Some((Reference::Xml(c) | Reference::Html(c), length)) if !matches!(c, '<' | '>' | '&' | '"' | '\'') => {
                out.push(c);
                rest = &rest[length..];
            }
            _ => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Whether `text` has anything that looks like an HTML tag.
pub(super) fn has_tags(text: &str) -> bool {
    // Only what stands before the last `>` can be a tag; looking it up for each `<` would be quadratic.
    let Some(end) = text.rfind('>') else { return false };
    let starts_tag = |at: usize| {
        let body = &text[at + 1..];
        let body = body.strip_prefix('/').unwrap_or(body);
        body.starts_with("!--") || body.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
    };
    text[..end].match_indices('<').any(|(at, _)| starts_tag(at))
}

/// `html` with the relative addresses of its links and pictures made absolute.
pub(super) fn with_absolute_links(html: &str, base: &Url) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..=at]);
        rest = &rest[at + 1..];
        let tag = &rest[..rest.find(['>', '<']).unwrap_or(rest.len())];
        rest = &rest[tag.len()..];
        out.push_str(&absolute_in_tag(tag, base).unwrap_or(Cow::Borrowed(tag)));
    }
    out.push_str(rest);
    out
}

/// The first quoted `href` or `src` of a tag made absolute; `None` where there is nothing to do.
fn absolute_in_tag<'a>(tag: &'a str, base: &Url) -> Option<Cow<'a, str>> {
    let lower = tag.to_ascii_lowercase();
    let name = [" href=", " src="].iter().find_map(|name| lower.find(name).map(|at| at + name.len()))?;
    let quote = tag[name..].chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let from = name + 1;
    let length = tag[from..].find(quote)?;
    let value = tag[from..from + length].trim();
    if value.is_empty()
        || value.starts_with('#')
        || !matches!(Url::parse(value), Err(url::ParseError::RelativeUrlWithoutBase))
    {
        return None;
    }
    let resolved = base.join(&value.replace("&amp;", "&")).ok()?.to_string().replace('&', "&amp;");
    Some(Cow::Owned(format!("{}{resolved}{}", &tag[..from], &tag[from + length..])))
}

fn strip_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut endless = [false; 3];
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(length) = hidden_length(rest, &mut endless) {
            rest = &rest[length..];
            continue;
        }
        match inline_tag(rest) {
            Some((length, breaks)) => {
                if breaks {
                    out.push(' ');
                }
                rest = &rest[length..];
            }
            None => {
                out.push('<');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Length of the comment, script or style that `text` starts with. One without an end is only its mark; `endless` remembers it, so
/// that the end is looked for once.
fn hidden_length(text: &str, endless: &mut [bool; 3]) -> Option<usize> {
    const HIDDEN: [(&str, &str); 3] = [("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>")];
    let kind = HIDDEN
        .iter()
        .position(|(open, _)| text.get(..open.len()).is_some_and(|head| head.eq_ignore_ascii_case(open)))?;
    let (open, close) = HIDDEN[kind];
    let end = if endless[kind] { None } else { text.find(close).map(|end| end + close.len()) };
    endless[kind] |= end.is_none();
    let mark = || {
        let near = text.bytes().take(LONGEST_TAG).position(|b| b == b'>').filter(|_| open == "<!--");
        near.map(|end| end + 1)
    };
    Some(end.or_else(mark).unwrap_or(open.len()))
}

/// Length of the tag `text` starts with, if it is one of [`INLINE`], and whether it parts words.
fn inline_tag(text: &str) -> Option<(usize, bool)> {
    let body = &text[1..];
    let name_at = usize::from(body.starts_with('/'));
    let name_length = body[name_at..].bytes().take_while(u8::is_ascii_alphanumeric).count();
    let name = body[name_at..name_at + name_length].to_ascii_lowercase();
    if !INLINE.contains(&name.as_str()) {
        return None;
    }
    let next = body.as_bytes().get(name_at + name_length)?;
    if !(next.is_ascii_whitespace() || matches!(next, b'>' | b'/')) {
        return None;
    }
    let end = tag_end(&body.as_bytes()[..body.len().min(LONGEST_TAG)])?;
    Some((end + 2, matches!(name.as_str(), "br" | "p" | "div" | "h1" | "h2" | "h3")))
}

/// Where a tag ends: at the first `>` outside quotes, or at the first at all where the quotes are not balanced.
fn tag_end(body: &[u8]) -> Option<usize> {
    let mut quote = None;
    let outside = body.iter().position(|b| match quote {
        Some(open) if open == *b => {
            quote = None;
            false
        }
        Some(_) => false,
        None if matches!(b, b'"' | b'\'') => {
            quote = Some(*b);
            false
        }
        None => *b == b'>',
    });
    outside.or_else(|| body.iter().position(|b| *b == b'>'))
}

/// Address of the first picture in `html` that is large enough to be one; counters are a pixel wide.
pub(super) fn first_picture(html: &str) -> Option<String> {
    let lower = |tag: &str| tag.get(..4).is_some_and(|name| name.eq_ignore_ascii_case("<img"));
    let tags = html.match_indices('<').map(|(at, _)| &html[at..]).filter(|tag| lower(tag)).take(MAX_PICTURES);
    for tag in tags {
        let Some(found) = scan_attributes(tag, 4) else { continue };
        let value = |name: &str| found.attributes.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| *v);
        let is_pixel = |name: &str| value(name).is_some_and(|size| matches!(size.trim(), "0" | "1" | "0px" | "1px"));
        let source = value("src").filter(|s| !s.trim().is_empty() && !s.trim_start().starts_with("data:"));
        if let Some(source) = source.filter(|_| !is_pixel("width") && !is_pixel("height")) {
            return Some(entities::resolve(source.trim(), |_| {}).into_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_lose_tags_and_up_to_three_encodings() {
        assert_eq!(plain("قال: &amp;quot;نعم&amp;quot;").as_deref(), Some("قال: \"نعم\""));
        assert_eq!(
            plain("<b>عاجل</b>| الرئيس<br/>يصل &lt;i&gt;اليوم&lt;/i&gt;").as_deref(),
            Some("عاجل| الرئيس يصل اليوم")
        );
        assert_eq!(plain("  \n ").as_deref(), None);
    }

    #[test]
    fn what_only_looks_like_a_tag_is_text() {
        assert_eq!(plain("<عاجل> 5 < 7 و <x> ثم a<b").as_deref(), Some("<عاجل> 5 < 7 و <x> ثم a<b"));
    }

    #[test]
    fn markup_keeps_what_it_escapes() {
        assert_eq!(html("<p>5 &lt; 7&nbsp;&laquo;نص&raquo;</p>").as_deref(), Some("<p>5 &lt; 7\u{a0}«نص»</p>"));
        assert_eq!(html("&lt;p&gt;نص&lt;/p&gt;").as_deref(), Some("<p>نص</p>"));
        assert_eq!(html("نص &quot;عادي&quot;").as_deref(), Some("نص \"عادي\""));
    }

    #[test]
    fn addresses_in_markup_become_absolute() {
        let base = Url::parse("https://news.example/a/b").unwrap();
        let html = "<p><a class=x href='/c?d=1&amp;e=2'>ن</a><IMG alt=\"\" SRC=\"i.jpg\"/><a href=\"https://o.example/\">و</a><a href=#n>";
        let expected = "<p><a class=x href='https://news.example/c?d=1&amp;e=2'>ن</a><IMG alt=\"\" SRC=\"https://news.example/a/i.jpg\"/><a href=\"https://o.example/\">و</a><a href=#n>";
        assert_eq!(with_absolute_links(html, &base), expected);
        assert_eq!(with_absolute_links("5 < 7 <", &base), "5 < 7 <");
    }

    #[test]
    fn a_text_of_only_angle_brackets_is_cheap() {
        let text = "<".repeat(200_000) + &"<a".repeat(100_000);
        assert!(plain(&text).is_some());
        assert!(!has_tags(&text));
    }
}
