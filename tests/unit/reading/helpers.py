"""Short ways to an article, a reading, a move and a story in the tests of reading."""

from datetime import UTC, datetime, timedelta
from typing import Any

from feeds.model import Article, Move, MoveKind, MoveStatus, Reading, Story
from feeds.reading.naming.catalog import load
from feeds.reading.naming.names import organisation_key, person_key
from feeds.reading.reader import Reader

CATALOG = load()
READER = Reader(CATALOG)
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def article(text: str, title: str = "", *, id: str = "a", lang: str | None = None, hours: float = 0) -> Article:
    """An article published so many hours after ``NOON``."""
    return Article(id, title, text, published=NOON + timedelta(hours=hours), lang=lang, outlet="Harbour Daily")


def reading_of(text: str, title: str = "", **more: Any) -> Reading:
    """The reading of ``article(...)``."""
    return READER.read(article(text, title, **more))


def move(person: str | None, left: str | None, joined: str | None, kind: str = "joins", **more: Any) -> Move:
    """A move with its keys as reading would give them; its evidence is made up where none is given."""
    status = MoveStatus(more.pop("status", "reported"))
    evidence = more.pop("evidence", f"{person or 'Somebody'} moved.")
    return Move(
        person=person,
        from_org=left,
        to_org=joined,
        kind=MoveKind(kind),
        status=status,
        evidence=evidence,
        person_key=person_key(person, CATALOG) if person else None,
        from_key=organisation_key(left, CATALOG) if left else None,
        to_key=organisation_key(joined, CATALOG) if joined else None,
        **more,
    )


def story_of(*readings: Reading, id: str = "s") -> Story:
    """The story that these readings tell, in their order."""
    moves = tuple(m for r in readings for m in r.moves if not m.past)
    times = [r.article.published or NOON for r in readings]
    return Story(id, moves, tuple(r.article for r in readings), moves[0].status, min(times), max(times))
