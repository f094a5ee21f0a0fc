"""What the store holds of published news, row by row, for ``hengkang export``: nothing of any chat is among it.

Each kind is read in batches by the key that its rows never change, every batch in a transaction of its own: memory is
bounded, a reader who takes their time holds nothing up, and a row that is written meanwhile comes once or not at all.
Stories that were retracted, and their moves, are left out.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any, Literal

from storage.database import Connection, Database, Row
from storage.moments import stamp
from storage.stories import move_of

What = Literal["moves", "stories", "articles", "feeds"]
Told = dict[str, Any]
Key = tuple[Any, ...]
Batch = Callable[[Connection, Key, str], Awaitable[list[tuple[Key, Told]]]]

BATCH = 50  # rows; the longest articles make some megabytes of them

MOVES = """
SELECT m.*, i.url AS item_url, i.outlet AS item_outlet FROM moves m LEFT JOIN items i ON i.id = m.item_id
WHERE (m.story_id, m.position) > (?, ?) AND m.reported_at >= ?
  AND m.story_id NOT IN (SELECT id FROM stories WHERE retracted_at IS NOT NULL) ORDER BY m.story_id, m.position LIMIT ?
"""
STORIES = "SELECT * FROM stories WHERE id > ? AND last_at >= ? AND retracted_at IS NULL ORDER BY id LIMIT ?"
STORY_MOVES = "SELECT * FROM moves WHERE story_id IN (SELECT value FROM json_each(?)) ORDER BY story_id, position"
STORY_ARTICLES = """
SELECT id, story_id, url, title, outlet, lang, published, copy_of FROM items
WHERE story_id IN (SELECT value FROM json_each(?)) ORDER BY COALESCE(published, fetched_at), id
"""
ARTICLES = """
SELECT i.*, f.url AS feed_url FROM items i JOIN feeds f ON f.id = i.feed_id
WHERE i.id > ? AND i.fetched_at >= ? ORDER BY i.id LIMIT ?
"""
FEEDS = "SELECT * FROM feeds WHERE id > ? AND added_at >= ? ORDER BY id LIMIT ?"


async def rows(db: Database, what: What, since: datetime | None = None) -> AsyncIterator[Told]:
    """Every row of a kind, in the order of its key; ``since`` counts a move's first report, a story's newest, an
    article's fetching and a feed's adding.
    """
    batch, key = KINDS[what]
    begin = stamp(since) if since else ""
    while True:
        async with db.read() as c:
            found = await batch(c, key, begin)
        for _, told in found:
            yield told
        if len(found) < BATCH:
            return
        key = found[-1][0]


async def _moves(c: Connection, after: Key, since: str) -> list[tuple[Key, Told]]:
    return [
        ((row["story_id"], row["position"]), {"story": row["story_id"], **_move(row), **_source(row)})
        for row in await c.all(MOVES, (*after, since, BATCH))
    ]


def _move(row: Row) -> Told:
    move = move_of(row)
    return {
        **move.as_json(),
        "from_role": move.from_role,
        "head_count": move.head_count,
        "place": move.place,
        "part": move.part,
        "replaces": move.replaces,
        "background": move.past,
        "reported": _moment(row["reported_at"]),
    }


def _source(row: Row) -> Told:
    return {"article": row["item_id"], "lang": row["lang"], "outlet": row["item_outlet"], "url": row["item_url"]}


async def _stories(c: Connection, after: Key, since: str) -> list[tuple[Key, Told]]:
    heads = await c.all(STORIES, (*after, since, BATCH))
    numbers = json.dumps([head["id"] for head in heads])
    moves, articles = await c.all(STORY_MOVES, (numbers,)), await c.all(STORY_ARTICLES, (numbers,))
    return [((head["id"],), _story(head, moves, articles)) for head in heads]


def _story(head: Row, moves: Sequence[Row], articles: Sequence[Row]) -> Told:
    return {
        "story": head["id"],
        "status": head["status"],
        "first": _moment(head["first_at"]),
        "last": _moment(head["last_at"]),
        "moves": [_move(row) for row in moves if row["story_id"] == head["id"]],
        "articles": [
            {
                "article": row["id"],
                "url": row["url"],
                "title": row["title"],
                "outlet": row["outlet"],
                "lang": row["lang"],
                "published": _moment(row["published"]),
                "copy_of": row["copy_of"],
            }
            for row in articles
            if row["story_id"] == head["id"]
        ],
    }


async def _articles(c: Connection, after: Key, since: str) -> list[tuple[Key, Told]]:
    return [
        (
            (row["id"],),
            {
                "article": row["id"],
                "feed": row["feed_url"],
                "url": row["url"],
                "title": row["title"],
                "text": row["text"],
                "published": _moment(row["published"]),
                "fetched": _moment(row["fetched_at"]),
                "outlet": row["outlet"],
                "lang": row["lang"],
                "talent": None if row["talent"] is None else bool(row["talent"]),
                "score": row["score"],
                "story": row["story_id"],
                "copy_of": row["copy_of"],
            },
        )
        for row in await c.all(ARTICLES, (*after, since, BATCH))
    ]


async def _feeds(c: Connection, after: Key, since: str) -> list[tuple[Key, Told]]:
    return [
        (
            (row["id"],),
            {
                "url": row["url"],
                "list": row["list"],
                "language": row["lang"],
                "outlet": row["outlet"] or row["title"],
                "tier": row["tier"],
                "origin": row["origin"],
                "state": row["state"],
                "failures": row["failures"],
                "last_success": _moment(row["last_success"]),
                "last_status": row["last_status"],
                "last_error": row["last_error"],
                "newest_item": _moment(row["newest_item_at"]),
                "next": _moment(row["next_at"]),
                "moved_to": row["moved_to"],
                "items": row["items_total"],
                "added": _moment(row["added_at"]),
            },
        )
        for row in await c.all(FEEDS, (*after, since, BATCH))
    ]


def _moment(text: str | None) -> str | None:
    """A stored moment as ISO 8601 with its zone, to the second."""
    return f"{text[:19]}Z" if text else None


KINDS: dict[What, tuple[Batch, Key]] = {
    "moves": (_moves, (0, -1)),
    "stories": (_stories, (0,)),
    "articles": (_articles, (0,)),
    "feeds": (_feeds, (0,)),
}
