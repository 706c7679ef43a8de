//! Lines of the house between the paragraphs: notices to readers, promotions, credits of pictures.

use super::html;
use super::traps::{FIRST, SECOND, THIRD, article};

#[test]
fn what_the_house_says_to_its_readers_is_no_text() {
    for notice in [
        "إذا كنت تعتقد/تعتقدين أن المقال يحوي معلومات خاطئة أو لديك تفاصيل إضافية أرسل/أرسلي تصحيحًا",
        "إذا كنت ترى أن هذا المقال ينتهك أيًا من المعايير المهنية فقدم شكوى",
        "بدعمكم نستمر في نقل أصوات الركاب.. كل مساهمة، صغيرة كانت أم كبيرة، تصنع فرقا حقيقيا في عملنا.",
        "للاطلاع على العدد الجديد من جريدة «المحطة» اضغط هنا",
        "صدر الصورة، Layla Mansour/Mahatta",
        "هذا الملخص تم إنشاؤه بواسطة الذكاء الاصطناعي وراجعه محررو المحطة",
        "استمع إلى هذا الخبر",
        "لمشاهدة هذا الفيديو يرجى تفعيل خاصية جافا سكريبت، والتفكير في ترقية المتصفح إلى آخر يدعم الفيديو",
    ] {
        let page = html(&article(&format!("<p>{FIRST}</p><p>{SECOND}</p><p>{notice}</p><p>{THIRD}</p>")));
        assert_eq!(page.blocks.len(), 3, "{notice}");
    }
    let said = "وقال المدير: \"إذا كنت تعتقد أن المقال الذي نشر عن القطارات يحوي معلومات خاطئة فراجع التقرير السنوي المنشور.\"";
    assert_eq!(html(&article(&format!("<p>{FIRST}</p><p>{said}</p><p>{THIRD}</p>"))).blocks.len(), 3);
}

#[test]
fn promotions_of_the_outlet_are_no_text() {
    for line in [
        "لمزيد من الأخبار تابعوا صفحة المحطة على جوجل نيوز",
        "لمشاهدة أجمل الصور زوروا «إنستغرام المحطة»",
        "عزيزي القارئ، حمّل تطبيق المحطة واقرأ بلا إعلانات",
        "انضم إلى قناة المحطة على تليغرام",
        "ونقدم لكم من خلال موقع (المحطة)، تغطية ورصدًا مستمرًّا على مدار الـ24 ساعة لأخبار النقل والسفر والطيران.",
        "الآراء الواردة في هذا المقال هي آراء الكاتب ولا تعكس بالضرورة الموقف التحريري للمحطة.",
        "إذا أعجبك هذا التقرير، انضم إلى قناة المحطة على تليغرام",
        "المقالات المنشورة في هذا القسم تعبّر عن رأي أصحابها، ولا تعبّر بالضرورة عن رأي «المحطة».",
        "ما يُنشر هنا يمثل وجهة نظر كاتبه وآراء من كتبوه، والموقع غير مسؤول عن المواد المنشورة.",
        "عدد المشاهدات : 6214",
        "مساحة إشهارية",
        "مشاركة عبر",
    ] {
        let page = html(&article(&format!("<p>{FIRST}</p><p>{SECOND}</p><p>{line}</p><p>{THIRD}</p>")));
        assert_eq!(page.blocks.len(), 3, "{line}");
    }
    let joined = "انضم إلى قناة المحطة عام 1998 محررا للشؤون الاقتصادية، ثم تولى إدارة مكتبها في العاصمة.";
    assert_eq!(html(&article(&format!("<p>{FIRST}</p><p>{joined}</p><p>{THIRD}</p>"))).blocks.len(), 3);
    for sentence in [
        "لكن هذه الأرقام لا تعكس بالضرورة حال الركاب، إذ إن كثيرا من المحطات لا تسجل أعداد من يعبرون أبوابها.",
        "أعلنت منظمة غير ربحية أنها تلقت أكبر تبرع في تاريخها، وأنها ستنفقه على ترميم المحطات القديمة في الريف.",
        "تابع مجموعة من الركاب أعمال الترميم من نافذة القطار",
        "بلغ عدد المشاهدات لتسجيل الرحلة الأولى مليونين في يوم واحد، بحسب الهيئة التي نشرته على صفحتها.",
        "إعلان الدوحة - بنود الاتفاق الخمسة",
        "شارك المئات في الاستفتاء، وكان رأي الأغلبية يمثل الأحياء القريبة من الموقع الذي اختير للمحطة الجديدة.",
        "لا تعبر هذه المواقف عن رأي الشارع، بل عن موقع كل حزب في السلطة وعن المركز الذي يريد أن يبلغه في الانتخابات.",
        "الشركة قالت إنها غير مسؤولة عن المحتوى الذي ينشره المستخدمون، وإن الموقع لا يراجع الصور قبل نشرها للجميع.",
        "يرى السائقون أن الشركة غير مسؤولة عن تأخر الرحلات، وأن السيول قطعت الخط ثلاث مرات في أسبوع واحد.",
    ] {
        let page = html(&article(&format!("<p>{FIRST}</p><p>{sentence}</p><p>{THIRD}</p>")));
        assert_eq!(page.blocks.len(), 3, "{sentence}");
    }
}

#[test]
fn a_box_with_a_field_for_an_address_is_no_text_and_a_short_article_above_one_stays() {
    let field = "<form><input type=email placeholder='بريدك'><button>أرسل</button></form>";
    let offer = "خدمة المحطة: النشرة البريدية تصلك كل صباح بأهم ما جرى على السكة، من دون مقابل ومن دون إعلان.";
    let messages = "<p>هذا العنوان مسجل لدينا من قبل.</p><p>وصل طلبك، شكرا.</p>";
    let page = html(&article(&format!("<p>{FIRST}</p><p>{SECOND}</p><div><p>{offer}</p>{field}{messages}</div>")));
    assert_eq!(page.blocks.len(), 2, "{:?}", page.blocks);
    let page = html(&format!("<body><h1>عودة القطار الليلي</h1><div><p>{FIRST}</p>{field}</div></body>"));
    assert_eq!(page.blocks.len(), 1, "{:?}", page.blocks);
}

#[test]
fn a_section_named_by_reference_is_what_the_name_says() {
    let promo = "<section aria-labelledby='podcast-promo'><strong id='podcast-promo'>البودكاست</strong><h3><a href=/p>على الرصيف</a></h3>\
                 <p>حلقات قصيرة نسمع فيها من ينتظرون القطار ومن يقودونه، ونفهم كيف تتغير المدن التي يمر بها</p></section>";
    let byline = "<section aria-labelledby='article-byline'><strong id='article-byline'>عن المقال</strong><ul><li><span>Author, </span>\
                  <span>سامي الحداد</span></li><li><span>Role, </span><span>المحطة - عمّان</span></li></ul></section>";
    let page = html(&article(&format!("{byline}<p>{FIRST}</p><p>{SECOND}</p>{promo}<p>{THIRD}</p>")));
    assert_eq!(page.blocks.len(), 3, "{:?}", page.blocks);
    assert_eq!(page.authors, ["سامي الحداد"]);
}

#[test]
fn a_box_that_asks_to_join_or_to_give_is_no_text() {
    let ask =
        "الأموال التي نجمعها من القراء تذهب كلها إلى دعم عملنا، ونحن لا نحصل على تمويل من الشركات الكبرى أو الأحزاب.";
    for (heading, button) in
        [("المحطة منظمة لا تربح", "ساهم/ ي في استمرارنا"), ("انضمّ/ ي إلى مجتمع قرائنا", "إلى النقاش!")]
    {
        let asking = format!("<div><h4>{heading}</h4><p>{ask}</p><a href=/join>{button}</a></div>");
        let page = html(&article(&format!("<p>{FIRST}</p><p>{SECOND}</p>{asking}<p>{THIRD}</p>")));
        assert_eq!(page.blocks.len(), 3, "{:?}", page.blocks);
        assert!(page.read_also.is_empty(), "{:?}", page.read_also);
    }
    // A part of the text in an element of its own that ends in a link is none.
    let part = format!("<div><h4>محطة الجنوب</h4><p>{SECOND}</p><a href=/map>خريطة المحطات</a></div>");
    let page = html(&article(&format!("<p>{FIRST}</p>{part}<p>{THIRD}</p>")));
    assert!(page.blocks.iter().any(|b| b.text == SECOND), "{:?}", page.blocks);
}
