//! What the writer keeps in memory: word frequencies and open stories. Rebuilt from the database whenever in doubt, and brought up
//! to date at the beginning of a transaction when another process wrote.

use super::columns::{count, instant, words};
use super::outlets::Site;
use crate::article::StoryId;
use crate::dedup::newspaper_words;
use crate::store::StoreError;
use crate::story::{OpenStories, Terms};
use crate::text::frequency::Frequencies;
use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension};
use rustc_hash::FxHashMap;

/// Newest articles whose words are counted at start: enough to know what is common, quick to read.
const COUNTED_AT_START: usize = 5_000;

/// The newest time of an article that is not of a date yet to come. By the index: the first that fits ends the search.
const NEWEST_TIME: &str = "SELECT time FROM articles WHERE time <= first_seen + 3600000 ORDER BY time DESC LIMIT 1";

/// By the index on time: in the order of numbers (hence the sign) SQLite would rather read every article than sort a few.
const PLACED_SINCE: &str =
    "SELECT story_id, terms, time FROM articles WHERE story_id IS NOT NULL AND time >= ?1 ORDER BY +id";

/// Derived state of the writer; losing it loses nothing.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// Word frequencies, the guard against templates.
    pub(super) words: Frequencies,
    /// Stories that may take another article.
    pub(super) stories: OpenStories,
    /// Memories of outlets, by outlet and site, as far as they were needed.
    pub(super) outlets: FxHashMap<(String, String), Site>,
    stale: bool,
    /// SQLite's number of the state that was read: it changes when another connection commits.
    data_version: i64,
    /// How often something was taken out of the database that this is derived from.
    epoch: i64,
    /// The last article that was counted.
    newest: i64,
    /// When idle stories were last closed.
    swept: Option<DateTime<Utc>>,
}

impl Memory {
    /// Reads it from the database; in a transaction, unless nobody else writes.
    pub(super) fn load(db: &Connection) -> Result<Self, StoreError> {
        let mut memory = Self {
            words: frequencies(db)?,
            data_version: data_version(db)?,
            epoch: epoch(db)?,
            newest: db.query_row("SELECT coalesce(max(id), 0) FROM articles", [], |row| row.get(0))?,
            ..Self::default()
        };
        let newest: Option<i64> = db.query_row(NEWEST_TIME, [], |row| row.get(0)).optional()?;
        let since = newest.unwrap_or(0) - OpenStories::horizon().num_milliseconds();
        let mut placed = db.prepare(PLACED_SINCE)?;
        let mut rows = placed.query([since])?;
        while let Some(row) = rows.next()? {
            let terms = Terms::from_bytes(row.get_ref(1)?.as_blob().unwrap_or_default());
            memory.stories.add(StoryId(row.get(0)?), &terms, instant(row.get(2)?));
        }
        Ok(memory)
    }

    /// Says that a transaction it was told of may not have happened.
    pub(super) fn mark_stale(&mut self) {
        self.stale = true;
    }

    /// Reads it again if something it was told of was rolled back.
    pub(super) fn refresh_if_stale(&mut self, db: &Connection) -> Result<(), StoreError> {
        if self.stale {
            *self = Self::load(db)?;
        }
        Ok(())
    }

    /// Takes in what other processes committed since the last look: once at the beginning of every transaction.
    pub(super) fn catch_up(&mut self, db: &Connection) -> Result<(), StoreError> {
        let data_version = data_version(db)?;
        if data_version == self.data_version {
            return Ok(());
        }
        self.data_version = data_version;
        // Another process may have learnt about the same outlets; each is read again when it is needed.
        self.outlets.clear();
        if epoch(db)? != self.epoch {
            self.stale = true;
            return Ok(());
        }
        let mut read = db.prepare_cached(
            "SELECT id, words, story_id, terms, time FROM articles WHERE id > ?1 ORDER BY id LIMIT ?2",
        )?;
        let mut rows = read.query([self.newest, count(COUNTED_AT_START)])?;
        let mut found = 0;
        while let Some(row) = rows.next()? {
            self.newest = row.get(0)?;
            add_distinct(&mut self.words, words(row.get_ref(1)?.as_blob().unwrap_or_default()));
            if let Some(story) = row.get::<_, Option<i64>>(2)? {
                let terms = Terms::from_bytes(row.get_ref(3)?.as_blob().unwrap_or_default());
                self.stories.add(StoryId(story), &terms, instant(row.get(4)?));
            }
            found += 1;
        }
        // So much that reading it all again is as quick.
        self.stale |= found == COUNTED_AT_START;
        Ok(())
    }

    /// Says that something this is derived from goes: in this transaction, and for every other process.
    pub(super) fn begin_epoch(&mut self, db: &Connection) -> Result<(), StoreError> {
        db.prepare_cached("UPDATE epoch SET number = number + 1")?.execute([])?;
        self.mark_stale();
        Ok(())
    }

    /// Counts the words of a new article.
    pub(super) fn count_article(&mut self, id: i64, words: &[u32]) {
        self.newest = self.newest.max(id);
        self.count_words(words);
    }

    /// Counts the words of another text of an article.
    pub(super) fn count_words(&mut self, words: &[u32]) {
        add_distinct(&mut self.words, words.to_vec());
    }

    /// Closes stories that are over, at most once an hour of the articles' time.
    pub(super) fn sweep(&mut self, now: DateTime<Utc>) {
        if self.swept.is_none_or(|swept| (now - swept).num_minutes().abs() >= 60) {
            self.stories.close_idle(now);
            self.swept = Some(now);
        }
    }
}

fn data_version(db: &Connection) -> Result<i64, StoreError> {
    Ok(db.prepare_cached("PRAGMA data_version")?.query_row([], |row| row.get(0))?)
}

fn epoch(db: &Connection) -> Result<i64, StoreError> {
    Ok(db.prepare_cached("SELECT number FROM epoch")?.query_row([], |row| row.get(0))?)
}

/// How often words are met in the newest articles.
pub(super) fn frequencies(db: &Connection) -> Result<Frequencies, StoreError> {
    let mut frequencies = Frequencies::assuming(newspaper_words());
    let mut read = db.prepare("SELECT words FROM articles ORDER BY id DESC LIMIT ?1")?;
    let mut rows = read.query([count(COUNTED_AT_START)])?;
    while let Some(row) = rows.next()? {
        add_distinct(&mut frequencies, words(row.get_ref(0)?.as_blob().unwrap_or_default()));
    }
    Ok(frequencies)
}

fn add_distinct(frequencies: &mut Frequencies, mut words: Vec<u32>) {
    words.sort_unstable();
    words.dedup();
    frequencies.add(words);
}
