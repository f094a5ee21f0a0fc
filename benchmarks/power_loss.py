"""A power cut at any byte: ``python -m benchmarks.power_loss --cuts N --out FOLDER``.

A bot runs as a process of its own and is busy. At moments drawn by chance it is stopped for an instant (SIGSTOP), and
what is on the disk is copied: the database and its write-ahead log. Each copy is then cut as a power cut may cut it,
without the shared memory's file, opened by the bot's own code, and judged:

- tail: the log ends at any byte, of a page or between two;
- torn: behind the last commit the log's frames come in another order, zeroed, or as rubbish, as blocks reach a disk;
- folded: of the pages of the log any part has been written into the database already, whole or half, as in the middle
  of a checkpoint, with the log whole beside it.

Sound is what passes integrity_check and foreign_key_check and keeps the bot's own rules (``INVARIANTS``). What is lost
at most is counted in transactions: every commit that stands whole before the cut must be there. With
``synchronous = FULL`` the disk has each before anybody is told of it, so a real cut strikes only behind the last.
"""

import asyncio
import random
import shutil
import signal
import sqlite3
import struct
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Figure, Found, add_option, report
from bot.clock import SystemClock
from bot.simulator import Simulator
from storage.database import Database
from storage.opening import PRAGMAS
from tests.e2e.outlets import Outlet, Piece
from tests.e2e.process import TOKEN, Child, configured

HEADER, FRAME = 32, 24  # bytes of the log's header and of a frame's
NAMES = ("Tara Qvist", "Milan Oyelaran", "Odette Brandvold", "Ravi Sastri", "Joana Mirova", "Pavel Tennant")
INVARIANTS = {
    "a message is sent that was never claimed": "SELECT COUNT(*) FROM outbox WHERE state = 'sent' AND attempts = 0",
    "a message is sent at no moment": "SELECT COUNT(*) FROM outbox WHERE state = 'sent' AND sent_at IS NULL",
    "a key stands twice": "SELECT COUNT(*) - COUNT(DISTINCT key) FROM outbox",
    "a command is done without its reply": (
        "SELECT COUNT(*) FROM inbox i WHERE i.state = 'done' AND i.chat_id > 0 AND NOT EXISTS"
        " (SELECT 1 FROM outbox o WHERE o.key = 'reply:' || i.update_id || ':0')"
    ),
    "an article is read without its story": (
        "SELECT COUNT(*) FROM items WHERE state = 'done' AND relation <> 'none' AND story_id IS NULL"
    ),
    "an alert has no story": (
        "SELECT COUNT(*) FROM outbox o WHERE o.kind = 'alert' AND NOT EXISTS"
        " (SELECT 1 FROM stories s WHERE s.id = o.story_id)"
    ),
    "a story has no article": (
        "SELECT COUNT(*) FROM stories s WHERE NOT EXISTS (SELECT 1 FROM items i WHERE i.story_id = s.id)"
    ),
}


@dataclass(frozen=True, slots=True)
class Copy:
    """What was on the disk at a moment."""

    database: bytes
    log: bytes

    @property
    def page(self) -> int:
        """The size of a page."""
        return int(struct.unpack(">I", self.log[8:12])[0])

    def frames(self) -> Iterator[tuple[int, int, bool]]:
        """The log's frames of this round: where each begins, its page, whether it ends a transaction."""
        salt, at = self.log[16:24], HEADER
        while at + FRAME + self.page <= len(self.log) and self.log[at + 8 : at + 16] == salt:
            page, committed = struct.unpack(">II", self.log[at : at + 8])
            yield at, page, committed > 0
            at += FRAME + self.page

    def commits(self, end: int | None = None) -> int:
        """How many transactions stand whole before a byte of the log."""
        end = len(self.log) if end is None else end
        return sum(last for at, _, last in self.frames() if at + FRAME + self.page <= end)

    def settled(self) -> int:
        """Where the last transaction of the log ends."""
        return max((at + FRAME + self.page for at, _, last in self.frames() if last), default=HEADER)


@dataclass(frozen=True, slots=True)
class Cut:
    """A copy as a power cut has left it, and the transactions of its log that must be there."""

    kind: str
    database: bytes
    log: bytes
    commits: int


def cuts(copy: Copy, rng: random.Random, number: int) -> Iterator[Cut]:
    """So many cuts, a third of each kind."""
    for n in range(number):
        yield (_tail, _torn, _folded)[n % 3](copy, rng)


def _tail(copy: Copy, rng: random.Random) -> Cut:
    end = rng.randrange(HEADER, len(copy.log) + 1)
    return Cut("tail", copy.database, copy.log[:end], copy.commits(end))


def _torn(copy: Copy, rng: random.Random) -> Cut:
    """The last whole transaction, too, may have been on its way: what is behind the one before is shuffled."""
    size = FRAME + copy.page
    ends = [at + size for at, _, last in copy.frames() if last]
    kept = ends[-2] if len(ends) > 1 else HEADER
    frames = [copy.log[at : at + size] for at in range(kept, len(copy.log) - size + 1, size)]
    if not frames:
        return Cut("torn", copy.database, copy.log, copy.commits())
    rng.shuffle(frames)
    for n in rng.sample(range(len(frames)), rng.randrange(len(frames) + 1)):
        how = rng.randrange(3)
        half = rng.randrange(size)
        frames[n] = (bytes(size), rng.randbytes(size), frames[n][:half] + bytes(size - half))[how]
    return Cut("torn", copy.database, copy.log[:kept] + b"".join(frames), copy.commits(kept))


def _folded(copy: Copy, rng: random.Random) -> Cut:
    """A checkpoint begins when the log is on the disk, and writes the newest form of each page that is committed."""
    settled = copy.settled()
    newest = {page: at + FRAME for at, page, _ in copy.frames() if at < settled}
    database = bytearray(copy.database)
    for page in rng.sample(sorted(newest), rng.randrange(len(newest) + 1)):
        begin, source = (page - 1) * copy.page, newest[page]
        size = rng.choice((copy.page, 512 * rng.randrange(1, copy.page // 512)))
        database.extend(bytes(max(0, begin + copy.page - len(database))))
        database[begin : begin + size] = copy.log[source : source + size]
    return Cut("folded", bytes(database), copy.log, copy.commits())


def judged(cut: Cut, folder: Path) -> list[str]:
    """What is wrong with a store after a power cut, once the bot's own code has opened it; empty where it is sound."""
    store = folder / "hengkang.db"
    for left in folder.glob("hengkang.db*"):
        left.unlink()
    store.write_bytes(cut.database)
    store.with_name("hengkang.db-wal").write_bytes(cut.log)
    wrong = []
    with closing(sqlite3.connect(store)) as c:
        c.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()
        recovered = c.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[1]
        whole = _frames_of(cut)
        if recovered < whole:
            wrong.append(f"{recovered} of {whole} frames that were committed are there")
    asyncio.run(_opened(store))
    with closing(sqlite3.connect(store)) as c:
        found = [str(row[0]) for row in c.execute("PRAGMA integrity_check")]
        wrong += [] if found == ["ok"] else found[:3]
        wrong += [f"dangling: {row[0]}" for row in c.execute("PRAGMA foreign_key_check").fetchmany(3)]
        for rule, sql in INVARIANTS.items():
            if number := c.execute(sql).fetchone()[0]:
                wrong.append(f"{rule}: {number}")
    return wrong


def _frames_of(cut: Cut) -> int:
    """The frames of the transactions that must be there."""
    done = number = 0
    for n, (_, _, last) in enumerate(Copy(cut.database, cut.log).frames(), 1):
        if done == cut.commits:
            break
        if last:
            done, number = done + 1, n
    return number


async def _opened(store: Path) -> None:
    async with await Database.open(store):
        pass


async def copies(folder: Path, number: int, readers: int, rng: random.Random) -> list[Copy]:
    """A busy bot's database and log, at so many moments."""
    users = range(3000, 3000 + readers)
    taken: list[Copy] = []
    async with AsyncExitStack() as stack:
        sim = await stack.enter_async_context(Simulator(token=TOKEN))
        outlet = await stack.enter_async_context(Outlet("Harbour", "rss", [], SystemClock()))
        child = await stack.enter_async_context(Child(configured(folder, sim.root, [outlet]), fresh=False))
        for user in users:
            sim.user(user, f"Reader {user}", "en")
            await sim.say(user, "/watch Quorvexa")
        async with asyncio.timeout(120):
            while not child.look("SELECT 1 FROM feeds WHERE fetched_once"):  # noqa: ASYNC110 - a file has no event
                await asyncio.sleep(0.02)
        while len(taken) < number:
            if len(outlet.pieces) < len(NAMES):
                outlet.pieces.append(_story(len(outlet.pieces)))
            await sim.say(rng.choice(users), rng.choice(("/settings", "/watches", "/latest", "/watch Bravik")))
            await asyncio.sleep(rng.uniform(0.0, 0.4))
            if (copy := _frozen(child)) is not None:
                taken.append(copy)
    return taken


def _story(number: int) -> Piece:
    name = NAMES[number]
    text = f"{name}, who led research at Quorvexa, has left Quorvexa and joined Bravik as chief scientist, it said."
    return Piece(f"s{number}", "Harbour", "en", f"{name} leaves Quorvexa for Bravik", text, datetime.now(UTC))


def _frozen(child: Child) -> Copy | None:
    """The files while the bot stands still; None where the log holds no transaction."""
    assert child.process is not None
    child.process.send_signal(signal.SIGSTOP)
    try:
        log = child.store.with_name("hengkang.db-wal")
        copy = Copy(child.store.read_bytes(), log.read_bytes() if log.exists() else b"")
    finally:
        child.process.send_signal(signal.SIGCONT)
    return copy if len(copy.log) > HEADER and copy.commits() else None


def measured(cut_at: int, moments: int, readers: int, seed: int) -> Found:
    """Copy, cut, open, judge."""
    rng = random.Random(seed)
    counted: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    with TemporaryDirectory(prefix="hengkang-power-") as name:
        folder = Path(name)
        taken = asyncio.run(copies(folder, moments, readers, rng))
        opened = folder / "cut"
        opened.mkdir()
        for n, copy in enumerate(taken):
            for cut in cuts(copy, rng, cut_at // moments + (n < cut_at % moments)):
                counted[cut.kind] += 1
                wrong.update(judged(cut, opened))
        shutil.rmtree(opened)
    return _found(cut_at, counted, wrong, taken)


def _found(asked: int, counted: Counter[str], wrong: Counter[str], taken: Sequence[Copy]) -> Found:
    number = sum(counted.values())
    size = sum(len(copy.log) + len(copy.database) for copy in taken)
    kinds = ", ".join(f"{n} {kind}" for kind, n in sorted(counted.items()))
    told = f"{number} ({kinds})"
    sound = f"{number - sum(wrong.values())} of {number}" if wrong else f"all {number}"
    figures = (
        Figure("power cuts of a busy bot's database and log", told, note=f"{len(taken)} moments, {size / 1e6:.0f} MB"),
        Figure("opened by the bot's own code, whole and by its rules", sound, f"all {number}", met=not wrong),
        Figure(
            "lost at most", "the transaction that the cut strikes", "nothing that was confirmed", met=not wrong,
            note=next(p for p in PRAGMAS if p.startswith("synchronous")),
        ),
    )  # fmt: skip
    return Found(
        "power_loss",
        f"python -m benchmarks.power_loss --cuts {asked}",
        figures,
        tuple(f"{what}: {n}" for what, n in wrong.most_common()),
    )


def main() -> None:
    """Measure and print."""
    parser = ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cuts", type=int, default=600)
    parser.add_argument("--moments", type=int, default=12, help="at which the files are copied")
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--seed", type=int, default=6)
    add_option(parser)
    given = parser.parse_args()
    report(measured(given.cuts, given.moments, given.readers, given.seed), given.out)


if __name__ == "__main__":
    main()
