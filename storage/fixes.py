"""Moves that were put right by hand: what was read, what is true, and the keys under which the story was found before.

A further report is matched with what was read (``feeds/reading/stories/standing.py``), so a fix outlasts the sources
that repeat the mistake. Fixes belong to the ledger, as the moves do, and are kept as long.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict

from feeds.model import Fix, Move, MoveKind, MoveStatus
from storage.database import Connection, Row
from storage.moments import moment, stamp


async def of_stories(c: Connection, numbers: str) -> dict[int, tuple[Fix, ...]]:
    """The fixes of stories, given as a JSON list of their numbers; in the order in which they were made."""
    rows = await c.all(
        "SELECT * FROM fixes WHERE story_id IN (SELECT value FROM json_each(?)) ORDER BY story_id, id", (numbers,)
    )
    found: dict[int, list[Fix]] = {}
    for row in rows:
        found.setdefault(row["story_id"], []).append(_fix(row))
    return {story: tuple(fixes) for story, fixes in found.items()}


async def add(c: Connection, story_id: int, fix: Fix, keys: Iterable[str]) -> int:
    """Note a fix, and the keys that find the story for further reports of the mistake; its number."""
    number = await c.value(
        "INSERT INTO fixes (story_id, was, now, at) VALUES (?, ?, ?, ?) RETURNING id",
        (story_id, _written(fix.was), _written(fix.now) if fix.now else None, stamp(fix.at)),
    )
    await c.many(
        "INSERT INTO fix_keys (entity_key, story_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(key, story_id) for key in sorted(keys)],
    )
    return int(number)


async def removed(c: Connection, number: int) -> None:
    """Take a fix back; the keys stay, which harms nothing."""
    await c.run("DELETE FROM fixes WHERE id = ?", (number,))


def _fix(row: Row) -> Fix:
    return Fix(_move(row["was"]), _move(row["now"]) if row["now"] else None, moment(row["at"]))


def _written(move: Move) -> str:
    values = {name: value for name, value in asdict(move).items() if name != "explain"}
    return json.dumps(values, ensure_ascii=False)


def _move(text: str) -> Move:
    values = json.loads(text)
    return Move(**{**values, "kind": MoveKind(values["kind"]), "status": MoveStatus(values["status"])})
