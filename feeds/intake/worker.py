"""Parsing in a process of its own, with a deadline that kills.

A feed of 200,000 attributes on one element keeps any parser busy for half a minute, and no thread can be stopped. The
worker process is started once and kept; when a document takes too long the process is killed, the document is given up
with a clear error, and the next one gets a new process. Long before that a slow document is left alone with its
process, and those that wait get another, so that none holds up the others for longer than ``patience``. What a process
needs to begin counts against no document: on a busy core, with nothing compiled yet, the libraries alone take longer
than a document may. Where as many slow documents are under way as may be, a further one is stopped and begun anew when
one of them has ended, again without holding up the others. Memory is bounded, too: a document that asks for more fails
in its process.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from feeds.intake.reading_process import EndedError, ReadingProcess

Result = TypeVar("Result")
DEADLINE = 10.0
PATIENCE = 1.0  # most documents take less than a tenth of it
MOST_SLOW = 2  # processes left alone with a document
MEMORY = 768 * 1024 * 1024  # bytes of data; ten times what the largest documents of honest outlets need
BEGINNING = 120.0  # seconds for a new process, or for the libraries of a function that it has not run yet
JOBS_A_PROCESS = 2_000  # parsers leak a little; a new process now and then costs nothing


class TooSlowError(Exception):
    """A document took longer than the deadline."""


def _begun(function: Callable[..., Any]) -> None:
    """In the worker: nothing but that it runs, and has imported what the function needs."""


@dataclass(slots=True)
class Worker:
    """Runs functions in other processes, one at a time but for slow ones; ``close`` it. Everything must be picklable.

    ``deadline`` and ``patience`` are seconds, ``memory`` is bytes of a process.
    """

    deadline: float = DEADLINE
    patience: float = PATIENCE
    memory: int = MEMORY
    _kept: ReadingProcess | None = None
    _slow: set[ReadingProcess] = field(default_factory=set)  # each left alone with its document
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    _alone: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_SLOW))
    _jobs: int = 0
    _known: set[Callable[..., Any]] = field(default_factory=set)  # functions that this process has imported

    async def run(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """The function's result; raises TooSlowError when the deadline passed and the process was killed."""
        for attempt in (1, 2):
            try:
                return await self._once(function, arguments)
            except EndedError:
                if attempt == 2:
                    raise TooSlowError("the reading process ended; the document may be too large") from None
        raise AssertionError("unreachable")

    async def _once(self, function: Callable[..., Result], arguments: tuple[Any, ...]) -> Result:
        async with self._turn:
            process = self._ready()
            with self._killing(process):
                await self._begin(process, function)
                end = asyncio.get_running_loop().time() + self.deadline
                job = asyncio.ensure_future(process.run(function, *arguments))
                if self.patience >= self.deadline or await _soon(job, self.patience):
                    return await _by(end, job)
            if waits := self._alone.locked():
                job.cancel()
                self._kill(process)
            else:
                await self._alone.acquire()  # at once: one is free
                self._slow.add(process)
                self._kept = None
        if waits:
            return await self._later(function, arguments)
        try:
            return await self._left_alone(process, end, job)
        finally:
            self._alone.release()

    async def _later(self, function: Callable[..., Result], arguments: tuple[Any, ...]) -> Result:
        """From the beginning, in a process of its own, once fewer slow ones are under way."""
        async with self._alone:
            process = self._new()
            self._slow.add(process)
            try:
                async with asyncio.timeout(BEGINNING):
                    await process.run(_begun, function)
            except BaseException:
                self._slow.discard(process)
                process.kill()
                raise
            end = asyncio.get_running_loop().time() + self.deadline
            return await self._left_alone(process, end, asyncio.ensure_future(process.run(function, *arguments)))

    async def _left_alone(self, process: ReadingProcess, end: float, job: "asyncio.Future[Result]") -> Result:
        try:
            with self._killing(process):
                result = await _by(end, job)
        except BaseException:
            process.kill()
            raise
        finally:
            self._slow.discard(process)
        if self._kept is None:
            self._kept = process  # nobody needs another just now
            self._known.clear()
        else:
            process.kill()
        return result

    @contextmanager
    def _killing(self, process: ReadingProcess) -> Iterator[None]:
        try:
            yield
        except TimeoutError:
            self._kill(process)
            raise TooSlowError(f"not read within {self.deadline:.0f} seconds") from None
        except (EndedError, asyncio.CancelledError):
            # Whatever it was reading is nobody's any more, and must not hold up the next.
            self._kill(process)
            raise

    def _kill(self, process: ReadingProcess) -> None:
        if self._kept is process:
            self._kept = None
        process.kill()

    async def _begin(self, process: ReadingProcess, function: Callable[..., Any]) -> None:
        if function not in self._known:
            async with asyncio.timeout(BEGINNING):
                await process.run(_begun, function)
            self._known.add(function)

    def _ready(self) -> ReadingProcess:
        if self._kept is not None and self._jobs >= JOBS_A_PROCESS:
            self.kill()
        if self._kept is None:
            self._kept = self._new()
            self._jobs = 0
            self._known.clear()
        self._jobs += 1
        return self._kept

    def _new(self) -> ReadingProcess:
        return ReadingProcess(self.memory)

    def kill(self) -> None:
        """End the process at once; the next job starts another."""
        if self._kept is not None:
            self._kill(self._kept)

    @property
    def processes(self) -> list[int]:
        """The numbers of its processes."""
        kept = (self._kept,) if self._kept is not None else ()
        return [one.pid for one in (*kept, *self._slow) if one.pid]

    async def close(self) -> None:
        """End all processes."""
        self.kill()
        for process in self._slow:
            process.kill()


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
