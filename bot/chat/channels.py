"""What those who manage a channel are told when the bot may no longer post there, may again, or has just come."""

from datetime import datetime, timedelta

from telegram import Chat, User

from bot.commands.channel import NAME
from bot.locales.texts import texts
from bot.pages.cards import shortened
from bot.pages.rich import Button, Writer
from storage import channels, outbox, subscribers, watches
from storage.database import Connection
from storage.outbox import NewMessage

OFFERS_AFTER = timedelta(seconds=3)  # a link that is made at the same moment takes the offer's place


async def close(c: Connection, chat_id: int, key: str, now: datetime) -> None:
    """A chat cannot be written to any more; who manages it, where it is a channel, is told once."""
    row = await subscribers.get(c, chat_id)
    if row is not None and row.state != "blocked":
        await subscribers.set_state(c, chat_id, "blocked")
        await tell(c, chat_id, key, now, out=True)


async def tell(c: Connection, channel_id: int, key: str, now: datetime, *, out: bool) -> None:
    """Tell every private chat that manages a channel; ``key`` is the occasion's, so that each hears of it once."""
    kept = await watches.count(c, channel_id)
    for one in await channels.of_channel(c, channel_id):
        row = await subscribers.get(c, one.chat_id)
        if row is not None and row.state == "blocked":
            continue
        t = texts(row.lang if row else "en")
        name = shortened(one.name, NAME)
        if out:
            text = t("I can no longer post in {name}; its alerts rest until I can.", name=name)
        else:
            text = t("I can post in {name} again.", name=name)
        watched = t.n("{n} watch is kept.", "{n} watches are kept.", kept)
        payload = Writer().line(text).line(watched).done().as_payload()
        await outbox.put(c, [NewMessage(f"{key}:{one.chat_id}", one.chat_id, "reply", payload)], now)


async def offer(c: Connection, chat: Chat, person: User, update_id: int, now: datetime) -> None:
    """Offer the link to who brought the bot into a channel, where they have a private chat with it."""
    row = await subscribers.get(c, person.id)
    if row is None or row.state == "blocked" or await channels.get(c, chat.id, person.id) is not None:
        return
    t = texts(row.lang)
    name = shortened(f"@{chat.username}" if chat.username else chat.title or "", NAME)
    out = Writer()
    out.line(t("I can post in {name} now. Shall its watches be managed from this chat?", name=name))
    payload = out.done([[Button(t("Link {name}", name=name), f"ck:{chat.id}")]]).as_payload()
    message = NewMessage(f"reply:{update_id}:offer", person.id, "reply", payload, due=now + OFFERS_AFTER)
    await outbox.put(c, [message], now)
