//! Dates beside the headline, in the forms and places outlets have for them; and dates that are not the article's.

use super::html;
use crate::article::{Precision, StatedDate};

const BODY: &str = "<p>أعلن مجلس بلدية الميناء، اليوم، بدء ترميم السوق القديم، على أن تنتهي الأعمال قبل موسم الصيف المقبل.</p>\
    <p>وقال رئيس المجلس إن الترميم يشمل الأسقف الخشبية والأرضيات الحجرية، وإن المحال ستبقى مفتوحة أثناء الأعمال.</p>";

fn published(line: &str) -> Option<StatedDate> {
    html(&format!("<body><h1>ترميم السوق القديم في الميناء</h1>{line}<div class=text>{BODY}</div></body>")).published
}

fn shown(line: &str) -> Option<String> {
    published(line).map(|d| d.to_text())
}

#[test]
fn a_date_is_read_wherever_its_line_puts_it() {
    for line in [
        "<div>نشر في: الأحد 22 نوفمبر 2026 - 10:30 ص</div>",
        "<div class=info>كتبت: ليلى منصور <span>الأحد، ٢٢ نوفمبر ٢٠٢٦ ١٠:٣٠ ص</span></div>",
        "<p>آخر تحديث 22 تشرين الثاني/نوفمبر 2026 الساعة 10:30 صباحا</p>",
        "<ul><li>محليات</li><li>سامي الحداد22 نوفمبر 2026 10:30 ص</li></ul>",
        "<div><a href=/>الرئيسية</a> » <a href=/l>محليات</a> » 22-11-2026 10:30</div>",
        "<div>الأحد، 22 نوفمبر 2026 10:30 ص <span><a href='#'>+A</a> <a href='#'>-A</a></span> <a href=/print>طباعة</a></div>",
        "<div>22-11-2026 10:30 AM &nbsp; عدد المشاهدات : <span>6214</span> &nbsp; عدد التعليقات : 3 <a href='#'>تكبير الخط</a> | <a href='#'>تصغير الخط</a></div>",
        "<div>أرسلت بواسطة المشرف في الأحد 22 نوفمبر 2026 (10:30 صباحا) (1450 قراءة)</div>",
        "<span property='dc:date dc:created' content='2026-11-22T10:30:00+03:00'>كُتب بواسطة <span>ليلى منصور</span> في أ, 11/22/2026 - 10:30</span>",
        "<div><span class=a>10:30 ص 22 نوفمبر 2026</span><span class=b>230 مشاهدة</span></div>",
    ] {
        assert_eq!(shown(line).as_deref(), Some("2026-11-22T10:30:00+03:00"), "{line}");
    }
}

#[test]
fn numbers_and_other_events_beside_the_headline_are_no_date() {
    for line in [
        "<div>هاتف: 02-11-2026</div>",
        "<div>المعرض من 20 إلى 22 نوفمبر 2026</div>",
        "<div>التسجيل حتى 22 نوفمبر 2026</div>",
        "<div>1450 مشاهدة</div>",
        "<p>توقفت الأعمال منذ ساعتين</p>",
    ] {
        assert_eq!(shown(line), None, "{line}");
    }
}

#[test]
fn a_relative_date_counts_from_the_fetch_and_yields_to_every_other() {
    // The tests' clock stands at 2026-11-18T11:06:40Z.
    let found = published("<div class=date>منذ ساعتين</div>").unwrap();
    assert_eq!((found.to_text().as_str(), found.precision), ("2026-11-18T12:06:00+03:00", Precision::Minute));
    let both = "<div class=date>منذ ساعتين</div><div>17 نوفمبر 2026</div>";
    assert_eq!(shown(both).as_deref(), Some("2026-11-17"));
    assert_eq!(shown("<div>منذ ساعتين</div>"), None);
}

#[test]
fn a_machine_date_with_words_around_it_is_read() {
    for content in ["2026-11-22T10:30:00+03:00", "Sun, 22 Nov 2026 10:30:00 +0300", "نشر 2026-11-22T10:30:00+03:00"]
    {
        let line = format!("<meta itemprop=datePublished content=\"{content}\">");
        assert_eq!(shown(&line).as_deref(), Some("2026-11-22T10:30:00+03:00"), "{content}");
    }
}

#[test]
fn the_day_of_the_visit_is_not_the_articles_and_its_own_may_stand_below() {
    let menu = "<ul><li><a href=/1>محليات</a></li><li><a href=/2>رياضة</a></li><li><a href=/3>ثقافة</a></li></ul>";
    let page = |line: &str, below: &str| {
        html(&format!(
            "<body><div>السبت 28 نوفمبر 2026</div>{menu}<h1>ترميم السوق القديم في الميناء</h1>{line}<div class=text>{BODY}</div>{below}</body>"
        ))
        .published
        .map(|d| d.to_text())
    };
    assert_eq!(page("", ""), None);
    assert_eq!(page("<div>22 نوفمبر 2026</div>", "").as_deref(), Some("2026-11-22"));
    assert_eq!(page("", "<div>تم النشر في: 22 نوفمبر 2026</div>").as_deref(), Some("2026-11-22"));
    let both = "<div>آخر تحديث: 25 نوفمبر 2026</div><div>تاريخ النشر: 22 نوفمبر 2026</div>";
    assert_eq!(page(both, "").as_deref(), Some("2026-11-22"));
    assert_eq!(page("<div>نُشر: 10:30-22 نوفمبر 2026 م</div>", "").as_deref(), Some("2026-11-22T10:30:00+03:00"));
}

#[test]
fn a_date_in_the_element_of_the_text_is_found_below_the_headline() {
    let page = html(&format!(
        "<body><main><div><h1>ترميم السوق القديم في الميناء</h1></div><div><ul><li>ليلى منصور</li><li>الوادي - الميناء</li></ul></div>\
         <time datetime='2026-11-22'>22 نوفمبر 2026</time>{BODY}</main></body>"
    ));
    assert_eq!(page.published.map(|d| d.to_text()).as_deref(), Some("2026-11-22"));
}

/// A page whose JSON-LD states `stated` and which shows its readers `line`.
fn both(stated: &str, line: &str) -> Option<String> {
    let script = format!(
        "<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"ترميم السوق القديم في الميناء\",\"datePublished\":\"{stated}\"}}</script>"
    );
    let page =
        format!("<head>{script}</head><body><h1>ترميم السوق القديم في الميناء</h1>{line}<div>{BODY}</div></body>");
    html(&page).published.map(|d| d.to_text())
}

#[test]
fn numbers_in_either_order_follow_the_day_that_is_shown() {
    let month_first = "11/9/2026 2:31:07 PM";
    for line in ["<div>09-11-2026 | 14:31</div>", "<div>الاثنين 9 تشرين الثاني 2026</div>", ""] {
        assert_eq!(both(month_first, line).as_deref(), Some("2026-11-09T14:31:07+03:00"), "{line}");
    }
    assert_eq!(both(month_first, "<div>11 أيلول 2026</div>").as_deref(), Some("2026-09-11T14:31:07+03:00"));
    assert_eq!(both("09/11/2026 14:31", "").as_deref(), Some("2026-11-09T14:31:00+03:00"), "day first as ever");
}

#[test]
fn an_instant_in_utc_is_told_on_the_day_that_is_shown() {
    let evening = "2026-11-08T21:05:00Z";
    assert_eq!(both(evening, "<div>الاثنين 9 نوفمبر 2026</div>").as_deref(), Some("2026-11-09T00:05:00+03:00"));
    assert_eq!(both(evening, "<div>الأحد 8 نوفمبر 2026</div>").as_deref(), Some("2026-11-08T21:05:00+00:00"));
    assert_eq!(both(evening, "").as_deref(), Some("2026-11-08T21:05:00+00:00"), "nothing is known of its zone");
    assert_eq!(both("2026-11-08T11:05:00Z", "<div>9 نوفمبر 2026</div>").as_deref(), Some("2026-11-08T11:05:00+00:00"));
}

#[test]
fn what_a_template_or_a_program_got_wrong_yields_to_the_day_that_is_shown() {
    for stated in ["2014-01-01", "2012-01-01T00:00:00Z"] {
        assert_eq!(
            both(stated, "<div>9 نوفمبر 2026 08:15</div>").as_deref(),
            Some("2026-11-09T08:15:00+03:00"),
            "{stated}"
        );
    }
    // The program read 10/03 as the tenth month.
    assert_eq!(both("2026-10-03T00:00:00Z", "<div>10 آذار 2026</div>").as_deref(), Some("2026-03-10"));
    assert_eq!(
        both("2026-10-03T08:00:00Z", "<div>3 تشرين الأول 2026</div>").as_deref(),
        Some("2026-10-03T08:00:00+00:00")
    );
}

#[test]
fn below_the_headline_stands_the_articles_own_date() {
    let page = |above: &str, below: &str| {
        let page =
            format!("<body>{above}<h1>ترميم السوق القديم في الميناء</h1>{below}<div class=text>{BODY}</div></body>");
        html(&page).published.map(|d| d.to_text())
    };
    let today = "<div>السبت 21 نوفمبر 2026 - 9 جمادى الآخرة 1448</div>";
    assert_eq!(page(today, "<div>19 نوفمبر 2026</div>").as_deref(), Some("2026-11-19"));
    assert_eq!(
        page("", "<div>تاريخ النشر: <span class=date>11/19/2026 12:00:00 AM</span></div>").as_deref(),
        Some("2026-11-19T00:00:00+03:00")
    );
    let drupal = "<div>أرسلت بواسطة administrateur في ثلاثاء, 06/05/2018 - 14:22</div>";
    assert_eq!(page("", drupal).as_deref(), Some("2018-06-05T14:22:00+03:00"));
}

#[test]
fn a_line_right_below_the_text_may_be_its_date() {
    let page = |below: &str| {
        let page = format!("<body><h1>ترميم السوق القديم في الميناء</h1><div class=text>{BODY}</div>{below}</body>");
        html(&page).published.map(|d| d.to_text())
    };
    assert_eq!(page("<div>21 تشرين الثاني 2026</div>").as_deref(), Some("2026-11-21"));
    assert_eq!(page("<ul class=comments><li>21 تشرين الثاني 2026</li></ul>"), None);
}

#[test]
fn a_line_that_is_only_a_day_may_be_short_or_of_the_other_calendar() {
    for line in [
        "<div>الثلاثاء 17/11/26</div>",
        "<div>17-11-26 | 10:30</div>",
        "<div>١٧.١١.٢٦</div>",
        "<div>7 جمادى الآخرة 1448هـ</div>",
    ] {
        assert_eq!(shown(line).as_deref().map(|d| &d[..10]), Some("2026-11-17"), "{line}");
    }
    for line in ["<div>النتيجة 3/2/10 بعد التمديد</div>", "<div>الرحلة 12-10-30</div>", "<div>17/13/26</div>"]
    {
        assert_eq!(shown(line), None, "{line}");
    }
}

#[test]
fn a_change_is_not_moved_to_the_day_shown() {
    let page = html(&format!(
        "<head><meta property=article:modified_time content=\"2026-11-06T00:00:00Z\"></head><body><h1>ترميم السوق القديم في الميناء</h1>\
         <div class=date>11 يونيو 2026</div><div class=text>{BODY}</div></body>"
    ));
    assert_eq!(page.published.map(|d| d.to_text()).as_deref(), Some("2026-06-11"));
    assert!(page.modified.is_some_and(|d| d.to_text().starts_with("2026-11-06")));
}

#[test]
fn the_address_at_the_outlet_dates_what_an_aggregator_shows_without_a_date() {
    let page = |link: &str| {
        let text = format!(
            "<head>{link}</head><body><h1>ترميم السوق القديم في الميناء</h1><div class=text>{BODY}</div></body>"
        );
        html(&text).published.map(|d| d.to_text())
    };
    let canonical = "<link rel=canonical href='https://alnahar.example/2026/05/29/article_183832.html'>";
    assert_eq!(page(canonical).as_deref(), Some("2026-05-29"));
    assert_eq!(
        page("<meta property=og:url content='https://alnahar.example/2026/05/29/a'>").as_deref(),
        Some("2026-05-29")
    );
    assert_eq!(page("<link rel=canonical href='https://alnahar.example/news/183832'>"), None);
}
