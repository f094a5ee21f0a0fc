"""Who may use the bot: a block silences and keeps, its undoing restores; requests are bounded; visits are counted."""

from datetime import datetime, timedelta

import pytest

from storage import access, outbox, questions, retention, subscribers, watches
from storage.database import Database
from storage.moments import stamp
from storage.outbox import NewMessage
from storage.subscribers import get
from tests.unit.storage.builders import (
    AGES,
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
    value,
)

CHAT = 5


async def state(db: Database) -> str:
    return str(await value(db, "SELECT state FROM subscribers WHERE chat_id = ?", CHAT))


async def block(db: Database, at: datetime = NOW) -> None:
    async with db.write() as c:
        await access.block(c, CHAT, "Ayu", "spam", at)


async def test_a_blocked_chat_gets_nothing_more_and_keeps_its_watches(db: Database) -> None:
    await add_chat(db, CHAT, "Quorvexa")
    await add_chat(db, 6, "Quorvexa")
    async with db.write() as c:
        await outbox.put(c, [NewMessage("alert:5:9:0", CHAT, "alert", {}, outbox.ALERT)], NOW)
    await block(db)
    told = move("Tara Qvist", "Quorvexa", "Bravik")
    (item,) = await claimed(db, entry("Tara Qvist leaves Quorvexa"))
    await commit(db, item, decision(item, told))
    assert await rows(db, "SELECT chat_id, state FROM outbox ORDER BY chat_id") == [(CHAT, "dropped"), (6, "pending")]
    async with db.read() as c:
        assert await watches.count(c, CHAT) == 1


async def test_undoing_restores_the_state_that_the_chat_had(db: Database) -> None:
    await add_chat(db, CHAT)
    for before in ("active", "stopped"):
        await execute(db, "UPDATE subscribers SET state = ?", before)
        await block(db)
        await block(db, NOW + DAY)
        assert await state(db) == "barred"
        async with db.write() as c:
            assert await access.unblock(c, CHAT)
            assert not await access.unblock(c, CHAT)
        assert await state(db) == before


async def test_a_blocked_chat_that_leaves_and_returns_stays_barred(db: Database) -> None:
    await add_chat(db, CHAT)
    await block(db)
    async with db.write() as c:
        await subscribers.set_state(c, CHAT, "blocked")
        await subscribers.unblock(c, CHAT)
    assert await state(db) == "barred"
    async with db.write() as c:
        await subscribers.set_state(c, CHAT, "active")
    assert await state(db) == "barred"


async def test_a_block_outlasts_the_chat_that_is_forgotten_since_it_is_gone_by_its_number_alone(db: Database) -> None:
    await add_chat(db, CHAT, "Quorvexa")
    await block(db)
    await execute(db, "UPDATE subscribers SET state = 'blocked'")
    await retention.forget_old(db, AGES, NOW)
    await retention.forget_old(db, AGES, NOW + 121 * DAY)
    async with db.read() as c:
        assert await get(c, CHAT) is None
    assert await rows(db, "SELECT chat_id, verdict, name, reason FROM access") == [(CHAT, "blocked", "", "")]


async def test_a_block_outlasts_erasure_so_that_nobody_gets_in_again_that_way(db: Database) -> None:
    """A channel is erased with the one chat that manages it; its block is not the chat's to take away."""
    await add_chat(db, CHAT, "Quorvexa")
    await block(db)
    async with db.write() as c:
        await subscribers.forget(c, CHAT)
        await access.allow(c, 6, "Ayu", NOW)
        await subscribers.forget(c, 6)
    assert await rows(db, "SELECT chat_id, verdict, name, reason FROM access") == [(CHAT, "blocked", "", "")]


@pytest.mark.parametrize(
    ("old", "new", "then"),
    [
        ("blocked", "asked", "blocked"),
        ("blocked", "allowed", "blocked"),
        ("allowed", "blocked", "blocked"),
        ("allowed", "asked", "allowed"),
        ("asked", "allowed", "allowed"),
    ],
)
async def test_a_group_that_becomes_a_supergroup_takes_what_was_decided_along(
    db: Database, old: str, new: str, then: str
) -> None:
    """Telegram tells of the new group first, so that it may have been taken for a stranger's."""
    await add_chat(db, CHAT, "Quorvexa")
    for number, verdict in ((CHAT, old), (6, new)):
        await execute(db, "INSERT INTO access (chat_id, verdict, at) VALUES (?, ?, ?)", number, verdict, stamp(NOW))
    async with db.write() as c:
        await subscribers.migrate(c, CHAT, 6)
    assert await rows(db, "SELECT chat_id, verdict FROM access") == [(6, then)]


async def test_a_stranger_is_new_once_and_administrators_hear_of_so_many_a_day(db: Database) -> None:
    heard = []
    for number in range(access.NOTES_A_DAY + 2):
        async with db.write() as c:
            heard.append(await access.asked(c, 100 + number, "Ayu", "ayu", "id", NOW))
    assert heard == [(True, True)] * access.NOTES_A_DAY + [(True, False)] * 2
    async with db.write() as c:
        assert await access.asked(c, 100, "Ayu", "ayu", "id", NOW) == (False, False)
        assert await access.asked(c, 99, "Ayu", None, "id", NOW + 2 * DAY) == (True, True)
        assert await access.count(c, "asked") == access.NOTES_A_DAY + 3
        assert await access.find(c, "AYU") == 100
    await retention.forget_old(db, AGES, NOW + 92 * DAY)
    assert await value(db, "SELECT COUNT(*) FROM access") == 1, "who came within the age"


async def counted(db: Database, seconds: float, *who: int) -> list[tuple[int, bool, bool]]:
    async with db.write() as c:
        return await access.counted(c, "person", who, NOW + timedelta(seconds=seconds), 2)


async def test_visits_are_counted_by_person_and_minute_over_restarts_and_never_back(db: Database) -> None:
    assert await counted(db, 0, 1, 2, 1) == [(1, True, False), (1, True, False), (2, True, False)]
    assert await counted(db, 59, 1, 1, 2) == [(3, False, True), (4, False, False), (2, True, False)]
    assert await counted(db, 61, 1) == [(1, True, False)]
    assert await counted(db, 30, 1, 1) == [(2, True, False), (3, False, True)], "a clock that was set back"
    async with db.write() as c:
        assert await access.counted(c, "group", [1], NOW, 2) == [(1, True, False)], "counted by itself"
    await retention.forget_old(db, AGES, NOW + DAY)
    assert await rows(db, "SELECT * FROM visits") == []


async def test_who_is_over_the_limit_costs_no_write(db: Database) -> None:
    await counted(db, 0, 1, 1, 1)
    async with db.write() as c:
        before = await c.value("SELECT total_changes()")
        assert await access.counted(c, "person", [1, 1], NOW, 2) == [(4, False, False)] * 2
        assert await c.value("SELECT total_changes()") == before


async def test_a_chat_may_ask_again_when_its_oldest_question_of_the_span_is_past(db: Database) -> None:
    async def opens(minutes: float) -> datetime | None:
        async with db.read() as c:
            return await questions.opens(c, CHAT, NOW + timedelta(minutes=minutes), 2, 3)

    async def ask(minutes: float) -> None:
        at = stamp(NOW + timedelta(minutes=minutes))
        await execute(db, "INSERT INTO questions (chat_id, question, answer, answered, evidence, asked_at)"
                          " VALUES (?, '?', '', 0, '[]', ?)", CHAT, at)  # fmt: skip

    await ask(0)
    assert await opens(1) is None
    await ask(10)
    assert await opens(11) == NOW + timedelta(hours=1)
    assert await opens(61) is None
    await ask(62)
    assert await opens(63) == NOW + DAY, "three in a day"
