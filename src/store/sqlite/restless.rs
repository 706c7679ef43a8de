//! Places of pages that moved between readings: remembered by outlet, so that what moves on many of its pages is known as the
//! template's.

use super::columns::{count, signed};
use crate::article::{ArticleId, Outlet};
use crate::dedup::revision::{RESTLESS_ELSEWHERE, Restlessness};
use crate::store::StoreError;
use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::FxHashMap;

/// Places remembered of one page.
const MAX_PLACES: usize = 64;

/// How restless `places` of a page were before this reading.
pub(super) fn known(
    db: &Connection,
    outlet: &Outlet,
    source: i64,
    article: ArticleId,
    places: &[u64],
) -> Result<FxHashMap<u64, Restlessness>, StoreError> {
    let mut here =
        db.prepare_cached("SELECT changes, quiet FROM restless WHERE outlet = ?1 AND place = ?2 AND source_id = ?3")?;
    let mut elsewhere = db.prepare_cached(
        // As many as are asked for are as good as a thousand, and a counter stands on every page of its outlet.
        "SELECT count(*) FROM (SELECT DISTINCT s.article_id FROM restless AS r JOIN sources AS s ON s.id = r.source_id
                               WHERE r.outlet = ?1 AND r.place = ?2 AND s.article_id <> ?3 LIMIT ?4)",
    )?;
    let mut found = FxHashMap::default();
    for place in places.iter().take(MAX_PLACES) {
        let own: Option<(u32, u32)> = here
            .query_row(params![outlet.0, signed(*place), source], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let (changes, quiet) = own.unwrap_or_default();
        let elsewhere =
            elsewhere.query_row(params![outlet.0, signed(*place), article.0, RESTLESS_ELSEWHERE], |row| row.get(0))?;
        found.insert(*place, Restlessness { changes, quiet, elsewhere });
    }
    Ok(found)
}

/// Remembers that `places` of a page moved.
pub(super) fn moved(db: &Connection, outlet: &Outlet, source: i64, places: &[u64]) -> Result<(), StoreError> {
    let mut note = db.prepare_cached(
        "INSERT INTO restless (outlet, place, source_id, changes, quiet)
         SELECT ?1, ?2, ?3, 1, 0 WHERE (SELECT count(*) FROM restless WHERE source_id = ?3) < ?4
         ON CONFLICT (outlet, place, source_id) DO UPDATE SET changes = changes + 1",
    )?;
    for place in places.iter().take(MAX_PLACES) {
        note.execute(params![outlet.0, signed(*place), source, count(MAX_PLACES)])?;
    }
    Ok(())
}
