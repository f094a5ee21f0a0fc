"""Updates from Telegram. An update is known by its number; it is stored before Telegram is told that we have it.

new -> claimed -> done | failed
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.database import Connection, stamp

MOST_ATTEMPTS = 3

# From each chat that waits to the next, and of each the first update: ten thousand of one chat cost no more than one.
CLAIM = """
UPDATE inbox SET state = 'claimed', attempts = attempts + 1 WHERE update_id IN (
    WITH RECURSIVE chats (chat_id) AS (
        SELECT MIN(chat_id) FROM inbox WHERE state = 'new'
        UNION ALL
        SELECT (SELECT MIN(n.chat_id) FROM inbox n WHERE n.state = 'new' AND n.chat_id > chats.chat_id)
        FROM chats WHERE chats.chat_id IS NOT NULL)
    SELECT update_id FROM (
        SELECT (SELECT MIN(n.update_id) FROM inbox n WHERE n.state = 'new' AND n.chat_id = chats.chat_id) AS update_id
        FROM chats WHERE chat_id IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM inbox b WHERE b.state = 'claimed' AND b.chat_id = chats.chat_id)
        UNION ALL
        SELECT update_id FROM (
            SELECT update_id FROM inbox WHERE state = 'new' AND chat_id IS NULL ORDER BY update_id LIMIT :limit) single
    ) first ORDER BY update_id LIMIT :limit)
RETURNING *
"""


@dataclass(frozen=True, slots=True)
class Received:
    """An update as it came: ``payload`` is its JSON."""

    update_id: int
    chat_id: int | None
    payload: str
    attempts: int = 0


async def accept(c: Connection, updates: Sequence[Received], now: datetime, away: Collection[int] = ()) -> None:
    """Store updates; those that are here already are left as they are. Those turned ``away`` are handled already."""
    await c.many(
        "INSERT INTO inbox (update_id, chat_id, payload, state, received_at, handled_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        [
            (u.update_id, u.chat_id, "", "done", stamp(now), stamp(now))
            if u.update_id in away
            else (u.update_id, u.chat_id, u.payload, "new", stamp(now), None)
            for u in updates
        ],
    )


async def known(c: Connection, numbers: Sequence[int]) -> set[int]:
    """Those of the updates that are stored already."""
    rows = await c.all(
        "SELECT update_id FROM inbox WHERE update_id IN (SELECT value FROM json_each(?))", (json.dumps(list(numbers)),)
    )
    return {row["update_id"] for row in rows}


async def claim(c: Connection, limit: int) -> list[Received]:
    """Updates to handle, oldest first, at most one a chat so that their order is kept; of no chat, as they come."""
    rows = await c.all(CLAIM, {"limit": limit})
    found = [Received(r["update_id"], r["chat_id"], r["payload"], r["attempts"]) for r in rows]
    return sorted(found, key=lambda u: u.update_id)


async def done(c: Connection, update_id: int, now: datetime) -> bool:
    """The update is handled; False where it was before, so that its effects must not happen again."""
    changed = await c.run(
        "UPDATE inbox SET state = 'done', handled_at = ?, payload = '' WHERE update_id = ? AND state <> 'done'",
        (stamp(now), update_id),
    )
    return changed == 1


async def failed(c: Connection, update_id: int, attempts: int, error: str, now: datetime) -> bool:
    """Handling raised: tried again, three times in all; True where that was the last."""
    last = attempts >= MOST_ATTEMPTS
    await c.run(
        "UPDATE inbox SET state = ?, error = ?, handled_at = ? WHERE update_id = ? AND state <> 'done'",
        ("failed" if last else "new", error[:500], stamp(now), update_id),
    )
    return last


async def passed(c: Connection, update_id: int, now: datetime) -> None:
    """No handler wanted the update; one that failed or is done is left as it is."""
    await c.run(
        "UPDATE inbox SET state = 'done', handled_at = ?, payload = '' WHERE update_id = ? AND state = 'claimed'",
        (stamp(now), update_id),
    )


async def release(c: Connection) -> None:
    """Free what the last run had claimed; called once at the start."""
    await c.run("UPDATE inbox SET state = 'new' WHERE state = 'claimed'")


async def waiting(c: Connection) -> int:
    """How many updates are not handled yet."""
    return int(await c.value("SELECT COUNT(*) FROM inbox WHERE state IN ('new', 'claimed')"))
