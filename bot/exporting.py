"""``hengkang export``: the ledger, the stories, the articles or the feeds as JSON lines, beside a running bot."""

import argparse
import asyncio
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from bot.clock import SystemClock
from bot.config import ConfigError, Settings
from storage import export, published, subscribers
from storage.database import Database
from storage.published import What

Row = dict[str, Any]
Write = Callable[[Row], None]

UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def options(commands: Any, settings: Callable[[argparse.Namespace], Settings], write: Write) -> None:
    """Put the command on the command line."""
    one = commands.add_parser("export", help="moves, stories, articles or feeds as JSON lines, while the bot runs")
    which = one.add_mutually_exclusive_group()
    which.add_argument("--what", choices=get_args(What), default="moves", help="what to write (moves)")
    which.add_argument(
        "--chat", type=int, metavar="ID", help="instead: all that is stored of one chat, as /export does"
    )
    one.add_argument("--since", metavar="WHEN", help="only what is not older: 2026-11-01, 90d, 12h")
    one.set_defaults(action=lambda given: asyncio.run(run(given, settings(given), write)))


def moment(text: str, now: datetime) -> datetime:
    """A moment as it is written on the command line; without a zone it is in UTC. ConfigError says what to write."""
    if ago := re.fullmatch(r"(\d{1,4})([hdw])", text.strip()):
        return now - int(ago.group(1)) * UNITS[ago.group(2)]
    try:
        when = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ConfigError(f"--since {text}: write a day (2026-11-01), a moment, or how long ago (90d, 12h)") from None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


async def run(given: argparse.Namespace, settings: Settings, write: Write) -> int:
    """Write every row as it is read."""
    now = SystemClock().now()
    since = moment(given.since, now) if given.since else None
    async with await Database.open(settings.storage.path, readonly=True) as db:
        if given.chat is not None:
            write(await _chat(db, given.chat, now))
            return 0
        async for row in published.rows(db, given.what, since):
            write(row)
    return 0


async def _chat(db: Database, chat_id: int, now: datetime) -> Row:
    async with db.read() as c:
        if await subscribers.get(c, chat_id) is None:
            raise ConfigError(f"--chat {chat_id}: no such chat in the store; a group's number begins with a minus")
        return {"exported_at": now.isoformat(), "chat_id": chat_id, **await export.of_chat(c, chat_id)}
