//! `hasad evaluate`: the merge decision measured on pairs that people labelled, with the evidence of every error.

mod measures;

use super::args::Evaluate;
use super::import::{PORTION, arrival};
use super::lines::Lines;
use super::table::foreign;
use super::{Failure, Outcome, print, print_json};
use crate::clock::{Clock, SystemClock};
use crate::pipeline::Memories;
use crate::store::Store;
use crate::store::sqlite::SqliteStore;
use measures::Measures;
use serde::{Deserialize, Serialize};
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// A labelled pair: two URLs of the articles and whether they are one article; `null` where people could not say.
#[derive(Debug, Deserialize)]
struct Pair {
    a: String,
    b: String,
    merge: Option<bool>,
    #[serde(default)]
    label: String,
    #[serde(default)]
    reason: String,
}

#[derive(Debug, Default, Serialize)]
struct Score {
    merged_rightly: usize,
    merged_wrongly: usize,
    missed: usize,
    apart_rightly: usize,
    undecided: usize,
    unknown: usize,
    errors: Vec<Mistake>,
}

#[derive(Debug, Serialize)]
struct Mistake {
    error: &'static str,
    label: String,
    a: String,
    b: String,
    reason: String,
    evidence: String,
}

impl Score {
    fn precision(&self) -> f64 {
        share(self.merged_rightly, self.merged_rightly + self.merged_wrongly)
    }

    fn recall(&self) -> f64 {
        share(self.merged_rightly, self.merged_rightly + self.missed)
    }
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// A directory that goes when the evaluation ends, however it ends.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        // What is left behind is in the directory for temporary files.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub(super) async fn run(verb: &Evaluate) -> Outcome {
    let pairs = read_pairs(&verb.pairs)?;
    let scratch = Scratch(std::env::temp_dir().join(format!("hasad-evaluate-{}", std::process::id())));
    let store = SqliteStore::open(&scratch.0.join("store.db"))?;
    let mut measures = verb.measures.then(|| Measures::of(&pairs));
    load(&store, &verb.articles, measures.as_mut()).await?;
    if let Some(measures) = measures {
        let lines = pairs.iter().filter_map(|pair| measures.measured(pair)).map(|line| format!("{line}\n"));
        return print(&lines.collect::<String>());
    }
    let mut score = Score::default();
    for pair in pairs {
        judge(&store, pair, &mut score).await?;
    }
    if verb.json {
        let (precision, recall) = (score.precision(), score.recall());
        return print_json(&serde_json::json!({ "precision": precision, "recall": recall, "score": score }));
    }
    print(&told(&score))
}

fn read_pairs(path: &Path) -> Result<Vec<Pair>, Failure> {
    let mut lines = Lines::open(path)?;
    let mut pairs = Vec::new();
    while let Some(line) = lines.next()? {
        let pair = serde_json::from_slice(&line)
            .map_err(|e| bad(path, &lines, &format!("not a pair {{a, b, merge}}: {e}")))?;
        pairs.push(pair);
    }
    Ok(pairs)
}

async fn load(store: &dyn Store, path: &Path, mut measures: Option<&mut Measures>) -> Outcome {
    let mut lines = Lines::open(path)?;
    let (mut portion, memories) = (Vec::with_capacity(PORTION), Memories::default());
    while let Some(line) = lines.next()? {
        let arrival = arrival(&line, SystemClock.now(), store, &memories).await;
        let arrival = arrival.map_err(|why| bad(path, &lines, &why))?;
        if let Some(measures) = &mut measures {
            measures.see(&arrival);
            continue;
        }
        portion.push(arrival);
        if portion.len() >= PORTION {
            store.record_all(std::mem::take(&mut portion)).await?;
        }
    }
    store.record_all(portion).await?;
    Ok(())
}

fn bad(path: &Path, lines: &Lines, why: &str) -> Failure {
    Failure::Wrong(format!("{}:{}: {why}", path.display(), lines.number()))
}

async fn judge(store: &dyn Store, pair: Pair, score: &mut Score) -> Outcome {
    let (a, b) = (store.article_of_url(pair.a.clone()).await?, store.article_of_url(pair.b.clone()).await?);
    let Some(wanted) = pair.merge else {
        score.undecided += 1;
        return Ok(());
    };
    let (Some(a), Some(b)) = (a, b) else {
        score.unknown += 1;
        score.missed += usize::from(wanted);
        return Ok(());
    };
    let (count, error) = match (a == b, wanted) {
        (true, true) => (&mut score.merged_rightly, None),
        (false, false) => (&mut score.apart_rightly, None),
        (true, false) => (&mut score.merged_wrongly, Some("merged wrongly")),
        (false, true) => (&mut score.missed, Some("missed")),
    };
    *count += 1;
    let Some(error) = error else { return Ok(()) };
    let evidence = if a == b {
        let article = store.article(a).await?;
        let sources = article.map(|article| article.sources).unwrap_or_default();
        let of_pair = sources.iter().filter(|s| s.url == pair.a || s.url == pair.b);
        of_pair.map(|s| s.evidence.clone()).collect::<Vec<_>>().join("; ")
    } else {
        store
            .compared(a, b)
            .await?
            .map_or_else(String::new, |compared| format!("{}: {}", compared.judgement, compared.comparison))
    };
    let Pair { a, b, label, reason, .. } = pair;
    score.errors.push(Mistake { error, label, a, b, reason, evidence });
    Ok(())
}

fn told(score: &Score) -> String {
    let mut out = String::new();
    for mistake in &score.errors {
        let Mistake { error, label, a, b, reason, evidence } = mistake;
        let _ = writeln!(out, "{error} ({}): {}", foreign(label, 40), foreign(reason, 200));
        let _ = writeln!(out, "  {}\n  {}\n  {evidence}\n", foreign(a, 300), foreign(b, 300));
    }
    let _ = writeln!(
        out,
        "precision {:.3}, recall {:.3}: {} merged rightly, {} wrongly, {} missed, {} rightly apart; {} undecided, {} unknown",
        score.precision(),
        score.recall(),
        score.merged_rightly,
        score.merged_wrongly,
        score.missed,
        score.apart_rightly,
        score.undecided,
        score.unknown
    );
    out
}
