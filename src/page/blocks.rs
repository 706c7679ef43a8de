//! The block stream: what HTML and plain text both become before anything is decided.

use super::hidden::Hidden;
use super::html::guide::Hit;
use super::html::hints::Hints;
use super::html::tag::Tag;

/// A heading of this many characters that ends as a sentence does is a lead.
const LEAD: usize = 90;

/// What the markup says a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Running text of any element.
    Text,
    /// A heading of a level, 1 to 6.
    Heading(u8),
    /// An item of a list, or a line behind a bullet.
    ListItem,
    /// Inside a block quotation.
    Quote,
    /// The caption of a picture.
    Caption,
    /// A short line of a text that has no longer one: a verse, news of one line.
    Line,
}

/// A stretch of a block's text inside a link.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    /// Index into [`Stream::links`].
    pub link: usize,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// One block of text: never empty, blanks collapsed.
#[derive(Debug, Clone)]
pub(super) struct Block {
    /// The text, one line.
    pub text: String,
    /// Its length in characters.
    pub chars: usize,
    /// How many of them are inside links.
    pub link_chars: usize,
    /// The links.
    pub spans: Vec<Span>,
    /// What the markup says it is.
    pub form: Form,
    /// Index of the innermost container.
    pub node: usize,
    /// What inline elements around all of its text say.
    pub hints: Hints,
}

impl Block {
    /// Share of the characters inside links.
    pub fn link_density(&self) -> f32 {
        self.link_chars as f32 / self.chars.max(1) as f32
    }

    /// Whether all of it but decoration is a link.
    pub fn is_link(&self) -> bool {
        self.link_density() >= 0.8
    }

    /// Whether inline elements call all of it a headline.
    pub fn hints_title(&self) -> bool {
        self.hints != Hints::ALL && self.hints.any(Hints::TITLE)
    }

    /// Whether it reads as a sentence of running text and not as a headline, a label or a menu.
    pub fn is_prose(&self) -> bool {
        if self.form == Form::Line {
            return true;
        }
        let is_short_heading = match self.form {
            // No headline is that long and ends in a full stop: it is a lead.
            Form::Heading(2..) => self.chars < LEAD || !ends_sentence(&self.text),
            form => matches!(form, Form::Heading(_) | Form::Caption),
        };
        let quiet = self.link_density() < 0.4 && !is_short_heading;
        // One word of that length is an address.
        let words = self.chars >= 30 && self.text.contains(' ');
        quiet && words && (self.chars >= 90 || ends_sentence(&self.text))
    }
}

/// How many words with a letter a text has.
pub(super) fn words(text: &str) -> usize {
    text.split_whitespace().filter(|w| w.chars().any(char::is_alphabetic)).count()
}

/// Whether `text` ends as a sentence does; an ellipsis is a headline's end as often as a sentence's.
pub(super) fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end_matches([' ', '"', '»', '”', ')', '\'', '’', ']']);
    text.ends_with(['.', '!', '؛', '۔']) && !text.ends_with("..")
}

/// A link of the page.
#[derive(Debug, Clone)]
pub(super) struct Link {
    /// As written.
    pub href: String,
    /// Whether it declares itself a tag (`rel=tag`).
    pub is_tag: bool,
}

/// A container element and the blocks in it.
#[derive(Debug, Clone)]
pub(super) struct Node {
    /// Index of the container around it; the root is its own.
    pub parent: usize,
    /// Which element.
    pub tag: Tag,
    /// What its class, id, role and name say, of itself alone.
    pub hints: Hints,
    /// Hash of its class attribute without digits; 0 when it has none.
    pub class: u32,
    /// First block inside.
    pub first: usize,
    /// Block after the last inside.
    pub end: usize,
}

/// A picture of the page.
#[derive(Debug, Clone)]
pub(super) struct Image {
    /// Its address as written.
    pub src: String,
    /// The block that comes next.
    pub before: usize,
    /// Stated width, when there is one.
    pub width: Option<u32>,
}

/// A stated fact of the markup: `itemprop`, `time`, `rel=author`.
#[derive(Debug, Clone)]
pub(super) struct Fact {
    /// `datePublished`, `time`, `author` …
    pub name: String,
    /// The machine value when there is one.
    pub value: Option<String>,
    /// The block it begins in.
    pub block: usize,
}

/// What stands in the head of the page.
#[derive(Debug, Clone, Default)]
pub(super) struct Head {
    /// The `title` element.
    pub title: String,
    /// `meta` elements: lower-case name, property or itemprop, and content.
    pub metas: Vec<(String, String)>,
    /// `link rel=canonical`.
    pub canonical: Option<String>,
    /// `base href`.
    pub base: Option<String>,
    /// `lang` of the root element.
    pub lang: Option<String>,
    /// `dir` of the root or body element.
    pub dir: Option<String>,
    /// Texts of the JSON-LD scripts.
    pub json_ld: Vec<String>,
}

impl Head {
    /// First non-empty content of a meta element.
    pub fn meta(&self, name: &str) -> Option<&str> {
        self.metas.iter().find(|(n, c)| n == name && !c.trim().is_empty()).map(|(_, c)| c.trim())
    }
}

/// A page as a stream of blocks in reading order, with the containers around them.
#[derive(Debug, Clone, Default)]
pub(super) struct Stream {
    /// The blocks.
    pub blocks: Vec<Block>,
    /// The containers; the first is the root.
    pub nodes: Vec<Node>,
    /// The links.
    pub links: Vec<Link>,
    /// The pictures.
    pub images: Vec<Image>,
    /// The facts.
    pub facts: Vec<Fact>,
    /// The head.
    pub head: Head,
    /// Fields for a password.
    pub passwords: usize,
    /// Containers of fields for a mail address.
    pub sign_ups: Vec<usize>,
    /// Players of video or sound, embedded ones included.
    pub players: usize,
    /// What the rules of the site matched.
    pub hits: Vec<Hit>,
    /// Texts in scripts, of a page that shows little.
    pub hidden: Vec<Hidden>,
    /// Whether the page came as plain text and has no structure but lines.
    pub is_text: bool,
}

impl Stream {
    /// Address of the first link of a block.
    pub fn first_href(&self, block: usize) -> Option<&str> {
        let span = self.blocks.get(block)?.spans.first()?;
        self.links.get(span.link).map(|l| l.href.as_str())
    }

    /// Whether the element of a block, or what is inside it, is called a title.
    pub fn is_titled(&self, block: &Block) -> bool {
        self.nodes.get(block.node).is_some_and(|node| node.hints.any(Hints::TITLE)) || block.hints_title()
    }

    /// Whether a block, or one of the nearest elements around it, is called one of `hints`.
    pub fn stands_in(&self, block: usize, hints: Hints) -> bool {
        let own = self.blocks.get(block).is_some_and(|b| b.hints != Hints::ALL && b.hints.any(hints));
        own || self.containers(block).take(3).any(|node| self.nodes[node].hints.any(hints))
    }

    /// The containers around a block, innermost first, the root last.
    pub fn containers(&self, block: usize) -> impl Iterator<Item = usize> + '_ {
        let start = self.blocks.get(block).map(|b| b.node);
        std::iter::successors(start, |at| {
            let parent = self.nodes.get(*at)?.parent;
            (parent != *at).then_some(parent)
        })
    }

    /// Whether a block stands inside a container.
    pub fn is_inside(&self, block: usize, node: usize) -> bool {
        self.nodes.get(node).is_some_and(|n| n.first <= block && block < n.end)
    }
}

/// Bullets that open a line of a list in plain text.
const BULLETS: [char; 9] = ['•', '●', '▪', '■', '◆', '‣', '*', '◾', '·'];

/// Plain text as a stream: one block a line, bullets as list items.
pub(super) fn from_text(text: &str) -> Stream {
    let mut blocks = Vec::new();
    for line in text.lines() {
        let line = crate::text::clean::line(line, 100_000);
        let (form, line) = match strip_bullet(&line) {
            Some(rest) => (Form::ListItem, rest),
            None => (Form::Text, line.as_str()),
        };
        if line.is_empty() {
            continue;
        }
        let hints = Hints::default();
        let chars = line.chars().count();
        blocks.push(Block { text: line.to_owned(), chars, link_chars: 0, spans: Vec::new(), form, node: 0, hints });
    }
    let root = Node { parent: 0, tag: Tag::Root, hints: Hints::default(), class: 0, first: 0, end: blocks.len() };
    Stream { blocks, nodes: vec![root], is_text: true, ..Stream::default() }
}

/// The line without its bullet; `None` when it has none.
pub(super) fn strip_bullet(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix(BULLETS)?;
    rest.starts_with(char::is_whitespace).then(|| rest.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_blocks_and_bullets_items() {
        let stream = from_text("خبر أول\n\n  • عنوان آخر\n\u{200f}   \nثانٍ");
        let forms: Vec<(&str, Form)> = stream.blocks.iter().map(|b| (b.text.as_str(), b.form)).collect();
        assert_eq!(forms, [("خبر أول", Form::Text), ("عنوان آخر", Form::ListItem), ("ثانٍ", Form::Text)]);
    }

    #[test]
    fn an_ellipsis_ends_no_sentence() {
        assert!(ends_sentence("قال الوزير: \"سنعمل معا.\""));
        assert!(!ends_sentence("تفاصيل جديدة عن الحادث.."));
        assert!(!ends_sentence("أمين عام الحلف يتوقع حربا طويلة"));
    }
}
