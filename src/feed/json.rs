//! JSON Feed 1.0 and 1.1, with the nulls, numbers and missing fields that outlets put into it.

use super::document::{Category, Enclosure, FeedError, Link, Person};
use super::draft::{EntryDraft, FeedDraft};
use super::markup;
use super::people::inheritable;
use super::repairs::Repairs;
use super::shape::MARK;
use serde_json::{Map, Value, json};

/// Most elements of one list of an entry.
const MAX_LIST: usize = 200;

/// Most objects and lists read of one document: each takes up to half a kilobyte, however short it is written. 2,000 entries
/// with all their fields have a quarter as many.
const MAX_VALUES: usize = 200_000;

/// Fields by which an entry is known, whatever the document calls itself.
const OWN_KEYS: [&str; 5] = ["id", "url", "external_url", "content_html", "content_text"];

/// Reads a JSON document into a draft and the clean document for feed-rs.
///
/// # Errors
/// When it is no JSON, or JSON without a list of items.
pub(super) fn read(text: &str, max_entries: usize, repairs: &mut Repairs) -> Result<(FeedDraft, String), FeedError> {
    let value = parse(text, repairs)?;
    let Some(items) = value.get("items").and_then(Value::as_array) else {
        return Err(FeedError::NotAFeed("JSON without a list of items".to_owned()));
    };
    let version = value.get("version").and_then(Value::as_str).unwrap_or_default();
    let looks_like_feed =
        version.contains("jsonfeed") || items.iter().any(|i| OWN_KEYS.iter().any(|key| i.get(key).is_some()));
    if !looks_like_feed {
        return Err(FeedError::NotAFeed("JSON whose items are no entries".to_owned()));
    }
    if items.len() > max_entries {
        repairs
            .note("entries-limited", || format!("{} entries, of which the first {max_entries} were kept", items.len()));
    }
    let items: Vec<&Value> = items.iter().take(max_entries).collect();
    let mut draft = FeedDraft {
        feed_type: "json",
        title: plain(&value, "title"),
        link: string(&value, "home_page_url"),
        description: plain(&value, "description"),
        language: string(&value, "language"),
        image: string(&value, "icon").or_else(|| string(&value, "favicon")),
        hub: value.get("hubs").and_then(|h| h.get(0)).and_then(|h| string(h, "url")),
        topic: string(&value, "feed_url"),
        entries: items.iter().map(|item| entry(item)).collect(),
        ..FeedDraft::default()
    };
    // An item without an author is by that of the feed.
    let owners = inheritable(people(&value).into_iter());
    for entry in draft.entries.iter_mut().filter(|e| e.authors.is_empty()) {
        entry.authors.clone_from(&owners);
    }
    let clean: Vec<Value> = items.iter().enumerate().map(|(number, item)| clean_item(item, number)).collect();
    let title = draft.title.clone().unwrap_or_default();
    let document = json!({"version": "https://jsonfeed.org/version/1.1", "title": title, "items": clean});
    Ok((draft, document.to_string()))
}

/// Parses; a document that breaks off is read up to its last whole item.
fn parse(text: &str, repairs: &mut Repairs) -> Result<Value, FeedError> {
    let opens = text.bytes().enumerate().filter(|(_, byte)| matches!(byte, b'{' | b'['));
    let text = opens.map(|(at, _)| at).nth(MAX_VALUES).map_or(text, |end| {
        repairs.note("elements-limited", || format!("more than {MAX_VALUES} objects and lists; the rest was not read"));
        &text[..end]
    });
    let error = match serde_json::from_str(text) {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    let mended = without_breaks_in_strings(text);
    if mended != text
        && let Ok(value) = serde_json::from_str(&mended)
    {
        repairs.note("json-line-breaks", || "line breaks inside strings".to_owned());
        return Ok(value);
    }
    let text = mended.as_str();
    if let Some(end) = last_whole_item(text)
        && let Ok(value) = serde_json::from_str(&format!("{}]}}", &text[..end]))
    {
        repairs.note("truncated", || format!("the JSON breaks off: {error}"));
        return Ok(value);
    }
    Err(FeedError::NotAFeed(format!("broken JSON: {error}")))
}

/// Line breaks and tabs inside strings, which JSON forbids, as blanks.
fn without_breaks_in_strings(text: &str) -> String {
    let (mut in_string, mut escaped) = (false, false);
    let mend = |c: char| {
        let broken = in_string && matches!(c, '\n' | '\r' | '\t');
        match c {
            _ if escaped => escaped = false,
            '\\' if in_string => escaped = true,
            '"' => in_string = !in_string,
            _ => {}
        }
        if broken { ' ' } else { c }
    };
    text.chars().map(mend).collect()
}

/// Where the last object that is an element of a list of the outermost object ends.
fn last_whole_item(text: &str) -> Option<usize> {
    let (mut depth, mut in_string, mut escaped, mut end) = (0_usize, false, false, None);
    for (at, b) in text.bytes().enumerate() {
        match b {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            _ if in_string => {}
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if b == b'}' && depth == 2 {
                    end = Some(at + 1);
                }
            }
            _ => {}
        }
    }
    end
}

/// A string, or a number as a string; nothing for an empty one.
fn string(value: &Value, key: &str) -> Option<String> {
    let text = match value.get(key)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    if text.is_empty() { None } else { Some(text) }
}

fn plain(value: &Value, key: &str) -> Option<String> {
    markup::plain(&string(value, key)?)
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten().take(MAX_LIST)
}

fn entry(item: &Value) -> EntryDraft {
    let html = |key: &str| string(item, key).and_then(|t| markup::html(&t));
    let link =
        |key: &str, rel: &str| string(item, key).map(|href| Link { href, rel: Some(rel.to_owned()), media_type: None });
    let attachment = |a: &Value| {
        let length = a.get("size_in_bytes").and_then(Value::as_u64);
        Some(Enclosure { url: string(a, "url")?, media_type: string(a, "mime_type"), length })
    };
    EntryDraft {
        guid: string(item, "id"),
        guid_is_link: true,
        title: plain(item, "title"),
        links: [link("url", "alternate"), link("external_url", "related")].into_iter().flatten().collect(),
        published: string(item, "date_published").into_iter().collect(),
        updated: string(item, "date_modified").into_iter().collect(),
        summary: html("summary"),
        content: html("content_html").or_else(|| html("content_text")),
        authors: people(item),
        categories: list(item, "tags")
            .filter_map(|t| markup::plain(t.as_str()?))
            .map(|term| Category { term, ..Category::default() })
            .collect(),
        enclosures: list(item, "attachments").filter_map(attachment).collect(),
        image: string(item, "image").or_else(|| string(item, "banner_image")),
        says_something: item.as_object().is_some_and(|fields| !fields.is_empty()),
        whole: true,
        ..EntryDraft::default()
    }
}

/// The authors of a feed or item: the list of 1.1, the single one of 1.0.
fn people(value: &Value) -> Vec<Person> {
    let single = value.get("author").filter(|a| a.is_object()).into_iter();
    let mut authors: Vec<Person> = Vec::new();
    for person in list(value, "authors").chain(single).filter_map(person) {
        if !authors.contains(&person) {
            authors.push(person);
        }
    }
    authors
}

fn person(value: &Value) -> Option<Person> {
    let person = Person { name: plain(value, "name"), email: None, uri: string(value, "url") };
    (person.name.is_some() || person.uri.is_some()).then_some(person)
}

/// The fields feed-rs reads well, as strings, under the entry's number.
fn clean_item(item: &Value, number: usize) -> Value {
    let mut clean = Map::new();
    clean.insert("id".to_owned(), Value::String(format!("{MARK}{number}")));
    for key in ["title", "summary", "content_html", "content_text"] {
        if let Some(text) = string(item, key) {
            clean.insert(key.to_owned(), Value::String(text));
        }
    }
    Value::Object(clean)
}
