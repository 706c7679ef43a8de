//! What can be said on the command line, and the help that teaches it.

mod article;
mod extract;
mod feeds;
mod help;
mod outlets;
mod reprocess;
mod schedule;
mod sites;
mod status;

use clap::{ArgAction, Args, CommandFactory, FromArgMatches as _, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

pub(super) use article::{Merge, Show, Split};
pub(super) use extract::{ArticleForm, Extract, InputForm};
pub(super) use feeds::{Discover, FeedExport, FeedImport, Feeds, FeedsVerb};
pub(super) use outlets::{OutletShow, Outlets, OutletsVerb};
pub(super) use reprocess::{Reconcile, Reextract};
pub(super) use schedule::Schedule;
pub(super) use sites::{SiteCheck, SiteShow, Sites, SitesVerb};
pub(super) use status::Status;

/// Arabic news aggregator: one canonical article per text with every source that carried it, and a digest a day.
#[derive(Debug, Parser)]
#[command(name = "hasad", version, about, max_term_width = 100, after_help = EXAMPLES, arg_required_else_help = true)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub place: Place,
    #[command(subcommand)]
    pub verb: Verb,
}

const EXAMPLES: &str = "\
Examples:
  hasad run --once                 poll what is due, read the pages, write today's digest, and exit
  hasad run                        the same for ever: the daemon
  hasad status                     how every feed is, and why it is polled when it is
  hasad digest --format text       today's stories on the terminal
  hasad articles --min-outlets 2   what more than one outlet carried
  hasad feeds discover https://…   the feeds of a site, ready to be pasted into the configuration
  hasad explain 17                 why article 17 has the sources it has
  hasad extract https://…          the article of any page, as JSON
  hasad sites check                which site rules still match the pages held";

/// Where things are.
#[derive(Debug, Args)]
pub(super) struct Place {
    /// Configuration file [default: ./config/hasad.toml, then /etc/hasad/hasad.toml]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Directory of the store and the digests [default: $STATE_DIRECTORY, then the current directory]
    #[arg(long, global = true, value_name = "DIR")]
    pub state_dir: Option<PathBuf>,
    /// Log more: -v what is done, -vv every page (or set HASAD_LOG, e.g. HASAD_LOG=hasad=debug)
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Verb {
    /// Run the daemon, or one pass of it
    Run(Run),
    /// Check the configuration, and with --online every feed
    Check(Check),
    /// Show the state of the store and of every feed
    Status(Status),
    /// Show the polls that the configuration will cause, by host, without asking anybody
    Schedule(Schedule),
    /// List, find, import and export feeds
    Feeds(Feeds),
    /// Show what is known of the outlets: furniture that recurs over their pages, and how well those read
    Outlets(Outlets),
    /// List and show site rules, and check that they still match
    Sites(Sites),
    /// Read a feed document and print what Hasad makes of it, as JSON
    FeedParse(FeedParse),
    /// Take the article out of a page or a text
    Extract(Extract),
    /// List canonical articles, newest first
    Articles(Articles),
    /// Show one article with its sources and links
    Show(Show),
    /// Explain why an article has its sources, or what became of a URL
    Explain(Explain),
    /// Say that two articles are one
    Merge(Merge),
    /// Say that a page is no part of an article
    Split(Split),
    /// Print or write the digest of a day
    Digest(Digest),
    /// Export canonical articles, one JSON object a line
    Export(Export),
    /// Import articles that are already extracted, one JSON object a line
    Import(Import),
    /// Read all stored pages again and decide again what they are, after a rule changed
    Reextract(Reextract),
    /// Repeat the merge decision over the articles of the last days
    Reconcile(Reconcile),
    /// Measure which texts are joined on pairs that people labelled
    Evaluate(Evaluate),
    /// Print a completion script for a shell
    Completions(Completions),
    /// Print the manual page
    Man,
}

/// Run the daemon, or one pass of it
#[derive(Debug, Args)]
#[command(after_help = "\
Without --once it runs until SIGTERM or Ctrl-C: what is in flight then ends or is left pending, nothing is lost.
With --once it exits 1 when every feed that was polled failed, and 0 otherwise.

Examples:
  hasad run --once --all           every feed now, due or not
  hasad run --config my.toml       the daemon with another configuration")]
pub(super) struct Run {
    /// Poll what is due, work off every pending page that is due, write the digest, exit
    #[arg(long)]
    pub once: bool,
    /// With --once: poll every feed, due or not
    #[arg(long, requires = "once")]
    pub all: bool,
    /// With --once: print the summary as JSON
    #[arg(long, requires = "once")]
    pub json: bool,
}

/// Check the configuration, and with --online every feed
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  hasad check\n  hasad check --online --config /etc/hasad/hasad.toml")]
pub(super) struct Check {
    /// Fetch and read every feed once, without recording anything
    #[arg(long)]
    pub online: bool,
    /// Print the mistakes as JSON
    #[arg(long)]
    pub json: bool,
}

/// A person-readable table, or JSON
#[derive(Debug, Args)]
pub(super) struct Table {
    /// Print JSON instead of a table
    #[arg(long)]
    pub json: bool,
}

/// Read a feed document and print what Hasad makes of it, as JSON
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hasad feed-parse feed.xml\n  curl -s https://… | hasad feed-parse --url https://… --content-type 'text/xml; charset=windows-1256'"
)]
pub(super) struct FeedParse {
    /// Where the document came from; relative links resolve against it
    #[arg(long, value_name = "U")]
    pub url: Option<String>,
    /// The Content-Type header it came with
    #[arg(long, value_name = "T")]
    pub content_type: Option<String>,
    /// The document; standard input when not given
    pub file: Option<PathBuf>,
}

/// List canonical articles, newest first
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hasad articles --since 24h --min-outlets 2\n  hasad articles --outlet الجزيرة --limit 50 --json"
)]
pub(super) struct Articles {
    /// First seen since: 2026-11-23, an RFC 3339 instant, or a length of time such as 24h
    #[arg(long, value_name = "T")]
    pub since: Option<String>,
    /// First seen before
    #[arg(long, value_name = "T")]
    pub until: Option<String>,
    /// Carried by this outlet
    #[arg(long, value_name = "NAME")]
    pub outlet: Option<String>,
    /// Announced by this feed
    #[arg(long, value_name = "ID")]
    pub feed: Option<String>,
    /// Carried by at least so many outlets
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub min_outlets: usize,
    /// At most so many; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// Print JSON instead of a table
    #[arg(long)]
    pub json: bool,
}

/// Measure which texts are joined on pairs that people labelled
///
/// The articles are imported into a store of their own, which is removed afterwards; no configuration is read.
#[derive(Debug, Args)]
#[command(
    after_help = "A pair is a line {\"a\": URL, \"b\": URL, \"merge\": true|false|null, \"label\": …, \"reason\": …}.\n\n\
    Example:\n  hasad evaluate pairs.jsonl articles.jsonl"
)]
pub(super) struct Evaluate {
    /// Labelled pairs, one JSON object a line
    pub pairs: PathBuf,
    /// The articles, in the form that `hasad import` reads
    pub articles: PathBuf,
    /// Print every measure of every pair instead, one JSON object a line
    #[arg(long, conflicts_with = "json")]
    pub measures: bool,
    /// Print JSON instead of text
    #[arg(long)]
    pub json: bool,
}

/// Explain why an article has its sources, or what became of a URL
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hasad explain 17\n  hasad explain https://news.example/1\n  hasad explain 17 23\n  hasad explain --normalise 'مُؤتمر ٢٠٢٦'"
)]
pub(super) struct Explain {
    /// Number of an article, or the URL of a page
    #[arg(value_name = "ID|URL", required_unless_present = "normalise")]
    pub what: Option<String>,
    /// A second article: every measure between the two, and why they are one article or not
    #[arg(value_name = "ID|URL")]
    pub other: Option<String>,
    /// What every step of normalisation makes of a text instead; no store is needed
    #[arg(long, value_name = "TEXT", conflicts_with = "what")]
    pub normalise: Option<String>,
    /// Print JSON instead of text
    #[arg(long)]
    pub json: bool,
}

/// Print or write the digest of a day
#[derive(Debug, Args)]
#[command(after_help = "\
The digest of a day holds what was first seen on that day in the configured zone; today's is what was seen so far.

Examples:
  hasad digest --format html --out today.html
  hasad digest --date 2026-11-22 --format json
  hasad digest --out digests/      every configured format")]
pub(super) struct Digest {
    /// The day, in the configured zone [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    pub date: Option<chrono::NaiveDate>,
    /// What to write [default: markdown on standard output; the configured formats into a directory]
    #[arg(long, value_enum)]
    pub format: Option<DigestForm>,
    /// A file, or a directory to write into; standard output when not given
    #[arg(long, value_name = "FILE|DIR")]
    pub out: Option<PathBuf>,
}

/// Form a digest is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DigestForm {
    Html,
    Markdown,
    Json,
    Atom,
    Text,
}

/// Export canonical articles, one JSON object a line
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  hasad export --format jsonl > corpus.jsonl\n  hasad export --since 2026-11-01 --until 2026-12-01"
)]
pub(super) struct Export {
    /// The only form there is
    #[arg(long, value_enum, default_value_t = ExportForm::Jsonl)]
    pub format: ExportForm,
    /// First seen since: 2026-11-23, an RFC 3339 instant, or a length of time such as 24h
    #[arg(long, value_name = "T")]
    pub since: Option<String>,
    /// First seen before
    #[arg(long, value_name = "T")]
    pub until: Option<String>,
}

/// Form of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportForm {
    Jsonl,
}

/// Import articles that are already extracted, one JSON object a line
#[derive(Debug, Args)]
#[command(after_help = "\
A line: {\"url\", \"outlet\", \"feed\"?, \"title\", \"text\", \"published\", \"authors\"[], \"tags\"[], \"lang\"?}; paragraphs of text are
parted by newlines. Articles count as seen when they were published, in the order of the file; importing a file again
changes nothing. Bad lines are reported by number and skipped; exit 1 when there were any. A daemon may run meanwhile, and so
may other imports. With --json a line is answered as soon as it is committed, so that a program can feed standard input.

Examples:
  hasad import corpus.jsonl
  program | hasad import - --json")]
pub(super) struct Import {
    /// The file; `-` for standard input
    #[arg(value_name = "FILE.jsonl")]
    pub file: PathBuf,
    /// Print a JSON object a line of the file: {line, url, outcome, article} or {line, outcome: bad, reason}; the totals last
    #[arg(long)]
    pub json: bool,
}

/// Print a completion script for a shell
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  hasad completions bash > /etc/bash_completion.d/hasad")]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// A day as it is named on the command line.
fn day(text: &str) -> Result<chrono::NaiveDate, String> {
    text.parse().map_err(|_| "not a day; write it as 2026-11-23".to_owned())
}

/// The whole command line, for completions, the manual and tests.
#[must_use]
pub fn command() -> clap::Command {
    help::refilled(Arguments::command())
}

impl Arguments {
    /// The arguments that the program was started with; help and mistakes are printed, and end it.
    pub(super) fn given() -> Self {
        Self::from_arg_matches(&command().get_matches()).unwrap_or_else(|error| error.exit())
    }
}
