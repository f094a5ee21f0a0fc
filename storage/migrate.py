"""Numbered migrations: each file of ``migrations/`` is applied once, in order, in a transaction of its own."""

import re
import sqlite3
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import aiosqlite


class OtherSchemaError(Exception):
    """The file was written by a newer Hengkang, or by an older one where it may not be changed; the text says which."""


@cache
def steps() -> tuple[tuple[int, str], ...]:
    """The migrations as (number, SQL), in order."""
    found = []
    for file in files("storage.migrations").iterdir():
        if match := re.fullmatch(r"(\d{4})_\w+\.sql", file.name):
            found.append((int(match.group(1)), file.read_text("utf-8")))
    return tuple(sorted(found))


async def migrate(connection: aiosqlite.Connection) -> int:
    """Bring the file to this version's schema; the number of migrations applied.

    Raises OtherSchemaError where the file is ahead of this program.
    """
    known = steps()
    have = await _version(connection, known[-1][0])
    todo = [(number, sql) for number, sql in known if number > have]
    for number, sql in todo:
        await connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in statements(sql):
                await connection.execute(statement)
            await connection.execute(f"PRAGMA user_version = {number}")
            await connection.commit()
        except BaseException:
            await connection.rollback()
            raise
    return len(todo)


async def check(connection: aiosqlite.Connection) -> None:
    """Raise OtherSchemaError unless the file has this very version's schema; changes nothing."""
    newest = steps()[-1][0]
    have = await _version(connection, newest)
    if have < newest:
        raise OtherSchemaError(
            f"written by an older Hengkang (schema {have}, this one reads {newest}): run `hengkang run` once"
        )


async def _version(connection: aiosqlite.Connection, newest: int) -> int:
    async with connection.execute("PRAGMA user_version") as cursor:
        row = await cursor.fetchone()
    have = int(row[0]) if row else 0
    if have > newest:
        raise OtherSchemaError(f"written by a newer Hengkang (schema {have}, this one knows {newest}): update it")
    return have


def statements(sql: str) -> Iterator[str]:
    """The single statements of a script; executescript would commit before it begins."""
    pending = ""
    for line in sql.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
