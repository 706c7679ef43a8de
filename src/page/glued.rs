//! Headlines of a list glued into one line without any separator, as text taken from badly built pages has them.

use super::blocks::ends_sentence;
use crate::text::letters::fold;

/// A line shorter than this is not several headlines.
const MIN_CHARS: usize = 140;
/// Letters of the longest words that news Arabic commonly writes; longer ones are two words without a blank.
const LONG_WORD: usize = 12;

/// Whether `text` is several headlines run together. The signs: no sentence ends in it, hardly a comma, and words that are
/// two words (a word-final letter inside a word, an article deep inside one, more letters than words have).
pub(super) fn is_glued(text: &str, chars: usize) -> bool {
    if chars < MIN_CHARS || ends_sentence(text) {
        return false;
    }
    let commas = text.chars().filter(|c| matches!(c, '،' | '؛')).count();
    let stops = text.matches(". ").count();
    if (commas + stops) * 120 > chars {
        return false;
    }
    text.split_whitespace().filter(|w| is_two_words(w)).take(2).count() == 2
}

fn is_two_words(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    if word.contains(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '/' | '.' | '@' | ':' | '_')) {
        return false;
    }
    // Verses are written with all their vowels, and stars or braces between them.
    let vowels = word.chars().filter(|c| matches!(c, '\u{64b}'..='\u{652}')).count();
    if vowels >= 3 || word.contains(['*', '{', '}']) {
        return false;
    }
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
    // A sentence mark between two letters: "يجيب؟أوكرانيا".
    if word.chars().any(|c| matches!(c, '؟' | '!' | '،' | '؛')) {
        return true;
    }
    let final_inside = letters.iter().rev().skip(1).any(|c| matches!(c, 'ة' | 'ى'));
    let folded = fold(word);
    let deep_article = folded.char_indices().skip(4).any(|(at, _)| {
        let (before, rest) = folded.split_at(at);
        rest.starts_with("ال") && rest.chars().count() >= 6 && before.chars().count() >= 4
    });
    final_inside || (deep_article && letters.len() >= 10) || letters.len() >= LONG_WORD
}

#[cfg(test)]
mod tests {
    use super::is_glued;

    fn check(text: &str) -> bool {
        is_glued(text, text.chars().count())
    }

    #[test]
    fn run_together_headlines_are_seen() {
        assert!(check(
            "السد الكبير يفتح بواباته بعد موسم أمطار غزيرةالوزارة تعلن خطة لترميم القنوات القديمة في الشمالالمزارعون يطالبون \
             بتعويضات عاجلة عن خسائر الموسم الماضيخبير مياه يحذر من تكرار الأزمة في الصيف المقبل"
        ));
    }

    #[test]
    fn long_sentences_with_long_words_are_not() {
        assert!(!check(
            "وقال المتحدث إن الاستراتيجيات الجديدة للمستثمرين والمستهلكين ستسهم في خفض الأسعار، وإن الوزارة ستتابع التنفيذ، \
             موضحا أن المسؤوليات والاستحقاقات موزعة على المحافظات كافة بحسب الخطة"
        ));
        assert!(!check("خبر قصير بلا نقطة في آخره"));
        assert!(!check(
            "ونذكر دائما ما جاء في كتاب الله حين عاتب رسوله الكريم في شأن الأعمى الذي جاءه يسعى {عَبَسَ وَتَوَلَّى*أَنْ جَاءَهُ الأَعْمَى*وَمَا \
             يُدْرِيكَ لَعَلَّهُ يَزَّكَّى} سورة عبس الآيات من الأولى إلى الثالثة"
        ));
    }
}
