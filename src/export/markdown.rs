//! The digest as Markdown (CommonMark), the whole inside a right-to-left block for viewers that keep HTML.

use super::html::{MAX_ARTICLES_SHOWN, MAX_SHOWN_CHARS, MAX_SOURCES_SHOWN, Page, distinct};
use super::link::Link;
use super::{HtmlOptions, Language};
use super::{alerts, wording};
use crate::digest::{Digest, DigestArticle, DigestStory};
use crate::text::clean;
use crate::text::direction::isolate;
use std::fmt::Write as _;

/// The digest as Markdown: foreign text escaped, isolated by U+2068 and U+2069, links only to http and https with their host beside them.
#[must_use]
pub fn markdown(digest: &Digest, options: &HtmlOptions) -> String {
    let page = Page::new(digest, options.language);
    let (language, words) = (options.language, page.words);
    let mut out = String::new();
    let dir = if language == Language::Arabic { "rtl" } else { "ltr" };
    let date = wording::long_date(digest.date, language);
    // Writing to a String cannot fail; the results are dropped for that reason here and below.
    let _ = write!(out, "<div dir=\"{dir}\">\n\n# {} · {date}\n\n", words.title);
    if digest.stories.is_empty() {
        let _ = write!(out, "**{}**\n\n{}\n\n", words.empty, words.empty_why);
    } else {
        let totals = wording::totals(digest.counts, language);
        let _ = write!(out, "{totals} · {}\n\n", isolate(&escape(&wording::in_zone(&digest.zone, language))));
    }
    for (at, story) in digest.stories.iter().take(options.max_stories).enumerate() {
        push_story(&mut out, at + 1, story, &page);
    }
    let hidden = digest.stories.len().saturating_sub(options.max_stories);
    let moment = |at| wording::moment(at, &digest.zone, language);
    out.push_str("---\n\n");
    if let Some(text) = wording::left_out(hidden, language) {
        let _ = write!(out, "{text}\n\n");
    }
    let (from, to, made) = (moment(digest.from), moment(digest.to), moment(options.generated));
    let _ = write!(out, "{}: {from} – {to} · {} {made}\n\n{}\n\n", words.window, words.made, words.made_by);
    if let Some((heading, lines)) = alerts::foot(digest, language) {
        let _ = write!(out, "{heading}:\n\n");
        for line in lines {
            let outlet = if line.outlet.is_empty() { String::new() } else { isolate(&escape(&line.outlet)) + ": " };
            let _ = writeln!(out, "- {outlet}{}", line.words);
        }
        out.push('\n');
    }
    out.push_str("</div>\n");
    out
}

fn push_story(out: &mut String, number: usize, story: &DigestStory, page: &Page<'_>) {
    let first = story.articles.first();
    let title = if story.title.trim().is_empty() { page.words.untitled } else { &story.title };
    let _ = write!(out, "## {number}\\. {}\n\n", linked(title, first.map_or("", |a| &a.url)));
    let section = story.section.as_deref().map(|s| format!("{} · ", foreign(s))).unwrap_or_default();
    let _ = write!(out, "{section}{}", wording::OUTLETS.counted(story.outlets.len(), page.language));
    if story.articles.len() > 1 {
        let _ = write!(out, " · {}", wording::ARTICLES.counted(story.articles.len(), page.language));
    }
    out.push_str("\n\n");
    let summary = clean::line(&story.summary, MAX_SHOWN_CHARS);
    if !summary.is_empty() {
        let _ = write!(out, "{}\n\n", escape(&summary));
    }
    if let Some(article) = first {
        let _ = write!(out, "{}\n\n", carried(article, page));
    }
    push_others(out, story, page);
    if !story.read_also.is_empty() {
        let _ = write!(out, "{}:\n\n", page.words.read_also);
        for link in &story.read_also {
            let url = link.url.as_deref().unwrap_or_default();
            let _ = writeln!(out, "- {}{}", linked(&link.title, url), host(url));
        }
        out.push('\n');
    }
}

fn push_others(out: &mut String, story: &DigestStory, page: &Page<'_>) {
    if story.articles.len() < 2 {
        return;
    }
    let _ = write!(out, "{}:\n\n", page.words.more);
    for article in story.articles.iter().take(MAX_ARTICLES_SHOWN).skip(1) {
        let title = if article.title.trim().is_empty() { page.words.untitled } else { &article.title };
        let _ = writeln!(out, "- {} — {}", linked(title, &article.url), carried(article, page));
    }
    let hidden = story.articles.len().saturating_sub(MAX_ARTICLES_SHOWN);
    if hidden > 0 {
        let _ = writeln!(out, "- {}", wording::and_others(hidden, page.language));
    }
    out.push('\n');
}

fn carried(article: &DigestArticle, page: &Page<'_>) -> String {
    let sources = distinct(&article.sources);
    let shown = sources.iter().take(MAX_SOURCES_SHOWN).map(|source| {
        let relation = wording::relation(source.relation, 1, page.language);
        let relation = if sources.len() > 1 { format!(" – {relation}") } else { String::new() };
        format!("{}{}{relation}", linked(&source.outlet, &source.url), host(&source.url))
    });
    let mut line = format!("{}: {}", page.words.carried, shown.collect::<Vec<_>>().join(" · "));
    let hidden = sources.len().saturating_sub(MAX_SOURCES_SHOWN);
    if hidden > 0 {
        let _ = write!(line, " {}", wording::and_others(hidden, page.language));
    }
    line
}

fn host(url: &str) -> String {
    Link::of(url).map(|link| format!(" ({})", isolate(&escape(&link.host)))).unwrap_or_default()
}

fn linked(text: &str, url: &str) -> String {
    let text = foreign(text);
    Link::of(url).map_or(text.clone(), |link| format!("[{text}](<{}>)", target(&link.href)))
}

/// Brackets in a link's target are allowed between `<` and `>`; escaped they also survive readers that do not know that form.
fn target(href: &str) -> String {
    href.replace('(', "%28").replace(')', "%29").replace('[', "%5B").replace(']', "%5D")
}

fn foreign(text: &str) -> String {
    isolate(&escape(&clean::line(text, MAX_SHOWN_CHARS)))
}

/// Takes the meaning from everything that Markdown, its tables, its bare links or its formulas would act upon. Backslash escapes
/// work before any ASCII punctuation (CommonMark 0.31, §2.4).
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut at_start = true;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        let acts = match c {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$' | '@' => true,
            '!' => rest.starts_with('['),
            ':' => rest.starts_with('/'),
            '.' => at_start || out.ends_with(['w', 'W']),
            '+' | '-' | '=' | ')' | '(' => at_start,
            _ => false,
        };
        if acts {
            out.push('\\');
        }
        out.push(c);
        // `12.` and `3)` at the start of a line are list markers.
        at_start &= c.is_ascii_digit() || c == ' ';
    }
    out
}

#[cfg(test)]
#[path = "markdown_tests.rs"]
mod tests;
