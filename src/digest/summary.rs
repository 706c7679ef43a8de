//! The first sentences of an article, as many as fit.

use crate::article::{Block, BlockKind, StoredArticle};
use crate::text::clean;
use crate::text::letters::{fold, is_mark, is_word_char};

/// Longest summary, in characters.
pub const MAX_SUMMARY_CHARS: usize = 280;

/// A summary shorter than this is filled up with the beginning of the next sentence.
const SHORT_SUMMARY_CHARS: usize = 110;

/// Only this much of an article is looked at, in characters: a summary never needs more.
const READ_CHARS: usize = 800;

/// A dateline ends within this many characters.
const DATELINE_CHARS: usize = 70;

/// Most words of a place in a dateline.
const DATELINE_WORDS: usize = 6;

/// Folded names of agencies as datelines have them.
const AGENCIES: [&str; 28] = [
    "cnn",
    "bbc",
    "afp",
    "ap",
    "dpa",
    "upi",
    "efe",
    "reuters",
    "رويترز",
    "ا ف ب",
    "اف ب",
    "فرانس برس",
    "ا ب",
    "اسوشيتد برس",
    "د ب ا",
    "الاناضول",
    "الالمانيه",
    "شينخوا",
    "سبوتنيك",
    "وام",
    "واس",
    "سانا",
    "بترا",
    "قنا",
    "كونا",
    "وفا",
    "و م ع",
    "وات",
];

/// Lines of fewer words without an end of sentence are bylines and datelines, not sentences.
const FEWEST_WORDS: usize = 5;

/// The first sentences of `article`, at most [`MAX_SUMMARY_CHARS`] characters in one line; empty when it has no text. A first
/// sentence that is too long ends at a word with `…`. Headings, captions, bylines, datelines and a repeated title are passed over.
#[must_use]
pub fn summary(article: &StoredArticle) -> String {
    let text = lead(article);
    let mut out = String::new();
    for sentence in sentences(&text) {
        let room = MAX_SUMMARY_CHARS.saturating_sub(out.chars().count() + usize::from(!out.is_empty()));
        let fits = sentence.chars().count() <= room;
        if !fits && out.chars().count() >= SHORT_SUMMARY_CHARS {
            break;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        // One character of the room is for the ellipsis.
        out.push_str(&if fits { sentence.to_owned() } else { clean::excerpt(sentence, room.saturating_sub(1)) });
        if !fits {
            break;
        }
    }
    out
}

/// The running text from its first real sentence on, in one line.
fn lead(article: &StoredArticle) -> String {
    let title = fold(&clean::line(&article.title, READ_CHARS));
    let lines = |kinds: &[BlockKind]| -> String {
        let mut text = String::new();
        for block in article.blocks.iter().filter(|b| kinds.contains(&b.kind)) {
            let line = clean::line(&block.text, READ_CHARS);
            if line.is_empty() || (text.is_empty() && is_furniture(&line, &title, block)) {
                continue;
            }
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&line);
            if text.len() > READ_CHARS * 2 {
                break;
            }
        }
        text
    };
    let running = lines(&[BlockKind::Paragraph]);
    let text = if running.is_empty() { lines(&[BlockKind::Quote, BlockKind::ListItem]) } else { running };
    without_dateline(&text).to_owned()
}

/// The text after a dateline that names its agency in brackets: `لندن، بريطانيا (CNN) –`, `القاهرة (أ ف ب) -`. Only known agencies: any other
/// bracket before a dash may belong to the sentence.
fn without_dateline(text: &str) -> &str {
    let reach = text.char_indices().nth(DATELINE_CHARS).map_or(text.len(), |(at, _)| at);
    let Some((place, agency)) = text[..reach].split_once('(') else { return text };
    let Some((agency, rest)) = agency.split_once(')') else { return text };
    let agency = fold(agency).replace('.', " ");
    let agency = agency.split_whitespace().collect::<Vec<_>>().join(" ");
    let body = rest.trim_start_matches([' ', '-', '–', '—', '_', ':']);
    let is_parted = rest[..rest.len() - body.len()].contains(['-', '–', '—', '_', ':']);
    let is_dateline = AGENCIES.contains(&agency.as_str()) && place.split_whitespace().count() <= DATELINE_WORDS;
    if is_parted && is_dateline { &text[reach - body.len()..] } else { text }
}

fn is_furniture(line: &str, folded_title: &str, block: &Block) -> bool {
    let short = block.kind == BlockKind::Paragraph && line.split(' ').count() < FEWEST_WORDS;
    (short && !line.ends_with(['.', '؟', '!', '?', '…'])) || fold(line) == folded_title
}

/// Sentences of one line of text, each with its final mark and trimmed.
fn sentences(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    core::iter::from_fn(move || {
        let end = sentence_end(rest);
        let (sentence, tail) = rest.split_at(end);
        rest = tail;
        (!sentence.is_empty()).then(|| sentence.trim())
    })
}

/// Where the first sentence of `text` ends, in bytes: after a final mark (and the quotes that close on it) before a blank. A
/// full stop after one or two letters is an abbreviation (`د. سعاد`, `أ. ف. ب.`), after a digit without a blank a number.
fn sentence_end(text: &str) -> usize {
    let mut letters = 0_usize;
    let mut marks = text.char_indices().peekable();
    while let Some((at, c)) = marks.next() {
        if is_mark(c) {
            continue;
        }
        if !matches!(c, '.' | '؟' | '?' | '!' | '…') {
            letters = if is_word_char(c) { letters + 1 } else { 0 };
            continue;
        }
        let abbreviation = c == '.' && (1..=2).contains(&letters);
        letters = 0;
        let mut end = at + c.len_utf8();
        while let Some((next_at, next)) = marks.peek().copied()
            && matches!(next, '.' | '؟' | '?' | '!' | '…' | '"' | '»' | '”' | ')' | '\'')
        {
            end = next_at + next.len_utf8();
            marks.next();
        }
        if !abbreviation && marks.peek().is_none_or(|(_, next)| *next == ' ') {
            return end;
        }
    }
    text.len()
}
