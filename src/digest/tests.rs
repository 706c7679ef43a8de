//! The digest of a day: order, headline, summary, section, links, counts, and the day itself.

use super::sample::{self, KHABAR, LEVANT, MALAAB, MARSAD, NAHR, OFOQ, SAHM, WATAN, article, digest, story};
use super::summary::{MAX_SUMMARY_CHARS, summary};
use super::{Counts, day_window};
use crate::article::{BlockKind, LinkKind, Relation};
use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;

fn hours(zone: Tz, year: i32, month: u32, day: u32) -> (String, i64) {
    let (from, to) = day_window(NaiveDate::from_ymd_opt(year, month, day).unwrap(), zone);
    (from.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string(), (to - from).num_hours())
}

#[test]
fn days_begin_where_the_zone_lets_them() {
    use chrono_tz::{Africa, America, Asia, Pacific};
    assert_eq!(hours(Asia::Riyadh, 2026, 11, 23), ("2026-11-23 00:00".to_owned(), 24));
    assert_eq!(hours(Africa::Cairo, 2026, 4, 24), ("2026-04-24 01:00".to_owned(), 23));
    assert_eq!(hours(Africa::Cairo, 2026, 10, 29), ("2026-10-29 00:00".to_owned(), 25));
    assert_eq!(hours(Asia::Beirut, 2026, 3, 29), ("2026-03-29 01:00".to_owned(), 23));
    assert_eq!(hours(America::Havana, 2026, 11, 1).1, 25);
    assert_eq!(hours(Pacific::Apia, 2011, 12, 30), ("2011-12-31 00:00".to_owned(), 0));
}

#[test]
fn days_follow_each_other_without_gap_or_overlap() {
    for zone in
        [chrono_tz::Africa::Cairo, chrono_tz::Asia::Gaza, chrono_tz::Africa::Casablanca, chrono_tz::Asia::Beirut]
    {
        let mut day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        for _ in 0..400 {
            let next = day + TimeDelta::days(1);
            assert_eq!(day_window(day, zone).1, day_window(next, zone).0, "{zone} {day}");
            day = next;
        }
    }
    let last = day_window(NaiveDate::MAX, chrono_tz::Asia::Riyadh);
    assert!(last.0 <= last.1);
}

#[test]
fn the_same_stories_in_any_order_give_the_same_digest() {
    let forward = sample::small();
    let mut backward = sample::small();
    backward.reverse();
    for material in &mut backward {
        material.articles.reverse();
    }
    assert_eq!(digest(forward), digest(backward));
}

#[test]
fn more_voices_stand_first_and_equal_ones_tie_by_time_then_number() {
    let ids = |d: super::Digest| d.stories.iter().map(|s| s.id.0).collect::<Vec<_>>();
    assert_eq!(ids(digest(sample::small())), [1, 2, 3]);
    let single = |id, minutes| story(id, vec![article(id, OFOQ, minutes, "خبر من مصدر واحد عن أمر ما", "نص.")]);
    assert_eq!(ids(digest(vec![single(5, 10), single(4, 10), single(6, 90)])), [6, 4, 5]);
}

#[test]
fn counts_are_of_the_whole_window() {
    let digest = digest(sample::small());
    assert_eq!(digest.counts, Counts { articles: 6, sources: 11, outlets: 7, stories: 3 });
    assert_eq!(
        super::build(sample::day(), chrono_tz::UTC, (sample::at(0), sample::at(1)), vec![story(1, vec![])]).counts,
        Counts::default()
    );
}

#[test]
fn the_article_of_the_headline_stands_first_and_everyone_is_named() {
    let digest = digest(sample::small());
    let bridge = &digest.stories[0];
    assert_eq!(bridge.title, bridge.articles[0].title);
    assert!(bridge.title.contains("جسر الميناء") && !bridge.title.contains("شاهد"), "{}", bridge.title);
    assert_eq!(bridge.outlets, [OFOQ.0, NAHR.0, WATAN.0, SAHM.0, LEVANT.0]);
    assert_eq!(bridge.section.as_deref(), Some("محليات"));
    let relations: Vec<Relation> =
        bridge.articles.iter().find(|a| a.id.0 == 11).unwrap().sources.iter().map(|s| s.relation).collect();
    assert_eq!(relations, [Relation::Origin, Relation::Copy, Relation::Excerpt, Relation::Revision]);
}

#[test]
fn read_also_leads_out_of_the_story_once_and_editors_choice_only() {
    let own = article(1, MALAAB, 5, "المنتخب يفوز بهدفين في ودية الدار البيضاء", "فاز المنتخب.")
        .also("المنتخب يفوز بهدفين في ودية الدار البيضاء", None)
        .also("تشكيلة المنتخب", Some("https://malaab24.example/t?utm_source=x"))
        .also("موعد المباراة المقبلة", Some("https://malaab24.example/next"))
        .also("رابط خطر", Some("javascript:alert(1)"));
    let mut other = article(2, KHABAR, 9, "فوز ودي للمنتخب على أرضه", "فاز.")
        .also("موعد المباراة المقبلة والقنوات الناقلة", Some("http://www.malaab24.example/next/"))
        .also("خبرنا الأول", Some("https://malaab24.example/news/1"))
        .also("الأكثر قراءة اليوم", Some("https://malaab24.example/popular"));
    other.read_also[2].kind = LinkKind::MostRead;
    let digest = digest(vec![story(1, vec![own, other])]);
    let shown: Vec<_> = digest.stories[0].read_also.iter().map(|l| (l.title.as_str(), l.url.as_deref())).collect();
    assert_eq!(
        shown,
        [
            ("موعد المباراة المقبلة", Some("https://malaab24.example/next")),
            ("تشكيلة المنتخب", Some("https://malaab24.example/t")),
            ("رابط خطر", None),
        ]
    );
}

#[test]
fn no_more_than_five_links() {
    let mut one = article(1, OFOQ, 5, "خبر فيه روابط كثيرة إلى غيره", "نص.");
    for n in 0..50 {
        one = one.also(&format!("عنوان آخر رقم {n}"), Some(&format!("https://alofoq.example/{n}")));
    }
    assert_eq!(digest(vec![story(1, vec![one])]).stories[0].read_also.len(), 5);
}

#[test]
fn a_story_without_titles_is_named_by_its_text() {
    let one = article(1, OFOQ, 5, " \u{202e} ", "وصل الوفد إلى العاصمة مساء الأحد في زيارة تستمر يومين.");
    let digest = digest(vec![story(1, vec![one])]);
    assert_eq!(digest.stories[0].title, "وصل الوفد إلى العاصمة مساء الأحد في زيارة تستمر يومين.");
    assert_eq!(digest.stories[0].summary, digest.stories[0].title);
}

#[test]
fn a_headline_without_text_takes_its_summary_from_another_article() {
    let empty = article(1, OFOQ, 5, "الحكومة تعلن عطلة رسمية يوم الخميس المقبل", "");
    let full = article(
        2,
        NAHR,
        9,
        "هل الخميس عطلة؟",
        "أعلنت الحكومة أن الخميس المقبل عطلة رسمية في الدوائر والمدارس والمصارف.",
    );
    let digest = digest(vec![story(1, vec![empty, full])]);
    assert_eq!(digest.stories[0].articles[0].id.0, 1);
    assert!(digest.stories[0].summary.starts_with("أعلنت الحكومة"));
}

fn summary_of(text: &str) -> String {
    summary(&article(1, MARSAD, 0, "عنوان الخبر في سطر واحد", text))
}

#[test]
fn summaries_end_at_a_sentence() {
    let text = "تراجع سعر النفط 2.4% اليوم. وقال د. سعاد الأمين لـ أ. ف. ب. إن الطلب ضعيف؟ \"لا نعرف\"! ";
    let long = format!("{text}{}", "وهذه جملة أخرى طويلة بعض الشيء تملأ المكان حتى لا يبقى منه شيء. ".repeat(5));
    let got = summary_of(&long);
    assert!(got.starts_with(text.trim()) && got.ends_with("منه شيء."), "{got}");
    assert!(got.chars().count() <= MAX_SUMMARY_CHARS);
}

#[test]
fn datelines_are_left_out_and_brackets_in_a_sentence_are_not() {
    for line in ["عمّان، الأردن (CNN)-- ", "القاهرة (أ.ف.ب) - ", "بيروت (رويترز) – "]
    {
        assert_eq!(
            summary_of(&format!("{line}أعلنت الشركة نتائجها السنوية أمس.")),
            "أعلنت الشركة نتائجها السنوية أمس."
        );
    }
    for whole in [
        "قال حلف الأطلسي (الناتو) إنه سيعقد قمة جديدة.",
        "فاز الفريق (2-1) على ضيفه في مباراة مؤجلة.",
        "أعلن الحلف (ناتو) -وهو تحالف عسكري- موعد القمة.",
    ] {
        assert_eq!(summary_of(whole), whole);
    }
}

#[test]
fn a_sentence_without_end_is_cut_at_a_word() {
    let got = summary_of(&"كلمات كثيرة، بلا نقطة ".repeat(60));
    assert!(got.ends_with('…') && got.chars().count() <= MAX_SUMMARY_CHARS && got.chars().count() > 200, "{got}");
    assert!(["كلمات", "كثيرة", "بلا", "نقطة"].iter().any(|w| got.trim_end_matches('…').ends_with(w)), "{got}");
    assert!(summary_of(&"ك".repeat(5_000)).chars().count() <= MAX_SUMMARY_CHARS);
}

#[test]
fn bylines_titles_headings_and_captions_are_no_summary() {
    let mut one = article(
        1,
        WATAN,
        0,
        "وفاة الشاعر الكبير",
        "وفاة الشاعر الكبير\nكتب: سامي راشد\nتوفي الشاعر مساء أمس في منزله.",
    );
    one.blocks[0].kind = BlockKind::Heading;
    assert_eq!(summary(&one), "توفي الشاعر مساء أمس في منزله.");
    one.blocks[0].kind = BlockKind::Paragraph;
    assert_eq!(summary(&one), "توفي الشاعر مساء أمس في منزله.");
    assert_eq!(summary_of(""), "");
    let quote = {
        let mut one = article(1, SAHM, 0, "بيان", "نص البيان كما ورد من الهيئة كاملًا.");
        one.blocks[0].kind = BlockKind::Quote;
        summary(&one)
    };
    assert_eq!(quote, "نص البيان كما ورد من الهيئة كاملًا.");
}

#[test]
fn hostile_text_is_clean_in_the_digest() {
    let one =
        article(1, ("صح\u{202e}يفة\u{1b}[31m", "a.example"), 0, "عن\u{2066}وان\r\nثان\u{0}ٍ من خمس كلمات", "ن\u{7}ص.")
            .filed("\u{202d}سياسة\n");
    let json = serde_json::to_string(&digest(vec![story(1, vec![one])])).unwrap();
    assert!(!json.contains(['\u{202e}', '\u{2066}', '\u{1b}', '\u{202d}']) && !json.contains("\\u00"), "{json}");
}
