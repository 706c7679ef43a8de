//! What can be said after `hasad feeds`.

use super::Table;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// List, find, import and export feeds
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  hasad feeds list
  hasad feeds discover https://news.example
  hasad feeds import subscriptions.opml --dry-run
  hasad feeds export --output feeds.opml")]
pub(in crate::cli) struct Feeds {
    #[command(subcommand)]
    pub verb: FeedsVerb,
}

/// What to do with feeds.
#[derive(Debug, Subcommand)]
pub(in crate::cli) enum FeedsVerb {
    /// List the configured feeds with their outlet, schedule and last success
    List(Table),
    /// Find the feeds of a site and print what to add to the configuration
    Discover(Discover),
    /// Add the feeds of an OPML file to the configuration file
    Import(FeedImport),
    /// Write the configured feeds as OPML 2.0
    Export(FeedExport),
}

/// Find the feeds of a site and print what to add to the configuration
#[derive(Debug, Args)]
#[command(after_help = "\
Looks at the page itself and the feeds it names, at robots.txt and the news sitemaps it names, and, when that gave nothing,
at the places where sites keep their feeds. Everything is fetched as politely as a poll, so that a site without feeds may
take a minute or two. What is printed is TOML with the preview in comments: it can be added to the file as it is. Exit 1
when there is no feed.

Examples:
  hasad feeds discover news.example
  hasad feeds discover https://news.example/sport --json
  hasad feeds discover https://news.example >> config/hasad.toml")]
pub(in crate::cli) struct Discover {
    /// A page of the site, or a feed
    pub url: String,
    /// Try every place, also when the page names feeds
    #[arg(long)]
    pub all: bool,
    /// Print JSON instead of TOML
    #[arg(long)]
    pub json: bool,
}

/// Add the feeds of an OPML file to the configuration file
#[derive(Debug, Args)]
#[command(after_help = "\
New feeds are added at the end of the configuration file; what stands there keeps every byte. The folder of a feed becomes its
section. Feeds that are there already are skipped. Bad outlines are reported by line and the others imported; exit 1 when
there were any. Nothing is written when the result would not be a valid configuration.

Examples:
  hasad feeds import subscriptions.opml --dry-run
  hasad feeds import subscriptions.opml --config my.toml")]
pub(in crate::cli) struct FeedImport {
    /// The file; `-` for standard input
    #[arg(value_name = "FILE.opml")]
    pub file: PathBuf,
    /// Print what would be added, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Print what was done as JSON
    #[arg(long)]
    pub json: bool,
}

/// Write the configured feeds as OPML 2.0
#[derive(Debug, Args)]
#[command(after_help = "\
Sections become folders. What other feed readers have no place for (id, schedule, zone) stands in attributes of its own, so
that `hasad feeds import` makes the same feeds of it.

Examples:
  hasad feeds export > feeds.opml
  hasad feeds export --output feeds.opml")]
pub(in crate::cli) struct FeedExport {
    /// The file; standard output when not given
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}
