"""One writer, readers beside it, and what is said when a file cannot be used."""

import asyncio
import os
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from storage.database import Database
from storage.faults import StorageError, StoreLockedError
from storage.migrate import steps

PUT = "INSERT INTO meta (name, value) VALUES (?, ?)"
COUNT = "SELECT COUNT(*) FROM meta WHERE name <> 'watched_version'"
WHILE = 60.0  # seconds after which a test gives up waiting; none waits that long where the code is right


async def counted(db: Database) -> int:
    async with db.read() as c:
        return int(await c.value(COUNT))


async def test_a_transaction_is_kept_whole_or_not_at_all(db: Database) -> None:
    async with db.write() as c:
        await c.run(PUT, ("a", "1"))
    with pytest.raises(RuntimeError, match="in the middle"):
        async with db.write() as c:
            await c.run(PUT, ("b", "2"))
            raise RuntimeError("in the middle")
    async with db.read() as c:
        rows = await c.all("SELECT name FROM meta ORDER BY name")
    assert [r["name"] for r in rows] == ["a", "watched_version"]


async def test_a_violated_rule_of_the_schema_is_raised_as_it_is(db: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        async with db.write() as c:
            await c.many(PUT, [("a", "1"), ("a", "2")])
    assert await counted(db) == 0


async def test_writers_take_turns_and_none_loses_an_update(db: Database) -> None:
    inside = 0

    async def add_one() -> None:
        nonlocal inside
        async with db.write() as c:
            inside += 1
            assert inside == 1
            value = int(await c.value("SELECT value FROM meta WHERE name = 'watched_version'"))
            await asyncio.sleep(0)
            await c.run("UPDATE meta SET value = ? WHERE name = 'watched_version'", (value + 1,))
            inside -= 1

    await asyncio.gather(*(add_one() for _ in range(20)))
    async with db.read() as c:
        assert await c.value("SELECT value FROM meta WHERE name = 'watched_version'") == "21"


async def test_a_reader_does_not_wait_for_the_writer_and_keeps_its_snapshot(db: Database) -> None:
    async with asyncio.timeout(WHILE), db.read() as early:
        assert await early.value(COUNT) == 0
        async with db.write() as c:
            await c.run(PUT, ("a", "1"))
            async with db.read() as beside:
                assert await beside.value(COUNT) == 0
        assert await early.value(COUNT) == 0
    assert await counted(db) == 1


async def test_a_reader_cannot_write(db: Database) -> None:
    with pytest.raises(StorageError, match="readonly"):
        async with db.read() as c:
            await c.run(PUT, ("a", "1"))
    assert await counted(db) == 0


async def at_statement(db: Database, reached: asyncio.Event) -> None:
    async with db.write() as c:
        await c.run(PUT, ("a", "1"))
        reached.set()
        for n in range(10_000):
            await c.run(PUT, (f"n{n}", "1"))


async def at_many(db: Database, reached: asyncio.Event) -> None:
    async with db.write() as c:
        await c.run(PUT, ("a", "1"))
        reached.set()
        await c.many(PUT, [(f"n{n}", "1") for n in range(20_000)])


async def at_query(db: Database, reached: asyncio.Event) -> None:
    async with db.write() as c:
        await c.run(PUT, ("a", "1"))
        reached.set()
        await c.all(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) SELECT SUM(i) FROM n"
        )
        await asyncio.Event().wait()


async def at_other_work(db: Database, reached: asyncio.Event) -> None:
    async with db.write() as c:
        await c.run(PUT, ("a", "1"))
        reached.set()
        await asyncio.Event().wait()


async def in_the_queue(db: Database, reached: asyncio.Event) -> None:
    reached.set()
    async with db.write() as c:
        await c.run(PUT, ("a", "1"))
        await asyncio.Event().wait()


@pytest.mark.parametrize("place", [at_statement, at_many, at_query, at_other_work, in_the_queue])
async def test_a_task_cancelled_inside_leaves_no_open_transaction(
    db: Database, place: Callable[[Database, asyncio.Event], Awaitable[None]]
) -> None:
    reached = asyncio.Event()
    task = asyncio.ensure_future(place(db, reached))
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(WHILE), db.write() as c:
        assert await c.value(COUNT) == 0
        await c.run(PUT, ("next", "1"))
    assert await counted(db) == 1


async def test_a_writer_cancelled_at_any_turn_of_the_loop_keeps_all_or_nothing(db: Database) -> None:
    async def write() -> None:
        async with db.write() as c:
            await c.run("DELETE FROM meta WHERE name IN ('a', 'b')")
            await c.run(PUT, ("a", "1"))
            await c.run(PUT, ("b", "1"))

    for turns in range(30):
        await cancelled_after(write(), turns)
        async with asyncio.timeout(WHILE), db.write() as c:
            assert await c.value(COUNT) in (0, 2)
            await c.run("DELETE FROM meta WHERE name IN ('a', 'b')")


async def test_readers_cancelled_at_any_turn_of_the_loop_are_not_lost(db: Database) -> None:
    async def read() -> None:
        async with db.read() as c:
            await c.value(COUNT)

    for turns in range(60):
        await cancelled_after(read(), turns)
    async with asyncio.timeout(WHILE), db.read() as one, db.read() as two, db.read() as three:
        assert [await c.value(COUNT) for c in (one, two, three)] == [0, 0, 0]


async def cancelled_after(work: Awaitable[None], turns: int) -> None:
    """Let a task run for so many turns of the loop, each of them long enough for a statement, then cancel it."""
    task = asyncio.ensure_future(work)
    for _ in range(turns):
        await asyncio.sleep(0.0002)
        if task.done():
            break
    task.cancel()
    await asyncio.wait([task])


async def test_cancelled_twice_the_rollback_still_comes_before_the_next_writer(db: Database) -> None:
    reached = asyncio.Event()
    task = asyncio.ensure_future(at_many(db, reached))
    await reached.wait()
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()
    async with asyncio.timeout(WHILE), db.write() as c:
        assert await c.value(COUNT) == 0
    await asyncio.wait([task])


async def test_a_second_instance_is_refused_and_told_which_process_holds_the_file(db: Database, path: Path) -> None:
    with pytest.raises(StoreLockedError, match=rf"in use by another Hengkang \(process {os.getpid()}\): stop that one"):
        await Database.open(path)
    async with await Database.open(path, readonly=True) as beside, beside.read() as c:
        assert await c.value(COUNT) == 0


async def test_a_file_given_free_can_be_opened_again(path: Path) -> None:
    for _ in range(2):
        database = await Database.open(path)
        assert await counted(database) == 0
        await database.close()
        await database.close()


async def test_a_failed_opening_gives_the_file_free(path: Path) -> None:
    make_garbage(path)
    with pytest.raises(StorageError):
        await Database.open(path)
    remove(path)
    async with await Database.open(path) as database:
        assert await counted(database) == 0


async def test_a_file_that_is_no_database_is_told(path: Path) -> None:
    make_garbage(path)
    for readonly in (False, True):
        with pytest.raises(StorageError, match=r"store\.db: .*no Hengkang store; give storage\.path another name"):
            await Database.open(path, readonly=readonly)
    assert is_garbage(path)


async def test_a_damaged_file_is_told_where_it_is_met(path: Path) -> None:
    async with await Database.open(path) as database, database.write() as c:
        await c.many(PUT, [(f"n{n}", "x" * 400) for n in range(500)])
    damage(path)
    with pytest.raises(StorageError, match="the file is damaged; restore a backup"):
        async with await Database.open(path) as database, database.read() as c:
            await c.all("SELECT * FROM meta")
    with pytest.raises(StorageError, match="the file is damaged; restore a backup"):
        async with await Database.open(path) as database, database.write() as c:
            await c.run("UPDATE meta SET value = 'y'")


async def test_a_file_of_a_newer_version_is_refused_unchanged(path: Path) -> None:
    async with await Database.open(path):
        pass
    newest = steps()[-1][0]
    set_version(path, newest + 1)
    for readonly in (False, True):
        with pytest.raises(StorageError, match=rf"written by a newer Hengkang \(schema {newest + 1}"):
            await Database.open(path, readonly=readonly)


async def test_an_older_file_may_not_be_read_before_it_is_brought_up(path: Path) -> None:
    set_version(path, 0)
    with pytest.raises(StorageError, match=r"written by an older Hengkang.*run `hengkang run` once"):
        await Database.open(path, readonly=True)


GARBAGE = b"by no means a database, but long enough to be looked at " * 20


def make_garbage(path: Path) -> None:
    path.write_bytes(GARBAGE)


def is_garbage(path: Path) -> bool:
    return path.read_bytes() == GARBAGE


def remove(path: Path) -> None:
    path.unlink()


def damage(path: Path) -> None:
    """Overwrite everything after the first two pages."""
    data = bytearray(path.read_bytes())
    data[8192:] = b"\xff" * (len(data) - 8192)
    path.write_bytes(data)


def set_version(path: Path, version: int) -> None:
    raw = sqlite3.connect(path)
    raw.execute(f"PRAGMA user_version = {version}")
    raw.close()


async def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file where a folder should be")
    with pytest.raises(StorageError, match=r"choose a folder that can be written \(storage\.path\)"):
        await Database.open(tmp_path / "file" / "store.db")
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(StorageError, match="check that the folder exists and can be written"):
        await Database.open(tmp_path / "folder.db")


async def test_folders_on_the_way_are_made(tmp_path: Path) -> None:
    async with await Database.open(tmp_path / "one" / "two" / "store.db") as database:
        assert await counted(database) == 0


async def test_a_store_opened_for_reading_must_be_there_and_is_not_written(path: Path) -> None:
    with pytest.raises(StorageError, match="no such store; run `hengkang run`"):
        await Database.open(path, readonly=True)
    async with await Database.open(path):
        pass
    async with await Database.open(path, readonly=True) as database:
        with pytest.raises(StorageError, match="opened for reading only"):
            async with database.write():
                pass


def modes(folder: Path) -> dict[str, int]:
    return {p.name: p.stat().st_mode & 0o777 for p in folder.iterdir() if not p.name.endswith(".lock")}


async def test_a_new_store_and_its_log_are_for_their_owner_alone(tmp_path: Path) -> None:
    async with await Database.open(tmp_path / "new.db") as db, db.write() as c:
        await c.run(PUT, ("a", "b"))
        found = await asyncio.to_thread(modes, tmp_path)
    assert found == dict.fromkeys(("new.db", "new.db-wal", "new.db-shm"), 0o600)
