//! The entries of a document: new ones, those that changed, and those that are known.

use super::super::columns::{json, millis, signed};
use super::super::record::give_to_owner;
use crate::article::{ArticleUrl, FeedId};
use crate::store::{Delivery, PollOutcome, SeenEntry, StoreError};
use crate::text::headlines;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use rustc_hash::{FxHashMap, FxHashSet};

/// Records the entries of a document. Returns when each new one was published, as it says, or seen.
pub(super) fn see_all(
    db: &Connection,
    feed: &FeedId,
    entries: &[SeenEntry],
    now: DateTime<Utc>,
    outcome: &mut PollOutcome,
) -> Result<Vec<DateTime<Utc>>, StoreError> {
    let shared = shared_pages(entries);
    let mut new = Vec::new();
    for entry in entries {
        let own_page = entry.url.as_ref().is_none_or(|url| !shared.contains(&url.key()));
        match see(db, feed, entry, own_page, now)? {
            Seen::New => new.push(entry.published.unwrap_or(now)),
            Seen::Changed => outcome.changed += 1,
            Seen::Known => {}
        }
    }
    outcome.new = new.len();
    Ok(new)
}

/// What a hub delivered may be a part of the feed: entries are recorded, validators and schedule know nothing of it.
pub(in super::super) fn record_delivery(db: &Connection, delivery: &Delivery) -> Result<PollOutcome, StoreError> {
    let mut outcome = PollOutcome::default();
    see_all(db, &delivery.feed, &delivery.entries, delivery.now, &mut outcome)?;
    db.prepare_cached("UPDATE feeds SET last_new = CASE WHEN ?3 THEN ?2 ELSE last_new END WHERE id = ?1")?
        .execute(params![delivery.feed.0, millis(delivery.now), outcome.new > 0])?;
    Ok(outcome)
}

/// Pages that links lead to, a feed and day.
const MAX_FOLLOWED: i64 = 50;

/// Entries for pages that read-also links lead to; none for a page that is held, announced or was followed before.
pub(in super::super) fn follow(db: &Connection, links: &Delivery) -> Result<usize, StoreError> {
    let mut known = db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM entries WHERE url_key = ?1) OR EXISTS (SELECT 1 FROM sources WHERE url_key = ?1)
             OR EXISTS (SELECT 1 FROM aliases WHERE url_key = ?1)",
    )?;
    let day_before = millis(links.now - chrono::TimeDelta::days(1));
    let mut today: i64 = db
        .prepare_cached(
            "SELECT count(*) FROM entries WHERE feed_id = ?1 AND first_seen > ?2 AND identity LIKE 'read-also:%'",
        )?
        .query_row(params![links.feed.0, day_before], |row| row.get(0))?;
    let mut added = 0;
    for entry in &links.entries {
        let Some(key) = entry.url.as_ref().map(ArticleUrl::key) else { continue };
        if today >= MAX_FOLLOWED || known.query_row([key], |row| row.get(0))? {
            continue;
        }
        insert_entry(db, &links.feed, &Told { entry, own_page: true }, links.now)?;
        (today, added) = (today + 1, added + 1);
    }
    Ok(added)
}

enum Seen {
    New,
    Changed,
    Known,
}

/// Addresses that entries of one document share under different headlines: a live blog, a ticker, a home page.
fn shared_pages(entries: &[SeenEntry]) -> FxHashSet<String> {
    let mut titles: FxHashMap<String, &str> = FxHashMap::default();
    let mut shared = FxHashSet::default();
    for entry in entries {
        let Some(key) = entry.url.as_ref().map(ArticleUrl::key) else { continue };
        if titles.insert(key.clone(), &entry.title).is_some_and(|title| title != entry.title) {
            shared.insert(key);
        }
    }
    shared
}

fn see(
    db: &Connection,
    feed: &FeedId,
    entry: &SeenEntry,
    own_page: bool,
    now: DateTime<Utc>,
) -> Result<Seen, StoreError> {
    match known(db, feed, entry, now)? {
        Some(known) if known.is_of_another(feed, entry, own_page) => {
            // An identity that goes over to the next article (`latest`, a place in the list) identifies neither: the address does.
            let identity = Told { entry, own_page }.key(feed);
            let entry = SeenEntry { identity, ..entry.clone() };
            match self::known(db, feed, &entry, now)? {
                Some(known) => see_again(db, &known, feed, &Told { entry: &entry, own_page }, now),
                None => {
                    insert_entry(db, feed, &Told { entry: &entry, own_page }, now)?;
                    Ok(Seen::New)
                }
            }
        }
        Some(known) => see_again(db, &known, feed, &Told { entry, own_page }, now),
        None => {
            insert_entry(db, feed, &Told { entry, own_page }, now)?;
            Ok(Seen::New)
        }
    }
}

/// An entry that was told before.
struct Known {
    id: i64,
    content_hash: i64,
    key: String,
    title: String,
    /// Whether its page was asked for in vain.
    in_vain: bool,
}

impl Known {
    /// Whether it was another article: under another headline, at another address.
    fn is_of_another(&self, feed: &FeedId, entry: &SeenEntry, own_page: bool) -> bool {
        self.content_hash != signed(entry.content_hash)
            && entry.url.is_some()
            && self.key != (Told { entry, own_page }).key(feed)
            && !headlines::may_be_one(&self.title, &entry.title)
    }
}

fn known(db: &Connection, feed: &FeedId, entry: &SeenEntry, now: DateTime<Utc>) -> Result<Option<Known>, StoreError> {
    let found = db
        .prepare_cached(
            // One that is being asked for at this moment is judged when the next document comes.
            "SELECT id, content_hash, url_key, title,
                 coalesce(lease_until, 0) <= ?3 AND (state = 'failed' OR (state = 'pending' AND attempts > 0))
             FROM entries WHERE feed_id = ?1 AND identity = ?2",
        )?
        .query_row(params![feed.0, entry.identity, millis(now)], |row| {
            Ok(Known {
                id: row.get(0)?,
                content_hash: row.get(1)?,
                key: row.get(2)?,
                title: row.get(3)?,
                in_vain: row.get(4)?,
            })
        })
        .optional()?;
    Ok(found)
}

fn see_again(
    db: &Connection,
    known: &Known,
    feed: &FeedId,
    told: &Told<'_>,
    now: DateTime<Utc>,
) -> Result<Seen, StoreError> {
    // The link of a page that does not come may have been put right; of others it may change with every document.
    let corrected = known.in_vain && told.entry.url.is_some() && known.key != told.key(feed);
    let same = known.content_hash == signed(told.entry.content_hash);
    if same && !corrected {
        return Ok(Seen::Known);
    }
    change_entry(db, known.id, feed, told, now)?;
    if corrected && same {
        // The feed's own text that stands in for the page goes along, and gives way to it there.
        let url = told.entry.url.as_ref().map(ArticleUrl::as_str);
        db.prepare_cached(
            "UPDATE OR IGNORE sources SET url = ?2, url_key = ?3 WHERE url_key = ?1 AND EXISTS (
                 SELECT 1 FROM page_versions AS v WHERE v.source_id = sources.id AND v.stand_in = 1)
                 AND NOT EXISTS (SELECT 1 FROM page_versions AS v WHERE v.source_id = sources.id AND v.stand_in = 0)
                 AND NOT EXISTS (SELECT 1 FROM aliases WHERE url_key = ?3)",
        )?
        .execute(params![known.key, url, told.key(feed)])?;
        // At once, the first time: a link that changes with every document is followed ever more rarely.
        db.prepare_cached("UPDATE entries SET attempts = 0, due_at = ?2 WHERE id = ?1 AND changes <= 1")?
            .execute(params![known.id, millis(now)])?;
    }
    Ok(Seen::Changed)
}

/// An entry as the feed told it, and whether its page is its own.
struct Told<'a> {
    entry: &'a SeenEntry,
    own_page: bool,
}

impl Told<'_> {
    fn key(&self, feed: &FeedId) -> String {
        let own = self.entry.url.as_ref().filter(|_| self.own_page);
        own.map_or_else(|| format!("{}#{}", feed.0, self.entry.identity), ArticleUrl::key)
    }

    /// What its page is queued by: the host as politeness counts it. An entry without a page waits for nobody.
    fn host(&self, key: &str) -> String {
        let own = self.entry.url.as_ref().filter(|_| self.own_page);
        own.map_or_else(|| key.split('/').next().unwrap_or_default().to_owned(), ArticleUrl::host_key)
    }

    fn payload(&self) -> Result<String, StoreError> {
        json(&SeenEntry { own_page: self.own_page, ..self.entry.clone() })
    }
}

/// An edit is read at once; one that comes again and again (a counter, a pixel) ever more rarely. A page that waits on the
/// retry ladder goes on waiting.
fn change_entry(
    db: &Connection,
    id: i64,
    feed: &FeedId,
    told: &Told<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (entry, key) = (told.entry, told.key(feed));
    let host = told.host(&key);
    db.prepare_cached(
        "UPDATE entries SET content_hash = ?2, title = ?3, payload = ?4, published = ?5, url = ?7, url_key = ?8, host = ?9,
             attempts = CASE WHEN state = 'pending' THEN attempts ELSE 0 END,
             due_at = CASE WHEN state = 'pending' THEN due_at ELSE ?6 + min(changes * changes * 300000, 21600000) END,
             pending_since = CASE WHEN state = 'pending' THEN pending_since ELSE ?6 END,
             changes = changes + 1, state = 'pending', reason = 'changed in the feed' WHERE id = ?1",
    )?
    .execute(params![
        id,
        signed(entry.content_hash),
        entry.title,
        told.payload()?,
        entry.published.map(millis),
        millis(now),
        entry.url.as_ref().map(ArticleUrl::as_str),
        key,
        host
    ])?;
    db.prepare_cached("DELETE FROM expired_pages WHERE entry_id = ?1")?.execute([id])?;
    Ok(())
}

/// Whether the page at an address is held. One that is only claimed, by a page that was asked for elsewhere, is so when it has the
/// headline that is announced: else it is looked at.
fn is_held(db: &Connection, key: &str, title: &str) -> Result<bool, StoreError> {
    let found: Option<(bool, String)> = db
        .prepare_cached(
            "SELECT s.url_key <> ?1 OR NOT EXISTS (SELECT 1 FROM aliases AS a WHERE a.source_id = s.id)
                 OR EXISTS (SELECT 1 FROM entries AS e WHERE e.url_key = ?1), s.title
             FROM sources AS s WHERE s.url_key = ?1
             UNION ALL SELECT 1, '' FROM aliases WHERE url_key = ?1 LIMIT 1",
        )?
        .query_row([key], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if let Some((asked, held)) = found {
        return Ok(asked || headlines::may_be_one(&held, title));
    }
    // Retention may have dropped it since: it does not come back under another identity.
    let dropped: Option<String> = db
        .prepare_cached("SELECT title FROM entries WHERE url_key = ?1 AND state = 'done' LIMIT 1")?
        .query_row([key], |row| row.get(0))
        .optional()?;
    Ok(dropped.is_some_and(|dropped| headlines::may_be_one(&dropped, title)))
}

fn insert_entry(db: &Connection, feed: &FeedId, told: &Told<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
    let (entry, key) = (told.entry, told.key(feed));
    let host = told.host(&key);
    // Another feed may have announced the page before: it is read once.
    let held = is_held(db, &key, &entry.title)?;
    let (state, payload, reason) =
        if held { ("done", None, Some("its page was already held")) } else { ("pending", Some(told.payload()?), None) };
    db.prepare_cached(
        // Whoever else announced a page that waits for its next try waits with it.
        "INSERT INTO entries (feed_id, identity, url, url_key, host, title, published, content_hash, payload, state,
                              due_at, reason, first_seen, pending_since)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10,
                 max(?11, coalesce((SELECT due_at FROM entries WHERE url_key = ?4 AND state = 'pending' ORDER BY id LIMIT 1), 0)),
                 ?12, ?11, ?11)",
    )?
    .execute(params![
        feed.0,
        entry.identity,
        entry.url.as_ref().map(ArticleUrl::as_str),
        key,
        host,
        entry.title,
        entry.published.map(millis),
        signed(entry.content_hash),
        payload,
        state,
        millis(now),
        reason
    ])?;
    if held {
        give_to_owner(db, &key)?;
    }
    Ok(())
}
