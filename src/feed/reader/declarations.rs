//! What begins with `<!`: comments, CDATA sections and document types, and the searches for their ends.

use super::super::repairs::quoted;
use super::super::tag::balanced_length;
use super::{MAX_FAILED_SEARCHES, Reader, head};
use std::borrow::Cow;

impl<'a> Reader<'a, '_> {
    /// Comment, CDATA or document type.
    pub(super) fn declaration(&mut self, rest: &'a str) {
        if let Some(inside) = rest.strip_prefix("<!--") {
            self.at += match self.find_once("-->") {
                Some(end) => end + 3,
                None => {
                    self.repairs.note("comment-unclosed", || "a comment without an end".to_owned());
                    let end = inside.find(['<', '>']).map_or(rest.len(), |end| end + 4);
                    end + usize::from(rest.as_bytes().get(end) == Some(&b'>'))
                }
            };
        } else if rest.starts_with("<![CDATA[") {
            self.cdata(rest);
        } else {
            let length = self.document_type_length(rest);
            if rest.get(..9).is_some_and(|d| d.eq_ignore_ascii_case("<!doctype")) {
                self.repairs.note("doctype-dropped", || "a document type, skipped".to_owned());
                let count = self.declared.read(&rest[..length]);
                if count > 0 {
                    self.repairs.note("entities-declared", || format!("{count} entities that the document declares"));
                }
            }
            self.at += length;
        }
    }

    /// CDATA ends at `]]>`; without one, or with one that belongs to a later section, at the end tag of its element.
    fn cdata(&mut self, rest: &'a str) {
        const OPEN: usize = "<![CDATA[".len();
        let proper = self.section_end().map(|end| end - self.at);
        let nested = proper.is_some_and(|end| rest[OPEN.min(end)..end].contains("<![CDATA["));
        if let Some(end) = proper.filter(|_| !nested) {
            self.push_text(Cow::Borrowed(&rest[OPEN..end]));
            self.at += end + 3;
            return;
        }
        self.repairs
            .note("cdata-unclosed", || format!("a CDATA section without an end: {}", quoted(head(&rest[OPEN..]))));
        let tag = self.stack.last().map(|open| format!("</{}", open.name));
        let end = tag.and_then(|tag| self.find_once(&tag)).or(proper);
        match end {
            Some(end) => {
                self.push_text(Cow::Borrowed(&rest[OPEN..end]));
                self.at += end;
            }
            None => {
                self.push_text(Cow::Borrowed(&rest[OPEN..]));
                self.at = self.text.len();
            }
        }
    }

    /// Where the next `]]>` stands. Kept between calls: many sections without an end before one far end would each look for it.
    fn section_end(&mut self) -> Option<usize> {
        if self.section_end.is_none_or(|end| end < self.at) {
            self.section_end = self.find_once("]]>").map(|end| self.at + end);
        }
        self.section_end
    }

    /// Bytes of a document type with its internal subset, or of another declaration.
    fn document_type_length(&mut self, rest: &str) -> usize {
        const BALANCE: &str = "balanced declaration";
        let searched = self.missing.iter().any(|m| m == BALANCE);
        if let Some(length) = if searched { None } else { balanced_length(rest) } {
            return length;
        }
        if !searched {
            self.missing.push(BALANCE.to_owned());
        }
        // Nothing balances: give up on the declaration only.
        rest.find('>').map_or(rest.len(), |end| end + 1)
    }

    /// Finds `needle` from here on, unless it is known to be missing: what does not follow now never will.
    pub(super) fn find_once(&mut self, needle: &str) -> Option<usize> {
        if self.missing.len() >= MAX_FAILED_SEARCHES || self.missing.iter().any(|m| m == needle) {
            return None;
        }
        let found = self.rest().find(needle);
        if found.is_none() {
            self.missing.push(needle.to_owned());
        }
        found
    }
}
