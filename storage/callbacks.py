"""What buttons mean where that does not fit into their 64 bytes. An action is known by its chat and its text."""

import hashlib
from datetime import datetime

from storage.database import Connection
from storage.moments import stamp


def number(chat_id: int, action: str) -> str:
    """The short id under which a chat's action is kept; the same action has the same id."""
    return hashlib.blake2s(f"{chat_id}:{action}".encode(), digest_size=9).hexdigest()


async def keep(c: Connection, chat_id: int, action: str, now: datetime) -> None:
    """Store an action under its number; one that is shown again is as young as the button that shows it."""
    await c.run(
        "INSERT INTO callbacks (id, chat_id, action, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (id)"
        " DO UPDATE SET created_at = excluded.created_at",
        (number(chat_id, action), chat_id, action, stamp(now)),
    )


async def action_of(c: Connection, chat_id: int, id: str) -> str | None:
    """The action of a chat's button, None where it is too old."""
    value = await c.value("SELECT action FROM callbacks WHERE id = ? AND chat_id = ?", (id, chat_id))
    return str(value) if value is not None else None
