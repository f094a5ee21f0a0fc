-- How long a feed asks to be left alone: the ttl of its document, which an answer without one (304) does not repeat, and
-- the interval that its server asked for last, ttl included.
ALTER TABLE feeds ADD COLUMN ttl_seconds REAL NOT NULL DEFAULT 0;
ALTER TABLE feeds ADD COLUMN wish_seconds REAL NOT NULL DEFAULT 0;
