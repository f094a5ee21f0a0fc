"""What is kept: planned when claimed, through crashes, failures, developments and moves of the chat."""

import json
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.sending.keeping import planned, replan
from feeds.model import MoveStatus, PendingItem
from feeds.reading.naming.catalog import load
from storage import decisions, greetings, kept, outbox, preferences, subscribers
from storage.database import Database
from storage.items import Items
from storage.outbox import OutboxRow
from tests.unit.storage.builders import (
    MINUTE,
    NOW,
    add_chat,
    claimed,
    commit,
    decision,
    entry,
    execute,
    move,
    poll,
    rows,
    value,
    words,
)

CATALOG = load()
DIGEST = NOW.replace(hour=1) + timedelta(days=1)  # 08:00 in Jakarta
STATES = "SELECT kind, state FROM outbox ORDER BY id"


async def choose(db: Database, chat: int, **chosen: Any) -> None:
    async with db.write() as c:
        await preferences.put(c, chat, replace(await preferences.get(c, chat), **chosen))


async def tell(db: Database, number: int, person: str = "", at: datetime = NOW, **other: Any) -> PendingItem:
    """An article that tells a departure from Norvale, committed."""
    if not await value(db, "SELECT COUNT(*) FROM feeds"):
        (item,) = await claimed(db, entry(f"Number {number}", f"https://kabar.example/{number}"))
    else:
        await poll(db, 1, entry(f"Number {number}", f"https://kabar.example/{number}"), at=NOW + MINUTE)
        (item,) = await Items(db, words).claim_new(NOW, 1)
    told = move(person or f"Rara{number}", "Norvale", "Tindra", other.pop("status", MoveStatus.REPORTED))
    await commit(db, item, decision(item, told, **other), at)
    return item


async def step(db: Database, at: datetime) -> list[OutboxRow]:
    """What the sender would send now."""
    async with db.write() as c:
        await kept.wake(c, at)
        return await planned(c, await outbox.claim(c, at, 64), at, CATALOG)


async def settle(db: Database, row: OutboxRow, at: datetime) -> None:
    """The row is sent, as the sender stores it."""
    async with db.write() as c:
        assert await outbox.sending(c, row.id, at)
        await outbox.sent(c, row.id, 900 + row.id, "digest", at)
        if row.kind == "digest":
            await kept.told(c, row, at)


async def daily(db: Database, *events: int) -> None:
    """A daily reader for whom events are kept."""
    await add_chat(db, 1, "Norvale")
    await choose(db, 1, delivery="daily")
    for number in events:
        await tell(db, number)
        assert await step(db, NOW) == []


async def test_a_chat_without_preferences_gets_news_as_it_comes(db: Database) -> None:
    await add_chat(db, 1, "Norvale")
    await tell(db, 1)
    assert [(r.kind, r.silent) for r in await step(db, NOW)] == [("alert", False)]


@pytest.mark.parametrize(
    "meanwhile",
    [
        "DELETE FROM watches WHERE chat_id = 1",
        "UPDATE watches SET muted_until = '2027-01-01T00:00:00.000000Z' WHERE chat_id = 1",
        "UPDATE watches SET scope = 'layoffs' WHERE chat_id = 1",
        "INSERT INTO chat_lists_off (chat_id, list, at) SELECT 1, list, added_at FROM feeds",
    ],
)
async def test_news_that_still_waits_is_not_sent_to_who_wants_it_no_more(db: Database, meanwhile: str) -> None:
    for chat in (1, 2):
        await add_chat(db, chat, "Norvale")
    await tell(db, 1)
    await execute(db, meanwhile)
    assert [row.chat_id for row in await step(db, NOW)] == [2]
    assert await rows(db, "SELECT chat_id, state FROM outbox ORDER BY chat_id") == [(1, "dropped"), (2, "claimed")]


async def test_news_in_the_scope_of_a_watch_goes_whatever_else_the_chat_narrows(db: Database) -> None:
    await add_chat(db, 1, "Norvale", "Tindra")
    await execute(db, "UPDATE watches SET scope = 'departures' WHERE name = 'Norvale'")
    await execute(db, "UPDATE watches SET scope = 'layoffs' WHERE name = 'Tindra'")
    await execute(db, "INSERT INTO chat_lists_off (chat_id, list, at) VALUES (1, 'another', '2026-11-24')")
    await tell(db, 1, scopes={"~norvale": frozenset({"departures"})})
    assert [row.kind for row in await step(db, NOW)] == ["alert"]


async def test_a_digest_tells_what_was_kept_and_what_is_told_is_told_with_it(db: Database) -> None:
    await daily(db, 1, 2, 3)
    assert await step(db, DIGEST - MINUTE) == []
    (digest,) = await step(db, DIGEST)
    assert digest.kind == "digest"
    assert list(digest.payload["events"]) == [("story", 3), ("story", 2), ("story", 1)]
    await settle(db, digest, DIGEST)
    assert await rows(db, "SELECT state, COUNT(*) FROM outbox GROUP BY state ORDER BY state") == [
        ("sent", 1), ("told", 3),
    ]  # fmt: skip
    assert await step(db, DIGEST + timedelta(days=3)) == []


@pytest.mark.parametrize("state", ["claimed", "sending"])
async def test_a_crash_with_a_digest_on_its_way_tells_all_of_it_again(db: Database, path: Path, state: str) -> None:
    await daily(db, 1, 2)
    (digest,) = await step(db, DIGEST)
    await execute(db, "UPDATE outbox SET state = ? WHERE id = ?", state, digest.id)
    await db.close()
    async with await Database.open(path) as again:
        async with again.write() as c:
            await outbox.release(c)
        (digest,) = await step(again, DIGEST + MINUTE)
        assert sorted(n for _, n in digest.payload["events"]) == [1, 2]
        assert digest.silent == (state == "sending")
        await settle(again, digest, DIGEST + MINUTE)
        assert await value(again, "SELECT COUNT(*) FROM outbox WHERE state = 'told'") == 2


async def test_the_card_in_place_of_a_digest_that_may_have_arrived_is_silent_and_counted(db: Database) -> None:
    await daily(db, 1, 2)
    (digest,) = await step(db, DIGEST)
    await execute(db, "UPDATE outbox SET state = 'sending' WHERE id = ?", digest.id)
    async with db.write() as c:
        await outbox.release(c)
        await decisions.retract(c, 1, "person", "", (), None, DIGEST)
    (card,) = await step(db, DIGEST + MINUTE)
    assert (card.kind, card.story_id, card.silent, card.uncertain) == ("alert", 2, True, 1)


async def test_kept_news_survives_a_restart(db: Database, path: Path) -> None:
    await daily(db, 1, 2)
    await db.close()
    async with await Database.open(path) as again:
        async with again.write() as c:
            await outbox.release(c)
        assert await step(again, DIGEST - MINUTE) == []
        assert [r.kind for r in await step(again, DIGEST)] == ["digest"]


async def test_a_development_of_what_is_kept_adds_nothing_and_of_what_is_being_told_comes_by_itself(
    db: Database,
) -> None:
    await daily(db, 1, 2)
    await tell(db, 3, "Rara1", relation="development", story=1, status=MoveStatus.DENIED)
    assert await rows(db, "SELECT COUNT(*) FROM outbox WHERE kind = 'development'") == [(0,)]
    (digest,) = await step(db, DIGEST)
    await tell(db, 4, "Rara1", DIGEST, relation="development", story=1, status=MoveStatus.CONFIRMED)
    await settle(db, digest, DIGEST)
    assert await step(db, DIGEST + MINUTE) == []
    (card,) = await step(db, DIGEST + timedelta(days=1))
    assert (card.kind, card.payload["status"]) == ("development", "confirmed")


async def test_a_development_of_what_a_digest_that_is_tried_again_tells_comes_with_it_alone(db: Database) -> None:
    await daily(db, 1, 2)
    (digest,) = await step(db, DIGEST)
    async with db.write() as c:
        await outbox.sending(c, digest.id, DIGEST)
        await outbox.later(c, digest.id, DIGEST + MINUTE, "no answer", uncertain=False)
    await tell(db, 3, "Rara1", DIGEST, relation="development", story=1, status=MoveStatus.DENIED)
    assert await rows(db, "SELECT COUNT(*) FROM outbox WHERE kind = 'development'") == [(0,)]
    (digest,) = await step(db, DIGEST + MINUTE)
    assert sorted(n for _, n in digest.payload["events"]) == [1, 2]


async def test_a_single_kept_development_says_the_latest_word(db: Database) -> None:
    await add_chat(db, 1, "Norvale")
    await tell(db, 1)
    (alert,) = await step(db, NOW)
    await settle(db, alert, NOW)
    await choose(db, 1, delivery="daily")
    await tell(db, 2, "Rara1", relation="development", story=1, status=MoveStatus.CONFIRMED)
    assert await step(db, NOW) == []
    await tell(db, 3, "Rara1", relation="development", story=1, status=MoveStatus.DENIED)
    (card,) = await step(db, DIGEST)
    assert (card.kind, card.payload["status"], card.reply_to_key) == ("development", "denied", alert.key)


async def test_a_single_card_that_has_to_be_tried_again_is_not_kept_for_another_day(db: Database) -> None:
    await daily(db, 1)
    (card,) = await step(db, DIGEST)
    assert card.kind == "alert"
    async with db.write() as c:
        await outbox.sending(c, card.id, DIGEST)
        await outbox.later(c, card.id, DIGEST + MINUTE, "no answer", uncertain=False)
    assert [r.id for r in await step(db, DIGEST + MINUTE)] == [card.id]


async def test_what_a_refused_digest_told_comes_card_by_card_once_each_and_later_news_in_the_next(db: Database) -> None:
    await daily(db, 1, 2)
    (digest,) = await step(db, DIGEST)
    async with db.write() as c:
        await outbox.ended(c, digest.id, "failed", "Bad Request")
        await kept.one_by_one(c, digest, DIGEST)
    await tell(db, 3, at=DIGEST)
    for story in (1, 2):
        (card,) = await step(db, DIGEST)
        assert (card.kind, card.story_id) == ("alert", story)
        await settle(db, card, DIGEST)
    assert await step(db, DIGEST) == []
    assert [(r.kind, r.story_id) for r in await step(db, DIGEST + timedelta(days=1))] == [("alert", 3)]


async def test_of_two_kept_events_one_of_which_is_gone_the_other_comes_as_its_card(db: Database) -> None:
    await daily(db, 1, 2)
    await execute(db, "UPDATE items SET story_id = NULL WHERE story_id = 1")
    (card,) = await step(db, DIGEST)
    assert (card.kind, card.story_id) == ("alert", 2)
    assert await rows(db, "SELECT state FROM outbox WHERE story_id = 1") == [("dropped",)]


async def test_what_is_kept_goes_along_to_the_supergroup_and_comes_there(db: Database) -> None:
    await add_chat(db, -5, "Norvale")
    await choose(db, -5, delivery="daily")
    for number in (1, 2):
        await tell(db, number)
        assert await step(db, NOW) == []
    async with db.write() as c:
        await subscribers.migrate(c, -5, -1005)
    assert await rows(db, "SELECT key FROM outbox WHERE key LIKE '%:-5:%'") == []
    (digest,) = await step(db, DIGEST)
    assert (digest.kind, digest.chat_id) == ("digest", -1005)


async def test_stop_drops_what_is_kept_and_forgetting_leaves_none_of_it(db: Database) -> None:
    await daily(db, 1, 2)
    async with db.write() as c:
        await outbox.drop_pending(c, 1, "stopped")
    assert {state for _, state in await rows(db, STATES)} == {"dropped"}
    await tell(db, 3)
    assert await step(db, NOW) == []
    assert await step(db, DIGEST) != []
    async with db.write() as c:
        await subscribers.forget(c, 1)
    assert await rows(db, STATES) == []


async def test_settings_that_change_hold_for_what_is_kept(db: Database) -> None:
    await daily(db, 1, 2)
    await choose(db, 1, digest_at=time(20))
    async with db.write() as c:
        await replan(c, 1, NOW)
    evening = NOW.replace(hour=13)  # 20:00 in Jakarta
    assert await step(db, evening - MINUTE) == []
    await choose(db, 1, delivery="instant", quiet=(time(19), time(21)))
    async with db.write() as c:
        await replan(c, 1, evening)
    assert await step(db, evening) == []
    await choose(db, 1, quiet=None)
    async with db.write() as c:
        await replan(c, 1, evening + MINUTE)
    (digest,) = await step(db, evening + MINUTE)
    assert (digest.kind, digest.payload["form"]) == ("digest", "instant")


async def test_breaking_news_that_is_switched_on_frees_what_is_breaking_and_keeps_the_rest(db: Database) -> None:
    await add_chat(db, 1, "Norvale")
    await choose(db, 1, delivery="daily")
    await tell(db, 1, heads=True)
    await tell(db, 2)
    for _ in range(2):
        assert await step(db, NOW) == []
    await choose(db, 1, breaking=True)
    async with db.write() as c:
        await replan(c, 1, NOW)
    assert [r.story_id for r in await step(db, NOW)] == [1]
    assert await rows(db, "SELECT story_id FROM outbox WHERE state = 'held' AND kind = 'alert'") == [(2,)]


async def test_a_digest_due_in_quiet_hours_that_have_begun_meanwhile_waits_for_their_end(db: Database) -> None:
    await daily(db, 1, 2)
    await choose(db, 1, quiet=(time(7), time(9)))  # no command changed it, so nothing was planned anew
    assert await step(db, DIGEST) == []
    assert await rows(db, "SELECT state FROM outbox WHERE kind = 'digest'") == [("held",)]
    assert [r.kind for r in await step(db, DIGEST + timedelta(hours=1))] == ["digest"]


async def test_the_preferences_of_the_moment_of_sending_count_not_those_of_the_fan_out(db: Database) -> None:
    await add_chat(db, 1, "Norvale")
    await tell(db, 1)
    await choose(db, 1, delivery="weekly")
    assert await step(db, NOW) == []
    assert json.loads(str(await value(db, "SELECT settings FROM subscribers")))["delivery"] == "weekly"


async def test_what_is_kept_for_a_chat_that_shuts_the_bot_out_is_given_up_and_comes_once_when_that_was_half_of_a_move(
    db: Database,
) -> None:
    await daily(db, 1, 2)
    async with db.write() as c:
        await greetings.shut_out(c, 1, NOW)
    assert {state for _, state in await rows(db, STATES)} == {"dropped"}
    assert await step(db, DIGEST) == []
    async with db.write() as c:
        await greetings.let_in(c, 1, NOW)
    assert await step(db, NOW) == []
    assert await step(db, NOW) == []
    (digest,) = await step(db, DIGEST)
    assert sorted(n for _, n in digest.payload["events"]) == [1, 2]


async def test_a_digest_on_its_way_to_a_chat_that_shuts_the_bot_out_is_not_sent_and_leaves_nothing_that_is_kept(
    db: Database,
) -> None:
    await daily(db, 1, 2)
    (digest,) = await step(db, DIGEST)
    async with db.write() as c:
        await greetings.shut_out(c, 1, DIGEST)
        assert not await outbox.sending(c, digest.id, DIGEST)
    assert {state for _, state in await rows(db, STATES)} == {"dropped"}
