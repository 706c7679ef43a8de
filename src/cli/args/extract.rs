//! What can be said after `hasad extract`.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Take the article out of a page or a text
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hasad extract page.html --url https://news.example/1\n  hasad extract --input text --format markdown article.txt\n  hasad extract https://news.example/1\n  hasad extract page.html --url https://news.example/1 --explain"
)]
pub(in crate::cli) struct Extract {
    /// Where the page came from; relative links resolve against it
    #[arg(long, value_name = "U")]
    pub url: Option<String>,
    /// The Content-Type header it came with
    #[arg(long, value_name = "T")]
    pub content_type: Option<String>,
    /// What the input is [default: by its type and content]
    #[arg(long, value_enum)]
    pub input: Option<InputForm>,
    /// What to print
    #[arg(long, value_enum, default_value_t = ArticleForm::Json)]
    pub format: ArticleForm,
    /// Show every block with its measures and why it was kept or dropped, and where each field came from
    #[arg(long, conflicts_with = "format")]
    pub explain: bool,
    /// With --explain: print JSON instead of a table
    #[arg(long, requires = "explain")]
    pub json: bool,
    /// Rules of the page's site to use in place of those installed
    #[arg(long, value_name = "FILE")]
    pub rules: Option<PathBuf>,
    /// Use no site rules
    #[arg(long, conflicts_with = "rules")]
    pub no_site_rules: bool,
    /// A file or an http(s) URL; standard input when not given
    pub source: Option<String>,
}

/// Form of an input page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum InputForm {
    Html,
    Text,
}

/// Form an article is printed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ArticleForm {
    Json,
    Markdown,
    Text,
    Html,
}
