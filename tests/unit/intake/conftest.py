"""A fetcher that may reach this machine, a worker process, and a server to be unkind to them."""

from collections.abc import AsyncIterator
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
async def fetcher() -> AsyncIterator[Fetcher]:
    one = Fetcher(Guard.of(["127.0.0.0/8"]), timeout=5.0)
    yield one
    await one.close()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with Site() as one:
        yield one


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    one = Worker(deadline=20.0)
    yield one
    await one.close()
