//! `hasad show`: one article with everything known about it.

use super::args::{Place, Show};
use super::workplace::Workplace;
use super::{Failure, Outcome, print};
use crate::article::ArticleId;
use crate::export;

pub(super) async fn run(place: &Place, verb: &Show) -> Outcome {
    let store = Workplace::open(place)?.store_to_read()?;
    let found = store.article(ArticleId(verb.id)).await?;
    let article =
        found.ok_or_else(|| Failure::Failed(format!("there is no article {}: see `hasad articles`", verb.id)))?;
    if verb.json { print(&(export::article_jsonl(&article) + "\n")) } else { print(&export::article_text(&article)) }
}
