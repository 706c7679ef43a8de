//! Letter folding: one spelling for the many ways Arabic outlets write the same word.
//!
//! The steps follow Lucene's `ArabicNormalizer` with the additions that real news needs: hamza on waw and yeh, alef wasla,
//! Persian yeh and kaf, presentation forms, both sets of Arabic digits, and the invisible marks that editors paste.

use unicode_normalization::char::decompose_compatible;

/// Folds `text` for matching: compatibility forms taken apart, marks and invisible characters dropped, letter variants and
/// digits unified, Latin letters lower-cased. Spaces and punctuation are kept as they are.
///
/// ```
/// assert_eq!(hasad::text::letters::fold("إقرأ أيضًا"), "اقرا ايضا");
/// ```
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Like [`fold`], appending to a buffer the caller owns; the way to fold many short strings without an allocation each.
pub fn fold_into(text: &str, out: &mut String) {
    for c in text.chars() {
        fold_char_into(c, out);
    }
}

/// Folds one character. Characters are folded apart from each other: a letter and the mark that would compose with it fold to
/// what their composition folds to, since marks are dropped.
#[inline]
pub(super) fn fold_char_into(c: char, out: &mut String) {
    match fold_plain(c) {
        Folded::Keep(c) => out.push(c),
        Folded::Drop => {}
        Folded::Other => fold_other(c, out),
    }
}

/// What becomes of a character.
pub(crate) enum Folded {
    /// This character stands for it.
    Keep(char),
    /// Nothing: a mark or something invisible.
    Drop,
    /// Rare: to be decomposed first.
    Other,
}

/// What one character becomes: almost all of the text of a page is decided here, without a table of all of Unicode. The folds of
/// [`super::normalise::STEPS`] in one look.
#[inline]
pub(crate) fn fold_plain(c: char) -> Folded {
    match c {
        'A'..='Z' => Folded::Keep(c.to_ascii_lowercase()),
        '\0'..='\x7F' => Folded::Keep(c),
        'آ' | 'أ' | 'إ' | 'ٱ' | '\u{0672}' | '\u{0673}' | '\u{0675}' => Folded::Keep('ا'),
        'ى' | 'ئ' | 'ی' | 'ۍ' | 'ې' | 'ے' => Folded::Keep('ي'),
        'ؤ' => Folded::Keep('و'),
        'ة' | 'ہ' | 'ە' | 'ھ' | 'ۀ' | 'ۂ' | 'ۃ' => Folded::Keep('ه'),
        'ک' | 'ڪ' => Folded::Keep('ك'),
        '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0674}' => Folded::Drop,
        '\u{0621}'..='\u{064A}' | '،' | '؛' | '؟' => Folded::Keep(c),
        '٠'..='٩' | '۰'..='۹' => Folded::Keep(fold_digit(c)),
        '\u{00A0}' | '\u{2007}' | '\u{202F}' => Folded::Keep(' '),
        '«' | '»' | '“' | '”' | '‘' | '’' | '–' | '—' => Folded::Keep(c),
        _ if is_mark(c) || is_invisible(c) => Folded::Drop,
        _ => Folded::Other,
    }
}

/// Presentation forms, ligatures, accented and other letters: decomposed, then each part folded.
#[cold]
fn fold_other(c: char, out: &mut String) {
    unfold(c, |part| match fold_plain(part) {
        Folded::Keep(part) => out.push(part),
        Folded::Drop => {}
        Folded::Other if accent(part) => {}
        Folded::Other => out.extend(part.to_lowercase()),
    });
}

/// The parts of a character, by compatibility. The basmala, a ligature of its own, has no parts in Unicode's tables.
pub(super) fn unfold(c: char, mut part: impl FnMut(char)) {
    if c == '\u{FDFD}' {
        "بسم الله الرحمن الرحيم".chars().for_each(part);
    } else {
        decompose_compatible(c, &mut part);
    }
}

/// Whether `c` is an accent that decomposing sets free.
pub(super) fn accent(c: char) -> bool {
    ('\u{0300}'..='\u{036F}').contains(&c)
}

/// The digit as 0 to 9.
pub(super) fn fold_digit(c: char) -> char {
    let zero = match c {
        '٠'..='٩' => '٠',
        '۰'..='۹' => '۰',
        _ => return c,
    };
    char::from_digit(u32::from(c) - u32::from(zero), 10).unwrap_or(c)
}

/// Every alef as a bare one.
pub(super) fn fold_alef(c: char) -> char {
    if matches!(c, 'آ' | 'أ' | 'إ' | 'ٱ' | '\u{0672}' | '\u{0673}' | '\u{0675}') { 'ا' } else { c }
}

/// Hamza on waw and yeh as the letter under it; the high hamza as nothing.
pub(super) fn fold_hamza(c: char) -> Option<char> {
    match c {
        'ؤ' => Some('و'),
        'ئ' => Some('ي'),
        '\u{0674}' => None,
        _ => Some(c),
    }
}

/// Alef maqsura as yeh.
pub(super) fn fold_yeh(c: char) -> char {
    if c == 'ى' { 'ي' } else { c }
}

/// Teh marbuta as heh.
pub(super) fn fold_heh(c: char) -> char {
    if c == 'ة' { 'ه' } else { c }
}

/// Persian and Urdu forms of yeh, kaf and heh as the Arabic ones.
pub(super) fn fold_persian(c: char) -> char {
    match c {
        'ی' | 'ۍ' | 'ې' | 'ے' | 'ۓ' => 'ي',
        'ک' | 'ڪ' => 'ك',
        'ہ' | 'ە' | 'ھ' | 'ۀ' | 'ۂ' | 'ۃ' => 'ه',
        _ => c,
    }
}

/// Whether `c` is written on or between Arabic letters without being one: vowel marks, Quranic signs, tatweel. The signs that stand
/// alone between words (end of verse, quarter, prostration) are none: they part words.
#[must_use]
pub fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{0610}'..='\u{061A}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}'
        | '\u{06D6}'..='\u{06DC}' | '\u{06DF}'..='\u{06E8}' | '\u{06EA}'..='\u{06ED}'
        | '\u{0897}'..='\u{089F}' | '\u{08CA}'..='\u{08E1}' | '\u{08E3}'..='\u{08FF}')
}

/// Whether `c` shows nothing: zero-width characters, bidirectional controls, soft hyphen, byte-order mark.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

/// Whether `c` is a letter or a digit of any script. What Arabic news is written with is decided without a look into the tables
/// of Unicode, which every Arabic letter and quotation mark would otherwise end up in.
#[inline]
#[must_use]
pub fn is_word_char(c: char) -> bool {
    match c {
        '\u{0621}'..='\u{063A}' | '\u{0641}'..='\u{064A}' | 'a'..='z' | 'A'..='Z' | '0'..='9' => true,
        '\0'..='\x7F' | '،' | '؛' | '؟' | '«' | '»' | '\u{00A0}' => false,
        '\u{2010}'..='\u{2027}' => false,
        _ => c.is_alphanumeric(),
    }
}

/// Whether `c` is a letter of the Arabic script, whatever the language.
#[must_use]
pub fn is_arabic_letter(c: char) -> bool {
    matches!(c, '\u{0620}'..='\u{064A}' | '\u{066E}'..='\u{06D3}' | '\u{06D5}' | '\u{06FA}'..='\u{06FF}'
        | '\u{0750}'..='\u{077F}' | '\u{08A0}'..='\u{08C9}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
        && !is_mark(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_in_many_spellings_folds_to_one() {
        for form in ["اقرأ أيضاً", "إقرأ أيضًا", "اقــرأ أيضا", "اقرا\u{200f} ايضا", "اقرأ\u{00a0}أيضاً"]
        {
            assert_eq!(fold(form), "اقرا ايضا", "{form:?}");
        }
        assert_eq!(fold("الأمین"), fold("الأمين"));
        assert_eq!(fold("مستشفى"), fold("مستشفي"));
        assert_eq!(fold("ﻻ"), "لا");
    }

    #[test]
    fn digits_of_both_sets_become_ascii() {
        assert_eq!(fold("٢٠٢٦ و۱۴۴۷"), "2026 و1447");
    }

    #[test]
    fn a_letter_and_its_mark_fold_like_their_composition() {
        assert_eq!(fold("ا\u{0654}و\u{0654}ي\u{0654}ا\u{0653}"), fold("أؤئآ"));
        assert_eq!(fold("Ti\u{0302}me ÉTÉ ﷲ"), "time ete الله");
    }

    #[test]
    fn word_characters_are_those_of_unicode() {
        assert!(('\0'..=char::MAX).all(|c| is_word_char(c) == c.is_alphanumeric()));
    }

    #[test]
    fn latin_is_lowered_and_punctuation_kept() {
        assert_eq!(fold("NATO: الناتو، 2%"), "nato: الناتو، 2%");
    }
}
