//! Reads from the tree what feed-rs drops or mixes up: identities, dates as written, every link, Dublin Core, media, hints.

use super::dialect::{Dialect, Outline, is_atom};
use super::document::{Category, Enclosure, Link};
use super::draft::{EntryDraft, FeedDraft};
use super::markup;
use super::media::{enclosure, image, media};
use super::namespaces::Vocabulary as V;
use super::payload::{body, title};
use super::people::{author, authors_of};
use super::repairs::Repairs;
use super::tree::{Child, NodeId, Tree};
use crate::article::url::MAX_URL_BYTES;
use std::borrow::Cow;
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
    let owners = match outline.channel.filter(|_| outline.dialect == Dialect::Atom) {
        Some(channel) => authors_of(tree, channel),
        None => Vec::new(),
    };
    let entries = outline.items.iter().take(max_entries);
    feed.entries = entries.map(|id| entry(tree, *id, outline.dialect, base.clone())).collect();
    // An Atom entry without an author is by that of its feed.
    for entry in feed.entries.iter_mut().filter(|e| e.authors.is_empty()) {
        entry.authors.clone_from(&owners);
    }
    feed.base = base;
    feed
}

/// What links below `id` resolve against.
pub(super) fn based(tree: &Tree<'_>, id: NodeId, outer: Option<Url>) -> Option<Url> {
    // Each entry keeps a copy, so that a long one would cost its length thousands of times.
    let is_base = |(name, value): &&(Cow<'_, str>, Cow<'_, str>)| name == "xml:base" && value.len() <= MAX_URL_BYTES;
    let Some(stated) = tree.nodes[id].attributes.iter().find(is_base) else { return outer };
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
    entry.says_something = says_something(tree, id);
    entry.about = tree.attribute(id, "rdf:about").map(str::to_owned);
    entry.guid_is_link = true;
    if dialect == Dialect::Sitemap {
        super::sitemap::entry(tree, id, &mut entry);
        return entry;
    }
    let mut found = Found::default();
    for (child, node) in tree.children(id) {
        if !node.closed {
            continue;
        }
        let native = node.vocabulary == V::Native || (dialect == Dialect::Atom && is_atom(node.vocabulary));
        let name = node.name.as_ref();
        if native {
            native_child(tree, child, name, dialect, &mut entry, &mut found);
        } else {
            extension(tree, child, node.vocabulary, name, &mut entry, &mut found);
        }
    }
    channel_definition(tree, id, &mut entry, &mut found);
    if dialect == Dialect::Atom
        && entry.authors.is_empty()
        && let Some((source, _)) = tree.children(id).find(|(_, n)| n.name == "source")
    {
        entry.authors = authors_of(tree, source);
    }
    found.settle(&mut entry);
    entry
}

/// CDF, the channel definition format, has the address and the date of an item in attributes.
fn channel_definition(tree: &Tree<'_>, id: NodeId, entry: &mut EntryDraft, found: &mut Found) {
    if entry.links.is_empty()
        && let Some(href) = tree.attribute(id, "href")
    {
        let link = Link { href: href.to_owned(), rel: Some("alternate".to_owned()), media_type: None };
        entry.links.push(link);
    }
    found.updated.extend(tree.attribute(id, "lastmod").map(str::to_owned));
}

/// Whether there is any text or attribute in an item at all.
fn says_something(tree: &Tree<'_>, id: NodeId) -> bool {
    let mut waiting = vec![id];
    while let Some(id) = waiting.pop() {
        let node = &tree.nodes[id];
        if node.attributes.iter().any(|(name, value)| !name.starts_with("xmlns") && !value.trim().is_empty()) {
            return true;
        }
        for child in &node.children {
            match child {
                Child::Text(text) if !text.trim().is_empty() => return true,
                Child::Text(_) => {}
                Child::Element(id) => waiting.push(*id),
            }
        }
    }
    false
}

/// What was found of an entry, by the trust its element deserves.
#[derive(Default)]
pub(super) struct Found {
    native: Vec<String>,
    /// What Atom 0.3 called the publication.
    issued: Vec<String>,
    dublin: Vec<String>,
    created: Vec<String>,
    updated: Vec<String>,
    /// Titles of Dublin Core and of Atom inside RSS.
    other_title: Option<String>,
    pub(super) media_title: Option<String>,
    /// A second summary in the feed's own vocabulary: the longer text of outlets that do not know `content:encoded`.
    second_summary: Option<String>,
    other_summary: Option<String>,
    pub(super) media_summary: Option<String>,
}

impl Found {
    fn settle(self, entry: &mut EntryDraft) {
        entry.updated = self.updated;
        if entry.updated.is_empty() && self.native.is_empty() && self.issued.is_empty() {
            // A date of unknown meaning is as much of a change as of a publication.
            entry.updated.clone_from(&self.dublin);
        }
        entry.published = [self.native, self.issued, self.dublin, self.created].concat();
        entry.title = entry.title.take().or(self.other_title).or(self.media_title);
        entry.summary = entry.summary.take().or(self.other_summary).or(self.media_summary);
        entry.content = entry.content.take().or(self.second_summary);
    }

    fn summary(&mut self, text: Option<String>, entry: &mut EntryDraft) {
        match (&entry.summary, text) {
            (None, text) => entry.summary = text,
            (Some(first), Some(second)) if *first != second => set(&mut self.second_summary, || Some(second)),
            _ => {}
        }
    }
}

fn native_child(tree: &Tree<'_>, id: NodeId, name: &str, dialect: Dialect, entry: &mut EntryDraft, found: &mut Found) {
    match name {
        "title" => set(&mut entry.title, || title(tree, id)),
        "link" => link(tree, id, entry),
        "guid" | "id" => {
            set(&mut entry.guid, || tree.text(id));
            let permanent = tree.attribute(id, "ispermalink").map(|v| v.eq_ignore_ascii_case("false"));
            entry.guid_is_link &= permanent != Some(true);
            entry.guid_is_relative_link = permanent == Some(false);
        }
        "description" | "summary" | "abstract" => found.summary(body_at(tree, id, entry), entry),
        "content" | "fulltext" | "full-text" | "fullitem" | "body" if entry.content.is_none() => {
            entry.content = body_at(tree, id, entry);
        }
        "pubdate" | "published" => found.native.extend(tree.text(id)),
        "issued" => found.issued.extend(tree.text(id)),
        "date" => found.dublin.extend(tree.text(id)),
        "created" => found.created.extend(tree.text(id)),
        "updated" | "modified" | "lastbuilddate" => found.updated.extend(tree.text(id)),
        "author" => push(&mut entry.authors, author(tree, id)),
        "category" => push(&mut entry.categories, category(tree, id, dialect)),
        "tags" | "keywords" => terms(tree, id, entry),
        "enclosure" => attach(enclosure(tree, id, "length"), entry),
        "image" | "thumbnail" | "img" => set(&mut entry.image, || image(tree, id)),
        _ => {}
    }
}

fn extension(tree: &Tree<'_>, id: NodeId, vocabulary: V, name: &str, entry: &mut EntryDraft, found: &mut Found) {
    match (vocabulary, name) {
        (V::Itunes, "link") if tree.attribute(id, "rel") == Some("image") => set(&mut entry.image, || image(tree, id)),
        (V::Atom, "link") => link(tree, id, entry),
        (V::Atom, "updated" | "modified") => found.updated.extend(tree.text(id)),
        (V::Atom, "published") => found.native.extend(tree.text(id)),
        (V::Atom, "issued") => found.issued.extend(tree.text(id)),
        (V::Atom, "id") | (V::Dublin, "identifier") => set(&mut entry.about, || tree.text(id)),
        (V::Atom | V::Itunes, "summary") | (V::Dublin, "description" | "abstract") => {
            set(&mut found.other_summary, || body(tree, id));
        }
        (V::Atom, "content") | (V::Content, "encoded") | (V::Html, "body" | "div") if entry.content.is_none() => {
            entry.content = body_at(tree, id, entry);
        }
        (V::Atom | V::Itunes, "author") | (V::Dublin, "creator" | "author") => {
            push(&mut entry.authors, author(tree, id));
        }
        (V::Dublin | V::Atom, "title") => set(&mut found.other_title, || title(tree, id)),
        (V::Dublin, "subject") => push(&mut entry.categories, category(tree, id, Dialect::Rss2)),
        (V::Atom, "category") => push(&mut entry.categories, category(tree, id, Dialect::Atom)),
        (V::Itunes, "category") => podcast_categories(tree, id, entry),
        (V::Itunes, "keywords") => terms(tree, id, entry),
        (V::Dublin, "date" | "issued" | "available") => found.dublin.extend(tree.text(id)),
        (V::Dublin, "created") => found.created.extend(tree.text(id)),
        (V::Dublin, "modified") => found.updated.extend(tree.text(id)),
        (V::Itunes, "image") => set(&mut entry.image, || image(tree, id)),
        (V::Feedburner, "origlink") => set(&mut entry.original_link, || tree.text(id)),
        (V::Media, _) => media(tree, id, entry, found),
        _ => {}
    }
}

/// A text whose links resolve against a base of its own, if it states one.
fn body_at(tree: &Tree<'_>, id: NodeId, entry: &EntryDraft) -> Option<String> {
    let text = body(tree, id)?;
    match own_base(tree, id, entry) {
        Some(base) => Some(markup::with_absolute_links(&text, &base)),
        None => Some(text),
    }
}

fn own_base(tree: &Tree<'_>, id: NodeId, entry: &EntryDraft) -> Option<Url> {
    let is_stated = tree.nodes[id].attributes.iter().any(|(name, _)| name == "xml:base");
    if is_stated { based(tree, id, entry.base.clone()) } else { None }
}

/// The first value that says anything stays.
pub(super) fn set(slot: &mut Option<String>, value: impl FnOnce() -> Option<String>) {
    if slot.is_none() {
        *slot = value();
    }
}

/// Adds what is not yet there, up to a limit.
pub(super) fn push<T: PartialEq>(list: &mut Vec<T>, value: Option<T>) {
    if let Some(value) = value
        && list.len() < MAX_LIST
        && !list.contains(&value)
    {
        list.push(value);
    }
}

/// RSS puts the address into the element, Atom into an attribute, and some outlets mix them up.
fn link(tree: &Tree<'_>, id: NodeId, entry: &mut EntryDraft) {
    let stated = tree.attribute(id, "rel").map(str::to_ascii_lowercase);
    let Some(href) = tree.attribute(id, "href").map(str::to_owned).or_else(|| tree.text(id)) else { return };
    let href = match own_base(tree, id, entry).and_then(|base| base.join(&href).ok()) {
        Some(url) => url.to_string(),
        None => href,
    };
    let rel = stated.unwrap_or_else(|| "alternate".to_owned());
    let media_type = tree.attribute(id, "type").map(str::to_owned);
    if rel == "enclosure" {
        let length = tree.attribute(id, "length").and_then(|l| l.parse().ok());
        attach(Some(Enclosure { url: href, media_type, length }), entry);
    } else {
        push(&mut entry.links, Some(Link { href, rel: Some(rel), media_type }));
    }
}

/// An attached file is also a link of the entry.
fn attach(file: Option<Enclosure>, entry: &mut EntryDraft) {
    let Some(file) = file else { return };
    let link = Link { href: file.url.clone(), rel: Some("enclosure".to_owned()), media_type: file.media_type.clone() };
    push(&mut entry.links, Some(link));
    push(&mut entry.enclosures, Some(file));
}

/// A category of the feed's own, of Dublin Core or of Media RSS.
pub(super) fn category(tree: &Tree<'_>, id: NodeId, dialect: Dialect) -> Option<Category> {
    let text = tree.text(id).and_then(|t| markup::plain(&t));
    let label = tree.attribute(id, "label").and_then(markup::plain);
    let attribute = tree.attribute(id, "term").and_then(markup::plain);
    let scheme = tree.attribute(id, "scheme").or_else(|| tree.attribute(id, "domain")).map(str::to_owned);
    let term = if dialect == Dialect::Atom { attribute.or(text) } else { text.or(attribute) };
    term.or_else(|| label.clone()).map(|term| Category { term, scheme, label })
}

/// `itunes:category` with those inside it.
fn podcast_categories(tree: &Tree<'_>, id: NodeId, entry: &mut EntryDraft) {
    const SCHEME: &str = "http://www.itunes.com/";
    let inner = tree.children(id).filter(|(_, n)| n.vocabulary == V::Itunes).map(|(id, _)| id);
    for id in std::iter::once(id).chain(inner) {
        let found = named(tree.attribute(id, "text"));
        push(&mut entry.categories, found.map(|c| Category { scheme: Some(SCHEME.to_owned()), ..c }));
    }
}

/// Several terms in one element, parted by commas of either script.
pub(super) fn terms(tree: &Tree<'_>, id: NodeId, entry: &mut EntryDraft) {
    for term in tree.text(id).unwrap_or_default().split([',', '\u{60c}', ';', '\u{61b}']) {
        push(&mut entry.categories, named(Some(term)));
    }
}

fn named(term: Option<&str>) -> Option<Category> {
    term.and_then(markup::plain).map(|term| Category { term, ..Category::default() })
}
