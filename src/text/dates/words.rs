//! The words dates are written in, folded: months of every Arabic family, weekdays, units, clock words, zones.

/// What one folded word means inside a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// A Gregorian month, 1–12.
    Month(u32),
    /// `كانون`: December or January, as the next word says.
    Kanun,
    /// `تشرين`: October or November, as the next word says.
    Tishrin,
    /// A month of the Hijri year.
    HijriMonth,
    /// A day of the week; it is read over, since outlets get it wrong.
    Weekday,
    /// Before noon, whatever follows.
    Am,
    /// After noon.
    Pm,
    /// `م`: after noon behind a time, "Gregorian" behind a date.
    MeemAlone,
    /// `هـ`: the date before it is Hijri.
    HijriMark,
    /// Words that stand around a date and say nothing.
    Filler,
    /// `الساعة`: the next number is an hour.
    Clock,
}

/// Arabic months: Egyptian and Gulf, Levantine, Algerian and Tunisian, Moroccan, and the Libyan ones of 1986–2011.
#[rustfmt::skip] // one row a line would be pages of them
const MONTHS: [(&str, u32); 71] = [
    ("يناير", 1), ("ينائر", 1), ("جانفي", 1), ("فبراير", 2), ("فبرائر", 2), ("شباط", 2), ("فيفري", 2), ("النوار", 2),
    ("مارس", 3), ("اذار", 3), ("ابريل", 4), ("نيسان", 4), ("افريل", 4), ("الطير", 4), ("مايو", 5), ("ماي", 5),
    ("ايار", 5), ("نوار", 5), ("الماء", 5), ("يونيو", 6), ("يونيه", 6), ("حزيران", 6), ("جوان", 6), ("الصيف", 6),
    ("يوليو", 7), ("يوليوز", 7), ("يوليه", 7), ("تموز", 7), ("جويليه", 7), ("ناصر", 7), ("اغسطس", 8), ("غشت", 8),
    ("اب", 8), ("اوت", 8), ("هانيبال", 8), ("سبتمبر", 9), ("شتنبر", 9), ("ايلول", 9), ("الفاتح", 9), ("اكتوبر", 10),
    ("التمور", 10), ("نوفمبر", 11), ("نونبر", 11), ("الحرث", 11), ("ديسمبر", 12), ("دجنبر", 12), ("الكانون", 12),
    ("كانونالاول", 12), ("كانونالثاني", 1), ("تشرينالاول", 10), ("تشرينالثاني", 11), ("janvier", 1), ("fevrier", 2),
    ("février", 2), ("fevr", 2), ("févr", 2), ("mars", 3), ("avril", 4), ("avr", 4), ("mai", 5), ("juin", 6),
    ("juillet", 7), ("juil", 7), ("aout", 8), ("août", 8), ("septembre", 9), ("octobre", 10), ("novembre", 11),
    ("decembre", 12), ("décembre", 12), ("déc", 12),
];

const ENGLISH_MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const HIJRI_MONTHS: [&str; 15] = [
    "محرم",
    "المحرم",
    "صفر",
    "ربيع",
    "جمادي",
    "رجب",
    "شعبان",
    "رمضان",
    "شوال",
    "ذو",
    "ذي",
    "القعده",
    "الحجه",
    "ذوالحجه",
    "ذوالقعده",
];

const WEEKDAYS: [&str; 26] = [
    "الاحد",
    "الاثنين",
    "الثلاثاء",
    "الثلثاء",
    "الاربعاء",
    "الخميس",
    "الجمعه",
    "السبت",
    "احد",
    "اثنين",
    "ثلاثاء",
    "اربعاء",
    "خميس",
    "جمعه",
    "سبت",
    "dimanche",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "lun",
    "mer",
    "jeu",
    "ven",
];

const ENGLISH_WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

const FILLERS: [&str; 40] = [
    "يوم",
    "في",
    "بتاريخ",
    "تاريخ",
    "الموافق",
    "موافق",
    "نشر",
    "النشر",
    "نشرت",
    "تم",
    "اخر",
    "تحديث",
    "التحديث",
    "حدث",
    "اضيف",
    "عام",
    "سنه",
    "لعام",
    "شهر",
    "من",
    "عند",
    "علي",
    "تمام",
    "ميلادي",
    "ميلاديه",
    "منشور",
    "كتب",
    "on",
    "at",
    "of",
    "the",
    "published",
    "updated",
    "posted",
    "date",
    "le",
    "st",
    "nd",
    "rd",
    "th",
];

const AM: [&str; 7] = ["ص", "صباحا", "الصباح", "صباح", "فجرا", "am", "ا.م"];
const PM: [&str; 10] = ["مساء", "المساء", "ظهرا", "الظهر", "عصرا", "العصر", "ليلا", "pm", "مساءا", "مسا"];

/// Fixed offsets by abbreviation, in minutes. `ast` is Arabia: no feed this reads is from Halifax.
#[rustfmt::skip] // one row a line would be pages of them
const ABBREVIATIONS: [(&str, i32); 49] = [
    ("ksa", 180), ("z", 0), ("ut", 0), ("utc", 0), ("gmt", 0), ("wet", 0), ("west", 60), ("bst", 60), ("cet", 60), ("wat", 60),
    ("cest", 120), ("eet", 120), ("cat", 120), ("sast", 120), ("eest", 180), ("msk", 180), ("ast", 180), ("eat", 180),
    ("trt", 180), ("gst", 240), ("pkt", 300), ("jst", 540), ("est", -300), ("edt", -240), ("cst", -360),
    ("cdt", -300), ("mst", -420), ("mdt", -360), ("pst", -480), ("pdt", -420), ("met", 60), ("mest", 120),
    ("et", -300), ("ct", -360), ("mt", -420), ("pt", -480), ("akst", -540), ("akdt", -480), ("hst", -600),
    ("idt", 180), ("irst", 210), ("hkt", 480), ("sgt", 480), ("awst", 480), ("kst", 540), ("aest", 600),
    ("aedt", 660), ("nzst", 720), ("nzdt", 780),
];

/// Clocks that Arabic outlets name, by the first telling word.
#[rustfmt::skip] // one row a line would be pages of them
const CLOCKS: [(&str, &str); 51] = [
    ("غرينتش", "Etc/UTC"), ("جرينتش", "Etc/UTC"), ("غرينيتش", "Etc/UTC"), ("جرينيتش", "Etc/UTC"),
    ("قرينتش", "Etc/UTC"), ("العالمي", "Etc/UTC"), ("مكه", "Asia/Riyadh"), ("السعوديه", "Asia/Riyadh"),
    ("الرياض", "Asia/Riyadh"), ("الدوحه", "Asia/Qatar"), ("قطر", "Asia/Qatar"), ("بغداد", "Asia/Baghdad"),
    ("العراق", "Asia/Baghdad"), ("الكويت", "Asia/Kuwait"), ("صنعاء", "Asia/Aden"), ("عدن", "Asia/Aden"),
    ("اليمن", "Asia/Aden"), ("المنامه", "Asia/Bahrain"), ("البحرين", "Asia/Bahrain"), ("القدس", "Asia/Jerusalem"),
    ("فلسطين", "Asia/Gaza"), ("غزه", "Asia/Gaza"), ("القاهره", "Africa/Cairo"), ("مصر", "Africa/Cairo"),
    ("ابوظبي", "Asia/Dubai"), ("ابو", "Asia/Dubai"), ("الامارات", "Asia/Dubai"), ("دبي", "Asia/Dubai"),
    ("مسقط", "Asia/Muscat"), ("سلطنه", "Asia/Muscat"), ("بيروت", "Asia/Beirut"), ("لبنان", "Asia/Beirut"),
    ("دمشق", "Asia/Damascus"), ("سوريا", "Asia/Damascus"), ("عمان", "Asia/Amman"), ("الاردن", "Asia/Amman"),
    ("الجزائر", "Africa/Algiers"), ("تونس", "Africa/Tunis"), ("الرباط", "Africa/Casablanca"),
    ("المغرب", "Africa/Casablanca"), ("الدار", "Africa/Casablanca"), ("طرابلس", "Africa/Tripoli"),
    ("ليبيا", "Africa/Tripoli"), ("الخرطوم", "Africa/Khartoum"), ("السودان", "Africa/Khartoum"),
    ("موسكو", "Europe/Moscow"), ("اسطنبول", "Europe/Istanbul"), ("تركيا", "Europe/Istanbul"),
    ("طهران", "Asia/Tehran"), ("لندن", "Europe/London"), ("باريس", "Europe/Paris"),
];

/// Second words of a clock's name, read over.
const CLOCK_TAILS: [&str; 8] = ["المكرمه", "ظبي", "البيضاء", "المتحده", "العربيه", "الشرقي", "المحتله", "عمان"];

/// Which day of the week a folded word is, counted from Monday.
pub(super) fn weekday(word: &str) -> Option<u32> {
    const NAMES: [(&str, u32); 22] = [
        ("اثنين", 0),
        ("ثلاثاء", 1),
        ("ثلثاء", 1),
        ("اربعاء", 2),
        ("خميس", 3),
        ("جمعه", 4),
        ("سبت", 5),
        ("احد", 6),
        ("lundi", 0),
        ("mardi", 1),
        ("mercredi", 2),
        ("jeudi", 3),
        ("vendredi", 4),
        ("samedi", 5),
        ("dimanche", 6),
        ("mon", 0),
        ("tue", 1),
        ("wed", 2),
        ("thu", 3),
        ("fri", 4),
        ("sat", 5),
        ("sun", 6),
    ];
    let word = word.strip_prefix("ال").unwrap_or(word);
    let named = NAMES.iter().find(|(name, _)| *name == word || (name.len() == 3 && word.starts_with(name)));
    named.map(|(_, day)| *day)
}

/// What `word` means, if it belongs in a date at all; `word` must be folded.
pub(super) fn meaning(word: &str) -> Option<Word> {
    match word {
        "كانون" | "ك" => return Some(Word::Kanun),
        "تشرين" | "ت" => return Some(Word::Tishrin),
        "م" => return Some(Word::MeemAlone),
        "ه" | "هجري" | "هجريه" => return Some(Word::HijriMark),
        "الساعه" | "ساعه" => return Some(Word::Clock),
        _ => {}
    }
    if let Some(month) = month(word) {
        return Some(Word::Month(month));
    }
    let one_of = |list: &[&str]| list.contains(&word);
    if one_of(&AM) {
        Some(Word::Am)
    } else if one_of(&PM) {
        Some(Word::Pm)
    } else if one_of(&WEEKDAYS) || is_abbreviation_of(word, &ENGLISH_WEEKDAYS) {
        Some(Word::Weekday)
    } else if one_of(&FILLERS) {
        Some(Word::Filler)
    } else if one_of(&HIJRI_MONTHS) {
        Some(Word::HijriMonth)
    } else {
        None
    }
}

fn month(word: &str) -> Option<u32> {
    if let Some((_, month)) = MONTHS.iter().find(|(name, _)| *name == word) {
        return Some(*month);
    }
    (1..).zip(ENGLISH_MONTHS).find(|(_, name)| is_abbreviation_of(word, &[name])).map(|(month, _)| month)
}

/// English names from three letters on, as RFC 2822 and its imitators shorten them.
fn is_abbreviation_of(word: &str, names: &[&str]) -> bool {
    word.len() >= 3 && names.iter().any(|name| name.starts_with(word))
}

/// Offset of a zone abbreviation in minutes east of Greenwich.
pub(super) fn abbreviation(word: &str) -> Option<i32> {
    ABBREVIATIONS.iter().find(|(name, _)| *name == word).map(|(_, minutes)| *minutes)
}

/// Name of the zone whose clock `word` names.
pub(super) fn clock(word: &str) -> Option<&'static str> {
    CLOCKS.iter().find(|(name, _)| *name == word).map(|(_, zone)| *zone)
}

/// Whether `word` only completes the name of a clock (`مكة المكرمة`).
pub(super) fn is_clock_tail(word: &str) -> bool {
    CLOCK_TAILS.contains(&word)
}

/// Whether a name of a month is also an everyday word, so that with a year alone it says nothing (`الصيف 2020`).
pub(super) fn needs_day(word: &str) -> bool {
    const EVERYDAY: [&str; 14] = [
        "النوار",
        "الطير",
        "الماء",
        "نوار",
        "الصيف",
        "ناصر",
        "اب",
        "هانيبال",
        "الفاتح",
        "التمور",
        "الحرث",
        "الكانون",
        "ماي",
        "اوت",
    ];
    EVERYDAY.contains(&word)
}
