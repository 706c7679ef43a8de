//! The rules, each a function from a file to its faults, so that each can be shown a bad snippet.

use super::depends;
use super::lexer::{Kind, Token};
use super::source::Source;

/// Lines of a file: as a rule, and at most.
pub const FILE_RULE: usize = 350;
const FILE_CEILING: usize = 500;
/// Lines of a function, from `fn` to its closing brace.
const FUNCTION_CEILING: usize = 80;

/// Names that say nothing about what a file is for, so that everything ends up in it.
const VAGUE: [&str; 7] = ["utils", "util", "common", "helpers", "helper", "core", "misc"];
const CRATES_A_PURE_MODULE_MAY_NOT_NAME: [&str; 5] = ["tokio", "reqwest", "rusqlite", "rand", "SystemTime"];
const STD_A_PURE_MODULE_MAY_NOT_NAME: [&str; 6] = ["fs", "net", "env", "time", "thread", "process"];
const PRESENT: [&str; 5] = ["Utc", "Local", "SystemTime", "Instant", "OffsetDateTime"];
const SQL: [&str; 8] = ["SELECT", "INSERT", "UPDATE", "DELETE", "CREATE", "ALTER", "DROP", "PRAGMA"];

/// Modules a file may name, by `allowed`: rows of a module and what it may use.
pub fn dependencies(source: &Source, allowed: &[(&str, &[&str])]) -> Vec<String> {
    let Some(top) = source.top() else { return Vec::new() };
    let Some((_, may)) = allowed.iter().find(|(module, _)| *module == top) else {
        return vec![source.fault(1, &format!("module `{top}` is not in the table: give it a row in ALLOWED"))];
    };
    let fault = |line: usize, name: &str| match name {
        "*" => source.fault(line, "everything of the root is imported: name what is meant"),
        "super in a group" => {
            source.fault(line, "`super` inside a group hides how far it climbs: write it as a path of its own")
        }
        _ => source.fault(
            line,
            &format!("`{top}` may not use `{name}`: pass the value in, move the code, or widen ALLOWED with a reason"),
        ),
    };
    let named = depends::of(source).into_iter().filter(|(_, name)| name != top && !may.contains(&name.as_str()));
    named.map(|(line, name)| fault(line, &name)).collect()
}

/// What a pure module may not name.
pub fn purity(source: &Source) -> Vec<String> {
    let mut faults = Vec::new();
    for token in &source.tokens {
        if let Some(word) = token.word().filter(|word| CRATES_A_PURE_MODULE_MAY_NOT_NAME.contains(word)) {
            let what = format!("a pure module names `{word}`: take the value as an argument, or do this in an edge");
            faults.push(source.fault(token.line, &what));
        }
    }
    for (line, name) in depends::below(&source.tokens, "std") {
        if STD_A_PURE_MODULE_MAY_NOT_NAME.contains(&name.as_str()) {
            let what =
                format!("a pure module names `std::{name}`: no I/O and no clock here (`core::time` has Duration)");
            faults.push(source.fault(line, &what));
        }
    }
    faults.extend(present(source, &PRESENT));
    faults
}

/// Where the system's clock is read. A stopwatch (`Instant`) is no clock: it cannot tell the time.
pub fn clock(source: &Source) -> Vec<String> {
    present(source, &["Utc", "Local", "SystemTime", "OffsetDateTime"])
}

fn present(source: &Source, clocks: &[&str]) -> Vec<String> {
    let read = |three: &&[Token]| {
        three[0].word().is_some_and(|w| clocks.contains(&w)) && three[1].kind == Kind::Path && three[2].is_word("now")
    };
    let fault = |three: &[Token]| {
        let clock = three[0].word().unwrap_or_default();
        source.fault(
            three[0].line,
            &format!("`{clock}::now` reads the clock: take `now` as an argument or ask clock::Clock"),
        )
    };
    source.tokens.windows(3).filter(read).map(fault).collect()
}

/// Where `word` begins a path (`toml::`) or is imported whole.
pub fn names(source: &Source, word: &str, home: &str) -> Vec<String> {
    let named = |pair: &&[Token]| {
        pair[0].is_word(word) && pair[1].kind == Kind::Path || pair[0].is_word("use") && pair[1].is_word(word)
    };
    let mut lines: Vec<usize> = source.tokens.windows(2).filter(named).map(|pair| pair[1].line).collect();
    lines.dedup();
    let what = format!("`{word}` is the business of `{home}` alone: ask it, or give it what you need");
    lines.into_iter().map(|line| source.fault(line, &what)).collect()
}

/// Strings that are statements of SQL.
pub fn sql(source: &Source) -> Vec<String> {
    let is_sql = |token: &&Token| match &token.kind {
        Kind::Text(text) => {
            text.split_whitespace().next().is_some_and(|word| SQL.contains(&word)) && text.trim().contains(' ')
        }
        _ => false,
    };
    let fault = |token: &Token| source.fault(token.line, "SQL outside `store`: add an operation to the Store instead");
    source.tokens.iter().filter(is_sql).map(fault).collect()
}

/// std's hasher, whose definition is not ours.
pub fn hasher(source: &Source) -> Vec<String> {
    let what = "DefaultHasher changes with the compiler: xxh3 for what is stored, rustc-hash in memory";
    let named = source.tokens.iter().filter(|t| t.is_word("DefaultHasher") || t.is_word("RandomState"));
    named.map(|token| source.fault(token.line, what)).collect()
}

/// The ceiling of a file.
pub fn length(source: &Source) -> Vec<String> {
    let lines = source.text.lines().count();
    let what = format!("{lines} lines, {FILE_CEILING} at most: split it by what it does, tests into a sibling file");
    if lines > FILE_CEILING { vec![source.fault(lines, &what)] } else { Vec::new() }
}

/// The ceiling of a function.
pub fn functions(source: &Source) -> Vec<String> {
    let mut faults = Vec::new();
    for (at, pair) in source.tokens.windows(2).enumerate() {
        // `fn(` is the type of a function.
        let Some(name) = pair[1].word().filter(|_| pair[0].is_word("fn")) else { continue };
        let lines = end_of_function(&source.tokens[at..]).map_or(0, |end| end - pair[0].line + 1);
        if lines > FUNCTION_CEILING {
            let what =
                format!("fn {name} has {lines} lines, {FUNCTION_CEILING} at most: give its parts names of their own");
            faults.push(source.fault(pair[0].line, &what));
        }
    }
    faults
}

/// The line of the brace that closes the function beginning at the first token; `None` for one without a body.
fn end_of_function(tokens: &[Token]) -> Option<usize> {
    let (mut brackets, mut braces) = (0_i32, 0_i32);
    for token in tokens {
        match token.kind {
            Kind::Mark('(' | '[') => brackets += 1,
            Kind::Mark(')' | ']') => brackets -= 1,
            Kind::Mark('{') => braces += 1,
            Kind::Mark('}') => {
                braces -= 1;
                if braces == 0 && brackets == 0 {
                    return Some(token.line);
                }
            }
            Kind::Mark(';') if braces == 0 && brackets == 0 => return None,
            _ => {}
        }
    }
    None
}

/// The line every file opens with.
pub fn opening(source: &Source) -> Vec<String> {
    let first = source.text.lines().next().unwrap_or_default();
    if first.strip_prefix("//!").is_some_and(|said| !said.trim().is_empty()) {
        return Vec::new();
    }
    vec![source.fault(1, "does not open with a `//!` line: say in one sentence what the file is for")]
}

/// Names of files and inline modules.
pub fn naming(source: &Source) -> Vec<String> {
    let what = |name: &str| format!("`{name}` says nothing: name it after what it does");
    let parts = source.path.split('/').map(|part| part.strip_suffix(".rs").unwrap_or(part));
    let of_file = parts.filter(|part| VAGUE.contains(part)).map(|part| source.fault(1, &what(part)));
    let inline = source.tokens.windows(2).filter(|pair| pair[0].is_word("mod"));
    let of_module = inline.filter_map(|pair| {
        let name = pair[1].word().filter(|name| VAGUE.contains(name))?;
        Some(source.fault(pair[1].line, &what(name)))
    });
    of_file.chain(of_module).collect()
}
