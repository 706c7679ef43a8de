//! Words of a text, folded: what matching, search and stories count.

use super::letters::{Folded, fold_char_into, fold_plain, is_word_char};
use super::stem::light_stem;

/// The words of a text after [`super::letters::fold`]: runs of letters and digits. `2.4` is two words, as is `COVID-19`.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    /// The words, parted by one space.
    folded: String,
    count: usize,
}

impl Tokens {
    /// Folds and splits `text` in one pass.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut tokens = Self { folded: String::with_capacity(text.len() + 1), count: 0 };
        let mut in_word = false;
        for c in text.chars() {
            in_word = match fold_plain(c) {
                Folded::Keep(c) => tokens.take(c, in_word),
                Folded::Drop => in_word,
                Folded::Other => {
                    let start = tokens.folded.len();
                    fold_char_into(c, &mut tokens.folded);
                    tokens.settle(start, in_word)
                }
            };
        }
        if tokens.folded.ends_with(' ') {
            tokens.folded.pop();
        }
        tokens
    }

    /// Takes one folded character: part of a word, or an end of one. Returns whether a word is open.
    #[inline]
    fn take(&mut self, c: char, in_word: bool) -> bool {
        if is_word_char(c) {
            self.count += usize::from(!in_word);
            self.folded.push(c);
            return true;
        }
        if in_word {
            self.folded.push(' ');
        }
        false
    }

    /// Looks at what a rare character folded to, which may be several. Returns whether a word is open.
    fn settle(&mut self, start: usize, mut in_word: bool) -> bool {
        let Some(added) = self.folded.get(start..) else { return in_word };
        // A ligature with a blank inside is two words.
        let parts = added.to_owned();
        self.folded.truncate(start);
        for part in parts.chars() {
            in_word = self.take(part, in_word);
        }
        in_word
    }

    /// Number of words.
    #[must_use]
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is no word at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The words in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.folded.split(' ').filter(|w| !w.is_empty())
    }

    /// The words in order, each without prefix and endings ([`light_stem`]): what search and stories count.
    pub fn stems(&self) -> impl Iterator<Item = &str> {
        self.iter().map(light_stem)
    }

    /// All words in one string, parted by single spaces.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.folded
    }
}

#[cfg(test)]
mod tests {
    use super::Tokens;

    #[test]
    fn punctuation_parts_words_and_marks_do_not() {
        let tokens = Tokens::of("«قالَ» الوزيرُ، إنّ 2.4 مليار يورو…");
        assert_eq!(tokens.iter().collect::<Vec<_>>(), ["قال", "الوزير", "ان", "2", "4", "مليار", "يورو"]);
        assert_eq!(tokens.len(), 7);
        assert_eq!(tokens.as_str(), "قال الوزير ان 2 4 مليار يورو");
        assert!(Tokens::of(" ،؛ ").is_empty());
        assert_eq!(Tokens::of("ﷺ خير").len(), 5, "a ligature of four words and one more");
    }
}
