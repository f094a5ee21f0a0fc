"""The named lists that feeds stand in, and the chats that have switched some of them off. A list is known by its name.

All lists are on until a chat says otherwise, new ones too. An article counts for a chat where its feed's list is on;
a story does where one of its articles counts. A list that is renamed in the file is another list, and hence on: nothing
tells a renamed one from one that is new, and news that comes unasked is put right at a tap, while news that stays away
is noticed by nobody. Its old switch stays, so that the old name is off again should it come back.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from storage.database import Connection
from storage.feed_list import ADDED
from storage.moments import stamp

# Of a feed f: it stands in a list that the chat has on.
ON = "NOT EXISTS (SELECT 1 FROM chat_lists_off l WHERE l.chat_id = {chat} AND l.list = f.list)"
# Of a story by its number: an article of it counts for the chat. Without any switch the index is asked once.
STORY_COUNTS = (
    "(NOT EXISTS (SELECT 1 FROM chat_lists_off l WHERE l.chat_id = {chat}) OR EXISTS (SELECT 1 FROM items i"
    " JOIN feeds f ON f.id = i.feed_id WHERE i.story_id = {story} AND " + ON + "))"
)


@dataclass(frozen=True, slots=True)
class FeedList:
    """A list with the number of its feeds that are polled, and whether a chat has it on."""

    name: str
    feeds: int
    on: bool = True


async def of_feeds(c: Connection, chat_id: int | None = None) -> list[FeedList]:
    """Every list that has a feed, by name, that of what was added last; as a chat has them where one is given."""
    rows = await c.all(
        "SELECT f.list, COUNT(*) AS n, EXISTS (SELECT 1 FROM chat_lists_off l WHERE l.chat_id = ?1 AND l.list = f.list)"
        " AS off FROM feeds f WHERE f.state <> 'removed' GROUP BY f.list ORDER BY f.list = ?2, f.list",
        (chat_id, ADDED),
    )
    return [FeedList(row["list"], row["n"], not row["off"]) for row in rows]


async def switch(c: Connection, chat_id: int, name: str, now: datetime, *, on: bool) -> None:
    """Switch a list on or off for a chat; a repeat changes nothing."""
    if on:
        await c.run("DELETE FROM chat_lists_off WHERE chat_id = ? AND list = ?", (chat_id, name))
        return
    await c.run(
        "INSERT INTO chat_lists_off (chat_id, list, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (chat_id, name, stamp(now)),
    )


async def off(c: Connection, chat_id: int) -> tuple[str, ...]:
    """The lists that a chat has off, those included that no feed stands in any more."""
    rows = await c.all("SELECT list FROM chat_lists_off WHERE chat_id = ? ORDER BY list", (chat_id,))
    return tuple(row["list"] for row in rows)


async def counting(c: Connection, chat_id: int, numbers: Iterable[int]) -> list[int]:
    """Of some stories those that count for a chat, in their order."""
    wanted = list(numbers)
    counts = STORY_COUNTS.format(chat=":chat", story="n.value")
    rows = await c.all(
        f"SELECT n.value AS id FROM json_each(:numbers) n WHERE {counts}",
        {"numbers": json.dumps(wanted), "chat": chat_id},
    )
    found = {row["id"] for row in rows}
    return [n for n in wanted if n in found]


async def articles_counting(c: Connection, chat_id: int, numbers: Iterable[int]) -> frozenset[int]:
    """Of some articles those whose feed stands in a list that the chat has on."""
    rows = await c.all(
        "SELECT i.id FROM items i JOIN feeds f ON f.id = i.feed_id"
        " WHERE i.id IN (SELECT value FROM json_each(:numbers)) AND " + ON.format(chat=":chat"),
        {"numbers": json.dumps(list(numbers)), "chat": chat_id},
    )
    return frozenset(row["id"] for row in rows)


async def behind(c: Connection, item_id: int, story_id: int | None) -> tuple[str, ...]:
    """The lists that carry an article, or the story that it belongs to."""
    rows = await c.all(
        "SELECT DISTINCT f.list FROM items i JOIN feeds f ON f.id = i.feed_id"
        " WHERE i.story_id = ?2 OR (?2 IS NULL AND i.id = ?1) ORDER BY f.list",
        (item_id, story_id),
    )
    return tuple(row["list"] for row in rows)
