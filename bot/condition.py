"""How the machine and the bot are: gathered in one place for ``/health``, ``hengkang check`` and the metrics.

gather (store, files, /proc, the run's vitals) -> Condition -> judged, pure -> what is well and what is not
"""

import asyncio
import shutil
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from feeds.ports import Clock
from storage.condition import Stored, stored
from storage.database import Database

Part = Literal[
    "version", "store", "disk", "memory", "loop", "outbox", "inbox", "items", "feeds", "alert", "pauses", "clock",
    "backup",
]  # fmt: skip

MEGABYTE = 1_000_000
LAG_KEPT = timedelta(minutes=10)
PULSE = 0.1  # seconds that a pulse sleeps; what is more was the loop's

# From where on something is not well.
WAL_LIMIT = 256 * MEGABYTE
DISK_LIMIT = 500 * MEGABYTE
MEMORY_LIMIT = 64 * MEGABYTE
LAG_LIMIT = 2.0  # seconds
SENT_LATE = timedelta(minutes=10)  # ten thousand chats take six at Telegram's pace
ANSWERED_LATE = timedelta(minutes=2)
READ_LATE = timedelta(minutes=15)
FEEDS_LATE = timedelta(hours=4)  # no feed has answered; the longest interval is three
FAILING_SHARE = 0.2
CLOCK_LIMIT = timedelta(seconds=5)  # Telegram's dates are whole seconds, and an answer takes a while
BACKUP_LATE = timedelta(days=8)


@dataclass(slots=True)
class Vitals:
    """What only the running process knows; the parts note it as they go."""

    started: datetime | None = None
    ahead: timedelta | None = None  # of our clock before Telegram's, by the last message that it took
    dated_at: datetime | None = None  # when that was, by our clock
    _lags: deque[tuple[datetime, float]] = field(default_factory=lambda: deque(maxlen=1000))

    def felt(self, now: datetime, seconds: float) -> None:
        """The loop came back so much later than it should have."""
        self._lags.append((now, max(0.0, seconds)))

    def lag(self, now: datetime) -> float | None:
        """The longest lag of the last minutes, in seconds; None before the first pulse."""
        return max((lag for at, lag in self._lags if now - at <= LAG_KEPT), default=None)

    def dated(self, telegrams: datetime, ours: datetime, since: datetime | None = None) -> None:
        """Telegram has given a message the date of this moment; ``since`` is when its call began.

        Of the two ends of the call the nearer counts: a machine that slept meanwhile has no wrong clock.
        """
        self.ahead = min(ours - telegrams, (since or ours) - telegrams, key=abs)
        if since is not None and since <= telegrams <= ours:
            self.ahead = timedelta()
        self.dated_at = ours

    async def pulse(self, clock: Clock) -> None:
        """Feel once how late the loop is; called every few seconds."""
        loop = asyncio.get_running_loop()
        begin = loop.time()
        await asyncio.sleep(PULSE)
        self.felt(clock.now(), loop.time() - begin - PULSE)


@dataclass(frozen=True, slots=True)
class Condition:
    """The machine and the bot at a moment; sizes in bytes, None where the system does not tell."""

    now: datetime
    version: str
    stored: Stored
    started: datetime | None
    store_bytes: int
    wal_bytes: int
    disk_free: int | None
    memory: int | None  # of this process, resident
    memory_free: int | None  # of the machine, without swapping
    lag: float | None
    ahead: timedelta | None


async def gather(db: Database, vitals: Vitals, now: datetime) -> Condition:
    """Look at everything once; a few milliseconds."""
    async with db.read() as c:
        found = await stored(c, now)
    sizes = await asyncio.to_thread(_machine, db.path)
    return Condition(now, version("hengkang"), found, vitals.started, *sizes, vitals.lag(now), vitals.ahead)


def _machine(path: Path) -> tuple[int, int, int | None, int | None, int | None]:
    """Store, write-ahead log, free disk, memory of this process and free memory."""
    try:
        free: int | None = shutil.disk_usage(path.parent).free
    except OSError:
        free = None
    wal = path.with_name(path.name + "-wal")
    return _size(path), _size(wal), free, _kilobytes("/proc/self/status", "VmRSS"), _kilobytes("/proc/meminfo", "MemAvailable")  # fmt: skip  # noqa: E501


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _kilobytes(path: str, name: str) -> int | None:
    """A figure of Linux's process file system, in bytes."""
    try:
        lines = Path(path).read_text("utf-8").splitlines()
    except OSError:
        return None
    found = next((line.split() for line in lines if line.startswith(f"{name}:")), None)
    return int(found[1]) * 1024 if found else None


def judged(it: Condition) -> dict[Part, bool]:
    """Whether each part is well, in the order in which they are shown. Pure; what is not known is not held against it.

    A backup is: who runs the bot has to make one.
    """
    has = it.stored
    return {
        "version": True,
        "store": it.wal_bytes <= WAL_LIMIT,
        "disk": it.disk_free is None or it.disk_free >= DISK_LIMIT,
        "memory": it.memory_free is None or it.memory_free >= MEMORY_LIMIT,
        "loop": it.lag is None or it.lag <= LAG_LIMIT,
        "outbox": _within(has.outbox.oldest, it.now, SENT_LATE),
        "inbox": _within(has.inbox.oldest, it.now, ANSWERED_LATE),
        "items": _within(has.items.oldest, it.now, READ_LATE),
        "feeds": has.feeds > 0
        and has.failing <= has.feeds * FAILING_SHARE
        and _within(has.read_at, it.now, FEEDS_LATE),
        "alert": True,
        "pauses": has.paused_until is None,
        "clock": it.ahead is None or abs(it.ahead) <= CLOCK_LIMIT,
        "backup": has.backed_up_at is not None and it.now - has.backed_up_at <= BACKUP_LATE,
    }


def _within(since: datetime | None, now: datetime, limit: timedelta) -> bool:
    return since is None or now - since <= limit
