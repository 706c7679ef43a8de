//! Rules about characters and words, for every text file and not only for code.

use super::lexer::{Kind, Token};
use super::source::Source;
use hasad::text::letters::fold;

/// Parts of names that belong to one machine or one network. Written in two pieces, or this file would break its own rule.
const MACHINE: [&str; 5] = [
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("C:\\Us", "ers"),
];
const REGISTRIES: [&str; 7] = [
    concat!("crates", ".io"),
    concat!("npmjs", ".org"),
    concat!("pypi", ".org"),
    concat!("pythonhosted", ".org"),
    concat!("proxy.golang", ".org"),
    concat!("docker", ".io"),
    concat!("ghcr", ".io"),
];
/// Where cargo says a package of the public registry came from; a mirror would show here.
const PUBLIC: &str = concat!("registry+https://github.com/rust-lang/crates", ".io-index");

/// Characters that a reader of the code cannot see: they must be escapes, so that a review shows them.
pub fn invisible(path: &str, text: &str) -> Vec<String> {
    if path.ends_with(".md") || path.starts_with("tests/data/") || path.starts_with("fuzz/corpus/") {
        return Vec::new();
    }
    let mut faults = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if let Some(c) = line.chars().find(|c| is_invisible(*c)) {
            let code = u32::from(c);
            faults.push(format!("{path}:{}: U+{code:04X} cannot be seen: write \\u{{{code:x}}}", number + 1));
        }
    }
    faults
}

fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{a0}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202f}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
        || c.is_control() && c != '\t'
}

/// Paths of one machine.
pub fn machine(path: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if let Some(part) = MACHINE.iter().find(|part| names_from_root(line, part)) {
            let what = "is a path of one machine: make it relative, or build it from the environment";
            faults.push(format!("{path}:{}: {part} {what}", number + 1));
        }
    }
    faults
}

/// Whether `part` stands in `line` as the beginning of a path, and not inside one or inside a URL.
fn names_from_root(line: &str, part: &str) -> bool {
    line.match_indices(part).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|c| !(c.is_alphanumeric() || "._-/}".contains(c)))
    })
}

/// Hosts that packages come from: which one is used is the affair of the machine that builds.
pub fn registries(path: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let fault = |what: &str| format!("{path}:{}: {what}", number + 1);
        if path.ends_with("Cargo.lock") {
            let source = line.trim().strip_prefix("source = \"").and_then(|rest| rest.strip_suffix('"'));
            if source.is_some_and(|source| source != PUBLIC) {
                faults.push(fault("a package from elsewhere than the public registry: lock it again without a mirror"));
            }
        } else if let Some(host) = REGISTRIES.iter().find(|host| line.contains(*host)) {
            faults.push(fault(&format!("names the registry {host}: leave that to the machine's own settings")));
        }
    }
    faults
}

/// Tables whose comment says that their words are folded, with one that is not: it would never be found in folded text, and nothing
/// else would tell.
pub fn misfolded(source: &Source) -> Vec<String> {
    let mut faults = Vec::new();
    let mut says_folded = false;
    for (line, number) in source.text.lines().zip(1..) {
        let line = line.trim_start();
        if let Some(comment) = line.strip_prefix("///") {
            says_folded |= comment.contains(", folded") || comment.trim_start().starts_with("Folded ");
        } else if !line.starts_with("#[") {
            let is_table = line.split_whitespace().take(3).any(|word| word == "const" || word == "static");
            if std::mem::take(&mut says_folded) && is_table {
                faults.extend(literals_of_item(&source.tokens, number).filter_map(|(at, text)| {
                    let folded = fold(text);
                    (folded != text).then(|| source.fault(at, &format!("{text} is not folded: write {folded}")))
                }));
            }
        }
    }
    faults
}

/// The strings of the item that begins on `line`, with their lines: up to the semicolon outside every bracket.
fn literals_of_item(tokens: &[Token], line: usize) -> impl Iterator<Item = (usize, &str)> {
    let mut depth = 0_i32;
    let item = tokens.iter().skip_while(move |token| token.line < line).take_while(move |token| {
        if let Kind::Mark(mark) = token.kind {
            depth += i32::from("([{".contains(mark)) - i32::from(")]}".contains(mark));
        }
        depth != 0 || !token.is_mark(';')
    });
    item.filter_map(|token| if let Kind::Text(text) = &token.kind { Some((token.line, text.as_str())) } else { None })
}
