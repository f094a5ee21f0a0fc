"""News that is kept for a chat until a moment: planned when it is claimed, and anew when the chat's settings change."""

from datetime import datetime

from storage.database import Connection


async def replan(c: Connection, chat_id: int, now: datetime) -> None:
    """Plan anew what is kept for a chat; call it in the transaction that changes a setting, a zone, a watch or a mute.

    A chat for which nothing is kept costs one look; wake the sender afterwards.
    """
