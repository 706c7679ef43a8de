//! Tests of the label grammar.

use super::LabelKind::Source;
use super::site::is_site_line;
use super::*;

const READ: LabelKind = LabelKind::Links(LinkKind::ReadAlso);
const LIKE: LabelKind = LabelKind::Links(LinkKind::Related);

fn kind_and_rest(text: &str) -> Option<(LabelKind, &str)> {
    label_of(text).map(|l| (l.kind, &text[l.rest..]))
}

#[test]
fn every_spelling_of_a_label_is_one_label() {
    for text in
        ["اقرأ أيضاً", "إقرأ أيضًا:", "اقــرأ ايضا ..", "• أقرأ أيضا :", "\u{200f}اقرأ\u{a0}أيضا", "**اقرأ أيضاً**"]
    {
        let label = label_of(text).unwrap_or_else(|| panic!("{text}"));
        assert_eq!(label.kind, READ, "{text}");
        assert!(label.is_alone(text), "{text}");
    }
}

#[test]
fn what_follows_a_label_is_its_rest() {
    assert_eq!(kind_and_rest("اقرأ أيضاً: وزير الطاقة يفتتح محطة"), Some((READ, "وزير الطاقة يفتتح محطة")));
    assert_eq!(kind_and_rest("المصدر | صحيفة الوادي"), Some((Source, "صحيفة الوادي")));
    assert_eq!(kind_and_rest("للمزيد: «النهر» يعود"), Some((READ, "«النهر» يعود")));
    assert!(label_of("المصدر: وكالات").is_some_and(|l| l.separated));
    assert!(label_of("تقرير حكومي جديد").is_some_and(|l| !l.separated));
}

#[test]
fn the_longest_key_wins_and_words_are_whole() {
    assert_eq!(kind_and_rest("المزيد من الأخبار"), Some((LIKE, "")));
    assert_eq!(kind_and_rest("اقرأ المزيد من الأخبار: عنوان"), Some((READ, "عنوان")));
    assert_eq!(label_of("المصدرون يطالبون بتسهيلات"), None);
    assert_eq!(label_of("كتبوا رسالة إلى الوزير"), None);
}

#[test]
fn invitations_are_the_sites_own_and_prose_is_not() {
    let line = "تابعوا آخر أخبارنا عبر قناتنا على تلغرام";
    assert!(is_site_line(line, line.chars().count()));
    let prose = "تابع الوزير أعمال الصيانة في المحطة واستمع إلى المهندسين.";
    assert!(!is_site_line(prose, prose.chars().count()));
}

#[test]
fn every_key_is_let_through_and_is_folded() {
    for (key, _) in LINK_KEYS.into_iter().chain(OTHER_KEYS) {
        assert!(may_open(key), "{key}");
        assert_eq!(fold(key), key);
        assert!(key.chars().count() < WINDOW, "{key}");
    }
}
