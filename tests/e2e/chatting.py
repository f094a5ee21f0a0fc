"""What the tests of the chat share: a stage that many tests play on, and people who talk on it.

The stage's clock is moved a little before each message, so that the pace of sending makes nobody wait.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.pages.rich import BUTTON_LIMIT, MESSAGE_LIMIT, units
from bot.simulator.model import Chat
from tests.e2e.outlets import Piece
from tests.e2e.stage import Stage

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
BREATH = timedelta(seconds=4)
CAPTION_LIMIT = 1024  # UTF-16 units, Bot API: sendPhoto

Message = dict[str, Any]

LANGUAGES = ("en", "id", "zh")
each_language = pytest.mark.parametrize("lang", LANGUAGES)

# A departure in each language, before START.
DEPARTURES = (
    ("en", "Tara Qvist", "Quorvexa", "Bravik", "e1", -30.0),
    ("id", "Milan Oyelaran", "Halmerion", "OpenAI", "i1", -20.0),
    ("zh", "沈若溪", "月之暗面", "字节跳动", "z1", -10.0),
)


def piece(id: str, lang: str, title: str, text: str, hours: float, outlet: str = "") -> Piece:
    """An article of so many hours after START (before it where negative), in an outlet of its language."""
    return Piece(id, outlet or f"Outlet {lang}", lang, title, text, START + timedelta(hours=hours))


def told(lang: str, person: str, left: str, joined: str, id: str, hours: float) -> Piece:
    """A made-up departure, told in one of the three languages."""
    titles = {
        "en": f"{person} leaves {left} for {joined}",
        "id": f"{person} hengkang dari {left} ke {joined}",
        "zh": f"{person}离开{left}，加盟{joined}",
    }
    texts = {
        "en": f"{person} has left {left} and joined {joined}.\n{person} led speech research there.\n"
        f"{person} left {left} because of a dispute over computing budgets, an insider said.",
        "id": f"{person}, kepala riset suara {left}, hengkang dan bergabung dengan {joined} sebagai kepala ilmuwan.\n"
        f"{person} meninggalkan {left} karena perselisihan soal anggaran komputasi, kata seorang sumber.",
        "zh": f"{left}语音研究负责人{person}近日离职，加入{joined}担任首席科学家。\n"
        f"{person}因算力预算分歧离开{left}，知情人士说。",
    }
    return piece(id, lang, titles[lang], texts[lang], hours)


def buttons(message: Message) -> list[Message]:
    """The buttons of a message in reading order."""
    return [b for row in message.get("reply_markup", {}).get("inline_keyboard", ()) for b in row]


def data(message: Message, verb: str) -> list[str]:
    """The callback data of the buttons with a verb."""
    return [b["callback_data"] for b in buttons(message) if b.get("callback_data", "").partition(":")[0] == verb]


def links(message: Message) -> list[str]:
    """The addresses that a message links to."""
    return [e["url"] for e in message.get("entities", ()) if e["type"] == "text_link"]


def within_limits(messages: Sequence[Message]) -> None:
    """No message is longer than Telegram takes, and none shows a place that no value was put into."""
    for message in messages:
        if "document" in message:
            continue
        if "photo" in message:
            assert 0 < units(message["caption"]) <= CAPTION_LIMIT
        else:
            assert 0 < units(message["text"]) <= MESSAGE_LIMIT
        assert all(len(b.get("callback_data", "").encode()) <= BUTTON_LIMIT for b in buttons(message))


class Person:
    """Somebody in a chat with the bot: in private, or in a group where one is given."""

    def __init__(self, world: Stage, id: int, lang: str = "en", chat: Chat | None = None) -> None:
        self.world = world
        self.id = id
        self.lang = lang
        self.chat = chat
        world.sim.user(id, f"Ayu {id}", lang)

    @property
    def place(self) -> int:
        return self.chat.id if self.chat is not None else self.id

    async def say(self, text: str, **how: Any) -> list[Message]:
        """Write, and wait; what the bot said to it, edits left out."""
        self.world.clock.advance(BREATH)
        before = len(self.world.sim.from_bot(self.place))
        await self.world.sim.say(self.id, text, chat=self.chat, **how)
        await self.world.settled()
        came = self.world.sim.from_bot(self.place)[before:]
        within_limits(came)
        return came

    async def ask(self, text: str, **how: Any) -> Message:
        """Write, and take the one message that answers."""
        came = await self.say(text, **how)
        assert len(came) == 1, came
        return came[0]

    async def press(self, message: Message, value: str) -> Message:
        """Press a button; the message as it stands afterwards."""
        self.world.clock.advance(BREATH)
        answered = len(self.world.sim.answers)
        await self.world.sim.press(self.id, message["message_id"], value, chat=self.chat)
        await self.world.settled()
        await self.world.sim.wait_for(lambda: len(self.world.sim.answers) > answered)
        after = self.world.sim.message(self.place, message["message_id"]).as_json()
        within_limits([after])
        return after

    def newest(self) -> Message:
        """The newest message of the bot."""
        return self.world.sim.from_bot(self.place)[-1]

    @property
    def toast(self) -> str | None:
        """What the last button press was answered with."""
        return self.world.sim.answers[-1].text


def numbers(start: int) -> Iterator[int]:
    """Numbers for people, so that no two tests share one."""
    while True:
        yield start
        start += 1


PEOPLE = numbers(10_000)


def somebody(world: Stage, lang: str = "en") -> Person:
    """A person of their own, whose Telegram is in a language."""
    return Person(world, next(PEOPLE), lang)
