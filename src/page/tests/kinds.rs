//! Pages that are articles of another make: very short items, photo stories, interviews, lists, opinion.

use super::html;
use crate::article::{BlockKind, PageKind};

fn texts(page: &str) -> Vec<String> {
    html(page).blocks.into_iter().map(|b| b.text).collect()
}

/// The headline and a text in the layouts that pages have: an article element, bare divs, a table.
fn layouts(title: &str, inside: &str) -> [String; 3] {
    let menu = "<ul><li><a href=/1>أخبار</a></li><li><a href=/2>رياضة</a></li><li><a href=/3>ثقافة</a></li></ul>";
    let more: String =
        (0..6).map(|n| format!("<li><a href=/m/{n}>خبر آخر من أخبار المدينة رقم {n} اليوم</a></li>")).collect();
    let head = format!(
        "<head><title>{title} | صحيفة الجسر</title><meta property=og:site_name content='صحيفة الجسر'><meta property=og:type content=article></head>"
    );
    [
        format!(
            "<html>{head}<body><nav>{menu}</nav><article><h1>{title}</h1><div class=entry-content>{inside}</div></article><aside><h3>آخر الأخبار</h3><ul>{more}</ul></aside></body></html>"
        ),
        format!(
            "<html>{head}<body><div class=a1>{menu}</div><div class=b2><div class=c3><h1>{title}</h1></div><div class=d4>{inside}</div></div><div class=e5><h3>الأكثر قراءة</h3><ul>{more}</ul></div><footer>جميع الحقوق محفوظة</footer></body></html>"
        ),
        format!(
            "<html>{head}<body><table><tr><td>{menu}</td><td><h1>{title}</h1>{inside}</td><td><b>الأكثر قراءة</b><ul>{more}</ul></td></tr></table></body></html>"
        ),
    ]
}

#[test]
fn a_very_short_agency_item_is_whole() {
    let text = "هبطت طائرة شحن اضطراريا في مطار الساحل دون إصابات.";
    for (n, page) in layouts("هبوط اضطراري لطائرة شحن", &format!("<p>{text}</p>")).iter().enumerate()
    {
        let found = html(page);
        assert_eq!((found.page_kind, texts(page)), (PageKind::Article, vec![text.to_owned()]), "layout {n}");
    }
    let dated = "<p>بيروت - أ ف ب</p><p>أغلق الجيش الطريق الجبلي مؤقتا بسبب الثلوج الكثيفة، وفق ما أفاد مصدر في الدفاع المدني.</p>";
    for (n, page) in layouts("إغلاق الطريق الجبلي", dated).iter().enumerate() {
        assert_eq!(texts(page).len(), 1, "layout {n}: {:?}", texts(page));
    }
}

#[test]
fn a_photo_story_keeps_its_captions_in_order() {
    let captions = [
        "صياد يفرش شباكه على رصيف الميناء القديم قبل شروق الشمس",
        "نساء القرية يجففن السمك على ألواح من خشب الأرز",
        "طفل يراقب القوارب العائدة من نافذة بيت جده",
        "آخر الباعة يغادر السوق مع أذان المغرب",
    ];
    let intro =
        "قضت المصورة ليلى منصور أسبوعا في ميناء الصيادين، ووثقت يوم البحارة من أول الضوء حتى عودة القوارب في المساء.";
    let figure = |c: &&str| format!("<figure><img src=/p.jpg width=900><figcaption>{c}</figcaption></figure>");
    let shown = |c: &&str| format!("<div class=photo><img src=/p.jpg width=900><p class=caption>{c}</p></div>");
    let figures: [&dyn Fn(&&str) -> String; 2] = [&figure, &shown];
    for (form, figure) in figures.iter().enumerate() {
        let inside = format!("<p>{intro}</p>{}", captions.iter().map(figure).collect::<String>());
        for (n, page) in layouts("يوم في ميناء الصيادين", &inside).iter().enumerate() {
            let found = html(page);
            assert_eq!(found.blocks.first().map(|b| b.text.as_str()), Some(intro), "form {form}, layout {n}");
            let shown: Vec<&str> =
                found.blocks.iter().filter(|b| b.kind == BlockKind::Caption).map(|b| b.text.as_str()).collect();
            assert_eq!(shown, captions, "form {form}, layout {n}");
        }
    }
}

#[test]
fn an_interview_keeps_questions_and_short_answers() {
    let turns = [
        (
            "كيف بدأت فكرة المسرح المتنقل؟",
            "بدأت من عربة قديمة وجدناها في فناء المدرسة، ثم تطوع نجار من الحي وحولها إلى خشبة صغيرة.",
        ),
        ("وهل كان الجمهور كبيرا؟", "لا."),
        ("متى تعودون إلى القرى الجبلية؟", "في الربيع المقبل."),
        (
            "ما أصعب ما واجهكم في الطريق؟",
            "الطرق الموحلة في الشتاء، فقد علقت العربة مرتين واضطررنا إلى تأجيل العرض يوما كاملا.",
        ),
        (
            "ماذا تقول لمن يريد أن يبدأ مثلكم؟",
            "أقول له أن يبدأ بما لديه، فالناس يأتون من أجل الحكاية، والستارة يمكن أن تكون ملاءة على حبل.",
        ),
    ];
    let forms: [fn(&str, &str) -> String; 4] = [
        |q, a| format!("<p><strong>{q}</strong></p><p>{a}</p>"),
        |q, a| format!("<h3>{q}</h3><p>{a}</p>"),
        |q, a| format!("<p>س: {q}</p><p>ج: {a}</p>"),
        |q, a| format!("<p><b>- {q}</b><br>{a}</p>"),
    ];
    for (form, write) in forms.iter().enumerate() {
        let inside: String =
            "<p>حوار مع المخرج سامي الحداد عن تجربة المسرح المتنقل التي جابت عشرات القرى خلال ثلاثة أعوام.</p>"
                .to_owned()
                + &turns.iter().map(|(q, a)| write(q, a)).collect::<String>();
        for (n, page) in layouts("مسرح على عجلات يجوب القرى", &inside).iter().enumerate() {
            let text = html(page).text();
            for (question, answer) in turns {
                assert!(
                    text.contains(question) && text.contains(answer),
                    "form {form}, layout {n}: {question} {answer}\n{text}"
                );
            }
        }
    }
}

#[test]
fn the_items_of_a_list_are_the_article() {
    let items = ["كوبان من الطحين الأسمر", "ملعقة من الخميرة", "رشة ملح", "نصف كوب من زيت الزيتون", "سمسم للتزيين"];
    let after = "تعجن المقادير جيدا وتترك ساعة في مكان دافئ، ثم تقسم إلى أقراص وتخبز في فرن حار حتى تحمر أطرافها.";
    for (open, close) in [("<ul>", "</ul>"), ("<ol>", "</ol>")] {
        let list: String = items.iter().map(|i| format!("<li>{i}</li>")).collect();
        let first =
            "خبز القرية وصفة تناقلتها الجدات، ولا تحتاج إلا إلى مقادير قليلة موجودة في كل بيت، وهي تكفي ستة أشخاص.";
        for inside in [
            format!("<p>{first}</p>{open}{list}{close}<p>{after}</p>"),
            format!("<p>{first}</p><p>{after}</p><h3>المقادير</h3>{open}{list}{close}"),
        ] {
            for (n, page) in layouts("خبز القرية كما تعده الجدات", &inside).iter().enumerate() {
                let text = html(page).text();
                assert!(items.iter().chain([&after, &first]).all(|i| text.contains(i)), "{open} layout {n}: {text}");
            }
        }
    }
    // A list whose sentences stand under numbered headings.
    let ten: Vec<(String, String)> = (1..=5)
        .map(|n| {
            (
                format!("{n}. قرية الينابيع رقم {n}"),
                format!("تقع القرية رقم {n} على كتف الوادي، ويقصدها الزوار في العطل لمشاهدة مدرجات الزيتون القديمة."),
            )
        })
        .collect();
    let inside: String = ten.iter().map(|(h, p)| format!("<h2>{h}</h2><p>{p}</p>")).collect();
    for (n, page) in layouts("خمس قرى تستحق الزيارة في الربيع", &inside).iter().enumerate() {
        let text = html(page).text();
        assert!(ten.iter().skip(1).all(|(h, p)| text.contains(h) && text.contains(p)), "layout {n}: {text}");
        assert!(text.contains(&ten[0].1), "layout {n}: {text}");
    }
}

#[test]
fn an_opinion_piece_loses_its_byline_box_and_nothing_else() {
    let paragraphs = [
        "لم تعد الحديقة العامة ترفا في مدينة يضيق فيها الهواء، فهي الرئة الأخيرة التي بقيت لسكانها بعد أن ابتلع الإسمنت الأطراف.",
        "أعرف أن الميزانية ضيقة، وأن المسؤولين سيقولون إن الأولوية للطرق والمدارس، لكن المدينة التي لا تتنفس لا تتعلم ولا تسير.",
        "لنبدأ من الساحة المهجورة خلف المسرح، فهي لا تحتاج إلا إلى أشجار وبعض المقاعد.",
    ];
    let text: String = paragraphs.iter().map(|p| format!("<p>{p}</p>")).collect();
    let boxes = [
        "<div class=author-box><img src=/a.jpg><a href=/author/7>ليلى منصور</a><p>كاتبة وباحثة في شؤون المدن</p></div>",
        "<div class=writer><h4>ليلى منصور</h4><span>كاتبة وباحثة في شؤون المدن</span><a href=/author/7>مقالات أخرى للكاتبة</a></div>",
        "<p>بقلم: ليلى منصور</p>",
    ];
    for (form, byline) in boxes.iter().enumerate() {
        for (n, page) in layouts("رئة المدينة الأخيرة", &format!("{byline}{text}")).iter().enumerate()
        {
            let found = html(page);
            assert_eq!(texts(page), paragraphs, "form {form}, layout {n}");
            assert_eq!(found.authors, ["ليلى منصور"], "form {form}, layout {n}");
        }
        let below = format!("{text}{byline}");
        for (n, page) in layouts("رئة المدينة الأخيرة", &below).iter().enumerate() {
            assert_eq!(texts(page), paragraphs, "below, form {form}, layout {n}");
        }
    }
}

/// Sixty linked headlines, as the foot or the menu of a site has them.
fn wall() -> String {
    (0..60).map(|n| format!("<a href=/w/{n}>خبر قديم من أخبار الجسر والنهر رقم {n}</a>")).collect()
}

const ITEM: &str = "أعلنت إدارة الجسر إغلاقه أمام الشاحنات ليلتين لإصلاح المفاصل، وطلبت من السائقين سلوك الطريق الشرقي حتى صباح الجمعة المقبل.";

#[test]
fn a_short_article_between_many_links_is_an_article() {
    let title = "إغلاق الجسر أمام الشاحنات ليلتين";
    let page = html(&format!("<body><div>{}</div><div><h1>{title}</h1><p>{ITEM}</p></div></body>", wall()));
    assert_eq!((page.page_kind, page.blocks.len()), (PageKind::Article, 1));
    let form = "<div class=modal><form><input name=u><input type=password></form></div>";
    let page = html(&format!("<body>{form}<h1>{title}</h1><p>{ITEM}</p></body>"));
    assert_eq!(page.page_kind, PageKind::Article);
}

#[test]
fn excerpts_below_linked_headlines_are_a_list_whatever_the_head_says() {
    let excerpts: String = (0..8)
        .map(|n| format!("<div><h3><a href=/n/{n}>عنوان خبر من أخبار الجسر رقم {n}</a></h3><p>{ITEM} ({n})</p></div>"))
        .collect();
    let head = "<head><title>أخبار الجسر</title><meta property=og:type content=article><meta property=og:title content='أخبار الجسر'></head>";
    let page = html(&format!("<html>{head}<body><h1>أخبار الجسر</h1>{excerpts}</body></html>"));
    assert_eq!(page.page_kind, PageKind::Listing);
    let gone = head.replace("أخبار الجسر", "الصفحة غير موجودة");
    let page = html(&format!("<html>{gone}<body><h1>عذرا</h1>{excerpts}</body></html>"));
    assert_eq!(page.page_kind, PageKind::Error);
    // A box of many links inside an article stands above one of its paragraphs only.
    let links: String =
        (0..6).map(|n| format!("<li><a href=/n/{n}>عنوان خبر من أخبار الجسر رقم {n}</a></li>")).collect();
    let inside = format!("<p>{ITEM}</p><ul>{links}</ul><p>وأضافت: {ITEM}</p><p>وقالت: {ITEM}</p>");
    let page = html(&format!("<body><h1>إغلاق الجسر أمام الشاحنات ليلتين</h1><div>{inside}</div></body>"));
    assert_eq!((page.page_kind, page.blocks.len()), (PageKind::Article, 3));
}

#[test]
fn the_first_page_of_a_site_is_no_article_though_it_has_texts() {
    let slides: String = (0..4)
        .map(|n| {
            format!("<div class=slide><h2>بطولة الجسر رقم {n}</h2><p>{ITEM} وتسلم الفريق كأس الموسم ({n}).</p></div>")
        })
        .collect();
    let body = format!("<body><div>{}</div><div class=slides>{slides}</div></body>", wall());
    for head in ["الصفحة الرئيسية - أخبار النادي", "أخبار النادي | الرئيسية", "Home - أخبار النادي"]
    {
        let page = html(&format!("<head><title>{head}</title></head>{body}"));
        assert_eq!(page.page_kind, PageKind::Listing, "{head}");
    }
    // A site that gives every page this name still has articles.
    let article = format!("<body><h1>إغلاق الجسر أمام الشاحنات ليلتين</h1><p>{ITEM}</p><p>وأضافت: {ITEM}</p></body>");
    let page = html(&format!("<head><title>أخبار النادي | الرئيسية</title></head>{article}"));
    assert_eq!((page.page_kind, page.blocks.len()), (PageKind::Article, 2));
}

#[test]
fn a_slogan_above_a_notice_is_no_article() {
    let notice =
        "تعبر المقالات الموقعة عن آراء كتابها ولا تعبر بالضرورة عن رأي الصحيفة، ويخضع نشرها لشروط الاستخدام المعلنة.";
    let slogan = "أوسع الصحف العربية انتشارا في المهجر";
    let head = format!("<head><title>صحيفة الجسر :: {slogan}</title></head>");
    let page = html(&format!("{head}<body><p>{slogan}</p><div>{}</div><div><p>{notice}</p></div></body>", wall()));
    assert_eq!(page.page_kind, PageKind::Listing);
}

#[test]
fn a_story_told_below_pictures_is_an_article() {
    let captions = [
        "تنزل النساء إلى الملاحة مع أول الضوء، وفي يد كل واحدة منهن مجرفة خشب ورثتها عن أمها.",
        "يجف الماء في الأحواض خلال اثني عشر يوما، فإذا هبت ريح من البحر بدأ العمل كله من جديد.",
        "تبيع رقية الكيس بأربعين درهما، وتقول إن السعر لم يتغير منذ كانت في العشرين من عمرها.",
    ];
    let figures: String = captions
        .iter()
        .map(|c| format!("<li><figure><img src=/p.jpg><figcaption>{c}</figcaption></figure></li>"))
        .collect();
    let about = "<div id=footer><p>تأسست شبكة الجسر الإعلامية قبل عشرين عاما، وتنشر بأربع لغات، ولا يجوز نقل موادها كلا أو جزءا من دون إذن.</p></div>";
    let page = html(&format!(
        "<body><h1>بالصور: يوم في ملاحة الجسر القديمة</h1><ul class=gallery>{figures}</ul>{about}</body>"
    ));
    assert_eq!(page.page_kind, PageKind::Article);
    assert_eq!(page.blocks.iter().map(|b| b.text.as_str()).collect::<Vec<_>>(), captions);
}

#[test]
fn a_page_that_says_it_is_the_front_page_is_no_article() {
    let home = |address: &str, headline: &str| {
        let head = "<head><title>صحيفة الجسر</title><link rel=canonical href='https://akhbar.example/'></head>";
        let lead = format!("<div>{headline}<p>{ITEM} {ITEM}</p></div>");
        let url = url::Url::parse(address).unwrap();
        let body = format!("{head}<body>{lead}<div>{}</div></body>", wall());
        super::extract(&super::PageInput {
            bytes: body.as_bytes(),
            content_type: None,
            url: Some(&url),
            kind: super::InputKind::Html,
            outlet: None,
            zone: chrono_tz::Asia::Riyadh,
            now: chrono::DateTime::from_timestamp(1_795_000_000, 0).unwrap_or_default(),
        })
        .page_kind
    };
    assert_eq!(
        home("https://akhbar.example/", "<h2><a href=/n/1>إغلاق الجسر أمام الشاحنات ليلتين</a></h2>"),
        PageKind::Listing
    );
    // A site that names its front page as every page's address is believed in nothing.
    assert_eq!(home("https://akhbar.example/n/1", "<h1>إغلاق الجسر أمام الشاحنات ليلتين</h1>"), PageKind::Article);
}

#[test]
fn the_times_between_teasers_make_no_live_blog() {
    let teasers: String = (0..9)
        .map(|n| format!("<div><h3><a href=/n/{n}>عنوان خبر من أخبار الجسر رقم {n}</a></h3><p>{ITEM} ({n})</p><div>2026-11-15 1{n}:00</div></div>"))
        .collect();
    let page =
        html(&format!("<head><title>الجسر | أخبار</title></head><body><h1>الجسر</h1><main>{teasers}</main></body>"));
    assert_eq!(page.page_kind, PageKind::Listing);
}
