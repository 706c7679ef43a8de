//! Writes a tree out again in the narrow form that feed-rs reads without loss.
//!
//! feed-rs wants known versions and namespace names, text without elements in it, no empty duplicate of a field, no attribute
//! value it does not know, and in RDF an item with a link. It must never see times or durations in foreign digits, which it
//! panics on, nor `xml:base`, which it resolves only in part. Each item carries its number as its GUID (in RDF as its link), so
//! that what feed-rs makes of it is matched with what the tree says, whatever was dropped in between.

use super::dialect::{Dialect, Outline, is_atom};
use super::namespaces::Vocabulary as V;
use super::payload;
use super::tree::{NodeId, Tree, escape};

/// What an item's number is written behind.
pub(super) const MARK: &str = "urn:hasad:entry:";

const NAMESPACES: &str =
    " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"";

/// The document for feed-rs; `None` for a dialect it does not know.
pub(super) fn write(tree: &Tree<'_>, outline: &Outline, max_entries: usize) -> Option<String> {
    let mut out = String::new();
    let (open, close) = match outline.dialect {
        Dialect::Rss2 => (format!("<rss version=\"2.0\"{NAMESPACES}><channel>"), "</channel></rss>"),
        Dialect::Rss0 => (format!("<rss version=\"0.92\"{NAMESPACES}><channel>"), "</channel></rss>"),
        Dialect::Rss1 => (
            format!(
                "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\"{NAMESPACES}>"
            ),
            "</rdf:RDF>",
        ),
        Dialect::Atom => ("<feed xmlns=\"http://www.w3.org/2005/Atom\">".to_owned(), "</feed>"),
        Dialect::Sitemap => return None,
    };
    out.push_str(&open);
    let (channel_open, channel_close) =
        if outline.dialect == Dialect::Rss1 { ("<channel>", "</channel>") } else { ("", "") };
    out.push_str(channel_open);
    if let Some(channel) = outline.channel {
        fields(tree, channel, outline.dialect, &mut out);
    }
    out.push_str(channel_close);
    let (item, mark) = match outline.dialect {
        Dialect::Atom => ("entry", "id"),
        Dialect::Rss1 => ("item", "link"),
        _ => ("item", "guid"),
    };
    for (number, id) in outline.items.iter().take(max_entries).enumerate() {
        out.push_str(&format!("<{item}><{mark}>{MARK}{number}</{mark}>"));
        fields(tree, *id, outline.dialect, &mut out);
        out.push_str(&format!("</{item}>"));
    }
    out.push_str(close);
    Some(out)
}

/// The text fields of a feed or item, each once, the first that says anything.
fn fields(tree: &Tree<'_>, id: NodeId, dialect: Dialect, out: &mut String) {
    let mut written: Vec<&str> = Vec::new();
    for (child, node) in tree.children(id) {
        let Some(name) = field(node.vocabulary, &node.name, dialect).filter(|_| node.closed) else { continue };
        let many = matches!(name, "category" | "dc:creator");
        if !many && written.contains(&name) {
            continue;
        }
        if name == "category" && dialect == Dialect::Atom {
            atom_category(tree, child, out);
            continue;
        }
        let text =
            if matches!(name, "title" | "category") { payload::raw(tree, child) } else { payload::body(tree, child) };
        let Some(text) = text else { continue };
        written.push(name);
        let kind = if dialect == Dialect::Atom && name != "title" { " type=\"html\"" } else { "" };
        out.push_str(&format!("<{name}{kind}>"));
        escape(&text, out);
        out.push_str(&format!("</{name}>"));
    }
}

/// The element feed-rs knows a field under, for the fields it reads well.
fn field(vocabulary: V, name: &str, dialect: Dialect) -> Option<&'static str> {
    if dialect == Dialect::Atom {
        return match name {
            _ if !is_atom(vocabulary) => None,
            "title" => Some("title"),
            "summary" => Some("summary"),
            "subtitle" | "tagline" => Some("subtitle"),
            "content" => Some("content"),
            "category" => Some("category"),
            _ => None,
        };
    }
    match (vocabulary, name) {
        (V::Native, "title") => Some("title"),
        (V::Native, "description") => Some("description"),
        (V::Native, "category") => Some("category"),
        (V::Native, "language") => Some("language"),
        (V::Content, "encoded") => Some("content:encoded"),
        (V::Dublin, "creator") => Some("dc:creator"),
        _ => None,
    }
}

fn atom_category(tree: &Tree<'_>, id: NodeId, out: &mut String) {
    let Some(term) = tree.attribute(id, "term") else { return };
    out.push_str("<category");
    for (name, value) in
        [("term", Some(term)), ("scheme", tree.attribute(id, "scheme")), ("label", tree.attribute(id, "label"))]
    {
        if let Some(value) = value {
            out.push_str(&format!(" {name}=\""));
            escape(value, out);
            out.push('"');
        }
    }
    out.push_str("/>");
}
