"""Files of feeds that administrators have sent, read and kept until they are confirmed. One is known by its update."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.database import Connection
from storage.moments import stamp

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KeptImport:
    """What a file held, as plain values; ``done`` once it was confirmed or given up."""

    id: int
    name: str
    feeds: Sequence[Plain]
    refused: Sequence[Plain]
    done: bool


async def keep(c: Connection, id: int, chat_id: int, name: str, feeds: Sequence[Plain], refused: Sequence[Plain],
               now: datetime) -> None:  # fmt: skip
    """Keep what was read of a file; a repeat changes nothing."""
    await c.run(
        "INSERT INTO imports (id, chat_id, name, feeds, refused, created_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (id, chat_id, name, json.dumps(feeds), json.dumps(refused), stamp(now)),
    )


async def get(c: Connection, id: int, chat_id: int) -> KeptImport | None:
    """A chat's file, None where it is too old to be known."""
    row = await c.one("SELECT * FROM imports WHERE id = ? AND chat_id = ?", (id, chat_id))
    if row is None:
        return None
    done = row["done_at"] is not None
    return KeptImport(row["id"], row["name"], json.loads(row["feeds"]), json.loads(row["refused"]), done)


async def end(c: Connection, id: int, chat_id: int, now: datetime) -> bool:
    """A file is confirmed or given up; False where that has happened before."""
    ended = await c.run(
        "UPDATE imports SET done_at = ? WHERE id = ? AND chat_id = ? AND done_at IS NULL", (stamp(now), id, chat_id)
    )
    return ended > 0
