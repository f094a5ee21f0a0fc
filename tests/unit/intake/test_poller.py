"""The loop from due feeds to stored items, with a real store and a real server."""

import asyncio
import random
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from aiohttp import web

from bot.clock import SteppedClock
from feeds.intake import schedule
from feeds.intake.documents import read_document
from feeds.intake.fetch import Fetcher
from feeds.intake.poller import NEIGHBOURS, Poller, Result
from feeds.intake.worker import Worker
from feeds.model import DueFeed, FetchOutcome
from storage import feed_list
from storage.database import Database
from storage.feed_list import FeedSpec
from storage.feeds import Feeds
from tests.unit.intake.site import Site, hangs


@pytest.fixture
def poller(db: Database, fetcher: Fetcher, worker: Worker, clock: SteppedClock) -> Poller:
    return Poller(Feeds(db), fetcher, worker, clock, rng=random.Random(1))


def rss(*titles: str, more: str = "") -> str:
    items = "".join(
        f"<item><title>{t}</title><guid>{t}</guid><pubDate>Tue, 24 Nov 2026 08:00:00 GMT</pubDate></item>"
        for t in titles
    )
    return f"<rss version='2.0'><channel><title>Kabar</title>{more}{items}</channel></rss>"


async def add(db: Database, clock: SteppedClock, *urls: str) -> None:
    async with db.write() as c:
        for url in urls:
            await feed_list.add(c, FeedSpec(url), "file", None, clock.now())


async def again(db: Database, poller: Poller, clock: SteppedClock) -> FetchOutcome:
    """Make the only feed due and poll it."""
    clock.advance(timedelta(days=2))
    ((_, outcome, _),) = await poller.step()
    assert await poller.step() == []
    return outcome


async def titles(db: Database) -> dict[str, bool]:
    """The stored titles; whether they are backlog."""
    async with db.read() as c:
        return {r["title"]: bool(r["backlog"]) for r in await c.all("SELECT title, backlog FROM items ORDER BY id")}


async def test_the_first_fetch_is_backlog_and_what_comes_later_is_news(
    db: Database, poller: Poller, site: Site, clock: SteppedClock
) -> None:
    await add(db, clock, site.put("/feed", rss("Rara leaves Norvale", "Kelana grows again")))
    ((_, outcome, stored),) = await poller.step()
    assert (outcome.status, outcome.title, stored.new) == ("new", "Kabar", 2)
    site.put("/feed", rss("Tindra hires a new head", "Rara leaves Norvale", "Kelana grows again"))
    await again(db, poller, clock)
    assert await titles(db) == {
        "Rara leaves Norvale": True,
        "Kelana grows again": True,
        "Tindra hires a new head": False,
    }


async def test_a_body_already_seen_is_not_parsed(db: Database, poller: Poller, site: Site, clock: SteppedClock) -> None:
    await add(db, clock, site.put("/feed", rss("Rara leaves Norvale")))
    await poller.step()
    jobs = poller.worker._jobs
    outcome = await again(db, poller, clock)
    assert (outcome.status, outcome.http_status, poller.worker._jobs) == ("unchanged", 200, jobs)


async def test_of_a_feed_with_something_new_the_rest_is_not_read_again(
    db: Database, poller: Poller, site: Site, clock: SteppedClock
) -> None:
    told = [f"Story number {n} of the day" for n in range(20)]
    await add(db, clock, site.put("/feed", linked(*told)))
    ((_, first, _),) = await poller.step()
    site.put("/feed", linked("Rara leaves Norvale", *told))
    second = await again(db, poller, clock)
    site.put("/feed", linked("Rara stays at Norvale", *told, more="<ttl>30</ttl>", guid="Rara leaves Norvale"))
    third = await again(db, poller, clock)
    site.put("/feed", linked("Rara stays at Norvale", *told, more="<ttl>60</ttl>", guid="Rara leaves Norvale"))
    fourth = await again(db, poller, clock)
    site.put("/feed", linked("Rara stays at Norvale", *told, more="<ttl>90</ttl>", guid="Rara leaves Norvale"))
    fifth = await again(db, poller, clock)
    outcomes = (first, second, third, fourth, fifth)
    assert [len(outcome.items) for outcome in outcomes] == [20, 1, 1, 21, 0], "whole once after a title was changed"
    assert [outcome.status for outcome in outcomes] == ["new", "new", "new", "new", "unchanged"]
    assert (third.ttl_seconds, fourth.ttl_seconds, fifth.ttl_seconds) == (1800, 3600, 5400)
    assert set(await titles(db)) == {*told, "Rara stays at Norvale"}


def linked(*titles: str, more: str = "", guid: str = "") -> str:
    """As they should be, so that we read them ourselves; of the first the guid may be another."""
    items = "".join(
        f"<item><title>{t}</title><guid isPermaLink='false'>{guid if guid and not n else t}</guid>"
        f"<link>https://kabar.example/{t.replace(' ', '-')}</link></item>"
        for n, t in enumerate(titles)
    )
    return f"<rss version='2.0'><channel><title>Kabar</title>{more}{items}</channel></rss>"


async def test_after_a_304_the_feed_keeps_its_pace(
    db: Database, poller: Poller, site: Site, clock: SteppedClock
) -> None:
    async def answer(request: web.Request) -> web.Response:
        fresh = "If-None-Match" in request.headers
        body = rss(*(f"Story number {n} of the day" for n in range(60)))
        return web.Response(status=304 if fresh else 200, text=body, headers={"ETag": '"1"'})

    await add(db, clock, site.does("/feed", answer))
    ((_, busy, _),) = await poller.step()
    unchanged = await again(db, poller, clock)
    assert (unchanged.status, unchanged.http_status) == ("unchanged", 304)
    assert unchanged.next_at - unchanged.at < timedelta(minutes=20)
    assert busy.next_at - busy.at < timedelta(minutes=20)


async def test_a_failing_feed_backs_off_and_recovers_losing_nothing(
    db: Database, poller: Poller, site: Site, clock: SteppedClock
) -> None:
    await add(db, clock, site.put("/feed", "no", 500))
    ((_, first, _),) = await poller.step()
    second = await again(db, poller, clock)
    assert (first.status, first.error) == ("failed", "the server has a fault of its own (HTTP 500)")
    assert second.next_at - second.at > (first.next_at - first.at) * 1.5
    site.put("/feed", "<rss><channel><title>cut")
    damaged = await again(db, poller, clock)
    assert damaged.error is not None and damaged.error.startswith("the feed is damaged")
    site.put("/feed", rss("Rara leaves Norvale"))
    well = await again(db, poller, clock)
    assert (well.status, well.next_at - well.at <= schedule.Bounds().longest * 1.05) == ("new", True)
    async with db.read() as c:
        row = await feed_list.find(c, site.url + "/feed")
    assert row is not None and (row["failures"], row["last_error"]) == (0, None)
    assert await titles(db) == {"Rara leaves Norvale": True}


async def test_the_server_s_wishes_are_kept(db: Database, poller: Poller, site: Site, clock: SteppedClock) -> None:
    await add(db, clock, site.put("/feed", "", 429, Retry_After="90000"))
    ((_, slowed, _),) = await poller.step()
    assert slowed.next_at - slowed.at >= timedelta(seconds=90_000)
    site.put("/feed", rss(*(f"Story number {n} of the day" for n in range(60)), more="<ttl>120</ttl>"))
    asked = await again(db, poller, clock)
    assert asked.next_at - asked.at >= timedelta(minutes=120)


async def test_the_ttl_of_the_document_is_kept_when_the_next_answer_brings_none(
    db: Database, poller: Poller, site: Site, clock: SteppedClock
) -> None:
    async def answer(request: web.Request) -> web.Response:
        fresh = "If-None-Match" in request.headers
        body = rss(*(f"Story number {n} of the day" for n in range(60)), more="<ttl>120</ttl>")
        return web.Response(status=304 if fresh else 200, text=body, headers={"ETag": '"1"'})

    await add(db, clock, site.does("/feed", answer))
    await poller.step()
    unchanged = await again(db, poller, clock)
    assert (unchanged.http_status, unchanged.next_at - unchanged.at >= timedelta(minutes=120)) == (304, True)


async def test_a_host_that_wants_a_rest_rests_for_all_its_feeds_and_none_of_the_others_has_failed(
    db: Database, poller: Poller, site: Site, clock: SteppedClock
) -> None:
    slowed = site.put("/slowed", "", 429, Retry_After="3600")
    others = [site.put(f"/{n}", rss(f"Story number {n} of the day")) for n in range(3)]
    elsewhere = site.put("/e", rss("Story from elsewhere")).replace("127.0.0.1", "localhost")
    await add(db, clock, slowed)
    await poller.step()
    await add(db, clock, *others, elsewhere)
    found = {feed.url: outcome for feed, outcome, _ in await poller.step()}
    assert found[elsewhere].status == "new"
    assert {found[url].status for url in others} == {"held"}
    assert all(timedelta(0) <= found[u].next_at - clock.now() - timedelta(hours=1) <= NEIGHBOURS for u in others)
    assert site.paths() == ["/slowed", "/e"]
    site.put("/slowed", rss("Story told at last"))
    clock.advance(timedelta(hours=1) + NEIGHBOURS)
    again = {feed.url: (outcome.status, feed.failures) for feed, outcome, _ in await poller.step()}
    assert [again[url] for url in others] == [("new", 0)] * 3
    async with db.read() as c:
        assert await c.value("SELECT COUNT(*) FROM fetches WHERE status = 'held'") == 0


async def test_the_budget_is_shared_out_by_what_the_store_knows_and_anew_when_the_bounds_change(
    db: Database, poller: Poller, site: Site, clock: SteppedClock
) -> None:
    busy = site.put("/busy", rss(*(f"Story number {n} of the day" for n in range(60))))
    quiet = site.put("/quiet", rss("Story alone"))
    await add(db, clock, busy, quiet)
    await poller.step()

    async def waits() -> dict[str, timedelta]:
        clock.advance(timedelta(hours=4))
        return {feed.url: outcome.next_at - outcome.at for feed, outcome, _ in await poller.step()}

    shared = await waits()
    assert shared[quiet] > 2 * shared[busy]
    per_day = sum(timedelta(days=1) / wait for wait in shared.values())
    assert 2 * 96 * 0.94 <= per_day <= 2 * 96 * 1.06
    poller.bounded(schedule.Bounds(average=timedelta(minutes=30)))
    assert 2 * 48 * 0.94 <= sum(timedelta(days=1) / wait for wait in (await waits()).values()) <= 2 * 48 * 1.06


async def test_a_feed_that_is_gone_for_good_is_paused(
    db: Database, poller: Poller, site: Site, clock: SteppedClock
) -> None:
    await add(db, clock, site.put("/feed", "", 410))
    ((_, outcome, _),) = await poller.step()
    assert outcome.status == "gone"
    clock.advance(timedelta(days=30))
    assert await poller.step() == []


async def test_a_feed_that_moved_is_read_where_it_is_and_the_new_place_noted(
    db: Database, poller: Poller, site: Site, clock: SteppedClock
) -> None:
    new = site.put("/new", rss("Rara leaves Norvale"))
    await add(db, clock, site.leads("/old", "/new", 301))
    ((_, outcome, stored),) = await poller.step()
    assert (outcome.moved_to, stored.new) == (new, 1)


async def test_one_bad_feed_holds_up_no_other(db: Database, poller: Poller, site: Site, clock: SteppedClock) -> None:
    poller.fetcher.timeout = 3.0  # enough for what answers
    bombs = "<!DOCTYPE rss [<!ENTITY a 'a'><!ENTITY b '&a;&a;'>]>" + rss("&b;")
    good = [site.put(f"/good{n}", rss(f"Story number {n} is good")) for n in range(3)]
    bad = [site.put("/html", "<html><body>x</body></html>"), site.put("/bomb", bombs), "http://10.0.0.1/", "nonsense"]
    await add(db, clock, *good[:2], *bad, site.does("/hangs", hangs).replace("127.0.0.1", "127.0.0.2"), good[2])
    found = {feed.url: outcome for feed, outcome, _ in await poller.step()}
    assert [found[url].status for url in good] == ["new"] * 3
    assert {found[url].status for url in bad} == {"failed"}
    assert len(found) == 8
    assert len(await titles(db)) == 3


async def test_a_document_that_outlasts_the_deadline_is_told_and_the_next_is_read(
    db: Database, poller: Poller, site: Site, clock: SteppedClock
) -> None:
    await poller.worker.run(read_document, b"", None, None, "")
    await add(db, clock, site.put("/feed", rss(*(f"Story number {n}" for n in range(300)))))
    poller.worker.deadline = 0.01
    ((_, outcome, _),) = await poller.step()
    assert (outcome.status, outcome.error) == ("failed", "not read within 0 seconds")
    poller.worker.deadline = 60.0
    assert (await again(db, poller, clock)).status == "new"


async def test_a_feed_that_was_cut_off_is_asked_for_again_and_not_whether_it_has_changed(
    db: Database, poller: Poller, site: Site, clock: SteppedClock
) -> None:
    whole = rss("Rara leaves Norvale", "Kelana grows again")
    cut = whole[: whole.rindex("<item>")]
    await add(db, clock, site.put("/feed", cut, ETag='"1"', Last_Modified="Tue, 24 Nov 2026 08:00:00 GMT"))
    await poller.step()

    async def answer(request: web.Request) -> web.Response:
        unchanged = "If-None-Match" in request.headers or "If-Modified-Since" in request.headers
        return web.Response(status=304 if unchanged else 200, text=whole)

    site.does("/feed", answer)
    await again(db, poller, clock)
    assert list(await titles(db)) == ["Rara leaves Norvale", "Kelana grows again"]


async def test_unchanged_for_an_answer_to_a_first_request_leaves_the_feed_unread(
    db: Database, poller: Poller, site: Site, clock: SteppedClock
) -> None:
    await add(db, clock, site.put("/feed", status=304))
    ((_, outcome, _),) = await poller.step()
    assert outcome.status == "failed"
    site.put("/feed", rss("Rara leaves Norvale"))
    await again(db, poller, clock)
    assert await titles(db) == {"Rara leaves Norvale": True}, "a backlog, not news"


async def test_what_ends_while_nothing_more_is_due_is_no_reason_to_look_again(
    db: Database, poller: Poller, site: Site, clock: SteppedClock
) -> None:
    await add(db, clock, *(site.put(f"/{n}", rss(f"item {n}")) for n in range(20)))
    looks, claim = 0, poller.feeds.claim_due
    recorded: list[Result] = []
    ended = asyncio.Event()

    async def looking(now: datetime, limit: int) -> Sequence[DueFeed]:
        """The first look finds all; the second lasts until they are polled."""
        nonlocal looks
        looks += 1
        if looks == 1:
            poller.wake.set()
        else:
            await ended.wait()
        return await claim(now, limit)

    def done(result: Result) -> None:
        recorded.append(result)
        if len(recorded) == 20:
            ended.set()

    poller.feeds.claim_due = looking  # type: ignore[method-assign]
    running = asyncio.create_task(poller.run(done))
    poller.wake.set()
    async with asyncio.timeout(60):
        await ended.wait()
    await poller.settled(60)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert (looks, len(recorded)) == (2, 20)


async def test_a_feed_that_is_resumed_while_it_is_asked_may_be_under_way_twice(
    db: Database, poller: Poller, site: Site, clock: SteppedClock
) -> None:
    asked, answer, claim = asyncio.Event(), asyncio.Event(), poller.feeds.claim_due

    async def looking(now: datetime, limit: int) -> Sequence[DueFeed]:
        """What is found while the first request waits for its answer lets that come."""
        due = await claim(now, limit)
        if asked.is_set():
            asyncio.get_running_loop().call_later(0.05, answer.set)
        return due

    async def slow(_: web.Request) -> web.Response:
        asked.set()
        await answer.wait()
        return web.Response(text=rss("Rara leaves Norvale"))

    await add(db, clock, site.does("/slow", slow))
    poller.feeds.claim_due = looking  # type: ignore[method-assign]
    recorded: list[Result] = []
    both = asyncio.Event()

    def done(result: Result) -> None:
        recorded.append(result)
        if len(recorded) == 2:
            both.set()

    running = asyncio.create_task(poller.run(done))
    poller.wake.set()
    async with asyncio.timeout(60):
        await asked.wait()
        async with db.write() as c:
            await feed_list.set_state(c, 1, "paused")
            await feed_list.set_state(c, 1, "active")
        poller.wake.set()
        await both.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert [(outcome.status, stored.new) for _, outcome, stored in recorded] == [("new", 1), ("new", 0)]
