//! Article pages: bytes in, the article and the links around it out. Never fails.

mod attribution;
mod binary;
mod blocks;
mod body;
mod boxes;
mod explain;
mod extract;
mod glued;
mod guided;
mod html;
mod kind;
mod labels;
mod live;
mod metadata;
mod read_also;
mod segment;

pub use explain::{BlockReason, Explanation, FieldReason, RuleReason, RulesReason, Witness, explain, rule_matches};
pub use html::links::{PageLink, PageLinks, links};

use crate::article::Extracted;
use crate::site::SiteRules;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
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
    extract::extract(page, rules).article
}

#[cfg(test)]
mod tests;
