"""Conditions of feeds as rows: what they are judged by, noticed before told, forgotten when over in time."""

from datetime import datetime, timedelta

from feeds.intake.condition import FLOOD_WITHIN, QUIET_FOR, judged
from feeds.model import FeedSigns, FetchOutcome, Judged
from storage import conditions, feed_list
from storage.conditions import Network
from storage.database import Database
from storage.feeds import Feeds
from storage.moments import stamp
from tests.unit.storage.builders import DAY, MINUTE, NOW, add_feed, entry, poll, value

HOUR = timedelta(hours=1)
NEW = "https://kabar.example/new.xml"
FAULT = "the server is not there (HTTP 404)"


async def fails(db: Database, feed_id: int, at: datetime, status: str = "failed") -> None:
    outcome = FetchOutcome(feed_id, at, at + HOUR, status, error=FAULT, http_status=404)  # type: ignore[arg-type]
    await Feeds(db).record(outcome)


async def answers(db: Database, feed_id: int, at: datetime, to: str | None = None, **more: str | None) -> None:
    await Feeds(db).record(FetchOutcome(feed_id, at, at + HOUR, "unchanged", http_status=200, moved_to=to, **more))  # type: ignore[arg-type]


async def signs(db: Database, feed_id: int, now: datetime, spell: datetime | None = None) -> FeedSigns:
    async with db.read() as c:
        (found,) = await conditions.signs(c, [feed_id], now, spell, FLOOD_WITHIN, QUIET_FOR)
    return found


async def test_failed_polls_and_answers_are_counted_in_a_row(db: Database) -> None:
    feed_id = await add_feed(db)
    await fails(db, feed_id, NOW - DAY)
    await answers(db, feed_id, NOW)
    for n in range(1, 4):
        await fails(db, feed_id, NOW + n * HOUR)
    found = await signs(db, feed_id, NOW + 3 * HOUR)
    assert (found.failed, found.failing_since, found.fault, found.answered) == (3, NOW + HOUR, FAULT, 0)
    assert judged(found, NOW + 3 * HOUR).condition == "failing"
    later = await signs(db, feed_id, NOW + 3 * HOUR, spell=NOW + HOUR)
    assert (later.failed, later.failing_since) == (2, NOW + 2 * HOUR)
    for n in (5, 6):
        await answers(db, feed_id, NOW + n * HOUR)
    found = await signs(db, feed_id, NOW + 6 * HOUR)
    assert (found.failed, found.answered, found.well_since) == (0, 2, NOW + 5 * HOUR)


async def test_a_feed_gone_is_judged_and_one_that_a_chat_has_paused_is_not(db: Database) -> None:
    feed_id, paused = await add_feed(db), await add_feed(db, "https://kabar.example/other")
    await fails(db, feed_id, NOW, "gone")
    await fails(db, paused, NOW)
    async with db.write() as c:
        await c.run("UPDATE feeds SET last_status = 410 WHERE id = ?", (feed_id,))
        await feed_list.set_state(c, paused, "paused")
        assert [s.gone for s in await conditions.signs(c, [feed_id, paused], NOW, None, HOUR, DAY)] == [True]


async def test_a_flood_is_measured_against_what_came_before_it(db: Database) -> None:
    feed_id = await add_feed(db)
    await poll(db, feed_id, *(entry(f"An older story of number {n}", at=NOW - n * DAY) for n in range(10)))
    assert (await signs(db, feed_id, NOW)).brought == 0  # a first fetch is no flood
    at = NOW + DAY
    new = [entry(f"A story that is new, of number {n}", at=at) for n in range(44)]
    await poll(db, feed_id, *new, *(entry(f"An older story of number {n}", at=at) for n in range(6)), at=at)
    found = await signs(db, feed_id, at)
    assert (found.brought, found.repeated, found.span) == (50, 6, DAY)
    assert 0.9 < found.usual < 1.2
    assert judged(found, at).condition == "flooding"


async def test_the_pace_of_a_feed_is_looked_up_once_it_is_quiet(db: Database) -> None:
    feed_id = await add_feed(db)
    await poll(db, feed_id, *(entry(f"A daily story of number {n}", at=NOW - n * DAY) for n in range(6)))
    assert (await signs(db, feed_id, NOW + 2 * DAY)).gaps == ()
    found = await signs(db, feed_id, NOW + 11 * DAY)
    assert found.gaps == (DAY,) * 5
    assert judged(found, NOW + 11 * DAY).condition == "silent"


async def test_what_is_noticed_waits_to_be_told_and_is_told_once(db: Database) -> None:
    feed_id = await add_feed(db)
    failing = Judged("failing", NOW, FAULT, 3)
    async with db.write() as c:
        await conditions.notice(c, feed_id, failing, NOW)
        await conditions.notice(c, feed_id, Judged("failing", NOW, FAULT, 4), NOW + MINUTE)
        (news,) = await conditions.untold(c)
        assert (news.was, news.judged.number, news.noticed_at) == ("well", 4, NOW)
        await conditions.told(c, [news], [])
        assert await conditions.untold(c) == []
        assert await conditions.told_conditions(c, [feed_id]) == {feed_id: "failing"}
        await conditions.notice(c, feed_id, Judged("well", NOW + HOUR), NOW + HOUR)
        (back,) = await conditions.untold(c)
        assert (back.was, back.was_since, back.judged.condition) == ("failing", NOW, "well")
        await conditions.known(c, feed_id, None)
        assert await conditions.untold(c) == []


async def test_a_feed_that_is_resumed_may_be_gone_anew(db: Database) -> None:
    feed_id = await add_feed(db)
    async with db.write() as c:
        await conditions.notice(c, feed_id, Judged("gone", NOW), NOW)
        await conditions.told(c, await conditions.untold(c), [])
        await conditions.resumed(c, feed_id)
        assert await conditions.told_conditions(c, [feed_id]) == {feed_id: "well"}


async def test_a_new_address_is_counted_over_answers_in_a_row_and_told_once(db: Database) -> None:
    feed_id = await add_feed(db)
    for n in range(3):
        await answers(db, feed_id, NOW + n * HOUR, NEW)
    await fails(db, feed_id, NOW + 3 * HOUR)
    async with db.write() as c:
        (one,) = await conditions.moving(c)
        assert (one.to, one.polls, one.since, one.last) == (NEW, 3, NOW, NOW + 2 * HOUR)
        await conditions.told(c, [], [one])
        assert await conditions.moving(c) == []
    assert [f.url for f in await Feeds(db).claim_due(NOW + DAY, 9)] == ["https://kabar.example/feed.xml"]
    await answers(db, feed_id, NOW + 4 * HOUR, NEW + "?2")
    async with db.read() as c:
        assert [(one.to, one.polls) for one in await conditions.moving(c)] == [(NEW + "?2", 1)]
    await answers(db, feed_id, NOW + 5 * HOUR)
    async with db.read() as c:
        assert await conditions.moving(c) == []


async def test_an_address_that_the_document_names_stays_until_another_document_is_read(db: Database) -> None:
    feed_id = await add_feed(db)
    await answers(db, feed_id, NOW, named=NEW, title="Kabar")
    await answers(db, feed_id, NOW + HOUR)
    assert await value(db, "SELECT moved_polls FROM feeds") == 2
    await answers(db, feed_id, NOW + 2 * HOUR, title="Kabar")
    assert await value(db, "SELECT moved_to FROM feeds") is None


async def test_what_is_known_of_the_network_outlasts_a_restart(db: Database) -> None:
    async with db.write() as c:
        assert await conditions.network(c) == Network()
        await conditions.set_network(c, Network(down_since=NOW))
        await conditions.set_network(c, Network(up_since=NOW + HOUR))
        assert await conditions.network(c) == Network(up_since=NOW + HOUR)


async def test_a_feed_has_recovered_that_answers_after_a_failed_poll_of_the_spell(db: Database) -> None:
    back, early, well = [await add_feed(db, f"https://kabar.example/{n}") for n in range(3)]
    await fails(db, early, NOW - HOUR)
    await fails(db, back, NOW)
    for feed_id in (back, early, well):
        await answers(db, feed_id, NOW + HOUR)
    async with db.read() as c:
        assert await conditions.recovered(c, [back, early, well], NOW)
        assert not await conditions.recovered(c, [early, well], NOW)
    await answers(db, back, NOW + 2 * HOUR)
    async with db.read() as c:
        assert not await conditions.recovered(c, [back], NOW)


async def test_of_feeds_that_are_plainly_well_nothing_would_be_judged_otherwise(db: Database) -> None:
    """What is left to be judged is whatever fails, brings something, is silent, or was told or noticed to be unwell."""
    ids = [await add_feed(db, f"https://kabar.example/{n}") for n in range(8)]
    well, failing, bringing, silent, told, noticed, gone, young = ids
    for feed_id in ids[:-1]:
        await poll(db, feed_id, entry(f"old {feed_id}"), at=NOW - 10 * DAY)
    for feed_id in (failing, noticed, told):
        await fails(db, feed_id, NOW - 9 * DAY)
    async with db.write() as c:
        for feed_id in (noticed, told):
            await conditions.notice(c, feed_id, Judged("failing", NOW - 9 * DAY, FAULT, 3), NOW - 8 * DAY)
        await conditions.told(c, [one for one in await conditions.untold(c) if one.feed_id == told], ())
        await c.run("UPDATE feeds SET newest_item_at = ? WHERE id <> ?", (stamp(NOW - HOUR), silent))
    for feed_id in (well, silent, told, noticed, young):
        await answers(db, feed_id, NOW)
    await poll(db, bringing, entry("news"), at=NOW)
    await fails(db, gone, NOW, "gone")
    async with db.read() as c:
        assert await conditions.plainly_well(c, ids, NOW, FLOOD_WITHIN, QUIET_FOR) == {well, young}
    for feed_id in (well, young):
        found = await signs(db, feed_id, NOW)
        assert (found.condition, judged(found, NOW).condition) == ("well", "well")
