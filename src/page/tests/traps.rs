//! The traps: what other extractors get wrong, one page each.

use super::{html, read, titles};
use crate::article::{LinkKind, PageKind, Placement};
use crate::page::InputKind;

pub(super) const FIRST: &str = "أعلنت هيئة السكك الحديدية، اليوم الثلاثاء، تشغيل قطار ليلي بين العاصمة والميناء الشمالي، ليقطع المسافة في أربع ساعات.";
pub(super) const SECOND: &str =
    "وقال مدير الهيئة إن التذاكر ستطرح للبيع مطلع الشهر المقبل، وإن الأسعار تبدأ من عشرين دينارا للدرجة العادية.";
pub(super) const THIRD: &str =
    "وأضاف أن الهيئة تدرس إضافة عربة للدراجات، استجابة لطلبات المسافرين الذين شاركوا في الاستبيان الأخير.";

fn texts(page: &str) -> Vec<String> {
    html(page).blocks.into_iter().map(|b| b.text).collect()
}

pub(super) fn article(inside: &str) -> String {
    format!("<body><h1>قطار ليلي بين العاصمة والميناء</h1><div class=text>{inside}</div></body>")
}

#[test]
fn a_label_and_a_link_in_one_paragraph_are_a_box() {
    for label in ["اقرأ أيضًا: ", "إقرأ أيضا | ", "<b>طالع أيضاً</b> ", "للمزيد.. ", "قد يهمك: "]
    {
        let page =
            article(&format!("<p>{FIRST}</p><p>{label}<a href=/n/5>تجديد محطة القطار القديمة</a></p><p>{SECOND}</p>"));
        assert_eq!(texts(&page), [FIRST, SECOND], "{label}");
        let found = html(&page).read_also;
        assert_eq!((found.len(), found[0].placement, found[0].position), (1, Placement::Inline, 1), "{label}");
        assert_eq!(found[0].url.as_deref(), Some("https://akhbar.example/n/5"));
    }
}

#[test]
fn a_linked_headline_without_a_label_is_a_box_and_a_linked_sentence_is_text() {
    let page = article(&format!(
        "<p>{FIRST}</p><p><a href=/n/5>تجديد محطة القطار القديمة في الضاحية</a></p><p>{SECOND}</p><p><a href=/n/6>{THIRD}</a> قريبا.</p><p>{THIRD}</p>"
    ));
    assert_eq!(texts(&page), [FIRST, SECOND, &format!("{THIRD} قريبا."), THIRD]);
    assert_eq!(titles(&html(&page)), ["تجديد محطة القطار القديمة في الضاحية"]);
}

#[test]
fn bare_text_after_an_inserted_block_stays() {
    let page = article(&format!(
        "{FIRST}<div class=inline-related><h4>اقرأ أيضا</h4><ul><li><a href=/n/5>تجديد محطة القطار القديمة</a></li>\
         <li><a href=/n/6>عودة خط الضواحي إلى العمل</a></li></ul></div>{SECOND}<br><br>{THIRD}"
    ));
    assert_eq!(texts(&page), [FIRST, SECOND, THIRD]);
    assert_eq!(titles(&html(&page)), ["تجديد محطة القطار القديمة", "عودة خط الضواحي إلى العمل"]);
}

#[test]
fn a_label_inside_a_paragraph_parts_it() {
    let page = article(&format!("<p>{FIRST} اقرأ أيضاً: <a href=/n/5>تجديد محطة القطار القديمة</a></p><p>{SECOND}</p>"));
    assert_eq!(texts(&page), [FIRST, SECOND]);
    assert_eq!(titles(&html(&page)), ["تجديد محطة القطار القديمة"]);
}

#[test]
fn a_related_list_before_the_body_is_no_body() {
    let list = "<div><h3>ذات صلة</h3><ul><li><a href=/n/5>تجديد محطة القطار القديمة</a></li><li><a href=/n/6>عودة خط الضواحي إلى العمل</a></li></ul></div>";
    let page = html(&article(&format!("{list}<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>")));
    assert_eq!(page.blocks.len(), 3);
    assert!(page.read_also.iter().all(|l| l.kind == LinkKind::Related));
    assert_eq!(page.read_also.len(), 2);
}

#[test]
fn the_headline_shown_beats_the_one_with_the_outlets_name() {
    let page = format!(
        "<head><title>قطار ليلي بين العاصمة والميناء - صحيفة المحطة</title><meta property=og:title content='قطار ليلي بين العاصمة والميناء | المحطة'>\
         <meta property=og:site_name content='المحطة'></head>{}",
        article(&format!("<p>{FIRST}</p><p>{SECOND}</p>"))
    );
    assert_eq!(html(&page).title.as_deref(), Some("قطار ليلي بين العاصمة والميناء"));
    let hidden = page.replace("<h1>قطار ليلي بين العاصمة والميناء</h1>", "");
    assert_eq!(html(&hidden).title.as_deref(), Some("قطار ليلي بين العاصمة والميناء"));
}

#[test]
fn windows_1256_without_a_declaration_is_read() {
    let page = article(&format!("<p>{FIRST}</p><p>{SECOND}</p>"));
    let (bytes, _, _) = encoding_rs::WINDOWS_1256.encode(&page);
    let found = read(&bytes, InputKind::Auto);
    assert_eq!(found.blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>(), [FIRST, SECOND]);
}

#[test]
fn bylines_dates_and_share_lines_around_the_text_are_no_text() {
    let page = html(&article(&format!(
        "<div class=meta><span class=writer>كتب: سامي الحداد</span><span class=date>الثلاثاء ٦ أكتوبر ٢٠٢٦ - ١١:٢٠ ص</span></div>\
         <p>{FIRST}</p><p>{SECOND}</p><p>تابعوا آخر أخبارنا عبر قناتنا على تلغرام</p><p>{THIRD} (أ ف ب)</p>\
         <h3>التعليقات</h3><p>تعليق طويل من قارئ يحكي عن رحلته بالقطار القديم، ويتمنى أن تعود الأيام الجميلة.</p>"
    )));
    assert_eq!(page.blocks.len(), 3);
    assert_eq!(page.authors, ["سامي الحداد"]);
    assert_eq!(
        page.published.as_ref().map(crate::article::StatedDate::to_text).as_deref(),
        Some("2026-10-06T11:20:00+03:00")
    );
    assert_eq!(page.attribution[0].agency.as_deref(), Some("AFP"));
}

#[test]
fn dates_of_events_and_of_the_footer_are_not_invented() {
    let page = html(&article(&format!(
        "<p>{FIRST}</p><p>{SECOND}</p><p>وكان الخط قد أغلق في 3 مارس 2019 بعد السيول.</p><footer>© 2026 المحطة</footer>"
    )));
    assert_eq!(page.published, None);
}

#[test]
fn pages_without_an_article_are_recognised() {
    let items: String =
        (0..30).map(|i| format!("<li><a href=/n/{i}>خبر رقم {i} عن القطارات والمحطات في البلاد</a></li>")).collect();
    let excerpt =
        format!("<div><h3><a href=/n/IDX>عنوان خبر طويل عن القطارات والمحطات IDX</a></h3><p>{SECOND}</p></div>");
    let excerpts: String = (0..12).map(|i| excerpt.replace("IDX", &i.to_string())).collect();
    let cases = [
        (format!("<title>المحطة</title><ul>{items}</ul>"), PageKind::Listing),
        (format!("<title>اقتصاد - المحطة</title><h1>اقتصاد</h1><div class=list>{excerpts}</div>"), PageKind::Listing),
        (
            "<title>Just a moment...</title><p>Checking your browser before accessing.</p>".to_owned(),
            PageKind::Challenge,
        ),
        ("<title>404</title><h1>عذرا، الصفحة غير موجودة</h1><p>ربما نقلت أو حذفت.</p>".to_owned(), PageKind::Error),
        ("<title>تسجيل الدخول</title><form><input name=u><input type=password></form>".to_owned(), PageKind::Login),
        (
            "<h1>شاهد القطار الجديد</h1><iframe src='https://www.youtube.com/embed/x'></iframe>".to_owned(),
            PageKind::Media,
        ),
        (String::new(), PageKind::Empty),
    ];
    for (page, kind) in cases {
        let found = html(&page);
        assert_eq!(found.page_kind, kind, "{page:.60}");
        assert!(found.text().is_empty());
    }
}

#[test]
fn a_short_agency_item_is_an_article() {
    let page = html(
        "<head><meta property=og:type content=article><meta property=og:title content='تشغيل قطار ليلي'></head>\
         <body><h1>تشغيل قطار ليلي</h1><div><p>أعلنت الهيئة تشغيل قطار ليلي بين العاصمة والميناء ابتداء من الغد.</p></div></body>",
    );
    assert_eq!(page.page_kind, PageKind::Article);
    assert_eq!(page.blocks.len(), 1);
}

#[test]
fn a_canonical_address_is_checked() {
    let with = |href: &str| {
        html(&format!("<link rel=canonical href='{href}'>{}", article(&format!("<p>{FIRST}</p><p>{SECOND}</p>"))))
    };
    assert_eq!(with("/news/77-qitar").canonical_url.as_deref(), Some("https://akhbar.example/news/77-qitar"));
    for wrong in ["https://akhbar.example/", "https://other.example/news/77"] {
        let page = with(wrong);
        assert_eq!(page.canonical_url, None, "{wrong}");
        assert!(page.remarks.iter().any(|r| r.code == "canonical-refused"));
    }
}

#[test]
fn hostile_pages_cost_little_and_never_panic() {
    let deep = "<div><p>".repeat(100_000);
    let links = "<p><a href=/x>اقرأ أيضا</a></p>".repeat(50_000);
    let endless = "كلمة ".repeat(400_000);
    for page in
        [deep, links, endless, "<".repeat(100_000), "<!--".repeat(50_000), "&#x110000;&#0;<a <b <c".repeat(1_000)]
    {
        let _ = html(&page);
        let _ = read(page.as_bytes(), InputKind::Text);
    }
    let garbage: Vec<u8> = (0..200_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let _ = read(&garbage, InputKind::Auto);
}

#[test]
fn repeated_labels_cost_linear_work() {
    // Each of these made some step look at the rest of the page once a block.
    let prose = format!("<p>{FIRST}</p>");
    let cases = [
        "<div>اقرأ أيضا</div><div><a href=/x>تجديد محطة القطار القديمة</a></div>".repeat(8_000),
        format!("{prose}{}", format!("<p>كلمات دلالية: قطار</p>{prose}").repeat(8_000)),
        format!("{prose}<p>الوسوم: قطار</p>{}", "<h2>خبر آخر عن القطار الليلي</h2>".repeat(15_000)),
        "<div>اقرأ أيضا".repeat(20_000),
    ];
    for page in cases {
        let _ = html(&page);
    }
}

#[test]
fn a_standfirst_that_the_text_repeats_goes_and_a_list_at_its_end_stays() {
    let page = article(&format!(
        "<p class=lead>{FIRST}</p><p>{FIRST} {SECOND}</p><p>{THIRD} ومحطاته هي:</p><ul><li>العاصمة</li><li>السهل</li><li>الميناء</li></ul>"
    ));
    assert_eq!(texts(&page).len(), 5);
    assert_eq!(texts(&page)[4], "الميناء");
}

#[test]
fn a_second_article_below_is_following_even_when_it_is_longer() {
    let more = format!("<p>{THIRD}</p><p>{SECOND}</p>");
    let long: String = (0..12).map(|i| format!("<p>الفقرة {i} من الخبر الثاني: {FIRST}</p>")).collect();
    let page = format!(
        "<body><article><h1>قطار ليلي بين العاصمة والميناء</h1><p>{FIRST}</p>{more}</article>\
         <article><h1>خبر آخر طويل عن محطات الشمال</h1>{long}</article></body>"
    );
    let found = html(&page);
    assert_eq!(found.blocks.len(), 3);
    assert_eq!(found.following.map(|f| f.title).as_deref(), Some("خبر آخر طويل عن محطات الشمال"));
}

#[test]
fn the_section_is_one_and_a_name() {
    for (stated, section) in [
        ("اقتصاد البحر, الموانئ, خبر رئيسي", Some("اقتصاد البحر")),
        ("featured", None),
        ("خبر رئيسي، محليات", Some("محليات")),
        ("news_world", None),
        ("Sport", Some("Sport")),
    ] {
        let page = format!("<head><meta property=\"article:section\" content=\"{stated}\"></head>{}", article(FIRST));
        assert_eq!(html(&page).section.as_deref(), section, "{stated}");
    }
}

#[test]
fn notices_to_readers_and_marks_of_adverts_are_no_text() {
    let page = article(&format!(
        "<p>{FIRST}</p><p>إضافة إعلان</p><p>{SECOND}</p><div>الإعلانات</div><p>{THIRD}</p><p>شاركنا رأيك في القطار الليلي</p>\
         <p>ترحب المحطة بتعليقات القراء على أن تلتزم <a href=/t>شروط النشر</a> المعلنة في الموقع.</p>\
         <p>الآراء المنشورة هنا تعبر عن رأي أصحابها، ولا تتحمل إدارة المحطة أي مسؤولية عما يرد فيها.</p><p>هل كان هذا المقال مفيدا لك؟</p>"
    ));
    assert_eq!(texts(&page), [FIRST, SECOND, THIRD]);
    let said = "وقال المدير: \"التعليقات على شروط السفر تعبر عن رأي كاتبها ولا تلزم الهيئة بشيء حتى الآن\".";
    assert_eq!(texts(&article(&format!("<p>{FIRST}</p><p>{said}</p><p>{THIRD}</p>"))), [FIRST, said, THIRD]);
}

#[test]
fn a_lead_in_a_heading_or_a_teaser_is_text_and_lines_below_it_are_not() {
    for lead in [format!("<h2>{FIRST}</h2>"), format!("<div class=teaser-text><p class=teaser>{FIRST}</p></div>")] {
        let page = html(&article(&format!(
            "{lead}<p><span>نشرت في:</span> <time datetime='2026-10-06T11:20:00+03:00'>06/10/2026 - 11:20</time></p>\
             <div class=from-author>نص: <a href=/w/3>سامي الحداد</a></div><p>{SECOND}</p><p>{THIRD}</p><p>الوادي/ أ ف ب</p>"
        )));
        assert_eq!(page.blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>(), [FIRST, SECOND, THIRD], "{lead}");
        assert_eq!(page.authors, ["سامي الحداد"]);
        assert!(page.published.is_some());
    }
}

#[test]
fn lines_of_the_house_and_for_screen_readers_are_no_text() {
    let page = article(&format!(
        "<p>{FIRST}</p><p>لمزيد من أخبار السفر انضموا إلى قناتنا على يوتيوب</p><a href='#e'>تخطى مواضيع قد تهمك وواصل القراءة</a>\
         <p>مواضيع قد تهمك نهاية</p><div class=pic><img src=/a.jpg><span class=cover__caption>القطار الليلي في المحطة</span>\
         <span>صورة أرشيفية / المحطة</span></div><p>{SECOND}</p><p>للتواصل مع التحرير: news@mahatta.example</p><p>{THIRD}</p>"
    ));
    let kept = html(&page).blocks;
    let text: Vec<&str> =
        kept.iter().filter(|b| b.kind != crate::article::BlockKind::Caption).map(|b| b.text.as_str()).collect();
    assert_eq!(text, [FIRST, SECOND, THIRD]);
}

#[test]
fn the_headline_is_told_from_what_stands_around_it() {
    let title = "قطار ليلي بين العاصمة والميناء";
    let text = format!("<div class=text><p>{FIRST}</p><p>{SECOND}</p></div>");
    let page = |head: &str, shown: &str| html(&format!("<head>{head}</head><body>{shown}{text}</body>"));
    let og = format!("<title>{title} | المحطة</title><meta property=og:title content='{title}'>");
    for shown in [
        format!("<h1><span class=k>سكك حديدية</span> {title}</h1>"),
        format!("<h1>{title} <span>6 أكتوبر 2026</span></h1>"),
        format!("<h1><a href=/>المحطة</a></h1><div>{title}</div>"),
    ] {
        assert_eq!(page(&og, &shown).title.as_deref(), Some(title), "{shown}");
    }
    let marked = format!("فيديو.. {title}");
    assert_eq!(page(&og, &format!("<h1>{marked}</h1>")).title.as_deref(), Some(marked.as_str()));
    // Neither a heading nor a known name: the line that shows a part of the title parts it.
    for named in [format!("المحطة : {title}"), format!("{title} - محليات - المحطة الأولى")] {
        let found =
            page(&format!("<title>{named}</title>"), &format!("<table><tr><td><b>{title}</b></td></tr></table>"));
        assert_eq!((found.title.as_deref(), found.blocks.len()), (Some(title), 2), "{named}");
    }
    let dashed = format!("{title} - صور");
    let found = page(&format!("<title>{dashed}</title>"), &format!("<div>{dashed}</div>"));
    assert_eq!(found.title.as_deref(), Some(dashed.as_str()));
}

#[test]
fn an_old_page_that_marks_no_headline_shows_it_above_its_text() {
    let title = "الصيادون يعودون إلى الميناء بعد عاصفة الأسبوع";
    let page = |head: &str| {
        html(&format!(
            "<head><title>{head}</title></head><body><table><tr><td><a href=/>الرئيسية</a> &gt; <a href=/r>تقارير</a></td></tr>\
             <tr><td><font size=5><b>{title}</b></font></td></tr><tr><td>تاريخ النشر: 28 / 08 / 2006</td></tr>\
             <tr><td><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></td></tr></table></body>"
        ))
    };
    for head in ["وكالة المحطة الاخبارية - Station News Agency", "صحيفة المحطة"] {
        assert_eq!(page(head).title.as_deref(), Some(title), "{head}");
    }
    let other = page("عودة الصيد في المرفأ بعد هدوء البحر");
    assert_eq!(other.title.as_deref(), Some("عودة الصيد في المرفأ بعد هدوء البحر"), "a head that speaks is believed");
}

#[test]
fn what_stands_below_a_box_is_the_articles() {
    let headline = "وزير النقل يفتتح خط الترام الثالث في العاصمة";
    let linked = format!("<p>اقرأ أيضا: <a href=/n/8>{headline}</a></p>");
    let next_box = "<p>اقرأ أيضا: <a href=/n/9>محطات القطار تستقبل مئة ألف راكب في يوم واحد</a></p>";
    let heading = format!("<p>{FIRST}</p>{linked}<h2>سؤال المحطة الأخيرة</h2>{next_box}<p>{SECOND}</p><p>{THIRD}</p>");
    let page = html(&article(&heading));
    assert_eq!(page.blocks.iter().map(|b| b.text.as_str()).nth(1), Some("سؤال المحطة الأخيرة"));
    let unlinked = format!("<p>اقرأ أيضا:</p><p>{headline}</p>");
    let list =
        "<ul><li>عدد المحطات الجديدة: ست محطات وموقفان.</li><li>مدة الرحلة بين أولها وآخرها: ساعة واحدة.</li></ul>";
    let page = html(&article(&format!("<p>{FIRST}</p>{unlinked}{list}<p>{SECOND}</p><p>{THIRD}</p>")));
    assert_eq!(page.blocks.len(), 5, "its own list");
    let question = "<p>* يقول بعضهم إن القطار تأخر عشرين عاما، فهل تعتذرون للركاب؟</p>";
    let page = html(&article(&format!("<p>{FIRST}</p>{unlinked}{question}<p>{SECOND}</p><p>{THIRD}</p>")));
    assert_eq!(page.blocks.len(), 4, "its next question");
}
