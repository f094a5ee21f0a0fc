"""The ledger, the stories and the watches under other keys, once the catalog says otherwise who is who; and back again.

1. Every place of a move that gets another key is noted by its story, its side and the words that name it there. Rows of
   a story's moves are written anew with each further source, so their numbers would not find it again.
2. A story is found by the new key, and by the old one no longer where none of its moves has it.
3. A watch goes to the other name. A chat that watches both keeps one, which takes no less than the two did.
4. The undo gives back what was noted, wherever later changes have taken it since, and later notes that began with what
   is gone are forgotten.
5. What was told (mentions, waves) or put right counts under the new key too. It stays under the old one, where an undo
   finds it.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from feeds.model import Watched
from storage.database import Connection
from storage.watches import put_target, touch

Side = Literal["person", "from", "to"]
# side: the columns of its words, its key and its entity.
SIDES: dict[Side, tuple[str, str, str]] = {
    "person": ("person", "person_key", "person_id"),
    "from": ("from_org", "from_key", "from_id"),
    "to": ("to_org", "to_key", "to_id"),
}
HAS_MOVE = "EXISTS (SELECT 1 FROM moves m WHERE m.story_id = {story} AND {key} IN (m.person_key, m.from_key, m.to_key))"


@dataclass(frozen=True, slots=True)
class Place:
    """A side of a story's moves: the words that name somebody there, and the key that they have."""

    story_id: int
    side: Side
    words: str
    key: str


@dataclass(frozen=True, slots=True)
class Follow:
    """Watches on ``target`` that go to another; ``shown`` is its name in a language."""

    target: str
    to: Watched
    shown: Callable[[str], str]


async def places(c: Connection, keys: Iterable[str], parts: Iterable[str] = ()) -> list[Place]:
    """Where the ledger has one of the keys, or a key of an unknown name with one of the parts in it."""
    values = {"keys": json.dumps(sorted(keys)), "parts": json.dumps(sorted(parts), ensure_ascii=False)}
    found: list[Place] = []
    for side, (words, key, _) in SIDES.items():
        rows = await c.all(
            f"SELECT DISTINCT story_id, COALESCE({words}, '') AS words, {key} AS key FROM moves"
            f" WHERE {key} IN (SELECT value FROM json_each(:keys)) OR ({key} LIKE '~%' AND EXISTS"
            f" (SELECT 1 FROM json_each(:parts) p WHERE instr({key}, p.value) > 0))",
            values,
        )
        found += [Place(row["story_id"], side, row["words"], row["key"]) for row in rows]
    return found


async def stories_of(c: Connection, key: str) -> list[int]:
    """The stories that are found by a key."""
    rows = await c.all("SELECT story_id FROM story_keys WHERE entity_key = ? ORDER BY story_id", (key,))
    return [row["story_id"] for row in rows]


async def moves_at(c: Connection, at: Iterable[Place]) -> int:
    """How many moves have one of the places."""
    numbers: set[int] = set()
    for side, (words, key, _) in SIDES.items():
        wanted = json.dumps([[p.story_id, p.words, p.key] for p in at if p.side == side], ensure_ascii=False)
        rows = await c.all(
            f"SELECT m.id FROM json_each(?) p JOIN moves m ON m.story_id = json_extract(p.value, '$[0]')"
            f" WHERE COALESCE(m.{words}, '') = json_extract(p.value, '$[1]')"
            f" AND m.{key} = json_extract(p.value, '$[2]')",
            (wanted,),
        )
        numbers |= {row["id"] for row in rows}
    return len(numbers)


async def rekey(
    c: Connection, number: int | None, changed: Mapping[Place, str], found: Iterable[tuple[int, str, str]]
) -> None:
    """Give places another key, and stories (``found``: story, old key, new key); noted under a change's number."""
    for side, (words, key, id) in SIDES.items():
        mine = [(place, new) for place, new in changed.items() if place.side == side]
        await c.many(
            f"UPDATE moves SET {key} = ?, {id} = ? WHERE story_id = ? AND COALESCE({words}, '') = ? AND {key} = ?",
            [(new, _id(new), p.story_id, p.words, p.key) for p, new in mine],
        )
    if number is not None:
        await c.many(
            "INSERT INTO entity_keys (number, story_id, side, words, before, after) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            [(number, p.story_id, p.side, p.words, p.key, new) for p, new in changed.items()],
        )
    pairs = {(p.story_id, p.key, new) for p, new in changed.items()} | set(found)
    await _found_by(c, number, sorted(pairs))


async def _found_by(c: Connection, number: int | None, pairs: Sequence[tuple[int, str, str]]) -> None:
    values = {"number": number, "pairs": json.dumps(pairs, ensure_ascii=False)}
    each = (
        "SELECT DISTINCT json_extract(value, '$[0]') AS story, json_extract(value, '$[1]') AS before,"
        " json_extract(value, '$[2]') AS after FROM json_each(:pairs)"
    )
    fresh = "NOT EXISTS (SELECT 1 FROM story_keys k WHERE k.story_id = p.story AND k.entity_key = p.after)"
    stale = (
        "EXISTS (SELECT 1 FROM story_keys k WHERE k.story_id = p.story AND k.entity_key = p.before) AND NOT "
        + HAS_MOVE.format(story="p.story", key="p.before")
    )
    if number is not None:
        for side, which in (("found", fresh), ("lost", stale)):
            await c.run(
                "INSERT INTO entity_keys (number, story_id, side, before, after)"
                f" SELECT :number, p.story, '{side}', p.before, p.after FROM ({each}) p WHERE {which}"
                " ON CONFLICT DO NOTHING",
                values,
            )
    values.pop("number")
    await c.run(
        "DELETE FROM story_keys WHERE (entity_key, story_id) IN"
        f" (SELECT p.before, p.story FROM ({each}) p WHERE {stale})",
        values,
    )
    await c.run(
        f"INSERT INTO story_keys (entity_key, story_id) SELECT p.after, p.story FROM ({each}) p WHERE 1"
        " ON CONFLICT DO NOTHING",
        values,
    )


async def follow(c: Connection, number: int | None, one: Follow) -> int:
    """Take the watches on a target to another, noted under a change's number; how many."""
    rows = await c.all(
        "SELECT w.*, s.lang, t.name AS target_name, o.id AS their_id, o.scope AS their_scope,"
        " o.muted_until AS their_muted_until FROM watches w JOIN subscribers s ON s.chat_id = w.chat_id"
        " JOIN targets t ON t.key = w.target LEFT JOIN watches o ON o.chat_id = w.chat_id AND o.target = ?"
        " WHERE w.target = ?",
        (one.to.id, one.target),
    )
    if not rows:
        return 0
    await put_target(c, one.to)
    names = {row["id"]: one.shown(row["lang"]) for row in rows}
    if number is not None:
        await c.many(
            "INSERT INTO entity_watches (number, chat_id, watch_id, target, target_name, name, scope, muted_until,"
            " created_at, became, became_name, their_scope, their_muted_until)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (number, r["chat_id"], r["id"], r["target"], r["target_name"], r["name"], r["scope"], r["muted_until"],
                 r["created_at"], one.to.id, names[r["id"]], r["their_scope"], r["their_muted_until"])
                for r in rows
            ],
        )  # fmt: skip
    both = [r for r in rows if r["their_id"] is not None]
    await c.many("DELETE FROM watches WHERE id = ?", [(r["id"],) for r in both])
    await c.many(
        "UPDATE watches SET scope = ?, muted_until = ? WHERE id = ?",
        [
            (wider(r["scope"], r["their_scope"]), sooner(r["muted_until"], r["their_muted_until"]), r["their_id"])
            for r in both
        ],
    )
    await c.many(
        "UPDATE watches SET target = ?, name = ? WHERE id = ?",
        [(one.to.id, names[r["id"]], r["id"]) for r in rows if r["their_id"] is None],
    )
    await touch(c)
    return len(rows)


def wider(a: str, b: str) -> str:
    """The scope that takes whatever one of two takes."""
    return a if a == b else "everything" if "everything" in (a, b) else "all"


def sooner(a: str | None, b: str | None) -> str | None:
    """Until when a watch is muted that stands for two: until the first of them would have told."""
    return min(a, b) if a and b else None


async def told_too(c: Connection, before: str, after: str) -> None:
    """What was told under one key, and what was put right by hand, counts under another too."""
    await c.run(
        "INSERT INTO fix_keys (entity_key, story_id) SELECT ?, story_id FROM fix_keys WHERE entity_key = ?"
        " ON CONFLICT DO NOTHING",
        (after, before),
    )
    await c.run(
        "INSERT INTO mentions (target, item_id, first_id, at) SELECT ?, item_id, first_id, at FROM mentions"
        " WHERE target = ? ON CONFLICT DO NOTHING",
        (after, before),
    )
    await c.run(
        "INSERT INTO waves (org_key, start_at, people, told_at) SELECT ?, start_at, people, told_at FROM waves"
        " WHERE org_key = ? ON CONFLICT DO NOTHING",
        (after, before),
    )


async def give_back(
    c: Connection, number: int, now: Callable[[str], str], target: Callable[[str, str], Watched]
) -> None:
    """Undo what a change did to the store.

    ``now`` gives the key that has taken a key's place by changes that stand; ``target`` what a key is found by, of its
    key and name.
    """
    rows = await c.all("SELECT * FROM entity_keys WHERE number = ?", (number,))
    for side, (words, key, id) in SIDES.items():
        await c.many(
            f"UPDATE moves SET {key} = ?, {id} = ?"
            f" WHERE story_id = ? AND COALESCE({words}, '') = ? AND {key} IN (?, ?)",
            [
                (r["before"], _id(r["before"]), r["story_id"], r["words"], r["after"], now(r["after"]))
                for r in rows
                if r["side"] == side
            ],
        )
    await c.many(
        "INSERT INTO story_keys (entity_key, story_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(r["before"], r["story_id"]) for r in rows if r["side"] == "lost"],
    )
    gone = [(k, r["story_id"]) for r in rows if r["side"] == "found" for k in {r["after"], now(r["after"])}]
    await c.many(
        "DELETE FROM story_keys WHERE entity_key = ?1 AND story_id = ?2 AND NOT "
        + HAS_MOVE.format(story="?2", key="?1"),
        gone,
    )
    await c.many(
        "DELETE FROM entity_keys WHERE number > ? AND story_id = ? AND side = ? AND words = ? AND before = ?",
        [
            (number, r["story_id"], "lost" if r["side"] == "found" else r["side"], r["words"], r["after"])
            for r in rows
            if r["side"] != "lost"
        ],
    )
    await c.run("DELETE FROM entity_keys WHERE number = ?", (number,))
    await _watches_back(c, number, now, target)


async def _watches_back(
    c: Connection, number: int, now: Callable[[str], str], target: Callable[[str, str], Watched]
) -> None:
    rows = await c.all("SELECT * FROM entity_watches WHERE number = ?", (number,))
    for key, name in {(r["target"], r["target_name"]) for r in rows}:
        await put_target(c, target(key, name))
    for r in rows:
        here = (r["became"], now(r["became"]))
        if r["their_scope"] is None:
            await c.run(
                "UPDATE OR IGNORE watches SET target = ?, name = CASE WHEN name = ? THEN ? ELSE name END"
                " WHERE id = ? AND chat_id = ? AND target IN (?, ?)",
                (r["target"], r["became_name"], r["name"], r["watch_id"], r["chat_id"], *here),
            )
        elif await c.value("SELECT 1 FROM watches WHERE chat_id = ? AND target IN (?, ?)", (r["chat_id"], *here)):
            # Whoever has ended the watch that stood for both wants neither back.
            await c.run(
                "INSERT INTO watches (id, chat_id, target, name, scope, muted_until, created_at) SELECT"
                " CASE WHEN EXISTS (SELECT 1 FROM watches WHERE id = ?1) THEN NULL ELSE ?1 END, ?2, ?3, ?4, ?5, ?6, ?7"
                " ON CONFLICT DO NOTHING",
                (r["watch_id"], r["chat_id"], r["target"], r["name"], r["scope"], r["muted_until"], r["created_at"]),
            )
            joined = wider(r["scope"], r["their_scope"]), sooner(r["muted_until"], r["their_muted_until"])
            await c.run(
                "UPDATE watches SET scope = ?, muted_until = ?"
                " WHERE chat_id = ? AND target IN (?, ?) AND scope = ? AND muted_until IS ?",
                (r["their_scope"], r["their_muted_until"], r["chat_id"], *here, *joined),
            )
    await c.run("DELETE FROM entity_watches WHERE number = ?", (number,))
    await touch(c)


def _id(key: str) -> str | None:
    return None if key.startswith("~") else key
