"""One phase of the race run by the whole bot up to the outbox, in a process of its own; prints one line of JSON.

python -m benchmarks.racing PHASE FOLDER ADDRESSES [--pages] [--unread]     PHASE: store, cold, idle, new

The bot is put together by ``bot/app.py`` with the default configuration, over the simulator; its receiver and sender
are not started, so that what it tells ends in the outbox. *store* makes the store: the feeds at the addresses that the
file lists, and 10,000 subscribers who watch 100,000 spellings between them. *cold* begins with that, by a process of
its own, and is every feed's first fetch. *idle* and *new* ask every feed once more; what the server shows decides what
they find.

CPU is that of the bot's process and of those that it starts, from the moment at which all feeds fall due until the last
of them is recorded and judged and the last item is read; the beat that shows how long the loop is blocked costs some
0.3 % of a core. What comes before is the start and is told apart: imports, the matcher, the reading process's own
libraries. ``--unread`` leaves the full reading out: what passes the gate is matched, decided, stored and indexed as if
nothing had been found in it. Without it the seconds of reading are told apart.
"""

import argparse
import asyncio
import json
import multiprocessing
import os
import random
import subprocess
import sys
import time
from collections.abc import Awaitable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

from benchmarks.articles import FIRMS, LANGUAGES
from benchmarks.beats import Beats, lag
from benchmarks.idle import cpu_of
from benchmarks.stages import peak_mib
from bot.app import runtime
from bot.clock import SystemClock
from bot.config import Settings
from bot.lasting import set_apart
from bot.logs import configure
from bot.simulator import Simulator
from bot.tables import FeedList, FeedSetting, Polling, Storage, Telegram
from bot.ticks import Runtime
from bot.watching import ConfigFile
from feeds import analyser as analysing
from feeds.intake.documents import read_document
from feeds.model import Article, Reading, Watched
from feeds.reading.language import detect
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.names import organisation_key, person_key
from feeds.reading.reader import Reader
from storage import feeds, subscribers, watches
from storage.database import Connection
from storage.items import UNREAD

TOKEN = "77:simulated"
SUBSCRIBERS = 10_000
TARGETS = 33_400  # of three spellings each
READERS_OF_FIRMS = 1_000  # of the subscribers; each also watches one of the firms that the news is about
PATIENCE = 3600.0
SYLLABLES = [a + b for a in "bdfghklmnprstvwzj" for b in ("ar", "en")]
FEED = b'<rss version="2.0"><channel><title>x</title><item><title>A first item</title></item></channel></rss>'
COUNTS = """
SELECT (SELECT COUNT(*) FROM items) AS items, (SELECT COUNT(*) FROM items WHERE state = 'done') AS done,
    (SELECT COUNT(*) FROM stories) AS stories, (SELECT COUNT(*) FROM outbox) AS outbox
"""


@dataclass(slots=True)
class Looks:
    """What the analyser's readers are asked, and the CPU seconds of full readings."""

    unread: bool
    passed: int = 0
    read: int = 0
    seconds: float = 0.0

    def install(self) -> None:
        """Stand between the analyser and its readers."""
        analysing.Reader = lambda catalog: Counted(Reader(catalog), self)  # type: ignore[assignment,misc]


@dataclass(frozen=True, slots=True)
class Counted:
    """A reader whose work is counted."""

    inner: Reader
    looks: Looks

    def gate(self, article: Article) -> Any:
        """As the reader has it."""
        found = self.inner.gate(article)
        self.looks.passed += found.passes
        return found

    def read(self, article: Article) -> Reading:
        """As the reader has it, or nothing found."""
        self.looks.read += 1
        if self.looks.unread:
            return Reading(article, detect(article.whole, article.lang), talent=False, score=0.0)
        before = time.thread_time()
        try:
            return self.inner.read(article)
        finally:
            self.looks.seconds += time.thread_time() - before


@dataclass(slots=True)
class Racer:
    """The bot at work."""

    running: Runtime
    looks: Looks
    started: dict[str, float]
    recorded: int = 0
    worker_peak: float = 0.0
    figures: dict[str, float] = field(default_factory=dict)

    async def lap(self) -> None:
        """Ask every feed once and read what came."""
        running = self.running
        async with running.db.write() as c:
            await feeds.all_due(c, running.clock.now())
            expected = int(await c.value("SELECT COUNT(*) FROM feeds WHERE state = 'active'"))
            fetched = int(await c.value("SELECT COUNT(*) FROM fetches"))
            before = await c.one(COUNTS)
        assert before is not None
        clock, cpu = time.perf_counter(), cpu_of(os.getpid())
        work = [asyncio.create_task(one) for one in (running.flow(), self._tick())]
        async with asyncio.timeout(PATIENCE), Beats().beating() as beat:
            while await self._left(fetched + expected):
                if ended := next((task for task in work if task.done()), None):
                    ended.result()
                await asyncio.sleep(0.2)
        await running.poll()
        used, seconds = cpu_of(os.getpid()) - cpu, time.perf_counter() - clock
        for task in work:
            task.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        async with running.db.read() as c:
            after = await c.one(COUNTS)
            failed = int(await c.value("SELECT COUNT(*) FROM feeds WHERE failures > 0"))
        assert after is not None
        new = {name: after[name] - before[name] for name in after.keys()}  # noqa: SIM118 - a row has no other way
        late = lag(beat.lags)
        self.figures = {"cpu": used, "wall": seconds, "feeds": expected, "failed": failed, **new}
        self.figures |= {"blocked_usually": late.usual, "blocked_longest": late.longest}

    async def _tick(self) -> None:
        while True:
            await self.running.poll()
            self._weigh()
            await asyncio.sleep(self.running.config.settings.polling.tick_seconds)

    def _weigh(self) -> None:
        for child in multiprocessing.active_children():
            self.worker_peak = max(self.worker_peak, peak_mib(child.pid or 0))

    async def _left(self, fetches: int) -> bool:
        if self.running.poller.busy or self.running.analyser.busy:
            return True
        async with self.running.db.read() as c:
            waiting = await c.value(UNREAD)
            return bool(waiting) or int(await c.value("SELECT COUNT(*) FROM fetches")) < fetches

    def told(self) -> dict[str, float]:
        """All figures."""
        self._weigh()
        looks = {"passed": self.looks.passed, "read": self.looks.read, "reading": self.looks.seconds}
        memory = {"main": peak_mib(), "worker": self.worker_peak}
        return {**self.figures, **looks, **memory, **self.started}


def settings(addresses: list[str], folder: Path, api: str, *, pages: bool) -> Settings:
    """The default configuration over these feeds, each followed by its language."""
    told = list(zip(addresses[::2], addresses[1::2], strict=True))
    per = {lang: [url for url, its in told if its == lang] for lang in LANGUAGES}
    return Settings(
        telegram=Telegram(api=api),
        storage=Storage(path=folder / "race.db"),
        polling=Polling(allow=("127.0.0.0/8",), pages=pages),
        lists=tuple(
            FeedList(name=lang, language=lang, feeds=tuple(FeedSetting(url=url) for url in urls))
            for lang, urls in per.items()
        ),
    )


def names() -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Made-up targets: name, kind and three spellings; half of them people."""
    lots = random.Random(7)
    words = ["".join(parts).capitalize() for parts in product(SYLLABLES, repeat=3)]
    lots.shuffle(words)
    for place, (a, b, c) in enumerate(zip(words, reversed(words), (*words[5000:], *words[:5000]), strict=True)):
        if place % 2:
            yield f"{a} {b}", "person", (f"{a} {b}", f"{b} {a}", f"{a} {c[0]}. {b}")
        else:
            yield f"{a} {b}", "organisation", (f"{a} {b}", f"{a}-{b}", f"{a}{b.lower()}")


async def load(c: Connection, catalog: Catalog) -> None:
    """The subscribers and what they watch: three or four of the targets each, a tenth also a firm of the news."""
    now = SystemClock().now()
    firms = [Watched(organisation_key(f, catalog), f, (f,), "organisation") for f in FIRMS]
    every = []
    for name, kind, spelled in names():
        key = (person_key if kind == "person" else organisation_key)(name, catalog)
        every.append(Watched(key, name, spelled, kind))  # type: ignore[arg-type]
        if len(every) == TARGETS:
            break
    for n in range(SUBSCRIBERS):
        await subscribers.ensure(c, 1000 + n, "private", LANGUAGES[n % 3], "UTC", now)
    chosen = [(n % SUBSCRIBERS, one) for n, one in enumerate(every)]
    chosen += [(n, firms[n % len(firms)]) for n in range(READERS_OF_FIRMS)]
    for n, one in chosen:
        await watches.add(c, 1000 + n, one, one.name, now)


async def race(options: argparse.Namespace) -> dict[str, float]:
    """The phase, timed."""
    addresses = options.addresses.read_text("utf-8").split()
    looks = Looks(options.unread)
    looks.install()
    async with Simulator(token=TOKEN) as simulator:
        chosen = settings(addresses, options.folder, simulator.root, pages=options.pages)
        async with runtime(ConfigFile(chosen, None), TOKEN) as running:
            if options.phase == "store":
                await running.db.write_whole(partial(load, catalog=running.known()))
                return {}
            cpu = cpu_of(os.getpid())
            await set_apart(running.analyser)
            await running.intake.worker.run(read_document, FEED, None, None, "http://127.0.0.1/")
            started = {"ready": cpu_of(os.getpid()) - cpu}
            racer = Racer(running, looks, started)
            await racer.lap()
            return racer.told()


def main() -> None:
    """Run the phase and print its figures."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("phase", choices=("store", "cold", "idle", "new"))
    given.add_argument("folder", type=Path)
    given.add_argument("addresses", type=Path)
    given.add_argument("--pages", action="store_true", help="fetch the pages of what passes the gate")
    given.add_argument("--unread", action="store_true", help="leave the full reading out")
    given.add_argument("--profile", type=Path, help="write a cProfile of the event loop's thread to this file")
    options = given.parse_args()
    configure()
    if options.phase == "cold":  # by a process of its own: what making them up takes of memory is not the bot's
        begin = "from benchmarks.racing import main; main()"
        made = [sys.executable, "-c", begin, "store", str(options.folder), str(options.addresses)]
        subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
    work: Awaitable[dict[str, float]] = race(options)
    print(json.dumps(profiled(work, options.profile) if options.profile else asyncio.run(work)), flush=True)  # type: ignore[arg-type]


def profiled(work: Any, path: Path) -> dict[str, float]:
    """Run under the profiler."""
    import cProfile

    profiler = cProfile.Profile()
    found: dict[str, float] = profiler.runcall(asyncio.run, work)
    profiler.dump_stats(path)
    return found


if __name__ == "__main__":
    sys.exit(main())
