//! `hasad explain`: why an article has the sources it has, and what became of a URL.

mod normalise;
mod pair;

use super::args::{Explain, Place};
use super::table::{foreign, when};
use super::workplace::Workplace;
use super::{Failure, Outcome, print, print_json};
use crate::article::{ArticleId, StoredArticle};
use crate::dedup::correction::Said;
use crate::store::{CorrectionMade, EntryTrail, SourceRemarks};
use chrono_tz::Tz;
use std::fmt::Write;

/// Pages of a correction that are listed.
const MAX_PAGES_TOLD: usize = 10;

pub(super) async fn run(place: &Place, verb: &Explain) -> Outcome {
    if let Some(text) = &verb.normalise {
        return normalise::run(text, verb.json);
    }
    let what = verb.what.as_deref().unwrap_or_default();
    let workplace = Workplace::open(place)?;
    let store = workplace.store_to_read()?;
    if let Some(other) = &verb.other {
        return pair::run(store.as_ref(), what, other, verb.json).await;
    }
    let (id, trail) = match what.parse::<i64>() {
        Ok(id) => (Some(ArticleId(id)), Vec::new()),
        Err(_) => (store.article_of_url(what.to_owned()).await?, store.trail(what.to_owned()).await?),
    };
    let article = match id {
        Some(id) => store.article(id).await?,
        None => None,
    };
    if article.is_none() && trail.is_empty() {
        return Err(Failure::Failed(format!(
            "nothing is known of {what:?}: it is no article and no feed announced it"
        )));
    }
    let corrections = match &article {
        Some(article) => store.corrections(article.id).await?,
        None => Vec::new(),
    };
    let remarks = match &article {
        Some(article) => store.remarks(article.id).await?,
        None => Vec::new(),
    };
    if verb.json {
        return print_json(&serde_json::json!({
            "article": article.as_ref().map(as_json), "corrections": corrections, "entries": trail, "remarks": remarks
        }));
    }
    let zone = workplace.config.schedule.zone;
    let mut out = String::new();
    if let (Some(asked), Some(article)) = (id, &article)
        && asked != article.id
    {
        let _ = writeln!(out, "article {asked} was merged into article {}", article.id);
    }
    out += &told(article.as_ref(), &remarks, &trail, zone);
    print(&(out + &corrected(&corrections, zone)))
}

/// What people said, the latest first.
fn corrected(corrections: &[CorrectionMade], zone: Tz) -> String {
    let mut out = String::new();
    for made in corrections {
        let (one, other) = made.articles;
        let said = match made.said {
            Said::Together => format!("article {other} is part of article {one}"),
            Said::Apart => format!("article {other} is no part of article {one}"),
        };
        let _ = writeln!(out, "\ncorrection {} of {}: {said}", made.number, when(Some(made.made), zone));
        for page in made.pages[1].iter().take(MAX_PAGES_TOLD) {
            let _ = writeln!(out, "  {}", foreign(page, 200));
        }
        if made.pages[1].len() > MAX_PAGES_TOLD {
            let _ = writeln!(out, "  … and {} more", made.pages[1].len() - MAX_PAGES_TOLD);
        }
    }
    out
}

fn as_json(article: &StoredArticle) -> serde_json::Value {
    let sources: Vec<serde_json::Value> = article
        .sources
        .iter()
        .map(|s| {
            serde_json::json!({ "outlet": s.outlet, "feed": s.feed, "url": s.url, "relation": s.relation,
                "similarity": s.similarity, "first_seen": s.first_seen, "evidence": s.evidence })
        })
        .collect();
    let date = article.published.as_ref().map(|d| serde_json::json!({ "at": d.to_text(), "from": d.from }));
    serde_json::json!({ "id": article.id, "title": article.title, "story_id": article.story_id, "story_why": article.story_why, "versions": article.versions,
        "published": date, "text_from": article.text_from, "excerpt_of": article.excerpt_of, "sources": sources })
}

fn told(article: Option<&StoredArticle>, remarks: &[SourceRemarks], trail: &[EntryTrail], zone: Tz) -> String {
    let mut out = String::new();
    if let Some(article) = article {
        let story =
            article.story_id.map_or_else(|| "no story".to_owned(), |id| format!("story {id} ({})", article.story_why));
        let _ = writeln!(out, "article {}  {}", article.id, foreign(&article.title, 120));
        let _ = writeln!(out, "{story}, {} versions of the text, {} sources", article.versions, article.sources.len());
        let date = article.published.as_ref();
        let date =
            date.map_or_else(|| "nobody stated a date".to_owned(), |d| format!("{} (from {})", d.to_text(), d.from));
        let _ = writeln!(out, "published: {date}");
        if let Some(from) = &article.text_from {
            let _ = writeln!(out, "its text is that of {} ({}): {}", foreign(&from.outlet.0, 40), from.url, from.why);
        }
        if let Some(whole) = &article.excerpt_of {
            let _ = writeln!(
                out,
                "an excerpt of article {} ({:.0} % of it stands there): {}",
                whole.article,
                whole.share * 100.0,
                whole.evidence
            );
        }
        for source in &article.sources {
            let _ = writeln!(
                out,
                "\n{} by {}, seen {}\n  {}\n  similarity {:.2}; {}",
                source.relation.as_str(),
                foreign(&source.outlet.0, 40),
                when(Some(source.first_seen), zone),
                source.url,
                source.similarity,
                source.evidence
            );
            for remark in remarks.iter().filter(|of| of.url == source.url).flat_map(|of| &of.remarks) {
                let _ = writeln!(out, "  {}: {}", remark.code, foreign(&remark.detail, 200));
            }
        }
    }
    for entry in trail {
        let _ = writeln!(
            out,
            "\nannounced by feed {} on {} as {}\n  page: {}, {} failed tries{}{}",
            entry.feed,
            when(Some(entry.first_seen), zone),
            foreign(&entry.title, 100),
            entry.state,
            entry.attempts,
            entry.reason.as_ref().map_or_else(String::new, |r| format!("; {}", foreign(r, 200))),
            entry.due_at.map_or_else(String::new, |at| format!("; next try {}", when(Some(at), zone)))
        );
    }
    out
}
