//! How common a word is among recent articles: the weight behind stories, and the guard against templates.

use rustc_hash::FxHashMap;

/// Document frequencies of word hashes over the articles it was told of.
#[derive(Debug, Clone, Default)]
pub struct Frequencies {
    documents: u32,
    of: FxHashMap<u32, u32>,
}

/// Words kept at most; beyond it all counts are halved, which changes no weight that matters and forgets the words seen once.
const MAX_WORDS: usize = 400_000;

/// Articles that the table of common words stands for: an empty store knows the words of every newspaper.
const ASSUMED_ARTICLES: u32 = 500;

/// Of those, how many a common word is counted in: clearly not rare, soon outweighed by what is really seen.
const ASSUMED_IN: u32 = 50;

/// A word in at most this share of the articles is rare: 30 of 15,000.
const RARE_SHARE: f32 = 0.002;

/// A word in so few articles is rare however small the store is: a story is told by several articles.
const RARE_BELOW: u32 = 5;

impl Frequencies {
    /// The frequencies of a store that has seen nothing yet: `common` (hashes) are the words of every newspaper.
    #[must_use]
    pub fn assuming(common: impl IntoIterator<Item = u32>) -> Self {
        Self { documents: ASSUMED_ARTICLES, of: common.into_iter().map(|word| (word, ASSUMED_IN)).collect() }
    }

    /// Whether so few articles have the word that two which share it probably speak of one thing.
    #[must_use]
    pub fn is_rare(&self, word: u32) -> bool {
        let most = ((self.documents as f32 * RARE_SHARE) as u32).max(RARE_BELOW);
        self.of.get(&word).copied().unwrap_or(0) <= most
    }

    /// Counts one article; `words` must hold each word once.
    pub fn add(&mut self, words: impl IntoIterator<Item = u32>) {
        self.documents = self.documents.saturating_add(1);
        for word in words {
            *self.of.entry(word).or_default() += 1;
        }
        if self.of.len() > MAX_WORDS {
            self.documents /= 2;
            self.of.retain(|_, count| {
                *count /= 2;
                *count > 0
            });
        }
    }

    /// Articles counted.
    #[must_use]
    pub fn documents(&self) -> u32 {
        self.documents
    }

    /// Inverse document frequency, `ln(1 + (N - n + ½) / (n + ½))` as in BM25 (Robertson and Spärck Jones); never negative.
    #[must_use]
    pub fn rarity(&self, word: u32) -> f32 {
        let total = self.documents as f32;
        let with = self.of.get(&word).copied().unwrap_or(0).min(self.documents) as f32;
        (1.0 + (total - with + 0.5) / (with + 0.5)).ln()
    }
}

#[cfg(test)]
mod tests {
    use super::{Frequencies, MAX_WORDS};

    #[test]
    fn an_empty_store_knows_common_words() {
        let mut frequencies = Frequencies::assuming([2, 4]);
        assert!(!frequencies.is_rare(2) && frequencies.is_rare(6));
        for _ in 0..6 {
            frequencies.add([6]);
        }
        assert!(!frequencies.is_rare(6));
    }

    #[test]
    fn the_table_stays_bounded_also_when_every_word_was_seen_twice() {
        let mut frequencies = Frequencies::default();
        let words = 0..u32::try_from(MAX_WORDS).unwrap() - 1;
        frequencies.add(words.clone());
        frequencies.add(words);
        (0..20).for_each(|_| frequencies.add([7]));
        frequencies.add([u32::MAX - 1, u32::MAX]);
        frequencies.add([u32::MAX - 3, u32::MAX - 2]);
        assert!(frequencies.of.len() <= MAX_WORDS, "{}", frequencies.of.len());
        assert!(frequencies.of.contains_key(&7), "what is common is not forgotten");
    }

    #[test]
    fn what_every_article_has_weighs_least() {
        let mut frequencies = Frequencies::default();
        for article in [[1, 2], [1, 3], [1, 4], [1, 5]] {
            frequencies.add(article);
        }
        assert_eq!(frequencies.documents(), 4);
        assert!(frequencies.rarity(1) < 0.2);
        assert!(frequencies.rarity(2) > frequencies.rarity(1));
        assert!(frequencies.rarity(99) > frequencies.rarity(2));
    }
}
