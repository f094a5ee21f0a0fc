"""Waves: several people who leave one organisation within a month, seen over the ledger; pure.

1. A *departure* is a named person's reported or confirmed step out of an organisation, or out of a lab or unit of it,
   dated by its first report; a person departs once. Rumours, denials, background and leaving a board do not count.
2. A wave belongs to the finest unit that has ``FEWEST`` departures within ``WITHIN``; who is told of in one
   organisation's wave does not count in another's.
3. It is told once. One that grows is told again when it has doubled: a wave that begins within ``WITHIN`` of one that
   was told is that one.
4. Only a fresh departure brings a wave up: what the first fetch of a feed brought counts, and tells nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.pages.analysis import house
from feeds.model import Move, MoveKind, MoveStatus
from feeds.reading.naming.catalog import Catalog

FEWEST = 3
WITHIN = timedelta(days=30)
STAYING = frozenset(
    {MoveKind.SUSPENDED, MoveKind.PROMOTED, MoveKind.TRANSFERRED, MoveKind.BOARD_JOINS, MoveKind.BOARD_LEAVES}
)
Reported = tuple[Move, int, datetime]  # a move, its story, its first report


@dataclass(frozen=True, slots=True)
class Departure:
    """One person's; ``move`` is the last report of it, ``at`` the moment of the first."""

    person: str
    move: Move
    story: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Told:
    """A wave that was told: whose, since when, of whom."""

    key: str
    start: datetime
    people: frozenset[str]


@dataclass(frozen=True, slots=True)
class Wave:
    """The departures from ``key``, the first reported first; ``start`` is the wave's as it was told first."""

    key: str
    start: datetime
    departures: tuple[Departure, ...]
    before: frozenset[str] = frozenset()  # whom it was told of before

    @property
    def people(self) -> frozenset[str]:
        """Of whom it is told."""
        return frozenset(d.person for d in self.departures)


def departs(move: Move, own: frozenset[str]) -> bool:
    """Whether a move is a departure from the organisation whose keys are ``own``."""
    sure = move.status not in (MoveStatus.RUMOUR, MoveStatus.DENIED) and not move.past
    out = move.from_key in own and move.to_key not in own
    return bool(move.person_key) and sure and out and not (move.kind in STAYING and move.to_key is None)


def departures(ledger: Iterable[Reported], own: frozenset[str]) -> list[Departure]:
    """Who departed, each once, the first reported first."""
    found: dict[str, Departure] = {}
    for move, story, at in sorted(ledger, key=lambda r: (r[2], r[1])):
        if departs(move, own):
            person = move.person_key or ""
            first = found[person].at if person in found else at
            found[person] = Departure(person, move, story, first)
    return sorted(found.values(), key=lambda d: (d.at, d.person))


def noticed(
    key: str, ledger: Sequence[Reported], fresh: frozenset[str], told: Sequence[Told], catalog: Catalog
) -> Wave | None:
    """The wave that the ``fresh`` people's departures from ``key`` bring up, of the finest unit; None for none.

    ``ledger`` are the moves of the whole house that ``key`` belongs to, ``told`` the waves told of it, both of as long
    as two waves may last.
    """
    for unit in (key, *catalog.owners(key)):
        elsewhere = frozenset(p for one in told if one.key != unit for p in one.people)
        gone = [d for d in departures(ledger, house(unit, catalog)) if d.person not in elsewhere]
        most = fullest(gone, fresh)
        if len(most) < FEWEST:
            continue
        same = [one for one in told if one.key == unit and abs(one.start - most[0].at) <= WITHIN]
        if any(len(most) < 2 * len(one.people) for one in same):
            return None
        start = min((one.start for one in same), default=most[0].at)
        return Wave(unit, start, most, frozenset(p for one in same for p in one.people))
    return None


def fullest(gone: Sequence[Departure], fresh: frozenset[str]) -> tuple[Departure, ...]:
    """The most departures within ``WITHIN`` of each other, a fresh one among them; ``gone`` is in the order of time."""
    best: tuple[Departure, ...] = ()
    for last in gone:
        group = tuple(d for d in gone if last.at - WITHIN <= d.at <= last.at)
        if len(group) > len(best) and any(d.person in fresh for d in group):
            best = group
    return best
