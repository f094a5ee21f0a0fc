-- A number of the outbox is given once. A call that is in flight while its chat is forgotten, and a digest's button long
-- after its row has gone, must not mean a later message of somebody else's.
CREATE TABLE numbered (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    chat_id INTEGER NOT NULL,
    thread_id INTEGER,
    lane INTEGER NOT NULL,
    kind TEXT NOT NULL,
    story_id INTEGER,
    revision INTEGER NOT NULL DEFAULT 0,
    payload TEXT NOT NULL DEFAULT '{}',
    reply_to_key TEXT,
    state TEXT NOT NULL DEFAULT 'pending',
    silent INTEGER NOT NULL DEFAULT 0,
    due_at TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    uncertain INTEGER NOT NULL DEFAULT 0,
    message_id INTEGER,
    digest TEXT,
    created_at TEXT NOT NULL,
    sent_at TEXT,
    error TEXT,
    released INTEGER NOT NULL DEFAULT 0,
    about INTEGER
);
INSERT INTO numbered (id, key, chat_id, thread_id, lane, kind, story_id, revision, payload, reply_to_key, state, silent,
                      due_at, attempts, uncertain, message_id, digest, created_at, sent_at, error, released, about)
SELECT id, key, chat_id, thread_id, lane, kind, story_id, revision, payload, reply_to_key, state, silent,
       due_at, attempts, uncertain, message_id, digest, created_at, sent_at, error, released, about
FROM outbox;
DROP TABLE outbox;
ALTER TABLE numbered RENAME TO outbox;
CREATE INDEX outbox_due ON outbox (state, lane, due_at);
CREATE INDEX outbox_chat ON outbox (chat_id, state);
CREATE INDEX outbox_story ON outbox (story_id, chat_id, kind);
CREATE INDEX outbox_message ON outbox (chat_id, message_id);
CREATE INDEX outbox_told ON outbox (chat_id, sent_at)
    WHERE state = 'sent' AND kind IN ('alert', 'development', 'mention', 'digest', 'all_quiet');
CREATE INDEX outbox_created ON outbox (created_at);
-- What is said of a channel, and the buttons of a chat, are found when it is forgotten, without looking through the rest.
CREATE INDEX outbox_about ON outbox (about) WHERE about IS NOT NULL;
CREATE INDEX callbacks_chat ON callbacks (chat_id);
