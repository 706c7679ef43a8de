-- Version 9: what the writer reads at every start is found without reading every article.

-- The newest stated time, and the articles of the last days, which open stories are made of.
CREATE INDEX articles_by_time ON articles (time, first_seen);
-- The few whose sketch is still in the index; of old articles none is.
CREATE INDEX articles_sketched ON articles (added_at) WHERE sketched = 1;
