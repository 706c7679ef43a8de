//! `hasad status`: the store, and every feed with why it is polled when it is.

mod metrics;

use super::args::{Place, Status as StatusArgs};
use super::outlets::share;
use super::table::{Table, foreign, lasting, when};
use super::workplace::Workplace;
use super::{Outcome, print, print_json};
use crate::clock::{Clock, SystemClock};
use crate::config::FeedConfig;
use crate::store::{FeedAlert, FeedStatus, QuietHost, StoreStatus, Subscription, SubscriptionState};
use chrono_tz::Tz;
use std::collections::{HashMap, HashSet};
use std::fmt::Write;

pub(super) async fn run(place: &Place, verb: &StatusArgs) -> Outcome {
    let workplace = Workplace::open(place)?;
    let store = workplace.store_to_read()?;
    let (status, mut feeds) = (store.status().await?, store.feeds(SystemClock.now()).await?);
    as_configured(&mut feeds, &workplace.config.feeds);
    let alerts = store.alerts().await?;
    if verb.metrics {
        return print(&metrics::metrics(&status, &feeds, &alerts));
    }
    let (subscriptions, quiet) = (store.subscriptions().await?, store.quiet_hosts(SystemClock.now()).await?);
    if verb.json {
        return print_json(&serde_json::json!({
            "store": status, "alerts": alerts, "feeds": feeds, "subscriptions": subscriptions, "quiet_hosts": quiet,
        }));
    }
    let zone = workplace.config.schedule.zone;
    print(&format!("{}{}", told(&status, &feeds, &alerts, zone), told_of_hosts(&subscriptions, &quiet, zone)))
}

/// What the daemon wrote down when it last started, set right for feeds that were switched off, taken out or added since. A
/// configuration without a feed is none to run by, and says nothing of them.
fn as_configured(feeds: &mut Vec<FeedStatus>, config: &[FeedConfig]) {
    if config.is_empty() {
        return;
    }
    let enabled: HashMap<&str, bool> = config.iter().map(|feed| (feed.id.0.as_str(), feed.enabled)).collect();
    let known: HashSet<String> = feeds.iter().map(|feed| feed.id.clone()).collect();
    for feed in feeds.iter_mut() {
        let why = match enabled.get(feed.id.as_str()) {
            Some(true) => continue,
            Some(false) => "switched off",
            None => "no longer in the configuration",
        };
        feed.configured = false;
        feed.due_at = None;
        feed.due_why = Some(why.to_owned());
    }
    let added = config.iter().filter(|feed| feed.enabled && !known.contains(feed.id.0.as_str()));
    feeds.extend(added.map(|feed| FeedStatus {
        id: feed.id.0.clone(),
        url: feed.url.to_string(),
        outlet: feed.outlet.as_ref().map_or_else(|| feed.id.0.clone(), |outlet| outlet.0.clone()),
        configured: true,
        due_why: Some("never polled: a daemon reads the configuration when it starts".to_owned()),
        ..FeedStatus::default()
    }));
}

/// Hosts that are left alone, and hubs.
fn told_of_hosts(subscriptions: &[Subscription], quiet: &[QuietHost], zone: Tz) -> String {
    let mut out = String::new();
    for host in quiet {
        let _ = writeln!(out, "{} answered 429 and is left alone until {}", host.host, when(Some(host.until), zone));
    }
    for subscription in subscriptions {
        let hub = foreign(&subscription.hub, 80);
        let _ = match (subscription.state, &subscription.reason) {
            (SubscriptionState::Active, _) => {
                writeln!(out, "{}: {hub} delivers until {}", subscription.feed, when(subscription.lease_until, zone))
            }
            (_, Some(reason)) => {
                writeln!(out, "{}: {hub} does not deliver: {}", subscription.feed, foreign(reason, 200))
            }
            (_, None) => writeln!(out, "{}: {hub} was asked to deliver", subscription.feed),
        };
    }
    out
}

fn told(status: &StoreStatus, feeds: &[FeedStatus], alerts: &[FeedAlert], zone: Tz) -> String {
    let counts = &status.counts;
    let mut out = String::new();
    let _ = writeln!(
        out,
        "store        {} (schema {}, {:.1} MiB)",
        status.location,
        status.schema,
        status.bytes as f64 / 1_048_576.0
    );
    let _ = writeln!(
        out,
        "articles     {} from {} pages of {} entries, {} stories",
        counts.articles, counts.sources, counts.entries, counts.stories
    );
    let queue = &status.queue;
    let _ = writeln!(
        out,
        "page queue   {} pending ({} being retried), {} given up, {} of these expired",
        queue.pending, queue.retrying, queue.failed, queue.expired
    );
    let outdated = &status.outdated;
    if outdated.articles + outdated.copies > 0 {
        let _ = writeln!(
            out,
            "older version {} articles and {} copies: no arriving text is compared with them until the daemon has computed their \
             fingerprints anew",
            outdated.articles, outdated.copies
        );
    }
    let digest = status.last_digest.map_or_else(|| "none yet".to_owned(), |day| day.to_string());
    let _ = writeln!(out, "last digest  {digest}\n");
    for alert in alerts {
        let (since, detail) = (when(Some(alert.since), zone), foreign(&alert.detail, 240));
        let _ = writeln!(out, "alert        {} {} since {since}: {detail}", alert.feed, alert.kind);
    }
    if !alerts.is_empty() {
        out.push('\n');
    }
    out.push_str(&feeds_table(feeds, zone));
    for feed in feeds.iter().filter(|f| f.configured && f.failures > 0) {
        let since = when(feed.failing_since, zone);
        let reason = foreign(feed.reason.as_deref().unwrap_or("-"), 200);
        let class = feed.class.as_deref().unwrap_or("unknown");
        let _ = writeln!(out, "\n{} has failed {} times since {since} ({class}): {reason}", feed.id, feed.failures);
    }
    for feed in feeds.iter().filter(|f| f.configured && !f.remarks.is_empty()) {
        let remarks: Vec<String> = feed.remarks.iter().map(|(code, count)| format!("{code} ×{count}")).collect();
        let _ = write!(out, "\n{}: {}", feed.id, remarks.join(", "));
    }
    for alert in &status.alerts {
        let outlet = foreign(&alert.outlet, 40);
        let _ = write!(out, "\n{outlet}: {} since {}: {}", alert.code, when(Some(alert.since), zone), alert.detail);
    }
    let gone: Vec<&str> = feeds.iter().filter(|f| !f.configured).map(|f| f.id.as_str()).collect();
    if !gone.is_empty() {
        let _ = write!(out, "\nno longer configured, history kept: {}", gone.join(", "));
    }
    out.push('\n');
    out
}

/// A line a feed, the reason for the next poll last since it is long.
fn feeds_table(feeds: &[FeedStatus], zone: Tz) -> String {
    let headings = [
        "feed",
        "outlet",
        "last success",
        "next poll",
        "interval",
        "newest",
        "a day",
        "entries",
        "pending",
        "good pages",
        "failures",
        "why then",
    ];
    let mut table = Table::new(&headings);
    for feed in feeds.iter().filter(|f| f.configured) {
        table.row(vec![
            feed.id.clone(),
            foreign(&feed.outlet, 24),
            when(feed.last_success, zone),
            when(feed.due_at, zone),
            lasting(feed.interval_seconds),
            lasting(feed.newest_entry_age_seconds),
            feed.entries_a_day.map_or_else(|| "-".to_owned(), |a_day| format!("{a_day:.1}")),
            feed.entries.to_string(),
            feed.pending.to_string(),
            share(feed.good_share),
            feed.failures.to_string(),
            foreign(feed.due_why.as_deref().unwrap_or("-"), 200),
        ]);
    }
    table.render()
}
