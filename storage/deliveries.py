"""What of the outbox is asked: which message told what, what waits, whom a story reached."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from storage.database import Connection, Row
from storage.moments import moment, stamp
from storage.outbox import REPLY, OutboxRow, outbox_row


async def one(c: Connection, row_id: int) -> OutboxRow | None:
    """A message by its number."""
    row = await c.one("SELECT * FROM outbox WHERE id = ?", (row_id,))
    return outbox_row(row) if row else None


async def find(c: Connection, key: str) -> Row | None:
    """The row of a key."""
    return await c.one("SELECT * FROM outbox WHERE key = ?", (key,))


async def message_of(c: Connection, key: str) -> int | None:
    """The number of the message that a key was sent as."""
    value = await c.value("SELECT message_id FROM outbox WHERE key = ?", (key,))
    return int(value) if value is not None else None


async def story_of(c: Connection, chat_id: int, message_id: int) -> int | None:
    """The story that a message of ours shows."""
    value = await c.value(
        "SELECT story_id FROM outbox WHERE chat_id = ? AND message_id = ? AND story_id IS NOT NULL"
        " ORDER BY id DESC LIMIT 1",
        (chat_id, message_id),
    )
    return int(value) if value is not None else None


async def mention_of(c: Connection, chat_id: int, message_id: int) -> Row | None:
    """The row of a message of ours that told an article to who watches everything."""
    return await c.one(
        "SELECT * FROM outbox WHERE chat_id = ? AND message_id = ? AND kind = 'mention' ORDER BY id DESC LIMIT 1",
        (chat_id, message_id),
    )


async def mention_about(c: Connection, chat_id: int, item_id: int) -> Row | None:
    """The row that told a chat of an article, or of the first that told the same."""
    return await c.one(
        "SELECT o.* FROM outbox o WHERE o.chat_id = ?1 AND o.kind = 'mention' AND o.key IN ("
        "SELECT 'mention:' || ?1 || ':' || ?2 UNION"
        " SELECT 'mention:' || ?1 || ':' || m.first_id FROM mentions m WHERE m.item_id = ?2) LIMIT 1",
        (chat_id, item_id),
    )


async def payload_at(c: Connection, chat_id: int, message_id: int) -> Mapping[str, Any] | None:
    """What a message of ours was last drawn from, None where it is none of ours."""
    value = await c.value(
        "SELECT payload FROM outbox WHERE chat_id = ? AND message_id = ? ORDER BY id DESC LIMIT 1",
        (chat_id, message_id),
    )
    return dict(json.loads(value)) if value is not None else None


def payload_of(row: Row) -> Mapping[str, Any]:
    """What a row's message is drawn from."""
    return dict(json.loads(row["payload"]))


async def last_story(c: Connection, chat_id: int) -> int | None:
    """The story that a chat was sent last."""
    value = await c.value(
        "SELECT story_id FROM outbox WHERE chat_id = ? AND story_id IS NOT NULL AND state = 'sent'"
        " ORDER BY sent_at DESC LIMIT 1",
        (chat_id,),
    )
    return int(value) if value is not None else None


async def alert_of(c: Connection, chat_id: int, story_id: int) -> Row | None:
    """The chat's first alert of a story."""
    return await c.one(
        "SELECT * FROM outbox WHERE chat_id = ? AND story_id = ? AND kind = 'alert' ORDER BY id LIMIT 1",
        (chat_id, story_id),
    )


async def reach(c: Connection, story_id: int) -> int:
    """How many chats were told a story, by itself or in a digest; a preview does not count."""
    return int(
        await c.value(
            "SELECT COUNT(DISTINCT chat_id) FROM outbox WHERE story_id = ? AND state IN ('sent', 'told')"
            " AND kind IN ('alert', 'development')",
            (story_id,),
        )
    )


async def exports_open(c: Connection, chat_id: int, now: datetime, per_hour: int) -> datetime | None:
    """When a chat may have its files again that has had them so often within an hour; None where it may now."""
    last = await c.value(
        "SELECT created_at FROM outbox WHERE chat_id = ? AND kind = 'export' AND payload LIKE '%\"json\"%'"
        " AND created_at > ? ORDER BY created_at DESC LIMIT 1 OFFSET ?",
        (chat_id, stamp(now - timedelta(hours=1)), per_hour - 1),
    )
    return moment(last) + timedelta(hours=1) if last is not None else None


async def waiting(c: Connection) -> int:
    """How many messages wait or are under way."""
    return int(await c.value("SELECT COUNT(*) FROM outbox WHERE state IN ('pending', 'claimed', 'sending')"))


async def replies_waiting(c: Connection) -> int:
    """How many replies wait or are under way."""
    return int(
        await c.value(
            "SELECT COUNT(*) FROM outbox WHERE lane = ? AND state IN ('pending', 'claimed', 'sending')", (REPLY,)
        )
    )
