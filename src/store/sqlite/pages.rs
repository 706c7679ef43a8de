//! The pages held, read back in portions.

use super::columns::{count, from_json, instant, maybe_instant, millis};
use crate::article::{ArticleId, ArticleUrl, Outlet, Relation};
use crate::dedup::FINGERPRINT_VERSION;
use crate::store::{HeldPage, PageCopy, Portion, StoreError, StoredSource, Which};
use rusqlite::{Connection, Row, params};

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

/// When a source was read and placed, as SQL: later than it was first seen, which its feed's announcement is.
fn placed_at(source: &str) -> String {
    format!(
        "coalesce((SELECT seen FROM page_versions WHERE source_id = {source}.id AND number = 1), {source}.first_seen)"
    )
}

/// The next sources in order of arrival.
pub(super) fn sources(db: &Connection, portion: &Portion) -> Result<Vec<StoredSource>, StoreError> {
    let (of_s, of_o) = (placed_at("s"), placed_at("o"));
    let mut read = db.prepare_cached(&format!(
        "SELECT s.id, s.article_id, s.relation, s.outlet, s.feed_id, f.section, s.url, s.title, s.published, a.authors, a.tags,
                a.image, s.first_seen, a.added_at, p.body, p.content_type, p.fetched_at, e.title, e.published,
                (SELECT count(*) FROM versions WHERE source_id = s.id AND article_id = s.article_id) <= 1
                    AND NOT EXISTS (SELECT 1 FROM versions AS v JOIN sources AS o ON o.id = v.source_id
                                    WHERE v.article_id = a.id AND o.relation = 'origin' AND o.id <> s.id
                                      AND v.seen > {of_s} AND v.seen > {of_o})
         FROM sources AS s JOIN articles AS a ON a.id = s.article_id
         LEFT JOIN feeds AS f ON f.id = s.feed_id
         LEFT JOIN pages AS p ON p.source_id = s.id
         LEFT JOIN entries AS e ON e.id = (SELECT min(id) FROM entries WHERE url_key = s.url_key AND feed_id = s.feed_id)
         WHERE s.id > ?1 AND (?2 IS NULL OR s.outlet = ?2) AND (?3 IS NULL OR s.first_seen >= ?3)
           AND (NOT ?4 OR p.source_id IS NOT NULL)
           AND (NOT ?6 OR EXISTS (SELECT 1 FROM copies AS c WHERE c.article_id = s.article_id AND c.text_hash = s.text_hash
                                      AND c.fingerprint <> ?7))
         ORDER BY s.id LIMIT ?5"
    ))?;
    let wanted = params![
        portion.after,
        portion.outlet,
        portion.since.map(millis),
        portion.which != Which::All,
        count(portion.limit),
        portion.which == Which::Outdated,
        FINGERPRINT_VERSION
    ];
    read.query_map(wanted, |row| Ok(source(row)))?.map(|row| row.map_err(StoreError::from)?).collect()
}

fn source(row: &Row<'_>) -> Result<StoredSource, StoreError> {
    let relation: String = row.get(2)?;
    let relation = Relation::from_name(&relation).unwrap_or(Relation::Copy);
    let url: String = row.get(6)?;
    let unreadable = |e| StoreError::Database(format!("the address {url} does not read: {e}"));
    let page = match row.get::<_, Option<Vec<u8>>>(14)? {
        Some(compressed) => Some((PageCopy { compressed, content_type: row.get(15)? }, instant(row.get(16)?))),
        None => None,
    };
    let of_origin = relation == Relation::Origin;
    let list = |place: usize| -> Result<Vec<String>, StoreError> {
        if of_origin { from_json(row.get_ref(place)?.as_str().unwrap_or("[]")) } else { Ok(Vec::new()) }
    };
    Ok(StoredSource {
        id: row.get(0)?,
        article: ArticleId(row.get(1)?),
        relation,
        outlet: Outlet(row.get(3)?),
        feed: row.get(4)?,
        section: row.get(5)?,
        url: ArticleUrl::parse(&url).map_err(unreadable)?,
        title: row.get(7)?,
        published: row.get::<_, Option<String>>(8)?.map(|text| from_json(&text)).transpose()?,
        announced: row
            .get::<_, Option<String>>(17)?
            .map(|title| Ok::<_, StoreError>((title, maybe_instant(row.get(18)?))))
            .transpose()?,
        authors: list(9)?,
        tags: list(10)?,
        image: if of_origin { row.get(11)? } else { None },
        first_seen: instant(row.get(12)?),
        added: instant(row.get(13)?),
        is_decidable: row.get(19)?,
        page,
    })
}
