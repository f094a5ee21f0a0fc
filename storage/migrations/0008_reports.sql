-- What chats say is wrong with a story. State: open, later (an administrator keeps it), dismissed, withdrawn.
CREATE TABLE reports (
    chat_id INTEGER NOT NULL,
    story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'open',
    PRIMARY KEY (chat_id, story_id)
) WITHOUT ROWID;
CREATE INDEX reports_chat ON reports (chat_id, at);
CREATE INDEX reports_story ON reports (story_id, state);
CREATE INDEX reports_state ON reports (state, story_id);

-- The reported stories of which the bot's administrators were told: at the first report, and once when there were many.
CREATE TABLE review_notes (
    story_id INTEGER NOT NULL REFERENCES stories (id) ON DELETE CASCADE,
    note TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (story_id, note)
) WITHOUT ROWID;
CREATE INDEX review_notes_at ON review_notes (at);
