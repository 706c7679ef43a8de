//! What an article is about: its stems, weighted by where they stand.

use crate::text::frequency::Frequencies;
use crate::text::shingles::word_hash;
use crate::text::tokens::Tokens;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// Words of the body that count as its lead.
const LEAD_WORDS: usize = 60;

/// Words of the body that are read at all: what follows is background.
const BODY_WORDS: usize = 250;

/// A word in the headline says most about the event, the lead more than the rest.
const TITLE_WEIGHT: f32 = 3.0;
const LEAD_WEIGHT: f32 = 1.5;
const BODY_WEIGHT: f32 = 0.5;

/// Terms kept of an article.
const MAX_TERMS: usize = 120;

/// Words that carry no event: particles, pronouns and the verbs of reporting. Folded and stemmed before use.
const STOP_WORDS: &str = "في من على الى عن ان أن إن كان كانت مع هذا هذه ذلك تلك التي الذي الذين ما لا لم لن قد هو هي هم كما بعد قبل خلال بين \
    حتى او أو ثم اي كل بعض غير عند عندما منذ حول ضد دون وقال قال قالت وقالت اضاف واضاف وأوضح اوضح اكد واكد أعلن اعلنت ذكر ذكرت افاد افادت \
    اشار واشار الى انه انها انهم له لها لهم به بها فيه فيها منه منها عليه عليها اليوم امس الاثنين الثلاثاء الاربعاء الخميس الجمعه السبت الاحد \
    الماضي المقبل الجاري وكاله وكالات عام يوم شهر سنه اكثر احد احدى تم يتم بان بانه الا لكن ايضا وفق وفقا بحسب حسب بشان نحو لدى اما ولم ولا وقد \
    the of and to in for on a is at by with from";

/// Stems of one article with their raw weights, highest first; rarity is applied when two articles are compared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Terms(Vec<(u32, f32)>);

impl Terms {
    /// The terms of a title and a body.
    #[must_use]
    pub fn of(title: &str, body: &str) -> Self {
        Self::of_tokens(&Tokens::of(title), &Tokens::of(body))
    }

    /// [`Terms::of`] for texts that are already split into words.
    #[must_use]
    pub fn of_tokens(title: &Tokens, body: &Tokens) -> Self {
        let mut weights: FxHashMap<u32, f32> = FxHashMap::default();
        let mut add = |text: &Tokens, limit: usize, weight: &dyn Fn(usize) -> f32| {
            for (place, stem) in text.stems().take(limit).enumerate() {
                let hash = stem_hash(stem);
                if stem.chars().nth(1).is_none() || STOP_STEMS.contains(&hash) {
                    continue;
                }
                *weights.entry(hash).or_default() += weight(place);
            }
        };
        add(title, LEAD_WORDS, &|_| TITLE_WEIGHT);
        add(body, BODY_WORDS, &|place| if place < LEAD_WORDS { LEAD_WEIGHT } else { BODY_WEIGHT });
        let mut terms: Vec<(u32, f32)> = weights.into_iter().collect();
        terms.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        terms.truncate(MAX_TERMS);
        Self(terms)
    }

    /// The stems, each once.
    pub fn stems(&self) -> impl Iterator<Item = u32> {
        self.0.iter().map(|(stem, _)| *stem)
    }

    /// Whether there is nothing to go by.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Weights with rarity, `ln(1 + w) · idf`, of unit length; each stem once.
    #[must_use]
    pub fn weighted(&self, frequencies: &Frequencies) -> Vec<(u32, f32)> {
        let mut vector: Vec<(u32, f32)> =
            self.0.iter().map(|(stem, weight)| (*stem, (1.0 + weight).ln() * frequencies.rarity(*stem))).collect();
        let norm = vector.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
        if norm > 0.0 {
            vector.iter_mut().for_each(|(_, w)| *w /= norm);
        }
        vector
    }

    /// The stored form: pairs of little-endian stem hash and weight.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|(stem, weight)| [stem.to_le_bytes(), weight.to_le_bytes()]).flatten().collect()
    }

    /// Reads [`Terms::to_bytes`]; a trailing part of a pair is ignored.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let word = |chunk: &[u8], at: usize| [chunk[at], chunk[at + 1], chunk[at + 2], chunk[at + 3]];
        Self(
            bytes
                .chunks_exact(8)
                .map(|c| (u32::from_le_bytes(word(c, 0)), f32::from_le_bytes(word(c, 4))))
                .filter(|(_, weight)| weight.is_finite())
                .collect(),
        )
    }
}

fn stem_hash(stem: &str) -> u32 {
    (word_hash(stem) & 0xFFFF_FFFF) as u32
}

/// The stop words as stem hashes: a constant that needs code to write down.
static STOP_STEMS: LazyLock<FxHashSet<u32>> = LazyLock::new(|| Tokens::of(STOP_WORDS).stems().map(stem_hash).collect());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn particles_are_no_terms_and_inflections_are_one() {
        let terms = Terms::of("الحكومة في المدينة", "وقال إن حكومة المدينة على موعد مع المدينه");
        assert_eq!(terms.stems().count(), 3, "حكوم، مدين، موعد");
    }

    #[test]
    fn the_stored_form_reads_back() {
        let terms = Terms::of("زلزال يضرب الساحل", "ضرب زلزال بقوة ست درجات الساحل الشمالي");
        assert_eq!(Terms::from_bytes(&terms.to_bytes()), terms);
        assert!(Terms::from_bytes(&[1, 2, 3]).is_empty());
    }
}
