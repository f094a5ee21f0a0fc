"""Whether an article tells an event that a story tells already, and what it adds.

1. Two moves are *one event* when they name the same person and do not contradict each other about where from and
   where to; a post without a name or a head count needs the organisation, the direction and the role instead.
2. A name is compared by its entity key, so scripts and the order of names do not matter; organisations are compared by
   family, so a lab is its owner too. Two unknown names in different scripts cannot be compared: they neither agree
   nor contradict.
3. Text similarity only supports: alone it never merges, since "Yan left for JD" and "Zhou left for ByteDance" read alike.
4. An article joins the story with which most of its moves agree; a round-up therefore lends its other moves to nobody.
5. It is a *development* when it changes what is believed (denied, confirmed after a rumour or a denial) or, some hours
   on, tells a further station.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from rapidfuzz import fuzz

from feeds.model import Article, Move, MoveKind, MoveStatus, Reading, Story
from feeds.reading.catalog import Catalog
from feeds.reading.text import folded, has_han

# A second report within this time fills in the first (an edit); after it, what it adds is news of its own.
SAME_BREAK = timedelta(hours=12)
# How far apart two reports of one named person's move may lie when nothing but the person agrees.
NAME_ALONE = timedelta(days=3)
# The same for a post without a name, where a firm may lose two "heads" in one week.
POST_ALONE = timedelta(days=2)
LAY_OFF = timedelta(days=7)
CLOSE_COUNT = 1.25  # "about 8,000" and "7,800" are one
VERY_SIMILAR_TITLES = 80  # then a post without a name needs no word of the role in common
SIMILAR_TITLES = 72  # of 100, rapidfuzz token_set_ratio over folded text
SHORTEST_FORM = 3  # letters of a first name's short form
SAME_TEXT = 92

OUT = frozenset(
    {
        MoveKind.LEAVES,
        MoveKind.STEPS_DOWN,
        MoveKind.RETIRES,
        MoveKind.DISMISSED,
        MoveKind.SUSPENDED,
        MoveKind.LAID_OFF,
        MoveKind.BOARD_LEAVES,
    }
)
WITHIN = frozenset({MoveKind.PROMOTED, MoveKind.TRANSFERRED, MoveKind.APPOINTED})

Relation = Literal["different", "same", "development"]


@dataclass(frozen=True, slots=True)
class Sameness:
    """How an article's reading relates to a story; ``agreed`` counts the article's moves that the story tells."""

    relation: Relation
    agreed: int = 0
    why: tuple[str, ...] = ()


def same_event(reading: Reading, story: Story, catalog: Catalog) -> Sameness:
    """Say whether ``reading`` tells ``story``'s event, as a further source or as a development of it."""
    at = reading.article.published or story.last_at
    gap = _distance(at, story)
    similar = _similarity(reading.article, story)
    why: list[str] = []
    agreed = 0
    for move in news(reading.moves):
        for known in story.moves:
            reason = _one_event(move, known, gap, similar, catalog)
            if reason:
                agreed += 1
                why.append(reason)
                break
    if not agreed and not news(reading.moves) and similar >= SIMILAR_TITLES and _shares_name(reading, story, catalog):
        agreed = 1
        why.append(f"titles alike ({similar:.0f} of 100) and a name in common")
    if not agreed:
        return Sameness("different", 0, ("no move in common",))
    development = _development(reading, story, gap, catalog)
    if development:
        return Sameness("development", agreed, (*why, development))
    return Sameness("same", agreed, tuple(why))


def best_story(reading: Reading, stories: Iterable[Story], catalog: Catalog) -> tuple[Story | None, Sameness]:
    """Choose the story with which most of the reading's moves agree; the most recent of equals."""
    best: Story | None = None
    chosen = Sameness("different", 0, ("no story with a move in common",))
    for story in stories:
        found = same_event(reading, story, catalog)
        better = found.agreed > chosen.agreed or (
            found.agreed == chosen.agreed > 0 and best is not None and story.last_at > best.last_at
        )
        if found.relation != "different" and better:
            best, chosen = story, found
    return best, chosen


def news(moves: Iterable[Move]) -> tuple[Move, ...]:
    """Leave out the moves told as background."""
    return tuple(m for m in moves if not m.past)


def merge(known: Sequence[Move], new: Sequence[Move], catalog: Catalog) -> tuple[Move, ...]:
    """Join new reports of moves into the known ones: empty slots filled, fuller names kept, the newest status.

    A new move of nobody known is added only when it was told together with one that is known, which is the caller's
    to see to. The order is that of the first report.
    """
    merged = list(known)
    for move in new:
        place = next(
            (
                i
                for i, old in enumerate(merged)
                if _one_event(move, old, timedelta(0), 100.0, catalog) and _one_step(move, old, catalog)
            ),
            None,
        )
        if place is None:
            merged.append(move)
        else:
            merged[place] = _joined(merged[place], move)
    return tuple(merged)


def copy_of(article: Article, others: Iterable[Article]) -> str | None:
    """The id of the article that this one repeats word for word (syndicated), or None."""
    text = folded(article.text)[:1500]
    if len(text) < 80:
        return None
    for other in others:
        if other.id != article.id and fuzz.ratio(text, folded(other.text)[:1500], score_cutoff=SAME_TEXT):
            return other.id
    return None


def keys_of(reading: Reading, catalog: Catalog) -> frozenset[str]:
    """The keys under which stories that the reading may belong to are found: its moves', else those of all it names."""
    keys = [k for m in reading.moves for k in m.keys]
    if reading.talent and not news(reading.moves):
        keys += [m.key for m in reading.mentions]
    return frozenset().union(*(family(k, catalog) for k in keys))


def family(key: str | None, catalog: Catalog) -> frozenset[str]:
    """An organisation's key with those of its owners: a lab's news is its owner's."""
    if not key:
        return frozenset()
    return frozenset((key, *catalog.owners(key)))


def _one_event(move: Move, known: Move, gap: timedelta, similar: float, catalog: Catalog) -> str | None:
    """Why the two are one event, or None."""
    if move.person_key and known.person_key:
        return _one_person(move, known, gap, similar, catalog)
    if MoveKind.LAID_OFF in (move.kind, known.kind) and not (move.person or known.person):
        return _one_lay_off(move, known, gap, catalog)
    return _one_post(move, known, gap, similar, catalog)


def _one_person(move: Move, known: Move, gap: timedelta, similar: float, catalog: Catalog) -> str | None:
    degree = _same_person(move.person_key or "", known.person_key or "")
    if degree == "no":
        return None
    shared = _shared(move, known, catalog)
    if shared:
        return f"{move.person} and {shared} in both"
    contradicted = _contradict(move.from_key, known.from_key, catalog) or _contradict(
        move.to_key, known.to_key, catalog
    )
    if degree == "full" and gap <= NAME_ALONE:
        if not contradicted:
            return f"{move.person} in both, nothing against it"
        if similar >= SIMILAR_TITLES and _way(move) == _way(known):
            return f"{move.person} in both, titles alike"
    if degree == "part" and gap <= POST_ALONE and similar >= SIMILAR_TITLES and not contradicted:
        return f"{move.person} in both by surname, titles alike"
    return None


def _one_lay_off(move: Move, known: Move, gap: timedelta, catalog: Catalog) -> str | None:
    if move.kind is not known.kind or gap > LAY_OFF:
        return None
    shared = family(move.from_key, catalog) & family(known.from_key, catalog)
    if not shared or _other_count(move.head_count, known.head_count):
        return None
    return f"lay-off at {sorted(shared)[0]} in both"


def _other_count(a: str | None, b: str | None) -> bool:
    """Whether two head counts speak of two lay-offs; a share and a number can be of one ("10 %, or 8,000 people")."""
    x, y = _digits(a), _digits(b)
    if not x or not y or ("%" in (a or "")) != ("%" in (b or "")):
        return False
    return max(int(x), int(y)) > CLOSE_COUNT * min(int(x), int(y))


def _one_post(move: Move, known: Move, gap: timedelta, similar: float, catalog: Catalog) -> str | None:
    """A post without a name on at least one side: organisation, direction and role must agree."""
    if gap > POST_ALONE or _way(move) != _way(known):
        return None
    sides = ((move.from_key, known.from_key), (move.to_key, known.to_key))
    if not any(_one_firm(a, b, catalog) for a, b in sides):
        return None
    roles = fuzz.token_set_ratio(folded(move.role or move.from_role or ""), folded(known.role or known.from_role or ""))
    if roles >= 80 and (similar >= 40 or move.lang != known.lang):
        return f"the same post ({move.role or move.from_role}) at the same organisation"
    alike = (similar >= SIMILAR_TITLES and roles >= 50) or similar >= VERY_SIMILAR_TITLES
    return "the same organisation, titles alike" if alike else None


def _one_firm(a: str | None, b: str | None, catalog: Catalog) -> bool:
    """Whether two keys are one organisation: of one family, or unknown names of which one holds the other."""
    if family(a, catalog) & family(b, catalog):
        return True
    if not a or not b or not (a.startswith("~") and b.startswith("~")) or has_han(a) or has_han(b):
        return False
    x, y = set(a[1:].split()), set(b[1:].split())
    return min(len(x), len(y)) >= 2 and (x <= y or y <= x)


def _same_person(a: str, b: str) -> Literal["full", "part", "no"]:
    if a == b:
        return "full" if " " in a or not a.startswith("~") or has_han(a) else "part"
    x, y = set(a.lstrip("~").split()), set(b.lstrip("~").split())
    if not (a.startswith("~") and b.startswith("~")) or not x or not y:
        return "no"
    if x <= y or y <= x:
        return "full" if min(len(x), len(y)) >= 2 else "part"
    first, other = a.lstrip("~").split(), b.lstrip("~").split()
    short, long = sorted((first[0], other[0]), key=len)
    if first[-1] == other[-1] and len(short) >= SHORTEST_FORM and long.startswith(short):
        return "part"  # Phil and Philip
    return "no"


def _shared(move: Move, known: Move, catalog: Catalog) -> str | None:
    """An organisation that both name, on the same side or as the stop between two stages of one way."""
    theirs = family(known.from_key, catalog) | family(known.to_key, catalog)
    both = (family(move.from_key, catalog) | family(move.to_key, catalog)) & theirs
    if not both:
        return None
    known_ways = _contradict(move.from_key, known.from_key, catalog) and _contradict(move.to_key, known.to_key, catalog)
    crossed = known_ways and family(move.from_key, catalog) & family(known.to_key, catalog)
    return sorted(both)[0] if not known_ways or crossed else None


def _contradict(a: str | None, b: str | None, catalog: Catalog) -> bool:
    """Both sides are named, can be compared, and are not of one family."""
    if not a or not b or family(a, catalog) & family(b, catalog):
        return False
    comparable = not a.startswith("~") or not b.startswith("~") or has_han(a) == has_han(b)
    return comparable and fuzz.token_set_ratio(a, b) < 85


def _one_step(move: Move, known: Move, catalog: Catalog) -> bool:
    """Whether the two are one stage of a way, so that they become one record."""
    return not (_contradict(move.from_key, known.from_key, catalog) or _contradict(move.to_key, known.to_key, catalog))


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


def changes_belief(old: MoveStatus, new: MoveStatus) -> bool:
    """Whether the new status takes over: a mere repetition of a rumour never weakens what is reported."""
    if new in (MoveStatus.DENIED, MoveStatus.CORRECTED):
        return old is not new
    if new is MoveStatus.CONFIRMED:
        return old is not MoveStatus.CONFIRMED
    return new is MoveStatus.REPORTED and old is MoveStatus.RUMOUR


def _development(reading: Reading, story: Story, gap: timedelta, catalog: Catalog) -> str | None:
    """Why this is more than a further source, or None."""
    for move in news(reading.moves):
        for known in story.moves:
            if not _one_event(move, known, gap, 0.0, catalog):
                continue
            told = _status_change(known.status, move.status, gap)
            if told:
                return told
            if gap >= SAME_BREAK and _further(move, story, catalog):
                return f"{move.person} moves on to {move.to_org}"
    return None


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
    known = [m.to_key for m in story.moves if _same_person(m.person_key or "", move.person_key) != "no" and m.to_key]
    return all(_contradict(move.to_key, k, catalog) for k in known)


def _way(move: Move) -> str:
    if move.from_key and move.to_key:
        return "both"
    if move.kind in OUT:
        return "out"
    return "in"


def _distance(at: datetime, story: Story) -> timedelta:
    """How far the moment lies from the story's span."""
    if story.first_at <= at <= story.last_at:
        return min(at - story.first_at, SAME_BREAK)
    return at - story.last_at if at > story.last_at else story.first_at - at


def _similarity(article: Article, story: Story) -> float:
    """The likeness of the nearest title, 0..100; only titles of one script are compared."""
    title = folded(article.title or article.text[:120])
    alike = [
        fuzz.token_set_ratio(title, other) if not has_han(title) else fuzz.ratio(title, other)
        for a in story.articles
        if has_han(other := folded(a.title or a.text[:120])) == has_han(title)
    ]
    return max(alike, default=0.0)


def _shares_name(reading: Reading, story: Story, catalog: Catalog) -> bool:
    named = frozenset().union(*(family(m.key, catalog) for m in reading.mentions)) if reading.mentions else frozenset()
    theirs = frozenset().union(*(family(k, catalog) for k in story.keys)) if story.keys else frozenset()
    return bool(named & theirs)


def _digits(count: str | None) -> str:
    return "".join(c for c in count or "" if c.isdigit())
