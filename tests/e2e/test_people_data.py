"""A chat's data: told as it is, forgotten at its age and at a word, whatever is under way at that moment."""

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import aiosqlite
import pytest

from bot.chat.connection import build_application
from bot.clock import SteppedClock
from bot.config import Settings
from bot.locales.texts import texts
from bot.sending.rendering import Renderer
from bot.sending.sender import Sender
from bot.simulator import Call, Simulator
from bot.tables import Storage, Telegram
from feeds.model import LANGUAGES
from feeds.reading.naming.catalog import load
from storage import outbox, subscribers
from storage.database import Connection, Database
from storage.outbox import ALERT, NewMessage
from storage.retention import forget_old
from tests.e2e.chatting import BREATH, START, Person, told
from tests.e2e.stage import TOKEN, Stage, stage
from tests.stores import empty_store
from tests.telegram.faults import Faults, Trouble

READER, OTHER = 880123, 770456
DAY = timedelta(days=1)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[Stage]:
    pieces = [told("en", "Tara Qvist", "Quorvexa", "Bravik", "e1", 1)]
    async with stage(tmp_path, pieces, START) as world:
        yield world


async def everywhere(db: Database, chat: int) -> list[str]:
    """The tables in which a chat's number stands."""
    found = []
    async with db.read() as c:
        for row in await c.all("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'item_search_%'"):
            columns = [r["name"] for r in await c.all(f"PRAGMA table_info({row['name']})")]
            if any(
                [await c.value(f"SELECT COUNT(*) FROM {row['name']} WHERE {k} LIKE ?", (f"%{chat}%",)) for k in columns]
            ):
                found.append(row["name"])
    return found


@dataclass(slots=True)
class ForgetsInBetween(Faults):
    """Erases a chat while Telegram has its message and has not answered yet."""

    path: Path = Path()
    texts: list[str] = field(default_factory=list)

    def before(self, call: Call) -> None:
        """Note what comes in; the first message meets the erasure."""
        if call.parameters.get("chat_id") in (READER, str(READER)):
            self.texts.append(str(call.parameters["text"]))
            if len(self.texts) == 1:
                thread = threading.Thread(target=lambda: asyncio.run(erase(self.path)))
                thread.start()
                thread.join()
        Faults.before(self, call)


async def erase(path: Path) -> None:
    """Forget the reader over a connection of its own."""
    async with aiosqlite.connect(path, isolation_level=None) as raw:
        raw.row_factory = aiosqlite.Row
        await raw.execute("BEGIN IMMEDIATE")
        await subscribers.forget(Connection(raw), READER)
        await raw.commit()


@pytest.mark.parametrize("trouble", [None, Trouble.REPLY_LOST, Trouble.TOO_MANY, Trouble.BLOCKED, Trouble.SERVER_ERROR])
async def test_who_is_forgotten_while_a_message_is_in_flight_gets_no_further_one_and_leaves_nothing(
    tmp_path: Path, trouble: Trouble | None
) -> None:
    clock = SteppedClock(START)
    path = tmp_path / "hengkang.db"
    gate = ForgetsInBetween(clock, path=path)
    if trouble is not None:
        gate.plan(trouble, READER)
    async with Simulator(token=TOKEN, clock=clock, gate=gate) as sim, await Database.open(empty_store(path)) as db:
        application = build_application(Settings(telegram=Telegram(api=sim.root)), TOKEN)
        await application.initialize()
        for reader in (READER, OTHER):
            sim.user(reader, "Ayu", "en")
            await sim.say(reader, "/start")
        sender = Sender(db, application.bot, Renderer(db, load), clock)
        # One after the other: the erasure in between wants the file while nobody else writes.
        for reader in (READER, OTHER):
            async with db.write() as c:
                await subscribers.ensure(c, reader, "private", "en", "UTC", START, "Title")
                alerts = [
                    NewMessage(f"alert:{reader}:{n}:0", reader, "reply", {"text": f"Alert {n}"}, ALERT)
                    for n in range(3)
                ]
                await outbox.put(c, alerts, START)
            for _ in range(8):
                clock.advance(BREATH)
                await sender.step()
                await sender.drain()
        await application.shutdown()
        assert gate.texts == ["Alert 0"]
        assert [m["text"] for m in sim.from_bot(OTHER)] == ["Alert 0", "Alert 1", "Alert 2"]
        await forget_old(db, Storage().ages(), clock.now() + DAY)
        assert await everywhere(db, READER) == []
        assert set(await everywhere(db, OTHER)) == {"subscribers", "outbox"}


async def test_privacy_tells_each_age_as_it_is_set_in_each_language(world: Stage) -> None:
    ages = world.running.config.settings.storage.ages()
    days = (ages.articles, ages.messages, ages.questions, ages.buttons, ages.updates, ages.gone)
    for n, lang in enumerate(LANGUAGES):
        t = texts(lang)
        page = (await Person(world, 400 + n, lang).ask("/privacy"))["text"]
        assert [d for d in days if t.n("{n} day", "{n} days", d.days) not in page] == []
        assert t.n("{n} hour", "{n} hours", 2) in page
        assert "/forgetme" in page and "/export" in page


async def test_after_their_age_messages_are_gone_and_why_does_not_claim_that_nothing_was_sent(world: Stage) -> None:
    ayu, t = Person(world, 501), texts("en")
    await ayu.say("/watch Quorvexa")
    await world.advance_to(START + timedelta(hours=3))
    alert = ayu.newest()
    assert alert["text"].startswith("Tara Qvist")
    assert "4. Sent to you on" in (await ayu.ask("/why", reply_to=alert["message_id"]))["text"]
    async with world.running.db.read() as c:
        url = await c.value("SELECT url FROM items")
    ages = world.running.config.settings.storage.ages()
    world.clock.advance(ages.messages + DAY)
    await ayu.say("/help")  # a message dated by Telegram: the leap is time's and not the clock's
    await world.running.keep_house()
    assert t("4. Not sent to you.") not in (late := (await ayu.say(f"/why {url}"))[-1]["text"])
    assert t("4. Whether it was sent to you I no longer know: messages are kept for {days}.", days="90 days") in late
    world.clock.advance(ages.articles)
    await ayu.say("/help")
    await world.running.keep_house()
    came = [m["text"] for m in await ayu.say("/who Tara Qvist")]
    assert any("Tara Qvist" in text for text in came), "moves stay, with their sources"


async def test_the_librarys_own_lists_hold_nobody_who_has_written(world: Stage) -> None:
    await Person(world, 507).ask("/help")
    application = world.running.application
    names = {name for kind in type(application).__mro__ for name in getattr(kind, "__slots__", ())}
    kept = {name: one for name in names if isinstance(one := getattr(application, name, None), dict | list | set)}
    assert "_chat_ids_to_be_updated_in_persistence" in kept, "the library has renamed what grew"
    assert [name for name, one in kept.items() if 507 in one] == []
