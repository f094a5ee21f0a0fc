"""What is no talent news, on its way to those who watch everything about a name in it."""

import json

import pytest

from feeds.model import Decision, PendingItem, Reading
from storage import archive, deliveries, subscribers, watches
from storage.database import Database
from storage.items import Items
from storage.retention import forget_old
from tests.unit.storage.builders import (
    AGES,
    MINUTE,
    NOW,
    add_chat,
    add_feed,
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

NORVALE = frozenset({"~norvale"})


@pytest.fixture
async def item(db: Database) -> PendingItem:
    return (await claimed(db, entry("Norvale opens an office", "https://kabar.example/1")))[0]


async def another(db: Database, title: str, url: str = "https://kabar.example/feed.xml") -> PendingItem:
    await poll(db, await add_feed(db, url), entry(title), at=NOW)
    return (await Items(db, words).claim_new(NOW, 1))[0]


def plain(item: PendingItem, named: frozenset[str] = NORVALE, **more: object) -> Decision:
    """An item that is no talent news and has watched names in its title."""
    reading = Reading(item.article, "en", talent=False, score=0.0)
    values: dict[str, object] = {"named": named, "notify": True, **more}
    return Decision(item.id, "none", reading, **values)  # type: ignore[arg-type]


async def everything(db: Database, chat: int, *names: str) -> None:
    await add_chat(db, chat, *names)
    await execute(db, "UPDATE watches SET scope = 'everything' WHERE chat_id = ?", chat)


async def test_it_reaches_those_alone_who_watch_everything_about_the_name(db: Database, item: PendingItem) -> None:
    await everything(db, 1, "Norvale", "Tindra")
    await everything(db, 2, "Tindra")
    await add_chat(db, 3, "Norvale")
    await commit(db, item, plain(item))
    ((key, kind, story, payload),) = await rows(db, "SELECT key, kind, story_id, payload FROM outbox")
    assert (key, kind, story) == (f"mention:1:{item.id}", "mention", None)
    assert json.loads(str(payload)) == {"item": int(item.id), "names": ["Norvale"], "targets": ["~norvale"]}


@pytest.mark.parametrize("silenced", ["muted", "stopped", "blocked", "may not be sent"])
async def test_it_reaches_nobody_to_whom_silence_was_promised(db: Database, item: PendingItem, silenced: str) -> None:
    await everything(db, 1, "Norvale")
    if silenced == "muted":
        await execute(db, "UPDATE watches SET muted_until = '2026-11-30T00:00:00.000000'")
    elif silenced != "may not be sent":
        async with db.write() as c:
            await subscribers.set_state(c, 1, silenced)
    await commit(db, item, plain(item, notify=silenced != "may not be sent"))
    assert await value(db, "SELECT COUNT(*) FROM outbox") == 0
    assert await value(db, "SELECT COUNT(*) FROM mentions") == 0


async def test_a_repeat_reaches_a_chat_only_where_the_first_did_not(db: Database, item: PendingItem) -> None:
    await everything(db, 1, "Norvale")
    await commit(db, item, plain(item))
    await everything(db, 2, "Norvale")
    copy = await another(db, "Norvale opens an office!", "https://warta.example/feed.xml")
    await commit(db, copy, plain(copy, repeats=item.id))
    found = await rows(db, "SELECT key, json_extract(payload, '$.item') FROM outbox ORDER BY chat_id")
    assert found == [(f"mention:1:{item.id}", int(item.id)), (f"mention:2:{item.id}", int(copy.id))]


async def test_what_was_told_is_known_by_its_names_for_comparison(db: Database, item: PendingItem) -> None:
    await everything(db, 1, "Norvale")
    await commit(db, item, plain(item, NORVALE | {"~tindra"}))
    queue = Items(db, words)
    (told,) = await queue.mentioned(NORVALE | {"~tindra", "~kelana"}, NOW - MINUTE)
    assert (told.article.title, told.first) == ("Norvale opens an office", item.id)
    assert await queue.mentioned(frozenset({"~kelana"}), NOW - MINUTE) == []
    assert await queue.mentioned(NORVALE, NOW + MINUTE) == []


async def test_articles_of_no_story_are_found_by_their_words_the_newest_first(db: Database, item: PendingItem) -> None:
    await commit(db, item, plain(item))
    office = await another(db, "Norvale closes an office")
    await commit(db, office, plain(office))
    told = await another(db, "Norvale loses Rara to Tindra")
    await commit(db, told, decision(told, move("Rara", "Norvale", "Tindra")))
    async with db.read() as c:
        found = await archive.untold(c, ["norvale", "office"], NOW - MINUTE, 10)
        assert [a.title for a in found] == ["Norvale closes an office", "Norvale opens an office"]
        assert [a.id for a in await archive.untold(c, ["norvale"], NOW - MINUTE, 1)] == [office.id]
        assert await archive.untold(c, ["norvale"], NOW + MINUTE, 10) == []
        assert await archive.untold(c, [], NOW - MINUTE, 10) == []


async def test_a_repeated_commit_changes_nothing(db: Database, item: PendingItem) -> None:
    await everything(db, 1, "Norvale")
    await commit(db, item, plain(item))
    before = [await rows(db, f"SELECT * FROM {table}") for table in ("outbox", "mentions", "items")]
    await commit(db, item, plain(item), NOW + MINUTE)
    assert [await rows(db, f"SELECT * FROM {table}") for table in ("outbox", "mentions", "items")] == before


async def test_a_group_that_becomes_a_supergroup_is_not_told_again(db: Database, item: PendingItem) -> None:
    await everything(db, -5, "Norvale")
    await commit(db, item, plain(item))
    async with db.write() as c:
        await subscribers.migrate(c, -5, -1005)
    copy = await another(db, "Norvale opens an office!")
    await commit(db, copy, plain(copy, repeats=item.id))
    assert await rows(db, "SELECT key FROM outbox") == [(f"mention:-1005:{item.id}",)]


async def test_the_message_is_found_and_goes_with_its_chat_and_the_note_with_its_article(
    db: Database, item: PendingItem
) -> None:
    await everything(db, 1, "Norvale")
    await commit(db, item, plain(item))
    await execute(db, "UPDATE outbox SET state = 'sent', message_id = 40")
    async with db.write() as c:
        row = await deliveries.mention_of(c, 1, 40)
        assert row is not None and row["key"] == f"mention:1:{item.id}"
        assert await deliveries.mention_of(c, 2, 40) is None
        assert [w.name for w in await watches.about(c, 1, ["~norvale", "~kelana"])] == ["Norvale"]
    await forget_old(db, AGES, NOW + AGES.articles + MINUTE)
    async with db.write() as c:
        await subscribers.forget(c, 1)
    assert await value(db, "SELECT COUNT(*) FROM mentions") == 0
    assert await value(db, "SELECT COUNT(*) FROM outbox") == 0
