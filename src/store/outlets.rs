//! What the store keeps of outlets: the memory of their furniture, and how well their pages read.

use crate::article::Remark;
use crate::page::health::{Health, Outcome};
use crate::page::memory::{Known, Lesson, Standing};
use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeMap;

/// How the page of an arrival read, for the memory and the health of its outlet.
#[derive(Debug, Clone)]
pub struct PageReading {
    /// The site: registrable domain of the page, or its host.
    pub site: String,
    /// What came of it.
    pub outcome: Outcome,
    /// Characters of the article's text.
    pub chars: u32,
    /// Hash of the body with all that the memory left out; `None` for a text that came without a page, which is kept as it is.
    pub raw: Option<u128>,
    /// What the page teaches.
    pub lesson: Option<Lesson>,
}

/// An outlet in a list.
#[derive(Debug, Clone, Serialize)]
pub struct OutletSummary {
    /// Its number in this store, for `hasad outlets show`.
    pub id: i64,
    /// Its name.
    pub outlet: String,
    /// The site the memory is of.
    pub site: String,
    /// Pages with a text of their own that the memory learnt from.
    pub pages: u64,
    /// Blocks and lists that are dropped.
    pub furniture: usize,
    /// Blocks and lists that recur, but not enough to be dropped.
    pub watched: usize,
    /// First page.
    pub first_seen: DateTime<Utc>,
    /// Last page.
    pub last_seen: DateTime<Utc>,
    /// How the outlet's pages read, over all its sites.
    pub health: Health,
}

/// Something that recurs over the pages of an outlet.
#[derive(Debug, Clone, Serialize)]
pub struct KnownBlock {
    /// What is known of it.
    #[serde(flatten)]
    pub known: Known,
    /// What that comes to.
    #[serde(flatten)]
    pub standing: Standing,
}

/// An outlet with everything known of it.
#[derive(Debug, Clone, Serialize)]
pub struct OutletReport {
    /// What the list says of it.
    #[serde(flatten)]
    pub summary: OutletSummary,
    /// Pages of each layout, by a number that stands for it.
    pub layouts: BTreeMap<u32, u64>,
    /// What recurs: furniture first, then by pages.
    pub known: Vec<KnownBlock>,
}

/// A sudden change at an outlet that was not told yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OutletAlert {
    /// The outlet.
    pub outlet: String,
    /// Stable name of the kind of change.
    pub code: String,
    /// What changed, readable alone.
    pub detail: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// The remarks about one source of an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceRemarks {
    /// The page.
    pub url: String,
    /// What was doubtful, repaired, missing or left out.
    pub remarks: Vec<Remark>,
}
