"""Parsing in a process of its own, with a deadline that kills.

A feed of 200,000 attributes on one element keeps any parser busy for half a minute, and no thread can be stopped. The
worker process is started once and kept; when a document takes too long the process is killed, the document is given up
with a clear error, and the next one gets a new process. What the process needs to begin counts against no document: on
a busy core, with nothing compiled yet, the libraries alone take longer than a document may.
"""

import asyncio
import logging
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from typing import Any, TypeVar

log = logging.getLogger(__name__)

Result = TypeVar("Result")
DEADLINE = 10.0
BEGINNING = 120.0  # seconds for a new process, or for the libraries of a function that it has not run yet
JOBS_A_PROCESS = 2_000  # parsers leak a little; a new process now and then costs nothing


class TooSlowError(Exception):
    """A document took longer than the deadline."""


def _end_with_parent() -> None:
    """In the worker: end when the bot does, killed or not; it would wait for its next document for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_watch, args=(parent.sentinel,), daemon=True).start()


def _watch(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def _begun(function: Callable[..., Any]) -> None:
    """In the worker: nothing but that it runs, and has imported what the function needs."""


@dataclass(slots=True)
class Worker:
    """Runs functions in one other process; ``close`` it. Functions and arguments must be picklable."""

    deadline: float = DEADLINE
    _pool: ProcessPoolExecutor | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _jobs: int = 0
    _known: set[Callable[..., Any]] = field(default_factory=set)  # functions that this process has imported

    async def run(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """The function's result; raises TooSlowError when the deadline passed and the process was killed."""
        async with self._turn:
            for attempt in (1, 2):
                pool = self._ready()
                try:
                    await self._begin(pool, function)
                    async with asyncio.timeout(self.deadline):
                        return await asyncio.wrap_future(pool.submit(function, *arguments))
                except TimeoutError:
                    self.kill()
                    raise TooSlowError(f"not read within {self.deadline:.0f} seconds") from None
                except BrokenProcessPool:
                    self.kill()
                    if attempt == 2:
                        raise TooSlowError("the reading process ended; the document may be too large") from None
                except asyncio.CancelledError:
                    # Whatever it was reading is nobody's any more, and must not hold up the next.
                    self.kill()
                    raise
            raise AssertionError("unreachable")

    async def _begin(self, pool: ProcessPoolExecutor, function: Callable[..., Any]) -> None:
        if function not in self._known:
            async with asyncio.timeout(BEGINNING):
                await asyncio.wrap_future(pool.submit(_begun, function))
            self._known.add(function)

    def _ready(self) -> ProcessPoolExecutor:
        if self._pool is not None and self._jobs >= JOBS_A_PROCESS:
            self.kill()
        if self._pool is None:
            # Not fork: this process has threads, and a lock held by one of them would stay held for ever in the child.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(1, mp_context=context, initializer=_end_with_parent)
            self._jobs = 0
            self._known.clear()
        self._jobs += 1
        return self._pool

    def kill(self) -> None:
        """End the process at once; the next job starts another."""
        if self._pool is None:
            return
        for process in list((self._pool._processes or {}).values()):
            process.kill()
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = None

    async def close(self) -> None:
        """End the process."""
        self.kill()
