"""A connection inside a transaction: each statement is a trip to the connection's thread, or the whole transaction is.

A trip costs more than most statements do. What makes a transaction of many of them by itself, and waits for nothing
else, therefore goes there as a whole (``Database.write_whole``, ``Database.read_whole``): the same functions, handed a
``Inside`` whose methods are done when they return.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import aiosqlite

Parameters = Sequence[Any] | Mapping[str, Any]
Row = sqlite3.Row
Result = TypeVar("Result")
Work = Callable[["Connection"], Awaitable[Result]]


class Connection:
    """A connection inside a transaction; rows are ``sqlite3.Row``."""

    def __init__(self, raw: aiosqlite.Connection) -> None:
        self._raw = raw

    async def run(self, sql: str, parameters: Parameters = ()) -> int:
        """Execute a statement; the number of rows it changed."""
        return await trip(self._raw, _run, self._raw._conn, sql, parameters)

    async def many(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Execute a statement for each row of parameters."""
        await trip(self._raw, _many, self._raw._conn, sql, rows)

    async def all(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Every row."""
        return list(await self._raw.execute_fetchall(sql, parameters))

    async def one(self, sql: str, parameters: Parameters = ()) -> Row | None:
        """The first row, or None."""
        rows = await self.all(sql, parameters)
        return rows[0] if rows else None

    async def value(self, sql: str, parameters: Parameters = ()) -> Any:
        """The first column of the first row, or None."""
        row = await self.one(sql, parameters)
        return row[0] if row is not None else None


class Inside(Connection):
    """The same within the connection's own thread: nothing is waited for."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._here = raw

    async def run(self, sql: str, parameters: Parameters = ()) -> int:
        """Execute a statement; the number of rows it changed."""
        return _run(self._here, sql, parameters)

    async def many(self, sql: str, rows: Iterable[Parameters]) -> None:
        """Execute a statement for each row of parameters."""
        _many(self._here, sql, rows)

    async def all(self, sql: str, parameters: Parameters = ()) -> list[Row]:
        """Every row."""
        return self._here.execute(sql, parameters).fetchall()


async def trip(raw: aiosqlite.Connection, function: Callable[..., Result], *arguments: Any) -> Result:
    """What a function gives in the connection's thread.

    The library's own statements make a trip more each, to close a cursor that nobody holds.
    """
    result: Result = await raw._execute(function, *arguments)  # type: ignore[no-untyped-call]
    return result


def _run(raw: sqlite3.Connection, sql: str, parameters: Parameters) -> int:
    return raw.execute(sql, parameters).rowcount


def _many(raw: sqlite3.Connection, sql: str, rows: Iterable[Parameters]) -> None:
    raw.executemany(sql, rows)


def whole(raw: sqlite3.Connection, begin: str, work: Work[Result]) -> Result:
    """In the connection's thread: a transaction from its beginning to its end, rolled back on any exception."""
    raw.execute(begin)
    try:
        result = done(work(Inside(raw)))
        raw.commit()
    except BaseException:
        raw.rollback()
        raise
    return result


def done(work: Awaitable[Result]) -> Result:
    """The result of what waits for nothing; RuntimeError where it does wait."""
    step = work.__await__()
    try:
        next(step)
    except StopIteration as end:
        result: Result = end.value
        return result
    step.close()
    raise RuntimeError("a transaction that is done as a whole waits for nothing but its own statements")
