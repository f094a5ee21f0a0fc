"""Transactions of many, each as a part of one: what comes while the disk is busy is committed together.

A commit waits for the disk, and writers wait for each other: thirty messages a second, each with a commit before its
call and one after it, are more than a slow disk gives. Parts are done in the order in which they came, and each by
itself: one that raises undoes nothing but its own. A fault of the file fails all of them.
"""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Sequence
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import Any

from storage.connection import Connection, Result, Work, done
from storage.database import Database
from storage.faults import of_the_file


@dataclass(slots=True)
class _Part:
    work: Work[Any]
    done: "asyncio.Future[Any]"
    context: Context  # what is logged inside says about whom

    def result(self, c: Connection) -> Any:
        """Do it."""
        here = self.context.run
        return here(done, self.work(c))


@dataclass(slots=True)
class Together:
    """Writes to a store; called with what ``Database.write_whole`` takes."""

    db: Database
    _waiting: deque[_Part] = field(default_factory=deque)  # taken from in the connection's thread
    _runner: "asyncio.Task[None] | None" = None

    async def __call__(self, work: Work[Result]) -> Result:
        """The work's result, once it is committed; who is cancelled after it was begun leaves it done."""
        part = _Part(work, asyncio.get_running_loop().create_future(), copy_context())
        self._waiting.append(part)
        if self._runner is None:
            self._runner = asyncio.create_task(self._run())
        try:
            result: Result = await asyncio.shield(part.done)
        except asyncio.CancelledError:
            try:
                self._waiting.remove(part)
            except (ValueError, IndexError):  # it was begun
                await asyncio.wait([part.done])
                part.done.exception()  # nobody else asks for it
            raise
        return result

    async def _run(self) -> None:
        try:
            while self._waiting:
                await self._commit()
        finally:
            self._runner = None

    async def _commit(self) -> None:
        parts: list[_Part] = []

        async def all_of(c: Connection) -> Sequence[tuple[Any, Exception | None]]:
            # Here, and not before: whatever came while this waited for the connection has its place, too.
            parts.extend(self._waiting.popleft() for _ in range(len(self._waiting)))
            return [await _part(c, part, alone=len(parts) == 1) for part in parts]

        try:
            found = await self.db.write_whole(all_of)
        except Exception as error:
            for part in parts or [self._waiting.popleft() for _ in range(len(self._waiting))]:
                part.done.set_exception(error)
            return
        for part, (result, failed) in zip(parts, found, strict=True):
            if failed is None:
                part.done.set_result(result)
            else:
                part.done.set_exception(failed)


async def _part(c: Connection, part: _Part, *, alone: bool) -> tuple[Any, Exception | None]:
    """What came of a part, and why it was undone."""
    if alone:
        return part.result(c), None
    await c.run("SAVEPOINT part")
    try:
        result = part.result(c)
    except Exception as error:
        if isinstance(error, sqlite3.DatabaseError) and of_the_file(error):
            raise
        await c.run("ROLLBACK TO part")
        await c.run("RELEASE part")
        return None, error
    await c.run("RELEASE part")
    return result, None
