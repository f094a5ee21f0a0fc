"""The words of a sentence, each marked with what makes it the start or the end of an answer.

A word is a number, a Han character or a run of letters. It is marked with the kind of the piece it belongs to and where
in it (``chunks``), whether the question has it too, the little word that it is, and what stands between it and the next.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from feeds.reading.answering.asked import GROUPS, Asked
from feeds.reading.answering.chunks import LITTLE, LITTLE_HAN, Chunk
from feeds.reading.answering.spans import roles_in
from feeds.reading.answering.stems import stem
from feeds.reading.text import HAN, folded, has_han

TOKEN = re.compile(
    r"\d+(?:[.,]\d+)*|[\u3400-\u9fff]|[^\W_\u3400-\u9fff\d]+(?:['’][^\W_\u3400-\u9fff\d]+)*|[^\W_\u3400-\u9fff]"
)
# What stands between two words, the first that is there; anything else is ".", nothing is "_".
GAPS = tuple(
    (character, shown)
    for shown, characters in (
        ("(", "(（"), (")", ")）"), ('"', "“”\"「」"), ("<", "《"), (">", "》"), (",", ",，"), ("、", "、"), (":", ":："),
        ("-", "-–—"), ("$", "$"), ("%", "%"), ("·", "·"), ("/", "/"),
    )
    for character in characters
)  # fmt: skip
PAIRED = re.compile(r"[()（）“”\"《》]")
JOINING = frozenset("_-·$%/")  # what does not end a clause
NEVER = 99


@dataclass(frozen=True, slots=True)
class Marks:
    """A sentence's words in parallel sequences; ``back`` and ``on`` are distances to the next word of the question."""

    text: str
    lang: str
    type: str
    group: str
    han: bool
    at: tuple[tuple[int, int], ...]
    low: tuple[str, ...]
    kinds: tuple[str, ...]  # of the name, date or amount it belongs to, "w" otherwise
    places: tuple[str, ...]  # in that: "S" alone, "B" first, "I" inside, "E" last
    pieces: tuple[int, ...]  # its number, -1 where it belongs to none
    matched: tuple[bool, ...]
    little: tuple[str, ...]
    focus: tuple[bool, ...]
    role: tuple[bool, ...]
    gaps: tuple[str, ...]  # before each word, and one after the last
    clause: tuple[int, ...]
    best: frozenset[int]  # the clauses with the most of the question's words
    none: frozenset[int]  # those with none
    held: tuple[int, ...]  # how many of the question's words stand before each
    back: tuple[int, ...]
    on: tuple[int, ...]
    bounds: tuple[bool, ...]  # whether a piece begins with it
    paired: bool  # whether it has brackets or quotes
    chunks: tuple[Chunk, ...]  # the names, dates and amounts


def mark(
    asked: Asked, text: str, lang: str, chunks: Sequence[Chunk], wanted: frozenset[str], named: frozenset[str]
) -> Marks:
    """Mark a sentence's words; ``wanted`` are the question's stems, ``named`` the keys of its names."""
    at = [m.span() for m in TOKEN.finditer(text)]
    han = has_han(text)
    low = [text[a:b].lower() if han else folded(text[a:b]) for a, b in at]
    typed = tuple(c for c in chunks if c.kind != "phrase")
    pieces = _pieces(at, typed)
    kinds = ["w" if p < 0 else typed[p].kind for p in pieces]
    little = _little(text, at, low, han)
    matched, focus = _met(asked, at, low, lang, wanted, han)
    for i, p in enumerate(pieces):
        name = typed[p].name if p >= 0 else None
        matched[i] = matched[i] or (name is not None and name.key in named)
    gaps = ["^", *(_gap(text[a[1] : b[0]]) for a, b in pairwise(at)), "$"][: len(at) + 1]
    content = [m and not w for m, w in zip(matched, little, strict=True)]
    clause = _clauses(gaps, len(at))
    best, none = _told(clause, content)
    roles = roles_in(text, lang)
    begun = {c.start for c in chunks} | {c.end for c in chunks}
    return Marks(
        text, lang, asked.type, GROUPS.get(asked.type, "thing"), han, tuple(at), tuple(low), tuple(kinds),
        tuple(_places(pieces)), tuple(pieces), tuple(matched), tuple(little), tuple(focus),
        tuple(any(a <= s and e <= b for a, b in roles) for s, e in at), tuple(gaps), tuple(clause), best, none,
        tuple(_running(content)), tuple(_distances(content)), tuple(reversed(list(_distances(content[::-1])))),
        tuple(a in begun for a, _ in at), PAIRED.search(text) is not None, typed,
    )  # fmt: skip


def _pieces(at: Sequence[tuple[int, int]], typed: Sequence[Chunk]) -> list[int]:
    """The number of the name, date or amount that each word belongs to."""
    found, number = [], 0
    for start, end in at:
        while number < len(typed) and typed[number].end <= start:
            number += 1
        found.append(
            number if number < len(typed) and typed[number].start <= start and end <= typed[number].end else -1
        )
    return found


def _places(pieces: Sequence[int]) -> Iterator[str]:
    for i, p in enumerate(pieces):
        before = i > 0 and pieces[i - 1] == p
        after = i + 1 < len(pieces) and pieces[i + 1] == p
        yield "" if p < 0 else "I" if before and after else "E" if before else "B" if after else "S"


def _little(text: str, at: Sequence[tuple[int, int]], low: Sequence[str], han: bool) -> list[str]:
    if not han:
        return [w if w in LITTLE else "" for w in low]
    found = {i: m.group() for m in LITTLE_HAN.finditer(text) for i in range(m.start(), m.end())}
    return [found.get(a, "") for a, _ in at]


def _met(
    asked: Asked, at: Sequence[tuple[int, int]], low: Sequence[str], lang: str, wanted: frozenset[str], han: bool
) -> tuple[list[bool], list[bool]]:
    """For each word whether the question has it, and whether it is the noun that says what is asked for."""
    if not han:
        stems = [stem(w, lang) for w in low]
        return [s in wanted for s in stems], [s in asked.focus for s in stems]
    matched, focus = [w in wanted and not HAN.match(w) for w in low], [False] * len(low)
    for i in range(len(low) - 1):
        if at[i][1] == at[i + 1][0]:
            pair = low[i] + low[i + 1]
            if pair in wanted:
                matched[i] = matched[i + 1] = True
            if pair in asked.focus:
                focus[i] = focus[i + 1] = True
    return matched, focus


def _gap(between: str) -> str:
    between = between.strip()
    return next((shown for character, shown in GAPS if character in between), ".") if between else "_"


def _clauses(gaps: Sequence[str], count: int) -> list[int]:
    found, number = [], 0
    for i in range(count):
        number += i > 0 and gaps[i] not in JOINING
        found.append(number)
    return found


def _told(clause: Sequence[int], content: Sequence[bool]) -> tuple[frozenset[int], frozenset[int]]:
    counts: dict[int, int] = {}
    for number, is_content in zip(clause, content, strict=True):
        counts[number] = counts.get(number, 0) + is_content
    most = max(counts.values(), default=0)
    return frozenset(k for k, n in counts.items() if n == most > 0), frozenset(k for k, n in counts.items() if not n)


def _running(content: Sequence[bool]) -> Iterator[int]:
    total = 0
    yield total
    for is_content in content:
        total += is_content
        yield total


def _distances(content: Sequence[bool]) -> Iterator[int]:
    """How many words back the last of the question's stands, for each word."""
    last = -NEVER
    for i, is_content in enumerate(content):
        yield min(i - last, NEVER)
        if is_content:
            last = i
