"""A fetcher that may reach this machine, a worker process, and a server to be unkind to them."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest

from bot.clock import SteppedClock
from feeds.intake.fetch import Fetcher
from feeds.intake.guard import Guard
from feeds.intake.worker import Worker
from tests.unit.intake.site import Site


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))


@pytest.fixture
async def fetcher(clock: SteppedClock) -> AsyncIterator[Fetcher]:
    one = Fetcher(Guard.of(["127.0.0.0/8"]), timeout=60.0, now=clock.now)
    yield one
    await one.close()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site() as one:
        yield one


@pytest.fixture(scope="session")
def kept() -> Iterator[Worker]:
    one = Worker()
    yield one
    asyncio.run(one.close())


@pytest.fixture
def worker(kept: Worker) -> Worker:
    """One process for all tests, since starting it takes longer than most of them; the lock is of each test's loop."""
    kept.deadline = 60.0
    kept._turn = asyncio.Lock()
    return kept
