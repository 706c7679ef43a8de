//! The difference of two versions word by word: unchanged paragraphs folded away, changed ones whole, `[-gone-]{+new+}`.

use super::super::table::{foreign, when};
use crate::article::{Block, BlockKind};
use crate::store::{Version, VersionText};
use crate::text::clean;
use crate::text::diff::stretches;
use crate::text::direction::isolate;
use chrono_tz::Tz;
use serde::Serialize;
use std::fmt::Write;

/// Longest line printed, in characters; a paragraph fits.
const MAX_LINE: usize = 20_000;

/// Stands between two paragraphs while words are compared.
const BREAK: &str = "\n";

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Op {
    Same,
    Removed,
    Added,
}

/// Words in a row of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Piece {
    op: Op,
    text: String,
}

/// What differs between two versions: the headline, and the body by paragraphs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Difference {
    pub title: Vec<Piece>,
    pub body: Vec<Vec<Piece>>,
}

impl Difference {
    pub(super) fn of(old: &VersionText, new: &VersionText) -> Self {
        let title = paragraphs_of(&[&old.title], &[&new.title]).into_iter().flatten().collect();
        let (before, after) = (texts(&old.blocks), texts(&new.blocks));
        let mut body = Vec::new();
        for stretch in stretches(&before, &after) {
            if stretch.equal {
                let same = |text: &&str| vec![Piece { op: Op::Same, text: (*text).to_owned() }];
                body.extend(before[stretch.old].iter().map(same));
            } else {
                body.extend(paragraphs_of(&before[stretch.old], &after[stretch.new]));
            }
        }
        Self { title, body }
    }

    /// The difference for a person at a terminal. Foreign text is cleaned and isolated line by line.
    pub(super) fn told(&self, from: &Version, to: &Version, zone: Tz) -> String {
        let head = |mark: &str, v: &Version| {
            let silent = if v.silent { ", silent" } else { "" };
            format!(
                "{mark} version {}, seen {}, {}{silent}\n",
                v.number,
                when(Some(v.seen), zone),
                foreign(&v.outlet.0, 40)
            )
        };
        let mut out = head("---", from) + &head("+++", to);
        let _ = writeln!(out, "\n{}\n", marked(&self.title));
        let mut unchanged = 0;
        for paragraph in &self.body {
            if paragraph.iter().all(|piece| piece.op == Op::Same) {
                unchanged += 1;
                continue;
            }
            fold_away(&mut out, &mut unchanged);
            let _ = writeln!(out, "{}\n", marked(paragraph));
        }
        fold_away(&mut out, &mut unchanged);
        out
    }
}

fn fold_away(out: &mut String, unchanged: &mut usize) {
    if *unchanged > 0 {
        let _ = writeln!(
            out,
            "({} unchanged)\n",
            if *unchanged == 1 { "1 paragraph".to_owned() } else { format!("{unchanged} paragraphs") }
        );
    }
    *unchanged = 0;
}

fn texts(blocks: &[Block]) -> Vec<&str> {
    blocks.iter().filter(|block| block.kind != BlockKind::Caption).map(|block| block.text.as_str()).collect()
}

/// Paragraphs that stand in place of others, as the later version parts them.
fn paragraphs_of(old: &[&str], new: &[&str]) -> Vec<Vec<Piece>> {
    let (before, after) = (words(old), words(new));
    let mut lines: Vec<Vec<Piece>> = vec![Vec::new()];
    let mut put = |op: Op, words: &[&str]| {
        for word in words {
            if *word != BREAK {
                push(&mut lines, op, word);
            } else if op != Op::Removed {
                lines.push(Vec::new());
            }
        }
    };
    for stretch in stretches(&before, &after) {
        if stretch.equal {
            put(Op::Same, &after[stretch.new]);
        } else {
            put(Op::Removed, &before[stretch.old]);
            put(Op::Added, &after[stretch.new]);
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

fn words<'a>(paragraphs: &[&'a str]) -> Vec<&'a str> {
    let mut words = Vec::new();
    for (at, paragraph) in paragraphs.iter().enumerate() {
        if at > 0 {
            words.push(BREAK);
        }
        words.extend(paragraph.split_whitespace());
    }
    words
}

fn push(lines: &mut [Vec<Piece>], op: Op, word: &str) {
    let Some(line) = lines.last_mut() else { return };
    match line.last_mut() {
        Some(last) if last.op == op => {
            last.text.push(' ');
            last.text.push_str(word);
        }
        _ => line.push(Piece { op, text: word.to_owned() }),
    }
}

/// One line with its marks.
fn marked(pieces: &[Piece]) -> String {
    let mut line = String::new();
    let mut former = None;
    for piece in pieces {
        // What came stands right behind what went.
        if former.is_some_and(|op| !(op == Op::Removed && piece.op == Op::Added)) {
            line.push(' ');
        }
        let text = clean::line(&piece.text, MAX_LINE);
        let _ = match piece.op {
            Op::Same => write!(line, "{text}"),
            Op::Removed => write!(line, "[-{text}-]"),
            Op::Added => write!(line, "{{+{text}+}}"),
        };
        former = Some(piece.op);
    }
    isolate(&line)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(title: &str, paragraphs: &[&str]) -> VersionText {
        let block = |text: &&str| Block { kind: BlockKind::Paragraph, text: (*text).to_owned() };
        VersionText { title: title.to_owned(), blocks: paragraphs.iter().map(block).collect() }
    }

    fn lines(difference: &Difference) -> Vec<String> {
        let bare = |line: String| line.replace(['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}'], "");
        difference.body.iter().map(|pieces| bare(marked(pieces))).collect()
    }

    #[test]
    fn words_that_changed_are_marked_in_their_paragraph() {
        let old = text("حريق في المصنع", &["أصيب 4 عمال في الحريق.", "وأخمدت الفرق النيران."]);
        let new =
            text("حريق في المستودع", &["أصيب 7 عمال في الحريق.", "وأخمدت الفرق النيران.", "ونقل المصابون إلى المشفى."]);
        let difference = Difference::of(&old, &new);
        assert_eq!(
            lines(&difference),
            ["أصيب [-4-]{+7+} عمال في الحريق.", "وأخمدت الفرق النيران.", "{+ونقل المصابون إلى المشفى.+}"]
        );
        assert_eq!(difference.title.len(), 3);
    }

    #[test]
    fn a_paragraph_that_was_joined_or_parted_shows_its_words_once() {
        let old = text("خبر", &["بدأ العمل صباحا.", "وانتهى مساء."]);
        let new = text("خبر", &["بدأ العمل صباحا. وانتهى مساء."]);
        assert_eq!(lines(&Difference::of(&old, &new)), ["بدأ العمل صباحا. وانتهى مساء."]);
        assert_eq!(lines(&Difference::of(&new, &old)), ["بدأ العمل صباحا.", "وانتهى مساء."]);
    }

    #[test]
    fn nothing_of_a_page_reaches_the_terminal_raw() {
        let old = text("خبر", &["نص"]);
        let new = text("خبر", &["نص \u{1b}[31mأحمر\u{202e}"]);
        let told = lines(&Difference::of(&old, &new)).concat();
        assert!(!told.contains('\u{1b}') && !told.contains('\u{202e}'), "{told:?}");
    }
}
