"""What a button has asked a chat to type: taken from the very next update of the chat, and from no later one."""

from datetime import datetime, timedelta

from storage.database import Connection
from storage.moments import stamp

WITHIN = timedelta(hours=1)


async def ask(c: Connection, chat_id: int, action: str, update_id: int, now: datetime) -> None:
    """The chat's next message is for an action, a button's data; ``update_id`` is the press that asked."""
    await c.run(
        "INSERT INTO awaited (chat_id, action, update_id, at) VALUES (?, ?, ?, ?) ON CONFLICT (chat_id)"
        " DO UPDATE SET action = excluded.action, update_id = excluded.update_id, at = excluded.at",
        (chat_id, action, update_id, stamp(now)),
    )


async def action(c: Connection, chat_id: int, update_id: int, now: datetime) -> str | None:
    """What the message of an update is for; None where nothing was asked, or something else came in between."""
    value = await c.value(
        "SELECT action FROM awaited a WHERE chat_id = ? AND update_id < ? AND at > ? AND NOT EXISTS ("
        "SELECT 1 FROM inbox i WHERE i.chat_id = a.chat_id AND i.update_id > a.update_id AND i.update_id < ?)",
        (chat_id, update_id, stamp(now - WITHIN), update_id),
    )
    return str(value) if value is not None else None


async def answered(c: Connection, chat_id: int) -> None:
    """It was typed, or is asked for no more."""
    await c.run("DELETE FROM awaited WHERE chat_id = ?", (chat_id,))
