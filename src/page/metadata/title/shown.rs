//! Headlines that only the page itself shows: its head names the site, or something else than what readers see.

use super::{Heading, MAX_TITLE, SEPARATORS, Title};
use crate::page::blocks::Stream;
use crate::page::kind::calls_itself_home;
use crate::page::labels::label_of;
use crate::page::metadata::key;
use crate::text::letters::fold;

/// Lines above the text among which its headline stands, where nothing marks it: date, place and byline stand between.
const ABOVE_TEXT: usize = 5;
/// The only heading above the text that can be a headline: what readers are shown goes before what heads say to other sites.
pub(super) fn only_heading_above_text(stream: &Stream, headings: &[Heading]) -> Option<Title> {
    if calls_itself_home(&fold(&stream.head.title)) {
        return None;
    }
    let text = stream.blocks.iter().position(|b| b.is_prose() && b.chars >= 90)?;
    let is_headline = |h: &&Heading| {
        let words = h.text.split_whitespace().count();
        h.block < text && words >= 4 && key(&h.text).chars().count() > 20 && !stream.blocks[h.block].is_link()
    };
    let mut shown = headings.iter().filter(is_headline);
    let (first, more) = (shown.next()?, shown.next());
    let title = Title { text: Some(first.text.clone()), block: Some(first.block), disagrees: true };
    more.is_none().then_some(title)
}

/// The only heading of the first rank, however short, where the head names it before a mark and the outlet behind it: columns
/// have headlines of a word or two (`الهدوء | صحيفة كذا`).
pub(super) fn short_heading(
    stream: &Stream,
    headings: &[Heading],
    witnesses: &[(String, String)],
    outlets: &[String],
) -> Option<Title> {
    let mut first = headings.iter().filter(|h| h.level == 1);
    let (only, None) = (first.next()?, first.next()) else { return None };
    let shown = key(&only.text);
    let names_outlet = outlets.iter().any(|outlet| key(outlet) == shown) || has_site_word(&fold(&only.text));
    if names_outlet || shown.is_empty() || stream.blocks[only.block].is_link() {
        return None;
    }
    let before_mark = |named: &str| {
        let cuts = SEPARATORS.iter().flat_map(|mark| named.match_indices(mark));
        cuts.take(8).any(|(at, mark)| key(&named[..at]) == shown && names_a_site(&named[at + mark.len()..]))
    };
    let named = witnesses.iter().any(|(named, _)| before_mark(named));
    named.then(|| Title { text: Some(only.text.clone()), block: Some(only.block), disagrees: false })
}

fn has_site_word(folded: &str) -> bool {
    folded.split(|c: char| !c.is_alphanumeric()).any(|word| SITE_WORDS.contains(&word))
}

/// Words, folded, of which one stands in every site's name for itself.
const SITE_WORDS: [&str; 18] = [
    "الموقع",
    "وكاله",
    "صحيفه",
    "جريده",
    "موقع",
    "شبكه",
    "قناه",
    "بوابه",
    "مجله",
    "الاخباريه",
    "للانباء",
    "نيوز",
    "news",
    "agency",
    "newspaper",
    "tv",
    "online",
    "website",
];

/// Whether a page's head says no more than whose page it is, as old sites' do on every page.
pub(super) fn names_a_site(title: &str) -> bool {
    let folded = fold(title);
    // Site and section have names of a few words, and no headline is that short.
    let names =
        || folded.split(['|', '-', '–', '—', ':', '»', '«', '•']).all(|part| part.split_whitespace().count() <= 3);
    !calls_itself_home(&folded) && (names() || (folded.split_whitespace().count() <= 8 && has_site_word(&folded)))
}

/// The headline of a page that marks none: the longest line of a headline's shape right above the first paragraphs.
pub(super) fn line_above_text(stream: &Stream) -> Option<Title> {
    let blocks = &stream.blocks;
    let is_text = |at: usize| blocks.get(at).is_some_and(|b| b.is_prose() && b.chars >= 90);
    let text = (0..blocks.len()).find(|at| is_text(*at) && (at + 1..at + 4).any(is_text))?;
    let is_headline = |at: &usize| {
        let block = &blocks[*at];
        let words = block.text.split_whitespace().count();
        let numbers = block.text.chars().filter(|c| c.is_numeric()).count();
        (15..=160).contains(&block.chars)
            && (4..=25).contains(&words)
            && numbers * 8 < block.chars
            && block.spans.is_empty()
            && !block.text.ends_with(['.', ':', '،'])
            && label_of(&block.text).is_none()
    };
    let block = (text.saturating_sub(ABOVE_TEXT)..text).filter(is_headline).max_by_key(|at| blocks[*at].chars)?;
    let text = crate::text::clean::line(&blocks[block].text, MAX_TITLE);
    Some(Title { text: Some(text), block: Some(block), disagrees: true })
}
