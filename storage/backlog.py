"""What of the store ``storage/condition.py`` leaves out and the metrics tell: feeds overdue, states, publication."""

from datetime import datetime

from storage.condition import Queue
from storage.database import Connection
from storage.moments import maybe_moment, stamp

STATES = {
    "feeds": "SELECT CASE WHEN state = 'active' AND failures > 0 THEN 'failing' ELSE state END AS state, COUNT(*) AS n"
    " FROM feeds GROUP BY 1",
    "chats": "SELECT state, COUNT(*) AS n FROM subscribers GROUP BY state",
    "messages": "SELECT 'held' AS state, COUNT(*) AS n FROM outbox WHERE state = 'held'",
}


async def feeds_due(c: Connection, now: datetime) -> Queue:
    """Feeds whose time has come and that were not asked yet."""
    row = await c.one(
        "SELECT COUNT(*) AS n, MIN(next_at) AS oldest FROM feeds WHERE state = 'active' AND next_at <= ?", (stamp(now),)
    )
    assert row is not None
    return Queue(row["n"], maybe_moment(row["oldest"]))


async def states(c: Connection) -> dict[str, dict[str, int]]:
    """How many feeds, chats and kept messages are in each state."""
    return {name: {row["state"]: row["n"] for row in await c.all(sql)} for name, sql in STATES.items()}


async def published(c: Connection, story_id: int) -> datetime | None:
    """When the article was published that a story began with."""
    value = await c.value("SELECT MIN(COALESCE(published, fetched_at)) FROM items WHERE story_id = ?", (story_id,))
    return maybe_moment(value)
