"""From socket to outbox: feeds and items a second, peak memory, and the share of each stage. Asserts nothing.

    python -m benchmarks.pipeline [--feeds 500] [--items 30] [--profile FILE]

Three rounds over a world of made-up news (``benchmarks/world.py``), served by a process of its own: everything new
(the first fetch, so nothing is sent), nothing new, and one new article a feed. The parts are those of ``bot/parts.py``
and take turns as a tick of ``bot/app.py`` makes them; Telegram's side is not loaded. What the shares mean stands in
``benchmarks/stages.py``.
"""

import argparse
import asyncio
import cProfile
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from benchmarks.articles import FIRMS, LANGUAGES
from benchmarks.stages import NAMES, REST, Stages, instrument, peak_mib
from benchmarks.world import host
from bot.clock import SystemClock
from bot.config import Settings
from bot.parts import Intake, item_queue, sync_feeds
from bot.tables import FeedList, FeedSetting, Polling, Storage
from feeds.analyser import Analyser
from feeds.intake.poller import Poller
from feeds.model import Watched
from feeds.reading.naming.catalog import Catalog, load
from feeds.reading.naming.names import organisation_key, spellings
from storage import feeds, subscribers, watches
from storage.database import Connection, Database

READERS = 100
WATCHES_EACH = 3
COUNTS = """
SELECT (SELECT COUNT(*) FROM items) AS items, (SELECT COUNT(*) FROM items WHERE state = 'done') AS done,
       (SELECT COUNT(*) FROM items WHERE talent = 1) AS talent, (SELECT COUNT(*) FROM stories) AS stories,
       (SELECT COUNT(*) FROM outbox) AS outbox
"""


@dataclass(slots=True)
class Round:
    """The parts with what one round over them needs."""

    db: Database
    poller: Poller
    analyser: Analyser
    stages: Stages
    clock: SystemClock
    worker_peak: float = 0.0
    failed: list[str] = field(default_factory=list)

    async def run(self, name: str) -> None:
        """Poll every feed once, read what came, and print the figures."""
        async with self.db.write() as c:
            await feeds.all_due(c, self.clock.now())
            before = await c.one(COUNTS)
        self.stages.begin()
        started, used = time.perf_counter(), time.process_time()
        polled = 0
        while results := await self.poller.step():
            polled += len(results)
            self.failed += [f"{feed.url}: {outcome.error}" for feed, outcome, _ in results if outcome.error]
            while await self.analyser.step():
                pass
            self._weigh()
        seconds, used = time.perf_counter() - started, time.process_time() - used
        shares = self.stages.end()
        async with self.db.read() as c:
            after = await c.one(COUNTS)
        new = {key: after[key] - before[key] for key in after.keys()}  # noqa: SIM118 - a row has no other way
        print(f"\n{name}: {polled} feeds, {new['done']} items in {seconds:.2f} s")
        print(f"  {polled / seconds:.1f} feeds/s, {new['done'] / seconds:.1f} items/s; CPU of the loops {used:.2f} s")
        print(
            f"  gate passed {self.stages.passed} of {new['done']}, pages asked {self.stages.calls['page']},"
            f" read {self.stages.calls['read']}; talent news {new['talent']}, stories {new['stories']},"
            f" messages in the outbox {new['outbox']}"
        )
        print("  share " + ", ".join(f"{stage} {shares[stage]:.1%}" for stage in (*NAMES, REST)))
        print(f"  peak memory: the loops {peak_mib():.0f} MiB, the worker {self.worker_peak:.0f} MiB")

    def _weigh(self) -> None:
        for child in multiprocessing.active_children():
            self.worker_peak = max(self.worker_peak, peak_mib(child.pid or 0))


@asynccontextmanager
async def world(count: int, items: int) -> AsyncIterator[int]:
    """The made-up world in a process of its own; its port."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.world", "--feeds", str(count), "--items", str(items),
        stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    assert process.stdout is not None
    try:
        yield int((await process.stdout.readline()).split()[1])
    finally:
        process.terminate()
        await process.wait()


def settings_for(count: int, port: int, folder: Path) -> Settings:
    """Every outlet's feed, in a list for each language."""
    lists = tuple(
        FeedList(
            name=lang,
            language=lang,
            feeds=tuple(
                FeedSetting(url=f"http://{host(n)}:{port}/feed", outlet=f"Outlet {n}")
                for n in range(place, count, len(LANGUAGES))
            ),
        )
        for place, lang in enumerate(LANGUAGES)
    )
    return Settings(storage=Storage(path=folder / "bench.db"), polling=Polling(allow=("127.0.0.0/8",)), lists=lists)


async def subscribe(c: Connection, known: Catalog, clock: SystemClock) -> None:
    """A hundred readers watch the made-up firms; one more watches every organisation of the catalog."""
    now = clock.now()
    for n in range(READERS + 1):
        await subscribers.ensure(c, 1000 + n, "private", LANGUAGES[n % 3], "UTC", now)
    for n in range(READERS):
        for firm in (FIRMS[(n + k * 7) % len(FIRMS)] for k in range(WATCHES_EACH)):
            watched = Watched(organisation_key(firm, known), firm, spellings(firm, "organisation"), "organisation")
            await watches.add(c, 1000 + n, watched, firm, now)
    for entity in known.entities.values():
        if entity.kind == "organisation":
            await watches.add(c, 1000 + READERS, known.watched(entity.id), entity.name, now)


async def measure(count: int, items: int) -> list[str]:
    """Three rounds; what failed."""
    clock, known = SystemClock(), load()
    with tempfile.TemporaryDirectory(prefix="hengkang-bench-") as folder:
        async with world(count, items) as port, aiohttp.ClientSession() as session:
            settings = settings_for(count, port, Path(folder))
            async with await Database.open(settings.storage.path) as db, Intake(settings, load, clock) as intake:
                async with db.write() as c:
                    await sync_feeds(c, settings, clock)
                    await subscribe(c, known, clock)
                stages = Stages()
                one = Round(db, intake.poller(db), intake.analyser(item_queue(db, load)), stages, clock)
                await instrument(stages, one.poller, one.analyser)
                await one.run("round 1, everything new")
                await one.run("round 2, nothing new")
                async with session.get(f"http://{host(0)}:{port}/state", params={"shift": 1}) as answer:
                    answer.raise_for_status()
                await one.run("round 3, one new item a feed")
            return one.failed


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--feeds", type=int, default=500)
    given.add_argument("--items", type=int, default=30)
    given.add_argument("--profile", type=Path, help="write a cProfile of the event loop's thread to this file")
    options = given.parse_args()
    print(f"{options.feeds} feeds of {options.items} items, {os.cpu_count()} cores")
    profiler = cProfile.Profile() if options.profile else None
    if profiler:
        profiler.enable()
    failed = asyncio.run(measure(options.feeds, options.items))
    if profiler:
        profiler.disable()
        profiler.dump_stats(options.profile)
    for line in failed[:10]:
        print(f"failed: {line}", file=sys.stderr)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
