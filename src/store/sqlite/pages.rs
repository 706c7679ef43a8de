//! The pages held, read back in portions.

use super::columns::{count, instant};
use crate::store::{HeldPage, PageCopy, StoreError};
use rusqlite::{Connection, params};

pub(super) fn held(db: &Connection, after: i64, limit: usize) -> Result<Vec<HeldPage>, StoreError> {
    let mut read = db.prepare_cached(
        "SELECT p.source_id, s.url, p.fetched_at, p.body, p.content_type
         FROM pages AS p JOIN sources AS s ON s.id = p.source_id WHERE p.source_id > ?1 ORDER BY p.source_id LIMIT ?2",
    )?;
    let rows = read.query_map(params![after, count(limit)], |row| {
        Ok(HeldPage {
            number: row.get(0)?,
            url: row.get(1)?,
            fetched: instant(row.get(2)?),
            copy: PageCopy { compressed: row.get(3)?, content_type: row.get(4)? },
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
