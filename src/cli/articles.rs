//! `hasad articles`: canonical articles, newest first.

use super::args::{Articles, Place};
use super::table::{Table, foreign, when};
use super::workplace::Workplace;
use super::{Failure, Outcome, input, print};
use crate::article::StoredArticle;
use crate::clock::{Clock, SystemClock};
use crate::config::nearest;
use crate::export;
use crate::store::{ArticleFilter, Store};
use chrono_tz::Tz;
use std::collections::BTreeSet;

pub(super) async fn run(place: &Place, verb: &Articles) -> Outcome {
    let workplace = Workplace::open(place)?;
    let zone = workplace.config.schedule.zone;
    let instant = |text: &Option<String>| -> Result<Option<_>, Failure> {
        text.as_deref().map(|t| input::instant(t, zone, SystemClock.now())).transpose()
    };
    let filter = ArticleFilter {
        since: instant(&verb.since)?,
        until: instant(&verb.until)?,
        outlet: verb.outlet.clone(),
        feed: verb.feed.clone(),
        min_outlets: verb.min_outlets,
        limit: verb.limit,
        after: None,
    };
    let store = workplace.store_to_read()?;
    let articles = store.articles(filter).await?;
    if articles.is_empty() {
        tell_unknown(store.as_ref(), verb).await?;
    }
    if verb.json {
        let values: Vec<String> = articles.iter().map(export::article_jsonl).collect();
        return print(&format!("[{}]\n", values.join(",\n")));
    }
    print(&table(&articles, zone))
}

/// Warns of an outlet or a feed that the store has never met, since a slip of the pen finds nothing as well.
async fn tell_unknown(store: &dyn Store, verb: &Articles) -> Outcome {
    let (feeds, read) = (store.feeds(SystemClock.now()).await?, store.outlets(SystemClock.now()).await?);
    let outlets = || feeds.iter().map(|f| f.outlet.as_str()).chain(read.iter().map(|o| o.outlet.as_str()));
    let ids = || feeds.iter().map(|f| f.id.as_str());
    if let Some(name) = verb.outlet.as_deref().filter(|name| outlets().all(|known| known != *name)) {
        tell_nearest("outlet", name, nearest(name, outlets()));
    }
    if let Some(id) = verb.feed.as_deref().filter(|id| ids().all(|known| known != *id)) {
        tell_nearest("feed", id, nearest(id, ids()));
    }
    Ok(())
}

fn tell_nearest(what: &str, name: &str, near: Option<String>) {
    let near = near.map_or_else(String::new, |near| format!(", did you mean {near:?}?"));
    tracing::warn!("the store knows no {what} {name:?}{near}: `hasad {what}s list` names those there are");
}

fn table(articles: &[StoredArticle], zone: Tz) -> String {
    let mut table = Table::new(&["id", "first seen", "pages", "outlets", "title"]);
    for article in articles {
        let outlets: BTreeSet<&str> = article.sources.iter().map(|s| s.outlet.0.as_str()).collect();
        let first = article.origin().map_or("", |s| s.outlet.0.as_str());
        let others = outlets.len().saturating_sub(1);
        let carried = if others == 0 { foreign(first, 20) } else { format!("{} +{others}", foreign(first, 20)) };
        table.row(vec![
            article.id.to_string(),
            when(Some(article.first_seen), zone),
            article.sources.len().to_string(),
            carried,
            foreign(&article.title, 80),
        ]);
    }
    table.render()
}
