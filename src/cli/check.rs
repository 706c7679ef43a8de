//! `hasad check`: the configuration, and with `--online` every feed.

use super::args::{Check, Place};
use super::table::{Table, foreign};
use super::workplace::Workplace;
use super::{Failure, Outcome, print, print_json};
use crate::clock::{Clock, SystemClock};
use crate::config::{self, FeedConfig};
use crate::feed::{self, ReadContext};
use crate::http::{Answer, Client, Request, Validators, Want};
use serde::Serialize;
use tokio::task::JoinSet;

pub(super) async fn run(place: &Place, verb: &Check) -> Outcome {
    let loaded = config::locate(place.config.as_deref()).and_then(|path| config::load(&path));
    // The rules of sites are part of what is checked.
    let checked = loaded.and_then(|config| config::load_sites(&config).map(|sites| (config, sites.sites().len())));
    if let Err(errors) = &checked
        && verb.json
    {
        print_json(&serde_json::json!({ "ok": false, "errors": errors.list() }))?;
        return Err(Failure::Wrong(format!("{} mistakes in the configuration", errors.list().len())));
    }
    let (config, sites) = checked.map_err(|errors| Failure::Wrong(errors.to_string()))?;
    let workplace = Workplace::of(place, config);
    let config = &workplace.config;
    if let Err(failure) = workplace.rehearse() {
        if verb.json {
            let (Failure::Wrong(why) | Failure::Failed(why)) = &failure;
            let error = serde_json::json!({ "file": config.file, "line": 0, "column": 0, "found": "", "message": why });
            print_json(&serde_json::json!({ "ok": false, "errors": [error] }))?;
        }
        return Err(failure);
    }
    if verb.online {
        return online(&workplace, verb.json).await;
    }
    if verb.json {
        return print_json(
            &serde_json::json!({ "ok": true, "feeds": config.feeds.len(), "sites": sites, "warnings": config.warnings }),
        );
    }
    let warnings: String = config.warnings.iter().map(|w| format!("warning: {w}\n")).collect();
    print(&format!(
        "{warnings}{}: valid, {} feeds, rules for {sites} sites\n",
        config.file.display(),
        config.feeds.len()
    ))
}

/// What one feed answered.
#[derive(Debug, Serialize)]
struct Answered {
    feed: String,
    url: String,
    ok: bool,
    entries: usize,
    with_date: usize,
    with_link: usize,
    encoding: String,
    remarks: usize,
    problem: Option<String>,
}

async fn online(workplace: &Workplace, json: bool) -> Outcome {
    let client = workplace.client()?;
    let mut asked = JoinSet::new();
    for feed in workplace.config.feeds.iter().filter(|f| f.enabled) {
        let (client, feed) = (client.clone(), feed.clone());
        asked.spawn(async move { ask(&client, &feed).await });
    }
    let mut answers = asked.join_all().await;
    answers.sort_by(|a, b| a.feed.cmp(&b.feed));
    if json {
        print_json(&answers)?;
    } else {
        let mut table = Table::new(&["feed", "entries", "dated", "linked", "encoding", "remarks", "problem"]);
        for a in &answers {
            table.row(vec![
                a.feed.clone(),
                a.entries.to_string(),
                a.with_date.to_string(),
                a.with_link.to_string(),
                a.encoding.clone(),
                a.remarks.to_string(),
                a.problem.as_deref().map_or_else(|| "-".to_owned(), |p| foreign(p, 120)),
            ]);
        }
        print(&table.render())?;
    }
    let failed = answers.iter().filter(|a| !a.ok).count();
    if failed > 0 {
        Err(Failure::Failed(format!("{failed} of {} feeds cannot be read", answers.len())))
    } else {
        Ok(())
    }
}

async fn ask(client: &Client, feed: &FeedConfig) -> Answered {
    let mut answered = Answered {
        feed: feed.id.0.clone(),
        url: feed.url.to_string(),
        ok: false,
        entries: 0,
        with_date: 0,
        with_link: 0,
        encoding: "-".to_owned(),
        remarks: 0,
        problem: None,
    };
    let request = Request { url: feed.url.clone(), want: Want::Feed, validators: Validators::default() };
    let access = match super::connection::access_to(feed) {
        Ok(access) => access,
        Err(Failure::Failed(why) | Failure::Wrong(why)) => {
            answered.problem = Some(why);
            return answered;
        }
    };
    match client.get_as(&request, &access).await.map(|(answer, _)| answer) {
        Ok(Answer::Body(head, body)) => {
            let content_type = head.content_type.as_deref();
            let context = ReadContext { url: Some(&head.url), content_type, zone: feed.zone, now: SystemClock.now() };
            match feed::read(&body, &context) {
                Ok(document) => {
                    answered.ok = true;
                    answered.entries = document.entries.len();
                    answered.with_date = document.entries.iter().filter(|e| e.published.is_some()).count();
                    answered.with_link = document.entries.iter().filter(|e| e.link.is_some()).count();
                    answered.encoding = document.encoding;
                    answered.remarks = document.remarks.len();
                }
                Err(error) => answered.problem = Some(error.to_string()),
            }
        }
        Ok(Answer::NotModified(_)) => answered.problem = Some("answered 304 to an unconditional request".to_owned()),
        Err(error) => answered.problem = Some(error.to_string()),
    }
    answered
}
