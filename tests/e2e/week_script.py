"""What befalls the papers of a week and of a day, and what the administrator does meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from tests.e2e.papers import Kind


@dataclass(frozen=True, slots=True)
class Life:
    """What befalls a paper, in hours after the week's begin; ``end`` None: to the week's end."""

    kind: Kind
    begin: float
    end: float | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """A week's troubles by paper, when this server's own network fails, and what the administrator does and when.

    ``added`` is the paper that no configuration lists: the administrator adds it.
    """

    days: int
    lives: Mapping[int, Sequence[Life]]
    network: tuple[float, float]
    desk: Sequence[tuple[float, str]]
    added: int | None = None


def _at(day: int, clock: str) -> float:
    """Hours after the begin, 06:00 of day 0."""
    at = time.fromisoformat(clock)
    return day * 24 + at.hour + at.minute / 60 - 6


WEEK = Script(
    days=7,
    lives={
        0: [Life("404", _at(1, "09:05"), _at(3, "10:00"))],
        1: [Life("410", _at(2, "14:00"))],
        2: [Life("moved", _at(1, "06:10"))],
        3: [Life("moved", _at(1, "12:00"))],
        4: [Life("page", _at(4, "08:00"))],
        5: [Life("refused", _at(3, "02:00"), _at(3, "09:00"))],
        6: [Life("flood", _at(2, "16:00"), _at(2, "22:00"))],
        7: [Life("ids", _at(4, "12:00"))],
        13: [Life("relaunch", _at(4, "14:00"))],
        8: [Life("versions", _at(1, "00:00"))],
        9: [Life("storm", _at(1, "15:00"), _at(1, "15:30")), Life("storm", _at(5, "01:00"), _at(5, "07:00"))],
        10: [Life("silent", _at(1, "12:00"), _at(6, "06:00"))],
        11: [Life("garbled", _at(2, "08:00"), _at(2, "09:00"))],
    },
    network=(_at(5, "18:00"), _at(5, "20:10")),
    desk=(
        (_at(0, "09:59"), "add"), (_at(1, "07:31"), "/feeds"),
        (_at(2, "10:01"), "mistake"), (_at(2, "10:31"), "mend"),
        (_at(3, "09:31"), "take over"), (_at(3, "11:01"), "pause"), (_at(4, "11:01"), "resume"),
        (_at(6, "08:01"), "/feeds"), (_at(6, "08:02"), "/review"), (_at(6, "08:03"), "/stats"),
        (_at(6, "08:04"), "/health"), (_at(6, "08:05"), "look"),
    ),
    added=3,
)  # fmt: skip
SHORT = Script(
    days=1,
    lives={
        0: [Life("404", _at(0, "09:05"), _at(0, "16:00"))],
        1: [Life("410", _at(0, "12:00"))],
        4: [Life("page", _at(0, "13:00"))],
        6: [Life("flood", _at(0, "14:00"), _at(0, "18:00"))],
        7: [Life("ids", _at(0, "15:00"))],
        13: [Life("relaunch", _at(0, "17:00"))],
        8: [Life("versions", _at(0, "07:00"))],
        11: [Life("garbled", _at(0, "10:00"), _at(0, "11:00"))],
    },
    network=(_at(0, "20:00"), _at(0, "22:10")),
    desk=((_at(0, "09:31"), "mistake"), (_at(0, "09:51"), "mend")),
)
