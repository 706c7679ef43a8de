-- Version 7: what fetching must remember: hosts that want quiet, pages that waited too long, WebSub subscriptions.

-- Since when an entry's page is to be read; NULL in rows of before: since it was first seen.
ALTER TABLE entries ADD COLUMN pending_since INTEGER;

-- What politeness counts a feed's requests under: registrable domain, or address and port. Written with every start.
ALTER TABLE feeds ADD COLUMN host TEXT NOT NULL DEFAULT '';

-- Hosts that answered 429: nothing is fetched from them until then, feeds and pages, also after a restart.
CREATE TABLE quiet_hosts (
    host  TEXT PRIMARY KEY,             -- registrable domain, or address and port
    until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Entries whose page waited too long or behind too many others: the feed's own text stands in. Kept to be counted.
CREATE TABLE expired_pages (
    entry_id INTEGER PRIMARY KEY REFERENCES entries(id),
    at       INTEGER NOT NULL,
    why      TEXT NOT NULL
) STRICT;

-- What hubs push. Neither the callback's token nor the secret of its signatures is here: both are made from a key that is not.
CREATE TABLE subscriptions (
    feed_id      TEXT PRIMARY KEY REFERENCES feeds(id),
    hub          TEXT NOT NULL,
    topic        TEXT NOT NULL,
    state        TEXT NOT NULL,         -- asked, active, refused
    asked_at     INTEGER,
    next_try     INTEGER NOT NULL,      -- when the hub is asked (again)
    lease_until  INTEGER,               -- NULL until the hub has verified us
    delivered_at INTEGER,
    poll_ms      INTEGER NOT NULL,      -- how often the feed is polled while the hub delivers
    failures     INTEGER NOT NULL,
    reason       TEXT
) STRICT;
