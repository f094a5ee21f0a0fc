-- The private chats from which a channel's watches are managed; ``speaking`` marks the channel a chat speaks for.
CREATE TABLE channels (
    channel_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    username TEXT,
    speaking INTEGER NOT NULL DEFAULT 0,
    linked_at TEXT NOT NULL,
    PRIMARY KEY (channel_id, chat_id)
) WITHOUT ROWID;
CREATE INDEX channels_chat ON channels (chat_id);

-- The channel that a reply in a private chat is about: its buttons act on that channel, whatever the chat speaks for now.
ALTER TABLE outbox ADD COLUMN about INTEGER;
