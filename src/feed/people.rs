//! Authors: a name, an address or both, however they are written.

use super::document::Person;
use super::markup;
use super::tree::{NodeId, Tree};

/// Most authors taken over from a feed.
const MAX_AUTHORS: usize = 8;

/// Most bytes of an author taken over.
const MAX_PERSON: usize = 2_048;

/// A name, an address or both: `<author><name>…</name></author>`, `a@b.example (name)`, `name <a@b.example>`.
pub(super) fn author(tree: &Tree<'_>, id: NodeId) -> Option<Person> {
    let part = |name: &str| tree.children(id).find(|(_, n)| n.name == name).and_then(|(id, _)| tree.text(id));
    let person = Person {
        name: part("name").and_then(|n| markup::plain(&n)),
        email: part("email"),
        uri: ["uri", "url", "homepage"].into_iter().find_map(part),
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

/// The authors a feed or the source of an entry names.
pub(super) fn authors_of(tree: &Tree<'_>, id: NodeId) -> Vec<Person> {
    let named = tree.children(id).filter(|(_, n)| n.name == "author" && n.closed);
    inheritable(named.filter_map(|(id, _)| author(tree, id)))
}

/// The authors that entries take over, few and short: each of thousands of entries gets a copy.
pub(super) fn inheritable(authors: impl Iterator<Item = Person>) -> Vec<Person> {
    let length = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let is_short = |p: &Person| length(&p.name) + length(&p.email) + length(&p.uri) <= MAX_PERSON;
    authors.filter(is_short).take(MAX_AUTHORS).collect()
}
