-- What administrators have decided of a person or chat, by number: allowed, blocked; asked: a stranger in listed mode
-- who has been told whom to ask. noted: administrators were told of the request.
CREATE TABLE access (
    chat_id INTEGER PRIMARY KEY,
    verdict TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    username TEXT,
    lang TEXT NOT NULL DEFAULT 'en',
    reason TEXT NOT NULL DEFAULT '',
    noted INTEGER NOT NULL DEFAULT 0,
    was TEXT,
    at TEXT NOT NULL
);
CREATE INDEX access_verdict ON access (verdict, at);

-- How many updates of a person came in a minute.
CREATE TABLE visits (
    chat_id INTEGER PRIMARY KEY,
    minute TEXT NOT NULL,
    count INTEGER NOT NULL
);

-- The @name of a chat, by which administrators may block it.
ALTER TABLE subscribers ADD COLUMN username TEXT;
