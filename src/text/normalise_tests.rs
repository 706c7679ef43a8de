//! Every step alone, and all of them against the one pass.

use super::*;
use crate::text::letters::fold;
use crate::text::shingles::stream_hash;
use proptest::prelude::*;

fn step(name: &str, text: &str) -> String {
    STEPS.iter().chain([&STEM]).find(|step| step.name == name).unwrap().apply(text)
}

#[test]
fn each_step_does_its_own_work_and_no_other() {
    let cases = [
        ("compatibility", "\u{FEFB} \u{FDF2} ２ \u{FDFC}", "لا الله 2 ریال"),
        ("compatibility", "\u{FDFD}", "بسم الله الرحمن الرحيم"),
        ("compatibility", "أ \u{FE83} é", "أ ا\u{0654} e\u{0301}"),
        ("marks", "مُدَرِّسٌ قُرآن\u{06DB} re\u{0301}sume\u{0301} ا\u{0670} \u{08F0}", "مدرس قرآن resume ا "),
        ("marks", "مــد", "مــد"),
        ("tatweel", "مــدينة", "مدينة"),
        ("invisible", "كتاب\u{200F}\u{202B}ه\u{FEFF}\u{00AD}\u{200C}ا\u{061C}", "كتابها"),
        ("case", "NATO Été", "nato été"),
        ("digits", "٢٠٢٦ ۱۴۴۸ 7", "2026 1448 7"),
        ("alef", "أإآٱا\u{0672}\u{0673}\u{0675}", "اااااااا"),
        ("hamza", "مؤتمر بئر ماء\u{0674}", "موتمر بير ماء"),
        ("yeh", "مستشفى", "مستشفي"),
        ("heh", "مدينة", "مدينه"),
        ("persian", "الأمین کتاب ڪ ہە ھ ۀ ۂ ۃ ې ے ۓ", "الأمين كتاب ك هه ه ه ه ه ي ي ي"),
        ("words", "«قال»: 2.4% من COVID-19؛ نعم… لا", "قال 2 4 من COVID 19 نعم لا"),
        ("stem", "والمسلمون للناتو كتابها nato", "مسلم ناتو كتاب nato"),
    ];
    for (name, text, expected) in cases {
        assert_eq!(step(name, text), expected, "{name} of {text:?}");
    }
}

#[test]
fn every_step_has_a_name_of_its_own_and_says_what_it_does() {
    let mut names: Vec<&str> = STEPS.iter().chain([&STEM]).map(|step| step.name).collect();
    assert!(STEPS.iter().chain([&STEM]).all(|step| step.does.len() > 20));
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), STEPS.len() + 1);
}

#[test]
fn spellings_of_one_sentence_meet() {
    let spellings = [
        "أعلنت وزارة الصحّة، اليوم، عن إنشاء ١٢ مستشفى في المدينة",
        "اعلنت وزاره الصحة اليوم عن انشاء 12 مستشفي في المدينه",
        "أعلنـت وزارة الصحة \u{200F}اليوم عن إنشاء ۱۲ مستشفی في المدینة.",
        "\u{FE83}علنت وزارة الصحة - اليوم - عن إنشاء 12 مستشفى فى المدينة",
    ];
    let one = for_matching(spellings[0]);
    for other in spellings {
        assert_eq!(for_matching(other).as_str(), one.as_str(), "{other}");
    }
    assert_eq!(for_search("المدينة والمدن"), "مدين مدن");
}

/// What is stored rests on this: when it fails, raise `VERSION` and `dedup::FINGERPRINT_VERSION` together, and write the new hash.
#[test]
fn the_result_of_this_version_is_this() {
    let sample: String = ('\u{0020}'..='\u{06FF}').chain('\u{FB50}'..='\u{FEFF}').flat_map(|c| [c, 'ب', ' ']).collect();
    assert_eq!(
        (VERSION, stream_hash(&for_matching(&sample))),
        (2, 237_413_495_000_396_659_115_487_697_578_675_870_093)
    );
}

/// Characters that news is written with, and those that break folding.
fn character() -> impl Strategy<Value = char> {
    prop_oneof![
        4 => proptest::char::range('\u{0600}', '\u{06FF}'),
        2 => proptest::char::ranges(vec![' '..='~', '\u{00A0}'..='\u{024F}'].into()),
        2 => proptest::char::ranges(vec!['\u{FB50}'..='\u{FDFF}', '\u{FE70}'..='\u{FEFF}', '\u{0750}'..='\u{077F}', '\u{0870}'..='\u{08FF}'].into()),
        1 => proptest::char::ranges(vec!['\u{2000}'..='\u{206F}', '\u{0300}'..='\u{036F}', '\u{FF00}'..='\u{FFEF}'].into()),
        1 => any::<char>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn one_pass_gives_what_the_steps_give_one_after_another(text in proptest::collection::vec(character(), 0..60)) {
        let text: String = text.into_iter().collect();
        let traced = trace(&text);
        let words_of = for_matching(&text);
        prop_assert_eq!(words_of.as_str(), traced[STEPS.len() - 1].1.as_str());
        prop_assert_eq!(for_search(&text), traced[STEPS.len()].1.clone());
        // Folding is the steps before the words.
        let words = step("words", &fold(&text));
        prop_assert_eq!(words.as_str(), traced[STEPS.len() - 1].1.as_str());
    }

    #[test]
    fn what_is_normalised_stays(text in proptest::collection::vec(character(), 0..60)) {
        let text: String = text.into_iter().collect();
        let once = for_matching(&text);
        let twice = for_matching(once.as_str());
        prop_assert_eq!(twice.as_str(), once.as_str());
    }
}

/// So that no character escapes the random ones.
#[test]
fn one_pass_and_steps_agree_on_every_character() {
    let every: Vec<char> = ('\0'..=char::MAX).collect();
    for some in every.chunks(2_048) {
        let text: String = some.iter().flat_map(|c| ['ب', *c, 'ت', '\n']).collect();
        let made = STEPS.iter().fold(text.clone(), |made, step| step.apply(&made));
        assert!(for_matching(&text).as_str() == made, "from U+{:04X}", u32::from(some[0]));
    }
}
