-- Times are text, ISO 8601 in UTC with six decimals, so that they sort as they pass.

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- A feed is known by its address. origin says who owns it: the configuration file or a chat.
CREATE TABLE feeds (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    list TEXT NOT NULL DEFAULT '',
    lang TEXT,
    outlet TEXT NOT NULL DEFAULT '',
    title TEXT NOT NULL DEFAULT '',
    tier INTEGER NOT NULL DEFAULT 2,
    origin TEXT NOT NULL,
    added_by INTEGER,
    state TEXT NOT NULL DEFAULT 'active',
    etag TEXT,
    last_modified TEXT,
    body_hash TEXT,
    next_at TEXT NOT NULL,
    claimed_at TEXT,
    failures INTEGER NOT NULL DEFAULT 0,
    fetched_once INTEGER NOT NULL DEFAULT 0,
    last_success TEXT,
    last_attempt TEXT,
    last_status INTEGER,
    last_error TEXT,
    newest_item_at TEXT,
    moved_to TEXT,
    items_total INTEGER NOT NULL DEFAULT 0,
    added_at TEXT NOT NULL
);
CREATE INDEX feeds_due ON feeds (next_at) WHERE state = 'active';

CREATE TABLE fetches (
    id INTEGER PRIMARY KEY,
    feed_id INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    at TEXT NOT NULL,
    status TEXT NOT NULL,
    http_status INTEGER,
    new_items INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    seconds REAL NOT NULL DEFAULT 0,
    error TEXT
);
CREATE INDEX fetches_feed ON fetches (feed_id, at);

-- An item is known within its feed by any of its identities (guid, address, title and day), so that churn of one of
-- them makes no second item. State: new, claimed, done, set_aside.
CREATE TABLE items (
    id INTEGER PRIMARY KEY,
    feed_id INTEGER NOT NULL REFERENCES feeds (id) ON DELETE CASCADE,
    url TEXT,
    title TEXT NOT NULL,
    text TEXT NOT NULL,
    published TEXT,
    fetched_at TEXT NOT NULL,
    outlet TEXT NOT NULL DEFAULT '',
    lang TEXT,
    image TEXT,
    credit TEXT,
    backlog INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'new',
    attempts INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    talent INTEGER,
    score REAL,
    relation TEXT,
    reasons TEXT NOT NULL DEFAULT '[]',
    quotes TEXT NOT NULL DEFAULT '[]',
    ahead TEXT NOT NULL DEFAULT '[]',
    story_id INTEGER REFERENCES stories (id),
    copy_of INTEGER,
    read_at TEXT
);
CREATE INDEX items_state ON items (state, published);
CREATE INDEX items_story ON items (story_id);
CREATE INDEX items_url ON items (url);
CREATE INDEX items_fetched ON items (fetched_at);

CREATE TABLE item_identities (
    feed_id INTEGER NOT NULL,
    identity TEXT NOT NULL,
    item_id INTEGER NOT NULL REFERENCES items (id) ON DELETE CASCADE,
    PRIMARY KEY (feed_id, identity)
) WITHOUT ROWID;
CREATE INDEX item_identities_item ON item_identities (item_id);

-- Words and Han bigrams, prepared by the caller: unicode61 would take a run of Han for one word.
CREATE VIRTUAL TABLE item_search USING fts5 (tokens, tokenize = 'unicode61');

-- A story is the articles about one event; its number is given here, since nothing outside identifies an event.
CREATE TABLE stories (
    id INTEGER PRIMARY KEY,
    status TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0,
    first_at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    told INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX stories_last ON stories (last_at);

CREATE TABLE story_keys (
    entity_key TEXT NOT NULL,
    story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    PRIMARY KEY (entity_key, story_id)
) WITHOUT ROWID;

CREATE TABLE moves (
    id INTEGER PRIMARY KEY,
    story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    person TEXT, from_org TEXT, to_org TEXT,
    person_id TEXT, from_id TEXT, to_id TEXT,
    person_key TEXT, from_key TEXT, to_key TEXT,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    role TEXT, from_role TEXT, date TEXT, head_count TEXT, place TEXT, replaces TEXT,
    evidence TEXT NOT NULL,
    item_id INTEGER,
    lang TEXT NOT NULL DEFAULT '',
    past INTEGER NOT NULL DEFAULT 0,
    reported_at TEXT NOT NULL
);
CREATE INDEX moves_story ON moves (story_id, position);
CREATE INDEX moves_person ON moves (person_key, reported_at);
CREATE INDEX moves_from ON moves (from_key, reported_at);
CREATE INDEX moves_to ON moves (to_key, reported_at);

CREATE TABLE move_evidence (
    story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    item_id INTEGER NOT NULL,
    sentence TEXT NOT NULL,
    PRIMARY KEY (story_id, item_id, sentence)
) WITHOUT ROWID;

-- What administrators add to the packaged catalog.
CREATE TABLE entities (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    added_by INTEGER,
    added_at TEXT NOT NULL
);
CREATE TABLE aliases (
    entity_id TEXT NOT NULL,
    alias TEXT NOT NULL,
    added_by INTEGER,
    added_at TEXT NOT NULL,
    PRIMARY KEY (entity_id, alias)
) WITHOUT ROWID;

CREATE TABLE subscribers (
    chat_id INTEGER PRIMARY KEY,
    type TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    thread_id INTEGER,
    lang TEXT NOT NULL,
    timezone TEXT NOT NULL,
    zone_chosen INTEGER NOT NULL DEFAULT 0,
    settings TEXT NOT NULL DEFAULT '{}',
    state TEXT NOT NULL DEFAULT 'active',
    created_at TEXT NOT NULL
);

-- What can be watched: an entity key with every spelling it is found by.
CREATE TABLE targets (
    key TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    kind TEXT,
    aliases TEXT NOT NULL DEFAULT '[]',
    exact TEXT NOT NULL DEFAULT '[]',
    ambiguous TEXT NOT NULL DEFAULT '[]',
    context TEXT NOT NULL DEFAULT '[]'
);

CREATE TABLE watches (
    id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL REFERENCES subscribers (chat_id) ON DELETE CASCADE ON UPDATE CASCADE,
    target TEXT NOT NULL REFERENCES targets (key),
    name TEXT NOT NULL,
    scope TEXT NOT NULL DEFAULT 'all',
    muted_until TEXT,
    created_at TEXT NOT NULL,
    UNIQUE (chat_id, target)
);
CREATE INDEX watches_target ON watches (target);

-- An update is known by Telegram's update_id. State: new, claimed, done, failed.
CREATE TABLE inbox (
    update_id INTEGER PRIMARY KEY,
    chat_id INTEGER,
    payload TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'new',
    attempts INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    received_at TEXT NOT NULL,
    handled_at TEXT
);
CREATE INDEX inbox_state ON inbox (state, update_id);

-- A message is known by its key: alert:<chat>:<story>:<revision>, edit:…, reply:<update>:<n>. State: pending,
-- claimed (nothing sent yet), sending (a call may be in flight), sent, failed, dropped, shown (told in another way).
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY,
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
    error TEXT
);
CREATE INDEX outbox_due ON outbox (state, lane, due_at);
CREATE INDEX outbox_chat ON outbox (chat_id, state);
CREATE INDEX outbox_story ON outbox (story_id, chat_id, kind);
CREATE INDEX outbox_message ON outbox (chat_id, message_id);

-- Pauses after a 429; chat 0 is everybody.
CREATE TABLE pauses (
    chat_id INTEGER PRIMARY KEY,
    until TEXT NOT NULL
);

CREATE TABLE conversations (
    chat_id INTEGER PRIMARY KEY,
    story_id INTEGER,
    turns TEXT NOT NULL DEFAULT '[]',
    at TEXT NOT NULL
);

CREATE TABLE questions (
    id INTEGER PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    answered INTEGER NOT NULL,
    evidence TEXT NOT NULL,
    story_id INTEGER,
    asked_at TEXT NOT NULL
);
CREATE INDEX questions_chat ON questions (chat_id, asked_at);

-- What a button means, where that does not fit into its 64 bytes.
CREATE TABLE callbacks (
    id TEXT PRIMARY KEY,
    chat_id INTEGER NOT NULL,
    action TEXT NOT NULL,
    created_at TEXT NOT NULL
);

INSERT INTO meta (name, value) VALUES ('watched_version', '1');
