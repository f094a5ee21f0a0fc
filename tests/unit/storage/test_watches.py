"""Watches, their targets, and the thread of a chat's conversation."""

from datetime import timedelta

from storage import questions, watches
from storage.database import Database
from storage.items import Items
from tests.unit.storage.builders import NOW, add_chat, value, watched, words


async def test_a_watch_is_one_a_chat_and_a_name_and_is_found_by_its_spellings(db: Database) -> None:
    await add_chat(db, 1, "Norvale")
    await add_chat(db, 2, "Norvale")
    async with db.write() as c:
        assert not await watches.add(c, 1, watched("Norvale"), "Norvale", NOW)
        assert await watches.count(c, 1) == 1
    (target,) = await Items(db, words).watched()
    assert target == watched("Norvale")
    assert await value(db, "SELECT COUNT(*) FROM targets") == 1


async def test_watches_are_listed_in_pages_and_only_their_own_chat_can_end_them(db: Database) -> None:
    names = [f"Norvale {n}" for n in range(12)]
    await add_chat(db, 1, *names)
    await add_chat(db, 2)
    queue = Items(db, words)
    version = await queue.watched_version()
    async with db.write() as c:
        first, rest = await watches.of_chat(c, 1, 10), await watches.of_chat(c, 1, 10, 10)
        assert [w.name for w in (*first, *rest)] == names
        assert await watches.get(c, 2, first[0].id) is None
        assert not await watches.remove(c, 2, first[0].id)
        assert await watches.remove(c, 1, first[0].id)
        assert not await watches.remove(c, 1, first[0].id)
        assert await watches.get(c, 1, first[0].id) is None
    assert await queue.watched_version() > version
    assert len(await queue.watched()) == 11


async def test_a_conversation_is_remembered_for_two_hours_and_six_turns(db: Database) -> None:
    async with db.write() as c:
        await questions.keep(c, 1, 5, [f"turn {n}" for n in range(9)], NOW)
        fresh = await questions.conversation(c, 1, NOW + timedelta(hours=2))
        stale = await questions.conversation(c, 1, NOW + timedelta(hours=2, seconds=1))
    assert (fresh.story_id, fresh.turns) == (5, tuple(f"turn {n}" for n in range(3, 9)))
    assert (stale.story_id, stale.turns) == (None, ())
