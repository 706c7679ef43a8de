-- Version 3: the read-also graph is walked backwards, and links without an address are found by their headline.

CREATE INDEX links_read_also ON links (url_key) WHERE kind = 'read_also' AND url_key IS NOT NULL;
CREATE INDEX links_read_also_titles ON links (title) WHERE kind = 'read_also' AND url_key IS NULL;
CREATE INDEX versions_by_title ON versions (title_hash);
