"""A copy of the whole store in one file, made while a bot writes to it; and a store put back from such a file.

1. The copy is made some pages at a time inside one read transaction, so it is the store of one moment, the writer waits
   for nothing, and the copying never begins anew because of what is written meanwhile. Only the write-ahead log cannot
   be emptied until it is done.
2. It is written under a temporary name in its own folder, with rights for its owner alone, then checked as a whole,
   flushed to the disk, and only then given its name. Whatever ends the program before leaves no file of that name.
3. To put a store back takes the lock that a running bot holds. The file is copied and checked in the same way first;
   the old store is linked aside before the new one takes its place in one step.
"""

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from storage.condition import BACKED_UP
from storage.faults import StorageError, explained
from storage.migrate import steps
from storage.moments import stamp
from storage.opening import lock_of, locked

Progress = Callable[[str, float], None]  # what is being done, and the part of it that is done, 0..1

PAGES = 256  # a step: one MiB with SQLite's usual pages
MARGIN = 16 * 1024 * 1024  # bytes that must stay free on the disk
BUSY_SECONDS = 10.0
STALE = 3600.0  # seconds after which a temporary file is what a killed backup has left
NAME = re.compile(r"hengkang-\d{8}T\d{6}Z\.db")
PART = re.compile(r"\..+\.\d+\.part(-wal|-shm|-journal)?")
# Tables that every version of the store has had.
OWN_TABLES = frozenset({"meta", "feeds", "items", "stories", "moves", "subscribers", "watches", "inbox", "outbox"})
HEADER = b"SQLite format 3\x00"
MOST_FAULTS = 3
NOTE = "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value"


@dataclass(frozen=True, slots=True)
class Copied:
    """A file that was written; ``dangling`` counts rows that refer to a row which is not there."""

    path: Path
    bytes: int
    schema: int
    dangling: int
    aside: Path | None = None  # where the store that stood there is now
    noted: bool = True  # whether the store knows of its backup


def default_name(now: datetime) -> str:
    """The name of a backup: its moment in UTC, so that names sort as they were made."""
    return f"hengkang-{now:%Y%m%dT%H%M%SZ}.db"


def made_in(folder: Path) -> list[Path]:
    """The backups of a folder that have a default name, the newest first."""
    return sorted((p for p in folder.iterdir() if NAME.fullmatch(p.name) and p.is_file()), reverse=True)


def newest_schema() -> int:
    """The number of the schema that this program writes."""
    return steps()[-1][0]


def back_up(store: Path, target: Path, now: datetime, progress: Progress) -> Copied:
    """Copy a store, in use or not and of any schema, to a file that does not exist yet.

    Raises StorageError, with what to do, where there is no store, where it is damaged, and where the target exists or
    has no room; then no file of the target's name is left.
    """
    if not store.is_file():
        raise StorageError(f"{store}: no such store; `storage.path` in the configuration says where it is")
    if target.exists():
        raise StorageError(f"{target} exists already: choose another name, or name a folder")
    with _partial(target) as part:
        advice = "damaged; restore an older backup, and keep this file aside"
        copied = _copy(store, part, target, progress, advice, made=now)
        _placed(part, target)
    return replace(copied, noted=_noted(store, now))


def restore(source: Path, store: Path, now: datetime, progress: Progress, *, replacing: bool = False) -> Copied:
    """Make a backup the store; ``replacing`` moves aside the one that is there.

    Raises StorageError, with what to do, and leaves everything as it was: where a bot runs on the store
    (StoreLockedError), where there is one and it may not be replaced, where the file is damaged, cut off, no store of
    ours or of a newer schema, and where there is no room.
    """
    _recognised(source)
    if store.is_symlink():
        store = store.resolve()  # the link stays
    if store.exists() and source.samefile(store):
        raise StorageError(f"{source} is the store itself: name a backup of it")
    lock = locked(store)
    with closing(lock):
        _owned_like(store, lock_of(store))
        if store.exists() and not replacing:
            raise StorageError(
                f"{store} exists already: nothing was changed. Say --replace, which moves it aside and keeps it"
            )
        with _partial(store) as part:
            advice = "damaged or cut off; take another backup, nothing was changed"
            copied = _copy(source, part, store, progress, advice)
            if copied.schema > newest_schema():
                raise StorageError(
                    f"{source}: written by a newer Hengkang (schema {copied.schema}, this one knows {newest_schema()}):"
                    " update Hengkang first, nothing was changed"
                )
            aside = _aside(store, now)
            _placed(part, store)
    return Copied(store, copied.bytes, copied.schema, copied.dangling, aside)


def _noted(store: Path, now: datetime) -> bool:
    """Tell the store when it was backed up, for ``/health``; the backup is as good where that cannot be."""
    try:
        with closing(sqlite3.connect(f"{store.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS)) as c, c:
            c.execute(NOTE, (BACKED_UP, stamp(now)))
    except sqlite3.DatabaseError:
        return False
    return True


def _recognised(source: Path) -> None:
    """Raise StorageError unless a file begins as a store does."""
    try:
        with source.open("rb") as file:
            begun = file.read(len(HEADER))
    except OSError as error:
        raise StorageError(f"{source}: {error.strerror}; name a file that `hengkang backup` has written") from error
    if begun != HEADER:
        what = "empty" if not begun else "no Hengkang store"
        raise StorageError(f"{source}: {what}; name a file that `hengkang backup` has written. Nothing was changed")


def _copy(
    source: Path, part: Path, target: Path, progress: Progress, advice: str, *, made: datetime | None = None
) -> Copied:
    """The source's content in the temporary file, checked; ``made`` is the moment of a backup, which it then knows."""
    try:
        with closing(_opened(source, store=made is not None)) as old:
            if not _tables(old) >= OWN_TABLES:
                raise StorageError(f"{source}: no Hengkang store: `storage.path`, or a file of `hengkang backup`")
            old.execute("BEGIN")
            size = int(_value(old, "PRAGMA page_count")) * int(_value(old, "PRAGMA page_size"))
            _room(target.parent, size)
            with closing(sqlite3.connect(part, isolation_level=None)) as new:
                # Alone on the file it needs no shared memory, which disks far away do not have.
                for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = OFF", "synchronous = OFF"):
                    new.execute(f"PRAGMA {pragma}")
                old.backup(new, pages=PAGES, progress=_counted(progress))
                if made is not None:
                    new.execute(NOTE, (BACKED_UP, stamp(made)))
                new.execute("PRAGMA journal_mode = DELETE")  # one file: no log beside it
        progress("checking", 0.0)
        schema, dangling = _checked(part, source, advice)
    except sqlite3.DatabaseError as error:
        told = str(error)
        if "malformed" in told or "not a database" in told:
            raise StorageError(f"{source}: {told}: {advice}") from error
        raise StorageError(f"copying to {target}: {explained(source, error)}") from error
    return Copied(target, part.stat().st_size, schema, dangling)


def _opened(path: Path, *, store: bool) -> sqlite3.Connection:
    """A connection that only reads: a store beside whoever writes to it, or a backup, to which nobody writes."""
    alone = not store and not path.with_name(path.name + "-wal").exists()
    query = "mode=rw" if store else "immutable=1" if alone else "mode=ro"
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{query}", uri=True, timeout=BUSY_SECONDS)
    connection.isolation_level = None
    connection.execute("PRAGMA query_only = ON")
    return connection


def _counted(progress: Progress) -> Callable[[int, int, int], None]:
    def told(_: int, remaining: int, total: int) -> None:
        progress("copying", 1 - remaining / max(1, total))

    return told


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _value(connection: sqlite3.Connection, sql: str) -> int:
    return int(connection.execute(sql).fetchone()[0])


def _checked(part: Path, source: Path, advice: str) -> tuple[int, int]:
    """The schema and the dangling references of a copy; StorageError where it is not sound."""
    with closing(sqlite3.connect(f"{part.absolute().as_uri()}?immutable=1", uri=True)) as c:
        faults = [str(row[0]) for row in c.execute(f"PRAGMA integrity_check({MOST_FAULTS})")]
        if faults != ["ok"]:
            raise StorageError(f"{source}: {'; '.join(faults)}: {advice}")
        return _value(c, "PRAGMA user_version"), sum(1 for _ in c.execute("PRAGMA foreign_key_check"))


def _room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size + MARGIN:
        raise StorageError(
            f"{folder}: {_mb(size + MARGIN)} MB are needed and {_mb(free)} MB are free: free some space"
            " (older backups?), or name a folder on another disk. Nothing was written"
        )


def _mb(size: int) -> str:
    return f"{size / 1e6:,.0f}"


@contextmanager
def _partial(target: Path) -> Iterator[Path]:
    """A new temporary file beside the target, gone at the end unless it was given the target's name."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        _swept(part)
    except OSError as error:
        raise StorageError(f"{target.parent}: {error.strerror}; name a folder that can be written") from error
    try:
        yield part
    finally:
        for left in (part, *(part.with_name(part.name + end) for end in ("-wal", "-shm", "-journal"))):
            left.unlink(missing_ok=True)


def _swept(part: Path) -> None:
    """Remove what backups that were killed have left in the folder: it was last written to long before our own."""
    now = part.stat().st_mtime
    for left in part.parent.glob(".*.part*"):
        with suppress(OSError):
            if PART.fullmatch(left.name) and now - left.stat().st_mtime > STALE:
                left.unlink()


def _placed(part: Path, target: Path) -> None:
    """Flush the temporary file, then give it its name in one step, and flush the name."""
    _owned_like(target, part)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _owned_like(target: Path, file: Path) -> None:
    """What root writes belongs to whom the target belongs, or its folder: the bot's own user must be able to use it."""
    if os.geteuid() == 0:
        owner = (target if target.exists() else target.parent).stat()
        os.chown(file, owner.st_uid, owner.st_gid)


def _aside(store: Path, now: datetime) -> Path | None:
    """The store under a name of its own beside the old one, whole; None where there is none.

    Its log is folded in first, or goes along: a log that stayed would be taken for the new store's.
    """
    aside = store.with_name(f"{store.name}.replaced-{now:%Y%m%dT%H%M%SZ}")
    log, shared = (store.with_name(store.name + end) for end in ("-wal", "-shm"))
    with (
        suppress(sqlite3.DatabaseError),
        closing(sqlite3.connect(f"{store.absolute().as_uri()}?mode=rw", uri=True)) as c,
    ):
        c.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    found = store.exists()
    if found:
        try:
            aside.hardlink_to(store)
        except OSError:  # a disk without links
            store.rename(aside)
    if log.exists():
        log.rename(aside.with_name(aside.name + "-wal"))
    shared.unlink(missing_ok=True)
    return aside if found else None
