-- Reprocessing: articles that were joined after they were recorded.

-- The number of an article that was joined to another stays good for ever. Never a chain: new_id is an article.
CREATE TABLE redirects (
    old_id INTEGER PRIMARY KEY,
    new_id INTEGER NOT NULL REFERENCES articles(id)
) STRICT;
CREATE INDEX redirects_by_new ON redirects (new_id);
