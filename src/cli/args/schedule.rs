//! What can be said after `hasad schedule`.

use clap::Args;
use std::time::Duration;

/// Show the polls that the configuration will cause, by host, without asking anybody
#[derive(Debug, Args)]
#[command(after_help = "\
Every schedule is followed for that long from now, every poll taken as a success, with entries as each feed's rhythm expects
them; a feed never read is taken to publish 20 entries a day. A running daemon is not disturbed, and no store is needed.
Pages cost requests too: about as many a day as entries are expected.

Examples:
  hasad schedule --simulate 7d
  hasad schedule --simulate 1d --feeds --json")]
pub(in crate::cli) struct Schedule {
    /// For how long, from 1h to 31d
    #[arg(long, value_name = "LENGTH", default_value = "7d", value_parser = length)]
    pub simulate: Duration,
    /// Show every feed too
    #[arg(long)]
    pub feeds: bool,
    /// Print JSON instead of a table
    #[arg(long)]
    pub json: bool,
}

fn length(text: &str) -> Result<Duration, String> {
    let length = crate::schedule::parse_duration(text).map_err(|e| e.to_string())?;
    let bounds = Duration::from_hours(1)..=Duration::from_hours(31 * 24);
    if bounds.contains(&length) { Ok(length) } else { Err("a length from 1h to 31d is taken".to_owned()) }
}
