"""Where a firm's people came from and where they went, counted from the ledger: what ``/flow`` draws and tells.

1. A person counts once on a side, however many reports and stories tell of them; a person without a name, a head count,
   background and a denied move do not count.
2. A person of whom every report is a rumour is *rumoured*, and stands beside the figures, never in them.
3. The other side of a move is its firm: a lab or a unit counts as its owner. Of several reports of one person the last
   that names the other side holds, a rumour's only where there is no other.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from feeds.model import Move, MoveStatus
from feeds.reading.naming.catalog import Catalog

Reported = tuple[Move, datetime]


@dataclass(frozen=True, slots=True)
class Stream:
    """The people between the firm and one other; ``key`` is None where the reports do not name it."""

    key: str | None
    name: str  # as the articles have it, for a key that the catalog does not know
    people: int
    rumoured: int

    @property
    def width(self) -> int:
        """Everybody in it."""
        return self.people + self.rumoured


@dataclass(frozen=True, slots=True)
class Flow:
    """The streams to and from one organisation, the widest first, the unnamed last."""

    came: tuple[Stream, ...]
    went: tuple[Stream, ...]

    @property
    def arrived(self) -> int:
        """Who came, rumours left out."""
        return sum(s.people for s in self.came)

    @property
    def left(self) -> int:
        """Who went, rumours left out."""
        return sum(s.people for s in self.went)

    @property
    def rumoured(self) -> int:
        """How many are only rumoured to have come or gone."""
        return sum(s.rumoured for s in (*self.came, *self.went))

    def __bool__(self) -> bool:
        return bool(self.came or self.went)


def flow(told: Iterable[Reported], own: frozenset[str], catalog: Catalog) -> Flow:
    """The streams of the organisation whose keys are ``own`` (itself with its labs and units)."""
    live = [(m, at) for m, at in told if counts(m)]
    came = [(m, at, m.from_key, m.from_org) for m, at in live if m.to_key in own and m.from_key not in own]
    went = [(m, at, m.to_key, m.to_org) for m, at in live if m.from_key in own and m.to_key not in own]
    return Flow(_streams(came, catalog), _streams(went, catalog))


def counts(move: Move) -> bool:
    """Whether a move is one that figures count: of a named person, not background, not denied."""
    return bool(move.person_key) and not move.past and move.status is not MoveStatus.DENIED


def concerned(told: Iterable[Reported], own: frozenset[str]) -> list[Move]:
    """The moves that ``flow`` counts."""
    return [m for m, _ in told if counts(m) and (m.to_key in own) != (m.from_key in own)]


Side = tuple[Move, datetime, str | None, str | None]


def _streams(side: Sequence[Side], catalog: Catalog) -> tuple[Stream, ...]:
    people: dict[str, list[Side]] = {}
    for report in sorted(side, key=lambda r: r[1]):
        people.setdefault(report[0].person_key or "", []).append(report)
    counted: dict[str | None, tuple[str, int, int]] = {}
    for reports in people.values():
        sure = [r for r in reports if r[0].status is not MoveStatus.RUMOUR]
        key, name = _other(sure or reports, catalog)
        known, firm, rumoured = counted.get(key, ("", 0, 0))
        counted[key] = (known or name, firm + bool(sure), rumoured + (not sure))
    streams = [Stream(key, *values) for key, values in counted.items()]
    return tuple(sorted(streams, key=lambda s: (s.key is None, -s.width, -s.people, s.key or "")))


def _other(reports: Sequence[Side], catalog: Catalog) -> tuple[str | None, str]:
    """The firm on the other side as the last report that names it has it."""
    for _, _, key, name in reversed(reports):
        if key:
            owners = catalog.owners(key)
            return (owners[-1], "") if owners else (key, name or "")
    return None, ""
