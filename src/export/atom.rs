//! The digest as an Atom 1.0 feed (RFC 4287): an entry for each story.

use super::html::{MAX_SHOWN_CHARS, Page, story_body};
use super::link::Link;
use super::{HtmlOptions, Language, wording};
use crate::digest::{Digest, DigestStory};
use crate::text::clean;
use chrono::{DateTime, SecondsFormat, Utc};
use quick_xml::escape::escape;
use std::fmt::Write as _;

/// Authority of our tag URIs (RFC 4151). A reserved name, since a digest does not know the domain it is published under; what
/// matters is that an identifier never changes.
const AUTHORITY: &str = "tag:hasad.invalid,2026";

/// The digest as Atom. Identifiers are stable: the feed keeps one for all days, an entry that of its day and story. What the feed
/// says was updated is the end of the window, not when it was rendered, so that the same digest is always the same document.
#[must_use]
pub fn atom(digest: &Digest, options: &HtmlOptions) -> String {
    let page = Page::new(digest, options.language);
    let lang = if options.language == Language::Arabic { "ar" } else { "en" };
    let date = wording::long_date(digest.date, options.language);
    // A day that is not over grows, and readers look at this to see that it did.
    let updated = digest.to.min(options.generated);
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    // Writing to a String cannot fail.
    let _ = writeln!(out, "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{lang}\">");
    let _ = writeln!(out, "  <id>{AUTHORITY}:digest</id>");
    let _ = writeln!(out, "  <title>{}</title>", text(page.words.name));
    let _ = writeln!(out, "  <subtitle>{}</subtitle>", text(&format!("{} · {date}", page.words.title)));
    let _ = writeln!(out, "  <updated>{}</updated>", instant(updated));
    let _ = writeln!(out, "  <author><name>{}</name></author>", text(page.words.name));
    let _ = writeln!(out, "  <generator version=\"{}\">hasad</generator>", env!("CARGO_PKG_VERSION"));
    for story in digest.stories.iter().take(options.max_stories) {
        push_entry(&mut out, digest, story, &page, updated);
    }
    out.push_str("</feed>\n");
    out
}

fn push_entry(out: &mut String, digest: &Digest, story: &DigestStory, page: &Page<'_>, updated: DateTime<Utc>) {
    let title = if story.title.trim().is_empty() { page.words.untitled } else { &story.title };
    let _ = writeln!(out, "  <entry>\n    <id>{AUTHORITY}:digest/{}/story/{}</id>", digest.date, story.id);
    let _ = writeln!(out, "    <title>{}</title>", text(title));
    let _ = writeln!(out, "    <updated>{}</updated>", instant(updated));
    if let Some(at) = story.articles.first().and_then(|a| a.published.as_deref()).and_then(parsed) {
        let _ = writeln!(out, "    <published>{}</published>", instant(at));
    }
    for outlet in &story.outlets {
        let _ = writeln!(out, "    <author><name>{}</name></author>", text(outlet));
    }
    if let Some(link) = story.articles.first().and_then(|a| Link::of(&a.url)) {
        let _ = writeln!(out, "    <link rel=\"alternate\" href=\"{}\"/>", escape(link.href.as_str()));
    }
    if let Some(section) = &story.section {
        let _ = writeln!(out, "    <category term=\"{}\"/>", text(section));
    }
    let _ = writeln!(out, "    <summary>{}</summary>", text(&story.summary));
    let content = format!("<div dir=\"auto\">{}</div>", story_body(story, page).into_string());
    let _ = writeln!(out, "    <content type=\"html\">{}</content>\n  </entry>", escape(content.as_str()));
}

fn parsed(published: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(published).ok().map(|at| at.with_timezone(&Utc))
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Cleaning drops every character that XML 1.0 forbids; escaping does the rest.
fn text(foreign: &str) -> String {
    escape(clean::line(foreign, MAX_SHOWN_CHARS)).into_owned()
}
