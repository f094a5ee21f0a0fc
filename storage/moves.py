"""The ledger: every move that a story tells, by organisation, by person, by time."""

import json
from collections.abc import Iterable
from datetime import datetime

from feeds.model import Move
from storage.database import Connection, moment, stamp
from storage.stories import move_of


async def of_organisation(c: Connection, keys: Iterable[str], since: datetime) -> list[tuple[Move, int, datetime]]:
    """Moves from or to one of the keys, reported since a moment, newest first: (move, story, reported)."""
    rows = await c.all(
        "SELECT * FROM moves WHERE past = 0 AND reported_at >= ?2 AND (from_key IN (SELECT value FROM json_each(?1))"
        " OR to_key IN (SELECT value FROM json_each(?1))) ORDER BY reported_at DESC, id",
        (json.dumps(sorted(keys)), stamp(since)),
    )
    return [(move_of(row), row["story_id"], moment(row["reported_at"])) for row in rows]


async def since(c: Connection, at: datetime, until: datetime | None = None, limit: int = 20_000) -> list[Move]:
    """Every move reported since a moment, and before another where one is given, newest first."""
    rows = await c.all(
        "SELECT * FROM moves WHERE reported_at >= ?1 AND (?2 IS NULL OR reported_at < ?2)"
        " ORDER BY reported_at DESC LIMIT ?3",
        (stamp(at), stamp(until) if until else None, limit),
    )
    return [move_of(row) for row in rows]


async def of_person(c: Connection, keys: Iterable[str]) -> list[tuple[Move, int, datetime]]:
    """A person's moves, the first reported first: (move, story, reported)."""
    rows = await c.all(
        "SELECT * FROM moves WHERE past = 0 AND person_key IN (SELECT value FROM json_each(?))"
        " ORDER BY reported_at, id",
        (json.dumps(sorted(keys)),),
    )
    return [(move_of(row), row["story_id"], moment(row["reported_at"])) for row in rows]
