"""A place where the bot is killed while something happens, again and again, and what came of each thing that happened.

A ``Scene`` is something small that happens to people of its own: a story is published, a command written, a group
moves. Played undisturbed it shows what its people see and what the store holds of them; whatever strikes the bot while
it is played again, with other people, the same must come of it. Names, numbers and times are left out of that.
"""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, ClassVar

from benchmarks.articles import FIRMS, FIRST, LAST
from bot.clock import SystemClock
from bot.simulator import Simulator
from tests.e2e.chatting import Message, data
from tests.e2e.mortal import Mortal
from tests.e2e.outlets import Outlet, Piece
from tests.e2e.process import TOKEN, configured

BOSS = 1
PATIENCE = 90.0  # seconds of real time for anything to come about
CALL_SECONDS = 0.03  # that Telegram takes to answer a message
SHOWN = 12  # pieces in a feed
HEADS = ("Quor", "Bra", "Hal", "Nor", "Zel", "Pel", "Tor", "Fen", "Lor", "Dra", "Sil", "Kor", "Vel", "Bri", "Cal",
         "Ras", "Wex", "Ver", "Tav", "Mol", "Gan", "Xen", "Jur", "Pli", "Hov")  # fmt: skip
TAILS = ("vexa", "merion", "vanta", "lidor", "pavex", "quant", "nagen", "rivix", "plexa", "mirax", "dyne", "zaran",
         "ienor", "ovex", "daron", "sigen", "itane", "ubrix", "zanor", "tessor", "mondex", "zetal")  # fmt: skip
UNSETTLED = (
    "SELECT (SELECT COUNT(*) FROM items WHERE state <> 'done' AND state IN ('new', 'claimed'))"
    " + (SELECT COUNT(*) FROM inbox WHERE state NOT IN ('done', 'failed'))"
    " + (SELECT COUNT(*) FROM outbox WHERE state IN ('pending', 'claimed', 'sending'))"
)


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody who leaves a firm that nobody else leaves."""

    number: int

    @property
    def firm(self) -> str:
        """The firm that is left."""
        return HEADS[self.number % len(HEADS)] + TAILS[self.number // len(HEADS) % len(TAILS)]

    @property
    def goal(self) -> str:
        """The firm that is joined."""
        return FIRMS[self.number % len(FIRMS)]

    @property
    def person(self) -> str:
        """Who it is."""
        return f"{FIRST[self.number % len(FIRST)]} {LAST[self.number // len(FIRST) % len(LAST)]}"

    def piece(self) -> Piece:
        """It as one outlet tells it."""
        text = f"{self.person}, who led research at {self.firm}, has left {self.firm} and joined {self.goal}."
        title = f"{self.person} leaves {self.firm} for {self.goal}"
        return Piece(f"m{self.number}", "Harbour", "en", title, text, datetime.now(UTC))

    def again(self) -> Piece:
        """It as another tells it."""
        text = f"{self.goal} has hired {self.person} away from {self.firm}, people close to both firms said."
        title = f"{self.goal} hires {self.person} away from {self.firm}"
        return Piece(f"n{self.number}", "Granite", "en", title, text, datetime.now(UTC))


@dataclass(slots=True)
class Place:
    """A running bot with two outlets and the simulator, and numbers for those who come."""

    sim: Simulator
    bot: Mortal
    outlets: tuple[Outlet, Outlet]
    moves: Iterator[Move] = field(default_factory=lambda: (m for m in map(Move, count()) if m.firm not in FIRMS))
    people: Iterator[int] = field(default_factory=lambda: count(5000))

    def publish(self, piece: Piece) -> None:
        """Let the outlet of a piece show it."""
        outlet = next(o for o in self.outlets if o.name == piece.outlet)
        outlet.pieces[:] = [*outlet.pieces[-SHOWN:], piece]

    def person(self) -> int:
        """Somebody new."""
        number = next(self.people)
        self.sim.user(number, f"Reader {number}", "en")
        return number

    async def watching(self, firm: str, user: int, **where: Any) -> Message:
        """Let somebody watch a firm; the bot's answer."""
        chat = where.get("chat", user)
        before = len(self.sim.from_bot(chat))
        await self.sim.say(user, f"/watch@{self.sim.world.bot.username} {firm}", **where)
        await self.until(lambda: len(self.sim.from_bot(chat)) > before, f"an answer to /watch {firm}")
        answer = self.sim.from_bot(chat)[-1]
        assert "Watching" in answer["text"], answer["text"]
        return answer

    async def answered(self, user: int, verb: str) -> Message:
        """Wait for a message with a button of a verb, the newest; the message."""
        found: list[Message] = []

        def came() -> bool:
            found[:] = [m for m in self.sim.from_bot(user) if data(m, verb)]
            return bool(found)

        await self.until(came, f"a button {verb}")
        return found[-1]

    async def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait for something that the running bot must bring about."""
        end = asyncio.get_running_loop().time() + PATIENCE
        while not holds():
            assert asyncio.get_running_loop().time() < end, f"{what} never came\n{self.bot.log[-3000:]}"
            await asyncio.sleep(0.01)

    @property
    def settled(self) -> bool:
        """Whether nothing waits to be read, handled or sent."""
        return not self.sim.world.updates and self.bot.look(UNSETTLED) == [(0,)]


@asynccontextmanager
async def place(folder: Path) -> AsyncIterator[Place]:
    """Set everything up, with a bot that runs and has polled once."""
    clock = SystemClock()
    old = Piece("old", "Harbour", "en", "A quiet day at the harbour", "Nothing happened.", datetime.now(UTC))
    async with (
        Simulator(token=TOKEN) as sim,
        Outlet("Harbour", "rss", [old], clock) as first,
        Outlet("Granite", "atom", [], clock) as second,
        Mortal(configured(folder, sim.root, [first, second])) as bot,
    ):
        sim.delays = dict.fromkeys(("sendMessage", "editMessageText"), CALL_SECONDS)
        sim.user(BOSS, "Ayu", "en")
        one = Place(sim, bot, (first, second))
        await one.until(lambda: bool(bot.count("SELECT COUNT(*) FROM items WHERE state = 'done'")), "the first poll")
        await one.until(lambda: bot.count("SELECT COUNT(*) FROM feeds WHERE fetched_once = 1") == 2, "both polls")
        yield one
        assert await bot.stop() == 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scene came to: what each of its people sees, and what the store holds of them."""

    shown: dict[str, Counter[str]]
    facts: tuple[object, ...]

    def missing(self, expected: "Outcome") -> list[str]:
        """What should have come and has not."""
        lost = [f"{who}: {text}" for who, texts in expected.shown.items() for text in texts - self._of(who)]
        if self.facts != expected.facts:
            lost.append(f"the store has {self.facts} in place of {expected.facts}")
        return lost

    def strange(self, expected: "Outcome") -> list[str]:
        """What came and should not have; copies of what should are none."""
        return [f"{who}: {t}" for who, texts in self.shown.items() for t in texts if t not in expected._of(who)]

    def twice(self, expected: "Outcome") -> int:
        """The copies beyond what should have come."""
        return sum((self._of(who) - texts).total() for who, texts in expected.shown.items())

    def _of(self, who: str) -> Counter[str]:
        return self.shown.get(who, Counter())


@dataclass(slots=True)
class Scene:
    """Something that happens; ``prepare`` undisturbed, then ``act``. ``steps`` names the points that belong to it.

    ``chats`` are its people's chats by role; a role that begins with "reader" is sent alerts, others have asked.
    """

    step: ClassVar[str] = ""
    steps: ClassVar[tuple[str, ...]] = ()
    place: Place
    move: Move = field(init=False)
    chats: dict[str, int] = field(default_factory=dict)
    since: dict[str, int] = field(default_factory=dict)  # messages that a chat held before

    def __post_init__(self) -> None:
        self.move = next(self.place.moves)

    async def prepare(self) -> None:
        """Bring everything about that the scene rests on."""

    async def act(self) -> None:
        """Let it happen."""

    def facts(self) -> tuple[object, ...]:
        """What the store holds of it."""
        return ()

    def messages(self, role: str) -> list[Message]:
        """What the bot has written to somebody."""
        return self.place.sim.from_bot(self.chats[role])[self.since.get(role, 0) :]

    def outcome(self) -> Outcome:
        """What it has come to so far."""
        shown = {role: Counter(self.neutral(m.get("text", "")) for m in self.messages(role)) for role in self.chats}
        return Outcome(shown, self.facts())

    def neutral(self, text: str) -> str:
        """A text without what differs from one playing to the next."""
        for name, word in ((self.move.firm, "FIRM"), (self.move.goal, "GOAL"), (self.move.person, "PERSON")):
            text = text.replace(name, word)
        return re.sub(r"\d+", "#", text)

    def copies_heard(self) -> int:
        """The copies of a message that came with a sound."""
        heard = 0
        for role, chat in self.chats.items():
            seen: set[str] = set()
            for m in self.messages(role):
                text = self.neutral(m.get("text", ""))
                heard += text in seen and not self.place.sim.message(chat, m["message_id"]).silent
                seen.add(text)
        return heard
