//! What is known of one outlet, and how another page changes it.

use super::evidence::{Known, KnownKind, Seen, Standing};
use super::lesson::{Lesson, LinkList, Sighting};
use super::note::Note;
use super::trace::Trace;
use chrono::{DateTime, Utc};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, VecDeque};

/// Pages that are remembered one by one: a block seen once on one of them is known again.
const RECENT: usize = 48;
/// Blocks and lists known at most; the ones not seen for longest go.
const MOST_KNOWN: usize = 256;
/// Layouts counted at most.
const MOST_LAYOUTS: usize = 24;
/// Path that stands for a list in a [`Trace`].
const LIST: u32 = u32::MAX;
/// Links that two lists must share to be one list on two pages, and the share of the shorter.
const SHARED_LINKS: (usize, f64) = (3, 0.6);
/// Links of a list that one other page is enough to prove the site's: two reports on one affair may carry the same short box, which
/// their editor chose.
const LONG_LIST: usize = 5;

/// The memory of one site of one outlet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OutletMemory {
    pages: u64,
    layouts: BTreeMap<u32, u64>,
    recent: VecDeque<Note>,
    known: FxHashMap<Trace, Known>,
}

/// A block of a page that is furniture, and the pages that may still show it: the page itself, which may have been read before
/// this was known, and those before it when it is only known now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Furniture {
    /// The block, or the list.
    pub trace: Trace,
    /// The beginning of its text.
    pub text: String,
    /// How many pages carry it.
    pub pages: u32,
    /// Addresses of the pages, the page itself first.
    pub on: Vec<String>,
    /// Hashes of the links of a list, as they stood on those pages.
    pub links: Vec<u64>,
}

/// What learning changed, for whoever keeps the memory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Learnt {
    /// Number of the page just noted; 0 when it taught nothing.
    pub noted: u64,
    /// Notes with numbers up to this one are gone.
    pub dropped_up_to: u64,
    /// What is known now and was not, or was known otherwise.
    pub changed: Vec<Trace>,
    /// What is no longer known.
    pub forgotten: Vec<Trace>,
    /// What of the page is furniture.
    pub furniture: Vec<Furniture>,
}

impl OutletMemory {
    /// A memory put together from what was kept.
    #[must_use]
    pub fn restore(
        pages: u64,
        layouts: BTreeMap<u32, u64>,
        mut recent: Vec<Note>,
        known: impl IntoIterator<Item = (Trace, Known)>,
    ) -> Self {
        recent.sort_by_key(|note| note.number);
        Self { pages, layouts, recent: recent.into(), known: known.into_iter().collect() }
    }

    /// Pages it was taught by.
    #[must_use]
    pub fn pages(&self) -> u64 {
        self.pages
    }

    /// Pages of each layout.
    #[must_use]
    pub fn layouts(&self) -> &BTreeMap<u32, u64> {
        &self.layouts
    }

    /// The pages remembered one by one, oldest first.
    #[must_use]
    pub fn recent(&self) -> &VecDeque<Note> {
        &self.recent
    }

    /// One thing that recurs.
    #[must_use]
    pub fn known(&self, trace: Trace) -> Option<&Known> {
        self.known.get(&trace)
    }

    /// Everything that recurs, with what the evidence comes to at `now`.
    pub fn all(&self, now: DateTime<Utc>) -> impl Iterator<Item = (Trace, &Known, Standing)> {
        self.known.iter().map(move |(trace, known)| (*trace, known, known.standing(self.seen(known.layout, now))))
    }

    /// Address of a remembered page that shows the very same body under the same headline; none of `own`, the addresses of the
    /// page itself.
    #[must_use]
    pub fn same_page(&self, lesson: &Lesson, own: &[String]) -> Option<&str> {
        let same = |note: &&Note| {
            !own.contains(&note.url)
                && !lesson.blocks.is_empty()
                && note.lesson.title == lesson.title
                && note.lesson.has_blocks_of(lesson)
        };
        self.recent.iter().find(same).map(|note| note.url.as_str())
    }

    /// Whether nothing is furniture yet.
    pub(super) fn is_blank(&self) -> bool {
        self.known.is_empty()
    }

    /// Pages that carry a block when it is furniture by now.
    pub(super) fn furniture(&self, trace: Trace, at: DateTime<Utc>) -> Option<u32> {
        let known = self.known.get(&trace)?;
        known.standing(self.seen(known.layout, at)).furniture.then_some(known.pages)
    }

    fn seen(&self, layout: u32, at: DateTime<Utc>) -> Seen {
        Seen { of_layout: self.layouts.get(&layout).copied().unwrap_or(0), of_outlet: self.pages, at }
    }

    /// What of a page would be furniture if it were learnt: the traces, with the pages that carry each.
    pub(super) fn judge(&self, lesson: &Lesson, at: DateTime<Utc>) -> FxHashMap<Trace, u32> {
        let alike = self.alike(lesson);
        let seen = Seen { of_layout: self.next_of(lesson.layout), of_outlet: self.pages + 1, at };
        let mut found = FxHashMap::default();
        for sighting in self.sightings(lesson, &alike) {
            if let Some(known) = self.after(&sighting, lesson, &alike, seen)
                && known.standing(self.seen_after(&known, lesson, seen)).furniture
            {
                found.insert(sighting.trace, known.pages);
            }
        }
        found
    }

    /// Takes in a page that carries a text of its own. A page that was noted before, or teaches nothing, changes nothing.
    pub fn learn(&mut self, lesson: &Lesson, url: &str, at: DateTime<Utc>) -> Learnt {
        if self.recent.iter().any(|note| note.url == url) || (lesson.blocks.is_empty() && lesson.lists.is_empty()) {
            return Learnt::default();
        }
        let alike = self.alike(lesson);
        self.pages += 1;
        self.make_room_for(lesson.layout);
        *self.layouts.entry(lesson.layout).or_insert(0) += 1;
        let seen = self.seen(lesson.layout, at);
        let mut learnt = Learnt { noted: self.pages, ..Learnt::default() };
        for sighting in self.sightings(lesson, &alike) {
            let was = self.furniture(sighting.trace, at).is_some();
            let Some(known) = self.after(&sighting, lesson, &alike, seen) else { continue };
            let is = known.standing(self.seen_after(&known, lesson, seen)).furniture;
            if is {
                learnt.furniture.push(self.told(&sighting, &known, lesson, url, !was));
            }
            self.known.insert(sighting.trace, known);
            learnt.changed.push(sighting.trace);
        }
        self.recent.push_back(Note::of(lesson, self.pages, seen.of_layout, url, at));
        if self.recent.len() > RECENT {
            learnt.dropped_up_to = self.recent.pop_front().map_or(0, |note| note.number);
        }
        self.forget(at, &mut learnt);
        learnt
    }

    /// Remembered pages that carry the same text, or a version of it.
    fn alike(&self, lesson: &Lesson) -> FxHashSet<u64> {
        self.recent.iter().filter(|note| note.lesson.is_same_text(lesson)).map(|note| note.number).collect()
    }

    fn next_of(&self, layout: u32) -> u64 {
        self.layouts.get(&layout).copied().unwrap_or(0) + 1
    }

    /// Evidence about a block of another layout is counted in that layout's pages.
    fn seen_after(&self, known: &Known, lesson: &Lesson, seen: Seen) -> Seen {
        if known.layout == lesson.layout {
            seen
        } else {
            Seen { of_outlet: seen.of_outlet, ..self.seen(known.layout, seen.at) }
        }
    }

    /// The blocks of a page, each once, and its lists that another page has too.
    fn sightings(&self, lesson: &Lesson, alike: &FxHashSet<u64>) -> Vec<Sighting> {
        let mut met = FxHashSet::default();
        let mut found: Vec<Sighting> = lesson.blocks.iter().filter(|s| met.insert(s.trace)).cloned().collect();
        for list in &lesson.lists {
            if self.is_sitewide(list, lesson.layout, alike) {
                found.push(of_list(list));
            }
        }
        found
    }

    /// Whether a list is the same on at least half of the last pages of the layout that have it and carry another text. Lists
    /// of what the site holds to be similar overlap by chance: a single other page must have the very same long one.
    fn is_sitewide(&self, list: &LinkList, layout: u32, alike: &FxHashSet<u64>) -> bool {
        let others =
            self.recent.iter().rev().filter(|n| n.lesson.layout == layout && !alike.contains(&n.number)).take(10);
        let (mut with, mut same, mut equal) = (0, 0, 0);
        for note in others {
            if let Some(other) = note.lesson.lists.iter().find(|other| other.id == list.id) {
                let longer = list.links.len().max(other.links.len());
                with += 1;
                same += usize::from(are_one_list(list, other));
                equal += usize::from(longer >= LONG_LIST && shared_links(list, other) == longer);
            }
        }
        same * 2 >= with && (same >= 2 || equal > 0)
    }

    /// What is known of a block with this page as one more witness; `None` when it was never seen on a page of another text.
    fn after(&self, sighting: &Sighting, lesson: &Lesson, alike: &FxHashSet<u64>, seen: Seen) -> Option<Known> {
        let is_list = sighting.trace.path == LIST;
        if let Some(known) = self.known.get(&sighting.trace)
            && !known.is_forgotten(self.seen_after(known, lesson, seen))
        {
            let mut known = known.clone();
            let counted = !is_list
                && self.recent.iter().any(|n| alike.contains(&n.number) && n.carries(sighting.trace).is_some());
            let seen = self.seen_after(&known, lesson, seen);
            if counted {
                known.meet(seen);
            } else {
                known.add(sighting, lesson.author, seen);
            }
            return Some(known);
        }
        let mut before = self.recent.iter().filter(|n| !alike.contains(&n.number));
        let (note, first) = if is_list {
            let same = |n: &&Note| n.lesson.lists.iter().any(|l| l.id == sighting.trace.text as u32);
            (before.find(same)?, sighting.clone())
        } else {
            before.find_map(|n| Some((n, n.carries(sighting.trace)?.clone())))?
        };
        let kind = if is_list { KnownKind::List } else { KnownKind::Block };
        let first = Sighting { text: sighting.text.clone(), chars: sighting.chars, ..first };
        let mut known = Known::again(&first, kind, (&note.url, note.at, note.of_layout));
        (known.layout, known.author) = (note.lesson.layout, note.lesson.author);
        known.last_page = note.number;
        known.add(sighting, lesson.author, self.seen_after(&known, lesson, seen));
        Some(known)
    }

    fn told(&self, sighting: &Sighting, known: &Known, lesson: &Lesson, url: &str, is_new: bool) -> Furniture {
        let wanted = (sighting.trace.path == LIST).then_some(sighting.trace.text as u32);
        let own = lesson.lists.iter().find(|list| Some(list.id) == wanted);
        let (mut on, mut links) = (vec![url.to_owned()], own.map(|list| list.links.clone()).unwrap_or_default());
        for note in self.recent.iter().filter(|_| is_new) {
            // Under the same label in the same place may stand what an editor chose for that page alone.
            let list = own.and_then(|own| note.lesson.lists.iter().find(|l| l.id == own.id && are_one_list(own, l)));
            if note.carries(sighting.trace).is_some() || list.is_some() {
                on.push(note.url.clone());
                links.extend(list.map(|list| list.links.clone()).unwrap_or_default());
            }
        }
        Furniture { trace: sighting.trace, text: known.text.clone(), pages: known.pages, on, links }
    }

    /// A new layout takes the place of the one with the fewest pages.
    fn make_room_for(&mut self, layout: u32) {
        if self.layouts.len() >= MOST_LAYOUTS && !self.layouts.contains_key(&layout) {
            let rarest = self.layouts.iter().min_by_key(|(_, pages)| **pages).map(|(layout, _)| *layout);
            rarest.map(|layout| self.layouts.remove(&layout));
        }
    }

    /// Drops what was not seen for long, and what is too much.
    fn forget(&mut self, at: DateTime<Utc>, learnt: &mut Learnt) {
        let stale = |known: &Known| known.is_forgotten(self.seen(known.layout, at));
        let mut gone: Vec<Trace> = self.known.iter().filter(|(_, k)| stale(k)).map(|(trace, _)| *trace).collect();
        if self.known.len() - gone.len() > MOST_KNOWN {
            let mut by_age: Vec<(u64, Trace)> = self.known.iter().map(|(trace, k)| (k.last_page, *trace)).collect();
            by_age.sort_unstable();
            gone.extend(by_age.into_iter().map(|(_, trace)| trace).take(self.known.len() - MOST_KNOWN));
        }
        for trace in gone {
            if self.known.remove(&trace).is_some() {
                learnt.changed.retain(|changed| *changed != trace);
                learnt.forgotten.push(trace);
            }
        }
    }
}

/// A list as something that can be seen.
fn of_list(list: &LinkList) -> Sighting {
    let trace = list_trace(list.id);
    Sighting { trace, chars: 0, prose: false, apart: true, edge: true, text: list.label.clone() }
}

/// The trace that a list is known by.
pub(super) fn list_trace(id: u32) -> Trace {
    Trace { text: u64::from(id), path: LIST }
}

/// Whether two lists are one that changes slowly.
fn are_one_list(a: &LinkList, b: &LinkList) -> bool {
    let (least, share) = SHARED_LINKS;
    let shared = shared_links(a, b);
    shared >= least && shared as f64 >= share * a.links.len().min(b.links.len()) as f64
}

fn shared_links(a: &LinkList, b: &LinkList) -> usize {
    let there: FxHashSet<u64> = b.links.iter().copied().collect();
    a.links.iter().filter(|link| there.contains(link)).count()
}
