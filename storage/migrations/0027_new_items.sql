-- What waits to be read, in the order in which it is claimed: without it every claim of fifty sorts all that waits.
CREATE INDEX items_new ON items (COALESCE(published, fetched_at), id) WHERE state = 'new' AND attempts = 0 AND crashes = 0;
