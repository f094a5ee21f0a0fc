"""Watches over the loop from a thread of its own.

1. The loop beats once a second; how late a beat comes is the loop's lag.
2. A loop that has not turned for ``stuck`` seconds is told once, with the stack of every thread: the log then shows
   what holds it up. Meanwhile the service manager gets no sign of life.
3. A loop that has not turned for ``limit`` seconds is given up: the process ends with status ``STUCK`` and the service
   manager starts it anew. What was claimed is freed at the next start, so nothing is lost.
4. Where even this thread cannot run (a library that never lets go of the interpreter), faulthandler's timer, which
   needs no interpreter, writes the stacks and ends the process ``LAST_RESORT`` seconds later.
5. A tick that takes longer than ``LONG_TICK`` is told while it runs, with where it waits.

A process that was stopped and goes on (SIGSTOP, a suspended machine) has not been stuck: the time in which the thread
did not run either does not count.
"""

import asyncio
import faulthandler
import logging
import os
import sys
import threading
import time
import traceback
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from bot.meters import Meters
from bot.pulse import Pulse, Tick
from bot.service_manager import ServiceManager

log = logging.getLogger(__name__)

STUCK = 75  # EX_TEMPFAIL of sysexits.h: try again
BEAT = 1.0
LATE = 1.0  # seconds of lag that are worth a line
LONG_TICK = 600.0
LAST_RESORT = 30.0
STACK_LIMIT = 40  # frames of a thread


@dataclass(slots=True)
class Watchdog:
    """``watching`` runs ``beat`` in the loop and the thread beside it. ``limit`` 0 never ends the process."""

    pulse: Pulse
    meters: Meters
    manager: ServiceManager
    stuck: float = 30.0
    limit: float = 120.0
    leave: Callable[[int], object] = os._exit
    every: float = 0.5
    _ended: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Watch the loop of this block."""
        beat = asyncio.create_task(self.beat())
        self.start()
        try:
            yield
        finally:
            beat.cancel()
            self.close()

    def start(self) -> None:
        """Begin to watch."""
        self.pulse.turned = self.pulse.now()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
        faulthandler.cancel_dump_traceback_later()

    async def beat(self) -> None:
        """In the loop, until cancelled: show that it turns, measure how late, look after the ticks."""
        armed = 0.0
        while True:
            begun = time.monotonic()
            await asyncio.sleep(BEAT)
            lag = max(0.0, time.monotonic() - begun - BEAT)
            self.pulse.turned = self.pulse.now()
            self.meters.loop_lag.observe(lag)
            if lag > LATE:
                log.warning("loop.lag", extra={"seconds": round(lag, 1), "ticks": sorted(self.pulse.ticks)})
            for tick in self.pulse.ticks.values():
                self._look_after(tick)
            if self.limit and sys.__stderr__ is not None and begun - armed > LAST_RESORT / 3:
                armed = begun
                faulthandler.dump_traceback_later(self.limit + LAST_RESORT, exit=True, file=sys.__stderr__)

    def _look_after(self, tick: Tick) -> None:
        seconds = self.pulse.now() - tick.since
        if seconds > LONG_TICK and not tick.told:
            tick.told = True
            log.warning("tick.long", extra={"tick": tick.name, "seconds": round(seconds), "waits": _where(tick)})

    def _watch(self) -> None:
        looked = since = self.pulse.now()
        told = False
        signed = 0.0
        interval = self.manager.interval
        while not self._ended.wait(self.every):
            now = self.pulse.now()
            if now - looked > 4 * self.every:
                since = now
            looked = now
            still = now - max(self.pulse.turned, since)
            if still < self.stuck:
                told = False
                if interval is not None and now - signed >= min(interval, 5.0):
                    signed = now
                    self.manager.tell("WATCHDOG=1")
            elif not told:
                told = True
                log.error("loop.stuck", extra={"seconds": round(still, 1), "stacks": stacks()})
            if self.limit and still >= self.limit:
                log.critical("loop.given_up", extra={"seconds": round(still, 1), "status": STUCK})
                self.leave(STUCK)
                return


def stacks() -> str:
    """Where every thread stands, the innermost call last; no values of variables."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    parts = []
    for number, frame in sys._current_frames().items():
        lines = traceback.format_stack(frame)[-STACK_LIMIT:]
        parts.append(f"thread {names.get(number, number)}:\n" + "".join(lines))
    return "\n".join(parts)


def _where(tick: Tick) -> str:
    """Where a task waits, the outermost call first."""
    calls = []
    inner: Any = tick.task.get_coro() if tick.task is not None else None
    while (frame := getattr(inner, "cr_frame", None)) is not None:
        calls.append(f"{inner.__qualname__}:{frame.f_lineno}")
        inner = inner.cr_await
    return " > ".join(calls)
