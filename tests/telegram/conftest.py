"""A simulator on a free port with a stepped clock, and python-telegram-bot's Bot against it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.clock import SteppedClock
from bot.simulator import Simulator
from tests.telegram.faults import Faults

TOKEN = "77:simulated"


@pytest.fixture(autouse=True)
def waits_are_timedeltas(monkeypatch: pytest.MonkeyPatch) -> None:
    # Without it python-telegram-bot warns of the type to come at each 429.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def clock() -> SteppedClock:
    return SteppedClock(datetime(2026, 11, 24, 9, 0, tzinfo=UTC))


@pytest.fixture
def faults(clock: SteppedClock) -> Faults:
    return Faults(clock)


@pytest.fixture
async def sim(clock: SteppedClock, faults: Faults) -> AsyncIterator[Simulator]:
    async with Simulator(token=TOKEN, clock=clock, gate=faults) as simulator:
        yield simulator


@pytest.fixture
async def bot(sim: Simulator) -> AsyncIterator[Bot]:
    requests = [
        HTTPXRequest(read_timeout=60.0, connect_timeout=60.0, pool_timeout=60.0, httpx_kwargs={"verify": False})
        for _ in range(2)
    ]
    client = Bot(
        sim.token,
        base_url=sim.base_url,
        base_file_url=sim.file_url,
        get_updates_request=requests[0],
        request=requests[1],
    )
    async with client:
        yield client
