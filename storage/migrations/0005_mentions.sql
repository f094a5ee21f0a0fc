-- What was told to those who watch everything: an item that is no talent news, under each watched name in its title or
-- lead. first_id is the item that told the same before, its own number where none did.
CREATE TABLE mentions (
    target TEXT NOT NULL,
    item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    first_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (target, item_id)
) WITHOUT ROWID;
CREATE INDEX mentions_item ON mentions (item_id);
CREATE INDEX story_keys_story ON story_keys (story_id);
