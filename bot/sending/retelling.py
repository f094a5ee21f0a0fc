"""A stored story as what is told from it takes it: articles as readings, moves as believed, what is new. Pure."""

from dataclasses import replace

from bot.locales.texts import Texts
from feeds.model import Move, MoveStatus, Reading, Story
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.names import mentions


def readings(story: Story, catalog: Catalog) -> tuple[Reading, ...]:
    """The stored articles of a story as readings, for what is told from them.

    The first of each language carries its names: from these its "he" and "the company" are spelt out.
    """
    found: list[Reading] = []
    for a in story.articles:
        lang = a.lang or "en"
        names = () if any(r.lang == lang for r in found) else mentions(a, lang, catalog)
        own = tuple(m for m in story.moves if m.article_id == a.id)
        found.append(Reading(a, lang, True, 1.0, own, mentions=names))
    return tuple(found)


def believed(story: Story) -> tuple[Move, ...]:
    """A story's moves as its summary tells them: a denial of the story is one of each of its moves, as on the card."""
    if story.status is not MoveStatus.DENIED:
        return story.moves
    return tuple(replace(move, status=MoveStatus.DENIED) for move in story.moves)


def development_line(status: str | None, t: Texts) -> str:
    """What is new in a story that was told before."""
    lines = {
        MoveStatus.CONFIRMED: t("New: now confirmed"),
        MoveStatus.DENIED: t("New: now denied"),
        MoveStatus.CORRECTED: t("New: corrected"),
    }
    return lines.get(MoveStatus(status) if status else MoveStatus.REPORTED, t("New in this story"))
