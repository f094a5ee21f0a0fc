"""Greetings of groups on their way. One waits a moment, since what comes right after may take its place: the /start of
the link by which the bot was added, or the news that the group is one that has only become a supergroup.

A greeting is an outbox row whose key is reply:<update>:greeting. What was dropped because the bot was shut out is
brought back where it turns out that the group has only moved.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from storage.database import Connection
from storage.moments import stamp

KEYS = "reply:%:greeting"
SHUT_OUT = "the bot was shut out: "


async def put(
    c: Connection, update_id: int, chat_id: int, payload: Mapping[str, Any], now: datetime, due: datetime
) -> None:
    """Greet a chat at a moment to come; a repeat changes nothing."""
    await c.run(
        "INSERT INTO outbox (key, chat_id, lane, kind, payload, due_at, created_at)"
        " VALUES (?, ?, 0, 'reply', ?, ?, ?) ON CONFLICT (key) DO NOTHING",
        (f"reply:{update_id}:greeting", chat_id, json.dumps(payload, ensure_ascii=False), stamp(due), stamp(now)),
    )


async def drop(c: Connection, chat_id: int) -> None:
    """Leave a greeting out that has not gone yet."""
    await c.run("DELETE FROM outbox WHERE chat_id = ? AND state = 'pending' AND key LIKE ?", (chat_id, KEYS))


async def hasten(c: Connection, chat_id: int, thread_id: int | None, now: datetime) -> None:
    """Let a greeting that waits go at once, into the topic where the bot was spoken to."""
    await c.run(
        "UPDATE outbox SET due_at = ?, thread_id = ? WHERE chat_id = ? AND state = 'pending' AND key LIKE ?",
        (stamp(now), thread_id, chat_id, KEYS),
    )


async def shut_out(c: Connection, chat_id: int, now: datetime) -> None:
    """Give up everything that waits, or is kept, for a chat which the bot may not write to any more."""
    await c.run(
        "UPDATE outbox SET state = 'dropped', error = ? || state || ' ' || ? WHERE chat_id = ?"
        " AND state IN ('pending', 'claimed', 'held', 'telling')",
        (SHUT_OUT, stamp(now), chat_id),
    )


async def let_in(c: Connection, chat_id: int, since: datetime) -> None:
    """Take back what was given up since a moment: what was kept is kept again, the rest waits."""
    moment = stamp(since)
    await c.run(
        "UPDATE outbox SET error = NULL, state ="
        " CASE WHEN error LIKE ?1 || 'held %' OR error LIKE ?1 || 'telling %' THEN 'held' ELSE 'pending' END"
        " WHERE chat_id = ?2 AND state = 'dropped' AND error LIKE ?1 || '%' AND substr(error, -length(?3)) >= ?3",
        (SHUT_OUT, chat_id, moment),
    )
