"""``hengkang import-opml`` and ``hengkang export-opml``: feeds as a file that other readers write and read."""

import argparse
import asyncio
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.config import ConfigError, Settings
from bot.importing import FAULTS, LIMITS, REASONS, Difference, carry_out, compared, opml_of
from feeds.intake.guard import Guard
from feeds.intake.opml import MOST_BYTES, OpmlError, Outline, Subscriptions, parse
from storage.database import Database
from storage.faults import StoreLockedError
from storage.feed_list import ADDED

Row = dict[str, Any]
Ask = Callable[[str], bool]
Write = Callable[[Row], None]


def options(commands: Any, settings: Callable[[argparse.Namespace], Settings], write: Write) -> None:
    """Put both commands on the command line."""
    one = commands.add_parser("import-opml", help="add the feeds of an OPML file: a line a feed, then a question")
    one.add_argument("file", metavar="FILE", help="what another reader has exported; - is standard input")
    one.add_argument("--yes", action="store_true", help="add without asking")
    one.set_defaults(action=lambda given: import_opml(given, settings(given), write))
    other = commands.add_parser("export-opml", help="every feed as OPML, in folders by list; beside a running bot too")
    other.add_argument("--output", type=Path, metavar="FILE", help="the file to write (standard output)")
    other.set_defaults(action=lambda given: export_opml(given, settings(given)))


def import_opml(given: argparse.Namespace, settings: Settings, write: Write) -> int:
    """Read the file, tell what it would change, and add it where that is agreed to."""
    data = _read(given.file)
    ask = None if given.yes else asker(given.file)
    return asyncio.run(take(settings, data, given.file, write, ask, yes=given.yes))


def export_opml(given: argparse.Namespace, settings: Settings) -> int:
    """Write the feeds to a file or to standard output."""
    data = asyncio.run(exported(settings))
    if given.output is None:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return 0
    try:
        put(given.output, data)
    except OSError as error:
        return _failed(f"{given.output}: {error.strerror}; choose a folder that can be written")
    return 0


def _read(name: str) -> bytes:
    if name == "-" and sys.stdin is None:
        raise ConfigError("standard input is closed; name a file")
    try:
        if name == "-":
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        with Path(name).open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{name}: {error.strerror}") from error


def asker(file: str) -> Ask | None:
    """A question on the terminal; None where nobody can answer, or the file came the same way."""
    if file == "-" or sys.stdin is None or not sys.stdin.isatty():
        return None

    def ask(question: str) -> bool:
        print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)
        return sys.stdin.readline().strip().lower() in ("y", "yes")

    return ask


async def take(settings: Settings, data: bytes, name: str, write: Write, ask: Ask | None, *, yes: bool) -> int:
    """Write a row for each feed of a file and for each refused one, then add what is new; the exit code.

    1 where the file is refused, nobody has agreed, or the store is a running bot's.
    """
    from bot.parts import sync_feeds  # what reads the news takes a second to load, which no other command needs

    try:
        held = parse(data)
    except OpmlError as error:
        place = f"{name}:{error.line}" if error.line else name
        return _failed(f"{place}: {FAULTS[error.fault].format(n=LIMITS.get(error.fault))}")
    guard, now = Guard.of(settings.polling.allow), SystemClock().now()
    try:
        db = await Database.open(settings.storage.path)
    except StoreLockedError:
        return await _beside(settings, held, guard, write)
    async with db:
        async with db.write() as c:
            await sync_feeds(c, settings, SystemClock())
            found = await compared(c, held, guard)
        _told(found, write)
        number = len(found.changing)
        if not number:
            return 0
        if not yes and ask is None:
            return _failed(f"nothing is changed: say --yes to add {_feeds(number)}")
        if not yes and ask is not None and not ask(f"Add {_feeds(number)}?"):
            return _failed("nothing is changed")
        async with db.write() as c:
            await carry_out(c, found.changing, None, now)
    return 0


async def _beside(settings: Settings, held: Subscriptions, guard: Guard, write: Write) -> int:
    """The store is a running bot's: say what would change, and how to change it."""
    async with await Database.open(settings.storage.path, readonly=True) as db, db.read() as c:
        found = await compared(c, held, guard)
    _told(found, write)
    if not found.changing:
        return 0
    return _failed(
        "nothing is changed: the bot is running. Send it this file in your private chat as its administrator,"
        " or stop it and say this once more"
    )


async def exported(settings: Settings) -> bytes:
    """Every feed as a file; raises StorageError where there is no store."""
    async with await Database.open(settings.storage.path, readonly=True) as db, db.read() as c:
        return await opml_of(c)


def put(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; raises OSError."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).chmod(0o644)
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def _told(found: Difference, write: Write) -> None:
    rows: list[Row] = [_row(f, change) for change, feeds in
                       (("new", found.new), ("back", found.back), ("known", found.known)) for f in feeds]  # fmt: skip
    for one in found.refused:
        why = REASONS[one.why].format(n=one.other)
        rows.append({"change": "refused", "line": one.line, "url": one.url, "error": why})
    for row in sorted(rows, key=lambda row: int(row["line"])):
        write(row)


def _row(feed: Outline, change: str) -> Row:
    return {"change": change, "line": feed.line, "url": feed.url, "title": feed.title, "list": feed.list or ADDED,
            "lang": feed.lang, "tier": feed.tier}  # fmt: skip


def _feeds(number: int) -> str:
    return "1 feed" if number == 1 else f"{number} feeds"


def _failed(text: str) -> int:
    print(f"hengkang: {text}", file=sys.stderr)
    return 1
