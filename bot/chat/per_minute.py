"""What persons do within a minute, counted in memory alone: what is typed in inline mode, since of whoever types there
nothing is stored, and presses that are turned away, since each would be a write for nothing."""

from dataclasses import dataclass, field
from datetime import datetime

MINUTE = "%Y%m%d%H%M"


@dataclass(slots=True)
class PerMinute:
    """How often each person has come within this minute."""

    _minute: str = ""
    _counts: dict[int, int] = field(default_factory=dict)

    def another(self, person: int, now: datetime) -> int:
        """Count one more; the person's number of this minute. A minute that is over does not come back."""
        minute = now.strftime(MINUTE)
        if minute > self._minute:
            self._minute, self._counts = minute, {}
        self._counts[person] = self._counts.get(person, 0) + 1
        return self._counts[person]

    def count(self, person: int, now: datetime) -> int:
        """How often a person has come in this minute."""
        return self._counts.get(person, 0) if now.strftime(MINUTE) <= self._minute else 0
