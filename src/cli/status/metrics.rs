//! The state as metrics, in the text format of Prometheus.
//!
//! Labels are identifiers of feeds and kinds of alerts, which the configuration bounds, never what an outlet wrote.

use crate::store::{FeedAlert, FeedStatus, StoreStatus};
use chrono::{DateTime, Utc};
use std::fmt::{Display, Write};

/// One gauge with its samples.
fn gauge(out: &mut String, name: &str, help: &str, samples: impl Iterator<Item = (String, impl Display)>) {
    let _ = writeln!(out, "# HELP hasad_{name} {help}\n# TYPE hasad_{name} gauge");
    for (labels, value) in samples {
        let _ = writeln!(out, "hasad_{name}{labels} {value}");
    }
}

/// Every metric: the store's totals, and of each configured feed how it is polled and which alerts stand.
pub(super) fn metrics(status: &StoreStatus, feeds: &[FeedStatus], alerts: &[FeedAlert]) -> String {
    let mut out = String::new();
    let (counts, queue) = (&status.counts, &status.queue);
    let totals = [
        ("articles", "Canonical articles.", counts.articles),
        ("sources", "Pages that carried them.", counts.sources),
        ("stories", "Stories.", counts.stories),
        ("store_bytes", "Bytes of the store on disk.", status.bytes),
        ("pages_pending", "Pages still to be read.", queue.pending),
        ("pages_retrying", "Of these, waiting for another try.", queue.retrying),
        ("pages_expired", "Pages that waited too long and were not fetched.", queue.expired),
    ];
    for (name, help, value) in totals {
        gauge(&mut out, name, help, std::iter::once((String::new(), value)));
    }
    let feeds = || feeds.iter().filter(|feed| feed.configured);
    let of = |feed: &FeedStatus| format!("{{feed=\"{}\"}}", label(&feed.id));
    let seconds = |at: Option<DateTime<Utc>>| at.map(|at| at.timestamp());
    gauge(&mut out, "feed_failures", "Failures in a row.", feeds().map(|f| (of(f), f.failures)));
    let good = feeds().filter_map(|f| Some((of(f), seconds(f.last_success)?)));
    gauge(&mut out, "feed_last_success_seconds", "Unix time of the last good poll.", good);
    let newest = feeds().filter_map(|f| Some((of(f), seconds(f.newest_entry)?)));
    gauge(&mut out, "feed_newest_entry_seconds", "Unix time of the newest entry.", newest);
    let standing = alerts.iter().map(|a| (format!("{{feed=\"{}\",kind=\"{}\"}}", label(&a.feed), a.kind.name()), 1));
    gauge(&mut out, "feed_alert", "Alerts that stand: failing, gone, html, moved, stale.", standing);
    let suddenly = status.alerts.iter().map(|a| (format!("{{kind=\"{}\"}}", label(&a.code)), 1));
    gauge(
        &mut out,
        "outlet_alert",
        "Outlets whose pages suddenly read otherwise, one sample each kind.",
        once_each(suddenly),
    );
    out
}

/// Two outlets may have one kind of alert: their samples are added.
fn once_each(samples: impl Iterator<Item = (String, u64)>) -> impl Iterator<Item = (String, u64)> {
    let mut sums = std::collections::BTreeMap::new();
    for (labels, value) in samples {
        *sums.entry(labels).or_insert(0) += value;
    }
    sums.into_iter()
}

/// A label's value with what the format forbids escaped.
fn label(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}
