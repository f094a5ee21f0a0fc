"""Lists of feeds that a chat has switched off: what still reaches it, and when."""

from collections.abc import Sequence

import pytest

from bot.scoping import still_wanted
from feeds.intake.canonical import new_items
from feeds.model import FeedDocument, FetchOutcome, MoveStatus, PendingItem
from feeds.reading.naming.catalog import load
from storage import feed_list, lists, stories
from storage.database import Database
from storage.fan_out import audience
from storage.feed_list import ADDED, FeedSpec
from storage.feeds import Feeds
from storage.items import Items
from storage.outbox import OutboxRow, outbox_row
from tests.unit.storage.builders import DAY, MINUTE, NOW, add_chat, commit, decision, entry, move, rows, words

MOVE = move("Rara", "Norvale", "Tindra")
DENIED = move("Rara", "Norvale", "Tindra", MoveStatus.DENIED)
DESK, WIRE = "Desk", "Wire"


@pytest.fixture
async def numbers(db: Database) -> dict[str, int]:
    """A feed in each of two lists; one chat that has the second off, and one that has neither."""
    await add_chat(db, 1, "Norvale")
    await add_chat(db, 2, "Norvale")
    async with db.write() as c:
        found = {name: await feed_list.add(c, FeedSpec(f"https://{name}.example/f", name), "file", None, NOW)
                 for name in (DESK, WIRE)}  # fmt: skip
        await lists.switch(c, 1, WIRE, NOW, on=False)
    return found


async def came(db: Database, feed_id: int, title: str) -> PendingItem:
    """An article that a feed brings."""
    items = new_items(FeedDocument("rss20", "Kabar", (entry(title),)))
    await Feeds(db).record(FetchOutcome(feed_id, NOW, NOW + DAY, "new", items=items, http_status=200))
    (item,) = await Items(db, words).claim_new(NOW, 5)
    return item


async def messages(db: Database) -> list[tuple[object, ...]]:
    return await rows(db, "SELECT chat_id, kind FROM outbox ORDER BY id")


async def outbox_rows(db: Database) -> Sequence[OutboxRow]:
    async with db.read() as c:
        return [outbox_row(row) for row in await c.all("SELECT * FROM outbox ORDER BY id")]


async def test_a_story_of_lists_that_are_off_reaches_only_those_who_have_them_on(
    db: Database, numbers: dict[str, int]
) -> None:
    item = await came(db, numbers[WIRE], "Rara leaves Norvale")
    await commit(db, item, decision(item, MOVE))
    assert await messages(db) == [(2, "alert")]


async def test_an_article_of_a_list_that_is_on_tells_the_story_where_it_was_not_told(
    db: Database, numbers: dict[str, int]
) -> None:
    first = await came(db, numbers[WIRE], "Rara leaves Norvale")
    await commit(db, first, decision(first, MOVE))
    second = await came(db, numbers[DESK], "Norvale loses Rara to Tindra")
    await commit(db, second, decision(second, MOVE, "source", 1), NOW + MINUTE)
    assert await messages(db) == [(2, "alert"), (1, "alert")]
    third = await came(db, numbers[WIRE], "Rara at Tindra now")
    await commit(db, third, decision(third, MOVE, "source", 1), NOW + MINUTE)
    assert await messages(db) == [(2, "alert"), (1, "alert")], "one alert a story"


async def test_a_development_reaches_a_chat_for_which_an_article_of_the_story_counts(
    db: Database, numbers: dict[str, int]
) -> None:
    first = await came(db, numbers[WIRE], "Rara leaves Norvale")
    await commit(db, first, decision(first, MOVE))
    second = await came(db, numbers[WIRE], "Norvale denies that Rara leaves")
    await commit(db, second, decision(second, DENIED, "development", 1), NOW + MINUTE)
    assert await messages(db) == [(2, "alert"), (2, "development")]
    third = await came(db, numbers[DESK], "Rara does leave Norvale after all")
    await commit(db, third, decision(third, MOVE, "development", 1), NOW + MINUTE)
    assert (await messages(db))[2:] == [(1, "development"), (2, "development")] or (await messages(db))[2:] == [
        (2, "development"), (1, "development"),
    ]  # fmt: skip


async def test_an_alert_that_was_sent_is_not_edited_by_a_story_whose_lists_are_all_off_now(
    db: Database, numbers: dict[str, int]
) -> None:
    first = await came(db, numbers[DESK], "Rara leaves Norvale")
    await commit(db, first, decision(first, MOVE))
    async with db.write() as c:
        await c.run("UPDATE outbox SET state = 'sent', message_id = 7")
        await lists.switch(c, 1, DESK, NOW, on=False)
    second = await came(db, numbers[WIRE], "Norvale loses Rara to Tindra")
    await commit(db, second, decision(second, MOVE, "source", 1), NOW + MINUTE)
    assert await messages(db) == [(1, "alert"), (2, "alert"), (2, "edit")]


async def test_a_mention_goes_by_the_list_of_its_article(db: Database, numbers: dict[str, int]) -> None:
    async with db.write() as c:
        await c.run("UPDATE watches SET scope = 'everything'")
    for name, title in ((WIRE, "Norvale opens an office"), (DESK, "Norvale closes an office")):
        item = await came(db, numbers[name], title)
        await commit(db, item, decision(item, MOVE, "none", moves=(), named=frozenset({"~norvale"})))
    assert sorted(await messages(db)) == [(1, "mention"), (2, "mention"), (2, "mention")]


async def test_what_waits_is_not_wanted_once_its_list_is_off(db: Database, numbers: dict[str, int]) -> None:
    item = await came(db, numbers[DESK], "Rara leaves Norvale")
    await commit(db, item, decision(item, MOVE))
    kept = [row for row in await outbox_rows(db) if row.chat_id == 1]
    async with db.write() as c:
        assert await still_wanted(c, 1, kept, load(), NOW) == {kept[0].id}
        await lists.switch(c, 1, DESK, NOW, on=False)
        assert await still_wanted(c, 1, kept, load(), NOW) == frozenset()
        await lists.switch(c, 1, DESK, NOW, on=True)
        assert await still_wanted(c, 1, kept, load(), NOW) == {kept[0].id}


async def test_what_is_listed_and_counted_goes_by_the_lists_that_are_on(db: Database, numbers: dict[str, int]) -> None:
    item = await came(db, numbers[WIRE], "Rara leaves Norvale")
    await commit(db, item, decision(item, MOVE))
    since = NOW - DAY
    async with db.write() as c:
        await c.run("UPDATE feeds SET last_success = next_at")
        for chat, expected in ((1, []), (2, [1]), (None, [1])):
            assert [int(s.id) for s in await stories.latest(c, ["~norvale"], since, chat=chat)] == expected
            assert [int(s.id) for s in await stories.newest(c, chat=chat)] == expected
            assert await stories.numbers(c, ["~norvale"], since, chat=chat) == expected
            assert await feed_list.read_since(c, since, chat) == 1 + bool(expected)
        assert await lists.counting(c, 1, [1]) == [] and await lists.counting(c, 2, [1]) == [1]
        assert await lists.articles_counting(c, 1, [int(item.id)]) == frozenset()
        assert await lists.articles_counting(c, 2, [int(item.id)]) == {int(item.id)}
        assert await lists.behind(c, int(item.id), 1) == await lists.behind(c, int(item.id), None) == (WIRE,)


async def test_all_lists_are_on_until_switched_and_new_ones_too(db: Database, numbers: dict[str, int]) -> None:
    async with db.write() as c:
        await feed_list.add(c, FeedSpec("https://chat.example/f"), "chat", 1, NOW)
        assert [(one.name, one.feeds, one.on) for one in await lists.of_feeds(c, 1)] == [
            (DESK, 1, True), (WIRE, 1, False), (ADDED, 1, True),
        ]  # fmt: skip
        assert all(one.on for one in await lists.of_feeds(c, 2))
        await lists.switch(c, 1, WIRE, NOW, on=False)
        assert await lists.off(c, 1) == (WIRE,)


async def test_a_list_that_is_renamed_is_another_one_and_on(db: Database, numbers: dict[str, int]) -> None:
    async with db.write() as c:
        await feed_list.sync(c, [FeedSpec("https://Wire.example/f", "Agencies")], NOW)
        assert [(one.name, one.on) for one in await lists.of_feeds(c, 1)] == [("Agencies", True)]
        await feed_list.sync(c, [FeedSpec("https://Wire.example/f", WIRE)], NOW)
        assert [(one.name, one.on) for one in await lists.of_feeds(c, 1)] == [(WIRE, False)]


async def test_an_audience_counts_items_and_chats_once(db: Database) -> None:
    await add_chat(db, 1, "Norvale", "Tindra")
    await add_chat(db, 2, "Norvale")
    await add_chat(db, 3, "Kelana")
    async with db.write() as c:
        await c.run("UPDATE watches SET muted_until = ? WHERE chat_id = 3", ("2030-01-01T00:00:00.000000",))
        norvale, tindra, kelana = (("~norvale", "all"), ("~tindra", "all"), ("~kelana", "all"))
        items = [[norvale, tindra], [norvale], [("~norvale", "senior")], [], [kelana]]
        assert await audience(c, items, NOW) == (2, 2)
        assert await audience(c, [], NOW) == (0, 0)
