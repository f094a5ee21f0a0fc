"""What speaks for each piece of a sentence being the answer: what it is, how it begins, what of the question stands by it."""

import re
from collections.abc import Iterator, Sequence

from feeds.reading.answering.asked import GROUPS, Asked
from feeds.reading.answering.chunks import Chunk
from feeds.reading.answering.spans import roles_in
from feeds.reading.text import has_han

Features = dict[str, float]
FAR = 5  # pieces; beyond it all distances are one


def piece_features(
    asked: Asked, named: frozenset[str], text: str, lang: str, pieces: Sequence[Chunk]
) -> Iterator[Features]:
    """The features of each piece of a sentence; ``named`` are the keys of the question's own names."""
    near = [p.matched > 0.5 for p in pieces]
    by_clause: dict[int, float] = {}
    for p in pieces:
        by_clause[p.clause] = by_clause.get(p.clause, 0.0) + p.matched * p.size
    best = max(by_clause.values(), default=0.0)
    roles = roles_in(text, lang)
    group = group_of(asked.type)
    for i, p in enumerate(pieces):
        f = _itself(asked.type, group, p)
        f |= _around(group, near, i)
        f |= _focus(asked, pieces, i)
        if p.name is not None and p.name.key in named:
            f["in question"] = 1.0
        if best and by_clause[p.clause] == best:
            f["clause best"] = 1.0
        elif not by_clause[p.clause]:
            f["clause none"] = 1.0
        if any(a < p.end and p.start < b for a, b in roles):
            f[f"role {group}"] = 1.0
        if i == 0:
            f["at start"] = 1.0
        if p.kind == "phrase":
            f |= _phrase(group, text, p, i)
        yield f


def _itself(kind: str, group: str, p: Chunk) -> Features:
    f = {
        f"k {kind} {p.kind}": 1.0,
        f"k {p.kind}": 1.0,
        f"l {p.lead}": 1.0,
        f"m {_bucket(p.matched)}": 1.0,
        f"z {_sized(p.size)}": 1.0,
        f"z {group} {_sized(p.size)}": 1.0,
    }
    if p.lead:
        f[f"l {group} {p.lead}"] = 1.0
    return f


def _around(group: str, near: Sequence[bool], i: int) -> Features:
    """How far it is to a piece of the question, back and on."""
    back = next((d for d in range(1, 8) if i - d >= 0 and near[i - d]), 9)
    on = next((d for d in range(1, 8) if i + d < len(near) and near[i + d]), 9)
    return {
        f"b {min(back, FAR)}": 1.0,
        f"o {min(on, FAR)}": 1.0,
        f"b {group} {min(back, FAR - 1)}": 1.0,
        f"o {group} {min(on, FAR - 1)}": 1.0,
    }


def _focus(asked: Asked, pieces: Sequence[Chunk], i: int) -> Features:
    """Whether the noun that says what is asked for stands in the piece or beside it."""
    f: Features = {}
    if asked.focus & pieces[i].stems:
        f |= {"focus in": 1.0, f"focus in {asked.type}": 1.0}
    if any(0 <= j < len(pieces) and asked.focus & pieces[j].stems for j in (i - 1, i + 1)):
        f |= {"focus by": 1.0, f"focus by {asked.type}": 1.0}
    return f


def _phrase(group: str, text: str, p: Chunk, i: int) -> Features:
    shown = text[p.start : p.end]
    f: Features = {}
    if shown[0].isupper() and i:
        f[f"capital {group}"] = 1.0
    if p.lead and p.size == 1:
        f["little"] = 1.0
    if has_han(text) and re.search(r"[A-Za-z]", shown):
        f["latin in han"] = 1.0
    return f


def _bucket(share: float) -> str:
    return "all" if share > 0.9 else "most" if share > 0.5 else "some" if share > 0.1 else "none"


def _sized(size: int) -> str:
    return str(size) if size < 4 else "4-6" if size < 7 else "7-12" if size < 13 else "13"


def group_of(kind: str) -> str:
    """The group of types that answer alike."""
    return GROUPS.get(kind, "thing")
