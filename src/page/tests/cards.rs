//! Boxes in the midst of a text that no label announces: other stories, summaries by machines, contents, players.

use super::traps::{FIRST, SECOND, THIRD, article};
use super::{html, titles};
use crate::article::PageKind;

const REPAIR: &str = "تجديد محطة القطار القديمة في الضاحية";

fn texts(page: &str) -> Vec<String> {
    html(page).blocks.into_iter().map(|b| b.text).collect()
}

#[test]
fn a_card_without_a_label_is_another_story_with_all_it_shows() {
    for card in [
        format!("<div><div>نقل</div><div>التغطية الحية</div><h2><a href=/n/5>{REPAIR}</a></h2></div>"),
        format!(
            "<div><span>نقاش</span><a href=/n/5><h3>{REPAIR}</h3></a><p>سواء سافرت بالقطار أو بالحافلة، حدثنا عن رحلتك.</p><span>24 تعليقا</span></div>"
        ),
    ] {
        for text in [
            format!("<p>{FIRST}</p>{card}<p>{SECOND}</p><p>{THIRD}</p>"),
            format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>{card}"),
        ] {
            assert_eq!(texts(&article(&text)), [FIRST, SECOND, THIRD], "{text}");
            assert_eq!(titles(&html(&article(&text))), [REPAIR]);
        }
    }
}

#[test]
fn a_paragraph_above_a_headline_in_one_element_is_the_articles() {
    let page = article(&format!(
        "<p>{FIRST}</p><div><p>{SECOND}</p><div><span>طالع أيضا</span><a href=/n/5><h4>{REPAIR}</h4></a></div></div><p>{THIRD}</p>"
    ));
    assert_eq!(texts(&page), [FIRST, SECOND, THIRD]);
    assert_eq!(titles(&html(&page)), [REPAIR]);
}

#[test]
fn a_round_up_of_stories_keeps_what_it_tells_of_each() {
    let told = [
        "بدأت ورشة الترميم في المبنى الحجري، على أن تنتهي مع نهاية العام المقبل.",
        "عاد الخط الشمالي إلى العمل بعد انقطاع دام ستة أسابيع بسبب السيول.",
        "طرحت الهيئة بطاقة شهرية للطلاب بنصف السعر المعتاد في كل الخطوط.",
    ];
    let stories: String = told
        .iter()
        .enumerate()
        .map(|(n, text)| {
            format!("<div><h3><a href=/n/{n}>خبر من أخبار القطارات هذا الأسبوع {n}</a></h3><p>{text}</p></div>")
        })
        .collect();
    let page = texts(&article(&format!("<p>{FIRST}</p>{stories}<p>{THIRD}</p>")));
    assert!(told.iter().all(|text| page.iter().any(|kept| kept == text)), "{page:?}");
}

#[test]
fn questions_of_an_interview_below_a_box_stay() {
    let page = texts(&article(&format!(
        "<p>{FIRST}</p><p>اقرأ أيضا</p><p>{REPAIR}</p><p>المحطة: كم عربة ستسير في الرحلة الواحدة؟</p><p>{SECOND}</p><p>{THIRD}</p>"
    )));
    assert_eq!(page, [FIRST, "المحطة: كم عربة ستسير في الرحلة الواحدة؟", SECOND, THIRD]);
    let box_first = format!(
        "<div><p>هل من حلول أخرى للزحام؟</p><h3>اقرأ أيضا</h3><ul><li><a href=/n/5>{REPAIR}</a></li><li><a href=/n/6>عودة خط الضواحي إلى العمل</a></li></ul><p>{SECOND}</p><p>{THIRD}</p></div>"
    );
    let page = texts(&article(&format!("<div><p>{FIRST}</p></div>{box_first}")));
    assert_eq!(page, [FIRST, "هل من حلول أخرى للزحام؟", SECOND, THIRD]);
}

#[test]
fn a_summary_by_a_machine_is_no_text_and_a_sentence_about_one_is() {
    let points = "<ul><li>قطار ليلي يربط العاصمة بالميناء في أربع ساعات بدءا من الشهر المقبل.</li><li>الأسعار من عشرين دينارا.</li></ul>";
    for (class, says) in [
        ("x", "تم توليد هذا الملخص آليًا ثم راجعه المحرر"),
        ("x", "* خلاصة بالذكاء الاصطناعي. تحقق من السياق في النص."),
        ("ai-summary", "بنقرة واحدة"),
    ] {
        let box_ = format!("<div class='{class}'><h4>ملخص</h4>{points}<small>{says}</small></div>");
        let page = article(&format!("{box_}<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>"));
        assert_eq!(texts(&page), [FIRST, SECOND, THIRD], "{says}");
    }
    let told = "وتستخدم الهيئة تلخيصا بالذكاء الاصطناعي لشكاوى الركاب.";
    let page = article(&format!("<p>{FIRST}</p><p>{told}</p><p>{THIRD}</p>"));
    assert_eq!(texts(&page), [FIRST, told, THIRD]);
}

#[test]
fn contents_and_names_of_videos_are_no_text() {
    let contents = "<div><div>محتويات المقال</div><ol><li><a href='#s1'>مواعيد الرحلات</a></li><li><a href='#s2'>أسعار التذاكر للدرجات</a></li></ol></div>";
    let video = "<div><div class=player></div><p class=video-title>شاهد: المدير يشرح مسار القطار</p></div>";
    let page =
        article(&format!("{contents}<p>{FIRST}</p><h2 id=s1>مواعيد الرحلات</h2><p>{SECOND}</p>{video}<p>{THIRD}</p>"));
    assert_eq!(texts(&page), [FIRST, "مواعيد الرحلات", SECOND, THIRD]);
}

#[test]
fn a_text_goes_on_in_a_card_whose_outer_class_differs() {
    let part = |view: &str, text: &str| {
        format!("<div class='paragraph--text {view}'><div class='field field__item'>{text}</div></div>")
    };
    let box_ = format!(
        "<div class='paragraph--story'><div><div>اقرأ أيضا</div><a href=/n/5><img><h4>{REPAIR}</h4></a></div></div>"
    );
    let (first, second) = (
        part("view-default", &format!("<p>{FIRST}</p><p>{SECOND}</p>")),
        part("", &format!("<h2>ماذا عن أسعار التذاكر هذا الشهر؟</h2><p>{THIRD}</p>")),
    );
    let page = html(&format!(
        "<body><article><h1>قطار ليلي بين العاصمة والميناء</h1><div>{first}{box_}{second}</div></article></body>"
    ));
    assert_eq!(
        page.blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>(),
        [FIRST, SECOND, "ماذا عن أسعار التذاكر هذا الشهر؟", THIRD]
    );
    assert!(page.following.is_none());
}

#[test]
fn a_link_without_text_covers_the_card_it_opens() {
    let card = |n: u8, title: &str| {
        format!(
            "<div class=item><a href=/n/{n}></a><img src=/c.jpg><div>نقل</div><div class=item-title>{title}</div><div>2026-11-19 | 03:15</div></div>"
        )
    };
    let cards = card(5, REPAIR) + &card(6, "عودة خط الضواحي إلى العمل");
    let page =
        html(&article(&format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p><div><div>اخترنا لك</div>{cards}</div>")));
    assert_eq!(titles(&page), [REPAIR, "عودة خط الضواحي إلى العمل"]);
    assert_eq!(page.read_also[0].url.as_deref(), Some("https://akhbar.example/n/5"));
    let own = format!(
        "<a href=/photos/7><img src=/c.jpg></a><h2>مواعيد الرحلات وأسعار التذاكر</h2><p>{FIRST}</p><p>{SECOND}</p>"
    );
    let page =
        html(&format!("<body><h1>قطار ليلي بين العاصمة والميناء</h1><p>{THIRD}</p><div class=x>{own}</div></body>"));
    assert!(page.read_also.is_empty() && page.blocks.len() == 4, "{:?}", page.blocks);
}

#[test]
fn a_list_of_news_with_times_and_excerpts_is_no_live_blog() {
    let entries: String = (0..9)
        .map(|n| {
            format!(
                "<div class=item><h3><a href=/n/{n}>الهيئة تعلن خبرا جديدا عن القطارات رقم {n}</a></h3><p>أعلنت هيئة السكك تفاصيل الخبر في بيان نشرته على موقعها صباحا</p>\
                 <div class=date>الأحد 22 نوفمبر 2026 - 0{n}:14 م</div></div>"
            )
        })
        .collect();
    let page = html(&format!("<body><h1>محافظات</h1><div>{entries}</div></body>"));
    assert_eq!(page.page_kind, PageKind::Listing);
}
