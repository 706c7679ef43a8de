//! Hashes of words and of runs of words (shingles). The hash is xxh3, whose definition is fixed, because hashes are stored.

use super::tokens::Tokens;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

/// 64-bit hash of one word.
#[must_use]
pub fn word_hash(word: &str) -> u64 {
    xxh3_64(word.as_bytes())
}

/// 128-bit hash of a whole token stream: equal exactly when two texts are equal after folding.
#[must_use]
pub fn stream_hash(tokens: &Tokens) -> u128 {
    xxh3_128(tokens.as_str().as_bytes())
}

/// Hashes of every run of `width` consecutive words, in order; empty when there are fewer words.
pub fn shingles(words: &[u32], width: usize) -> impl Iterator<Item = u64> {
    words.windows(width).map(|run| {
        run.iter().fold(0x9E37_79B9_7F4A_7C15_u64 ^ run.len() as u64, |acc, word| mix(acc ^ u64::from(*word)))
    })
}

/// Finaliser of splitmix64 (Steele, Lea and Flood 2014): spreads every input bit over the whole word.
#[must_use]
pub fn mix(mut x: u64) -> u64 {
    x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_have_the_values_that_are_stored() {
        assert_eq!(mix(0), 0xE220_A839_7B1D_CDAF);
        assert_eq!(word_hash(""), 0x2D06_8005_38D3_94C2);
    }

    #[test]
    fn order_matters_and_short_input_has_none() {
        let forward: Vec<u64> = shingles(&[1, 2, 3, 4], 3).collect();
        let backward: Vec<u64> = shingles(&[4, 3, 2, 1], 3).collect();
        assert_eq!(forward.len(), 2);
        assert!(forward.iter().all(|h| !backward.contains(h)));
        assert_eq!(shingles(&[1, 2], 3).count(), 0);
    }
}
