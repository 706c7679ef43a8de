//! The comparison of two texts: every measure that the verdict rests on, kept as evidence.

use super::Fingerprint;
use super::fingerprint::numbers;
use crate::text::frequency::Frequencies;
use crate::text::shingles::shingles;
use rustc_hash::FxHashSet;
use std::fmt;

/// Words of the lead that are aligned: the first eight are datelines and reporters' names.
const LEAD: std::ops::Range<usize> = 8..60;

/// Rarest words of a lead that the other text must share.
const RARE_WORDS: usize = 8;

/// Measures of likeness between an arriving text and a known one, each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Comparison {
    /// Jaccard similarity of the sets of 3-word shingles.
    pub jaccard: f64,
    /// Shared shingles over the smaller set: 1 when one text holds the other.
    pub containment: f64,
    /// Words of the shorter text over words of the longer.
    pub length_ratio: f64,
    /// Share of the word pairs of the longer text's lead that the shorter has.
    pub lead_of_longer: f64,
    /// Share of the word pairs of the shorter text's lead that the longer has.
    pub lead_of_shorter: f64,
    /// Share of the eight rarest words of each lead that the other text has; the lower of the two directions.
    pub rare_words: f64,
    /// Whether the two headlines name the same numbers.
    pub title_numbers_agree: bool,
    /// Words of the shorter text.
    pub shorter_words: usize,
    /// Hours between the two publications (or first sights).
    pub hours_apart: f64,
    /// Whether the arriving text is the shorter one.
    pub arriving_is_shorter: bool,
}

impl Comparison {
    /// Compares `arriving` with `known`; `hours_apart` is the distance of their times.
    #[must_use]
    pub fn of(arriving: &Fingerprint, known: &Fingerprint, frequencies: &Frequencies, hours_apart: f64) -> Self {
        let (a, b) = (shingle_set(&arriving.words, 3), shingle_set(&known.words, 3));
        let shared = a.iter().filter(|h| b.contains(h)).count() as f64;
        let arriving_is_shorter = arriving.words.len() <= known.words.len();
        let (shorter, longer) = if arriving_is_shorter { (arriving, known) } else { (known, arriving) };
        Self {
            jaccard: ratio(shared, (a.len() + b.len()) as f64 - shared),
            containment: ratio(shared, a.len().min(b.len()) as f64),
            length_ratio: ratio(shorter.words.len() as f64, longer.words.len() as f64),
            lead_of_longer: lead_share(longer, shorter),
            lead_of_shorter: lead_share(shorter, longer),
            rare_words: rare_share(arriving, known, frequencies).min(rare_share(known, arriving, frequencies)),
            title_numbers_agree: numbers(&arriving.title) == numbers(&known.title),
            shorter_words: shorter.words.len(),
            hours_apart: hours_apart.abs(),
            arriving_is_shorter,
        }
    }

    /// The lower of the two lead alignments.
    #[must_use]
    pub fn lead_low(&self) -> f64 {
        self.lead_of_longer.min(self.lead_of_shorter)
    }

    /// The higher of the two lead alignments.
    #[must_use]
    pub fn lead_high(&self) -> f64 {
        self.lead_of_longer.max(self.lead_of_shorter)
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "jaccard {:.2}, containment {:.2}, length ratio {:.2}, lead {:.2}/{:.2}, rare words {:.2}, {:.1} h apart{}",
            self.jaccard,
            self.containment,
            self.length_ratio,
            self.lead_of_longer,
            self.lead_of_shorter,
            self.rare_words,
            self.hours_apart,
            if self.title_numbers_agree { "" } else { ", other numbers in the headline" }
        )
    }
}

fn shingle_set(words: &[u32], width: usize) -> FxHashSet<u64> {
    shingles(words, width).collect()
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

fn lead_share(of: &Fingerprint, within: &Fingerprint) -> f64 {
    // A text too short to have a lead after its dateline is aligned from its first word.
    let range =
        if of.words.len() > LEAD.start + 8 { LEAD.start..LEAD.end.min(of.words.len()) } else { 0..of.words.len() };
    let lead: Vec<u64> = shingles(&of.words[range], 2).collect();
    let pairs = shingle_set(&within.words, 2);
    ratio(lead.iter().filter(|p| pairs.contains(p)).count() as f64, lead.len() as f64)
}

fn rare_share(of: &Fingerprint, within: &Fingerprint, frequencies: &Frequencies) -> f64 {
    let mut words: Vec<u32> = of.title.iter().chain(of.words.iter().take(LEAD.end)).copied().collect();
    words.sort_unstable();
    words.dedup();
    words.sort_by(|a, b| frequencies.rarity(*b).total_cmp(&frequencies.rarity(*a)).then(a.cmp(b)));
    words.truncate(RARE_WORDS);
    let known: FxHashSet<u32> = within.words.iter().chain(&within.title).copied().collect();
    ratio(words.iter().filter(|w| known.contains(w)).count() as f64, words.len() as f64)
}
