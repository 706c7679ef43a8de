//! `hasad merge` and `hasad split`: what a person knows better, for good.

use super::args::{Merge, Place, Split};
use super::workplace::Workplace;
use super::{Failure, Outcome, print, print_json};
use crate::article::ArticleId;
use crate::clock::{Clock, SystemClock};
use crate::store::{Corrected, Part, Store};

pub(super) async fn merge(place: &Place, verb: &Merge) -> Outcome {
    let store = Workplace::open(place)?.store_to_correct()?;
    let (one, other) = (named(store.as_ref(), &verb.one).await?, named(store.as_ref(), &verb.other).await?);
    let done = store.merge(one, other, SystemClock.now()).await?;
    let told = format!(
        "article {} is now part of article {}, with {}: correction {}; `hasad split {} {}` takes it back\n",
        done.other,
        done.article,
        counted(&done),
        done.correction,
        done.article,
        done.other
    );
    if verb.json { print_json(&done) } else { print(&told) }
}

pub(super) async fn split(place: &Place, verb: &Split) -> Outcome {
    let store = Workplace::open(place)?.store_to_correct()?;
    let part = match verb.part.parse::<i64>() {
        Ok(former) => Part::Merged(ArticleId(former)),
        Err(_) => Part::Page(verb.part.clone()),
    };
    let done = store.split(ArticleId(verb.id), part, SystemClock.now()).await?;
    let told = format!(
        "{} left article {} and is article {} now: correction {}; `hasad merge {} {}` takes it back\n",
        counted(&done),
        done.article,
        done.other,
        done.correction,
        done.article,
        done.other
    );
    if verb.json { print_json(&done) } else { print(&told) }
}

async fn named(store: &dyn Store, what: &str) -> Result<ArticleId, Failure> {
    match what.parse::<i64>() {
        Ok(id) => Ok(ArticleId(id)),
        Err(_) => {
            let found = store.article_of_url(what.to_owned()).await?;
            found.ok_or_else(|| Failure::Failed(format!("nothing is known of {what:?}: it is no article")))
        }
    }
}

fn counted(done: &Corrected) -> String {
    if done.pages.len() == 1 { "1 page".to_owned() } else { format!("{} pages", done.pages.len()) }
}
