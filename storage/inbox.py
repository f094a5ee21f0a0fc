"""Updates from Telegram. An update is known by its number; it is stored before Telegram is told that we have it.

new -> claimed -> done | failed        claimed -> answering -> done

A button press is ``answering`` once its effects are stored and until Telegram was told so: its payload is then the
answer, which the next run gives where this one ends before. What was under way when a run ended goes again by itself
(``storage/crashes.py``).
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.crashes import MOST_CRASHES
from storage.database import Connection, Row
from storage.moments import stamp

MOST_ATTEMPTS = 3
HANDLED = "('done', 'answering')"  # the states whose effects are stored

# By turns, the first of each chat that has none claimed. Only so many rows are looked at: ten thousand of one chat cost
# no more than that, and the first row looked at is always one that may go.
LOOKED_AT = 500
ANY_TURN = 2**63 - 1
CLAIM = """
UPDATE inbox SET state = 'claimed', attempts = attempts + 1 WHERE update_id IN (
    SELECT update_id FROM (
        SELECT turn, update_id, chat_id FROM inbox INDEXED BY inbox_turn
        WHERE state = 'new' AND crashes = 0 AND turn <= :most AND (chat_id IS NULL OR chat_id NOT IN (
            SELECT b.chat_id FROM inbox b WHERE b.state = 'claimed' AND b.chat_id IS NOT NULL))
        ORDER BY turn, update_id LIMIT :looked) n
    WHERE n.chat_id IS NULL OR NOT EXISTS (
        SELECT 1 FROM inbox e WHERE e.state = 'new' AND e.chat_id = n.chat_id AND e.update_id < n.update_id)
    ORDER BY turn, update_id LIMIT :limit)
RETURNING *
"""

# What may have ended a run.
SUSPECT = """
UPDATE inbox SET state = 'claimed', attempts = attempts + 1 WHERE update_id = (
    SELECT update_id FROM inbox INDEXED BY inbox_crashes WHERE crashes > 0 AND state = 'new' ORDER BY update_id LIMIT 1)
RETURNING *
"""
SUSPECTED = "SELECT 1 FROM inbox INDEXED BY inbox_crashes WHERE crashes > 0 AND state = 'claimed' LIMIT 1"


@dataclass(frozen=True, slots=True)
class Received:
    """An update as it came: ``payload`` is its JSON."""

    update_id: int
    chat_id: int | None
    payload: str
    attempts: int = 0
    turn: int = 0
    crashes: int = 0


async def accept(
    c: Connection,
    updates: Sequence[Received],
    now: datetime,
    away: Collection[int] = (),
    turns: Mapping[int, int] | None = None,
) -> None:
    """Store updates; those that are here already are left as they are. Those turned ``away`` are handled already.

    ``turns`` by number, 0 where there is none: the lower goes first, but never before what its chat has sent earlier.
    """
    turns = turns or {}
    mine = {u.update_id: u.chat_id for u in updates if turns.get(u.update_id) and u.update_id not in away}
    last = {chat: await _last_turn(c, chat) for chat in set(mine.values())}
    rows: list[tuple[object, ...]] = []
    at = stamp(now)
    for u in sorted(updates, key=lambda u: u.update_id):
        if u.update_id in away:
            rows.append((u.update_id, None, "", "done", at, at, 0))
            continue
        turn = last[u.chat_id] = max(turns.get(u.update_id, 0), last.get(u.chat_id, 0))
        rows.append((u.update_id, u.chat_id, u.payload, "new", at, None, turn))
    await c.many(
        "INSERT INTO inbox (update_id, chat_id, payload, state, received_at, handled_at, turn)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        rows,
    )


async def _last_turn(c: Connection, chat_id: int | None) -> int:
    """The turn of the newest update of a chat that waits."""
    value = await c.value(
        "SELECT turn FROM inbox WHERE state = 'new' AND chat_id = ? ORDER BY update_id DESC LIMIT 1", (chat_id,)
    )
    return int(value or 0)


async def known(c: Connection, numbers: Sequence[int]) -> set[int]:
    """Those of the updates that are stored already."""
    rows = await c.all(
        "SELECT update_id FROM inbox WHERE update_id IN (SELECT value FROM json_each(?))", (json.dumps(list(numbers)),)
    )
    return {row["update_id"] for row in rows}


async def claim(c: Connection, limit: int, most: int = ANY_TURN) -> list[Received]:
    """Updates to handle, by turns and the oldest first, at most one a chat so that their order is kept; of no chat, as
    they come. What may have ended the last run goes first, with nothing beside it. ``most``: turns beyond it wait.
    """
    if await c.value(SUSPECTED):
        return []
    if suspect := await c.all(SUSPECT):  # only at the start, before anything else is claimed
        return [_received(row) for row in suspect]
    found: list[Received] = []
    # Of a chat with more rows than are looked at, the first pass takes the first; the next one then looks behind them.
    while len(found) < limit:
        rows = await c.all(CLAIM, {"limit": limit - len(found), "looked": LOOKED_AT, "most": most})
        if not rows:
            break
        found += map(_received, rows)
    return sorted(found, key=lambda u: (u.turn, u.update_id))


def _received(row: Row) -> Received:
    return Received(row["update_id"], row["chat_id"], row["payload"], row["attempts"], row["turn"], row["crashes"])


async def done(
    c: Connection,
    update_id: int,
    now: datetime,
    answer: Mapping[str, Any] | None = None,
    *,
    nobody: bool = False,
) -> bool:
    """The update is handled, save for an ``answer`` to a press that is still to be given.

    False where it was handled before, so that its effects must not happen again. ``nobody``: that it came from somebody
    is not kept either.
    """
    state, payload = ("done", "") if answer is None else ("answering", json.dumps(answer, ensure_ascii=False))
    changed = await c.run(
        "UPDATE inbox SET state = ?, handled_at = ?, payload = ?, chat_id = IIF(?, NULL, chat_id)"
        f" WHERE update_id = ? AND state NOT IN {HANDLED}",
        (state, stamp(now), payload, nobody, update_id),
    )
    return changed == 1


async def failed(c: Connection, update_id: int, attempts: int, error: str, now: datetime) -> bool:
    """Handling raised: tried again, three times in all; True where that was the last."""
    last = attempts >= MOST_ATTEMPTS
    await c.run(
        "UPDATE inbox SET state = ?, error = ?, handled_at = ?, crashes = 0"
        f" WHERE update_id = ? AND state NOT IN {HANDLED}",
        ("failed" if last else "new", error[:500], stamp(now), update_id),
    )
    return last


async def once_more(c: Connection, update_id: int) -> None:
    """Handle an update once more that was put off, which counts as no attempt."""
    await c.run(
        "UPDATE inbox SET state = 'new', attempts = attempts - 1 WHERE update_id = ? AND state = 'claimed'",
        (update_id,),
    )


async def unsuspected(c: Connection, update_id: int) -> None:
    """Handling an update has come to something, and has not ended the run: others need not wait for it any more."""
    await c.run("UPDATE inbox SET crashes = 0 WHERE update_id = ?", (update_id,))


async def passed(c: Connection, update_id: int, now: datetime) -> None:
    """No handler wanted the update, or its answer was given; one that failed or is done is left as it is."""
    await c.run(
        "UPDATE inbox SET state = 'done', handled_at = ?, payload = ''"
        " WHERE update_id = ? AND state IN ('claimed', 'answering')",
        (stamp(now), update_id),
    )


async def unanswered(c: Connection) -> list[tuple[int, Mapping[str, Any]]]:
    """Presses whose effects the last run stored and whose answers it could not give, by their updates' numbers."""
    rows = await c.all("SELECT update_id, payload FROM inbox WHERE state = 'answering' ORDER BY update_id")
    return [(row["update_id"], json.loads(row["payload"] or "{}")) for row in rows]


async def release(c: Connection, *, crashed: bool = True) -> None:
    """Free what a run had claimed: at the start, where the last one ``crashed``, or at the end of one in order.

    That is no attempt. An answer to a press that too many runs have ended with is not given any more.
    """
    await c.run(
        "UPDATE inbox SET state = 'new', attempts = MAX(0, attempts - 1), crashes = crashes + ?"
        " WHERE state = 'claimed'",
        (crashed,),
    )
    if crashed:
        await c.run("UPDATE inbox SET crashes = crashes + 1 WHERE state = 'answering'")
        await c.run(
            "UPDATE inbox SET state = 'done', payload = '' WHERE state = 'answering' AND crashes >= ?", (MOST_CRASHES,)
        )


async def waiting(c: Connection) -> int:
    """How many updates are not handled yet."""
    return int(await c.value("SELECT COUNT(*) FROM inbox WHERE state IN ('new', 'claimed')"))
