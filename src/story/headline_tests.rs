//! Which title an editor would put above a story.

use super::choose;
use crate::story::rank::tests::article;

fn chosen(titles: &[&str]) -> String {
    let articles: Vec<_> = titles
        .iter()
        .enumerate()
        .map(|(i, title)| article(i as i64, title, "نص الخبر في فقرة واحدة", &["مصدر"]))
        .collect();
    choose(&articles).map(|h| h.title).unwrap_or_default()
}

#[test]
fn the_title_that_says_what_the_others_say() {
    let main = "انقطاع الكهرباء عن العاصمة بعد عطل في محطة التحويل";
    for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
        let titles = ["الظلام يخيم من جديد على ليل المدينة", main, "عطل في محطة تحويل يقطع الكهرباء عن أحياء العاصمة"];
        let titles: Vec<&str> = order.iter().map(|i| titles[*i]).collect();
        assert_ne!(chosen(&titles), "الظلام يخيم من جديد على ليل المدينة", "{order:?}");
    }
}

#[test]
fn bait_loses_to_news() {
    let news = "العثور على الطفل المفقود في جبال الأطلس سالمًا";
    for bait in [
        "شاهد.. العثور على الطفل المفقود في جبال الأطلس",
        "بالفيديو: العثور على الطفل المفقود في جبال الأطلس سالمًا",
        "«بالصور» العثور على الطفل المفقود في جبال الأطلس سالمًا",
        "لن تصدق أين عُثر على الطفل المفقود في جبال الأطلس",
        "كيف عُثر على الطفل المفقود في جبال الأطلس؟",
        "العثور على الطفل المفقود في جبال الأطلس سالمًا!!",
    ] {
        assert_eq!(chosen(&[bait, news]), news, "{bait}");
        assert_eq!(chosen(&[news, bait]), news, "{bait}");
    }
}

#[test]
fn words_that_merely_begin_like_bait_are_none() {
    let title = "شاهدان يدليان بإفادتهما في قضية المصرف";
    assert_eq!(chosen(&[title, "قضية المصرف: جلسة جديدة"]), title);
}

#[test]
fn neither_curt_nor_endless() {
    let good = "المصرف المركزي يرفع سعر الفائدة نصف نقطة مئوية";
    let endless = format!("{good} في خطوة فاجأت الأسواق {}", "وأثارت ردود فعل واسعة بين المتعاملين والخبراء ".repeat(4));
    assert_eq!(chosen(&["الفائدة", good, &endless]), good);
}

#[test]
fn what_carriers_made_of_it_counts() {
    let wire = article(1, "قمة المناخ تنتهي باتفاق على صندوق للخسائر", "نص", &["أ", "ب", "ت", "ث"]);
    let aside = article(2, "وفود تغادر قمة المناخ قبل الجلسة الأخيرة", "نص", &["ج"]);
    assert_eq!(choose(&[aside, wire]).map(|h| h.article), Some(1));
}

#[test]
fn the_fullest_article_breaks_an_even_choice() {
    let brief = article(1, "مقتل ثلاثة في انهيار مبنى", "قصير", &["أ"]);
    let full = article(2, "مقتل ثلاثة في انهيار مبنى", &"تفاصيل كثيرة عن الحادث. ".repeat(30), &["ب"]);
    assert_eq!(choose(&[brief, full]).map(|h| h.article), Some(1));
}

#[test]
fn an_arabic_title_is_preferred_to_a_foreign_one() {
    assert_eq!(
        chosen(&["Talks resume in Geneva on Monday morning", "استئناف المحادثات في جنيف"]),
        "استئناف المحادثات في جنيف"
    );
    assert_eq!(chosen(&["Talks resume in Geneva on Monday morning"]), "Talks resume in Geneva on Monday morning");
}

#[test]
fn no_words_no_headline_and_no_controls() {
    assert_eq!(choose(&[]), None);
    assert_eq!(chosen(&["", " \u{200f} ", "؟!"]), "");
    assert_eq!(chosen(&["زيارة\u{202e} رسمية\u{1b}[2J\r\nإلى عمّان"]), "زيارة رسمية[2J إلى عمّان");
}
