//! What can be said after `hasad status`.

use clap::Args;

/// Show the state of the store and of every feed
#[derive(Debug, Args)]
#[command(after_help = "\
--metrics prints what a monitor should watch in the text format of Prometheus; labels are identifiers of feeds and kinds of alerts,
never an address. A timer that writes it into the directory of the node exporter's textfile collector is enough:

Examples:
  hasad status
  hasad status --json | jq '.alerts'
  hasad status --metrics > /var/lib/node_exporter/hasad.prom")]
pub(in crate::cli) struct Status {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Print metrics in the text format of Prometheus
    #[arg(long, conflicts_with = "json")]
    pub metrics: bool,
}
