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
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::fmt::Write;
use tokio::sync::mpsc;

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

#[derive(Debug, Default, Serialize)]
struct Totals {
    new: u64,
    joined: u64,
    revised: u64,
    unchanged: u64,
    bad: usize,
}

/// A line with its number.
struct Read {
    number: usize,
    line: Vec<u8>,
}

pub(super) async fn run(place: &Place, verb: &Import) -> Outcome {
    let workplace = Workplace::open(place)?;
    let lines = Lines::open(&verb.file)?;
    let store = workplace.store()?;
    let mut read = reading(lines)?;
    let bar = ProgressBar::new_spinner();
    let (mut totals, memories) = (Totals::default(), Memories::default());
    let mut portion = Vec::with_capacity(PORTION);
    // As many as wait: a program that feeds a line at a time is answered a line at a time.
    while read.recv_many(&mut portion, PORTION).await > 0 {
        let last = portion.last().and_then(|r: &Result<Read, Failure>| r.as_ref().ok()).map_or(0, |r| r.number);
        record((store.as_ref(), &memories), portion.drain(..), &mut totals, verb).await?;
        bar.set_message(format!("{last} lines, {} new, {} joined", totals.new, totals.joined));
        bar.tick();
    }
    bar.finish_and_clear();
    if verb.json {
        print(&format!("{}\n", serde_json::to_string(&totals)?))?;
    } else {
        print(&format!(
            "{} new articles, {} joined, {} revised, {} unchanged, {} bad lines\n",
            totals.new, totals.joined, totals.revised, totals.unchanged, totals.bad
        ))?;
    }
    if totals.bad > 0 { Err(Failure::Failed(format!("{} bad lines were skipped", totals.bad))) } else { Ok(()) }
}

/// Reads lines on a thread of their own, since standard input may be slow to come. A file that fails is its last item.
fn reading(mut lines: Lines) -> Result<mpsc::Receiver<Result<Read, Failure>>, Failure> {
    let (send, receive) = mpsc::channel(PORTION);
    let work = move || {
        loop {
            let item = match lines.next() {
                Ok(Some(line)) => Ok(Read { number: lines.number(), line }),
                Ok(None) => return,
                Err(failure) => Err(failure),
            };
            let over = item.is_err();
            // Nobody listens any more when the store has failed.
            if send.blocking_send(item).is_err() || over {
                return;
            }
        }
    };
    std::thread::Builder::new().name("hasad-import".to_owned()).spawn(work)?;
    Ok(receive)
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
        announced: None,
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
async fn record(
    (store, memories): (&dyn Store, &Memories),
    portion: impl Iterator<Item = Result<Read, Failure>>,
    totals: &mut Totals,
    verb: &Import,
) -> Outcome {
    let (mut arrivals, mut known, mut told) = (Vec::new(), Vec::new(), String::new());
    for read in portion {
        let read = read?;
        match arrival(&read.line, SystemClock.now(), store, memories).await {
            Ok(arrival) => {
                known.push((read.number, arrival.url.to_string()));
                arrivals.push(arrival);
            }
            Err(why) => {
                totals.bad += 1;
                if totals.bad <= TOLD {
                    eprintln!("{}:{}: {why}", verb.file.display(), read.number);
                }
                let _ = writeln!(told, "{}", json!({ "line": read.number, "outcome": "bad", "reason": why }));
            }
        }
    }
    for ((number, url), answer) in known.into_iter().zip(store.record_all(arrivals).await?) {
        let (outcome, article) = totals.count(answer);
        let _ = writeln!(told, "{}", json!({ "line": number, "url": url, "outcome": outcome, "article": article }));
    }
    if verb.json { print(&told) } else { Ok(()) }
}

impl Totals {
    /// Counts an answer; returns its name and the article.
    fn count(&mut self, answer: Recorded) -> (&'static str, ArticleId) {
        match answer {
            Recorded::New(id) => {
                self.new += 1;
                ("new", id)
            }
            Recorded::Joined(id, relation) => {
                self.joined += 1;
                (relation.as_str(), id)
            }
            Recorded::Revised(id) => {
                self.revised += 1;
                ("revised", id)
            }
            Recorded::Unchanged(id) | Recorded::Elsewhere(id) => {
                self.unchanged += 1;
                ("unchanged", id)
            }
        }
    }
}
