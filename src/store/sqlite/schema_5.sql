-- Version 5: what recurs over the pages of an outlet, and how well its pages read.

-- One site of an outlet: the unit of its memory.
CREATE TABLE outlet_sites (
    id         INTEGER PRIMARY KEY,
    outlet     TEXT NOT NULL,
    site       TEXT NOT NULL,           -- registrable domain, or host
    pages      INTEGER NOT NULL,        -- pages learnt from
    layouts    TEXT NOT NULL,           -- JSON: pages of each layout
    first_seen INTEGER NOT NULL,
    last_seen  INTEGER NOT NULL,
    UNIQUE (outlet, site)
) STRICT;

-- The last pages one by one: a block seen once is known again from here.
CREATE TABLE outlet_pages (
    site_id   INTEGER NOT NULL REFERENCES outlet_sites(id),
    number    INTEGER NOT NULL,         -- among the pages of the site, from 1
    of_layout INTEGER NOT NULL,         -- among those of its layout, from 1
    url_key   TEXT NOT NULL,
    seen      INTEGER NOT NULL,
    note      BLOB NOT NULL,            -- hashes of its blocks and links, a sketch of its text
    PRIMARY KEY (site_id, number)
) STRICT, WITHOUT ROWID;

-- What was seen on more than one.
CREATE TABLE outlet_blocks (
    site_id INTEGER NOT NULL REFERENCES outlet_sites(id),
    text    INTEGER NOT NULL,           -- hash of its words
    path    INTEGER NOT NULL,           -- hash of the elements around it
    known   TEXT NOT NULL,              -- JSON
    PRIMARY KEY (site_id, text, path)
) STRICT, WITHOUT ROWID;

-- Every page that was asked for, for a while.
CREATE TABLE outlet_visits (
    id      INTEGER PRIMARY KEY,
    outlet  TEXT NOT NULL,
    feed_id TEXT,
    at      INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    chars   INTEGER NOT NULL
) STRICT;
CREATE INDEX outlet_visits_by_outlet ON outlet_visits (outlet, id);
CREATE INDEX outlet_visits_by_feed ON outlet_visits (feed_id, at);
CREATE INDEX outlet_visits_by_age ON outlet_visits (at);

-- Sudden changes that last; told in the log once.
CREATE TABLE outlet_alerts (
    outlet TEXT NOT NULL,
    code   TEXT NOT NULL,
    detail TEXT NOT NULL,
    since  INTEGER NOT NULL,
    told   INTEGER NOT NULL,
    PRIMARY KEY (outlet, code)
) STRICT, WITHOUT ROWID;

-- Hash of the body with what the memory left out: an unchanged page is known again whatever was learnt since.
-- NULL: of before, or a text that came without a page.
ALTER TABLE sources ADD COLUMN raw_hash BLOB;
