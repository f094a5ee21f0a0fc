"""Reports: one word a chat and story, a queue for administrators, and few notes however many report."""

from datetime import timedelta

import pytest

from storage import reports, stories_muted
from storage.database import Connection, Database
from storage.moments import stamp
from storage.reports import MANY, NOTES_A_CHAT, NOTES_A_DAY
from tests.unit.storage.builders import NOW


async def stories(c: Connection, count: int) -> None:
    await c.many(
        "INSERT INTO stories (id, status, first_at, last_at) VALUES (?, 'reported', ?, ?)",
        [(n, stamp(NOW), stamp(NOW)) for n in range(1, count + 1)],
    )


async def test_a_chat_has_one_word_a_story_and_may_take_it_back(db: Database) -> None:
    async with db.write() as c:
        await stories(c, 1)
        await reports.report(c, 7, 1, "person", NOW)
        await reports.report(c, 7, 1, "no_move", NOW)
        assert await reports.of_chat(c, 7, 1) == "no_move" and await reports.kinds(c, 1) == {"no_move": 1}
        await reports.withdraw(c, 7, 1)
        assert await reports.of_chat(c, 7, 1) is None and await reports.waiting(c) == 0
        await reports.report(c, 7, 1, "no_move", NOW)
        assert await reports.waiting(c) == 1


async def test_why_a_chat_gets_no_more(db: Database) -> None:
    async with db.write() as c:
        await stories(c, 1)
        assert await reports.silenced(c, 7, 1) is None
        await stories_muted.mute(c, 7, 1, NOW)
        assert await reports.silenced(c, 7, 1) == "muted"
        await reports.report(c, 7, 1, "person", NOW)
        assert await reports.silenced(c, 7, 1) == "person"
        assert await reports.silenced(c, 8, 1) is None


async def test_the_queue_has_the_longest_waiting_first_and_what_is_kept_last(db: Database) -> None:
    async with db.write() as c:
        await stories(c, 3)
        for story in (3, 1, 2):
            await reports.report(c, 7, story, "person", NOW + timedelta(minutes=story))
        await reports.report(c, 8, 2, "no_move", NOW + timedelta(minutes=9))
        assert [r.story_id for r in await reports.queue(c, 9)] == [1, 2, 3]
        assert (await reports.queue(c, 1, 1))[0].kinds == {"person": 1, "no_move": 1}
        await reports.settle(c, 1, "later")
        assert [(r.story_id, r.later) for r in await reports.queue(c, 9)] == [(2, False), (3, False), (1, True)]
        await reports.settle(c, 2, "dismissed")
        await reports.report(c, 8, 2, "no_move", NOW + timedelta(minutes=20))
        assert [r.story_id for r in await reports.queue(c, 9)] == [3, 1]
        await reports.report(c, 9, 2, "person", NOW + timedelta(minutes=21))
        listed = {r.story_id: dict(r.kinds) for r in await reports.queue(c, 9)}
        assert list(listed) == [3, 2, 1] and listed[2] == {"person": 1}


async def test_administrators_are_told_of_a_story_twice_at_most(db: Database) -> None:
    notes = []
    async with db.write() as c:
        await stories(c, 1)
        for chat in range(1, 3 * MANY):
            await reports.report(c, chat, 1, "person", NOW)
            notes.append(await reports.note_due(c, chat, 1, NOW))
    assert [(n, note) for n, note in enumerate(notes, 1) if note] == [(1, "first"), (MANY, "many")]


async def test_one_chat_causes_few_notes_and_all_chats_together_no_flood(db: Database) -> None:
    async with db.write() as c:
        await stories(c, 100)
        told = 0
        for story in range(1, 11):
            await reports.report(c, 7, story, "person", NOW)
            told += await reports.note_due(c, 7, story, NOW) is not None
            await reports.withdraw(c, 7, story)
        assert told == NOTES_A_CHAT
        for story in range(11, 60):
            await reports.report(c, 100 + story, story, "person", NOW)
            told += await reports.note_due(c, 100 + story, story, NOW) is not None
        assert told == NOTES_A_DAY
        tomorrow = NOW + timedelta(days=1, minutes=1)
        await reports.report(c, 7, 99, "person", tomorrow)
        assert await reports.note_due(c, 7, 99, tomorrow) == "first"


@pytest.mark.parametrize("count", [0, 1, 5])
async def test_what_is_withdrawn_causes_no_note(db: Database, count: int) -> None:
    async with db.write() as c:
        await stories(c, 1)
        for chat in range(count):
            await reports.report(c, chat + 1, 1, "person", NOW)
            await reports.withdraw(c, chat + 1, 1)
        assert await reports.note_due(c, 1, 1, NOW) is None
