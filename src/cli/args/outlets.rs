//! What can be said after `hasad outlets`.

use super::Table;
use clap::{Args, Subcommand};

/// Show what is known of the outlets: furniture that recurs over their pages, and how well those read
#[derive(Debug, Args)]
#[command(after_help = "\
What recurs over the pages of an outlet (invitations to follow, rights lines, lists that are the same everywhere) is learnt from
its pages and left out of bodies and link lists from the second page on; it is forgotten when it is not seen again.

Examples:
  hasad outlets list
  hasad outlets show 3
  hasad outlets show aljazeera --json")]
pub(in crate::cli) struct Outlets {
    #[command(subcommand)]
    pub verb: OutletsVerb,
}

/// What to show of outlets.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum OutletsVerb {
    /// List every outlet with its pages, its known furniture and how well its pages read
    List(Table),
    /// Show what recurs over the pages of one outlet, on how many, first, last, and an example
    Show(OutletShow),
}

/// Show what recurs over the pages of one outlet, on how many, first, last, and an example
#[derive(Debug, Args)]
pub(in crate::cli) struct OutletShow {
    /// Its number in `hasad outlets list`, its name, or the id of one of its feeds
    #[arg(value_name = "ID")]
    pub id: String,
    /// Print JSON instead of text
    #[arg(long)]
    pub json: bool,
}
