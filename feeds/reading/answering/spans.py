"""Whether a sentence holds what a question's type asks for."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from feeds.reading.answering.asked import Asked
from feeds.reading.answering.chunks import AGE, DATE, MONEY, NUMBER, PERCENT, PERIOD
from feeds.reading.naming.lexicon import ROLE_EN, ROLE_ID, ROLE_ZH
from feeds.reading.naming.name import Name
from feeds.reading.text import folded

REASON = re.compile(
    r"\b(?:because(?: of)?|due to|owing to|following|after|amid|over|citing|in order to|to (?:pursue|focus|spend|allow|avoid|increase)|as part of|reasons?|karena|akibat|lantaran|sebab|demi|guna|untuk|setelah|menyusul|alasan\w*|usai|faktor|buntut|terkait|berkaitan|lewat)\b|因|由于|出于|为了|旨在|鉴于",
    re.I,
)
SUCCESSION = re.compile(
    r"replac|succe|t[ao]k\w* (?:over|up)|step\w* (?:in|up)|went to|fill|ganti|diisi|接替|接任|接手|取代|继任|接棒|出任|担任|\bnew\b|\bbaru\b|appoint|named|ditunjuk|promot|聘任|任命|委任"
)
ROLES = {"en": ROLE_EN, "id": ROLE_ID, "zh": ROLE_ZH}

Holds = Callable[[str, Sequence[Name], Asked, frozenset[str]], bool]


def _person(text: str, names: Sequence[Name], asked: Asked, named: frozenset[str]) -> bool:
    return any(n.kind in ("person", "name") and n.key not in named for n in names)


def _role(text: str) -> bool:
    return any(r.search(text) for r in ROLES.values())


def _identity(text: str, names: Sequence[Name], asked: Asked, named: frozenset[str]) -> bool:
    """Who is X: the sentence names X with a role; who is the CEO of Y: it names a person beside that role."""
    if any(n.kind in ("person", "name") for n in asked.names) and (any(n.key in named for n in names) and _role(text)):
        return True
    return _person(text, names, asked, named)


def _organisation(text: str, names: Sequence[Name], asked: Asked, named: frozenset[str]) -> bool:
    return any(n.kind in ("organisation", "weak", "name") and n.key not in named for n in names)


def _found(*patterns: "re.Pattern[str]") -> Holds:
    return lambda t, n, a, k: any(p.search(t) for p in patterns)


def _anything(text: str, names: Sequence[Name], asked: Asked, named: frozenset[str]) -> bool:
    return True


HOLDS: dict[str, Holds] = {
    "successor": lambda t, n, a, k: _person(t, n, a, k) and SUCCESSION.search(folded(t)) is not None,
    "predecessor": lambda t, n, a, k: _person(t, n, a, k) and SUCCESSION.search(folded(t)) is not None,
    "how_long": _found(PERIOD),
    "how_old": _found(AGE),
    "how_much": _found(MONEY, PERCENT, NUMBER),
    "how_many": _found(NUMBER),
    "when": _found(DATE),
    "why": _found(REASON),
    "where_to": _organisation,
    "where_from": _organisation,
    "org": _organisation,
    "role": lambda t, n, a, k: _role(t),
    "who": _identity,
}


@lru_cache(maxsize=2048)
def roles_in(text: str, lang: str) -> tuple[tuple[int, int], ...]:
    """Where roles stand in a sentence of a language."""
    return tuple(m.span() for m in ROLES[lang].finditer(text))


def holds(asked: Asked, text: str, names: Sequence[Name], named: frozenset[str]) -> bool:
    """Whether a sentence holds a thing of the type asked for; ``named`` are the keys of the question's own names."""
    return HOLDS.get(asked.type, _anything)(text, names, asked, named)
