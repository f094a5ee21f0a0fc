"""How much is typed in inline mode: counted in memory alone, since of whoever types there nothing is stored."""

from dataclasses import dataclass, field
from datetime import datetime

MINUTE = "%Y%m%d%H%M"


@dataclass(slots=True)
class Typists:
    """Inline queries of persons within this minute."""

    _minute: str = ""
    _counts: dict[int, int] = field(default_factory=dict)

    def typed(self, person: int, now: datetime) -> int:
        """Count a query; the person's number of this minute. A minute that is over does not come back."""
        minute = now.strftime(MINUTE)
        if minute > self._minute:
            self._minute, self._counts = minute, {}
        self._counts[person] = self._counts.get(person, 0) + 1
        return self._counts[person]

    def count(self, person: int, now: datetime) -> int:
        """How many queries of a person were counted in this minute."""
        return self._counts.get(person, 0) if now.strftime(MINUTE) <= self._minute else 0
