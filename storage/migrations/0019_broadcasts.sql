-- What an administrator writes to many chats at once, by the number of the update that began it. State: draft, running,
-- stopped, done. texts: by language, "" for every other; languages, groups: whom it is for; slot: the language whose text
-- comes next; page_id: the message that shows how far it has come, shown what it shows, and since when.
CREATE TABLE broadcasts (
    id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    state TEXT NOT NULL DEFAULT 'draft',
    texts TEXT NOT NULL DEFAULT '{}',
    languages TEXT NOT NULL,
    groups INTEGER NOT NULL DEFAULT 1,
    slot TEXT NOT NULL DEFAULT '',
    page_id INTEGER,
    total INTEGER NOT NULL DEFAULT 0,
    shown TEXT,
    shown_at TEXT,
    created_at TEXT NOT NULL
);
CREATE INDEX broadcasts_chat ON broadcasts (chat_id);
CREATE INDEX broadcasts_state ON broadcasts (state, created_at);

-- The broadcast that a message is of.
ALTER TABLE outbox ADD COLUMN broadcast INTEGER;
CREATE INDEX outbox_broadcast ON outbox (broadcast, state) WHERE broadcast IS NOT NULL;
