"""A topic that can no longer be written to: what was meant for it goes to the chat at large.

| what Telegram says | this message | those to come | said once, at large |
| --- | --- | --- | --- |
| message thread not found | to the chat at large | the same, until /start in a topic | that the topic is gone |
| TOPIC_CLOSED | to the chat at large | to the topic, once it is open again | that it is closed, and what helps |

Nothing is held back until a topic opens: news that waits for an administrator is news missed. Where the chat at large
is closed too, the bot may not write there at all, and the chat is closed as any other.
"""

from datetime import datetime

from bot.locales.texts import Texts, texts
from bot.pages.rich import Writer
from bot.sending.retry import Failure
from storage import outbox, subscribers
from storage.database import Connection
from storage.outbox import NewMessage, OutboxRow


async def leave(c: Connection, row: OutboxRow, what: Failure, told: str, now: datetime) -> None:
    """Send a row to the chat at large, and say there why; ``told`` is kept as the row's error."""
    chat = await subscribers.get(c, row.chat_id)
    if what is Failure.TOPIC_GONE:
        await outbox.leave_thread(c, row.chat_id, row.thread_id or 0)
        if chat is not None and chat.thread_id == row.thread_id:
            await subscribers.set_thread(c, row.chat_id, None)
    await outbox.at_large(c, row.id, now, told)
    key = f"topic:{row.chat_id}:{row.thread_id}:{what.value}"
    text = _note(what, texts(chat.lang if chat else "en"))
    payload = Writer().line(text).done().as_payload()
    await outbox.put(c, [NewMessage(key, row.chat_id, "reply", payload)], now)


def _note(what: Failure, t: Texts) -> str:
    if what is Failure.TOPIC_GONE:
        return t("The topic that I kept to is gone, so I write here now. /start in another topic moves me there.")
    return t("The topic that I keep to is closed, so I write here meanwhile. As an administrator I could write there.")
