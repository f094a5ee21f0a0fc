"""What the last run has left, however it ended: freed, and left out where it may be what ends runs.

Whoever asked is told that it went wrong, those who run the bot what it was; the rules are ``storage/crashes.py``'s.
"""

import json
import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial

from telegram import Update

from bot import administrators
from bot.locales.texts import Texts, language_of, texts
from bot.pages.cards import shortened
from bot.pages.rich import Rich, Writer
from bot.sending.notes import ANSWERS, IN_PLACE, instead
from storage import copies, feeds, inbox, items, kept, outbox, subscribers
from storage.crashes import MOST_CRASHES, Spent, spent
from storage.database import Connection, Database, Row
from storage.faults import StorageError
from storage.outbox import NewMessage

log = logging.getLogger(__name__)

NOTE = "ended:"  # begins the keys of what administrators are told of it, which is told of nothing itself
MOST_NAMED = 5
TITLE = 120


async def taken_up(c: Connection, people: Sequence[int], now: datetime) -> None:
    """At the start: free what was under way, leave out what too many runs have ended with, and tell."""
    await feeds.release(c)
    await items.release(c)
    await inbox.release(c)
    uncertain = await outbox.release(c)
    if uncertain:
        log.warning("%d messages were on their way when the last run ended; they go again, silently", uncertain)
    left_out = await spent(c)
    for update in left_out.updates:
        log.error("update.left_out", extra={"update_id": update["update_id"], "runs": MOST_CRASHES})
        await _answer(c, update, now)
    for item in left_out.items:
        log.error("item.left_out", extra={"item_id": item["id"], "runs": MOST_CRASHES})
    for message in left_out.messages:
        log.error("message.left_out", extra={"key": message["key"], "runs": MOST_CRASHES})
        await _given_up(c, message, now)
    told = Spent(left_out.updates, left_out.items, tuple(m for m in left_out.messages if not _own(m["key"])))
    if told:
        key = f"{NOTE}{now.timestamp():.0f}"
        await administrators.tell(c, people, key, partial(note, left_out=told), now)


async def given_back(db: Database) -> None:
    """At the end of a run in order: free what it had claimed. Where the store takes nothing, the next start does."""
    with suppress(StorageError):
        await db.hurry()
        async with db.write() as c:
            await feeds.release(c)
            await items.release(c, crashed=False)
            await inbox.release(c, crashed=False)
            await outbox.release(c, crashed=False)


def _own(key: str) -> bool:
    return key.startswith((NOTE, IN_PLACE))


async def _answer(c: Connection, update: Row, now: datetime) -> None:
    """Whoever asked, in a chat, is told that it came to nothing."""
    with suppress(Exception):  # it may be the reading of it that ends runs, or fails
        read = Update.de_json(json.loads(update["payload"]), None)
        if read.effective_chat is not None and (read.message or read.callback_query):
            here = await subscribers.current(c, read.effective_chat.id)
            chat, user = await subscribers.get(c, here), read.effective_user
            t = texts(chat.lang if chat else language_of(user.language_code if user else None, "en"))
            payload = instead(t, files=False).as_payload()
            await outbox.put(c, [NewMessage(f"reply:{update['update_id']}:error", here, "reply", payload)], now)


async def _given_up(c: Connection, message: Row, now: datetime) -> None:
    """A message is left out: what follows from it, as where Telegram refuses it for good."""
    row = outbox.outbox_row(message)
    if row.kind == "copy":
        await copies.note(c, row, now)
    if row.kind == "digest":
        await kept.one_by_one(c, row, now)
    if row.kind == "farewell":
        await outbox.removed(c, row.id)
    if row.kind in ANSWERS and row.lane == outbox.REPLY and not _own(row.key):
        chat = await subscribers.get(c, row.chat_id)
        payload = instead(texts(chat.lang if chat else "en"), files=False).as_payload()
        put = NewMessage(f"{IN_PLACE}{row.id}", row.chat_id, "reply", payload, thread_id=row.thread_id)
        await outbox.put(c, [put], now)


def note(t: Texts, _: str, left_out: Spent) -> Rich:
    """What administrators are told of what is left out."""
    out = Writer()
    out.line(t("I was ended {n} times in the middle of the same thing, so I leave it out.", n=MOST_CRASHES), "bold")
    lines = [t("An update from Telegram, number {number}", number=str(u["update_id"])) for u in left_out.updates]
    lines += [t("An article: {title}", title=shortened(i["title"], TITLE)) for i in left_out.items]
    lines += [t("A message ({kind}), number {number}", kind=m["kind"], number=str(m["id"])) for m in left_out.messages]
    for line in lines[:MOST_NAMED]:
        out.line(f"• {line}")
    if len(lines) > MOST_NAMED:
        out.line(t.n("+{n} more", "+{n} more", len(lines) - MOST_NAMED))
    out.line(t("Everything else goes on. The log of those moments, or the system's, says what ended me."))
    return out.done()
