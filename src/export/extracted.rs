//! One extracted page for people: Markdown and HTML made from its blocks, never from its markup.

use super::link::Link;
use crate::article::{Block, BlockKind, Extracted};
use crate::text::clean::line;
use crate::text::direction::Direction;
use maud::{DOCTYPE, html};

/// The article as Markdown.
#[must_use]
pub fn extracted_markdown(article: &Extracted) -> String {
    let mut out = format!("# {}\n", super::markdown::escape(article.title.as_deref().unwrap_or_default()));
    for block in &article.blocks {
        let text = super::markdown::escape(&block.text);
        out.push_str(&match block.kind {
            BlockKind::Paragraph => format!("\n{text}\n"),
            BlockKind::Heading => format!("\n## {text}\n"),
            BlockKind::Quote => format!("\n> {text}\n"),
            BlockKind::ListItem => format!("\n- {text}\n"),
            BlockKind::Caption => format!("\n*{text}*\n"),
        });
    }
    out
}

/// The article as a self-contained page.
#[must_use]
pub fn extracted_html(article: &Extracted) -> String {
    let direction = article.direction.unwrap_or(Direction::Rtl).as_str();
    let title = line(article.title.as_deref().unwrap_or_default(), 500);
    let source = article.canonical_url.as_deref().or(article.url.as_deref()).and_then(Link::of);
    html! {
        (DOCTYPE)
        html lang=(article.lang.as_deref().unwrap_or("ar")) dir=(direction) {
            head { meta charset="utf-8"; title { (title) } }
            body style="max-width:42rem;margin:2rem auto;padding:0 1rem;line-height:1.8" {
                h1 { (title) }
                @for block in &article.blocks { (rendered(block)) }
                @if let Some(link) = source { p { a href=(link.href) rel="noreferrer" { (link.host) } } }
            }
        }
    }
    .into_string()
}

fn rendered(block: &Block) -> maud::Markup {
    let text = &block.text;
    match block.kind {
        BlockKind::Paragraph => html! { p dir="auto" { (text) } },
        BlockKind::Heading => html! { h2 dir="auto" { (text) } },
        BlockKind::Quote => html! { blockquote dir="auto" { (text) } },
        BlockKind::ListItem => html! { p dir="auto" { "• " (text) } },
        BlockKind::Caption => html! { p dir="auto" { small { (text) } } },
    }
}
