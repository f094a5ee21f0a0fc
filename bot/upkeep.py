"""``hengkang backup`` and ``hengkang restore``: the store as one file, made while the bot runs, and put back."""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.clock import SystemClock
from bot.config import ConfigError, Settings
from storage import backup
from storage.backup import Copied

Row = dict[str, Any]
Write = Callable[[Row], None]


def options(commands: Any, settings: Callable[[argparse.Namespace], Settings], write: Write) -> None:
    """Put both commands on the command line."""
    one = commands.add_parser("backup", help="copy the store to a file, checked, while the bot runs")
    one.add_argument("target", nargs="?", type=Path, metavar="FILE|FOLDER",
                     help="where to; in a folder it is named by its moment in UTC (the store's folder)")  # fmt: skip
    one.add_argument("--keep", type=_number, metavar="N",
                     help="afterwards remove all but the newest N backups of the folder")  # fmt: skip
    one.set_defaults(action=lambda given: back_up(given, settings(given), write))
    other = commands.add_parser("restore", help="make a backup the store; never while the bot runs")
    other.add_argument("file", type=Path, metavar="FILE", help="what `hengkang backup` has written")
    other.add_argument("--replace", action="store_true", help="move the store that is there aside, and keep it")
    other.set_defaults(action=lambda given: restore(given, settings(given), write))


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("write a number from 1")
    return int(text)


def back_up(given: argparse.Namespace, settings: Settings, write: Write) -> int:
    """Make a backup, then remove old ones where ``--keep`` says so."""
    store, target, now = settings.storage.path, given.target, SystemClock().now()
    folder = target is None or target.is_dir()
    if given.keep and not folder:
        raise ConfigError(
            f"{target} is no folder: --keep removes old backups of a folder; make it, or leave --keep out"
        )
    if folder:
        target = (target or store.parent) / backup.default_name(now)
    started = time.monotonic()
    with Bar() as bar:
        made = backup.back_up(store, target, now, bar)
    removed = backup.made_in(target.parent)[given.keep :] if given.keep else []
    for old in removed:
        old.unlink(missing_ok=True)
    row: Row = {"backup": str(target), **_told(made), "seconds": round(time.monotonic() - started, 1)}
    if not made.noted:
        row["note"] = "the store could not be written to, so /health will not know of this backup"
    write(row | ({"removed": [str(p) for p in removed]} if given.keep else {}))
    return 0


def restore(given: argparse.Namespace, settings: Settings, write: Write) -> int:
    """Put a backup in the store's place."""
    with Bar() as bar:
        made = backup.restore(given.file, settings.storage.path, SystemClock().now(), bar, replacing=given.replace)
    row: Row = {"restored": str(made.path), "from": str(given.file), **_told(made)}
    if made.aside:
        row["moved_aside"] = str(made.aside)
    if made.schema < (newest := backup.newest_schema()):
        row["note"] = f"an older schema: the bot brings it from {made.schema} to {newest} when it starts"
    write(row)
    return 0


def _told(made: Copied) -> Row:
    row: Row = {"bytes": made.bytes, "schema": made.schema, "integrity": "ok"}
    if made.dangling:
        row["warning"] = f"{made.dangling} rows refer to what is not there; the bot works with them"
    return row


class Bar:
    """How far a long step is, on standard error where that is a terminal; gone when it is done."""

    def __init__(self) -> None:
        self._shown = ""

    def __call__(self, what: str, part: float) -> None:
        text = f"{what} {part:.0%}" if part else f"{what} …"
        if sys.stderr.isatty() and text != self._shown:
            print(f"\r{text.ljust(len(self._shown))}", end="", file=sys.stderr, flush=True)
            self._shown = text

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            print(f"\r{' ' * len(self._shown)}\r", end="", file=sys.stderr, flush=True)
