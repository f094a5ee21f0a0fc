"""What a question waits for while thousands of alerts go out.

    python -m benchmarks.asked_amid_alerts [--alerts 10000] [--latency 0.05] [--articles 20000] [--out FOLDER]

The whole bot on a store of ``benchmarks/store.py``, against a server that enforces thirty messages a second
(``benchmarks/limited.py``), in a process of its own. Subscribers ask ``/ask``, one at a time, each time another: first
when it is quiet, then while one story's alerts go to other chats. A wait runs from the update at Telegram to the
message that it takes; refused messages do not count. What is added is what the 95th of 100 waits more than when it is
quiet.
"""

import argparse
import asyncio
import statistics
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import aiohttp

from benchmarks import beats, fan_out
from benchmarks.beats import Beats, Lag, lag
from benchmarks.figures import Figure, Found, add_option, percentile, report
from benchmarks.limited import RATE
from benchmarks.race_delivery import Case, log, server
from benchmarks.replies import ARGUMENTS, prepared
from benchmarks.store import Size
from bot.app import runtime, serve
from bot.config import Settings
from bot.lasting import set_apart
from bot.tables import Storage, Telegram
from bot.watching import ConfigFile
from storage import deliveries
from storage.database import Database

MARK = 1.0  # seconds
QUIET = 40  # questions before
SUBSCRIBERS = 300
PAUSE = 0.3  # seconds between an answer and the next question
FIRST = 5_000_000  # the number of the first chat that gets an alert
NEVER = "2100-01-01T00:00:00+00:00"
TEXTS = tuple(text for text in ARGUMENTS["ask"] if "{" not in text)


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds of each question, before and during; the alerts' pace; the loop's lag."""

    before: Sequence[float]
    during: Sequence[float]
    alerts: int
    seconds: float
    refused: int
    lag: Lag


async def waiting(db: Database) -> int:
    """How many alerts have not gone."""
    async with db.read() as c:
        return await deliveries.waiting(c)


async def measure(alerts: int, latency: float, articles: int) -> Waits:
    """Ask, send, ask."""
    one, turn = Case("bucket", 1.0, latency, 0.0), count()
    with tempfile.TemporaryDirectory(prefix="hengkang-bench-") as folder:
        path = await prepared(Path(folder), Size(articles, max(10, articles // 5), SUBSCRIBERS))
        async with server(one) as port, aiohttp.ClientSession(timeout=aiohttp.ClientTimeout()) as session:
            root = f"http://127.0.0.1:{port}"

            async def ask() -> float:
                n = next(turn)
                asked = {"chat": 1 + n % SUBSCRIBERS, "text": f"/ask {TEXTS[n % len(TEXTS)]}"}
                async with session.post(f"{root}/say", json=asked) as answer:
                    seconds = float((await answer.json())["seconds"])
                await asyncio.sleep(PAUSE)
                return seconds

            settings = Settings(telegram=Telegram(api=root), storage=Storage(path=path))
            async with runtime(ConfigFile(settings, None), fan_out.TOKEN) as running:
                await set_apart(running.analyser)
                stop = asyncio.Event()
                task = asyncio.create_task(serve(running, stop))
                before = [await ask() for _ in range(QUIET)]
                feed = await fan_out.fill(running.db, alerts, (None,), FIRST)
                async with running.db.write() as c:
                    await c.run("UPDATE feeds SET next_at = ?", (NEVER,))
                await fan_out.tell(running.db, feed)
                running.sender.wake.set()
                during, begun, had = [], asyncio.get_running_loop().time(), await log(port)
                async with Beats().beating() as beat:
                    while await waiting(running.db) > RATE:
                        during.append(await ask())
                seconds, seen = asyncio.get_running_loop().time() - begun, await log(port)
                stop.set()
                await task
    return Waits(before, during, alerts, seconds, seen.refused - had.refused, lag(beat.lags))


def found(waits: Waits, latency: float) -> Found:
    """The figures of the page."""
    added = percentile(waits.during, 0.95) - percentile(waits.before, 0.95)
    shown = [
        f"{statistics.median(s):.2f} s in the middle, {percentile(s, 0.95):.2f} s at 95 of 100"
        for s in (waits.before, waits.during)
    ]
    name = f"{waits.alerts:,} alerts go out"
    figures = (
        Figure(
            f"`/ask` while {name}: time added, p95",
            f"{max(0.0, added):.2f} s",
            f"at most {MARK:.0f} s",
            "waits its turn",
            added <= MARK,
            f"{len(waits.before)} questions before: {shown[0]}; {len(waits.during)} meanwhile: {shown[1]},"
            f" {max(waits.during):.2f} s at most; calls take {1000 * latency:.0f} ms",
        ),
        Figure(
            "alerts a second meanwhile, of an enforced 30",
            f"{waits.alerts / waits.seconds:.1f}, beside {len(waits.during) / waits.seconds:.1f} answers",
            note=f"{waits.refused} refusals",
        ),
        beats.figure(f"while {name} and questions are answered", waits.lag),
    )
    return Found("asked_amid_alerts", "python -m benchmarks.asked_amid_alerts", figures)


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--alerts", type=int, default=10_000)
    given.add_argument("--latency", type=float, default=0.05, help="seconds that a call takes")
    given.add_argument("--articles", type=int, default=20_000, help="of the store")
    add_option(given)
    options = given.parse_args()
    waits = asyncio.run(measure(options.alerts, options.latency, options.articles))
    report(found(waits, options.latency), options.out)


if __name__ == "__main__":
    main()
