"""Figures about a story, computed from the ledger and from nothing else; each knows the moves that it counts.

1. *Left*: how many people have left the firm, or the lab, of this story within ``DAYS`` before its last report.
2. *Joined*: how many have come to it.
3. *Between*: how many have gone from the one firm of the story to the other in its calendar year.

A denied move, background, and a move inside one house count nowhere, and a person counts once a figure. A figure of one
is no figure: it would only tell the story again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from feeds.model import Move, MoveStatus, Story
from feeds.reading.naming.catalog import Catalog

DAYS = 90
FEWEST = 2
Reported = tuple[Move, datetime]


@dataclass(frozen=True, slots=True)
class Figure:
    """How many moves of one kind concern ``key`` (and ``other``, where people go "between")."""

    kind: Literal["left", "joined", "between"]
    key: str
    moves: tuple[Move, ...]
    other: str = ""
    year: int = 0
    names: tuple[str, str] = ("", "")  # of the two as the articles have them, for keys that the catalog does not know

    @property
    def count(self) -> int:
        """The number told."""
        return len(self.moves)


def house(key: str, catalog: Catalog) -> frozenset[str]:
    """An organisation with the labs and units that belong to it."""
    return frozenset((key, *catalog.units(key)))


def concerned(story: Story, catalog: Catalog) -> frozenset[str]:
    """Every key whose moves the figures of a story need."""
    tops = {top for m in story.moves for key in (m.from_key, m.to_key) if key for top in _levels(key, catalog)}
    return frozenset(key for top in tops for key in house(top, catalog))


def figures(story: Story, ledger: Sequence[Reported], catalog: Catalog) -> tuple[Figure, ...]:
    """The figures of a story over reported moves, those of the smaller part of a firm first."""
    live = [(m, at) for m, at in ledger if m.status is not MoveStatus.DENIED and not m.past and m.person]
    recent = [m for m, at in live if timedelta() <= story.last_at - at <= timedelta(days=DAYS)]
    told = [m for m in story.moves if not m.past and m.status is not MoveStatus.DENIED]
    found: dict[tuple[str, ...], Figure] = {}
    for move in told:
        for key in _levels(move.from_key, catalog):
            own = house(key, catalog)
            people = _people(m for m in recent if _leaves(m, own))
            found["left", key] = Figure("left", key, people, names=(move.from_org or "", ""))
        for key in _levels(move.to_key, catalog):
            own = house(key, catalog)
            people = _people(m for m in recent if _enters(m, own))
            found["joined", key] = Figure("joined", key, people, names=(move.to_org or "", ""))
        pair = _between(move, story, live, catalog)
        if pair is not None:
            found["between", pair.key, pair.other] = pair
    return tuple(f for f in found.values() if f.count >= FEWEST)


def _levels(key: str | None, catalog: Catalog) -> tuple[str, ...]:
    """An organisation, and the firm at the top of it where that is another."""
    if not key:
        return ()
    return tuple(dict.fromkeys((key, *catalog.owners(key)[-1:])))


def _leaves(move: Move, own: frozenset[str]) -> bool:
    return move.from_key in own and move.to_key not in own


def _enters(move: Move, own: frozenset[str]) -> bool:
    return move.to_key in own and move.from_key not in own


def _between(move: Move, story: Story, live: Sequence[Reported], catalog: Catalog) -> Figure | None:
    if not move.from_key or not move.to_key:
        return None
    old, new = _levels(move.from_key, catalog)[-1], _levels(move.to_key, catalog)[-1]
    if old == new:
        return None
    year = story.last_at.year
    mine, theirs = house(new, catalog), house(old, catalog)
    went = [
        m for m, at in live if at.year == year and at <= story.last_at and m.from_key in theirs and m.to_key in mine
    ]
    return Figure("between", new, _people(went), old, year, (move.to_org or "", move.from_org or ""))


def _people(moves: Iterable[Move]) -> tuple[Move, ...]:
    """One move a person, the first of each."""
    found: dict[str, Move] = {}
    for move in moves:
        found.setdefault(move.person_key or move.person or "", move)
    return tuple(found.values())
