"""The same storm over the whole bot: commands that are answered, presses that edit in place, and getUpdates, too.

    python -m benchmarks.telegram_faults     (which runs it after its own)

Every chat writes ``/watch`` of one made-up name after the other. Under every second answer it presses *Stop watching*,
which is answered by a message, under the others *Scope*, which edits it. What it watches at the end, which answers came
and how each message reads must be what they are without a storm.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.figures import Figure
from bot.app import runtime, serve
from bot.clock import SteppedClock
from bot.config import Settings
from bot.sending.pacing import Pacing
from bot.simulator import Simulator
from bot.simulator.fates import TROUBLES, Fates
from bot.simulator.server import Call
from bot.tables import Bot, Storage, Telegram
from bot.ticks import Runtime
from bot.watching import ConfigFile

TOKEN = "77:simulated"
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROUND = timedelta(seconds=10)  # so that nobody is over the quota of a minute
LOOK = 0.02  # seconds of real time between two looks
MEANWHILE = 1.0  # the same between two rounds in the storm
PATIENCE = 600.0  # and in the calm
RARELY = 1 / 8  # of the storm: python-telegram-bot waits real seconds after a getUpdates that failed
WATCHING, OVER, SCOPE = "Watching {}.", "No longer watching {}.", "{} · all talent news"


class Unpaced(Pacing):
    """No pace: the clock stands still while messages go."""

    def __init__(self) -> None:
        super().__init__(overall=1e9)

    def reserve(self, chat: int, now: float) -> float:
        """At once."""
        return now


def name(number: int) -> str:
    """A made-up name that no other holds."""
    letters = "".join(chr(ord("a") + number // 26**place % 26) for place in range(3))
    return f"Quo{letters}ra"


@dataclass(slots=True)
class Storm:
    """The running bot, those who write to it, and how many names each has written."""

    sim: Simulator
    clock: SteppedClock
    running: Runtime
    fates: Fates
    people: range
    written: int = 0
    pressed: dict[int, set[int]] = field(default_factory=dict)  # numbers of names by person

    async def round(self) -> None:
        """Everybody writes once and presses what can be pressed."""
        for one in self.people:
            await self.sim.say(one, f"/watch {name(self.written)}")
        self.written += 1
        await self.press()

    async def press(self) -> None:
        """Press once below every answer that is there."""
        for one in self.people:
            done = self.pressed.setdefault(one, set())
            for number, message in self.said(one, WATCHING):
                if number not in done:
                    done.add(number)
                    data = "so:w~" if number % 2 else "ut:~"
                    await self.sim.press(one, message["message_id"], data + name(number).lower())

    def said(self, one: int, *forms: str) -> list[tuple[int, dict[str, Any]]]:
        """A person's messages that begin as one of these forms of a name, each with the name's number."""
        begins = {form.format(name(n)): n for n in range(self.written) for form in forms}
        lines = [(m["text"].split("\n")[0], m) for m in self.sim.from_bot(one)]
        return [(begins[line], message) for line, message in lines if line in begins]

    async def let_pass(self, most: float) -> None:
        """Move the clock on until nothing waits, for so many real seconds at most."""
        loop = asyncio.get_running_loop()
        until = loop.time() + most
        while loop.time() < until and await self.waiting():
            self.clock.advance(timedelta(seconds=1))
            self.running.sender.wake.set()
            await asyncio.sleep(LOOK)

    async def waiting(self) -> int:
        """What Telegram has not handed out, was not handled, or was not sent."""
        untaken = len(self.sim.world.updates)  # first: what is taken meanwhile is then counted twice, not missed
        async with self.running.db.read() as c:
            rows = await c.value(
                "SELECT (SELECT COUNT(*) FROM inbox WHERE state IN ('new', 'claimed'))"
                " + (SELECT COUNT(*) FROM outbox WHERE state IN ('pending', 'claimed', 'sending'))"
            )
        return int(rows) + untaken

    async def watched(self) -> dict[int, set[str]]:
        """What the store holds that each person watches, by name."""
        async with self.running.db.read() as c:
            rows = await c.all("SELECT chat_id, name FROM watches")
        return {one: {row["name"] for row in rows if row["chat_id"] == one} for one in self.people}


@asynccontextmanager
async def storm_over(folder: Path, chats: int) -> AsyncIterator[Storm]:
    """The whole bot on a clock that is moved, and people who have begun a chat with it."""
    clock, fates = SteppedClock(START), Fates()
    async with Simulator(token=TOKEN, clock=clock, gate=fates) as sim:
        settings = Settings(
            telegram=Telegram(api=sim.root), storage=Storage(path=folder / "storm.db"), bot=Bot(administrators=(1,))
        )
        async with runtime(ConfigFile(settings, None), TOKEN, clock) as running:
            running.sender.pacing = Unpaced()
            stop = asyncio.Event()
            task = asyncio.create_task(serve(running, stop))
            one = Storm(sim, clock, running, fates, range(7, 7 + chats))
            for person in one.people:
                await sim.say(sim.user(person, "Reader", "en"), "/start")
            await one.let_pass(PATIENCE)
            try:
                yield one
            finally:
                stop.set()
                await task


async def measure(commands: int, seed: int, chats: int, share: float, folder: Path) -> tuple[Figure, ...]:
    """Let the storm rage over so many commands, then wait in the calm and compare."""
    fortune = random.Random(seed)

    def draw(call: Call, chat: int) -> Any:
        likely = share * (RARELY if call.method == "getUpdates" else 1)
        return fortune.choice(TROUBLES)(fortune) if fortune.random() < likely else None

    async with storm_over(folder, chats) as one:
        calls, begun = one.fates.calls, one.clock.now()
        one.fates.draw = draw
        for _ in range(-(-commands // chats)):
            await one.round()
            one.clock.advance(ROUND)
            await one.let_pass(MEANWHILE)
        one.fates.draw = lambda call, chat: None
        await one.let_pass(PATIENCE)
        await one.press()
        await one.let_pass(PATIENCE)
        hours = (one.clock.now() - begun).total_seconds() / 3600
        told = f"{one.written * chats} commands, {sum(map(len, one.pressed.values()))} presses, {chats} chats,"
        told += f" {one.fates.calls - calls} calls, {hours:.1f} hours of the clock"
        return await compared(one, told)


async def compared(one: Storm, told: str) -> tuple[Figure, ...]:
    """What is there, beside what should be."""
    watched = await one.watched()
    every, even, odd = (set(range(begin, one.written, step)) for begin, step in ((0, 1), (0, 2), (1, 2)))
    unanswered = astray = unedited = disordered = 0
    for person in one.people:
        answers, over, edited = (
            [number for number, _ in one.said(person, *forms)] for forms in ((WATCHING, SCOPE), (OVER,), (SCOPE,))
        )
        unanswered += len(every - set(answers)) + len(even - set(over))
        disordered += any(list(dict.fromkeys(said)) != sorted(set(said)) for said in (answers, over))
        astray += len(watched[person] ^ {name(n) for n in odd})
        unedited += len(odd ^ set(edited))
    twice, most = one.fates.duplicates, one.fates.unanswered
    return (
        Figure("commands and presses whose answer is lost, getUpdates in the storm, too", str(unanswered), "0",
               met=unanswered == 0, note=told),
        Figure("names watched that should not be, or not watched that should", str(astray), "0", met=astray == 0),
        Figure("presses whose message was not edited, or others edited", str(unedited), "0", met=unedited == 0),
        Figure("answers that arrived twice", str(twice), f"at most {most}, the calls whose answer was lost",
               met=twice <= most),
        Figure("chats whose answers came out of order", str(disordered), "0", met=disordered == 0),
    )  # fmt: skip
