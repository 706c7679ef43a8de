//! Words of a text, folded: what matching, search and stories count.

use super::letters::{fold_char_into, is_word_char};
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
            let start = tokens.folded.len();
            fold_char_into(c, &mut tokens.folded);
            in_word = tokens.settle(start, in_word);
        }
        if tokens.folded.ends_with(' ') {
            tokens.folded.pop();
        }
        tokens
    }

    /// Looks at what one character folded to: part of a word, an end of one, or nothing. Returns whether a word is open.
    #[inline]
    fn settle(&mut self, start: usize, mut in_word: bool) -> bool {
        let Some(added) = self.folded.get(start..) else { return in_word };
        let mut chars = added.chars();
        let (Some(first), rest) = (chars.next(), chars.next()) else { return in_word };
        if rest.is_some() && !added.chars().all(char::is_alphanumeric) {
            // A ligature with a blank inside is two words; there are too few of these to be clever about.
            let parts = added.to_owned();
            self.folded.truncate(start);
            for part in parts.chars() {
                let start = self.folded.len();
                self.folded.push(part);
                in_word = self.settle(start, in_word);
            }
            return in_word;
        }
        if is_word_char(first) {
            self.count += usize::from(!in_word);
            return true;
        }
        self.folded.truncate(start);
        if in_word {
            self.folded.push(' ');
        }
        false
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
