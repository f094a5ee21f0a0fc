"""Feeds as rows: claimed when due, recorded once, listed by the configuration or by a chat."""

import asyncio
import sqlite3
from dataclasses import replace

import pytest

from feeds.intake.canonical import new_items
from feeds.model import FeedDocument, FetchOutcome
from storage import feed_list, feeds
from storage.database import Database
from storage.feed_list import FeedSpec
from storage.feeds import Feeds
from storage.moments import moment, stamp
from tests.unit.storage.builders import FEED, MINUTE, NOW, add_feed, entry, execute, poll, rows, value

OTHER = "https://warta.example/rss"


async def test_a_feed_is_claimed_once_and_again_only_when_its_time_has_come(db: Database) -> None:
    feed_id = await add_feed(db)
    queue = Feeds(db)
    assert [f.id for f in await queue.claim_due(NOW, 10)] == [feed_id]
    assert await queue.claim_due(NOW, 10) == []
    await poll(db, feed_id)
    assert await queue.claim_due(NOW + 59 * MINUTE, 10) == []
    assert [f.id for f in await queue.claim_due(NOW + 60 * MINUTE, 10)] == [feed_id]


async def test_what_a_crash_left_claimed_is_released_at_the_start(db: Database) -> None:
    await add_feed(db)
    await Feeds(db).claim_due(NOW, 10)
    async with db.write() as c:
        await feeds.release(c)
    assert len(await Feeds(db).claim_due(NOW, 10)) == 1


async def test_the_longest_due_goes_first_and_paused_ones_do_not_go(db: Database) -> None:
    ids = [await add_feed(db, f"https://kabar.example/{n}") for n in range(4)]
    for n, feed_id in enumerate(ids):
        await execute(db, "UPDATE feeds SET next_at = ? WHERE id = ?", f"2026-11-2{3 - n}T00:00:00.000000", feed_id)
    async with db.write() as c:
        await feed_list.set_state(c, ids[3], "paused")
    assert [f.id for f in await Feeds(db).claim_due(NOW, 2)] == [ids[2], ids[1]]


async def test_a_success_keeps_validators_and_pace_and_a_failure_changes_neither(db: Database) -> None:
    feed_id = await add_feed(db)
    good = FetchOutcome(
        feed_id, NOW, NOW, "new", etag='"1"', last_modified="then", body_hash="abc", title="Kabar", rate_per_day=24.0
    )
    await Feeds(db).record(good)
    await Feeds(db).record(FetchOutcome(feed_id, NOW, NOW, "unchanged", http_status=304))
    for n in range(2):
        await Feeds(db).record(FetchOutcome(feed_id, NOW + n * MINUTE, NOW, "failed", error="no connection"))
    (due,) = await Feeds(db).claim_due(NOW, 10)
    assert (due.etag, due.last_modified, due.body_hash, due.rate_per_day) == ('"1"', "then", "abc", 24.0)
    assert (due.failures, due.first_fetch, due.last_success) == (2, False, NOW)
    await Feeds(db).record(FetchOutcome(feed_id, NOW, NOW, "unchanged"))
    assert (await Feeds(db).claim_due(NOW, 10))[0].failures == 0


async def test_what_is_kept_of_a_feed_s_entries_is_as_old_as_the_last_document_that_was_stored(db: Database) -> None:
    feed_id, queue = await add_feed(db), Feeds(db)

    async def kept(status: str, entries: bytes | None) -> bytes | None:
        await queue.record(FetchOutcome(feed_id, NOW, NOW, status, entries=entries))  # type: ignore[arg-type]
        (due,) = await queue.claim_due(NOW, 10)
        return due.entries

    assert await kept("new", b"one") == b"one"
    assert await kept("unchanged", None) == b"one"
    assert await kept("failed", None) == b"one"
    assert await kept("unchanged", b"two") == b"two"
    assert await kept("new", b"") is None


async def test_a_feed_that_is_gone_is_paused_and_one_that_was_removed_meanwhile_is_passed_over(db: Database) -> None:
    feed_id = await add_feed(db)
    await Feeds(db).record(FetchOutcome(feed_id, NOW, NOW, "gone", http_status=410, error="is gone for good"))
    assert await value(db, "SELECT state FROM feeds") == "paused"
    assert (await Feeds(db).record(FetchOutcome(999, NOW, NOW, "failed"))).new == 0


async def test_each_poll_is_logged(db: Database) -> None:
    feed_id = await add_feed(db)
    await poll(db, feed_id, entry("Norvale hires"))
    await poll(db, feed_id, at=NOW + MINUTE)
    assert await rows(db, "SELECT status, new_items FROM fetches ORDER BY id") == [("new", 1), ("new", 0)]


async def test_the_configuration_adds_changes_and_removes_only_what_is_its_own(db: Database) -> None:
    async with db.write() as c:
        first = await feed_list.sync(c, [FeedSpec(FEED, "tech"), FeedSpec(OTHER, "tech")], NOW)
        await feed_list.add(c, FeedSpec("https://chat.example/rss"), "chat", 7, NOW)
        again = await feed_list.sync(c, [FeedSpec(FEED, "tech"), FeedSpec(OTHER, "tech")], NOW)
        changed = await feed_list.sync(c, [FeedSpec(FEED, "chips", lang="id")], NOW)
        back = await feed_list.sync(c, [FeedSpec(FEED, "chips", lang="id"), FeedSpec(OTHER, "tech")], NOW)
    assert first == {"added": 2, "changed": 0, "removed": 0}
    assert again == {"added": 0, "changed": 0, "removed": 0}
    assert changed == {"added": 0, "changed": 1, "removed": 1}
    assert back == {"added": 0, "changed": 1, "removed": 0}
    states = await rows(db, "SELECT url, list, state FROM feeds ORDER BY url")
    assert states == [
        ("https://chat.example/rss", "added", "active"),
        (FEED, "chips", "active"),
        (OTHER, "tech", "active"),
    ]


async def test_a_pause_set_in_a_chat_outlives_a_reload_of_the_configuration(db: Database) -> None:
    feed_id = await add_feed(db)
    async with db.write() as c:
        await feed_list.set_state(c, feed_id, "paused")
        await feed_list.sync(c, [FeedSpec(FEED, "renamed")], NOW)
    assert await value(db, "SELECT state FROM feeds") == "paused"


async def test_a_shorter_longest_interval_counts_at_once_for_healthy_feeds_spread_over_it(db: Database) -> None:
    ids = [await add_feed(db, f"https://kabar.example/{n}") for n in range(5)]
    for n, (feed_id, minutes) in enumerate(zip(ids, (5, 120, 180, 240, 240), strict=True)):
        due = stamp(NOW + minutes * MINUTE)
        await execute(db, "UPDATE feeds SET next_at = ?, failures = ? WHERE id = ?", due, int(n == 4), feed_id)
    async with db.write() as c:
        await feeds.ask_within(c, NOW, 30 * MINUTE)
    due = [moment(at) - NOW for (at,) in await rows(db, "SELECT next_at FROM feeds ORDER BY id")]
    assert due == [minutes * MINUTE for minutes in (5, 10, 20, 30, 240)]


async def test_of_polls_that_are_stored_together_one_that_cannot_be_costs_no_other(db: Database) -> None:
    ids = [await add_feed(db, f"https://kabar.example/{n}") for n in range(5)]
    queue = Feeds(db)
    new = {n: new_items(FeedDocument("rss20", "Kabar", (entry(f"item {n}"),))) for n in ids}
    outcomes = [FetchOutcome(n, NOW, NOW + MINUTE, "new", items=new[n], title="Kabar") for n in ids]
    outcomes[2] = replace(outcomes[2], etag=object())  # type: ignore[arg-type]
    found = await asyncio.gather(*map(queue.record, outcomes), return_exceptions=True)
    assert isinstance(found.pop(2), sqlite3.Error)
    assert [one.new for one in found if not isinstance(one, BaseException)] == [1] * 4
    assert await value(db, "SELECT COUNT(*) FROM items") == 4
    assert await value(db, "SELECT COUNT(*) FROM feeds WHERE fetched_once") == 4


@pytest.mark.parametrize("turns", range(6))
async def test_a_loop_that_ends_while_polls_are_stored_leaves_nobody_waiting(db: Database, turns: int) -> None:
    feed_id = await add_feed(db)
    queue = Feeds(db)
    before = asyncio.all_tasks()
    recording = [asyncio.create_task(queue.record(FetchOutcome(feed_id, NOW, NOW, "unchanged"))) for _ in range(3)]
    for _ in range(turns):
        await asyncio.sleep(0)
    under_way = asyncio.all_tasks() - before
    for task in under_way:
        task.cancel()
    await asyncio.wait(under_way, timeout=60)
    assert all(task.done() for task in recording)
    assert (await queue.record(FetchOutcome(feed_id, NOW, NOW, "unchanged"))).new == 0


async def test_polls_that_bring_nothing_are_stored_together_as_each_would_be_by_itself(db: Database) -> None:
    """What their statement leaves out, a document's own new address, is recorded by the long one."""
    ids = [await add_feed(db, f"https://kabar.example/{n}") for n in range(6)]
    queue = Feeds(db)
    await queue.record(FetchOutcome(ids[1], NOW, NOW, "new", title="Kabar", named=OTHER))
    await queue.record(FetchOutcome(ids[2], NOW, NOW, "unchanged", moved_to=OTHER))
    await queue.record(FetchOutcome(ids[3], NOW, NOW, "failed", error="no connection"))
    await execute(db, "DELETE FROM feeds WHERE id = ?", ids[5])
    await execute(db, "DELETE FROM fetches")
    later = NOW + MINUTE
    same = [FetchOutcome(n, later, later + MINUTE, "unchanged", http_status=304, etag='"2"') for n in ids[:5]]
    same[4] = replace(same[4], etag=object())  # type: ignore[arg-type]
    same.append(FetchOutcome(ids[5], later, later, "unchanged"))
    found = await asyncio.gather(*map(queue.record, same), return_exceptions=True)
    assert [type(one).__name__ for one in found] == ["StoredItems"] * 4 + ["ProgrammingError", "StoredItems"]
    told = await rows(db, "SELECT etag, failures, last_error, last_success, next_at, fetched_once FROM feeds LIMIT 4")
    assert {tuple(row) for row in told} == {('"2"', 0, None, stamp(later), stamp(later + MINUTE), 1)}
    moved = await rows(db, "SELECT moved_to, moved_polls, named FROM feeds ORDER BY id LIMIT 3")
    assert [tuple(row) for row in moved] == [(None, 0, None), (OTHER, 2, OTHER), (None, 0, None)]
    assert await value(db, "SELECT COUNT(*) FROM fetches WHERE status = 'unchanged' AND http_status = 304") == 4


async def test_polls_that_bring_nothing_wait_a_moment_for_company_but_news_wait_for_nobody(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "GATHERED", 3600.0)
    ids = [await add_feed(db, f"https://kabar.example/{n}") for n in range(8)]
    queue, begun = Feeds(db), 0

    def seen(sql: str) -> None:
        nonlocal begun
        begun += sql.startswith("BEGIN")

    async def recorded(turn: int, feed_id: int) -> None:
        for _ in range(turn):
            await asyncio.sleep(0)
        items = new_items(FeedDocument("rss20", "Kabar", (entry("news"),))) if feed_id == ids[-1] else ()
        await queue.record(FetchOutcome(feed_id, NOW, NOW + MINUTE, "new" if items else "unchanged", items=items))

    assert db._writer is not None
    await db._writer.set_trace_callback(seen)
    async with asyncio.timeout(60):
        await asyncio.gather(*(recorded(turn, feed_id) for turn, feed_id in enumerate(ids)))
    assert (begun, await value(db, "SELECT COUNT(*) FROM fetches")) == (1, 8)


async def test_news_of_a_feed_that_was_asked_twice_at_once_are_stored_beside_what_brought_nothing(db: Database) -> None:
    """As of one that an administrator paused and resumed while it was asked."""
    feed_id, queue = await add_feed(db), Feeds(db)
    news = new_items(FeedDocument("rss20", "Kabar", (entry("news"),)))
    found = await asyncio.gather(
        queue.record(FetchOutcome(feed_id, NOW, NOW + MINUTE, "unchanged")),
        queue.record(FetchOutcome(feed_id, NOW, NOW + MINUTE, "new", items=news)),
    )
    assert [one.new for one in found] == [0, 1]
    assert await value(db, "SELECT COUNT(*) FROM items") == 1
