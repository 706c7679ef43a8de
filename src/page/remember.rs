//! A page read with the memory of its outlet: what recurs is taken out, and what the page teaches is said.

use super::extract::{self, extract};
use super::memory::{self, Lesson, OutletMemory, Place};
use super::{PageInput, Reading};
use crate::article::PageKind;
use crate::site::SiteRules;

/// Reads a page with what is known of its outlet.
pub(super) fn read(page: &PageInput<'_>, rules: Option<&SiteRules>, memory: &OutletMemory) -> Reading {
    let reading = extract(page, rules, Some(memory));
    if reading.article.page_kind == PageKind::Article {
        return remember(reading, page, memory);
    }
    Reading { extracted: reading.article, lesson: None, raw: None }
}

fn remember(reading: extract::Reading, page: &PageInput<'_>, memory: &OutletMemory) -> Reading {
    let extract::Reading { stream, region, from, marked, article: mut out, .. } = reading;
    let trails = memory::trails(&stream);
    let place = |at: &usize| Place { trail: trails.get(*at).copied().unwrap_or_default() };
    let (mut lesson, raw) = Lesson::of(&out, &from.iter().map(place).collect::<Vec<_>>());
    // Known blocks outside of the region would not have been the article's anyway.
    let mut inside: Vec<usize> = marked.keys().copied().filter(|at| region.range.contains(at)).collect();
    inside.sort_unstable();
    let texts: Vec<(&str, u32)> =
        inside.iter().filter_map(|at| Some((stream.blocks.get(*at)?.text.as_str(), marked.get(at)?.1))).collect();
    memory::tell_blocks(&mut out, texts.iter().copied());
    let raw = raw.wrapping_add(memory::raw_hash(texts.iter().map(|(text, _)| *text)));
    for at in inside {
        if let (Some(block), Some((trace, _))) = (stream.blocks.get(at), marked.get(&at)) {
            lesson.meet(*trace, &block.text, memory);
        }
    }
    memory::recall(&mut out, &lesson, memory, page.now);
    Reading { extracted: out, lesson: Some(lesson), raw: Some(raw) }
}
