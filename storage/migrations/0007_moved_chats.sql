-- The number that a group had before it became a supergroup: buttons of its old messages are still pressed under it.
CREATE TABLE moved_chats (
    old_id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL
);
CREATE INDEX moved_chats_chat ON moved_chats (chat_id);
