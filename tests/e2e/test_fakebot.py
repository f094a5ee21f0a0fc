"""The real outbox and sender against a server that is not our own double: Telegram's limits, and its ugly answers."""

import asyncio
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.chat.connection import build_application
from bot.clock import SystemClock
from bot.config import Settings
from bot.sending.pacing import Pacing
from bot.sending.rendering import Renderer
from bot.sending.sender import Sender
from bot.tables import Telegram
from feeds.ports import Clock
from feeds.reading.naming.catalog import load
from storage import outbox, subscribers
from storage.database import Database
from storage.outbox import NewMessage
from tests.e2e.process import free_port
from tests.stores import empty_store

FAKEBOT = Path(__file__).parents[3] / "shared" / "perf" / "fakebot.py"
PATIENCE = 120.0
WAITING = "SELECT COUNT(*) FROM outbox WHERE state IN ('pending', 'claimed', 'sending')"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not FAKEBOT.exists(), reason="there is no fakebot beside the checkout"),
]


@dataclass(slots=True)
class Fakebot:
    """The server in a process of its own, with its control routes."""

    root: str
    session: aiohttp.ClientSession

    async def control(self, route: str, **values: float) -> dict[str, Any]:
        """Set options, or read the log."""
        async with self.session.get(f"{self.root}/ctl/{route}", params=values) as answer:
            found: dict[str, Any] = await answer.json(content_type=None)
            return found


@pytest.fixture
async def fakebot() -> AsyncIterator[Fakebot]:
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(FAKEBOT), "--port", str(port), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"ready\n"
    try:
        async with aiohttp.ClientSession() as session:
            yield Fakebot(f"http://127.0.0.1:{port}", session)
    finally:
        process.terminate()
        await process.wait()


@dataclass(slots=True)
class Post:
    """An outbox with its sender."""

    db: Database
    sender: Sender

    async def put(self, chats: Iterable[int]) -> None:
        """A message for each mention of a chat, each with a text of its own."""
        now = self.sender.clock.now()
        messages = [NewMessage(f"reply:{n}", chat, "reply", {"text": f"Message {n}"}) for n, chat in enumerate(chats)]
        async with self.db.write() as c:
            for chat in {m.chat_id for m in messages}:
                await subscribers.ensure(c, chat, "private" if chat > 0 else "group", "en", "UTC", now)
            await outbox.put(c, messages, now)

    async def deliver(self) -> None:
        """Run the sender until nothing waits any more."""
        task = asyncio.create_task(self.sender.run())
        try:
            async with asyncio.timeout(PATIENCE):
                while await self.value(WAITING):  # noqa: ASYNC110 - the store has no event to wait for
                    await asyncio.sleep(0.05)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def value(self, sql: str) -> Any:
        async with self.db.read() as c:
            return await c.value(sql)

    async def states(self) -> Counter[str]:
        async with self.db.read() as c:
            return Counter({row["state"]: row["n"] for row in await c.all(
                "SELECT state, COUNT(*) AS n FROM outbox GROUP BY state"
            )})  # fmt: skip


class HastyClock(SystemClock):
    """A clock that runs five times as fast, so that back-offs pass sooner."""

    def __init__(self) -> None:
        self.begin = super().now()

    def now(self) -> datetime:
        """The present moment by this clock."""
        return self.begin + (super().now() - self.begin) * 5


@asynccontextmanager
async def post(
    folder: Path, server: Fakebot, pacing: Pacing | None = None, clock: Clock | None = None
) -> AsyncIterator[Post]:
    application = build_application(Settings(telegram=Telegram(api=server.root)), "1:fake")
    await application.initialize()
    try:
        async with await Database.open(empty_store(folder / "hengkang.db")) as db:
            sender = Sender(db, application.bot, Renderer(db, load), clock or SystemClock(), pacing or Pacing())
            yield Post(db, sender)
    finally:
        await application.shutdown()


async def test_our_pace_is_never_refused(tmp_path: Path, fakebot: Fakebot) -> None:
    await fakebot.control("set", limit=1, rate=30, latency=0.02)
    chats = [*range(2020, 2060), *range(2020, 2060), *[2101] * 6, *[2102] * 6, *[-9001] * 6]
    async with post(tmp_path, fakebot) as one:
        await one.put(chats)
        await one.deliver()
        assert await one.states() == {"sent": len(chats)}
    log = await fakebot.control("log")
    print(f"\npace: {log['accepted']} messages in {log['span_s']:.1f} s, by status {log['by_status']}")
    assert log["accepted"] == log["distinct"] == len(chats)
    assert "429" not in log["by_status"]


async def test_whoever_is_refused_for_pace_waits_and_arrives_once(tmp_path: Path, fakebot: Fakebot) -> None:
    await fakebot.control("set", limit=1, rate=8)  # slower than any machine that sends without a pace
    chats = range(3020, 3050)
    async with post(tmp_path, fakebot, Pacing(overall=1000)) as one:
        await one.put(chats)
        await one.deliver()
        assert await one.states() == {"sent": len(chats)}
        assert await one.value("SELECT SUM(uncertain) FROM outbox") == 0
    log = await fakebot.control("log")
    print(f"\ntoo fast: {log['accepted']} messages in {log['span_s']:.1f} s, by status {log['by_status']}")
    assert log["by_status"]["429"] > 0
    assert log["accepted"] == log["distinct"] == len(chats)


async def test_faults_lose_nothing_and_repeat_only_what_was_in_flight(tmp_path: Path, fakebot: Fakebot) -> None:
    await fakebot.control("set", latency=0.02, p429=0.03, p5xx=0.05, pdrop=0.05, plost=0.06)
    open_to_us = [*range(4020, 4100), -4321, -4321]
    closed = [4113, 4113, 4117, 4119]
    async with post(tmp_path, fakebot, clock=HastyClock()) as one:
        await one.put([*open_to_us, *closed])
        await one.deliver()
        assert await one.states() == {"sent": len(open_to_us), "failed": 3, "dropped": 1}
        uncertain = int(await one.value("SELECT SUM(uncertain) FROM outbox"))
        silent = int(await one.value("SELECT COUNT(*) FROM outbox WHERE uncertain > 0 AND NOT silent"))
        async with one.db.read() as c:
            blocked = {row["chat_id"] for row in await c.all("SELECT * FROM subscribers WHERE state = 'blocked'")}
            moved = await subscribers.get(c, -1004321)
    log = await fakebot.control("log")
    lost = log["by_status"].get("lost", 0)
    print(
        f"\nfaults: {log['accepted']} accepted of {len(open_to_us)} messages in {log['span_s']:.1f} s,"
        f" {log['duplicates']} twice, {lost} accepted unanswered, {uncertain} uncertain, by status {log['by_status']}"
    )
    assert log["distinct"] == len(open_to_us)
    assert log["duplicates"] <= lost <= uncertain
    assert silent == 0, "what may have arrived goes again silently"
    assert blocked == set(closed)
    assert moved is not None and moved.type == "supergroup"
