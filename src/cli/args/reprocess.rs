//! What can be said after the verbs that look again at what is stored.

use clap::Args;

/// Read all stored pages again and decide again what they are, after a rule changed
#[derive(Debug, Args)]
#[command(after_help = "\
Every stored page is read with the rules of this version, and every source is placed again in the order of arrival. Sources without a
stored page, and those that were changed after they were placed, stay where they are. Numbers of articles that were joined keep
leading to what they were joined to. It can be interrupted: the same command goes on from there. A daemon may run meanwhile.
--dry-run works on a copy of the store beside it, which takes as much disk until it ends.

Examples:
  hasad reextract --dry-run
  hasad reextract --outlet الجزيرة --since 7d --dry-run --json
  hasad reextract")]
pub(in crate::cli) struct Reextract {
    /// Print what would change, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Only pages of this outlet (or of the feed with this id)
    #[arg(long, value_name = "NAME|ID")]
    pub outlet: Option<String>,
    /// Only pages first seen since: 2026-11-23, an RFC 3339 instant, or a length of time such as 24h
    #[arg(long, value_name = "T")]
    pub since: Option<String>,
    /// Print JSON instead of text
    #[arg(long)]
    pub json: bool,
}

/// Repeat the merge decision over the articles of the last days
#[derive(Debug, Args)]
#[command(after_help = "\
The order of arrival can hide that two texts are one: each was compared with what was there before it. The daemon does this every
night over two days. The number of an article that goes leads to the one it was joined to.

Examples:
  hasad reconcile --dry-run
  hasad reconcile --since 7d")]
pub(in crate::cli) struct Reconcile {
    /// Print what would be joined, and join nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Articles recorded since: 2026-11-23, an RFC 3339 instant, or a length of time
    #[arg(long, value_name = "T", default_value = "48h")]
    pub since: String,
    /// Print JSON instead of text
    #[arg(long)]
    pub json: bool,
}
