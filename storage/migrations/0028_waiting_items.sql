-- What is not read yet, in the order in which it is claimed: nothing is sorted, and what is done is in it no more. The
-- one over the state of every item took each item in three times, and the planner passed items_new over for it.
DROP INDEX items_state;
DROP INDEX items_new;
CREATE INDEX items_waiting ON items (state, attempts + crashes, COALESCE(published, fetched_at), id) WHERE state <> 'done';
DROP INDEX items_story;
CREATE INDEX items_story ON items (story_id) WHERE story_id IS NOT NULL;
