"""What command functions may use: handed in by ``bot/app.py``, or by a test."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, Self

from bot.condition import Vitals
from bot.config import Settings
from bot.known import Known
from bot.sending.rendering import Renderer
from feeds.intake.discover import Looked
from feeds.ports import Clock
from feeds.reading.answering.nearness import Nearness
from feeds.reading.naming.catalog import Catalog
from feeds.reading.reader import Reader
from storage.database import Database


class FeedLook(Protocol):
    """Looks an address up for ``/addfeed`` and ``/testfeed``, with every guard that polling has."""

    async def look(self, url: str) -> Looked:
        """Fetch and read once; never raises for what the other side does."""
        ...


@dataclass(frozen=True, slots=True)
class ChannelStanding:
    """A channel, and whether the one who asks and the bot are administrators there who may post."""

    id: int
    title: str
    username: str | None
    person_may: bool
    bot_may: bool


class ChannelLook(Protocol):
    """Asks Telegram about a channel."""

    async def look(self, channel: int | str, person: int) -> ChannelStanding | None:
        """A channel by number or @name; None where there is none that the bot can see."""
        ...


class FileError(Exception):
    """A file that cannot be had; ``large`` where it is over the limit."""

    def __init__(self, text: str, *, large: bool = False) -> None:
        super().__init__(text)
        self.large = large


class FileSource(Protocol):
    """Downloads what people send."""

    async def content(self, id: str, most: int) -> bytes:
        """A file's bytes; FileError where there are more than ``most``, or Telegram has it no longer."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """The parts that commands need; ``settings`` is called anew each time since the file may be edited meanwhile.

    ``catalog`` stays the same from a request's beginning to its end: each gets the services of its moment (``now``).
    """

    db: Database
    known: Known
    clock: Clock
    settings: Callable[[], Settings]
    looker: FeedLook
    place: Callable[[str], str]  # where the configuration lists a feed's address ("config.toml:14")
    renderer: Renderer
    tokens: Callable[[str], Sequence[str]]
    channels: ChannelLook
    files: FileSource
    bot_name: str = ""
    inline: bool = False  # @BotFather has switched inline mode on
    encoder: Nearness | None = None
    vitals: Vitals = field(default_factory=Vitals)
    _catalog: Catalog | None = None

    @property
    def catalog(self) -> Catalog:
        """The catalog of the request's moment."""
        return self._catalog or self.known()

    @property
    def reader(self) -> Reader:
        """A reader with that catalog."""
        return Reader(self.catalog)

    def now(self) -> Self:
        """The services with the catalog of this moment."""
        return replace(self, _catalog=self.known())
