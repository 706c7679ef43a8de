//! What is learnt from pages, and what never is.

use super::{KnownKind, Lesson, Note, OutletMemory, recall};
use crate::article::{Block, BlockKind, Extracted, PageKind};
use crate::page::{InputKind, PageInput, Reading, read};
use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use url::Url;

const PLACES: [&str; 12] = [
    "السوق القديمة",
    "ميناء الصيد",
    "حي البساتين",
    "محطة القطار",
    "المكتبة العامة",
    "مصنع الزجاج",
    "ملعب الضاحية",
    "جسر النهر",
    "مستشفى الأطفال",
    "متحف السفن",
    "حديقة النخيل",
    "مدرسة الحرف",
];
const DEEDS: [&str; 11] = [
    "أعيد افتتاحه بعد ترميم واسع",
    "شهد ازدحاما لم يعرفه منذ أعوام",
    "أغلق أبوابه أمام الزوار يومين",
    "استقبل وفدا من طلاب الجامعة",
    "حصل على تمويل جديد من البلدية",
    "نقل معداته إلى مبنى مجاور",
    "وقع عقدا مع شركة محلية صغيرة",
    "نشر حصيلة نشاطه السنوي كاملة",
    "غير مواعيد عمله في الصيف",
    "فقد جزءا من سقفه في العاصفة",
    "احتفل بمرور خمسين سنة على بنائه",
];
const VOICES: [&str; 7] = [
    "المدير",
    "المهندسة المشرفة",
    "أحد العاملين",
    "رئيسة اللجنة",
    "الحارس الليلي",
    "متحدث باسم البلدية",
    "زائر من الجوار",
];

fn at(page: usize) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(20 * i64::try_from(page).unwrap())
}

/// The text of the `n`th article: no two share a sentence.
fn paragraphs(n: usize) -> Vec<String> {
    let (place, deed, voice) = (PLACES[n % 12], DEEDS[n % 11], VOICES[n % 7]);
    (0..4)
        .map(|part| {
            let (other, then) = (PLACES[(n * 5 + part * 3 + 1) % 12], DEEDS[(n * 7 + part * 2 + 3) % 11]);
            format!(
                "قال {voice} في {place} رقم {} إن المكان {deed}، وأضاف أن {other} {then} قبل {} يوما من ذلك، وأن العمل في الجناح {} ينتهي قريبا.",
                n * 10 + part,
                3 + n * 4 + part,
                n + part
            )
        })
        .collect()
}

fn title(n: usize) -> String {
    format!("{} {} للمرة {}", PLACES[n % 12], DEEDS[(n * 3 + 1) % 11], n + 2)
}

/// A page of the outlet: `above` and `below` stand in the element of the paragraphs, `around` behind it.
fn page(n: usize, body: &[String], above: &str, below: &str, around: &str) -> String {
    let body: String = body.iter().map(|p| format!("<p>{p}</p>")).collect();
    let title = title(n);
    format!(
        "<!doctype html><html lang=ar dir=rtl><head><meta charset=utf-8><title>{title}</title></head><body><div class=wrap>\
         <h1>{title}</h1><div class=zt-story>{above}{body}{below}{around}</div></div></body></html>"
    )
}

fn read_at(memory: &OutletMemory, n: usize, html: &str) -> (Reading, String) {
    let url = Url::parse(&format!("https://outlet.example/news/{n}")).unwrap();
    let input = PageInput {
        bytes: html.as_bytes(),
        content_type: Some("text/html; charset=utf-8"),
        url: Some(&url),
        kind: InputKind::Html,
        outlet: Some("صحيفة الضفة"),
        zone: chrono_tz::UTC,
        now: at(n),
    };
    (read(&input, None, memory), url.to_string())
}

/// Reads a page and learns from it.
fn visit(memory: &mut OutletMemory, n: usize, html: &str) -> Extracted {
    let (reading, url) = read_at(memory, n, html);
    assert_eq!(reading.extracted.page_kind, PageKind::Article, "page {n}: {:?}", reading.extracted.remarks);
    memory.learn(reading.lesson.as_ref().unwrap(), &url, at(n));
    reading.extracted
}

fn texts(extracted: &Extracted) -> Vec<&str> {
    extracted.blocks.iter().map(|b| b.text.as_str()).collect()
}

#[test]
fn a_strange_line_goes_from_the_second_page_on_with_a_remark() {
    let mut memory = OutletMemory::default();
    let line = "<p>تصلكم ضفافنا كل صباح قبل القهوة</p>";
    assert_eq!(texts(&visit(&mut memory, 0, &page(0, &paragraphs(0), "", line, ""))).len(), 5, "nothing is known yet");
    for n in 1..6 {
        let own = paragraphs(n);
        let found = visit(&mut memory, n, &page(n, &own, "", line, ""));
        assert_eq!(texts(&found), own, "page {n}");
        let remark = found.remarks.iter().find(|r| r.code == "furniture-known").expect("a remark says what went");
        assert!(remark.detail.contains(&format!("seen on {} pages", n + 1)) || n > 1, "{remark:?}");
        assert!(remark.detail.contains("ضفافنا"), "{remark:?}");
    }
    let (_, known, standing) = memory.all(at(6)).next().unwrap();
    assert_eq!((known.kind, known.pages, standing.furniture), (KnownKind::Block, 6, true));
    assert_eq!(known.example, "https://outlet.example/news/0");
}

#[test]
fn a_paragraph_of_the_house_goes_at_once_in_its_own_element_and_later_among_the_articles() {
    let house = "تأسست صحيفة الضفة على يد مجموعة من طلاب الهندسة وهي تصدر منذ ذلك الحين من غير انقطاع عن دار صغيرة في شارع \
                 الميناء، ويعمل فيها اليوم ثلاثون محررا ومصورا موزعون على أربع مدن.";
    let (mut own_element, mut among) = (OutletMemory::default(), OutletMemory::default());
    for n in 0..6 {
        let own = paragraphs(n);
        let apart = visit(&mut own_element, n, &page(n, &own, "", "", &format!("<div class=qx-legend>{house}</div>")));
        assert_eq!(texts(&apart).len(), own.len() + usize::from(n == 0), "page {n}");
        let found = visit(&mut among, n, &page(n, &own, "", &format!("<p>{house}</p>"), ""));
        assert_eq!(texts(&found).len(), own.len() + usize::from(n < 3), "page {n}");
    }
}

#[test]
fn versions_of_one_text_are_one_witness() {
    // A live story: the same page at other addresses, each time with a new lead and all that was there before.
    let mut memory = OutletMemory::default();
    let mut body = paragraphs(3);
    for n in 0..8 {
        body.insert(0, paragraphs(20 + n)[0].clone());
        let mut shown = body.clone();
        shown.truncate(9);
        let found = visit(&mut memory, n, &page(3, &shown, "", "<p>المزيد لاحقا من مراسلنا</p>", ""));
        for own in &shown {
            assert!(texts(&found).contains(&own.as_str()), "round {n} lost {own}");
        }
    }
}

#[test]
fn a_column_signature_stays_while_only_its_author_signs_so() {
    let mut memory = OutletMemory::default();
    let signature = "<p>وللحديث بقية على ضفة أخرى</p>";
    let column = |n: usize, name: &str| {
        let html = page(n, &paragraphs(n), "", signature, "");
        html.replace("</h1>", &format!("</h1><div class=author>بقلم: {name}</div>"))
    };
    for n in 0..12 {
        // Every third page is the columnist's, the others carry the news.
        let signed = n % 3 == 0;
        let html = if signed { column(n, "سلوى الحداد") } else { page(n, &paragraphs(n), "", "", "") };
        let found = visit(&mut memory, n, &html);
        assert_eq!(found.authors.len(), usize::from(signed));
        assert_eq!(texts(&found).contains(&"وللحديث بقية على ضفة أخرى"), signed, "page {n}");
    }
}

#[test]
fn a_paragraph_that_returns_in_few_articles_is_background_and_stays() {
    let mut memory = OutletMemory::default();
    let background = "ويذكر أن السد بني قبل أربعين عاما لحماية المدينة من الفيضان، وأن آخر أعمال الصيانة فيه جرت قبل ثلاث سنوات وكلفت أكثر مما رصد لها.";
    for n in 0..40 {
        let mut own = paragraphs(n);
        if n % 6 == 1 {
            own.push(background.to_owned());
        }
        assert_eq!(texts(&visit(&mut memory, n, &page(n, &own, "", "", ""))), own, "page {n}");
    }
}

#[test]
fn after_a_redesign_the_old_furniture_is_forgotten() {
    let mut memory = OutletMemory::default();
    let line = "تصلكم ضفافنا كل صباح قبل القهوة";
    for n in 0..10 {
        visit(&mut memory, n, &page(n, &paragraphs(n), "", &format!("<p>{line}</p>"), ""));
    }
    assert_eq!(memory.all(at(10)).filter(|(.., s)| s.furniture).count(), 1);
    for n in 10..50 {
        visit(&mut memory, n, &page(n, &paragraphs(n), "", "", ""));
    }
    assert_eq!(memory.all(at(50)).filter(|(.., s)| s.furniture).count(), 0, "not seen for long");
    let mut own = paragraphs(50);
    own.push(line.to_owned());
    assert_eq!(texts(&visit(&mut memory, 50, &page(50, &own, "", "", ""))), own, "an article may say it now");
}

#[test]
fn a_list_that_is_the_same_on_every_page_is_told_from_the_articles_own() {
    let mut memory = OutletMemory::default();
    let link = |n: usize| format!("<li><a href=\"/news/{}\">{}</a></li>", 900 + n, title(n));
    let everywhere: String = (100..105).map(link).collect();
    for n in 0..6 {
        let own: String = (0..3).map(|k| link(200 + n * 3 + k)).collect();
        let html = page(n, &paragraphs(n), "", "", "").replace(
            "</body>",
            &format!("<div><h3>اقرأ أيضا</h3><ul>{own}</ul></div><div><h3>مقالات ذات صلة</h3><ul>{everywhere}</ul></div></body>"),
        );
        let found = visit(&mut memory, n, &html);
        let labels: Vec<&str> = found.read_also.iter().map(|l| l.label.as_str()).collect();
        assert_eq!(labels.iter().filter(|l| l.starts_with("اقرأ")).count(), 3, "page {n}: {labels:?}");
        assert_eq!(labels.iter().filter(|l| l.starts_with("مقالات")).count(), if n == 0 { 5 } else { 0 }, "page {n}");
        assert_eq!(found.remarks.iter().any(|r| r.code == "links-known"), n > 0, "page {n}");
    }
}

#[test]
fn a_wire_paragraph_in_unlike_articles_of_two_days_stays() {
    let mut memory = OutletMemory::default();
    let wire = "ونقلت وكالة المدى عن مصدر في هيئة الموانئ أن الأرصفة الثلاثة ستعمل بكامل طاقتها ابتداء من مطلع الشهر، وأن السفن المنتظرة ستفرغ تباعا.";
    for n in 0..4 {
        let mut own = paragraphs(n);
        own.insert(2, wire.to_owned());
        assert_eq!(texts(&visit(&mut memory, n, &page(n, &own, "", "", ""))), own, "page {n}");
    }
}

#[test]
fn the_last_paragraph_of_an_article_is_never_taken() {
    let mut memory = OutletMemory::default();
    let only = "نعتذر عن هذا الخلل ونعمل على إصلاحه في أقرب وقت ممكن، ويمكنكم في هذه الأثناء تصفح بقية الأقسام والعودة إلى هذه الصفحة بعد قليل من الوقت.";
    for n in 0..8 {
        let extracted = Extracted {
            title: Some(title(n)),
            blocks: vec![Block { kind: BlockKind::Paragraph, text: only.to_owned() }],
            ..Extracted::default()
        };
        let lesson = Lesson::of_text(&extracted);
        let mut found = extracted.clone();
        recall(&mut found, &lesson, &memory, at(n));
        assert_eq!(found.blocks, extracted.blocks);
        memory.learn(&lesson, &n.to_string(), at(n));
    }
}

#[test]
fn a_note_reads_back_as_it_was_written() {
    let mut memory = OutletMemory::default();
    let list =
        "<div><h3>مقالات ذات صلة</h3><ul><li><a href=/news/901>افتتاح معرض الزهور في المدينة</a></li></ul></div></body>";
    for n in 0..2 {
        visit(&mut memory, n, &page(n, &paragraphs(n), "", "<p>ضفافنا كل صباح</p>", "").replace("</body>", list));
    }
    let note = memory.recent().back().unwrap().clone();
    let mut back = Note::from_bytes(note.number, note.of_layout, note.url.clone(), note.at, &note.to_bytes()).unwrap();
    for (read, was) in back.lesson.blocks.iter_mut().zip(&note.lesson.blocks) {
        read.chars = was.chars;
    }
    assert_eq!(back, note);
    let bytes = note.to_bytes();
    for end in 0..bytes.len() {
        assert_eq!(Note::from_bytes(1, 1, String::new(), at(0), &bytes[..end]), None, "cut at {end}");
    }
}

/// A lesson of a text with its own paragraphs, and `shared` lines and paragraphs at its end.
fn lesson(n: usize, shared: &[String]) -> (Extracted, Lesson) {
    let all: Vec<String> = paragraphs(n).into_iter().chain(shared.iter().cloned()).collect();
    let blocks = all.into_iter().map(|text| Block { kind: BlockKind::Paragraph, text }).collect();
    let extracted = Extracted { title: Some(title(n)), blocks, ..Extracted::default() };
    let lesson = Lesson::of_text(&extracted);
    (extracted, lesson)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    /// Whatever is published in whatever order and however often: what stands in one article alone is never taken from it.
    #[test]
    fn an_articles_own_sentences_are_never_taken(order in prop::collection::vec((0_usize..30, 0_usize..4), 1..60)) {
        let mut memory = OutletMemory::default();
        for (turn, (n, lines)) in order.into_iter().enumerate() {
            let shared: Vec<String> = (0..lines).map(|l| format!("سطر البيت رقم {} للقراء", ["واحد", "اثنان", "ثلاثة", "أربعة"][l])).collect();
            let (mut extracted, lesson) = lesson(n, &shared);
            recall(&mut extracted, &lesson, &memory, at(turn));
            let left = texts(&extracted);
            for own in paragraphs(n) {
                prop_assert!(left.contains(&own.as_str()), "{own} was taken at turn {turn}");
            }
            memory.learn(&lesson, &turn.to_string(), at(turn));
        }
    }

    /// Pages that arrive in another order teach the same, as long as they are all remembered.
    #[test]
    fn the_order_of_pages_does_not_matter(order in Just((0..24_usize).collect::<Vec<_>>()).prop_shuffle()) {
        let line = ["تصلكم ضفافنا كل صباح قبل القهوة".to_owned()];
        let learnt = |pages: &[usize]| {
            let mut memory = OutletMemory::default();
            for n in pages {
                let shared: &[String] = if n % 2 == 0 { &line } else { &[] };
                memory.learn(&lesson(*n, shared).1, &n.to_string(), at(0));
            }
            let mut found: Vec<_> = memory.all(at(0)).map(|(trace, k, s)| (trace, k.pages, s.furniture)).collect();
            found.sort_unstable();
            found
        };
        prop_assert_eq!(learnt(&order), learnt(&(0..24).collect::<Vec<_>>()));
    }

    /// No outlet, however hostile, makes the memory grow without end.
    #[test]
    fn the_memory_is_bounded(pages in 100_usize..300) {
        let mut memory = OutletMemory::default();
        for n in 0..pages {
            let shared: Vec<String> = (0..200).map(|l| format!("خبر {} و{}", PLACES[(n + l) % 12], (n + l) / 3)).collect();
            memory.learn(&lesson(n, &shared).1, &n.to_string(), at(n));
        }
        prop_assert!(memory.all(at(pages)).count() <= 256);
        prop_assert!(memory.recent().len() <= 48);
        prop_assert!(memory.recent().iter().map(|note| note.to_bytes().len()).max() < Some(6_000));
    }
}

#[test]
fn boxes_that_editors_chose_for_two_reports_stay_and_take_no_others_with_them() {
    let mut memory = OutletMemory::default();
    let boxes: [&[usize]; 5] = [&[300, 301, 302], &[310, 311, 312], &[310, 311, 312], &[320, 321], &[310, 311, 312]];
    for (n, chosen) in boxes.iter().enumerate() {
        let links: String =
            chosen.iter().map(|k| format!("<li><a href=\"/news/{k}\">{}</a></li>", title(*k))).collect();
        let below = format!("<div><h3>اقرأ أيضا</h3><ul>{links}</ul></div></body>");
        let html = page(n, &paragraphs(n), "", "", "").replace("</body>", &below);
        let (reading, url) = read_at(&memory, n, &html);
        let learnt = memory.learn(reading.lesson.as_ref().unwrap(), &url, at(n));
        if n < 4 {
            assert!(learnt.furniture.is_empty(), "page {n}: {:?}", learnt.furniture);
        } else {
            // The third page with the same box: a list of the site's by now, on these three pages and no other.
            let list = learnt.furniture.iter().find(|one| !one.links.is_empty()).unwrap();
            assert_eq!(list.on.len(), 3, "{:?}", list.on);
        }
    }
}
