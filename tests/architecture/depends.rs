//! Which module names which: paths from the crate's root, by `crate::`, by enough `super::`, and in groups.

use super::lexer::{Kind, Token};
use super::source::Source;

/// What follows `start ::`: each first segment and its line; of a group, every member's. A glob comes back as `*`.
pub fn below(tokens: &[Token], start: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let is_inner = at > 0 && tokens[at - 1].kind == Kind::Path && !is_leading(tokens, at - 1);
        if token.is_word(start) && !is_inner {
            found.extend(members(tokens, at + 1));
        }
    }
    found
}

/// Whether the `::` at `at` opens a path (`::std::fs`) and belongs to no word before it.
fn is_leading(tokens: &[Token], at: usize) -> bool {
    at == 0 || !(tokens[at - 1].word().is_some() || tokens[at - 1].is_mark('>'))
}

/// The first segments after the `::` expected at `at`.
fn members(tokens: &[Token], at: usize) -> Vec<(usize, String)> {
    if tokens.get(at).is_none_or(|t| t.kind != Kind::Path) {
        return Vec::new();
    }
    let Some(next) = tokens.get(at + 1) else { return Vec::new() };
    if !next.is_mark('{') {
        let name = if next.is_mark('*') { "*" } else { next.word().unwrap_or("?") };
        return vec![(next.line, name.to_owned())];
    }
    let (mut depth, mut opens, mut found) = (0, false, Vec::new());
    for token in &tokens[at + 1..] {
        match &token.kind {
            Kind::Mark('{') => (depth, opens) = (depth + 1, depth == 0),
            Kind::Mark('}') if depth == 1 => break,
            Kind::Mark('}') => depth -= 1,
            Kind::Mark(',') => opens = depth == 1,
            Kind::Mark('*') if opens => found.push((token.line, "*".to_owned())),
            Kind::Word(word) if opens => {
                found.push((token.line, word.clone()));
                opens = false;
            }
            _ => {}
        }
    }
    found
}

/// The top-level modules that `source` names, each with its line.
pub fn of(source: &Source) -> Vec<(usize, String)> {
    let mut found = below(&source.tokens, "crate");
    found.extend(below(&source.tokens, "hasad"));
    found.extend(escapes(source));
    found.sort();
    found
}

/// Paths that climb by `super::` to the root. Modules written inline stand deeper than their file.
fn escapes(source: &Source) -> Vec<(usize, String)> {
    let tokens = &source.tokens;
    let base = source.module().unwrap_or_default().len();
    let (mut found, mut braces, mut inline) = (Vec::new(), 0_usize, Vec::new());
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at].is_mark('{') {
            braces += 1;
            if at >= 2 && tokens[at - 2].is_word("mod") {
                inline.push(braces);
            }
        } else if tokens[at].is_mark('}') {
            if inline.last() == Some(&braces) {
                inline.pop();
            }
            braces = braces.saturating_sub(1);
        } else if tokens[at].is_word("super") {
            let mut climbed = 1;
            while tokens.get(at + 1).is_some_and(|t| t.kind == Kind::Path)
                && tokens.get(at + 2).is_some_and(|t| t.is_word("super"))
            {
                climbed += 1;
                at += 2;
            }
            let next = members(tokens, at + 1);
            if next.iter().any(|(_, name)| name == "super") {
                found.push((tokens[at].line, "super in a group".to_owned()));
            } else if climbed >= base + inline.len() && base > 0 {
                found.extend(next);
            }
        }
        at += 1;
    }
    found
}
