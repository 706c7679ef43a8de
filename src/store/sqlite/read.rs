//! Reading articles back, in portions, with their sources and links.

use super::columns::{count, from_json, instant, millis};
use super::corrections::resolve;
use super::graph;
use crate::article::{ArticleId, ArticleUrl, ExcerptOf, Outlet, Relation, Source, StoredArticle, StoryId, TextFrom};
use crate::digest::StoryMaterial;
use crate::store::{ArticleFilter, StoreError};
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

const ARTICLE: &str =
    "SELECT id, title, blocks, lang, published, authors, tags, section, image, first_seen, story_id, story_why,
    (SELECT count(*) FROM versions AS v WHERE v.article_id = articles.id) FROM articles";

/// An article by its number, or by one that was joined to it.
pub(super) fn article(db: &Connection, id: ArticleId) -> Result<Option<StoredArticle>, StoreError> {
    let id = resolve(db, id)?;
    let mut read = db.prepare_cached(&format!("{ARTICLE} WHERE id = ?1"))?;
    let found = read.query_row([id.0], |row| Ok(bare_article(row))).optional()?;
    found.transpose()?.map(|article| complete(db, article)).transpose()
}

pub(super) fn articles(db: &Connection, filter: &ArticleFilter) -> Result<Vec<StoredArticle>, StoreError> {
    let order = if filter.after.is_some() { "id" } else { "first_seen DESC, id DESC" };
    let mut read = db.prepare_cached(&format!(
        "{ARTICLE} WHERE (?1 IS NULL OR first_seen >= ?1) AND (?2 IS NULL OR first_seen < ?2) AND (?3 IS NULL OR id > ?3)
           AND (?4 IS NULL OR EXISTS (SELECT 1 FROM sources AS s WHERE s.article_id = articles.id AND s.outlet = ?4))
           AND (?5 IS NULL OR EXISTS (SELECT 1 FROM sources AS s WHERE s.article_id = articles.id AND s.feed_id = ?5))
           AND (?6 <= 1 OR (SELECT count(DISTINCT outlet) FROM sources AS s WHERE s.article_id = articles.id) >= ?6)
         ORDER BY {order} LIMIT ?7"
    ))?;
    let limit = if filter.limit == 0 { -1 } else { count(filter.limit) };
    let found: Vec<StoredArticle> = read
        .query_map(
            params![
                filter.since.map(millis),
                filter.until.map(millis),
                filter.after.map(|id| id.0),
                filter.outlet,
                filter.feed,
                count(filter.min_outlets),
                limit
            ],
            |row| Ok(bare_article(row)),
        )?
        .map(|row| row.map_err(StoreError::from)?)
        .collect::<Result<_, _>>()?;
    found.into_iter().map(|article| complete(db, article)).collect()
}

pub(super) fn article_of_url(db: &Connection, url: &str) -> Result<Option<ArticleId>, StoreError> {
    let key = ArticleUrl::parse(url).map_or_else(|_| url.to_owned(), |u| u.key());
    let found = db
        .prepare_cached(
            "SELECT article_id FROM sources
             WHERE url_key = ?1 OR id = (SELECT source_id FROM aliases WHERE url_key = ?1) LIMIT 1",
        )?
        .query_row([key], |row| row.get(0))
        .optional()?;
    if let Some(found) = found {
        return Ok(Some(ArticleId(found)));
    }
    // Entries that share an address, or have none of their own, are known by another key; a person asks by what is shown.
    let shown = db
        .prepare_cached("SELECT article_id FROM sources WHERE url = ?1 ORDER BY id LIMIT 1")?
        .query_row([url], |row| row.get(0))
        .optional()?;
    Ok(shown.map(ArticleId))
}

pub(super) fn stories(
    db: &Connection,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<StoryMaterial>, StoreError> {
    let mut read = db.prepare_cached(&format!(
        "{ARTICLE} WHERE first_seen >= ?1 AND first_seen < ?2 AND story_id IS NOT NULL ORDER BY time, id"
    ))?;
    let found: Vec<StoredArticle> = read
        .query_map(params![millis(from), millis(to)], |row| Ok(bare_article(row)))?
        .map(|row| row.map_err(StoreError::from)?)
        .collect::<Result<_, _>>()?;
    let (mut sources, mut links) = (sources_between(db, from, to)?, graph::read_also_between(db, from, to)?);
    let mut stories: BTreeMap<StoryId, Vec<StoredArticle>> = BTreeMap::new();
    for mut article in found {
        article.sources = sources.remove(&article.id).unwrap_or_default();
        article.read_also = links.remove(&article.id).unwrap_or_default();
        stories.entry(article.story_id.unwrap_or(StoryId(0))).or_default().push(article);
    }
    Ok(stories.into_iter().map(|(id, articles)| StoryMaterial { id, articles }).collect())
}

fn bare_article(row: &Row<'_>) -> Result<StoredArticle, StoreError> {
    Ok(StoredArticle {
        id: ArticleId(row.get(0)?),
        title: row.get(1)?,
        blocks: from_json(row.get_ref(2)?.as_str().unwrap_or("[]"))?,
        lang: row.get(3)?,
        published: row.get::<_, Option<String>>(4)?.map(|text| from_json(&text)).transpose()?,
        authors: from_json(row.get_ref(5)?.as_str().unwrap_or("[]"))?,
        tags: from_json(row.get_ref(6)?.as_str().unwrap_or("[]"))?,
        section: row.get(7)?,
        image: row.get(8)?,
        first_seen: instant(row.get(9)?),
        story_id: row.get::<_, Option<i64>>(10)?.map(StoryId),
        story_why: row.get(11)?,
        versions: row.get(12)?,
        sources: Vec::new(),
        text_from: None,
        excerpt_of: None,
        read_also: Vec::new(),
        linked_from: Vec::new(),
    })
}

const SOURCE: &str =
    "SELECT s.outlet, s.feed_id, s.url, s.title, s.published, s.first_seen, s.last_seen, s.relation, s.similarity,
    s.attribution, s.evidence, s.article_id FROM sources AS s";

/// The sources of every article of a window by article: one query, since a day has thousands of articles.
fn sources_between(
    db: &Connection,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<FxHashMap<ArticleId, Vec<Source>>, StoreError> {
    let mut read = db.prepare_cached(&format!(
        "{SOURCE} JOIN articles AS a ON a.id = s.article_id WHERE a.first_seen >= ?1 AND a.first_seen < ?2
         ORDER BY s.relation <> 'origin', s.first_seen, s.id"
    ))?;
    let mut rows = read.query(params![millis(from), millis(to)])?;
    let mut found: FxHashMap<ArticleId, Vec<Source>> = FxHashMap::default();
    while let Some(row) = rows.next()? {
        found.entry(ArticleId(row.get(11)?)).or_default().push(source(row)?);
    }
    Ok(found)
}

fn complete(db: &Connection, mut article: StoredArticle) -> Result<StoredArticle, StoreError> {
    article.sources = db
        .prepare_cached(&format!(
            "{SOURCE} WHERE s.article_id = ?1 ORDER BY s.relation <> 'origin', s.first_seen, s.id"
        ))?
        .query_map([article.id.0], |row| Ok(source(row)))?
        .map(|row| row.map_err(StoreError::from)?)
        .collect::<Result<_, _>>()?;
    (article.read_also, article.linked_from) = (graph::links_out(db, article.id)?, graph::links_in(db, article.id)?);
    article.excerpt_of = excerpt_of(db, article.id)?;
    article.text_from = text_from(db, article.id)?;
    Ok(article)
}

/// Whose text the article shows, where it is not its origin's.
fn text_from(db: &Connection, id: ArticleId) -> Result<Option<TextFrom>, StoreError> {
    let found = db
        .prepare_cached(
            "SELECT s.outlet, s.url, t.why FROM standing AS t JOIN sources AS s ON s.id = t.source_id WHERE t.article_id = ?1",
        )?
        .query_row([id.0], |row| Ok(TextFrom { outlet: Outlet(row.get(0)?), url: row.get(1)?, why: row.get(2)? }))
        .optional()?;
    Ok(found)
}

fn excerpt_of(db: &Connection, id: ArticleId) -> Result<Option<ExcerptOf>, StoreError> {
    let found = db
        .prepare_cached("SELECT whole_id, share, evidence FROM excerpts WHERE article_id = ?1")?
        .query_row([id.0], |row| {
            Ok(ExcerptOf { article: ArticleId(row.get(0)?), share: row.get(1)?, evidence: row.get(2)? })
        })
        .optional()?;
    Ok(found)
}

fn source(row: &Row<'_>) -> Result<Source, StoreError> {
    let relation: String = row.get(7)?;
    Ok(Source {
        outlet: Outlet(row.get(0)?),
        feed: row.get(1)?,
        url: row.get(2)?,
        title: row.get(3)?,
        published: row.get::<_, Option<String>>(4)?.map(|text| from_json(&text)).transpose()?,
        first_seen: instant(row.get(5)?),
        last_seen: instant(row.get(6)?),
        relation: Relation::from_name(&relation).unwrap_or(Relation::Copy),
        similarity: row.get(8)?,
        attribution: from_json(row.get_ref(9)?.as_str().unwrap_or("[]"))?,
        evidence: row.get(10)?,
    })
}
