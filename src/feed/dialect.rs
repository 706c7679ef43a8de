//! Which kind of feed a tree is, and where its items are.

use super::namespaces::Vocabulary;
use super::tree::{Child, NodeId, Tree};

/// A family of feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// RSS 2.0 and everything that calls itself so.
    Rss2,
    /// RSS 0.91 to 0.94.
    Rss0,
    /// RSS 0.90 and 1.0, in RDF.
    Rss1,
    /// Atom 0.3 and 1.0.
    Atom,
    /// A news sitemap: `urlset` with `news:news`.
    Sitemap,
}

impl Dialect {
    /// The name in the published form.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Rss2 => "rss2",
            Self::Rss0 => "rss0",
            Self::Rss1 => "rss1",
            Self::Atom => "atom",
            Self::Sitemap => "sitemap",
        }
    }
}

/// Where things are.
#[derive(Debug)]
pub(super) struct Outline {
    pub(super) dialect: Dialect,
    pub(super) root: NodeId,
    /// The element with the feed's own title and links; none around a lone Atom entry.
    pub(super) channel: Option<NodeId>,
    /// Items in document order, wherever they stand.
    pub(super) items: Vec<NodeId>,
}

/// Finds the feed in a tree: its root may stand below other elements, as in a page around it.
pub(super) fn outline(tree: &Tree<'_>) -> Option<Outline> {
    let (root, dialect) = tree.nodes.iter().enumerate().find_map(|(id, node)| {
        let dialect = match node.name.as_ref() {
            "rss" => rss_version(tree, id),
            "rdf" => Dialect::Rss1,
            "channel" if node.vocabulary == Vocabulary::Native => Dialect::Rss2,
            "feed" | "entry" if is_atom(node.vocabulary) => Dialect::Atom,
            "urlset" => Dialect::Sitemap,
            _ => return None,
        };
        Some((id, dialect))
    })?;
    let channel = match dialect {
        Dialect::Atom => (tree.nodes[root].name == "feed").then_some(root),
        _ => tree.child(root, Vocabulary::Native, "channel").or(Some(root)),
    };
    Some(Outline { dialect, root, channel, items: items(tree, root, dialect) })
}

/// Whether unmarked elements below count as Atom's.
pub(super) fn is_atom(vocabulary: Vocabulary) -> bool {
    matches!(vocabulary, Vocabulary::Native | Vocabulary::Atom | Vocabulary::Other)
}

fn rss_version(tree: &Tree<'_>, root: NodeId) -> Dialect {
    match tree.attribute(root, "version") {
        Some(version) if version.starts_with("0.") => Dialect::Rss0,
        _ => Dialect::Rss2,
    }
}

fn items(tree: &Tree<'_>, root: NodeId, dialect: Dialect) -> Vec<NodeId> {
    // Some outlets mix the families up.
    let is_item = |name: &str| match dialect {
        Dialect::Sitemap => name == "url",
        _ => matches!(name, "item" | "entry"),
    };
    let mut found = Vec::new();
    let mut waiting = vec![root];
    while let Some(id) = waiting.pop() {
        let node = &tree.nodes[id];
        if is_item(&node.name) && !matches!(node.vocabulary, Vocabulary::Media | Vocabulary::Itunes) {
            found.push(id);
            continue;
        }
        waiting.extend(node.children.iter().rev().filter_map(|child| match child {
            Child::Element(id) => Some(*id),
            Child::Text(_) => None,
        }));
    }
    found
}
