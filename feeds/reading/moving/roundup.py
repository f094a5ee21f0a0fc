"""The moves of a round-up that are its chief news, apart from those that it only tells besides.

Moves hang together that share a person or an organisation ("two leave Alibaba, for JD.com and for Tencent; a third
takes over"). Of a text that tells several such groups ("Iger leaves Disney; Block leaves Salesforce") one is the chief:
that which the title names first, else the largest, else the first. A story is recognised by its chief moves alone,
so that a round-up makes one story of two as little as it is told as news of somebody else.
"""

from collections.abc import Sequence

from feeds.model import Move
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.firms import one_firm, one_house
from feeds.reading.naming.namesakes import same_person, strangers
from feeds.reading.text import folded

NOT_NAMED = 1_000_000  # behind every place in a title


def chief(moves: Sequence[Move], title: str, catalog: Catalog) -> tuple[Move, ...]:
    """The moves that hang together with the chief one, in their order."""
    if len(moves) < 2 or len(groups := _groups(moves, catalog)) < 2:
        return tuple(moves)
    heading = folded(title)
    order = [(min(_place(m, heading) for m in group), -len(group), i) for i, group in enumerate(groups)]
    return tuple(groups[min(order)[2]])


def hang_together(a: Move, b: Move, catalog: Catalog) -> bool:
    """Whether two moves share a person or an organisation on any side."""
    if a.person_key and b.person_key and not strangers(a, b) and same_person(a, b, catalog) != "no":
        return True
    return any(
        one_firm(x, y, catalog) or one_house(x, y, catalog)
        for x in (a.from_key, a.to_key)
        for y in (b.from_key, b.to_key)
    )


def _groups(moves: Sequence[Move], catalog: Catalog) -> list[list[Move]]:
    groups: list[list[Move]] = []
    for move in moves:
        touched = [g for g in groups if any(hang_together(move, m, catalog) for m in g)]
        rest = [g for g in groups if not any(g is t for t in touched)]
        groups = [*rest, [*(m for g in touched for m in g), move]]
    return sorted(groups, key=lambda g: moves.index(g[0]))


def _place(move: Move, heading: str) -> int:
    """Where a title first names somebody or something of a move."""
    names = [folded(n) for n in (move.person, move.from_org, move.to_org) if n]
    names += [n.split()[-1] for n in names if " " in n]
    return min((place for n in names if n and (place := heading.find(n)) >= 0), default=NOT_NAMED)
