"""What the budget of requests is shared out by."""

import pytest

from feeds.model import FetchOutcome
from storage.database import Database
from storage.feeds import Feeds
from tests.unit.storage.builders import DAY, FEED, MINUTE, NOW, add_feed, entry, execute, poll


async def test_a_rate_is_of_the_last_fourteen_days_by_date_of_publication(db: Database) -> None:
    feed_id = await add_feed(db)
    old = [entry(f"Old story number {n}", at=NOW - 30 * DAY) for n in range(50)]
    late = [entry(f"Late story number {n}", at=NOW - n * DAY / 2) for n in range(27)]
    await poll(db, feed_id, *old, *late)
    assert (await Feeds(db).paces(NOW))[feed_id].rate_per_day == pytest.approx(27.5 / 14)


async def test_a_young_feed_s_window_begins_with_its_oldest_item(db: Database) -> None:
    feed_id = await add_feed(db)
    await poll(db, feed_id, *(entry(f"Story number {n} of today", at=NOW - n * 120 * MINUTE) for n in range(25)))
    assert (await Feeds(db).paces(NOW))[feed_id].rate_per_day == pytest.approx(25.5 / 2)


async def test_a_feed_that_falls_silent_loses_its_rate(db: Database) -> None:
    feed_id = await add_feed(db)
    await poll(db, feed_id, *(entry(f"Story number {n} of the day", at=NOW - n * MINUTE) for n in range(100)))
    busy = (await Feeds(db).paces(NOW))[feed_id].rate_per_day
    later = (await Feeds(db).paces(NOW + 10 * DAY))[feed_id].rate_per_day
    silent = (await Feeds(db).paces(NOW + 40 * DAY))[feed_id].rate_per_day
    assert busy > later > 5 > silent == pytest.approx(0.5 / 14)


async def test_undated_items_of_a_first_fetch_tell_no_rate_and_those_that_come_later_do(db: Database) -> None:
    feed_id = await add_feed(db)
    await poll(db, feed_id, *(entry(f"Undated story number {n}", at=None) for n in range(30)))
    assert (await Feeds(db).paces(NOW + DAY))[feed_id].rate_per_day == pytest.approx(0.5)
    await poll(db, feed_id, *(entry(f"Further story number {n}", at=None) for n in range(3)), at=NOW + DAY)
    assert (await Feeds(db).paces(NOW + DAY))[feed_id].rate_per_day == pytest.approx(3.5)


async def test_readers_are_the_chats_that_the_feed_s_stories_were_told_to_of_late(db: Database) -> None:
    told, other = await add_feed(db), await add_feed(db, "https://warta.example/rss")
    await poll(db, told, entry("Rara leaves Norvale", guid="a"), entry("Tindra grows", guid="b"))
    await poll(db, other, entry("Rara leaves Norvale", guid="a"))
    await execute(
        db, "INSERT INTO stories (id, status, first_at, last_at) VALUES (5, 'reported', '', ''), (6, '', '', '')"
    )
    await execute(db, "UPDATE items SET story_id = 5 WHERE title LIKE 'Rara%'")
    await execute(db, "UPDATE items SET story_id = 6 WHERE title LIKE 'Tindra%'")
    messages = (
        (1, 5, "alert", "sent", NOW),
        (1, 5, "development", "sent", NOW),
        (2, 6, "mention", "pending", NOW),
        (3, 5, "alert", "dropped", NOW),
        (4, 5, "alert", "sent", NOW - 40 * DAY),
        (5, 5, "edit", "sent", NOW),
    )
    for n, (chat, story, kind, state, at) in enumerate(messages):
        await execute(
            db,
            "INSERT INTO outbox (key, chat_id, lane, kind, story_id, state, due_at, created_at)"
            " VALUES (?, ?, 1, ?, ?, ?, '', ?)",
            *(str(n), chat, kind, story, state, at.strftime("%Y-%m-%dT%H:%M:%S.%f")),
        )
    paces = await Feeds(db).paces(NOW)
    assert (paces[told].readers, paces[other].readers) == (2, 1)


async def test_only_feeds_that_answered_when_last_asked_have_a_part(db: Database) -> None:
    ids = [await add_feed(db, f"{FEED}?{n}") for n in range(4)]
    for feed_id in ids[:3]:
        await poll(db, feed_id)
    await Feeds(db).record(FetchOutcome(ids[1], NOW, NOW, "failed", error="no connection"))
    await Feeds(db).record(FetchOutcome(ids[2], NOW, NOW, "gone", error="is gone for good"))
    assert set(await Feeds(db).paces(NOW)) == {ids[0]}


async def test_the_server_s_wish_is_that_of_the_last_answer_and_the_ttl_outlives_answers_without_a_document(
    db: Database,
) -> None:
    feed_id = await add_feed(db)
    queue = Feeds(db)
    await queue.record(FetchOutcome(feed_id, NOW, NOW, "new", ttl_seconds=3600, wish_seconds=3600))
    await queue.record(FetchOutcome(feed_id, NOW, NOW, "unchanged", wish_seconds=7200))
    await queue.record(FetchOutcome(feed_id, NOW, NOW, "failed"))
    await queue.record(FetchOutcome(feed_id, NOW, NOW, "unchanged", wish_seconds=3600))
    assert (await queue.paces(NOW))[feed_id].wish_seconds == 3600
    assert [f.ttl_seconds for f in await queue.claim_due(NOW, 5)] == [3600]


async def test_a_feed_that_was_held_comes_back_at_its_time_with_nothing_else_changed(db: Database) -> None:
    feed_id = await add_feed(db)
    queue = Feeds(db)
    await queue.claim_due(NOW, 5)
    await queue.record(FetchOutcome(feed_id, NOW, NOW + 9 * MINUTE, "held", error="its host wants a rest"))
    assert await queue.claim_due(NOW + 8 * MINUTE, 5) == []
    (due,) = await queue.claim_due(NOW + 9 * MINUTE, 5)
    assert (due.failures, due.first_fetch) == (0, True)
