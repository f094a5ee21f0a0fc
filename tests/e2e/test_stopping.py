"""SIGTERM in the middle of the work: what is under way comes back, the rest is done after the next start, once."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.clock import SystemClock
from bot.simulator import Simulator
from tests.e2e.outlets import Outlet, Piece
from tests.e2e.process import TOKEN, Child, configured

PATIENCE = 60.0
TITLE = "Tara Qvist leaves Quorvexa for Bravik"
TEXT = "Tara Qvist, who led research at Quorvexa, has left Quorvexa and joined Bravik as chief scientist, Bravik said."
SENDING = "SELECT COUNT(*) FROM outbox WHERE state = 'sending' AND kind = 'alert'"
LEFT = "SELECT COUNT(*) FROM outbox WHERE state IN ('pending', 'claimed', 'sending')"
UNCERTAIN = "SELECT COALESCE(SUM(uncertain), 0) FROM outbox"


async def until(holds: Callable[[], bool], child: Child) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - a file has no event
            await asyncio.sleep(0.02)


def story(id: str, title: str = TITLE, text: str = TEXT) -> Piece:
    return Piece(id, "Harbour", "en", title, text, datetime.now(UTC))


def alerts(sim: Simulator, user: int) -> int:
    return sum(TITLE in m.get("text", "") for m in sim.from_bot(user))


def released(sim: Simulator) -> None:
    """Let Telegram answer, from now on and what it was asked before."""
    for event in sim.held.values():
        event.set()


@asynccontextmanager
async def busy(folder: Path, readers: range, calls: int) -> AsyncIterator[tuple[Simulator, Child]]:
    """The bot with alerts at a Telegram that answers once it is let, a feed that hangs, and a picture asked for."""
    async with AsyncExitStack() as stack:
        sim = await stack.enter_async_context(Simulator(token=TOKEN))
        quick = await stack.enter_async_context(Outlet("Harbour", "rss", [], SystemClock()))
        hanging = await stack.enter_async_context(Outlet("Slow Wire", "rss", [], SystemClock()))
        config = configured(folder, sim.root, [quick, hanging])
        text = config.read_text("utf-8")
        config.write_text(text.replace("[telegram]\n", "[telegram]\ncalls_at_once = 20\n"), encoding="utf-8")
        child = Child(config, fresh=False)
        await child.start()
        try:
            for user in readers:
                sim.user(user, f"Reader {user}", "en")
                await sim.say(user, "/watch Quorvexa")
            await until(lambda: all(any("Watching" in m["text"] for m in sim.from_bot(u)) for u in readers), child)
            sim.held = dict.fromkeys(("sendMessage", "sendPhoto"), asyncio.Event())
            quick.pieces.append(story("one"))
            await until(lambda: child.look(SENDING) == [(calls,)], child)
            hanging.delay = 2 * PATIENCE
            polls = hanging.polls
            await sim.say(readers[0], "/flow Quorvexa")
            await until(lambda: hanging.polls > polls, child)
            yield sim, child
        finally:
            hanging.delay = 0.0
            released(sim)
            if child.process is not None and child.process.returncode is None:
                await child.kill()


async def test_what_is_under_way_comes_back_and_the_rest_is_sent_once_after_the_next_start(tmp_path: Path) -> None:
    readers = range(2000, 2020)
    async with busy(tmp_path, readers, 16) as (sim, child):
        assert child.process is not None
        child.process.send_signal(signal.SIGTERM)
        await until(lambda: "service.stopping" in child.log, child)
        released(sim)
        assert await child.process.wait() == 0
        assert "service.stopped" in child.log
        assert "Traceback" not in child.log
        reached = sum(alerts(sim, user) for user in readers)
        assert reached >= 16
        assert child.look("SELECT COUNT(*) FROM outbox WHERE state = 'sending'") == [(0,)]
        assert child.look("SELECT COUNT(*) FROM outbox WHERE kind = 'alert' AND state = 'sent'") == [(reached,)]
        await child.start()
        await until(lambda: all(alerts(sim, user) for user in readers), child)
        await until(lambda: child.look(LEFT) == [(0,)], child)
        assert await child.stop() == 0
        assert [alerts(sim, user) for user in readers] == [1] * len(readers)
        assert child.look(UNCERTAIN) == [(0,)]


async def test_a_second_signal_ends_at_once_and_loses_nothing(tmp_path: Path) -> None:
    readers = range(2000, 2003)
    async with busy(tmp_path, readers, 3) as (sim, child):
        assert child.process is not None
        child.process.send_signal(signal.SIGTERM)
        await until(lambda: "service.stopping" in child.log, child)
        assert await child.stop() == 0
        assert "service.broken_off" in child.log
        released(sim)
        await child.start()
        await until(lambda: all(alerts(sim, user) for user in readers), child)
        await until(lambda: child.look(LEFT) == [(0,)], child)
        assert await child.stop() == 0
        twice = sum(alerts(sim, user) - 1 for user in readers)
        assert (twice,) <= child.look(UNCERTAIN)[0]


async def test_a_bot_that_waits_for_telegram_stops_at_once(tmp_path: Path) -> None:
    async with Simulator(token=TOKEN) as sim:
        config = configured(tmp_path, sim.root, [])
    child = Child(config, fresh=False)
    await child.start()
    try:
        await until(lambda: "does not answer" in child.log, child)
        assert await child.stop() == 0
    finally:
        if child.process is not None and child.process.returncode is None:
            await child.kill()
