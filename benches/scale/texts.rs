//! Texts with the statistics of news that matter to an index: words by Zipf's law, stock phrases that many articles share, lengths
//! from a flash to an analysis. The same text for the same number.

/// Different words of the whole; their frequencies fall as 1/rank.
const WORDS: usize = 60_000;

/// Stock phrases of six to fourteen words: the most used stands in every tenth article, most in a few.
const PHRASES: usize = 60_000;

/// Letters that words are made of, without those that folding changes.
const LETTERS: [char; 24] = [
    'ب', 'ت', 'ج', 'ح', 'خ', 'د', 'ر', 'ز', 'س', 'ش', 'ص', 'ض', 'ط', 'ظ', 'ع', 'غ', 'ف', 'ق', 'ك', 'ل', 'م', 'ن', 'و',
    'ر',
];

/// What texts are drawn from.
pub struct Corpus {
    words: Vec<String>,
    phrases: Vec<Vec<u32>>,
    word_ranks: Vec<f64>,
    phrase_ranks: Vec<f64>,
}

/// One text: its words by number.
#[derive(Clone)]
pub struct Text(Vec<u32>);

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = hasad::text::shingles::mix(self.0);
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A rank by Zipf's law, given the running sums of 1/rank.
    fn rank(&mut self, sums: &[f64]) -> usize {
        let at = self.unit() * sums[sums.len() - 1];
        sums.partition_point(|sum| *sum < at).min(sums.len() - 1)
    }
}

impl Corpus {
    pub fn new() -> Self {
        let mut dice = Dice(1);
        let words = (0..WORDS).map(|rank| word(rank, &mut dice)).collect();
        let word_ranks = running_sums(WORDS);
        let phrases =
            (0..PHRASES).map(|_| (0..6 + dice.below(9)).map(|_| dice.rank(&word_ranks) as u32).collect()).collect();
        Self { words, phrases, word_ranks, phrase_ranks: running_sums(PHRASES) }
    }

    /// The text of that number: 60 to 700 words, 190 on average.
    pub fn text(&self, number: u64) -> Text {
        let mut dice = Dice(number.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 7);
        let length = 60.0 + 130.0 * -(1.0 - dice.unit()).ln();
        let length = length.min(700.0) as usize;
        let mut words = Vec::with_capacity(length + 14);
        while words.len() < length {
            if dice.below(90) == 0 {
                words.extend(&self.phrases[dice.rank(&self.phrase_ranks)]);
            } else {
                words.push(dice.rank(&self.word_ranks) as u32);
            }
        }
        Text(words)
    }

    /// A copy as other outlets print it: every twentieth word is another, one in four is cut to two thirds.
    pub fn copy(&self, text: &Text, number: u64) -> Text {
        let mut dice = Dice(number ^ 0x5555);
        let end = if dice.below(4) == 0 { text.0.len() * 2 / 3 } else { text.0.len() };
        let edited = |word: &u32| if dice.below(20) == 0 { dice.rank(&self.word_ranks) as u32 } else { *word };
        Text(text.0[..end].iter().map(edited).collect())
    }

    /// The words as a body of sentences and paragraphs.
    pub fn written(&self, text: &Text) -> String {
        let mut body = String::with_capacity(text.0.len() * 12);
        for (place, word) in text.0.iter().enumerate() {
            body.push_str(&self.words[*word as usize]);
            body.push_str(match place % 60 {
                59 => ".\n",
                17 | 38 => "، ",
                _ => " ",
            });
        }
        body
    }
}

fn running_sums(ranks: usize) -> Vec<f64> {
    (1..=ranks)
        .scan(0.0, |sum, rank| {
            *sum += 1.0 / rank as f64;
            Some(*sum)
        })
        .collect()
}

/// A word of three to seven letters that no other rank has; frequent ones are short.
fn word(rank: usize, dice: &mut Dice) -> String {
    let mut letters = String::new();
    if dice.below(3) == 0 {
        letters.push_str("ال");
    }
    let mut left = rank + LETTERS.len();
    while left > 0 {
        letters.push(LETTERS[left % LETTERS.len()]);
        left /= LETTERS.len();
    }
    for _ in 0..dice.below(3) {
        letters.push(['ا', 'ي', 'ه'][dice.below(3)]);
    }
    letters
}
