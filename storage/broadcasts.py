"""Broadcasts: one text, or one a language, to many chats. One is known by the number of the update that began it.

draft -> running -> done | stopped

Each chat gets a row of the outbox, ``broadcast:<chat>:<id>``, in the lane below all others; the rows are the memory, so
a crash loses none and doubles none. A row holds no text: it is drawn from here when it is sent.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from storage.database import Connection, Row
from storage.moments import maybe_moment, stamp
from storage.outbox import BROADCAST

State = Literal["draft", "running", "stopped", "done"]
Written = Mapping[str, Any]  # {"text", "entities"} as Telegram takes them
UNREACHED = ("the chat cannot be reached%", "the bot was shut out%")

AUDIENCE = "state = 'active' AND lang IN (SELECT value FROM json_each(:languages)) AND (:groups OR type = 'private')"

SEND = f"""
INSERT INTO outbox (key, chat_id, thread_id, lane, kind, payload, broadcast, due_at, created_at)
SELECT 'broadcast:' || chat_id || ':' || :id, chat_id, thread_id, {BROADCAST}, 'broadcast',
       json_object('broadcast', :id), :id, :now, :now
FROM subscribers WHERE {AUDIENCE} ORDER BY chat_id
ON CONFLICT (key) DO NOTHING
"""

COUNTS = """
SELECT CASE WHEN state = 'sent' THEN 'sent' WHEN state = 'held' THEN 'held'
            WHEN state = 'failed' OR error LIKE ?2 OR error LIKE ?3 THEN 'unreached'
            WHEN state = 'dropped' THEN 'left_out' ELSE 'waiting' END AS what, COUNT(*) AS n
FROM outbox WHERE broadcast = ?1 GROUP BY what
"""


@dataclass(frozen=True, slots=True)
class Broadcast:
    """A broadcast with what it says and to whom."""

    id: int
    chat_id: int
    state: State
    texts: Mapping[str, Written]
    languages: tuple[str, ...]
    groups: bool
    slot: str
    page_id: int | None
    total: int
    shown: "Progress | None"
    shown_at: datetime | None

    @property
    def told(self) -> tuple[str, ...]:
        """The languages chosen for which there is a text."""
        return tuple(lang for lang in self.languages if lang in self.texts or "" in self.texts)

    def text(self, lang: str) -> Written | None:
        """What a chat of a language gets."""
        return self.texts.get(lang, self.texts.get(""))


@dataclass(frozen=True, slots=True)
class Progress:
    """The chats of a broadcast by what has become of their message."""

    sent: int = 0
    waiting: int = 0
    held: int = 0  # until their quiet hours end
    unreached: int = 0
    left_out: int = 0  # stopped the bot meanwhile, or the broadcast was stopped


def _broadcast(row: Row) -> Broadcast:
    return Broadcast(
        row["id"],
        row["chat_id"],
        row["state"],
        json.loads(row["texts"]),
        tuple(json.loads(row["languages"])),
        bool(row["groups"]),
        row["slot"],
        row["page_id"],
        row["total"],
        Progress(**json.loads(row["shown"])) if row["shown"] else None,
        maybe_moment(row["shown_at"]),
    )


async def begin(
    c: Connection, id: int, chat_id: int, texts: Mapping[str, Written], languages: tuple[str, ...], now: datetime
) -> None:
    """A new draft of an administrator."""
    await c.run(
        "INSERT INTO broadcasts (id, chat_id, texts, languages, created_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (id, chat_id, json.dumps(texts, ensure_ascii=False), json.dumps(languages), stamp(now)),
    )


async def get(c: Connection, id: int) -> Broadcast | None:
    """A broadcast by its number."""
    row = await c.one("SELECT * FROM broadcasts WHERE id = ?", (id,))
    return _broadcast(row) if row else None


async def change(c: Connection, wanted: Broadcast) -> None:
    """Keep texts, audience and slot of a draft; one that is under way is left as it is."""
    await c.run(
        "UPDATE broadcasts SET texts = ?, languages = ?, groups = ?, slot = ? WHERE id = ? AND state = 'draft'",
        (
            json.dumps(wanted.texts, ensure_ascii=False),
            json.dumps(wanted.languages),
            wanted.groups,
            wanted.slot,
            wanted.id,
        ),
    )


async def audience(c: Connection) -> dict[tuple[str, bool], int]:
    """The active chats by language and whether they are more than one person's."""
    rows = await c.all(
        "SELECT lang, type <> 'private' AS many, COUNT(*) AS n FROM subscribers WHERE state = 'active' GROUP BY 1, 2"
    )
    return {(row["lang"], bool(row["many"])): row["n"] for row in rows}


async def send(c: Connection, wanted: Broadcast, page_id: int | None, now: datetime) -> None:
    """Put a draft on its way to all for whom it is; a second time does nothing."""
    if not await c.run("UPDATE broadcasts SET state = 'running' WHERE id = ? AND state = 'draft'", (wanted.id,)):
        return
    values = {
        "languages": json.dumps(wanted.told),
        "groups": wanted.groups,
        "id": wanted.id,
        "now": stamp(now),
    }
    total = await c.run(SEND, values)
    await c.run("UPDATE broadcasts SET total = ?, page_id = ? WHERE id = ?", (total, page_id, wanted.id))


async def progress(c: Connection, id: int) -> Progress:
    """How far a broadcast has come."""
    return Progress(**{row["what"]: row["n"] for row in await c.all(COUNTS, (id, *UNREACHED))})


async def running(c: Connection) -> list[Broadcast]:
    """Those that are under way."""
    rows = await c.all("SELECT * FROM broadcasts WHERE state = 'running' ORDER BY created_at")
    return [_broadcast(row) for row in rows]


async def shown(c: Connection, id: int, so_far: Progress, now: datetime) -> None:
    """Note that an administrator was shown how far it has come."""
    await c.run(
        "UPDATE broadcasts SET shown = ?, shown_at = ? WHERE id = ?", (json.dumps(asdict(so_far)), stamp(now), id)
    )


async def ended(c: Connection, id: int, state: State) -> None:
    """A broadcast is done or stopped; of one that is stopped nothing more goes, but for a call in flight."""
    await c.run("UPDATE broadcasts SET state = ? WHERE id = ? AND state IN ('draft', 'running')", (state, id))
    await c.run(
        "UPDATE outbox SET state = 'dropped', error = 'the broadcast was stopped' WHERE broadcast = ?"
        " AND state IN ('pending', 'claimed', 'held')",
        (id,),
    )
