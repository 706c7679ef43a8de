//! The label grammar: the fixed phrases that part an article from what a page puts into and around it.
//!
//! Matching is on folded text, so that one key stands for every spelling with and without hamza, vowel marks and tatweel.

mod composed;
mod keys;
mod other_keys;
pub(super) mod site;

use crate::article::LinkKind;
use crate::text::letters::{Folded, fold, fold_into, fold_plain, is_word_char};
use keys::LINK_KEYS;
use other_keys::OTHER_KEYS;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What a label announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LabelKind {
    /// Links to other articles.
    Links(LinkKind),
    /// Tags of this article.
    Tags,
    /// The source the outlet credits.
    Source,
    /// Who wrote, translated or edited.
    Byline,
    /// When it was published.
    Date,
    /// When it was changed.
    Changed,
    /// A list of the site's own, with no word about this article: the latest, the one before and after.
    SiteList,
    /// A line of the site's own: share, follow, subscribe, download.
    Furniture,
    /// The article is over: comments, rights.
    Stop,
}

/// A label at the start of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Label {
    /// What it announces.
    pub kind: LabelKind,
    /// Where the label's own words end, in bytes.
    pub end: usize,
    /// Where what follows it begins; the length of the text when nothing does.
    pub rest: usize,
    /// Whether a colon, bar or dash parts the two.
    pub separated: bool,
}

impl Label {
    /// Whether the block is the label and nothing more.
    pub fn is_alone(&self, text: &str) -> bool {
        self.rest >= text.len()
    }
}

/// Whether a label announces what the site chose for every reader, and not what is like this article.
pub(super) fn is_site_pick(label: &str) -> bool {
    let folded = fold(label);
    let folded = folded.trim_start();
    // `المزيد من أخبار الخليج` names whose they are; without a name it is the day's list.
    let more = folded.trim_end_matches([':', '.', ' ']) == "المزيد من الاخبار";
    more || ["اخترنا", "مختارات", "المزيد من الموضوعات من"].iter().any(|key| folded.starts_with(key))
}

/// Whether a label says no more than that there is more.
pub(super) fn is_more(label: &str) -> bool {
    fold(label).trim().trim_end_matches([':', '.', ' ']) == "المزيد"
}

/// Whether a label says that there is more of a section or a writer.
pub(super) fn is_more_of(label: &str) -> bool {
    fold(label).trim_start().starts_with("المزيد من")
}

/// Longest key in characters, with room for decoration: how much of a block is folded to look for one.
const WINDOW: usize = 48;

/// The label `text` starts with.
pub(super) fn label_of(text: &str) -> Option<Label> {
    let start = text.find(is_word_char)?;
    // Decoration before a label is short: bullets, arrows, an opening quote.
    if start > 12 {
        return None;
    }
    // Folding is the dear part, and most blocks begin with letters that begin no key.
    if !may_open(&text[start..]) {
        return None;
    }
    let window_end = text[start..].char_indices().nth(WINDOW).map_or(text.len(), |(at, _)| start + at);
    let folded = fold(&text[start..window_end]);
    let head = folded.as_bytes().get(..4)?;
    let near = keys_of(&folded).iter().filter(|(key, _)| key.as_bytes().starts_with(head));
    let known = near.filter(|(key, _)| starts_with_word(&folded, key)).map(|(key, kind)| (key.len(), *kind));
    let (length, kind) = known.chain(composed::label(&folded)).max_by_key(|(length, _)| *length)?;
    let end = start + original_length(&text[start..], length);
    let rest = &text[end..];
    let gap = rest.find(|c: char| is_word_char(c) || matches!(c, '«' | '"' | '“' | '(' | '\'' | '‹' | '['));
    let between = &rest[..gap.unwrap_or(rest.len())];
    let separated = between.contains([':', '|', '：', '…', '–', '—', '-', '/', '»', '>', '←', '+', '.', '؟', '!']);
    Some(Label { kind, end, rest: end + gap.unwrap_or(rest.len()), separated })
}

/// A phrase and what it announces.
type Key = (&'static str, LabelKind);

/// The keys by their first two characters.
static OPENINGS: LazyLock<FxHashMap<(char, char), Vec<Key>>> = LazyLock::new(|| {
    let mut by_opening: FxHashMap<(char, char), Vec<Key>> = FxHashMap::default();
    for (key, kind) in LINK_KEYS.into_iter().chain(OTHER_KEYS) {
        if let Some(two) = first_two(key) {
            by_opening.entry(two).or_default().push((key, kind));
        }
    }
    for two in composed::openings().filter_map(first_two) {
        by_opening.entry(two).or_default();
    }
    by_opening
});

fn first_two(text: &str) -> Option<(char, char)> {
    let mut chars = text.chars();
    chars.next().zip(chars.next())
}

fn keys_of(folded: &str) -> &'static [Key] {
    first_two(folded).and_then(|two| OPENINGS.get(&two)).map_or(&[], Vec::as_slice)
}

/// Whether the first two characters of `text`, folded, begin a key. What is no plain letter is let through: folding decides.
fn may_open(text: &str) -> bool {
    let mut first = None;
    for c in text.chars().take(8) {
        match fold_plain(c) {
            Folded::Keep(c) => match first {
                None => first = Some(c),
                Some(first) => return OPENINGS.contains_key(&(first, c)),
            },
            Folded::Drop => {}
            Folded::Other => return true,
        }
    }
    first.is_some()
}

fn starts_with_word(folded: &str, key: &str) -> bool {
    folded.strip_prefix(key).is_some_and(|rest| !rest.starts_with(is_word_char))
}

/// How many bytes of `text` fold to `folded_len` bytes, marks after the last letter included.
fn original_length(text: &str, folded_len: usize) -> usize {
    let mut folded = String::new();
    let mut buffer = [0; 4];
    for (at, c) in text.char_indices() {
        let before = folded.len();
        fold_into(c.encode_utf8(&mut buffer), &mut folded);
        if before >= folded_len && folded.len() > before {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests;
