//! What changed between two readings of one page: words of the article, or only what moves by itself (a clock, a counter, a
//! rotating line).
//!
//! Nothing here asks what a text is about: a death toll and a count of readers are both numbers. What tells them apart is where
//! the number stands and how it moves:
//! 1. a block of nothing but numbers, times and names of counters is furniture (`vocabulary`);
//! 2. a time that tells the same instant as before, reckoned from the two readings ("5 minutes ago", an hour later "an hour
//!    ago"), has not changed;
//! 3. numbers elsewhere, and short lines without a full stop, are *suspects*: furniture once the same place (the block with its
//!    numbers masked, or the block before the line) moved on pages of other articles of the outlet too, or, in a short
//!    line, at nearly every reading of this page;
//! 4. everything else is an edit.

mod vocabulary;

use crate::article::{Block, BlockKind};
use crate::text::diff::{Stretch, stretches};
use crate::text::shingles::word_hash;
use crate::text::tokens::Tokens;
use chrono::{DateTime, Utc};
use rustc_hash::FxHashMap;
use std::ops::Range;
use vocabulary::{is_furniture_line, is_number, same_instant};

/// Blocks of a page that are looked at.
const MAX_BLOCKS: usize = 2_000;

/// A line of at most so many words without a full stop may be a label, a headline of the site, a counter.
const SHORT_LINE: usize = 12;

/// Changes of one place on one page before it counts as restless there. A correction is seldom corrected so often …
const RESTLESS_HERE: u32 = 4;

/// … and never at every reading: of so many changes one reading may find the place as it was.
const CHANGES_PER_QUIET: u32 = 4;

/// Other articles of the outlet on whose pages the same place moved.
pub const RESTLESS_ELSEWHERE: u32 = 2;

/// A page that lost this share of its words and won none was cut (a paywall, a half-loaded page), not corrected.
const CUT_FROM: f64 = 0.5;

/// A page as it read at one time.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// Its headline.
    pub title: &'a str,
    /// Its body.
    pub blocks: &'a [Block],
    /// When it was read.
    pub at: DateTime<Utc>,
}

/// How restless a place was so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Restlessness {
    /// Readings of this page at which it had changed.
    pub changes: u32,
    /// Readings of this page since then at which it had not.
    pub quiet: u32,
    /// Other articles of the outlet on whose pages it changed.
    pub elsewhere: u32,
}

/// What a change is by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Words,
    Furniture,
    Suspect { place: u64, short: bool },
}

/// One change of the body.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Change {
    kind: Kind,
    removed: usize,
    added: usize,
}

/// Everything that differs between two readings.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    title: bool,
    body: Vec<Change>,
    words_before: usize,
}

/// What the changes come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revision {
    /// Nothing a reader would call a change.
    None,
    /// Only furniture moved; how many places.
    Furniture(usize),
    /// The outlet changed its article.
    Edited {
        /// Words of the body that are gone.
        removed: usize,
        /// Words of the body that are new.
        added: usize,
        /// Whether the headline is another one.
        title: bool,
        /// Whether the page only lost text, and more than half of it.
        cut: bool,
    },
}

/// Finds what differs between two readings of one page.
#[must_use]
pub fn changes(old: &Reading<'_>, new: &Reading<'_>) -> Changes {
    let (before, after) = (lines(old.blocks), lines(new.blocks));
    let keys = |lines: &[Line<'_>]| lines.iter().map(|line| word_hash(line.tokens.as_str())).collect::<Vec<u64>>();
    let mut found = Changes {
        title: Tokens::of(old.title).as_str() != Tokens::of(new.title).as_str(),
        body: Vec::new(),
        words_before: before.iter().map(|line| line.tokens.len()).sum(),
    };
    for Stretch { old: gone, new: came, equal } in stretches(&keys(&before), &keys(&after)) {
        if equal {
            continue;
        }
        let anchor = gone.start.checked_sub(1).map_or(0, |at| before[at].place());
        let group = Group { before: &before[gone], after: &after[came], anchor, at: (old.at, new.at) };
        group.weigh(&mut found.body);
    }
    found
}

impl Changes {
    /// The places that may be restless; the caller looks up how restless they were so far.
    #[must_use]
    pub fn suspects(&self) -> Vec<u64> {
        let place = |change: &Change| match change.kind {
            Kind::Suspect { place, .. } => Some(place),
            _ => None,
        };
        let mut places: Vec<u64> = self.body.iter().filter_map(place).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// What the changes come to, given how restless the suspects were before.
    #[must_use]
    pub fn verdict(&self, known: &FxHashMap<u64, Restlessness>) -> Revision {
        let (mut removed, mut added, mut furniture) = (0, 0, 0);
        for change in &self.body {
            let moves_by_itself = match change.kind {
                Kind::Words => false,
                Kind::Furniture => true,
                Kind::Suspect { place, short } => is_restless(known.get(&place).copied().unwrap_or_default(), short),
            };
            if moves_by_itself {
                furniture += 1;
            } else {
                removed += change.removed;
                added += change.added;
            }
        }
        if removed + added == 0 && !self.title {
            return if furniture == 0 { Revision::None } else { Revision::Furniture(furniture) };
        }
        let cut = added == 0 && !self.title && removed as f64 >= self.words_before as f64 * CUT_FROM;
        Revision::Edited { removed, added, title: self.title, cut }
    }
}

fn is_restless(known: Restlessness, short: bool) -> bool {
    let here = short && known.changes >= RESTLESS_HERE && known.quiet * CHANGES_PER_QUIET <= known.changes;
    here || known.elsewhere >= RESTLESS_ELSEWHERE
}

/// A block with its words.
struct Line<'a> {
    text: &'a str,
    tokens: Tokens,
}

impl Line<'_> {
    fn words(&self) -> Vec<&str> {
        self.tokens.iter().collect()
    }

    fn is_short(&self) -> bool {
        self.tokens.len() <= SHORT_LINE && !self.text.trim_end().ends_with(['.', '؟', '!', '?', '…'])
    }

    /// The block with its numbers masked, as a hash: the same place of the same template whatever it counts.
    fn place(&self) -> u64 {
        let mut masked = String::with_capacity(self.tokens.as_str().len());
        for word in self.tokens.iter() {
            let word = if is_number(word) { "#" } else { word };
            // `1,234` is two words and `999` one.
            if word != "#" || !masked.ends_with("# ") {
                masked.push_str(word);
                masked.push(' ');
            }
        }
        word_hash(&masked)
    }
}

fn lines(blocks: &[Block]) -> Vec<Line<'_>> {
    let shown = blocks.iter().filter(|block| block.kind != BlockKind::Caption).take(MAX_BLOCKS);
    shown.map(|block| Line { text: &block.text, tokens: Tokens::of(&block.text) }).collect()
}

/// Blocks that stand in place of others.
struct Group<'a> {
    before: &'a [Line<'a>],
    after: &'a [Line<'a>],
    anchor: u64,
    at: (DateTime<Utc>, DateTime<Utc>),
}

impl Group<'_> {
    fn weigh(&self, found: &mut Vec<Change>) {
        if self.before.len() == self.after.len() {
            self.before.iter().zip(self.after).for_each(|(old, new)| self.pair(old, new, found));
            return;
        }
        let (gone, came) = (own_lines(self.before), own_lines(self.after));
        if gone.len() < self.before.len() || came.len() < self.after.len() {
            found.push(Change { kind: Kind::Furniture, removed: 0, added: 0 });
        }
        if gone.is_empty() && came.is_empty() {
            return;
        }
        let words =
            |lines: &[&Line<'_>]| lines.iter().flat_map(|line| line.words().into_iter().map(str::to_owned)).collect();
        let (old, new): (Vec<String>, Vec<String>) = (words(&gone), words(&came));
        let (removed, added) = counted(&old, &new);
        let short = gone.iter().chain(&came).all(|line| line.is_short());
        let kind = if short { Kind::Suspect { place: self.anchor, short } } else { Kind::Words };
        found.push(Change { kind, removed, added });
    }

    /// One block that stands in place of one other.
    fn pair(&self, old: &Line<'_>, new: &Line<'_>, found: &mut Vec<Change>) {
        let (before, after) = (old.words(), new.words());
        if is_furniture_line(old.text, &before) && is_furniture_line(new.text, &after) {
            found.push(Change { kind: Kind::Furniture, removed: 0, added: 0 });
            return;
        }
        let differing: Vec<Stretch> = stretches(&before, &after).into_iter().filter(|s| !s.equal).collect();
        let short = old.is_short() && new.is_short();
        let kept = before.len() - differing.iter().map(|s| s.old.len()).sum::<usize>();
        for Stretch { old: gone, new: came, .. } in differing {
            let (removed, added) = (gone.len(), came.len());
            let only_numbers = |words: &[&str], range: &Range<usize>| words[range.clone()].iter().all(|w| is_number(w));
            let kind = if same_instant((&before, &gone, self.at.0), (&after, &came, self.at.1)) {
                Kind::Furniture
            } else if only_numbers(&before, &gone) && only_numbers(&after, &came) {
                Kind::Suspect { place: old.place(), short }
            } else if short && kept * 2 < before.len() {
                Kind::Suspect { place: self.anchor, short }
            } else {
                Kind::Words
            };
            found.push(Change { kind, removed, added });
        }
    }
}

/// The lines that are not furniture by their words.
fn own_lines<'a, 'b>(lines: &'b [Line<'a>]) -> Vec<&'b Line<'a>> {
    lines.iter().filter(|line| !is_furniture_line(line.text, &line.words())).collect()
}

/// How many words are gone and how many are new.
fn counted(old: &[String], new: &[String]) -> (usize, usize) {
    let differing = stretches(old, new).into_iter().filter(|s| !s.equal);
    differing.fold((0, 0), |(removed, added), s| (removed + s.old.len(), added + s.new.len()))
}

#[cfg(test)]
#[path = "revision_tests.rs"]
mod tests;
