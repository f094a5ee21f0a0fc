"""Feeds, hosts and names that hang: what becomes of all the others while they do.

Nothing here ends by a timeout: what hangs hangs until the test is over, and is seen to hang when the others are done.
"""

import asyncio
import random
import socket
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.clock import SteppedClock
from feeds.intake.fetch import Fetcher
from feeds.intake.guard import Guard
from feeds.intake.names import MOST_THREADS, Names
from feeds.intake.places import Places
from feeds.intake.poller import Poller, Result
from feeds.intake.worker import Worker
from storage.database import Database
from storage.feeds import Feeds
from tests.unit.intake.street import HANGING, host, street
from tests.unit.intake.test_poller import add

AGES = 600.0  # seconds; nothing that hangs ends before the test does
SOON = 60.0


@pytest.fixture
async def fetcher(clock: SteppedClock) -> AsyncIterator[Fetcher]:
    one = Fetcher(Guard.of(["127.0.0.0/8"]), timeout=AGES, now=clock.now)
    yield one
    await one.close()


@pytest.fixture
def poller(db: Database, fetcher: Fetcher, worker: Worker, clock: SteppedClock) -> Poller:
    return Poller(Feeds(db), fetcher, worker, clock, places=Places(2, patience=0.02), rng=random.Random(1))


@asynccontextmanager
async def running(poller: Poller) -> AsyncIterator[list[Result]]:
    """The poller at work; what it has recorded so far."""
    recorded: list[Result] = []
    task = asyncio.create_task(poller.run(recorded.append))
    poller.wake.set()
    try:
        yield recorded
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(SOON):
        while not holds():  # noqa: ASYNC110 - sockets and tasks have no common event
            await asyncio.sleep(0.005)


async def claimed(db: Database) -> set[str]:
    async with db.read() as c:
        return {row["url"] for row in await c.all("SELECT url FROM feeds WHERE claimed_at IS NOT NULL")}


async def test_all_others_are_stored_while_more_feeds_hang_than_there_are_places(
    db: Database, poller: Poller, clock: SteppedClock
) -> None:
    async with street(104) as town:
        bad = range(len(HANGING))  # they are due first
        for n, way in enumerate(HANGING):
            town.ways[host(n), "*" if way == "says nothing" else "/feed"] = way
        good = [town.at(n) for n in range(len(HANGING), 104)]
        await add(db, clock, *(town.at(n) for n in bad), *good)
        async with running(poller) as recorded:
            await until(lambda: len(recorded) == len(good))
            assert {feed.url for feed, _, _ in recorded} == set(good)
            assert {outcome.status for _, outcome, _ in recorded} == {"new"}
            assert {at for at, _ in town.open} == {host(n) for n in bad}
            assert await claimed(db) == {town.at(n) for n in bad}
            assert poller.busy and poller.places.overtime == len(HANGING)


async def test_feeds_that_fall_due_while_others_hang_are_polled_at_the_next_look(
    db: Database, poller: Poller, clock: SteppedClock
) -> None:
    async with street(3) as town:
        town.ways[host(0), "/feed"] = "never answers"
        await add(db, clock, town.at(0))
        async with running(poller) as recorded:
            await until(lambda: bool(town.open))
            await add(db, clock, town.at(1), town.at(2))
            poller.wake.set()
            await until(lambda: len(recorded) == 2)
            assert town.open == {(host(0), "/feed")}


async def test_feeds_that_wait_for_a_host_hold_no_place(db: Database, poller: Poller, clock: SteppedClock) -> None:
    poller.places.patience = AGES  # so that one place is held by what hangs, and the other is all there is
    async with street(12) as town:
        town.ways[host(0), "/feed0"] = "never answers"
        waiting = [town.at(0, f"/feed{n}") for n in range(20)]
        good = [town.at(n) for n in range(1, 12)]
        await add(db, clock, *waiting, *good)
        async with running(poller) as recorded:
            await until(lambda: len(recorded) == len(good))
            assert {feed.url for feed, _, _ in recorded} == set(good)
            assert town.asked[host(0)] == 1


async def test_what_hangs_is_cut_off_at_once_when_the_bot_stops(
    db: Database, poller: Poller, clock: SteppedClock
) -> None:
    async with street(6) as town:
        for n in range(6):
            town.ways[host(n), "/feed"] = HANGING[1 + n % 3]
        await add(db, clock, *(town.at(n) for n in range(6)))
        async with running(poller):
            await until(lambda: len(town.open) == 6)
        assert not poller.busy
        await until(lambda: not town.open)


async def test_a_feed_that_the_store_would_not_take_is_polled_again_once_it_does(
    db: Database, poller: Poller, clock: SteppedClock
) -> None:
    async with street(2) as town:
        await add(db, clock, town.at(0), town.at(1))
        async with db.write() as c:
            await c.run(
                "CREATE TRIGGER full BEFORE INSERT ON fetches WHEN NEW.feed_id = 1"
                " BEGIN SELECT RAISE(ABORT, 'disk full'); END"
            )
        async with running(poller) as recorded:
            await until(lambda: len(recorded) == 1 and not poller.busy)
            assert (recorded[0][0].url, await claimed(db)) == (town.at(1), {town.at(0)})
            async with db.write() as c:
                await c.run("DROP TRIGGER full")
            poller.wake.set()
            await until(lambda: len(recorded) == 2)
            assert (recorded[1][1].status, await claimed(db)) == ("new", set())


class Telephone:
    """Looks names up; those that end in ".hangs" wait until ``answer`` is called."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self._answer = threading.Event()

    def __call__(self, name: str, port: int, *_: Any) -> list[tuple[Any, ...]]:
        self.asked.append(name)
        if name.endswith(".hangs"):
            self._answer.wait()
            raise socket.gaierror(socket.EAI_AGAIN, "no name server answers")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host(int(name.split(".")[0])), port))]

    def answer(self) -> None:
        self._answer.set()


async def test_names_that_hang_hold_up_neither_other_names_nor_other_threads(
    db: Database, poller: Poller, clock: SteppedClock
) -> None:
    telephone = Telephone()
    poller.fetcher.resolver = Names(telephone)
    async with street(30) as town:
        bad = [f"http://{n}.hangs:{town.port}/feed" for n in range(60)]
        good = [f"http://{n}.example:{town.port}/feed" for n in range(30)]
        await add(db, clock, *bad, *good)
        poller.fetcher.pause = 0.0
        try:
            async with running(poller) as recorded:
                await until(lambda: len(recorded) == len(good))
                assert {feed.url for feed, _, _ in recorded} == set(good)
                assert len([name for name in telephone.asked if name.endswith(".hangs")]) == len(bad)
                assert await asyncio.to_thread(len, "four") == 4  # what reading runs in
        finally:
            telephone.answer()


async def test_a_name_that_hangs_costs_one_thread_however_often_it_is_asked_for() -> None:
    telephone = Telephone()
    names = Names(telephone)
    asking = [asyncio.create_task(names.resolve("news.hangs", 80)) for _ in range(2 * MOST_THREADS)]
    await until(lambda: bool(telephone.asked))
    asking[0].cancel()
    assert [found["host"] for found in await names.resolve("3.example", 80)] == [host(3)]
    telephone.answer()
    gone, *errors = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(gone, asyncio.CancelledError) and {type(e) for e in errors} == {socket.gaierror}
    assert telephone.asked == ["news.hangs", "3.example"]
    with pytest.raises(socket.gaierror):  # what failed is asked for anew
        await names.resolve("news.hangs", 80)
    assert telephone.asked[2:] == ["news.hangs"]


async def test_a_place_is_given_on_in_the_order_of_asking_and_none_is_lost_to_a_cancellation() -> None:
    places = Places(1, patience=AGES)
    order: list[int] = []

    async def visit(number: int) -> None:
        async with places.one() as place:
            await place.take()
            await place.take()  # of one request's redirects each takes it
            order.append(number)
            await asyncio.sleep(0)

    async with places.one() as first:
        await first.take()
        visits = [asyncio.create_task(visit(n)) for n in range(5)]
        await asyncio.sleep(0)
        visits[1].cancel()
        await asyncio.sleep(0)
    visits[0].cancel()  # the place was handed to it just now
    await asyncio.gather(*visits, return_exceptions=True)
    assert order == [2, 3, 4]
    places.most = 2
    await asyncio.gather(*(visit(n) for n in (5, 6)))
    assert order[3:] == [5, 6]


async def test_an_answer_that_is_here_keeps_its_place_until_it_is_read() -> None:
    places = Places(1, patience=0.0)
    async with places.one() as place:
        await place.take()
        place.answered()
        waiting = asyncio.create_task(places.take())
        for _ in range(5):
            await asyncio.sleep(0.001)
        assert (places.overtime, waiting.done()) == (0, False)
    await waiting
