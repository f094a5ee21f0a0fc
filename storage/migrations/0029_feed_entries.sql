-- What is kept of the entries of each feed's document as last read: digests, 41 bytes an entry, at most 128 of a feed
-- (feeds/intake/unchanged.py). Those that stand as they stood are not read again.
CREATE TABLE feed_entries (
    feed_id INTEGER PRIMARY KEY REFERENCES feeds (id) ON DELETE CASCADE,
    entries BLOB NOT NULL
);
