"""What the bot takes on one core, idle and busy: memory, CPU seconds a day, disk a month, loop lag. Asserts nothing.

    python -m benchmarks.idle [--feeds 300] [--idle 300] [--busy 300] [--items-a-day 6000] [--readers 100]

1. ``hengkang run`` starts as a process of its own on the first core alone (taskset), over the simulator and the made-up
   world of ``benchmarks/world.py``, each outlet at an address of its own in 127/8, with the default policy of polling.
2. *start*: until every feed was fetched once and everything read (30 items a feed).
3. *idle*: so many seconds with nothing new in any feed; every feed is asked every quarter of an hour on average.
4. *busy*: so many seconds in which every feed brings an article every two minutes and is asked as often: many times a
   usual day. Readers watch the made-up firms and are sent what is told of them.

CPU is that of the bot and its reading process, from /proc; memory is proportional (Pss), so that what both share counts
once. A day is reckoned as idle time and ``--items-a-day`` items at the busy phase's cost each, a month as thirty days
of the store's growth by these items. Wants a quiet machine: what else runs on the core makes the loop late.
"""

import argparse
import asyncio
import os
import re
import socket
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from benchmarks.articles import FIRMS, LANGUAGES
from benchmarks.pipeline import world
from benchmarks.world import host
from bot.simulator import Simulator
from storage.items import UNREAD

TOKEN = "77:simulated"
TICKS = os.sysconf("SC_CLK_TCK")
MIB = 1024 * 1024
DAY = 86_400
EACH = 120.0  # seconds between two new articles of a feed while the bot is busy
PATIENCE = 1800.0


@dataclass(frozen=True, slots=True)
class Look:
    """The bot at a moment."""

    at: float
    cpu: float  # seconds
    memory: int  # bytes, proportional
    polls: int
    items: int
    sent: int
    disk: int
    lags: dict[float, float] = field(default_factory=dict)  # beats by the limit of their lag, cumulated
    lag_sum: float = 0.0


def family(root: int) -> Iterator[int]:
    """A process and those that it started."""
    yield root
    with suppress(OSError):
        for child in Path(f"/proc/{root}/task/{root}/children").read_text().split():
            yield from family(int(child))


def cpu_of(root: int) -> float:
    """Seconds of CPU of a process and its children, those that have ended included."""
    total = 0
    for number in family(root):
        with suppress(OSError):
            values = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
            total += sum(int(v) for v in values[11:15])
    return total / TICKS


def memory_of(root: int) -> int:
    """Proportional memory of a process and its children, in bytes."""
    total = 0
    for number in family(root):
        with suppress(OSError):
            found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{number}/smaps_rollup").read_text(), re.M)
            total += int(found.group(1)) * 1024 if found else 0
    return total


@dataclass(slots=True)
class Bot:
    """The bot as a process on one core."""

    folder: Path
    monitor: int
    process: asyncio.subprocess.Process

    def rows(self, sql: str) -> int:
        """A number from the store; 0 where there is none yet."""
        try:
            with sqlite3.connect(f"file:{self.folder / 'hengkang.db'}?mode=ro", uri=True, timeout=10) as c:
                return int(c.execute(sql).fetchone()[0])
        except sqlite3.OperationalError:
            return 0

    async def look(self, session: aiohttp.ClientSession) -> Look:
        """Everything once."""
        async with session.get(f"http://127.0.0.1:{self.monitor}/metrics") as answer:
            text = await answer.text()
        beats = re.findall(r'^hengkang_loop_lag_seconds_bucket{le="([\d.]+|\+Inf)"} (\S+)', text, re.M)
        lag_sum = re.search(r"^hengkang_loop_lag_seconds_sum (\S+)", text, re.M)
        files = [self.folder / name for name in ("hengkang.db", "hengkang.db-wal")]
        return Look(
            at=time.monotonic(),
            cpu=cpu_of(self.process.pid),
            memory=memory_of(self.process.pid),
            polls=self.rows("SELECT COUNT(*) FROM fetches"),
            items=self.rows("SELECT COUNT(*) FROM items WHERE state = 'done'"),
            sent=self.rows("SELECT COUNT(*) FROM outbox WHERE state = 'sent'"),
            disk=sum(file.stat().st_size for file in files if file.exists()),
            lags={float(limit): float(n) for limit, n in beats},
            lag_sum=float(lag_sum.group(1)) if lag_sum else 0.0,
        )


def configuration(options: argparse.Namespace, api: str, port: int, monitor: int, *, busy: bool = False) -> str:
    """The configuration file; all but the busy phase's polling is at its default."""
    parts = [
        f'[telegram]\napi = "{api}"\n[monitor]\nlisten = "127.0.0.1:{monitor}"\n[polling]\nallow = ["127.0.0.0/8"]'
    ]
    if busy:
        parts.append(f"shortest_minutes = {EACH / 120}\naverage_minutes = {EACH / 60}\nlongest_minutes = {EACH / 60}")
    for place, lang in enumerate(LANGUAGES):
        feeds = ", ".join(
            f'{{ url = "http://{host(n)}:{port}/feed", outlet = "Outlet {n}" }}'
            for n in range(place, options.feeds, len(LANGUAGES))
        )
        parts.append(f'[[lists]]\nname = "{lang}"\nlanguage = "{lang}"\nfeeds = [{feeds}]')
    return "\n".join(parts) + "\n"


async def measure(options: argparse.Namespace, folder: Path) -> None:
    """Run the bot on one core through its start, its idle and its busy phase, and print each."""
    async with Simulator(token=TOKEN) as sim, world(options.feeds, 30) as port, aiohttp.ClientSession() as session:
        monitor = free_port()
        config = folder / "config.toml"
        config.write_text(configuration(options, sim.root, port, monitor), encoding="utf-8")
        with (folder / "log").open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                "taskset", "-c", "0", sys.executable, "-c", "from bot.cli import main; main()", "--config", str(config),
                "run", stdout=log, stderr=log, env={**os.environ, "HENGKANG_TOKEN": TOKEN},
            )  # fmt: skip
        bot = Bot(folder, monitor, process)
        try:
            for n in range(options.readers):
                sim.user(1000 + n, f"Reader {n}", LANGUAGES[n % 3])
                await sim.say(1000 + n, f"/watch {FIRMS[n % len(FIRMS)]}")
            begin = time.monotonic()
            await until(lambda: bot.rows("SELECT COUNT(*) FROM feeds WHERE fetched_once") >= options.feeds)
            await until(lambda: bot.rows(UNREAD) == 0)
            first = await bot.look(session)
            print(f"start    {first.at - begin:.0f} s, {first.cpu:.0f} s of CPU, {first.items} items, {sizes(first)}")
            await asyncio.sleep(options.idle)
            rest = await bot.look(session)
            tell("idle", first, rest)
            config.write_text(configuration(options, sim.root, port, monitor, busy=True), encoding="utf-8")
            for step in range(1, max(1, round(options.busy / EACH)) + 1):
                async with session.get(f"http://{host(0)}:{port}/state?shift={step}") as answer:
                    await answer.read()
                await asyncio.sleep(min(EACH, options.busy))
            last = await bot.look(session)
            tell("busy", rest, last)
            reckon(options, first, rest, last)
        finally:
            with suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


def sizes(it: Look) -> str:
    """Memory and store at a look, as words."""
    return f"memory {it.memory / MIB:.0f} MiB, store {it.disk / MIB:.1f} MiB"


def tell(phase: str, a: Look, b: Look) -> None:
    """Print what a phase between two looks took."""
    seconds = b.at - a.at
    beats = b.lags.get(float("inf"), 0) - a.lags.get(float("inf"), 0)
    late = next(
        (limit for limit in sorted(b.lags) if b.lags[limit] - a.lags.get(limit, 0) >= 0.95 * beats), float("inf")
    )
    mean = (b.lag_sum - a.lag_sum) / beats * 1000 if beats else 0.0
    share = 100 * (b.cpu - a.cpu) / seconds
    print(
        f"{phase:8} {seconds:.0f} s, {b.cpu - a.cpu:.1f} s of CPU ({share:.1f} % of the core),"
        f" {b.polls - a.polls} polls, {b.items - a.items} items, {b.sent - a.sent} messages, {sizes(b)},"
        f" loop late by {mean:.0f} ms on average, 95 of 100 beats by at most {late * 1000:.0f} ms"
    )


def reckon(options: argparse.Namespace, first: Look, rest: Look, last: Look) -> None:
    """Print what a day and a month take, by the idle phase (first to rest) and the busy one (rest to last)."""
    idle = (rest.cpu - first.cpu) / (rest.at - first.at)
    items = last.items - rest.items
    if not items:
        print("a day    no new items in the busy phase; make it longer")
        return
    each = max(0.0, (last.cpu - rest.cpu) - idle * (last.at - rest.at)) / items
    grown = max(0, last.disk - rest.disk) / items
    print(
        f"a day    {idle * DAY + each * options.items_a_day:.0f} s of CPU with {options.items_a_day} items"
        f" ({idle * DAY:.0f} s idle, {each * 1000:.0f} ms an item); {grown * options.items_a_day * 30 / MIB:.0f} MiB"
        f" a month ({grown / 1024:.1f} KiB an item)"
    )


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - another process has no event
            await asyncio.sleep(0.5)


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--feeds", type=int, default=300)
    given.add_argument("--idle", type=float, default=300.0, help="seconds")
    given.add_argument("--busy", type=float, default=300.0, help="seconds")
    given.add_argument("--items-a-day", type=int, default=6000)
    given.add_argument("--readers", type=int, default=100)
    options = given.parse_args()
    with tempfile.TemporaryDirectory(prefix="hengkang-") as folder:
        asyncio.run(measure(options, Path(folder)))


if __name__ == "__main__":
    main()
