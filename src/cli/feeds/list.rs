//! `hasad feeds list`: the configured feeds.

use crate::cli::args::{Place, Table as Form};
use crate::cli::table::{Table, foreign, when};
use crate::cli::workplace::Workplace;
use crate::cli::{Outcome, print, print_json};
use crate::clock::{Clock, SystemClock};
use crate::store::FeedStatus;
use chrono::Utc;
use serde::Serialize;
use std::collections::HashMap;

/// One configured feed.
#[derive(Debug, Serialize)]
struct Listed<'a> {
    id: &'a str,
    url: &'a str,
    outlet: Option<&'a str>,
    section: Option<&'a str>,
    schedule: &'a str,
    zone: String,
    enabled: bool,
    last_success: Option<chrono::DateTime<Utc>>,
    failures: u32,
}

pub(in crate::cli) async fn run(place: &Place, form: &Form) -> Outcome {
    let workplace = Workplace::open(place)?;
    // The list is of the configuration; a store that is not there yet only leaves the history open.
    let known: HashMap<String, FeedStatus> = match workplace.store_to_read() {
        Ok(store) => store.feeds(SystemClock.now()).await?.into_iter().map(|f| (f.id.clone(), f)).collect(),
        Err(_) => HashMap::new(),
    };
    let list: Vec<Listed<'_>> = workplace
        .config
        .feeds
        .iter()
        .map(|f| Listed {
            id: &f.id.0,
            url: f.url.as_str(),
            outlet: f.outlet.as_ref().map(|o| o.0.as_str()),
            section: f.section.as_deref(),
            schedule: &f.schedule_text,
            zone: f.zone.to_string(),
            enabled: f.enabled,
            last_success: known.get(&f.id.0).and_then(|k| k.last_success),
            failures: known.get(&f.id.0).map_or(0, |k| k.failures),
        })
        .collect();
    if form.json {
        return print_json(&list);
    }
    let mut table = Table::new(&["id", "outlet", "section", "schedule", "last success", "failures", "url"]);
    for feed in &list {
        table.row(vec![
            if feed.enabled { feed.id.to_owned() } else { format!("{} (off)", feed.id) },
            foreign(feed.outlet.unwrap_or("-"), 24),
            foreign(feed.section.unwrap_or("-"), 16),
            feed.schedule.to_owned(),
            when(feed.last_success, workplace.config.schedule.zone),
            feed.failures.to_string(),
            feed.url.to_owned(),
        ]);
    }
    print(&table.render())
}
