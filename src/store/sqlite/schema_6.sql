-- Version 6: reprocessing: articles that were joined after they were recorded.

-- The number of an article that was joined to another stays good for ever. Never a chain: new_id is an article.
CREATE TABLE redirects (
    old_id INTEGER PRIMARY KEY,
    new_id INTEGER NOT NULL REFERENCES articles(id)
) STRICT;
CREATE INDEX redirects_by_new ON redirects (new_id);

-- Counts removals of what a writer keeps in memory (stories, articles of them): another process that sees it changed reads all anew.
CREATE TABLE epoch (
    number INTEGER NOT NULL
) STRICT;
INSERT INTO epoch VALUES (0);

-- How far a reprocessing of all sources has come, while one is unfinished.
CREATE TABLE reprocessing (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    key   TEXT NOT NULL,                -- what is done, with its options and the version of the rules
    pass  INTEGER NOT NULL,
    after INTEGER NOT NULL              -- the last source done
) STRICT;

-- When a chore of the daemon was last done.
CREATE TABLE chores (
    name TEXT PRIMARY KEY,
    at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What is fingerprinted by another version is found without reading every text.
CREATE INDEX articles_by_fingerprint ON articles (fingerprint);
CREATE INDEX copies_by_fingerprint ON copies (fingerprint);
