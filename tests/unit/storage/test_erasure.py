"""Everything of a chat can be exported and is erased, table by table as the schema has them.

A row is made in every table that has a column for a chat, whatever the table is; a table that this page does not know
fails until it is said here whether it holds something of chats.
"""

import json
import re
from collections.abc import Mapping
from itertools import count
from typing import Any

import pytest

from storage import export, subscribers
from storage.database import Connection, Database
from storage.moments import stamp
from storage.subscribers import ADDED_TABLES, CHAT_TABLES
from tests.unit.storage.builders import NOW

OF_A_CHAT = re.compile(r"(?:^|_)(?:chat|user|by|channel|group|owner|admin|subscriber|member|person_id|linked)(?:_id)?$")
# Tables that hold only what is published, or what the bot needs for itself.
OF_NO_CHAT = {
    "meta", "fetches", "items", "item_identities", "item_search", "stories", "story_keys", "moves", "move_evidence",
    "mentions", "targets", "review_notes", "waves", "entity_keys", "feed_conditions", "fixes", "fix_keys", "doubts",
    "feed_entries",
}  # fmt: skip
ONE, OTHER = 900100, 777200
NUMBERS = count(40_000)


async def schema(c: Connection) -> dict[str, list[Any]]:
    """The tables with their columns, without those that SQLite keeps for itself."""
    names = [r["name"] for r in await c.all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return {
        name: await c.all(f"PRAGMA table_info({name})")
        for name in names
        if not name.startswith(("sqlite_", "item_search_"))
    }


def chat_columns(table: str, columns: list[Any]) -> list[str]:
    """The columns of a table that name a chat or a person of one; ``moves.person_id`` is of the news."""
    return [c["name"] for c in columns if OF_A_CHAT.search(c["name"]) and table not in OF_NO_CHAT]


class Filler:
    """Makes rows of any table: a chat's number where a chat is named, a text of its own everywhere else."""

    def __init__(self, c: Connection, tables: Mapping[str, list[Any]]) -> None:
        self.c = c
        self.tables = tables

    async def row(self, table: str, chat: int, **given: Any) -> None:
        """Insert a row and the rows that it refers to."""
        published = table in ADDED_TABLES or table in OF_NO_CHAT - {"targets"}
        word = "public" if published else f"secret of {chat}"
        values: dict[str, Any] = {}
        for column in self.tables[table]:
            name, kind = column["name"], column["type"].upper()
            if name in given:
                values[name] = given[name]
            elif name in chat_columns(table, self.tables[table]):
                values[name] = chat
            elif re.search(r"(?:^|_)(?:at|until|since)$", name):
                values[name] = stamp(NOW)
            elif name in export.JSON_COLUMNS:
                values[name] = json.dumps({"of": word})
            elif kind == "TEXT":
                values[name] = f"{word}: {table}.{name} {next(NUMBERS) if column['pk'] or name == 'url' else ''}"
            else:
                values[name] = next(NUMBERS)
        for key in await self.c.all(f"PRAGMA foreign_key_list({table})"):
            column, parent = key["from"], key["table"]
            if column not in chat_columns(table, self.tables[table]):
                await self.row(parent, chat, **{key["to"]: values[column]})
        marks = ", ".join("?" * len(values))
        await self.c.run(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))


async def fill(db: Database, chat: int) -> list[str]:
    """Give a chat a row in every table that can hold something of it; the tables."""
    async with db.write() as c:
        tables = await schema(c)
        filler = Filler(c, tables)
        filled = [t for t in sorted(tables, key=lambda t: t != "subscribers") if chat_columns(t, tables[t])]
        for table in filled:
            given = {"state": "done"} if table == "inbox" else {}
            await filler.row(table, chat, **given, **({"key": f"reply:{chat}:0"} if table == "outbox" else {}))
    return filled


async def traces(db: Database, chat: int) -> list[str]:
    """Every table and column in which a chat's number or a text of its own stands."""
    found = []
    async with db.read() as c:
        for table, columns in (await schema(c)).items():
            for name in [column["name"] for column in columns]:
                if await c.value(f"SELECT COUNT(*) FROM {table} WHERE {name} LIKE ?", (f"%{chat}%",)):
                    found.append(f"{table}.{name}")
    return found


async def test_each_table_is_known_to_hold_something_of_chats_or_nothing(db: Database) -> None:
    async with db.read() as c:
        tables = await schema(c)
    of_chats = {table for table, _ in CHAT_TABLES} | set(ADDED_TABLES) | {"inbox"}
    assert set(tables) == of_chats | OF_NO_CHAT
    assert {table for table, columns in tables.items() if chat_columns(table, columns)} == of_chats


async def test_nothing_of_a_chat_is_left_in_any_column_of_any_table_and_everything_of_another(db: Database) -> None:
    filled = await fill(db, ONE)
    await fill(db, OTHER)
    before = await traces(db, OTHER)
    assert {trace.partition(".")[0] for trace in before} == {*filled, "targets"}
    async with db.write() as c:
        await subscribers.forget(c, ONE)
    assert await traces(db, ONE) == []
    assert await traces(db, OTHER) == before
    async with db.read() as c:
        for table in ADDED_TABLES:
            assert await c.value(f"SELECT COUNT(*) FROM {table}") == 2, "what others use stays"
        assert await c.value("SELECT COUNT(*) FROM inbox") == 2, "an update's number keeps it from being handled again"


async def test_everything_of_a_chat_is_exported_and_nothing_of_another(db: Database) -> None:
    filled = await fill(db, ONE)
    await fill(db, OTHER)
    async with db.read() as c:
        found = await export.of_chat(c, ONE)
        tables = await schema(c)
    assert sorted(found) == sorted(filled)
    assert [table for table, rows in found.items() if len(rows) != 1] == []
    assert [table for table in found if set(found[table][0]) != {column["name"] for column in tables[table]}] == []
    text = json.dumps(found)
    assert str(ONE) in text
    assert str(OTHER) not in text


async def test_a_group_that_becomes_a_supergroup_takes_every_table_along(db: Database) -> None:
    await fill(db, ONE)
    before = {trace.partition(".")[0] for trace in await traces(db, ONE)}
    async with db.write() as c:
        await subscribers.migrate(c, ONE, 555300)
        found = await export.of_chat(c, 555300)
        for table, column in CHAT_TABLES:
            assert await c.value(f"SELECT COUNT(*) FROM {table} WHERE {column} = ?", (ONE,)) == 0
    assert {table for table, rows in found.items() if rows} >= before - {"targets"}


@pytest.mark.parametrize("length", [40, 3000])
async def test_what_is_erased_stands_in_no_byte_of_the_file_or_of_its_log(db: Database, length: int) -> None:
    async with db.write() as c:
        for chat in (ONE, OTHER) * 150:
            await c.run(
                "INSERT INTO questions (chat_id, question, answer, answered, evidence, asked_at)"
                " VALUES (?, ?, '', 1, '', '')",
                (chat, f"secret of {chat} " + "x" * length),
            )
    await db.settle()
    async with db.write() as c:
        await c.run("UPDATE questions SET question = 'gone' WHERE chat_id = ? AND id % 3 = 0", (ONE,))
        await subscribers.forget(c, ONE)
    assert await db.settle()
    stored = b"".join(p.read_bytes() for p in db.path.parent.iterdir() if p.name.startswith(db.path.name))
    assert f"secret of {OTHER}".encode() in stored
    assert f"secret of {ONE}".encode() not in stored


async def test_a_reader_that_is_busy_only_puts_the_settling_off(db: Database) -> None:
    async with db.write() as c:
        await subscribers.ensure(c, ONE, "private", "id", "Asia/Jakarta", NOW)
    async with db.read() as reading:
        await reading.all("SELECT * FROM subscribers")
        async with db.write() as c:
            await subscribers.forget(c, ONE)
        assert not await db.settle()
        assert db.unsettled
    assert await db.settle()
    assert not db.unsettled
