//! What newsrooms do to a text, done to the project's own articles: ordinary edits stay one article, cuts and pages with another
//! article behind it mostly do, quotations and templates do not.

use super::*;
use crate::article::Outlet;
use crate::text::frequency::Frequencies;
use chrono::{DateTime, TimeDelta, Utc};

const TEXTS: [&str; 16] = [
    include_str!("../../tests/data/articles/budget-vote.txt"),
    include_str!("../../tests/data/articles/comet-seen.txt"),
    include_str!("../../tests/data/articles/date-exports.txt"),
    include_str!("../../tests/data/articles/derby-final.txt"),
    include_str!("../../tests/data/articles/marathon-record.txt"),
    include_str!("../../tests/data/articles/museum-theft.txt"),
    include_str!("../../tests/data/articles/old-lighthouse.txt"),
    include_str!("../../tests/data/articles/poetry-prize.txt"),
    include_str!("../../tests/data/articles/port-strike.txt"),
    include_str!("../../tests/data/articles/rail-link.txt"),
    include_str!("../../tests/data/articles/school-meals.txt"),
    include_str!("../../tests/data/articles/soil-sensor.txt"),
    include_str!("../../tests/data/articles/storm-warning.txt"),
    include_str!("../../tests/data/articles/strait-accord.txt"),
    include_str!("../../tests/data/articles/vaccine-drive.txt"),
    include_str!("../../tests/data/articles/water-network.txt"),
];

fn body(text: &str) -> String {
    text.split_once("\n\n").map_or(text, |(_, body)| body).trim().to_owned()
}

fn sentences(text: &str) -> Vec<String> {
    text.split_inclusive(['.', '\n']).map(|s| s.trim().to_owned()).filter(|s| !s.is_empty()).collect()
}

fn first_words(text: &str, percent: usize) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words[..words.len() * percent / 100].join(" ")
}

fn every_nth_word(text: &str, nth: usize) -> String {
    let changed =
        |(at, word): (usize, &str)| if at % nth == nth / 2 { format!("بديل{at}") } else { word.to_owned() };
    text.split_whitespace().enumerate().map(changed).collect::<Vec<_>>().join(" ")
}

fn frequencies() -> Frequencies {
    Frequencies::assuming(newspaper_words())
}

fn joins(known: &str, arriving: &str) -> bool {
    let (known, arriving) = (Fingerprint::of("", known), Fingerprint::of("", arriving));
    let shares = known.text_hash == arriving.text_hash || known.sketch.iter().any(|h| arriving.sketch.contains(h));
    let time: DateTime<Utc> = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
    let exact = known.text_hash == arriving.text_hash;
    let candidate = Candidate {
        id: crate::article::ArticleId(1),
        fingerprint: known,
        outlets: vec![Outlet("أ".into())],
        time,
        copies: Vec::new(),
    };
    let outlet = Outlet("ب".into());
    let arriving = Arriving { fingerprint: &arriving, outlet: &outlet, times: [time + TimeDelta::hours(5); 2] };
    exact || (shares && matches!(decide(&arriving, &[candidate], &frequencies()), Verdict::Same { .. }))
}

/// Articles of which the variant that `change` makes is not joined; `change` gets the text and the text after it in the list.
fn lost(change: impl Fn(&str, &str) -> String) -> Vec<usize> {
    let texts: Vec<String> = TEXTS.iter().map(|text| body(text)).collect();
    let next = |at: usize| texts[(at + 1) % texts.len()].as_str();
    (0..texts.len()).filter(|at| !joins(&texts[*at], &change(&texts[*at], next(*at)))).collect()
}

#[test]
fn ordinary_edits_stay_one_article() {
    let none: Vec<usize> = Vec::new();
    assert_eq!(lost(|text, _| format!("الرياض - وكالات: {text}")), none, "a header");
    assert_eq!(lost(|text, _| format!("{text}\nشارك الخبر\nكلمات دلالية: محليات وأخبار")), none, "a footer");
    assert_eq!(lost(|text, _| text.replace(['أ', 'إ'], "ا").replace('ة', "ه").replace('ى', "ي")), none, "orthography");
    assert_eq!(lost(|text, _| first_words(text, 70)), none, "three tenths cut");
    assert_eq!(lost(|text, _| every_nth_word(text, 20)), none, "one word in twenty changed");
    let box_after = |sentence: String| format!("{sentence}\nاقرأ أيضًا: تفاصيل أخرى عن هذا الخبر في تقريرنا\n");
    assert_eq!(lost(|text, _| sentences(text).into_iter().map(box_after).collect()), none, "links between sentences");
    let turned = |text: &str| sentences(text).into_iter().rev().collect::<Vec<_>>().join(" ");
    assert_eq!(lost(|text, _| turned(text)), none, "sentences in another order");
}

#[test]
fn cuts_and_appended_articles_stay_one_article() {
    let variants = [
        lost(|text, _| first_words(text, 50)),
        lost(|text, _| first_words(text, 35)),
        lost(|text, other| format!("{text}\n{other}")),
        lost(|text, other| format!("{text}\n{other}\n{other}")),
    ];
    let lost: usize = variants.iter().map(Vec::len).sum();
    let of = variants.len() * TEXTS.len();
    assert!(lost * 100 <= of * 12, "{lost} of {of} lost: {variants:?}");
}

#[test]
fn a_quotation_makes_no_copy() {
    let quoted = lost(|text, other| format!("{other}\n{}", sentences(text).first().cloned().unwrap_or_default()));
    assert_eq!(quoted.len(), TEXTS.len(), "joined by one quoted sentence");
    let lead = lost(|text, other| format!("{} {other}", first_words(text, 15)));
    assert_eq!(lead.len(), TEXTS.len(), "joined by a shared lead");
}

#[test]
fn two_texts_are_never_one() {
    let texts: Vec<String> = TEXTS.iter().map(|text| body(text)).collect();
    for (at, one) in texts.iter().enumerate() {
        assert!(texts[..at].iter().all(|other| !joins(one, other)), "{at}");
    }
}

#[test]
fn a_template_filled_anew_is_another_text() {
    let daily = |city: &str, cases: u32, sex: &str, hospital: &str| {
        format!(
            "أعلنت وزارة الصحة تسجيل {cases} إصابة جديدة بالحمى في مدينة {city} لدى {sex} يتلقى العلاج في مستشفى {hospital} وحالته \
             مستقرة ودعت الوزارة المواطنين إلى اتباع إرشادات الوقاية وغسل اليدين وتجنب المخالطة المباشرة"
        )
    };
    let one = daily("الخرجة", 12, "مقيم", "النخيل المركزي");
    let two = daily("سدير", 37, "طالبة", "الواحة الجامعي");
    let measures = Comparison::of(&Fingerprint::of("", &two), &Fingerprint::of("", &one), &frequencies(), 5.0, false);
    assert!(!joins(&one, &two), "another day's count: {measures}");
}
