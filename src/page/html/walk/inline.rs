//! Elements inside a line: spans that say what their text is, and links.

use super::names::Said;
use super::{Cover, MAX_RECORDS, Walker};
use crate::page::blocks::{Form, Link, Node, Span};
use crate::page::html::hints::Hints;
use crate::page::html::open::Open;
use crate::page::html::tag::Tag;
use crate::page::html::tokenizer::StartTag;
use crate::page::labels::label_of;
use crate::page::read_also::leads_to_article;
use std::borrow::Cow;

/// Text shorter than this, in bytes, may be small print of name and date; longer text is a sentence.
const SMALL_PRINT: usize = 160;
/// Shortest and longest title of a link, in bytes, that may be a headline.
const COVERED: (usize, usize) = (24, 500);
/// Blocks below a link without text among which its headline stands: the section, the headline, the date.
const BELOW_COVER: usize = 3;
/// Longest text before a link that may be nothing but a label, in bytes.
const SHORT_LABEL: usize = 60;

impl<'a> Walker<'a, '_> {
    pub(super) fn open_inline(&mut self, token: &StartTag<'_, 'a>, tag: Tag) {
        self.part_card();
        self.edge = true;
        let Said { hints, class } = self.said_of(token, tag);
        if hints.any(Hints::BODY.with(Hints::STATED_BODY)) {
            // A span around the whole article, with line breaks inside: a container in all but name.
            self.flush();
        }
        let top = self.stack.top();
        self.part(top.inline.with(hints), top.inline);
        // An element whose place a rule speaks of is a container, too.
        let placed = self.places(token);
        if placed {
            self.flush();
        }
        let body = (placed || hints.any(Hints::BODY.with(Hints::STATED_BODY))) && self.out.nodes.len() < MAX_RECORDS;
        let node = if body { self.out.nodes.len() } else { top.node };
        let inline = if body { Hints::default() } else { top.inline.with(hints) };
        self.look_container(token, body.then_some(node));
        if self.stack.push(Open { tag, node, owns: body, inline }) && body {
            let first = self.out.blocks.len();
            self.out.nodes.push(Node { parent: top.node, tag, hints, class, first, end: usize::MAX });
        }
        self.facts(token);
    }

    /// `<a><span>headline</span><span>date</span></a>`: parts of a card that no blank parts are lines of their own.
    fn part_card(&mut self) {
        let linked = self.link.filter(|_| self.ended).and_then(|(_, _, start)| self.text.get(start..));
        let whole = |text: &str| text.contains(char::is_numeric) || text.split_whitespace().nth(2).is_some();
        if linked.is_some_and(whole) {
            self.flush();
        }
    }

    /// Name and date often stand in one line parted by style alone; each becomes a block, unless inside running text.
    pub(super) fn part(&mut self, inside: Hints, outside: Hints) {
        let small = Hints::BYLINE.with(Hints::DATE).with(Hints::CAPTION);
        // So do section and headline inside the link of a card.
        let marked = if self.link.is_some() { small.with(Hints::TITLE).with(Hints::SECTION) } else { small };
        if self.text.len() < SMALL_PRINT && inside.any(marked) && !outside.any(marked) {
            self.flush();
        }
    }

    pub(super) fn open_link(&mut self, token: &StartTag<'_, 'a>) {
        self.close_link();
        self.facts(token);
        let Some(href) = token.attribute("href") else { return };
        if self.out.links.len() >= MAX_RECORDS {
            return;
        }
        // Cards part a label from its link by style alone.
        let glued = !self.blank && !self.text.is_empty() && self.text.len() < SHORT_LABEL;
        self.blank |= glued && label_of(&self.text).is_some_and(|label| label.is_alone(&self.text));
        let is_tag = token.attribute("rel").is_some_and(|r| r.split(' ').any(|w| w == "tag"));
        self.out.links.push(Link { href: href.into_owned(), is_tag });
        self.link_title.clear();
        self.pictured = false;
        self.title_link(token.attribute("title").or_else(|| token.attribute("aria-label")));
        let start = self.text.len() + usize::from(self.blank && !self.text.is_empty());
        self.link = Some((self.out.links.len() - 1, self.stack.depth(), start));
    }

    pub(super) fn close_link(&mut self) {
        let Some((link, _, start)) = self.link.take() else { return };
        if start < self.text.len() {
            self.spans.push(Span { link, start, end: self.text.len() });
        } else if !self.link_title.is_empty() || (!self.pictured && leads_to_article(&self.out.links[link].href)) {
            let (before, node) = (self.out.blocks.len(), self.stack.top().node);
            self.cover = Some(Cover { link, title: self.link_title.clone(), before, node });
        }
    }

    /// Notes what the open link says of itself, where it says enough for a headline.
    pub(super) fn title_link(&mut self, title: Option<Cow<'_, str>>) {
        if let Some(title) = title.filter(|t| (COVERED.0..=COVERED.1).contains(&t.len()))
            && self.link_title.is_empty()
        {
            self.link_title.extend(title.split_whitespace().flat_map(|word| [word, " "]));
            self.link_title.pop();
        }
    }

    /// A line that says what the link without text above it leads to is the link's text; so is the headline of a card that
    /// begins with such a link.
    pub(super) fn uncover(&mut self) {
        let Some(cover) = self.cover.as_ref().filter(|_| self.spans.is_empty()) else { return };
        let near = self.out.blocks.len() - cover.before <= BELOW_COVER;
        let is_its = if cover.title.is_empty() { self.heads_card(cover) } else { self.text == cover.title };
        if near && is_its && self.form() != Form::Heading(1) {
            self.spans.push(Span { link: cover.link, start: 0, end: self.text.len() });
            self.cover = None;
        }
    }

    /// Whether the line is a headline, by its element, in a container that a link without text opens.
    fn heads_card(&self, cover: &Cover) -> bool {
        let at = |node: usize| self.out.nodes.get(node);
        let opens = at(cover.node).is_some_and(|card| {
            let whole = matches!(card.tag, Tag::Root | Tag::Body | Tag::Main | Tag::Article);
            card.first == cover.before && !whole && !card.hints.any(Hints::BODY.with(Hints::STATED_BODY))
        });
        let top = self.stack.top();
        let mut around = std::iter::successors(Some(top.node), |node| at(*node).map(|n| n.parent)).take(6);
        let own = self.hints != Hints::ALL && self.hints.any(Hints::TITLE);
        let titled = own || at(top.node).is_some_and(|n| n.hints.any(Hints::TITLE));
        let headed = titled || matches!(self.form(), Form::Heading(_));
        opens && headed && around.any(|node| node == cover.node) && self.text.split_whitespace().nth(3).is_some()
    }
}
