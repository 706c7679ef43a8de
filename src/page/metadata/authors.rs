//! Named people: never the outlet, an account called admin, a date or a button.

use super::json_ld::JsonLd;
use super::key;
use crate::page::attribution::{agency, is_city};
use crate::page::blocks::Stream;
use crate::page::html::hints::Hints;
use crate::page::labels::{LabelKind, label_of};
use crate::text::letters::fold;
use std::ops::Range;

/// Folded words that make a byline no person's name.
const NO_PERSON: [&str; 26] = [
    "admin",
    "editor",
    "administrator",
    "تحرير",
    "التحرير",
    "محرر",
    "المحرر",
    "فريق",
    "هيئه",
    "غرفه",
    "الاخبار",
    "اخبار",
    "صحيفه",
    "جريده",
    "موقع",
    "قناه",
    "وكاله",
    "وكالات",
    "متابعه",
    "متابعات",
    "خاص",
    "تسجيل",
    "الدخول",
    "شبكه",
    "مراسل",
    "webmaster",
];

/// Blocks below the body in which a box about the author may stand.
const BELOW: usize = 12;

/// Finds the authors; `bylines` are lines behind a byline label, `around` the blocks near the headline,
/// `body_end` the block after the body.
pub(in crate::page) fn find(
    stream: &Stream,
    ld: &JsonLd,
    bylines: &[String],
    around: Range<usize>,
    body_end: usize,
    outlets: &[String],
) -> Vec<String> {
    let outlets: Vec<String> = outlets.iter().map(|o| key(o)).collect();
    let clean = |names: Vec<String>| {
        let mut people: Vec<String> = Vec::new();
        for name in names
            .iter()
            .flat_map(|n| n.split(['،', ',', '/', '|', '&']))
            .flat_map(|n| n.split(" - "))
            .filter_map(|n| person(n, &outlets))
        {
            if !people.iter().any(|p| key(p) == key(&name)) {
                people.push(name);
            }
        }
        people
    };
    let metas = ["author", "article:author", "dc.creator", "parsely-author", "sailthru.author", "twitter:creator"];
    let stated = || metas.iter().find_map(|m| stream.head.meta(m)).map(str::to_owned).into_iter().collect();
    let facts = || {
        let named = stream.facts.iter().filter(|f| matches!(f.name.as_str(), "author" | "rel=author" | "creator"));
        named
            .filter_map(|f| f.value.clone().or_else(|| Some(stream.blocks.get(f.block)?.text.clone())))
            .take(3)
            .collect()
    };
    let marked_in = |range: Range<usize>| {
        let near = range.filter(|at| {
            let Some(block) = stream.blocks.get(*at) else { return false };
            let called = block.hints.any(Hints::BYLINE)
                || stream.containers(*at).take(3).any(|n| stream.nodes[n].hints.any(Hints::BYLINE));
            called && block.chars <= 60
        });
        near.filter_map(|at| stream.blocks.get(at)).map(|b| b.text.clone()).take(2).collect()
    };
    let marked = || marked_in(around.clone());
    let linked = || author_links(stream, around.clone());
    // A box about the author below the text comes last: it is as often a box about the outlet.
    let below = || marked_in(body_end..body_end + BELOW);
    let witnesses: [&dyn Fn() -> Vec<String>; 7] =
        [&|| ld.authors.clone(), &|| bylines.to_vec(), &facts, &stated, &marked, &linked, &below];
    witnesses.iter().map(|w| clean(w())).find(|p| !p.is_empty()).unwrap_or_default()
}

/// Texts of links to a page of one writer.
fn author_links(stream: &Stream, around: Range<usize>) -> Vec<String> {
    let blocks = stream.blocks.get(around).unwrap_or_default().iter();
    let spans = blocks.flat_map(|b| b.spans.iter().map(move |s| (b, s)));
    let to_writer = |href: &str| ["/author/", "/authors/", "/writer/", "/writers/"].iter().any(|p| href.contains(p));
    let texts = spans.filter(|(_, s)| stream.links.get(s.link).is_some_and(|l| to_writer(&l.href)));
    texts.filter_map(|(b, s)| b.text.get(s.start..s.end)).map(str::to_owned).take(2).collect()
}

/// A name without its label; `None` when it is no person's.
fn person(name: &str, outlets: &[String]) -> Option<String> {
    let mut name = name.trim();
    if let Some(label) = label_of(name).filter(|l| l.kind == LabelKind::Byline) {
        name = &name[label.rest..];
    }
    for prefix in ["By ", "by ", "BY "] {
        name = name.strip_prefix(prefix).unwrap_or(name);
    }
    let name = name.trim_matches(|c: char| !(c.is_alphanumeric() || c == '.')).trim_end_matches('.');
    let folded = fold(name);
    let words: Vec<&str> = folded.split_whitespace().collect();
    let shape = (1..=6).contains(&words.len()) && (4..=60).contains(&name.chars().count());
    let plain = !name.contains(['@', ':', '_']) && !name.contains("http") && !name.chars().any(char::is_numeric);
    let own = key(name);
    let is_outlet = outlets.iter().any(|o| *o == own || (own.len() > 8 && o.contains(&own)));
    let is_person = !words.iter().any(|w| NO_PERSON.contains(w));
    // One Latin word is an account, one Arabic word a city or an outlet as often as a person.
    let shape = shape && words.len() > 1 && !is_city(name);
    (shape && plain && is_person && !is_outlet && agency(name).is_none()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_keep_their_names_and_others_are_none() {
        let outlets = [key("صحيفة الوادي")];
        assert_eq!(person("كتب: سامي الحداد", &outlets).as_deref(), Some("سامي الحداد"));
        assert_eq!(person("بقلم/ د. ليلى منصور", &outlets).as_deref(), Some("د. ليلى منصور"));
        for name in
            ["admin", "صحيفة الوادي", "فريق التحرير", "تسجيل الدخول", "رويترز", "23 مارس 2026", "editor@n.example"]
        {
            assert_eq!(person(name, &outlets), None, "{name}");
        }
    }
}
