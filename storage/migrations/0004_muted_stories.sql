-- The stories that a chat wants to hear no more of.
CREATE TABLE muted_stories (
    chat_id INTEGER NOT NULL,
    story_id INTEGER NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (chat_id, story_id)
);
CREATE INDEX muted_stories_story ON muted_stories (story_id, chat_id);
