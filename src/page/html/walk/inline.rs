//! Elements inside a line: spans that say what their text is, and links.

use super::names::Said;
use super::{MAX_RECORDS, Walker};
use crate::page::blocks::{Link, Node, Span};
use crate::page::html::hints::Hints;
use crate::page::html::open::Open;
use crate::page::html::tag::Tag;
use crate::page::html::tokenizer::StartTag;
use crate::page::labels::label_of;

/// Text shorter than this, in bytes, may be small print of name and date; longer text is a sentence.
const SMALL_PRINT: usize = 160;
/// Longest text before a link that may be nothing but a label, in bytes.
const SHORT_LABEL: usize = 60;

impl<'a> Walker<'a, '_> {
    pub(super) fn open_inline(&mut self, token: &StartTag<'_, 'a>, tag: Tag) {
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

    /// Name and date often stand in one line parted by style alone; each becomes a block, unless inside running text.
    pub(super) fn part(&mut self, inside: Hints, outside: Hints) {
        let marked = Hints::BYLINE.with(Hints::DATE).with(Hints::CAPTION);
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
        let start = self.text.len() + usize::from(self.blank && !self.text.is_empty());
        self.link = Some((self.out.links.len() - 1, self.stack.depth(), start));
    }

    pub(super) fn close_link(&mut self) {
        if let Some((link, _, start)) = self.link.take()
            && start < self.text.len()
        {
            self.spans.push(Span { link, start, end: self.text.len() });
        }
    }
}
