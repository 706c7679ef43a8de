//! Authors whom nothing marks: a line near the text with a name in it, told by the given name it begins with.

use super::datelines::is_family_name;
use super::given::begins_with_given_name;
use super::{Places, is_photographer, person, without_date};
use crate::page::blocks::{Block, Form, Stream, ends_sentence};
use crate::page::cities::is_city;
use crate::page::html::hints::Hints;
use crate::text::letters::fold;

/// Longest line above the text in characters that may hold a name beside date and place.
const MAX_LINE: usize = 90;
/// Longest line below the text that may be a signature.
const MAX_SIGNATURE: usize = 50;

/// A name in a line between headline and text: alone, beside its date, behind its city.
pub(super) fn above(stream: &Stream, places: &Places<'_>, outlets: &[String]) -> Option<String> {
    let small = |at: &usize| {
        let Some(block) = stream.blocks.get(*at).filter(|b| b.chars <= MAX_LINE && !is_aside(stream, *at)) else {
            return false;
        };
        // A linked heading is another article's.
        block.form == Form::Text || (matches!(block.form, Form::Heading(3..)) && block.spans.is_empty())
    };
    let lines = places.above.clone().filter(small).filter_map(|at| stream.blocks.get(at));
    let named = lines.into_iter().find_map(|block| in_line(&block.text, outlets));
    let named = named.or_else(|| places.opening.iter().flatten().find_map(|line| who_wrote_where(line, outlets)));
    named.or_else(|| places.opening[1].filter(|line| is_whole_name(line)).and_then(|line| name(line, outlets)))
}

/// Whether the first line of a text can be nothing but a name: by a lineage in it, or by a family's name at its end. A line that
/// only begins with a given name is as often the text's first heading (`محمد صلاح يغيب`).
fn is_whole_name(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let lineage = words.iter().skip(1).any(|word| matches!(*word, "بن" | "بنت" | "آل"));
    let family = words.last().is_some_and(|word| is_family_name(word));
    line.chars().count() <= MAX_SIGNATURE && !ends_sentence(line) && (lineage || (family && words.len() <= 3))
}

/// A name right below running text: the last line of the text, the one before what the outlet tells of its author, or the line
/// below.
pub(super) fn below(stream: &Stream, places: &Places<'_>, outlets: &[String]) -> Option<String> {
    let last = *places.ending.last()?;
    let is_signature = |at: &usize| {
        let block = stream.blocks.get(*at).filter(|b| b.chars <= MAX_SIGNATURE && b.form == Form::Text);
        block.is_some_and(|b| !is_aside(stream, *at) && !ends_sentence(&b.text))
    };
    let candidates = places.ending.iter().copied().chain([last + 1]);
    let above = places.ending.iter().copied().skip_while(|at| !stream.blocks.get(*at).is_some_and(Block::is_prose));
    // Names below each other are a list of names.
    let text = above.take_while(|at| stream.blocks.get(*at).is_some_and(Block::is_prose)).last()?;
    let signed = candidates.filter(|at| *at > text).find(is_signature)?;
    name(&stream.blocks[signed].text, outlets)
}

/// Whether a line stands among tags, other articles, comments or menus.
fn is_aside(stream: &Stream, at: usize) -> bool {
    let aside =
        Hints::TAGS.with(Hints::OTHERS).with(Hints::NAV).with(Hints::CAPTION).with(Hints::COMMENT).with(Hints::SIDE);
    stream.stands_in(at, aside)
}

/// The first part of a line that is a name: `أبها: سلمان عسكر 2021-08-24`, `مال وأعمال 25 جوان - الجزائر: ب. سعيداني`.
fn in_line(line: &str, outlets: &[String]) -> Option<String> {
    if is_photographer(line) {
        return None;
    }
    let mut in_city = false;
    line.split(['|', '•', '/', '–', '-', ':', '،', '(']).map(str::trim).find_map(|part| {
        let behind_city = std::mem::replace(&mut in_city, is_city(part.trim_matches(|c: char| !c.is_alphanumeric())));
        let part = without_date(part).trim();
        let found = name(part, outlets);
        found.or_else(|| person(part, outlets).filter(|n| behind_city && has_size(n)))
    })
}

/// `كتبت رماح هاشم في "نداء الوطن":` above a text from another outlet.
fn who_wrote_where(line: &str, outlets: &[String]) -> Option<String> {
    let short = line.chars().count() <= MAX_LINE && line.ends_with(':');
    let verb = line.split_whitespace().next().filter(|word| short && matches!(fold(word).as_str(), "كتب" | "كتبت"))?;
    let (named, _) = line[verb.len()..].split_once(" في ")?;
    person(named, outlets).filter(|name| has_size(name))
}

fn name(text: &str, outlets: &[String]) -> Option<String> {
    let text = text.trim_matches(|c: char| !(c.is_alphanumeric() || c == '.')).trim();
    (has_size(text) && !text.contains('،') && begins_with_given_name(text)).then(|| person(text, outlets)).flatten()
}

fn has_size(name: &str) -> bool {
    (2..=4).contains(&name.split_whitespace().filter(|word| !word.ends_with('.') || word.chars().count() == 2).count())
}
