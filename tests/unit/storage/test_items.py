"""Items: each once, however a feed churns; claimed in order; tried three times."""

from datetime import timedelta

import pytest

from feeds.intake.documents import read_document
from feeds.model import Decision, Entry, FetchOutcome, Reading
from feeds.model.polling import MOST_A_DAY
from storage import archive, items
from storage.database import Database
from storage.feeds import Feeds
from storage.items import CLAIM_AGAIN, CLAIM_NEW, UNREAD, Items
from storage.moments import stamp
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
)

TITLE = "Rara Senja leaves Norvale for Tindra"
LINK = "https://kabar.example/rara-senja"


async def test_a_repeated_poll_makes_no_doubles(db: Database) -> None:
    feed_id = await add_feed(db)
    first = await poll(db, feed_id, entry(TITLE, LINK, "g1"), entry("Kelana appoints a new head", guid="g2"))
    again = await poll(db, feed_id, entry(TITLE, LINK, "g1"), entry("Kelana appoints a new head", guid="g2"))
    assert (first.new, again.new, again.updated) == (2, 0, 0)
    assert await value(db, "SELECT items_total FROM feeds") == 2


@pytest.mark.parametrize(
    ("title", "link", "guid"),
    [
        (TITLE, LINK, "another guid"),
        (TITLE, "https://kabar.example/2026/another-address", "g1"),
        (TITLE, LINK + "?utm_source=rss#top", None),
        (TITLE, "https://kabar.example/both-changed", "both changed"),
        (TITLE.upper(), "http://www.kabar.example/rara-senja/", None),
    ],
)
async def test_churn_of_guid_or_address_makes_no_doubles(
    db: Database, title: str, link: str | None, guid: str | None
) -> None:
    feed_id = await add_feed(db)
    await poll(db, feed_id, entry(TITLE, LINK, "g1"))
    assert (await poll(db, feed_id, entry(title, link, guid))).new == 0
    assert await value(db, "SELECT COUNT(*) FROM items") == 1


async def test_identities_are_followed_from_one_to_the_next(db: Database) -> None:
    feed_id = await add_feed(db)
    await poll(db, feed_id, entry(TITLE, LINK, "g1"))
    await poll(db, feed_id, entry("Rara Senja is gone from Norvale", LINK, "g2"))
    assert (await poll(db, feed_id, entry("A third title for the same", "https://kabar.example/3", "g2"))).new == 0


async def test_the_same_guid_in_two_feeds_is_two_items(db: Database) -> None:
    one, two = await add_feed(db), await add_feed(db, "https://warta.example/rss")
    await poll(db, one, entry(TITLE, guid="1"))
    assert (await poll(db, two, entry("Something else altogether", guid="1"))).new == 1


async def test_a_changed_title_is_an_update_and_is_read_as_it_stands_now(db: Database) -> None:
    feed_id = await add_feed(db)
    await poll(db, feed_id, entry(TITLE, LINK, "g1"))
    changed = await poll(db, feed_id, entry("Rara Senja denies leaving Norvale", LINK, "g1"))
    assert (changed.new, changed.updated) == (0, 1)
    (item,) = await Items(db, words).claim_new(NOW, 10)
    assert item.article.title == "Rara Senja denies leaving Norvale"
    assert item.article.text == "Rara Senja denies leaving Norvale: the text"


async def test_what_has_been_read_keeps_the_text_it_was_read_with(db: Database) -> None:
    (item,) = await claimed(db, entry(TITLE, LINK, "g1"))
    await commit(db, item, Decision(item.id, "none", Reading(item.article, "en", False, 0.0)))
    await poll(db, item.feed_id, entry("Another title", LINK, "g1"))
    assert await rows(db, "SELECT title, text, state FROM items") == [("Another title", f"{TITLE}: the text", "done")]


async def test_the_first_fetch_is_backlog_and_what_comes_later_is_not(db: Database) -> None:
    feed_id = await add_feed(db)
    await poll(db, feed_id, entry(TITLE, LINK))
    await poll(db, feed_id, entry(TITLE, LINK), entry("Kelana appoints a new head"), at=NOW + MINUTE)
    found = await Items(db, words).claim_new(NOW, 10)
    assert {i.article.title: i.backlog for i in found} == {TITLE: True, "Kelana appoints a new head": False}


async def test_a_date_ahead_of_its_time_is_taken_for_now(db: Database) -> None:
    (item,) = await claimed(db, entry(TITLE, at=NOW + timedelta(days=900)))
    assert item.article.published == NOW


async def test_items_are_claimed_once_in_order_of_publication(db: Database) -> None:
    feed_id = await add_feed(db)
    days = {"The third of them": 1, "The first of them": 3, "The second of them": 2}
    await poll(
        db, feed_id, *(entry(t, at=NOW - timedelta(days=d)) for t, d in days.items()), entry("Undated item", at=None)
    )
    queue = Items(db, words)
    assert [i.article.title for i in await queue.claim_new(NOW, 2)] == ["The first of them", "The second of them"]
    assert [i.article.title for i in await queue.claim_new(NOW, 9)] == ["The third of them", "Undated item"]
    assert await queue.claim_new(NOW, 9) == []


async def test_a_reading_that_fails_is_tried_three_times_and_then_set_aside_with_its_error(db: Database) -> None:
    await claimed(db)
    await poll(db, 1, entry(TITLE))
    queue = Items(db, words)
    attempts = []
    while found := await queue.claim_new(NOW, 10):
        attempts.append(found[0].attempts)
        await queue.set_aside(found[0], "ValueError: it was odd", NOW)
    assert attempts == [0, 1, 2]
    assert await rows(db, "SELECT state, error FROM items") == [("set_aside", "ValueError: it was odd")]


async def test_what_was_claimed_when_a_run_ended_is_read_after_the_others_and_by_itself(db: Database) -> None:
    await claimed(db, entry("One claimed item", at=NOW - timedelta(hours=2)), entry("Two claimed items"))
    async with db.write() as c:
        await items.release(c)
    await poll(db, 1, entry("An item that came later"))
    queue = Items(db, words)
    groups = [[i.article.title for i in await queue.claim_new(NOW, 10)] for _ in range(4)]
    assert groups == [["An item that came later"], ["One claimed item"], ["Two claimed items"], []]


async def test_what_is_done_is_not_set_aside(db: Database) -> None:
    (item,) = await claimed(db, entry(TITLE))
    await commit(db, item, Decision(item.id, "none", Reading(item.article, "en", False, 0.0)))
    await Items(db, words).set_aside(item, "too late", NOW)
    assert await rows(db, "SELECT state, error FROM items") == [("done", None)]


async def test_every_item_that_was_read_can_be_searched(db: Database) -> None:
    found = await claimed(db, entry(TITLE), entry('Kelana "plans" a new office'))
    for item in found:
        await commit(db, item, Decision(item.id, "none", Reading(item.article, "en", False, 0.0)))
    async with db.read() as c:
        assert [a.title for a in await archive.search(c, ["norvale", "unknown"])] == [TITLE]
        assert await archive.search(c, []) == []
        assert [a.title for a in await archive.search(c, ['"plans"', 'OR "'])] == ['Kelana "plans" a new office']
        assert await archive.mentions(c, ["norvale", "tindra"], NOW - MINUTE) == 1
        assert await archive.mentions(c, ["norvale", "kelana"], NOW - MINUTE) == 0
        assert await archive.mentions(c, ["norvale"], NOW + MINUTE) == 0


async def test_an_item_is_found_by_its_number_or_its_address(db: Database) -> None:
    (item,) = await claimed(db, entry(TITLE, LINK))
    async with db.read() as c:
        for link in (item.id, LINK, "kabar.example/rara-senja"):
            row = await archive.find(c, link)
            assert row is not None and row["title"] == TITLE
        assert await archive.find(c, "https://kabar.example/other") is None
        assert await archive.find(c, "²") is None


async def test_a_guid_that_is_given_out_again_hides_no_article_and_changes_none(db: Database) -> None:
    feed_id = await add_feed(db)
    first = entry(TITLE, LINK, "1")
    second = entry("Kelana appoints a new head", "https://kabar.example/9", "1", at=NOW + timedelta(hours=5))
    await poll(db, feed_id, first)
    assert (await poll(db, feed_id, second)).new == 1
    for one in (first, second, first):  # a feed that shows now the one, now the other
        assert (await poll(db, feed_id, one)).new == 0
    assert await rows(db, "SELECT title, url FROM items ORDER BY id") == [
        (TITLE, LINK), (second.title, second.link),
    ]  # fmt: skip


async def test_an_article_whose_address_and_title_are_mended_stays_one(db: Database) -> None:
    feed_id = await add_feed(db)
    await poll(db, feed_id, entry(TITLE, LINK, "1"))
    mended = await poll(db, feed_id, entry("Rara Senja has left Norvale", "https://kabar.example/mended", "1"))
    assert (mended.new, mended.updated) == (0, 1)


async def test_a_feed_brings_no_more_than_its_share_of_a_day_and_the_rest_the_next(db: Database) -> None:
    feed_id = await add_feed(db)
    await poll(db, feed_id, *many(0, MOST_A_DAY + 5))
    assert await value(db, "SELECT COUNT(*) FROM items WHERE backlog") == MOST_A_DAY + 5, "its first fetch is whole"
    await execute(db, "UPDATE feeds SET body_hash = 'before', etag = 'before'")
    await execute(db, "INSERT INTO feed_entries (feed_id, entries) VALUES (?, x'00')", feed_id)
    found = [await poll(db, feed_id, *many(round, 700), at=NOW + round * MINUTE) for round in (1, 2, 3)]
    assert [(one.new, one.left_out) for one in found] == [(700, 0), (300, 400), (0, 700)]
    assert await value(db, "SELECT COUNT(*) FROM feed_entries") == 0, "what was left out is to be read again"
    known = await poll(db, feed_id, *many(1, 700), at=NOW + 4 * MINUTE)
    assert (known.new, known.left_out) == (0, 0)
    later = await poll(db, feed_id, *many(3, 700), at=NOW + DAY + 5 * MINUTE)
    assert (later.new, later.left_out) == (700, 0)


async def test_an_article_has_its_own_title_back_once_another_at_its_former_address_is_gone(db: Database) -> None:
    feed_id = await add_feed(db)

    async def polled(*entries: tuple[str, str, str]) -> None:
        """By digests, as the poller does: guids, addresses and titles."""
        shown = "".join(
            f"<item><guid isPermaLink='false'>{guid}</guid><link>{link}</link><title>{title}</title></item>"
            for guid, link, title in entries
        )
        data = f"<rss version='2.0'><channel><title>Kabar</title>{shown}</channel></rss>".encode()
        known = await value(db, "SELECT entries FROM feed_entries")
        document, items, kept = read_document(data, None, FEED, FEED, known if isinstance(known, bytes) else None)
        outcome = FetchOutcome(feed_id, NOW, NOW, "new", items=items, entries=kept, title=document.title)
        await Feeds(db).record(outcome)

    moved, other = ("g1", LINK, TITLE), ("g2", "https://kabar.example/newest", "Kelana appoints a new head")
    beside = ("g0", "https://kabar.example/markets", "Markets close early")
    await polled(beside, ("g1", "https://kabar.example/newest", TITLE))
    for shown in ((), (other,), ()):
        await polled(beside, moved, *shown)
    assert await rows(db, "SELECT title FROM items ORDER BY id") == [(beside[2],), (TITLE,)]


def many(round: int, number: int) -> list[Entry]:
    """So many entries that no other round has."""
    names = [f"Item {n} of the round {round}" for n in range(number)]
    return [entry(name, f"https://kabar.example/{round}/{n}", f"{round}/{n}") for n, name in enumerate(names)]


@pytest.mark.parametrize("claim", [CLAIM_NEW, CLAIM_AGAIN])
async def test_a_claim_sorts_nothing_however_much_waits(db: Database, claim: str) -> None:
    async with db.read() as c:
        plan = await c.all(f"EXPLAIN QUERY PLAN {claim}", {"limit": 50, "most": 4, "now": stamp(NOW)})
    steps = [row["detail"] for row in plan]
    assert any("USING INDEX items_waiting (state=?" in step for step in steps)
    assert not any("TEMP B-TREE" in step for step in steps)


async def test_what_is_done_waits_no_more(db: Database) -> None:
    done, _ = await claimed(db, entry(TITLE, LINK, "g1"), entry("Kelana appoints a new head", guid="g2"))
    assert await value(db, UNREAD) == 2
    await commit(db, done, decision(done, move("Rara", "Norvale", "Tindra")))
    assert await value(db, UNREAD) == 1
