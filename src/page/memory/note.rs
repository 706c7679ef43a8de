//! A page as the memory keeps it: what it carried, in a few hundred bytes.

use super::lesson::{Lesson, LinkList, MAX_BLOCKS, Sighting};
use super::trace::Trace;
use chrono::{DateTime, Utc};

/// Version of the bytes below; notes of another version are dropped.
const VERSION: u8 = 1;
/// Longest list that is read back; a longer one is damage.
const MAX_VALUES: usize = 200;

const PROSE: u8 = 1;
const APART: u8 = 2;
const EDGE: u8 = 4;

/// One page that was read lately.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Its number among the pages of the outlet, from 1.
    pub number: u64,
    /// Its number among those of its layout, from 1.
    pub of_layout: u64,
    /// Its address, as the store knows the source by.
    pub url: String,
    /// When it was read.
    pub at: DateTime<Utc>,
    /// What it carried. Blocks have no text here, lists no label.
    pub lesson: Lesson,
}

impl Note {
    pub(super) fn carries(&self, trace: Trace) -> Option<&Sighting> {
        self.lesson.blocks.iter().find(|sighting| sighting.trace == trace)
    }

    /// The note of a lesson: texts stay with the page.
    pub(super) fn of(lesson: &Lesson, number: u64, of_layout: u64, url: &str, at: DateTime<Utc>) -> Self {
        let mut lesson = lesson.clone();
        lesson.blocks.iter_mut().for_each(|sighting| sighting.text = String::new());
        lesson.lists.iter_mut().for_each(|list| list.label = String::new());
        Self { number, of_layout, url: url.to_owned(), at, lesson }
    }

    /// What it carried, for the store.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let lesson = &self.lesson;
        let mut out = vec![VERSION];
        for number in [lesson.layout, lesson.author, lesson.chars as u32] {
            out.extend(number.to_le_bytes());
        }
        for values in [&lesson.title, &lesson.opening, &lesson.whole] {
            put_count(&mut out, values.len());
            values.iter().for_each(|value| out.extend(value.to_le_bytes()));
        }
        put_count(&mut out, lesson.blocks.len());
        for block in &lesson.blocks {
            out.extend(block.trace.text.to_le_bytes());
            out.extend(block.trace.path.to_le_bytes());
            let flag = |set: bool, bit: u8| if set { bit } else { 0 };
            out.push(flag(block.prose, PROSE) | flag(block.apart, APART) | flag(block.edge, EDGE));
        }
        put_count(&mut out, lesson.lists.len());
        for list in &lesson.lists {
            out.extend(list.id.to_le_bytes());
            put_count(&mut out, list.links.len());
            list.links.iter().for_each(|link| out.extend(link.to_le_bytes()));
        }
        out
    }

    /// The note with what `bytes` say it carried; `None` for bytes of another version or that do not read.
    #[must_use]
    pub fn from_bytes(number: u64, of_layout: u64, url: String, at: DateTime<Utc>, bytes: &[u8]) -> Option<Self> {
        let mut bytes = Bytes(bytes);
        if bytes.take::<1>()? != [VERSION] {
            return None;
        }
        let (layout, author, chars) = (bytes.short()?, bytes.short()?, bytes.short()? as usize);
        let (title, opening, whole) = (bytes.shorts()?, bytes.shorts()?, bytes.shorts()?);
        let blocks = (0..bytes.count()?.min(MAX_BLOCKS)).map(|_| bytes.sighting()).collect::<Option<_>>()?;
        let lists = (0..bytes.count()?).map(|_| bytes.list()).collect::<Option<_>>()?;
        let lesson = Lesson { layout, author, title, opening, whole, chars, blocks, lists };
        Some(Self { number, of_layout, url, at, lesson })
    }
}

fn put_count(out: &mut Vec<u8>, count: usize) {
    out.push(u8::try_from(count.min(MAX_VALUES)).unwrap_or(u8::MAX));
}

struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    fn short(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    fn long(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    fn count(&mut self) -> Option<usize> {
        self.take::<1>().map(|byte| usize::from(byte[0]))
    }

    fn shorts(&mut self) -> Option<Vec<u32>> {
        (0..self.count()?).map(|_| self.short()).collect()
    }

    fn sighting(&mut self) -> Option<Sighting> {
        let trace = Trace { text: self.long()?, path: self.short()? };
        let [flags] = self.take::<1>()?;
        let is = |bit: u8| flags & bit != 0;
        Some(Sighting { trace, chars: 0, prose: is(PROSE), apart: is(APART), edge: is(EDGE), text: String::new() })
    }

    fn list(&mut self) -> Option<LinkList> {
        let id = self.short()?;
        let links = (0..self.count()?).map(|_| self.long()).collect::<Option<_>>()?;
        Some(LinkList { id, label: String::new(), links })
    }
}
