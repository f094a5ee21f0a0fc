"""Which story an article tells, and the story's moves once it is told.

1. Two moves are *one event* by the rules of ``sameness``: person, organisation, direction and time; the likeness of
   texts only supports.
2. A story is recognised by its chief moves, and an article by its own (``roundup``): it joins the story with which most of
   them agree, so that a round-up lends its other moves to nobody.
3. An article that is talent news but fills no slot joins a story whose title it repeats and with which it shares a name.
4. It is a *development* when it changes what is believed or, some hours on, tells a further station
   (``development``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from feeds.model import Move, Reading, Story
from feeds.reading.moving.posts import agreement, posts
from feeds.reading.moving.roundup import chief, hang_together
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.firms import family, search_keys
from feeds.reading.naming.namesakes import strangers
from feeds.reading.stories.development import changes_belief, development
from feeds.reading.stories.likeness import SIMILAR_TITLES, Likeness, likeness
from feeds.reading.stories.sameness import one_event, one_step

Relation = Literal["different", "same", "development"]
MOST_OF_STORY = 120  # moves; every further report is held against each of them


@dataclass(frozen=True, slots=True)
class Sameness:
    """How an article's reading relates to a story; ``agreed`` counts the article's moves that the story tells."""

    relation: Relation
    agreed: int = 0
    why: tuple[str, ...] = ()


APART = Sameness("different", 0, ("no move in common",))


def same_event(reading: Reading, story: Story, catalog: Catalog) -> Sameness:
    """Say whether ``reading`` tells ``story``'s event, as a further source or as a development of it."""
    return _related(reading, chief(news(reading.moves), reading.article.title, catalog), story, catalog)


def _core(story: Story, catalog: Catalog) -> tuple[Move, ...]:
    """The chief moves of a story, by which it is recognised; of a long one they are not found twice."""
    return chief(story.moves, story.articles[0].title if story.articles else "", catalog)


def _related(
    reading: Reading, told: Sequence[Move], story: Story, catalog: Catalog, core: Sequence[Move] | None = None
) -> Sameness:
    if told and all(m.person_key and k.person_key and strangers(m, k) for m in told for k in story.moves):
        return APART
    near = likeness(reading.article, story)
    why: list[str] = []
    core = _core(story, catalog) if core is None else core
    for move in told:
        reason = next((r for known in core if (r := one_event(move, known, near, catalog))), None)
        if reason:
            why.append(reason)
    agreed = len(why)
    if not told and _same_heading(reading, story, near, catalog):
        agreed = 1
        why.append(f"titles alike ({near.similar:.0f} of 100) and a name in common")
    if not agreed:
        return APART
    further = development(reading, story, near, catalog)
    if further:
        return Sameness("development", agreed, (*why, further))
    return Sameness("same", agreed, tuple(why))


def best_story(reading: Reading, stories: Iterable[Story], catalog: Catalog) -> tuple[Story | None, Sameness]:
    """Choose the story with which most of the reading's moves agree; the most recent of equals."""
    best: Story | None = None
    chosen = Sameness("different", 0, ("no story with a move in common",))
    told = chief(news(reading.moves), reading.article.title, catalog)
    for story in stories:
        found = _related(reading, told, story, catalog)
        better = found.agreed > chosen.agreed or (
            found.agreed == chosen.agreed > 0 and best is not None and story.last_at > best.last_at
        )
        if found.relation != "different" and better:
            best, chosen = story, found
    return best, chosen


def news(moves: Iterable[Move]) -> tuple[Move, ...]:
    """Leave out the moves told as background."""
    return tuple(m for m in moves if not m.past)


def own_moves(reading: Reading, story: Story | None, candidates: Sequence[Story], catalog: Catalog) -> tuple[Move, ...]:
    """The moves that an article lends to its story.

    To a story that it joins: those that hang together with the story's and are told by no other. To a story
    of its own: all but those that another story tells already.
    """
    moves = news(reading.moves)
    if len(moves) < 2:
        return moves
    kept = []
    own = _core(story, catalog) if story is not None else ()
    others = [(c, _core(c, catalog)) for c in candidates if story is None or c.id != story.id]

    def tells(move: Move, known: Story, core: Sequence[Move]) -> bool:
        return _related(replace(reading, moves=(move,)), (move,), known, catalog, core).relation != "different"

    for move in moves:
        if story is not None and tells(move, story, own):
            kept.append(move)
            continue
        elsewhere = any(tells(move, other, core) for other, core in others)
        related = story is None or any(hang_together(move, m, catalog) for m in story.moves)
        if related and not elsewhere:
            kept.append(move)
    return tuple(kept) or moves


def merge(known: Sequence[Move], new: Sequence[Move], catalog: Catalog) -> tuple[Move, ...]:
    """Join new reports of moves into the known ones: empty slots filled, fuller names kept, the newest status.

    A new move of nobody known is added only when it was told together with one that is known, which is the caller's
    to see to. The order is that of the first report. What would be more than ``MOST_OF_STORY`` is left out.
    """
    merged = list(known)
    near = Likeness()
    for move in new:
        place = next(
            (i for i, old in enumerate(merged) if one_event(move, old, near, catalog) and one_step(move, old, catalog)),
            None,
        )
        if place is None:
            merged += [move] if len(merged) < MOST_OF_STORY else []
        else:
            merged[place] = _joined(merged[place], move)
    return tuple(merged)


def keys_of(reading: Reading, catalog: Catalog) -> frozenset[str]:
    """The keys under which stories that the reading may belong to are found: its moves', else those of all it names."""
    keys = [k for m in reading.moves for k in m.keys]
    if reading.talent and not news(reading.moves):
        keys += [m.key for m in reading.mentions]
    return frozenset().union(*(search_keys(k, catalog) for k in keys))


def _joined(old: Move, new: Move) -> Move:
    """The known move with its gaps filled from a new report and the newer status where that is a real change."""
    filled = {
        name: getattr(old, name) or getattr(new, name)
        for name in ("role", "from_role", "date", "head_count", "place", "part", "replaces")
    }
    for side in ("person", "from_org", "to_org"):
        stem = side.removesuffix("_org")
        if getattr(old, f"{stem}_key") is None and getattr(new, f"{stem}_key") is not None:
            filled |= {name: getattr(new, name) for name in (side, f"{stem}_id", f"{stem}_key")}
    status = new.status if changes_belief(old.status, new.status) else old.status
    return replace(old, status=status, **filled)


def _same_heading(reading: Reading, story: Story, near: Likeness, catalog: Catalog) -> bool:
    """Whether an article that tells no move bears the title of one of the story's, and not of another post."""
    if near.similar < SIMILAR_TITLES or not _shares_name(reading, story, catalog):
        return False
    return agreement(*(posts(t) for t in near.titles)) != "at odds"


def _shares_name(reading: Reading, story: Story, catalog: Catalog) -> bool:
    named = frozenset().union(*(family(m.key, catalog) for m in reading.mentions)) if reading.mentions else frozenset()
    theirs = frozenset().union(*(family(k, catalog) for k in story.keys)) if story.keys else frozenset()
    return bool(named & theirs)
