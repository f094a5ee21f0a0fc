"""Runs of capitalised words in Latin letters, parted where a post or a word of the language stands inside them."""

import re
from collections.abc import Iterator
from functools import lru_cache

from feeds.reading.naming.lexicon import (
    NOT_NAMES,
    ORG_WORDS,
    PARTICLES,
    PLACES,
)
from feeds.reading.naming.name import Covered
from feeds.reading.text import folded

# Han counts as a word character; a Latin name inside Chinese text ends where the Han begins.
LETTER = r"(?![\u3400-\u9fff])[^\W\d_]"
INNER = r"(?:(?![\u3400-\u9fff])\w)"
WORD = re.compile(rf"{LETTER}{INNER}*(?:[.'’&+/-]{INNER}+)*\.?|(?<![\d.,$€£¥])\d+[A-Za-z]{INNER}*|&")
ROLE_WORDS = frozenset(
    """
    ceo cto cfo coo cmo cio cpo chief executive officer president vice chairman chairwoman chair director manager
    head founder co-founder cofounder partner senior junior managing general deputy acting interim operating
    financial technology product marketing professor scientist researcher engineer minister secretary governor
    senator coach captain striker midfielder goalkeeper defender direktur utama komisaris ketua umum kepala
    menteri gubernur wakil sekretaris jenderal pelatih manajer pendiri presiden dirut dirjen bupati walikota wali
    kota rektor pimpinan bos mantan plt drs ir kapten penyerang gelandang bek kiper aktor aktris artis penyanyi
    kapolri kapolda kapolres brigjen irjen komjen letjen mayjen laksamana marsekal kolonel former billionaire
    independen country regional presdir wapresdir prime boss ceos ctos cfos coos executives directors founders ambassador congressman chef
    """.split()
)

# "Bank of Norvale", "Department of Trade": the name goes on behind its "of".
OF_FOLLOWS = frozenset(
    (
        "bank",
        "department",
        "ministry",
        "university",
        "institute",
        "office",
        "school",
        "college",
        "bureau",
        "council",
        "academy",
        "house",
        "board",
        "chamber",
    )
)
POSSESSIVE = re.compile(r"['’]s$")
ADJOINING = re.compile(r"[ \u00a0]|, (?=Inc|Ltd|Jr)|")
INITIAL = re.compile(r"[A-Z]\.?")
WORDS_KEPT = 16_384  # whose plain form is remembered; the press uses fewer in a day


def runs(sentence: str) -> Iterator[tuple[list["re.Match[str]"], bool]]:
    """Runs of capitalised words with particles inside; True where the run begins the sentence."""
    run: list[re.Match[str]] = []
    last_end = 0
    for word in WORD.finditer(sentence):
        text = word.group()
        capital = text[0].isupper() or (text[0].isdigit() and any(c.isupper() for c in text))
        if not (run or capital):
            continue
        adjoining = bool(run) and ADJOINING.fullmatch(sentence[last_end : word.start()]) is not None
        adjoining = adjoining and not POSSESSIVE.search(run[-1].group())
        inside = text in PARTICLES or (text == "of" and bool(run) and plain(run[-1]) in OF_FOLLOWS)
        if run and not (adjoining and (capital or inside)):
            yield _trimmed(run), not sentence[: run[0].start()].strip(" \"'“”‘’")
            run = []
        if capital or (run and inside and adjoining) or (run and text == "&"):
            run.append(word)
        last_end = word.end()
    if run:
        yield _trimmed(run), not sentence[: run[0].start()].strip(" \"'“”‘’")


def _trimmed(run: list["re.Match[str]"]) -> list["re.Match[str]"]:
    while len(run) > 1 and (run[-1].group() in PARTICLES or run[-1].group() in ("&", "of")):
        run = run[:-1]
    return run


def outside(run: list["re.Match[str]"], base: int, taken: Covered, start: int, end: int) -> list[list["re.Match[str]"]]:
    """The parts of a run outside the stretches that are known names."""
    cover = taken.within(start, end)
    if not cover:
        return [run]
    parts: list[list[re.Match[str]]] = [[]]
    for word in run:
        a, b = base + word.start(), base + word.end()
        if any(s < b and a < e for s, e in cover):
            parts.append([])
        else:
            parts[-1].append(word)
    return [p for p in parts if p]


def pieces(run: list["re.Match[str]"]) -> list[list["re.Match[str]"]]:
    """A run parted where a post or a word of the language stands inside it: "Norvale CEO Tara Qvist"."""
    at = next((i for i, w in enumerate(run) if not (no_name(w) or plain(w) in ROLE_WORDS)), 0)
    if len(run) - at > 2 and _acronym(run[at]) and not any(_acronym(w) for w in run[at + 1 :]):
        # "Ketua KPU Rangga Wirawan": what is led, then who leads it; a place belongs to what is led.
        after = at + 2 if plain(run[at + 1]) in PLACES and len(run) - at > 3 else at + 1
        if at == 0 or plain(run[after]) not in ORG_WORDS:
            return [run[:after], *pieces(run[after:])]
    for i in range(1, len(run) - 1):
        if no_name(run[i]) or (plain(run[i]) in ROLE_WORDS and i + 2 <= len(run)):
            return [run[:i], *pieces(run[i:])]
    return [run]


def _acronym(word: "re.Match[str]") -> bool:
    return 2 <= len(text := word.group()) <= 6 and text.isascii() and text.isalpha() and text.isupper()


# "New York-based" describes, and "FY2026" is a time.
NO_NAME = re.compile(
    r".+-(?:based|listed|born|owned|backed|led|style|educated|trained|area|wide|only|focused)|(?:FY|Q|H)\d+"
)

# Months and an Indonesian "and" that are given names as well: "Dan Qvist", "Jan Sorensen", not "in Jan".
GIVEN_TOO = frozenset({"dan", "jan", "jun", "mei"})
GIVEN_NAME = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]")
ENGLISH = re.compile(r"\b(?:the|of|to|as|at|is|has|for|after|from|its)\b")
DATED = re.compile(r"\b(?:in|on|since|by|until|from|of|last|next|\d+),? $", re.I)


def no_name(word: "re.Match[str]") -> bool:
    """Whether a word belongs to no name; an initial ("A.") does."""
    text = word.group()
    if bare(text) in GIVEN_TOO and GIVEN_NAME.match(word.string, word.start()) and ENGLISH.search(word.string):
        if NO_NAME.fullmatch(text.rstrip(".")):
            return True
        return DATED.search(word.string[max(0, word.start() - 12) : word.start()]) is not None
    return _alone_no_name(text)


@lru_cache(maxsize=WORDS_KEPT)
def _alone_no_name(text: str) -> bool:
    return bool(NO_NAME.fullmatch(text.rstrip("."))) or (bare(text) in NOT_NAMES and not INITIAL.fullmatch(text))


def role_word(words: list["re.Match[str]"]) -> bool:
    """Whether the first word is part of a title: "CEO", "Ex-Chief", the "Board" of "Board Chairman"."""
    first = plain(words[0])
    first = first[first.find("-") + 1 :] if first.startswith(("ex-", "co-", "vice-")) else first
    if first in ROLE_WORDS:
        return True
    return first in ("board", "group", "company") and len(words) > 2 and plain(words[1]) in ROLE_WORDS


def plain(word: "re.Match[str]") -> str:
    """A word of a run as it is compared (``bare``)."""
    return bare(word.group())


@lru_cache(maxsize=WORDS_KEPT)
def bare(word: str) -> str:
    """A word folded, without what shows possession and the points and quotes at its ends."""
    return POSSESSIVE.sub("", folded(word)).strip(".'’")
