//! News sitemaps: `urlset` with `news:news`, which live on where an outlet's RSS is frozen.

use super::document::{Category, Link};
use super::draft::EntryDraft;
use super::markup;
use super::tree::{NodeId, Tree};

/// Reads one `url` element.
pub(super) fn entry(tree: &Tree<'_>, id: NodeId, entry: &mut EntryDraft) {
    for (child, node) in tree.children(id) {
        match node.name.as_ref() {
            "loc" => entry.links.extend(address(tree, child)),
            "lastmod" => entry.updated.extend(tree.text(child)),
            "image" => {
                let location = tree.children(child).find(|(_, n)| n.name == "loc").map(|(id, _)| id);
                entry.image = entry.image.take().or_else(|| location.and_then(|id| tree.text(id)));
            }
            "news" => news(tree, child, entry),
            _ => {}
        }
    }
}

fn address(tree: &Tree<'_>, id: NodeId) -> Option<Link> {
    tree.text(id).map(|href| Link { href, rel: Some("alternate".to_owned()), media_type: None })
}

fn news(tree: &Tree<'_>, id: NodeId, entry: &mut EntryDraft) {
    for (child, node) in tree.children(id) {
        match node.name.as_ref() {
            "title" => entry.title = tree.inner(child).and_then(|t| markup::plain(&t)),
            "publication_date" => entry.published.extend(tree.text(child)),
            "keywords" => {
                let text = tree.text(child).unwrap_or_default();
                let terms = text.split([',', '،']).filter_map(markup::plain).take(100);
                entry.categories.extend(terms.map(|term| Category { term, ..Category::default() }));
            }
            _ => {}
        }
    }
}
