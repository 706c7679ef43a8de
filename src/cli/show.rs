//! `hasad show`: one article with everything known about it, its versions, and what changed between two of them.

mod diff;
mod history;

use super::args::{Place, Show};
use super::workplace::Workplace;
use super::{Failure, Outcome, print, print_json};
use crate::article::{ArticleId, StoredArticle};
use crate::export;
use crate::store::{Store, Version, VersionText};
use chrono_tz::Tz;

pub(super) async fn run(place: &Place, verb: &Show) -> Outcome {
    let workplace = Workplace::open(place)?;
    let (store, zone) = (workplace.store_to_read()?, workplace.config.schedule.zone);
    let found = store.article(ArticleId(verb.id)).await?;
    let article =
        found.ok_or_else(|| Failure::Failed(format!("there is no article {}: see `hasad articles`", verb.id)))?;
    if verb.history {
        let versions = store.history(article.id).await?;
        return if verb.json { print_json(&versions) } else { print(&history::told(&article, &versions, zone)) };
    }
    if verb.diff {
        return show_diff(store.as_ref(), &article, verb, zone).await;
    }
    if verb.json {
        return print(&(export::article_jsonl(&article) + "\n"));
    }
    print(&(merged(verb.id, &article) + &export::article_text(&article)))
}

/// Says that the number asked for belongs to an article that was merged into another.
fn merged(asked: i64, article: &StoredArticle) -> String {
    if article.id.0 == asked {
        String::new()
    } else {
        format!("article {asked} was merged into article {}\n\n", article.id)
    }
}

async fn show_diff(store: &dyn Store, article: &StoredArticle, verb: &Show, zone: Tz) -> Outcome {
    let versions = store.history(article.id).await?;
    let (from, to) = history::chosen(&versions, verb.from, verb.to).map_err(Failure::Failed)?;
    let (old, new) = (text_of(store, from).await?, text_of(store, to).await?);
    let difference = diff::Difference::of(&old, &new);
    if verb.json {
        return print_json(&serde_json::json!({
            "article": article.id, "from": from, "to": to, "title": difference.title, "body": difference.body
        }));
    }
    print(&difference.told(from, to, zone))
}

async fn text_of(store: &dyn Store, version: &Version) -> Result<VersionText, Failure> {
    let text = store.version_text(version.clone()).await?;
    text.ok_or_else(|| Failure::Failed(format!("version {} was dropped meanwhile", version.number)))
}
