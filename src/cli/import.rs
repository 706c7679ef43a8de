//! `hasad import`: articles that are already extracted, through the same steps as fetched ones.

use super::args::{Import, Place};
use super::lines::Lines;
use super::workplace::Workplace;
use super::{Failure, Outcome, print};
use crate::article::{ArticleId, ArticleUrl, Block, BlockKind, Extracted, Outlet, Precision, StatedDate};
use crate::clock::{Clock, SystemClock};
use crate::page;
use crate::pipeline::{Carrier, Memories, assemble_text};
use crate::store::{Arrival, Recorded, Store};
use crate::text::clean;
use chrono::{DateTime, Utc};
use indicatif::ProgressBar;
use serde::Deserialize;
use std::path::Path;

/// Lines handed to the store before their answers are awaited: one commit holds them.
pub(super) const PORTION: usize = 128;

/// Characters of a headline, a name or a tag.
const MAX_NAME: usize = 500;

/// Characters of a paragraph.
const MAX_PARAGRAPH: usize = 20_000;

/// Bad lines told one by one; the rest is only counted.
const TOLD: usize = 50;

/// A line of the file.
#[derive(Debug, Deserialize)]
struct Line {
    url: String,
    outlet: String,
    feed: Option<String>,
    title: String,
    text: String,
    published: Option<String>,
    #[serde(default)]
    authors: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
    lang: Option<String>,
}

#[derive(Debug, Default)]
struct Totals {
    new: u64,
    joined: u64,
    revised: u64,
    unchanged: u64,
    bad: usize,
}

pub(super) async fn run(place: &Place, verb: &Import) -> Outcome {
    let workplace = Workplace::open(place)?;
    let mut lines = Lines::open(&verb.file)?;
    let store = workplace.store()?;
    let bar = ProgressBar::new_spinner();
    let (mut totals, memories) = (Totals::default(), Memories::default());
    loop {
        let mut portion = Vec::with_capacity(PORTION);
        while portion.len() < PORTION {
            let Some(line) = lines.next()? else { break };
            match arrival(&line, SystemClock.now(), store.as_ref(), &memories).await {
                Ok(arrival) => portion.push(arrival),
                Err(why) => report(&mut totals, &verb.file, lines.number(), &why),
            }
        }
        if portion.is_empty() {
            break;
        }
        record(store.as_ref(), portion, &mut totals).await?;
        bar.set_message(format!("{} lines, {} new, {} joined", lines.number(), totals.new, totals.joined));
        bar.tick();
    }
    bar.finish_and_clear();
    print(&format!(
        "{} new articles, {} joined, {} revised, {} unchanged, {} bad lines\n",
        totals.new, totals.joined, totals.revised, totals.unchanged, totals.bad
    ))?;
    if totals.bad > 0 { Err(Failure::Failed(format!("{} bad lines were skipped", totals.bad))) } else { Ok(()) }
}

fn report(totals: &mut Totals, file: &Path, number: usize, why: &str) {
    totals.bad += 1;
    if totals.bad <= TOLD {
        eprintln!("{}:{number}: {why}", file.display());
    }
}

/// An article as if it had been fetched when it was published, `now` at the latest. What recurs over the texts of its outlet is
/// looked up in `memories`, which learn from it.
pub(super) async fn arrival(
    line: &[u8],
    now: DateTime<Utc>,
    store: &dyn Store,
    memories: &Memories,
) -> Result<Arrival, String> {
    let line: Line = serde_json::from_slice(line).map_err(|e| format!("not an article: {e}"))?;
    let url = ArticleUrl::parse(&line.url).map_err(|e| format!("url {:?}: {e}", line.url))?;
    let (outlet, title) = (cleaned(&line.outlet), cleaned(&line.title));
    if outlet.is_empty() {
        return Err("outlet must not be empty".to_owned());
    }
    let published = line.published.as_deref().map(stated).transpose()?;
    let seen = published.as_ref().map_or(now, |d| d.at.with_timezone(&Utc).min(now));
    let paragraphs = line.text.split('\n').map(|p| clean::line(p, MAX_PARAGRAPH)).filter(|p| !p.is_empty());
    let extracted = Extracted {
        title: Some(title),
        blocks: paragraphs.map(|text| Block { kind: BlockKind::Paragraph, text }).collect(),
        authors: line.authors.iter().map(|name| cleaned(name)).collect(),
        tags: line.tags.iter().map(|tag| cleaned(tag)).collect(),
        lang: line.lang.as_deref().map(cleaned),
        published,
        ..Extracted::default()
    };
    let carrier = Carrier {
        entry: None,
        entry_hash: 0,
        feed: line.feed.as_deref().map(cleaned),
        outlet: Outlet(outlet),
        section: None,
        seen,
        added: now,
    };
    let site = url.to_url().map(|u| page::site(&u)).unwrap_or_default();
    let memory = memories.of(store, &carrier.outlet, &site).await;
    let outlet = carrier.outlet.clone();
    let (arrival, learnable) = assemble_text(carrier, extracted, &url, &memory);
    drop(memory);
    // The portion is recorded as a whole, after its last text: each teaches the next before that.
    memories.learn(&outlet, &learnable, Recorded::New(ArticleId(0)));
    Ok(arrival)
}

fn cleaned(text: &str) -> String {
    clean::line(text, MAX_NAME)
}

fn stated(text: &str) -> Result<StatedDate, String> {
    let at = DateTime::parse_from_rfc3339(text).map_err(|e| format!("published {text:?}: {e}; write RFC 3339"))?;
    Ok(StatedDate { at, precision: Precision::Second, from: "import".to_owned() })
}

/// Records a portion in order; the answers come back together after their commit.
async fn record(store: &dyn Store, portion: Vec<Arrival>, totals: &mut Totals) -> Outcome {
    for answer in store.record_all(portion).await? {
        match answer {
            Recorded::New(_) => totals.new += 1,
            Recorded::Joined(..) => totals.joined += 1,
            Recorded::Revised(_) => totals.revised += 1,
            Recorded::Unchanged(_) => totals.unchanged += 1,
        }
    }
    Ok(())
}
