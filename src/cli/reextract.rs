//! `hasad reextract`: stored pages read again with the rules of today, and everything decided again.

use super::args::{Place, Reextract};
use super::table::foreign;
use super::workplace::Workplace;
use super::{Failure, Outcome, input, print, print_json};
use crate::clock::{Clock, SystemClock};
use crate::pipeline::{Memories, ReextractReport, Reextraction};
use crate::store::sqlite::{self, SqliteStore};
use crate::store::{ChangeKind, Store};
use indicatif::ProgressBar;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::signal::unix::{SignalKind, signal};

/// A copy of the store to try things on; it goes when the trial ends, however it ends.
struct Trial(PathBuf);

impl Trial {
    fn of(store: &Path) -> Result<Self, Failure> {
        let mut name = store.as_os_str().to_owned();
        name.push(format!(".trial-{}", std::process::id()));
        let trial = Self(PathBuf::from(name));
        sweep(store);
        sqlite::copy(store, &trial.0)?;
        Ok(trial)
    }
}

impl Drop for Trial {
    fn drop(&mut self) {
        remove(&self.0);
    }
}

fn remove(trial: &Path) {
    for end in ["", "-wal", "-shm", ".lock"] {
        let mut name = trial.as_os_str().to_owned();
        name.push(end);
        // One that was never made cannot be removed.
        let _ = std::fs::remove_file(name);
    }
}

/// Removes the copies of trials that were killed: of processes that are no more.
fn sweep(store: &Path) {
    let (Some(dir), Some(name)) = (store.parent(), store.file_name().and_then(|name| name.to_str())) else { return };
    let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
    let Ok(files) = std::fs::read_dir(dir) else { return };
    for file in files.flatten().filter_map(|file| file.file_name().into_string().ok()) {
        let process = file.strip_prefix(name).and_then(|rest| rest.strip_prefix(".trial-"));
        if process.is_some_and(|id| id.parse::<u32>().is_ok() && !Path::new("/proc").join(id).exists()) {
            remove(&dir.join(&file));
        }
    }
}

pub(super) async fn run(place: &Place, verb: &Reextract) -> Outcome {
    let workplace = Workplace::open(place)?;
    let zone = workplace.config.schedule.zone;
    let since = verb.since.as_deref().map(|text| input::instant(text, zone, SystemClock.now())).transpose()?;
    let trial = if verb.dry_run { Some(Trial::of(&workplace.store_path()?)?) } else { None };
    let store: Arc<dyn Store> = match &trial {
        Some(trial) => Arc::new(SqliteStore::open_beside(&trial.0)?),
        None => workplace.store_to_correct()?,
    };
    if verb.dry_run {
        store.end_reprocessing().await?;
    }
    let feeds = &workplace.config.feeds;
    let named = |name: &String| {
        let by_id = feeds.iter().find(|f| f.id.0 == *name).and_then(|f| f.outlet.as_ref());
        by_id.map_or_else(|| name.clone(), |outlet| outlet.0.clone())
    };
    let reextraction = Reextraction {
        store,
        zones: Arc::new(feeds.iter().map(|f| (f.id.clone(), f.zone)).collect()),
        zone,
        sites: Arc::new(workplace.sites()?),
        memories: Memories::default(),
        outlet: verb.outlet.as_ref().map(named),
        since,
        asked: format!("outlet={:?} since={:?}", verb.outlet, verb.since),
    };
    let report = watched(&reextraction).await?;
    // The copy goes before anything is told of it.
    drop(reextraction);
    drop(trial);
    if verb.json { print_json(&as_json(verb, &report)?) } else { print(&told(verb.dry_run, &report)) }?;
    if report.interrupted && verb.dry_run {
        return Err(Failure::Failed("interrupted; a trial begins anew the next time".to_owned()));
    }
    if report.interrupted {
        return Err(Failure::Failed("interrupted; the same command goes on from here".to_owned()));
    }
    Ok(())
}

/// Runs it with a line of progress; Ctrl-C and SIGTERM end it after the portion in hand.
async fn watched(reextraction: &Reextraction) -> Result<ReextractReport, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    let told = tokio::spawn(async move {
        let Ok(mut terminate) = signal(SignalKind::terminate()) else { return };
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        asked.store(true, Ordering::Relaxed);
    });
    let bar = ProgressBar::new_spinner();
    let mut go_on = |report: &ReextractReport| {
        bar.set_message(format!("{} pages read, {} sources placed", report.pages, report.decided + report.left));
        bar.tick();
        !stop.load(Ordering::Relaxed)
    };
    let report = reextraction.run(&mut go_on).await;
    bar.finish_and_clear();
    told.abort();
    Ok(report?)
}

fn as_json(verb: &Reextract, report: &ReextractReport) -> Result<serde_json::Value, Failure> {
    let mut value = serde_json::to_value(report)?;
    if let Some(object) = value.as_object_mut() {
        object.insert("dry_run".to_owned(), verb.dry_run.into());
    }
    Ok(value)
}

fn told(dry_run: bool, report: &ReextractReport) -> String {
    let mut out = String::new();
    if report.resumed {
        out.push_str("went on with an interrupted run; what that did is not counted\n");
    }
    let (did, would) = if dry_run { ("would change", "nothing was changed") } else { ("changed", "") };
    let rows = [
        (
            "pages read",
            report.pages,
            format!("{} as before, {} no longer an article", report.unchanged, report.unreadable),
        ),
        ("sources placed", report.decided, format!("{} left where they are", report.left)),
    ];
    for (name, number, note) in rows {
        let _ = writeln!(out, "{name:<15}{number:>7}  {note}");
    }
    let kinds = [
        (ChangeKind::Body, "body"),
        (ChangeKind::Title, "title"),
        (ChangeKind::Date, "date"),
        (ChangeKind::Links, "links"),
        (ChangeKind::Merge, "merge"),
        (ChangeKind::Move, "move"),
        (ChangeKind::Split, "split"),
    ];
    for (kind, name) in kinds {
        let count = report.changes.get(&kind).copied().unwrap_or(0);
        let _ = writeln!(out, "{name:<15}{count:>7}  {did}");
        for example in report.examples.iter().filter(|example| example.kind == kind) {
            let _ = writeln!(out, "  article {}  {}", example.article, foreign(&example.url, 120));
            let _ = writeln!(out, "    - {}\n    + {}", foreign(&example.before, 200), foreign(&example.after, 300));
        }
    }
    if !would.is_empty() {
        let _ = writeln!(out, "{would}");
    }
    out
}
