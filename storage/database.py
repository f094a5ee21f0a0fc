"""The SQLite file: one writer, readers beside it, and nothing of another run in between.

What identifies what: a feed its address; an item any of its identities within its feed; a story and a move a number;
a watch the pair of chat and target; an update Telegram's number; a message its key. Every repeat meets one of these.

1. ``open`` takes a lock on ``<file>.lock`` for as long as the process lives, so that a second instance is refused.
2. ``write`` lets one task at a time onto the writing connection, inside BEGIN IMMEDIATE … COMMIT.
3. A task that is cancelled inside leaves no open transaction: the rollback is shielded, and the connection is handed on
   only after it. Cancelling an await does not cancel the SQL under it.
4. ``read`` hands out a reading connection with a snapshot of its own; readers do not wait for the writer.
5. ``write_whole`` and ``read_whole`` do the same for work that waits for nothing else, in one trip to the connection's
   thread in place of one a statement: what is done for each feed and each item. Cancelled, they end first.
6. What is committed is on the disk (``synchronous = FULL``): whatever is told to Telegram, or confirmed to it, after a
   commit outlasts a power cut. ``fault`` is the last thing that went wrong with the file or the disk.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from contextvars import copy_context
from pathlib import Path
from typing import IO

import aiosqlite

from storage.connection import Connection, Result, Row, Work, trip, whole
from storage.faults import Fault, StorageError, UnusableStoreError, explained, of_the_file
from storage.opening import BUSY_SECONDS, connect, identity, locked

__all__ = ["Connection", "Database", "Row"]
READERS = 5
SETTLING_MS = 200  # that a checkpoint waits for readers


class Database:
    """The store's connections; made by ``open``, ended by ``close``."""

    def __init__(self, path: Path, writer: aiosqlite.Connection | None, lock: IO[bytes] | None) -> None:
        self.path = path
        self._writer = writer
        self._lock = lock
        self._turn = asyncio.Lock()
        self._readers: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        self._opened: list[aiosqlite.Connection] = []
        self.unsettled = False  # something that was erased may stand in the write-ahead log still
        self.fault: Fault | None = None  # until whoever looks after it says that it is over
        self._opened_as = identity(path)

    @classmethod
    async def open(cls, path: Path, *, readonly: bool = False) -> "Database":
        """Open, lock and migrate the file, which is made where it is missing.

        ``readonly`` takes no lock and may stand beside a running instance. Raises StoreLockedError where another
        instance holds the file, StorageError where it is no database, is of a newer version or cannot be written.
        """
        if readonly:
            if not await asyncio.to_thread(path.exists):
                raise StorageError(f"{path}: no such store; run `hengkang run` or `hengkang poll` first")
            database = cls(path, None, None)
        else:
            lock = locked(path)
            try:
                database = cls(path, await connect(path, migrating=True), lock)
            except BaseException:
                lock.close()
                raise
        try:
            await database._open_readers()
        except BaseException:
            await database.close()
            raise
        return database

    async def _open_readers(self) -> None:
        for _ in range(READERS):
            reader = await connect(self.path, migrating=False)
            await reader.execute("PRAGMA query_only = ON")
            self._opened.append(reader)
            self._readers.put_nowait(reader)

    async def close(self) -> None:
        """Close every connection and give the file free; a second call does nothing."""
        for connection in (*self._opened, *((self._writer,) if self._writer else ())):
            await connection.close()
        self._opened, self._writer = [], None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    async def settle(self) -> bool:
        """Fold the write-ahead log into the file and empty it, so that what was erased stands in neither.

        False where a reader stood in the way: it is ``unsettled`` until a later call has done it. Costs what was
        written since the last one.
        """
        if self._writer is None:
            raise StorageError(f"{self.path}: opened for reading only")
        async with self._turn:
            try:
                await _finish(self._writer.execute(f"PRAGMA busy_timeout = {SETTLING_MS}"))
                rows = await self._writer.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.DatabaseError as error:
                raise self._noted(error) from error
            finally:
                await _finish(self._writer.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}"))
        self.unsettled = any(row[0] != 0 for row in rows)
        return not self.unsettled

    async def hurry(self) -> None:
        """From now on wait for a file that another program holds a moment only: this one is about to end."""
        if self._writer is not None:
            async with self._turn:
                await _finish(self._writer.execute(f"PRAGMA busy_timeout = {SETTLING_MS}"))

    async def __aenter__(self) -> "Database":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def in_place(self) -> bool:
        """Whether the path still leads to the file that was opened: one moved or replaced is written to unseen."""
        return identity(self.path) == self._opened_as

    async def probe(self) -> None:
        """Write the schema's number over itself: StorageError where it cannot be, as on a full disk."""
        async with self.write() as c:
            await c.run(f"PRAGMA user_version = {int(await c.value('PRAGMA user_version'))}")

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Connection]:
        """A transaction on the writing connection: committed at the end of the block, rolled back on any exception."""
        if self._writer is None:
            raise StorageError(f"{self.path}: opened for reading only")
        async with self._turn:
            writer = self._writer
            try:
                await _finish(writer.execute("BEGIN IMMEDIATE"))
                yield Connection(writer)
                await _finish(writer.commit())
            except BaseException as error:
                await _finish(_rolled_back(writer))
                if of_the_file(error):
                    raise self._noted(error) from error
                raise

    async def write_whole(self, work: Work[Result]) -> Result:
        """``work``'s result, done in a transaction on the writing connection; it awaits its statements alone."""
        if self._writer is None:
            raise StorageError(f"{self.path}: opened for reading only")
        async with self._turn:
            try:
                # In the caller's context, so that what is logged inside says about whom.
                here = copy_context().run
                return await _finish(trip(self._writer, here, whole, self._writer._conn, "BEGIN IMMEDIATE", work))
            except sqlite3.DatabaseError as error:
                if of_the_file(error):
                    raise self._noted(error) from error
                raise

    async def read_whole(self, work: Work[Result]) -> Result:
        """``work``'s result, of a snapshot; it awaits its statements alone."""
        reader = await self._readers.get()
        try:
            return await _finish(trip(reader, whole, reader._conn, "BEGIN", work))
        except sqlite3.DatabaseError as error:
            if of_the_file(error):
                raise self._noted(error) from error
            raise
        finally:
            self._readers.put_nowait(reader)

    def _noted(self, error: sqlite3.DatabaseError) -> StorageError:
        """An error of the file, explained and kept as the fault at hand."""
        told, now = explained(self.path, error), time.monotonic()
        if not isinstance(told, UnusableStoreError):
            return told
        since = now if self.fault is None else self.fault.since
        self.fault = Fault(told, since, now)
        return told

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """A snapshot to read from."""
        reader = await self._readers.get()
        try:
            await _finish(reader.execute("BEGIN"))
            yield Connection(reader)
        except sqlite3.DatabaseError as error:
            if of_the_file(error):
                raise self._noted(error) from error
            raise
        finally:
            # Whatever interrupts the rollback, the connection goes back: a few lost ones would leave no reader.
            try:
                await _finish(_rolled_back(reader))
            finally:
                self._readers.put_nowait(reader)


async def _rolled_back(connection: aiosqlite.Connection) -> None:
    """End the transaction. On a failing disk the rollback's own error tells less than the one that led to it."""
    with suppress(sqlite3.OperationalError):
        await connection.rollback()


async def _finish(step: Awaitable[Result]) -> Result:
    """Await a step to its end even when the task is cancelled meanwhile, then let the cancellation through."""
    task = asyncio.ensure_future(step)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise
