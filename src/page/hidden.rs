//! Texts that a page keeps in its scripts and does not show: pages drawn by programs, whose markup is a frame without a text.
//!
//! Asked only where the page shows little, so that a page as pages are pays nothing for it. What is found is markup again, and
//! goes through the same grammar as a page.

use super::blocks::Stream;
use super::guided::{Desk, take};
use super::html;
use super::labels::{Label, label_of};
use super::metadata::json_ld::JsonLd;
use super::metadata::key;
use super::metadata::title::Title;
use super::segment::Segments;
use crate::article::{ReadAlso, Remark};
use serde_json::{Map, Value};
use url::Url;

/// Characters of running text on a page whose scripts are not asked.
const SHOWN: usize = 600;
/// A text in a script has at least this many characters.
const LEAST: usize = 150;
/// Objects looked at in one script, and depth of objects in objects.
const MAX_OBJECTS: usize = 20_000;
/// See [`MAX_OBJECTS`].
const MAX_DEPTH: usize = 24;
/// Parts of a text that is a list of parts.
const MAX_PARTS: usize = 2_000;

/// Names that objects give their headline and their text, in lower case.
const TITLES: [&str; 4] = ["title", "headline", "name", "subject"];
/// See [`TITLES`].
const TEXTS: [&str; 16] = [
    "articlebody",
    "article_body",
    "body",
    "bodytext",
    "body_html",
    "content",
    "contenthtml",
    "content_html",
    "text",
    "html",
    "fulltext",
    "full_text",
    "details",
    "story",
    "paragraphs",
    "blocks",
];

/// A text found in a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Hidden {
    /// The headline beside it, when there is one.
    title: Option<String>,
    /// The text, as markup.
    html: String,
}

/// The texts in the scripts of a page that shows little.
pub(super) fn texts(page: &str, stream: &Stream) -> Vec<Hidden> {
    if stream.is_text || shown(stream) >= SHOWN {
        return Vec::new();
    }
    let mut found = Vec::new();
    if let Some(data) = script(page, "id=\"__NEXT_DATA__\"").and_then(|s| serde_json::from_str::<Value>(s).ok()) {
        let mut left = MAX_OBJECTS;
        search(&data, 0, &mut left, &mut found);
    }
    found.extend(streamed(page).map(|html| Hidden { title: None, html }));
    found
}

/// Characters of running text on the page.
fn shown(stream: &Stream) -> usize {
    stream.blocks.iter().filter(|b| b.is_prose()).map(|b| b.chars).sum()
}

/// Puts the text of a script behind what the page shows, when it is half as long again.
pub(super) fn complete(
    (parts, links): (&mut Segments, &mut Vec<ReadAlso>),
    (stream, hidden): (&Stream, &[Hidden]),
    ld: &JsonLd,
    headline: Option<&str>,
    (base, url): (Option<&Url>, Option<&Url>),
    remarks: &mut Vec<Remark>,
) {
    let stated =
        ld.body.as_deref().filter(|_| ld.live.len() < 2).map(|body| Hidden { title: None, html: markup(body) });
    let wanted = key(headline.unwrap_or_default());
    let about = |h: &&Hidden| {
        let title = h.title.as_deref().map(key);
        title.is_none_or(|t| t.len() >= 12 && !wanted.is_empty() && (wanted.contains(&t) || t.contains(&wanted)))
    };
    let Some(best) = stated.iter().chain(hidden).filter(about).max_by_key(|h| h.html.len()) else { return };
    let enough = shown(stream) * 3 / 2;
    if best.html.chars().count() < enough {
        return;
    }
    let (mut inner, _) = html::read(html::bounded(&best.html), None);
    if shown(&inner) < LEAST || shown(&inner) < enough {
        return;
    }
    let labels: Vec<Option<Label>> =
        inner.blocks.iter().map(|b| if b.chars <= 700 { label_of(&b.text) } else { None }).collect();
    let title = Title { text: headline.map(str::to_owned), block: None, disagrees: false };
    let taken = take(&mut inner, Desk { labels: &labels, title: &title, base, url }, None, &mut Vec::new());
    let whole = key(&taken.parts.body.iter().map(|b| b.text.as_str()).collect::<Vec<_>>().join(" "));
    // A lead that the page shows above stands in front; a text it shows in part does not stand twice.
    let keeps: Vec<bool> = parts.body.iter().map(|b| !whole.contains(&key(&b.text))).collect();
    let (mut of_body, mut of_from) = (keeps.iter(), keeps.iter());
    parts.body.retain(|_| of_body.next().copied().unwrap_or(true));
    parts.from.retain(|_| of_from.next().copied().unwrap_or(true));
    parts.body.extend(taken.parts.body);
    links.extend(taken.links);
    remarks.push(Remark::new("body-from-script", "the page shows little, and its scripts hold the text"));
}

/// The content of the script whose tag holds `mark`.
fn script<'p>(page: &'p str, mark: &str) -> Option<&'p str> {
    let at = page.find(mark)?;
    let start = at + page[at..].find('>')? + 1;
    let end = start + page[start..].find("</script")?;
    page.get(start..end)
}

/// Text with or without markup as markup, a line a paragraph.
fn markup(text: &str) -> String {
    let is_markup = text.contains("</") || text.contains("<br") || text.contains("<p");
    if is_markup {
        return text.to_owned();
    }
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| format!("<p>{}</p>", line.replace('&', "&amp;").replace('<', "&lt;"))).collect()
}

/// Collects the texts of objects that have a headline too.
fn search(value: &Value, depth: usize, left: &mut usize, found: &mut Vec<Hidden>) {
    if depth > MAX_DEPTH || *left == 0 {
        return;
    }
    *left -= 1;
    match value {
        Value::Array(items) => items.iter().for_each(|item| search(item, depth + 1, left, found)),
        Value::Object(object) => {
            let title = named(object, &TITLES).find_map(Value::as_str);
            let texts = named(object, &TEXTS).filter_map(|v| text_of(v, 0)).filter(|t| t.chars().count() >= LEAST);
            if let (Some(title), Some(html)) = (title, texts.max_by_key(String::len)) {
                found.push(Hidden { title: Some(title.to_owned()), html });
            }
            object.values().for_each(|inner| search(inner, depth + 1, left, found));
        }
        _ => {}
    }
}

fn named<'v>(object: &'v Map<String, Value>, names: &'v [&str]) -> impl Iterator<Item = &'v Value> {
    let is = |name: &str| names.contains(&name.to_ascii_lowercase().as_str());
    object.iter().filter(move |(name, _)| is(name)).map(|(_, value)| value)
}

/// A text, or a list of the parts of one, as markup.
fn text_of(value: &Value, depth: usize) -> Option<String> {
    match value {
        Value::String(text) => Some(markup(text)),
        Value::Object(object) if depth < 3 => {
            let inner = object.get("rendered").and_then(Value::as_str).map(markup);
            inner.or_else(|| named(object, &TEXTS).find_map(|v| text_of(v, depth + 1)))
        }
        Value::Array(parts) if depth < 3 => {
            let parts = parts.iter().take(MAX_PARTS).filter_map(|part| text_of(part, depth + 1));
            let texts: Vec<String> =
                parts.map(|t| if t.starts_with('<') { t } else { format!("<p>{t}</p>") }).collect();
            (!texts.is_empty()).then(|| texts.concat())
        }
        _ => None,
    }
}

/// The longest text in the pieces that a server streams to a page drawn in the browser. A piece is a string of a script; rows
/// that are texts carry their length in bytes: `2a:T1f3,…`.
fn streamed(page: &str) -> Option<String> {
    const PUSH: &str = "self.__next_f.push([1,";
    let mut whole = String::new();
    for (at, _) in page.match_indices(PUSH).take(MAX_OBJECTS) {
        let piece = serde_json::Deserializer::from_str(&page[at + PUSH.len()..]).into_iter::<String>().next();
        whole.push_str(piece.and_then(Result::ok).as_deref().unwrap_or_default());
    }
    let texts = whole.match_indices(":T").filter_map(|(at, mark)| {
        let (length, rest) = whole[at + mark.len()..].split_once(',')?;
        let length = usize::from_str_radix(length.get(..length.len().min(7))?, 16).ok()?;
        rest.get(..rest.floor_char_boundary(length))
    });
    let arabic = |text: &&str| text.chars().filter(|c| ('\u{0620}'..='\u{064A}').contains(c)).count() >= LEAST;
    texts.filter(arabic).max_by_key(|text| text.len()).map(markup)
}
