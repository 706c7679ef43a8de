//! Normalisation in named, ordered steps: what makes one word of its many spellings.
//!
//! Two functions use it. [`for_matching`] makes the words that fingerprints are hashed from; [`for_search`] adds a light stem, for
//! search and stories. Both run fused, in one pass over the text ([`Tokens::of`]); the steps stand here one by one to be read, shown
//! (`hasad explain --normalise TEXT`) and tested, and a property test shows that one after another they give what the one pass gives.
//! The text that is kept is never touched.
//!
//! What is stored rests on the result: a change of any step is a new [`VERSION`] and a new version of fingerprints.

use super::letters::{
    accent, fold_alef, fold_digit, fold_hamza, fold_heh, fold_persian, fold_yeh, is_invisible, is_mark, unfold,
};
use super::stem::light_stem;
use super::tokens::Tokens;

/// Version of the steps below.
pub const VERSION: u16 = 2;

/// One step from text to words.
#[derive(Clone, Copy)]
pub struct Step {
    /// Its name, stable.
    pub name: &'static str,
    /// What it does and why, readable alone.
    pub does: &'static str,
    apply: fn(&str) -> String,
}

impl Step {
    /// The step alone, on text that the steps before have made.
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        (self.apply)(text)
    }
}

impl core::fmt::Debug for Step {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name)
    }
}

/// The steps to the words that are matched, in order.
pub const STEPS: [Step; 12] = [
    Step {
        name: "compatibility",
        does: "takes presentation forms, ligatures and accented letters apart (NFKD): old typesetting writes lam-alef as one sign",
        apply: |text| {
            text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
                // Letters with hamza are left to the steps that are about them.
                if is_composed_letter(c) {
                    out.push(c);
                } else {
                    unfold(c, |part| out.push(part));
                }
                out
            })
        },
    },
    Step {
        name: "marks",
        does: "drops vowel marks, Quranic signs and Latin accents, which writers put or leave out as they like",
        apply: |text| text.chars().filter(|c| *c == TATWEEL || !is_mark(*c) && !accent(*c)).collect(),
    },
    Step {
        name: "tatweel",
        does: "drops the stroke that only stretches a word",
        apply: |text| text.chars().filter(|c| *c != TATWEEL).collect(),
    },
    Step {
        name: "invisible",
        does: "drops direction marks, zero-width signs and soft hyphens that editors paste",
        apply: |text| text.chars().filter(|c| !is_invisible(*c)).collect(),
    },
    Step {
        name: "case",
        does: "writes Latin and other letters small",
        apply: |text| text.chars().flat_map(char::to_lowercase).collect(),
    },
    Step { name: "digits", does: "writes Arabic and Persian digits as 0 to 9", apply: |text| each(text, fold_digit) },
    Step {
        name: "alef",
        does: "writes every alef, with hamza, madda or wasla, as a bare one",
        apply: |text| each(text, fold_alef),
    },
    Step {
        name: "hamza",
        does: "writes hamza on waw and yeh as the letter under it, and drops the high hamza",
        apply: |text| text.chars().filter_map(fold_hamza).collect(),
    },
    Step {
        name: "yeh",
        does: "writes alef maqsura as yeh: half of the outlets do",
        apply: |text| each(text, fold_yeh),
    },
    Step { name: "heh", does: "writes teh marbuta as heh", apply: |text| each(text, fold_heh) },
    Step {
        name: "persian",
        does: "writes the Persian and Urdu forms of yeh, kaf and heh as the Arabic ones: keyboards mix them",
        apply: |text| each(text, fold_persian),
    },
    Step {
        name: "words",
        does: "keeps runs of letters and digits, parted by one space; all else only parts words, and 2.4 is two of them",
        apply: |text| {
            text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
        },
    },
];

/// The step that search and stories add.
pub const STEM: Step = Step {
    name: "stem",
    does: "takes one prefix (the article, a conjunction) and endings of number and possession off each Arabic word; \
           never for matching, where it would make templates alike",
    apply: |words| words.split(' ').map(light_stem).collect::<Vec<_>>().join(" "),
};

const TATWEEL: char = '\u{0640}';

fn is_composed_letter(c: char) -> bool {
    matches!(c, '\u{0622}'..='\u{0626}' | '\u{06C0}' | '\u{06C2}' | '\u{06D3}')
}

fn each(text: &str, fold: fn(char) -> char) -> String {
    text.chars().map(fold).collect()
}

/// The words of a text as fingerprints know them: all of [`STEPS`] in one pass.
#[must_use]
pub fn for_matching(text: &str) -> Tokens {
    Tokens::of(text)
}

/// The words of a text as search and stories know them, parted by spaces: [`for_matching`] and a light stem.
#[must_use]
pub fn for_search(text: &str) -> String {
    let words = Tokens::of(text);
    let mut stems = String::with_capacity(words.as_str().len());
    for stem in words.stems() {
        if !stems.is_empty() {
            stems.push(' ');
        }
        stems.push_str(stem);
    }
    stems
}

/// The text after each step, the stem last.
#[must_use]
pub fn trace(text: &str) -> Vec<(Step, String)> {
    let mut traced: Vec<(Step, String)> = Vec::with_capacity(STEPS.len() + 1);
    for step in STEPS.into_iter().chain([STEM]) {
        let made = step.apply(traced.last().map_or(text, |(_, made)| made.as_str()));
        traced.push((step, made));
    }
    traced
}

#[cfg(test)]
#[path = "normalise_tests.rs"]
mod tests;
