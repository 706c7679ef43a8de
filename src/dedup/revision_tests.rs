//! Tests of telling an edit from furniture: what the clock does, what a counter does, what a correction does.

use super::*;
use chrono::TimeDelta;

fn blocks(lines: &[&str]) -> Vec<Block> {
    lines.iter().map(|text| Block { kind: BlockKind::Paragraph, text: (*text).to_owned() }).collect()
}

fn start() -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
}

/// What two readings, `minutes` apart, come to while nothing is known of their outlet.
fn read_again(old: &[&str], new: &[&str], minutes: i64) -> Revision {
    weighed(old, new, minutes).verdict(&FxHashMap::default())
}

fn weighed(old: &[&str], new: &[&str], minutes: i64) -> Changes {
    let (old, new) = (blocks(old), blocks(new));
    let title = "حريق في المستودع";
    changes(
        &Reading { title, blocks: &old, at: start() },
        &Reading { title, blocks: &new, at: start() + TimeDelta::minutes(minutes) },
    )
}

fn edited(removed: usize, added: usize) -> Revision {
    Revision::Edited { removed, added, title: false, cut: false }
}

const LEAD: &str = "اندلع حريق في مستودع للأخشاب قرب الميناء القديم وأرسلت فرق الإطفاء عشر سيارات إلى المكان.";
const END: &str = "وقال المدير إن الخسائر كبيرة وإن التحقيق بدأ.";

#[test]
fn a_corrected_toll_is_an_edit_at_once() {
    let toll = |count: &str| format!("وأسفر الحريق عن مقتل {count} أشخاص وإصابة آخرين بحسب بيان البلدية.");
    let (old, new) = (toll("4"), toll("7"));
    assert_eq!(read_again(&[LEAD, &old, END], &[LEAD, &new, END], 60), edited(1, 1));
    assert_eq!(read_again(&["عدد القتلى: 12 قتيلا", END], &["عدد القتلى: 15 قتيلا", END], 60), edited(1, 1));
    assert_eq!(read_again(&[LEAD, END], &[LEAD, &LEAD.replace("عشر", "خمس"), END], 60), edited(0, 15));
}

#[test]
fn counters_clocks_and_dates_of_their_own_are_furniture() {
    for (old, new) in [
        ("عدد المشاهدات: 1,204", "عدد المشاهدات: 1,377"),
        ("٣ تعليقات", "12 تعليق"),
        ("منذ 5 دقائق", "منذ ساعة"),
        ("آخر تحديث: 14:05", "آخر تحديث: 15:20"),
        ("الاثنين 23 نوفمبر 2026 - 10:22", "الاثنين 23 نوفمبر 2026 - 11:37"),
        ("1204", "1377"),
        ("قرأ هذا الخبر 890 شخصا", "قرأ هذا الخبر 1022 شخصا"),
    ] {
        assert_eq!(read_again(&[LEAD, old, END], &[LEAD, new, END], 75), Revision::Furniture(1), "{old} → {new}");
    }
    assert_eq!(
        read_again(&[LEAD, END], &[LEAD, "2 تعليقات", END], 75),
        Revision::Furniture(1),
        "also one that was not there"
    );
}

#[test]
fn a_relative_time_in_prose_moves_with_the_clock_or_is_corrected() {
    let told = |ago: &str| format!("وكانت فرق الإنقاذ قد وصلت منذ {ago} وبدأت إخلاء السكان من الأبنية المجاورة للمستودع.");
    let (old, clock, other) = (told("5 دقائق"), told("35 دقيقة"), told("3 ساعات"));
    assert_eq!(read_again(&[LEAD, &old], &[LEAD, &clock], 30), Revision::Furniture(1));
    assert!(
        matches!(read_again(&[LEAD, &old], &[LEAD, &other], 30), Revision::Edited { .. }),
        "three hours in thirty minutes"
    );
    let day = |ago: &str| format!("ووقع حريق مشابه قبل {ago} في المنطقة نفسها من غير أن يصاب أحد بأذى.");
    let (three, two) = (day("ثلاثة أيام"), day("يومين"));
    assert!(
        matches!(read_again(&[LEAD, &three], &[LEAD, &two], 360), Revision::Edited { .. }),
        "a day less, six hours later"
    );
}

#[test]
fn a_clock_in_prose_must_go_as_fast_as_time() {
    let told =
        |time: &str| format!("ويظهر على اللوحة أن الساعة الآن {time} بتوقيت المدينة وأن الحرارة معتدلة في الشوارع.");
    let (old, right, wrong) = (told("14:05"), told("14:35"), told("16:35"));
    assert_eq!(read_again(&[LEAD, &old], &[LEAD, &right], 30), Revision::Furniture(1));
    assert!(matches!(read_again(&[LEAD, &old], &[LEAD, &wrong], 30), Revision::Edited { .. }));
    assert!(
        matches!(read_again(&[LEAD, &old], &[LEAD, &told("14:06")], 1_440), Revision::Edited { .. }),
        "after a day it tells nothing"
    );
}

#[test]
fn a_place_that_moves_on_other_pages_too_is_the_template() {
    let rate = |rate: &str| {
        format!("سعر الصرف في المدينة مقابل العملة المحلية كما يعرضه المصرف {rate} لكل وحدة من الوحدات المتداولة.")
    };
    let changes = weighed(&[LEAD, &rate("311")], &[LEAD, &rate("318")], 60);
    let [place] = changes.suspects()[..] else { panic!("one suspect") };
    let known = |seen: Restlessness| changes.verdict(&FxHashMap::from_iter([(place, seen)]));
    assert_eq!(known(Restlessness::default()), edited(1, 1));
    assert_eq!(known(Restlessness { elsewhere: 1, ..Restlessness::default() }), edited(1, 1), "a text printed twice");
    assert_eq!(known(Restlessness { elsewhere: 2, ..Restlessness::default() }), Revision::Furniture(1));
    assert_eq!(
        known(Restlessness { changes: 9, ..Restlessness::default() }),
        edited(1, 1),
        "a paragraph is corrected as often as the outlet likes"
    );
    let masked = |text: &str| weighed(&[LEAD, &rate(text)], &[LEAD, &rate("9")], 60).suspects();
    assert_eq!(masked("1,204"), masked("77"), "a thousands mark makes no other place");
}

#[test]
fn a_short_line_that_moves_at_every_reading_becomes_furniture() {
    let changes = weighed(&[LEAD, "الطقس الآن غائم في الميناء", END], &[LEAD, "مباراة الديربي تنتهي بالتعادل", END], 60);
    let [place] = changes.suspects()[..] else { panic!("one suspect") };
    let known = |changed, quiet| {
        let seen = Restlessness { changes: changed, quiet, elsewhere: 0 };
        changes.verdict(&FxHashMap::from_iter([(place, seen)]))
    };
    assert!(matches!(known(3, 0), Revision::Edited { .. }));
    assert_eq!(known(4, 0), Revision::Furniture(1));
    assert!(matches!(known(4, 2), Revision::Edited { .. }), "it had come to rest");
    let later = weighed(&[LEAD, "ورشة لصيانة القوارب", END], &[LEAD, "معرض للصور النادرة", END], 60);
    assert_eq!(later.suspects(), [place], "the place is known by what stands before it");
}

#[test]
fn an_edit_beside_furniture_is_an_edit_and_counts_only_itself() {
    let after = LEAD.replace("الأخشاب", "الأقمشة").replace("للأخشاب", "للأقمشة");
    assert_eq!(read_again(&[LEAD, "7 تعليقات", END], &[&after, "9 تعليقات", END], 60), edited(1, 1));
}

#[test]
fn spelling_and_captions_change_nothing() {
    let respelled = LEAD.replace("الأخشاب", "الاخشاب").replace('.', "");
    assert_eq!(read_again(&[LEAD], &[&respelled], 60), Revision::None);
    let (old, mut new) = (blocks(&[LEAD]), blocks(&[LEAD]));
    new.push(Block { kind: BlockKind::Caption, text: "صورة من الأرشيف".to_owned() });
    let at = start();
    let changes = changes(&Reading { title: "خبر", blocks: &old, at }, &Reading { title: "خبر", blocks: &new, at });
    assert_eq!(changes.verdict(&FxHashMap::default()), Revision::None);
}

#[test]
fn a_headline_alone_and_a_cut_page_are_told() {
    let body = blocks(&[LEAD, END]);
    let at = start();
    let other = changes(
        &Reading { title: "حريق في المستودع", blocks: &body, at },
        &Reading { title: "السيطرة على حريق المستودع", blocks: &body, at },
    );
    let told = Revision::Edited { removed: 0, added: 0, title: true, cut: false };
    assert_eq!(other.verdict(&FxHashMap::default()), told);
    assert!(matches!(read_again(&[LEAD, END, END, LEAD], &[LEAD], 60), Revision::Edited { cut: true, added: 0, .. }));
    assert!(
        matches!(read_again(&[LEAD, END], &[LEAD], 60), Revision::Edited { cut: false, .. }),
        "a paragraph taken back"
    );
}

#[test]
fn a_hostile_page_costs_little() {
    let old: Vec<String> = (0..5_000).map(|n| format!("كلمة{n} ").repeat(20)).collect();
    let new: Vec<String> = (0..4_000).map(|n| format!("لفظة{n} ").repeat(20)).collect();
    let of = |lines: &[String]| blocks(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    let (old, new) = (of(&old), of(&new));
    let found =
        changes(&Reading { title: "", blocks: &old, at: start() }, &Reading { title: "", blocks: &new, at: start() });
    assert!(matches!(found.verdict(&FxHashMap::default()), Revision::Edited { .. }));
}
