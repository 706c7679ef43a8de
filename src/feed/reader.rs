//! The forgiving reader: builds a tree out of whatever text an outlet calls XML, and notes every repair.
//!
//! It is a single pass over the text. What would send it back over the same bytes again and again (an end that never comes)
//! is searched for once and remembered as missing. Depth, attributes and elements are bounded, so that no document can make it
//! or those who walk its tree use much stack or memory. Of a document type only plain entities are
//! read (`declared`).

use super::entities::{self, Reference};
use super::namespaces::Vocabulary;
use super::repairs::{Repairs, quoted};
use super::tag::{is_name_start, scan_attributes, tag_name};
use super::tree::{Child, Node, NodeId, Tree, is_void};
use declared::Declared;
use std::borrow::Cow;

mod declarations;
mod declared;
#[cfg(test)]
mod tests;

/// Deepest nesting kept; elements below are read over, their text kept.
pub(super) const MAX_DEPTH: usize = 200;

/// Most elements kept; a feed of 2,000 full entries with markup inside needs a third of it.
const MAX_NODES: usize = 120_000;

/// Most namespace declarations in force at once.
const MAX_BINDINGS: usize = 256;

/// How many different searches for a missing end are made before none is made any more.
const MAX_FAILED_SEARCHES: usize = 16;

/// Elements that hold only text, and so end where one of [`CLOSERS`] begins.
const LEAVES: [&str; 8] = ["title", "link", "guid", "pubdate", "category", "id", "updated", "published"];

/// Elements of an item or channel that never stand inside a leaf.
const CLOSERS: [&str; 20] = [
    "title",
    "link",
    "guid",
    "pubdate",
    "category",
    "id",
    "updated",
    "published",
    "description",
    "summary",
    "content",
    "author",
    "comments",
    "enclosure",
    "item",
    "entry",
    "dc:date",
    "dc:creator",
    "content:encoded",
    "media:content",
];

struct Open<'a> {
    node: NodeId,
    name: Cow<'a, str>,
    bindings: usize,
    default: Option<Vocabulary>,
}

struct Reader<'a, 'r> {
    text: &'a str,
    at: usize,
    tree: Tree<'a>,
    stack: Vec<Open<'a>>,
    bindings: Vec<(&'a str, Vocabulary)>,
    default: Option<Vocabulary>,
    overflow: usize,
    section_end: Option<usize>,
    declared: Declared<'a>,
    missing: Vec<String>,
    repairs: &'r mut Repairs,
}

/// Reads `text`, which must be free of control characters, to the end.
pub(super) fn read<'a>(text: &'a str, repairs: &mut Repairs) -> Tree<'a> {
    let mut reader = Reader {
        text,
        at: 0,
        tree: Tree::default(),
        stack: Vec::new(),
        bindings: Vec::new(),
        default: None,
        overflow: 0,
        section_end: None,
        declared: Declared::default(),
        missing: Vec::new(),
        repairs,
    };
    while reader.at < text.len() {
        reader.step();
    }
    reader.finish();
    reader.tree
}

impl<'a> Reader<'a, '_> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn step(&mut self) {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        if bytes.first() != Some(&b'<') {
            let end = rest.find('<').unwrap_or(rest.len());
            self.at += end;
            self.character_data(&rest[..end]);
            return;
        }
        match bytes.get(1) {
            Some(b'/') if bytes.get(2).is_some_and(|b| is_name_start(*b)) => self.end_tag(rest),
            Some(b'!') => self.declaration(rest),
            Some(b'?') => {
                let end = self.find_once("?>").map(|e| e + 2).or_else(|| rest.find('>').map(|e| e + 1));
                self.at += end.unwrap_or(rest.len());
            }
            Some(b) if is_name_start(*b) => self.start_tag(rest),
            _ => {
                self.repairs.note("bare-less-than", || format!("a < that starts no tag before {}", quoted(head(rest))));
                let end = rest[1..].find('<').map_or(rest.len(), |e| e + 1);
                self.at += end;
                self.character_data(&rest[..end]);
            }
        }
    }

    fn character_data(&mut self, raw: &'a str) {
        let Some(open) = self.stack.last() else {
            if self.tree.nodes.is_empty() && !raw.trim().is_empty() {
                self.repairs.note("junk-before-root", || format!("text before the first element: {}", quoted(raw)));
            }
            return;
        };
        if is_frame(&open.name) && raw.trim().is_empty() {
            return;
        }
        let (mut bare, mut html) = (0, 0);
        let count = |reference: Option<Reference>| match reference {
            None => bare += 1,
            Some(Reference::Html(_)) => html += 1,
            Some(_) => {}
        };
        let text = match self.declared.expand(raw) {
            Cow::Borrowed(text) => entities::resolve(text, count),
            Cow::Owned(text) => Cow::Owned(entities::resolve(&text, count).into_owned()),
        };
        if bare > 0 {
            self.repairs.note("bare-ampersand", || format!("an & that starts no reference in {}", quoted(raw)));
        }
        if html > 0 {
            self.repairs.note("html-entity", || format!("an entity that only HTML knows in {}", quoted(raw)));
        }
        self.push_text(text);
    }

    /// Pieces that meet become one: nine million of a broken document would take 300 MB.
    fn push_text(&mut self, text: Cow<'a, str>) {
        let Some(open) = self.stack.last().filter(|_| !text.is_empty()) else { return };
        match self.tree.nodes[open.node].children.last_mut() {
            Some(Child::Text(before)) => before.to_mut().push_str(&text),
            _ => self.tree.nodes[open.node].children.push(Child::Text(text)),
        }
    }

    fn end_tag(&mut self, rest: &'a str) {
        let name = tag_name(&rest[2..]);
        let after = &rest[2 + name.len()..];
        // An end tag that never closes must not eat the tag behind it.
        let close = after.find(['>', '<']);
        self.at += 2 + name.len() + close.map_or(after.len(), |end| end + usize::from(after.as_bytes()[end] == b'>'));
        let name = lower(name);
        if self.overflow > 0 && !is_item(&name) {
            self.overflow -= 1;
            return;
        }
        let Some(depth) = self.stack.iter().rposition(|open| open.name == name) else {
            if !is_void(&name) {
                self.repairs.note("tag-stray", || format!("an end tag that closes nothing: </{}>", quoted(&name)));
            }
            return;
        };
        self.overflow = 0;
        while self.stack.len() > depth + 1 {
            self.note_unclosed();
            self.pop(true);
        }
        self.pop(true);
    }

    fn note_unclosed(&mut self) {
        if let Some(open) = self.stack.last() {
            let name = open.name.clone();
            self.repairs.note("tag-unclosed", || format!("an element without an end tag: <{name}>"));
        }
    }

    fn pop(&mut self, closed: bool) {
        if let Some(open) = self.stack.pop() {
            self.tree.nodes[open.node].closed = closed;
            self.bindings.truncate(open.bindings);
            self.default = open.default;
        }
    }

    fn start_tag(&mut self, rest: &'a str) {
        let name = tag_name(&rest[1..]);
        let Some(tag) = scan_attributes(rest, 1 + name.len()) else {
            // The document ends inside the tag.
            self.at = self.text.len();
            return;
        };
        self.at += tag.length;
        if tag.broken {
            self.repairs.note("tag-broken", || format!("a tag that is not well formed: {}", quoted(head(rest))));
        }
        let name = lower(name);
        self.close_implied(&name);
        if self.stack.len() >= MAX_DEPTH {
            self.repairs.note("depth-limited", || format!("elements nested deeper than {MAX_DEPTH} levels"));
            self.overflow += usize::from(!tag.empty && !is_void(&name));
            return;
        }
        if self.tree.nodes.len() >= MAX_NODES {
            self.repairs.note("elements-limited", || format!("more than {MAX_NODES} elements; the rest was not read"));
            self.at = self.text.len();
            return;
        }
        self.open(name, tag.attributes, tag.empty);
    }

    /// Ends what must have ended before an element of this name.
    fn close_implied(&mut self, name: &str) {
        if is_item(name)
            && let Some(depth) = self.stack.iter().rposition(|open| open.name == name)
        {
            while self.stack.len() > depth {
                self.note_unclosed();
                self.pop(true);
            }
        }
        let in_leaf = self.stack.last().is_some_and(|open| LEAVES.contains(&open.name.as_ref()));
        if in_leaf && CLOSERS.contains(&name) {
            self.note_unclosed();
            self.pop(true);
        }
    }

    fn open(&mut self, name: Cow<'a, str>, attributes: Vec<(&'a str, &'a str)>, empty: bool) {
        let (bindings, default) = (self.bindings.len(), self.default);
        let is_root = self.stack.is_empty();
        for (attribute, value) in &attributes {
            if *attribute == "xmlns" {
                // The default namespace of an RSS root is a mistake that changes nothing, and so is a misspelt one of any root.
                let vocabulary = Vocabulary::by_name(value);
                let mistaken = is_root && (name == "rss" || vocabulary == Vocabulary::Other);
                self.default = Some(if mistaken { Vocabulary::Native } else { vocabulary });
            } else if let Some(prefix) = attribute.strip_prefix("xmlns:")
                && self.bindings.len() < MAX_BINDINGS
            {
                self.bindings.push((prefix, Vocabulary::by_name(value)));
            }
        }
        let vocabulary = self.vocabulary(&name);
        let local = local_name(name.clone());
        let attributes = attributes.into_iter().map(|(n, v)| (lower(n), self.attribute_value(v))).collect();
        let node = self.tree.nodes.len();
        let is_empty = empty || (is_void(&local) && vocabulary != Vocabulary::Media);
        self.tree.nodes.push(Node { vocabulary, name: local, attributes, children: Vec::new(), closed: is_empty });
        if let Some(parent) = self.stack.last() {
            self.tree.nodes[parent.node].children.push(Child::Element(node));
        }
        self.stack.push(Open { node, name, bindings, default });
        if is_empty {
            self.pop(true);
        }
    }

    fn attribute_value(&mut self, raw: &'a str) -> Cow<'a, str> {
        match self.declared.expand(raw) {
            Cow::Borrowed(value) => entities::resolve(value, |_| {}),
            Cow::Owned(value) => Cow::Owned(entities::resolve(&value, |_| {}).into_owned()),
        }
    }

    fn vocabulary(&mut self, name: &str) -> Vocabulary {
        let Some((prefix, _)) = name.split_once(':') else { return self.default.unwrap_or(Vocabulary::Native) };
        let bound = self.bindings.iter().rev().find(|(p, _)| p.eq_ignore_ascii_case(prefix));
        match bound {
            // Where the name is misspelt, everybody's prefix still tells.
            Some((prefix, Vocabulary::Other)) => Vocabulary::by_prefix(prefix),
            Some((_, vocabulary)) => *vocabulary,
            None => {
                self.repairs.note("prefix-undeclared", || {
                    format!("a namespace prefix that nothing declares: {}", quoted(prefix))
                });
                Vocabulary::by_prefix(prefix)
            }
        }
    }

    fn finish(&mut self) {
        if self.stack.is_empty() {
            return;
        }
        let inside = self.stack.last().map(|open| open.name.clone()).unwrap_or_default();
        self.repairs.note("truncated", || format!("the document ends inside <{inside}>"));
        while !self.stack.is_empty() {
            self.pop(false);
        }
    }
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|b| b.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

fn local_name(name: Cow<'_, str>) -> Cow<'_, str> {
    match name {
        Cow::Borrowed(name) => Cow::Borrowed(name.rsplit_once(':').map_or(name, |(_, local)| local)),
        Cow::Owned(name) => Cow::Owned(name.rsplit_once(':').map(|(_, local)| local.to_owned()).unwrap_or(name)),
    }
}

/// Elements that a missing end tag must not let swallow their like.
fn is_item(name: &str) -> bool {
    matches!(name, "item" | "entry" | "rss:item" | "atom:entry")
}

/// Elements in which blanks mean nothing.
fn is_frame(name: &str) -> bool {
    matches!(name, "rss" | "channel" | "item" | "feed" | "entry" | "rdf:rdf" | "image" | "urlset" | "url")
}

fn head(text: &str) -> &str {
    let end = text.char_indices().nth(120).map_or(text.len(), |(at, _)| at);
    &text[..end]
}
