//! Entities a document declares itself: plain ones are expanded, within limits; nested, parameter and external ones never.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// Most declarations kept.
const MAX_ENTITIES: usize = 128;

/// Longest replacement kept, in bytes.
const MAX_VALUE: usize = 1_024;

/// Most bytes all expansions of one document may add.
const MAX_EXPANSION: usize = 1_024 * 1_024;

/// Longest name, in bytes.
const MAX_NAME: usize = 64;

/// What a document type declares, by name.
#[derive(Debug, Default)]
pub(super) struct Declared<'a> {
    values: BTreeMap<&'a str, &'a str>,
    spent: usize,
}

impl<'a> Declared<'a> {
    /// Reads the declarations of a document type, `<!DOCTYPE` to `>`; how many of them are usable.
    pub(super) fn read(&mut self, document_type: &'a str) -> usize {
        let parts = document_type.split("<!ENTITY").skip(1).take(MAX_ENTITIES);
        for (name, value) in parts.filter_map(declaration) {
            // The first declaration of a name counts, as in XML.
            self.values.entry(name).or_insert(value);
        }
        self.values.len()
    }

    /// `text` with the references to declared entities replaced; what is beyond the limits stays as written.
    pub(super) fn expand<'t>(&mut self, text: &'t str) -> Cow<'t, str> {
        if self.values.is_empty() || !text.contains('&') {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('&') {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let end = rest.bytes().take(MAX_NAME).position(|b| b == b';').filter(|end| rest.is_char_boundary(*end));
            let value = end.and_then(|end| self.values.get(&rest[1..end]).map(|value| (*value, end)));
            match value.filter(|(value, _)| self.spent + value.len() <= MAX_EXPANSION) {
                Some((value, end)) => {
                    self.spent += value.len();
                    out.push_str(value);
                    rest = &rest[end + 1..];
                }
                None => {
                    out.push('&');
                    rest = &rest[1..];
                }
            }
        }
        out.push_str(rest);
        Cow::Owned(out)
    }
}

/// `name "value"` behind `<!ENTITY`. A value with references of its own, other than numbers, is not taken.
fn declaration(text: &str) -> Option<(&str, &str)> {
    let text = text.strip_prefix(|c: char| c.is_ascii_whitespace())?.trim_start();
    let name_end = text.find(|c: char| c.is_ascii_whitespace())?;
    let (name, rest) = text.split_at(name_end);
    let predefined = matches!(name, "amp" | "lt" | "gt" | "quot" | "apos");
    let is_name = name.len() <= MAX_NAME && name.chars().all(|c| c.is_alphanumeric() || "-_.:".contains(c));
    let rest = rest.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let value = &rest[1..];
    let value = &value[..value.find(quote)?];
    let nested = value.match_indices('&').any(|(at, _)| !value[at..].starts_with("&#")) || value.contains('%');
    (is_name && !predefined && !nested && value.len() <= MAX_VALUE).then_some((name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(subset: &str) -> Declared<'_> {
        let mut declared = Declared::default();
        declared.read(subset);
        declared
    }

    #[test]
    fn plain_declarations_are_expanded_once() {
        let mut entities =
            declared("<!DOCTYPE rss [ <!ENTITY site \"https://marsad.example\"> <!ENTITY dash '&#8212;'> ]>");
        assert_eq!(
            entities.expand("&site;/1 &dash; & &nbsp; &اسم;"),
            "https://marsad.example/1 &#8212; & &nbsp; &اسم;"
        );
    }

    #[test]
    fn nested_external_and_parameter_ones_are_not() {
        let mut entities = declared(
            "<!DOCTYPE rss [<!ENTITY a \"خبر\"><!ENTITY b \"&a;&a;\"><!ENTITY f SYSTEM \"file:///etc/passwd\">\
             <!ENTITY % p \"x\"><!ENTITY lt \"y\"><!ENTITY",
        );
        assert_eq!(entities.expand("&a;|&b;|&f;|&p;|&lt;"), "خبر|&b;|&f;|&p;|&lt;");
    }

    #[test]
    fn expansion_is_bounded() {
        let subset = format!("<!DOCTYPE rss [<!ENTITY a \"{}\">]>", "س".repeat(500));
        let mut entities = declared(&subset);
        assert!(entities.expand(&"&a;".repeat(200_000)).len() < 2 * MAX_EXPANSION);
    }
}
