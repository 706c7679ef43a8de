//! One canonical article written out: a JSON line for programs, a rendering for a person at a terminal.

use super::link::Link;
use crate::article::{
    ArticleId, Attribution, Block, BlockKind, LinkKind, LinkedFrom, Relation, Source, StatedDate, StoredArticle,
    StoredLink, StoryId, TextFrom,
};
use crate::text::clean;
use crate::text::direction::isolate;
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use std::fmt::Write as _;

/// Longest line of foreign text shown at a terminal, in characters; a paragraph fits.
const MAX_LINE_CHARS: usize = 20_000;

/// Most links listed at a terminal.
const MAX_LINKS_SHOWN: usize = 40;

#[derive(Serialize)]
struct Line<'a> {
    id: ArticleId,
    title: &'a str,
    text: String,
    lang: Option<&'a str>,
    published: Option<String>,
    first_seen: String,
    tags: &'a [String],
    image: Option<&'a str>,
    story_id: Option<StoryId>,
    authors: &'a [String],
    section: Option<&'a str>,
    versions: u32,
    sources: Vec<LineSource<'a>>,
    read_also: Vec<LineLink<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    linked_from: Vec<LineLinkedFrom<'a>>,
    excerpt_of: Option<ArticleId>,
    first: First<'a>,
    text_from: Option<&'a TextFrom>,
}

/// Who was first: what we saw, and apart from it what they claim.
#[derive(Serialize)]
struct First<'a> {
    seen: Option<FirstSource<'a>>,
    claimed: Option<FirstSource<'a>>,
}

#[derive(Serialize)]
struct FirstSource<'a> {
    outlet: &'a str,
    url: &'a str,
    at: Option<String>,
}

#[derive(Serialize)]
struct LineSource<'a> {
    outlet: &'a str,
    feed: Option<&'a str>,
    url: &'a str,
    title: &'a str,
    published: Option<String>,
    first_seen: String,
    last_seen: String,
    relation: Relation,
    similarity: f64,
    attribution: &'a [Attribution],
}

#[derive(Serialize)]
struct LineLink<'a> {
    title: &'a str,
    url: Option<&'a str>,
    kind: LinkKind,
    article_id: Option<ArticleId>,
}

/// An article that links here.
#[derive(Serialize)]
struct LineLinkedFrom<'a> {
    article_id: ArticleId,
    outlet: &'a str,
    title: &'a str,
    url: &'a str,
}

/// The article as one line of JSON without the line feed (DESIGN §5, `hasad export`). The text is as the outlet wrote it. Line separators
/// that JSON lets stand (U+0085, U+2028, U+2029) are escaped, since many readers of lines split there.
#[must_use]
pub fn article_jsonl(article: &StoredArticle) -> String {
    let line = Line {
        id: article.id,
        title: &article.title,
        text: article.text(),
        lang: article.lang.as_deref(),
        published: stated(article.published.as_ref()),
        first_seen: instant(article.first_seen),
        tags: &article.tags,
        image: article.image.as_deref(),
        story_id: article.story_id,
        authors: &article.authors,
        section: article.section.as_deref(),
        versions: article.versions,
        sources: article.sources.iter().map(line_source).collect(),
        read_also: article.read_also.iter().map(line_link).collect(),
        linked_from: article.linked_from.iter().map(line_linked_from).collect(),
        excerpt_of: article.excerpt_of.as_ref().map(|whole| whole.article),
        first: first(article),
        text_from: article.text_from.as_ref(),
    };
    // Strings, numbers and lists: nothing that serde_json could refuse (a similarity that is no number becomes null).
    let json = serde_json::to_string(&line).unwrap_or_default();
    if !json.contains(['\u{0085}', '\u{2028}', '\u{2029}']) {
        return json;
    }
    json.replace('\u{0085}', "\\u0085").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

fn first(article: &StoredArticle) -> First<'_> {
    First {
        seen: article.seen_first().map(|s| FirstSource {
            outlet: &s.outlet.0,
            url: &s.url,
            at: Some(instant(s.first_seen)),
        }),
        claimed: article.claims_first().map(|s| FirstSource {
            outlet: &s.outlet.0,
            url: &s.url,
            at: stated(s.published.as_ref()),
        }),
    }
}

fn line_source(source: &Source) -> LineSource<'_> {
    LineSource {
        outlet: &source.outlet.0,
        feed: source.feed.as_deref(),
        url: &source.url,
        title: &source.title,
        published: stated(source.published.as_ref()),
        first_seen: instant(source.first_seen),
        last_seen: instant(source.last_seen),
        relation: source.relation,
        similarity: source.similarity,
        attribution: &source.attribution,
    }
}

fn line_link(link: &StoredLink) -> LineLink<'_> {
    LineLink { title: &link.title, url: link.url.as_deref(), kind: link.kind, article_id: link.article_id }
}

fn line_linked_from(from: &LinkedFrom) -> LineLinkedFrom<'_> {
    LineLinkedFrom { article_id: from.article_id, outlet: &from.outlet.0, title: &from.title, url: &from.url }
}

fn stated(date: Option<&StatedDate>) -> Option<String> {
    date.map(StatedDate::to_text)
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

fn seconds(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The article for a person at a terminal (`hasad show`): title, times, sources with their evidence, body, links. Foreign text is cleaned
/// of control characters and isolated, so that it can neither move the cursor nor turn its surroundings round.
#[must_use]
pub fn article_text(article: &StoredArticle) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail; the results are dropped for that reason here and below.
    let _ = writeln!(out, "{}\n", foreign(&article.title));
    push_facts(&mut out, article);
    let _ = writeln!(out, "\nsources ({})", article.sources.len());
    for source in &article.sources {
        push_source(&mut out, source);
    }
    out.push('\n');
    for block in &article.blocks {
        push_block(&mut out, block);
    }
    if !article.read_also.is_empty() {
        let _ = writeln!(out, "links ({})", article.read_also.len());
        for link in article.read_also.iter().take(MAX_LINKS_SHOWN) {
            push_link(&mut out, link);
        }
        if article.read_also.len() > MAX_LINKS_SHOWN {
            let _ = writeln!(out, "  … and {} more", article.read_also.len() - MAX_LINKS_SHOWN);
        }
    }
    if !article.linked_from.is_empty() {
        let _ = writeln!(out, "read also, on other pages ({})", article.linked_from.len());
    }
    for from in &article.linked_from {
        let _ = writeln!(out, "  article {:<6} {}  {}", from.article_id, foreign(&from.outlet.0), foreign(&from.title));
    }
    out
}

fn push_facts(out: &mut String, article: &StoredArticle) {
    let mut fact = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            let _ = writeln!(out, "{name:<11}{value}");
        }
    };
    let list = |items: &[String]| items.iter().map(|i| foreign(i)).collect::<Vec<_>>().join(", ");
    let story = article.story_id.map(|s| format!(", story {s}")).unwrap_or_default();
    let versions = if article.versions > 1 { format!(", {} versions", article.versions) } else { String::new() };
    fact("article", Some(format!("{}{story}{versions}", article.id)));
    fact("published", Some(stated(article.published.as_ref()).unwrap_or_else(|| "not stated".to_owned())));
    fact("first seen", Some(seconds(article.first_seen)));
    fact("we saw", article.seen_first().map(|s| format!("{} first, {}", foreign(&s.outlet.0), seconds(s.first_seen))));
    let claim =
        |s: &Source| format!("{} first, {}", foreign(&s.outlet.0), stated(s.published.as_ref()).unwrap_or_default());
    fact("they claim", article.claims_first().map(claim));
    let from = |t: &TextFrom| format!("{} ({}): {}", foreign(&t.outlet.0), shown_url(&t.url), foreign(&t.why));
    fact("text of", article.text_from.as_ref().map(from));
    fact("authors", Some(list(&article.authors)));
    fact("section", article.section.as_deref().map(foreign));
    fact("tags", Some(list(&article.tags)));
    fact("language", article.lang.as_deref().map(foreign));
    fact("image", article.image.as_deref().map(shown_url));
}

fn push_source(out: &mut String, source: &Source) {
    let relation = source.relation.as_str();
    let similarity = (source.similarity * 100.0).round();
    let published = stated(source.published.as_ref()).unwrap_or_else(|| "date not stated".to_owned());
    let seen = seconds(source.first_seen);
    let _ = writeln!(out, "  {relation:<9}{similarity:>4}%  {}  {published}  (seen {seen})", foreign(&source.outlet.0));
    let _ = writeln!(out, "           {}", shown_url(&source.url));
    if !source.title.trim().is_empty() {
        let _ = writeln!(out, "           {}", foreign(&source.title));
    }
    let credits: Vec<String> = source.attribution.iter().map(|a| foreign(&a.name)).collect();
    if !credits.is_empty() {
        let _ = writeln!(out, "           credits {}", credits.join(", "));
    }
    if !source.evidence.trim().is_empty() {
        let _ = writeln!(out, "           {}", foreign(&source.evidence));
    }
}

fn push_block(out: &mut String, block: &Block) {
    let mark = match block.kind {
        BlockKind::Paragraph => "",
        BlockKind::Heading => "## ",
        BlockKind::Quote => "> ",
        BlockKind::ListItem => "- ",
        BlockKind::Caption => return,
    };
    let _ = writeln!(out, "{mark}{}\n", foreign(&block.text));
}

fn push_link(out: &mut String, link: &StoredLink) {
    let kind = match link.kind {
        LinkKind::ReadAlso => "read also",
        LinkKind::Related => "related",
        LinkKind::MostRead => "most read",
    };
    let held = link.article_id.map(|id| format!("  (article {id})")).unwrap_or_default();
    let _ = writeln!(out, "  {kind:<10} {}{held}", foreign(&link.title));
    if let Some(url) = &link.url {
        let _ = writeln!(out, "             {}", shown_url(url));
    }
}

/// A URL as a terminal may make it clickable; one that is no http(s) URL is shown isolated, as mere text.
fn shown_url(url: &str) -> String {
    Link::of(url).map_or_else(|| foreign(url), |link| link.bare)
}

fn foreign(text: &str) -> String {
    isolate(&clean::line(text, MAX_LINE_CHARS))
}

#[cfg(test)]
#[path = "article_tests.rs"]
mod tests;
