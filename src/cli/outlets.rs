//! `hasad outlets`: what is known of the outlets, and how well their pages read.

use super::args::{OutletShow, Outlets, OutletsVerb, Place, Table as Form};
use super::table::{Table, foreign, when};
use super::workplace::Workplace;
use super::{Failure, Outcome, print, print_json};
use crate::clock::{Clock, SystemClock};
use crate::page::health::Health;
use crate::page::memory::KnownKind;
use crate::store::{KnownBlock, OutletReport, OutletSummary, Store};
use chrono_tz::Tz;
use std::fmt::Write;

pub(super) async fn run(place: &Place, verb: &Outlets) -> Outcome {
    let workplace = Workplace::open(place)?;
    let store = workplace.store_to_read()?;
    let zone = workplace.config.schedule.zone;
    match &verb.verb {
        OutletsVerb::List(form) => list(store.as_ref(), form, zone).await,
        OutletsVerb::Show(show) => shown(store.as_ref(), show, zone).await,
    }
}

async fn list(store: &dyn Store, form: &Form, zone: Tz) -> Outcome {
    let outlets = store.outlets(SystemClock.now()).await?;
    if form.json {
        return print_json(&outlets);
    }
    let headings = ["id", "outlet", "site", "pages", "furniture", "watched", "good pages", "median", "last page"];
    let mut table = Table::new(&headings);
    for outlet in &outlets {
        table.row(vec![
            outlet.id.to_string(),
            foreign(&outlet.outlet, 30),
            foreign(&outlet.site, 30),
            outlet.pages.to_string(),
            outlet.furniture.to_string(),
            outlet.watched.to_string(),
            share(outlet.health.good_share),
            outlet.health.median_chars.map_or_else(|| "-".to_owned(), |chars| chars.to_string()),
            when(Some(outlet.last_seen), zone),
        ]);
    }
    print(&table.render())
}

/// A share as a percentage; a dash when there is none.
pub(super) fn share(share: Option<f64>) -> String {
    share.map_or_else(|| "-".to_owned(), |share| format!("{:.0} %", share * 100.0))
}

async fn shown(store: &dyn Store, verb: &OutletShow, zone: Tz) -> Outcome {
    let ids = find(store, &verb.id).await?;
    let mut reports = Vec::with_capacity(ids.len());
    for id in ids {
        reports.extend(store.outlet(id, SystemClock.now()).await?);
    }
    if reports.is_empty() {
        return Err(Failure::Failed(format!(
            "no pages of an outlet {:?} were read: see `hasad outlets list`",
            verb.id
        )));
    }
    if verb.json {
        return print_json(&reports);
    }
    print(&reports.iter().map(|report| told(report, zone)).collect::<Vec<_>>().join("\n"))
}

/// The sites that a number, a name or a feed means.
async fn find(store: &dyn Store, what: &str) -> Result<Vec<i64>, Failure> {
    if let Ok(id) = what.parse::<i64>() {
        return Ok(vec![id]);
    }
    let feeds = store.feeds(SystemClock.now()).await?;
    let name = feeds.iter().find(|feed| feed.id == what).map_or(what, |feed| feed.outlet.as_str());
    let outlets = store.outlets(SystemClock.now()).await?;
    Ok(outlets.iter().filter(|outlet: &&OutletSummary| outlet.outlet == name).map(|outlet| outlet.id).collect())
}

fn told(report: &OutletReport, zone: Tz) -> String {
    let summary = &report.summary;
    let mut out = String::new();
    let _ = writeln!(out, "outlet    {} {}  {}", summary.id, foreign(&summary.outlet, 60), foreign(&summary.site, 60));
    let _ = writeln!(
        out,
        "learnt    from {} pages in {} layouts, {} to {}",
        summary.pages,
        report.layouts.len(),
        when(Some(summary.first_seen), zone),
        when(Some(summary.last_seen), zone)
    );
    tell_health(&mut out, &summary.health, zone);
    for (heading, wanted) in [("left out", true), ("watched: recurs, and is kept", false)] {
        let blocks: Vec<&KnownBlock> = report.known.iter().filter(|b| b.standing.furniture == wanted).collect();
        if !blocks.is_empty() {
            let _ = writeln!(out, "\n{heading}");
        }
        blocks.iter().for_each(|block| tell_block(&mut out, block, zone));
    }
    out
}

fn tell_health(out: &mut String, health: &Health, zone: Tz) {
    let counts: Vec<String> = health.outcomes.iter().map(|(outcome, count)| format!("{count} {outcome}")).collect();
    let median = health.median_chars.map_or_else(|| "-".to_owned(), |chars| chars.to_string());
    let _ = writeln!(
        out,
        "pages     {} good of those that should be; median text {median} characters; {}",
        share(health.good_share),
        if counts.is_empty() { "none read yet".to_owned() } else { counts.join(", ") }
    );
    for alert in &health.alerts {
        let _ = writeln!(out, "ALERT     {} since {}: {}", alert.code, when(Some(alert.since), zone), alert.detail);
    }
    for day in &health.days {
        let median = day.median_chars.map_or_else(|| "-".to_owned(), |chars| chars.to_string());
        let _ = writeln!(
            out,
            "  {}  {:>4} pages  {:>5} good  {median:>6} characters",
            day.day,
            day.pages,
            share(day.good_share)
        );
    }
}

fn tell_block(out: &mut String, block: &KnownBlock, zone: Tz) {
    let (known, standing) = (&block.known, &block.standing);
    let text = match known.kind {
        KnownKind::Block => foreign(&known.text, 100),
        KnownKind::List if known.text.is_empty() => "(a list of links without a label)".to_owned(),
        KnownKind::List => format!("(a list of links) {}", foreign(&known.text, 80)),
    };
    let _ = writeln!(
        out,
        "  {text}\n    on {} pages ({:.0} % since the first), {} to {}; {}; e.g. {}",
        known.pages,
        standing.share * 100.0,
        when(Some(known.first), zone),
        when(Some(known.last), zone),
        standing.why,
        foreign(&known.example, 200)
    );
}
