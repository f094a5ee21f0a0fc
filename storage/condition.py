"""What waits, fails and was last done, as the store knows it: the figures of ``/health`` and of the metrics."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.database import Connection
from storage.moments import maybe_moment, stamp

DAY = timedelta(days=1)
BACKED_UP = "backed_up_at"  # the row of ``meta`` that says when the last backup was made

# From the newest row back: the plus signs keep every index away, each of which would look at all that was ever sent.
LAST_ALERT = """
SELECT sent_at FROM outbox WHERE +state IN ('sent', 'told') AND +kind IN ('alert', 'development')
ORDER BY id DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Queue:
    """Rows that wait, and since when the oldest has."""

    waiting: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Stored:
    """The store's part of the condition. ``failed`` counts messages of a day that Telegram has refused."""

    schema: int
    outbox: Queue
    failed: int
    inbox: Queue
    items: Queue
    feeds: int
    failing: int
    read_at: datetime | None  # when a feed last answered
    alert_at: datetime | None
    paused: int  # chats that a 429 has paused
    paused_until: datetime | None  # everything is, until then
    backed_up_at: datetime | None


async def stored(c: Connection, now: datetime) -> Stored:
    """Everything in one snapshot; each figure by an index."""
    at = stamp(now)
    feeds = await c.one(
        "SELECT COUNT(*) AS n, COALESCE(SUM(failures > 0), 0) AS failing, MAX(last_success) AS read_at FROM feeds"
        " WHERE state = 'active'"
    )
    assert feeds is not None
    return Stored(
        schema=int(await c.value("PRAGMA user_version")),
        outbox=await _queue(c, "due_at", "outbox WHERE state IN ('pending', 'claimed', 'sending') AND due_at <= ?", at),
        failed=int(
            await c.value("SELECT COUNT(*) FROM outbox WHERE state = 'failed' AND created_at > ?", (stamp(now - DAY),))
        ),
        inbox=await _queue(c, "received_at", "inbox WHERE state IN ('new', 'claimed')"),
        items=await _queue(c, "fetched_at", "items WHERE state <> 'done' AND state IN ('new', 'claimed')"),
        feeds=feeds["n"],
        failing=feeds["failing"],
        read_at=maybe_moment(feeds["read_at"]),
        alert_at=maybe_moment(await c.value(LAST_ALERT)),
        paused=int(await c.value("SELECT COUNT(*) FROM pauses WHERE chat_id <> 0 AND until > ?", (at,))),
        paused_until=maybe_moment(await c.value("SELECT until FROM pauses WHERE chat_id = 0 AND until > ?", (at,))),
        backed_up_at=maybe_moment(await c.value("SELECT value FROM meta WHERE name = ?", (BACKED_UP,))),
    )


async def _queue(c: Connection, since: str, rows: str, *values: str) -> Queue:
    row = await c.one(f"SELECT COUNT(*) AS n, MIN({since}) AS oldest FROM {rows}", values)
    assert row is not None
    return Queue(row["n"], maybe_moment(row["oldest"]))
