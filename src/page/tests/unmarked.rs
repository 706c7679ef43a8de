//! Pages whose markup says little: headlines, second articles and tables are told by how they stand.

use super::html;

const REPORT: [&str; 3] = [
    "أعلنت بلدية السهل، اليوم، بدء زراعة خمسة آلاف شجرة على جانبي الطريق الدائري، ضمن خطة تستمر ثلاثة أعوام متتالية.",
    "وقال رئيس البلدية إن الأشجار من أنواع محلية لا تحتاج إلى ماء كثير، وإن المشتل البلدي وفر نصفها من دون مقابل.",
    "ودعت البلدية السكان إلى المشاركة في أيام الزراعة المفتوحة، وخصصت لكل حي مساحة يعتني بها أهله على مدار العام.",
];
const OTHER: [&str; 2] = [
    "أمرت النيابة العامة في السهل بحبس ثلاثة متهمين بسرقة أسلاك من موقع قيد الإنشاء، على ذمة التحقيق سبعة أيام كاملة.",
    "وكان حارس الموقع قد اكتشف اختفاء الأسلاك صباح الأحد، وأبلغ الشرطة التي راجعت تسجيلات الكاميرات القريبة منه.",
];

fn paragraphs(texts: &[&str]) -> String {
    texts.iter().map(|t| format!("<p>{t}</p>")).collect()
}

#[test]
fn a_second_article_set_like_the_first_is_none_of_it() {
    let article = |title: &str, texts: &[&str]| {
        format!(
            "<div class=story><div class=story-title>{title}</div><div class=story-body>{}</div></div>",
            paragraphs(texts)
        )
    };
    let first = article("زراعة خمسة آلاف شجرة على الطريق الدائري", &REPORT);
    let second = article("حبس ثلاثة متهمين بسرقة أسلاك في السهل", &OTHER);
    let head = "<head><title>أخبار السهل | محليات</title></head>";
    let page = html(&format!("{head}<body><div>{first}{second}</div></body>"));
    assert_eq!(page.title.as_deref(), Some("زراعة خمسة آلاف شجرة على الطريق الدائري"));
    assert_eq!(page.blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>(), REPORT);
}

#[test]
fn the_articles_own_tables_stay() {
    let cells = ["الحي", "الأشجار", "حي الزهور", "1200", "حي النخيل", "188500"];
    let rows: String = cells.chunks(2).map(|row| format!("<tr><td>{}</td><td>{}</td></tr>", row[0], row[1])).collect();
    let table = format!("<table>{rows}</table>");
    let (first, last) = (paragraphs(&REPORT[..2]), paragraphs(&REPORT[2..]));
    for text in [format!("{first}{table}{last}"), format!("{first}{last}{table}")] {
        let page =
            html(&format!("<body><h1>زراعة خمسة آلاف شجرة على الطريق الدائري</h1><div class=text>{text}</div></body>"));
        let texts: Vec<&str> = page.blocks.iter().map(|b| b.text.as_str()).collect();
        assert!(cells.iter().all(|cell| texts.contains(cell)), "{texts:?}");
    }
}

#[test]
fn the_only_headline_that_is_shown_goes_before_what_the_head_says() {
    let shown = "زراعة خمسة آلاف شجرة على الطريق الدائري";
    for heading in [
        format!("<h2 class=title>{shown}</h2>"),
        format!("<h1>{shown}</h1>"),
        format!("<div class=news-title>{shown}</div>"),
    ] {
        let page = html(&format!(
            "<head><meta property=og:title content='حين تخضر الطرق.. تقرير من السهل'></head><body>{heading}<div>{}</div></body>",
            paragraphs(&REPORT)
        ));
        assert_eq!(page.title.as_deref(), Some(shown), "{heading}");
    }
}

#[test]
fn a_list_of_dashes_ends_a_text() {
    let lines: Vec<String> = (1..=9).map(|n| format!("- مشتل رقم {n} في الحي القديم")).collect();
    let list = lines.iter().map(|line| format!("<p>{line}</p>")).collect::<String>();
    let page = html(&format!(
        "<body><h1>زراعة خمسة آلاف شجرة على الطريق الدائري</h1><div class=text>{}<p>مواقع التوزيع</p>{list}</div></body>",
        paragraphs(&REPORT)
    ));
    assert!(lines.iter().all(|line| page.blocks.iter().any(|b| b.text == *line)), "{:?}", page.blocks);
}

#[test]
fn a_heading_with_a_date_of_its_own_opens_another_article() {
    let story = |level: u8, title: &str, day: u8, texts: &[&str]| {
        format!(
            "<div class=news-cat>محليات</div><div class=date>2026-11-{day} | 18:40</div><h{level}>{title}</h{level}>{}",
            paragraphs(texts)
        )
    };
    let first = story(1, "زراعة خمسة آلاف شجرة على الطريق الدائري", 20, &REPORT);
    let second = story(2, "حبس ثلاثة متهمين بسرقة أسلاك في السهل", 21, &OTHER);
    let page = html(&format!("<body><div id=content>{first}{second}</div></body>"));
    assert_eq!(page.blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>(), REPORT);
}

#[test]
fn a_text_in_cards_goes_on_behind_the_boxes_between_them() {
    let card = |texts: &[&str]| format!("<div class=card><div class=text-element>{}</div></div>", paragraphs(texts));
    let also = "<div class=card><div class=also-read><div>اقرأ أيضًا:</div><h2><a href=/n/9>مشتل البلدية يفتح أبوابه للمدارس</a></h2></div></div>";
    let list = "<div class=card><h3>أخبار ذات صلة</h3><div class=item><a href=/n/10>حديقة جديدة في الحي الشمالي</a><p>تضم الحديقة ملاعب وممرات ومقهى صغيرا يطل على الوادي القديم، وتفتح في الربيع المقبل.</p></div></div>";
    let page = html(&format!(
        "<body><div class=story><div class=card><h1>زراعة خمسة آلاف شجرة على الطريق الدائري</h1></div>{}{also}{}{also}{}{list}</div></body>",
        card(&REPORT[..1]),
        card(&REPORT[1..2]),
        card(&REPORT[2..])
    ));
    assert_eq!(page.blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>(), REPORT);
    assert_eq!(
        page.read_also.iter().map(|l| l.title.as_str()).collect::<Vec<_>>(),
        ["مشتل البلدية يفتح أبوابه للمدارس", "حديقة جديدة في الحي الشمالي"]
    );
}

#[test]
fn a_headline_of_a_word_or_two_is_one_where_the_head_names_it_before_the_outlet() {
    let page = |named: &str, shown: &str| {
        html(&format!(
            "<head><title>{named}</title></head><body>{shown}<div>الكاتب:</div><div>مأمون عبد الرازق الدقير</div>\
             <div class=text>{}</div></body>",
            paragraphs(&REPORT)
        ))
        .title
    };
    let outlet = "صحيفة المحطة اليومية";
    for short in ["الهدوء", "حكاية المحطة القديمة"] {
        let shown = format!("<h1>{short}</h1>");
        assert_eq!(page(&format!("{short} | {outlet}"), &shown).as_deref(), Some(short));
    }
    let logo = format!("<h1>{outlet}</h1>");
    assert_ne!(page(&format!("{outlet} | عودة القطار الليلي إلى الميناء"), &logo).as_deref(), Some(outlet));
}

#[test]
fn comments_without_a_mark_begin_where_they_are_counted() {
    let comments = "<div>3 تعليقات</div><div>متعب <span>4 مارس 2026</span></div><p>هذا هو العمل الحقيقي، بارك الله في من بدأه وفي من يكمله.</p>\
                    <div>أم سلطان <span>4 مارس 2026</span></div><p>فرحت وأنا أقرأ، الدنيا لا تزال بخير.</p>";
    let text = paragraphs(&REPORT);
    let page = |above: &str, below: &str| {
        let title = "<h1>زراعة خمسة آلاف شجرة على الطريق الدائري</h1>";
        html(&format!("<body><div>{title}{above}{text}{below}</div></body>"))
    };
    assert_eq!(page("", comments).blocks.len(), 3, "{:?}", page("", comments).blocks);
    assert_eq!(page("<div>3 تعليقات</div>", "").blocks.len(), 3);
}

#[test]
fn the_age_of_another_story_is_no_text() {
    let card = |title: &str| format!("<h5><a href=/n/1>{title}</a></h5><div>منذ 3 ساعات</div>");
    let cards = card("توزيع ألف شتلة على مدارس السهل") + &card("مشتل جديد في حي الزيتون");
    let text = format!("<p>{}</p>{cards}<p>{}</p>", REPORT[0], REPORT[1]);
    let page = html(&format!("<body><h1>زراعة خمسة آلاف شجرة على الطريق الدائري</h1><div>{text}</div></body>"));
    assert_eq!(page.blocks.len(), 2, "{:?}", page.blocks);
}

#[test]
fn a_poem_below_the_last_sentence_is_kept_to_its_last_verse() {
    let verses: Vec<String> = (1..=9)
        .flat_map(|_| ["يا ساقي النخل في الوادي البعيد", "قل للرياح إذا مرت بنا", "إنا هنا ننتظر المطر الجديد"])
        .enumerate()
        .map(|(at, verse)| format!("{verse} {}", "آه ".repeat(at + 1).trim()))
        .collect();
    let lines: String = verses.iter().map(|verse| format!("<p>{verse}</p>")).collect();
    let page = html(&format!(
        "<body><h1>زراعة خمسة آلاف شجرة على الطريق الدائري</h1><div>{}{lines}</div><div>جريدة السهل</div></body>",
        paragraphs(&REPORT)
    ));
    assert_eq!(page.blocks.last().map(|b| b.text.as_str()), verses.last().map(String::as_str));
    assert_eq!(page.blocks.len(), 3 + verses.len());
}

#[test]
fn a_column_in_verses_is_an_article_from_its_first_line() {
    let verses = [
        "يضيق الأفق على المحطة،",
        "وتتوهج مصابيح الرصيف،",
        "ترسو قطارات المساء",
        "منهكة على أبواب المدينة.",
        "لا شيء يحرك الوقت",
    ];
    let lines: Vec<String> =
        (0..3).flat_map(|n| verses.map(|verse| format!("{verse} {}", "آه ".repeat(n)).trim().to_owned())).collect();
    let poem: String = lines.iter().map(|line| format!("<p>{line}</p>")).collect();
    for below in [
        "",
        "<p>كتبت هذه الأبيات في محطة السهل ليلة وصول القطار الأخير، قبل أن تطفأ مصابيحها إلى الأبد في ذلك الشتاء الطويل.</p>",
    ] {
        let page = html(&format!(
            "<body><h1>رحلة المساء الأخيرة إلى السهل</h1><div class=date>22 نوفمبر 2026</div><div>{poem}{below}</div></body>"
        ));
        let texts: Vec<&str> = page.blocks.iter().map(|b| b.text.as_str()).collect();
        assert_eq!(texts.get(..lines.len()), Some(lines.iter().map(String::as_str).collect::<Vec<_>>().as_slice()));
    }
}

#[test]
fn news_of_one_line_without_a_full_stop_is_an_article_where_the_page_says_so() {
    let line = "مركز رصد الزلازل: هزة خفيفة شرق السهل دون خسائر في الأرواح أو الممتلكات";
    let page = |player: &str| {
        html(&format!(
            "<head><meta property=og:type content=article></head><body><h1>عاجل.. هزة أرضية خفيفة شرق السهل</h1>\
             <div class=entry-content>{player}<p>رويترز</p><p>{line}</p></div></body>"
        ))
    };
    assert_eq!(page("").blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>(), [line]);
    assert!(page("<iframe src='https://www.youtube.com/embed/x'></iframe>").blocks.is_empty());
}
