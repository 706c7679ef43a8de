-- Version 2: excerpts and copies.

-- A text that stands inside a longer article keeps an article of its own and points to the whole.
CREATE TABLE excerpts (
    article_id INTEGER PRIMARY KEY REFERENCES articles(id),
    whole_id   INTEGER NOT NULL REFERENCES articles(id),
    share      REAL NOT NULL,           -- how much of the excerpt stands in the whole, 0 to 1
    evidence   TEXT NOT NULL
) STRICT;
CREATE INDEX excerpts_by_whole ON excerpts (whole_id);

-- The words of texts that were joined to an article and differ from its canonical text: they may vouch for a later arrival.
CREATE TABLE copies (
    article_id  INTEGER NOT NULL REFERENCES articles(id),
    text_hash   BLOB NOT NULL,
    fingerprint INTEGER NOT NULL,       -- version of the column below
    words       BLOB NOT NULL,          -- word hashes, 4 bytes each, little-endian
    time        INTEGER NOT NULL,       -- published, else first seen
    PRIMARY KEY (article_id, text_hash)
) STRICT, WITHOUT ROWID;
