//! What makes an entry the same entry next time.
//!
//! A GUID, else `rdf:about`, else the canonical link, else a hash of title and date. Addresses count in their canonical form, so
//! that `http` becoming `https`, a tracking parameter or the letter case of an escape is no new entry. A GUID that several
//! different items share identifies none of them: each falls back to its link, and without a distinct one to the hash.

use super::document::Entry;
use super::repairs::{Repairs, quoted};
use crate::article::ArticleUrl;
use std::collections::{BTreeMap, BTreeSet};
use xxhash_rust::xxh3::xxh3_128;

/// Longest identity kept as it is, in bytes; a longer one counts by its hash.
const MAX_IDENTITY: usize = 2_048;

/// What an identity is made of.
#[derive(Debug, Default)]
pub(super) struct Clues {
    /// GUID or `rdf:about`.
    pub(super) guid: Option<String>,
    /// The date as written.
    pub(super) raw_date: String,
}

/// Gives each entry its identity and drops items that are listed twice.
pub(super) fn settle(entries: Vec<(Entry, Clues)>, repairs: &mut Repairs) -> Vec<Entry> {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, (entry, clues)) in entries.iter().enumerate() {
        groups.entry(first_choice(entry, clues)).or_default().push(at);
    }
    let mut identities: Vec<Option<String>> = vec![None; entries.len()];
    for (identity, members) in groups {
        settle_group(&identity, &members, &entries, &mut identities, repairs);
    }
    // Falling back may meet an identity that is taken already; the first in the document keeps it.
    let mut taken = BTreeSet::new();
    let mut kept = Vec::with_capacity(entries.len());
    for ((mut entry, _), identity) in entries.into_iter().zip(identities) {
        let Some(identity) = identity else { continue };
        if taken.insert(identity.clone()) {
            entry.identity = identity;
            kept.push(entry);
        } else {
            repairs.note("entry-repeated", || format!("an item listed twice: {}", quoted(&identity)));
        }
    }
    kept
}

/// Leaves `None` for repetitions.
fn settle_group(
    identity: &str,
    members: &[usize],
    entries: &[(Entry, Clues)],
    identities: &mut [Option<String>],
    repairs: &mut Repairs,
) {
    let mut distinct: BTreeMap<(Option<String>, Option<&str>), usize> = BTreeMap::new();
    for at in members {
        let entry = &entries[*at].0;
        // One link under two headlines is two items only when there is nothing else to tell: an outlet without article links.
        let said = entry.title.as_deref().or(entry.summary.as_deref());
        distinct.entry((link_key(entry), said)).or_insert(*at);
    }
    let repeated = members.len() - distinct.len();
    for _ in 0..repeated {
        repairs.note("entry-repeated", || format!("an item listed twice: {}", quoted(identity)));
    }
    if distinct.len() == 1 {
        identities[members[0]] = Some(identity.to_owned());
        return;
    }
    repairs.note("guid-shared", || format!("different items share the identity {}", quoted(identity)));
    let mut by_link: BTreeMap<Option<String>, usize> = BTreeMap::new();
    for (link, _) in distinct.keys() {
        *by_link.entry(link.clone()).or_default() += 1;
    }
    for ((link, _), at) in distinct {
        let alone = by_link.get(&link) == Some(&1);
        identities[at] = Some(link.filter(|_| alone).unwrap_or_else(|| hash(&entries[at].0, &entries[at].1)));
    }
}

fn first_choice(entry: &Entry, clues: &Clues) -> String {
    let identity = chosen(entry, clues);
    if identity.len() <= MAX_IDENTITY {
        return identity;
    }
    format!("xxh3:{:032x}", xxh3_128(identity.as_bytes()))
}

fn chosen(entry: &Entry, clues: &Clues) -> String {
    match &clues.guid {
        Some(guid) => ArticleUrl::parse(guid).map_or_else(|_| guid.clone(), |url| url.key() + own_fragment(guid)),
        None => link_key(entry).unwrap_or_else(|| hash(entry, clues)),
    }
}

/// The fragment of a GUID, with its `#`: notes of one page differ in nothing else. A tracking parameter is none.
fn own_fragment(guid: &str) -> &str {
    guid.find('#').map(|at| &guid[at..]).filter(|f| f.len() > 1 && !f.contains('=')).unwrap_or_default()
}

fn link_key(entry: &Entry) -> Option<String> {
    let link = entry.link.as_deref()?;
    Some(ArticleUrl::parse(link).map_or_else(|_| link.to_owned(), |url| url.key()))
}

/// Over title, date as written and link, parted by a character that none of them holds.
fn hash(entry: &Entry, clues: &Clues) -> String {
    let file = || entry.enclosures.first().map(|e| e.url.as_str());
    let title = entry.title.as_deref().or(entry.summary.as_deref()).or_else(file).unwrap_or_default();
    let text = format!("{title}\u{1f}{}\u{1f}{}", clues.raw_date, link_key(entry).unwrap_or_default());
    format!("xxh3:{:032x}", xxh3_128(text.as_bytes()))
}
