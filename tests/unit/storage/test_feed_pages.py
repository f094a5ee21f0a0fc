"""Feeds as administrators see them: the overview by kind, what one has brought, and one that goes to a new address."""

from dataclasses import replace
from datetime import timedelta

from feeds.model import FetchOutcome, Judged
from storage import conditions, feed_list, feed_pages, moving
from storage.database import Database
from storage.feed_list import FeedSpec
from storage.feeds import Feeds
from storage.items import Items
from tests.unit.storage.builders import (
    DAY,
    FEED,
    MINUTE,
    NOW,
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
)  # fmt: skip

OTHER, NEW = "https://warta.example/rss", "https://kabar.example/new.xml"
TOLD = move("Rara", "Norvale", "Tindra")


async def fails(db: Database, feed_id: int) -> None:
    await Feeds(db).record(FetchOutcome(feed_id, NOW, NOW + DAY, "failed", error="no connection: refused"))


async def moves(db: Database, feed_id: int, to: str = NEW) -> None:
    """Seen at a new address often enough, and told."""
    for n in range(3):
        at = NOW + n * DAY
        await Feeds(db).record(FetchOutcome(feed_id, at, at + DAY, "unchanged", http_status=200, moved_to=to))
    async with db.write() as c:
        await conditions.told(c, [], await conditions.moving(c))


async def test_those_with_trouble_come_first_and_each_kind_is_counted(db: Database) -> None:
    well, ill, off, gone, moved = [await add_feed(db, f"https://kabar.example/{n}") for n in range(5)]
    removed = await add_feed(db, "https://kabar.example/removed")
    await poll(db, well, entry("Norvale hires"))
    await fails(db, ill)
    await moves(db, moved)
    async with db.write() as c:
        await feed_list.set_state(c, off, "paused")
        await feed_list.set_state(c, removed, "removed")
        await feed_list.set_state(c, gone, "paused")
        await conditions.notice(c, gone, Judged("gone", NOW), NOW)
        await conditions.told(c, await conditions.untold(c), [])
        assert await feed_pages.numbers(c) == {"all": 5, "bad": 3, "off": 2}
        assert [f.id for f in await feed_pages.overview(c, "all", 9)] == [ill, gone, moved, well, off]
        assert [f.id for f in await feed_pages.overview(c, "bad", 2, 1)] == [gone, moved]
        assert [f.id for f in await feed_pages.overview(c, "off", 9)] == [gone, off]
        assert await feed_pages.one(c, removed) is None
        seen = await feed_pages.one(c, moved)
    assert seen is not None and seen.moving is not None
    assert (seen.moving.to, seen.moving.polls) == (NEW, 3)


async def test_what_a_feed_brought_is_counted_over_thirty_days(db: Database) -> None:
    items = await claimed(db, *(entry(f"Rara leaves Norvale, part {n}") for n in range(4)))
    long = [replace(item, article=replace(item.article, text="A whole article. " * 40)) for item in items[:2]]
    for item in long:
        await commit(db, item, decision(item, TOLD, story=None))
    await commit(db, items[2], decision(items[2], TOLD, relation="none"))
    stopped = decision(items[3], TOLD, relation="none", reasons=(feed_pages.GATE,))
    await Items(db, words).pass_over([stopped], NOW)
    async with db.read() as c:
        assert await feed_pages.brought(c, 1, NOW + DAY) == feed_pages.Brought(stories=2, read=3, whole=2)
        assert await feed_pages.brought(c, 1, NOW + 31 * DAY) == feed_pages.Brought(0, 0, 0)


async def test_a_feed_at_its_new_address_keeps_its_items_validators_and_pace(db: Database) -> None:
    feed_id = await add_feed(db)
    await poll(db, feed_id, entry("Rara leaves Norvale for Tindra", guid="g1"))
    good = FetchOutcome(feed_id, NOW, NOW, "unchanged", etag='"1"', body_hash="abc", rate_per_day=24.0)
    await Feeds(db).record(good)
    await moves(db, feed_id)
    async with db.write() as c:
        assert await moving.take_over(c, feed_id, NEW, NOW + 3 * DAY) == feed_id
    (due,) = await Feeds(db).claim_due(NOW + 3 * DAY, 9)
    assert (due.url, due.etag, due.body_hash, due.rate_per_day, due.first_fetch) == (NEW, '"1"', "abc", 24.0, False)
    stored = await poll(db, feed_id, entry("Rara leaves Norvale for Tindra", guid="g1"), at=NOW + 3 * DAY)
    assert (stored.new, await value(db, "SELECT COUNT(*) FROM items")) == (0, 1)
    assert await value(db, "SELECT moved_to FROM feeds") is None


async def test_an_address_that_is_a_feed_already_gets_the_items_of_both(db: Database) -> None:
    old, other = await add_feed(db), await add_feed(db, NEW)
    await poll(db, old, entry("Rara leaves Norvale for Tindra", guid="g1"), entry("Only in the old one", guid="g2"))
    await poll(db, other, entry("Rara leaves Norvale for Tindra", guid="g1"))
    async with db.write() as c:
        assert await moving.take_over(c, old, NEW, NOW) == other
    assert await rows(db, "SELECT id, state, items_total FROM feeds ORDER BY id") == [
        (old, "removed", 0), (other, "active", 3),
    ]  # fmt: skip
    again = await poll(db, other, entry("Only in the old one", guid="g2"), at=NOW + MINUTE)
    assert again.new == 0


async def test_an_address_that_was_removed_gives_up_its_place(db: Database) -> None:
    old, other = await add_feed(db), await add_feed(db, NEW)
    await poll(db, other, entry("Known from before", guid="g9"))
    async with db.write() as c:
        await feed_list.set_state(c, other, "removed")
        assert await moving.take_over(c, old, NEW, NOW) == old
    assert await rows(db, "SELECT id, url FROM feeds") == [(old, NEW)]
    assert (await poll(db, old, entry("Known from before", guid="g9"), at=NOW + MINUTE)).new == 0


async def test_a_new_address_that_is_turned_down_is_proposed_no_more(db: Database) -> None:
    feed_id = await add_feed(db)
    await moves(db, feed_id)
    async with db.write() as c:
        await moving.keep(c, feed_id, NEW)
        seen = await feed_pages.one(c, feed_id)
        assert seen is not None and seen.moving is None and not seen.trouble
    later = FetchOutcome(feed_id, NOW + 9 * DAY, NOW, "unchanged", http_status=200, moved_to=NEW)
    await Feeds(db).record(later)
    async with db.read() as c:
        assert await conditions.moving(c) == []


async def test_the_line_of_the_file_that_names_the_new_address_takes_the_feed_there(db: Database) -> None:
    feed_id = await add_feed(db)
    await poll(db, feed_id, entry("Rara leaves Norvale for Tindra", guid="g1"))
    await moves(db, feed_id)
    async with db.write() as c:
        counts = await feed_list.sync(c, [FeedSpec(NEW, outlet="Kabar")], NOW + 3 * DAY)
    assert counts == {"added": 0, "changed": 1, "removed": 0}
    assert await rows(db, "SELECT id, url, state FROM feeds") == [(feed_id, NEW, "active")]


async def test_the_file_never_removes_what_a_chat_has_added(db: Database) -> None:
    async with db.write() as c:
        feed_id = await feed_list.add(c, FeedSpec(FEED), "chat", 7, NOW)
        await feed_list.sync(c, [FeedSpec(FEED, "tech")], NOW)
        await feed_list.sync(c, [], NOW)
    assert await rows(db, "SELECT id, origin, state FROM feeds") == [(feed_id, "chat", "active")]


async def test_a_feed_that_the_file_had_once_is_the_chats_when_it_is_added_there(db: Database) -> None:
    async with db.write() as c:
        await feed_list.sync(c, [FeedSpec(FEED, "tech"), FeedSpec(OTHER)], NOW)
        await feed_list.sync(c, [FeedSpec(OTHER)], NOW)
        await feed_list.add(c, FeedSpec(FEED, "mine"), "chat", 7, NOW)
        await feed_list.sync(c, [FeedSpec(OTHER)], NOW)
    assert await rows(db, "SELECT origin, state, list FROM feeds WHERE url = ?", FEED) == [("chat", "active", "mine")]


async def test_a_pause_outlasts_the_file_being_read_again(db: Database) -> None:
    async with db.write() as c:
        await feed_list.sync(c, [FeedSpec(FEED, "tech")], NOW)
        await feed_list.set_state(c, 1, "paused")
        await feed_list.sync(c, [FeedSpec(FEED, "tech")], NOW)
        await feed_list.sync(c, [FeedSpec(FEED, "chips", tier=1)], NOW + timedelta(days=1))
    assert await rows(db, "SELECT state, list FROM feeds") == [("paused", "chips")]
    await execute(db, "UPDATE feeds SET next_at = '2000-01-01T00:00:00.000000'")
    assert await Feeds(db).claim_due(NOW, 9) == []
