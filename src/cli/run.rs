//! `hasad run`: the daemon, or one pass of it.

use super::args::{Place, Run};
use super::progress::Progress;
use super::table::when;
use super::workplace::Workplace;
use super::{Failure, Outcome, print, print_json};
use crate::daemon::{Daemon, Quiet, Stopper, Summary, stopper};
use crate::text::clean::line;
use std::fmt::Write;
use std::path::PathBuf;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;

pub(super) async fn run(place: &Place, verb: &Run) -> Outcome {
    let workplace = Workplace::open(place)?;
    // Whatever is wrong is told before anything is touched.
    workplace.rehearse()?;
    // Before the store is opened: bringing an old one up to date may take a while, and a signal that comes meanwhile is no reason to
    // die in the middle.
    let (stopper, stop) = stopper();
    let signals = stop_on_signals(stopper);
    let daemon = workplace.daemon(workplace.store_for_daemon()?)?;
    daemon.sync_feeds(workplace.seeds()).await?;
    let outcome = if verb.once {
        once(&daemon, verb, stop).await
    } else {
        tracing::info!(feeds = workplace.seeds().len(), version = env!("CARGO_PKG_VERSION"), "hasad started");
        let (daemon, subscriber) = super::websub::start(&workplace, daemon).await?;
        let outcome = daemon.run(&Quiet, stop).await;
        if let Some(subscriber) = subscriber {
            subscriber.abort();
        }
        let summary = outcome?;
        tracing::info!(polled = summary.polled, pages = summary.pages, new = summary.new_articles, "hasad stopped");
        Ok(())
    };
    signals.abort();
    outcome
}

/// The first SIGTERM or Ctrl-C asks for an orderly end, the second ends at once.
fn stop_on_signals(stopper: Stopper) -> JoinHandle<()> {
    let (Ok(mut terminate), Ok(mut interrupt)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt()))
    else {
        tracing::error!("signals cannot be caught; stop with kill -9, nothing will be lost");
        return tokio::spawn(async {});
    };
    tokio::spawn(async move {
        for round in 0.. {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if round > 0 {
                std::process::exit(1);
            }
            tracing::info!("stopping: what is in flight ends or is left pending");
            stopper.stop();
        }
    })
}

async fn once(daemon: &Daemon, verb: &Run, mut stop: crate::daemon::Stop) -> Outcome {
    if verb.all {
        daemon.desk.store.hurry(None, daemon.desk.clock.now()).await?;
    }
    let progress = Progress::new();
    let started = std::time::Instant::now();
    let summary = daemon.work(&progress, &mut stop).await;
    progress.finish();
    daemon.desk.store.release_leases(daemon.holder.clone()).await?;
    let summary = summary?;
    daemon.renew_fingerprints(&stop).await?;
    daemon.reconcile_if_due(&stop).await?;
    let mut files = daemon.write_due_digests().await;
    daemon.tell_alerts().await?;
    daemon.prune_if_due(&stop).await?;
    if !stop.is_requested() {
        files.extend(daemon.write_today().await.map_err(Failure::Failed)?);
    }
    if verb.json {
        print_json(&summary)?;
    } else {
        let mut text = told(&summary, started.elapsed(), &files);
        for quiet in daemon.desk.store.quiet_hosts(daemon.desk.clock.now()).await? {
            let until = when(Some(quiet.until), daemon.digest.zone);
            let _ = writeln!(text, "{} answered 429 and is left alone until {until}", quiet.host);
        }
        print(&text)?;
    }
    if summary.all_failed() { Err(Failure::Failed("every feed that was polled failed".to_owned())) } else { Ok(()) }
}

fn told(summary: &Summary, took: std::time::Duration, files: &[PathBuf]) -> String {
    let mut out = String::new();
    let rows = [
        ("polled", summary.polled, format!("{} unchanged, {} failed", summary.unchanged, summary.failed.len())),
        ("entries", summary.entries, format!("new; {} changed in their feed", summary.changed_entries)),
        ("pages", summary.pages, format!("{} with the feed's text instead", summary.stand_ins)),
        ("new articles", summary.new_articles, String::new()),
        ("copies", summary.copies, "joined an article we hold".to_owned()),
        ("revisions", summary.revisions, format!("{} young pages read again", summary.rechecked)),
        ("pending", summary.pending, format!("{} postponed in this pass", summary.postponed)),
    ];
    for (name, number, note) in rows {
        let _ = writeln!(out, "{name:<13}{number:>7}  {note}");
    }
    let _ = writeln!(out, "{:<13}{:>6.1}s", "took", took.as_secs_f64());
    if !summary.failed.is_empty() {
        out.push_str("failed feeds:\n");
        for failed in &summary.failed {
            let _ = writeln!(out, "  {}: {}", failed.feed, line(&failed.reason, 300));
        }
    }
    for file in files {
        let _ = writeln!(out, "digest: {}", file.display());
    }
    out
}
