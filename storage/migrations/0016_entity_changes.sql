-- What administrators change in the catalog, in order. Nothing is rewritten and no number is given twice: an undo is a row
-- too, which names the change that it undoes, and the present state is computed from those that no undo names.
CREATE TABLE entity_changes (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    action TEXT NOT NULL,
    entity TEXT NOT NULL,
    other TEXT NOT NULL DEFAULT '',
    kind TEXT,
    names TEXT NOT NULL DEFAULT '[]',
    doubtful INTEGER NOT NULL DEFAULT 0,
    exact INTEGER NOT NULL DEFAULT 0,
    undoes INTEGER UNIQUE,
    watches INTEGER NOT NULL DEFAULT 0,
    moves INTEGER NOT NULL DEFAULT 0,
    stories INTEGER NOT NULL DEFAULT 0,
    added_by INTEGER,
    added_at TEXT NOT NULL
);
INSERT INTO entity_changes (action, entity, kind, names, added_by, added_at)
    SELECT 'entity', id, kind, json_array(name), added_by, added_at FROM entities ORDER BY added_at, id;
INSERT INTO entity_changes (action, entity, names, added_by, added_at)
    SELECT 'alias', entity_id, json_array(alias), added_by, added_at FROM aliases ORDER BY added_at, entity_id, alias;
DROP TABLE aliases;
DROP TABLE entities;

-- What a change gave another key, so that its undo gives it back. side: person, from, to (of a move, as these words name
-- it), or found, lost (a key by which a story is found since, or no longer).
CREATE TABLE entity_keys (
    number INTEGER NOT NULL,
    story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    side TEXT NOT NULL,
    words TEXT NOT NULL DEFAULT '',
    before TEXT NOT NULL,
    after TEXT NOT NULL,
    PRIMARY KEY (number, story_id, side, words, before)
) WITHOUT ROWID;
CREATE INDEX entity_keys_story ON entity_keys (story_id);

-- The watches that followed a change; their_*: of the watch that the chat had on the other name already.
CREATE TABLE entity_watches (
    number INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    watch_id INTEGER NOT NULL,
    target TEXT NOT NULL,
    target_name TEXT NOT NULL,
    name TEXT NOT NULL,
    scope TEXT NOT NULL,
    muted_until TEXT,
    created_at TEXT NOT NULL,
    became TEXT NOT NULL,
    became_name TEXT NOT NULL,
    their_scope TEXT,
    their_muted_until TEXT,
    PRIMARY KEY (number, chat_id, watch_id)
) WITHOUT ROWID;
CREATE INDEX entity_watches_chat ON entity_watches (chat_id);
