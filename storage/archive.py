"""The stored articles as questions, links and pages look them up."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from feeds.model import Article
from storage.articles import article_of
from storage.database import Connection, Row
from storage.moments import stamp


async def addresses(c: Connection, numbers: Iterable[str]) -> dict[str, str]:
    """The addresses of articles by their numbers; those without one are left out."""
    wanted = json.dumps([int(n) for n in numbers if n.isdecimal()])
    rows = await c.all(
        "SELECT id, url FROM items WHERE url IS NOT NULL AND id IN (SELECT value FROM json_each(?))", (wanted,)
    )
    return {str(row["id"]): row["url"] for row in rows}


async def search(c: Connection, tokens: Sequence[str], limit: int = 30) -> list[Article]:
    """Articles that hold some of the tokens, the best first; none of a story that was retracted."""
    if not tokens:
        return []
    wanted = " OR ".join('"{}"'.format(t.replace('"', '""')) for t in dict.fromkeys(tokens))
    rows = await c.all(
        # The best first and then their rows: joined before they are ranked, every match's text would be sorted along.
        "SELECT i.* FROM (SELECT rowid AS id, rank AS place FROM item_search WHERE item_search MATCH ?"
        " ORDER BY rank LIMIT ?) f JOIN items i ON i.id = f.id LEFT JOIN stories s ON s.id = i.story_id"
        " WHERE s.retracted_at IS NULL ORDER BY f.place, i.id",
        (wanted, limit),
    )
    return [article_of(row) for row in rows]


async def untold(c: Connection, tokens: Sequence[str], since: datetime, limit: int) -> list[Article]:
    """The newest articles since a moment that hold every one of the tokens and belong to no story."""
    if not tokens:
        return []
    wanted = " AND ".join('"{}"'.format(t.replace('"', '""')) for t in dict.fromkeys(tokens))
    rows = await c.all(
        "SELECT i.* FROM item_search f JOIN items i ON i.id = f.rowid WHERE item_search MATCH ?"
        " AND i.story_id IS NULL AND COALESCE(i.published, i.fetched_at) >= ? ORDER BY i.id DESC LIMIT ?",
        (wanted, stamp(since), limit),
    )
    return [article_of(row) for row in rows]


async def load(c: Connection, numbers: Iterable[int]) -> list[Article]:
    """The articles of some numbers, in no order; those that are gone are left out."""
    rows = await c.all("SELECT * FROM items WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(numbers)),))
    return [article_of(row) for row in rows]


async def find(c: Connection, link: str) -> Row | None:
    """The newest item with this number or address."""
    if link.isdecimal() and len(link) < 18:
        return await c.one("SELECT * FROM items WHERE id = ?", (int(link),))
    return await c.one(
        "SELECT i.* FROM items i LEFT JOIN item_identities n ON n.item_id = i.id"
        " WHERE i.url = ? OR n.identity = 'url:' || ? ORDER BY i.id DESC LIMIT 1",
        (link, link),
    )


async def named(c: Connection, own_id: str) -> Row | None:
    """The item that its feed knows by this id."""
    return await c.one(
        "SELECT i.* FROM item_identities n JOIN items i ON i.id = n.item_id WHERE n.identity = 'id:' || ?", (own_id,)
    )


async def own_id(c: Connection, item_id: int) -> str | None:
    """The id that an item's feed knows it by."""
    value = await c.value("SELECT identity FROM item_identities WHERE item_id = ? AND identity LIKE 'id:%'", (item_id,))
    return str(value).removeprefix("id:") if value else None


async def first_of(c: Connection, story_id: int) -> Row | None:
    """The earliest item of a story."""
    return await c.one(
        "SELECT * FROM items WHERE story_id = ? ORDER BY COALESCE(published, fetched_at) LIMIT 1", (story_id,)
    )


async def mentions(c: Connection, tokens: Sequence[str], since: datetime) -> int:
    """How many items since then hold every one of the tokens."""
    if not tokens:
        return 0
    wanted = " AND ".join('"{}"'.format(t.replace('"', '""')) for t in dict.fromkeys(tokens))
    value = await c.value(
        "SELECT COUNT(*) FROM item_search f JOIN items i ON i.id = f.rowid"
        " WHERE item_search MATCH ? AND COALESCE(i.published, i.fetched_at) >= ?",
        (wanted, stamp(since)),
    )
    return int(value)
