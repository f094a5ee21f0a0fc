"""A name as an article holds it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

NameKind = Literal["person", "organisation", "name", "weak", "initial"]


@dataclass(frozen=True, slots=True)
class Name:
    """A name at ``[start, end)`` of ``Article.whole``.

    ``kind`` "name" may be a person or an organisation, "weak" is a single capitalised word. ``full`` is the fullest form
    in the article.
    """

    text: str
    start: int
    end: int
    kind: NameKind
    full: str
    key: str
    entity_id: str | None = None


class Covered:
    """Stretches ``(start, end)`` of a text that do not overlap; tells which of them another stretch touches."""

    def __init__(self, stretches: Iterable[tuple[int, int]]) -> None:
        self._sorted = sorted(stretches)
        self._starts = [s for s, _ in self._sorted]
        self._ends = [e for _, e in self._sorted]

    def within(self, start: int, end: int) -> list[tuple[int, int]]:
        """The stretches that share a place with ``[start, end)``."""
        return self._sorted[bisect_right(self._ends, start) : bisect_left(self._starts, end)]
