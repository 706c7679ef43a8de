//! Counts that agree, and dates.

use super::*;
use crate::digest::sample;

#[test]
fn arabic_counts_agree_with_their_noun() {
    let cases = [
        (0, "لا مصادر", "لا قصص"),
        (1, "مصدر واحد", "قصة واحدة"),
        (2, "مصدران", "قصتان"),
        (3, "3 مصادر", "3 قصص"),
        (10, "10 مصادر", "10 قصص"),
        (11, "11 مصدرًا", "11 قصة"),
        (99, "99 مصدرًا", "99 قصة"),
        (100, "100 مصدر", "100 قصة"),
        (101, "101 مصدر", "101 قصة"),
        (102, "102 مصدر", "102 قصة"),
        (103, "103 مصادر", "103 قصص"),
        (111, "111 مصدرًا", "111 قصة"),
        (200, "200 مصدر", "200 قصة"),
        (1_005, "1005 مصادر", "1005 قصص"),
    ];
    for (n, outlets, stories) in cases {
        assert_eq!(OUTLETS.counted(n, Language::Arabic), outlets);
        assert_eq!(STORIES.counted(n, Language::Arabic), stories);
    }
    assert_eq!(ARTICLES.counted(2, Language::Arabic), "خبران");
    assert_eq!(PAGES.counted(12, Language::Arabic), "12 صفحة");
    assert_eq!(
        (OUTLETS.counted(1, Language::English), STORIES.counted(0, Language::English)),
        ("1 outlet".into(), "0 stories".into())
    );
}

#[test]
fn dates_name_the_month_as_east_and_west_do() {
    assert_eq!(long_date(sample::day(), Language::Arabic), "الاثنين 23 نوفمبر/تشرين الثاني 2026");
    assert_eq!(long_date(sample::day(), Language::English), "Monday 23 November 2026");
    let friday = NaiveDate::from_ymd_opt(2027, 1, 1).unwrap();
    assert_eq!(long_date(friday, Language::Arabic), "الجمعة 1 يناير/كانون الثاني 2027");
}

#[test]
fn moments_are_in_the_zone_of_the_digest() {
    assert_eq!(moment(sample::at(375), "Asia/Riyadh", Language::Arabic), "23 نوفمبر/تشرين الثاني 2026، 06:15");
    assert_eq!(moment(sample::at(375), "nonsense", Language::English), "23 November 2026, 03:15");
    let told = |text, language| clock(Some(text), "Asia/Riyadh", sample::day(), language);
    assert_eq!(told("2026-11-23T01:30:00+02:00", Language::Arabic).as_deref(), Some("02:30"));
    assert_eq!(told("2026-11-22T22:00:00Z", Language::Arabic).as_deref(), Some("01:00"), "the day is the zone's");
    let before = "2026-11-21T19:05:00+03:00";
    assert_eq!(told(before, Language::Arabic).as_deref(), Some("21 نوفمبر/تشرين الثاني، 19:05"));
    assert_eq!(told(before, Language::English).as_deref(), Some("21 November, 19:05"));
    assert_eq!(told("2026-11-23", Language::Arabic), None);
    assert_eq!(in_zone("Africa/Cairo", Language::Arabic), "بتوقيت القاهرة");
    assert_eq!(in_zone("Europe/Paris", Language::Arabic), "بتوقيت Europe/Paris");
}
