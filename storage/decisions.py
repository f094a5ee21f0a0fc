"""What administrators decide of a story, each in one transaction with everything that follows from it.

retracted (for a day it can be restored) | fixed (a move put right or taken out) | approved

``decisions_log`` says who decided what and when. A story's state stands in its own row, so that the log may be
forgotten by age; a press that comes twice finds the state changed and does nothing.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from feeds.model import Fix, Move, MoveStatus
from storage import copies, fan_out, fixes, stories
from storage.database import Connection, Row
from storage.moments import moment, stamp

UNDONE_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Decision:
    """A row of the log."""

    id: int
    story_id: int
    kind: str
    detail: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Fixed:
    """A fix with what the story is afterwards; ``keys`` are all by which it is found, ``left`` those it had before.

    ``told`` are the targets and scopes whose watches it satisfies: whoever was not told is, while it is news.
    """

    fix: Fix
    position: int
    moves: Sequence[Move]
    status: MoveStatus
    heads: bool
    keys: frozenset[str]
    left: frozenset[str]
    told: Sequence[tuple[str, str]] = ()


async def retract(
    c: Connection, story_id: int, why: str, note: str, people: Iterable[str], by: int | None, now: datetime
) -> int | None:
    """Retract a story: edits for every copy, nothing of it goes out any more; None where it was retracted before."""
    changed = await c.run(
        "UPDATE stories SET retracted_at = ?, retracted_why = ?, retracted_note = ?"
        " WHERE id = ? AND retracted_at IS NULL",
        (stamp(now), why, note, story_id),
    )
    if not changed:
        return None
    number = await log(c, story_id, "retracted", {"why": why, "note": note}, by, now)
    await copies.edit(c, story_id, people, number, now)
    await copies.drop(c, story_id, number)
    await copies.thank(c, story_id, number, now)
    await c.run("DELETE FROM conversations WHERE story_id = ?", (story_id,))
    await settle(c, story_id, "retracted")
    return number


async def restore(c: Connection, story_id: int, people: Iterable[str], by: int | None, now: datetime) -> int | None:
    """Take a retraction back within a day: the story is told again, every copy edited back; None: too late."""
    last = await latest(c, story_id, "retracted")
    if last is None or now - last.at > UNDONE_WITHIN:
        return None
    changed = await c.run(
        "UPDATE stories SET retracted_at = NULL, retracted_why = NULL, retracted_note = ''"
        " WHERE id = ? AND retracted_at IS NOT NULL",
        (story_id,),
    )
    if not changed:
        return None
    number = await log(c, story_id, "restored", {}, by, now)
    await copies.edit(c, story_id, people, number, now)
    await copies.restore(c, story_id, last.id, now)
    await c.run("UPDATE reports SET state = 'open' WHERE story_id = ? AND state = 'upheld'", (story_id,))
    return number


async def fix(c: Connection, story_id: int, done: Fixed, people: Iterable[str], by: int | None, now: datetime) -> int:
    """Put a move right, or take it out: the ledger follows, the copies are edited; the decision's number.

    The move keeps the moment of its first report; the story its number, so nothing is told twice.
    """
    rows = await c.all("SELECT position, reported_at FROM moves WHERE story_id = ? ORDER BY position", (story_id,))
    kept = [r["reported_at"] for r in rows if done.fix.now is not None or r["position"] != done.position]
    number = await fixes.add(c, story_id, done.fix, done.left)
    await stories.put_moves(c, story_id, done.moves, dict(enumerate(kept)), now)
    await c.run("UPDATE stories SET status = ?, heads = ? WHERE id = ?", (done.status.value, done.heads, story_id))
    gone = json.dumps(sorted(done.left - done.keys))
    await c.run(
        "DELETE FROM story_keys WHERE story_id = ? AND entity_key IN (SELECT value FROM json_each(?))", (story_id, gone)
    )
    await c.many(
        "INSERT INTO story_keys (entity_key, story_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(key, story_id) for key in sorted(done.keys)],
    )
    decision = await log(c, story_id, "fixed", {"fix": number}, by, now)
    await copies.edit(c, story_id, people, decision, now)
    await fan_out.also(c, story_id, done.told, now)
    await copies.thank(c, story_id, decision, now)
    await settle(c, story_id, "fixed")
    return decision


async def approve(c: Connection, story_id: int, by: int | None, now: datetime) -> int:
    """The story is right: its reports are closed as without ground; how many there were."""
    closed = await c.run(
        "UPDATE reports SET state = 'dismissed' WHERE story_id = ? AND state IN ('open', 'later')", (story_id,)
    )
    doubted = await settle(c, story_id, "approved")
    if closed or doubted:
        await log(c, story_id, "approved", {"reports": closed}, by, now)
    return closed


async def settle(c: Connection, story_id: int, state: str) -> int:
    """The doubts about a story's reading are settled, or kept for later."""
    return await c.run(
        "UPDATE doubts SET state = ? WHERE story_id = ? AND state IN ('open', 'later')", (state, story_id)
    )


async def version(c: Connection) -> int:
    """The number of the last decision, which is another one whenever something is decided."""
    return int(await c.value("SELECT COALESCE(MAX(id), 0) FROM decisions_log"))


async def log(
    c: Connection, story_id: int, decision: str, detail: dict[str, Any], by: int | None, now: datetime
) -> int:
    """Note a decision; its number."""
    value = await c.value(
        "INSERT INTO decisions_log (story_id, decision, detail, added_by, at) VALUES (?, ?, ?, ?, ?) RETURNING id",
        (story_id, decision, json.dumps(detail, ensure_ascii=False), by, stamp(now)),
    )
    return int(value)


async def latest(c: Connection, story_id: int, kind: str) -> Decision | None:
    """The last decision of a kind about a story."""
    row = await c.one(
        "SELECT * FROM decisions_log WHERE story_id = ? AND decision = ? ORDER BY id DESC LIMIT 1", (story_id, kind)
    )
    return _decision(row) if row else None


def _decision(row: Row) -> Decision:
    return Decision(row["id"], row["story_id"], row["decision"], json.loads(row["detail"]), moment(row["at"]))
