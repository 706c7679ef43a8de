//! Labels of links that are put together of known words: what is listed and why (`أخبار قد تعجبك`, `المواضيع المتشابهة`), or
//! what to do with it (`اقرأ/ي أيضًا`).

use super::LabelKind::{self, Links};
use crate::article::LinkKind;
use crate::text::letters::is_word_char;
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Folded names of what is listed; each also with the article.
const LISTED: &str = "اخبار مقالات مواضيع موضوعات تقارير قصص مواد منشورات روابط فيديوهات فيديو محتوي ملفات تدوينات مدونات حلقات وصفات \
    عناوين تغطيات تحليلات";

/// Folded words behind them that say why, the first of each; each also with the article.
const LIKE: &str = "متعلقه مرتبطه مشابهه متشابهه مقترحه متصله متعلقات مماثله";

/// Folded pairs behind them that say why.
const WHY: [(&str, &[&str]); 5] = [
    ("ذات", &["صله", "الصله", "علاقه", "العلاقه"]),
    ("ذو", &["صله"]),
    ("لها", &["علاقه", "صله"]),
    ("قد", &["تهمك", "يهمك", "تعجبك", "يعجبك", "تهمكم", "تعجبكم"]),
    ("ربما", &["تهمك", "يهمك", "تعجبك", "يعجبك", "تهمكم", "تعجبكم"]),
];

/// Folded imperatives, in all numbers and genders.
const IMPERATIVES: &str = "اقرا اقراي اقريي اقراوا اقرووا طالع طالعي طالعوا شاهد شاهدي شاهدوا تابع تابعي تابعوا انظر انظري انظروا تصفح تصفحي \
    تصفحوا استمع استمعي استمعوا اطلع اطلعي اطلعوا";

/// Folded words behind an imperative that make it a label.
const ALSO: [&str; 3] = ["ايضا", "كذلك", "التالي"];

static LISTED_WORDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| LISTED.split_whitespace().collect());
static IMPERATIVE_WORDS: LazyLock<FxHashSet<&str>> = LazyLock::new(|| IMPERATIVES.split_whitespace().collect());

/// Words with which such a label begins.
pub(super) fn openings() -> impl Iterator<Item = &'static str> {
    LISTED.split_whitespace().chain(IMPERATIVES.split_whitespace()).chain(["ال"])
}

/// What the label that `folded` begins with announces, and its length in bytes.
pub(super) fn label(folded: &str) -> Option<(usize, LabelKind)> {
    let mut words = words(folded);
    let (first, _) = words.next()?;
    // Both genders are written in one: `اقرأ/ي`.
    let imperative = IMPERATIVE_WORDS.contains(first.split('/').next().unwrap_or(first));
    if !imperative && !LISTED_WORDS.contains(first) && !LISTED_WORDS.contains(plain(first)) {
        return None;
    }
    let (second, end) = words.next()?;
    if imperative {
        return ALSO.contains(&second).then_some((end, Links(LinkKind::ReadAlso)));
    }
    if LIKE.split_whitespace().any(|like| like == plain(second)) {
        return Some((end, Links(LinkKind::Related)));
    }
    let (third, end) = words.next()?;
    let why = WHY.iter().any(|(before, behind)| *before == second && behind.contains(&third));
    why.then_some((end, Links(LinkKind::Related)))
}

/// A word without the article.
fn plain(word: &str) -> &str {
    word.strip_prefix("ال").unwrap_or(word)
}

/// The words of a folded text up to what is none, each with the byte after it.
fn words(folded: &str) -> impl Iterator<Item = (&str, usize)> {
    let is_word = |c: char| is_word_char(c) || c == '/';
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = folded.get(at..)?;
        let start = at + rest.len() - rest.trim_start_matches(' ').len();
        let word = folded.get(start..)?;
        let end = word.find(|c| !is_word(c)).unwrap_or(word.len());
        at = start + end;
        (end > 0).then(|| (&word[..end], at))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::letters::fold;

    #[test]
    fn labels_are_put_together_of_known_words() {
        let of = |text: &str| label(&fold(text)).map(|(end, kind)| (fold(text)[..end].to_owned(), kind));
        let like = |text: &str| of(text).is_some_and(|(_, kind)| kind == Links(LinkKind::Related));
        for text in ["أخبار قد تعجبك", "المواضيع المتشابهة", "تقارير ذات صلة:", "وصفات مشابهة", "فيديوهات متعلقة"]
        {
            assert!(like(text), "{text}");
        }
        assert_eq!(of("اقرأ/ي أيضًا: سيرة شارع").map(|(label, _)| label).as_deref(), Some("اقرا/ي ايضا"));
        for text in ["أخبار الرياضة", "مواضيع النقاش", "شاهد الوزير", "تقارير", "قد تهمك"]
        {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
