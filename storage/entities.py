"""What administrators change in the catalog: a log to which rows are only added.

A change is known by its number. An undo is a row of its own that names the change; a change that no undo names stands.
What the store's own rows became by a change is in ``storage/rekeying.py``.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from feeds.model import CatalogChange
from storage.database import Connection, Row
from storage.moments import maybe_moment, moment, stamp

STANDS = "undoes IS NULL AND number NOT IN (SELECT undoes FROM entity_changes WHERE undoes IS NOT NULL)"


@dataclass(frozen=True, slots=True)
class Effect:
    """How much of the store a change touches."""

    watches: int = 0
    moves: int = 0
    stories: int = 0


@dataclass(frozen=True, slots=True)
class Logged:
    """A change as the log has it: who made it, when, what it touched, and when it was undone."""

    change: CatalogChange
    by: int | None
    at: datetime
    effect: Effect
    undone_at: datetime | None


async def version(c: Connection) -> int:
    """The number of the last row of the log, which is another one whenever the catalog is."""
    return int(await c.value("SELECT COALESCE(MAX(number), 0) FROM entity_changes"))


async def add(c: Connection, change: CatalogChange, effect: Effect, by: int | None, now: datetime) -> int:
    """Write a change into the log; its number."""
    value = await c.value(
        "INSERT INTO entity_changes (action, entity, other, kind, names, doubtful, exact, watches, moves, stories,"
        " added_by, added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number",
        (
            change.action,
            change.entity,
            change.other,
            change.kind,
            json.dumps(change.names, ensure_ascii=False),
            change.doubtful,
            change.exact,
            effect.watches,
            effect.moves,
            effect.stories,
            by,
            stamp(now),
        ),
    )
    return int(value)


async def undo(c: Connection, number: int, by: int | None, now: datetime) -> bool:
    """Write into the log that a change is undone; False where it was before, or there is none."""
    if not await c.value(f"SELECT 1 FROM entity_changes WHERE number = ? AND {STANDS}", (number,)):
        return False
    await c.run(
        "INSERT INTO entity_changes (action, entity, undoes, added_by, added_at)"
        " SELECT 'undo', entity, number, ?, ? FROM entity_changes WHERE number = ?",
        (by, stamp(now), number),
    )
    return True


async def standing(c: Connection) -> tuple[CatalogChange, ...]:
    """The changes that stand, in their order."""
    return tuple(_change(row) for row in await c.all(f"SELECT * FROM entity_changes WHERE {STANDS} ORDER BY number"))


async def latest(c: Connection, limit: int, offset: int = 0) -> list[Logged]:
    """The changes, the newest first."""
    rows = await c.all(
        "SELECT e.*, u.added_at AS undone_at FROM entity_changes e LEFT JOIN entity_changes u ON u.undoes = e.number"
        " WHERE e.undoes IS NULL ORDER BY e.number DESC LIMIT ? OFFSET ?",
        (limit, offset),
    )
    return [_logged(row) for row in rows]


async def one(c: Connection, number: int) -> Logged | None:
    """A change by its number."""
    row = await c.one(
        "SELECT e.*, u.added_at AS undone_at FROM entity_changes e LEFT JOIN entity_changes u ON u.undoes = e.number"
        " WHERE e.undoes IS NULL AND e.number = ?",
        (number,),
    )
    return _logged(row) if row else None


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that the catalog does not know, with the stories that tell a move of it and the chats that watch it."""

    key: str
    name: str
    stories: int
    chats: int


async def unknown(c: Connection, since: datetime, limit: int) -> list[Unknown]:
    """Names that the catalog does not know, those that most stories and chats have first.

    A name that only one chat watches and no story tells is that chat's own, and is left out.
    """
    rows = await c.all(
        "WITH told AS ("
        " SELECT from_key AS key, from_org AS name, story_id FROM moves WHERE reported_at >= :since AND past = 0"
        " UNION ALL SELECT to_key, to_org, story_id FROM moves WHERE reported_at >= :since AND past = 0"
        " UNION ALL SELECT person_key, person, story_id FROM moves WHERE reported_at >= :since AND past = 0),"
        " stories AS (SELECT key, MAX(name) AS name, COUNT(DISTINCT story_id) AS n FROM told"
        "             WHERE key LIKE '~%' AND name IS NOT NULL GROUP BY key),"
        " chats AS (SELECT w.target AS key, t.name AS name, COUNT(*) AS n FROM watches w"
        "           JOIN targets t ON t.key = w.target WHERE w.target LIKE '~%' GROUP BY w.target),"
        " every AS (SELECT key FROM stories UNION SELECT key FROM chats)"
        " SELECT e.key, COALESCE(s.name, c.name) AS name, COALESCE(s.n, 0) AS stories, COALESCE(c.n, 0) AS chats"
        " FROM every e LEFT JOIN stories s ON s.key = e.key LEFT JOIN chats c ON c.key = e.key"
        " WHERE COALESCE(s.n, 0) > 1 OR COALESCE(c.n, 0) > 1 OR (s.n = 1 AND c.n = 1)"
        " ORDER BY COALESCE(s.n, 0) + 3 * COALESCE(c.n, 0) DESC, e.key LIMIT :limit",
        {"since": stamp(since), "limit": limit},
    )
    return [Unknown(row["key"], row["name"], row["stories"], row["chats"]) for row in rows]


async def known_of(c: Connection, keys: frozenset[str]) -> Effect:
    """How many chats watch some keys, and how many moves and stories the ledger has of them."""
    wanted = json.dumps(sorted(keys))
    row = await c.one(
        "WITH keys AS (SELECT value FROM json_each(:keys)) SELECT"
        " (SELECT COUNT(DISTINCT chat_id) FROM watches WHERE target IN (SELECT value FROM keys)) AS watches,"
        " (SELECT COUNT(*) FROM moves WHERE person_key IN (SELECT value FROM keys)"
        "  OR from_key IN (SELECT value FROM keys) OR to_key IN (SELECT value FROM keys)) AS moves,"
        " (SELECT COUNT(DISTINCT story_id) FROM story_keys WHERE entity_key IN (SELECT value FROM keys)) AS stories",
        {"keys": wanted},
    )
    return Effect(row["watches"], row["moves"], row["stories"]) if row else Effect()


def _change(row: Row) -> CatalogChange:
    return CatalogChange(
        number=row["number"],
        action=row["action"],
        entity=row["entity"],
        other=row["other"],
        kind=row["kind"],
        names=tuple(json.loads(row["names"])),
        doubtful=bool(row["doubtful"]),
        exact=bool(row["exact"]),
    )


def _logged(row: Row) -> Logged:
    return Logged(
        _change(row),
        row["added_by"],
        moment(row["added_at"]),
        Effect(row["watches"], row["moves"], row["stories"]),
        maybe_moment(row["undone_at"]),
    )
