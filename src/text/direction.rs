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

/// Letters of a text, counted by script.
#[derive(Default)]
struct Census {
    arabic: u32,
    latin: u32,
    others: u32,
}

impl Census {
    #[inline]
    fn count(&mut self, c: char) {
        match c {
            '\u{0621}'..='\u{063A}' | '\u{0641}'..='\u{064A}' => self.arabic += 1,
            'a'..='z' | 'A'..='Z' => self.latin += 1,
            // Blanks, digits and marks: most of the rest.
            '\0'..='\x7F' | '\u{064B}'..='\u{0652}' | '،' | '؛' | '؟' | '«' | '»' | '\u{2010}'..='\u{2027}' => {}
            _ if is_arabic_letter(c) => self.arabic += 1,
            _ => self.others += u32::from(c.is_alphabetic()),
        }
    }

    fn arabic_share(&self) -> f32 {
        let letters = self.arabic + self.latin + self.others;
        if letters == 0 { 0.0 } else { self.arabic as f32 / letters as f32 }
    }
}

/// Share of the letters of `text` that are of the Arabic script, 0 to 1; 0 when it has no letter.
#[must_use]
pub fn arabic_share(text: &str) -> f32 {
    let mut census = Census::default();
    text.chars().for_each(|c| census.count(c));
    census.arabic_share()
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
    let mut census = Census::default();
    let (mut arabic, mut persian, mut urdu) = (0, 0, 0);
    for c in text.chars().take(SAMPLE_CHARS) {
        census.count(c);
        match c {
            'ة' | 'ي' | 'ك' | 'ى' | 'أ' | 'إ' => arabic += 1,
            'پ' | 'چ' | 'ژ' | 'گ' | 'ی' | 'ک' => persian += 1,
            'ٹ' | 'ڈ' | 'ڑ' | 'ں' | 'ے' | 'ہ' => urdu += 1,
            _ => {}
        }
    }
    if census.arabic_share() < 0.4 {
        return (census.latin > 20).then_some("en");
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
