"""Signs of life of this run, noted where they happen and kept in memory: the loop's turns, Telegram's answers, ticks.

Moments are seconds of a clock that only goes forward (``time.monotonic``): a clock that is set must not look like a
stuck loop.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Tick:
    """A tick that is running."""

    name: str
    since: float
    task: "asyncio.Task[object] | None"
    told: bool = False  # that it takes long


@dataclass(slots=True)
class Pulse:
    """When what was last seen alive; None: not yet."""

    now: Callable[[], float] = time.monotonic
    turned: float = field(init=False)
    telegram: float | None = None
    telegram_error: str = ""  # what the last call came to that Telegram did not answer
    ticks: dict[str, Tick] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.turned = self.now()

    def answered(self) -> None:
        """Telegram has answered a call."""
        self.telegram, self.telegram_error = self.now(), ""

    @contextmanager
    def ticking(self, name: str) -> Iterator[Tick]:
        """Note a tick for as long as it runs."""
        tick = self.ticks[name] = Tick(name, self.now(), asyncio.current_task())
        try:
            yield tick
        finally:
            if self.ticks.get(name) is tick:
                del self.ticks[name]
