"""Whether two moves name the same person, and how surely.

``full``: one name in any script and order, or a longer form of it. ``part``: a family name alone, a short first name (Phil,
Bob), an initial. ``sound``: a foreign name and the Chinese characters that sound like it. A name that many people
bear proves less than another: ``common``.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from feeds.model import Move
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.names import COURTESY
from feeds.reading.naming.pinyin import is_given, latin_key, surname_readings
from feeds.reading.naming.sounds import sound_alike
from feeds.reading.text import folded, has_han

Degree = Literal["full", "part", "sound", "no"]

SHORTEST_FORM = 3  # letters of a first name's short form
# Short first names that are no beginning of the long one.
SHORT_FORMS = {
    "andy": "andrew",
    "bill": "william",
    "bob": "robert",
    "chuck": "charles",
    "dick": "richard",
    "jack": "john",
    "jim": "james",
    "kate": "katherine",
    "larry": "lawrence",
    "liz": "elizabeth",
    "meg": "margaret",
    "mike": "michael",
    "nick": "nicholas",
    "rick": "richard",
    "steve": "stephen",
    "ted": "edward",
    "tony": "anthony",
}


def same_person(a: Move, b: Move, catalog: Catalog) -> Degree:
    """How surely the two moves are of one person; both have a ``person_key``."""
    mine, theirs = a.person_key or "", b.person_key or ""
    one, other = folded(a.person or ""), folded(b.person or "")
    polite = [COURTESY.fullmatch(n) for n in (one, other)]
    if any(polite):
        surnames = [p.group(1) if p else n for p, n in zip(polite, (one, other), strict=True)]
        return "part" if surnames[0].startswith(surnames[1]) or surnames[1].startswith(surnames[0]) else "no"
    if mine == theirs:
        if mine.startswith("~") and _other_characters(one, other):
            return "no"
        return "full" if " " in mine or not mine.startswith("~") or has_han(mine) else "part"
    if not mine.startswith("~") and not theirs.startswith("~"):
        return "no"
    names = [(x, y) for x in _forms(mine, one, catalog) for y in _forms(theirs, other, catalog)]
    degrees = [_compared(x, y) for x, y in names]
    return next((d for d in ("full", "part", "sound") if d in degrees), "no")


def strangers(a: Move, b: Move) -> bool:
    """Whether two names surely are two people's, told at a glance: Latin names with no word in common."""
    one, other = a.person_key or "", b.person_key or ""
    if one == other:
        return False
    mine, theirs = _words(one, a.person or ""), _words(other, b.person or "")
    return mine is not None and theirs is not None and mine.isdisjoint(theirs)


# By name and not by pair: of pairs there are new ones for as long as the bot runs, and what is kept of them fills up.
@lru_cache(maxsize=1 << 14)
def _words(key: str, shown: str) -> frozenset[str] | None:
    """The words of a name in Latin letters, None where it has Han."""
    if has_han(key) or has_han(shown):
        return None
    return frozenset((*key.removeprefix("~").replace("-", " ").split(), *folded(shown).split()))


def common(move: Move) -> bool:
    """Whether the person has one of the short Chinese names that many bear: 李明, Li Ming."""
    key = (move.person_key or "").removeprefix("~")
    if not (move.person_key or "").startswith("~"):
        return False
    if has_han(folded(move.person or "")):
        return len(folded(move.person or "").strip()) <= 2
    words = key.split()
    return len(words) == 2 and words[0] in surname_readings() and is_given(words[1]) and _one_syllable(words[1])


def _one_syllable(word: str) -> bool:
    vowels = "aeiouv"
    groups = sum(c in vowels and (i == 0 or word[i - 1] not in vowels) for i, c in enumerate(word))
    return groups == 1


def _other_characters(a: str, b: str) -> bool:
    """Whether two Han names that read alike are written with other characters: 李刚, 李钢."""
    return has_han(a) and has_han(b) and a not in b and b not in a


def _forms(key: str, shown: str, catalog: Catalog) -> Iterable[str]:
    """What a person may be compared by: the key's words, the name as it stands, a known person's spellings."""
    entity = catalog.entity(key)
    if entity is not None:
        return tuple(dict.fromkeys(folded(s) for s in entity.given))
    return tuple(dict.fromkeys((key.removeprefix("~"), shown)))


@lru_cache(maxsize=1 << 14)
def _compared(a: str, b: str) -> Degree:
    if has_han(a) != has_han(b):
        return "sound" if sound_alike(*((b, a) if has_han(a) else (a, b))) else "no"
    if has_han(a):
        x, y = a.split("·"), b.split("·")
        return "part" if x[-1] == y[-1] and (len(x) == 1 or len(y) == 1) and len(x[-1]) > 1 else "no"
    first, other = a.split(), b.split()
    x_words, y_words = set(first), set(other)
    if not first or not other:
        return "no"
    if x_words <= y_words or y_words <= x_words:
        return "full" if min(len(x_words), len(y_words)) >= 2 else "part"
    if first[-1] != other[-1] or latin_key(a) or latin_key(b):
        return "no"
    return "part" if _short(first[0], other[0]) else "no"


def _short(a: str, b: str) -> bool:
    """Whether one first name is short for the other: Phil and Philip, Bob and Robert, J. and John."""
    short, long = sorted((a.rstrip("."), b.rstrip(".")), key=len)
    if SHORT_FORMS.get(a) == b or SHORT_FORMS.get(b) == a:
        return True
    return long.startswith(short) and (len(short) >= SHORTEST_FORM or len(short) == 1)
