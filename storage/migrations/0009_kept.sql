-- Whether the head of a firm moves in a story: breaking news for those who want it.
ALTER TABLE stories ADD COLUMN heads INTEGER NOT NULL DEFAULT 0;

-- Of the outbox, two more states: held (kept for a chat until its digest) and telling (in a digest on its way), and one
-- at the end, told (in a digest that was sent). The digest is a row too: digest:<chat>:<first row kept>, held until due_at.
-- released: it was kept, and its moment has come.
ALTER TABLE outbox ADD COLUMN released INTEGER NOT NULL DEFAULT 0;
CREATE INDEX outbox_told ON outbox (chat_id, sent_at)
    WHERE state = 'sent' AND kind IN ('alert', 'development', 'mention', 'digest', 'all_quiet');
