//! `hasad feeds import`: the feeds of an OPML file into the configuration file.

use crate::cli::args::{FeedImport, Place};
use crate::cli::table::foreign;
use crate::cli::{Failure, Outcome, input, print, print_json};
use crate::config::{self, Config, FeedIds, NewFeed};
use crate::opml::{self, Outline, Own};
use serde::Serialize;
use std::collections::HashMap;
use std::fmt::Write as _;

/// Lines told one by one; the rest is only counted.
const TOLD: usize = 200;

/// What became of one outline.
#[derive(Debug, Serialize)]
struct Told {
    line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    outlet: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

/// What is to be done.
#[derive(Debug, Default, Serialize)]
struct Plan {
    added: Vec<Told>,
    present: Vec<Told>,
    bad: Vec<Told>,
    warnings: Vec<String>,
    written: bool,
    #[serde(skip)]
    feeds: Vec<NewFeed>,
}

pub(in crate::cli) fn run(place: &Place, verb: &FeedImport) -> Outcome {
    let name = verb.file.display().to_string();
    let wrong = |errors: config::ConfigErrors| Failure::Wrong(errors.to_string());
    // The configuration first: a list cannot be imported into a file that is broken already.
    let path = config::locate(place.config.as_deref()).map_err(wrong)?;
    let before = config::text(&path).map_err(wrong)?;
    let current = config::parse(&before, &path).map_err(wrong)?;
    let list = opml::read(&input::bytes(Some(&verb.file))?).map_err(|e| Failure::Failed(format!("{name}: {e}")))?;
    let mut plan = plan(list, &current);
    if !plan.feeds.is_empty() {
        let (after, config) = config::append(&before, &path, &plan.feeds).map_err(|errors| {
            Failure::Failed(format!("nothing was written, the result would not be valid:\n{errors}"))
        })?;
        plan.warnings = config.warnings.into_iter().filter(|w| !current.warnings.contains(w)).collect();
        if !verb.dry_run {
            config::replace(&path, &before, &after)
                .map_err(|e| Failure::Failed(format!("failed to write {}: {e}", path.display())))?;
            plan.written = true;
        }
    }
    if verb.json {
        print_json(&plan)?;
    } else {
        print(&told(&plan, &name, &path.display().to_string(), verb.dry_run))?;
    }
    match plan.bad.len() {
        0 => Ok(()),
        bad => Err(Failure::Failed(format!("{name}: {bad} outlines could not be used"))),
    }
}

fn plan(list: opml::Subscriptions, current: &Config) -> Plan {
    let mut plan = Plan::default();
    let mut ids = FeedIds::new(current.feeds.iter().map(|f| f.id.0.as_str()));
    let mut known: HashMap<String, String> =
        current.feeds.iter().map(|f| (f.url.key(), format!("configured as {:?}", f.id.0))).collect();
    for fault in list.faults {
        plan.bad.push(Told { message: Some(fault.message), ..Told::at(fault.line) });
    }
    // Ids that a list states go first, or one made up for an earlier feed could take them.
    let stated: Vec<Option<String>> = list
        .outlines
        .iter()
        .map(|o| o.own.as_ref().filter(|_| !known.contains_key(&o.url.key())).and_then(|own| ids.take(&own.id)))
        .collect();
    for (outline, stated) in list.outlines.into_iter().zip(stated) {
        let url = Some(outline.url.to_string());
        if let Some(why) = known.get(&outline.url.key()) {
            plan.present.push(Told { url, message: Some(why.clone()), ..Told::at(outline.line) });
            continue;
        }
        let (line, key) = (outline.line, outline.url.key());
        let feed = new_feed(outline, stated.unwrap_or_default());
        // A stand-in for the id, which is only made for feeds that are good.
        let tried = NewFeed { id: "new".to_owned(), ..feed.clone() };
        if let Err(why) = tried.check() {
            plan.bad.push(Told { url, message: Some(why), ..Told::at(line) });
            continue;
        }
        let id = if feed.id.is_empty() { ids.for_url(&feed.url) } else { feed.id.clone() };
        let (outlet, section) = (feed.outlet.clone(), feed.section.clone());
        known.insert(key, format!("the same feed as at line {line}"));
        plan.added.push(Told { line, url, id: Some(id.clone()), outlet, section, message: None });
        plan.feeds.push(NewFeed { id, ..feed });
    }
    plan.bad.sort_by_key(|bad| bad.line);
    plan
}

fn new_feed(outline: Outline, id: String) -> NewFeed {
    // What another program calls a feed is the best name there is for its outlet.
    let own = outline.own.unwrap_or_else(|| Own { outlet: outline.name, ..Own::default() });
    NewFeed {
        id,
        url: outline.url,
        outlet: own.outlet,
        section: outline.folder,
        schedule: own.schedule,
        zone: own.zone,
        enabled: !own.disabled,
    }
}

impl Told {
    fn at(line: usize) -> Self {
        Self { line, url: None, id: None, outlet: None, section: None, message: None }
    }
}

fn told(plan: &Plan, list: &str, file: &str, dry_run: bool) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail, here and below.
    for bad in plan.bad.iter().take(TOLD) {
        let message = foreign(bad.message.as_deref().unwrap_or_default(), 300);
        let _ = writeln!(out, "{list}:{}: not imported: {message}", bad.line);
    }
    for present in plan.present.iter().take(TOLD) {
        let (url, why) = (present.url.as_deref().unwrap_or_default(), present.message.as_deref().unwrap_or_default());
        let _ = writeln!(out, "{list}:{}: skipped: {url} is {why}", present.line);
    }
    let untold = plan.bad.len().saturating_sub(TOLD) + plan.present.len().saturating_sub(TOLD);
    if untold > 0 {
        let _ = writeln!(out, "… and {untold} more");
    }
    for warning in &plan.warnings {
        let _ = writeln!(out, "warning: {warning}");
    }
    if dry_run {
        for feed in &plan.feeds {
            let _ = writeln!(out, "\n{}", feed.to_toml().trim_end());
        }
        out.push('\n');
    } else {
        for added in plan.added.iter().take(TOLD) {
            let outlet = added.outlet.as_deref().map_or_else(|| "-".to_owned(), |o| foreign(o, 40));
            let (id, url) = (added.id.as_deref().unwrap_or_default(), added.url.as_deref().unwrap_or_default());
            let _ = writeln!(out, "added {id}  {outlet}  {url}");
        }
    }
    let (done, note) = if dry_run { ("would be added", "; nothing was written") } else { ("added", "") };
    let (added, present, bad) = (plan.added.len(), plan.present.len(), plan.bad.len());
    let _ = writeln!(out, "{file}: {added} feeds {done}, {present} skipped, {bad} not usable{note}");
    out
}
