"""Stories whose reading is unsure: queued for administrators, a few a day, beside what chats report."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from storage.database import Connection
from storage.moments import stamp

A_DAY = 5
DAY = timedelta(days=1)


async def tier(c: Connection, item_id: int) -> int:
    """The trust tier of the feed that an item came from."""
    value = await c.value("SELECT f.tier FROM items i JOIN feeds f ON f.id = i.feed_id WHERE i.id = ?", (item_id,))
    return int(value) if value is not None else 2


async def queue(c: Connection, story_id: int, why: Sequence[str], score: float, now: datetime) -> bool:
    """Queue a story for review, unless enough were in a day; whether it was."""
    if await c.value("SELECT COUNT(*) FROM doubts WHERE at > ?", (stamp(now - DAY),)) >= A_DAY:
        return False
    changed = await c.run(
        "INSERT INTO doubts (story_id, why, score, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (story_id, json.dumps(list(why)), score, stamp(now)),
    )
    return changed == 1
