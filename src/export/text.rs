//! The digest as plain text, for terminals and the text part of a mail.

use super::html::{MAX_ARTICLES_SHOWN, MAX_SHOWN_CHARS, MAX_SOURCES_SHOWN, Page, distinct};
use super::link::Link;
use super::{HtmlOptions, Language};
use super::{alerts, wording};
use crate::digest::{Digest, DigestArticle, DigestStory};
use crate::text::clean;
use crate::text::direction::isolate;

/// The digest as plain text, foreign text isolated, each URL at the end of its line and bare, or a viewer would take the isolate
/// for a part of it. An Arabic line opens with a RIGHT-TO-LEFT MARK: isolated text does not count
/// when a viewer looks for the first letter that tells a line's direction (UAX #9, P2).
#[must_use]
pub fn text(digest: &Digest, options: &HtmlOptions) -> String {
    let page = Page::new(digest, options.language);
    let words = page.words;
    let mut out = Lines::new(options.language);
    out.line(&format!("{} · {}", words.title, wording::long_date(digest.date, options.language)));
    if digest.stories.is_empty() {
        out.blank();
        out.line(words.empty);
        out.line(words.empty_why);
    } else {
        out.line(&format!("{} · {}", wording::totals(digest.counts, options.language), zone(&page)));
    }
    for (at, story) in digest.stories.iter().take(options.max_stories).enumerate() {
        out.blank();
        push_story(&mut out, at + 1, story, &page);
    }
    out.blank();
    out.line("--");
    let hidden = digest.stories.len().saturating_sub(options.max_stories);
    if let Some(text) = wording::left_out(hidden, options.language) {
        out.line(&text);
    }
    let moment = |at| wording::moment(at, &digest.zone, options.language);
    let (from, to, made) = (moment(digest.from), moment(digest.to), moment(options.generated));
    out.line(&format!("{}: {from} – {to} ({}) · {} {made}", words.window, zone(&page), words.made));
    out.line(words.made_by);
    if let Some((heading, lines)) = alerts::foot(digest, options.language) {
        out.line(&format!("{heading}:"));
        for line in lines {
            let outlet = if line.outlet.is_empty() { String::new() } else { isolate(&line.outlet) + ": " };
            out.line(&format!("- {outlet}{}", line.words));
        }
    }
    out.text
}

fn zone(page: &Page<'_>) -> String {
    isolate(&wording::in_zone(page.zone, page.language))
}

struct Lines {
    text: String,
    mark: &'static str,
}

impl Lines {
    fn new(language: Language) -> Self {
        Self { text: String::new(), mark: if language == Language::Arabic { "\u{200f}" } else { "" } }
    }

    fn line(&mut self, text: &str) {
        self.text.push_str(self.mark);
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn blank(&mut self) {
        self.text.push('\n');
    }
}

fn push_story(out: &mut Lines, number: usize, story: &DigestStory, page: &Page<'_>) {
    let title = if story.title.trim().is_empty() { page.words.untitled } else { &story.title };
    out.line(&format!("{number}. {}", foreign(title)));
    let mut facts = vec![wording::OUTLETS.counted(story.outlets.len(), page.language)];
    facts.splice(0..0, story.section.as_deref().map(foreign));
    if story.articles.len() > 1 {
        facts.push(wording::ARTICLES.counted(story.articles.len(), page.language));
    }
    out.line(&facts.join(" · "));
    if !story.summary.is_empty() {
        out.line(&foreign(&story.summary));
    }
    for (at, article) in story.articles.iter().take(MAX_ARTICLES_SHOWN).enumerate() {
        if at > 0 {
            out.line(&format!("+ {}", foreign(&article.title)));
        }
        push_sources(out, article, page);
    }
    let hidden = story.articles.len().saturating_sub(MAX_ARTICLES_SHOWN);
    if hidden > 0 {
        out.line(&format!("+ {}", wording::and_others(hidden, page.language)));
    }
    for link in &story.read_also {
        let url = link.url.as_deref().and_then(Link::of).map(|l| format!(" {}", l.bare)).unwrap_or_default();
        out.line(&format!("{}: {}{url}", page.words.read_also, foreign(&link.title)));
    }
}

fn push_sources(out: &mut Lines, article: &DigestArticle, page: &Page<'_>) {
    let sources = distinct(&article.sources);
    for source in sources.iter().take(MAX_SOURCES_SHOWN) {
        let relation = wording::relation(source.relation, 1, page.language);
        let url = Link::of(&source.url).map(|l| format!(" {}", l.bare)).unwrap_or_default();
        out.line(&format!("  - {} ({relation}){url}", foreign(&source.outlet)));
    }
    let hidden = sources.len().saturating_sub(MAX_SOURCES_SHOWN);
    if hidden > 0 {
        out.line(&format!("  - {}", wording::and_others(hidden, page.language)));
    }
}

fn foreign(text: &str) -> String {
    isolate(&clean::line(text, MAX_SHOWN_CHARS))
}
