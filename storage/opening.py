"""A store's file is taken: a lock that keeps a second instance out, and connections to it."""

import asyncio
import fcntl
import os
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import IO

import aiosqlite

from storage.faults import StorageError, StoreLockedError, explained
from storage.migrate import OtherSchemaError, check, migrate

BUSY_SECONDS = 10.0
LOOKED_AT_SECONDS = 0.5  # for which a lock that is held may be that of somebody who only looks whether it is

# secure_delete: what is erased is overwritten, not only unlinked.
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "temp_store = MEMORY", "secure_delete = ON")
READING = ("cache_size = -1000",)  # KiB; half of what is usual, since several read the same file


def identity(path: Path) -> tuple[int, int] | None:
    """What tells a file from another under its name: device and inode; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


async def connect(path: Path, *, migrating: bool) -> aiosqlite.Connection:
    """A connection to the store, made and brought to this version's schema where ``migrating``; else looked at.

    Raises StorageError where the file is no store, is of a newer version or cannot be opened.
    """
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
        for pragma in PRAGMAS if migrating else (*PRAGMAS, *READING):
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
