//! `hasad export`: every canonical article, a line each.

use super::args::{Export, ExportForm, Place};
use super::workplace::Workplace;
use super::{Failure, Outcome, input, print};
use crate::article::ArticleId;
use crate::clock::{Clock, SystemClock};
use crate::export;
use crate::store::ArticleFilter;

/// Articles read at once: memory stays small however large the store is.
const PORTION: usize = 500;

pub(super) async fn run(place: &Place, verb: &Export) -> Outcome {
    let ExportForm::Jsonl = verb.format;
    let workplace = Workplace::open(place)?;
    let zone = workplace.config.schedule.zone;
    let instant = |text: &Option<String>| -> Result<Option<_>, Failure> {
        text.as_deref().map(|t| input::instant(t, zone, SystemClock.now())).transpose()
    };
    let mut filter = ArticleFilter {
        since: instant(&verb.since)?,
        until: instant(&verb.until)?,
        limit: PORTION,
        after: Some(ArticleId(0)),
        ..ArticleFilter::default()
    };
    let store = workplace.store_to_read()?;
    loop {
        let portion = store.articles(filter.clone()).await?;
        let Some(last) = portion.last() else { return Ok(()) };
        filter.after = Some(last.id);
        print(&portion.iter().map(|article| export::article_jsonl(article) + "\n").collect::<String>())?;
    }
}
