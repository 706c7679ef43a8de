//! `hasad schedule --simulate`: the polls that the configuration will cause, by host, without asking anybody.

use super::args::{Place, Schedule as Verb};
use super::table::{Table, lasting, when};
use super::workplace::Workplace;
use super::{Outcome, print, print_json};
use crate::article::FeedId;
use crate::clock::{Clock, SystemClock};
use crate::http::host_key;
use crate::schedule::PollHistory;
use crate::schedule::forecast::{Forecast, HostLoad, forecast, load};
use crate::store::FeedPace;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

/// What a fixed interval of five minutes would make of one feed, polls a day.
const FIVE_MINUTES_A_DAY: f64 = 288.0;

#[derive(Debug, Serialize)]
struct Simulated {
    from: DateTime<Utc>,
    until: DateTime<Utc>,
    feeds: usize,
    polls: usize,
    polls_a_day: f64,
    /// As a share of a poll every five minutes.
    of_five_minutes: f64,
    entries_a_day: f64,
    hosts: Vec<HostRow>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    by_feed: Vec<FeedRow>,
}

#[derive(Debug, Serialize)]
struct HostRow {
    host: String,
    feeds: usize,
    polls: usize,
    polls_a_day: f64,
    peak_a_minute: usize,
    shortest_gap_seconds: Option<i64>,
    longest_gap_seconds: Option<i64>,
    /// Entries expected, each of them a page to fetch.
    entries_a_day: f64,
    /// Polls and pages as a share of what `host_delay` and `host_concurrency` let through; `None` without a delay.
    of_allowance: Option<f64>,
}

#[derive(Debug, Serialize)]
struct FeedRow {
    feed: String,
    schedule: String,
    first: Option<DateTime<Utc>>,
    polls_a_day: f64,
    shortest_gap_seconds: Option<i64>,
    longest_gap_seconds: Option<i64>,
    entries_a_day: f64,
    /// Nothing is known of it yet: its rhythm is assumed.
    assumed: bool,
    /// More polls than are foreseen for one feed.
    cut: bool,
}

pub(super) async fn run(place: &Place, verb: &Verb) -> Outcome {
    let workplace = Workplace::open(place)?;
    let known: HashMap<FeedId, FeedPace> = match workplace.store_to_read() {
        Ok(store) => store.paces().await?.into_iter().map(|pace| (pace.feed.clone(), pace)).collect(),
        // Before the first run there is no store, and nothing is known of any feed.
        Err(_) => HashMap::new(),
    };
    let simulated = simulate(&workplace, &known, SystemClock.now(), verb)?;
    if verb.json { print_json(&simulated) } else { print(&told(&simulated, &workplace)) }
}

fn simulate(
    workplace: &Workplace,
    known: &HashMap<FeedId, FeedPace>,
    from: DateTime<Utc>,
    verb: &Verb,
) -> Result<Simulated, super::Failure> {
    let until = from + TimeDelta::from_std(verb.simulate)?;
    let days = verb.simulate.as_secs_f64() / 86_400.0;
    let mut hosts: BTreeMap<String, (usize, Vec<DateTime<Utc>>, f64)> = BTreeMap::new();
    let mut by_feed = Vec::new();
    for feed in workplace.config.feeds.iter().filter(|f| f.enabled) {
        let pace = known.get(&feed.id);
        let (history, first) = pace.map_or((PollHistory::default(), from), |pace| (pace.history.clone(), pace.due_at));
        let assumed = history.succeeded_at.is_none();
        let found = forecast(&feed.schedule, history, first, from, until);
        let asked = pace.and_then(|p| p.history.moved.adopted()).unwrap_or(feed.url.as_str());
        let host = url::Url::parse(asked).map(|url| host_key(&url)).unwrap_or_default();
        if verb.feeds {
            by_feed.push(feed_row(&feed.id.0, &feed.schedule_text, &found, days, assumed));
        }
        let row = hosts.entry(host).or_default();
        row.0 += 1;
        row.1.extend(found.polls);
        row.2 += found.entries;
    }
    let fetch = &workplace.config.fetch;
    let allowance = (!fetch.host_delay.is_zero()).then(|| days * 86_400.0 / fetch.host_delay.as_secs_f64());
    let mut rows: Vec<HostRow> = hosts
        .into_iter()
        .map(|(host, (feeds, polls, entries))| host_row(host, feeds, &load(polls), entries, days, allowance))
        .collect();
    rows.sort_by(|a, b| b.polls.cmp(&a.polls).then_with(|| a.host.cmp(&b.host)));
    let feeds = rows.iter().map(|row| row.feeds).sum();
    let polls: usize = rows.iter().map(|row| row.polls).sum();
    let polls_a_day = polls as f64 / days;
    Ok(Simulated {
        from,
        until,
        feeds,
        polls,
        polls_a_day,
        of_five_minutes: polls_a_day / (feeds.max(1) as f64 * FIVE_MINUTES_A_DAY),
        entries_a_day: rows.iter().map(|row| row.entries_a_day).fold(0.0, |sum, more| sum + more),
        hosts: rows,
        by_feed,
    })
}

fn host_row(host: String, feeds: usize, load: &HostLoad, entries: f64, days: f64, allowance: Option<f64>) -> HostRow {
    HostRow {
        host,
        feeds,
        polls: load.polls,
        polls_a_day: load.polls as f64 / days,
        peak_a_minute: load.peak_a_minute,
        shortest_gap_seconds: load.shortest_gap.map(|gap| gap.num_seconds()),
        longest_gap_seconds: load.longest_gap.map(|gap| gap.num_seconds()),
        entries_a_day: entries / days,
        of_allowance: allowance.map(|most| (load.polls as f64 + entries) / most),
    }
}

fn feed_row(id: &str, schedule: &str, found: &Forecast, days: f64, assumed: bool) -> FeedRow {
    let load = load(found.polls.clone());
    FeedRow {
        feed: id.to_owned(),
        schedule: schedule.to_owned(),
        first: found.polls.first().copied(),
        polls_a_day: load.polls as f64 / days,
        shortest_gap_seconds: load.shortest_gap.map(|gap| gap.num_seconds()),
        longest_gap_seconds: load.longest_gap.map(|gap| gap.num_seconds()),
        entries_a_day: found.entries / days,
        assumed,
        cut: found.is_cut,
    }
}

fn told(simulated: &Simulated, workplace: &Workplace) -> String {
    let zone = workplace.config.schedule.zone;
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{} feeds from {} until {}: {} polls, {:.0} a day ({:.0} % of a poll every 5 minutes), about {:.0} pages a day\n",
        simulated.feeds,
        when(Some(simulated.from), zone),
        when(Some(simulated.until), zone),
        simulated.polls,
        simulated.polls_a_day,
        100.0 * simulated.of_five_minutes,
        simulated.entries_a_day,
    );
    let headings =
        ["host", "feeds", "polls a day", "peak a minute", "shortest gap", "longest gap", "pages a day", "of allowance"];
    let mut table = Table::new(&headings);
    for row in &simulated.hosts {
        table.row(vec![
            row.host.clone(),
            row.feeds.to_string(),
            format!("{:.0}", row.polls_a_day),
            row.peak_a_minute.to_string(),
            lasting(row.shortest_gap_seconds),
            lasting(row.longest_gap_seconds),
            format!("{:.0}", row.entries_a_day),
            row.of_allowance.map_or_else(|| "-".to_owned(), |share| format!("{:.1} %", 100.0 * share)),
        ]);
    }
    out.push_str(&table.render());
    if !simulated.by_feed.is_empty() {
        out.push('\n');
        out.push_str(&feeds_table(&simulated.by_feed, zone));
    }
    let close = simulated.hosts.iter().filter(|row| row.of_allowance.is_some_and(|share| share > 0.8));
    for row in close {
        let _ = writeln!(
            out,
            "\n{}: polls and pages want {:.0} % of what host_delay lets through; they will wait for their turn",
            row.host,
            100.0 * row.of_allowance.unwrap_or(0.0)
        );
    }
    out
}

fn feeds_table(feeds: &[FeedRow], zone: chrono_tz::Tz) -> String {
    let headings =
        ["feed", "schedule", "first poll", "polls a day", "shortest gap", "longest gap", "entries a day", "known"];
    let mut table = Table::new(&headings);
    for row in feeds {
        table.row(vec![
            row.feed.clone(),
            row.schedule.clone(),
            when(row.first, zone),
            format!("{:.0}{}", row.polls_a_day, if row.cut { "+" } else { "" }),
            lasting(row.shortest_gap_seconds),
            lasting(row.longest_gap_seconds),
            format!("{:.1}", row.entries_a_day),
            if row.assumed { "assumed" } else { "learnt" }.to_owned(),
        ]);
    }
    table.render()
}
