-- A feed's items, for its newest one at each poll and for what administrators see of its health.
CREATE INDEX items_feed ON items (feed_id, fetched_at, published);
