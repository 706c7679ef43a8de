//! Reads from the tree what feed-rs drops or mixes up: identities, dates as written, every link, Dublin Core, media, hints.

use super::dialect::{Dialect, Outline, is_atom};
use super::document::{Category, Enclosure, Link, Person};
use super::draft::{EntryDraft, FeedDraft};
use super::markup;
use super::namespaces::Vocabulary as V;
use super::repairs::Repairs;
use super::tree::{NodeId, Tree};
use url::Url;

/// Most links, categories, authors or enclosures kept of one entry.
const MAX_LIST: usize = 200;

/// Reads the feed and its first `max_entries` entries; `base` is where the document came from.
pub(super) fn read(tree: &Tree<'_>, outline: &Outline, base: Option<&Url>, max_entries: usize) -> FeedDraft {
    let base = based(tree, outline.root, base.cloned());
    let base = match outline.channel.filter(|channel| *channel != outline.root) {
        Some(channel) => based(tree, channel, base),
        None => base,
    };
    let mut feed = super::channel::read(tree, outline);
    let entries = outline.items.iter().take(max_entries);
    feed.entries = entries.map(|id| entry(tree, *id, outline.dialect, base.clone())).collect();
    feed.base = base;
    feed
}

/// What links below `id` resolve against.
pub(super) fn based(tree: &Tree<'_>, id: NodeId, outer: Option<Url>) -> Option<Url> {
    let Some(stated) = tree.nodes[id].attributes.iter().find(|(name, _)| name == "xml:base") else { return outer };
    match &outer {
        Some(outer_url) => outer_url.join(stated.1.trim()).ok().or(outer),
        None => Url::parse(stated.1.trim()).ok(),
    }
}

/// Drops an entry that the end of the document cut before it said who it is. It would come back whole under another identity:
/// so it must have what its whole neighbours have, and without neighbours everything.
pub(super) fn drop_cut(feed: &mut FeedDraft, repairs: &mut Repairs) {
    let (has_guid, has_link) =
        (|e: &EntryDraft| e.guid.is_some() || e.about.is_some(), |e: &EntryDraft| !e.links.is_empty());
    let whole: Vec<&EntryDraft> = feed.entries.iter().filter(|e| e.whole).collect();
    let wants_guid = whole.is_empty() || whole.iter().any(|e| has_guid(e));
    let wants_link = whole.is_empty() || whole.iter().any(|e| has_link(e));
    let before = feed.entries.len();
    let is_known = |e: &EntryDraft| e.title.is_some() && (has_guid(e) || !wants_guid) && (has_link(e) || !wants_link);
    feed.entries.retain(|e| e.whole || is_known(e));
    if feed.entries.len() < before {
        repairs.note("entry-cut", || "the last entry was cut by the end of the document and not kept".to_owned());
    }
}

fn entry(tree: &Tree<'_>, id: NodeId, dialect: Dialect, base: Option<Url>) -> EntryDraft {
    let mut entry = EntryDraft { whole: tree.nodes[id].closed, base: based(tree, id, base), ..EntryDraft::default() };
    entry.about = tree.attribute(id, "rdf:about").map(str::to_owned);
    entry.guid_is_link = dialect != Dialect::Atom;
    if dialect == Dialect::Sitemap {
        super::sitemap::entry(tree, id, &mut entry);
        return entry;
    }
    let mut dates = Dates::default();
    for (child, node) in tree.children(id) {
        if !node.closed {
            continue;
        }
        let native = node.vocabulary == V::Native || (dialect == Dialect::Atom && is_atom(node.vocabulary));
        let name = node.name.as_ref();
        if native {
            native_child(tree, child, name, dialect, &mut entry, &mut dates);
        } else {
            extension(tree, child, node.vocabulary, name, &mut entry, &mut dates);
        }
    }
    entry.published = dates.published();
    entry.updated = dates.updated;
    entry
}

/// Dates by the trust their element deserves.
#[derive(Default)]
struct Dates {
    native: Vec<String>,
    dublin: Vec<String>,
    created: Vec<String>,
    updated: Vec<String>,
}

impl Dates {
    fn published(&mut self) -> Vec<String> {
        let mut all = std::mem::take(&mut self.native);
        all.append(&mut self.dublin);
        all.append(&mut self.created);
        all
    }
}

fn native_child(tree: &Tree<'_>, id: NodeId, name: &str, dialect: Dialect, entry: &mut EntryDraft, dates: &mut Dates) {
    match name {
        "title" => set(&mut entry.title, || tree.inner(id).and_then(|t| markup::plain(&t))),
        "link" => link(tree, id, entry),
        "guid" | "id" => {
            set(&mut entry.guid, || tree.text(id));
            entry.guid_is_link &= !tree.attribute(id, "ispermalink").is_some_and(|v| v.eq_ignore_ascii_case("false"));
        }
        "description" | "summary" => set(&mut entry.summary, || body(tree, id)),
        "content" | "fulltext" | "full-text" | "body" => set(&mut entry.content, || body(tree, id)),
        "pubdate" | "published" | "issued" => dates.native.extend(tree.text(id)),
        "date" => dates.dublin.extend(tree.text(id)),
        "created" => dates.created.extend(tree.text(id)),
        "updated" | "modified" | "lastbuilddate" => dates.updated.extend(tree.text(id)),
        "author" => push(&mut entry.authors, author(tree, id)),
        "category" => push(&mut entry.categories, category(tree, id, dialect)),
        "enclosure" => push(&mut entry.enclosures, enclosure(tree, id, "length")),
        "image" | "thumbnail" | "img" => set(&mut entry.image, || image(tree, id)),
        _ => {}
    }
}

fn extension(tree: &Tree<'_>, id: NodeId, vocabulary: V, name: &str, entry: &mut EntryDraft, dates: &mut Dates) {
    match (vocabulary, name) {
        (V::Atom, "link") => link(tree, id, entry),
        (V::Atom, "updated" | "modified") => dates.updated.extend(tree.text(id)),
        (V::Atom, "published" | "issued") => dates.native.extend(tree.text(id)),
        (V::Atom, "id") | (V::Dublin, "identifier") => set(&mut entry.about, || tree.text(id)),
        (V::Atom | V::Itunes, "summary") => set(&mut entry.summary, || body(tree, id)),
        (V::Atom, "content") | (V::Content, "encoded") | (V::Html, "body" | "div") => {
            set(&mut entry.content, || body(tree, id));
        }
        (V::Atom | V::Itunes, "author") | (V::Dublin, "creator" | "author") => {
            push(&mut entry.authors, author(tree, id));
        }
        (V::Dublin | V::Atom, "title") => set(&mut entry.title, || tree.inner(id).and_then(|t| markup::plain(&t))),
        (V::Dublin, "description" | "abstract") => set(&mut entry.summary, || body(tree, id)),
        (V::Dublin, "subject") => push(&mut entry.categories, category(tree, id, Dialect::Rss2)),
        (V::Dublin, "date" | "issued" | "available") => dates.dublin.extend(tree.text(id)),
        (V::Dublin, "created") => dates.created.extend(tree.text(id)),
        (V::Dublin, "modified") => dates.updated.extend(tree.text(id)),
        (V::Itunes, "image") => set(&mut entry.image, || image(tree, id)),
        (V::Feedburner, "origlink") => set(&mut entry.original_link, || tree.text(id)),
        (V::Media, _) => media(tree, id, entry),
        _ => {}
    }
}

/// The first value that says anything stays.
fn set(slot: &mut Option<String>, value: impl FnOnce() -> Option<String>) {
    if slot.is_none() {
        *slot = value();
    }
}

fn push<T: PartialEq>(list: &mut Vec<T>, value: Option<T>) {
    if let Some(value) = value
        && list.len() < MAX_LIST
        && !list.contains(&value)
    {
        list.push(value);
    }
}

/// A text that may hold HTML. Atom's XHTML wraps it in a `div` that is not part of it.
pub(super) fn body(tree: &Tree<'_>, id: NodeId) -> Option<String> {
    let kind = tree.attribute(id, "type").unwrap_or_default();
    if kind.eq_ignore_ascii_case("xhtml") {
        let only = tree.children(id).next().filter(|(_, node)| node.name == "div").map(|(id, _)| id);
        return tree.inner(only.unwrap_or(id)).and_then(|t| markup::html(&t));
    }
    tree.inner(id).and_then(|t| markup::html(&t))
}

/// RSS puts the address into the element, Atom into an attribute, and some outlets mix them up.
fn link(tree: &Tree<'_>, id: NodeId, entry: &mut EntryDraft) {
    let stated = tree.attribute(id, "rel").map(str::to_ascii_lowercase);
    let Some(href) = tree.attribute(id, "href").map(str::to_owned).or_else(|| tree.text(id)) else { return };
    let rel = stated.unwrap_or_else(|| "alternate".to_owned());
    let media_type = tree.attribute(id, "type").map(str::to_owned);
    if rel == "enclosure" {
        let length = tree.attribute(id, "length").and_then(|l| l.parse().ok());
        push(&mut entry.enclosures, Some(Enclosure { url: href.clone(), media_type: media_type.clone(), length }));
    }
    push(&mut entry.links, Some(Link { href, rel: Some(rel), media_type }));
}

/// A name, an address or both: `<author><name>…</name></author>`, `a@b.example (name)`, `name <a@b.example>`.
pub(super) fn author(tree: &Tree<'_>, id: NodeId) -> Option<Person> {
    let part = |name: &str| tree.children(id).find(|(_, n)| n.name == name).and_then(|(id, _)| tree.text(id));
    let person = Person {
        name: part("name").and_then(|n| markup::plain(&n)),
        email: part("email"),
        uri: part("uri").or_else(|| part("url")),
    };
    if person != Person::default() {
        return Some(person);
    }
    person_in(&markup::plain(&tree.inner(id)?)?)
}

fn person_in(text: &str) -> Option<Person> {
    let is_address = |word: &&str| word.contains('@') && !word.starts_with('@') && !word.ends_with('@');
    let bare = |word: &str| word.trim_matches(['(', ')', '<', '>', ',', '،', ';', '[', ']']).to_owned();
    let email = text.split_whitespace().find(is_address).map(bare).filter(|e| !e.is_empty());
    let name = match &email {
        Some(email) => text.replace(email.as_str(), " "),
        None => text.to_owned(),
    };
    let name = name.trim().trim_start_matches(['(', '<', '،', ',']).trim_end_matches([')', '>', '،', ',']).trim();
    let name = name.trim_matches(['(', ')', '<', '>']).trim().to_owned();
    let name = if name.is_empty() { None } else { Some(name) };
    (name.is_some() || email.is_some()).then_some(Person { name, email, uri: None })
}

fn category(tree: &Tree<'_>, id: NodeId, dialect: Dialect) -> Option<Category> {
    let text = tree.text(id).and_then(|t| markup::plain(&t));
    let label = tree.attribute(id, "label").and_then(markup::plain);
    let attribute = tree.attribute(id, "term").and_then(markup::plain);
    let scheme = tree.attribute(id, if dialect == Dialect::Atom { "scheme" } else { "domain" }).map(str::to_owned);
    let term = if dialect == Dialect::Atom { attribute.or(text) } else { text.or(attribute) };
    term.or_else(|| label.clone()).map(|term| Category { term, scheme, label })
}

fn enclosure(tree: &Tree<'_>, id: NodeId, length: &str) -> Option<Enclosure> {
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
fn media(tree: &Tree<'_>, id: NodeId, entry: &mut EntryDraft) {
    let mut thumbnails = Vec::new();
    let mut waiting = vec![id];
    while let Some(id) = waiting.pop() {
        let node = &tree.nodes[id];
        match node.name.as_ref() {
            "thumbnail" => thumbnails.extend(tree.attribute(id, "url").map(str::to_owned).or_else(|| tree.text(id))),
            "title" => set(&mut entry.title, || tree.inner(id).and_then(|t| markup::plain(&t))),
            "description" => set(&mut entry.summary, || body(tree, id)),
            "category" | "keywords" => media_terms(tree, id, entry),
            "content" => {
                if let Some(found) = tree.attribute(id, "url").and_then(|_| enclosure(tree, id, "filesize")) {
                    let kind = found.media_type.as_deref().unwrap_or_default();
                    if kind.starts_with("image/") || tree.attribute(id, "medium") == Some("image") {
                        set(&mut entry.image, || Some(found.url.clone()));
                    }
                    push(&mut entry.enclosures, Some(found));
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

fn media_terms(tree: &Tree<'_>, id: NodeId, entry: &mut EntryDraft) {
    if tree.nodes[id].name == "category" {
        push(&mut entry.categories, category(tree, id, Dialect::Rss2));
        return;
    }
    for term in tree.text(id).unwrap_or_default().split([',', '،', ';']) {
        let term = markup::plain(term).map(|term| Category { term, ..Category::default() });
        push(&mut entry.categories, term);
    }
}
