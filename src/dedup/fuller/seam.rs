//! Where a longer text goes on after the end of a shorter one, and whether it goes on in one breath.
//!
//! An article that another page appends begins as articles begin. The rest of an article goes on in the middle of a sentence, or
//! with a sentence that needs the one before it: `وأضاف`, `كما`, `من جهته`. On 7,900 real articles 67 % of all later paragraphs
//! open so, and 0.4 % of the first ones.

use super::super::clean;
use crate::text::tokens::Tokens;

/// How the rest is joined to what comes before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seam {
    /// In the middle of a sentence.
    InSentence,
    /// With a word that goes on with what was said.
    Connective,
    /// It could be the beginning of anything.
    Open,
}

/// Last words of the shorter text by which its end is found in the longer one.
const END: usize = 4;

/// How far from where it is expected the end is looked for, as a share of the shorter text's words.
const SLACK: f64 = 0.15;

/// Words that open no article.
const OPENERS: [&str; 13] =
    ["كما", "اما", "لكن", "لقد", "ثم", "يذكر", "يشار", "الجدير", "وفي", "ومن", "وعن", "بدوره", "بدورها"];

/// What stands after `من` in `من جهته` and the like.
const SIDES: [&str; 9] = ["جانبه", "جهته", "ناحيته", "جانبها", "جهتها", "ناحيتها", "جهه", "جانب", "ناحيه"];

/// Beginnings of words whose first letter is no conjunction: many articles open with them.
const WORDS_IN_WAW: [&str; 83] = [
    "وزير",
    "وزار",
    "وزرا",
    "وكال",
    "وكيل",
    "وكلا",
    "وفد",
    "وفود",
    "وفا",
    "وفر",
    "وفق",
    "وقع",
    "وقف",
    "وقود",
    "وقاي",
    "وقت",
    "وصل",
    "وصف",
    "وصي",
    "وضع",
    "وضح",
    "وزع",
    "وجه",
    "وجد",
    "وجود",
    "وجب",
    "واصل",
    "وافق",
    "واسي",
    "واشنطن",
    "واجه",
    "واجب",
    "واحد",
    "واقع",
    "والد",
    "والي",
    "وعد",
    "وعي",
    "وثق",
    "وثائق",
    "وثايق",
    "وثيق",
    "وحد",
    "ورش",
    "ورد",
    "ورا",
    "ورث",
    "وسط",
    "وساط",
    "وسائل",
    "وسايل",
    "وسع",
    "وطن",
    "وزن",
    "وول",
    "ولي",
    "ولاي",
    "ولاد",
    "ولد",
    "ولاء",
    "وداع",
    "ودع",
    "وديع",
    "وهب",
    "وهم",
    "وهج",
    "وتير",
    "وتر",
    "وباء",
    "وبا",
    "وشيك",
    "وظيف",
    "وظائف",
    "وظايف",
    "وعكه",
    "وليد",
    "وسام",
    "وسيم",
    "وضاح",
    "وحش",
    "وداد",
    "وليم",
    "ويلي",
];

/// The place in the words of `longer` after which the shorter text has ended, where its end is found.
pub(super) fn end_of(shorter: &[u32], longer: &[u32]) -> Option<usize> {
    let end = shorter.len().checked_sub(END).map(|from| &shorter[from..])?;
    let slack = (shorter.len() as f64 * SLACK) as usize + END;
    let (from, to) = (shorter.len().saturating_sub(END + slack), (shorter.len() + slack).min(longer.len()));
    let places = longer.get(from..to)?.windows(END).enumerate().filter(|(_, run)| *run == end);
    // The nearest to where it should be: a refrain may occur twice.
    let expected = shorter.len() - END;
    places.map(|(at, _)| from + at).min_by_key(|at| at.abs_diff(expected)).map(|at| at + END)
}

/// How `text` goes on after its first `words` compared words.
pub(super) fn seam(text: &str, words: usize) -> Seam {
    let cleaned = clean::for_matching(text);
    let mut raw = cleaned
        .lines()
        .flat_map(|line| line.split_whitespace().enumerate().map(|(place, word)| (place == 0, word)))
        .peekable();
    let (mut passed, mut before) = (0, "");
    while passed < words {
        let Some((_, word)) = raw.next() else { return Seam::Open };
        passed += compared(word);
        before = word;
    }
    // Words that are not compared (days, honorifics) belong to the sentence before.
    while let Some((false, word)) = raw.peek().copied()
        && compared(word) == 0
    {
        before = word;
        raw.next();
    }
    let Some((begins_line, first)) = raw.next() else { return Seam::Open };
    let in_sentence = !begins_line && !before.ends_with(['.', '؟', '!', '?', ':', '…', '"', '»', '”', '،', '؛']);
    if in_sentence {
        return Seam::InSentence;
    }
    let second = raw.next().map(|(_, word)| word).unwrap_or_default();
    if opens_with_connective(first, second) { Seam::Connective } else { Seam::Open }
}

fn compared(word: &str) -> usize {
    Tokens::of(word).iter().filter(|word| !clean::is_filler(word)).count()
}

fn opens_with_connective(first: &str, second: &str) -> bool {
    let (first, second) = (Tokens::of(first), Tokens::of(second));
    let first = first.as_str();
    let is_conjunction = first.starts_with('و')
        && first.chars().count() >= 3
        && !WORDS_IN_WAW.iter().any(|word| first.starts_with(word));
    OPENERS.contains(&first) || (first == "من" && SIDES.contains(&second.as_str())) || is_conjunction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_found_where_it_should_be() {
        let shorter: Vec<u32> = (0..40).collect();
        let mut longer = shorter.clone();
        longer.extend(100..180);
        assert_eq!(end_of(&shorter, &longer), Some(40));
        longer.splice(10..12, [500, 501, 502]);
        assert_eq!(end_of(&shorter, &longer), Some(41), "a word more in between");
        longer[40] = 7;
        assert_eq!(end_of(&shorter, &longer), None, "an end that was edited is not guessed at");
        assert_eq!(end_of(&[1, 2], &longer), None);
    }

    #[test]
    fn what_goes_on_is_told_from_what_begins() {
        let head = "افتتح الوزير المحطة في ضاحية المدينة";
        for (rest, told) in [
            (" وسط حضور كبير من الأهالي.", Seam::InSentence),
            (".\nوأضاف أن القطار سينطلق فجرا.", Seam::Connective),
            (".\nمن جهته قال المدير إن العمل انتهى.", Seam::Connective),
            (". كما زار الورشة القريبة.", Seam::Connective),
            (".\nوزير الزراعة يعد بدعم القمح.", Seam::Open),
            (".\nواشنطن تعلن موعد القمة.", Seam::Open),
            (".\nتعادل الفريقان في مباراة مثيرة.", Seam::Open),
            ("", Seam::Open),
        ] {
            assert_eq!(seam(&format!("{head}{rest}"), 6), told, "{rest}");
        }
    }
}
