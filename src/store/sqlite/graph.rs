//! The read-also graph: links resolved to the articles we hold, whichever came first, and the links that lead to an article.

use super::columns::{count, from_json, instant, millis, signed};
use crate::article::{ArticleId, LinkedFrom, Outlet, StoredLink};
use crate::store::StoreError;
use crate::text::shingles::word_hash;
use crate::text::tokens::Tokens;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, Row, params};
use rustc_hash::{FxHashMap, FxHashSet};

/// Articles shown that link to one.
const MAX_LINKS_IN: usize = 50;

/// A headline of fewer words may be a column's name and says nothing about which article is meant.
const MIN_TITLE_WORDS: usize = 4;

/// A link with the article it leads to where we hold its address, and the outlet that wrote it.
const LINK: &str = "SELECT l.title, l.url, l.label, l.kind, l.placement,
        (SELECT article_id FROM sources AS held WHERE held.url_key = l.url_key
            OR held.id = (SELECT source_id FROM aliases WHERE aliases.url_key = l.url_key)),
        s.article_id, coalesce(l.url_key, l.title), s.outlet
    FROM links AS l JOIN sources AS s ON s.id = l.source_id";

/// Links of every source of the article, each target once.
pub(super) fn links_out(db: &Connection, id: ArticleId) -> Result<Vec<StoredLink>, StoreError> {
    let mut read = db.prepare_cached(&format!(
        "{LINK} WHERE s.article_id = ?1 GROUP BY coalesce(l.url_key, l.title) ORDER BY s.id, l.place"
    ))?;
    let mut rows = read.query([id.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(link(db, row)?);
    }
    Ok(found)
}

/// The editors' links of every article of a window, each target once an article; a digest shows no others, and sites list dozens.
pub(super) fn read_also_between(
    db: &Connection,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<FxHashMap<ArticleId, Vec<StoredLink>>, StoreError> {
    let mut read = db.prepare_cached(&format!(
        "{LINK} JOIN articles AS a ON a.id = s.article_id
         WHERE a.first_seen >= ?1 AND a.first_seen < ?2 AND l.kind = 'read_also' ORDER BY s.id, l.place"
    ))?;
    let mut rows = read.query(params![millis(from), millis(to)])?;
    let mut found: FxHashMap<ArticleId, Vec<StoredLink>> = FxHashMap::default();
    let mut seen: FxHashSet<(i64, String)> = FxHashSet::default();
    while let Some(row) = rows.next()? {
        let article: i64 = row.get(6)?;
        if seen.insert((article, row.get(7)?)) {
            found.entry(ArticleId(article)).or_default().push(link(db, row)?);
        }
    }
    Ok(found)
}

fn link(db: &Connection, row: &Row<'_>) -> Result<StoredLink, StoreError> {
    let (kind, placement): (String, String) = (row.get(3)?, row.get(4)?);
    let (title, by_address): (String, Option<i64>) = (row.get(0)?, row.get(5)?);
    let article_id = match by_address {
        Some(id) => Some(id),
        None => by_title(db, &title, &row.get::<_, String>(8)?, row.get(6)?)?,
    };
    Ok(StoredLink {
        title,
        url: row.get(1)?,
        label: row.get(2)?,
        kind: from_json(&format!("\"{kind}\""))?,
        placement: from_json(&format!("\"{placement}\""))?,
        article_id: article_id.map(ArticleId),
    })
}

/// The one article of the same outlet that bears the linked headline: pages of text have no addresses, and outlets change theirs.
fn by_title(db: &Connection, title: &str, outlet: &str, own: i64) -> Result<Option<i64>, StoreError> {
    let folded = Tokens::of(title);
    if folded.iter().count() < MIN_TITLE_WORDS {
        return Ok(None);
    }
    let mut find = db.prepare_cached(
        "SELECT DISTINCT v.article_id FROM versions AS v JOIN sources AS s ON s.id = v.source_id
         WHERE v.title_hash = ?1 AND s.outlet = ?2 AND v.article_id <> ?3 LIMIT 2",
    )?;
    let found: Vec<i64> = find
        .query_map(params![signed(word_hash(folded.as_str())), outlet, own], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    // Two of one headline: which of them is meant cannot be said.
    Ok(if let [one] = found[..] { Some(one) } else { None })
}

/// The articles whose read-also links lead here: to one of its addresses, or by headline where the link has none.
pub(super) fn links_in(db: &Connection, id: ArticleId) -> Result<Vec<LinkedFrom>, StoreError> {
    let mut read = db.prepare_cached(
        "WITH held AS (SELECT id, url_key, title, outlet FROM sources WHERE article_id = ?1),
              keys AS (SELECT url_key FROM held
                       UNION SELECT a.url_key FROM aliases AS a JOIN held ON held.id = a.source_id),
              found AS (SELECT l.source_id, l.label FROM links AS l JOIN keys ON l.url_key = keys.url_key
                        WHERE l.kind = 'read_also'
                        UNION SELECT l.source_id, l.label FROM links AS l JOIN held ON l.title = held.title
                        JOIN sources AS s ON s.id = l.source_id AND s.outlet = held.outlet
                        WHERE l.kind = 'read_also' AND l.url_key IS NULL)
         SELECT s.article_id, s.outlet, s.title, s.url, found.label, s.first_seen
         FROM found JOIN sources AS s ON s.id = found.source_id
         WHERE s.article_id <> ?1 GROUP BY s.article_id ORDER BY s.first_seen, s.id LIMIT ?2",
    )?;
    let rows = read.query_map(params![id.0, count(MAX_LINKS_IN)], |row| {
        Ok(LinkedFrom {
            article_id: ArticleId(row.get(0)?),
            outlet: Outlet(row.get(1)?),
            title: row.get(2)?,
            url: row.get(3)?,
            label: row.get(4)?,
            seen: instant(row.get(5)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
