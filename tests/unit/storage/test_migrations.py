"""Numbered migrations: each from empty, each once."""

import sqlite3
from collections.abc import Iterator
from importlib.resources import files

import aiosqlite
import pytest

from storage import migrate
from storage.migrate import statements, steps


@pytest.fixture
def raw() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    yield connection
    connection.close()


def test_the_numbers_run_from_one_without_a_gap_and_every_file_counts() -> None:
    numbers = [number for number, _ in steps()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == sum(f.name.endswith(".sql") for f in files("storage.migrations").iterdir())


@pytest.mark.parametrize("upto", [number for number, _ in steps()])
async def test_a_file_of_any_earlier_version_comes_to_the_same_schema(upto: int) -> None:
    schemas = []
    for start in (0, upto):
        async with aiosqlite.connect(":memory:", isolation_level=None) as connection:
            for number, sql in steps()[:start]:
                for statement in statements(sql):
                    await connection.execute(statement)
                await connection.execute(f"PRAGMA user_version = {number}")
            assert await migrate.migrate(connection) == len(steps()) - start
            schemas.append(await connection.execute_fetchall("SELECT name, sql FROM sqlite_master ORDER BY name"))
    assert list(schemas[0]) == list(schemas[1])


async def test_a_second_time_changes_nothing() -> None:
    async with aiosqlite.connect(":memory:", isolation_level=None) as connection:
        assert await migrate.migrate(connection) == len(steps())
        assert await migrate.migrate(connection) == 0


async def test_a_migration_that_fails_leaves_the_version_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = [(1, "CREATE TABLE one (a);"), (2, "CREATE TABLE two (a);\nCREATE TABLE one (a);")]
    monkeypatch.setattr(migrate, "steps", lambda: broken)
    async with aiosqlite.connect(":memory:", isolation_level=None) as connection:
        with pytest.raises(sqlite3.OperationalError):
            await migrate.migrate(connection)
        assert [r[0] for r in await connection.execute_fetchall("SELECT name FROM sqlite_master")] == ["one"]
        assert [r[0] for r in await connection.execute_fetchall("PRAGMA user_version")] == [1]


def test_statements_are_divided_where_they_end_and_nowhere_else(raw: sqlite3.Connection) -> None:
    script = "-- a; comment\nCREATE TABLE a (x TEXT DEFAULT ';');\nINSERT INTO a\nVALUES ('b; c');\n"
    parts = list(statements(script))
    assert len(parts) == 2
    for part in parts:
        raw.execute(part)
    assert raw.execute("SELECT x FROM a").fetchall() == [("b; c",)]


def test_each_migration_ends_with_a_whole_statement() -> None:
    for _, sql in steps():
        assert "".join(statements(sql)).strip() == sql.strip()
