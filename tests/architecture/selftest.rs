//! The rules shown what they are there to find, and what only looks like it.

use super::lexer::{Kind, tokens};
use super::source::Source;
use super::{ALLOWED, depends, prose, rules};

fn at(path: &str, text: &str) -> Source {
    Source::new(path, text)
}

fn words(text: &str) -> Vec<String> {
    tokens(text).iter().filter_map(|t| t.word().map(str::to_owned)).collect()
}

#[test]
fn comments_are_gone_even_nested() {
    assert_eq!(words("a // b\nc /* d /* e */ f */ g /// h \"\ni"), ["a", "c", "g", "i"]);
    assert_eq!(words("a /* never ends"), ["a"]);
}

#[test]
fn strings_of_every_sort_are_one_token() {
    let text = |source: &str| -> Vec<String> {
        let texts = tokens(source).into_iter();
        texts.filter_map(|t| if let Kind::Text(text) = t.kind { Some(text) } else { None }).collect()
    };
    assert_eq!(
        text(r##"x("a\"b", r"c\", r#"d"e"#, b"f", br#"g"#, c"h", "//i")"##),
        ["a\\\"b", "c\\", "d\"e", "f", "g", "h", "//i"]
    );
    assert_eq!(words(r##"x("a\"b", r"c\", r#"d"e"#, b"f", br#"g"#, c"h", "//i") y"##), ["x", "y"]);
    assert_eq!(text("\"never ends"), ["never ends"]);
}

#[test]
fn characters_and_lifetimes_are_told_apart() {
    assert_eq!(words(r#"f('"', 'a', '\'', '\u{200f}', b'"', b'\\') g"#), ["f", "g"]);
    assert_eq!(
        words("fn f<'a>(x: &'a str, y: &'static u8) { 'outer: loop {} }"),
        ["fn", "f", "x", "str", "y", "u8", "loop"]
    );
    assert_eq!(words("let r#type = r; b - c"), ["let", "type", "r", "b", "c"]);
}

#[test]
fn lines_are_counted_through_strings_and_comments() {
    let source = "\"one\ntwo\" /*\n*/ r\"\n\" 'x' word";
    assert_eq!(tokens(source).last().map(|t| t.line), Some(4));
}

#[test]
fn every_way_to_name_a_module_is_seen() {
    let named = |path: &str, text: &str| -> Vec<String> {
        depends::of(&at(path, text)).into_iter().map(|(_, name)| name).collect()
    };
    assert_eq!(named("src/feed/mod.rs", "use crate::store::Store;"), ["store"]);
    assert_eq!(named("src/feed/mod.rs", "fn f() { crate::http::get() }"), ["http"]);
    assert_eq!(named("src/feed/mod.rs", "use crate::{article::{self, Url}, http};"), ["article", "http"]);
    assert_eq!(named("src/feed/mod.rs", "use super::http;"), ["http"]);
    assert_eq!(named("src/feed/reader.rs", "use super::super::{http, store::Store};"), ["http", "store"]);
    assert_eq!(named("src/feed.rs", "mod tests { use super::super::cli::X; } use super::http;"), ["cli", "http"]);
    assert_eq!(named("src/feed/mod.rs", "use crate::*;"), ["*"]);
    assert_eq!(named("src/main.rs", "fn main() { hasad::cli::main() }"), ["cli"]);
    assert_eq!(named("src/feed/a/b.rs", "use super::{super::super::store};"), ["super in a group"]);
}

#[test]
fn what_stays_inside_is_no_dependency() {
    for inside in [
        "use super::http;",
        "mod tests { use super::super::http; use super::*; }",
        "// crate::http\nlet x = \"crate::http\";",
    ] {
        assert_eq!(depends::of(&at("src/feed/reader.rs", inside)), [], "{inside}");
    }
}

#[test]
fn a_forbidden_dependency_is_a_fault_with_its_line() {
    let faults = rules::dependencies(&at("src/text/letters.rs", "//! Letters.\nuse crate::store::Store;"), &ALLOWED);
    assert_eq!(faults.len(), 1);
    assert!(faults[0].starts_with("src/text/letters.rs:2: `text` may not use `store`"), "{faults:?}");
    assert_eq!(
        rules::dependencies(&at("src/story/mod.rs", "use crate::text::x; use crate::story::y;"), &ALLOWED).len(),
        0
    );
    assert_eq!(rules::dependencies(&at("src/main.rs", "use hasad::store::Store;"), &ALLOWED).len(), 1);
    assert_eq!(rules::dependencies(&at("src/novelty.rs", ""), &ALLOWED).len(), 1, "a module without a row");
}

#[test]
fn impure_names_are_found() {
    for bad in [
        "use std::fs;",
        "use std::{collections::HashMap, time::Duration};",
        "let x = ::std::env::var(\"X\");",
        "use tokio::sync::Mutex;",
        "let now = Utc::now();",
        "let now = map_or_else(chrono::Local::now, f);",
        "let begun = Instant::now();",
        "let t: SystemTime = x;",
        "rand::random()",
    ] {
        assert_eq!(rules::purity(&at("src/text/mod.rs", bad)).len(), 1, "{bad}");
    }
    for good in [
        "use core::time::Duration;",
        "use std::collections::HashMap; use std::io::Read;",
        "let brand = x.std();",
        "\"Utc::now\"",
    ] {
        assert_eq!(rules::purity(&at("src/text/mod.rs", good)), Vec::<String>::new(), "{good}");
    }
}

#[test]
fn things_outside_their_home_are_found() {
    assert_eq!(rules::clock(&at("src/cli/x.rs", "f(Utc::now())")).len(), 1);
    assert_eq!(rules::clock(&at("src/cli/x.rs", "f(Instant::now())")).len(), 0);
    assert_eq!(rules::names(&at("src/cli/x.rs", "use toml::Value;"), "toml", "config").len(), 1);
    assert_eq!(rules::names(&at("src/cli/x.rs", "use toml as t;"), "toml", "config").len(), 1);
    assert_eq!(rules::names(&at("src/cli/x.rs", "let toml = \"toml::Value\"; toml.len()"), "toml", "config").len(), 0);
    assert_eq!(rules::sql(&at("src/cli/x.rs", "q(\"\n  SELECT id\n FROM x\")")).len(), 1);
    assert_eq!(rules::sql(&at("src/cli/x.rs", "q(\"SELECTED\", \"Update it\", \"DELETE\")")).len(), 0);
    assert_eq!(rules::hasher(&at("src/cli/x.rs", "use std::hash::DefaultHasher;")).len(), 1);
}

#[test]
fn long_files_and_functions_are_found() {
    let function = |lines: usize| format!("fn f() -> [u8; 2] {{\n{}}}\n", "let x = \"}\"; // }\n".repeat(lines - 2));
    assert_eq!(rules::functions(&at("src/x.rs", &function(80))).len(), 0);
    assert_eq!(rules::functions(&at("src/x.rs", &format!("\ntrait T {{ fn g(&self); {} }}", function(81)))).len(), 1);
    assert_eq!(rules::functions(&at("src/x.rs", &format!("type F = fn(u8); {}", "\n".repeat(100)))).len(), 0);
    assert_eq!(rules::length(&at("src/x.rs", &"\n".repeat(500))).len(), 0);
    assert_eq!(rules::length(&at("src/x.rs", &"\n".repeat(501))).len(), 1);
}

#[test]
fn openings_and_names_are_checked() {
    assert_eq!(rules::opening(&at("src/x.rs", "//! What.\n")).len(), 0);
    for bad in ["", "//!\n", "// What.", "\n//! What."] {
        assert_eq!(rules::opening(&at("src/x.rs", bad)).len(), 1, "{bad:?}");
    }
    assert_eq!(rules::naming(&at("src/utils.rs", "")).len(), 1);
    assert_eq!(rules::naming(&at("tests/common/mod.rs", "")).len(), 1);
    assert_eq!(rules::naming(&at("src/x.rs", "mod helpers { }")).len(), 1);
    assert_eq!(rules::naming(&at("src/x.rs", "use core::fmt; mod hardcore;")).len(), 0);
}

#[test]
fn characters_and_places_are_checked() {
    assert_eq!(prose::invisible("src/x.rs", "let x = \"a\u{200f}b\";").len(), 1);
    assert_eq!(prose::invisible("src/x.rs", "let x = \"a\\u{200f}b\";\tنص").len(), 0);
    assert_eq!(prose::invisible("README.md", "a\u{200f}b").len(), 0);
    let somewhere = concat!("/wo", "rk/shared/x");
    assert_eq!(prose::machine("README.md", &format!("see `{somewhere}`")).len(), 1);
    assert_eq!(prose::machine("README.md", &format!("https://x.example{somewhere}")).len(), 0);
    assert_eq!(prose::registries("README.md", concat!("get it from crates", ".io")).len(), 1);
    assert_eq!(prose::registries("Cargo.lock", "source = \"registry+https://mirror.example/index\"").len(), 1);
}

#[test]
fn a_word_that_is_not_folded_is_found_in_tables_that_say_so() {
    let table = |comment: &str, word: &str| {
        at(
            "src/x.rs",
            &format!(
                "/// {comment}\nconst A: [&str; 2] = [\n  \"قسم\",\n  \"{word}\"];\nfn f() -> &'static str {{ \"رئيس\" }}"
            ),
        )
    };
    let found = |comment, word| prose::misfolded(&table(comment, word));
    assert_eq!(found("Desks, folded.", "هيئه"), ["src/x.rs:4: هيئه is not folded: write هييه"]);
    assert_eq!(found("Folded desks.", "هيئه").len(), 1);
    assert!(found("Desks, folded.", "هييه").is_empty());
    assert!(found("Desks.", "هيئه").is_empty(), "a table of words as they are shown");
}
