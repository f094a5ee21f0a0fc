"""A name as an article holds it."""

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
