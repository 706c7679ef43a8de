//! What the writer keeps in memory: word frequencies and open stories, rebuilt from the database whenever in doubt.

use super::columns::{count, instant, words};
use super::outlets::Site;
use crate::article::StoryId;
use crate::dedup::newspaper_words;
use crate::store::StoreError;
use crate::story::{OpenStories, Terms};
use crate::text::frequency::Frequencies;
use chrono::{DateTime, Utc};
use rusqlite::Connection;
use rustc_hash::FxHashMap;

/// Newest articles whose words are counted at start: enough to know what is common, quick to read.
const COUNTED_AT_START: usize = 5_000;

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
    /// When idle stories were last closed.
    swept: Option<DateTime<Utc>>,
}

impl Memory {
    /// Reads it from the database.
    pub(super) fn load(db: &Connection) -> Result<Self, StoreError> {
        let mut memory = Self { words: frequencies(db)?, ..Self::default() };
        let newest: Option<i64> =
            db.query_row("SELECT max(time) FROM articles WHERE time <= first_seen + 3600000", [], |row| row.get(0))?;
        let since = newest.unwrap_or(0) - OpenStories::horizon().num_milliseconds();
        let mut placed = db.prepare(
            "SELECT story_id, terms, time FROM articles WHERE story_id IS NOT NULL AND time >= ?1 ORDER BY id",
        )?;
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

    /// Counts the words of one article.
    pub(super) fn count_words(&mut self, words: &[u32]) {
        add_distinct(&mut self.words, words.to_vec());
    }

    /// Closes stories that are over, at most once an hour of the articles' time.
    pub(super) fn sweep(&mut self, now: DateTime<Utc>) {
        if self.swept.is_none_or(|swept| (now - swept).num_minutes() >= 60) {
            self.stories.close_idle(now);
            self.swept = Some(now);
        }
    }
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
