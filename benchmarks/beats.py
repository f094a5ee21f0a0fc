"""How late the event loop's beats are: what holds it up holds up everything."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from benchmarks.figures import Figure, percentile

BEAT = 0.005  # seconds
MARK = 0.2  # seconds that 999 beats of 1,000 may be late


@dataclass(frozen=True, slots=True)
class Lag:
    """What 999 beats of 1,000 keep to, and the longest, in seconds."""

    usual: float
    longest: float

    @property
    def told(self) -> str:
        """In words."""
        return f"loop blocked {self.longest * 1000:.0f} ms at worst, p99.9 {self.usual * 1000:.0f} ms"


@dataclass(slots=True)
class Beats:
    """How late each beat was, in seconds; whoever looks at them may empty the list."""

    lags: list[float] = field(default_factory=list)

    async def run(self) -> None:
        """Beat for good."""
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(BEAT)
            self.lags.append(loop.time() - before - BEAT)

    @asynccontextmanager
    async def beating(self) -> AsyncIterator["Beats"]:
        """Beat while the block runs."""
        task = asyncio.create_task(self.run())
        try:
            yield self
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def lag(lags: Sequence[float]) -> Lag:
    """Of so many beats."""
    ordered = sorted(lags) or [0.0]
    return Lag(percentile(ordered, 0.999), ordered[-1])


def figure(measure: str, seen: Lag) -> Figure:
    """The line of a measurement's page."""
    return Figure(
        f"event loop blocked, p99.9: {measure}",
        f"{1000 * seen.usual:.0f} ms",
        f"at most {1000 * MARK:.0f} ms",
        met=seen.usual <= MARK,
        note=f"the longest {1000 * seen.longest:.0f} ms",
    )
