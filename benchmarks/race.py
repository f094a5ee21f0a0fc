"""Ours beside the peers: CPU of a cold start, of polls with nothing and with one item new, memory, cut-off feeds.

python -m benchmarks.race [--feeds 2000] [--items 30] [--peers PYTHON] [--whole 20] [--out FOLDER]

A made-up world (``benchmarks/world.py``) is served by a process of its own, each feed at an address of its own. Every
phase of every runner is a process of its own: ours is the whole bot up to the outbox (``benchmarks/racing.py``), the
peers are run by the Python that ``--peers`` names (``benchmarks/racing_peers.py``), left out where there is none. All
CPU of a runner's processes counts, the server's does not. Ratios within a run say something; single times of a busy
machine do not: where ``reader`` ran beside, a mark is met by the ratio to it that the mark had where it was set.

*Gate, match and store* is everything that the bot does for an item but the full reading of what passes the gate, which
no peer does, and its page: fetch, parse, identities, store, gate, match, decide, index, conditions of feeds, log. The
bot reads whatever passes the gate, in a feed's first fetch as well; ``--whole`` is the number of feeds for the figures
with reading and pages. Where one item is new, what passes is read, and the reading is told apart.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import beats
from benchmarks.articles import LANGUAGES
from benchmarks.beats import Lag
from benchmarks.figures import Figure, Found, add_option, report
from benchmarks.pipeline import world
from benchmarks.world import host
from feeds.intake.parse import parse_bytes

HERE = Path(__file__).parent
OURS = "ours"
PEERS = ("floor", "fastfeedparser", "feedparser", "reader")
CUT = 10
SERVED = 2  # outlets of the world for each that races
PATIENCE = 3600.0
COLD, IDLE, NEW, MEMORY = 0.15, 0.30, 3.0, 250.0  # the marks: s a 1000 items, ms a feed, ms a feed, MiB
READER = {COLD: 0.471, IDLE: 1.22, NEW: 13.2}  # what reader took on the machine on which the marks were set
Row = dict[str, Any]


def outlets(count: int) -> list[int]:
    """The outlets that race: RSS and Atom, which everybody reads, with validators."""
    return [n for n in range(SERVED * count + 12) if n // 3 % 3 < 2 and n % 4][:count]


@dataclass(slots=True)
class Race:
    """What each runner took in each phase."""

    feeds: int
    items: int
    folder: Path
    port: int
    python: str | None
    rows: dict[tuple[str, str], Row] = field(default_factory=dict)
    shift: int = 0

    def addresses(self, count: int) -> Path:
        """The file with the addresses of so many feeds, each with its language."""
        path = self.folder / f"addresses{count}"
        lines = (f"http://{host(n)}:{self.port}/feed {LANGUAGES[n % 3]}" for n in outlets(count))
        path.write_text("\n".join(lines), encoding="utf-8")
        return path

    def show(self, shift: int) -> None:
        """Let every feed show so many new items."""
        with urllib.request.urlopen(f"http://{host(0)}:{self.port}/state?shift={shift}", timeout=60) as answer:
            answer.read()

    def run(self, runner: str, phase: str, count: int, *options: str) -> Row:
        """One phase of one runner."""
        folder = self.folder / f"{runner}{count}"
        folder.mkdir(exist_ok=True)
        addresses = str(self.addresses(count))
        if runner == OURS:
            # Not by -m: the reading process would import the module, and with it the whole bot, once more.
            begin = "from benchmarks.racing import main; main()"
            command = [sys.executable, "-c", begin, phase, str(folder), addresses, *options]
        else:
            poll = "cold" if phase == "cold" else "cut" if phase == "cut" else "poll"
            command = [str(self.python), str(HERE / "racing_peers.py"), runner, poll, str(folder), addresses]
        with (folder / f"{phase}.log").open("wb") as log:
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=log, timeout=PATIENCE, cwd=HERE.parent)
        lines = done.stdout.decode().strip().splitlines()
        if done.returncode or not lines:
            raise SystemExit(f"{runner}, {phase}: {(folder / f'{phase}.log').read_text()[-2000:]}")
        row: Row = json.loads(lines[-1])
        print(f"{runner:15} {phase:5} {json.dumps(row)}", flush=True)
        return row

    def all(self, runner: str) -> None:
        """The three phases of one runner over all feeds, and what it salvages."""
        self.show(0)
        self.rows[runner, "cold"] = self.run(runner, "cold", self.feeds, *(["--unread"] if runner == OURS else []))
        self.rows[runner, "idle"] = self.run(runner, "idle", self.feeds)
        self.show(1)
        self.rows[runner, "new"] = self.run(runner, "new", self.feeds)

    def cold(self, runner: str) -> float | None:
        """CPU seconds a thousand items."""
        row = self.rows.get((runner, "cold"))
        return 1000 * row["cpu"] / row["items"] if row and row["items"] else None

    def feed(self, runner: str, phase: str) -> float | None:
        """CPU milliseconds a feed, without the reading of whole articles."""
        row = self.rows.get((runner, phase))
        return 1000 * (row["cpu"] - row.get("reading", 0.0)) / self.feeds if row else None

    def judged(self, mark: float, value: Any) -> tuple[bool, str]:
        """Whether a mark is met, and by which ratio to ``reader``."""
        ours, reader = value(OURS), value("reader") if ("reader", "cold") in self.rows else None
        if not reader:
            return ours <= mark, "no reader beside"
        asked = mark / READER[mark]
        return ours / reader <= asked, f"{ours / reader:.2f} of reader's, {asked:.2f} is asked"

    def beside(self, value: Any) -> str:
        """The peers' values as words."""
        found = [(peer, value(peer)) for peer in PEERS if (peer, "cold") in self.rows]
        return ", ".join(f"{peer} {n:.3g}" for peer, n in found if n is not None)


def salvaged(race: Race) -> tuple[int, str]:
    """Items that we, and the peers, salvage from cut-off feeds."""
    path, ours = race.addresses(CUT), 0
    for n in outlets(CUT):
        with urllib.request.urlopen(f"http://{host(n)}:{race.port}/cut", timeout=60) as answer:
            document = parse_bytes(answer.read(), answer.headers["Content-Type"], answer.url)
        ours += sum(1 for entry in document.entries if entry.title or entry.text)
    told = []
    for peer in ("feedparser", "fastfeedparser") if race.python else ():
        command = [str(race.python), str(HERE / "racing_peers.py"), peer, "cut", str(race.folder), str(path)]
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE)
        told.append(f"{peer} {json.loads(done.stdout)['items']}")
    return ours, ", ".join(told)


def figures(race: Race, whole: dict[str, Row]) -> tuple[Figure, ...]:
    """The table."""
    cold, idle, new = race.cold(OURS), race.feed(OURS, "idle"), race.feed(OURS, "new")
    assert cold is not None and idle is not None and new is not None
    rows = [race.rows[OURS, phase] for phase in ("cold", "idle", "new")]
    (cold_met, cold_told), (idle_met, idle_told), (new_met, new_told) = (
        race.judged(COLD, race.cold),
        race.judged(IDLE, lambda who: race.feed(who, "idle")),
        race.judged(NEW, lambda who: race.feed(who, "new")),
    )
    memory = max(row["main"] + row["worker"] for row in rows)
    last, first = rows[2], rows[0]
    ours, peers = salvaged(race)
    peak = (max(row["main"] for row in rows), max(row["worker"] for row in rows))
    found = [
        Figure(
            "cold ingest, gate, match and store: CPU s / 1000 items", f"{cold:.3f}", f"at most {COLD}",
            race.beside(race.cold), cold_met,
            f"{cold_told}; {race.feeds} feeds of {race.items} items, {first['passed']} passed the gate and are not"
            " read here",
        ),
        Figure(
            "poll with nothing new: CPU ms a feed", f"{idle:.3f}", f"at most {IDLE}",
            race.beside(lambda peer: race.feed(peer, "idle")), idle_met, idle_told,
        ),
        Figure(
            "poll with one new item a feed: CPU ms a feed", f"{new:.2f}", f"at most {NEW}",
            race.beside(lambda peer: race.feed(peer, "new")), new_met,
            f"{new_told}; {last['read']} of {last['items']} items read in full,"
            f" {1000 * last['reading'] / race.feeds:.2f} ms a feed more; {last['stories']} stories,"
            f" {last['outbox']} messages in the outbox",
        ),
        Figure(
            "peak memory of that, MiB", f"{memory:.0f}", f"at most {MEMORY:.0f}",
            race.beside(lambda peer: max(race.rows[peer, p]["memory"] for p in ("cold", "idle", "new"))),
            memory <= MEMORY,
            f"main {peak[0]:.0f}, reading process {peak[1]:.0f}, each at its highest; 100,000 spellings and 10,000"
            " subscribers; without the encoder",
        ),
        Figure(
            f"items salvaged from {CUT} cut-off feeds", str(ours), "as many as feedparser", peers,
            ours >= int(peers.split()[1].rstrip(",")) if peers else None,
        ),
    ]  # fmt: skip
    late = Lag(*(max(row[name] for row in (*rows, *whole.values())) for name in ("blocked_usually", "blocked_longest")))
    found.append(beats.figure("while all feeds are polled, each phase for itself", late))
    if whole:
        row = whole["cold"]
        note = f"{row['feeds']:.0f} feeds, {row['read']} items read, {row['stories']} stories"
        found.append(
            Figure("cold ingest with pages and full reading: CPU s / 1000 items",
                   f"{1000 * row['cpu'] / row['items']:.2f}", note=note)
        )  # fmt: skip
    return tuple(found)


async def measure(options: argparse.Namespace) -> None:
    """Run everybody, and print the table."""
    with tempfile.TemporaryDirectory(prefix="hengkang-race-") as folder:
        async with world(SERVED * max(options.feeds, CUT) + 12, options.items) as port:
            race = Race(options.feeds, options.items, Path(folder), port, options.peers)
            whole: dict[str, Row] = {}
            for runner in (*(PEERS if options.peers else ()), OURS):
                await asyncio.to_thread(race.all, runner)
            if options.whole:
                race.show(0)
                count = min(options.whole, options.feeds - 1)
                whole["cold"] = await asyncio.to_thread(race.run, OURS, "cold", count, "--pages")
            found = await asyncio.to_thread(figures, race, whole)
            command = "python -m benchmarks.race" + (" --peers PYTHON" if options.peers else "")
            report(Found("race", command, found), options.out)


def main() -> None:
    """Race and print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--feeds", type=int, default=2000)
    given.add_argument("--items", type=int, default=30)
    given.add_argument("--whole", type=int, default=20, help="feeds of the run with pages and full reading; 0: none")
    given.add_argument("--peers", help="a Python that has aiohttp, feedparser, fastfeedparser and reader")
    add_option(given)
    asyncio.run(measure(given.parse_args()))


if __name__ == "__main__":
    main()
