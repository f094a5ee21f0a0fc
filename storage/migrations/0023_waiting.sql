-- Updates by state and chat: however many one chat has sent, the first that waits of each is found by a step a chat.
DROP INDEX inbox_state;
CREATE INDEX inbox_state ON inbox (state, chat_id, update_id);
