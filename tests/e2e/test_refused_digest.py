"""A digest that Telegram refuses: what it was to tell comes all the same, card by card."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from bot.chat.connection import build_application
from bot.clock import SteppedClock
from bot.config import Settings
from bot.sending.rendering import Renderer
from bot.sending.sender import Sender
from bot.simulator import ApiError, Call, Simulator
from bot.tables import Telegram
from feeds.reading.naming.catalog import load
from storage import preferences
from storage.database import Database
from storage.items import Items
from tests.e2e.stage import TOKEN
from tests.stores import empty_store
from tests.telegram.faults import Faults
from tests.unit.storage.builders import NOW, add_chat, add_feed, commit, decision, entry, move, poll, words

READER = 7
PEOPLE = ("Rara", "Tara", "Milan")
BREATH = timedelta(seconds=5)


@dataclass(slots=True)
class RefusesDigests(Faults):
    """Takes every message but one that tells several events."""

    texts: list[str] = field(default_factory=list)

    def before(self, call: Call) -> None:
        """Note what is sent; a digest is refused."""
        text = str(call.parameters.get("text", ""))
        if call.method == "sendMessage" and call.parameters.get("chat_id") in (READER, str(READER)):
            self.texts.append(text)
            if len([person for person in PEOPLE if person in text]) > 1:
                raise ApiError(400, "Bad Request: something about it is wrong")
        Faults.before(self, call)


async def test_what_a_refused_digest_was_to_tell_comes_card_by_card_once_each(tmp_path: Path) -> None:
    clock = SteppedClock(NOW)
    gate = RefusesDigests(clock)
    async with (
        Simulator(token=TOKEN, clock=clock, gate=gate) as sim,
        await Database.open(empty_store(tmp_path / "store.db")) as db,
    ):
        application = build_application(Settings(telegram=Telegram(api=sim.root)), TOKEN)
        await application.initialize()
        sim.user(READER, "Ayu", "en")
        await sim.say(READER, "/start")
        sender = Sender(db, application.bot, Renderer(db, load), clock)
        await add_chat(db, READER, "Norvale")
        async with db.write() as c:
            daily = replace(await preferences.get(c, READER), delivery="daily")
            await preferences.put(c, READER, daily)
        feed = await add_feed(db)
        await poll(db, feed, *(entry(f"{p} leaves Norvale", f"https://kabar.example/{p}") for p in PEOPLE))
        for item, person in zip(await Items(db, words).claim_new(NOW, 9), PEOPLE, strict=True):
            await commit(db, item, decision(item, move(person, "Norvale", "Tindra")))
        for pause in (BREATH, BREATH, BREATH, timedelta(days=1), *[BREATH] * 6):
            await sender.step()
            await sender.drain()
            clock.advance(pause)
        await application.shutdown()
    refused, *cards = gate.texts
    assert all(person in refused for person in PEOPLE)
    assert [[person for person in PEOPLE if person in card] for card in cards] == [[person] for person in PEOPLE]
