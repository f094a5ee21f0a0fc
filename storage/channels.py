"""Channels linked to private chats. A link is known by channel and chat; a chat speaks for one channel at most."""

from dataclasses import dataclass
from datetime import datetime

from storage.database import Connection, Row
from storage.moments import stamp

OFFERS = "reply:%:offer"  # keys of messages that offer a link


@dataclass(frozen=True, slots=True)
class Linked:
    """A channel that a private chat may speak for."""

    channel_id: int
    chat_id: int
    title: str
    username: str | None
    speaking: bool

    @property
    def name(self) -> str:
        """What the channel is called: @username, else its title."""
        return f"@{self.username}" if self.username else self.title


def _linked(row: Row) -> Linked:
    return Linked(row["channel_id"], row["chat_id"], row["title"], row["username"], bool(row["speaking"]))


async def link(c: Connection, channel_id: int, chat_id: int, title: str, username: str | None, now: datetime) -> None:
    """Let a chat speak for a channel, from now on."""
    await c.run(
        "INSERT INTO channels (channel_id, chat_id, title, username, linked_at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (channel_id, chat_id) DO UPDATE SET title = excluded.title, username = excluded.username",
        (channel_id, chat_id, title, username, stamp(now)),
    )
    await c.run("DELETE FROM outbox WHERE chat_id = ? AND state = 'pending' AND key LIKE ?", (chat_id, OFFERS))
    await speak(c, channel_id, chat_id)


async def speak(c: Connection, channel_id: int | None, chat_id: int) -> None:
    """Let a chat speak for one of its channels, or for itself again (None)."""
    await c.run("UPDATE channels SET speaking = (channel_id IS ?) WHERE chat_id = ?", (channel_id, chat_id))


async def unlink(c: Connection, channel_id: int, chat_id: int) -> None:
    """End a link."""
    await c.run("DELETE FROM channels WHERE channel_id = ? AND chat_id = ?", (channel_id, chat_id))


async def of_chat(c: Connection, chat_id: int) -> list[Linked]:
    """The channels of a private chat, in the order in which they were linked."""
    rows = await c.all("SELECT * FROM channels WHERE chat_id = ? ORDER BY linked_at, channel_id", (chat_id,))
    return [_linked(row) for row in rows]


async def of_channel(c: Connection, channel_id: int) -> list[Linked]:
    """The links of a channel."""
    rows = await c.all("SELECT * FROM channels WHERE channel_id = ? ORDER BY linked_at, chat_id", (channel_id,))
    return [_linked(row) for row in rows]


async def get(c: Connection, channel_id: int, chat_id: int) -> Linked | None:
    """One link."""
    row = await c.one("SELECT * FROM channels WHERE channel_id = ? AND chat_id = ?", (channel_id, chat_id))
    return _linked(row) if row else None


async def spoken_for(c: Connection, chat_id: int) -> int | None:
    """The channel that a private chat speaks for."""
    value = await c.value("SELECT channel_id FROM channels WHERE chat_id = ? AND speaking", (chat_id,))
    return int(value) if value is not None else None


async def of_message(c: Connection, chat_id: int, message_id: int) -> int | None:
    """The channel that a message in a private chat is about."""
    value = await c.value(
        "SELECT about FROM outbox WHERE chat_id = ? AND message_id = ? AND about IS NOT NULL LIMIT 1",
        (chat_id, message_id),
    )
    return int(value) if value is not None else None


async def alone(c: Connection, chat_id: int) -> list[int]:
    """The channels that nobody but this chat manages."""
    rows = await c.all(
        "SELECT channel_id FROM channels WHERE chat_id = ?1 AND channel_id <> ?1 AND channel_id NOT IN"
        " (SELECT channel_id FROM channels WHERE chat_id <> ?1)",
        (chat_id,),
    )
    return [row["channel_id"] for row in rows]


async def erase(c: Connection, channel_id: int) -> None:
    """Erase every link of a channel, and what was said about it in private chats."""
    await c.run("DELETE FROM channels WHERE channel_id = ?", (channel_id,))
    await c.run("DELETE FROM outbox WHERE about = ?", (channel_id,))
