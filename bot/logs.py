"""Logs: one line an event on standard error, and never the token.

A line about an update, a feed, an item, a story or a message carries its number, from the call's ``extra`` or from what
``structlog.contextvars.bound_contextvars`` holds for the task: docs/running.md names the events.

The HTTP library logs whole addresses, and Telegram's addresses hold the token; the storage library logs the values of
every statement, and these are what people wrote. Both are therefore silenced, and whatever passes through here,
tracebacks included, is redacted once more: what looks like a token, an address of the Bot API, and the very secrets of
this process. What nobody has caught is told here, too, in place of the interpreter's own report, which hides nothing.
"""

import logging
import re
import sys
import threading
import time
from base64 import b64encode
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any, TextIO
from urllib.parse import quote

import structlog

from storage.faults import UnusableStoreError

TOKEN_IN_TEXT = re.compile(r"\d{3,}(?::|%3a)[a-z0-9_-]{10,}|(?<=/bot)\d+(?::|%3a)[a-z0-9_-]*", re.I)
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
SHORTEST_PART = 16  # characters of a part of a secret that is nothing else

_secrets: set[str] = set()
_hidden: re.Pattern[str] | None = None


def hide(*secrets: str) -> None:
    """Take these out of every line from now on: as they are, quoted for addresses, in base64, in whatever case.

    Telegram's library writes what it is told of an error in small letters.
    """
    global _hidden
    for secret in filter(None, secrets):
        part = secret.rpartition(":")[2]
        for one in (secret, part) if len(part) >= SHORTEST_PART else (secret,):
            _secrets.update((one, quote(one, safe=""), b64encode(one.encode()).decode().rstrip("=")))
    longest_first = sorted(_secrets, key=len, reverse=True)
    _hidden = re.compile("|".join(map(re.escape, longest_first)), re.I) if _secrets else None


def redacted(text: str) -> str:
    """A text with the secrets of this process, and everything that looks like a bot's token, taken out."""
    if _hidden is not None:
        text = _hidden.sub("<secret>", text)
    return TOKEN_IN_TEXT.sub("<token>", text)


class OnceAMinute(logging.Filter):
    """Of everything that fails because the store does, one line a minute, without a traceback; the rest is counted."""

    def __init__(self, seconds: float = 60.0) -> None:
        super().__init__()
        self._seconds = seconds
        self._at: float | None = None
        self._left_out = 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is let through, in plain words."""
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, UnusableStoreError):
            return True
        now = time.monotonic()
        if self._at is not None and now - self._at < self._seconds:
            self._left_out += 1
            return False
        record.msg, record.args, record.exc_info = "store.fault", (), None
        record.error, record.left_out = str(error), self._left_out
        self._at, self._left_out = now, 0
        return True


class Redacting(logging.Formatter):
    """Passes records to structlog's renderer and takes tokens out of the finished line."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self.inner = inner

    def format(self, record: logging.LogRecord) -> str:
        """The finished line."""
        return redacted(self.inner.format(record))


def one_line(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep what outsiders wrote (a name, a title, an answer) from passing for a line of ours, or colouring a terminal.

    A structlog processor: control and direction characters are escaped, save the line ends of a traceback, whose lines
    are indented: each line that begins at the margin is an event.
    """
    for key, value in event.items():
        if key == "exception":
            event[key] = "\n".join(f"  {_escaped(line)}" for line in str(value).split("\n"))
        elif isinstance(value, str):
            event[key] = _escaped(value)
    return event


def _escaped(text: str) -> str:
    return UNSEEN.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def configure(level: str = "INFO", *, as_json: bool = False, stream: TextIO | None = None) -> None:
    """Set up logging for the process; lines go to standard error unless a stream is given."""
    renderer: Any = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.ExtraAdder(),
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    lines: list[Any] = [] if as_json else [one_line]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            *lines,
            renderer,
        ],
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Redacting(formatter))
    handler.addFilter(OnceAMinute())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("httpx", "httpcore", "telegram", "aiosqlite", "trafilatura", "htmldate", "courlan", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # A tick that is skipped because the last one still runs is as it should be.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)


def catch_all() -> None:
    """Let nothing reach standard error but through the log: warnings, and exceptions that nobody has caught."""
    logging.captureWarnings(True)
    sys.excepthook = _uncaught
    threading.excepthook = lambda given: _uncaught(given.exc_type, given.exc_value, given.exc_traceback)
    sys.unraisablehook = lambda given: _uncaught(given.exc_type, given.exc_value, given.exc_traceback)


def _uncaught(kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
    logging.getLogger(__name__).critical("uncaught", exc_info=(kind, error or kind(), trace))
