"""Who asks gets an answer while Telegram is slow to take what goes to everybody else."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bot.chat.connection import build_application
from bot.clock import SystemClock
from bot.config import Settings
from bot.sending.rendering import Renderer
from bot.sending.sender import AT_ONCE, Sender
from bot.simulator import Simulator
from bot.tables import Telegram
from feeds.reading.naming.catalog import load
from storage import outbox
from storage.database import Database
from storage.outbox import NewMessage
from tests.e2e.stage import TOKEN
from tests.stores import empty_store

PATIENCE = 60.0
CALLS, FOR_ALERTS = 5, 4
ASKER, OTHERS = 7, range(100, 110 + AT_ONCE)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - the simulator has no event for it
            await asyncio.sleep(0.01)


async def put(db: Database, lane: int, *chats: int) -> None:
    now = datetime.now(UTC)
    rows = [NewMessage(f"{lane}:{chat}", chat, "reply", {"text": "Said"}, lane) for chat in chats]
    async with db.write() as c:
        await outbox.put(c, rows, now)


async def test_alerts_that_hang_at_telegram_hold_up_no_answer(tmp_path: Path) -> None:
    async with Simulator(token=TOKEN) as sim, await Database.open(empty_store(tmp_path / "store.db")) as db:
        application = build_application(Settings(telegram=Telegram(api=sim.root)), TOKEN)
        await application.initialize()
        for user in (ASKER, *OTHERS):
            await sim.say(sim.user(user, "Ayu", "en"), "/start")

        def told() -> int:
            return sum(bool(sim.from_bot(user)) for user in OTHERS)

        sender = Sender(db, application.bot, Renderer(db, load), SystemClock(), calls_at_once=CALLS)
        sim.delays = {"sendMessage": 2 * PATIENCE}
        await put(db, outbox.ALERT, *OTHERS)
        sending = asyncio.create_task(sender.run())
        try:
            await until(lambda: told() == FOR_ALERTS)
            await put(db, outbox.REPLY, ASKER)
            sender.wake.set()
            await until(lambda: bool(sim.from_bot(ASKER)))
            assert told() == FOR_ALERTS, "all places of alerts are taken still"
        finally:
            await sim.stop()
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)
            await application.shutdown()
