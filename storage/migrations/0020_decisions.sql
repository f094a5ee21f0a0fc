-- A story that an administrator has retracted is told no more. Why: person, no_move, hoax, other (typed: the note).
ALTER TABLE stories ADD COLUMN retracted_at TEXT;
ALTER TABLE stories ADD COLUMN retracted_why TEXT;
ALTER TABLE stories ADD COLUMN retracted_note TEXT NOT NULL DEFAULT '';
CREATE INDEX stories_retracted ON stories (id) WHERE retracted_at IS NOT NULL;

-- What administrators decided of stories: retracted, restored, fixed, unfixed, approved. A number is given once, since
-- the keys of the edits that a decision causes hold it.
CREATE TABLE decisions_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    decision TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '{}',
    added_by INTEGER,
    at TEXT NOT NULL
);
CREATE INDEX decisions_log_story ON decisions_log (story_id, id);
CREATE INDEX decisions_log_at ON decisions_log (at);

-- A move that was put right by hand: as it was, and as it is (NULL: it is no move). Further reports of what it was are
-- read as what it is; the keys by which its story was found before still find it for them, and for nothing else.
CREATE TABLE fixes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    was TEXT NOT NULL,
    now TEXT,
    at TEXT NOT NULL
);
CREATE INDEX fixes_story ON fixes (story_id, id);
CREATE TABLE fix_keys (
    entity_key TEXT NOT NULL,
    story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    PRIMARY KEY (entity_key, story_id)
) WITHOUT ROWID;
CREATE INDEX fix_keys_story ON fix_keys (story_id);

-- Stories that were sent though their reading is unsure, and why it is: a queue for administrators beside the reports.
-- State: open, later, approved, retracted, fixed.
CREATE TABLE doubts (
    story_id INTEGER PRIMARY KEY REFERENCES stories (id) ON DELETE CASCADE,
    why TEXT NOT NULL,
    score REAL NOT NULL,
    at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'open'
);
CREATE INDEX doubts_state ON doubts (state, at);
CREATE INDEX doubts_at ON doubts (at);

-- What the next plain message of a chat is taken for: a button has asked for it to be typed.
CREATE TABLE awaited (
    chat_id INTEGER PRIMARY KEY,
    action TEXT NOT NULL,
    update_id INTEGER NOT NULL,
    at TEXT NOT NULL
);
