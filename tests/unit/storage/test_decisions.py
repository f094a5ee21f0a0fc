"""Retracting a story and undoing it: what waits comes back where it is still wanted, and nobody else is written to."""

from collections.abc import Mapping

import pytest

from bot.sending.rendering import Nothing, Renderer
from feeds.reading.naming.catalog import load
from storage import copies, decisions, outbox
from storage.database import Database
from tests.unit.storage.builders import NOW, add_chat, claimed, commit, decision, entry, execute, move, rows, value

FIRM, STORY = "Quorvexa", 1
CATALOG = load()
WANTED, OTHER = 5, 6


async def told(db: Database) -> None:
    """One story that waits for two chats."""
    for chat in (WANTED, OTHER):
        await add_chat(db, chat, FIRM)
    (item,) = await claimed(db, entry("Tara Qvist leaves Quorvexa"))
    await commit(db, item, decision(item, move("Tara Qvist", FIRM, "Bravik")))


async def retract(db: Database) -> None:
    async with db.write() as c:
        await decisions.retract(c, STORY, "person", "", (), 1, NOW)


async def restore(db: Database) -> None:
    async with db.write() as c:
        await decisions.restore(c, STORY, (), 1, NOW)


async def states(db: Database) -> Mapping[object, object]:
    found = dict[object, object]()
    for chat, state in await rows(db, "SELECT chat_id, state FROM outbox WHERE kind = 'alert'"):
        found[chat] = state
    return found


async def test_what_was_just_claimed_is_not_sent_and_comes_when_it_is_undone(db: Database) -> None:
    await told(db)
    async with db.write() as c:
        under_way = await outbox.claim(c, NOW, 10)
    await retract(db)
    for row in under_way:
        drawn = await Renderer(db, lambda: CATALOG).render(row)
        assert isinstance(drawn, Nothing)
        async with db.write() as c:
            await outbox.ended(c, row.id, "dropped", drawn.why)
    await restore(db)
    assert await states(db) == {WANTED: "pending", OTHER: "pending"}


@pytest.mark.parametrize(
    "meanwhile",
    [
        "DELETE FROM watches WHERE chat_id = 6",
        "UPDATE watches SET muted_until = '2027-01-01T00:00:00.000000Z' WHERE chat_id = 6",
        "INSERT INTO muted_stories (chat_id, story_id, at) VALUES (6, 1, '2026-11-24T09:00:00.000000Z')",
        "INSERT INTO chat_lists_off (chat_id, list, at) SELECT 6, list, added_at FROM feeds",
        "UPDATE subscribers SET state = 'stopped' WHERE chat_id = 6",
    ],
)
async def test_an_undone_story_comes_only_where_it_is_wanted_by_then(db: Database, meanwhile: str) -> None:
    await told(db)
    await retract(db)
    assert await states(db) == {WANTED: "dropped", OTHER: "dropped"}
    await execute(db, meanwhile)
    await restore(db)
    assert await states(db) == {WANTED: "pending", OTHER: "dropped"}


@pytest.mark.parametrize("state", ["stopped", "barred", "active"])
async def test_where_a_copy_cannot_be_edited_only_a_chat_that_takes_messages_is_told(db: Database, state: str) -> None:
    await told(db)
    await execute(db, "UPDATE outbox SET state = 'sent', message_id = 9")
    await execute(db, "UPDATE subscribers SET state = ?", state)
    await retract(db)
    async with db.write() as c:
        for row in await outbox.claim(c, NOW, 10):
            await copies.note(c, row, NOW)
    notes = await value(db, "SELECT COUNT(*) FROM outbox WHERE kind = 'notice'")
    assert notes == (2 if state == "active" else 0)
