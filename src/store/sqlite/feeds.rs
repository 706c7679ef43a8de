//! Feeds: registration, leases, and the outcome of a poll recorded in one transaction with the next due time.

use super::columns::{count, json, maybe_instant, millis, signed};
use super::pace;
use crate::article::{ArticleUrl, FeedId};
use crate::schedule::{Circumstances, Hints, PollHistory, Reading, Setback, next_due};
use crate::store::{
    Claim, FeedSeed, FeedState, PollFailure, PollOutcome, PollRecord, PollResult, SeenEntry, StoreError,
};
use crate::text::shingles::word_hash;
use chrono::{DateTime, TimeDelta, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};
use rustc_hash::{FxHashMap, FxHashSet};

pub(super) fn sync(db: &Connection, feeds: &[FeedSeed], now: DateTime<Utc>) -> Result<(), StoreError> {
    db.execute("UPDATE feeds SET configured = 0", [])?;
    let mut upsert = db.prepare_cached(
        "INSERT INTO feeds (id, url, outlet, section, configured, due_at) VALUES (?1, ?2, ?3, ?4, 1, ?5)
         ON CONFLICT (id) DO UPDATE SET outlet = excluded.outlet, section = excluded.section, configured = 1,
             -- another address is another document: what was known of the old one does not hold for it
             etag = CASE WHEN url = excluded.url THEN etag END,
             last_modified = CASE WHEN url = excluded.url THEN last_modified END,
             body_hash = CASE WHEN url = excluded.url THEN body_hash END,
             due_at = CASE WHEN url = excluded.url THEN due_at ELSE excluded.due_at END,
             url = excluded.url",
    )?;
    for feed in feeds {
        let known: Option<(String, i64)> = db
            .prepare_cached("SELECT url, due_at FROM feeds WHERE id = ?1")?
            .query_row([&feed.id.0], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        let outlet = feed.outlet.as_ref().map(|o| o.0.as_str());
        upsert.execute(params![feed.id.0, feed.url.as_str(), outlet, feed.section, millis(now)])?;
        match known {
            Some((url, _)) if url != feed.url.as_str() => pace::forget_address(db, &feed.id)?,
            Some((_, due)) => drop(pace::bring_forward(db, &feed.id, &feed.schedule, due, now)?),
            None => {}
        }
    }
    // The ladder ends after a day: what is due later than two was planned by a clock that was wrong.
    let latest = millis(now + TimeDelta::days(2));
    db.execute("UPDATE entries SET due_at = ?1 WHERE state = 'pending' AND due_at > ?2", params![millis(now), latest])?;
    Ok(())
}

pub(super) fn lease(db: &Connection, claim: &Claim) -> Result<Vec<FeedState>, StoreError> {
    let mut due = db.prepare_cached(
        "SELECT id, url, etag, last_modified, body_hash, read_at, asked_url FROM feeds
         LEFT JOIN feed_pace ON feed_id = id WHERE configured = 1 AND due_at <= ?1 AND (lease_until IS NULL OR lease_until <= ?1)
         ORDER BY due_at, id LIMIT ?2",
    )?;
    let feeds: Vec<FeedState> = due
        .query_map(params![millis(claim.now), count(claim.limit)], feed_state)?
        .filter_map(Result::transpose)
        .collect::<Result<_, _>>()?;
    let mut take = db.prepare_cached("UPDATE feeds SET lease_holder = ?2, lease_until = ?3 WHERE id = ?1")?;
    for feed in &feeds {
        take.execute(params![feed.id.0, claim.holder, millis(claim.until)])?;
    }
    Ok(feeds)
}

/// `None` for an address that no longer reads, which only another program's writing could bring about.
fn feed_state(row: &Row<'_>) -> rusqlite::Result<Option<FeedState>> {
    let Ok(url) = ArticleUrl::parse(&row.get::<_, String>(1)?) else { return Ok(None) };
    Ok(Some(FeedState {
        id: FeedId(row.get(0)?),
        url,
        moved_to: row.get::<_, Option<String>>(6)?.and_then(|url| ArticleUrl::parse(&url).ok()),
        etag: row.get(2)?,
        last_modified: row.get(3)?,
        body_hash: row.get::<_, Option<i64>>(4)?.map(i64::cast_unsigned),
        read_at: maybe_instant(row.get(5)?),
    }))
}

pub(super) fn record_poll(db: &Connection, poll: &PollRecord) -> Result<PollOutcome, StoreError> {
    let mut outcome = PollOutcome::default();
    let mut history = PollHistory { phase: word_hash(&poll.feed.0), ..pace::load(db, &poll.feed)? };
    let mut told = Circumstances::default();
    match &poll.result {
        PollResult::Unchanged { hint, .. } => {
            history.hints.fresh = fresh(*hint).or(history.hints.fresh);
            succeed(db, poll, &mut history, &Reading::default())?;
        }
        PollResult::Read { entries, hint, hints, .. } => {
            history.hints = Hints { fresh: fresh(*hint), delivered: history.hints.delivered, ..hints.clone() };
            let reading = see_all(db, poll, entries, &mut outcome)?;
            succeed(db, poll, &mut history, &reading)?;
            remember_document(db, poll, history.new_share, outcome.new > 0)?;
        }
        PollResult::Failed(failed) => {
            fail(db, poll, failed, &mut history)?;
            told.reason = Some(&failed.reason);
            told.is_page = failed.class == "html";
        }
    }
    let moved = history.moved.clone();
    told.moved_to = moved.adopted();
    pace::save(db, &poll.feed, &history)?;
    (outcome.raised, outcome.cleared) = pace::raise(db, &poll.feed, &history, told, poll.now)?;
    outcome.failures = history.failures;
    let due = next_due(&poll.schedule, &history, poll.now);
    db.prepare_cached(
        "UPDATE feeds SET due_at = ?2, due_why = ?3, lease_holder = NULL, lease_until = NULL WHERE id = ?1",
    )?
    .execute(params![poll.feed.0, millis(due.at), due.why])?;
    pace::forgive(db, &poll.forgiven, poll.now)?;
    outcome.due_at = Some(due.at);
    outcome.due_why = due.why;
    Ok(outcome)
}

fn fresh(hint: Option<TimeDelta>) -> Option<u64> {
    hint.and_then(|hint| u64::try_from(hint.num_seconds()).ok())
}

/// Takes every entry of a document in; what is new, for the schedule.
fn see_all(
    db: &Connection,
    poll: &PollRecord,
    entries: &[SeenEntry],
    outcome: &mut PollOutcome,
) -> Result<Reading, StoreError> {
    let shared = shared_pages(entries);
    let mut reading = Reading { entries: Some(u32::try_from(entries.len()).unwrap_or(u32::MAX)), new: Vec::new() };
    for entry in entries {
        let own_page = entry.url.as_ref().is_none_or(|url| !shared.contains(&url.key()));
        match see(db, &poll.feed, entry, own_page, poll.now)? {
            Seen::New => reading.new.push(entry.published.unwrap_or(poll.now)),
            Seen::Changed => outcome.changed += 1,
            Seen::Known => {}
        }
    }
    outcome.new = reading.new.len();
    Ok(reading)
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
    let known: Option<(i64, i64)> = db
        .prepare_cached("SELECT id, content_hash FROM entries WHERE feed_id = ?1 AND identity = ?2")?
        .query_row(params![feed.0, entry.identity], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    match known {
        Some((_, hash)) if hash == signed(entry.content_hash) => Ok(Seen::Known),
        Some((id, _)) => {
            change_entry(db, id, feed, &Told { entry, own_page }, now)?;
            Ok(Seen::Changed)
        }
        None => {
            insert_entry(db, feed, &Told { entry, own_page }, now)?;
            Ok(Seen::New)
        }
    }
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
    let host = key.split('/').next().unwrap_or_default();
    db.prepare_cached(
        "UPDATE entries SET content_hash = ?2, title = ?3, payload = ?4, published = ?5, url = ?7, url_key = ?8, host = ?9,
             attempts = CASE WHEN state = 'pending' THEN attempts ELSE 0 END,
             due_at = CASE WHEN state = 'pending' THEN due_at ELSE ?6 + min(changes * changes * 300000, 21600000) END,
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
    Ok(())
}

fn insert_entry(db: &Connection, feed: &FeedId, told: &Told<'_>, now: DateTime<Utc>) -> Result<(), StoreError> {
    let (entry, key) = (told.entry, told.key(feed));
    let host = key.split('/').next().unwrap_or_default();
    // Another feed of the outlet may have announced the page before: it is read once.
    let held: bool = db
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM sources WHERE url_key = ?1)
                             OR EXISTS (SELECT 1 FROM aliases WHERE url_key = ?1)",
        )?
        .query_row([&key], |row| row.get(0))?;
    let (state, payload, reason) =
        if held { ("done", None, Some("its page was already held")) } else { ("pending", Some(told.payload()?), None) };
    db.prepare_cached(
        "INSERT INTO entries (feed_id, identity, url, url_key, host, title, published, content_hash, payload, state,
                              due_at, reason, first_seen)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?11)",
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
    Ok(())
}

fn succeed(db: &Connection, poll: &PollRecord, history: &mut PollHistory, reading: &Reading) -> Result<(), StoreError> {
    history.read(poll.now, reading);
    history.moved.answered(poll.route.moved_to.as_ref().map(ArticleUrl::as_str), !poll.route.adopted, poll.now);
    db.prepare_cached(
        "UPDATE feeds SET polled_at = ?2, last_success = ?2, failures = 0, failing_since = NULL, failure_class = NULL,
             failure = NULL, new_share = NULL WHERE id = ?1",
    )?
    .execute(params![poll.feed.0, millis(poll.now)])?;
    Ok(())
}

/// Validators are stored here, in the transaction of the entries they cover: a kill in between loses neither.
fn remember_document(
    db: &Connection,
    poll: &PollRecord,
    new_share: Option<f32>,
    any_new: bool,
) -> Result<(), StoreError> {
    let PollResult::Read { title, etag, last_modified, body_hash, hint, remarks, .. } = &poll.result else {
        return Ok(());
    };
    db.prepare_cached(
        "UPDATE feeds SET title = coalesce(?2, title), etag = ?3, last_modified = ?4, body_hash = ?5, hint_ms = ?6,
             remarks = ?7, read_at = ?8, new_share = ?9, last_new = CASE WHEN ?10 THEN ?8 ELSE last_new END WHERE id = ?1",
    )?
    .execute(params![
        poll.feed.0,
        title,
        etag,
        last_modified,
        signed(*body_hash),
        hint.map(|h| h.num_milliseconds()),
        json(remarks)?,
        millis(poll.now),
        new_share.map(f64::from),
        any_new
    ])?;
    Ok(())
}

fn fail(
    db: &Connection,
    poll: &PollRecord,
    failure: &PollFailure,
    history: &mut PollHistory,
) -> Result<(), StoreError> {
    let PollFailure { weight, retry_after, offline, .. } = *failure;
    history.fail(poll.now, &Setback { weight, retry_after, offline, gone: failure.class == "gone" });
    if poll.route.adopted && !offline {
        history.moved.failed();
    }
    db.prepare_cached(
        "UPDATE feeds SET polled_at = ?2, failures = ?5,
             failing_since = CASE WHEN ?5 = 0 THEN NULL ELSE coalesce(failing_since, ?2) END,
             failure_class = ?3, failure = ?4 WHERE id = ?1",
    )?
    .execute(params![poll.feed.0, millis(poll.now), failure.class, failure.reason, history.failures])?;
    Ok(())
}
