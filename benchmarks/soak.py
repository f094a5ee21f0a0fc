"""A month in the life of the bot, on a fast clock: memory, files, rows and tasks a day, and what does not stay flat.

    python -m benchmarks.soak [--days 30] [--feeds 300] [--subscribers 2000] [--items-a-day 90] [--acts-a-day 60]
                              [--folder FOLDER] [--out FOLDER]

1. The bot is a process of its own (``benchmarks/soak_bot.py``) with a real file, its reading process, its artist and
   its watchdog. Outlets (``soak_world.py``), Telegram's stand-in and subscribers (``soak_people.py``) are in this one.
2. A clock that both share is moved by some hours; then whoever has something to do does it, and everything that is due
   is polled, read, told and answered before it moves on. So a day takes as long as its work, and no figure of a day
   hangs on what else the machine does, save processor seconds a little and the loop's longest block.
3. Ages are short (``AGES``), so that what comes in and what is forgotten meet within the first days. The ledger is
   never forgotten (moves keep their sources): what it grows by is told beside the rest.
4. Restarts, clean ones and ``kill -9`` in the midst of work, come in the first and in the last days; in between the
   process runs through, since a restart would hide what leaks.
5. A day's look is a line of ``samples.jsonl`` in the folder, so that a run that is broken off is worth something.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from benchmarks import figures
from benchmarks.articles import LANGUAGES
from benchmarks.idle import cpu_of
from benchmarks.soak_page import found, told
from benchmarks.soak_people import ADMINISTRATOR, Crowd
from benchmarks.soak_sights import SAMPLES, Sample, left_over, looked_at, store
from benchmarks.soak_world import News, published
from benchmarks.world import host
from bot.clock import SteppedClock
from bot.simulator import Simulator
from bot.simulator.model import Event
from storage.moments import stamp

TOKEN = "77:simulated"
BEGIN = datetime(2026, 6, 1, 0, 0, tzinfo=UTC)
FIRST_RESTARTS = ((1, "clean"), (2, "kill"), (3, "kill"))  # after so many days
LAST_RESTARTS = ((-2, "clean"), (-1, "kill"))
AGES = {"keep_days": 7, "keep_messages_days": 7, "keep_questions_days": 4, "keep_buttons_days": 4,
        "keep_updates_days": 2, "keep_fetches_days": 4, "keep_gone_days": 4}  # fmt: skip
PATIENCE = 900.0


@dataclass(slots=True)
class Life:
    """The bot as a process, and the world around it."""

    folder: Path
    sim: Simulator
    clock: SteppedClock
    crowd: Crowd
    options: argparse.Namespace
    draw: Random
    process: asyncio.subprocess.Process | None = None
    calls: int = 0
    kills: int = 0
    starts: int = 0
    slowest: float = 0.0
    waits: list[str] = field(default_factory=list)
    waited: "Counter[str]" = field(default_factory=Counter)  # seconds by what was waited for
    cpu: float = 0.0  # of processes that have ended

    async def start(self) -> None:
        """Start the bot at the clock's moment."""
        with (self.folder / "log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "benchmarks.soak_bot", str(self.folder / "config.toml"), stamp(self.clock.now()),
                json.dumps(ages(self.options)), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
                stderr=log, limit=1 << 24, cwd=Path(__file__).parents[1], env={**os.environ, "HENGKANG_TOKEN": TOKEN},
            )  # fmt: skip
        self.starts += 1
        await self._answer()

    async def ask(self, **what: Any) -> Sample:
        """Tell the bot something, and take its answer."""
        assert self.process is not None
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(what).encode() + b"\n")
        return await self._answer()

    async def _answer(self) -> Sample:
        assert self.process is not None
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            line = await self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the bot has ended: see {self.folder / 'log'}")
        answer: Sample = json.loads(line)
        return answer

    async def restart(self, how: str) -> None:
        """End it, cleanly or in the midst of a step's work, and start it anew."""
        assert self.process is not None
        assert self.process.stdin is not None
        self.cpu += cpu_of(self.process.pid)
        if how == "kill":
            self.clock.advance(timedelta(hours=self.options.step))
            await self.crowd.act(20)
            self.process.stdin.write(json.dumps({"to": stamp(self.clock.now())}).encode() + b"\n")
            await asyncio.sleep(self.draw.uniform(0.05, 1.0))
            self.process.send_signal(signal.SIGKILL)
            self.kills += 1
        else:
            self.process.stdin.write(b'{"stop": true}\n')
        async with asyncio.timeout(PATIENCE):
            await self.process.wait()
        await self.start()

    def heard(self, event: Event) -> None:
        """Count what the bot sends and edits."""
        self.calls += event.kind in ("sent", "edited")

    async def step(self, acts: int) -> None:
        """So many hours, at whose end subscribers do something and everything due is done."""
        self.clock.advance(timedelta(hours=self.options.step))
        await self.crowd.act(acts)
        await self._settled()

    async def _settled(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while True:
                answer = await self.ask(to=stamp(self.clock.now()))
                self.slowest = max(self.slowest, answer["seconds"])
                self.waits += answer["waits"]
                self.waited.update(answer["waited"])
                if not self.sim.world.updates or answer["waits"]:
                    return
                await asyncio.sleep(0.01)  # Telegram has updates that the bot has not asked for yet

    async def sample(self, day: int) -> Sample:
        """A day's figures."""
        assert self.process is not None
        found = await self.ask(look=True)
        seen = await asyncio.to_thread(looked_at, self.process.pid, found["readers"], self.folder)
        looked = {
            "day": day,
            "starts": self.starts,
            **seen,
            "cpu": self.cpu + cpu_of(self.process.pid),
            "calls": self.calls,
            "acts": self.crowd.done,
            "slowest": self.slowest,
            "waits": self.waits,
            "waited": dict(self.waited),
            **store(self.folder / "hengkang.db"),
            "left": left_over(self.folder, self.crowd, self.clock.now()),
        }
        self.slowest, self.waits, self.waited = 0.0, [], Counter()
        return looked | found


CONFIG = """[telegram]
api = "{api}"

[storage]
path = "hengkang.db"

[polling]
tick_seconds = 300
shortest_minutes = 60
average_minutes = {average}
longest_minutes = 720
allow = ["127.0.0.0/8"]

[bot]
administrators = [{administrator}]
"""


def configuration(api: str, news: News, average: float) -> str:
    """The configuration file, with a list a language."""
    parts = [CONFIG.format(api=api, average=average, administrator=ADMINISTRATOR)]
    for place, lang in enumerate(LANGUAGES):
        feeds = ",\n  ".join(
            f'{{ url = "http://{host(n)}:{news.port}/feed", outlet = "Outlet {n}" }}'
            for n in range(place, news.world.feeds, len(LANGUAGES))
        )
        parts.append(f'[[lists]]\nname = "{lang}"\nlanguage = "{lang}"\nfeeds = [\n  {feeds}\n]')
    return "\n\n".join(parts) + "\n"


@asynccontextmanager
async def living(options: argparse.Namespace, folder: Path) -> AsyncIterator[Life]:
    """Everything, with the bot started."""
    clock, draw = SteppedClock(BEGIN), Random(options.seed)
    async with AsyncExitStack() as stack:
        sim = await stack.enter_async_context(Simulator(token=TOKEN, clock=clock))
        news = await stack.enter_async_context(published(options.feeds, options.items_a_day, BEGIN, clock))
        crowd = Crowd(sim, draw, f"http://{host(1)}:{news.port}/feed")
        (folder / "config.toml").write_text(configuration(sim.root, news, options.average), encoding="utf-8")
        await crowd.settle_in(folder / "hengkang.db", options.subscribers, BEGIN)
        life = Life(folder, sim, clock, crowd, options, draw)
        sim.world.listeners.append(life.heard)
        await life.start()
        try:
            yield life
        finally:
            if life.process is not None and life.process.returncode is None:
                life.process.kill()
                await life.process.wait()


async def live(options: argparse.Namespace, folder: Path) -> list[Sample]:
    """Day by day; the samples."""
    samples = []
    days = int(options.days)
    restarts = {day % days: how for day, how in (*FIRST_RESTARTS, *LAST_RESTARTS)} if options.restarts else {}
    async with living(options, folder) as life:
        steps = round(24 / options.step)
        for day in range(1, days + 1):
            for n in range(steps):
                if n == steps // 2 and (day - 1) in restarts:
                    await life.restart(restarts[day - 1])
                share = options.acts_a_day / steps
                await life.step(int(share) + (life.draw.random() < share % 1))
            samples.append(await life.sample(day))
            with (folder / SAMPLES).open("a", encoding="utf-8") as file:
                file.write(json.dumps(samples[-1]) + "\n")
            print(told(samples[-1], samples[-2] if len(samples) > 1 else None), flush=True)
    return samples


def ages(given: argparse.Namespace) -> dict[str, float]:
    """How long what is kept, in days."""
    return {name: min(days, given.ages) for name, days in AGES.items()}


def options() -> argparse.ArgumentParser:
    """The command line."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--days", type=int, default=30)
    given.add_argument("--feeds", type=int, default=300)
    given.add_argument("--subscribers", type=int, default=2000)
    given.add_argument("--items-a-day", type=float, default=90.0, help="of all feeds together")
    given.add_argument("--acts-a-day", type=float, default=60.0, help="what all subscribers do together")
    given.add_argument("--step", type=float, default=2.0, help="hours between two positions of the clock")
    given.add_argument("--average", type=float, default=600.0, help="minutes between two polls of a feed")
    given.add_argument("--restarts", action=argparse.BooleanOptionalAction, default=True)
    given.add_argument("--ages", type=float, default=7.0, help="days for which anything is kept at most")
    given.add_argument("--seed", type=int, default=7)
    given.add_argument("--folder", type=Path, help="where store, log and samples stay; a passing one where left out")
    given.add_argument("--again", action="store_true", help="only tell what stands in the folder's samples")
    figures.add_option(given)
    return given


def main() -> None:
    """Live, and print."""
    given = options().parse_args()
    with tempfile.TemporaryDirectory(prefix="hengkang-soak-") as passing:
        folder = given.folder or Path(passing)
        folder.mkdir(parents=True, exist_ok=True)
        if given.again:
            samples = [json.loads(line) for line in (folder / SAMPLES).read_text("utf-8").splitlines()]
            for n, one in enumerate(samples):
                print(told(one, samples[n - 1] if n else None))
        else:
            samples = asyncio.run(live(given, folder))
        command = f"python -m benchmarks.soak --days {given.days} --feeds {given.feeds}"
        figures.report(found(samples, ages(given), BEGIN, f"{command} --subscribers {given.subscribers}"), given.out)


if __name__ == "__main__":
    main()
