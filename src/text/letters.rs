//! Letter folding: one spelling for the many ways Arabic outlets write the same word.
//!
//! The steps follow Lucene's `ArabicNormalizer` with the additions that real news needs: hamza on waw and yeh, alef wasla,
//! Persian yeh and kaf, presentation forms, both sets of Arabic digits, and the invisible marks that editors paste.

use unicode_normalization::{UnicodeNormalization, is_nfkc_quick};

/// Version of the folding rules; stored beside everything derived from folded text, so that it can be recomputed.
pub const FOLD_VERSION: u16 = 1;

/// Folds `text` for matching: compatibility forms composed, marks and invisible characters dropped, letter variants and
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
    // Most news text is already in compatibility form; composing it again would double the cost.
    if is_nfkc_quick(text.chars()) == unicode_normalization::IsNormalized::Yes {
        text.chars().for_each(|c| push_folded(c, out));
    } else {
        text.nfkc().for_each(|c| push_folded(c, out));
    }
}

fn push_folded(c: char, out: &mut String) {
    match fold_char(c) {
        Folded::Drop => {}
        Folded::Keep(c) => out.push(c),
        Folded::Lower(c) => out.extend(c.to_lowercase()),
    }
}

enum Folded {
    Drop,
    Keep(char),
    Lower(char),
}

fn fold_char(c: char) -> Folded {
    match c {
        'a'..='z' | '0'..='9' | ' ' => Folded::Keep(c),
        'آ' | 'أ' | 'إ' | 'ٱ' | '\u{0672}' | '\u{0673}' | '\u{0675}' => Folded::Keep('ا'),
        'ى' | 'ئ' | 'ی' | 'ۍ' | 'ې' | 'ے' => Folded::Keep('ي'),
        'ؤ' => Folded::Keep('و'),
        'ة' | 'ہ' | 'ە' | 'ھ' | 'ۀ' | 'ۂ' | 'ۃ' => Folded::Keep('ه'),
        'ک' | 'ڪ' => Folded::Keep('ك'),
        '٠'..='٩' => Folded::Keep(ascii_digit(c, '٠')),
        '۰'..='۹' => Folded::Keep(ascii_digit(c, '۰')),
        '\u{00A0}' | '\u{2007}' | '\u{202F}' => Folded::Keep(' '),
        _ if is_mark(c) || is_invisible(c) => Folded::Drop,
        _ if c.is_uppercase() => Folded::Lower(c),
        _ => Folded::Keep(c),
    }
}

fn ascii_digit(digit: char, zero: char) -> char {
    char::from_digit(u32::from(digit) - u32::from(zero), 10).unwrap_or('0')
}

/// Whether `c` is written on or between Arabic letters without being one: vowel marks, Quranic signs, tatweel.
#[must_use]
pub fn is_mark(c: char) -> bool {
    matches!(c,
        '\u{0610}'..='\u{061A}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}'
        | '\u{06D6}'..='\u{06DC}' | '\u{06DF}'..='\u{06E8}' | '\u{06EA}'..='\u{06ED}' | '\u{08D3}'..='\u{08FF}')
}

/// Whether `c` shows nothing: zero-width characters, bidirectional controls, soft hyphen, byte-order mark.
#[must_use]
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
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
    fn latin_is_lowered_and_punctuation_kept() {
        assert_eq!(fold("NATO: الناتو، 2%"), "nato: الناتو، 2%");
    }
}
