"""Chinese names in Latin letters: pinyin, in either order, with the readings that surnames have.

The key of a Chinese person is the pinyin, surname first, in two words ("yan zhijie"), whichever way an article writes it:
鄢志杰, 鄢志傑, Yan Zhijie, Zhijie Yan, Yan Zhi-jie.
"""

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from feeds.reading.naming.readings import every_reading, read_aloud
from feeds.reading.text import HAN, folded

INITIALS = [
    "b",
    "p",
    "m",
    "f",
    "d",
    "t",
    "n",
    "l",
    "g",
    "k",
    "h",
    "j",
    "q",
    "x",
    "zh",
    "ch",
    "sh",
    "r",
    "z",
    "c",
    "s",
    "y",
    "w",
]
FINALS = [
    "a",
    "o",
    "e",
    "ai",
    "ei",
    "ao",
    "ou",
    "an",
    "en",
    "ang",
    "eng",
    "ong",
    "er",
    "i",
    "ia",
    "ie",
    "iao",
    "iu",
    "ian",
    "in",
    "iang",
    "ing",
    "iong",
    "u",
    "ua",
    "uo",
    "uai",
    "ui",
    "uan",
    "un",
    "uang",
    "v",
    "ve",
    "ue",
    "van",
    "vn",
]


@cache
def surnames() -> dict[str, Any]:
    """The packaged table: readings, compound surnames, common surnames, romanised ones."""
    return tomllib.loads(files("feeds.catalog").joinpath("surnames.toml").read_text("utf-8"))


@cache
def common() -> frozenset[str]:
    """Surnames of one character that exist in practice."""
    return frozenset(surnames()["common"])


@cache
def compound() -> frozenset[str]:
    """Surnames of two characters."""
    return frozenset(surnames()["compound"])


@cache
def syllables() -> frozenset[str]:
    """Every syllable of pinyin, without tones; those that do not occur are too few to matter."""
    return frozenset([i + f for i in INITIALS for f in FINALS] + FINALS)


@cache
def surname_readings() -> frozenset[str]:
    """The pinyin of all surnames known."""
    return frozenset(reading(s) for s in (*common(), *compound()))


def reading(surname: str) -> str:
    """The pinyin of a surname: Shan for 单, not Dan."""
    special = surnames()["readings"].get(surname)
    return str(special).lower() if special else "".join(read_aloud(surname))


def parts(han: str) -> tuple[str, str]:
    """A Han name's surname and given name; the surname is empty where the first character is none."""
    if len(han) > 2 and han[:2] in compound():
        return han[:2], han[2:]
    if han[:1] in common():
        return han[:1], han[1:]
    return "", han


@lru_cache(maxsize=16384)
def han_key(han: str) -> str:
    """The key of a name in Han characters (simplified): surname and given name in pinyin."""
    surname, given = parts(han)
    if not surname:
        return "".join(read_aloud(given))
    return f"{reading(surname)} {''.join(read_aloud(given))}".strip()


@lru_cache(maxsize=16384)
def latin_key(name: str) -> str | None:
    """The key of a name in Latin letters that reads as pinyin, in either order; None where it does not.

    Where both orders are possible the first word is taken for the surname, as the Chinese press writes.
    """
    found = re.findall(r"[a-z']+", re.sub(r"(?<=[a-z])-(?=[a-z])", "", folded(name)))
    pieces = [w.replace("'", "") for w in found]
    if not 2 <= len(pieces) <= 3 or not all(is_pinyin(p) for p in pieces):
        return None
    orders = [(pieces[0], "".join(pieces[1:])), (pieces[-1], "".join(pieces[:-1]))]
    for surname, given in orders:
        if surname in surname_readings() and given not in ("", surname):
            return f"{surname} {given}"
    return None


def surname_first(surname: str, given: str) -> bool:
    """Whether two words read as a Chinese name in pinyin, the surname first."""
    return folded(surname) in surname_readings() and is_pinyin(folded(given))


def both_orders(name: str) -> tuple[str, ...]:
    """Every key that a pinyin name may have: where both words are surnames, either may come first."""
    key = latin_key(name)
    if key is None:
        return ()
    surname, given = key.split(" ", 1)
    if given in surname_readings() and is_pinyin(surname):
        return key, f"{given} {surname}"
    return (key,)


def watch_keys(name: str) -> tuple[tuple[str, str], ...]:
    """What a name in pinyin may be read as, each (surname, given name); ü as v where it is written so.

    Capitals ("YAN Zhijie") and a comma ("Yan, Zhijie") say which word is the surname; else both orders count.
    """
    plain = re.sub(r"[üÜ]", "v", unicodedata.normalize("NFC", name))
    plain = re.sub(r"(?i)(?<![a-z])([ln])yu(?=[ae]?\b)", r"\1v", plain)
    words = [w.replace("'", "") for w in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", plain)]
    words = [folded(w).replace("-", "").replace("'", "") for w in words]
    if not 2 <= len(words) <= 4 or not all(is_pinyin(w) for w in words):
        return ()
    first = [(("".join(words[:n])), "".join(words[n:])) for n in (1, 2) if n < len(words)]
    last = [("".join(words[-n:]), "".join(words[:-n])) for n in (1, 2) if n < len(words)]
    shouted = [w.isupper() and len(w) > 1 for w in re.findall(r"[^\W\d_]+", name)]
    if "," in name or (shouted[0] and not shouted[-1]):
        last = []
    elif shouted[-1] and not shouted[0]:
        first = []
    return tuple(dict.fromkeys(k for k in (*first, *last) if k[0] in _surname_forms() and is_given(k[1])))


def is_given(word: str) -> bool:
    """Whether a word of small letters is made of one or two syllables of pinyin."""
    return bool(word) and _syllables_left(word, 2)


@cache
def _surname_forms() -> frozenset[str]:
    """Every way in which a surname may be written."""
    return frozenset(form for surname in (*common(), *compound()) for form in surname_readings_of(surname))


@lru_cache(maxsize=4096)
def surname_readings_of(surname: str) -> frozenset[str]:
    """How a surname may be written in Latin letters; empty where the characters are none. ü as v, and as u too."""
    if surname not in (compound() if len(surname) == 2 else common()):
        return frozenset()
    read = [reading(surname), *surnames()["also"].get(surname, ())]
    return frozenset(s for r in read for s in (r, r.replace("v", "u")))


@lru_cache(maxsize=32768)
def readings(character: str) -> frozenset[str]:
    """How a Han character of a given name may be read, without tones; ü as v, and as u too."""
    if not HAN.match(character):
        return frozenset()
    found = every_reading(character)
    return frozenset(s for r in found for s in (r, r.replace("v", "u")))


def is_pinyin(word: str) -> bool:
    """Whether a word of small letters is made of one to three syllables of pinyin."""
    return _syllables_left(word, 3)


def _syllables_left(word: str, most: int) -> bool:
    if not word:
        return True
    if not most:
        return False
    longest = min(6, len(word))
    return any(word[:n] in syllables() and _syllables_left(word[n:], most - 1) for n in range(longest, 0, -1))


def spelled(han: str) -> tuple[str, ...]:
    """The usual Latin spellings of a Han name: surname first, surname last, given name in one word or hyphenated."""
    surname, given = parts(han)
    if not surname or not given or not HAN.match(given):
        return ()
    first = reading(surname).capitalize()
    each = read_aloud(given)
    joined, hyphened = "".join(each).capitalize(), "-".join(each).capitalize()
    found = [f"{first} {joined}", f"{joined} {first}"]
    if len(each) > 1:
        spaced = " ".join(e.capitalize() for e in each)
        found += [f"{first} {hyphened}", f"{hyphened} {first}", f"{first} {spaced}"]
    return tuple(dict.fromkeys(found))
