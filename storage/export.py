"""Everything that is stored of one chat, table by table, for ``/export``."""

import json
from typing import Any

from storage.database import Connection, Row
from storage.subscribers import ADDED_TABLES, CHAT_TABLES

# Columns that hold JSON of ours, shown as what they hold.
JSON_COLUMNS = frozenset({"payload", "settings", "turns", "evidence", "articles", "feeds", "refused"})
LONGEST_TABLE = 5000  # rows of a table, the newest; Telegram takes files of fifty megabytes


async def of_chat(c: Connection, chat_id: int) -> dict[str, list[dict[str, Any]]]:
    """The rows of every table that knows the chat, by the table's name; files being sent are left out."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table, column in (*CHAT_TABLES, *((table, "added_by") for table in ADDED_TABLES), ("inbox", "chat_id")):
        # Of a table that has no row numbers, the newest are those with the highest number after the chat's.
        keyed = await c.value("SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?", (table,))
        newest = "2" if keyed else "rowid"
        rows = await c.all(
            f"SELECT * FROM {table} WHERE {column} = ? ORDER BY {newest} DESC LIMIT ?", (chat_id, LONGEST_TABLE)
        )
        found[table] = [row for row in map(_plain, reversed(rows)) if row.get("kind") != "export"]
    return found


def _plain(row: Row) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in zip(row.keys(), tuple(row), strict=True)}


def _value(name: str, value: Any) -> Any:
    if name not in JSON_COLUMNS or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
