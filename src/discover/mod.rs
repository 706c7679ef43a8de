//! Where the feeds of a site may be: what its pages, its `robots.txt` and its sitemaps name, and where sites keep them.
//!
//! Nothing is fetched here. Each function turns what was fetched into the next addresses worth asking, the best first.

mod page;
mod places;
mod sitemaps;

pub use page::of_page;
pub use places::{feed_places, sitemap_places};
pub use sitemaps::{MAX_SITEMAPS, named_in_robots, names_news, of_index};

use crate::article::ArticleUrl;
use serde::Serialize;

/// An address worth asking, and who told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lead {
    /// The address.
    pub url: ArticleUrl,
    /// Who told of it.
    pub found: Found,
}

/// Who told of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// The user.
    Given,
    /// A `link rel=alternate` of the page.
    Announced,
    /// A link for readers in the page.
    Linked,
    /// `robots.txt`, or a sitemap index.
    Sitemap,
    /// Nobody: it is a place where sites keep their feeds.
    Guessed,
}

impl Found {
    /// For a table.
    #[must_use]
    pub fn described(self) -> &'static str {
        match self {
            Self::Given => "the address given",
            Self::Announced => "a link element of the page",
            Self::Linked => "a link in the page",
            Self::Sitemap => "the sitemaps of the site",
            Self::Guessed => "a usual place, named nowhere",
        }
    }
}
