"""How long the bot takes to answer, from an update at Telegram to the first byte of what it sends. Asserts nothing.

    python -m benchmarks.replies [--times 20] [--store FOLDER] [--only NAME…] [--articles N --moves N --subscribers N]

1. A store of ``benchmarks/store.py`` is built, or taken from the folder, where it is kept for the next time.
2. The whole bot starts on it, over the simulator in the same process, with nothing to poll.
3. Every command of ``registry.py`` is sent that often, each time by another subscriber, one at a time, with what
   ``ARGUMENTS`` has for it. The buttons of every answer are noted, those of what a press shows included; then each
   kind of button is pressed as often, on a message of its own.
4. A line each: median, 95th percentile, longest, in milliseconds. A command's first run is among them.
"""

import argparse
import asyncio
import cProfile
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.figures import percentile
from benchmarks.store import Size, build
from bot import encoder
from bot.app import runtime, serve
from bot.commands.registry import ADMIN_COMMANDS, COMMANDS
from bot.config import Settings
from bot.simulator import Simulator
from bot.simulator.server import Call
from bot.tables import Bot, Storage, Telegram
from bot.ticks import Runtime
from bot.watching import ConfigFile

TOKEN = "77:simulated"
PATIENCE = 60.0
BREATH = timedelta(seconds=5)
ADMINISTRATORS = 20  # the subscribers with the lowest numbers
ANSWERS = {"sendMessage", "sendDocument", "sendPhoto", "editMessageText", "editMessageMedia", "answerInlineQuery"}
ATTEMPTS = 4  # chats of which each may lack a button on the way, such as a story without questions
NETWORK = {"addfeed", "testfeed"}  # these wait for somebody else's server
# What is sent with a command, in turn; the names run from the most told to the unknown.
NAMES = ("Alibaba", "OpenAI", "Tencent", "GoTo", "阿里巴巴", "Quorvexa")
ARGUMENTS: dict[str, Sequence[str]] = {
    "watch": (*NAMES, "Nvidia, TSMC, Intel"),
    "unwatch": NAMES,
    "latest": ("", *NAMES),
    "moves": (*NAMES, "Alibaba 365d"),
    "flow": (*NAMES, "Alibaba 365d"),
    "who": ("{person}",),
    "why": ("", "https://outlet{feed}.example/{item}"),
    "ask": (
        "who left Alibaba this quarter?",
        "siapa saja yang pindah ke OpenAI?",
        "谁离开了阿里巴巴?",
        "why did {person} leave?",
        "Where did {person} go?",
        "{person} pindah ke mana?",
        "What does OpenAI plan for the coming weeks?",
        "which data centre runs on wind power?",
    ),
    "timezone": ("Jakarta", "Makassar", "New York"),
    "digest": ("", "daily", "weekly"),
    "quiet": ("", "22:00-07:00"),
}


@dataclass(slots=True)
class Ahead:
    """The system's clock, put forward before each message: people take their time, and a chat's pace is not timed."""

    by: timedelta = timedelta()

    def now(self) -> datetime:
        """The present moment of this clock."""
        return datetime.now(UTC) + self.by


@dataclass(slots=True)
class Arrivals:
    """The simulator's gate: notes when the first call for a chat comes in."""

    waiting: dict[int, asyncio.Future[float]] = field(default_factory=dict)
    pressed: dict[str, int] = field(default_factory=dict)  # a query's chat
    answered: dict[int, float] = field(default_factory=dict)

    def before(self, call: Call) -> None:
        """A call has come whole."""
        if call.method == "answerCallbackQuery":
            chat = self.pressed.pop(str(call.parameters["callback_query_id"]), 0)
            self.answered[chat] = time.perf_counter()
            return
        if call.method in ANSWERS and "chat_id" in call.parameters:
            first = self.waiting.get(int(str(call.parameters["chat_id"])))
            if first is not None and not first.done():
                first.set_result(time.perf_counter())

    def after(self, call: Call, size: int) -> int | None:
        """Deliver the whole answer."""
        return None


@dataclass(slots=True)
class Bench:
    """The running bot, and subscribers who ask it one after the other."""

    sim: Simulator
    arrivals: Arrivals
    running: Runtime
    clock: Ahead
    subscribers: int
    people: Sequence[tuple[str, int, int]]  # a person of the store with an article's number and feed
    times: int
    seconds: dict[str, list[float]] = field(default_factory=dict)
    paths: dict[str, tuple[str, ...]] = field(default_factory=dict)  # of a kind of button: the command, then presses
    turn: int = 0

    def someone(self, command: str) -> int:
        """The next subscriber, or administrator where the command is theirs, who has not asked for longest."""
        self.turn += 1
        everybody = ADMINISTRATORS if command in ADMIN_COMMANDS else self.subscribers
        chat = 1 + (self.turn * 7919) % min(everybody, self.subscribers)
        self.sim.user(chat, f"Reader {chat}", ("en", "id", "zh")[chat % 3])
        return chat

    async def settled(self) -> None:
        """Wait until nothing is to be handled or sent."""
        async with asyncio.timeout(PATIENCE):
            while self.sim.world.updates or await self._waits():  # noqa: ASYNC110 - the store has no event to wait for
                await asyncio.sleep(0.005)

    async def _waits(self) -> bool:
        async with self.running.db.read() as c:
            return bool(
                await c.value(
                    "SELECT EXISTS (SELECT 1 FROM inbox WHERE state IN ('new', 'claimed'))"
                    " OR EXISTS (SELECT 1 FROM outbox WHERE state IN ('pending', 'claimed', 'sending'))"
                )
            )

    async def say(self, chat: int, text: str) -> float:
        """Send a text; the seconds to the first byte of the answer."""
        self.clock.by += BREATH
        first = self.arrivals.waiting[chat] = asyncio.get_running_loop().create_future()
        begun = time.perf_counter()
        await self.sim.say(chat, text)
        async with asyncio.timeout(PATIENCE):
            at = await first
        await self.settled()
        return at - begun

    async def press(self, chat: int, message: dict[str, Any], data: str) -> float:
        """Press a button; the seconds to what it shows, or to the press's answer where it shows nothing."""
        first = self.arrivals.waiting[chat] = asyncio.get_running_loop().create_future()
        self.arrivals.answered.pop(chat, None)
        self.clock.by += BREATH
        begun = time.perf_counter()
        query = await self.sim.press(chat, message["message_id"], data)
        self.arrivals.pressed[query] = chat
        async with asyncio.timeout(PATIENCE):
            while chat not in self.arrivals.answered:  # noqa: ASYNC110 - the gate may be passed before we look
                await asyncio.sleep(0.001)
        await self.settled()
        return (first.result() if first.done() else self.arrivals.answered[chat]) - begun

    def texts(self, command: str) -> Iterator[str]:
        """The command as it is typed, with one argument after the other."""
        given = ARGUMENTS.get(command, ("",))
        for n in range(self.times):
            person, item, feed = self.people[n % len(self.people)]
            argument = given[n % len(given)].format(person=person, item=item, feed=feed)
            yield f"/{command} {argument}".rstrip()

    async def command(self, name: str) -> None:
        """Send a command again and again, and note the buttons of its answers."""
        for text in self.texts(name):
            chat = self.someone(name)
            self.seconds.setdefault(f"/{name}", []).append(await self.say(chat, text))
            self._note((text,), chat)

    def _note(self, path: tuple[str, ...], chat: int) -> list[str]:
        found = [data for message in self.sim.from_bot(chat) for data in callbacks(message)]
        fresh = [d.partition(":")[0] for d in found if d.partition(":")[0] not in self.paths]
        for verb in dict.fromkeys(fresh):
            self.paths[verb] = (*path, verb)
        return fresh

    async def button(self, verb: str) -> None:
        """Press one kind of button again and again, each on a message of its own."""
        for _ in range(self.times):
            for _ in range(ATTEMPTS):
                if await self._walk(verb):
                    break

    async def _walk(self, verb: str) -> bool:
        """Go the way to a button and press it; False where this chat's messages lack one on the way."""
        command, *presses = self.paths[verb]
        chat = self.someone(command.split()[0].removeprefix("/"))
        await self.say(chat, command)
        took = None
        for one in presses:
            took = await self._press_kind(chat, one)
            if took is None:
                return False
        if took is not None:
            self.seconds.setdefault(f"[{verb}]", []).append(took)
            self._note(tuple(self.paths[verb]), chat)
        return True

    async def _press_kind(self, chat: int, verb: str) -> float | None:
        for message in reversed(self.sim.from_bot(chat)):
            for data in callbacks(message):
                if data.partition(":")[0] == verb:
                    return await self.press(chat, message, data)
        return None


def callbacks(message: dict[str, Any]) -> list[str]:
    """The data of a message's buttons."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", ())
    return [b["callback_data"] for row in rows for b in row if "callback_data" in b]


@asynccontextmanager
async def bench(path: Path, times: int) -> AsyncIterator[Bench]:
    """Start the bot on a store."""
    with sqlite3.connect(path) as c:
        subscribers = c.execute("SELECT COUNT(*) FROM subscribers").fetchone()[0]
        people = c.execute(
            "SELECT m.person, i.id, i.feed_id FROM moves m JOIN items i ON i.id = m.item_id ORDER BY m.id DESC LIMIT ?",
            (times,),
        ).fetchall()
    c.close()
    arrivals, clock = Arrivals(), Ahead()
    async with Simulator(token=TOKEN, clock=clock, gate=arrivals) as sim:
        administrators = tuple(range(1, min(ADMINISTRATORS, subscribers) + 1))
        many = 10_000  # the quotas are not what is measured
        settings = Settings(
            telegram=Telegram(api=sim.root),
            storage=Storage(path=path),
            bot=Bot(
                administrators=administrators,
                commands_per_minute=many,
                questions_per_hour=many,
                questions_per_day=many,
            ),
        )
        async with runtime(ConfigFile(settings, None), TOKEN, clock, encoder=encoder.installed()) as running:
            stop = asyncio.Event()
            task = asyncio.create_task(serve(running, stop))
            try:
                yield Bench(sim, arrivals, running, clock, subscribers, people, times)
            finally:
                stop.set()
                await task


async def measure(path: Path, times: int, only: Sequence[str]) -> dict[str, list[float]]:
    """Every command, then every kind of button that was seen; seconds by name."""
    async with bench(path, times) as one:
        await one.settled()
        for name in (*COMMANDS, *(n for n in ADMIN_COMMANDS if n not in NETWORK)):
            if not only or name in only:
                await one.command(name)
                print(line(f"/{name}", one.seconds[f"/{name}"]), flush=True)
        done: set[str] = set()
        while verbs := [v for v in one.paths if v not in done]:
            done.add(verbs[0])
            await one.button(verbs[0])
            if took := one.seconds.get(f"[{verbs[0]}]"):
                print(line(f"[{verbs[0]}]  {' '.join(one.paths[verbs[0]])}", took), flush=True)
        return one.seconds


def line(name: str, seconds: Sequence[float]) -> str:
    """Median, 95th percentile and longest, in milliseconds."""
    ordered = sorted(1000 * s for s in seconds)
    high = percentile(ordered, 0.95)
    return f"{statistics.median(ordered):8.0f} {high:8.0f} {ordered[-1]:8.0f}   {name}"


async def prepared(folder: Path, size: Size) -> Path:
    """The store of that size in the folder, built where it is not there; worked on as a copy."""
    kept = folder / f"store-{size.articles}-{size.moves}-{size.subscribers}.db"
    if not await asyncio.to_thread(kept.exists):
        begun = time.perf_counter()
        half = kept.with_suffix(".part")
        for stale in (half, Path(f"{half}-wal"), Path(f"{half}-shm")):
            with suppress(FileNotFoundError):
                await asyncio.to_thread(stale.unlink)
        await build(half, size)
        await asyncio.to_thread(half.rename, kept)
        print(f"store built in {time.perf_counter() - begun:.0f} s, {kept.stat().st_size / 1e6:.0f} MB")
    copy = folder / "at-work.db"
    await asyncio.to_thread(_copy, kept, copy)
    return copy


def _copy(kept: Path, copy: Path) -> None:
    for stale in (copy, Path(f"{copy}-wal"), Path(f"{copy}-shm")):
        stale.unlink(missing_ok=True)
    copy.write_bytes(kept.read_bytes())


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--times", type=int, default=20, help="how often each command is sent and each button pressed")
    given.add_argument("--store", type=Path, help="folder that keeps the store; a temporary one unless given")
    given.add_argument("--only", nargs="*", default=(), help="only these commands and the buttons of their answers")
    given.add_argument("--profile", type=Path, help="write a cProfile of the event loop's thread to this file")
    for name in ("articles", "moves", "subscribers"):
        given.add_argument(f"--{name}", type=int, default=getattr(Size(), name))
    options = given.parse_args()
    size = Size(options.articles, options.moves, options.subscribers)
    print(f"{size.articles} articles, {size.moves} moves, {size.subscribers} subscribers; {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory(prefix="hengkang-bench-") as temporary:
        folder = options.store or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        path = asyncio.run(prepared(folder, size))
        print("  median      95%  longest   of what, in milliseconds")
        profiler = cProfile.Profile() if options.profile else None
        if profiler:
            profiler.enable()
        asyncio.run(measure(path, options.times, options.only))
        if profiler:
            profiler.disable()
            profiler.dump_stats(options.profile)


if __name__ == "__main__":
    main()
