"""What a simulated day is told in: what a chat has chosen and does, what was published, what came; and local times.

Nothing of the bot is imported.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from tests.e2e.dispatches import FIRMS, Happening, Way

MINUTE = timedelta(minutes=1)
QUIET_LINE = 0  # stands for the line that all is quiet where an event's number stands


@dataclass(frozen=True, slots=True)
class Watch:
    """A name that a chat watches; ``muted_until`` None: not muted."""

    name: str
    scope: str = "all"
    muted_until: datetime | None = None

    def stands(self, moment: datetime) -> bool:
        """Whether it is not muted."""
        return self.muted_until is None or self.muted_until <= moment


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything that a chat has chosen; the defaults are those of the product."""

    zone: str = "UTC"
    delivery: str = "instant"
    digest_at: time = time(8)
    digest_day: int = 0
    quiet: tuple[time, time] | None = None
    silent_nights: bool = True
    breaking: bool = False
    all_quiet: bool = True
    stopped: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """Something that a chat changes: ``choices`` by name, or a watch begun, ended, muted or heard again."""

    moment: datetime
    chat: int
    choices: Mapping[str, Any] = field(default_factory=dict)
    watch: str = ""
    does: str = ""  # "begin", "end", "mute", "unmute"


@dataclass(frozen=True, slots=True)
class Report:
    """An article, at the moment at which its feed first gave it to the bot."""

    moment: datetime
    happening: Happening
    way: Way
    order: int = 0  # among those of one moment


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A chat at the beginning, and since when it watches."""

    chat: int
    choices: Choices
    watches: tuple[Watch, ...]
    since: datetime
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message of the bot's own account: the events that it tells, by number. The same for what came and should.

    A wave of departures has the number of its firm (``wave_of``).
    """

    moment: datetime
    chat: int
    events: frozenset[int]
    silent: bool
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """A card that has been edited."""

    moment: datetime
    chat: int
    event: int


def wave_of(firm: str) -> int:
    """The number of a firm's waves."""
    return -1 - FIRMS.index(firm)


@cache
def resolved(day: date, at: time, zone: str) -> datetime:
    """The moment of a local time: the first where it comes twice, the next that there is where it is left out."""
    here = ZoneInfo(zone)
    wall = datetime.combine(day, at)
    while True:
        moment = wall.replace(tzinfo=here, fold=0).astimezone(UTC)
        if moment.astimezone(here).replace(tzinfo=None) == wall:
            return moment
        wall += MINUTE


def span(day: date, begin: time, end: time, zone: str) -> tuple[datetime, datetime]:
    """The span that begins on a local day; one that ends before it begins ends on the next day."""
    last = day if end > begin else day + timedelta(days=1)
    return resolved(day, begin, zone), resolved(last, end, zone)


def within(moment: datetime, hours: tuple[time, time] | None, zone: str) -> bool:
    """Whether a moment lies in hours of each day; equal ends are no hours."""
    if hours is None or hours[0] == hours[1]:
        return False
    today = moment.astimezone(ZoneInfo(zone)).date()
    spans = [span(today - timedelta(days=n), *hours, zone) for n in (0, 1)]
    return any(begin <= moment < end for begin, end in spans)
