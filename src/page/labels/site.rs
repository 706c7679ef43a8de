//! Lines of the site itself that begin with no fixed label: invitations, rights, mastheads, buttons.

use super::{label_of, starts_with_word};
use crate::page::blocks::ends_sentence;
use crate::text::letters::{fold, is_word_char};

/// Words that make a line beginning with an imperative an invitation of the site.
const PLATFORMS: [&str; 27] = [
    "غوغل",
    "جوجل",
    "google",
    "واتساب",
    "واتس",
    "whatsapp",
    "تلغرام",
    "تليغرام",
    "تليجرام",
    "تيليجرام",
    "telegram",
    "فيسبوك",
    "فيس بوك",
    "تويتر",
    "انستغرام",
    "انستجرام",
    "تيك توك",
    "سناب شات",
    "فايسبوك",
    "فايس بوك",
    "يوتيوب",
    "قناتنا",
    "تطبيق",
    "النشره",
    "نشرتنا",
    "نشره",
    "صفحتنا",
];

/// How an invitation begins, folded.
const INVITATIONS: [&str; 22] = [
    "تابع",
    "تابعوا",
    "تابعونا",
    "تابعنا",
    "لمتابعه",
    "انضم",
    "انضموا",
    "اشترك",
    "اشتركوا",
    "للاشتراك",
    "حمل",
    "حملوا",
    "لتحميل",
    "يمكنكم متابعه",
    "يمكنك متابعه",
    "ويمكنكم متابعه",
    "تابعو",
    "لمشاهده",
    "وللاطلاع",
    "للاطلاع",
    "عزيزي القاري",
    "اذا اعجبك",
];

/// Lines that lead to the page a text was taken from.
const SOURCE_LINKS: [&str; 7] = [
    "لقراءه الخبر من مصدره",
    "انقر هنا لقراءه",
    "اضغط هنا لقراءه",
    "لقراءه المقال من مصدره",
    "اقرا الخبر من المصدر",
    "رابط المصدر",
    "للاطلاع علي العدد",
];

/// Offices named in a newspaper's masthead, folded.
const MASTHEAD: [&str; 4] = ["رييس مجلس الاداره", "رييس التحرير", "المدير العام", "مدير التحرير"];

/// Whether a short block is furniture by its words: an invitation to follow, the rights line, a feed plug-in's last line.
pub(in crate::page) fn is_site_line(text: &str, chars: usize) -> bool {
    if text.starts_with('©') || (text.starts_with("The post ") && text.contains("appeared first on")) {
        return true;
    }
    if is_for_aids(text, chars) || counts_readers(text, chars) || (chars <= 420 && is_to_readers(text)) {
        return true;
    }
    if chars > 220 {
        return false;
    }
    if chars <= 160 && !text.starts_with('و') && is_of_house(text, chars) {
        return true;
    }
    // Folding whole paragraphs costs more than all else here, and few begin or speak like these lines.
    let head_end = text.char_indices().nth(24).map_or(text.len(), |(at, _)| at);
    let head = fold(&text[..head_end]);
    let head = head.trim_start_matches(|c: char| !is_word_char(c));
    let speaks =
        ["حقوق", "opyright", "لقراء", "للاطلاع", "رابط", "من المصدر", "OPYRIGHT"].iter().any(|w| text.contains(w));
    if !speaks && !INVITATIONS.iter().chain(&MASTHEAD).any(|i| head.starts_with(i)) {
        return false;
    }
    let folded = fold(text);
    let folded = folded.trim_start_matches(|c: char| !is_word_char(c));
    if chars <= 90 && SOURCE_LINKS.iter().any(|s| folded.contains(s)) {
        return true;
    }
    if MASTHEAD.iter().any(|m| folded.strip_prefix(m).is_some_and(|r| r.trim_start().starts_with([':', '/', '-']))) {
        return true;
    }
    if folded.contains("حقوق محفوظه") || folded.contains("الحقوق محفوظه") || folded.contains("copyright")
    {
        return chars < 160;
    }
    INVITATIONS.iter().any(|i| starts_with_word(folded, i)) && PLATFORMS.iter().any(|p| folded.contains(p))
}

/// Words with which a site speaks to those who write below its articles, or asks what they think of one; each word of a row.
const TO_READERS: [&[&str]; 15] = [
    &["التعليقات", "شروط"],
    &["تعليقات القراء", "شروط"],
    &["كان", "المقال", "مفيد"],
    &["الاخبار المنشوره", "للمشتركين"],
    &["اذا كنت", "المقال", "خاطيه"],
    &["اذا كنت", "المقال", "ينتهك"],
    &["اذا كنت", "خطا", "المقال"],
    &["بدعمكم", "نستمر"],
    &["بدعمك", "نستمر"],
    &["تفعيل", "جافا"],
    &["تفعيل", "javascript"],
    &["متصفحك", "لا يدعم"],
    &["هذا الملخص", "الذكاء الاصطناعي"],
    &["نقدم لكم", "موقع"],
    &["يقدم لكم", "موقع"],
];

/// Folded verbs with which a site says whose opinion an article, or a comment below it, is.
const STATES: [&str; 6] = ["تعبر", "يعبر", "تعكس", "يعكس", "تمثل", "يمثل"];
/// Folded words for those whose it is, or is not, and the word that no sentence about opinions but such a notice has.
const OWNERS: [&str; 7] = ["اصحابها", "كاتبها", "كاتبه", "الموقع", "الصحيفه", "الجريده", "بالضروره"];
/// Folded words for the same that sentences have as well, and for what is published, which a notice names beside them.
const OTHER_OWNERS: [&str; 8] = ["صاحبها", "صاحبه", "كتابها", "الكاتب", "الشبكه", "المركز", "القناه", "المنصه"];
/// See [`OTHER_OWNERS`].
const PUBLISHED: [&str; 6] = ["مقال", "منشور", "ينشر", "التعليقات", "هذا القسم", "المحتوي"];
/// Folded words with which a site says that it does not answer for something.
const ANSWERS_NOT: [&str; 5] = ["ليس مسوول", "ليست مسوول", "غير مسوول", "لا يتحمل", "لا تتحمل"];
/// Folded words by which it names itself or what stands here.
const HERE: [&str; 6] = ["هذا المحتوي", "الموقع", "ما ورد فيه", "ما ينشر", "المواد المنشوره", "الاراء الوارده"];
/// Folded verbs of reports: who said so is no notice.
const SAID: [&str; 6] = ["قال", "اكد", "اعلن", "اضاف", "ذكر", "يري"];

/// Whether a folded notice says whose the opinion is: `ما ينشر هنا يعبر عن رأي كاتبه ولا يمثل بالضرورة رأي الموقع`.
fn disclaims(folded: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|w| folded.contains(w));
    let answers_not = has(&ANSWERS_NOT) && has(&HERE) && !has(&SAID);
    let owned = has(&OWNERS) || (has(&OTHER_OWNERS) && has(&PUBLISHED));
    answers_not || (has(&["عن راي", "بالضروره", "كتابها"]) && folded.contains("راي") && has(&STATES) && owned)
}

/// Whether a short line asks to follow what the site calls its own (`قناتنا`), says how to reach it, or whose and how
/// old a picture is.
fn is_of_house(text: &str, chars: usize) -> bool {
    const OURS: [&str; 8] = ["قناتنا", "قنواتنا", "صفحتنا", "صفحاتنا", "تطبيقنا", "حساباتنا", "نشرتنا", "مجموعتنا"];
    const OF_PICTURES: [&str; 5] =
        ["صورة أرشيفية", "صورة تعبيرية", "صدر الصورة،", "مصدر الصورة", "التعليق على الصورة،"];
    const ASKS: [&str; 5] = ["تابع", "انضم", "اشترك", "حمل", "زور"];
    let invites = || OURS.iter().any(|w| text.contains(w)) && ASKS.iter().any(|w| fold(text).contains(w));
    let follows = || {
        let folded = fold(text);
        let asks = folded.split_whitespace().take(6).any(|w| matches!(w, "تابعوا" | "تابعونا" | "انضموا" | "اشتركوا"));
        asks && PLATFORMS.iter().any(|p| folded.contains(p))
    };
    let reach = text.starts_with("للتواصل") && text.contains(['@', '0', '٠', '+']);
    let of_advert = chars <= 45 && ["إعلان -", "إعلان –", "إعلان |"].iter().any(|w| text.starts_with(w));
    let of_picture = chars <= 60 && OF_PICTURES.iter().any(|w| text.starts_with(w));
    !text.contains(['"', '«', '“']) && (reach || of_picture || of_advert || invites() || follows())
}

/// Whether a line tells how many read or answered: `عدد المشاهدات : 6214`.
fn counts_readers(text: &str, chars: usize) -> bool {
    const COUNTED: [&str; 5] = ["مشاهدات", "قراءات", "زيارات", "تعليقات", "مشاهدين"];
    let counted = text.split("عدد ال").nth(1).filter(|_| chars <= 120 && !ends_sentence(text));
    let behind = counted.and_then(|rest| COUNTED.iter().find_map(|noun| rest.strip_prefix(noun)));
    let behind =
        behind.map(|rest| (rest.trim_start().starts_with([':', '(']), rest.trim_start_matches([' ', ':', '('])));
    behind.is_some_and(|(marked, rest)| {
        (marked || chars <= 40) && (rest.is_empty() || rest.starts_with(char::is_numeric))
    })
}

/// Whether a line is there for screen readers or asks leave to show what another site serves.
fn is_for_aids(text: &str, chars: usize) -> bool {
    let ends = chars <= 60 && text.trim_end().ends_with(" نهاية");
    let begins = chars <= 60 && text.starts_with("نهاية ");
    let skips = chars <= 90 && text.starts_with("تخطى ") && text.contains("واصل القراءة");
    let asks = chars <= 420 && text.contains("موافقتكم") && text.contains("عرض");
    let known = |rest: &str| label_of(rest).is_some() || PLATFORMS.iter().any(|p| fold(rest).contains(p));
    skips
        || asks
        || (chars <= 60 && text.starts_with("هل تسمح بعرض المحتوى"))
        || (ends && known(text))
        || (begins && known(text.trim_start_matches("نهاية ")))
}

/// Whether a block speaks to the readers: what may be written below the text and whom it binds.
fn is_to_readers(text: &str) -> bool {
    // Sentences of the article go on with "and"; notices begin. The search is dear, and most blocks are such sentences.
    if text.starts_with('و') && !text.starts_with("ونقدم لكم") {
        return false;
    }
    let speaks = [
        "عن رأي",
        "عن رأى",
        "عن آراء",
        "شروط",
        "شارك",
        "مفيد",
        "للمشتركين",
        "إذا كنت",
        "بدعمك",
        "بالضرورة",
        "كتابها",
        "تفعيل",
        "متصفحك",
        "هذا الملخص",
        "قدم لكم",
        "مسؤول",
    ]
    .iter()
    .any(|w| text.contains(w));
    // What people said is in quotation marks, and no notice; the site's name is as well.
    if !speaks || quotes(text) {
        return false;
    }
    let folded = fold(text).replace("اراء", "راي");
    let asks = ["شاركنا راي", "شاركونا راي"].iter().any(|w| folded.trim_start().starts_with(w));
    asks || disclaims(&folded) || TO_READERS.iter().any(|row| row.iter().all(|word| folded.contains(word)))
}

/// Whether more than a name of three words stands in quotation marks.
fn quotes(text: &str) -> bool {
    let mut parts = text.split(['"', '«', '»', '“', '”']).skip(1).step_by(2);
    parts.any(|quoted| quoted.split_whitespace().count() > 3)
}

/// Whether a line is one of the small texts of buttons and counters, never of an article.
pub(in crate::page) fn is_button(text: &str) -> bool {
    const BUTTONS: [&str; 56] = [
        "طباعه",
        "مشاهده",
        "مشاهدات",
        "تعليق",
        "تعليقات",
        "اعجاب",
        "تغريد",
        "ارسال",
        "نسخ الرابط",
        "تكبير الخط",
        "تصغير الخط",
        "حجم الخط",
        "الرييسيه",
        "الي صفحه البدايه",
        "السابق",
        "التالي",
        "عوده",
        "اغلاق",
        "المزيد",
        "facebook",
        "twitter",
        "whatsapp",
        "telegram",
        "print",
        "email",
        "فيسبوك",
        "تويتر",
        "واتساب",
        "اعلان",
        "advertisement",
        "اظهر المزيد",
        "عرض المزيد",
        "تحميل المزيد",
        "الاعلان",
        "اعلانات",
        "الاعلانات",
        "اضافه اعلان",
        "مساحه اعلانيه",
        "مساحه اشهاريه",
        "اشهار",
        "محتوي اعلاني",
        "اعلان ممول",
        "ads",
        "اضغط هنا",
        "انقر هنا",
        "اقرا المزيد",
        "قراءه المزيد",
        "اكمل القراءه",
        "تابع القراءه",
        "ماده اعلانيه",
        "قايمه المحتويات",
        "استمع الي التقرير",
        "استمع الي المقال",
        "تعديل حجم الخط",
        "جاري التحميل",
        "جار التحميل",
    ];
    // The longest is two words; counters beside them add a number.
    if text.len() > 60 {
        return false;
    }
    let folded = fold(text);
    let core = folded.trim_matches(|c: char| !c.is_alphabetic());
    BUTTONS.contains(&core) || core.is_empty()
}
