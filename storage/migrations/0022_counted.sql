-- What was sent and what was read, for the figures of /stats; items_counted serves what items_fetched served.
CREATE INDEX outbox_counted ON outbox (kind, chat_id, sent_at, state) WHERE state IN ('sent', 'told');
DROP INDEX outbox_sent;
CREATE INDEX items_counted ON items (fetched_at, lang, talent);
DROP INDEX items_fetched;
