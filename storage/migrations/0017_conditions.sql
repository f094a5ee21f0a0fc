-- The condition of a feed that administrators were told (none: well), and one that is noticed and not told yet. fault,
-- number, repeated and usual belong to the one that was noticed last.
CREATE TABLE feed_conditions (
    feed_id INTEGER PRIMARY KEY REFERENCES feeds (id) ON DELETE CASCADE,
    told TEXT NOT NULL DEFAULT 'well',
    since TEXT,
    noticed TEXT,
    noticed_at TEXT,
    noticed_since TEXT,
    fault TEXT NOT NULL DEFAULT '',
    number INTEGER NOT NULL DEFAULT 0,
    repeated INTEGER NOT NULL DEFAULT 0,
    usual REAL NOT NULL DEFAULT 0
);

-- A feed's new address (moved_to): since when and at how many answers it was seen, the one that its document names, the
-- one that administrators were told, and the one that they do not want.
ALTER TABLE feeds ADD COLUMN moved_since TEXT;
ALTER TABLE feeds ADD COLUMN moved_polls INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feeds ADD COLUMN named TEXT;
ALTER TABLE feeds ADD COLUMN moved_told TEXT;
ALTER TABLE feeds ADD COLUMN moved_kept TEXT;
