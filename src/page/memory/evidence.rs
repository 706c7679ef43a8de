//! How much evidence makes a block furniture.

use super::lesson::Sighting;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A block that is not seen on so many pages of its layout is forgotten, or on six times as many as it used to be apart.
const FORGET_PAGES: u64 = 24;
const FORGET_GAPS: u64 = 6;
/// And one that is not seen on so many pages of the outlet, whatever their layout, or for so long.
const FORGET_SITE_PAGES: u64 = 400;
const FORGET_AFTER: TimeDelta = TimeDelta::days(60);
/// From so many pages on the older half of the evidence is dropped: what counts is how the outlet looks now.
const HALVE_AT: u64 = 400;
/// A line of one author's is the outlet's own after all when so many pages, and this share of all, carry it.
const ONE_AUTHOR: (u32, f64) = (6, 0.6);

/// What recurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KnownKind {
    /// A block of text.
    Block,
    /// A list of links that is the same on every page.
    List,
}

/// What is known of something that recurs over the pages of an outlet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Known {
    /// What it is.
    pub kind: KnownKind,
    /// The beginning of its text, or the label of the list.
    pub text: String,
    /// Its length in characters; 0 for a list.
    pub chars: usize,
    /// Whether it reads as running text.
    pub prose: bool,
    /// Pages with a text of their own that carried it.
    pub pages: u32,
    /// Of these, with it at the beginning or end of the body.
    pub at_edge: u32,
    /// Of these, with it in another element than the article's paragraphs.
    pub apart: u32,
    /// The one author of all these pages; 0 when there are several or none is known.
    pub author: u32,
    /// Layout of the pages.
    pub layout: u32,
    /// Number of the first page among those of its layout; moves when old evidence is dropped.
    pub since: u64,
    /// Number of the last page among those of its layout.
    pub last_of_layout: u64,
    /// Number of the last page among all of the outlet.
    pub last_page: u64,
    /// When it was first seen.
    pub first: DateTime<Utc>,
    /// When it was last seen.
    pub last: DateTime<Utc>,
    /// A page that carried it.
    pub example: String,
}

/// What the evidence comes to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Standing {
    /// Whether it is furniture, and dropped.
    pub furniture: bool,
    /// Share of the pages since the first that carried it, 0 to 1.
    pub share: f64,
    /// Why it is, or is not.
    pub why: &'static str,
}

/// How many pages have been seen: of the block's layout, and of the outlet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen {
    pub of_layout: u64,
    pub of_outlet: u64,
    pub at: DateTime<Utc>,
}

impl Known {
    /// What was seen once before, and now again.
    pub(super) fn again(sighting: &Sighting, kind: KnownKind, first: (&str, DateTime<Utc>, u64)) -> Self {
        let (example, at, since) = first;
        Self {
            kind,
            text: sighting.text.clone(),
            chars: sighting.chars,
            prose: sighting.prose,
            pages: 1,
            at_edge: u32::from(sighting.edge),
            apart: u32::from(sighting.apart),
            author: 0,
            layout: 0,
            since,
            last_of_layout: since,
            last_page: 0,
            first: at,
            last: at,
            example: example.to_owned(),
        }
    }

    /// One more page that carries it.
    pub(super) fn add(&mut self, sighting: &Sighting, author: u32, seen: Seen) {
        self.pages += 1;
        self.at_edge += u32::from(sighting.edge);
        self.apart += u32::from(sighting.apart);
        if self.author != author {
            self.author = 0;
        }
        self.meet(seen);
        if seen.of_layout.saturating_sub(self.since) > HALVE_AT {
            self.since = seen.of_layout - seen.of_layout.saturating_sub(self.since) / 2;
            self.pages = self.pages.div_ceil(2);
            self.at_edge = self.at_edge.div_ceil(2);
            self.apart = self.apart.div_ceil(2);
        }
    }

    /// Seen again, without being one more witness.
    pub(super) fn meet(&mut self, seen: Seen) {
        self.last_of_layout = seen.of_layout;
        self.last_page = seen.of_outlet;
        self.last = self.last.max(seen.at);
    }

    /// Whether it has not been seen for so long that it is no longer believed.
    pub(super) fn is_forgotten(&self, seen: Seen) -> bool {
        let gap = (self.last_of_layout.saturating_sub(self.since) + 1) / u64::from(self.pages.max(1));
        seen.of_layout.saturating_sub(self.last_of_layout) > FORGET_PAGES.max(gap * FORGET_GAPS)
            || seen.of_outlet.saturating_sub(self.last_page) > FORGET_SITE_PAGES
            || seen.at - self.last > FORGET_AFTER
    }

    /// Whether it is furniture by now.
    pub(super) fn standing(&self, seen: Seen) -> Standing {
        let since = seen.of_layout.saturating_sub(self.since) + 1;
        let share = (f64::from(self.pages) / since.max(u64::from(self.pages)) as f64).min(1.0);
        let stands = |furniture, why| Standing { furniture, share, why };
        if self.is_forgotten(seen) {
            return stands(false, "not seen for long");
        }
        if self.kind == KnownKind::List {
            return stands(self.pages >= 2 && share >= 0.3, "a list that is the same on many pages");
        }
        if self.author != 0 && (self.pages < ONE_AUTHOR.0 || share < ONE_AUTHOR.1) {
            return stands(false, "only one author's pages carry it");
        }
        let mostly = |count: u32| u64::from(count) * 4 >= u64::from(self.pages) * 3;
        // Pages, and the share of pages, that must carry it; the second pair is for what is rarer but well attested.
        let (why, few, many) = match (self.prose, mostly(self.apart), mostly(self.at_edge)) {
            (false, true, _) => ("a line in an element of its own", (2, 0.03), (2, 0.03)),
            (false, false, true) => ("a line at the edge of the text", (2, 0.08), (5, 0.03)),
            (false, false, false) => ("a line inside the text", (3, 0.25), (3, 0.25)),
            (true, true, _) => ("a paragraph in an element of its own", (2, 0.08), (5, 0.05)),
            (true, false, true) => ("a paragraph at the edge of the text", (4, 0.4), (8, 0.15)),
            (true, false, false) => ("a paragraph inside the text", (5, 0.5), (5, 0.5)),
        };
        let enough = |(pages, least): (u32, f64)| self.pages >= pages && share >= least;
        stands(enough(few) || enough(many), why)
    }
}
