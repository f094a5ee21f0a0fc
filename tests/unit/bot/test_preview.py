"""A watch that begins: what comes while its preview is drawn is told, and nothing that the preview tells."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.chat.reaction import Request
from bot.commands.preview import Expected, settle
from feeds.reading.naming.catalog import load
from storage.database import Database
from tests.unit.storage.builders import (
    DAY,
    NOW,
    add_chat,
    claimed,
    commit,
    decision,
    entry,
    execute,
    move,
    rows,
    watched,
)

LIMIT = timedelta(hours=48)
REQUEST = Request(1, 7, "private", 7, "en", NOW)
NORVALE = watched("Norvale")


async def told_meanwhile(db: Database, **article: Any) -> list[tuple[object, ...]]:
    """What a chat is sent of a story that was stored after the preview of its watch was drawn."""
    (item,) = await claimed(db, replace(entry("Rara leaves Norvale"), **article))
    await execute(db, "UPDATE items SET backlog = 0")
    await commit(db, item, decision(item, move("Rara", "Norvale", "Tindra"), notify=False))
    return await settled(db)


async def settled(db: Database, *shown: int) -> list[tuple[object, ...]]:
    await add_chat(db, 7, "Norvale")
    async with db.write() as c:
        await settle(c, REQUEST, NORVALE, Expected("all", shown, ()), "Norvale", load(), LIMIT)
    return await rows(db, "SELECT chat_id, kind, state FROM outbox")


async def test_news_that_came_while_the_preview_was_drawn_is_sent(db: Database) -> None:
    assert await told_meanwhile(db) == [(7, "alert", "pending")]


async def test_what_is_too_old_to_be_sent_is_not_sent_for_having_come_then(db: Database) -> None:
    assert await told_meanwhile(db, published=NOW - 3 * DAY) == []


@pytest.mark.parametrize(("shown", "expected"), [((), []), ((1,), [(7, "alert", "shown")])])
async def test_what_a_feed_held_at_its_first_fetch_is_not_sent(
    db: Database, shown: tuple[int, ...], expected: list[tuple[object, ...]]
) -> None:
    (item,) = await claimed(db, entry("Rara leaves Norvale"))
    assert item.backlog
    await commit(db, item, decision(item, move("Rara", "Norvale", "Tindra"), notify=False))
    assert await settled(db, *shown) == expected
