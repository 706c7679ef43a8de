-- Version 1. Every time is in milliseconds since 1970, UTC. Columns come in two groups where it matters:
-- what the outlet said, and what we decided. NULL means "not stated" in the first group, "not (yet)" in the second.

CREATE TABLE feeds (
    id            TEXT PRIMARY KEY,
    url           TEXT NOT NULL,
    outlet        TEXT,                 -- configured name; NULL: the feed's own title is used
    section       TEXT,
    configured    INTEGER NOT NULL,     -- 0: no longer in the configuration, kept for its history
    -- said by the outlet
    title         TEXT,
    etag          TEXT,
    last_modified TEXT,
    body_hash     INTEGER,
    hint_ms       INTEGER,
    remarks       TEXT NOT NULL DEFAULT '{}',
    -- decided by us
    due_at        INTEGER NOT NULL,
    due_why       TEXT NOT NULL DEFAULT 'never polled',
    lease_holder  TEXT,                 -- NULL: nobody is polling it
    lease_until   INTEGER,
    polled_at     INTEGER,
    read_at       INTEGER,              -- last time a document was read in full
    last_success  INTEGER,
    last_new      INTEGER,              -- last time an entry was new
    new_share     REAL,
    failures      INTEGER NOT NULL DEFAULT 0,
    failing_since INTEGER,
    failure_class TEXT,
    failure       TEXT
) STRICT;

CREATE TABLE entries (
    id           INTEGER PRIMARY KEY,
    feed_id      TEXT NOT NULL REFERENCES feeds(id),
    identity     TEXT NOT NULL,
    url          TEXT,                  -- NULL: the entry has no page
    url_key      TEXT NOT NULL,         -- URL without scheme, www and trailing slash; made from the identity when there is no URL
    host         TEXT NOT NULL,
    title        TEXT NOT NULL,
    published    INTEGER,
    content_hash INTEGER NOT NULL,
    payload      TEXT,                  -- the entry as read, until its page is recorded
    state        TEXT NOT NULL,         -- pending, done, failed
    attempts     INTEGER NOT NULL DEFAULT 0,
    due_at       INTEGER NOT NULL,
    lease_holder TEXT,
    lease_until  INTEGER,
    reason       TEXT,
    changes      INTEGER NOT NULL DEFAULT 0, -- edits seen in the feed: an entry that changes at every poll is read ever more rarely
    first_seen   INTEGER NOT NULL,
    UNIQUE (feed_id, identity)
) STRICT;
CREATE INDEX entries_pending ON entries (host, due_at) WHERE state = 'pending';
CREATE INDEX entries_by_key ON entries (url_key);
CREATE INDEX entries_by_age ON entries (feed_id, first_seen);

CREATE TABLE articles (
    id              INTEGER PRIMARY KEY,
    -- said by the outlet
    title           TEXT NOT NULL,
    blocks          TEXT NOT NULL,      -- JSON: the body as typed blocks of plain text
    lang            TEXT,
    published       TEXT,               -- JSON: instant with offset, precision and witness
    authors         TEXT NOT NULL,
    tags            TEXT NOT NULL,
    section         TEXT,
    image           TEXT,
    -- decided by us
    time            INTEGER NOT NULL,   -- published, else first seen
    first_seen      INTEGER NOT NULL,
    added_at        INTEGER NOT NULL,   -- when it was recorded; an imported article was "first seen" when it was published
    story_id        INTEGER REFERENCES stories(id),
    story_why       TEXT NOT NULL,      -- the likeness that put it there
    fingerprint     INTEGER NOT NULL,   -- version of the three columns below
    text_hash       BLOB NOT NULL,
    title_words     BLOB NOT NULL,      -- word hashes, 4 bytes each, little-endian
    words           BLOB NOT NULL,
    terms           BLOB NOT NULL,
    sketched        INTEGER NOT NULL    -- 1 while its sketch is in the index
) STRICT;
CREATE INDEX articles_by_first_seen ON articles (first_seen);
CREATE INDEX articles_by_story ON articles (story_id);
CREATE INDEX articles_by_age ON articles (added_at);

-- Every text an article ever had: the same text again is the same article, however long ago.
CREATE TABLE versions (
    text_hash  BLOB NOT NULL,
    title_hash INTEGER NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles(id),
    source_id  INTEGER NOT NULL,
    title      TEXT NOT NULL,
    words      INTEGER NOT NULL,
    seen       INTEGER NOT NULL,
    PRIMARY KEY (text_hash, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX versions_by_article ON versions (article_id);

-- The inverted index of sketches: which articles share a value with an arriving text.
CREATE TABLE sketch (
    hash       INTEGER NOT NULL,
    article_id INTEGER NOT NULL,
    PRIMARY KEY (hash, article_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE sources (
    id          INTEGER PRIMARY KEY,
    article_id  INTEGER NOT NULL REFERENCES articles(id),
    outlet      TEXT NOT NULL,
    feed_id     TEXT,                   -- NULL: imported without a feed
    url         TEXT NOT NULL,
    url_key     TEXT NOT NULL UNIQUE,
    -- said by the outlet
    title       TEXT NOT NULL,
    published   TEXT,
    attribution TEXT NOT NULL,
    remarks     TEXT NOT NULL,
    -- decided by us
    first_seen  INTEGER NOT NULL,
    last_seen   INTEGER NOT NULL,
    relation    TEXT NOT NULL,
    similarity  REAL NOT NULL,
    text_hash   BLOB NOT NULL,
    evidence    TEXT NOT NULL
) STRICT;
CREATE INDEX sources_by_article ON sources (article_id);

-- Other addresses under which a source's page was reached.
CREATE TABLE aliases (
    url_key   TEXT PRIMARY KEY,
    source_id INTEGER NOT NULL REFERENCES sources(id)
) STRICT, WITHOUT ROWID;
CREATE INDEX aliases_by_source ON aliases (source_id);

CREATE TABLE links (
    source_id INTEGER NOT NULL REFERENCES sources(id),
    place     INTEGER NOT NULL,
    title     TEXT NOT NULL,
    url       TEXT,
    url_key   TEXT,
    label     TEXT NOT NULL,
    kind      TEXT NOT NULL,
    placement TEXT NOT NULL,
    PRIMARY KEY (source_id, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE pages (
    source_id    INTEGER PRIMARY KEY REFERENCES sources(id),
    body         BLOB NOT NULL,         -- zstd
    content_type TEXT,
    fetched_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX pages_by_age ON pages (fetched_at);

CREATE TABLE stories (
    id    INTEGER PRIMARY KEY,
    first INTEGER NOT NULL,
    last  INTEGER NOT NULL
) STRICT;

CREATE TABLE digests (
    day        TEXT PRIMARY KEY,
    stories    INTEGER NOT NULL,
    written_at INTEGER NOT NULL
) STRICT;

CREATE TABLE heartbeat (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    at  INTEGER NOT NULL
) STRICT;
