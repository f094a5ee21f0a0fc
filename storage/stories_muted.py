"""The stories that a chat wants to hear no more of: a pair of chat and story, at most once."""

from datetime import datetime

from storage.database import Connection
from storage.moments import stamp


async def mute(c: Connection, chat_id: int, story_id: int, now: datetime) -> bool:
    """Tell a chat nothing more of a story, nor what waits to be sent of it; False where it was muted before."""
    await c.run(
        "UPDATE outbox SET state = 'dropped', error = 'the chat has muted the story' WHERE chat_id = ? AND story_id = ?"
        " AND state IN ('pending', 'claimed') AND kind IN ('alert', 'development', 'edit')",
        (chat_id, story_id),
    )
    changed = await c.run(
        "INSERT INTO muted_stories (chat_id, story_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (chat_id, story_id, stamp(now)),
    )
    return changed == 1


async def unmute(c: Connection, chat_id: int, story_id: int) -> bool:
    """Tell it again; False where it was not muted."""
    return await c.run("DELETE FROM muted_stories WHERE chat_id = ? AND story_id = ?", (chat_id, story_id)) == 1


async def is_muted(c: Connection, chat_id: int, story_id: int) -> bool:
    """Whether a chat has muted a story."""
    found = await c.value("SELECT 1 FROM muted_stories WHERE chat_id = ? AND story_id = ?", (chat_id, story_id))
    return found is not None


async def of_chat(c: Connection, chat_id: int) -> list[int]:
    """The stories that a chat has muted, the last muted first."""
    rows = await c.all(
        "SELECT story_id FROM muted_stories WHERE chat_id = ? ORDER BY at DESC, story_id DESC", (chat_id,)
    )
    return [row["story_id"] for row in rows]
