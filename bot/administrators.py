"""Notes to those who run the bot: a message to each of them, in their own language, in their private chat."""

from collections.abc import Callable, Iterable
from datetime import datetime

from bot.locales.texts import Texts, texts
from bot.pages.rich import Rich
from storage import outbox, subscribers
from storage.database import Connection
from storage.outbox import NewMessage

Note = Callable[[Texts, str], Rich]  # the reader's texts and time zone -> the message


async def tell(
    c: Connection,
    people: Iterable[int],
    key: str,
    note: Note,
    now: datetime,
    story_id: int | None = None,
    due: datetime | None = None,
) -> int:
    """Put a note for every administrator who has begun a chat with the bot into the outbox; how many there are.

    ``key`` names what the note is about and when: the same once more changes nothing. Part of the caller's transaction.
    ``due``: not before that; None is at once.
    """
    messages = []
    for person in people:
        chat = await subscribers.get(c, person)
        if chat is not None:
            payload = note(texts(chat.lang), chat.timezone).as_payload()
            messages.append(
                NewMessage(f"{key}:{person}", person, "reply", payload, outbox.ALERT, story_id=story_id, due=due)
            )
    await outbox.put(c, messages, now)
    return len(messages)
