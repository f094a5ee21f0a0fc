"""Updates: each once, in a chat's order, tried three times."""

from storage import inbox
from storage.database import Database
from storage.inbox import Received
from tests.unit.storage.builders import NOW, rows


async def accept(db: Database, *updates: tuple[int, int | None]) -> None:
    async with db.write() as c:
        await inbox.accept(c, [Received(number, chat, f'{{"update_id": {number}}}') for number, chat in updates], NOW)


async def claim(db: Database, limit: int = 50, most: int = inbox.ANY_TURN) -> list[int]:
    async with db.write() as c:
        return [u.update_id for u in await inbox.claim(c, limit, most)]


async def done(db: Database, number: int) -> bool:
    async with db.write() as c:
        return await inbox.done(c, number, NOW)


async def test_an_update_that_comes_again_is_kept_as_it_is(db: Database) -> None:
    await accept(db, (1, 5))
    assert await claim(db) == [1]
    assert await done(db, 1)
    await accept(db, (1, 5), (2, 5))
    assert await claim(db) == [2]
    assert not await done(db, 1)


async def test_a_chat_is_handled_in_order_and_chats_beside_each_other(db: Database) -> None:
    await accept(db, (3, 5), (1, 5), (2, 6), (4, None), (5, None))
    assert await claim(db) == [1, 2, 4, 5]
    assert await claim(db) == []
    await done(db, 1)
    assert await claim(db) == [3]


async def test_no_more_are_claimed_than_asked_for_the_oldest_first(db: Database) -> None:
    await accept(db, *((n, n) for n in range(9, 0, -1)))
    assert await claim(db, 3) == [1, 2, 3]


async def test_what_fails_is_tried_three_times_and_keeps_its_place(db: Database) -> None:
    await accept(db, (1, 5), (2, 5))
    tries = []
    for _ in range(3):
        async with db.write() as c:
            (update,) = await inbox.claim(c, 9)
            tries.append((update.update_id, await inbox.failed(c, update.update_id, update.attempts, "odd", NOW)))
    assert tries == [(1, False), (1, False), (1, True)]
    assert await claim(db) == [2]
    assert await rows(db, "SELECT state, error FROM inbox WHERE update_id = 1") == [("failed", "odd")]


async def test_a_crash_frees_what_was_claimed(db: Database) -> None:
    await accept(db, (1, 5))
    await claim(db)
    async with db.write() as c:
        await inbox.release(c)
        assert await inbox.waiting(c) == 1
    assert await claim(db) == [1]


async def test_a_press_whose_answer_was_not_given_keeps_it_through_a_crash_and_has_no_effects_again(
    db: Database,
) -> None:
    await accept(db, (1, 5), (2, 5))
    await claim(db)
    async with db.write() as c:
        assert await inbox.done(c, 1, NOW, {"query": "q", "toast": "Done."})
        assert not await inbox.done(c, 1, NOW, {"query": "q", "toast": "Done."})
        await inbox.failed(c, 1, 1, "odd", NOW)
        await inbox.release(c)
        assert await inbox.unanswered(c) == [(1, {"query": "q", "toast": "Done."})]
    assert await claim(db) == [2], "what comes after it does not wait for it"
    async with db.write() as c:
        await inbox.passed(c, 1, NOW)
        assert await inbox.unanswered(c) == []
    assert await rows(db, "SELECT state, payload FROM inbox WHERE update_id = 1") == [("done", "")]


async def test_what_is_handled_keeps_its_number_and_not_its_words(db: Database) -> None:
    await accept(db, (1, 5), (2, 6))
    await claim(db)
    await done(db, 1)
    async with db.write() as c:
        await inbox.passed(c, 1, NOW)
        await inbox.passed(c, 2, NOW)
    assert await rows(db, "SELECT update_id, state, payload FROM inbox") == [(1, "done", ""), (2, "done", "")]


async def test_what_is_turned_away_is_handled_already_and_leaves_its_number_alone(db: Database) -> None:
    async with db.write() as c:
        await inbox.accept(c, [Received(1, 5, "a"), Received(2, 5, "b")], NOW, away={2})
    assert await claim(db) == [1]
    assert await done(db, 1)
    assert await claim(db) == []
    assert await rows(db, "SELECT state, payload FROM inbox WHERE update_id = 2") == [("done", "")]


async def test_what_is_stored_is_known_by_its_number(db: Database) -> None:
    await accept(db, (1, 5), (2, 5))
    async with db.read() as c:
        assert await inbox.known(c, (2, 3)) == {2}


async def test_a_flood_of_one_chat_keeps_nobody_waiting_and_is_handled_in_its_order(db: Database) -> None:
    await accept(db, *((number, 5) for number in range(1, 2001)), (2001, 6), (2002, None), (2003, 5), (2004, 7))
    assert await claim(db, 16) == [1, 2001, 2002, 2004]
    assert await claim(db, 16) == []
    await done(db, 1)
    assert await claim(db, 16) == [2]
    claim_sql = inbox.CLAIM.replace(":limit", "16").replace(":looked", "500").replace(":most", "9")
    plan = await rows(db, f"EXPLAIN QUERY PLAN {claim_sql}")
    steps = [str(step[3]) for step in plan]
    assert "SEARCH inbox USING INDEX inbox_turn (turn<?)" in steps, steps
    assert not [step for step in steps if step in ("SCAN inbox", "SCAN e", "SCAN b")], steps


async def turned(db: Database, *updates: tuple[int, int, int]) -> None:
    async with db.write() as c:
        rows = [Received(number, chat, "{}") for number, chat, _ in updates]
        await inbox.accept(c, rows, NOW, turns={number: turn for number, _, turn in updates})


async def test_who_writes_once_goes_before_many_who_write_much(db: Database) -> None:
    crowd = [(n, 100 + n % 30, 1 + n // 30) for n in range(300)]
    await turned(db, *crowd)
    assert await claim(db, 30) == list(range(30)), "one of each, in the order of their coming"
    for number in range(30):
        await done(db, number)
    await turned(db, (900, 5, 1))
    assert (await claim(db, 3))[0] == 900


async def test_turns_beyond_a_number_wait_until_it_is_lifted(db: Database) -> None:
    await turned(db, *((n, 5, n) for n in range(1, 10)), (20, 6, 1))
    found = []
    while came := await claim(db, 4, 3):
        found += came
        for number in came:
            await done(db, number)
    assert found == [1, 20, 2, 3]
    assert await claim(db) == [4]


async def test_a_chat_keeps_its_order_into_a_new_minute_in_which_it_is_counted_from_one(db: Database) -> None:
    await turned(db, (1, 5, 1), (2, 5, 2), (3, 5, 3))
    await turned(db, (4, 5, 1), (5, 6, 2))
    order = []
    while found := await claim(db, 1):
        order += found
        await done(db, found[0])
    assert order == [1, 2, 5, 3, 4]


async def test_however_much_one_chat_has_sent_the_others_are_found_behind_it(db: Database) -> None:
    await accept(db, *((n, 5) for n in range(inbox.LOOKED_AT * 3)), (90_000, 6))
    assert await claim(db) == [0, 90_000]
    await done(db, 0)
    assert await claim(db) == [1]
