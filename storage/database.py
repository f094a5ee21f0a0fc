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
import fcntl
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager, suppress
from contextvars import copy_context
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Literal, TypeGuard

import aiosqlite

from feeds.model import UnstoredError
from storage.connection import Connection, Result, Row, Work, trip, whole
from storage.migrate import OtherSchemaError, check, migrate

__all__ = ["Connection", "Database", "Row"]

READERS = 5
BUSY_SECONDS = 10.0
LOOKED_AT_SECONDS = 0.5  # for which a lock that is held may be that of somebody who only looks whether it is
SETTLING_MS = 200  # that a checkpoint waits for readers
# secure_delete: what is erased is overwritten, not only unlinked.
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "temp_store = MEMORY", "secure_delete = ON")


FaultKind = Literal["full", "readonly", "foreign", "damaged", "locked", "failing", "other"]


class StorageError(Exception):
    """The store cannot be used; the text says why and what to do."""

    def __init__(self, told: str, kind: FaultKind = "other") -> None:
        super().__init__(told)
        self.kind = kind


class UnusableStoreError(StorageError, UnstoredError):
    """The file or the disk is at fault, not what was asked of it: the same will do later."""


@dataclass(slots=True)
class Fault:
    """Something is wrong with the file or the disk; moments are of ``time.monotonic``."""

    error: StorageError
    since: float
    last: float


class StoreLockedError(StorageError):
    """Another instance runs on the same file."""


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
        self._opened_as = _identity(path)

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
                database = cls(path, await _connect(path, migrating=True), lock)
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
            reader = await _connect(self.path, migrating=False)
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
        return _identity(self.path) == self._opened_as

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


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


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


async def _connect(path: Path, *, migrating: bool) -> aiosqlite.Connection:
    try:
        # Made here, since SQLite would let everybody on the machine read it: its log gets the same rights.
        if migrating and not await asyncio.to_thread(path.exists):
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
            await asyncio.to_thread(_name_kept, path.parent)
        # First without aiosqlite, whose thread outlives a connection that fails and then trips over the closed loop.
        await asyncio.to_thread(lambda: sqlite3.connect(path).close())
        connection = await aiosqlite.connect(path, isolation_level=None, timeout=BUSY_SECONDS)
    except (sqlite3.OperationalError, OSError) as error:
        raise StorageError(f"{path}: {error}; check that the folder exists and can be written") from error
    connection.row_factory = sqlite3.Row
    try:
        for pragma in PRAGMAS:
            await connection.execute(f"PRAGMA {pragma}")
        await (migrate if migrating else check)(connection)
    except OtherSchemaError as error:
        await connection.close()
        raise StorageError(f"{path}: {error}") from error
    except sqlite3.DatabaseError as error:
        await connection.close()
        raise explained(path, error) from error
    except BaseException:
        await connection.close()
        raise
    return connection


def _name_kept(folder: Path) -> None:
    """Flush a folder, so that a new file's name outlasts a power cut, as what is written into it does."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def lock_of(path: Path) -> Path:
    """The file beside a store that says who uses it: one of the store itself, whatever links lead to it."""
    store = path.resolve()
    return store.with_name(store.name + ".lock")


def locked(path: Path) -> IO[bytes]:
    """Take the lock that says who uses a store; hold it open. StoreLockedError where another program holds it."""
    try:
        lock_of(path).parent.mkdir(parents=True, exist_ok=True)
        lock = lock_of(path).open("a+b", buffering=0)
    except OSError as error:
        raise StorageError(f"{path}: {error.strerror}; choose a folder that can be written (storage.path)") from error
    if not _taken(lock):
        lock.seek(0)
        holder = lock.read().decode("utf-8", "replace").strip() or "unknown"
        lock.close()
        raise StoreLockedError(
            f"{path} is in use by another Hengkang (process {holder}):"
            " stop that one, or give this one a file of its own"
        )
    with suppress(OSError):  # on a full disk the lock holds all the same, and what follows says so
        lock.truncate(0)
        lock.write(str(os.getpid()).encode())
    return lock


def _taken(lock: IO[bytes]) -> bool:
    """Take a lock; for a moment it may be somebody's who only looks (``hengkang check``)."""
    end = time.monotonic() + LOOKED_AT_SECONDS
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                return False
            time.sleep(LOOKED_AT_SECONDS / 20)
        else:
            return True


def of_the_file(error: BaseException) -> TypeGuard[sqlite3.DatabaseError]:
    """Whether an error tells of the file or the disk, rather than of a statement's values."""
    return type(error) in (sqlite3.DatabaseError, sqlite3.OperationalError)


ADVICE: dict[FaultKind, tuple[str, str]] = {  # what SQLite says, and what to do
    "full": ("full", "the disk is full; free some space, nothing stored is lost"),
    "readonly": ("readonly", "the file cannot be written; check its owner and rights, and that its disk is writable"),
    "foreign": ("not a database", "this is no Hengkang store; give storage.path another name"),
    "damaged": ("malformed", "the file is damaged; restore a backup"),
    "locked": ("locked", "another program holds the file; close it"),
    "failing": ("I/O", "the disk is full or failing; `df` and the system's log say which"),
}


def explained(path: Path, error: sqlite3.Error) -> StorageError:
    """An error of SQLite as one that says what to do."""
    text = str(error)
    kind = next((kind for kind, (word, _) in ADVICE.items() if word in text), None)
    if kind is None:
        return StorageError(f"{path}: {text}: see the log")
    return UnusableStoreError(f"{path}: {text}: {ADVICE[kind][1]}", kind)


def stamp(moment: datetime) -> str:
    """A moment as the store writes it."""
    # A twentieth of the time that strftime and strptime take, many times an item.
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:-6]


def moment(text: str) -> datetime:
    """A stored moment."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def maybe_stamp(at: datetime | None) -> str | None:
    """A moment that may be missing, as the store writes it."""
    return stamp(at) if at else None


def maybe_moment(text: str | None) -> datetime | None:
    """A stored moment that may be missing."""
    return moment(text) if text else None
