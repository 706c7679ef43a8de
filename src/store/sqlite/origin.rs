//! Which source of an article is its origin, where the order in which we saw them says nothing.

use super::columns::{from_json, instant};
use crate::article::{ArticleId, Relation, StatedDate};
use crate::store::{Arrival, StoreError};
use chrono::TimeDelta;
use rusqlite::{Connection, OptionalExtension, params};

/// Pages seen within this time of each other were read in one sweep, in the order in which hosts happened to answer.
const ONE_SWEEP: TimeDelta = TimeDelta::hours(1);

/// The source that is the origin of `article` although `arrival`, a copy of it that is seen in the same sweep, was stated to
/// be published before it. `None` when the origin stays the origin.
pub(super) fn overtaken(db: &Connection, arrival: &Arrival, article: ArticleId) -> Result<Option<i64>, StoreError> {
    let Some(stated) = arrival.extracted.published.as_ref().filter(|_| !arrival.partial) else { return Ok(None) };
    let origin: Option<(i64, i64, Option<String>)> = db
        .prepare_cached("SELECT id, first_seen, published FROM sources WHERE article_id = ?1 AND relation = 'origin'")?
        .query_row([article.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((source, first_seen, Some(published))) = origin else { return Ok(None) };
    let known: StatedDate = from_json(&published)?;
    let one_sweep = (arrival.seen - instant(first_seen)).abs() <= ONE_SWEEP;
    // A date without a time is compared by nothing: it is the start of its day.
    let exact = |date: &StatedDate| date.precision <= crate::article::Precision::Minute;
    let earlier = exact(stated) && exact(&known) && stated.at < known.at;
    Ok((one_sweep && earlier).then_some(source))
}

/// Makes the former origin a copy of the text that overtook it.
pub(super) fn demote(db: &Connection, source: i64, arrival: &Arrival, similarity: f64) -> Result<(), StoreError> {
    let evidence = format!(
        "; seen first, but {} states an earlier publication and was seen within the hour, so it is the origin",
        arrival.outlet
    );
    db.prepare_cached("UPDATE sources SET relation = ?2, similarity = ?3, evidence = evidence || ?4 WHERE id = ?1")?
        .execute(params![source, Relation::Copy.as_str(), similarity, evidence])?;
    Ok(())
}
