//! Lists of links around an article: which are its own, and which the site shows beside every page.

use super::{html, titles};
use crate::article::LinkKind;

const TEXT: &str = "<p>وصلت إلى ميناء المدينة صباح اليوم أول سفينة تعمل بالطاقة الشمسية، بعد رحلة استمرت أحد عشر يوما من السواحل الغربية.</p>\
    <p>وقال ربان السفينة إن الألواح وفرت ثلثي الطاقة اللازمة، وإن الرياح تكفلت بالباقي في معظم أيام الرحلة.</p>\
    <p>وتعتزم الشركة المالكة تسيير رحلة كل شهر، على أن تنقل في كل مرة مئة حاوية من الحمضيات والزيتون.</p>";

fn list(label: &str, links: &[(&str, &str)]) -> String {
    let items: String = links.iter().map(|(href, title)| format!("<li><a href=\"{href}\">{title}</a></li>")).collect();
    let label = if label.is_empty() { String::new() } else { format!("<h3>{label}</h3>") };
    format!("{label}<ul>{items}</ul>")
}

const SIMILAR: [(&str, &str); 2] =
    [("/n/21", "توسعة الرصيف الجنوبي تنتهي قبل موعدها"), ("/n/22", "منارة الميناء القديمة تتحول إلى متحف صغير")];
const POPULAR: [(&str, &str); 2] =
    [("/n/31", "هذه مواعيد امتحانات الفصل الثاني"), ("/n/32", "أسعار الذهب تستقر عند أعلى مستوياتها")];

#[test]
fn what_the_site_shows_beside_every_page_is_no_link_of_the_article() {
    for (label, class) in
        [("الأكثر قراءة", "left-area"), ("الأكثر مشاهدةً", "col-4"), ("اخترنا لكم", "x1"), ("", "widget popular-posts")]
    {
        let page = html(&format!(
            "<body><div class=row><div class=c8><h1>سفينة شمسية ترسو في الميناء</h1>{TEXT}{}</div><div class=\"{class}\">{}</div></div></body>",
            list("مواضيع ذات صلة", &SIMILAR),
            list(label, &POPULAR)
        ));
        assert_eq!(titles(&page), SIMILAR.map(|(_, title)| title), "{label}");
        assert_eq!(page.blocks.len(), 3);
        assert!(page.remarks.iter().any(|r| r.code == "site-links-left-out" && r.detail.starts_with("2 ")), "{label}");
    }
}

#[test]
fn a_list_inside_the_article_is_its_own_whatever_its_kind() {
    let page = html(&format!(
        "<body><article><header><h1>سفينة شمسية ترسو في الميناء</h1></header><div class=t>{TEXT}</div><div class=module>{}</div></article>\
         <div id=other>{}</div></body>",
        list("الأكثر قراءة", &POPULAR),
        list("أخبار ذات صلة", &SIMILAR)
    ));
    assert_eq!(titles(&page), [POPULAR[0].1, POPULAR[1].1, SIMILAR[0].1, SIMILAR[1].1]);
    assert_eq!((page.read_also[0].kind, page.read_also[2].kind), (LinkKind::MostRead, LinkKind::Related));
}

#[test]
fn the_title_of_a_card_is_its_headline_and_not_its_excerpt() {
    let card = |title: &str| {
        format!(
            "<div class=card><a href=/n/41><img src=/i.jpg></a><a href=/n/41 class=s>اقتصاد البحار 2024</a><{title}>\
             <a href=/n/41>شركة ناشئة تصنع ألواحا مرنة للسفن</a></{title}><a href=/n/41>جربت الشركة ألواحها على عبارة صغيرة قبل أن \
             تعرضها على ملاك السفن الكبيرة في معرض هذا الأسبوع</a></div>"
        )
    };
    for title in ["h4", "div", "span"] {
        let page = html(&format!(
            "<body><h1>سفينة شمسية ترسو في الميناء</h1>{TEXT}<div><h3>اقرأ أيضا</h3>{}</div>",
            card(title)
        ));
        assert_eq!(titles(&page), ["شركة ناشئة تصنع ألواحا مرنة للسفن"], "{title}");
    }
}

#[test]
fn buttons_of_this_page_readers_and_the_front_page_are_no_articles() {
    let page = html(&format!(
        "<body><div class=main><h1>سفينة شمسية ترسو في الميناء</h1>{TEXT}<h4>المزيد</h4><ul><li><a href=\"/news/77?share=mail&nb=1\">\
         أرسل هذا الموضوع إلى صديق بالبريد</a></li><li><a href=\"https://akhbar.example/\">العودة إلى صفحة الموقع الأولى</a></li>\
         <li><a href=/n/21>توسعة الرصيف الجنوبي تنتهي قبل موعدها</a></li></ul><div id=comments><h3>اقرأ أيضا</h3>\
         <p><a href=/terms>كيف تعالج إدارة الموقع ما يكتبه القراء</a></p></div></div></body>"
    ));
    assert_eq!(titles(&page), [SIMILAR[0].1]);
}

#[test]
fn a_list_ends_where_the_next_one_is_named() {
    let (similar, popular) = (list("أخبار ذات علاقة", &SIMILAR), list("آخر الأخبار", &POPULAR));
    for more in ["", "<h3>وجوه من المدينة</h3><ul><li><a href=/n/51>بائع الكتب الذي حفظ أسماء قرائه</a></li></ul>"]
    {
        let page = html(&format!(
            "<body><article><h1>سفينة شمسية ترسو في الميناء</h1>{TEXT}</article><div class=below>{similar}{popular}{more}</div></body>"
        ));
        assert_eq!(titles(&page), SIMILAR.map(|(_, title)| title), "{more}");
    }
}

#[test]
fn menus_and_neighbours_in_time_are_no_links_of_the_article() {
    let menu =
        "<ul><li><a href='#'>المزيد</a><ul><li><a href=/s/8>علوم البحار والمحيطات والبيئة</a></li></ul></li></ul>";
    let page = html(&format!(
        "<body><div class=top>{menu}</div><div class=row><h1>سفينة شمسية ترسو في الميناء</h1>{TEXT}<div class=pn><span>الخبر السابق</span>         <a href=/n/61>صيادو الساحل يعودون إلى البحر</a></div>{}<p><a href=/privacy-policy>كيف نستخدم بيانات الزوار في الموقع</a></p></div></body>",
        list("مواضيع إضافية", &SIMILAR)
    ));
    assert_eq!(titles(&page), SIMILAR.map(|(_, title)| title));
}

#[test]
fn what_the_site_picks_counts_only_without_a_list_of_the_articles_own() {
    let picked = list("اخترنا لكم", &POPULAR);
    let page = |own: &str| {
        html(&format!("<body><article><h1>سفينة شمسية ترسو في الميناء</h1>{TEXT}{own}{picked}</article></body>"))
    };
    assert_eq!(titles(&page("")), POPULAR.map(|(_, title)| title));
    assert_eq!(titles(&page(&list("مواضيع ذات صلة", &SIMILAR))), SIMILAR.map(|(_, title)| title));
}

#[test]
fn a_card_covered_by_a_link_without_text_is_that_links() {
    type Card<'c> = &'c dyn Fn(&str, &str) -> String;
    let covers: [Card<'_>; 3] = [
        &|href, title| format!("<a class=cover href=\"{href}\" title=\"{title}\"></a><h4>{title}</h4>"),
        &|href, title| {
            format!("<a href=\"{href}\"><img src=/p.jpg alt=\"{title}\"></a><span>محليات</span><h3>{title}</h3>")
        },
        &|href, title| format!("<a href=\"{href}\" aria-label=\"{title}\"></a><div class=t>{title}</div>"),
    ];
    for (form, card) in covers.iter().enumerate() {
        let cards: String = SIMILAR.iter().map(|(h, t)| format!("<div class=card>{}</div>", card(h, t))).collect();
        let (first, rest) = TEXT.split_once("<p>وتعتزم").unwrap();
        let page = html(&format!(
            "<body><h1>سفينة شمسية ترسو في الميناء</h1><div class=text>{first}<div><b>أخبار ذات صلة</b>{cards}</div><p>وتعتزم{rest}</div></body>"
        ));
        assert_eq!(titles(&page), SIMILAR.map(|(_, title)| title), "form {form}");
        assert!(page.read_also.iter().all(|link| link.url.is_some()), "form {form}");
        assert_eq!(page.blocks.len(), 3, "form {form}");
    }
}

#[test]
fn the_section_before_a_cards_headline_is_no_part_of_it() {
    let card = |(href, title): &(&str, &str)| {
        format!(
            "<div class=teaser><a href=\"{href}\"><span class=c-kicker>ملاحة</span><span class=c-title>{title}</span></a></div>"
        )
    };
    let cards: String = SIMILAR.iter().map(card).collect();
    let page = html(&format!(
        "<body><h1>سفينة شمسية ترسو في الميناء</h1><div class=text>{TEXT}</div><div class=box><div>موضوعات ذات صلة</div>{cards}</div></body>"
    ));
    assert_eq!(titles(&page), SIMILAR.map(|(_, title)| title));
}

#[test]
fn the_title_of_a_card_is_no_excerpt() {
    let card = "<a href=/n/21><p>تقول هيئة الموانئ إن الرصيف الجنوبي سيستقبل أربع سفن في وقت واحد، بعد أن كان يتسع لسفينتين فقط...</p>\
                <div class=item-title>توسعة الرصيف الجنوبي تنتهي قبل موعدها</div></a>";
    let page = html(&format!(
        "<body><h1>سفينة شمسية ترسو في الميناء</h1><div class=text>{TEXT}</div><div class=box><div>موضوع يهمك</div>{card}</div></body>"
    ));
    assert_eq!(titles(&page), ["توسعة الرصيف الجنوبي تنتهي قبل موعدها"]);
}

#[test]
fn a_heading_may_say_which_section_its_links_are_from() {
    for label in ["شاهد أيضاً من قسم أخبار", "أخبار من نفس القسم", "اقرأ أيضا في نفس الباب"]
    {
        let page = html(&format!(
            "<body><div><h1>سفينة شمسية ترسو في الميناء</h1><div class=text>{TEXT}</div><div><h3>{label}</h3>{}</div></div></body>",
            list("", &SIMILAR)
        ));
        assert_eq!(titles(&page), SIMILAR.map(|(_, title)| title), "{label}");
    }
}

#[test]
fn parts_of_a_cards_link_are_lines_of_their_own() {
    let card = |(href, title): &(&str, &str)| {
        format!("<a href=\"{href}\"><span>17 يونيو 2026</span><span>{title}</span><span>منذ 3 أيام، 18:20</span></a>")
    };
    let cards: String = SIMILAR.iter().map(|c| format!("<div>{}</div>", card(c))).collect();
    let page = html(&format!(
        "<body><h1>سفينة شمسية ترسو في الميناء</h1><div class=text>{TEXT}</div><div class=box><div>موضوعات ذات صلة</div>{cards}</div></body>"
    ));
    assert_eq!(titles(&page), SIMILAR.map(|(_, title)| title));
}

#[test]
fn a_headline_above_a_button_has_the_buttons_link() {
    let cards: String = SIMILAR
        .iter()
        .map(|(h, t)| format!("<div class=related><h5>{t}</h5><a href=\"{h}\">التفاصيل</a></div>"))
        .collect();
    let page = html(&format!("<body><h1>سفينة شمسية ترسو في الميناء</h1><div class=text>{TEXT}{cards}</div></body>"));
    assert_eq!(titles(&page), SIMILAR.map(|(_, title)| title));
    assert!(page.read_also.iter().all(|link| link.url.is_some()));
}

#[test]
fn a_headline_whose_link_is_broken_in_two_is_one() {
    let broken = "<p>اقرأ أيضا: <a href=/n/21>توسعة الرصيف</a> <a href=/n/21>الجنوبي تنتهي قبل موعدها</a></p>";
    let page = html(&format!("<body><h1>سفينة شمسية ترسو في الميناء</h1><div class=text>{TEXT}{broken}</div></body>"));
    assert_eq!(titles(&page), ["توسعة الرصيف الجنوبي تنتهي قبل موعدها"]);
}

#[test]
fn topics_behind_a_label_of_links_are_tags_and_teasers_that_nothing_explains_are_left_out() {
    let topics = "<div><span>مواضيع مرتبطة:</span><a href=/t/1>الميناء</a><a href=/t/2>القطار الليلي</a><a href=/t/3>السكة</a></div>";
    let teaser = "<footer><section><h2>قصة اليوم</h2><div class=teaser><h3><a href=/n/9>البرلمان يقر قانون النقل العام بعد جدل طويل</a></h3></div></section></footer>";
    let page =
        html(&format!("<body><article><h1>سفينة شمسية ترسو في الميناء</h1>{TEXT}{topics}{teaser}</article></body>"));
    assert_eq!(page.read_also, [], "{:?}", page.read_also);
    assert!(page.tags.iter().any(|tag| tag == "القطار الليلي"), "{:?}", page.tags);
}

#[test]
fn a_quotation_or_the_line_above_a_table_is_no_second_headline() {
    let paragraphs: Vec<&str> = TEXT.split("</p>").collect();
    for (line, kept) in [
        ("<blockquote>كنا نرى اليابسة كل صباح ثم تختفي عند الظهيرة كأنها لم تكن</blockquote>", "كنا نرى اليابسة"),
        ("<p><strong>مواعيد الرحلات المقبلة من الميناء:</strong></p>", "مواعيد الرحلات المقبلة"),
    ] {
        let page = html(&format!(
            "<body><article><h1>سفينة شمسية ترسو في الميناء</h1>{}</p><p>اقرأ أيضاً</p><p>توسعة الرصيف الجنوبي تنتهي قبل موعدها</p>{line}{}</p>{}</p></article></body>",
            paragraphs[0], paragraphs[1], paragraphs[2]
        ));
        assert_eq!(titles(&page), ["توسعة الرصيف الجنوبي تنتهي قبل موعدها"]);
        assert!(page.blocks.iter().any(|b| b.text.starts_with(kept)), "{:?}", page.blocks);
    }
}
