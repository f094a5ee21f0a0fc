"""A person's reported moves as a timeline: steps in the order of time, reports that contradict each other side by side.

1. A report stands at the day of the event where it tells one, else at the day on which it was reported.
2. Two reports are one *step* when they lie within ``ONE_STEP`` of each other and come from one house, or do not say.
3. A step whose reports name different goals, each of them told and neither a stop on the other's way, is *contested*.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from feeds.model import Move
from feeds.reading.naming.catalog import Catalog

ONE_STEP = timedelta(days=30)
Reported = tuple[Move, datetime]


@dataclass(frozen=True, slots=True)
class Step:
    """Reports of one step of a career, the first reported first; ``at`` is an ISO date, as precise as it is known."""

    at: str
    reports: tuple[Move, ...]

    @property
    def contested(self) -> bool:
        """Whether its reports name different goals."""
        return len({m.to_key for m in self.reports if m.to_key}) > 1


def timeline(told: Sequence[Reported], catalog: Catalog) -> tuple[Step, ...]:
    """The steps of one person's reported moves, the earliest first."""
    placed = sorted(told, key=lambda r: (when(*r), r[1]))
    steps: list[list[Reported]] = []
    for report in placed:
        if steps and _one_step(steps[-1], report, catalog):
            steps[-1].append(report)
        else:
            steps.append([report])
    return tuple(Step(when(*step[0]), tuple(m for m, _ in sorted(step, key=lambda r: r[1]))) for step in steps)


def when(move: Move, reported: datetime) -> str:
    """The day of a report: the event's where it is told, else the report's."""
    return move.date or reported.date().isoformat()


def _one_step(step: Sequence[Reported], report: Reported, catalog: Catalog) -> bool:
    move, reported = report
    near = min(abs(reported - at) for _, at in step) <= ONE_STEP
    tops = {_top(m.from_key, catalog) for m, _ in step if m.from_key}
    # Who has gone to a firm and leaves that firm later takes another step.
    onward = move.from_key is not None and _top(move.from_key, catalog) in {_top(m.to_key, catalog) for m, _ in step}
    return near and not onward and (not tops or move.from_key is None or _top(move.from_key, catalog) in tops)


def _top(key: str | None, catalog: Catalog) -> str | None:
    return (catalog.owners(key) or (key,))[-1] if key else None
