//! Language and direction of a text by its letters, and isolation of one direction inside another.

use super::letters::is_arabic_letter;

/// Writing direction of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Right to left: Arabic, Persian, Urdu, Hebrew.
    Rtl,
    /// Left to right.
    Ltr,
}

impl Direction {
    /// The value of the HTML `dir` attribute.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Rtl => "rtl",
            Self::Ltr => "ltr",
        }
    }
}

/// Share of the letters of `text` that are of the Arabic script, 0 to 1; 0 when it has no letter.
#[must_use]
pub fn arabic_share(text: &str) -> f32 {
    let (mut arabic, mut letters) = (0_u32, 0_u32);
    for c in text.chars() {
        match c {
            '\u{0621}'..='\u{063A}' | '\u{0641}'..='\u{064A}' => arabic += 1,
            'a'..='z' | 'A'..='Z' => letters += 1,
            // Blanks, digits and marks: most of the rest.
            '\0'..='\x7F' | '\u{064B}'..='\u{0652}' | '،' => {}
            _ if is_arabic_letter(c) => arabic += 1,
            _ => letters += u32::from(c.is_alphabetic()),
        }
    }
    letters += arabic;
    if letters == 0 { 0.0 } else { arabic as f32 / letters as f32 }
}

/// Direction that most letters of `text` have; left to right when it has no letters.
#[must_use]
pub fn direction(text: &str) -> Direction {
    if arabic_share(text) >= 0.4 { Direction::Rtl } else { Direction::Ltr }
}

/// Characters that tell the language of a text.
const SAMPLE_CHARS: usize = 4_000;

/// Language code by script and the letters that set Persian and Urdu apart; `None` when no script prevails.
#[must_use]
pub fn language(text: &str) -> Option<&'static str> {
    let sample = text.char_indices().nth(SAMPLE_CHARS).map_or(text, |(end, _)| &text[..end]);
    if arabic_share(sample) < 0.4 {
        let latin = sample.chars().filter(char::is_ascii_alphabetic).count();
        return (latin > 20).then_some("en");
    }
    let (mut arabic, mut persian, mut urdu) = (0, 0, 0);
    for c in sample.chars() {
        match c {
            'ة' | 'ي' | 'ك' | 'ى' | 'أ' | 'إ' => arabic += 1,
            'پ' | 'چ' | 'ژ' | 'گ' | 'ی' | 'ک' => persian += 1,
            'ٹ' | 'ڈ' | 'ڑ' | 'ں' | 'ے' | 'ہ' => urdu += 1,
            _ => {}
        }
    }
    Some(if urdu > arabic {
        "ur"
    } else if persian > arabic {
        "fa"
    } else {
        "ar"
    })
}

/// `text` between FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE, so that in plain text it cannot disturb its surroundings.
#[must_use]
pub fn isolate(text: &str) -> String {
    format!("\u{2068}{text}\u{2069}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn direction_follows_the_letters_not_the_first_one() {
        assert_eq!(direction("NATO يعلن مساعدات جديدة لأوكرانيا"), Direction::Rtl);
        assert_eq!(direction("Reuters reports from القاهرة today at noon"), Direction::Ltr);
        assert_eq!(direction("2026"), Direction::Ltr);
    }

    #[test]
    fn languages_of_the_arabic_script_are_told_apart() {
        assert_eq!(language("أعلنت الحكومة عن خطة جديدة لدعم القطاع الزراعي"), Some("ar"));
        assert_eq!(language("دولت برنامه\u{200c}ای تازه برای کشاورزی گفت که چگونه پیش می\u{200c}رود"), Some("fa"));
        assert_eq!(language("123"), None);
    }
}
