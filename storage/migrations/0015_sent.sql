-- What was sent in a period, for the figures of /stats and the last alert of /health.
CREATE INDEX outbox_sent ON outbox (sent_at, kind, chat_id) WHERE state IN ('sent', 'told');
