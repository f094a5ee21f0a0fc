"""Whether a sentence holds what a question's type asks for, and the span of it that answers."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from feeds.reading.asked import GROUPS, Asked
from feeds.reading.chunks import AGE, DATE, MONEY, NUMBER, PERCENT, PERIOD, Chunk
from feeds.reading.lexicon import ROLE_EN, ROLE_ID, ROLE_ZH
from feeds.reading.name import Name
from feeds.reading.text import HAN as HAN_CHARACTER
from feeds.reading.text import WORD, folded, has_han

WORDS, HAN = 30, 60
# What the whole length of an answer costs in likelihood: a date is sure of its ends, a "what" is not. In Han a longer
# answer runs on into the next words, with no space to end it.
COSTS = {
    "latin": {"when": 1.2, "number": 0.5, "who": 0.18, "": 0.1},
    "han": {"when": 1.5, "number": 0.8, "who": 0.8, "why": 0.3, "": 0.25},
}


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


@dataclass(frozen=True, slots=True)
class Span:
    """The words of a sentence that answer, at ``[start, end)``; ``value`` is how likely they hold it less their cost."""

    text: str
    start: int
    end: int
    value: float


def best_span(kind: str, text: str, pieces: Sequence[Chunk], likely: Sequence[float]) -> Span:
    """The run of pieces that most likely holds the answer for what its length costs; at most 30 words (60 Han)."""
    costs = COSTS["han" if has_han(text) else "latin"]
    cost = costs.get(GROUPS.get(kind, ""), costs[""])
    own = [size_of(text[p.start : p.end]) for p in pieces]
    best = (-9.0, 0, 0)
    for first in range(len(pieces)):
        mass = long = 0.0
        for last in range(first, len(pieces)):
            mass += likely[last]
            long += own[last]
            if long > 1:
                break
            best = max(best, (mass - cost * long, first, last))
    if not pieces or best[0] == -9.0:
        return Span(shortened(text), 0, len(text), 0.0)
    value, first, last = best
    start, end = pieces[first].start, pieces[last].end
    only = pieces[first].name if first == last else None
    shown = only.full if only is not None else shortened(text[start:end])
    return Span(shown, start, end, value)


def size_of(text: str) -> float:
    """The share of an answer's allowed length that a text takes."""
    return len(HAN_CHARACTER.findall(text)) / HAN + len(WORD.findall(HAN_CHARACTER.sub(" ", text))) / WORDS


def shortened(text: str) -> str:
    """A text cut to an answer's length at a word."""
    text = text.strip(" ,;，；")
    while text and size_of(text) > 1:
        text = text[:-1] if has_han(text[-1]) or " " not in text else text.rsplit(" ", 1)[0]
    return text.strip(" ,;，；")
