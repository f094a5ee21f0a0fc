"""The delay of alerts from healthy feeds while others hang, and how long the event loop stands still. Asserts nothing.

    python -m benchmarks.hanging [--feeds 500] [--hanging 0.01] [--items 30] [--out FOLDER]

The made-up world of ``benchmarks/world.py`` stands in a process of its own; a part of its outlets is replaced by hosts
that hang: a third accepts and says nothing, a third trickles a byte now and then, and a third has feeds that answer
with new articles whose pages hang. Each round publishes an article a feed and makes all feeds due at once; poller and
analyser flow as in the bot (``bot/ticks.py``), up to the outbox. Rounds: everything for the first time, with nothing
that hangs, with it for the first time, and again.

An alert's delay is from the moment at which all feeds fall due to its row in the outbox. A round's own work stands in
it, so rounds are compared: what hangs adds the difference, by the last alert of a round and by the one at 95 of 100.
"""

import argparse
import asyncio
import socket
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from itertools import count
from pathlib import Path

import aiohttp

from benchmarks import beats
from benchmarks.articles import FIRMS
from benchmarks.beats import Beats, lag
from benchmarks.figures import Figure, Found, add_option, report
from benchmarks.pipeline import settings_for, subscribe, world
from benchmarks.world import host
from bot.clock import SystemClock
from bot.parts import Intake, item_queue, sync_feeds
from bot.ticks import GATHER
from feeds.analyser import Analyser
from feeds.intake.poller import Poller
from feeds.reading.naming.catalog import load
from storage import feed_list, feeds
from storage.database import Database
from storage.items import UNREAD
from storage.moments import moment, stamp

TICK_SECONDS = 5.0  # the default of polling.tick_seconds
PATIENCE = 600.0
MARK = 2.0  # seconds
WAYS = ("says nothing", "trickles", "its page hangs")


def bad_host(number: int) -> str:
    """An address in 127/8 for each."""
    return f"127.9.{number // 250}.{1 + number % 250}"


@dataclass(slots=True)
class Bad:
    """Outlets that hang once ``on``; until then they answer like any other."""

    number: int
    port: int = 0
    on: bool = False
    shift: int = 0
    open: int = 0  # requests that hang

    async def _visited(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            mine = str(writer.get_extra_info("sockname")[0]).split(".")
            way = WAYS[(int(mine[2]) * 250 + int(mine[3]) - 1) % len(WAYS)]
            while True:
                request = (await reader.readuntil(b"\r\n\r\n")).decode()
                path = request.split(" ", 2)[1]
                if self.on and (path.startswith("/a/") if way == WAYS[2] else path == "/feed"):
                    await self._hang(way, reader, writer)
                    return
                body = self._feed(".".join(mine)) if path == "/feed" else b""
                status = "200 OK" if body else "404 Not Found"
                writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        writer.close()

    async def _hang(self, way: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        try:
            if way == WAYS[1]:
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n")
                while not reader.at_eof():
                    writer.write(b" ")
                    await writer.drain()  # raises once the bot has reset the connection, which ends no file
                    await asyncio.sleep(1)
            await reader.read()
        finally:
            self.open -= 1
            writer.close()

    def _feed(self, mine: str) -> bytes:
        a, b = FIRMS[self.shift % len(FIRMS)], FIRMS[(self.shift + 1) % len(FIRMS)]
        title = f"Somebody of {mine} leaves {a} for {b}"
        item = (
            f"<item><title>{title}</title><guid>{self.shift}</guid><link>http://{mine}:{self.port}/a/{self.shift}</link>"
            f"<pubDate>{format_datetime(datetime.now(UTC))}</pubDate><description>{title}.</description></item>"
        )
        return f"<rss version='2.0'><channel><title>{mine}</title>{item}</channel></rss>".encode()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Bad"]:
        """Listen at every address."""
        servers = []
        for n in range(self.number):
            ear = socket.socket()
            ear.bind((bad_host(n), self.port))
            self.port = ear.getsockname()[1]
            servers.append(await asyncio.start_server(self._visited, sock=ear))
        try:
            yield self
        finally:
            for server in servers:
                server.close()


@dataclass(slots=True)
class Flow:
    """Poller and analyser at work over one store."""

    db: Database
    clock: SystemClock
    bad: Bad
    beats: Beats
    poller: Poller
    analyser: Analyser
    polled: int = 0
    delays: dict[str, list[list[float]]] = field(default_factory=dict)  # of the alerts of each round, by what it is
    lags: list[float] = field(default_factory=list)  # of the loop's beats in all rounds

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Flow"]:
        """As ``Runtime.flow`` and its ticks, without Telegram."""

        def recorded(result: object) -> None:
            self.polled += 1
            self.analyser.wake.set()

        async def ticks() -> None:
            while True:
                self.poller.wake.set()
                self.analyser.wake.set()
                await asyncio.sleep(TICK_SECONDS)

        work = (
            self.poller.run(recorded),
            self.analyser.run(lambda: self.poller.settled(GATHER), lambda: None),
            ticks(),
            self.beats.run(),
        )
        tasks = [asyncio.create_task(one) for one in work]
        try:
            yield self
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def round(self, name: str, expected: int, hanging: int = 0) -> None:
        """Make all feeds due, wait until as many are polled and all but so many items read, and print the delays."""
        begin, used, self.polled = self.clock.now(), time.process_time(), 0
        async with self.db.write() as c:
            await feeds.all_due(c, begin)
        self.poller.wake.set()
        async with asyncio.timeout(PATIENCE):
            while self.polled < expected or await self._unread() > hanging:  # noqa: ASYNC110 - the store has no event
                await asyncio.sleep(0.2)
        async with self.db.read() as c:
            rows = await c.all(
                "SELECT created_at FROM outbox WHERE kind = 'alert' AND created_at >= ?", (stamp(begin),)
            )
        delays = sorted((moment(row["created_at"]) - begin).total_seconds() for row in rows)
        self.delays.setdefault(name.strip(), []).append(delays)
        alerts = "no alerts"
        if delays:
            alerts = (
                f"{len(delays)} alerts after {delays[len(delays) // 2]:.2f} s in the middle,"
                f" {delays[int(len(delays) * 0.95)]:.2f} s at 95 of 100, {delays[-1]:.2f} s at last"
            )
        work = f"{self.polled} feeds polled with {time.process_time() - used:.1f} s of CPU"
        lags, self.beats.lags = self.beats.lags, []
        self.lags += lags
        print(f"{name}: {work}, {self.bad.open} requests hang; {alerts}; {lag(lags).told}", flush=True)

    async def _unread(self) -> int:
        async with self.db.read() as c:
            return int(await c.value(UNREAD))


async def measure(options: argparse.Namespace) -> None:
    """The rounds."""
    clock, known = SystemClock(), load()
    number = max(len(WAYS), round(options.feeds * options.hanging))
    with tempfile.TemporaryDirectory(prefix="hengkang-bench-") as folder:
        async with (
            world(options.feeds, options.items) as port,
            Bad(number).serving() as bad,
            aiohttp.ClientSession() as session,
        ):
            settings = settings_for(options.feeds, port, Path(folder))
            async with await Database.open(settings.storage.path) as db, Intake(settings, load, clock) as intake:
                async with db.write() as c:
                    await sync_feeds(c, settings, clock)
                    for n in range(number):
                        url = f"http://{bad_host(n)}:{bad.port}/feed"
                        await feed_list.add(c, feed_list.FeedSpec(url), "chat", 1, clock.now())
                    await subscribe(c, known, clock)
                flow = Flow(db, clock, bad, Beats(), intake.poller(db), intake.analyser(item_queue(db, load)))
                async with flow.running():
                    shift = count(1)

                    async def publish() -> None:
                        bad.shift = next(shift)
                        url = f"http://{host(0)}:{port}/state?shift={bad.shift}"
                        async with session.get(url) as answer:
                            await answer.read()

                    silent = sum(n % len(WAYS) != 2 for n in range(number))
                    print(f"{options.feeds} feeds that answer, {number} that will hang")
                    await flow.round("all for the first time", options.feeds + number)
                    for _ in range(2):
                        await publish()
                        await flow.round("nothing hangs         ", options.feeds + number)
                    bad.on = True
                    for again in (False, True):
                        if again:
                            await asyncio.sleep(settings.polling.timeout_seconds + 5)  # until what hangs is given up
                        await publish()
                        await flow.round("some hang             ", options.feeds + number - silent, number - silent)
                name = f"while {options.feeds + number} feeds are polled and read, {number} of which come to hang"
                found = (*figures(options.feeds + number, number, flow.delays), beats.figure(name, lag(flow.lags)))
                report(Found("hanging", "python -m benchmarks.hanging", found), options.out)


def figures(feeds_all: int, number: int, delays: dict[str, list[list[float]]]) -> tuple[Figure, ...]:
    """What hanging feeds add to the delay of others' alerts: the worst round with them less the mean one without."""

    def added(part: float) -> float:
        still, hang = (
            [one[min(int(len(one) * part), len(one) - 1)] for one in delays.get(name, []) if one]
            for name in ("nothing hangs", "some hang")
        )
        return max(0.0, max(hang) - sum(still) / len(still)) if still and hang else float("inf")

    last = added(1.0)
    return (
        Figure(
            f"{100 * number / feeds_all:.0f} % of the feeds hang: delay of alerts from the others",
            f"{last:.2f} s for the last alert, {added(0.95):.2f} s at 95 of 100",
            f"at most {MARK:.0f} s, whatever hangs",
            "RSS-to-Telegram-Bot a round of 28 s, reader 67 s (measured elsewhere)",
            last <= MARK,
            f"{feeds_all} feeds, {number} hang: no answer, a trickle, a page that hangs; the first round in which they"
            " hang and the next, against rounds in which nothing does",
        ),
    )


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--feeds", type=int, default=500)
    given.add_argument("--items", type=int, default=30)
    given.add_argument("--hanging", type=float, default=0.01, help="part of the feeds")
    add_option(given)
    asyncio.run(measure(given.parse_args()))


if __name__ == "__main__":
    main()
