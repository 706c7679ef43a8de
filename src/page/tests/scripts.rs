//! Pages that show little and keep their text in scripts.

use super::{html, titles};
use crate::article::PageKind;
use serde_json::{Value, json};

const TITLE: &str = "مكتبة القرية تفتح أبوابها ليلا";
const TEXT: [&str; 3] = [
    "فتحت مكتبة القرية أبوابها ليلا للمرة الأولى منذ تأسيسها، استجابة لطلب الطلاب الذين يستعدون لامتحانات نهاية العام.",
    "وقالت أمينة المكتبة إن عدد الزوار تضاعف خلال أسبوع، وإن متطوعين من أهل القرية تكفلوا بحراسة المبنى حتى الفجر.",
    "وتدرس البلدية تمديد التجربة إلى العطلة الصيفية، على أن تضاف قاعة صغيرة لقراءة القصص للأطفال.",
];

fn markup() -> String {
    TEXT.map(|p| format!("<p>{p}</p>")).concat()
}

fn frame(shown: &str, script: &str) -> String {
    format!(
        "<html><head><title>{TITLE} | الوادي</title><meta property=og:title content='{TITLE}'></head><body><div id=root>{shown}</div>{script}</body></html>"
    )
}

fn next(article: &Value) -> String {
    let other = json!({"title": "خبر آخر من أخبار القرية البعيدة", "body": format!("<p>{}</p>", TEXT[0].repeat(9))});
    let data = json!({"props": {"pageProps": {"latest": [other], "article": article}}});
    format!("<script id=\"__NEXT_DATA__\" type=\"application/json\">{data}</script>")
}

fn texts(page: &str) -> Vec<String> {
    html(page).blocks.into_iter().map(|b| b.text).collect()
}

#[test]
fn the_text_of_the_articles_own_object_is_found() {
    let label = "<p>اقرأ أيضا: <a href=/n/5>سوق الكتب القديمة يعود إلى الساحة</a></p>";
    let with_box = format!("<p>{}</p>{label}<p>{}</p><p>{}</p>", TEXT[0], TEXT[1], TEXT[2]);
    let parts: Vec<Value> = TEXT.iter().map(|p| json!({"type": "paragraph", "text": p})).collect();
    for article in [
        json!({"title": TITLE, "body": markup()}),
        json!({"headline": TITLE, "content": {"rendered": with_box}}),
        json!({"name": TITLE, "blocks": parts}),
        json!({"title": TITLE, "fullText": TEXT.join("\n")}),
    ] {
        let page = frame(&format!("<h1>{TITLE}</h1>"), &next(&article));
        assert_eq!(texts(&page), TEXT, "{article}");
        if article["content"].is_object() {
            assert_eq!(titles(&html(&page)), ["سوق الكتب القديمة يعود إلى الساحة"]);
        }
        assert_eq!(html(&page).page_kind, PageKind::Article);
    }
    let foreign = frame("", &next(&json!({"title": "خبر لا صلة له بهذه الصفحة أبدا", "body": markup()})));
    assert!(html(&foreign).blocks.is_empty());
}

#[test]
fn json_ld_and_streamed_pieces_hold_texts_too() {
    let ld = json!({"@type": "NewsArticle", "headline": TITLE, "articleBody": TEXT.join("\n")});
    let page = frame("", &format!("<script type=\"application/ld+json\">{ld}</script>"));
    assert_eq!((html(&page).page_kind, texts(&page)), (PageKind::Article, TEXT.map(str::to_owned).to_vec()));
    assert!(html(&page).remarks.iter().any(|r| r.code == "body-from-script"));
    // The lead stands on the page, the rest comes in two pieces that part a row.
    let rest = TEXT[1..].iter().map(|p| format!("<p>{p}</p>")).collect::<String>();
    let row = format!("1:I[5]\n28:T{:x},{rest}29:[\"$\",\"div\"]\n", rest.len());
    let middle = row.floor_char_boundary(row.len() / 2);
    let push = |piece: &str| format!("<script>self.__next_f.push([1,{}])</script>", json!(piece));
    let scripts = format!("{}{}", push(&row[..middle]), push(&row[middle..]));
    let page = frame(&format!("<h1>{TITLE}</h1><p>{}</p>", TEXT[0]), &scripts);
    assert_eq!(texts(&page), TEXT);
}

#[test]
fn a_text_that_the_page_shows_is_not_taken_from_scripts() {
    let ld = json!({"@type": "NewsArticle", "headline": TITLE, "articleBody": TEXT.concat()});
    let page = frame(
        &format!("<h1>{TITLE}</h1>{}", markup()),
        &format!(
            "<script type=\"application/ld+json\">{ld}</script>{}",
            next(&json!({"title": TITLE, "body": markup()}))
        ),
    );
    assert_eq!(texts(&page), TEXT);
    assert!(!html(&page).remarks.iter().any(|r| r.code == "body-from-script"));
}

#[test]
fn scripts_that_are_nonsense_cost_nothing() {
    let deep = "[".repeat(100_000);
    for script in [
        format!("<script id=\"__NEXT_DATA__\">{deep}</script>"),
        "<script>self.__next_f.push([1,\"".repeat(20_000),
        format!("<script>self.__next_f.push([1,\"{}\"])</script>", "2:Tffffffffffff,".repeat(5_000)),
        "<script id=\"__NEXT_DATA__\"".to_owned(),
    ] {
        assert!(html(&frame("", &script)).blocks.is_empty());
    }
}
