//! The rules of the architecture, kept by reading the sources: who may use whom, what pure modules may not name, how
//! long files and functions may be. A rule that fails names file and line and says what to do.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking, in their helpers too")]

#[path = "architecture/depends.rs"]
mod depends;
#[path = "architecture/lexer.rs"]
mod lexer;
#[path = "architecture/prose.rs"]
mod prose;
#[path = "architecture/rules.rs"]
mod rules;
#[path = "architecture/selftest.rs"]
mod selftest;
#[path = "architecture/source.rs"]
mod source;

use source::Source;

/// Every top-level module and what of ours it may use. A row names only rows above it, so no circle can form.
///
/// Tests that live in `src` are held to it too: what a module's own test needs, the module needs to be understood.
const ALLOWED: [(&str, &[&str]); 24] = [
    // Pure.
    ("text", &[]),
    ("schedule", &[]),
    ("clock", &[]),
    ("systemd", &[]),
    ("article", &["text"]),
    ("feed", &["article", "text"]),
    ("site", &[]),
    ("page", &["article", "site", "text"]),
    ("opml", &["article", "text"]),
    ("discover", &["article", "feed", "page", "text"]),
    ("dedup", &["article", "text"]),
    ("story", &["article", "dedup", "text"]),
    ("digest", &["article", "story", "text"]),
    // Edges. The client asks the clock when a server states no Date of its own.
    ("http", &["article", "clock", "text"]),
    ("whole_file", &[]),
    ("config", &["article", "schedule", "site", "text", "whole_file"]),
    ("store", &["article", "dedup", "digest", "feed", "page", "schedule", "story", "text"]),
    ("export", &["article", "digest", "story", "text", "whole_file"]),
    // Orchestration.
    (
        "pipeline",
        &["article", "clock", "dedup", "digest", "feed", "http", "page", "schedule", "site", "store", "story", "text"],
    ),
    ("websub", &["article", "http", "pipeline", "store"]),
    (
        "daemon",
        &[
            "article", "clock", "config", "dedup", "digest", "export", "feed", "http", "page", "pipeline", "schedule",
            "store", "story", "systemd", "text",
        ],
    ),
    (
        "cli",
        &[
            "article", "clock", "config", "daemon", "dedup", "digest", "discover", "export", "feed", "http", "opml",
            "page", "pipeline", "schedule", "site", "store", "story", "systemd", "text", "websub",
        ],
    ),
    ("main", &["cli"]),
    ("lib", &[]),
];

/// No I/O, no clock, no randomness, no async.
const PURE: [&str; 11] =
    ["text", "article", "schedule", "feed", "site", "page", "opml", "discover", "dedup", "story", "digest"];

/// How many files may be longer than the rule says. It goes down only.
const LONG_FILES: usize = 2;

/// Runs a rule over the files that `concerned` picks, and fails with every fault there is.
fn hold(concerned: impl Fn(&Source) -> bool, rule: impl Fn(&Source) -> Vec<String>) {
    let files: Vec<Source> = source::rust().into_iter().filter(concerned).collect();
    assert!(!files.is_empty(), "the rule concerns no file: it would hold whatever the sources say");
    report(&files.iter().flat_map(rule).collect::<Vec<_>>());
}

fn report(faults: &[String]) {
    assert!(faults.is_empty(), "{} to mend:\n{}", faults.len(), faults.join("\n"));
}

fn in_crate(source: &Source) -> bool {
    source.top().is_some()
}

#[test]
fn modules_use_only_what_the_table_allows() {
    hold(in_crate, |source| rules::dependencies(source, &ALLOWED));
}

#[test]
fn the_table_has_no_circle_and_no_row_without_a_module() {
    let tops: Vec<String> = source::rust().iter().filter_map(|s| s.top().map(str::to_owned)).collect();
    for (row, (module, may)) in ALLOWED.iter().enumerate() {
        assert!(tops.iter().any(|top| top == module), "ALLOWED has a row for {module}, which is gone: drop it");
        for name in *may {
            let above = ALLOWED[..row].iter().any(|(earlier, _)| earlier == name);
            assert!(above, "{module} may use {name}, which has no row above: the table would allow a circle");
        }
    }
    for pure in PURE {
        let (_, may) = ALLOWED.iter().find(|(module, _)| *module == pure).expect("a row for every pure module");
        assert!(may.iter().all(|name| PURE.contains(name)), "{pure} is pure and may use only what is");
    }
}

#[test]
fn pure_modules_do_no_io_and_read_no_clock() {
    hold(|s| s.top().is_some_and(|top| PURE.contains(&top)), rules::purity);
}

#[test]
fn only_the_clock_reads_the_clock() {
    hold(|s| in_crate(s) && s.top() != Some("clock"), rules::clock);
}

#[test]
fn each_outside_thing_has_one_home() {
    for (name, home) in [("rusqlite", "store"), ("toml", "config"), ("reqwest", "http")] {
        hold(|s| in_crate(s) && s.top() != Some(home), |s| rules::names(s, name, home));
        let used = source::rust().iter().any(|s| s.top() == Some(home) && !rules::names(s, name, home).is_empty());
        assert!(used, "{home} does not name {name}: the rule looks for the wrong name");
    }
    hold(|s| in_crate(s) && s.top() != Some("store"), rules::sql);
}

#[test]
fn no_hash_is_one_that_std_defines() {
    hold(in_crate, rules::hasher);
}

#[test]
fn files_are_short() {
    hold(|_| true, rules::length);
    let long: Vec<String> = source::rust()
        .iter()
        .map(|s| (s.text.lines().count(), &s.path))
        .filter(|(lines, _)| *lines > rules::FILE_RULE)
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    println!("over {} lines:\n{}", rules::FILE_RULE, long.join("\n"));
    assert!(
        long.len() <= LONG_FILES,
        "{} files are over {} lines, {LONG_FILES} at most: split the one you just made longer\n{}",
        long.len(),
        rules::FILE_RULE,
        long.join("\n")
    );
}

#[test]
fn functions_are_short() {
    hold(|_| true, rules::functions);
}

#[test]
fn every_file_says_what_it_is_for() {
    hold(|_| true, rules::opening);
}

#[test]
fn names_say_something() {
    hold(|_| true, rules::naming);
}

#[test]
fn what_cannot_be_seen_is_written_as_an_escape() {
    report(&published(prose::invisible));
}

#[test]
fn tables_of_folded_words_are_folded() {
    hold(in_crate, prose::misfolded);
}

#[test]
fn nothing_names_a_machine_or_a_registry() {
    report(&published(prose::machine));
    report(&published(prose::registries));
}

/// The faults of every text file of the package.
fn published(rule: impl Fn(&str, &str) -> Vec<String>) -> Vec<String> {
    let files = source::published();
    for expected in ["src/lib.rs", "Cargo.toml", "Cargo.lock", "config/hasad.toml", "tests/architecture.rs"] {
        assert!(files.iter().any(|(path, _)| path == expected), "{expected} was not looked at");
    }
    files.iter().flat_map(|(path, text)| rule(path, text)).collect()
}
