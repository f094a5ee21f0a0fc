"""Which of many patterns can match a text at all, told by the words that each of them needs.

1. Of each pattern the literals are taken of which at least one stands in whatever it matches ("resign", "step down");
   a pattern that needs none is always tried.
2. One pass over the text (Aho-Corasick) finds them; only patterns with a find are run.

Most sentences hold no word of most patterns, so this spares nearly all of the matching and changes none of its results.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any

import ahocorasick_rs

# The library's own reading of a pattern; ``sre_parse``, its public name, is deprecated without another one.
_parser = import_module("re._parser")
_LITERALS = 200  # more of them are no sieve
# Characters that match an ASCII letter where case is ignored, and do not become one by lower(); halves of characters,
# which the automaton takes none of.
_ODD = re.compile(r"[ſıİﬅﬆ\ud800-\udfff]")


def needles(pattern: "re.Pattern[str]") -> frozenset[str] | None:
    """Literals, written small, of which one stands in every match; None where the pattern needs none."""
    return _of_all(_parser.parse(pattern.pattern, pattern.flags))


def _of_all(parts: Any) -> frozenset[str] | None:
    """The best needles of a sequence: those whose shortest is longest, the fewest of them."""
    found: list[frozenset[str]] = []
    run = ""
    for operation, value in parts:
        name = str(operation)
        if name == "LITERAL" and _plain(chr(value)):
            run += chr(value).lower()
            continue
        if run:
            found.append(frozenset((run,)))
            run = ""
        inner = _of_one(name, value)
        if inner is not None:
            found.append(inner)
    if run:
        found.append(frozenset((run,)))
    return max(found, key=lambda n: (min(map(len, n)), -len(n)), default=None)


def _of_one(name: str, value: Any) -> frozenset[str] | None:
    """The needles of one part that must be there; None of what may be missing, or may be anything."""
    match name:
        case "SUBPATTERN":
            return _of_all(value[-1])
        case "ATOMIC_GROUP":
            return _of_all(value)
        case "ASSERT":
            return _of_all(value[1])
        case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT" if value[0] > 0:
            return _of_all(value[2])
        case "BRANCH":
            return _united([_of_all(branch) for branch in value[1]])
        case "IN" if all(str(operation) == "LITERAL" for operation, _ in value):
            characters = [chr(code) for _, code in value]
            return frozenset(c.lower() for c in characters) if all(map(_plain, characters)) else None
    return None


def _united(branches: Sequence[frozenset[str] | None]) -> frozenset[str] | None:
    kept = [branch for branch in branches if branch is not None]
    united = frozenset[str]().union(*kept)
    return united if len(kept) == len(branches) and len(united) <= _LITERALS else None


def _plain(character: str) -> bool:
    """Whether a text that matches the character holds it once both are written small; what marks a slot tells nothing."""
    return character.isascii() or (character.lower() == character.upper() and character not in "⟦⟧")


class Sieve:
    """Says which of its patterns may match a text."""

    def __init__(self, patterns: Sequence["re.Pattern[str]"]) -> None:
        self._all = tuple(range(len(patterns)))
        wanted: dict[str, list[int]] = {}
        self._always: list[int] = []
        for number, pattern in enumerate(patterns):
            found = needles(pattern)
            if found is None:
                self._always.append(number)
            for needle in found or ():
                wanted.setdefault(needle, []).append(number)
        self._of = tuple(tuple(numbers) for numbers in wanted.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(wanted)) if wanted else None

    def passing(self, text: str) -> Sequence[int]:
        """The numbers of the patterns that may match somewhere in the text, in order."""
        if self._automaton is None or (not text.isascii() and _ODD.search(text)):
            return self._all
        found = self._automaton.find_matches_as_indexes(text.lower(), overlapping=True)
        if not found:
            return self._always
        return sorted({*self._always, *(number for i in {f[0] for f in found} for number in self._of[i])})


class Sieved:
    """A pattern behind a sieve of its own, for one with long lists of words."""

    def __init__(self, pattern: "re.Pattern[str]") -> None:
        self.pattern = pattern
        self._sieve = Sieve((pattern,))

    def may(self, text: str) -> bool:
        """Whether the pattern may match somewhere in the text."""
        return bool(self._sieve.passing(text))

    def search(self, text: str) -> "re.Match[str] | None":
        """As the pattern's own."""
        return self.pattern.search(text) if self._sieve.passing(text) else None

    def finditer(self, text: str, begin: int = 0) -> Iterator["re.Match[str]"]:
        """As the pattern's own."""
        return self.pattern.finditer(text, begin) if self._sieve.passing(text) else iter(())


@lru_cache(maxsize=64)
def sieved(pattern: "re.Pattern[str]") -> Sieved:
    """A pattern behind a sieve, made once."""
    return Sieved(pattern)
