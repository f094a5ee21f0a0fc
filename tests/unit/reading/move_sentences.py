"""The sentences of ``told.txt``, ``nothing.txt`` and ``known_misses.txt``, which say how they are written."""

import re
from dataclasses import dataclass
from pathlib import Path

SENTENCE = re.compile(r"(en|id|zh): (.+)")
MOVE = re.compile(r" = (.+?): (.+?) -> (.+?) \(([a-z_|]+)\)(?: (rumour|confirmed|denied|corrected))?")


@dataclass(frozen=True, slots=True)
class Told:
    """One move that a sentence tells; None for what it does not say, ``kinds`` those that a reader may call it."""

    person: str | None
    left: str | None
    joined: str | None
    kinds: tuple[str, ...]
    status: str


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with its language and moves."""

    lang: str
    text: str
    moves: tuple[Told, ...] = ()


def read(name: str) -> tuple[Line, ...]:
    """The lines of a table; a line that is neither is an error."""
    found: list[Line] = []
    for row in (Path(__file__).parent / name).read_text("utf-8").splitlines():
        if not row or row.startswith("#"):
            continue
        if sentence := SENTENCE.fullmatch(row):
            found.append(Line(*sentence.groups()))
            continue
        move = MOVE.fullmatch(row)
        assert move and found, f"{name}: {row!r} is neither a sentence nor a move"
        person, left, joined, kinds, status = move.groups()
        one = Told(_said(person), _said(left), _said(joined), tuple(kinds.split("|")), status or "reported")
        found[-1] = Line(found[-1].lang, found[-1].text, (*found[-1].moves, one))
    return tuple(found)


def _said(word: str) -> str | None:
    return None if word == "-" else word


TOLD = read("told.txt")
NOTHING = read("nothing.txt")
KNOWN_MISSES = read("known_misses.txt")
