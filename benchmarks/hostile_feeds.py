"""What each hostile answer costs, and what a healthy feed beside it waits. Asserts nothing.

    python -m benchmarks.hostile_feeds [--only TEXT] [--timeout 5] [--server /path/feedserver.py] [--out FOLDER]

For each answer of ``benchmarks/hostile_answers.py`` a feed is added, and falls due together with a healthy one that has
a new article; poller and analyser flow as in the bot (``bot/ticks.py``) with pages and all. Measured: the seconds until
the hostile feed is recorded and its articles are read, what the healthy feed waits, MiB over the resting processes (the
bot's own and those that read documents, together), and for how long the event loop stands still. ``--server``
also takes the answers of another server that serves ``/hostile/<name>``.
"""

import argparse
import asyncio
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from benchmarks.beats import Beats
from benchmarks.figures import Figure, Found, add_option, report
from benchmarks.hanging import Bad, Flow
from benchmarks.hostile_answers import names
from benchmarks.pipeline import settings_for, subscribe
from bot.clock import SystemClock
from bot.parts import Intake, item_queue
from feeds.reading.naming.catalog import load
from storage import feed_list
from storage.database import Database
from storage.items import UNREAD
from storage.moments import stamp

OTHERS = [
    "billionlaughs",
    "quadratic",
    "xxe",
    "feed50k",
    "noguid",
    "nodate",
    "notitle",
    "empty_item",
    "future",
    "baddate",
    "dupguid",
    "latin1lie",
    "utf16lie",
    "cp1251",
    "nul",
    "rtl",
    "longtitle",
    "manyattrs",
    "deepnest",
    "deephtml",
    "htmlinject",
    "promptinject",
    "html",
    "empty",
    "gzipbomb100m",
    "gzipbomb1g",
    "gzipbomb10g",
    "endless",
    "slowloris",
    "slowheader",
    "to_linklocal",
    "to_loop4",
    "to_loop6",
    "to_decimal",
    "to_file",
    "loop",
    "changingguid",
]
PATIENCE = 120.0
BUILDING = 900.0  # a bomb of 10 GiB
STREAMS = ("endless", "slowloris", "slowheader")
SAMPLE = 0.02  # seconds


@dataclass(frozen=True, slots=True)
class Row:
    """One answer: seconds, MiB, outcome, the healthy feed's wait and the longest block, both in seconds."""

    name: str
    seconds: float
    mib: float
    outcome: str
    healthy: float
    block: float


@asynccontextmanager
async def serving(*command: str, folder: Path) -> AsyncIterator[None]:
    """A server in a process of its own, until the end of the block."""
    process = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.PIPE, cwd=folder)
    assert process.stdout is not None
    SERVED[command] = (await process.stdout.readline()).decode()
    try:
        yield
    finally:
        process.kill()
        await process.wait()


SERVED: dict[tuple[str, ...], str] = {}


def resident(pid: int | str) -> float:
    """MiB of a process and of its children; 0 where it has ended."""
    try:
        pid = Path(f"/proc/{pid}").resolve().name
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):
        return 0.0
    return pages * 4096 / 1024 / 1024 + sum(resident(child) for child in children if child not in NOT_OURS)


NOT_OURS: set[str] = set()


@dataclass(slots=True)
class Measured:
    """The flow, with a hostile feed and a healthy one."""

    db: Database
    flow: Flow
    beats: Beats
    healthy: str
    peak: float = 0.0

    async def watch(self) -> None:
        """Note the most memory, for good."""
        while True:
            self.peak = max(self.peak, await asyncio.to_thread(resident, "self"))
            await asyncio.sleep(SAMPLE)

    async def row(self, name: str, url: str) -> Row:
        """One answer, from the moment at which both feeds are due."""
        clock = self.flow.clock
        rest = await asyncio.to_thread(resident, "self")
        async with self.db.write() as c:
            await c.run("UPDATE feeds SET state = 'paused'", ())
            hostile = await feed_list.add(c, feed_list.FeedSpec(url), "chat", 1, clock.now())
            await feed_list.add(c, feed_list.FeedSpec(self.healthy), "chat", 1, clock.now())
        begin, waited = clock.now(), None
        started = time.monotonic()
        self.beats.lags.clear()
        self.peak = rest
        self.flow.poller.wake.set()
        while time.monotonic() - started < PATIENCE:
            await asyncio.sleep(0.02)
            async with self.db.read() as c:
                one = await c.one("SELECT * FROM feeds WHERE id = ?", (hostile,))
                other = await feed_list.find(c, self.healthy)
                unread = int(await c.value(UNREAD))
            assert one is not None
            assert other is not None
            if waited is None and (other["last_success"] or "") >= stamp(begin):
                waited = time.monotonic() - started
            if waited is not None and (one["last_attempt"] or "") >= stamp(begin) and not unread:
                break
        took = time.monotonic() - started
        async with self.db.write() as c:
            stored = int(await c.value("SELECT COUNT(*) FROM items WHERE feed_id = ?", (hostile,)))
            left = await c.run("UPDATE items SET state = 'done' WHERE state = 'new'")  # else the next one would wait
        outcome = one["last_error"] or f"{stored} articles"
        outcome += f", {left} of them not read by then" if left else ""
        block = max(self.beats.lags, default=0.0)
        return Row(name, took, max(0.0, self.peak - rest), outcome, took if waited is None else waited, block)


def free_port() -> int:
    """A port that is free now."""
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        return int(ear.getsockname()[1])


async def measure(options: argparse.Namespace) -> list[Row]:
    """A row an answer."""
    clock, known = SystemClock(), load()
    here = Path(__file__).parents[1]
    ours, rows = ("-m", "benchmarks.hostile_answers"), []
    with tempfile.TemporaryDirectory(prefix="hengkang-bench-") as folder:
        settings = settings_for(0, 0, Path(folder))
        healthy = (*ours, "healthy")
        async with (
            serving(*ours, folder=here),
            serving(*healthy, folder=here),  # of its own, so that it waits for no other server but ours
            await Database.open(settings.storage.path) as db,
            Intake(settings, load, clock) as intake,
        ):
            port = int(SERVED[ours].split()[1])
            intake.fetcher.timeout = options.timeout
            async with db.write() as c:
                await subscribe(c, known, clock)
            beats = Beats()
            flow = Flow(db, clock, Bad(0), beats, intake.poller(db), intake.analyser(item_queue(db, load)))
            measured = Measured(db, flow, beats, f"http://127.11.0.1:{int(SERVED[healthy].split()[1])}/healthy/1")
            NOT_OURS.update(_children())
            async with flow.running(), asyncio.TaskGroup() as group:
                watching = group.create_task(measured.watch())
                await measured.row("warming up", f"http://127.10.250.250:{port}/healthy/2")
                asked = [(n, f"http://127.10.{i // 250}.{i % 250 + 1}:{port}{p}") for i, (n, p) in enumerate(names())]
                for name, url in asked:
                    if options.only in name:
                        rows.append(told(await measured.row(name, url)))
                if options.server:
                    rows += await others(options, measured)
                watching.cancel()
    return rows


async def others(options: argparse.Namespace, measured: Measured) -> list[Row]:
    """The answers of another server, which makes each when it is asked for first: by us, before anything is timed."""
    at, rows = free_port(), []
    command = (str(options.server), "--port", str(at), "--feeds", "1", "--items", "1")
    async with serving(*command, folder=options.server.parent):
        NOT_OURS.update(_children())
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=BUILDING)) as session:
            for name in OTHERS:
                if options.only in f"{name} (theirs)" and name not in STREAMS:
                    url = f"http://127.0.0.1:{at}/hostile/{name}"
                    async with session.head(url, allow_redirects=False):
                        pass
        for i, name in enumerate(OTHERS):
            if options.only in f"{name} (theirs)":
                rows.append(
                    told(await measured.row(f"{name} (theirs)", f"http://127.12.0.{i + 1}:{at}/hostile/{name}"))
                )
    return rows


def _children() -> set[str]:
    """Processes that we have begun and that read no documents: servers."""
    pid = Path("/proc/self").resolve().name
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return {child for child in found if b"multiprocessing" not in Path(f"/proc/{child}/cmdline").read_bytes()}


def told(row: Row) -> Row:
    """The row, printed."""
    print(
        f"{row.name:<34} {row.seconds:6.2f} s  {row.mib:6.0f} MiB  healthy after {row.healthy:5.2f} s"
        f"  loop blocked {row.block * 1000:5.0f} ms  {row.outcome[:90]}",
        flush=True,
    )
    return row


def found(rows: list[Row], options: argparse.Namespace) -> Found:
    """What the page says: the worst of each, and every row."""
    slowest, largest = max(rows, key=lambda r: r.healthy), max(rows, key=lambda r: r.mib)
    stuck, longest = max(rows, key=lambda r: r.block), max(rows, key=lambda r: r.seconds)
    figures = (
        Figure(
            "hostile answers of feeds and pages", str(len(rows)), "each bounded", note=f"timeout {options.timeout} s"
        ),
        Figure(
            "a healthy feed beside each is recorded after, at worst",
            f"{slowest.healthy:.2f} s",
            "at most 2 s",
            "",
            slowest.healthy <= 2.0,
            slowest.name,
        ),
        Figure("peak memory over rest, at worst", f"{largest.mib:.0f} MiB", "bounded", note=largest.name),
        Figure(
            "event loop blocked, at worst",
            f"{stuck.block * 1000:.0f} ms",
            "at most 200 ms",
            "",
            stuck.block <= 0.2,
            stuck.name,
        ),
        Figure("recorded and read, at worst", f"{longest.seconds:.1f} s", "", note=longest.name),
    )
    lines = [
        f"{r.name}: {r.seconds:.2f} s, {r.mib:.0f} MiB, healthy {r.healthy:.2f} s, loop {r.block * 1000:.0f} ms:"
        f" {r.outcome[:120]}"
        for r in rows
    ]
    return Found("hostile_feeds", "python -m benchmarks.hostile_feeds", figures, tuple(lines))


def main() -> None:
    """Measure and print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--only", default="", help="answers whose names have this in them")
    given.add_argument("--timeout", type=float, default=5.0, help="seconds of a request; the bot's own is 30")
    given.add_argument("--server", type=Path, help="another server of hostile answers, a Python file")
    add_option(given)
    options = given.parse_args()
    report(found(asyncio.run(measure(options)), options), options.out)


if __name__ == "__main__":
    main()
