"""Whether a flood from some delays the others: answer times of people who ask one thing while thousands are written.

    python -m benchmarks.flood [--updates 10000] [--only NAME…] [--articles N] [--out FOLDER]

A store of ``benchmarks/store.py``, the whole bot in a process of its own, and the simulator in this one, on a port.
In each round another flood is let loose, all of it at once, so that getUpdates returns it by hundreds:

    commands    one person, one private chat          talk       a group that talks, with the bot as administrator
    presses     one person, one button                members    a group of 1,000 whose members send a command each
    inline      one person, inline queries            accounts   500 people, a command each in turn
    questions   one person, /ask                      groups     one person in 500 groups
    names       one person, 4,096 characters of names in /watch, /unwatch and /latest in turn
    down        one person's commands, sent while the bot was down

Before, during and after it subscribers ask ``/latest Alibaba``, one at a time, each time another. A reply's time
runs from the update at Telegram to the call that sends it. The flood is over when nothing of it waits to be handled.
The processor time of both is told beside: what the simulator takes to hand updates out is no work of the bot's.
"""

import argparse
import asyncio
import os
import re
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.figures import Figure, Found, add_option, percentile, report
from benchmarks.idle import cpu_of
from benchmarks.replies import Arrivals, prepared
from benchmarks.store import Size
from bot.clock import SystemClock
from bot.simulator import Simulator
from bot.simulator.model import Chat, Json
from bot.simulator.server import Call

TOKEN = "77:simulated"
PATIENCE = 1800.0
PROBES = 10  # before and after
PAUSE = 0.2  # seconds between two questions of the others
ATTACKER, CROWD = 900_000_001, 920_000_000
GROUPS = -1_009_000_000_000
CROWDED = 500
MEMBERS = 1_000
LONGEST_MARK = 1.0  # seconds that a flood may add to the longest answer of another chat
UNSENT = "SELECT COUNT(*) FROM outbox WHERE chat_id = ? AND state IN ('pending', 'claimed', 'sending')"
NAMES = ", ".join(f"n{n}z" for n in range(900))[:4080]  # what fits into a message


@dataclass(slots=True)
class Round:
    """What one flood did."""

    name: str
    updates: int
    before: list[float] = field(default_factory=list)
    during: list[float] = field(default_factory=list)
    after: list[float] = field(default_factory=list)
    seconds: float = 0.0
    told: int = 0  # messages to the flood's chats
    megabytes: float = 0.0  # of the bot's main process, at most
    bot: float = 0.0  # seconds of the processor until the flood was over
    telegram: float = 0.0  # the simulator's


class Gate(Arrivals):
    """Notes also when the bot asks for updates first."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = asyncio.Event()

    def before(self, call: Call) -> None:
        """A call has come whole."""
        super().before(call)
        if call.method == "getUpdates":
            self.asked.set()


@dataclass(slots=True)
class Scene:
    """The running bot and those around it."""

    sim: Simulator
    arrivals: Gate
    config: Path
    process: asyncio.subprocess.Process | None = None
    asked: int = 0

    async def start(self) -> None:
        """Start the bot, and wait until it asks for updates."""
        with self.config.with_name("log").open("wb") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", "from bot.cli import main; main()", "--config", str(self.config), "run",
                stdout=log, stderr=log, env={**os.environ, "HENGKANG_TOKEN": TOKEN},
            )  # fmt: skip
        async with asyncio.timeout(PATIENCE):
            await self.arrivals.asked.wait()

    async def stop(self) -> None:
        """Stop the bot, where it was started."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                self.process.terminate()
            await self.process.wait()

    @property
    def number(self) -> int:
        """Of the bot's process."""
        return self.process.pid if self.process is not None else 0

    def rows(self, sql: str, *values: int) -> int:
        """A number from the store."""
        with sqlite3.connect(f"file:{self.config.with_name('at-work.db')}?mode=ro", uri=True, timeout=10) as c:
            found = int(c.execute(sql, values).fetchone()[0])
        c.close()
        return found

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """What is written meanwhile stands before getUpdates together, and not before."""
        world, written = self.sim.world, list[tuple[str, Json]]()
        queue = world.update
        world.update = lambda kind, payload: written.append((kind, payload))  # type: ignore[method-assign]
        yield
        world.update = queue  # type: ignore[method-assign]
        for kind, payload in written:
            world.update(kind, payload)

    async def probe(self) -> float:
        """The seconds that a subscriber of the store waits for an answer, each time another."""
        self.asked += 1
        person = self.asked
        self.sim.user(person, f"Reader {self.asked}", "en")
        first = self.arrivals.waiting[person] = asyncio.get_running_loop().create_future()
        begun = time.perf_counter()
        await self.sim.say(person, "/latest Alibaba")
        async with asyncio.timeout(PATIENCE):
            return await first - begun

    def waiting(self) -> bool:
        """Whether anything of the flood still waits to be handled."""
        waits = "SELECT EXISTS (SELECT 1 FROM inbox WHERE state IN ('new', 'claimed'))"
        return bool(self.sim.world.updates or self.rows(waits))

    def group(self, number: int, members: Sequence[int], bot: str = "member") -> Chat:
        """A group of the attacker's."""
        return self.sim.group(GROUPS - number, "Flood", members=members, kind="supergroup", bot=bot)


Flood = Callable[[Scene, int], Awaitable[set[int]]]


async def commands(scene: Scene, updates: int) -> set[int]:
    """One person writes commands."""
    for n in range(updates):
        await scene.sim.say(ATTACKER, f"/latest OpenAI {n % 9}")
    return {ATTACKER}


async def questions(scene: Scene, updates: int) -> set[int]:
    """One person asks."""
    for n in range(updates):
        await scene.sim.say(ATTACKER, f"/ask Who left OpenAI in the last {2 + n % 90} days?")
    return {ATTACKER}


async def names(scene: Scene, updates: int) -> set[int]:
    """One person sends as many names as fit into a message."""
    for n in range(updates):
        await scene.sim.say(ATTACKER, f"/{('watch', 'unwatch', 'latest')[n % 3]} {NAMES}")
    return {ATTACKER}


async def presses(scene: Scene, updates: int) -> set[int]:
    """One person presses a button."""
    message = next(m for m in scene.sim.from_bot(ATTACKER) if "reply_markup" in m)
    for n in range(updates):
        await scene.sim.press_forged(ATTACKER, message["message_id"], f"o:{1 + n % 50}")
    return {ATTACKER}


async def inline(scene: Scene, updates: int) -> set[int]:
    """One person types inline queries, each another."""
    for n in range(updates):
        await scene.sim.ask_inline(ATTACKER, f"OpenAI, n{n}")
    return {ATTACKER}


async def talk(scene: Scene, updates: int) -> set[int]:
    """A group talks, and the bot may read it all."""
    chat = scene.group(1, [ATTACKER], "administrator")
    for n in range(updates):
        await scene.sim.say(ATTACKER, f"So they said, and {n} more.", chat)
    return {chat.id}


async def members(scene: Scene, updates: int) -> set[int]:
    """The members of a group send commands in turn."""
    people = [CROWD + n for n in range(MEMBERS)]
    for one in people:
        scene.sim.user(one, f"Member {one}", "en")
    chat = scene.group(2, people)
    for n in range(updates):
        await scene.sim.say(people[n % MEMBERS], "/latest OpenAI", chat)
    return {chat.id}


async def accounts(scene: Scene, updates: int) -> set[int]:
    """Many people write in turn, each within what one may."""
    people = [CROWD + MEMBERS + n for n in range(CROWDED)]
    for one in people:
        scene.sim.user(one, f"Account {one}", "en")
    for n in range(updates):
        await scene.sim.say(people[n % CROWDED], "/latest OpenAI")
    return set(people)


async def groups(scene: Scene, updates: int) -> set[int]:
    """One person writes in many groups in turn."""
    chats = [scene.group(10 + n, [ATTACKER]) for n in range(CROWDED)]
    for n in range(updates):
        await scene.sim.say(ATTACKER, "/latest OpenAI", chats[n % CROWDED])
    return {chat.id for chat in chats}


FLOODS: dict[str, Flood] = {
    "commands": commands,
    "presses": presses,
    "inline": inline,
    "questions": questions,
    "names": names,
    "talk": talk,
    "members": members,
    "accounts": accounts,
    "groups": groups,
    "down": commands,
}


async def one_round(one: Scene, name: str, updates: int, probes: int) -> Round:
    """Let one flood loose; the bot is started here, before it or on it."""
    result = Round(name, updates)
    down = name == "down"
    if not down:
        await one.start()
        await one.sim.say(ATTACKER, "/start")
        result.before = [await one.probe() for _ in range(probes)]
    with one.at_once():
        flooded = await FLOODS[name](one, updates)
    had = sum(len(one.sim.from_bot(chat)) for chat in flooded)
    if down:
        await one.start()
    begin, bot, telegram = time.perf_counter(), cpu_of(one.number), time.process_time()
    while True:
        result.during.append(await one.probe())
        if not one.waiting():
            break
        await asyncio.sleep(PAUSE)
    result.seconds = time.perf_counter() - begin
    result.bot, result.telegram = cpu_of(one.number) - bot, time.process_time() - telegram
    for _ in range(probes):
        result.after.append(await one.probe())
        await asyncio.sleep(PAUSE / 4)
    unsent = sum(one.rows(UNSENT, chat) for chat in flooded)
    result.told = sum(len(one.sim.from_bot(chat)) for chat in flooded) - had + unsent
    result.megabytes = peak_of(one.number)
    return result


def peak_of(process: int) -> float:
    """The most memory that a process has had, in MiB."""
    found = re.search(r"^VmHWM:\s+(\d+) kB", Path(f"/proc/{process}/status").read_text(), re.M)
    return int(found.group(1)) / 1024 if found else 0.0


@asynccontextmanager
async def scene(path: Path) -> AsyncIterator[Scene]:
    """The simulator, and a copy of the store for the bot, which is not yet started."""
    gate = Gate()
    async with Simulator(token=TOKEN, clock=SystemClock(), gate=gate) as sim:
        config = path.with_name("config.toml")
        config.write_text(f'[telegram]\napi = "{sim.root}"\n[storage]\npath = "{path}"\n', encoding="utf-8")
        sim.user(ATTACKER, "Attacker", "en")
        one = Scene(sim, gate, config)
        try:
            yield one
        finally:
            await one.stop()


async def measure(size: Size, updates: int, only: Sequence[str], probes: int = PROBES) -> list[Round]:
    """A round for each flood, on a fresh copy of the store."""
    rounds = []
    with tempfile.TemporaryDirectory(prefix="hengkang-flood-") as folder:
        for name in FLOODS:
            if only and name not in only:
                continue
            path = await prepared(Path(folder), size)
            async with scene(path) as one:
                rounds.append(await one_round(one, name, updates, probes))
            print(line(rounds[-1]), flush=True)
    return rounds


def line(r: Round) -> str:
    """One round in a line."""
    shown = [
        f"{statistics.median(s):.3f} / {percentile(s, 0.95):.3f} / {max(s):.3f} s" if s else "-"
        for s in (r.before, r.during, r.after)
    ]
    return (
        f"{r.name:10} {r.updates:6} updates in {r.seconds:6.1f} s; before {shown[0]}; during {shown[1]}"
        f" ({len(r.during)} asked); after {shown[2]}; {r.told} messages to the flood; {r.megabytes:.0f} MiB at most;"
        f" processor: bot {r.bot:.1f} s, simulator {r.telegram:.1f} s"
    )


def figure(r: Round) -> Figure:
    """A round for the page."""
    quiet = max((*r.before, *r.after))
    return Figure(
        f"{r.updates:,} updates at once, {r.name}",
        f"{statistics.median(r.during):.2f} s in the middle, {percentile(r.during, 0.95):.2f} s at 95 of 100,"
        f" {max(r.during):.2f} s at most",
        f"at most {LONGEST_MARK:.0f} s more",
        f"{statistics.median((*r.before, *r.after)):.2f} s, {quiet:.2f} s at most",
        max(r.during) - quiet <= LONGEST_MARK,
        f"over after {r.seconds:.1f} s, of which the bot computed {r.bot:.1f} and the simulator {r.telegram:.1f};"
        f" {r.told} messages to those who flood",
    )


def found(rounds: Sequence[Round], updates: int) -> Found:
    """All rounds for the page."""
    peak = Figure("peak memory of the bot's main process", f"{max(r.megabytes for r in rounds):.0f} MiB")
    return Found("flood", f"python -m benchmarks.flood --updates {updates}", (*map(figure, rounds), peak))


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--updates", type=int, default=10_000)
    given.add_argument("--articles", type=int, default=20_000, help="articles of the store")
    given.add_argument("--only", nargs="*", default=(), choices=FLOODS, help="only these floods")
    add_option(given)
    options = given.parse_args()
    size = Size(options.articles, max(10, options.articles // 5), 2_000)
    rounds = asyncio.run(measure(size, options.updates, options.only))
    report(found(rounds, options.updates), options.out)


if __name__ == "__main__":
    main()
