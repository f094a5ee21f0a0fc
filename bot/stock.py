"""What stands in the store at the moment, as gauges beside the counters of ``bot/meters.py``."""

import asyncio
import platform
import shutil
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge

from bot.readiness import WITHIN, Readiness, age, waiting
from storage import backlog
from storage.database import Database


def release() -> str:
    """The version that is installed; "source" where the code runs from a folder."""
    try:
        return version("hengkang")
    except PackageNotFoundError:
        return "source"


class Stock:
    """Gauges that ``read`` sets anew each time somebody asks."""

    def __init__(self, db: Database, readiness: Readiness, registry: CollectorRegistry) -> None:
        self.db = db
        self.readiness = readiness

        def gauge(name: str, about: str, *labels: str) -> Gauge:
            return Gauge(f"hengkang_{name}", about, labels, registry=registry)

        self._waiting = gauge("queue_waiting", "What is due and not done yet", "queue")
        self._oldest = gauge("queue_oldest_seconds", "For how long the first of a queue has waited", "queue")
        self._feeds = gauge("feeds", "Feeds by state", "state")
        self._chats = gauge("chats", "Chats by state", "state")
        self._held = gauge("messages_held", "News kept for a digest or for the end of quiet hours")
        self._bytes = gauge("store_bytes", "Size of the store's files", "file")
        self._free = gauge("disk_free_bytes", "Free space where the store is")
        self._telegram = gauge("telegram_last_answer_seconds", "Seconds since Telegram last answered")
        self._ready = gauge("ready", "Whether a part is ready", "part")
        gauge("build_info", "What runs", "version", "python").labels(release(), platform.python_version()).set(1)

    async def read(self) -> None:
        """Look into the store; StorageError where it cannot be read."""
        now = self.readiness.clock.now()
        async with self.db.read() as c:
            queues = await waiting(c, now)
            states = await backlog.states(c)
        for name, queue in queues.items():
            self._waiting.labels(name).set(queue.waiting)
            self._oldest.labels(name).set(age(queue, now))
        for gauge, kind in ((self._feeds, "feeds"), (self._chats, "chats")):
            gauge.clear()
            for state, number in states[kind].items():
                gauge.labels(state).set(number)
        self._held.set(states["messages"].get("held", 0))
        sizes, free = await asyncio.to_thread(_sizes, self.db.path)
        for file, size in sizes.items():
            self._bytes.labels(file).set(size)
        self._free.set(free)
        pulse = self.readiness.pulse
        self._telegram.set(pulse.now() - pulse.telegram if pulse.telegram is not None else float("nan"))
        lacking = await self.readiness.not_ready()
        for part in ("telegram", "ticks", "storage", *WITHIN):
            self._ready.labels(part).set(part not in lacking)


def _sizes(path: Path) -> tuple[dict[str, int], int]:
    """Bytes of the store's files, those that are there, and what is free beside them."""
    files = {"database": path, "log": path.with_name(path.name + "-wal")}
    sizes = {name: file.stat().st_size if file.exists() else 0 for name, file in files.items()}
    return sizes, shutil.disk_usage(path.parent).free
