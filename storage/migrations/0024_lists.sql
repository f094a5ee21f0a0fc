-- The lists of feeds that a chat has switched off; all others are on. A list is known by its name.
CREATE TABLE chat_lists_off (
    chat_id INTEGER NOT NULL,
    list TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (chat_id, list)
) WITHOUT ROWID;
CREATE INDEX chat_lists_off_list ON chat_lists_off (list, chat_id);
