"""The ledger: every move that a story tells, by organisation, by person, by time."""

import json
from collections.abc import Iterable
from datetime import datetime

from feeds.model import Move
from storage.database import Connection
from storage.moments import moment, stamp
from storage.stories import move_of

# A story that was retracted tells nothing.
STANDING = "NOT EXISTS (SELECT 1 FROM stories s WHERE s.id = moves.story_id AND s.retracted_at IS NOT NULL)"


async def of_organisation(c: Connection, keys: Iterable[str], since: datetime) -> list[tuple[Move, int, datetime]]:
    """Moves from or to one of the keys, reported since a moment, newest first: (move, story, reported)."""
    rows = await c.all(
        "SELECT * FROM moves WHERE past = 0 AND reported_at >= ?2 AND (from_key IN (SELECT value FROM json_each(?1))"
        f" OR to_key IN (SELECT value FROM json_each(?1))) AND {STANDING} ORDER BY reported_at DESC, id",
        (json.dumps(sorted(keys)), stamp(since)),
    )
    return [(move_of(row), row["story_id"], moment(row["reported_at"])) for row in rows]


async def organisations(c: Connection) -> list[tuple[str, str]]:
    """Every organisation of the ledger, once for each way in which it is named: (key, name)."""
    rows = await c.all(
        f"SELECT from_key AS key, from_org AS name FROM moves WHERE from_key IS NOT NULL AND {STANDING}"
        f" UNION SELECT to_key, to_org FROM moves WHERE to_key IS NOT NULL AND {STANDING}"
    )
    return [(row["key"], row["name"] or "") for row in rows]


async def concerning(
    c: Connection, named: Iterable[tuple[str, str]], at: datetime, until: datetime | None = None
) -> list[Move]:
    """The moves with one of ``organisations`` on a side, reported since a moment (and before another), newest first."""
    rows = await c.all(
        "WITH named AS (SELECT json_extract(value, '$[0]') AS key, json_extract(value, '$[1]') AS name"
        "               FROM json_each(:named)),"
        " found AS (SELECT m.id FROM named n JOIN moves m ON m.from_key = n.key AND COALESCE(m.from_org, '') = n.name"
        "           UNION"
        "           SELECT m.id FROM named n JOIN moves m ON m.to_key = n.key AND COALESCE(m.to_org, '') = n.name)"
        " SELECT * FROM moves WHERE id IN (SELECT id FROM found) AND reported_at >= :at"
        f" AND (:until IS NULL OR reported_at < :until) AND {STANDING} ORDER BY reported_at DESC, id",
        {
            "named": json.dumps(list(named), ensure_ascii=False),
            "at": stamp(at),
            "until": stamp(until) if until else None,
        },
    )
    return [move_of(row) for row in rows]


async def of_person(c: Connection, keys: Iterable[str]) -> list[tuple[Move, int, datetime]]:
    """A person's moves, the first reported first: (move, story, reported)."""
    rows = await c.all(
        f"SELECT * FROM moves WHERE past = 0 AND person_key IN (SELECT value FROM json_each(?)) AND {STANDING}"
        " ORDER BY reported_at, id",
        (json.dumps(sorted(keys)),),
    )
    return [(move_of(row), row["story_id"], moment(row["reported_at"])) for row in rows]
