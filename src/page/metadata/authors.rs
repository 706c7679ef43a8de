//! Named people: never the outlet, an account called admin, a date or a button.

mod datelines;
mod given;
mod unmarked;
mod words;

use super::json_ld::JsonLd;
use super::key;
use crate::page::attribution::agency;
use crate::page::blocks::{Fact, Stream};
use crate::page::cities::is_city;
use crate::page::html::hints::Hints;
use crate::page::labels::{LabelKind, label_of};
use crate::text::letters::fold;
use datelines::{dateline, has_family_name, name_above_text};
pub(in crate::page) use given::begins_with_given_name;
use std::ops::Range;
use words::{BEGIN_WITH_WAW, NO_PERSON, WEEKDAYS};

/// Parts of addresses of pages about one writer.
const WRITER_PATHS: [&str; 14] = [
    "/author/",
    "authors/",
    "/writer/",
    "writers/",
    "/columnist",
    "/journalist",
    "/reporter",
    "?author=",
    "/editor/",
    "/auteur/",
    "/kuttab/",
    "/bloggers/",
    "/blogger/",
    "/contributor",
];

/// Longest line in characters within which a byline may stand.
const MAX_LINE: usize = 120;

/// Most authors of one article.
const MAX_PEOPLE: usize = 10;

/// Blocks below the body in which a box about the author may stand.
const BELOW: usize = 12;

/// Where on a page its authors may be named.
pub(in crate::page) struct Places<'p> {
    /// The headline.
    pub title: Option<&'p str>,
    /// Lines behind a byline label.
    pub bylines: &'p [String],
    /// The blocks near the headline.
    pub around: Range<usize>,
    /// The block after the body.
    pub body_end: usize,
    /// The blocks between the headline and the first that was kept.
    pub above: Range<usize>,
    /// The last blocks that were kept: the text's end, and who wrote it.
    pub ending: &'p [usize],
    /// The line above the body and its first two paragraphs: they may begin with a dateline, or be nothing but a name.
    pub opening: [Option<&'p str>; 3],
}

/// Finds the authors; the first witness that names a person is believed.
pub(in crate::page) fn find(stream: &Stream, ld: &JsonLd, places: &Places<'_>, outlets: &[String]) -> Vec<String> {
    let Places { bylines, around, body_end, opening, .. } = places;
    let outlets: Vec<String> = outlets.iter().map(|o| key(o)).collect();
    // The site's name stands at one end of the page's title: datelines may begin with it, and nobody is called like it but for
    // writers who stand there themselves.
    let parts: Vec<&str> = stream.head.title.split(['|', '-', '–', ':', '»']).map(str::trim).collect();
    let ends = parts.first().into_iter().chain(parts.last()).filter(|part| part.split_whitespace().count() <= 4);
    let ends = ends.filter(|part| !begins_with_given_name(part) && !has_family_name(part));
    let sites: Vec<String> =
        ends.map(|part| key(part)).filter(|name| !name.is_empty()).chain(outlets.iter().cloned()).collect();
    let metas = ["author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "twitter:creator"];
    let stated = || metas.iter().find_map(|m| stream.head.meta(m)).map(str::to_owned).into_iter().collect();
    let named_meta = || -> Vec<String> {
        let names: Vec<String> = stated();
        if names.iter().any(|name| begins_with_given_name(name)) { names } else { Vec::new() }
    };
    let facts = || {
        let named = stream.facts.iter().filter(|f| matches!(f.name.as_str(), "author" | "rel=author" | "creator"));
        named.filter_map(|f| f.value.clone().or_else(|| marked_text(stream, f, &outlets))).take(3).collect()
    };
    // `الثلاثاء 3 نوفمبر | كتب: سامي الحداد`: the label stands within the line.
    let within = || {
        let near = stream.blocks.get(around.clone()).unwrap_or_default().iter().filter(|b| b.chars <= MAX_LINE);
        near.flat_map(|b| b.text.split('|').skip(1)).filter(|part| is_byline(part)).map(str::to_owned).collect()
    };
    let marked = || marked_in(stream, around.clone(), *body_end);
    let linked = || author_links(stream, around.clone());
    // A box about the author below the text comes last: it is as often a box about the outlet.
    let below = || marked_in(stream, *body_end..*body_end + BELOW, *body_end);
    let dateline = || {
        let near = stream.blocks.get(around.clone()).unwrap_or_default().iter().map(|b| b.text.as_str());
        near.chain(opening[1]).find_map(|line| dateline(line, &sites)).into_iter().collect()
    };
    let alone = || {
        let pairs = opening.windows(2).filter_map(|pair| Some((pair[0]?, pair[1]?)));
        pairs.filter_map(|pair| name_above_text(pair, &outlets)).take(1).collect()
    };
    // `… مآلات التعليم .. بقلم: سليمان الفاضل` in the headline itself.
    let titled = || {
        let (_, by) = places.title?.split_once("بقلم")?;
        Some(vec![by.trim_start_matches(|c: char| !c.is_alphanumeric()).to_owned()])
    };
    let titled = || titled().unwrap_or_default();
    let suffixed = || behind_headline(stream, places.title);
    let above = || unmarked::above(stream, places, &outlets).into_iter().collect();
    let signed = || unmarked::below(stream, places, &outlets).into_iter().collect();
    let witnesses: [&dyn Fn() -> Vec<String>; 15] = [
        &titled,
        &|| ld.authors.clone(),
        &|| bylines.to_vec(),
        &facts,
        &named_meta,
        &within,
        &marked,
        &linked,
        &dateline,
        // A meta element without a given name is as often the outlet's.
        &stated,
        &alone,
        &above,
        &signed,
        &suffixed,
        &below,
    ];
    let named = |names: Vec<String>| -> Vec<String> {
        let people = people(&names, &outlets).into_iter().filter(|name| !sites.contains(&key(name)));
        people.filter(|name| begins_with_given_name(name) || !is_section(stream, name)).collect()
    };
    witnesses.iter().map(|witness| named(witness())).find(|people| !people.is_empty()).unwrap_or_default()
}

/// Whether a name is that of a section in the site's menu.
fn is_section(stream: &Stream, name: &str) -> bool {
    let own = key(name);
    let in_menu = |at: usize| stream.stands_in(at, Hints::NAV) && key(&stream.blocks[at].text) == own;
    (0..stream.blocks.len()).any(|at| stream.blocks[at].is_link() && stream.blocks[at].chars <= 40 && in_menu(at))
}

/// The first lines that the markup calls an author's, up to two.
fn marked_in(stream: &Stream, range: Range<usize>, body_end: usize) -> Vec<String> {
    let near = range.filter(|at| {
        let Some(block) = stream.blocks.get(*at) else { return false };
        let called = block.hints.any(Hints::BYLINE)
            || stream.containers(*at).take(3).any(|n| stream.nodes[n].hints.any(Hints::BYLINE));
        // Readers sign their comments, too.
        let of_reader = |n: usize| stream.nodes[n].hints.any(Hints::COMMENT) && stream.nodes[n].first >= body_end;
        let commented = stream.containers(*at).take(6).any(of_reader);
        called && block.chars <= 60 && !commented
    });
    let mut lines: Vec<String> = near.filter_map(|at| stream.blocks.get(at)).map(|b| b.text.clone()).take(2).collect();
    // Below a writer stands the name of the column.
    let is_name = |line: &String| begins_with_given_name(line) || has_family_name(line);
    if lines.first().is_some_and(is_name) && !lines.last().is_some_and(is_name) {
        lines.truncate(1);
    }
    lines
}

/// The names behind the headline in the page's head, where opinion pages put their writer's: `العنوان - سامي الحداد - الصحيفة`.
fn behind_headline(stream: &Stream, headline: Option<&str>) -> Vec<String> {
    let heads = [stream.head.meta("og:title").unwrap_or_default(), &stream.head.title];
    let behind = headline.and_then(|headline| heads.iter().find_map(|head| head.trim().strip_prefix(headline)));
    let parts = behind.unwrap_or_default().split(['|', '-', '–', '—', '»']).map(str::trim);
    parts
        .filter(|part| begins_with_given_name(part) && part.split_whitespace().count() <= 4)
        .map(str::to_owned)
        .collect()
}

fn is_byline(part: &str) -> bool {
    label_of(part).is_some_and(|label| label.kind == LabelKind::Byline && label.separated)
}

/// The people that a rule of the site names.
pub(in crate::page) fn ruled(values: &[String], outlets: &[String]) -> Vec<String> {
    people(values, &outlets.iter().map(|o| key(o)).collect::<Vec<_>>())
}

/// The people in `names`, each once, with several in one string parted.
fn people(names: &[String], outlets: &[String]) -> Vec<String> {
    let mut people: Vec<String> = Vec::new();
    let parts = names.iter().flat_map(|n| without_when(n).split(['،', ',', '/', '|', '&', '؛', ';', '•', '\n']));
    // A dash with a blank beside it parts; without one it is in a name.
    let parts = ["- ", " -", "– ", " –"]
        .iter()
        .fold(parts.collect::<Vec<_>>(), |parts, dash| parts.into_iter().flat_map(|part| part.split(dash)).collect());
    for name in parts.into_iter().filter(|n| !is_photographer(n)).flat_map(by_and).filter_map(|n| person(n, outlets)) {
        if people.len() < MAX_PEOPLE && !people.iter().any(|p| key(p) == key(&name)) {
            people.push(name);
        }
    }
    people
}

/// Who took the pictures did not write the text.
fn is_photographer(name: &str) -> bool {
    let folded = fold(name);
    let folded = folded.trim_start();
    ["تصوير", "عدسه", "photo"].iter().any(|w| folded.starts_with(w))
}

/// Who saw a text through did not write it: `المحرر: سامي الحداد` below the text of an agency.
fn is_editor(name: &str) -> bool {
    fold(name).trim_start().strip_prefix("المحرر").is_some_and(|rest| rest.trim_start().starts_with([':', '/']))
}

/// Parts `سامي الحداد وليلى منصور` where the letter is "and" and no part of a name: both sides must be whole names.
fn by_and(names: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = names.trim();
    let mut from = 0;
    while let Some(at) = rest[from..].find(" و").map(|at| from + at) {
        let (before, after) = (&rest[..at], rest[at + " و".len()..].trim_start());
        let first = fold(after.split_whitespace().next().unwrap_or_default());
        let is_and = rest[at + " و".len()..].starts_with(' ') || !BEGIN_WITH_WAW.contains(&first.as_str());
        let is_whole = |name: &str| name.split_whitespace().count() >= 2;
        if is_and && is_whole(before) && is_whole(after) {
            parts.push(before);
            rest = after;
            from = 0;
        } else {
            from = at + " و".len();
        }
    }
    parts.push(rest);
    parts
}

/// The text of an element marked as the author's: of a link in a longer line, the link's own.
fn marked_text(stream: &Stream, fact: &Fact, outlets: &[String]) -> Option<String> {
    let block = stream.blocks.get(fact.block)?;
    let linked = || block.spans.iter().filter_map(|s| block.text.get(s.start..s.end));
    let named = linked().find(|text| !people(&[(*text).to_owned()], outlets).is_empty());
    Some(named.unwrap_or(&block.text).to_owned())
}

/// Texts of links to a page of one writer.
fn author_links(stream: &Stream, around: Range<usize>) -> Vec<String> {
    let blocks = stream.blocks.get(around).unwrap_or_default().iter();
    let spans = blocks.flat_map(|b| b.spans.iter().map(move |s| (b, s)));
    let to_writer = |href: &str| {
        let href = href.to_ascii_lowercase();
        WRITER_PATHS.iter().any(|p| href.contains(p))
    };
    let texts = spans.filter(|(_, s)| stream.links.get(s.link).is_some_and(|l| to_writer(&l.href)));
    texts.filter_map(|(b, s)| b.text.get(s.start..s.end)).map(str::to_owned).take(2).collect()
}

/// A name without its label and without what is glued to it; `None` when it is no person's.
fn person(name: &str, outlets: &[String]) -> Option<String> {
    if is_photographer(name) || is_editor(name) {
        return None;
    }
    let mut name = name.trim().trim_end_matches([':', ' ']);
    for _ in 0..2 {
        match label_of(name) {
            Some(label) if label.kind == LabelKind::Byline => name = &name[label.rest..],
            // `نشر في`, `المصدر`: a name does not begin with another label.
            Some(_) => return None,
            None => break,
        }
    }
    // `القاهرة: سامي الحداد`
    name = name.rsplit_once(':').filter(|_| !name.contains("//")).map_or(name, |(_, behind)| behind);
    for prefix in ["By ", "by ", "BY "] {
        name = name.trim_start().strip_prefix(prefix).unwrap_or(name);
    }
    name = without_date(name);
    let name = name.trim_matches(|c: char| !(c.is_alphanumeric() || c == '.')).trim_end_matches('.');
    let folded = fold(name);
    let words: Vec<&str> = folded.split_whitespace().collect();
    let shape = (1..=6).contains(&words.len()) && (4..=60).contains(&name.chars().count());
    let plain = !name.contains(['@', ':', '_', '"', '«', '»', '“', '”'])
        && !name.contains("http")
        && !name.chars().any(char::is_numeric);
    let own = key(name);
    let is_outlet = outlets.iter().any(|o| *o == own || (own.len() > 8 && o.contains(&own)));
    let is_person = !words.iter().any(|w| NO_PERSON.contains(w) || w.ends_with("نيوز")) && !holds_on(name);
    // One Latin word is an account, one Arabic word a city or an outlet as often as a person.
    let shape = shape && (words.len() > 1 || has_initial(name)) && !is_city(name);
    (shape && plain && is_person && !is_outlet && agency(name).is_none()).then(|| name.to_owned())
}

/// Whether a name of one word has an initial for the other: `خالد.ع`, `ب.سهام`.
fn has_initial(name: &str) -> bool {
    let letters = |part: &str| part.chars().all(char::is_alphabetic).then(|| part.chars().count());
    let (before, after) = name.split_once('.').unwrap_or_default();
    // `العربية.نت` is a site.
    let of_site = before.starts_with("ال") || after == "نت";
    !of_site && matches!((letters(before), letters(after)), (Some(3..), Some(1..=2)) | (Some(1..=2), Some(3..)))
}

/// Whether `على`, "on", stands before a noun: folded it is the name Ali, which many write like that too.
fn holds_on(name: &str) -> bool {
    let mut words = name.split_whitespace().skip_while(|word| *word != "على");
    words.next().is_some() && words.next().is_some_and(|next| next.starts_with("ال"))
}

/// The part of `عبدالسلام الفيتوري في ج, 11/20/2026 - 17:32` that is no date.
pub(in crate::page) fn without_when(names: &str) -> &str {
    names.split_once(" في ").filter(|(_, when)| when.contains(char::is_numeric)).map_or(names, |(who, _)| who)
}

/// A name up to the first digit, without the weekday before it: dates and counts stand behind names in one line.
fn without_date(name: &str) -> &str {
    let Some(at) = name.find(char::is_numeric) else { return name };
    let head = name[..at].trim_end_matches(|c: char| !c.is_alphanumeric());
    match head.rsplit_once(char::is_whitespace) {
        Some((before, last)) if WEEKDAYS.contains(&fold(last).as_str()) => before,
        _ => head,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_keep_their_names_and_others_are_none() {
        let outlets = [key("صحيفة الوادي")];
        assert_eq!(person("كتب: سامي الحداد", &outlets).as_deref(), Some("سامي الحداد"));
        assert_eq!(person("بقلم/ د. ليلى منصور", &outlets).as_deref(), Some("د. ليلى منصور"));
        for name in [
            "admin",
            "صحيفة الوادي",
            "فريق التحرير",
            "تسجيل الدخول",
            "خدمة RSS",
            "رويترز",
            "23 مارس 2026",
            "editor@n.example",
        ] {
            assert_eq!(person(name, &outlets), None, "{name}");
        }
    }
}
