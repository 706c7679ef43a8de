//! JSON-LD of a page: the one object that describes the article, read with all the faults such scripts have.

use serde_json::{Map, Value};

/// Objects looked at in one page; a graph has a dozen.
const MAX_OBJECTS: usize = 400;
/// Entries of a live blog that are read.
const MAX_UPDATES: usize = 1_000;
/// Depth of objects inside objects that is searched.
const MAX_DEPTH: usize = 4;

/// One entry of a live blog.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::page) struct Update {
    /// `headline`.
    pub headline: Option<String>,
    /// `articleBody`, which may hold markup.
    pub body: String,
    /// `datePublished` as written.
    pub published: String,
}

/// What the article's object states.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::page) struct JsonLd {
    /// Whether an article's type was stated, and not only a web page's.
    pub is_article: bool,
    /// `headline`, or `name`.
    pub headline: Option<String>,
    /// Names of authors that are stated to be no organization.
    pub authors: Vec<String>,
    /// `datePublished` as written.
    pub published: Option<String>,
    /// `dateModified` as written.
    pub modified: Option<String>,
    /// `articleSection`.
    pub section: Option<String>,
    /// `keywords`.
    pub keywords: Vec<String>,
    /// Address of the first image.
    pub image: Option<String>,
    /// Name of the publisher.
    pub publisher: Option<String>,
    /// Entries of a live blog.
    pub live: Vec<Update>,
    /// `articleBody`, which may hold markup.
    pub body: Option<String>,
    /// Whether a video or a gallery is what the page is about.
    pub is_media: bool,
}

/// Reads all scripts of a page; the first article wins over the first web page.
pub(in crate::page) fn read(scripts: &[String]) -> JsonLd {
    let values: Vec<Value> = scripts.iter().filter_map(|s| parse(s)).collect();
    let mut objects = Vec::new();
    for value in &values {
        collect(value, 0, &mut objects);
    }
    let of_type = |wanted: fn(&str) -> bool| objects.iter().find(|o| types(o).any(wanted)).copied();
    let is_media = of_type(|t| matches!(t, "VideoObject" | "ImageGallery" | "MediaGallery")).is_some();
    let Some(object) = of_type(is_article).or_else(|| of_type(|t| t.ends_with("WebPage"))) else {
        return JsonLd { is_media, ..JsonLd::default() };
    };
    JsonLd {
        is_article: types(object).any(is_article),
        headline: text(object, "headline").or_else(|| text(object, "name")),
        authors: people(object.get("author").or_else(|| object.get("creator")), &objects),
        published: text(object, "datePublished"),
        modified: text(object, "dateModified"),
        section: first_text(object.get("articleSection")),
        keywords: keywords(object.get("keywords")),
        image: image(object.get("image")),
        publisher: names(object.get("publisher"), &objects).into_iter().next(),
        live: updates(object.get("liveBlogUpdate")),
        body: text(object, "articleBody"),
        is_media,
    }
}

/// Entries with a text and a time.
fn updates(value: Option<&Value>) -> Vec<Update> {
    let items = match value {
        Some(Value::Array(items)) => items.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    let update = |item: &Value| {
        let object = item.as_object()?;
        let published = text(object, "datePublished").or_else(|| text(object, "dateModified"))?;
        Some(Update { headline: text(object, "headline"), body: text(object, "articleBody")?, published })
    };
    items.iter().take(MAX_UPDATES).filter_map(update).collect()
}

fn is_article(kind: &str) -> bool {
    kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report"
}

/// Parses one script. Raw line breaks inside strings, comment wrappers and a trailing semicolon are common and repaired.
fn parse(script: &str) -> Option<Value> {
    let trimmed = script
        .trim()
        .trim_start_matches("<!--")
        .trim_start_matches("//<![CDATA[")
        .trim_end_matches("-->")
        .trim_end_matches("//]]>")
        .trim()
        .trim_end_matches(';');
    serde_json::from_str(trimmed).ok().or_else(|| {
        let repaired: String = trimmed.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&repaired).ok()
    })
}

fn collect<'v>(value: &'v Value, depth: usize, out: &mut Vec<&'v Map<String, Value>>) {
    if depth > MAX_DEPTH || out.len() >= MAX_OBJECTS {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|i| collect(i, depth + 1, out)),
        Value::Object(object) => {
            out.push(object);
            for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(inner) = object.get(key) {
                    collect(inner, depth + 1, out);
                }
            }
        }
        _ => {}
    }
}

fn types(object: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let kind = object.get("@type");
    let many = kind.and_then(Value::as_array).into_iter().flatten();
    many.chain(kind).filter_map(Value::as_str).map(|t| t.rsplit('/').next().unwrap_or(t))
}

fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    first_text(object.get(key))
}

fn first_text(value: Option<&Value>) -> Option<String> {
    let value = match value? {
        Value::Array(items) => items.first()?,
        other => other,
    };
    value.as_str().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned)
}

/// Names of authors. Outlets state themselves as the author of agency news; what is called an organization is none.
fn people(value: Option<&Value>, objects: &[&Map<String, Value>]) -> Vec<String> {
    let is_organization = |v: &Value| {
        let is = |o: &Map<String, Value>| types(o).any(|t| t.ends_with("Organization") || t == "Corporation");
        let Some(object) = v.as_object() else { return false };
        let id = object.get("@id").and_then(Value::as_str);
        is(object)
            || id.is_some_and(|id| objects.iter().any(|o| o.get("@id").and_then(Value::as_str) == Some(id) && is(o)))
    };
    let items = match value {
        Some(Value::Array(items)) => items.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    items.iter().filter(|i| !is_organization(i)).filter_map(|i| name(i, objects)).take(20).collect()
}

fn names(value: Option<&Value>, objects: &[&Map<String, Value>]) -> Vec<String> {
    let items = match value {
        Some(Value::Array(items)) => items.as_slice(),
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    items.iter().filter_map(|i| name(i, objects)).take(20).collect()
}

fn name(value: &Value, objects: &[&Map<String, Value>]) -> Option<String> {
    match value {
        Value::String(name) => Some(name.trim().to_owned()),
        Value::Object(object) => first_text(object.get("name")).or_else(|| {
            let id = object.get("@id")?.as_str()?;
            let named =
                objects.iter().find(|o| o.get("@id").and_then(Value::as_str) == Some(id) && o.contains_key("name"));
            first_text(named?.get("name"))
        }),
        _ => None,
    }
    .filter(|n| !n.is_empty())
}

fn keywords(value: Option<&Value>) -> Vec<String> {
    let split = |t: &str| t.split([',', '،', ';', '؛']).map(|k| k.trim().to_owned()).collect::<Vec<_>>();
    let found: Vec<String> = match value {
        Some(Value::String(text)) => split(text),
        Some(Value::Array(items)) => items.iter().filter_map(Value::as_str).flat_map(split).collect(),
        _ => Vec::new(),
    };
    found.into_iter().filter(|k| !k.is_empty()).take(60).collect()
}

fn image(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(url) => Some(url.clone()),
        Value::Array(items) => image(items.first().filter(|i| !i.is_array())),
        Value::Object(object) => first_text(object.get("url")).or_else(|| first_text(object.get("contentUrl"))),
        _ => None,
    }
    .filter(|u| !u.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_graph_with_references_and_raw_line_breaks_is_read() {
        let script = "{\"@graph\":[{\"@type\":\"WebPage\",\"name\":\"غيره\"},\
            {\"@type\":[\"NewsArticle\"],\"headline\":\"جفاف\nالنهر\",\"author\":{\"@id\":\"#p\"},\"image\":[{\"url\":\"/a.jpg\"}],\
            \"keywords\":\"مياه، زراعة\",\"datePublished\":\"2026-03-01T08:00:00+03:00\"},\
            {\"@type\":\"Person\",\"@id\":\"#p\",\"name\":\"ليلى منصور\"}]};";
        let read = read(&[script.to_owned()]);
        assert!(read.is_article);
        assert_eq!(read.headline.as_deref(), Some("جفاف النهر"));
        assert_eq!(read.authors, ["ليلى منصور"]);
        assert_eq!(read.keywords, ["مياه", "زراعة"]);
        assert_eq!(read.image.as_deref(), Some("/a.jpg"));
    }

    #[test]
    fn nonsense_is_nothing() {
        let deep = "[".repeat(10_000);
        assert_eq!(read(&["{".to_owned(), deep, "null".to_owned()]), JsonLd::default());
    }
}
