-- An update's turn: among chats that wait, who has come least often in a minute is first, so that many who write much
-- delay nobody who writes once. It never falls within a chat, whose updates keep their order.
ALTER TABLE inbox ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
CREATE INDEX inbox_turn ON inbox (turn, update_id, chat_id) WHERE state = 'new';

-- What is counted of a minute: "person", a person's messages and taps; "group", all that the members of a
-- group ask of the bot there.
DROP TABLE visits;
CREATE TABLE visits (
    chat_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    minute TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (chat_id, kind)
);
