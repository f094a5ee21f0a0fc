-- How many runs in a row ended, other than in order, while this was under way. It may be what ends them: with the
-- fourth it is left out. Errors are counted apart, in "attempts".
ALTER TABLE inbox ADD COLUMN crashes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE items ADD COLUMN crashes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN crashes INTEGER NOT NULL DEFAULT 0;
CREATE INDEX inbox_crashes ON inbox (update_id) WHERE crashes > 0;
CREATE INDEX outbox_crashes ON outbox (lane, due_at) WHERE crashes > 0;
