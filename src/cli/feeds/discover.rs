//! `hasad feeds discover`: the feeds of a site, asked for politely and shown with a preview.

mod search;

use super::preview::Preview;
use crate::article::ArticleUrl;
use crate::cli::args::{Discover, Place};
use crate::cli::workplace::Workplace;
use crate::cli::{Failure, Outcome, print, print_json};
use crate::config::FeedIds;
use search::{Note, Outlook, Search};
use serde::Serialize;

/// Addresses without a feed that are named when there was none at all.
const TOLD: usize = 12;

/// What was found, in the published form.
#[derive(Debug, Serialize)]
struct Report {
    url: String,
    /// Whether the address given is a feed itself.
    is_feed: bool,
    /// Addresses asked.
    asked: usize,
    feeds: Vec<Preview>,
    /// Addresses that gave no feed, and why.
    without: Vec<Note>,
}

pub(in crate::cli) async fn run(place: &Place, verb: &Discover) -> Outcome {
    let url = address(&verb.url)?;
    let workplace = Workplace::open_or_default(place)?;
    let mut search = Search::new(workplace.client()?, workplace.config.schedule.zone);
    let outlook = search.run(&url, verb.all).await;
    let (mut feeds, without, asked) = search.finish();
    propose(&mut feeds, &workplace);
    let report = Report { url: url.to_string(), is_feed: matches!(outlook, Outlook::IsFeed), asked, feeds, without };
    if verb.json {
        print_json(&report)?;
    } else if !report.feeds.is_empty() {
        print(&told(&report, workplace.config.schedule.zone))?;
    }
    match outlook {
        Outlook::Unreachable(why) => Err(Failure::Failed(format!(
            "{url}: {why}; see whether a browser opens it, and whether it begins with http:// or https://"
        ))),
        _ if report.feeds.is_empty() => Err(Failure::Failed(nothing(&report))),
        _ => Ok(()),
    }
}

/// The address as given, or with the scheme that was left out.
fn address(text: &str) -> Result<ArticleUrl, Failure> {
    let whole = if text.contains("://") { text.to_owned() } else { format!("https://{}", text.trim()) };
    ArticleUrl::parse(&whole).map_err(|e| Failure::Wrong(format!("{text:?}: {e}; write it as https://news.example")))
}

fn propose(feeds: &mut [Preview], workplace: &Workplace) {
    let configured = &workplace.config.feeds;
    let mut ids = FeedIds::new(configured.iter().map(|f| f.id.0.as_str()));
    for feed in feeds {
        let addresses: Vec<ArticleUrl> =
            std::iter::once(&feed.url).chain(&feed.also).filter_map(|u| ArticleUrl::parse(u).ok()).collect();
        let known = configured.iter().find(|c| addresses.iter().any(|url| url.key() == c.url.key()));
        match (known, addresses.first()) {
            (Some(known), _) => feed.configured_as = Some(known.id.0.clone()),
            (None, Some(url)) => feed.propose(url, &mut ids),
            (None, None) => {}
        }
    }
}

fn told(report: &Report, zone: chrono_tz::Tz) -> String {
    let count = report.feeds.len();
    let what = match (report.is_feed, count) {
        (true, _) => "is a feed itself".to_owned(),
        (false, 1) => format!("one feed, {} addresses asked", report.asked),
        (false, _) => format!("{count} feeds, {} addresses asked", report.asked),
    };
    let feeds: Vec<String> = report.feeds.iter().map(|feed| feed.told(zone)).collect();
    format!("# {}: {what}\n\n{}", report.url, feeds.join("\n"))
}

fn nothing(report: &Report) -> String {
    let mut out = format!("{}: no feed found, {} addresses asked:", report.url, report.asked);
    for note in report.without.iter().take(TOLD) {
        out.push_str(&format!("\n  {}: {}", note.url, crate::text::clean::line(&note.problem, 200)));
    }
    if let Some(more) = report.without.len().checked_sub(TOLD).filter(|more| *more > 0) {
        out.push_str(&format!("\n  and {more} more (--json names all)"));
    }
    out.push_str(
        "\nlook for a feed's address on the site, and give it to `hasad feeds discover` to see whether it can be read",
    );
    out
}
