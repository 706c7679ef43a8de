//! The whole of Hasad on one machine, with no internet: `cargo run --release --example demo`.
//!
//! Nine fake outlets open on loopback, each with a layout, an encoding and a kind of feed of its own. They publish a day's
//! news: wire copies under datelines, a rewrite, read-also boxes, an aggregator's page with a second article in it. Hasad
//! polls them, one breaks down, two correct their reports, the night passes, and the morning's digest is written.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a demonstration that fails should stop")]

#[path = "../tests/it/desk.rs"]
#[allow(dead_code, reason = "the scenarios use more of it")]
mod desk;
#[path = "../tests/newsroom/mod.rs"]
mod newsroom;

use chrono::TimeDelta;
use desk::{Newsroom, ZONE};
use hasad::article::StoredArticle;
use hasad::daemon::Summary;
use hasad::text::direction::isolate;
use newsroom::{Fault, Outlet, cast, first_day, later_that_day, morning};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Instant;

#[tokio::main]
async fn main() {
    let started = Instant::now();
    let dir = state_dir();
    let outlets: Vec<Outlet> = cast().into_iter().map(Outlet::start).collect();
    let day = first_day(&outlets, morning());
    println!("{} outlets on loopback, {} pages:", outlets.len(), day.pages());
    for outlet in &outlets {
        let style = outlet.style();
        println!("  {:<40} {:?}, {:?}, feed {:?}", isolate(outlet.name()), style.layout, style.encoding, style.feed);
    }
    let newsroom = Newsroom::open(outlets, morning() + TimeDelta::hours(9), &dir).await;
    first_pass(&newsroom).await;
    a_feed_breaks_and_comes_back(&newsroom).await;
    two_reports_are_corrected(&newsroom).await;
    the_morning_after(&newsroom).await;
    let feeds: String = newsroom.outlets.iter().map(configured).collect();
    newsroom.close().await;
    println!("\ntook {:.1} s. The same store by hand:", started.elapsed().as_secs_f64());
    let (config, state) = (dir.join("hasad.toml"), dir.display().to_string());
    std::fs::write(&config, format!("[schedule]\nzone = \"Asia/Riyadh\"\n\n{feeds}")).unwrap();
    for verb in ["status", "articles --min-outlets 2", "explain 1", "show 1", "digest --date 2026-11-23 --format text"]
    {
        println!("  cargo run --release -- {verb} --config {} --state-dir {state}", config.display());
    }
}

/// The feed of an outlet as the configuration has it.
fn configured(outlet: &Outlet) -> String {
    let (id, url, name) = (outlet.id(), outlet.feed_url(), outlet.name());
    format!("[[feed]]\nid = \"{id}\"\nurl = \"{url}\"\noutlet = \"{name}\"\nschedule = \"every 15m\"\n\n")
}

/// `target/demo`, made afresh.
fn state_dir() -> PathBuf {
    let dir = PathBuf::from(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into())).join("demo");
    // There is nothing to remove at the first run.
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

async fn first_pass(newsroom: &Newsroom) {
    println!("\n18:00  the first pass");
    tell(&newsroom.pass().await);
    let articles = newsroom.articles().await;
    let most = articles.iter().max_by_key(|a| a.sources.len()).expect("there are articles");
    println!("       carried by most: {}", isolate(&most.title));
    for source in &most.sources {
        println!("         {:<8} {:.2}  {}", source.relation.as_str(), source.similarity, isolate(&source.outlet.0));
        println!("                         {}", source.evidence);
    }
    let links: usize = articles.iter().map(|a| a.read_also.len()).sum();
    let held = articles.iter().flat_map(|a| &a.read_also).filter(|l| l.article_id.is_some()).count();
    println!(
        "       {links} read-also and related links kept out of the bodies, {held} of them lead to an article held here"
    );
}

async fn a_feed_breaks_and_comes_back(newsroom: &Newsroom) {
    newsroom.outlets[0].fault(Fault::HtmlInsteadOfFeed);
    println!("\n18:20  one outlet serves a web page in place of its feed");
    tell(&newsroom.after(TimeDelta::minutes(20)).await);
    let status = newsroom.feed(0).await;
    println!(
        "       {}: {}; next poll {}",
        status.id,
        status.reason.unwrap_or_default(),
        status.due_why.unwrap_or_default()
    );
    newsroom.outlets[0].recover();
}

async fn two_reports_are_corrected(newsroom: &Newsroom) {
    later_that_day(&newsroom.outlets, newsroom.now() + TimeDelta::minutes(30));
    println!("\n19:20  it is back, and two reports were corrected");
    tell(&newsroom.after(TimeDelta::hours(1)).await);
    for article in newsroom.articles().await.iter().filter(|a| has_new_version(a)) {
        println!("       article {} has {} versions: {}", article.id, article.versions, isolate(&article.title));
    }
}

/// Copies count as versions of the text as well; a corrected article has more versions than pages with different texts.
fn has_new_version(article: &StoredArticle) -> bool {
    let texts = article.sources.len();
    article.versions as usize > texts || article.title.starts_with("تصحيح")
}

async fn the_morning_after(newsroom: &Newsroom) {
    println!("\n06:20  the next morning");
    tell(&newsroom.after(TimeDelta::hours(11)).await);
    let yesterday = newsroom.now().with_timezone(&ZONE).date_naive().pred_opt().expect("there was a yesterday");
    let digest = newsroom.daemon.digest.gather(newsroom.store().as_ref(), yesterday).await.expect("the store works");
    let counts = digest.counts;
    println!(
        "       digest of {yesterday}: {} stories from {} articles on {} pages of {} outlets",
        counts.stories, counts.articles, counts.sources, counts.outlets
    );
    for story in digest.stories.iter().take(3) {
        let outlets: BTreeSet<&str> = story.outlets.iter().map(String::as_str).collect();
        println!("         {:>4.2}  {}  ({} outlets)", story.score, isolate(&story.title), outlets.len());
    }
    let mut files: Vec<PathBuf> = std::fs::read_dir(newsroom.digests()).unwrap().map(|f| f.unwrap().path()).collect();
    files.sort();
    files.iter().filter(|f| f.to_string_lossy().contains("hasad-")).for_each(|f| println!("       {}", f.display()));
}

fn tell(summary: &Summary) {
    println!(
        "       polled {} ({} unchanged, {} failed), {} pages: {} new articles, {} copies, {} revisions, {} pending",
        summary.polled,
        summary.unchanged,
        summary.failed.len(),
        summary.pages,
        summary.new_articles,
        summary.copies,
        summary.revisions,
        summary.pending
    );
}
