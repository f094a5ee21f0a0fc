"""What the budget of requests is shared out by, counted from what is stored.

A feed's rate is that of its items of the last fourteen days, by date of publication. Of a feed that is known for a
shorter time the window begins with its oldest item; half an item is added, so that a silent feed has a rate too. Items
of a first fetch that bear no date are left out: nothing says when they came.
"""

from datetime import datetime, timedelta

from feeds.model import FeedPace
from storage.database import Connection, Row
from storage.moments import moment, stamp

DAY = timedelta(days=1)
RATE_WINDOW = timedelta(days=14)
SHORTEST_WINDOW = timedelta(hours=12)
READERS_WINDOW = timedelta(days=28)

HEALTHY = """
SELECT f.id, f.added_at, f.wish_seconds, counted.items, counted.oldest FROM feeds f LEFT JOIN (
    SELECT feed_id, SUM(COALESCE(published, fetched_at) >= :since) AS items,
        MIN(COALESCE(published, fetched_at)) AS oldest
    FROM items WHERE fetched_at >= :since AND (published IS NOT NULL OR NOT backlog) GROUP BY feed_id
) counted ON counted.feed_id = f.id
WHERE f.state = 'active' AND f.failures = 0 AND f.fetched_once
"""

READERS = """
SELECT i.feed_id, COUNT(DISTINCT o.chat_id) AS readers FROM items i INDEXED BY items_story
CROSS JOIN outbox o ON o.story_id = i.story_id
WHERE i.story_id IS NOT NULL AND o.kind IN ('alert', 'development', 'mention') AND o.created_at >= ?
    AND o.state NOT IN ('failed', 'dropped')
GROUP BY i.feed_id
"""


async def paces(c: Connection, now: datetime) -> dict[int, FeedPace]:
    """By feed: every active one that answered when last asked."""
    rows = await c.all(HEALTHY, {"since": stamp(now - RATE_WINDOW)})
    readers = {r["feed_id"]: r["readers"] for r in await c.all(READERS, (stamp(now - READERS_WINDOW),))}
    return {row["id"]: FeedPace(_rate(row, now), readers.get(row["id"], 0), row["wish_seconds"]) for row in rows}


def _rate(row: Row, now: datetime) -> float:
    """Items a day."""
    known_since = min(moment(row["added_at"]), moment(row["oldest"] or row["added_at"]))
    window = max(SHORTEST_WINDOW, min(RATE_WINDOW, now - known_since))
    return float(((row["items"] or 0) + 0.5) / (window / DAY))
