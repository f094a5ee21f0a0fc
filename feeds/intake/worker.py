"""Parsing in a process of its own, with a deadline that kills.

A feed of 200,000 attributes on one element keeps any parser busy for half a minute, and no thread can be stopped. The
worker process is started once and kept; when a document takes too long the process is killed, the document is given up
with a clear error, and the next one gets a new process. Long before that a slow document is left alone with its
process, and those that wait get another, so that none holds up the others for longer than ``patience``. What a process
needs to begin counts against no document: on a busy core, with nothing compiled yet, the libraries alone take longer
than a document may.
"""

import asyncio
import logging
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from typing import Any, TypeVar

log = logging.getLogger(__name__)

Result = TypeVar("Result")
DEADLINE = 10.0
PATIENCE = 1.0  # most documents take less than a tenth of it
MOST_SLOW = 2  # processes left alone with a document; a further slow one keeps the others waiting until its end
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
    """Runs functions in other processes, one at a time but for slow ones; ``close`` it. Everything must be picklable.

    ``deadline`` and ``patience`` are seconds.
    """

    deadline: float = DEADLINE
    patience: float = PATIENCE
    _pool: ProcessPoolExecutor | None = None
    _slow: set[ProcessPoolExecutor] = field(default_factory=set)  # each left alone with its document
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _jobs: int = 0
    _known: set[Callable[..., Any]] = field(default_factory=set)  # functions that this process has imported

    async def run(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """The function's result; raises TooSlowError when the deadline passed and the process was killed."""
        for attempt in (1, 2):
            try:
                return await self._once(function, arguments)
            except BrokenProcessPool:
                if attempt == 2:
                    raise TooSlowError("the reading process ended; the document may be too large") from None
        raise AssertionError("unreachable")

    async def _once(self, function: Callable[..., Result], arguments: tuple[Any, ...]) -> Result:
        async with self._turn:
            pool = self._ready()
            with self._killing(pool):
                await self._begin(pool, function)
                end = asyncio.get_running_loop().time() + self.deadline
                job = asyncio.wrap_future(pool.submit(function, *arguments))
                if self.patience >= self.deadline or len(self._slow) >= MOST_SLOW or await _soon(job, self.patience):
                    return await _by(end, job)
            self._slow.add(pool)
            self._pool = None
        try:
            with self._killing(pool):
                result = await _by(end, job)
        except BaseException:
            _end(pool)
            raise
        finally:
            self._slow.discard(pool)
        if self._pool is None:
            self._pool = pool  # nobody needs another just now
            self._known.clear()
        else:
            _end(pool)
        return result

    @contextmanager
    def _killing(self, pool: ProcessPoolExecutor) -> Iterator[None]:
        try:
            yield
        except TimeoutError:
            self._kill(pool)
            raise TooSlowError(f"not read within {self.deadline:.0f} seconds") from None
        except (BrokenProcessPool, asyncio.CancelledError):
            # Whatever it was reading is nobody's any more, and must not hold up the next.
            self._kill(pool)
            raise

    def _kill(self, pool: ProcessPoolExecutor) -> None:
        if self._pool is pool:
            self._pool = None
        _end(pool)

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
        if self._pool is not None:
            self._kill(self._pool)

    async def close(self) -> None:
        """End all processes."""
        self.kill()
        for pool in self._slow:
            _end(pool)


async def _soon(job: "asyncio.Future[Any]", seconds: float) -> bool:
    try:
        await asyncio.wait({job}, timeout=seconds)
    except asyncio.CancelledError:
        job.cancel()
        raise
    return job.done()


async def _by(end: float, job: "asyncio.Future[Result]") -> Result:
    async with asyncio.timeout_at(end):
        return await job


def _end(pool: ProcessPoolExecutor) -> None:
    for process in list((pool._processes or {}).values()):
        process.kill()
    pool.shutdown(wait=False, cancel_futures=True)
