"""Whether two moves, reported in two places, are one event; each rule gives its reason in words.

1. *A person on both sides.* The name alone is enough for three days unless the ways are at odds; later an
   organisation must agree. What is less than a full name (a family name, a short form, Chinese characters that sound
   alike) needs the organisation on the same side as well, and a name that many bear needs it always.
2. *A lay-off.* The organisation, the week and, where both tell one, the number; without dates the number must agree.
3. *A post on one side at least* ("the head of its AI division"). Organisation, direction, two days, and the post: named
   alike in the roles or the titles, or the holder's name in the other's text. Posts at odds are two events.
"""

import re
from collections.abc import Sequence
from datetime import timedelta

from feeds.model import Article, Move, MoveKind
from feeds.reading.moving.posts import agreement, of_the_whole, posts
from feeds.reading.moving.quantity import other_number, same_number, told_in
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.firms import contradict, family, one_firm, one_house
from feeds.reading.naming.namesakes import common, same_person, strangers
from feeds.reading.stories.likeness import SIMILAR_TITLES, Likeness
from feeds.reading.text import folded, has_han

# How far apart two reports of one named person's move may lie when nothing but the person agrees.
NAME_ALONE = timedelta(days=3)
# The same for a post without a name, where a firm may lose two "heads" in one week.
POST_ALONE = timedelta(days=2)
LAY_OFF = timedelta(days=7)
LAY_OFF_ALONE = timedelta(days=3)  # where no number agrees
VERY_SIMILAR_TITLES = 80  # then a post without a name needs no word of the role in common
READ = 2000  # characters of a text in which another's number is looked for
LITTLE_ALIKE = 40  # titles of one language that tell the same post

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


def one_event(move: Move, known: Move, near: Likeness, catalog: Catalog) -> str | None:
    """Why the two are one event, or None."""
    if move.person_key and known.person_key:
        return _one_person(move, known, near, catalog)
    if MoveKind.LAID_OFF in (move.kind, known.kind):
        if move.person or known.person:
            return None
        return _one_lay_off(move, known, near, catalog)
    return _one_post(move, known, near, catalog)


def one_step(move: Move, known: Move, catalog: Catalog) -> bool:
    """Whether the two are one stage of a way, so that they become one record."""
    if contradict(move.from_key, known.from_key, catalog) or contradict(move.to_key, known.to_key, catalog):
        return False
    back = one_firm(move.from_key, known.to_key, catalog) or one_firm(move.to_key, known.from_key, catalog)
    return not back or _same_side(move, known, catalog)


def turned_back(move: Move, known: Move, catalog: Catalog) -> bool:
    """Whether somebody leaves what they were known to join, or the other way round."""
    return not one_step(move, known, catalog)


def _one_person(move: Move, known: Move, near: Likeness, catalog: Catalog) -> str | None:
    if strangers(move, known) or (degree := same_person(move, known, catalog)) == "no":
        return None
    contradicted = _at_odds(move, known, catalog)
    if degree != "full":
        if near.gap > NAME_ALONE or contradicted:
            return None
        if _same_side(move, known, catalog):
            told = "the sound of the name" if degree == "sound" else "the family name"
            return f"{move.person} in both by {told}, and {_shared(move, known, catalog)}"
        alike = degree == "part" and near.gap <= POST_ALONE and near.similar >= SIMILAR_TITLES
        return f"{move.person} in both by surname, titles alike" if alike else None
    shared = _shared(move, known, catalog)
    if shared:
        return f"{move.person} and {shared} in both"
    if near.gap > NAME_ALONE or common(move):
        return None
    if not contradicted:
        return f"{move.person} in both, nothing against it"
    if near.similar >= SIMILAR_TITLES and _ways_agree(move, known):
        return f"{move.person} in both, titles alike"
    return None


def _one_lay_off(move: Move, known: Move, near: Likeness, catalog: Catalog) -> str | None:
    if move.kind is not known.kind or near.gap > LAY_OFF or not one_firm(move.from_key, known.from_key, catalog):
        return None
    if other_number(move.head_count, known.head_count):
        return None
    firm = f"lay-off at {move.from_org or known.from_org} in both"
    if same_number(move.head_count, known.head_count):
        return firm
    if _elsewhere(move, known):
        return None
    if any(told_in(move.head_count, a.whole[:READ]) for a in near.theirs):
        return firm
    if near.mine and told_in(known.head_count, near.mine.whole[:READ]):
        return firm
    alone = near.dated and near.gap <= LAY_OFF_ALONE
    return firm if alone or near.similar >= SIMILAR_TITLES else None


def _elsewhere(move: Move, known: Move) -> bool:
    """Whether two lay-offs are told of two places or, in one language, of two parts of the firm."""
    places = move.place and known.place and move.place != known.place
    parts = move.part and known.part and move.lang == known.lang and folded(move.part) != folded(known.part)
    return bool(places or parts)


def _one_post(move: Move, known: Move, near: Likeness, catalog: Catalog) -> str | None:
    """A post without a name on at least one side."""
    if near.gap > POST_ALONE or not _ways_agree(move, known) or not _same_side(move, known, catalog):
        return None
    mine, theirs = (_posts(m, t) for m, t in zip((move, known), near.titles, strict=True))
    agreed = agreement(mine, theirs)
    if agreed == "at odds":
        return None
    supported = near.similar >= LITTLE_ALIKE or move.lang != known.lang
    holder = move.person or known.person
    if supported and holder and _tells_of(holder, near.theirs if move.person else [near.mine] if near.mine else []):
        return f"the same organisation, and {holder} in both texts"
    if supported and agreed == "agree" and (not of_the_whole(mine & theirs) or _very_firm(move, known, catalog)):
        return f"the same post ({', '.join(sorted(mine & theirs))}) at the same organisation"
    return "the same organisation, titles alike" if near.similar >= VERY_SIMILAR_TITLES else None


def _very_firm(move: Move, known: Move, catalog: Catalog) -> bool:
    """Whether the organisation is the very same on a side, not the owner's or the unit's."""
    return any(
        a == b or (one_firm(a, b, catalog) and not one_house(a, b, catalog))
        for a, b in ((move.from_key, known.from_key), (move.to_key, known.to_key))
        if a and b
    )


def _posts(move: Move, title: str) -> frozenset[str]:
    """What post a move is of: its roles, else what the title says of one."""
    return posts(move.role) | posts(move.from_role) or posts(title)


def _tells_of(holder: str, articles: Sequence[Article]) -> bool:
    """Whether a text names the holder of a post, by the family name at least."""
    name = folded(holder).strip()
    if has_han(name):
        family_name = re.split("·", name)[-1]
        return len(family_name) > 1 and any(family_name in folded(a.whole) for a in articles)
    last = re.escape(name.split()[-1]) if name else ""
    return bool(last) and any(re.search(rf"\b{last}\b", folded(a.whole)) for a in articles)


def way(move: Move) -> str:
    """Whether somebody comes, goes or does both."""
    if move.from_key and move.to_key:
        return "both"
    return "out" if move.kind in OUT else "in"


def _ways_agree(move: Move, known: Move) -> bool:
    mine, theirs = way(move), way(known)
    return mine == theirs or "both" in (mine, theirs)


def _at_odds(move: Move, known: Move, catalog: Catalog) -> bool:
    return contradict(move.from_key, known.from_key, catalog) or contradict(move.to_key, known.to_key, catalog)


def _same_side(move: Move, known: Move, catalog: Catalog) -> bool:
    """Whether one organisation is left in both or joined in both."""
    return one_firm(move.from_key, known.from_key, catalog) or one_firm(move.to_key, known.to_key, catalog)


def _shared(move: Move, known: Move, catalog: Catalog) -> str | None:
    """An organisation that both name, on the same side or as the stop between two stages of one way."""
    mine = [(move.from_key, move.from_org), (move.to_key, move.to_org)]
    shown = next(
        (
            org
            for key, org in mine
            if any(one_house(key, k, catalog) or one_firm(key, k, catalog) for k in (known.from_key, known.to_key))
        ),
        None,
    )
    apart = contradict(move.from_key, known.from_key, catalog) and contradict(move.to_key, known.to_key, catalog)
    crossed = family(move.from_key, catalog) & family(known.to_key, catalog)
    return shown if shown and (not apart or crossed) else None
