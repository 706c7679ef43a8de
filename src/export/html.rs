//! The digest as one page: right to left, self-contained, fit to be a mail.
//!
//! Mail clients ignore `dir` on `<html>` (Gmail) and drop `<style>`, so direction and type are set on the body *and* the outer box,
//! as attribute *and* inline style, and the page reads well without the sheet. There is no script, no image and nothing remote.

use super::alerts;
use super::link::Link;
use super::style::{FONT, GREEN, GREY, INK, SHEET};
use super::wording::{self, Words};
use super::{HtmlOptions, Language};
use crate::article::Relation;
use crate::digest::{Digest, DigestArticle, DigestLink, DigestSource, DigestStory};
use crate::text::clean;
use crate::text::direction::{Direction, direction};
use chrono::NaiveDate;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use rustc_hash::FxHashSet;

/// Longest foreign text shown, in characters: more than any title or summary, less than what could drown a page.
pub(super) const MAX_SHOWN_CHARS: usize = 600;

/// From how many stories on a page opens with an index.
const INDEX_ABOVE: usize = 12;

/// Longest title in the index, in characters.
const INDEX_TITLE_CHARS: usize = 70;

/// Most sources named under one article; a number stands for the others.
pub(super) const MAX_SOURCES_SHOWN: usize = 14;

/// Look of a line of sources.
const SOURCES: &str = "margin:4px 0 0;font-size:14px;line-height:1.8";

/// Most articles shown of one story, its first included.
pub(super) const MAX_ARTICLES_SHOWN: usize = 6;

/// The relations in the order in which they are shown.
pub(super) const RELATIONS: [Relation; 4] = [Relation::Origin, Relation::Copy, Relation::Excerpt, Relation::Revision];

/// What the parts of a page need to know.
pub(super) struct Page<'a> {
    pub(super) words: &'a Words,
    pub(super) language: Language,
    pub(super) zone: &'a str,
    pub(super) day: NaiveDate,
    pub(super) side: &'static str,
}

impl<'a> Page<'a> {
    pub(super) fn new(digest: &'a Digest, language: Language) -> Self {
        let side = if language == Language::Arabic { "right" } else { "left" };
        Self { words: wording::words(language), language, zone: &digest.zone, day: digest.date, side }
    }

    fn dir(&self) -> &'static str {
        if self.language == Language::Arabic { "rtl" } else { "ltr" }
    }

    /// Foreign text that runs the other way still stands at the page's own edge.
    fn align(&self, text: &str) -> &'static str {
        match (self.language, direction(text)) {
            (Language::Arabic, Direction::Ltr) => ";text-align:right",
            (Language::English, Direction::Rtl) => ";text-align:left",
            _ => "",
        }
    }

    fn lang(&self) -> &'static str {
        if self.language == Language::Arabic { "ar" } else { "en" }
    }
}

/// The digest as HTML.
#[must_use]
pub fn html(digest: &Digest, options: &HtmlOptions) -> String {
    let page = Page::new(digest, options.language);
    let dir = page.dir();
    let body = format!(
        "margin:0;padding:0;direction:{dir};background:#f1eee6;color:{INK};font-family:{FONT};font-size:16px;line-height:1.75"
    );
    let outer = format!(
        "direction:{dir};text-align:{};max-width:680px;margin:0 auto;padding:30px 32px 36px;background:#fffdf9;box-sizing:border-box",
        page.side
    );
    let markup = html! {
        (DOCTYPE)
        html lang=(page.lang()) dir=(dir) {
            (head(digest, &page))
            body.back dir=(dir) style=(body) {
                div.page dir=(dir) lang=(page.lang()) style=(outer) {
                    (masthead(digest, &page))
                    @if digest.stories.is_empty() { (empty_day(&page)) }
                    @let shown = digest.stories.get(..options.max_stories).unwrap_or(&digest.stories);
                    @if shown.len() > INDEX_ABOVE { (index(shown, &page)) }
                    @for (at, story) in shown.iter().enumerate() { (story_box(at + 1, story, &page)) }
                    (foot(digest, options, &page))
                }
            }
        }
    };
    let mut out = markup.into_string();
    out.push('\n');
    out
}

fn head(digest: &Digest, page: &Page<'_>) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="referrer" content="no-referrer";
            meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
            title { (page.words.name) " · " (wording::long_date(digest.date, page.language)) }
            style { (PreEscaped(SHEET)) }
        }
    }
}

fn masthead(digest: &Digest, page: &Page<'_>) -> Markup {
    let name = format!("margin:0;font-size:15px;font-weight:700;color:{GREEN}");
    let totals = format!("margin:4px 0 22px;font-size:14px;color:{GREY}");
    html! {
        p.k style=(name) { (page.words.title) }
        h1.top style="margin:0;font-size:30px;line-height:1.4;font-weight:700" { (wording::long_date(digest.date, page.language)) }
        p.m style=(totals) {
            @if !digest.stories.is_empty() { (wording::totals(digest.counts, page.language)) " · " }
            (zone(page))
        }
    }
}

/// `بتوقيت الرياض`, a zone's own name isolated.
fn zone(page: &Page<'_>) -> Markup {
    html! { bdi { (wording::in_zone(page.zone, page.language)) } }
}

fn empty_day(page: &Page<'_>) -> Markup {
    let why = format!("margin:0;color:{GREY}");
    html! {
        div.line style="border-top:2px solid #e2dccd;padding:36px 0 40px;text-align:center" {
            h2.h style="margin:0 0 6px;font-size:21px;line-height:1.5" { (page.words.empty) }
            p.m style=(why) { (page.words.empty_why) }
        }
    }
}

/// Titles under their sections, in the order in which a section first appears.
fn index(stories: &[DigestStory], page: &Page<'_>) -> Markup {
    let mut sections: Vec<(&str, Vec<usize>)> = Vec::new();
    for (at, story) in stories.iter().enumerate() {
        let name = story.section.as_deref().unwrap_or(page.words.no_section);
        match sections.iter_mut().find(|(known, _)| *known == name) {
            Some((_, places)) => places.push(at),
            None => sections.push((name, vec![at])),
        }
    }
    let heading = "margin:0 0 8px;font-size:15px;font-weight:700".to_owned();
    let link = format!("color:{GREEN};text-decoration:none");
    html! {
        div.line style="border-top:2px solid #e2dccd;padding:18px 0 20px;font-size:14px;line-height:1.7" {
            h2.ih style=(heading) { (page.words.index) }
            div.idx {
                @for (section, places) in &sections {
                    p.sec style="margin:0 0 10px" {
                        b { (foreign(section)) }
                        @for at in places {
                            br;
                            a href=(format!("#s{}", at + 1)) style=(link) {
                                (at + 1) ". " (foreign(&clean::excerpt(title(&stories[*at], page), INDEX_TITLE_CHARS)))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn title<'a>(story: &'a DigestStory, page: &Page<'a>) -> &'a str {
    if story.title.trim().is_empty() { page.words.untitled } else { &story.title }
}

fn story_box(number: usize, story: &DigestStory, page: &Page<'_>) -> Markup {
    html! {
        div.line id=(format!("s{number}")) style="border-top:1px solid #e2dccd;padding:22px 0 24px" {
            (kicker(number, story, page))
            (story_body(story, page))
        }
    }
}

fn kicker(number: usize, story: &DigestStory, page: &Page<'_>) -> Markup {
    let style = format!("margin:0 0 2px;font-size:13px;line-height:1.6;color:{GREY}");
    let lead = format!("color:{GREEN};font-size:15px");
    let published = story.articles.first().and_then(|a| a.published.as_deref());
    let time = wording::clock(published, page.zone, page.day, page.language);
    html! {
        p.k style=(style) {
            b style=(lead) { (number) }
            @if let Some(section) = &story.section { " · " (foreign(section)) }
            " · " b style=(format!("color:{GREEN}")) { (wording::OUTLETS.counted(story.outlets.len(), page.language)) }
            @if story.articles.len() > 1 { " · " (wording::ARTICLES.counted(story.articles.len(), page.language)) }
            @if let Some(time) = time { " · " bdi { (time) } }
        }
    }
}

/// Headline, summary, who carried it, the other articles, and where to read on.
pub(super) fn story_body(story: &DigestStory, page: &Page<'_>) -> Markup {
    let text = clean::line(title(story, page), MAX_SHOWN_CHARS);
    let head = "margin:0 0 6px;font-size:21px;line-height:1.5;font-weight:700";
    let summary = clean::line(&story.summary, MAX_SHOWN_CHARS);
    let first = story.articles.first();
    let hidden = story.articles.len().saturating_sub(MAX_ARTICLES_SHOWN);
    html! {
        h2.h dir=(direction(&text).as_str()) style=(format!("{head}{}", page.align(&text))) {
            (linked(&text, first.map_or("", |a| a.url.as_str()), INK))
        }
        @if !summary.is_empty() {
            p.s dir=(direction(&summary).as_str()) style=(format!("margin:0 0 10px;color:#38403d{}", page.align(&summary))) { (summary) }
        }
        @if let Some(article) = first { (carried(article, page)) }
        @if story.articles.len() > 1 {
            p.m style=(format!("margin:12px 0 0;font-size:13px;color:{GREY}")) { (page.words.more) }
            @for article in story.articles.iter().take(MAX_ARTICLES_SHOWN).skip(1) { (other_article(article, page)) }
            @if hidden > 0 { p.m style=(format!("margin:4px 0 0;font-size:13px;color:{GREY}")) { (wording::and_others(hidden, page.language)) } }
        }
        @if !story.read_also.is_empty() { (read_also(&story.read_also, page)) }
    }
}

fn other_article(article: &DigestArticle, page: &Page<'_>) -> Markup {
    let text = clean::line(&article.title, MAX_SHOWN_CHARS);
    let text = if text.is_empty() { page.words.untitled } else { &text };
    let side = page.side;
    html! {
        div.line style=(format!("margin:8px 0 0;padding-{side}:12px;border-{side}:3px solid #e2dccd;border-top:0")) {
            p.t dir=(direction(text).as_str()) style=(format!("margin:0;font-size:15px;line-height:1.6;font-weight:600{}", page.align(text))) {
                (linked(text, &article.url, INK))
            }
            (carried(article, page))
        }
    }
}

/// Who carried an article, a line for each relation: each outlet with a link to its own page and the host it leads to.
fn carried(article: &DigestArticle, page: &Page<'_>) -> Markup {
    let sources = distinct(&article.sources);
    let hidden = sources.len().saturating_sub(MAX_SOURCES_SHOWN);
    let shown = sources.get(..MAX_SOURCES_SHOWN).unwrap_or(&sources);
    html! {
        @if let [only] = sources.as_slice() {
            p.src style=(SOURCES) { span.m style=(format!("color:{GREY}")) { (page.words.carried) " " } (source_line(only)) }
        } @else {
            @for relation in RELATIONS {
                @let group: Vec<_> = shown.iter().filter(|s| s.relation == relation).collect();
                @if !group.is_empty() {
                    p.src style=(SOURCES) {
                        (relation_mark(relation, group.len(), page))
                        @for (at, source) in group.iter().enumerate() {
                            @if at > 0 { span.m style="color:#b9b3a4" { " · " } }
                            (source_line(source))
                        }
                    }
                }
            }
        }
        @if hidden > 0 { p.m style=(format!("margin:0;font-size:13px;color:{GREY}")) { (wording::and_others(hidden, page.language)) } }
    }
}

fn relation_mark(relation: Relation, count: usize, page: &Page<'_>) -> Markup {
    let ground = if relation == Relation::Origin { "#dcefe8" } else { "#efebe0" };
    let style = format!("font-size:12px;background:{ground};padding:0 6px");
    html! { span.mark style=(style) { (wording::relation(relation, count, page.language)) } " " }
}

/// Sources without the rows that would show the same again: one outlet, one page, one relation.
pub(super) fn distinct(sources: &[DigestSource]) -> Vec<&DigestSource> {
    let mut seen = FxHashSet::default();
    let mut kept: Vec<_> =
        sources.iter().filter(|s| seen.insert((s.outlet.as_str(), s.url.as_str(), s.relation))).collect();
    kept.sort_by_key(|s| RELATIONS.iter().position(|r| *r == s.relation));
    kept
}

/// Outlet and host, kept on one line where they fit.
fn source_line(source: &DigestSource) -> Markup {
    html! {
        span.o {
            (linked(&clean::line(&source.outlet, MAX_SHOWN_CHARS), &source.url, GREEN))
            @if let Some(link) = Link::of(&source.url) { " " (host(&link)) }
        }
    }
}

fn host(link: &Link) -> Markup {
    html! { bdi.host dir="ltr" style=(format!("font-size:12px;color:{GREY}")) { (link.host) } }
}

fn read_also(links: &[DigestLink], page: &Page<'_>) -> Markup {
    html! {
        div.also style="margin:12px 0 0;font-size:14px;line-height:1.8" {
            p.m style=(format!("margin:0;font-size:13px;color:{GREY}")) { (page.words.read_also) }
            @for link in links {
                p style="margin:0" {
                    (linked(&clean::line(&link.title, MAX_SHOWN_CHARS), link.url.as_deref().unwrap_or_default(), GREEN))
                    @if let Some(link) = link.url.as_deref().and_then(Link::of) { " " (host(&link)) }
                }
            }
        }
    }
}

/// Foreign text, cleaned and isolated, in the direction most of its letters have.
fn foreign(text: &str) -> Markup {
    let text = clean::line(text, MAX_SHOWN_CHARS);
    html! { bdi dir=(direction(&text).as_str()) { (text) } }
}

/// Foreign text as a link where the URL is fit to be one, as mere text where it is not.
fn linked(text: &str, url: &str, colour: &str) -> Markup {
    match Link::of(url) {
        Some(link) => html! {
            a href=(link.href) style=(format!("color:{colour};text-decoration:none")) { (foreign(text)) }
        },
        None => foreign(text),
    }
}

fn foot(digest: &Digest, options: &HtmlOptions, page: &Page<'_>) -> Markup {
    let hidden = digest.stories.len().saturating_sub(options.max_stories);
    let moment = |at| wording::moment(at, page.zone, page.language);
    let style = format!("border-top:2px solid #e2dccd;padding:16px 0 0;font-size:13px;line-height:1.8;color:{GREY}");
    html! {
        div.line.m style=(style) {
            @if let Some(text) = wording::left_out(hidden, page.language) { p style="margin:0" { (text) } }
            p style="margin:0" {
                (page.words.window) ": " (moment(digest.from)) " – " (moment(digest.to)) " (" (zone(page)) ") · "
                (page.words.made) " " (moment(options.generated))
            }
            p style="margin:0" { (page.words.made_by) }
            @if let Some((heading, lines)) = alerts::foot(digest, page.language) {
                p style="margin:0" { (heading) ": " @for (at, line) in lines.iter().enumerate() { @if at > 0 { " · " } @if !line.outlet.is_empty() { (foreign(&line.outlet)) ": " } (line.words) } }
            }
        }
    }
}

#[cfg(test)]
#[path = "html_tests.rs"]
mod tests;
