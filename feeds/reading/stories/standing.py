"""What administrators decided of stories, kept when further articles come.

1. A move that was put right by hand is read as what it is wherever it is reported as what it was; one that is no move
   is read as none.
2. An article that tells the event of a retracted story joins it, and is told to nobody. It is that event while person
   and way agree: who goes somewhere else, or turns back, makes a story of their own.
3. What a round-up tells of a retracted story is left out of it.
"""

from collections.abc import Sequence
from dataclasses import replace

from feeds.model import Fix, Move, Reading, Story
from feeds.reading.moving.roundup import chief
from feeds.reading.naming.catalog import Catalog
from feeds.reading.stories.likeness import Likeness, likeness
from feeds.reading.stories.sameness import one_event, one_step
from feeds.reading.stories.story import best_story, news
from feeds.reading.text import folded

# The slots that a fix may change, each with what goes along.
SIDES = {
    "person": ("person", "person_id", "person_key"),
    "from_org": ("from_org", "from_id", "from_key"),
    "to_org": ("to_org", "to_id", "to_key"),
}


def corrected(reading: Reading, candidates: Sequence[Story], catalog: Catalog) -> Reading:
    """The reading with every fix of the candidates applied to it."""
    moves = reading.moves
    for story in (s for s in candidates if s.fixes):
        near = likeness(reading.article, story)
        for fix in story.fixes:
            told = (applied(move, fix, near, catalog) for move in moves)
            moves = tuple(move for move in told if move is not None)
    return reading if moves == reading.moves else replace(reading, moves=moves)


def applied(move: Move, fix: Fix, near: Likeness, catalog: Catalog) -> Move | None:
    """The move as a fix leaves it; None where it is no move. One that tells something else stays as it is."""
    if not one_event(move, fix.was, near, catalog) or not one_step(move, fix.was, catalog):
        return move
    if fix.now is None:
        return None
    changed: dict[str, object] = {}
    for side, names in SIDES.items():
        key = names[2]
        was, now = getattr(fix.was, key), getattr(fix.now, key)
        # The person is the same by whatever spelling, else it were not one event.
        if was != now and (side == "person" or _repeats(getattr(move, key), was, catalog)):
            changed |= {name: getattr(fix.now, name) for name in names}
    for name in ("role", "from_role"):
        was, now = getattr(fix.was, name), getattr(fix.now, name)
        if was != now and folded(getattr(move, name) or "") in ("", folded(was or "")):
            changed[name] = now
    for name in ("kind", "status"):
        was, now = getattr(fix.was, name), getattr(fix.now, name)
        if was is not now and getattr(move, name) is was:
            changed[name] = now
    return replace(move, **changed) if changed else move  # type: ignore[arg-type]


def _repeats(told: str | None, was: str | None, catalog: Catalog) -> bool:
    """Whether a report has on a side what was put right there, or leaves the side open."""
    return told is None or told == was or (was is not None and bool(catalog.family(told) & catalog.family(was)))


def retracted(reading: Reading, withdrawn: Sequence[Story], catalog: Catalog) -> tuple[Story | None, Reading]:
    """The retracted story whose event an article tells; where it tells another, the reading without their moves."""
    if not withdrawn:
        return None, reading
    known = {move: _told_by(move, reading, withdrawn, catalog) for move in news(reading.moves)}
    first = chief(news(reading.moves), reading.article.title, catalog)
    if not first:
        return best_story(reading, withdrawn, catalog)[0], reading
    if all(known[move] is not None for move in first):
        return known[first[0]], reading
    return None, replace(reading, moves=tuple(m for m in reading.moves if known.get(m) is None))


def _told_by(move: Move, reading: Reading, withdrawn: Sequence[Story], catalog: Catalog) -> Story | None:
    for story in withdrawn:
        near = likeness(reading.article, story)
        if any(one_event(move, k, near, catalog) and one_step(move, k, catalog) for k in story.moves):
            return story
    return None
