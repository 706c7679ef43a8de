//! Pages in windows-1256 that nobody declares, one for each way a page is laid out: the bytes must be read before the layout can be.

use super::read;
use crate::article::{BlockKind, StatedDate};
use crate::page::InputKind;
use encoding_rs::WINDOWS_1256;

const TITLE: &str = "محطة جديدة لتحلية المياه في الساحل الشرقي";
const FIRST: &str = "افتتحت شركة المياه الوطنية، صباح اليوم، محطة لتحلية مياه البحر في الساحل الشرقي، بطاقة تبلغ «مئة ألف» متر مكعب يوميا.";
const SECOND: &str =
    "وقال مدير المشروع إن المحطة ستغذي ثلاث مدن كانت تعتمد على الآبار؛ وهل يكفي ذلك؟ هذا ما ستجيب عنه الأشهر المقبلة.";
const THIRD: &str =
    "وتعمل المحطة بالطاقة الشمسية نهارا، وتخطط الشركة لإضافة وحدة رابعة قبل نهاية العام المقبل إذا توافر التمويل.";
const BOX: &str = "سكان القرى الشرقية ينتظرون شبكة الصرف";

/// Extracts `page` sent as windows-1256 without a word about it, under a header that says nothing or the wrong thing.
fn check(page: &str, layout: &str, titled: bool) {
    let (bytes, _, unmappable) = WINDOWS_1256.encode(page);
    assert!(!unmappable, "{layout}: the fixture holds letters the code page has not");
    assert!(std::str::from_utf8(&bytes).is_err(), "{layout}");
    let found = read(&bytes, InputKind::Auto);
    let body: Vec<&str> = found.blocks.iter().map(|b| b.text.as_str()).collect();
    assert_eq!(body, [FIRST, SECOND, THIRD], "{layout}");
    assert!(found.blocks.iter().all(|b| b.kind == BlockKind::Paragraph), "{layout}");
    assert_eq!(found.read_also.iter().map(|l| l.title.as_str()).collect::<Vec<_>>(), [BOX], "{layout}");
    assert_eq!(found.lang.as_deref(), Some("ar"), "{layout}");
    if titled {
        assert_eq!(found.title.as_deref(), Some(TITLE), "{layout}");
    }
    assert!(!found.remarks.iter().any(|r| r.code == "bytes-replaced"), "{layout}");
}

#[test]
fn paragraphs() {
    check(
        &format!(
            "<html><body><h1>{TITLE}</h1><div><p>{FIRST}</p><p>اقرأ أيضاً: <a href=/n/4>{BOX}</a></p><p>{SECOND}</p><p>{THIRD}</p></div></body></html>"
        ),
        "p",
        true,
    );
}

#[test]
fn divisions_and_spans() {
    let line = |text: &str| format!("<div dir=rtl><span style='font-size:17px'>{text}</span></div>\n");
    let boxed = format!("<div>اقرأ أيضا</div><div><a href=/n/4>{BOX}</a></div>");
    check(
        &format!("<body><h2 class=title>{TITLE}</h2>{}{boxed}{}{}</body>", line(FIRST), line(SECOND), line(THIRD)),
        "div",
        true,
    );
}

#[test]
fn bare_text_and_breaks() {
    check(
        &format!(
            "<body><h1>{TITLE}</h1><div id=body>{FIRST}<br><br>إقرأ أيضاً:<br><a href=/n/4>{BOX}</a><br><br>{SECOND}<br><br>{THIRD}</div></body>"
        ),
        "br",
        true,
    );
}

#[test]
fn tables_of_an_old_site() {
    check(
        &format!(
            "<table><tr><td width=150><a href=/>الرئيسية</a><br><a href=/s>رياضة</a></td><td><h1>{TITLE}</h1><font size=4>{FIRST}</font><br>\
             <b>اقرأ أيضا</b>: <a href=/n/4>{BOX}</a><br><font size=4>{SECOND}</font><br><font size=4>{THIRD}</font></td></tr></table>"
        ),
        "table",
        true,
    );
}

#[test]
fn an_article_with_boxes_in_containers() {
    check(
        &format!(
            "<nav><a href=/a>أخبار</a> <a href=/b>اقتصاد</a></nav><article><h1>{TITLE}</h1><div class=entry-content><p>{FIRST}</p>\
             <aside class=read-also><h4>اقرأ أيضاً</h4><ul><li><a href=/n/4>{BOX}</a></li></ul></aside><p>{SECOND}</p><p>{THIRD}</p></div></article>\
             <footer>جميع الحقوق محفوظة</footer>"
        ),
        "article",
        true,
    );
}

#[test]
fn plain_text() {
    check(&format!("{FIRST}\n\nاقرأ أيضاً\n\n{BOX}\n\n{SECOND}\n\n{THIRD}\n"), "text", false);
}

#[test]
fn a_head_in_ascii_longer_than_the_text() {
    let head = "<script>var config = {\"theme\":\"news\",\"ads\":true};</script>\n".repeat(400);
    check(
        &format!(
            "<head>{head}</head><body><h1>{TITLE}</h1><div><p>{FIRST}</p><p>طالع أيضا: <a href=/n/4>{BOX}</a></p><p>{SECOND}</p><p>{THIRD}</p></div></body>"
        ),
        "long head",
        true,
    );
}

#[test]
fn metadata_in_the_code_page() {
    let page = format!(
        "<head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><p class=meta>كتبت: ليلى منصور - الأحد 22 نوفمبر 2026</p><p>{FIRST}</p><p>{SECOND}</p></body>"
    );
    let (bytes, _, _) = WINDOWS_1256.encode(&page);
    let found = read(&bytes, InputKind::Html);
    assert_eq!(found.authors, ["ليلى منصور"]);
    assert_eq!(found.published.as_ref().map(StatedDate::to_text).as_deref(), Some("2026-11-22"));
}
