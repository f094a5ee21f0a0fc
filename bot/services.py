"""What command functions may use: handed in by ``bot/app.py``, or by a test."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.config import Settings
from feeds.model import FeedDocument
from feeds.ports import Clock
from feeds.reading.catalog import Catalog
from feeds.reading.reader import Reader
from storage.database import Database


@dataclass(frozen=True, slots=True)
class Looked:
    """What an address turned out to be: a feed's document, or why it is none."""

    url: str  # where redirects led
    document: FeedDocument | None
    error: str | None = None  # plain words
    proposals: tuple[str, ...] = ()  # feeds that a page names, where it is no feed itself


class FeedLook(Protocol):
    """Looks an address up for ``/addfeed`` and ``/testfeed``, with every guard that polling has."""

    async def look(self, url: str) -> Looked:
        """Fetch and read once; never raises for what the other side does."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """The parts that commands need; ``settings`` is called anew each time since the file may be edited meanwhile."""

    db: Database
    catalog: Catalog
    reader: Reader
    clock: Clock
    settings: Callable[[], Settings]
    looker: FeedLook
    tokens: Callable[[str], Sequence[str]]
    bot_name: str = ""
