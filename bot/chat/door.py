"""Who is let in: asked as updates are stored, in their very transaction, so that a crowd at the door delays nobody.

1. What is not meant for the bot passes: talk in a group, and what Telegram tells of memberships.
2. Administrators pass. A blocked person, or anybody in a blocked chat, is turned away without a word.
3. Where the bot is for listed people only, a stranger is told once whom to ask, and administrators are told of it.
   No stranger is who is on the list, who uses the bot already, or who writes in a chat that does.
4. Who writes more in a minute than the quota allows is told once when it is open again, and turned away until then.

What is turned away is stored as handled, so no handler ever sees it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

from telegram import Chat, Message, Update

from bot import administrators
from bot.locales.texts import DEFAULT_ZONE, Texts, language_of, texts
from bot.pages.access import request_note, stranger_page
from bot.pages.rich import Rich, Writer
from bot.tables import Bot
from storage import access, outbox, subscribers
from storage.database import Connection
from storage.outbox import NewMessage

Standing = Literal["in", "stranger", "blocked"]
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Visit:
    """An update that is meant for the bot: whose, where and when."""

    update: Update
    person: int
    chat: Chat
    at: datetime


async def turned_away(c: Connection, updates: Iterable[Update], now: datetime, settings: Bot) -> frozenset[int]:
    """The numbers of the updates that go no further; who is to be told is told by the outbox."""
    visits = [v for v in (visit(u, now) for u in updates) if v is not None and v.person not in settings.administrators]
    if not visits:
        return frozenset()
    found = await standings(c, [(v.person, v.chat.id) for v in visits], settings)
    away = {v.update.update_id for v, standing in zip(visits, found, strict=True) if standing != "in"}
    for v, standing in zip(visits, found, strict=True):
        if standing == "stranger":
            await tell_stranger(c, v.update, v.chat, now, settings)
    inside = [v for v in visits if v.update.update_id not in away]
    paced = await access.counted(c, [(v.person, v.at) for v in inside], settings.commands_per_minute) if inside else ()
    for v, (within, first) in zip(inside, paced, strict=True):
        if not within:
            away.add(v.update.update_id)
        if first:
            await _tell_pace(c, v, now, settings)
    return frozenset(away)


def visit(update: Update, now: datetime) -> Visit | None:
    """Who comes, None where an update is not meant for the bot or comes from nowhere."""
    chat, user = update.effective_chat, update.effective_user
    if chat is None or user is None:
        return None
    if update.callback_query is not None:
        return Visit(update, user.id, chat, now)
    message = update.message or update.edited_message
    if message is None or not (chat.type == Chat.PRIVATE or _directed(message)):
        return None
    return Visit(update, message.sender_chat.id if message.sender_chat else user.id, chat, min(now, message.date))


def _directed(message: Message) -> bool:
    replied = message.reply_to_message
    return (message.text or "").startswith("/") or (
        replied is not None and replied.from_user is not None and replied.from_user.is_bot
    )


async def standings(c: Connection, pairs: Sequence[tuple[int, int]], settings: Bot) -> list[Standing]:
    """How persons stand in chats."""
    numbers = {number for pair in pairs for number in pair}
    verdicts = await access.verdicts(c, numbers)
    listed = settings.access == "listed"
    known = await access.known(c, numbers) if listed else set()
    found: list[Standing] = []
    for person, chat in pairs:
        said = {verdicts.get(person), verdicts.get(chat)}
        if person in settings.administrators:
            found.append("in")
        elif "blocked" in said:
            found.append("blocked")
        else:
            found.append("in" if not listed or "allowed" in said or {person, chat} & known else "stranger")
    return found


async def tell_stranger(
    c: Connection, update: Update, chat: Chat, now: datetime, settings: Bot, due: datetime | None = None
) -> None:
    """Say once whom to ask, and tell administrators, not more than a few times a day; ``due``: not before that."""
    user = update.effective_user
    lang = language_of(user.language_code if user else None, settings.language)
    private = chat.type == Chat.PRIVATE
    name = (user.full_name if user else "") if private else chat.title or ""
    first, noted = await access.asked(c, chat.id, name[:80], chat.username, lang, now)
    if first:
        told = stranger_page(settings.contact, private, texts(lang)).as_payload()
        await outbox.put(
            c, [NewMessage(f"stranger:{chat.id}:{update.update_id}", chat.id, "reply", told, due=due)], now
        )
    if noted:
        note = partial(request_note, chat_id=chat.id, name=name, username=chat.username, private=private)
        await administrators.tell(c, settings.administrators, f"asked:{chat.id}:{update.update_id}", note, now, due=due)


async def _tell_pace(c: Connection, v: Visit, now: datetime, settings: Bot) -> None:
    row = await subscribers.get(c, await subscribers.current(c, v.chat.id))
    user = v.update.effective_user
    lang = row.lang if row else language_of(user.language_code if user else None, settings.language)
    zone = row.timezone if row else settings.timezone or DEFAULT_ZONE[lang]
    opens = v.at.replace(second=0, microsecond=0) + MINUTE
    message = v.update.effective_message
    thread = message.message_thread_id if message is not None and message.is_topic_message else None
    payload = pace_page(settings.commands_per_minute, opens, zone, texts(lang)).as_payload()
    to = row.chat_id if row else v.chat.id
    key = f"pace:{to}:{opens:%Y%m%d%H%M}"
    await outbox.put(c, [NewMessage(key, to, "reply", payload, thread_id=thread)], now)


def pace_page(limit: int, opens: datetime, zone: str, t: Texts) -> Rich:
    """What somebody is told who writes too much in a minute."""
    out = Writer()
    out.line(t("That is more than {n} messages and taps in a minute; I leave out what comes now.", n=t.number(limit)))
    out.line(t("I answer again from {time}.", time=t.moment(opens, zone)))
    return out.done()
