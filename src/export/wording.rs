//! Our own words around the news: counts that agree, dates, names of relations, in Arabic and English.

use super::Language;
use crate::article::Relation;
use crate::text::clean;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use chrono_tz::Tz;

/// A noun in the forms that counting asks for. In Arabic: one (`مصدر واحد`), two (`مصدران`), 3–10 with the plural, 11–99 with the
/// singular accusative, whole hundreds with the singular genitive, going by the last two digits (CLDR plural rules for `ar`).
pub(super) struct Noun {
    none: &'static str,
    one: &'static str,
    two: &'static str,
    few: &'static str,
    many: &'static str,
    other: &'static str,
    english: [&'static str; 2],
}

pub(super) const OUTLETS: Noun = Noun {
    none: "لا مصادر",
    one: "مصدر واحد",
    two: "مصدران",
    few: "مصادر",
    many: "مصدرًا",
    other: "مصدر",
    english: ["outlet", "outlets"],
};

pub(super) const STORIES: Noun = Noun {
    none: "لا قصص",
    one: "قصة واحدة",
    two: "قصتان",
    few: "قصص",
    many: "قصة",
    other: "قصة",
    english: ["story", "stories"],
};

pub(super) const ARTICLES: Noun = Noun {
    none: "لا أخبار",
    one: "خبر واحد",
    two: "خبران",
    few: "أخبار",
    many: "خبرًا",
    other: "خبر",
    english: ["article", "articles"],
};

pub(super) const PAGES: Noun = Noun {
    none: "لا صفحات",
    one: "صفحة واحدة",
    two: "صفحتان",
    few: "صفحات",
    many: "صفحة",
    other: "صفحة",
    english: ["page", "pages"],
};

impl Noun {
    /// `n` of this noun, in agreement.
    pub(super) fn counted(&self, n: usize, language: Language) -> String {
        if language == Language::English {
            return format!("{n} {}", self.english[usize::from(n != 1)]);
        }
        match (n, n % 100) {
            (0, _) => self.none.to_owned(),
            (1, _) => self.one.to_owned(),
            (2, _) => self.two.to_owned(),
            (_, 3..=10) => format!("{n} {}", self.few),
            (_, 11..=99) => format!("{n} {}", self.many),
            _ => format!("{n} {}", self.other),
        }
    }
}

const MONTHS: [&str; 12] = [
    "يناير/كانون الثاني",
    "فبراير/شباط",
    "مارس/آذار",
    "أبريل/نيسان",
    "مايو/أيار",
    "يونيو/حزيران",
    "يوليو/تموز",
    "أغسطس/آب",
    "سبتمبر/أيلول",
    "أكتوبر/تشرين الأول",
    "نوفمبر/تشرين الثاني",
    "ديسمبر/كانون الأول",
];

const WEEKDAYS: [&str; 7] = ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"];

/// `الاثنين 23 نوفمبر/تشرين الثاني 2026`, or `Monday 23 November 2026`.
pub(super) fn long_date(date: NaiveDate, language: Language) -> String {
    if language == Language::English {
        return date.format("%A %-d %B %Y").to_string();
    }
    let weekday = WEEKDAYS[date.weekday().num_days_from_monday() as usize];
    format!("{weekday} {} {} {}", date.day(), MONTHS[date.month0() as usize], date.year())
}

/// `23 نوفمبر/تشرين الثاني`, or `23 November`.
fn short_date(date: NaiveDate, language: Language) -> String {
    match language {
        Language::English => date.format("%-d %B").to_string(),
        Language::Arabic => format!("{} {}", date.day(), MONTHS[date.month0() as usize]),
    }
}

/// A date and time of day in the digest's zone: `23 نوفمبر/تشرين الثاني 2026، 06:00`.
pub(super) fn moment(at: DateTime<Utc>, zone: &str, language: Language) -> String {
    let local = at.with_timezone(&zone.parse::<Tz>().unwrap_or(Tz::UTC));
    match language {
        Language::English => local.format("%-d %B %Y, %H:%M").to_string(),
        Language::Arabic => {
            let month = MONTHS[local.month0() as usize];
            format!("{} {month} {}، {}", local.day(), local.year(), local.format("%H:%M"))
        }
    }
}

/// Longest zone name shown, in characters; the longest there is has 32.
const MAX_ZONE_CHARS: usize = 40;

/// Zones of the Arab world by the city they are named after.
const CITIES: [(&str, &str); 22] = [
    ("Asia/Riyadh", "الرياض"),
    ("Africa/Cairo", "القاهرة"),
    ("Asia/Dubai", "دبي"),
    ("Asia/Qatar", "الدوحة"),
    ("Asia/Kuwait", "الكويت"),
    ("Asia/Bahrain", "المنامة"),
    ("Asia/Muscat", "مسقط"),
    ("Asia/Aden", "عدن"),
    ("Asia/Baghdad", "بغداد"),
    ("Asia/Damascus", "دمشق"),
    ("Asia/Beirut", "بيروت"),
    ("Asia/Amman", "عمّان"),
    ("Asia/Jerusalem", "القدس"),
    ("Asia/Gaza", "غزة"),
    ("Asia/Hebron", "الخليل"),
    ("Africa/Khartoum", "الخرطوم"),
    ("Africa/Tripoli", "طرابلس"),
    ("Africa/Tunis", "تونس"),
    ("Africa/Algiers", "الجزائر"),
    ("Africa/Casablanca", "الدار البيضاء"),
    ("Africa/Nouakchott", "نواكشوط"),
    ("Africa/Mogadishu", "مقديشو"),
];

/// `بتوقيت الرياض`; zones outside the Arab world by their own name.
pub(super) fn in_zone(zone: &str, language: Language) -> String {
    let zone = &clean::line(zone, MAX_ZONE_CHARS);
    match language {
        Language::English => format!("{zone} time"),
        Language::Arabic if zone == "UTC" => "بالتوقيت العالمي".to_owned(),
        Language::Arabic => {
            let city = CITIES.iter().find(|(id, _)| id == zone).map_or(zone.as_str(), |(_, city)| *city);
            format!("بتوقيت {city}")
        }
    }
}

/// The relation in a word, as it stands before `count` outlets: `الأصل`, `نسخة` or `نسخ`, `مقتطف`, `تحديث`.
pub(super) fn relation(relation: Relation, count: usize, language: Language) -> &'static str {
    let one_or_more = match (relation, language) {
        (Relation::Origin, Language::Arabic) => ["الأصل", "الأصل"],
        (Relation::Copy, Language::Arabic) => ["نسخة", "نسخ"],
        (Relation::Excerpt, Language::Arabic) => ["مقتطف", "مقتطفات"],
        (Relation::Revision, Language::Arabic) => ["تحديث", "تحديثات"],
        (Relation::Origin, Language::English) => ["origin", "origin"],
        (Relation::Copy, Language::English) => ["copy", "copies"],
        (Relation::Excerpt, Language::English) => ["excerpt", "excerpts"],
        (Relation::Revision, Language::English) => ["revision", "revisions"],
    };
    one_or_more[usize::from(count > 1)]
}

/// The fixed words of a digest in one language.
pub(super) struct Words {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) index: &'static str,
    pub(super) carried: &'static str,
    pub(super) more: &'static str,
    pub(super) read_also: &'static str,
    pub(super) untitled: &'static str,
    pub(super) no_section: &'static str,
    pub(super) empty: &'static str,
    pub(super) empty_why: &'static str,
    pub(super) made: &'static str,
    pub(super) window: &'static str,
    pub(super) made_by: &'static str,
}

pub(super) const ARABIC: Words = Words {
    name: "حصاد",
    title: "حصاد اليوم",
    index: "في هذا العدد",
    carried: "نقلته",
    more: "في القصة أيضًا",
    read_also: "اقرأ أيضًا",
    untitled: "بلا عنوان",
    no_section: "منوعات",
    empty: "لا أخبار في هذا اليوم",
    empty_why: "لم تنشر المصادر المتابَعة شيئًا في هذه المدة، أو تعذّر الوصول إليها.",
    made: "أُعدّ",
    window: "المدة",
    made_by: "أعدّه حصاد آليًا من خلاصات المصادر؛ النصوص ملك لناشريها.",
};

pub(super) const ENGLISH: Words = Words {
    name: "Hasad",
    title: "The day’s harvest",
    index: "In this issue",
    carried: "Carried by",
    more: "Also in this story",
    read_also: "Read also",
    untitled: "untitled",
    no_section: "Miscellaneous",
    empty: "No news on this day",
    empty_why: "The outlets followed published nothing in this time, or could not be reached.",
    made: "Made",
    window: "Covers",
    made_by: "Made by Hasad from the outlets’ feeds; the texts belong to their publishers.",
};

pub(super) fn words(language: Language) -> &'static Words {
    match language {
        Language::Arabic => &ARABIC,
        Language::English => &ENGLISH,
    }
}

/// The day's totals, parted by middle dots.
pub(super) fn totals(counts: crate::digest::Counts, language: Language) -> String {
    [
        STORIES.counted(counts.stories, language),
        ARTICLES.counted(counts.articles, language),
        OUTLETS.counted(counts.outlets, language),
        PAGES.counted(counts.sources, language),
    ]
    .join(" · ")
}

/// The time of day of a stated instant in the digest's zone (`08:12`), with the day where that is not the digest's: a bare time would
/// be read as one of `day`. `None` when only a day was stated.
pub(super) fn clock(published: Option<&str>, zone: &str, day: NaiveDate, language: Language) -> Option<String> {
    let at = DateTime::parse_from_rfc3339(published?).ok()?;
    let at = at.with_timezone(&zone.parse::<Tz>().unwrap_or(Tz::UTC));
    let time = at.format("%H:%M");
    if at.date_naive() == day {
        return Some(time.to_string());
    }
    Some(match language {
        Language::Arabic => format!("{}، {time}", short_date(at.date_naive(), language)),
        Language::English => format!("{}, {time}", short_date(at.date_naive(), language)),
    })
}

/// Stands for `hidden` more of what was just listed.
pub(super) fn and_others(hidden: usize, language: Language) -> String {
    match language {
        Language::Arabic => format!("وغيرها ({hidden})"),
        Language::English => format!("and {hidden} more"),
    }
}

/// What the foot says about stories that are not shown; `None` when all are.
pub(super) fn left_out(hidden: usize, language: Language) -> Option<String> {
    let counted = STORIES.counted(hidden, language);
    (hidden > 0).then(|| match language {
        Language::Arabic => format!("لم يُعرض هنا من قصص اليوم: {counted}. العدد الكامل في صيغة JSON."),
        Language::English => format!("Stories of the day not shown here: {hidden}. The JSON form has the whole day."),
    })
}

#[cfg(test)]
#[path = "wording_tests.rs"]
mod tests;
