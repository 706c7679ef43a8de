//! What one page teaches: its blocks and lists as they are known again, and enough of its text to tell it from another.

use super::evidence::Known;
use super::outlet::OutletMemory;
use super::trace::{Headline, Trace, Trail, is_prose, raw_of, words_hash};
use crate::article::{Block, BlockKind, Extracted, LinkKind, ReadAlso};
use crate::text::clean;
use crate::text::shingles::{mix, shingles, word_hash};
use crate::text::tokens::Tokens;
use rustc_hash::FxHashMap;

/// Blocks and lists of a page that are looked at.
pub(super) const MAX_BLOCKS: usize = 150;
const MAX_LISTS: usize = 12;
const MAX_LINKS: usize = 60;
/// Values of a sketch.
const SKETCH: usize = 16;
/// Words in a shingle of the sketch.
const SHINGLE: usize = 3;
/// Words of a text that are sketched.
const MAX_WORDS: usize = 4_000;
/// Words of a headline that count.
const MAX_TITLE: usize = 24;
/// Characters of a block that are kept to be shown.
const SAMPLE: usize = 160;
/// Blocks from the beginning and from the end among which a line stands at the text's edge, and a paragraph.
const EDGE_OF_LINES: (usize, usize) = (2, 5);
const EDGE_OF_PROSE: (usize, usize) = (1, 3);

/// A block of a page's body, as it is known again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// What makes it the same elsewhere.
    pub trace: Trace,
    /// Its length in characters.
    pub chars: usize,
    /// Whether it reads as running text and not as a line.
    pub prose: bool,
    /// Whether it stands in another element than the article's paragraphs.
    pub apart: bool,
    /// Whether it stands at the beginning or the end of the body.
    pub edge: bool,
    /// The beginning of its text.
    pub text: String,
}

/// A list of links that stood on a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkList {
    /// Which list: its label, kind and place.
    pub id: u32,
    /// Its label as written.
    pub label: String,
    /// Hashes of where the links lead.
    pub links: Vec<u64>,
}

/// What a page teaches the memory of its outlet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lesson {
    /// Hash of the element that the running text stands in: pages of one layout share it.
    pub layout: u32,
    /// Hash of the authors; 0 when none is known.
    pub author: u32,
    /// Hashes of the headline's words, ascending.
    pub title: Vec<u32>,
    /// Sketch of the first half of the text.
    pub opening: Vec<u32>,
    /// Sketch of the whole text.
    pub whole: Vec<u32>,
    /// Characters of the text.
    pub chars: usize,
    /// The blocks taken for the body, furniture included.
    pub blocks: Vec<Sighting>,
    /// The lists of links.
    pub lists: Vec<LinkList>,
}

/// Where a block of the body came from.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::page) struct Place {
    /// Its place in the markup.
    pub trail: Trail,
}

impl Lesson {
    /// What a text without markup teaches: an article that came already extracted.
    #[must_use]
    pub fn of_text(extracted: &Extracted) -> Self {
        Self::of(extracted, &[]).0
    }

    /// What a page teaches, and the [`raw_hash`](super::trace::raw_hash) of its blocks, which are split into words for both;
    /// `places` are those of its blocks, and empty for a text without markup.
    pub(in crate::page) fn of(extracted: &Extracted, places: &[Place]) -> (Self, u128) {
        let place = |at: usize| places.get(at).copied().unwrap_or_default().trail;
        let main = main_trail(&extracted.blocks, place);
        let headline = Headline::of(extracted.title.as_deref());
        let body: Vec<usize> =
            (0..extracted.blocks.len()).filter(|at| extracted.blocks[*at].kind != BlockKind::Caption).collect();
        let (mut blocks, mut words, mut own_chars, mut raw) = (Vec::new(), Vec::new(), 0, 0_u128);
        for (nth, at) in body.iter().copied().enumerate() {
            let (block, trail) = (&extracted.blocks[at], place(at));
            let chars = block.text.chars().count();
            let apart = trail.container != main.container || (trail.class != main.class && trail.class != 0);
            let tokens = Tokens::of(&block.text);
            raw = raw.wrapping_add(raw_of(&tokens));
            if !apart && words.len() < MAX_WORDS {
                own_chars += chars;
                words.extend(tokens.iter().map(|word| word_hash(word) as u32));
            }
            let prose = is_prose(&block.text, chars);
            let (head, tail) = if prose { EDGE_OF_PROSE } else { EDGE_OF_LINES };
            let edge = nth < head || (nth + tail >= body.len() && nth * 2 >= body.len());
            let Some(text) = words_hash(&tokens, &block.text, chars, &headline) else { continue };
            let (trace, text) = (Trace { text, path: trail.path }, clean::excerpt(&block.text, SAMPLE));
            blocks.push(Sighting { trace, chars, prose, apart, edge, text });
        }
        keep_edges(&mut blocks);
        let lesson = Self {
            layout: main.container,
            author: author(&extracted.authors),
            title: title_words(extracted.title.as_deref().unwrap_or_default()),
            opening: sketch(&words[..words.len() / 2]),
            whole: sketch(&words),
            chars: own_chars,
            blocks,
            lists: lists(&extracted.read_also),
        };
        (lesson, raw)
    }

    /// Whether both pages carry the same blocks in the same order.
    pub(super) fn has_blocks_of(&self, other: &Self) -> bool {
        let traces = |lesson: &'_ Self| lesson.blocks.iter().map(|sighting| sighting.trace).collect::<Vec<_>>();
        self.blocks.len() == other.blocks.len() && traces(self) == traces(other)
    }

    /// Whether the page's headline may be another wording of `title`: half of the words of the shorter stand in the longer.
    #[must_use]
    pub fn may_be_titled(&self, title: &str) -> bool {
        let words = title_words(title);
        let shared = words.iter().filter(|word| self.title.binary_search(word).is_ok()).count();
        words.is_empty() || self.title.is_empty() || shared * 2 >= words.len().min(self.title.len())
    }

    /// Adds a known block that was kept out of the body before it was looked for: the page carries it all the same.
    pub(in crate::page) fn meet(&mut self, trace: Trace, text: &str, memory: &OutletMemory) {
        let chars = text.chars().count();
        let known = memory.known(trace);
        // It stands where it used to stand.
        let usual = |count: fn(&Known) -> u32| known.is_some_and(|k| count(k) * 2 >= k.pages);
        self.blocks.push(Sighting {
            trace,
            chars,
            prose: is_prose(text, chars),
            apart: usual(|k| k.apart),
            edge: usual(|k| k.at_edge),
            text: clean::excerpt(text, SAMPLE),
        });
    }

    /// Whether two pages carry one text or versions of one: together they are one witness.
    #[must_use]
    pub fn is_same_text(&self, other: &Self) -> bool {
        (self.title.len() >= 4 && jaccard(&self.title, &other.title) >= 0.5)
            || resemblance(&self.opening, &other.opening) >= 0.3
            || (self.chars.min(other.chars) >= 600 && resemblance(&self.whole, &other.whole) >= 0.5)
            || self.has_blocks_of(other)
    }
}

/// Of a very long page the beginning and the end are looked at: furniture stands there.
fn keep_edges(blocks: &mut Vec<Sighting>) {
    if blocks.len() > MAX_BLOCKS {
        let end = blocks.len() - MAX_BLOCKS / 2;
        blocks.drain(MAX_BLOCKS / 2..end);
    }
}

/// The place in the markup where most of the running text stands.
fn main_trail(blocks: &[Block], place: impl Fn(usize) -> Trail) -> Trail {
    let mut sums: FxHashMap<(u32, u32), (usize, usize)> = FxHashMap::default();
    for (at, block) in blocks.iter().enumerate() {
        let chars = block.text.chars().count();
        if block.kind == BlockKind::Paragraph && is_prose(&block.text, chars) {
            let trail = place(at);
            sums.entry((trail.container, trail.class)).or_insert((0, at)).0 += chars;
        }
    }
    let main = sums.into_values().max_by_key(|(chars, first)| (*chars, std::cmp::Reverse(*first)));
    main.map_or_else(Trail::default, |(_, first)| place(first))
}

fn author(authors: &[String]) -> u32 {
    let names: Vec<String> = authors.iter().map(|name| Tokens::of(name).as_str().to_owned()).collect();
    let names = names.join("|");
    if names.is_empty() { 0 } else { (word_hash(&names) as u32).max(1) }
}

fn title_words(title: &str) -> Vec<u32> {
    let mut words: Vec<u32> = Tokens::of(title).iter().take(MAX_TITLE).map(|word| word_hash(word) as u32).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// The smallest hashes of the runs of words.
fn sketch(words: &[u32]) -> Vec<u32> {
    let mut hashes: Vec<u32> = shingles(words, SHINGLE).map(|h| (mix(h) >> 32) as u32).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.truncate(SKETCH);
    hashes
}

/// How alike two texts are by their sketches, 0 to 1: of the smallest values of both, how many both have.
fn resemblance(a: &[u32], b: &[u32]) -> f64 {
    let size = a.len().min(b.len());
    if size < SKETCH / 2 {
        return 0.0;
    }
    let (mut at, mut bt, mut seen, mut shared) = (0, 0, 0, 0);
    while seen < size
        && let (Some(one), Some(other)) = (a.get(at), b.get(bt))
    {
        shared += usize::from(one == other);
        at += usize::from(one <= other);
        bt += usize::from(other <= one);
        seen += 1;
    }
    shared as f64 / size as f64
}

fn jaccard(a: &[u32], b: &[u32]) -> f64 {
    let shared = a.iter().filter(|word| b.binary_search(word).is_ok()).count();
    shared as f64 / (a.len() + b.len() - shared).max(1) as f64
}

/// The lists of a page but those that say themselves that they are the whole site's.
fn lists(links: &[ReadAlso]) -> Vec<LinkList> {
    let mut lists: Vec<LinkList> = Vec::new();
    for link in links.iter().filter(|link| link.kind != LinkKind::MostRead) {
        let id = list_id(link);
        let target = target_hash(link.url.as_deref(), &link.title);
        if let Some(list) = lists.iter_mut().find(|list| list.id == id) {
            if list.links.len() < MAX_LINKS {
                list.links.push(target);
            }
        } else if lists.len() < MAX_LISTS {
            lists.push(LinkList { id, label: link.label.clone(), links: vec![target] });
        }
    }
    lists
}

/// Which list a link stands in.
pub(super) fn list_id(link: &ReadAlso) -> u32 {
    let name = format!("{}|{:?}|{:?}", Tokens::of(&link.label).as_str(), link.kind, link.placement);
    word_hash(&name) as u32
}

/// Hash of where a link leads, or of what it is called when it leads nowhere.
#[must_use]
pub fn target_hash(url: Option<&str>, title: &str) -> u64 {
    url.map_or_else(|| word_hash(Tokens::of(title).as_str()), word_hash)
}
