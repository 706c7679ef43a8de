//! Markup to tags and text, after the HTML standard's tokenization rules (WHATWG HTML, 13.2.5), without copying.
//!
//! The block stream needs the names of tags, a few attributes and the text, and nothing of a tree. So names and values are
//! slices of the page, references are resolved only in text and values that somebody asks for, and the content of scripts
//! and styles is skipped by a search for its end. Every step moves on, so the cost is linear whatever the page is.

use memchr::{memchr, memmem};
use std::borrow::Cow;

/// Attributes kept of one tag; real tags have some dozens at most, and an attack gains nothing from more.
const MAX_ATTRIBUTES: usize = 200;

/// An attribute as it was written.
#[derive(Debug, Clone, Copy)]
struct Attribute<'a> {
    name: &'a str,
    value: &'a str,
}

/// A start tag.
#[derive(Debug)]
pub(super) struct StartTag<'t, 'a> {
    /// The element's name in lower case.
    pub name: &'t str,
    /// Whether it ends in `/>`.
    pub self_closing: bool,
    attributes: &'t [Attribute<'a>],
}

impl<'a> StartTag<'_, 'a> {
    /// The value of the first attribute of this name (in lower case), references resolved.
    pub fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        self.attributes.iter().find(|a| a.name.eq_ignore_ascii_case(name)).map(|a| htmlize::unescape_attribute(a.value))
    }

    /// Calls `each` with every name, in lower case, and its value as it was written.
    pub fn each_attribute(&self, mut each: impl FnMut(&str, &'a str)) {
        for attribute in self.attributes {
            each(&lower(attribute.name), attribute.value);
        }
    }
}

/// Who is told what the page holds.
pub(super) trait TokenSink<'a> {
    /// A start tag; its values are slices of the page.
    fn start(&mut self, tag: &StartTag<'_, 'a>);
    /// An end tag, its name in lower case.
    fn end(&mut self, name: &str);
    /// A stretch of text, references resolved; a run of text may come in several.
    fn text(&mut self, text: &str);
    /// Whether the content of the raw element just begun is wanted.
    fn wants_raw(&self) -> bool;
}

/// What the content of an element is, when it is no markup.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Raw {
    /// Text in which references count.
    Resolved,
    /// Text to the letter.
    Literal,
    /// A script: like [`Raw::Literal`], but an end tag inside a commented-out script is none.
    Script,
}

/// Tells `sink` what is in `page`, and returns how many tags had more attributes than are kept.
pub(super) fn tokenize<'a>(page: &'a str, sink: &mut impl TokenSink<'a>) -> usize {
    let mut tokenizer =
        Tokenizer { page, at: 0, attributes: Vec::new(), overfull: 0, endless_scripts: false, endless_drawings: false };
    tokenizer.run(sink);
    tokenizer.overfull
}

struct Tokenizer<'a> {
    page: &'a str,
    at: usize,
    attributes: Vec<Attribute<'a>>,
    overfull: usize,
    /// An escaped script without an end was met: the next one is not searched to the end of the page again.
    endless_scripts: bool,
    /// The same of a drawing.
    endless_drawings: bool,
}

impl<'a> Tokenizer<'a> {
    fn run(&mut self, sink: &mut impl TokenSink<'a>) {
        let bytes = self.page.as_bytes();
        let mut text_from = 0;
        let mut search_from = 0;
        while let Some(open) = memchr(b'<', &bytes[search_from..]).map(|i| search_from + i) {
            let after = bytes.get(open + 1).copied().unwrap_or(0);
            let closes = after == b'/' && bytes.get(open + 2).is_some_and(|b| *b != b'<');
            if !(after.is_ascii_alphabetic() || closes || matches!(after, b'!' | b'?')) {
                // A lone "<" is text.
                search_from = open + 1;
                continue;
            }
            resolved_text(&self.page[text_from..open], sink);
            self.at = open + 1;
            match after {
                b'/' if bytes[open + 2].is_ascii_alphabetic() => self.end_tag(open + 2, sink),
                b'/' | b'?' => self.bogus_comment(),
                b'!' => self.declaration(),
                _ => self.start_tag(sink),
            }
            (text_from, search_from) = (self.at, self.at);
        }
        resolved_text(&self.page[text_from..], sink);
    }

    fn start_tag(&mut self, sink: &mut impl TokenSink<'a>) {
        let name = &*lower(self.tag_name());
        let Some(self_closing) = self.attributes() else { return };
        sink.start(&StartTag { name, self_closing, attributes: &self.attributes });
        if let Some(raw) = raw_kind(name) {
            self.raw_content(name, raw, sink);
        } else if name == "svg" && !self_closing && !self.endless_drawings {
            // Drawings hold no text of the article, and a page has hundreds: their end is searched for as a script's is.
            match self.raw_end(name) {
                Some(end) => self.at = end,
                None => self.endless_drawings = true,
            }
        }
    }

    fn end_tag(&mut self, name_at: usize, sink: &mut impl TokenSink<'a>) {
        self.at = name_at;
        let name = lower(self.tag_name());
        if self.attributes().is_some() {
            sink.end(&name);
        }
    }

    fn tag_name(&mut self) -> &'a str {
        let rest = &self.page[self.at..];
        let end = rest.bytes().position(|b| is_blank(b) || matches!(b, b'/' | b'>')).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Reads attributes to the tag's end, and whether that is `/>`; `None` when the page ends inside the tag, which then is no tag.
    fn attributes(&mut self) -> Option<bool> {
        self.attributes.clear();
        let bytes = self.page.as_bytes();
        let mut overfull = false;
        let mut slash = false;
        loop {
            match *bytes.get(self.at).or_else(|| self.unfinished())? {
                b'>' => {
                    self.at += 1;
                    self.overfull += usize::from(overfull);
                    return Some(slash);
                }
                b'/' => {
                    slash = true;
                    self.at += 1;
                }
                byte if is_blank(byte) => {
                    slash = false;
                    self.at += 1;
                }
                _ => {
                    slash = false;
                    let attribute = self.attribute()?;
                    if self.attributes.len() < MAX_ATTRIBUTES {
                        self.attributes.push(attribute);
                    } else {
                        overfull = true;
                    }
                }
            }
        }
    }

    /// The rest of the page is an unfinished tag.
    fn unfinished<T>(&mut self) -> Option<T> {
        self.at = self.page.len();
        None
    }

    fn attribute(&mut self) -> Option<Attribute<'a>> {
        let bytes = self.page.as_bytes();
        let name_from = self.at;
        // A name may begin with "=", which is an error that browsers forgive.
        self.at += 1;
        self.skip(|b| !(is_blank(b) || matches!(b, b'/' | b'>' | b'=')));
        let name = &self.page[name_from..self.at];
        self.skip(is_blank);
        if bytes.get(self.at) != Some(&b'=') {
            return Some(Attribute { name, value: "" });
        }
        self.at += 1;
        self.skip(is_blank);
        let value = match bytes.get(self.at) {
            Some(quote @ (b'"' | b'\'')) => {
                let from = self.at + 1;
                let Some(len) = memchr(*quote, &bytes[from..]) else { return self.unfinished() };
                self.at = from + len + 1;
                &self.page[from..from + len]
            }
            _ => {
                let from = self.at;
                self.skip(|b| !(is_blank(b) || b == b'>'));
                &self.page[from..self.at]
            }
        };
        Some(Attribute { name, value })
    }

    fn skip(&mut self, wanted: impl Fn(u8) -> bool) {
        let rest = &self.page.as_bytes()[self.at..];
        self.at += rest.iter().position(|b| !wanted(*b)).unwrap_or(rest.len());
    }

    /// `<!…`: a comment, or a declaration that says nothing here.
    fn declaration(&mut self) {
        let rest = &self.page.as_bytes()[self.at..];
        if !rest.starts_with(b"!--") {
            return self.bogus_comment();
        }
        // The shortest comments are "<!-->" and "<!--->"; the dashes of beginning and end may be the same.
        let ends =
            |i: &usize| rest[1..*i].ends_with(b"--") || rest[1..*i].strip_suffix(b"--!").is_some_and(|r| r.len() >= 2);
        self.at += memchr::memchr_iter(b'>', rest).find(ends).map_or(rest.len(), |i| i + 1);
    }

    fn bogus_comment(&mut self) {
        let rest = &self.page.as_bytes()[self.at..];
        self.at += memchr(b'>', rest).map_or(rest.len(), |i| i + 1);
    }

    /// The content of a raw element up to its end tag, which is left to be read as one.
    fn raw_content(&mut self, name: &str, raw: Raw, sink: &mut impl TokenSink<'a>) {
        let from = self.at;
        let mut end = self.raw_end(name);
        if raw == Raw::Script && !self.endless_scripts {
            let first = end.unwrap_or(self.page.len());
            if memmem::find(&self.page.as_bytes()[from..first], b"<!--").is_some() {
                let escaped = self.escaped_script_end();
                self.endless_scripts = escaped.is_none();
                end = escaped.or(end);
            }
        }
        self.at = end.unwrap_or(self.page.len());
        if sink.wants_raw() {
            let content = &self.page[from..self.at];
            if raw == Raw::Resolved { resolved_text(content, sink) } else { sink.text(content) }
        }
    }

    /// Where the next end tag of `name` begins.
    fn raw_end(&self, name: &str) -> Option<usize> {
        let bytes = self.page.as_bytes();
        let ends = memmem::find_iter(&bytes[self.at..], b"</").map(|i| self.at + i);
        ends.into_iter().find(|i| is_name(bytes, i + 2, name))
    }

    /// Where a script ends that has a comment in it: an end tag counts unless a script was begun inside the comment.
    fn escaped_script_end(&self) -> Option<usize> {
        let bytes = self.page.as_bytes();
        let (mut commented, mut inner) = (false, false);
        let mut at = self.at;
        while let Some(next) = memchr::memchr2(b'<', b'-', &bytes[at..]).map(|i| at + i) {
            let rest = &bytes[next..];
            at = next + 1;
            if rest.starts_with(b"-->") {
                (commented, inner) = (false, false);
            } else if rest.starts_with(b"<!--") {
                commented = true;
                at = next + 2;
            } else if rest.starts_with(b"</") && is_name(bytes, next + 2, "script") {
                if !inner {
                    return Some(next);
                }
                inner = false;
            } else if commented && rest[0] == b'<' && is_name(bytes, next + 1, "script") {
                inner = true;
            }
        }
        None
    }
}

/// The name in lower case; hardly any page writes them otherwise.
fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|b| b.is_ascii_uppercase()) { name.to_ascii_lowercase().into() } else { name.into() }
}

fn resolved_text<'a>(text: &str, sink: &mut impl TokenSink<'a>) {
    if !text.is_empty() {
        sink.text(&htmlize::unescape(text));
    }
}

/// Whether `name` stands at `at` and ends there, in either case.
fn is_name(bytes: &[u8], at: usize, name: &str) -> bool {
    let end = at + name.len();
    bytes.get(at..end).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
        && bytes.get(end).is_none_or(|b| is_blank(*b) || matches!(b, b'/' | b'>'))
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0C)
}

/// Elements whose content is no markup.
fn raw_kind(name: &str) -> Option<Raw> {
    match name {
        "script" => Some(Raw::Script),
        "title" | "textarea" => Some(Raw::Resolved),
        "style" | "noscript" | "iframe" | "noembed" | "noframes" | "xmp" => Some(Raw::Literal),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
