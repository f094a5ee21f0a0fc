"""Stories: the articles about one event, their moves, and the keys they are found by.

Which moves make one record is decided by the caller: a decision brings the story's moves already merged.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from feeds.model import Article, Decision, Evidence, Fix, Move, MoveKind, MoveStatus, Quote, Retraction, Story
from storage import fixes
from storage.articles import article_of
from storage.database import Connection, Row
from storage.lists import STORY_COUNTS
from storage.moments import moment, stamp

MOVE_COLUMNS = [
    "person",
    "from_org",
    "to_org",
    "person_id",
    "from_id",
    "to_id",
    "person_key",
    "from_key",
    "to_key",
    "role",
    "from_role",
    "date",
    "head_count",
    "place",
    "part",
    "replaces",
    "evidence",
    "lang",
]

MOST_ARTICLES = 100  # of a story that are loaded: each has up to 100,000 characters, and a feed brings a thousand a day
# The first and the last of each story, as they came; told apart by the index alone, which holds no texts.
ARTICLES = """
WITH told AS (
    SELECT id, ROW_NUMBER() OVER (PARTITION BY story_id ORDER BY id) AS first,
           ROW_NUMBER() OVER (PARTITION BY story_id ORDER BY id DESC) AS last
    FROM items WHERE story_id IN (SELECT value FROM json_each(:stories)))
SELECT i.* FROM told t JOIN items i ON i.id = t.id WHERE t.first <= :most OR t.last <= :most
ORDER BY COALESCE(i.published, i.fetched_at), i.id
"""

STANDING = "s.retracted_at IS NULL"  # of a story s: it is told
# And it counts for the chat named last, by the lists that the chat has on; for everybody where that is NULL.
COUNTING = STORY_COUNTS.format(chat="{chat}", story="s.id")


async def tell(c: Connection, article: Article, decision: Decision) -> int:
    """Write what a decision makes of its story, new or known; the story's number."""
    at = article.published or datetime.min.replace(tzinfo=UTC)
    if decision.relation == "new":
        value = await c.value(
            "INSERT INTO stories (status, heads, first_at, last_at) VALUES (?, ?, ?, ?) RETURNING id",
            (decision.status.value, decision.heads, stamp(at), stamp(at)),
        )
        story_id = int(value)
    else:
        story_id = int(decision.story_id or 0)
        await c.run(
            "UPDATE stories SET status = ?, heads = ?, revision = revision + ?, first_at = MIN(first_at, ?),"
            " last_at = MAX(last_at, ?) WHERE id = ?",
            (decision.status.value, decision.heads, decision.relation == "development", stamp(at), stamp(at), story_id),
        )
    await _write_moves(c, story_id, decision.merged or decision.moves, at)
    await c.many(
        "INSERT INTO move_evidence (story_id, item_id, sentence) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(story_id, int(article.id), m.evidence) for m in decision.moves],
    )
    await c.many(
        "INSERT INTO story_keys (entity_key, story_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(key, story_id) for key in sorted(decision.targets | frozenset().union(*(m.keys for m in decision.moves)))],
    )
    return story_id


async def _write_moves(c: Connection, story_id: int, moves: Sequence[Move], at: datetime) -> None:
    """Replace the story's moves; each keeps the moment at which it was first reported."""
    rows = await c.all("SELECT position, reported_at FROM moves WHERE story_id = ?", (story_id,))
    await put_moves(c, story_id, moves, {row["position"]: row["reported_at"] for row in rows}, at)


async def put_moves(
    c: Connection, story_id: int, moves: Sequence[Move], reported: Mapping[int, str], at: datetime
) -> None:
    """Replace the story's moves; ``reported`` are the first reports by position, ``at`` is that of the others."""
    await c.run("DELETE FROM moves WHERE story_id = ?", (story_id,))
    columns = ", ".join(MOVE_COLUMNS)
    marks = ", ".join("?" * (len(MOVE_COLUMNS) + 7))
    await c.many(
        f"INSERT INTO moves (story_id, position, kind, status, item_id, past, reported_at, {columns}) VALUES ({marks})",
        [
            (
                story_id,
                i,
                m.kind.value,
                m.status.value,
                int(m.article_id) if m.article_id.isdigit() else None,
                m.past,
                reported.get(i, stamp(at)),
                *(getattr(m, name) for name in MOVE_COLUMNS),
            )
            for i, m in enumerate(moves)
        ],
    )


async def load(c: Connection, ids: Iterable[int]) -> list[Story]:
    """Stories in the order of their numbers given, retracted ones too; those that are gone are left out.

    Of one that very many articles tell, the first and the last of them, ``MOST_ARTICLES`` in all.
    """
    wanted = list(ids)
    numbers = json.dumps(wanted)
    heads = await c.all("SELECT * FROM stories WHERE id IN (SELECT value FROM json_each(?))", (numbers,))
    moves = await c.all(
        "SELECT * FROM moves WHERE story_id IN (SELECT value FROM json_each(?)) ORDER BY story_id, position", (numbers,)
    )
    items = await c.all(ARTICLES, {"stories": numbers, "most": MOST_ARTICLES // 2})
    moves_by, items_by, fixed = _by_story(moves), _by_story(items), await fixes.of_stories(c, numbers)
    by_id = {
        h["id"]: _story(h, moves_by.get(h["id"], ()), items_by.get(h["id"], ()), fixed.get(h["id"], ())) for h in heads
    }
    return [by_id[n] for n in wanted if n in by_id]


def _by_story(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for row in rows:
        found.setdefault(row["story_id"], []).append(row)
    return found


async def moves_of(c: Connection, ids: Iterable[int]) -> dict[int, tuple[Move, ...]]:
    """The moves of stories, without their articles, by the story's number."""
    rows = await c.all(
        "SELECT * FROM moves WHERE story_id IN (SELECT value FROM json_each(?)) ORDER BY story_id, position",
        (json.dumps(list(ids)),),
    )
    return {n: tuple(move_of(row) for row in told) for n, told in groupby(rows, lambda row: int(row["story_id"]))}


async def keys_of(c: Connection, ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """The keys by which stories are found, those of names in titles and of owners included, by the story's number."""
    rows = await c.all(
        "SELECT story_id, entity_key FROM story_keys WHERE story_id IN (SELECT value FROM json_each(?))"
        " ORDER BY story_id",
        (json.dumps(list(ids)),),
    )
    by_story = groupby(rows, lambda row: int(row["story_id"]))
    return {n: frozenset(row["entity_key"] for row in found) for n, found in by_story}


async def one(c: Connection, story_id: int) -> Story | None:
    """A story by its number."""
    found = await load(c, [story_id])
    return found[0] if found else None


async def copies(c: Connection, story_id: int) -> list[tuple[Article, str]]:
    """The articles of a story that are copies of another's text, each with the number of the one it copies."""
    rows = await c.all(
        "SELECT * FROM items WHERE story_id = ? AND copy_of IS NOT NULL ORDER BY COALESCE(published, fetched_at), id",
        (story_id,),
    )
    return [(article_of(row), str(row["copy_of"])) for row in rows]


def _story(head: Row, moves: Sequence[Row], items: Sequence[Row], fixed: tuple[Fix, ...]) -> Story:
    return Story(
        id=str(head["id"]),
        moves=tuple(move_of(m) for m in moves),
        articles=tuple(article_of(i) for i in items if not i["copy_of"]) or tuple(article_of(i) for i in items),
        status=MoveStatus(head["status"]),
        first_at=moment(head["first_at"]),
        last_at=moment(head["last_at"]),
        revision=head["revision"],
        quotes=tuple(_quote(q, i) for i in items for q in json.loads(i["quotes"])),
        ahead=tuple(Evidence(str(i["id"]), s) for i in items for s in json.loads(i["ahead"])),
        retraction=_retraction(head),
        fixes=fixed,
    )


def _retraction(head: Row) -> Retraction | None:
    if head["retracted_at"] is None:
        return None
    return Retraction(head["retracted_why"] or "other", head["retracted_note"], moment(head["retracted_at"]))


def _quote(quote: Sequence[str], item: Row) -> Quote:
    speaker, text, sentence = quote
    return Quote(speaker, text, sentence, str(item["id"]), item["lang"] or "")


def move_of(row: Row) -> Move:
    """A move of its row."""
    fields: dict[str, Any] = {name: row[name] for name in MOVE_COLUMNS}
    return Move(
        kind=MoveKind(row["kind"]),
        status=MoveStatus(row["status"]),
        article_id=str(row["item_id"] or ""),
        past=bool(row["past"]),
        **fields,
    )


async def latest(
    c: Connection, keys: Iterable[str], since: datetime, limit: int = 5, offset: int = 0, chat: int | None = None
) -> list[Story]:
    """The newest stories that tell of one of the keys, since a moment; of a chat those of the lists that it has on."""
    rows = await c.all(
        "SELECT DISTINCT s.id, s.last_at FROM stories s JOIN story_keys k ON k.story_id = s.id"
        f" WHERE k.entity_key IN (SELECT value FROM json_each(?1)) AND s.last_at >= ?2 AND {STANDING}"
        f" AND {COUNTING.format(chat='?5')} ORDER BY s.last_at DESC, s.id DESC LIMIT ?3 OFFSET ?4",
        (json.dumps(sorted(keys)), stamp(since), limit, offset, chat),
    )
    return await load(c, [row["id"] for row in rows])


async def newest(c: Connection, limit: int = 1, offset: int = 0, chat: int | None = None) -> list[Story]:
    """The newest stories of all; of a chat those of the lists that it has on."""
    rows = await c.all(
        f"SELECT id FROM stories s WHERE {STANDING} AND {COUNTING.format(chat='?3')}"
        " ORDER BY last_at DESC, id DESC LIMIT ?1 OFFSET ?2",
        (limit, offset, chat),
    )
    return await load(c, [row["id"] for row in rows])


async def keys_beginning(c: Connection, prefix: str, limit: int) -> list[str]:
    """Keys of stories that begin with a text, in their own order."""
    rows = await c.all(
        "SELECT DISTINCT entity_key FROM story_keys k JOIN stories s ON s.id = k.story_id"
        f" WHERE entity_key >= ? AND entity_key < ? AND {STANDING} LIMIT ?",
        (prefix, prefix + "\U0010ffff", limit),
    )
    return [row["entity_key"] for row in rows]


async def count(c: Connection, keys: Iterable[str], since: datetime) -> int:
    """How many stories since a moment tell of one of the keys."""
    value = await c.value(
        "SELECT COUNT(DISTINCT s.id) FROM stories s JOIN story_keys k ON k.story_id = s.id"
        f" WHERE k.entity_key IN (SELECT value FROM json_each(?)) AND s.last_at >= ? AND {STANDING}",
        (json.dumps(sorted(keys)), stamp(since)),
    )
    return int(value)


async def numbers(
    c: Connection, keys: Iterable[str], since: datetime, limit: int = 500, chat: int | None = None
) -> list[int]:
    """The numbers of the stories since a moment that tell of one of the keys, newest first; of a chat as above."""
    rows = await c.all(
        "SELECT DISTINCT s.id, s.last_at FROM stories s JOIN story_keys k ON k.story_id = s.id"
        f" WHERE k.entity_key IN (SELECT value FROM json_each(?1)) AND s.last_at >= ?2 AND {STANDING}"
        f" AND {COUNTING.format(chat='?4')} ORDER BY s.last_at DESC LIMIT ?3",
        (json.dumps(sorted(keys)), stamp(since), limit, chat),
    )
    return [row["id"] for row in rows]


async def news(c: Connection, numbers: Iterable[int], since: datetime) -> list[int]:
    """Those of some stories that an article tells which may be sent: none of a first fetch, nor of before a moment."""
    rows = await c.all(
        "SELECT DISTINCT story_id FROM items WHERE story_id IN (SELECT value FROM json_each(?)) AND backlog = 0"
        " AND MIN(COALESCE(published, fetched_at), fetched_at) >= ? ORDER BY story_id",
        (json.dumps(sorted(numbers)), stamp(since)),
    )
    return [row["story_id"] for row in rows]


async def reports(c: Connection, numbers: Iterable[int]) -> int:
    """How many articles stories rest on, copies counted once."""
    wanted = json.dumps(sorted(set(numbers)))
    value = await c.value(
        "SELECT COUNT(*) FROM items WHERE copy_of IS NULL AND story_id IN (SELECT value FROM json_each(?))", (wanted,)
    )
    return int(value)
