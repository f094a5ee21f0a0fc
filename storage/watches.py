"""Watches: a chat and an entity key, at most once. Targets hold the spellings, shared by all who watch the same."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from feeds.model import Scope, Watched
from storage.database import Connection, Row
from storage.moments import maybe_moment, moment, stamp

AT_ONCE = 2_000
WATCHED_TARGETS = """
SELECT * FROM targets WHERE key > ? AND key IN (SELECT target FROM watches) ORDER BY key LIMIT ?
"""


@dataclass(frozen=True, slots=True)
class Watch:
    """One watch of one chat."""

    id: int
    chat_id: int
    target: str
    name: str
    kind: str | None
    scope: str
    muted_until: datetime | None
    created_at: datetime


def _watch(row: Row) -> Watch:
    return Watch(
        id=row["id"],
        chat_id=row["chat_id"],
        target=row["target"],
        name=row["name"],
        kind=row["kind"],
        scope=row["scope"],
        muted_until=maybe_moment(row["muted_until"]),
        created_at=moment(row["created_at"]),
    )


async def add(c: Connection, chat_id: int, watched: Watched, name: str, now: datetime) -> bool:
    """Watch a target under a name; False where the chat watches it already."""
    await put_target(c, watched)
    changed = await c.run(
        "INSERT INTO watches (chat_id, target, name, created_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (chat_id, watched.id, name, stamp(now)),
    )
    await touch(c)
    return changed == 1


async def put_target(c: Connection, watched: Watched) -> None:
    """Write what a target is found by, new or in place of what it was."""
    await c.run(
        "INSERT INTO targets (key, name, kind, aliases, exact, ambiguous, context) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET name = excluded.name, kind = excluded.kind, aliases = excluded.aliases,"
        " exact = excluded.exact, ambiguous = excluded.ambiguous, context = excluded.context",
        (
            watched.id,
            watched.name,
            watched.kind,
            json.dumps(watched.aliases, ensure_ascii=False),
            json.dumps(sorted(watched.exact), ensure_ascii=False),
            json.dumps(sorted(watched.ambiguous), ensure_ascii=False),
            json.dumps(watched.context, ensure_ascii=False),
        ),
    )


async def targets(c: Connection, keys: Iterable[str]) -> list[Watched]:
    """Those of some targets that are watched, or were, with what they are found by."""
    wanted = json.dumps(list(keys), ensure_ascii=False)
    rows = await c.all("SELECT * FROM targets WHERE key IN (SELECT value FROM json_each(?)) ORDER BY key", (wanted,))
    return [target_of(row) for row in rows]


async def watched_targets(c: Connection) -> list[Watched]:
    """Every target that somebody watches, read in parts: of a hundred thousand the rows take as much memory again."""
    found: list[Watched] = []
    while True:
        rows = await c.all(WATCHED_TARGETS, (found[-1].id if found else "", AT_ONCE))
        found += map(target_of, rows)
        if len(rows) < AT_ONCE:
            return found


async def mute(c: Connection, chat_id: int, watch_id: int, until: datetime | None) -> bool:
    """Tell a chat nothing about a watch until a moment, or tell it again (None); False where there is no such watch."""
    changed = await c.run(
        "UPDATE watches SET muted_until = ? WHERE id = ? AND chat_id = ?",
        (stamp(until) if until else None, watch_id, chat_id),
    )
    return changed == 1


async def set_scope(c: Connection, chat_id: int, target: str, scope: Scope) -> bool:
    """Take of the news about a target only what a scope holds; False where the chat does not watch it."""
    changed = await c.run("UPDATE watches SET scope = ? WHERE target = ? AND chat_id = ?", (scope, target, chat_id))
    return changed == 1


async def remove(c: Connection, chat_id: int, watch_id: int) -> bool:
    """End a watch; False where it was ended before."""
    changed = await c.run("DELETE FROM watches WHERE id = ? AND chat_id = ?", (watch_id, chat_id))
    await touch(c)
    return changed == 1


async def of_chat(c: Connection, chat_id: int, limit: int = 1000, offset: int = 0) -> list[Watch]:
    """A chat's watches in the order in which they were made."""
    rows = await c.all(
        "SELECT w.*, t.kind FROM watches w JOIN targets t ON t.key = w.target WHERE w.chat_id = ?"
        " ORDER BY w.id LIMIT ? OFFSET ?",
        (chat_id, limit, offset),
    )
    return [_watch(row) for row in rows]


async def get(c: Connection, chat_id: int, watch_id: int) -> Watch | None:
    """One of a chat's watches."""
    row = await c.one(
        "SELECT w.*, t.kind FROM watches w JOIN targets t ON t.key = w.target WHERE w.chat_id = ? AND w.id = ?",
        (chat_id, watch_id),
    )
    return _watch(row) if row else None


async def about(c: Connection, chat_id: int, targets: Iterable[str]) -> list[Watch]:
    """A chat's watches on some targets, however many it has, in the order in which they were made."""
    rows = await c.all(
        "SELECT w.*, t.kind FROM watches w JOIN targets t ON t.key = w.target WHERE w.chat_id = ?"
        " AND w.target IN (SELECT value FROM json_each(?)) ORDER BY w.id",
        (chat_id, json.dumps(sorted(targets), ensure_ascii=False)),
    )
    return [_watch(row) for row in rows]


async def watched(c: Connection, target: str) -> Watched | None:
    """A target with all that it is found by, None where nobody watches it."""
    row = await c.one("SELECT * FROM targets WHERE key = ?", (target,))
    return target_of(row) if row else None


async def count(c: Connection, chat_id: int) -> int:
    """How many watches a chat has."""
    return int(await c.value("SELECT COUNT(*) FROM watches WHERE chat_id = ?", (chat_id,)))


async def tidy(c: Connection) -> int:
    """Forget the names that nobody watches any more; their number."""
    gone = await c.run("DELETE FROM targets WHERE key NOT IN (SELECT target FROM watches)")
    if gone:
        await touch(c)
    return gone


async def touch(c: Connection) -> None:
    """Say that what is watched, or what it is found by, has changed."""
    await c.run("UPDATE meta SET value = value + 1 WHERE name = 'watched_version'")


def target_of(row: Row) -> Watched:
    """A watch target of its row."""
    return Watched(
        id=row["key"],
        name=row["name"],
        aliases=tuple(_told(row["aliases"])),
        kind=row["kind"],
        exact=frozenset(_told(row["exact"])),
        ambiguous=frozenset(_told(row["ambiguous"])),
        context=tuple(_told(row["context"])),
    )


def _told(text: str) -> Iterable[str]:
    return () if text == "[]" else json.loads(text)  # most of a hundred thousand targets have none of most
