//! `hasad status`: the store, and every feed with why it is polled when it is.

use super::args::{Place, Table as TableArgs};
use super::table::{Table, foreign, when};
use super::workplace::Workplace;
use super::{Outcome, print, print_json};
use crate::clock::{Clock, SystemClock};
use crate::store::{FeedStatus, StoreStatus, SubscriptionState};
use chrono_tz::Tz;
use std::fmt::Write;

pub(super) async fn run(place: &Place, verb: &TableArgs) -> Outcome {
    let workplace = Workplace::open(place)?;
    let store = workplace.store_to_read()?;
    let (status, feeds) = (store.status().await?, store.feeds(SystemClock.now()).await?);
    let (subscriptions, quiet) = (store.subscriptions().await?, store.quiet_hosts(SystemClock.now()).await?);
    if verb.json {
        return print_json(&serde_json::json!({
            "store": status, "feeds": feeds, "subscriptions": subscriptions, "quiet_hosts": quiet,
        }));
    }
    let zone = workplace.config.schedule.zone;
    let mut out = told(&status, &feeds, zone);
    for host in &quiet {
        let _ = writeln!(out, "{} answered 429 and is left alone until {}", host.host, when(Some(host.until), zone));
    }
    for subscription in &subscriptions {
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
    print(&out)
}

fn told(status: &StoreStatus, feeds: &[FeedStatus], zone: Tz) -> String {
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
    let digest = status.last_digest.map_or_else(|| "none yet".to_owned(), |day| day.to_string());
    let _ = writeln!(out, "last digest  {digest}\n");
    let mut table =
        Table::new(&["feed", "outlet", "last success", "next poll", "why", "entries", "pending", "failures"]);
    for feed in feeds.iter().filter(|f| f.configured) {
        table.row(vec![
            feed.id.clone(),
            foreign(&feed.outlet, 24),
            when(feed.last_success, zone),
            when(feed.due_at, zone),
            foreign(feed.due_why.as_deref().unwrap_or("-"), 60),
            feed.entries.to_string(),
            feed.pending.to_string(),
            feed.failures.to_string(),
        ]);
    }
    out.push_str(&table.render());
    for feed in feeds.iter().filter(|f| f.configured && f.failures > 0) {
        let since = when(feed.failing_since, zone);
        let reason = foreign(feed.reason.as_deref().unwrap_or("-"), 200);
        let _ = writeln!(out, "\n{} has failed {} times since {since}: {reason}", feed.id, feed.failures);
    }
    for feed in feeds.iter().filter(|f| f.configured && !f.remarks.is_empty()) {
        let remarks: Vec<String> = feed.remarks.iter().map(|(code, count)| format!("{code} ×{count}")).collect();
        let _ = write!(out, "\n{}: {}", feed.id, remarks.join(", "));
    }
    let gone: Vec<&str> = feeds.iter().filter(|f| !f.configured).map(|f| f.id.as_str()).collect();
    if !gone.is_empty() {
        let _ = write!(out, "\nno longer configured, history kept: {}", gone.join(", "));
    }
    out.push('\n');
    out
}
