//! Ways to name an author, and what stands in an author's place and is none.

use super::html;

const BODY: &str = "افتتح وزير الثقافة معرض الكتاب في دورته الجديدة، بمشاركة ثلاثمئة دار نشر من عشرين بلدا، وسط إقبال كبير من الزوار.</p>\
    <p>وقال الوزير إن المعرض يخصص جناحا كاملا لكتب الأطفال، وإن الدخول إليه مجاني طوال أيام الأسبوع الأول من الافتتاح.";

/// The authors of a page with `head` in its head, `line` below the headline and `opening` before the first words of the text.
fn authors(head: &str, line: &str, opening: &str) -> Vec<String> {
    html(&format!(
        "<html><head><meta property=og:site_name content='صحيفة الوادي'>{head}</head><body><h1>افتتاح معرض الكتاب في دورته الجديدة</h1>\
         {line}<div class=text><p>{opening}{BODY}</p></div></body></html>"
    ))
    .authors
}

fn by_line(line: &str) -> Vec<String> {
    authors("", line, "")
}

fn ld(author: &str) -> Vec<String> {
    let script = format!(
        "<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"headline\":\"افتتاح معرض الكتاب في دورته الجديدة\",\
         \"author\":{author},\"publisher\":{{\"@type\":\"Organization\",\"name\":\"صحيفة الوادي\"}}}}</script>"
    );
    authors(&script, "", "")
}

#[test]
fn a_line_that_says_who_wrote() {
    for line in [
        "كتب: سامي الحداد",
        "كتب سامي الحداد",
        "كتبت - سامي الحداد",
        "كتب- سامي الحداد:",
        "كـتب : سامي الحداد",
        "بقلم/ سامي الحداد",
        "✍\u{fe0f} بقلم: سامي الحداد",
        "إعداد وتحرير: سامي الحداد",
        "القاهرة: سامي الحداد",
        "القاهرة - سامي الحداد",
    ] {
        assert_eq!(by_line(&format!("<p>{line}</p>")), ["سامي الحداد"], "{line}");
    }
}

#[test]
fn json_ld_names_persons_and_not_the_organization() {
    assert_eq!(ld("{\"@type\":\"Person\",\"name\":\"ليلى منصور\"}"), ["ليلى منصور"]);
    assert_eq!(ld("{\"@type\":\"Organization\",\"name\":\"دار النهر للنشر\"}"), Vec::<String>::new());
    assert_eq!(
        ld(
            "[{\"@type\":\"NewsMediaOrganization\",\"name\":\"دار النهر\"},{\"@type\":\"Person\",\"name\":\"ليلى منصور\"}]"
        ),
        ["ليلى منصور"]
    );
    assert_eq!(ld("{\"@type\":\"Person\",\"name\":\"صحيفة الوادي\"}"), Vec::<String>::new());
}

#[test]
fn an_organization_in_json_ld_leaves_the_word_to_the_page() {
    let script = "<script type='application/ld+json'>{\"@type\":\"Article\",\"author\":{\"@type\":\"Organization\",\"name\":\"دار النهر\"}}</script>";
    assert_eq!(authors(script, "<p>كتبت: ليلى منصور</p>", ""), ["ليلى منصور"]);
}

#[test]
fn links_and_items_marked_as_author() {
    for line in [
        "<div>نشر بواسطة <a rel=author href=/u/7>ليلى منصور</a> في محليات</div>",
        "<span itemprop=author itemscope><span itemprop=name>ليلى منصور</span></span>",
        "<div itemprop=author>ليلى منصور</div>",
        "<div class='entry-meta'><a href=/writers/7>ليلى منصور</a></div>",
        "<div class=author-name>ليلى منصور</div>",
    ] {
        assert_eq!(by_line(line), ["ليلى منصور"], "{line}");
    }
}

#[test]
fn authors_of_datelines() {
    assert_eq!(authors("", "", "القاهرة - محمد عبد الحميد: "), ["محمد عبد الحميد"]);
    assert_eq!(authors("", "", "أنقرة/ ليلى منصور/ الأناضول - "), ["ليلى منصور"]);
    assert_eq!(authors("", "<p>إسطنبول / ليلى منصور / الأناضول</p>", ""), ["ليلى منصور"]);
}

#[test]
fn datelines_without_an_author() {
    for opening in [
        "القاهرة - أ ش أ: ",
        "القاهرة - خاص: ",
        "الرياض - «الشرق الجديد»: ",
        "بيروت: ",
        "القاهرة - أعلن وزير الثقافة - ",
        "عمان - بترا - ",
        "معا نقرأ - شعار المعرض - ",
    ] {
        assert_eq!(authors("", "", opening), Vec::<String>::new(), "{opening}");
    }
}

#[test]
fn accounts_outlets_and_dates_in_the_authors_place_are_none() {
    for name in [
        "admin",
        "صحيفة الوادي",
        "الوادي نيوز",
        "فريق التحرير",
        "محرر الموقع",
        "News Desk",
        "الأحد 22 نوفمبر 2026",
        "منذ ساعتين",
        "نشر في 22/11/2026",
        "@alwadi",
        "وكالات - متابعات",
    ] {
        assert_eq!(by_line(&format!("<div class=author>{name}</div>")), Vec::<String>::new(), "{name}");
        assert_eq!(
            authors(&format!("<meta name=author content='{name}'>"), "", ""),
            Vec::<String>::new(),
            "meta {name}"
        );
    }
}

#[test]
fn a_date_or_a_role_beside_the_name_goes() {
    for line in [
        "ليلى منصور - الأحد 22 نوفمبر 2026",
        "ليلى منصور الأحد 22 نوفمبر 2026",
        "ليلى منصور 22/11/2026 10:30",
        "ليلى منصور | منذ ساعتين",
        "ليلى منصور، مراسلة الوادي",
        "بقلم ليلى منصور (120 مقالا)",
    ] {
        assert_eq!(by_line(&format!("<div class=author>{line}</div>")), ["ليلى منصور"], "{line}");
    }
}

#[test]
fn several_authors_are_several() {
    for line in [
        "كتب: سامي الحداد وليلى منصور",
        "كتب: سامي الحداد و ليلى منصور",
        "إعداد: سامي الحداد / تحرير: ليلى منصور",
        "بقلم: سامي الحداد، ليلى منصور",
        "كتب سامي الحداد وليلى منصور - تصوير: نادر عيسى",
    ] {
        assert_eq!(by_line(&format!("<p>{line}</p>")), ["سامي الحداد", "ليلى منصور"], "{line}");
    }
}

#[test]
fn names_that_begin_with_waw_stay_whole() {
    for name in ["محمد أحمد وليد حسن", "نادر عيسى وهبي سالم", "سيدي محمد ولد عبد الله", "وائل سمير وجدي"]
    {
        assert_eq!(by_line(&format!("<p>كتب: {name}</p>")), [name], "{name}");
    }
}

#[test]
fn names_stand_behind_more_words_and_before_their_city() {
    for line in [
        "بواسطة سامي الحداد",
        "مرسلة بواسطة سامي الحداد",
        "كتبه: سامي الحداد",
        "مراسل الوادي: سامي الحداد",
        "سامي الحداد (القاهرة)",
        "سامي الحداد - الرياض",
        "سامي الحداد، بيروت",
        "سامي الحداد ــ دبي",
    ] {
        assert_eq!(by_line(&format!("<div>{line}</div>")), ["سامي الحداد"], "{line}");
    }
    for line in ["الوادي - القاهرة", "المسرح الكبير - بيروت"] {
        assert_eq!(by_line(&format!("<div>{line}</div>")), Vec::<String>::new(), "{line}");
    }
}

#[test]
fn a_byline_within_a_line_of_small_print_is_found() {
    let line = "<div><span>الأحد 22-11-2026 10:30</span> | كتب: <a href=/e/9>ليلى منصور</a>, <a href=/e/10>سامي الحداد</a></div>";
    assert_eq!(by_line(line), ["ليلى منصور", "سامي الحداد"]);
}

#[test]
fn a_name_is_no_preposition() {
    for name in ["علي سالم الخطيب", "محمد علي حسن", "على عبد الرازق"] {
        assert_eq!(by_line(&format!("<p>كتب: {name}</p>")), [name], "{name}");
        assert_eq!(ld(&format!("{{\"@type\":\"Person\",\"name\":\"{name}\"}}")), [name], "{name}");
    }
    assert_eq!(by_line("<div class=author>عين على المدينة</div>"), Vec::<String>::new());
}

#[test]
fn a_name_alone_above_the_text_is_its_author() {
    let dated = |line: &str| authors("", "", &format!("{line}</p><p>القاهرة – "));
    assert_eq!(dated("<strong>هدى مرقص</strong>"), ["هدى مرقص"]);
    assert_eq!(authors("", "", "<strong>د. هدى مرقص</strong></p><p>"), ["د. هدى مرقص"]);
    assert_eq!(authors("", "", "<strong>بداح العنزي</strong></p><p>"), ["بداح العنزي"]);
    // A small heading has neither a title before it nor a dateline below.
    assert_eq!(authors("", "", "<strong>مهندسون صغار</strong></p><p>"), Vec::<String>::new());
    let page = html(&format!(
        "<body><h1>افتتاح معرض الكتاب في دورته الجديدة</h1><div class=text><p>د. هدى مرقص</p><p>{BODY}</p></div></body>"
    ));
    assert_eq!(page.authors, ["د. هدى مرقص"]);
    assert!(page.blocks.iter().all(|block| !block.text.contains("مرقص")), "who wrote it is no part of the text");
}

#[test]
fn datelines_name_roles_and_the_site_itself() {
    assert_eq!(by_line("<td>الميناء - حوار - سامي الحداد - تصوير - نادر عيسى:</td>"), ["سامي الحداد"]);
    assert_eq!(authors("", "", "طولكرم- الوادي للأنباء- ريم ناصر: "), ["ريم ناصر"]);
    assert_eq!(authors("", "", "القاهرة «الأيام» طارق ناصر: "), ["طارق ناصر"]);
    let title = "<title>وكالة الوادي الاخبارية : افتتاح معرض الكتاب في دورته الجديدة</title>";
    assert_eq!(authors(title, "", "الوادي - سامي الحداد - "), ["سامي الحداد"]);
}

#[test]
fn readers_who_comment_are_no_authors() {
    let page = html(&format!(
        "<body><article><h1>افتتاح معرض الكتاب في دورته الجديدة</h1><div class=text><p>{BODY}</p></div></article>\
         <ul class=comments><li class=comment><span class=author>سالم المنصوري</span><p>معرض جميل</p></li></ul></body>"
    ));
    assert_eq!(page.authors, Vec::<String>::new());
}

#[test]
fn a_line_with_a_given_name_is_a_byline_without_a_mark() {
    for line in [
        "<div><span>هدير سالم</span><span>06 أكتوبر 2026 | 08:15</span></div>",
        "<div>أبها: سلمان هدير 2026-08-24 1:10 AM</div>",
        "<div>مال وأعمال 25 جوان 2026 (منذ 2 أيام) - الجزائر: ب. سعيداني / ن. ر</div>",
        "<div>❖ الدوحة - هديل ناصر</div>",
        "<p><b>بغداد / حاوره: كريم ناصر</b></p>",
        "<font>الرياض - من عادل ناصر</font>",
        "<p>كتبت رماح هاشم في \"صدى النهر\":</p>",
        "<div><a class=pic href='/OpinionsWriters/nadim'>نديم القطان</a></div>",
    ] {
        assert_eq!(by_line(line).len(), 1, "{line}");
    }
    for line in [
        "<div>مال وأعمال 25 جوان 2026</div>",
        "<div>أسماء الفائزين 12/10/2026</div>",
        "<div>على هامش المعرض</div>",
        "<h3>آمال وطموحات</h3>",
    ] {
        assert_eq!(by_line(line), Vec::<String>::new(), "{line}");
    }
}

#[test]
fn a_signature_below_the_text_is_no_part_of_it() {
    let end = "</p><p>شذى ناصر</p><p>صحفية من حمص، تكتب عن الكتب والمسارح منذ عشرين عاما.";
    let page = html(&format!(
        "<body><h1>افتتاح معرض الكتاب في دورته الجديدة</h1><div class=text><p>{BODY}{end}</p></div></body>"
    ));
    assert_eq!(page.authors, ["شذى ناصر"]);
    assert_eq!(page.blocks.len(), 2, "neither the name nor who she is");
}

#[test]
fn the_sites_own_name_gives_way_to_a_person() {
    let head = "<title>افتتاح معرض الكتاب في دورته الجديدة | ضفة النهر</title><meta name=author content='ضفة النهر'>";
    assert_eq!(authors(head, "<div class=authors><a href=/author/m>ماهين قريشي</a></div>", ""), ["ماهين قريشي"]);
    assert_eq!(authors(head, "", ""), Vec::<String>::new(), "nobody is called like the site");
    let column = "<title>مدن بلا ظل | عريب الرنتاوي</title><meta name=author content='عريب الرنتاوي'>";
    assert_eq!(authors(column, "", ""), ["عريب الرنتاوي"], "but for writers who stand in its place");
}

#[test]
fn headlines_between_title_and_text_name_no_author() {
    let list = "<div class=rel><h4>ذات صلة</h4><ul class=related><li><h3><a href=/n/8>نحن مع الإعدام.. محمد حسن ناصر</a></h3></li>\
                <li><h3><a href=/n/9>الوزير: كريم \"عنيد، قوي للغاية\"</a></h3></li></ul></div>";
    assert_eq!(by_line(list), Vec::<String>::new());
    assert_eq!(by_line("<h3><a href=/n/8>سمير عن المعرض: محمد حسن ناصر</a></h3>"), Vec::<String>::new());
}

#[test]
fn a_reader_who_signs_a_comment_is_no_author() {
    let page = html(&format!(
        "<body><h1>افتتاح معرض الكتاب في دورته الجديدة</h1><span class=newsWriter>عمّان- الوادي24- هدى مرقص</span><div class=text><p>{BODY}</p></div>\
         <div class=comments><h3>التعليقات (1)</h3><div class=commentItem><div>بواسطة: نادر عيسى</div><p>معرض جميل.</p></div></div></body>"
    ));
    assert_eq!(page.authors, ["هدى مرقص"]);
    assert_eq!(
        authors("<meta name=author content='محررة الوادي'>", "<p>صحيفة الوادي – هدى مرقص</p>", ""),
        ["هدى مرقص"]
    );
}

#[test]
fn who_took_the_picture_or_saw_a_text_through_did_not_write_it() {
    for line in ["تصوير: سامي الحداد", "تقرير: المغاربة يضيعون نصف ما يطبخون في رمضان"]
    {
        assert_eq!(by_line(&format!("<div>{line}</div>")), Vec::<String>::new(), "{line}");
    }
    let below = format!("<body><h1>افتتاح معرض الكتاب</h1><div><p>{BODY}</p><p>المحرر: ليلى منصور</p></div></body>");
    assert_eq!(html(&below).authors, Vec::<String>::new());
    assert_eq!(by_line("<div class=author>مكة المكرمة</div>"), Vec::<String>::new());
    assert_eq!(by_line("<div class=author>الوادي.نت</div>"), Vec::<String>::new());
}

#[test]
fn names_that_nothing_but_their_form_tells() {
    let submitted = "<span property='dc:date dc:created' content='2026-11-20T17:32:44+02:00'>كُتب بواسطة <span>عبدالسلام الفيتوري</span> في ج, 11/20/2026 - 17:32</span>";
    assert_eq!(by_line(submitted), ["عبدالسلام الفيتوري"]);
    assert_eq!(by_line("<div class=author>سامي.ع</div>"), ["سامي.ع"]);
    assert_eq!(by_line("<div class=author>ليلى منصور</div><div class=author>فاصلة منقوطة</div>"), ["ليلى منصور"]);
    assert_eq!(authors("", "", "خلفان بن راشد العلوي</p><p>"), ["خلفان بن راشد العلوي"]);
    for line in ["محمد صلاح يغيب", "أصول الدين", "هنا ولد المعرض"] {
        assert_eq!(authors("", "", &format!("{line}</p><p>")), Vec::<String>::new(), "{line}");
    }
    assert_eq!(by_line("<div>أصول الدين</div><div>هنا ولد المعرض</div>"), Vec::<String>::new());
    assert_eq!(by_line("<div>نور الدين بوعزيز</div>"), ["نور الدين بوعزيز"]);
    let head = "<meta property=og:title content='افتتاح معرض الكتاب في دورته الجديدة - ليلى منصور'>";
    assert_eq!(authors(head, "", ""), ["ليلى منصور"]);
    let head = "<meta property=og:title content='افتتاح معرض الكتاب في دورته الجديدة - ثقافة وفنون'>";
    assert_eq!(authors(head, "", ""), Vec::<String>::new());
}
