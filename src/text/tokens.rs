//! Words of a text, folded: what matching, search and stories count.

use super::letters::fold_into;

/// The words of a text after [`super::letters::fold`]: runs of letters and digits. `2.4` is two words, as is `COVID-19`.
#[derive(Debug, Clone, Default)]
pub struct Tokens {
    folded: String,
    /// End of each word in `folded`, words being parted by one space.
    ends: Vec<u32>,
}

impl Tokens {
    /// Folds and splits `text`.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut raw = String::with_capacity(text.len());
        fold_into(text, &mut raw);
        let mut tokens = Self { folded: String::with_capacity(raw.len()), ends: Vec::with_capacity(raw.len() / 9) };
        for word in raw.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
            if !tokens.folded.is_empty() {
                tokens.folded.push(' ');
            }
            tokens.folded.push_str(word);
            tokens.ends.push(u32::try_from(tokens.folded.len()).unwrap_or(u32::MAX));
        }
        tokens
    }

    /// Number of words.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no word at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The words in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.folded.split(' ').filter(|w| !w.is_empty())
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
        assert!(Tokens::of(" ،؛ ").is_empty());
    }
}
