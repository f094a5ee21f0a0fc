"""What /readyz tells of each part."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import SteppedClock
from bot.pulse import Pulse, Tick
from bot.readiness import Readiness
from bot.watchdog import LONG_TICK
from storage import feed_list, inbox, outbox
from storage.database import Database
from storage.inbox import Received
from storage.outbox import NewMessage
from tests.stores import empty_store

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[tuple[Database, Pulse, SteppedClock, Readiness]]:
    clock = SteppedClock(NOW)
    pulse = Pulse(lambda: clock.moment.timestamp())
    async with await Database.open(empty_store(tmp_path / "store.db")) as db:
        yield db, pulse, clock, Readiness(db, pulse, clock)


async def test_telegram_has_to_have_answered_lately(
    watched: tuple[Database, Pulse, SteppedClock, Readiness],
) -> None:
    _, pulse, clock, ready = watched
    pulse.telegram_error = "TimedOut"
    assert await ready.not_ready() == {"telegram": "has not answered yet (TimedOut)"}
    pulse.answered()
    assert await ready.not_ready() == {}
    clock.advance(timedelta(minutes=3))
    assert await ready.not_ready() == {"telegram": "last answered 180 seconds ago"}


async def test_what_waits_too_long_is_named(watched: tuple[Database, Pulse, SteppedClock, Readiness]) -> None:
    db, pulse, clock, ready = watched
    async with db.write() as c:
        await feed_list.sync(c, [feed_list.FeedSpec("https://a.example/feed")], NOW)
        await inbox.accept(c, [Received(1, 5, "{}")], NOW)
        await outbox.put(c, [NewMessage("reply:1:0", 5, "reply", {"text": "x"})], NOW)
    pulse.answered()
    assert await ready.not_ready() == {}
    clock.advance(timedelta(hours=1))
    pulse.answered()
    waits = "1 wait, the first for 3600 seconds"
    assert await ready.not_ready() == {"feeds": waits, "messages": waits, "updates": waits}


async def test_a_tick_that_hangs_is_named(watched: tuple[Database, Pulse, SteppedClock, Readiness]) -> None:
    _, pulse, clock, ready = watched
    pulse.ticks["poll"] = Tick("poll", pulse.now(), None)
    clock.advance(timedelta(seconds=LONG_TICK + 1))
    pulse.answered()
    assert await ready.not_ready() == {"ticks": "poll has run for 601 seconds"}


async def test_a_store_that_cannot_be_written_is_told_and_looked_at_again(
    watched: tuple[Database, Pulse, SteppedClock, Readiness],
) -> None:
    db, pulse, clock, ready = watched
    pulse.answered()
    async with db.write() as c:
        await c.run("PRAGMA query_only = ON")
    assert "storage" in await ready.not_ready()
    async with db.read() as c:
        assert await c.value("SELECT COUNT(*) FROM feeds") == 0
    clock.advance(timedelta(seconds=30))
    db_writer = db._writer
    assert db_writer is not None
    await db_writer.execute("PRAGMA query_only = OFF")
    assert await ready.not_ready() == {}
