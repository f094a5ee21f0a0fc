"""The time, injected: the system's, or one that tests move."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from feeds.ports import Clock


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait that long; at least one turn of the loop."""
        await asyncio.sleep(max(0.0, seconds))


@dataclass(slots=True)
class Steady:
    """A clock's seconds on a scale that never goes back: while the clock is behind where it was, the scale goes on."""

    clock: Clock
    _last: float = 0.0
    _ahead: float = 0.0

    def __call__(self) -> float:
        """The seconds now; a clock that is put forward takes the scale along."""
        seconds = self.clock.now().timestamp()
        self._ahead += max(0.0, self._last - seconds)
        self._last = seconds
        return seconds + self._ahead


@dataclass(slots=True)
class SteppedClock:
    """A clock that stands still until ``advance`` moves it; sleepers wake when their moment is reached."""

    moment: datetime
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    def now(self) -> datetime:
        """The moment that the clock was last set to."""
        return self.moment

    def advance(self, by: timedelta) -> None:
        """Move forward and wake whoever waits."""
        self.moment += by
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock has been moved that far."""
        until = self.moment + timedelta(seconds=max(0.0, seconds))
        await asyncio.sleep(0)
        while self.moment < until:
            await self._moved.wait()
