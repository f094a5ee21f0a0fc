"""The fan-out by scope: a chat is told by the pairs of target and scope that a decision satisfies."""

import json
from collections.abc import Iterable

import pytest

from feeds.model import SCOPES, MoveStatus, PendingItem, Scope
from storage import watches
from storage.database import Database
from storage.items import Items
from tests.unit.storage.builders import (
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
    watched,
    words,
)

MOVE = move("Rara", "Norvale", "Tindra")
DENIED = move("Rara", "Norvale", "Tindra", MoveStatus.DENIED)
NORVALE, TINDRA = "~norvale", "~tindra"


@pytest.fixture
async def item(db: Database) -> PendingItem:
    return (await claimed(db, entry("Rara leaves Norvale for Tindra", "https://kabar.example/1")))[0]


async def another(db: Database, title: str) -> PendingItem:
    await poll(db, 1, entry(title), at=NOW)
    return (await Items(db, words).claim_new(NOW, 1))[0]


async def chats(db: Database, scopes: Iterable[str], name: str = "Norvale", first: int = 1) -> None:
    """A chat for each scope, in their order, that watches a name in it."""
    for chat, scope in enumerate(scopes, first):
        await add_chat(db, chat, name)
        await execute(db, "UPDATE watches SET scope = ? WHERE chat_id = ?", scope, chat)


def satisfying(**by_target: str) -> dict[str, frozenset[Scope]]:
    """What a decision's scopes say: norvale="departures senior"."""
    return {f"~{name}": frozenset(told.split()) for name, told in by_target.items()}  # type: ignore[arg-type]


async def told(db: Database, kind: str = "alert") -> list[object]:
    return [r[0] for r in await rows(db, "SELECT chat_id FROM outbox WHERE kind = ? ORDER BY chat_id", kind)]


@pytest.mark.parametrize(
    ("satisfied", "expected"),
    [
        ("", {"all", "everything"}),
        ("departures", {"all", "everything", "departures"}),
        ("departures senior layoffs", {"all", "everything", "departures", "senior", "layoffs"}),
    ],
)
async def test_those_are_told_whose_scope_is_satisfied(
    db: Database, item: PendingItem, satisfied: str, expected: set[str]
) -> None:
    await chats(db, SCOPES)
    await commit(db, item, decision(item, MOVE, scopes=satisfying(norvale=satisfied)))
    assert {SCOPES[int(str(chat)) - 1] for chat in await told(db)} == expected


async def test_a_scope_is_satisfied_for_the_name_that_is_watched_in_it(db: Database, item: PendingItem) -> None:
    await chats(db, ["arrivals"], "Norvale")
    await chats(db, ["arrivals"], "Tindra", first=2)
    await add_chat(db, 2, "Norvale")
    await commit(db, item, decision(item, MOVE, scopes=satisfying(norvale="departures", tindra="arrivals")))
    assert await told(db) == [2]
    (names,) = (await rows(db, "SELECT payload ->> '$.names' FROM outbox"))[0]
    assert sorted(json.loads(str(names))) == ["Norvale", "Tindra"], "all of Norvale and the arrivals of Tindra"


async def test_a_chat_with_two_names_is_told_once_and_of_that_which_let_it_through(
    db: Database, item: PendingItem
) -> None:
    await add_chat(db, 1, "Norvale", "Tindra")
    await execute(db, "UPDATE watches SET scope = 'departures'")
    await commit(db, item, decision(item, MOVE, scopes=satisfying(norvale="departures", tindra="arrivals")))
    assert [p for (p,) in await rows(db, "SELECT payload ->> '$.names' FROM outbox")] == ['["Norvale"]']


async def test_a_further_source_with_which_a_scope_is_first_satisfied_tells_its_watches(
    db: Database, item: PendingItem
) -> None:
    await chats(db, ["all", "senior"])
    await commit(db, item, decision(item, MOVE, scopes=satisfying(norvale="departures")))
    await execute(db, "UPDATE outbox SET state = 'sent', message_id = 10")
    more = await another(db, "Norvale loses its chief scientist Rara")
    await commit(db, more, decision(more, MOVE, "source", 1, scopes=satisfying(norvale="departures senior")))
    assert await told(db) == [1, 2]
    assert await told(db, "edit") == [1]


async def test_a_development_tells_those_who_were_told_and_whose_scope_it_is_the_first_to_satisfy(
    db: Database, item: PendingItem
) -> None:
    await chats(db, ["departures", "senior", "layoffs"])
    await commit(db, item, decision(item, MOVE, scopes=satisfying(norvale="departures")))
    await execute(db, "UPDATE outbox SET state = 'sent', message_id = 10")
    await execute(db, "UPDATE watches SET scope = 'arrivals' WHERE chat_id = 1")
    more = await another(db, "Tindra denies that chief scientist Rara comes")
    await commit(db, more, decision(more, DENIED, "development", 1, scopes=satisfying(norvale="departures senior")))
    found = await rows(db, "SELECT chat_id, reply_to_key FROM outbox WHERE kind = 'development' ORDER BY chat_id")
    assert found == [(1, "alert:1:1:0"), (2, None)], "told before whatever the scope is now; new to the seniors' watch"


async def test_a_scope_of_another_version_is_told_nothing(db: Database, item: PendingItem) -> None:
    await chats(db, ["rumours"])
    await commit(db, item, decision(item, MOVE, scopes=satisfying(norvale="departures")))
    assert await told(db) == []


async def test_a_scope_is_set_and_kept_by_a_second_watch_on_the_name(db: Database) -> None:
    await add_chat(db, 1, "Norvale")
    await add_chat(db, 2, "Norvale")
    async with db.write() as c:
        assert await watches.set_scope(c, 1, NORVALE, "senior")
        assert not await watches.set_scope(c, 1, TINDRA, "senior")
        assert not await watches.add(c, 1, watched("Norvale"), "Norvale", NOW)
    async with db.read() as c:
        assert [w.scope for w in await watches.of_chat(c, 1)] == ["senior"]
        assert [w.scope for w in await watches.of_chat(c, 2)] == ["all"]
