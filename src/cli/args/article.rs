//! What can be said about one article: `show`, `merge`, `split`.

use clap::Args;

/// Show one article with its sources and links
#[derive(Debug, Args)]
#[command(after_help = "\
--history lists every version of every page of the article: when we saw it, whose it is, how many words went and came, and
whether the outlet changed it without a later date of change (silent). --diff prints the latest edit word by word, or the
difference of any two versions by their numbers in --history: [-gone-]{+new+}.

Examples:
  hasad show 17
  hasad show 17 --history
  hasad show 17 --diff
  hasad show 17 --diff --from 1 --to 4 --json")]
pub(in crate::cli) struct Show {
    /// Number of the article
    #[arg(value_parser = number)]
    pub id: i64,
    /// List the versions of its pages
    #[arg(long, conflicts_with = "diff")]
    pub history: bool,
    /// Print what changed, word by word
    #[arg(long)]
    pub diff: bool,
    /// With --diff: the former version [default: the one before --to on the same page]
    #[arg(long, value_name = "N", requires = "diff")]
    pub from: Option<usize>,
    /// With --diff: the later version [default: the latest of the page of --from, or the latest edit]
    #[arg(long, value_name = "M", requires = "diff")]
    pub to: Option<usize>,
    /// Print JSON instead of text
    #[arg(long)]
    pub json: bool,
}

/// Say that two articles are one
#[derive(Debug, Args)]
#[command(after_help = "\
The second goes into the first, whose number stays; the number of the second leads there. Later copies of either join the
merged one. A correction is permanent and holds when everything is decided anew; `hasad split` takes it back. Works beside
a running daemon.

Examples:
  hasad merge 17 23
  hasad merge 17 https://news.example/1
  hasad split 17 23                takes it back")]
pub(in crate::cli) struct Merge {
    /// The article that stays
    #[arg(value_name = "ID|URL")]
    pub one: String,
    /// The article that goes into it
    #[arg(value_name = "ID|URL")]
    pub other: String,
    /// Print JSON instead of text
    #[arg(long)]
    pub json: bool,
}

/// Say that a page is no part of an article
#[derive(Debug, Args)]
#[command(after_help = "\
The page becomes an article of its own. Neither it nor its text from the same outlet joins the former article again; copies
by others go where they are most alike. With the number of an article that was merged in, everything that came with it
leaves under that number. A correction is permanent; `hasad merge` takes it back. Works beside a running daemon.

Examples:
  hasad split 17 https://news.example/1
  hasad split 17 23                undoes `hasad merge 17 23`
  hasad merge 17 40                takes a split back that made article 40")]
pub(in crate::cli) struct Split {
    /// Number of the article
    pub id: i64,
    /// A page of it, or the number of an article that was merged into it
    #[arg(value_name = "URL|ID")]
    pub part: String,
    /// Print JSON instead of text
    #[arg(long)]
    pub json: bool,
}

/// The number of an article.
fn number(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| "not the number of an article; for the address of a page: hasad explain URL".to_owned())
}
