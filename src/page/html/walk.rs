//! Tokens to blocks: collects text until an element parts it, and remembers links, hints and facts on the way.

mod guided;
mod inline;
mod lines;
mod names;
mod records;

use super::guide::Guide;
use super::hints::{Hints, of_names};
use super::open::{Open, Stack, is_wall};
use super::tag::Tag;
use super::tokenizer::{StartTag, TokenSink};
use crate::page::blocks::{Node, Span, Stream};
use crate::site::{Path, Role, SiteRules};
use names::Said;
use records::is_player;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// Most blocks, links, containers and other records of each kind kept of one page.
const MAX_RECORDS: usize = 40_000;
/// Longest block in bytes; a longer one is a page without any markup, and is parted.
const MAX_BLOCK: usize = 200_000;
/// JSON-LD kept of one page, in bytes.
const MAX_JSON_LD: usize = 1_000_000;

/// Where characters go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sink {
    Text,
    Title,
    JsonLd,
    Nowhere,
}

/// A link without text: its index, what it says it leads to (nothing, maybe), how many blocks stood before it, and the
/// container it stands in.
struct Cover {
    link: usize,
    title: String,
    before: usize,
    node: usize,
}

/// The state of one pass.
pub(super) struct Walker<'a, 'r> {
    out: Stream,
    stack: Stack,
    sink: Sink,
    /// An element whose content is not read, and how many of its name are open.
    skipped: Option<(String, usize)>,
    text: String,
    blank: bool,
    /// Whether an element inside the line began or ended since the last text.
    edge: bool,
    /// Whether an element inside the line ended right here.
    ended: bool,
    spans: Vec<Span>,
    /// The open link: its index, the depth it was opened at, where it began in the block.
    link: Option<(usize, usize, usize)>,
    /// What the open link says it leads to, in its own title or that of its picture.
    link_title: String,
    /// Whether a picture stands in the open link: it leads to the picture as often as to an article.
    pictured: bool,
    /// The last link without text: it covers a card whose headline stands below it, unlinked.
    cover: Option<Cover>,
    /// What inline elements say about all text of the block so far.
    hints: Hints,
    /// What class lists said that were read before; each is met many times.
    names: FxHashMap<&'a str, Said>,
    closed: Vec<usize>,
    /// The rules of the site, where it has some.
    guide: Option<Guide<'r>>,
}

impl<'a> TokenSink<'a> for Walker<'a, '_> {
    fn start(&mut self, token: &StartTag<'_, 'a>) {
        let tag = Tag::of(token.name);
        if self.is_skipping(token.name, tag, token.self_closing) {
            return;
        }
        match token.name {
            "script" => self.script(token),
            "title" => self.sink = if self.out.head.title.is_empty() { Sink::Title } else { Sink::Nowhere },
            "textarea" => {
                self.sink = Sink::Nowhere;
                self.mark_form();
            }
            "style" | "noscript" | "noembed" | "noframes" | "xmp" => self.sink = Sink::Nowhere,
            "iframe" => {
                self.sink = Sink::Nowhere;
                self.out.players += usize::from(token.attribute("src").is_some_and(|s| is_player(&s)));
            }
            "meta" => {
                self.look_inline(token, false);
                self.meta(token);
            }
            "link" => self.link_element(token),
            "base" => {
                self.out.head.base = self.out.head.base.take().or_else(|| token.attribute("href").map(Cow::into_owned));
            }
            "input" => self.field(token),
            _ => self.element(token, tag),
        }
    }

    fn end(&mut self, name: &str) {
        if let Some((skipped, depth)) = &mut self.skipped {
            if skipped == name {
                *depth -= 1;
                if *depth == 0 {
                    self.skipped = None;
                }
            }
            return;
        }
        let tag = Tag::of(name);
        if let Some(guide) = &mut self.guide {
            guide.ended(name);
        }
        match tag {
            Tag::Link => self.close_link(),
            Tag::Span | Tag::Time => {
                (self.edge, self.ended) = (true, true);
                let is_container = |t: Tag| t.is_container();
                let mut closed = std::mem::take(&mut self.closed);
                let before = self.stack.top().inline;
                self.stack.close(|t| t == tag, is_container, &mut closed);
                self.closed = closed;
                self.part(before, self.stack.top().inline);
                if !self.closed.is_empty() {
                    self.flush();
                    self.settle();
                }
                self.guide_closed();
            }
            Tag::Body => {}
            _ if tag.is_container() => {
                self.flush();
                let same = |t: Tag| t == tag || matches!((t, tag), (Tag::Heading(_), Tag::Heading(_)));
                self.stack.close(same, |t| is_wall(t) && !matches!(tag, Tag::Table | Tag::Row), &mut self.closed);
                self.settle();
                self.guide_closed();
            }
            _ => self.sink = Sink::Text,
        }
    }

    fn text(&mut self, text: &str) {
        match self.sink {
            Sink::Text if self.skipped.is_none() => self.push(text),
            Sink::Title if self.out.head.title.len() < 2_000 => self.out.head.title.push_str(text),
            Sink::JsonLd if self.out.head.json_ld.iter().map(String::len).sum::<usize>() < MAX_JSON_LD => {
                if let Some(last) = self.out.head.json_ld.last_mut() {
                    last.push_str(text);
                }
            }
            _ => {}
        }
    }

    fn wants_raw(&self) -> bool {
        self.sink != Sink::Nowhere && self.skipped.is_none()
    }
}

impl<'a, 'r> Walker<'a, 'r> {
    pub fn new(rules: Option<&'r SiteRules>) -> Self {
        let root = Node { parent: 0, tag: Tag::Root, hints: Hints::default(), class: 0, first: 0, end: 0 };
        Self {
            out: Stream { nodes: vec![root], ..Stream::default() },
            stack: Stack::new(),
            sink: Sink::Text,
            skipped: None,
            text: String::new(),
            blank: false,
            edge: false,
            ended: false,
            spans: Vec::new(),
            link: None,
            link_title: String::new(),
            pictured: false,
            cover: None,
            hints: Hints::ALL,
            names: FxHashMap::default(),
            closed: Vec::new(),
            guide: rules.map(Guide::new),
        }
    }

    /// The stream, after the last token.
    pub fn finish(mut self) -> Stream {
        self.flush();
        let end = self.out.blocks.len();
        // Elements never closed end with the page.
        for node in &mut self.out.nodes {
            if node.end == usize::MAX {
                node.end = end;
            }
        }
        if let Some(root) = self.out.nodes.first_mut() {
            root.end = end;
        }
        self.out.hits = self.guide.map(|guide| guide.hits).unwrap_or_default();
        self.out
    }

    fn push(&mut self, text: &str) {
        if let Some(guide) = &mut self.guide {
            guide.text(text);
        }
        self.ended &= text.is_empty();
        let mut first = true;
        for word in text.split(char::is_whitespace) {
            self.blank |= !std::mem::take(&mut first);
            if word.is_empty() {
                continue;
            }
            // `<span>2026</span><span>230 …`: style alone parts the two, and together they would be one number.
            let numbers = std::mem::take(&mut self.edge) && word.starts_with(char::is_numeric);
            self.blank |= numbers && self.text.ends_with(char::is_numeric);
            if std::mem::take(&mut self.blank) && !self.text.is_empty() {
                self.text.push(' ');
            }
            self.text.push_str(word);
        }
        if !text.trim().is_empty() {
            self.hints = self.hints.both(self.stack.top().inline);
            if self.text.len() > MAX_BLOCK {
                self.flush();
            }
        }
    }

    fn element(&mut self, token: &StartTag<'_, 'a>, tag: Tag) {
        match tag {
            Tag::Skip => {
                self.blank = true;
                if !token.self_closing {
                    self.skipped = Some((token.name.to_string(), 1));
                }
            }
            Tag::Break => self.flush(),
            Tag::Link => {
                if !self.look_inline(token, true) {
                    self.open_link(token);
                }
            }
            Tag::Image => {
                self.look_inline(token, false);
                self.image(token);
            }
            Tag::Player => self.out.players += 1,
            Tag::Span | Tag::Time => self.open_inline(token, tag),
            Tag::Void | Tag::Inline => {
                self.look_inline(token, tag == Tag::Inline);
                self.facts(token);
            }
            _ => self.open_container(token, tag),
        }
    }

    /// Inside an element that is not read: counts its namesakes, and lets markup that cannot be inside it end it.
    fn is_skipping(&mut self, name: &str, tag: Tag, closes: bool) -> bool {
        let Some((skipped, depth)) = &mut self.skipped else { return false };
        if skipped == name {
            *depth += usize::from(!closes);
            return true;
        }
        let ends =
            skipped != "template" && matches!(tag, Tag::P | Tag::Heading(_) | Tag::Article | Tag::Table | Tag::Body);
        if ends {
            self.skipped = None;
        }
        !ends
    }

    fn open_container(&mut self, token: &StartTag<'_, 'a>, tag: Tag) {
        self.flush();
        if tag.ends_paragraph() {
            self.stack.close(|t| t == Tag::P, is_wall, &mut self.closed);
        }
        let none = |_: Tag| false;
        match tag {
            Tag::Item => drop(self.stack.close(|t| t == Tag::Item, |t| t == Tag::List || is_wall(t), &mut self.closed)),
            Tag::Heading(_) => {
                let _ = self.stack.close(|t| matches!(t, Tag::Heading(_)), Tag::is_container, &mut self.closed);
            }
            Tag::Cell => drop(self.stack.close(|t| t == Tag::Cell, |t| t == Tag::Table, &mut self.closed)),
            Tag::Row if token.name == "tr" && self.stack.has(|t| t == Tag::Cell, |t| t == Tag::Table) => {
                self.stack.close(|t| t == Tag::Cell, none, &mut self.closed);
                self.stack.close(|t| t == Tag::Row, |t| t == Tag::Table, &mut self.closed);
            }
            Tag::Body => self.root_attributes(token),
            _ => {}
        }
        self.settle();
        let Said { hints, class } = self.said_of(token, tag);
        let parent = self.stack.top().node;
        let node = if self.out.nodes.len() < MAX_RECORDS { self.out.nodes.len() } else { parent };
        self.look_container(token, (node != parent).then_some(node));
        if self.stack.push(Open { tag, node, owns: node != parent, inline: Hints::default() }) && node != parent {
            let first = self.out.blocks.len();
            self.out.nodes.push(Node { parent, tag, hints, class, first, end: usize::MAX });
        }
        self.facts(token);
    }

    /// Ends the containers just closed, and the link that was opened inside them.
    fn settle(&mut self) {
        let end = self.out.blocks.len();
        for at in self.closed.drain(..) {
            if let Some(node) = self.out.nodes.get_mut(at) {
                node.end = end;
            }
        }
        if self.link.is_some_and(|(_, depth, _)| depth > self.stack.depth()) {
            self.link = None;
        }
    }
}
