"""The bot of the soak: the program's own parts on a clock that is moved from outside, which also look at themselves.

    python -m benchmarks.soak_bot CONFIG MOMENT AGES     (started by benchmarks/soak.py)

Lines of JSON come on standard input, and each is answered with one: ``{"to": MOMENT}`` moves the clock, keeps house
where six hours have gone by, and waits until nothing is due; ``{"look": true}`` tells what this process holds;
``{"stop": true}`` ends it as SIGTERM does. All but four things are as in ``hengkang run``: the clock; the ticks, which
come when it was moved and not by the machine's time; the pace of sending (kept in the books, waited for by nobody);
and ages that no configuration may have (AGES, days by name).
"""

import asyncio
import gc
import json
import sys
import threading
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Callable, Iterator, Sized
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import _lru_cache_wrapper
from pathlib import Path
from typing import Any

from bot import logs
from bot.app import runtime, serve
from bot.clock import SteppedClock
from bot.config import Settings, load
from bot.pages.artist import Artist
from bot.sending.pacing import Pacing
from bot.service_manager import ServiceManager
from bot.ticks import HOUSEKEEPING, Runtime, guarded
from bot.watchdog import Watchdog
from bot.watching import ConfigFile
from storage.moments import moment, stamp

PATIENCE = 600.0  # seconds for anything to settle
BEAT = 0.05  # seconds
LOOK = 0.04  # seconds between two looks at whether anything is due
STILL = """
SELECT EXISTS (SELECT 1 FROM feeds WHERE state = 'active' AND (next_at <= ?1 OR claimed_at IS NOT NULL)) AS feeds,
       EXISTS (SELECT 1 FROM items WHERE state <> 'done' AND state IN ('new', 'claimed')) AS items,
       EXISTS (SELECT 1 FROM inbox WHERE state IN ('new', 'claimed')) AS inbox,
       EXISTS (SELECT 1 FROM outbox WHERE state IN ('claimed', 'sending') OR (state = 'pending' AND due_at <= ?1)
               OR (state = 'held' AND kind IN ('digest', 'all_quiet') AND due_at <= ?1)) AS outbox
"""


class Noted(Pacing):
    """Keeps its books, and lets everything go at once: on a clock that stands still a wait would be a real one."""

    def reserve(self, chat: int, now: float) -> float:
        """At once."""
        super().reserve(chat, now)
        return now


@dataclass(slots=True)
class Beats:
    """How late the loop was, in seconds, since it was asked last."""

    worst: float = 0.0

    async def run(self) -> None:
        """Beat for good."""
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(BEAT)
            self.worst = max(self.worst, loop.time() - before - BEAT)

    def taken(self) -> float:
        """The worst since the last call."""
        worst, self.worst = self.worst, 0.0
        return worst


@dataclass(slots=True)
class Body:
    """The running bot, its clock, and what is asked of it."""

    running: Runtime
    clock: SteppedClock
    beats: Beats = field(default_factory=Beats)
    kept: datetime | None = None  # when house was kept last
    waited: defaultdict[str, float] = field(
        default_factory=lambda: defaultdict(float)
    )  # seconds by what was waited for

    async def to(self, at: datetime) -> dict[str, Any]:
        """Move the clock, and wait; what was not settled in time."""
        self.clock.advance(max(timedelta(), at - self.clock.now()))
        if self.kept is None or at - self.kept >= HOUSEKEEPING:
            self.kept = at
            await self._tick(self.running.keep_house)
        for work in (self.running.configure, self.running.poll, self.running.tell_all_quiet):
            await self._tick(work)
        self.waited.clear()
        waits = await self.settled()
        return {"seconds": sum(self.waited.values()), "waits": waits, "waited": dict(self.waited)}

    async def _tick(self, work: Callable[[], Awaitable[None]]) -> None:
        await guarded(work, self.running.pulse, self.running.meters)()

    async def settled(self) -> list[str]:
        """Wait until nothing is due; what was still due after the patience."""
        waits: list[str] = []
        loop = asyncio.get_running_loop()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while waits := await self._waits():
                    before = loop.time()
                    await asyncio.sleep(LOOK)
                    self.waited[" ".join(waits)] += loop.time() - before
                    await self._prod()
        return waits

    async def _prod(self) -> None:
        """What the ticks would do now, where nothing is under way: a tick itself is a look for what is due."""
        running = self.running
        if running.poller.busy or running.analyser.busy:
            return
        judging = bool(running._polled)
        if judging or "polling" not in await self._waits():
            for work in (running.poll, running.tell_all_quiet, running.tell_broadcasts, running.settle_store):
                await self._tick(work)

    async def _waits(self) -> list[str]:
        running, now = self.running, self.clock.now()
        if running.polling:
            return ["polling"]
        if running.quiet_look is None or running.quiet_look <= now:
            return ["quiet"]
        if running.watch.due is not None and running.watch.due <= now:
            return ["notes"]
        async with running.db.read() as c:
            row = await c.one(STILL, (stamp(now),))
        waits = [name for name in row.keys() if row[name]] if row is not None else []  # noqa: SIM118 - a row
        if "outbox" in waits:
            running.sender.wake.set()
        return waits or (["polling"] if running.polling else [])

    async def look(self) -> dict[str, Any]:
        """What this process holds: tasks, threads, files, objects by kind, caches by name."""
        gc.collect()
        await asyncio.sleep(0)
        tasks = Counter(getattr(task.get_coro(), "__qualname__", "?") for task in asyncio.all_tasks())
        objects = gc.get_objects()
        kinds = Counter(f"{type(o).__module__}.{type(o).__qualname__}" for o in objects)
        caches = {
            f"{o.__module__}.{o.__qualname__}": (o.cache_info().currsize, o.cache_info().maxsize)
            for o in objects
            if isinstance(o, _lru_cache_wrapper) and o.__module__.partition(".")[0] in ("bot", "feeds", "storage")
        }
        return {
            "tasks": dict(tasks),
            "threads": sorted(t.name.rstrip("0123456789_-") for t in threading.enumerate()),
            "files": opened(),
            "objects": len(objects),
            "kinds": dict(kinds.most_common(400)),
            "caches": caches,
            "held": self.held(),
            "readers": self.running.intake.worker.processes,
            "block": self.beats.taken(),
        }

    def held(self) -> dict[str, int]:
        """How much each part keeps in each of its own collections, whatever they are for."""
        running = self.running
        parts: tuple[object, ...] = (
            running, running.intake.fetcher, running.poller, running.poller.places, running.analyser,
            running.analyser.pages, running.analyser.arrivals, running.sender, running.sender.renderer.summaries,
            running.sender.pacing, running.receiver, running.receiver.handlers, running.application, running.vitals,
            running.watch, running.known, running.pulse, running.db,
        )  # fmt: skip
        return {f"{type(p).__name__}.{name}": len(one) for p in parts for name, one in collections_of(p)}


def collections_of(part: object) -> Iterator[tuple[str, Sized]]:
    """The collections among an object's attributes, by name."""
    slots = (name for kind in type(part).__mro__ for name in getattr(kind, "__slots__", ()))
    for name in dict.fromkeys((*slots, *getattr(part, "__dict__", {}))):
        one = getattr(part, name, None)
        if isinstance(one, dict | list | set | deque):
            yield name, one


def opened() -> dict[str, int]:
    """Open files of this process by kind; connections to outlets that are kept alive come and go."""
    kinds: Counter[str] = Counter()
    for one in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            to = str(one.readlink())
            kinds[to.partition(":")[0] if ":[" in to else Path(to).name] += 1
    return dict(kinds)


def configured(path: Path, ages: dict[str, float]) -> Settings:
    """The settings of the file, with ages that the file may not have."""
    settings = load(path)
    return settings.model_copy(update={"storage": settings.storage.model_copy(update=ages)})


async def run(path: Path, begin: datetime, ages: dict[str, float]) -> None:
    """Run until told to stop, or until nobody tells anything any more."""
    settings, clock = configured(path, ages), SteppedClock(begin)
    token = settings.bot_token() or ""
    logs.hide(*settings.secrets())
    loop = asyncio.get_running_loop()
    told = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(told), sys.stdin)
    async with runtime(ConfigFile(settings, path), token, clock, artist=Artist()) as running:
        running.sender.pacing = Noted(overall=1e9)
        running.gather_seconds = 0.05
        body, stop = Body(running, clock), asyncio.Event()
        watchdog = Watchdog(running.pulse, running.meters, ServiceManager(), settings.monitor.stuck_seconds, 0)
        async with watchdog.watching():
            tasks = [asyncio.create_task(serve(running, stop)), asyncio.create_task(body.beats.run())]
            print(json.dumps({"ready": True}), flush=True)
            while line := await told.readline():
                asked = json.loads(line)
                if "stop" in asked:
                    break
                answer = await body.to(moment(asked["to"])) if "to" in asked else await body.look()
                print(json.dumps(answer), flush=True)
            stop.set()
            tasks[1].cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def main() -> None:
    """Run with the arguments of the command line."""
    logs.configure("INFO")
    logs.catch_all()
    asyncio.run(run(Path(sys.argv[1]), moment(sys.argv[2]), json.loads(sys.argv[3])))


if __name__ == "__main__":
    main()
