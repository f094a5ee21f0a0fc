"""A look at the store from outside for ``hengkang check``: nothing is made or migrated, and a bot may run on it."""

import fcntl
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from storage.condition import BACKED_UP
from storage.faults import StorageError, explained
from storage.migrate import steps
from storage.moments import maybe_moment
from storage.opening import lock_of

BUSY_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a store is and holds; ``added`` are the addresses of feeds that the chat has added."""

    schema: int
    newest: int  # the schema that this program writes
    bytes: int
    fault: str | None = None  # what SQLite's quick check found
    feeds: int = 0
    items: int = 0
    since: datetime | None = None  # the oldest article
    backed_up: datetime | None = None
    added: tuple[str, ...] = ()


def holder(path: Path) -> str | None:
    """The number of the process that runs on a store; None where nobody does, or where that cannot be seen."""
    try:
        with lock_of(path).open(encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return lock.read().strip() or "unknown"
    except OSError:
        pass
    return None


def inspected(path: Path) -> Inspected | None:
    """Look at a store; None where there is none yet. Raises StorageError where it cannot be read."""
    if not path.exists():
        return None
    if not os.access(path, os.R_OK | os.W_OK):
        raise StorageError(f"{path}: cannot be read and written; check its owner and rights")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS)) as c:
            c.execute("PRAGMA query_only = ON")
            return _found(c, path)
    except sqlite3.DatabaseError as error:
        raise explained(path, error) from error


def _found(c: sqlite3.Connection, path: Path) -> Inspected:
    schema, newest = int(_value(c, "PRAGMA user_version") or 0), steps()[-1][0]
    size = sum(p.stat().st_size for p in (path, path.with_name(path.name + "-wal")) if p.exists())
    if not 0 < schema <= newest:
        return Inspected(schema, newest, size)
    fault = _value(c, "PRAGMA quick_check(1)")
    return Inspected(
        schema,
        newest,
        size,
        None if fault == "ok" else str(fault),
        int(_value(c, "SELECT COUNT(*) FROM feeds") or 0),
        int(_value(c, "SELECT COUNT(*) FROM items") or 0),
        maybe_moment(_text(_value(c, "SELECT MIN(fetched_at) FROM items"))),
        maybe_moment(_text(_value(c, "SELECT value FROM meta WHERE name = ?", BACKED_UP))),
        tuple(str(r[0]) for r in c.execute("SELECT url FROM feeds WHERE origin <> 'file' AND state = 'active'")),
    )


def states(path: Path, chats: Sequence[int]) -> dict[int, str]:
    """Of each chat that a store knows its state: active, stopped or blocked. Empty where the store cannot be read."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS)) as c:
            c.execute("PRAGMA query_only = ON")
            found = ((n, _value(c, "SELECT state FROM subscribers WHERE chat_id = ?", n)) for n in chats)
            return {n: str(state) for n, state in found if state is not None}
    except sqlite3.DatabaseError:
        return {}


def _value(c: sqlite3.Connection, sql: str, *values: object) -> Any:
    row = c.execute(sql, values).fetchone()
    return row[0] if row else None


def _text(value: object) -> str | None:
    return str(value) if value is not None else None
