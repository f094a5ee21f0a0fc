"""One line after a week without news, so that silence is explained."""

from datetime import datetime, timedelta

from bot.locales.texts import Texts, texts
from bot.pages.cards import shortened
from bot.pages.rich import Writer
from bot.sending.delivery import ALL_QUIET_AFTER, all_quiet_at
from storage import feed_list, kept, outbox
from storage.database import Database
from storage.kept import QuietChat
from storage.outbox import DIGEST, NewMessage

NAMES = 3  # told by name; of more the number
LONGEST_NAME = 40
# Every zone's 08:00 falls on a quarter of an hour in UTC, so it is enough to look then.
QUARTER = timedelta(minutes=15)
MISSED = timedelta(hours=1)
JUST_AFTER = timedelta(microseconds=1)


def next_look(now: datetime) -> datetime:
    """The next quarter of an hour."""
    begun = now.replace(minute=now.minute - now.minute % 15, second=0, microsecond=0)
    return begun + QUARTER


async def tell_all_quiet(db: Database, now: datetime, looked: datetime | None = None) -> int:
    """Put the line into the outbox for every chat whose time came since it was ``looked`` last; their number.

    Whoever stands still when it is 08:00 (stopped, every watch muted) gets it on another morning, not in between. None:
    the bot has just started, and what fell into ``MISSED`` is made up for.
    """
    week = now - ALL_QUIET_AFTER
    async with db.read() as c:
        waiting = await kept.quiet_chats(c, week, now)
    due = [chat for chat in waiting if all_quiet_due(chat, now, looked or now - MISSED)]
    if due:
        async with db.write() as c:
            counted = [(chat, await feed_list.read_since(c, week, chat.chat_id)) for chat in due]
            await outbox.put(c, [_line(chat, count, now) for chat, count in counted], now)
    return len(due)


def all_quiet_due(chat: QuietChat, now: datetime, looked: datetime) -> bool:
    """Whether a chat wants the line, and its moment has come since the last look."""
    chosen = chat.chosen
    since = max(chat.since, looked - ALL_QUIET_AFTER + JUST_AFTER)
    return chosen.preferences.all_quiet and all_quiet_at(chosen.preferences, chosen.zone, since) <= now


def _line(chat: QuietChat, count: int, now: datetime) -> NewMessage:
    text = all_quiet(chat.names, count, texts(chat.lang))
    payload = Writer().line(text).done().as_payload()
    key = f"quiet:{chat.chat_id}:{now:%Y-%m-%dT%H:%M}"
    return NewMessage(key, chat.chat_id, "all_quiet", payload, DIGEST, chat.thread_id)


def all_quiet(names: tuple[str, ...], count: int, t: Texts) -> str:
    """The line: "All quiet: 31 feeds read, nothing about GoTo."; of many names a few."""
    told = [shortened(name, LONGEST_NAME) for name in names[:NAMES]]
    if len(names) > NAMES:
        told.append(t.n("{n} other name", "{n} other names", len(names) - NAMES))
    return t.n(
        "All quiet: {n} feed read, nothing about {names} this week.",
        "All quiet: {n} feeds read, nothing about {names} this week.",
        count,
        names=t.any_of(told),
    )
