-- Version 4: what the schedule remembers of each feed, and the alerts that stand.

-- The schedule's memory of a feed: its rhythm, hints, overlap guard, failures and moves. What status shows stays in feeds.
CREATE TABLE feed_pace (
    feed_id   TEXT PRIMARY KEY REFERENCES feeds(id),
    state     TEXT NOT NULL,            -- JSON of schedule::PollHistory
    asked_url TEXT                      -- the address asked in place of the configured one; NULL: the configured one
) STRICT, WITHOUT ROWID;

-- What somebody should know of a feed; one of each kind at a time, gone when it no longer holds.
CREATE TABLE alerts (
    feed_id TEXT NOT NULL REFERENCES feeds(id),
    kind    TEXT NOT NULL,              -- failing, gone, html, moved, stale
    since   INTEGER NOT NULL,
    detail  TEXT NOT NULL,
    PRIMARY KEY (feed_id, kind)
) STRICT, WITHOUT ROWID;

-- Due feeds are looked for several times a second, among thousands.
CREATE INDEX feeds_by_due ON feeds (due_at) WHERE configured = 1;
