//! The comparison of two texts: every measure that the verdict rests on, kept as evidence.

use super::Fingerprint;
use super::fingerprint::numbers;
use crate::text::frequency::Frequencies;
use crate::text::shingles::shingles;
use rustc_hash::FxHashSet;
use serde::Serialize;
use std::fmt;

/// Words of a text's beginning whose agreement is measured: the lead, which editors rewrite, and the paragraph after it.
const LEAD: usize = 60;

/// Words in a run that counts as shared: three are seldom met by chance and survive an edit every few words.
const RUN: usize = 3;

/// What is assumed where a headline is missing: it speaks neither for nor against.
const UNKNOWN: f64 = 0.5;

/// Measures of likeness between an arriving text and a known one. Shares are 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Comparison {
    /// Jaccard similarity of the sets of 3-word shingles.
    pub jaccard: f64,
    /// Share of the shorter text's words that stand in runs of three or more which the longer has.
    pub shorter_covered: f64,
    /// The same for the words of the longer text.
    pub longer_covered: f64,
    /// Share of the first words of the longer text, as many as the shorter has, that stand in such runs: 1 when the longer text
    /// begins as the whole shorter one, near 0 when it begins with something of its own.
    pub front_covered: f64,
    /// Share of the first 60 words that stand in shared runs, in the text where it is lower.
    pub lead_low: f64,
    /// The same in the text where it is higher.
    pub lead_high: f64,
    /// Share of the rare words of each text that the other has, as the geometric mean of both directions. Templates agree in
    /// everything but these: names, places, figures.
    pub rare_words: f64,
    /// Maximal shared stretches in every 100 words of the shorter text: a cut text has few, a rewritten one or a filled-in form many.
    pub pieces: f64,
    /// How much of the two headlines is shared, each word counted by its rarity (Dice's coefficient); 0.5 where one is missing.
    pub title_shared: f64,
    /// Whether the two headlines name the same numbers.
    pub title_numbers_agree: bool,
    /// Different numbers in the text that has fewer of them.
    pub figures: usize,
    /// Share of these that the other text has; 1 where there are none. Forms that are filled in again agree in their words and differ
    /// in these.
    pub figures_shared: f64,
    /// Words of the shorter text.
    pub shorter_words: usize,
    /// Words of the longer text.
    pub longer_words: usize,
    /// Hours between the two publications (or first sights).
    pub hours_apart: f64,
    /// Whether one outlet published both texts.
    pub same_outlet: bool,
    /// Whether the arriving text is the shorter one.
    pub arriving_is_shorter: bool,
}

impl Comparison {
    /// Compares `arriving` with `known`; `hours_apart` is the distance of their times.
    #[must_use]
    pub fn of(
        arriving: &Fingerprint,
        known: &Fingerprint,
        frequencies: &Frequencies,
        hours_apart: f64,
        same_outlet: bool,
    ) -> Self {
        let arriving_is_shorter = arriving.words.len() <= known.words.len();
        let (shorter, longer) = if arriving_is_shorter { (arriving, known) } else { (known, arriving) };
        let (a, b) = (runs(&shorter.words), runs(&longer.words));
        let shared = a.iter().filter(|run| b.contains(run)).count() as f64;
        let (short, long) = (covered(&shorter.words, &b), covered(&longer.words, &a));
        let (figures, figures_shared) = figures_shared(&shorter.words, &longer.words);
        let (lead_short, lead_long) = (share(head(&short, LEAD)), share(head(&long, LEAD)));
        Self {
            jaccard: ratio(shared, (a.len() + b.len()) as f64 - shared),
            shorter_covered: share(&short),
            longer_covered: share(&long),
            front_covered: share(head(&long, short.len())),
            lead_low: lead_short.min(lead_long),
            lead_high: lead_short.max(lead_long),
            rare_words: (rare_share(shorter, longer, frequencies) * rare_share(longer, shorter, frequencies)).sqrt(),
            pieces: ratio(pieces(&short) as f64 * 100.0, short.len() as f64),
            title_shared: title_shared(&arriving.title, &known.title, frequencies),
            title_numbers_agree: numbers(&arriving.title) == numbers(&known.title),
            figures,
            figures_shared,
            shorter_words: short.len(),
            longer_words: long.len(),
            hours_apart: hours_apart.abs(),
            same_outlet,
            arriving_is_shorter,
        }
    }

    /// Words of the shorter text over words of the longer.
    #[must_use]
    pub fn length_ratio(&self) -> f64 {
        ratio(self.shorter_words as f64, self.longer_words as f64)
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "jaccard {:.2}, shared {:.2} of the shorter ({} words) and {:.2} of the longer ({} words), front {:.2}, \
             lead {:.2}/{:.2}, rare words {:.2}, headline {:.2}, {:.1} pieces in 100 words, {:.1} h apart, {}{}{}",
            self.jaccard,
            self.shorter_covered,
            self.shorter_words,
            self.longer_covered,
            self.longer_words,
            self.front_covered,
            self.lead_low,
            self.lead_high,
            self.rare_words,
            self.title_shared,
            self.pieces,
            self.hours_apart,
            if self.same_outlet { "same outlet" } else { "other outlet" },
            if self.title_numbers_agree { "" } else { ", other numbers in the headline" },
            if self.figures_shared < 1.0 {
                format!(", {:.2} of {} figures shared", self.figures_shared, self.figures)
            } else {
                String::new()
            }
        )
    }
}

/// See [`Comparison::figures`] and [`Comparison::figures_shared`].
fn figures_shared(a: &[u32], b: &[u32]) -> (usize, f64) {
    let (a, b) = (numbers(a), numbers(b));
    let (fewer, more) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let shared = fewer.iter().filter(|number| more.binary_search(number).is_ok()).count();
    (fewer.len(), if fewer.is_empty() { 1.0 } else { ratio(shared as f64, fewer.len() as f64) })
}

fn runs(words: &[u32]) -> FxHashSet<u64> {
    shingles(words, RUN).collect()
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

/// For every word whether it stands in a run that is among `known`.
fn covered(words: &[u32], known: &FxHashSet<u64>) -> Vec<bool> {
    let mut mask = vec![false; words.len()];
    // The first word not yet marked: each word is marked once however many runs hold it.
    let mut marked = 0;
    for (start, run) in shingles(words, RUN).enumerate() {
        if known.contains(&run) {
            let end = start + RUN;
            mask[start.max(marked)..end].fill(true);
            marked = end;
        }
    }
    mask
}

fn head(mask: &[bool], length: usize) -> &[bool] {
    &mask[..length.min(mask.len())]
}

fn share(mask: &[bool]) -> f64 {
    ratio(mask.iter().filter(|word| **word).count() as f64, mask.len() as f64)
}

/// Maximal stretches of marked words.
fn pieces(mask: &[bool]) -> usize {
    let starts = mask.iter().enumerate().filter(|(at, marked)| **marked && (*at == 0 || !mask[at - 1]));
    starts.count()
}

fn title_shared(a: &[u32], b: &[u32], frequencies: &Frequencies) -> f64 {
    if a.is_empty() || b.is_empty() {
        return UNKNOWN;
    }
    let (a, b): (FxHashSet<u32>, FxHashSet<u32>) = (a.iter().copied().collect(), b.iter().copied().collect());
    let weight = |words: &mut dyn Iterator<Item = &u32>| words.map(|w| f64::from(frequencies.rarity(*w))).sum::<f64>();
    ratio(2.0 * weight(&mut a.intersection(&b)), weight(&mut a.iter()) + weight(&mut b.iter()))
}

/// Share of the rare words of a text that another has, each word once; one found and one missing are added, so that two or
/// three rare words say little.
fn rare_share(of: &Fingerprint, within: &Fingerprint, frequencies: &Frequencies) -> f64 {
    let known: FxHashSet<u32> = within.words.iter().chain(&within.title).copied().collect();
    let rare: FxHashSet<u32> = of.words.iter().copied().filter(|word| frequencies.is_rare(*word)).collect();
    let found = rare.iter().filter(|word| known.contains(word)).count();
    ratio(found as f64 + 1.0, rare.len() as f64 + 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(words: &[u32]) -> Fingerprint {
        Fingerprint { words: words.to_vec(), ..Fingerprint::default() }
    }

    #[test]
    fn the_beginning_of_a_longer_text_covers_its_front() {
        let whole: Vec<u32> = (0..400).map(|n| n * 2).collect();
        let (part, whole) = (print(&whole[..100]), print(&whole));
        let c = Comparison::of(&part, &whole, &Frequencies::default(), -3.0, false);
        assert!((c.shorter_covered, c.front_covered, c.hours_apart) == (1.0, 1.0, 3.0), "{c}");
        assert!((c.longer_covered - 0.25).abs() < 1e-9 && (c.length_ratio() - 0.25).abs() < 1e-9, "{c}");
    }

    #[test]
    fn a_changed_word_uncovers_itself_and_what_is_left_too_short_between_two() {
        let words: Vec<u32> = (0..20).map(|n| n * 2).collect();
        let mut edited = words.clone();
        (edited[5], edited[8]) = (1000, 1002);
        let c = Comparison::of(&print(&edited), &print(&words), &Frequencies::default(), 0.0, false);
        // Words 5 and 8 are other words, and 6 and 7 are no run of three.
        assert!((c.shorter_covered - 0.8).abs() < 1e-9, "{c}");
    }

    #[test]
    fn common_words_are_no_rare_words() {
        let mut frequencies = Frequencies::default();
        for other in 100..200 {
            frequencies.add([2, 4, 6, other * 2]);
        }
        let (one, two) = (print(&[2, 4, 6, 9000, 9002]), print(&[2, 4, 6, 8000, 8002]));
        let c = Comparison::of(&one, &two, &frequencies, 0.0, false);
        assert!((c.rare_words - 0.25).abs() < 1e-9, "none of two and two, with one in two added: {c}");
    }

    #[test]
    fn nothing_compares_without_faults() {
        let c = Comparison::of(&print(&[]), &print(&[2, 4]), &Frequencies::default(), 0.0, true);
        assert!(c.jaccard == 0.0 && c.front_covered == 0.0 && c.rare_words.is_finite());
    }
}
