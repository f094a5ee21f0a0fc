-- A file of feeds that an administrator has sent, read, until it is confirmed; its number is the update's.
CREATE TABLE imports (
    id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    feeds TEXT NOT NULL DEFAULT '[]',
    refused TEXT NOT NULL DEFAULT '[]',
    created_at TEXT NOT NULL,
    done_at TEXT
);
CREATE INDEX imports_chat ON imports (chat_id);
CREATE INDEX imports_created ON imports (created_at);
-- What was added in the chat before lists had names.
UPDATE feeds SET list = 'added' WHERE list = '' AND origin = 'chat';
