//! Article pages: bytes in, the article and the links around it out. Never fails.

mod attribution;
mod binary;
mod blocks;
mod body;
mod boxes;
mod captions;
mod cities;
mod explain;
mod extract;
mod glued;
mod guided;
pub mod health;
mod hidden;
mod html;
mod kind;
mod labels;
mod live;
mod machine_made;
pub mod memory;
mod metadata;
mod next_article;
mod read_also;
mod remember;
mod segment;
mod short_lines;
mod sign_up;

pub use explain::{BlockReason, Explanation, FieldReason, RuleReason, RulesReason, Witness, explain, rule_matches};
pub use html::links::{PageLink, PageLinks, links};

use crate::article::Extracted;
use crate::site::SiteRules;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use memory::{Lesson, OutletMemory};
use url::Url;

/// How the bytes of a page are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum InputKind {
    /// Decide by content type and by the bytes.
    #[default]
    Auto,
    /// HTML.
    Html,
    /// Plain text, one block a line.
    Text,
}

/// A page and what is known about it.
#[derive(Debug, Clone)]
pub struct PageInput<'a> {
    /// The page as received.
    pub bytes: &'a [u8],
    /// The `Content-Type` header as sent.
    pub content_type: Option<&'a str>,
    /// Where the page came from after redirects.
    pub url: Option<&'a Url>,
    /// How to read the bytes.
    pub kind: InputKind,
    /// Name of the outlet as configured, to strip it from titles.
    pub outlet: Option<&'a str>,
    /// Zone of dates that state none.
    pub zone: Tz,
    /// The instant of the fetch.
    pub now: DateTime<Utc>,
}

/// An article with what its page teaches the memory of the outlet.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The article.
    pub extracted: Extracted,
    /// What the page teaches; `None` when it is no article, or nobody asked.
    pub lesson: Option<Lesson>,
    /// Hash of the body with all that the memory left out: equal for two readings of an unchanged page, whatever was known at
    /// either time.
    pub raw: Option<u128>,
}

/// Takes the article out of a page.
#[must_use]
pub fn extract(page: &PageInput<'_>) -> Extracted {
    extract_with(page, None)
}

/// [`extract`] with the rules of the page's site. Rules that stopped working are a remark, and the page is read without them.
#[must_use]
pub fn extract_with(page: &PageInput<'_>, rules: Option<&SiteRules>) -> Extracted {
    if binary::is_binary(page.bytes) {
        return binary::refused(page);
    }
    extract::extract(page, rules, None).article
}

/// [`extract_with`] for a page of an outlet that is known: what recurs over its pages is left out, with a remark for each block.
/// The reading does not change the memory: [`OutletMemory::learn`] does.
#[must_use]
pub fn read(page: &PageInput<'_>, rules: Option<&SiteRules>, memory: &OutletMemory) -> Reading {
    if binary::is_binary(page.bytes) {
        return Reading { extracted: binary::refused(page), lesson: None, raw: None };
    }
    remember::read(page, rules, memory)
}

/// The site whose furniture a page shares: its registrable domain, or its host where it has none.
#[must_use]
pub fn site(url: &Url) -> String {
    match url.host() {
        Some(url::Host::Domain(_)) => metadata::whence::site(url),
        // The last numbers of an address are no domain.
        _ => url.host_str().unwrap_or_default().to_owned(),
    }
}

#[cfg(test)]
mod tests;
