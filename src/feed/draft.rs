//! A feed before its links, dates and identities are settled: everything as the outlet wrote it.

use super::document::{Category, Enclosure, Link, Person};
use url::Url;

/// The feed itself.
#[derive(Debug, Default)]
pub(super) struct FeedDraft {
    pub(super) title: Option<String>,
    pub(super) link: Option<String>,
    pub(super) description: Option<String>,
    pub(super) language: Option<String>,
    pub(super) image: Option<String>,
    /// Dates of the last change, best first.
    pub(super) updated: Vec<String>,
    pub(super) feed_type: &'static str,
    pub(super) ttl_minutes: Option<u32>,
    pub(super) update_minutes: Option<u32>,
    pub(super) update_base: Vec<String>,
    pub(super) skip_hours: Vec<u8>,
    pub(super) skip_days: Vec<String>,
    pub(super) hub: Option<String>,
    pub(super) topic: Option<String>,
    /// What relative links resolve against, if anything.
    pub(super) base: Option<Url>,
    pub(super) entries: Vec<EntryDraft>,
}

/// An entry.
#[derive(Debug, Default)]
pub(super) struct EntryDraft {
    pub(super) guid: Option<String>,
    /// Whether the GUID may serve as a link.
    pub(super) guid_is_link: bool,
    /// Whether the GUID is called a link, so that it may be a relative one.
    pub(super) guid_is_relative_link: bool,
    /// `rdf:about`, or another identifier that is no GUID.
    pub(super) about: Option<String>,
    pub(super) title: Option<String>,
    /// The link before a redirector got hold of it.
    pub(super) original_link: Option<String>,
    pub(super) links: Vec<Link>,
    /// Dates of publication, best first.
    pub(super) published: Vec<String>,
    /// Dates of change, best first.
    pub(super) updated: Vec<String>,
    pub(super) summary: Option<String>,
    pub(super) content: Option<String>,
    pub(super) authors: Vec<Person>,
    pub(super) categories: Vec<Category>,
    pub(super) enclosures: Vec<Enclosure>,
    pub(super) image: Option<String>,
    /// What relative links of this entry resolve against, if anything.
    pub(super) base: Option<Url>,
    /// Whether it holds any text or attribute at all.
    pub(super) says_something: bool,
    /// Whether the document went on after the entry.
    pub(super) whole: bool,
}
