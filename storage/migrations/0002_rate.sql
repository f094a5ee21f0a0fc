-- Items a day as last counted in the feed itself, so that an answer without entries (304) keeps the feed's pace.
ALTER TABLE feeds ADD COLUMN rate_per_day REAL NOT NULL DEFAULT 0;
