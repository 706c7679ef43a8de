//! Asks the pure decision what a text is, and puts the evidence into words.

use super::super::candidates::{self, Scope};
use super::Join;
use crate::article::{ArticleId, Relation};
use crate::dedup::{Arriving, Comparison, Judgement, Rule, Verdict, decide};
use crate::store::{Arrival, StoreError};
use crate::text::frequency::Frequencies;
use rusqlite::Connection;

/// What the store knows that an arriving text is, or is a part of.
pub(in crate::store::sqlite) struct Found {
    pub join: Option<Join>,
    pub part: Option<(ArticleId, Comparison)>,
    pub evidence: String,
}

/// Whether the text is an article we hold, and the evidence in words.
pub(in crate::store::sqlite) fn verdict(
    db: &Connection,
    words: &Frequencies,
    arriving: &Arriving<'_>,
    scope: Scope<'_>,
) -> Result<Found, StoreError> {
    let fingerprint = arriving.fingerprint;
    if let Some(article) = candidates::exact(db, fingerprint, scope)? {
        let same_outlet = candidates::load(db, article.0, scope)?.is_some_and(|c| c.outlets.contains(arriving.outlet));
        let relation = if same_outlet { Relation::Revision } else { Relation::Copy };
        let evidence =
            format!("{}: the text equals a version of article {article} after folding", Rule::Exact.as_str());
        return Ok(Found { join: Some(Join { article, relation, similarity: 1.0 }), part: None, evidence });
    }
    if !fingerprint.is_comparable() {
        let words = fingerprint.words.len();
        let evidence = format!("its own article: {words} words are too few to be matched by similarity");
        return Ok(Found { join: None, part: None, evidence });
    }
    let near = candidates::near(db, fingerprint, arriving.times, scope)?;
    Ok(match decide(arriving, &near, words) {
        Verdict::Same { article, relation, judgement, comparison } => {
            let evidence = format!("{judgement}: same text as article {article}: {comparison}");
            let join = Join { article, relation, similarity: comparison.jaccard };
            Found { join: Some(join), part: None, evidence }
        }
        Verdict::New { nearest, part } => Found { join: None, part, evidence: why_new(nearest, near.len()) },
    })
}

/// A person said that this text is that article: it joins, and copies of it will.
pub(super) fn joined_by_hand(
    db: &Connection,
    arrival: &Arrival,
    article: ArticleId,
    number: i64,
) -> Result<Found, StoreError> {
    let held = candidates::load(db, article.0, Scope::default())?;
    let same_outlet = held.as_ref().is_some_and(|c| c.outlets.contains(&arrival.outlet));
    let relation = if same_outlet { Relation::Revision } else { Relation::Copy };
    let words = &arrival.fingerprint.words;
    let similarity =
        held.map_or(0.0, |c| crate::dedup::fuller::stands_in(words, &c.fingerprint, &Frequencies::default()));
    super::attached::keep_merged_text(db, arrival, article)?;
    let evidence = format!("by-hand: correction {number} says that it is article {article}");
    Ok(Found { join: Some(Join { article, relation, similarity }), part: None, evidence })
}

fn why_new(nearest: Option<(ArticleId, Comparison, Judgement)>, compared: usize) -> String {
    match nearest {
        Some((article, comparison, judgement)) => format!(
            "its own article: none of {compared} compared is the same; the nearest is article {article}, {judgement}: {comparison}"
        ),
        None => "its own article: no text of the last days shares its sketch".to_owned(),
    }
}
