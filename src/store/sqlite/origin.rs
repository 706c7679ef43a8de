//! Which source of an article is its origin, where the order in which pages were read says nothing.

use super::columns::{from_json, instant};
use crate::article::{ArticleId, Outlet, Precision, Relation, StatedDate};
use crate::store::{Arrival, StoreError};
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// Pages announced within this time of each other were found in one sweep, in the order in which feeds happened to be asked.
const ONE_SWEEP: TimeDelta = TimeDelta::hours(1);

/// Copies state dates close to each other; of two that lie further apart one is a mistake, such as a day and a month swapped.
const BELIEVED_WITHIN: TimeDelta = TimeDelta::hours(72);

/// What a source can say for having been first.
#[derive(Debug, Clone)]
pub(super) struct Claim {
    outlet: Outlet,
    /// When its feed announced it to us, else when its page was read.
    first_seen: DateTime<Utc>,
    stated: Option<StatedDate>,
}

/// An origin, and why another source takes its place.
pub(super) struct Overtaken {
    /// The source that was the origin.
    pub source: i64,
    /// Readable after "; ".
    pub why: String,
}

impl Claim {
    pub(super) fn of_arrival(arrival: &Arrival) -> Self {
        Self {
            outlet: arrival.outlet.clone(),
            first_seen: arrival.first_seen(),
            stated: arrival.extracted.published.clone(),
        }
    }

    /// A date without a time is compared by nothing: it is the start of its day.
    fn exact(&self) -> Option<&StatedDate> {
        self.stated.as_ref().filter(|date| date.precision <= Precision::Minute)
    }

    /// Why this source was before `origin`, whose page was read first; readable after "; ".
    fn why_before(&self, origin: &Self) -> Option<String> {
        let one_sweep = (self.first_seen - origin.first_seen).abs() <= ONE_SWEEP;
        if let (true, Some(own), Some(known)) = (one_sweep, self.exact(), origin.exact()) {
            let earlier = own.at < known.at && known.at - own.at <= BELIEVED_WITHIN;
            let why = "states an earlier publication and was seen within the hour, so it became the origin";
            return earlier.then(|| format!("seen first, but {} {why}", self.outlet));
        }
        let earlier = self.first_seen < origin.first_seen;
        earlier
            .then(|| format!("read first, but {} was announced to us before it, so it became the origin", self.outlet))
    }
}

/// Of all sources of an article the one that was first, by what we saw and what can be believed of what they state; none of an
/// article without sources.
pub(super) fn first(db: &Connection, article: ArticleId) -> Result<Option<i64>, StoreError> {
    let claims: Vec<(i64, Claim)> = db
        .prepare_cached(
            "SELECT id, outlet, first_seen, published FROM sources WHERE article_id = ?1 ORDER BY first_seen, id",
        )?
        .query_map([article.0], |row| Ok(claim(row)))?
        .map(|row| row?)
        .collect::<Result<_, StoreError>>()?;
    let first = claims.into_iter().reduce(|first, other| match other.1.why_before(&first.1) {
        Some(_) => other,
        None => first,
    });
    Ok(first.map(|(source, _)| source))
}

/// Reads a source's number and its claim.
fn claim(row: &Row<'_>) -> Result<(i64, Claim), StoreError> {
    let stated = row.get::<_, Option<String>>(3)?.map(|text| from_json(&text)).transpose()?;
    Ok((row.get(0)?, Claim { outlet: Outlet(row.get(1)?), first_seen: instant(row.get(2)?), stated }))
}

/// The source that is the origin of an article; none when it is gone.
pub(super) fn source_of(db: &Connection, article: ArticleId) -> Result<Option<i64>, StoreError> {
    Ok(claim_of(db, article)?.map(|(source, _)| source))
}

/// The origin of an article with its claim; none when its origin is gone.
fn claim_of(db: &Connection, article: ArticleId) -> Result<Option<(i64, Claim)>, StoreError> {
    let found = db
        .prepare_cached(
            "SELECT id, outlet, first_seen, published FROM sources WHERE article_id = ?1 AND relation = 'origin'",
        )?
        .query_row([article.0], |row| Ok(claim(row)))
        .optional()?;
    found.transpose()
}

/// The origin of `article` where `arrival`, a copy of it whose page was read later, was before it all the same. `None` when the
/// origin stays the origin. A text from a feed that stands in for a page overtakes nothing.
pub(super) fn overtaken(
    db: &Connection,
    arrival: &Arrival,
    article: ArticleId,
) -> Result<Option<Overtaken>, StoreError> {
    let Some((source, origin)) = claim_of(db, article)?.filter(|_| !arrival.partial) else { return Ok(None) };
    Ok(Claim::of_arrival(arrival).why_before(&origin).map(|why| Overtaken { source, why }))
}

/// Whether the origin of `later`, an article that was recorded after `earlier`, was before the origin of that one.
pub(super) fn is_before(db: &Connection, later: ArticleId, earlier: ArticleId) -> Result<bool, StoreError> {
    let (Some((_, later)), Some((_, earlier))) = (claim_of(db, later)?, claim_of(db, earlier)?) else {
        return Ok(false);
    };
    Ok(later.why_before(&earlier).is_some())
}

/// Makes the former origin a copy of the text that overtook it.
pub(super) fn demote(db: &Connection, former: &Overtaken, similarity: f64) -> Result<(), StoreError> {
    db.prepare_cached(
        "UPDATE sources SET relation = ?2, similarity = ?3, evidence = evidence || '; ' || ?4 WHERE id = ?1",
    )?
    .execute(params![former.source, Relation::Copy.as_str(), similarity, former.why])?;
    Ok(())
}
