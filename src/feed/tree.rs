//! A feed as a tree of elements: what the forgiving reader builds, and the few questions asked of it.

use super::namespaces::Vocabulary;
use std::borrow::Cow;
use std::fmt::Write as _;

/// Index of an element in its tree.
pub(super) type NodeId = usize;

/// An element or a run of text, references resolved.
#[derive(Debug)]
pub(super) enum Child<'a> {
    Element(NodeId),
    Text(Cow<'a, str>),
}

/// An element; names are in lower case.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub(super) vocabulary: Vocabulary,
    /// Name without prefix.
    pub(super) name: Cow<'a, str>,
    /// Names keep their prefix (`rdf:about`, `xml:base`).
    pub(super) attributes: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    pub(super) children: Vec<Child<'a>>,
    /// Whether the document went on after it; what the end of the document cut is not.
    pub(super) closed: bool,
}

/// The elements of a document in document order.
#[derive(Debug, Default)]
pub(super) struct Tree<'a> {
    pub(super) nodes: Vec<Node<'a>>,
}

impl<'a> Tree<'a> {
    /// Child elements in order.
    pub(super) fn children(&self, id: NodeId) -> impl Iterator<Item = (NodeId, &Node<'a>)> {
        self.nodes[id].children.iter().filter_map(|child| match child {
            Child::Element(id) => Some((*id, &self.nodes[*id])),
            Child::Text(_) => None,
        })
    }

    /// The first child of that kind.
    pub(super) fn child(&self, id: NodeId, vocabulary: Vocabulary, name: &str) -> Option<NodeId> {
        self.children(id).find(|(_, n)| n.vocabulary == vocabulary && n.name == name).map(|(id, _)| id)
    }

    /// An attribute by its name as written, in lower case; an unprefixed name also finds a prefixed attribute.
    pub(super) fn attribute(&self, id: NodeId, name: &str) -> Option<&str> {
        let attributes = &self.nodes[id].attributes;
        let exact = attributes.iter().find(|(n, _)| n == name);
        let loose = || attributes.iter().find(|(n, _)| n.rsplit_once(':').is_some_and(|(_, local)| local == name));
        exact.or_else(loose).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// All text below an element; `None` when there is none but blanks.
    pub(super) fn text(&self, id: NodeId) -> Option<String> {
        let mut out = String::new();
        self.push_text(id, &mut out);
        let trimmed = out.trim();
        if trimmed.is_empty() { None } else { Some(trimmed.to_owned()) }
    }

    fn push_text(&self, id: NodeId, out: &mut String) {
        for child in &self.nodes[id].children {
            match child {
                Child::Text(text) => out.push_str(text),
                // As deep as the reader lets a tree be, which is little.
                Child::Element(id) => self.push_text(*id, out),
            }
        }
    }

    /// What is below an element, as markup: text as it is when there are no elements, else the elements written out again.
    pub(super) fn inner(&self, id: NodeId) -> Option<String> {
        if self.children(id).next().is_none() {
            return self.text(id);
        }
        let mut out = String::new();
        self.push_inner(id, &mut out);
        let trimmed = out.trim();
        if trimmed.is_empty() { None } else { Some(trimmed.to_owned()) }
    }

    fn push_inner(&self, id: NodeId, out: &mut String) {
        for child in &self.nodes[id].children {
            match child {
                Child::Text(text) => escape(text, out),
                Child::Element(id) => {
                    let node = &self.nodes[*id];
                    // Writing to a string cannot fail.
                    let _ = write!(out, "<{}", node.name);
                    for (name, value) in node.attributes.iter().filter(|(name, _)| !name.starts_with("xmlns")) {
                        let _ = write!(out, " {name}=\"");
                        escape(value, out);
                        out.push('"');
                    }
                    out.push('>');
                    if !is_void(&node.name) {
                        self.push_inner(*id, out);
                        let _ = write!(out, "</{}>", node.name);
                    }
                }
            }
        }
    }
}

/// Elements of HTML that never have an end tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(name, "br" | "hr" | "img" | "input" | "wbr" | "meta" | "col" | "embed" | "param")
}

/// Appends `text` as character data that any XML reader takes back.
pub(super) fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(c),
        }
    }
}
