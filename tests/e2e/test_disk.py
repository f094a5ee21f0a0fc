"""A full disk, a file that another program holds: told in plain words, nothing lost or twice, then on by itself."""

import asyncio
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SystemClock
from bot.patience import unlocked
from bot.simulator import Simulator
from storage.database import Database
from tests.e2e.chatting import START
from tests.e2e.outlets import Outlet, Piece
from tests.e2e.process import TOKEN, Child, configured
from tests.e2e.stage import stage

ADMINISTRATOR, READER, OTHER = 1, 2001, 2002
PATIENCE = 120.0
DISK = 24 * 1024 * 1024


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of its own of ``DISK`` bytes; skips where this user may mount none."""
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root can mount a disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path) -> Path:
    """Take all the room that a disk has left."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\x00" * 4096)
        except OSError:
            return filler


def piece(number: int, person: str) -> Piece:
    text = f"{person}, who led research at Quorvexa, has left Quorvexa and joined Bravik as chief scientist, it said."
    return Piece(f"p{number}", "Harbour", "en", f"{person} leaves Quorvexa for Bravik", text, datetime.now(UTC))


@dataclass
class World:
    """A bot as a process of its own, with what it reads and whom it talks to."""

    sim: Simulator
    outlet: Outlet
    child: Child
    store: Path

    def texts(self, user: int) -> list[str]:
        return [str(m.get("text", "")) for m in self.sim.from_bot(user)]

    async def until(self, user: int, told: str) -> None:
        await self.holds(lambda: any(told in text for text in self.texts(user)))

    async def holds(self, fulfilled: Callable[[], bool]) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        while not fulfilled():
            assert self.child.process is not None and self.child.process.returncode is None, self.child.log[-3000:]
            assert loop.time() < end, self.child.log[-3000:]
            await asyncio.sleep(0.05)

    def rows(self, sql: str) -> list[Any]:
        connection = sqlite3.connect(f"file:{self.store}?mode=ro", uri=True, timeout=60)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def nothing_waits(self) -> bool:
        return not self.rows(
            "SELECT 1 FROM outbox WHERE state IN ('pending', 'claimed', 'sending')"
            " UNION ALL SELECT 1 FROM inbox WHERE state <> 'done'"
        )


@asynccontextmanager
async def world(folder: Path, store: Path) -> AsyncIterator[World]:
    environment = {"HENGKANG_TOKEN": TOKEN, "HENGKANG_STORAGE__PATH": str(store)}
    async with AsyncExitStack() as stack:
        sim = await stack.enter_async_context(Simulator(token=TOKEN))
        outlet = await stack.enter_async_context(Outlet("Harbour", "rss", [], SystemClock()))
        child = await stack.enter_async_context(Child(configured(folder, sim.root, [outlet]), environment, fresh=False))
        one = World(sim, outlet, child, store)
        for user, text, answer in (
            (ADMINISTRATOR, "/start", "Hello"),
            (READER, "/watch Quorvexa", "Watching Quorvexa"),
            (OTHER, "/watch Quorvexa", "Watching Quorvexa"),
        ):
            sim.user(user, f"Reader {user}", "en")
            await sim.say(user, text)
            await one.until(user, answer)
        await one.holds(lambda: bool(one.rows("SELECT 1 FROM feeds WHERE fetched_once")))
        yield one


def told_once(one: World, title: str) -> None:
    for user in (READER, OTHER):
        assert sum(title in text for text in one.texts(user)) == 1, one.texts(user)


async def test_a_full_disk(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        async with world(tmp_path, disk / "hengkang.db") as one:
            filler = await asyncio.to_thread(fill, disk)
            one.outlet.pieces.append(piece(1, "Tara Qvist"))
            await one.sim.say(READER, "/settings")
            await one.sim.say(OTHER, "/watch Halmerion")
            await one.until(ADMINISTRATOR, "The disk is full. Free some space")
            lines = one.child.log.count("\n")
            filler.unlink()
            await one.until(OTHER, "Watching Halmerion")
            await one.until(READER, "Settings")
            await one.until(READER, "Tara Qvist leaves Quorvexa for Bravik")
            await one.until(OTHER, "Tara Qvist leaves Quorvexa for Bravik")
            await one.holds(one.nothing_waits)
            assert await one.child.stop() == 0
    told_once(one, "Tara Qvist leaves Quorvexa for Bravik")
    faults = [line for line in one.child.log.splitlines() if "store.fault" in line]
    assert faults and "the disk is full; free some space, nothing stored is lost" in faults[0]
    assert lines < 200, one.child.log
    assert "Traceback" not in one.child.log


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [20, 150])
async def test_another_program_holds_the_file(tmp_path: Path, seconds: float) -> None:
    async with world(tmp_path, tmp_path / "hengkang.db") as one:
        holder = sqlite3.connect(one.store, timeout=30, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        one.outlet.pieces.append(piece(1, "Tara Qvist"))
        await one.sim.say(READER, "/settings")
        used, began = cpu(one.child), time.monotonic()
        await asyncio.sleep(seconds)
        # A fault is one when a statement has waited for ten seconds, and lasts when another has: just about twenty.
        await one.until(ADMINISTRATOR, "Another program holds the file")
        held, busy = time.monotonic() - began, cpu(one.child) - used
        holder.execute("ROLLBACK")
        holder.close()
        await one.until(READER, "Settings")
        for user in (READER, OTHER):
            await one.until(user, "Tara Qvist leaves Quorvexa for Bravik")
        await one.until(ADMINISTRATOR, "I can store again")
        await one.holds(one.nothing_waits)
        told_once(one, "Tara Qvist leaves Quorvexa for Bravik")
        assert one.child.log.count("store.fault") <= 2 + held // 60
        print(f"\nlocked {held:.0f} s: {busy:.1f} s of processor, {len(one.child.log.splitlines())} lines of log")
        assert await one.child.stop() == 0


def cpu(child: Child) -> float:
    """Seconds of processor that a process has used."""
    assert child.process is not None
    fields = Path(f"/proc/{child.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_disk_that_can_only_be_read_is_told_at_the_start(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        shutil.copy(configured(tmp_path, "http://127.0.0.1:9", []), disk / "config.toml")
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        ended = subprocess.run(
            [sys.executable, "-c", "from bot.cli import main; main()", "--config", str(disk / "config.toml"), "run"],
            capture_output=True, text=True, check=False, env={**os.environ, "HENGKANG_TOKEN": TOKEN}, cwd=disk,
        )  # fmt: skip
    assert ended.returncode == 1
    assert "Read-only file system; choose a folder that can be written (storage.path)" in ended.stderr
    assert "Traceback" not in ended.stderr


async def test_a_start_waits_for_a_store_that_another_program_holds(tmp_path: Path) -> None:
    store = tmp_path / "hengkang.db"
    await (await Database.open(store)).close()
    holder = sqlite3.connect(store, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    tries: list[bool] = []

    async def begin() -> int:
        tries.append(holder.in_transaction)
        async with await Database.open(store) as db:
            await db.hurry()
            async with db.write() as c:
                return int(await c.value("SELECT COUNT(*) FROM feeds"))

    freed = asyncio.get_running_loop().call_later(1.0, holder.rollback)
    assert await unlocked(begin) == 0
    assert tries[0] and len(tries) > 1
    freed.cancel()
    holder.close()


async def test_a_store_that_is_moved_while_the_bot_runs_is_told_at_once(tmp_path: Path) -> None:
    async with stage(tmp_path, (), START) as one:
        await one.say(ADMINISTRATOR, "/start")
        store = tmp_path / "hengkang.db"
        store.rename(tmp_path / "elsewhere.db")
        told = "The file of my store was moved, replaced or removed while I run."
        await one.sim.wait_for(lambda: any(told in m["text"] for m in one.messages(ADMINISTRATOR)), PATIENCE)
        (tmp_path / "elsewhere.db").rename(store)
        await one.say(ADMINISTRATOR, "/privacy")
        assert sum(told in m["text"] for m in one.messages(ADMINISTRATOR)) == 1
