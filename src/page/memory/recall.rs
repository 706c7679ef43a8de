//! The memory at work: known blocks are marked before the body is looked for, and what recurs is taken out of it after.

use super::lesson::{Lesson, list_id};
use super::outlet::{OutletMemory, list_trace};
use super::trace::{Headline, Trace, has_text, text_hash, trails};
use crate::article::{Block, Extracted, LinkKind, Remark};
use crate::page::blocks::Stream;
use crate::page::html::hints::Hints;
use crate::text::clean;
use chrono::{DateTime, Utc};
use rustc_hash::FxHashMap;

/// Dropped blocks that are told one by one.
const TOLD: usize = 12;
/// Characters of a block in a remark.
const SAMPLE: usize = 80;

/// What the memory took out of an article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recalled {
    /// Blocks of the body, in order, and the pages that carry each.
    pub blocks: Vec<(Block, u32)>,
    /// Links taken from lists.
    pub links: usize,
}

/// Marks the blocks of a page that are known to be furniture, and returns which they are with the pages that carry each.
pub(in crate::page) fn mark(
    stream: &mut Stream,
    title: Option<&str>,
    memory: &OutletMemory,
    at: DateTime<Utc>,
) -> FxHashMap<usize, (Trace, u32)> {
    let mut found = FxHashMap::default();
    if memory.is_blank() {
        return found;
    }
    let (trails, headline) = (trails(stream), Headline::of(title));
    for (place, (block, trail)) in stream.blocks.iter_mut().zip(trails).enumerate() {
        let Some(text) = text_hash(&block.text, block.chars, &headline) else { continue };
        let trace = Trace { text, path: trail.path };
        if let Some(pages) = memory.furniture(trace, at) {
            block.hints = block.hints.with(Hints::KNOWN);
            found.insert(place, (trace, pages));
        }
    }
    found
}

/// Takes out of an article what recurs over the pages of its outlet, this one included, and says so in remarks. The last
/// running text is never taken.
pub fn recall(extracted: &mut Extracted, lesson: &Lesson, memory: &OutletMemory, at: DateTime<Utc>) -> Recalled {
    let mut recalled = Recalled::default();
    let known = memory.judge(lesson, at);
    if known.is_empty() {
        return recalled;
    }
    let headline = Headline::of(extracted.title.as_deref());
    let by_text: FxHashMap<u64, u32> =
        known.iter().filter(|(t, _)| lesson.blocks.iter().any(|s| s.trace == **t)).map(|(t, p)| (t.text, *p)).collect();
    let pages_of = |block: &Block| {
        let hash = text_hash(&block.text, block.text.chars().count(), &headline)?;
        by_text.get(&hash).copied()
    };
    if has_text(extracted.blocks.iter().filter(|block| pages_of(block).is_none())) {
        let (mut kept, mut gone) = (Vec::new(), Vec::new());
        for block in std::mem::take(&mut extracted.blocks) {
            match pages_of(&block) {
                Some(pages) => gone.push((kept.len(), block, pages)),
                None => kept.push(block),
            }
        }
        extracted.blocks = kept;
        for link in &mut extracted.read_also {
            // Positions count the blocks of the body before a link.
            link.position -= gone.iter().filter(|(before, ..)| *before < link.position).count().min(link.position);
        }
        recalled.blocks = gone.into_iter().map(|(_, block, pages)| (block, pages)).collect();
    }
    tell_blocks(extracted, recalled.blocks.iter().map(|(block, pages)| (block.text.as_str(), *pages)));
    drop_lists(extracted, &known, &mut recalled);
    recalled
}

/// Says which blocks were left out.
pub(in crate::page) fn tell_blocks<'t>(extracted: &mut Extracted, blocks: impl Iterator<Item = (&'t str, u32)>) {
    let mut untold = 0;
    for (nth, (text, pages)) in blocks.enumerate() {
        if nth >= TOLD {
            untold += 1;
            continue;
        }
        extracted.remarks.push(dropped(text, pages));
    }
    if untold > 0 {
        let more = format!("and {untold} more blocks that recur on pages of this outlet");
        extracted.remarks.push(Remark::new("furniture-known", more));
    }
}

/// The remark of a block that was left out.
pub(in crate::page) fn dropped(text: &str, pages: u32) -> Remark {
    let text = clean::excerpt(text, SAMPLE);
    Remark::new("furniture-known", format!("left out, seen on {pages} pages of this outlet: {text}"))
}

fn drop_lists(extracted: &mut Extracted, known: &FxHashMap<Trace, u32>, recalled: &mut Recalled) {
    let mut told: FxHashMap<u32, (String, u32, usize)> = FxHashMap::default();
    extracted.read_also.retain(|link| {
        if link.kind == LinkKind::MostRead {
            return true;
        }
        let id = list_id(link);
        let Some(pages) = known.get(&list_trace(id)) else { return true };
        told.entry(id).or_insert_with(|| (link.label.clone(), *pages, 0)).2 += 1;
        false
    });
    let mut told: Vec<_> = told.into_values().collect();
    told.sort();
    for (label, pages, links) in told {
        recalled.links += links;
        extracted.remarks.push(dropped_list(&label, links, "left out", pages));
    }
}

/// The remark of a list of links that was left out, or taken out of a stored page: `done` says which.
pub(crate) fn dropped_list(label: &str, links: usize, done: &str, pages: u32) -> Remark {
    let list = if label.is_empty() { "without a label".to_owned() } else { format!("under \"{label}\"") };
    Remark::new("links-known", format!("a list {list} ({links} links) {done}, seen on {pages} pages of this outlet"))
}
