//! Light stemming of folded Arabic words: one prefix and the inflectional suffixes, no more.
//!
//! After the rules of Lucene's `ArabicStemmer` (Larkey, Ballesteros and Connell, "light10"), written afresh for folded text.

/// Prefixes with the letters that must remain after them; longest first, so that `وال` is not read as `و`.
const PREFIXES: [(&str, usize); 7] = [("وال", 2), ("بال", 2), ("كال", 2), ("فال", 2), ("لل", 2), ("ال", 2), ("و", 3)];

const SUFFIXES: [&str; 9] = ["ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي", "ا"];

/// The stem of one folded word; words of other scripts come back as they are.
#[must_use]
pub fn light_stem(word: &str) -> &str {
    if !word.chars().next().is_some_and(super::letters::is_arabic_letter) {
        return word;
    }
    let mut stem = word;
    for (prefix, rest) in PREFIXES {
        if let Some(tail) = stem.strip_prefix(prefix)
            && tail.chars().count() >= rest
        {
            stem = tail;
            break;
        }
    }
    for suffix in SUFFIXES {
        if let Some(head) = stem.strip_suffix(suffix)
            && head.chars().count() >= if suffix == "ا" { 3 } else { 2 }
        {
            stem = head;
        }
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::light_stem;

    #[test]
    fn inflected_forms_meet() {
        assert_eq!(light_stem("والمسلمون"), light_stem("مسلمين"));
        assert_eq!(light_stem("الحكومه"), light_stem("حكومه"));
        assert_eq!(light_stem("للناتو"), "ناتو");
    }

    #[test]
    fn short_words_and_latin_stay() {
        assert_eq!(light_stem("ولد"), "ولد");
        assert_eq!(light_stem("nato"), "nato");
    }
}
