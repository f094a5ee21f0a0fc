"""Whether the bot does its work now: what ``/readyz`` tells.

A part that is not ready is named with the reason in plain words. What the bot does not need at the moment (a feed that
fails, a chat that cannot be reached) is no reason.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.pulse import Pulse
from bot.watchdog import LONG_TICK
from feeds.ports import Clock
from storage import backlog
from storage.condition import Queue, stored
from storage.database import Connection, Database
from storage.faults import StorageError

TELEGRAM_WITHIN = 120.0  # seconds; getUpdates answers every 25, and a webhook is looked after every minute
# Seconds that the first of a queue may wait; a round of many slow feeds takes minutes.
WITHIN = {"feeds": 1800.0, "messages": 600.0, "updates": 600.0, "items": 1800.0}
PROBE_SECONDS = 5.0
PROBED_FOR = 20.0  # seconds for which an answer of the store holds, so that asking often writes little


@dataclass(slots=True)
class Readiness:
    """Looks at the parts; may be asked at any time."""

    db: Database
    pulse: Pulse
    clock: Clock
    telegram_within: float = TELEGRAM_WITHIN
    _probed: tuple[float, str] | None = None

    async def not_ready(self) -> dict[str, str]:
        """The parts that are not ready, each with why; empty where all is well."""
        looks: dict[str, Callable[[], str]] = {"telegram": self._telegram, "ticks": self._ticks}
        found = {name: look() for name, look in looks.items()}
        found["storage"] = await self._storage()
        if not found["storage"]:
            found |= await self._queues(self.clock.now())
        return {name: why for name, why in found.items() if why}

    def _telegram(self) -> str:
        if self.pulse.telegram is None:
            return f"has not answered yet{self._reason()}"
        seconds = self.pulse.now() - self.pulse.telegram
        return f"last answered {seconds:.0f} seconds ago{self._reason()}" if seconds > self.telegram_within else ""

    def _reason(self) -> str:
        return f" ({self.pulse.telegram_error})" if self.pulse.telegram_error else ""

    def _ticks(self) -> str:
        now = self.pulse.now()
        long = [f"{t.name} has run for {now - t.since:.0f} seconds" for t in self.pulse.ticks.values()
                if now - t.since > LONG_TICK]  # fmt: skip
        return "; ".join(long)

    async def _storage(self) -> str:
        now = self.pulse.now()
        if self._probed is None or now - self._probed[0] > PROBED_FOR:
            why = ""
            try:
                async with asyncio.timeout(PROBE_SECONDS):
                    await self.db.probe()
            except TimeoutError:
                why = f"cannot be written within {PROBE_SECONDS:.0f} seconds"
            except StorageError as error:
                why = str(error)
            self._probed = (now, why)
        return self._probed[1]

    async def _queues(self, now: datetime) -> dict[str, str]:
        async with self.db.read() as c:
            queues = await waiting(c, now)
        found = {}
        for name, within in WITHIN.items():
            seconds = age(queues[name], now)
            if seconds > within:
                found[name] = f"{queues[name].waiting} wait, the first for {seconds:.0f} seconds"
        return found


async def waiting(c: Connection, now: datetime) -> dict[str, Queue]:
    """What is due and not done yet, by queue."""
    found = await stored(c, now)
    feeds = await backlog.feeds_due(c, now)
    return {"updates": found.inbox, "items": found.items, "messages": found.outbox, "feeds": feeds}


def age(queue: Queue, now: datetime) -> float:
    """For how many seconds the first of a queue has waited."""
    return max(0.0, (now - queue.oldest).total_seconds()) if queue.oldest else 0.0
