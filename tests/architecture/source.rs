//! The files of the project: which there are, and what is in them.

use super::lexer::{Token, tokens};
use std::path::{Path, PathBuf};

/// Where code lives.
const CODE: [&str; 5] = ["src", "tests", "benches", "examples", "fuzz"];
/// Where else text is kept that is published with the code.
const OTHER: [&str; 5] = ["config", "systemd", ".ci", ".github", "docs"];

/// One Rust file.
pub struct Source {
    /// From the root of the package, parted by `/`.
    pub path: String,
    pub text: String,
    pub tokens: Vec<Token>,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned(), tokens: tokens(text) }
    }

    /// Where it stands in the crate: `src/feed/reader/tests.rs` is `[feed, reader, tests]`, the roots are empty;
    /// `None` outside the library and the program.
    pub fn module(&self) -> Option<Vec<&str>> {
        let inner = self.path.strip_prefix("src/")?.strip_suffix(".rs")?;
        let mut module: Vec<&str> = inner.split('/').collect();
        if module.last() == Some(&"mod") || module == ["lib"] || module == ["main"] {
            module.pop();
        }
        Some(module)
    }

    /// The top-level module it belongs to, `lib` and `main` for the roots.
    pub fn top(&self) -> Option<&str> {
        let inner = self.path.strip_prefix("src/")?;
        let first = inner.split('/').next()?;
        Some(first.strip_suffix(".rs").unwrap_or(first))
    }

    /// A line of a report.
    pub fn fault(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {what}", self.path)
    }
}

/// Every Rust file of the package.
pub fn rust() -> Vec<Source> {
    let mut paths = Vec::new();
    CODE.iter().for_each(|dir| walk(&root().join(dir), &mut paths));
    paths.retain(|path| path.extension().is_some_and(|e| e == "rs"));
    paths.iter().map(|path| Source::new(&relative(path), &read(path))).collect()
}

/// Every text file of the package with its path: code, configuration, prose, scripts and what tests read.
pub fn published() -> Vec<(String, String)> {
    let mut paths = Vec::new();
    CODE.iter().chain(&OTHER).for_each(|dir| walk(&root().join(dir), &mut paths));
    let top = std::fs::read_dir(root()).expect("the package").filter_map(Result::ok).map(|entry| entry.path());
    // What else lies in the root of somebody's checkout is his own affair.
    paths.extend(top.filter(|p| p.is_file() && p.extension().is_some_and(|e| e == "md" || e == "toml" || e == "lock")));
    let texts = paths.iter().filter_map(|path| Some((relative(path), std::fs::read_to_string(path).ok()?)));
    texts.collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn relative(path: &Path) -> String {
    let inner = path.strip_prefix(root()).expect("a path of the package");
    inner.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Adds the files under `dir`, in order; a directory that is not there has none.
fn walk(dir: &Path, paths: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    let mut entries: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        if !path.is_dir() {
            paths.push(path);
        } else if path.file_name().is_none_or(|name| name != "target") {
            walk(&path, paths);
        }
    }
}
