//! What can be said after `hasad sites`.

use super::Table;
use clap::{Args, Subcommand};

/// List and show site rules, and check that they still match
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hasad sites list
  hasad sites show aljazeera.net
  hasad sites check")]
pub(in crate::cli) struct Sites {
    #[command(subcommand)]
    pub verb: SitesVerb,
}

/// What to do with site rules.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum SitesVerb {
    /// List the sites that have rules, shipped or your own
    List(Table),
    /// Show the rules of one site
    Show(SiteShow),
    /// Count which selectors still match the pages held in the store
    Check(SiteCheck),
}

/// Show the rules of one site
#[derive(Debug, Args)]
pub(in crate::cli) struct SiteShow {
    /// A domain or a host of it
    pub domain: String,
    /// Print JSON instead of text
    #[arg(long)]
    pub json: bool,
}

/// Count which selectors still match the pages held in the store
#[derive(Debug, Args)]
#[command(after_help = "\
Every selector gets a state: `ok` when it matched a page; `spare` when it did not and another selector for the same thing did;
`dead` when nothing for it matched, or when it drops, keeps or calls something links and never found any. Exit 1 when one is
dead. Sites without pages in the store cannot be checked and count as nothing.

Examples:
  hasad sites check
  hasad sites check aljazeera.net --json")]
pub(in crate::cli) struct SiteCheck {
    /// Only the rules for this domain
    pub domain: Option<String>,
    /// Print JSON instead of a table
    #[arg(long)]
    pub json: bool,
}
