"""What an article adds to a story that it tells: a word on whether it is true, or a further station."""

from datetime import timedelta

from feeds.model import Move, MoveStatus, Reading, Story
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.firms import contradict
from feeds.reading.naming.namesakes import same_person
from feeds.reading.stories.likeness import SAME_BREAK, Likeness
from feeds.reading.stories.sameness import one_event, turned_back


def development(reading: Reading, story: Story, near: Likeness, catalog: Catalog) -> str | None:
    """Why the article is more than a further source of the story, or None."""
    for move in (m for m in reading.moves if not m.past):
        for known in story.moves:
            if not one_event(move, known, near, catalog):
                continue
            told = _status_change(known.status, move.status, near.gap)
            if told:
                return told
            if near.gap >= SAME_BREAK and _further(move, story, catalog):
                return f"{move.person} moves on to {move.to_org}"
            if near.gap >= SAME_BREAK and move.person and turned_back(move, known, catalog):
                return f"{move.person} turns back"
    return None


def changes_belief(old: MoveStatus, new: MoveStatus) -> bool:
    """Whether the new status takes over: a mere repetition of a rumour never weakens what is reported."""
    if new in (MoveStatus.DENIED, MoveStatus.CORRECTED):
        return old is not new
    if new is MoveStatus.CONFIRMED:
        return old is not MoveStatus.CONFIRMED
    return new is MoveStatus.REPORTED and old is MoveStatus.RUMOUR


def _status_change(old: MoveStatus, new: MoveStatus, gap: timedelta) -> str | None:
    if new in (MoveStatus.DENIED, MoveStatus.CORRECTED) and old is not new:
        return f"{old.value} before, now {new.value}"
    if new is MoveStatus.CONFIRMED and old in (MoveStatus.RUMOUR, MoveStatus.DENIED):
        return f"{old.value} before, now confirmed"
    if new is MoveStatus.CONFIRMED and old is MoveStatus.REPORTED and gap >= SAME_BREAK:
        return "reported before, now confirmed"
    return None


def _further(move: Move, story: Story, catalog: Catalog) -> bool:
    """A station that the story does not name: a destination newly known, or the next one."""
    if not move.to_key or not move.person_key:
        return False
    known = [m.to_key for m in story.moves if m.person_key and same_person(m, move, catalog) != "no" and m.to_key]
    return all(contradict(move.to_key, k, catalog) for k in known)
