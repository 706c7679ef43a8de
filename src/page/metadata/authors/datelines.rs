//! Authors in datelines, and in lines above the text that are nothing but a name.

use super::given::begins_with_given_name;
use super::person;
use crate::page::attribution::agency;
use crate::page::cities::is_city;
use crate::page::metadata::key;
use crate::text::letters::fold;

/// Parts of a dateline that are looked at, and how far into the text it may go, in characters.
const DATELINE_PARTS: usize = 4;
/// See [`DATELINE_PARTS`].
const DATELINE_CHARS: usize = 90;

/// What a part of a dateline says of the name in the part behind it, folded.
const ROLES: [&str; 10] =
    ["حاوره", "حاورته", "حوار", "تقرير", "تحقيق", "كتب", "كتبت", "اعداد", "اجري الحوار", "اجرت الحوار"];

/// Titles before a name that make it a person's.
const HONORIFICS: [&str; 9] = ["د.", "د/", "أ.", "ا.د", "م.", "الدكتور ", "الدكتورة ", "المهندس ", "اللواء "];

/// The author of a dateline: `القاهرة - سامي الحداد: …`, `أنقرة/ ليلى منصور / الأناضول`. The place must be a known city, or an
/// agency must end the line, since first sentences begin with two short parts as well.
pub(super) fn dateline(text: &str, outlets: &[String]) -> Option<String> {
    // `سوزان العامري ــ دبي`: two tatweels are a dash.
    let dashed = text.contains("\u{640}\u{640}").then(|| text.replace("\u{640}\u{640}", "-"));
    let text = dashed.as_deref().unwrap_or(text);
    let head = &text[..text.char_indices().nth(DATELINE_CHARS).map_or(text.len(), |(at, _)| at)];
    let whole = head.len() == text.len();
    // `❖ الدوحة - هديل صابر`, `□ بغداد/ تميم الحسن`
    let head = head.trim_start_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '«' | '"' | '“' | '('));
    let mut parts: Vec<&str> = head.split(['-', '–', '—', '/', ':', '|']).map(str::trim).collect();
    // What follows the last mark is the text itself, unless the line is nothing but a dateline.
    if !whole || parts.last().is_some_and(|p| p.split_whitespace().count() > 4) {
        parts.pop();
    }
    parts.truncate(DATELINE_PARTS);
    // `عنيزة - حوار - سامي الحداد - تصوير - نادر عيسى`
    let by_role = parts.windows(2).find(|pair| ROLES.contains(&fold(pair[0]).as_str()));
    let by_role = by_role.and_then(|pair| person(pair[1], outlets));
    if let Some(name) = by_role.or_else(|| quoted_outlet(head, outlets)) {
        return Some(name);
    }
    let place = parts.first().filter(|p| (1..=3).contains(&p.split_whitespace().count()))?;
    let with_agency = parts.iter().skip(2).any(|p| agency(p).is_some());
    // `عمون - خالد المجالي - علق …`: the site's own name stands in the place of the city.
    let own = key(place);
    let is_outlet = own.chars().count() >= 4 && outlets.iter().any(|outlet| outlet.contains(&own));
    // `جو 24 : مالك عبيدات - اعتصم …`: a name between two marks is one whatever stands before it.
    // `يمن مونيتور/ من نجلاء الصبري`
    let bare = |part: &'_ &str| part.strip_prefix("من ").unwrap_or(part).to_owned();
    let is_name = |name: &String| begins_with_given_name(name) && name.split_whitespace().count() <= 4;
    let from = |part: &&&str| part.starts_with("من ");
    let named = parts.iter().skip(1).take(2).filter(|part| !whole || from(part)).map(bare).find(is_name);
    let named = named.and_then(|name| person(&name, outlets)).filter(|name| name.contains(' '));
    if let Some(name) = named {
        return Some(name);
    }
    if !is_city(place) && !with_agency && !is_outlet {
        return whole.then(|| name_before_city(text, outlets)).flatten();
    }
    let named = parts
        .iter()
        .skip(1)
        .filter(|p| !p.starts_with(['«', '"', '“', '(']) && !fold(p).starts_with("ال"))
        .find_map(|p| person(p.strip_prefix("من ").unwrap_or(p), outlets))?;
    (2..=4).contains(&named.split_whitespace().count()).then_some(named)
}

/// `عدن «الأيام» علاء بدر: …`: the name stands behind the outlet's, in quotation marks, and before a colon.
fn quoted_outlet(head: &str, outlets: &[String]) -> Option<String> {
    let (before, _) = head.split_once(':')?;
    let (place, rest) = before.split_once('«')?;
    let (_, name) = rest.split_once('»')?;
    let name = name.trim();
    (is_city(place.trim()) && begins_with_given_name(name)).then(|| person(name, outlets)).flatten()
}

/// Whether a line of two words is a name by its second: an adjective of origin with the article behind a word without one is no
/// phrase of the language, but a family's name (`بداح العنزي`).
pub(super) fn has_family_name(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric())).collect();
    let [given, family] = words.as_slice() else { return false };
    !given.starts_with("ال") && given.chars().count() >= 3 && is_family_name(family)
}

/// Whether a word is an adjective of origin with the article, as most families' names are.
pub(super) fn is_family_name(word: &str) -> bool {
    word.starts_with("ال") && word.ends_with(['ي', 'ى']) && word.chars().count() >= 5
}

/// A line that is nothing but a name: with a title before it, or with a dateline in the paragraph below.
pub(super) fn name_above_text((line, below): (&str, &str), outlets: &[String]) -> Option<String> {
    if line.chars().count() > 40 || line.ends_with(['.', '؟', '!', '…']) {
        return None;
    }
    let titled = HONORIFICS.iter().any(|title| line.starts_with(title));
    let words = line.split_whitespace().filter(|word| !word.ends_with('.')).count();
    let place = below.split(['-', '–', '—', '/', ':', '(']).next().map(str::trim);
    let named = (2..=4).contains(&words) && (titled || has_family_name(line) || place.is_some_and(is_city));
    named.then(|| person(line, outlets)).flatten()
}

/// The name of a line that is nothing but a name and the city its bearer writes from: `سامي الحداد - الرياض`,
/// `ليلى منصور (بيروت)`.
fn name_before_city(line: &str, outlets: &[String]) -> Option<String> {
    let parts = line.trim_end_matches([')', ' ', '.']).split(['-', '–', '—', '/', '|', '،', ',', '(']);
    let (name, city) =
        parts.map(str::trim).collect::<Vec<_>>().as_slice().try_into().ok().map(|[a, b]: [&str; 2]| (a, b))?;
    let plain = !fold(name).starts_with("ال") && (2..=4).contains(&name.split_whitespace().count());
    // `يمن مونيتور/ تعز` is an outlet that the page does not name.
    let is_name = begins_with_given_name(name) || has_family_name(name);
    (plain && is_name && is_city(city)).then(|| person(name, outlets)).flatten()
}
