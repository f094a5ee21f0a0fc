"""Messages on their way: claimed by lane, one a chat; what a crash leaves; pauses that outlast it."""

from datetime import timedelta
from pathlib import Path

from storage import deliveries, outbox, stories_muted
from storage.database import Database
from storage.moments import stamp
from storage.outbox import ALERT, DIGEST, REPLY, NewMessage, OutboxRow
from tests.unit.storage.builders import NOW, execute, rows, value

SECOND = timedelta(seconds=1)


async def put(db: Database, *messages: tuple[str, int, int]) -> None:
    """Messages as (key, chat, lane)."""
    async with db.write() as c:
        await outbox.put(c, [NewMessage(key, chat, "text", {"text": key}, lane) for key, chat, lane in messages], NOW)


async def claim(db: Database, at: timedelta = timedelta(), limit: int = 50) -> list[OutboxRow]:
    async with db.write() as c:
        return await outbox.claim(c, NOW + at, limit)


async def send(db: Database, row: OutboxRow, message_id: int = 1) -> None:
    async with db.write() as c:
        assert await outbox.sending(c, row.id, NOW)
        await outbox.sent(c, row.id, message_id, None, NOW)


async def test_a_key_is_one_message(db: Database) -> None:
    await put(db, ("a", 1, REPLY), ("a", 2, REPLY))
    await put(db, ("a", 3, REPLY))
    assert await rows(db, "SELECT key, chat_id FROM outbox") == [("a", 1)]


async def test_replies_go_before_alerts_and_alerts_before_digests(db: Database) -> None:
    await put(db, ("d", 1, DIGEST), ("a", 2, ALERT), ("r", 3, REPLY), ("r2", 4, REPLY))
    assert [m.key for m in await claim(db)] == ["r", "r2", "a", "d"]


async def test_a_full_house_takes_the_lower_lane_first(db: Database) -> None:
    await put(db, ("d", 1, DIGEST), ("a", 2, ALERT), ("r", 3, REPLY))
    assert [m.key for m in await claim(db, limit=2)] == ["r", "a"]
    assert [m.key for m in await claim(db)] == ["d"]


async def test_one_message_of_a_chat_is_under_way_at_a_time_and_their_order_is_kept(db: Database) -> None:
    await put(db, ("a1", 1, ALERT), ("a2", 1, ALERT), ("r1", 1, REPLY))
    seen = []
    while found := await claim(db):
        (row,) = found
        assert await claim(db) == []
        await send(db, row)
        seen.append(row.key)
    assert seen == ["r1", "a1", "a2"]


async def test_what_is_tried_again_keeps_its_place_in_its_lane(db: Database) -> None:
    await put(db, ("a1", 1, ALERT), ("a2", 1, ALERT), ("b1", 2, ALERT))
    first, other = await claim(db)
    async with db.write() as c:
        for row in (first, other):
            assert await outbox.sending(c, row.id, NOW)
        await outbox.later(c, first.id, NOW + 5 * SECOND, "HTTP 502", uncertain=True)
        await outbox.sent(c, other.id, 1, None, NOW)
    assert await claim(db, SECOND) == []
    await put(db, ("r1", 1, REPLY))
    (reply,) = await claim(db, SECOND)
    assert reply.key == "r1"
    await send(db, reply)
    (again,) = await claim(db, 6 * SECOND)
    assert (again.key, again.attempts, again.silent) == ("a1", 1, True)


async def test_sending_begins_only_for_a_row_that_is_still_ours(db: Database) -> None:
    await put(db, ("a", 1, ALERT))
    (row,) = await claim(db)
    async with db.write() as c:
        assert await outbox.drop_pending(c, 1, "the chat cannot be reached") == 1
        assert not await outbox.sending(c, row.id, NOW)
    assert await value(db, "SELECT state FROM outbox") == "dropped"


async def test_after_a_crash_the_claimed_goes_back_unharmed_and_the_sending_silently(db: Database, path: Path) -> None:
    await put(db, ("claimed", 1, ALERT), ("sending", 2, ALERT), ("sent", 3, ALERT), ("pending", 4, DIGEST))
    found = {m.key: m for m in await claim(db, limit=3)}
    async with db.write() as c:
        for key in ("sending", "sent"):
            await outbox.sending(c, found[key].id, NOW)
        await outbox.sent(c, found["sent"].id, 7, "digest", NOW)
    await db.close()
    async with await Database.open(path) as reopened:
        async with reopened.write() as c:
            assert await outbox.release(c) == 1
        again = []
        while found_again := await claim(reopened):
            again += found_again
            for row in found_again:
                await send(reopened, row)
        uncertain = await rows(reopened, "SELECT key FROM outbox WHERE uncertain = 1")
    assert {m.key: m.silent for m in again} == {"claimed": False, "sending": True, "pending": False}
    assert uncertain == [("sending",)]


async def test_a_pause_survives_a_reopening_and_is_never_shortened(db: Database, path: Path) -> None:
    await put(db, ("a", 1, ALERT), ("b", 2, ALERT))
    async with db.write() as c:
        await outbox.pause(c, 1, NOW + 30 * SECOND)
        await outbox.pause(c, 1, NOW + 10 * SECOND)
    await db.close()
    async with await Database.open(path) as reopened:
        assert [m.key for m in await claim(reopened, 20 * SECOND)] == ["b"]
        assert [m.key for m in await claim(reopened, 30 * SECOND)] == ["a"]


async def test_a_pause_for_everybody_holds_all(db: Database) -> None:
    await put(db, ("a", 1, REPLY), ("b", -100, ALERT))
    async with db.write() as c:
        await outbox.pause(c, outbox.EVERYBODY, NOW + 10 * SECOND)
    assert await claim(db, 9 * SECOND) == []
    assert len(await claim(db, 10 * SECOND)) == 2


async def test_an_edit_leaves_the_number_of_the_message_as_it_is(db: Database) -> None:
    await put(db, ("a", 1, ALERT))
    (row,) = await claim(db)
    await send(db, row, 42)
    async with db.write() as c:
        await outbox.sent(c, row.id, None, "new digest", NOW)
        assert await deliveries.message_of(c, "a") == 42
        assert await deliveries.message_of(c, "unknown") is None


async def test_a_message_leads_back_to_its_story(db: Database) -> None:
    async with db.write() as c:
        await outbox.shown(c, 1, [5], [5], NOW)
        await outbox.shown(c, 1, [5], [5], NOW)
        row = await deliveries.alert_of(c, 1, 5)
        assert row is not None and row["state"] == "shown"
        await outbox.sent(c, row["id"], 9, None, NOW)
        assert await deliveries.story_of(c, 1, 9) == 5
        assert await deliveries.story_of(c, 2, 9) is None
    assert await value(db, "SELECT COUNT(*) FROM outbox") == 1


async def test_what_waits_is_counted(db: Database) -> None:
    async with db.read() as c:
        assert await deliveries.waiting(c) == 0
    await put(db, ("a", 1, ALERT), ("r", 2, REPLY))
    async with db.write() as c:
        await outbox.later(c, 2, NOW + SECOND, "HTTP 500", uncertain=False)
        assert (await deliveries.waiting(c), await deliveries.replies_waiting(c)) == (2, 1)
        await outbox.ended(c, 1, "failed", "refused")
        assert await deliveries.waiting(c) == 1


async def test_a_chat_that_cannot_be_reached_holds_up_no_other(db: Database) -> None:
    await put(db, ("a", 1, ALERT), ("b", 1, ALERT), ("c", 2, ALERT))
    await execute(db, "UPDATE outbox SET state = 'sending' WHERE key = 'a'")
    async with db.write() as c:
        assert await outbox.drop_pending(c, 1, "blocked") == 1
    assert [m.key for m in await claim(db)] == ["c"]


async def test_what_a_message_waits_for_is_looked_up_in_its_chat_alone(db: Database) -> None:
    """However many chats wait for replies behind one that is tried again."""
    for sql in (outbox.CLAIM_REPLIES, outbox.CLAIM_OTHERS, outbox.SUSPECT, outbox.WAITING):
        async with db.read() as c:
            plan = await c.all(f"EXPLAIN QUERY PLAN {sql}", {"now": stamp(NOW), "limit": 50, "most": 60})
        steps = [str(step[3]) for step in plan]
        earlier = [step for step in steps if step.split()[1] == "e"]
        assert len(earlier) == 1, steps
        assert earlier[0].startswith("SEARCH e USING INDEX outbox_chat (chat_id=? AND state=?"), steps


async def news(db: Database, *told: tuple[str, int, str, int, str]) -> None:
    """Messages of stories as (key, chat, kind, story, state)."""
    async with db.write() as c:
        await outbox.put(c, [NewMessage(k, chat, kind, {}, ALERT, story_id=s) for k, chat, kind, s, _ in told], NOW)
        for key, *_, state in told:
            await c.run("UPDATE outbox SET state = ? WHERE key = ?", (state, key))


async def test_the_reach_of_a_story_counts_each_chat_that_was_told_once(db: Database) -> None:
    await news(
        db, ("a", 1, "alert", 5, "sent"), ("b", 1, "development", 5, "sent"), ("c", 2, "alert", 5, "told"),
        ("d", 3, "alert", 5, "shown"), ("e", 4, "alert", 5, "failed"), ("f", 5, "reply", 5, "sent"),
        ("g", 6, "alert", 6, "sent"), ("h", 7, "alert", 5, "pending"),
    )  # fmt: skip
    async with db.read() as c:
        assert await deliveries.reach(c, 5) == 2


async def test_what_waits_of_a_story_that_is_muted_is_not_sent(db: Database) -> None:
    await news(
        db, ("a", 1, "development", 5, "pending"), ("b", 1, "edit", 5, "pending"), ("c", 1, "reply", 5, "pending"),
        ("d", 1, "alert", 6, "pending"), ("e", 2, "alert", 5, "pending"), ("f", 1, "alert", 5, "sent"),
    )  # fmt: skip
    async with db.write() as c:
        assert await stories_muted.mute(c, 1, 5, NOW)
    dropped = await rows(db, "SELECT key FROM outbox WHERE state = 'dropped' ORDER BY key")
    assert dropped == [("a",), ("b",)]
