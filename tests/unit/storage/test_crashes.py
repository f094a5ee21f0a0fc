"""What was under way when a run was killed: freed, gone about by itself, and left out once it has ended four."""

from datetime import timedelta

from storage import inbox, items, outbox
from storage.crashes import ERROR, MOST_CRASHES, Spent, spent
from storage.database import Database
from storage.inbox import Received
from storage.items import Items
from storage.outbox import ALERT, REPLY, NewMessage
from tests.unit.storage.builders import NOW, add_feed, entry, execute, poll, rows, words


async def crash(db: Database) -> Spent:
    """A run is killed and the next one starts."""
    async with db.write() as c:
        await items.release(c)
        await inbox.release(c)
        await outbox.release(c)
        return await spent(c)


async def updates(db: Database, *numbers: int) -> None:
    async with db.write() as c:
        await inbox.accept(c, [Received(n, n, "{}") for n in numbers], NOW)


async def messages(db: Database, *numbers: int) -> None:
    async with db.write() as c:
        await outbox.put(c, [NewMessage(f"m{n}", n, "reply", {}, ALERT if n > 1 else REPLY) for n in numbers], NOW)


async def taken(db: Database) -> list[int]:
    async with db.write() as c:
        return [u.update_id for u in await inbox.claim(c, 9)]


async def sent(db: Database) -> list[int]:
    async with db.write() as c:
        return [m.chat_id for m in await outbox.claim(c, NOW, 9)]


async def test_kills_cost_an_update_none_of_its_attempts(db: Database) -> None:
    await updates(db, 1)
    for _ in range(MOST_CRASHES - 1):
        assert await taken(db) == [1]
        assert not await crash(db)
    async with db.write() as c:
        (update,) = await inbox.claim(c, 9)
        assert not await inbox.failed(c, 1, update.attempts, "odd", NOW), "the first of three"
    assert await rows(db, "SELECT state, attempts, crashes FROM inbox") == [("new", 1, 0)]


async def test_an_update_that_ends_every_run_is_left_out_and_takes_none_with_it(db: Database) -> None:
    await updates(db, 1, 2, 3)
    assert await taken(db) == [1, 2, 3]
    runs = 1
    while not (left_out := await crash(db)):
        runs += 1
        while (now := await taken(db)) and now != [2]:
            assert len(now) == 1, "each by itself"
            assert await taken(db) == [], "and nothing beside it"
            async with db.write() as c:
                await inbox.done(c, now[0], NOW)
    assert [u["update_id"] for u in left_out.updates] == [2]
    assert runs == MOST_CRASHES
    assert await taken(db) == [3]
    async with db.write() as c:
        await inbox.done(c, 3, NOW)
    assert await rows(db, "SELECT state, error FROM inbox ORDER BY update_id") == [
        ("done", None), ("failed", ERROR), ("done", None),
    ]  # fmt: skip
    await updates(db, 4, 5)
    assert await taken(db) == [4, 5]


async def test_an_update_that_waits_for_telegram_after_a_kill_holds_up_nobody(db: Database) -> None:
    await updates(db, 1, 2)
    await taken(db)
    await crash(db)
    assert await taken(db) == [1]
    async with db.write() as c:
        await inbox.unsuspected(c, 1)
    assert await taken(db) == [2]


async def test_an_answer_to_a_press_is_not_given_for_ever(db: Database) -> None:
    await updates(db, 1)
    await taken(db)
    async with db.write() as c:
        await inbox.done(c, 1, NOW, {"query": "q"})
    left = []
    for _ in range(MOST_CRASHES):
        async with db.read() as c:
            left.append(len(await inbox.unanswered(c)))
        await crash(db)
    async with db.read() as c:
        assert (left, await inbox.unanswered(c)) == ([1] * MOST_CRASHES, [])


async def test_a_message_that_ends_every_run_is_left_out_and_takes_none_with_it(db: Database) -> None:
    await messages(db, 1, 2, 3)
    assert await sent(db) == [1, 2, 3]
    async with db.write() as c:
        await outbox.sending(c, 3, NOW)
    runs = 1
    while not (left_out := await crash(db)):
        runs += 1
        while (now := await sent(db)) and now != [2]:
            assert await sent(db) == [], "nothing beside it"
            async with db.write() as c:
                await outbox.sending(c, now[0], NOW)
                await outbox.sent(c, now[0], 7, None, NOW)
    assert [m["chat_id"] for m in left_out.messages] == [2]
    assert runs == MOST_CRASHES
    assert await sent(db) == [3]
    assert await rows(db, "SELECT state, uncertain FROM outbox ORDER BY id") == [
        ("sent", 0), ("failed", 0), ("claimed", 1),
    ]  # fmt: skip


async def test_a_message_that_may_have_ended_a_run_waits_until_nothing_else_is_under_way(db: Database) -> None:
    await messages(db, 1)
    await sent(db)
    await crash(db)
    await messages(db, 2, 3)
    await execute(db, "UPDATE outbox SET state = 'sending' WHERE id = 2")
    assert await sent(db) == []
    await execute(db, "UPDATE outbox SET state = 'sent' WHERE id = 2")
    assert await sent(db) == [1]
    await execute(db, "UPDATE outbox SET state = 'sent' WHERE id = 1")
    assert await sent(db) == [3]


async def test_an_article_goes_by_itself_while_no_update_or_message_may_be_to_blame(db: Database) -> None:
    await add_feed(db)
    await poll(db, 1)
    await poll(db, 1, entry("One item that is read", at=NOW))
    queue = Items(db, words)
    await updates(db, 1)
    await messages(db, 1)
    assert (len(await queue.claim_new(NOW, 9)), await taken(db), await sent(db)) == (1, [1], [1])
    await crash(db)
    assert await queue.claim_new(NOW, 9) == []
    assert (await sent(db), await taken(db)) == ([], [1])
    async with db.write() as c:
        await inbox.done(c, 1, NOW)
    assert await sent(db) == [1]
    assert await queue.claim_new(NOW, 9) == []
    await execute(db, "UPDATE outbox SET state = 'sent', crashes = 0")
    assert len(await queue.claim_new(NOW + timedelta(minutes=1), 9)) == 1
    for _ in range(MOST_CRASHES - 2):
        assert not await crash(db)
        await queue.claim_new(NOW, 9)
    left_out = await crash(db)
    assert [i["title"] for i in left_out.items] == ["One item that is read"]
    assert await rows(db, "SELECT state, attempts, error FROM items") == [("set_aside", 0, ERROR)]


async def test_a_run_that_ends_in_order_suspects_nothing(db: Database) -> None:
    await add_feed(db)
    await poll(db, 1, entry("One item that is read", at=NOW))
    await Items(db, words).claim_new(NOW, 9)
    await updates(db, 1, 2)
    await taken(db)
    await messages(db, 1, 2)
    await sent(db)
    async with db.write() as c:
        await items.release(c, crashed=False)
        await inbox.release(c, crashed=False)
        await outbox.release(c, crashed=False)
    assert not await crash(db)
    assert await taken(db) == [1, 2]
    assert await sent(db) == [1, 2]
    assert [i.tried for i in await Items(db, words).claim_new(NOW, 9)] == [False]
