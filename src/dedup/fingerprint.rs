//! The fingerprint of a text: an exact hash, a small sketch to find relatives by, and the word hashes to verify them with.

use super::clean;
use crate::text::shingles::{mix, shingles, stream_hash, word_hash};
use crate::text::tokens::Tokens;

/// Version of the definition below; fingerprints of another version are recomputed, never compared.
pub const FINGERPRINT_VERSION: u16 = 3;

/// Values in a sketch. With 16, a text that holds 30 % of another shares a value with it in 99.7 % of cases.
pub const SKETCH_SIZE: usize = 16;

/// Words in a shingle of the sketch: 5 keeps templates and stock phrases from colliding.
const SKETCH_SHINGLE: usize = 5;

/// Texts below this never match by similarity: a headline and a stock phrase are too alike.
pub const MIN_WORDS_FOR_SIMILARITY: usize = 20;

/// Words taken of a text; beyond it nothing is learnt about who copied whom.
const MAX_WORDS: usize = 20_000;

/// What is kept of a text to find and verify its copies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// 128-bit hash of the whole folded body; equal exactly when two bodies are equal after folding.
    pub text_hash: u128,
    /// Hash of the folded title; guards very short texts.
    pub title_hash: u64,
    /// Hashes of the words of the title, in order.
    pub title: Vec<u32>,
    /// Hashes of the words of the body that are compared, in order: what the cleaning leaves of it.
    pub words: Vec<u32>,
    /// The smallest hashes of the body's 5-word shingles, ascending: a bottom-k sketch (Bar-Yossef et al. 2002; Broder 1997).
    pub sketch: Vec<u64>,
}

impl Fingerprint {
    /// The fingerprint of a title and a body.
    #[must_use]
    pub fn of(title: &str, body: &str) -> Self {
        Self::of_tokens(&Tokens::of(title), &Tokens::of(body), body)
    }

    /// [`Fingerprint::of`] for texts that are already split into words; `text` is the body that `body` was made of.
    #[must_use]
    pub fn of_tokens(title: &Tokens, body: &Tokens, text: &str) -> Self {
        let cleaned = clean::for_matching(text);
        let words = if cleaned.len() == text.len() { compared(body) } else { compared(&Tokens::of(&cleaned)) };
        Self {
            text_hash: stream_hash(body),
            title_hash: word_hash(title.as_str()),
            title: hashes(title),
            sketch: bottom_k(&words),
            words,
        }
    }

    /// Rebuilds a fingerprint from what the store keeps; the sketch follows from the words.
    #[must_use]
    pub fn from_parts(text_hash: u128, title_hash: u64, title: Vec<u32>, words: Vec<u32>) -> Self {
        Self { text_hash, title_hash, title, sketch: bottom_k(&words), words }
    }

    /// Only the words of a body: enough to be compared with, not to be found by.
    #[must_use]
    pub fn unsketched(words: Vec<u32>) -> Self {
        Self { words, ..Self::default() }
    }

    /// The same with its sketch, computed from the words.
    #[must_use]
    pub fn sketched(self) -> Self {
        Self { sketch: bottom_k(&self.words), ..self }
    }

    /// Whether the text is long enough to be matched by similarity.
    #[must_use]
    pub fn is_comparable(&self) -> bool {
        self.words.len() >= MIN_WORDS_FOR_SIMILARITY
    }
}

fn hashes(tokens: &Tokens) -> Vec<u32> {
    tokens.iter().take(MAX_WORDS).map(short_hash).collect()
}

/// The words of a body that are compared.
fn compared(tokens: &Tokens) -> Vec<u32> {
    tokens.iter().filter(|word| !clean::is_filler(word)).take(MAX_WORDS).map(short_hash).collect()
}

/// Marks the hash of a number, so that two texts can be asked whether their figures agree.
const NUMBER: u32 = 1;

/// The low half of the word's hash: 4 bytes a word are kept for every article. The lowest bit says whether it is a number.
pub(super) fn short_hash(word: &str) -> u32 {
    let is_number = word.bytes().all(|b| b.is_ascii_digit());
    ((word_hash(word) & 0xFFFF_FFFE) as u32) | if is_number { NUMBER } else { 0 }
}

/// The numbers among word hashes, each once, ascending.
pub(super) fn numbers(words: &[u32]) -> Vec<u32> {
    let mut numbers: Vec<u32> = words.iter().copied().filter(|word| word & NUMBER != 0).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn bottom_k(words: &[u32]) -> Vec<u64> {
    if words.len() < MIN_WORDS_FOR_SIMILARITY {
        return Vec::new();
    }
    // A bounded insertion keeps this linear: after the first few hundred shingles almost none is small enough.
    let mut smallest: Vec<u64> = Vec::with_capacity(SKETCH_SIZE + 1);
    for hash in shingles(words, SKETCH_SHINGLE).map(|h| mix(h) >> 1) {
        if smallest.len() == SKETCH_SIZE && smallest.last().is_some_and(|largest| hash >= *largest) {
            continue;
        }
        if let Err(place) = smallest.binary_search(&hash) {
            smallest.insert(place, hash);
            smallest.truncate(SKETCH_SIZE);
        }
    }
    smallest
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "أعلنت وزارة الزراعة في المدينة الساحلية، صباح اليوم، خطة جديدة لزراعة مئة ألف شجرة زيتون على سفوح \
        الجبال القريبة، وقالت إن المشروع سيوفر فرص عمل لمئات الشبان خلال العامين المقبلين.";

    #[test]
    fn orthography_does_not_change_it() {
        let other = TEXT.replace("أعلنت", "اعلنت").replace("مئة", "مئـة").replace('،', " ,").replace("خطة", "خُطّة");
        assert_eq!(Fingerprint::of("خطة زراعية", TEXT).text_hash, Fingerprint::of("خطة زراعية", &other).text_hash);
    }

    #[test]
    fn a_sketch_is_small_sorted_and_shared_with_a_longer_text() {
        let whole =
            format!("{TEXT} وأضاف البيان أن البلدية ستتولى سقاية الأشجار وحمايتها من الرعي الجائر طوال فصل الصيف.");
        let (part, whole) = (Fingerprint::of("", TEXT), Fingerprint::of("", &whole));
        assert_eq!(part.sketch.len(), SKETCH_SIZE);
        assert!(part.sketch.is_sorted());
        assert!(part.sketch.iter().any(|h| whole.sketch.contains(h)));
    }

    #[test]
    fn short_texts_have_no_sketch() {
        assert!(Fingerprint::of("عاجل", "عاجل: زلزال يضرب الساحل").sketch.is_empty());
    }

    #[test]
    fn parts_give_the_same_fingerprint_back() {
        let made = Fingerprint::of("خطة", TEXT);
        let again = Fingerprint::from_parts(made.text_hash, made.title_hash, made.title.clone(), made.words.clone());
        assert_eq!(made, again);
    }
}
