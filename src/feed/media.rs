//! Attached files and pictures: enclosures, Media RSS, images of podcasts and of items.

use super::dialect::Dialect;
use super::document::{Category, Enclosure};
use super::draft::EntryDraft;
use super::namespaces::Vocabulary as V;
use super::payload;
use super::supplement::{Found, category, push, set, terms};
use super::tree::{NodeId, Tree};

/// Vocabulary of `media:category` where none is stated, by the definition of Media RSS.
const DEFAULT_SCHEME: &str = "http://search.yahoo.com/mrss/category_schema";

/// `enclosure` and its like; `length` names the attribute with the size.
pub(super) fn enclosure(tree: &Tree<'_>, id: NodeId, length: &str) -> Option<Enclosure> {
    let url = tree
        .attribute(id, "url")
        .or_else(|| tree.attribute(id, "href"))
        .map(str::to_owned)
        .or_else(|| tree.text(id))?;
    let media_type = tree.attribute(id, "type").map(str::to_owned);
    Some(Enclosure { url, media_type, length: tree.attribute(id, length).and_then(|l| l.parse().ok()) })
}

/// `<image>url</image>`, `<image><url>…</url></image>`, `<image href="…"/>`.
pub(super) fn image(tree: &Tree<'_>, id: NodeId) -> Option<String> {
    let child =
        tree.children(id).find(|(_, n)| matches!(n.name.as_ref(), "url" | "link")).and_then(|(id, _)| tree.text(id));
    let attribute = ["href", "url", "src", "rdf:resource"].iter().find_map(|name| tree.attribute(id, name));
    let text = || tree.text(id).filter(|t| !t.contains(char::is_whitespace));
    child.or_else(|| attribute.map(str::to_owned)).or_else(text)
}

/// `media:content` and `media:thumbnail`, alone or in a group.
pub(super) fn media(tree: &Tree<'_>, id: NodeId, entry: &mut EntryDraft, found: &mut Found) {
    let mut thumbnails = Vec::new();
    let mut waiting = vec![id];
    while let Some(id) = waiting.pop() {
        let node = &tree.nodes[id];
        match node.name.as_ref() {
            "thumbnail" => thumbnails.extend(tree.attribute(id, "url").map(str::to_owned).or_else(|| tree.text(id))),
            "title" => set(&mut found.media_title, || payload::title(tree, id)),
            "description" => set(&mut found.media_summary, || payload::body(tree, id)),
            "category" => {
                let found = category(tree, id, Dialect::Rss2);
                let scheme = |stated: Option<String>| stated.or_else(|| Some(DEFAULT_SCHEME.to_owned()));
                push(&mut entry.categories, found.map(|c| Category { scheme: scheme(c.scheme), ..c }));
            }
            "keywords" => terms(tree, id, entry),
            "content" => {
                if let Some(file) = tree.attribute(id, "url").and_then(|_| enclosure(tree, id, "filesize")) {
                    if is_picture(tree, id) {
                        set(&mut entry.image, || Some(file.url.clone()));
                    }
                    push(&mut entry.enclosures, Some(file));
                }
            }
            _ => {}
        }
        let mut inner: Vec<NodeId> =
            tree.children(id).filter(|(_, n)| n.vocabulary == V::Media).map(|(id, _)| id).collect();
        inner.reverse();
        waiting.append(&mut inner);
    }
    set(&mut entry.image, || thumbnails.into_iter().next());
}

/// Whether a `media:content` is a picture.
pub(super) fn is_picture(tree: &Tree<'_>, id: NodeId) -> bool {
    let is_image = |name: &str| tree.attribute(id, name).is_some_and(|value| value.starts_with("image"));
    is_image("type") || is_image("medium")
}
