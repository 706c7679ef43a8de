-- Version 8: what every version of a page said, corrections by people, and when young pages are read again.

-- The texts a page had, one after another.
CREATE TABLE page_versions (
    source_id INTEGER NOT NULL REFERENCES sources(id),
    number    INTEGER NOT NULL,         -- from 1; a gap where versions were dropped
    -- said by the outlet
    title     TEXT NOT NULL,
    body      BLOB NOT NULL,            -- zstd of the blocks as JSON
    modified  INTEGER,                  -- when the page says it was changed
    -- decided by us
    seen      INTEGER NOT NULL,
    text_hash BLOB NOT NULL,
    stand_in  INTEGER NOT NULL,         -- 1: the feed's own text in place of the page
    change    TEXT NOT NULL,            -- first, page, edit, cut, return
    silent    INTEGER NOT NULL,         -- 1: changed without a later date of change
    removed   INTEGER NOT NULL,         -- words
    added     INTEGER NOT NULL,
    PRIMARY KEY (source_id, number)
) STRICT;

-- Places of pages that moved between readings: numbers, short lines. What moves on many pages of an outlet is its template.
CREATE TABLE restless (
    outlet    TEXT NOT NULL,
    place     INTEGER NOT NULL,         -- hash of the block with its numbers masked, or of the block before it
    source_id INTEGER NOT NULL REFERENCES sources(id),
    changes   INTEGER NOT NULL,
    quiet     INTEGER NOT NULL,         -- readings since then at which it had not moved
    PRIMARY KEY (outlet, place, source_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX restless_by_source ON restless (source_id);

-- Whose text an article shows, where that is not its origin's.
CREATE TABLE standing (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id),
    source_id  INTEGER NOT NULL REFERENCES sources(id),
    why        TEXT NOT NULL
) STRICT;
CREATE INDEX standing_by_source ON standing (source_id);

-- What people said: two sides are one article (together) or not (apart). The latest word about both sides holds.
CREATE TABLE corrections (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    made_at  INTEGER NOT NULL,
    said     TEXT NOT NULL,
    one_id   INTEGER NOT NULL,          -- numbers of the articles then, for people
    other_id INTEGER NOT NULL
) STRICT;

-- What the sides are known by when articles are decided anew: pages, and texts of an outlet.
CREATE TABLE correction_sides (
    correction_id INTEGER NOT NULL REFERENCES corrections(id),
    side          INTEGER NOT NULL,     -- 0 or 1
    url_key       TEXT,
    outlet        TEXT,
    text_hash     BLOB
) STRICT;
CREATE INDEX correction_sides_by_correction ON correction_sides (correction_id);
CREATE INDEX correction_sides_by_page ON correction_sides (url_key) WHERE url_key IS NOT NULL;
CREATE INDEX correction_sides_by_text ON correction_sides (text_hash) WHERE text_hash IS NOT NULL;

-- Texts that people joined to an article although they differ: copies of them are copies of the article.
CREATE TABLE merged_texts (
    article_id  INTEGER NOT NULL REFERENCES articles(id),
    text_hash   BLOB NOT NULL,
    title_hash  INTEGER NOT NULL,
    fingerprint INTEGER NOT NULL,       -- version of the two columns below
    title_words BLOB NOT NULL,
    words       BLOB NOT NULL,
    outlet      TEXT NOT NULL,
    time        INTEGER NOT NULL,
    PRIMARY KEY (article_id, text_hash)
) STRICT, WITHOUT ROWID;

-- Who joined the two: the correction, where a person did.
ALTER TABLE redirects ADD COLUMN correction_id INTEGER;

-- Young pages that are read again to see whether they were edited.
CREATE TABLE rechecks (
    source_id     INTEGER PRIMARY KEY REFERENCES sources(id),
    feed_id       TEXT NOT NULL,
    url           TEXT NOT NULL,        -- as it was asked for
    host          TEXT NOT NULL,
    due_at        INTEGER NOT NULL,
    etag          TEXT,
    last_modified TEXT,
    lease_holder  TEXT,
    lease_until   INTEGER
) STRICT;
CREATE INDEX rechecks_due ON rechecks (due_at);
CREATE INDEX rechecks_by_host ON rechecks (host, lease_until);
