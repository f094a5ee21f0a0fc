-- Since when a chat has shut the bot out, as housekeeping has noticed it; it is forgotten in the end.
ALTER TABLE subscribers ADD COLUMN gone_since TEXT;
-- What is forgotten by age is found without looking through the rest.
CREATE INDEX outbox_created ON outbox (created_at);
CREATE INDEX questions_asked ON questions (asked_at);
CREATE INDEX callbacks_created ON callbacks (created_at);
CREATE INDEX fetches_at ON fetches (at);
CREATE INDEX inbox_received ON inbox (received_at);
