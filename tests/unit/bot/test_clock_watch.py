"""A clock that is put back or forward: nothing waits for years, nothing is erased by mistake."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.clock import Steady, SteppedClock, SystemClock
from bot.clock_watch import ClockWatch, put_right
from bot.condition import Vitals
from bot.sending.pacing import Pacing
from bot.ticks import keep_going
from storage import access, subscribers
from storage.database import Database
from storage.moments import stamp

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
LONGEST = timedelta(hours=3)
JUMPS = [timedelta(hours=3), timedelta(days=2), timedelta(days=3650)]


async def planned(db: Database, now: datetime) -> None:
    """A feed, a message, a pause, a mute and a digest, as a clock that says ``now`` plans them."""
    async with db.write() as c:
        await c.run(
            "INSERT INTO feeds (url, origin, state, added_at, last_attempt, next_at) VALUES"
            " ('http://a.example/', 'file', 'active', ?1, ?1, ?2)",
            (stamp(now), stamp(now + timedelta(minutes=20))),
        )
        await subscribers.ensure(c, 5, "private", "en", "UTC", now, "Ann", None, None, None)
        for key, kind, state, lane, due in (
            ("retry", "reply", "pending", 0, timedelta(minutes=2)),
            ("alert:5:1:0", "alert", "held", 1, timedelta(hours=20)),
            ("digest:5:1", "digest", "held", 2, timedelta(hours=20)),
        ):
            await c.run(
                "INSERT INTO outbox (key, chat_id, kind, state, lane, due_at, created_at) VALUES (?, 5, ?, ?, ?, ?, ?)",
                (key, kind, state, lane, stamp(now + due), stamp(now)),
            )
        await c.run("INSERT INTO pauses (chat_id, until) VALUES (5, ?)", (stamp(now + timedelta(minutes=10)),))


@pytest.mark.parametrize("by", JUMPS)
@pytest.mark.parametrize("running", [True, False])
async def test_what_a_clock_that_was_ahead_has_planned_is_brought_back(
    db: Database, by: timedelta, running: bool
) -> None:
    clock = SteppedClock(NOW + by)
    await planned(db, clock.now())
    watch = ClockWatch(db, clock, Vitals(), lambda: (5,))
    assert not await watch.look(LONGEST)
    clock.moment = NOW
    if running:
        assert await watch.look(LONGEST)
        assert not await watch.look(LONGEST), "once"
    else:
        async with db.write() as c:
            assert await put_right(c, NOW, LONGEST) == by
    async with db.read() as c:
        feed = await c.value("SELECT next_at FROM feeds")
        due = {row["key"]: row["due_at"] for row in await c.all("SELECT key, due_at FROM outbox")}
        until = await c.value("SELECT until FROM pauses")
    assert feed == stamp(NOW + timedelta(minutes=20))
    assert due["retry"] == stamp(NOW + timedelta(minutes=2))
    assert due["digest:5:1"] <= stamp(NOW + timedelta(days=1))
    assert until == stamp(NOW + timedelta(minutes=10))
    assert any(key.startswith("clock:back:") for key in due) == running


async def test_after_a_leap_nothing_is_erased_until_telegram_confirms_the_date(db: Database) -> None:
    clock, vitals = SteppedClock(NOW), Vitals()
    watch = ClockWatch(db, clock, vitals, tuple)
    assert await watch.trusted()
    vitals.dated(clock.now(), clock.now())
    clock.advance(timedelta(days=730))
    assert not await watch.trusted(), "what Telegram said before the leap says nothing of it"
    vitals.dated(NOW, clock.now())
    assert not await watch.trusted()
    vitals.dated(clock.now(), clock.now())
    assert await watch.trusted()
    clock.advance(timedelta(hours=6))
    assert await watch.trusted()


@pytest.mark.parametrize("by", JUMPS)
def test_no_chat_waits_for_a_clock_that_was_put_back(by: timedelta) -> None:
    clock = SteppedClock(NOW)
    steady, pacing = Steady(clock), Pacing()
    for _ in range(4):
        pacing.reserve(5, steady())
    clock.moment -= by
    assert pacing.reserve(5, steady()) - steady() < 5
    clock.advance(timedelta(seconds=30))
    assert pacing.reserve(5, steady()) == steady()


@pytest.mark.parametrize("by", JUMPS)
async def test_nobody_is_turned_away_for_what_they_wrote_by_another_clock(db: Database, by: timedelta) -> None:
    async with db.write() as c:
        told = await access.counted(c, "person", [5, 5], NOW + by, 2)
        assert told == [(1, True, False), (2, True, False)]
        assert await access.counted(c, "person", [5], NOW, 2) == [(1, True, False)]


async def test_ticks_go_on_when_the_clock_is_put_back() -> None:
    ticked = asyncio.Event()

    async def tick() -> None:
        ticked.set()

    scheduler = AsyncIOScheduler(timezone="UTC")
    # As the clock leaves it that was put back by an hour: the tick is planned for an hour from now.
    scheduler.add_job(tick, "interval", seconds=0.1, id="tick", next_run_time=SystemClock().now() + timedelta(hours=1))
    scheduler.start()
    watch = asyncio.create_task(keep_going(scheduler, 0.05))
    try:
        async with asyncio.timeout(60):
            await ticked.wait()
    finally:
        watch.cancel()
        scheduler.shutdown(wait=False)
    assert ticked.is_set()
