"""Works that are committed together, each as if it were alone."""

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from storage.connection import Work
from storage.database import Connection, Database
from storage.faults import UnusableStoreError
from storage.together import Together

PUT = "INSERT INTO meta (name, value) VALUES (?, ?)"


def put(name: str, fails: type[Exception] | None = None) -> Work[str]:
    async def work(c: Connection) -> str:
        await c.run(PUT, (name, "1"))
        if fails is not None:
            raise fails(name)
        return name

    return work


async def names(db: Database) -> list[str]:
    async with db.read() as c:
        rows = await c.all("SELECT name FROM meta WHERE name <> 'watched_version' ORDER BY rowid")
    return [row["name"] for row in rows]


def commits(db: Database, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was written whole, as it comes."""
    seen: list[Any] = []
    write_whole: Callable[[Any], Any] = db.write_whole

    async def counted(work: Any) -> Any:
        seen.append(work)
        return await write_whole(work)

    monkeypatch.setattr(db, "write_whole", counted)
    return seen


async def test_what_comes_meanwhile_is_committed_together_in_its_order(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen, together = commits(db, monkeypatch), Together(db)
    wanted = [f"n{number:02}" for number in range(40)]
    assert await asyncio.gather(*(together(put(name)) for name in wanted)) == wanted
    assert await names(db) == wanted
    assert len(seen) <= 2
    assert await together(put("later")) == "later"


async def test_one_that_fails_undoes_only_its_own(db: Database) -> None:
    together = Together(db)
    works = [put("a"), put("b", RuntimeError), put("a"), put("c")]
    found = await asyncio.gather(*(together(work) for work in works), return_exceptions=True)
    assert [type(one) for one in found] == [str, RuntimeError, sqlite3.IntegrityError, str]
    assert await names(db) == ["a", "c"]
    with pytest.raises(ValueError, match="alone"):
        await together(put("alone", ValueError))
    assert await names(db) == ["a", "c"]


async def test_a_fault_of_the_file_fails_all_and_none_is_done(db: Database) -> None:
    async def broken(c: Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    together = Together(db)
    works: list[Work[Any]] = [put("a"), broken, put("b")]
    found = await asyncio.gather(*(together(work) for work in works), return_exceptions=True)
    assert [type(one) for one in found] == [UnusableStoreError] * 3
    assert await names(db) == []
    assert await together(put("a")) == "a"


async def test_nobody_waits_for_ever_where_no_transaction_can_begin(tmp_path: Path) -> None:
    async with await Database.open(tmp_path / "one.db") as db:
        other = sqlite3.connect(tmp_path / "one.db", isolation_level=None)
        assert db._writer is not None
        await db._writer.execute("PRAGMA busy_timeout = 20")
        other.execute("BEGIN IMMEDIATE")
        together = Together(db)
        found = await asyncio.gather(*(together(put(name)) for name in "ab"), return_exceptions=True)
        assert [type(one) for one in found] == [UnusableStoreError] * 2
        other.execute("ROLLBACK")
        other.close()
        assert await together(put("a")) == "a"


async def test_whoever_is_cancelled_before_has_done_nothing_and_after_everything(db: Database) -> None:
    together = Together(db)
    async with db.write() as c:
        waits = asyncio.create_task(together(put("never")))
        goes = asyncio.create_task(together(put("goes")))
        await asyncio.sleep(0)
        waits.cancel()
        await asyncio.wait([waits])
        await c.run(PUT, ("first", "1"))
    assert await goes == "goes"
    assert await names(db) == ["first", "goes"]

    begun = asyncio.Event()
    loop = asyncio.get_running_loop()

    async def slow(c: Connection) -> None:
        loop.call_soon_threadsafe(begun.set)
        await c.run(PUT, ("whole", "1"))

    task = asyncio.create_task(together(slow))
    await begun.wait()
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled()
    assert await names(db) == ["first", "goes", "whole"]
