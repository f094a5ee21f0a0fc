"""Logs: one line an event on standard error, and never the token.

A line about an update, a feed, an item, a story or a message carries its number, from the call's ``extra`` or from what
``structlog.contextvars.bound_contextvars`` holds for the task: docs/running.md names the events.

The HTTP library logs whole addresses, and Telegram's addresses hold the token; the storage library logs the values of
every statement, and these are what people wrote. Both are therefore silenced, and whatever passes through here,
tracebacks included, is redacted once more.
"""

import logging
import re
import sys
from typing import Any, TextIO

import structlog

TOKEN_IN_TEXT = re.compile(r"\d{3,}:[A-Za-z0-9_-]{10,}")


def redacted(text: str) -> str:
    """A text with everything that looks like a bot's token taken out."""
    return TOKEN_IN_TEXT.sub("<token>", text)


class Redacting(logging.Formatter):
    """Passes records to structlog's renderer and takes tokens out of the finished line."""

    def __init__(self, inner: logging.Formatter) -> None:
        super().__init__()
        self.inner = inner

    def format(self, record: logging.LogRecord) -> str:
        """The finished line."""
        return redacted(self.inner.format(record))


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
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            renderer,
        ],
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Redacting(formatter))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy in ("httpx", "httpcore", "telegram", "aiosqlite", "trafilatura", "htmldate", "courlan", "asyncio"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # A tick that is skipped because the last one still runs is as it should be.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
