"""Watched names in a text: every spelling in one pass, then the rules of what is a hit.

1. All spellings are looked for at once (Aho-Corasick) in the folded text, overlapping. Nearly every article has none; only
   where one may stand is the text searched for what could cover it, by a second automaton.
2. A Latin spelling ends where a word ends, possessives and the Indonesian -nya aside; Han has no such boundary.
3. Another known name or ordinary word that covers the hit or runs into it is what stands there: 京东方 is not 京东, nor is
   北京|东路; and a name beside a middle dot is part of a foreign person's (穆罕默德·阿里).
4. ``exact`` spellings match in their very case; ``ambiguous`` ones beside a word of their context, or where the article
   surely names the same watch elsewhere.
5. People watched in pinyin are found in Han, whichever way round (``pinyin_match``).
"""

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zlib import crc32

import ahocorasick_rs

from feeds.model import Article, Hit, Watched
from feeds.reading.naming.catalog import Catalog
from feeds.reading.naming.pinyin_match import PinyinWatches, han_names
from feeds.reading.text import HAN, Folded, fold, folded, has_han, simplified

__all__ = ["Matcher", "Pattern", "bounded", "han_names", "misread", "near_context", "ordinary"]

CONTEXT_REACH = 300  # folded characters on each side in which a context word must stand
TOGETHER = 24_576  # watches up to which one automaton has them all, which is the fastest
GROUP = 16_384  # watches of one automaton at most beyond that, so that building it anew takes little room
SUFFIXES = ("nya",)  # Indonesian possessive, written onto the name: "Gojeknya"


@dataclass(frozen=True, slots=True)
class Pattern:
    """One spelling of one watch; an empty ``watch`` only covers others."""

    shown: str
    watch: str
    exact: bool = False
    ambiguous: bool = False
    person: bool = False


COVER = Pattern("", "")


@dataclass(frozen=True, slots=True)
class Place:
    """A pattern found at ``[start, end)`` of the folded text."""

    start: int
    end: int
    pattern: Pattern


@cache
def covering() -> frozenset[str]:
    """Ordinary words in which a name only seems to stand, folded."""
    data = tomllib.loads(files("feeds.catalog").joinpath("covering.toml").read_text("utf-8"))
    return frozenset(folded(word) for word in data["words"])


@cache
def _covering() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(sorted(covering()))


def _automaton(texts: list[str]) -> ahocorasick_rs.AhoCorasick | None:
    return ahocorasick_rs.AhoCorasick(texts) if texts else None


def ordinary(text: str) -> frozenset[int]:
    """The positions in a folded text that lie within an ordinary word of the list: no name begins or ends there."""
    if not has_han(text):
        return frozenset()
    found = _covering().find_matches_as_indexes(text, overlapping=True)
    return frozenset(i for _, start, end in found for i in range(start + 1, end))


def misread(text: str, start: int, end: int, within: frozenset[int] = frozenset()) -> bool:
    """Whether a Han name only seems to stand at ``[start, end)``: in an ordinary word or a foreign person's name."""
    found = text[start:end]
    if not has_han(found):
        return False
    dotted = "·" not in found and "·" in (text[start - 1 : start], text[end : end + 1])
    return dotted or start in within or end in within


class _Group:
    """The spellings of some of the watches, and what finds them.

    Nothing is kept of the texts, which the automaton holds: a hundred thousand take as much room as it does.
    """

    def __init__(self, spelled: Sequence[tuple[str, Pattern]], catalog: Catalog | None) -> None:
        self.patterns = [pattern for _, pattern in spelled]
        self.automaton = _automaton([text for text, _ in spelled])
        texts = {text for text, _ in spelled}
        around = catalog.around(texts) if catalog is not None else set()
        self.around = around - texts  # spellings of the catalog that hold one of these
        self.known = around & texts  # and those that are one

    def found_in(self, text: str) -> Iterator[Place]:
        """Every place of a folded text at which one of the spellings stands."""
        if self.automaton is not None:
            for i, start, end in self.automaton.find_matches_as_indexes(text, overlapping=True):
                yield Place(start, end, self.patterns[i])


def _groups(watches: Sequence[Watched]) -> Iterator[list[Watched]]:
    """The watches in groups of some thousands, each in the same one whatever else is watched."""
    number = 1 if len(watches) <= TOGETHER else 1 << (len(watches) // GROUP).bit_length()
    groups: list[list[Watched]] = [[] for _ in range(number)]
    for one in watches:
        groups[crc32(one.id.encode("utf-8", "surrogatepass")) % number].append(one)
    yield from groups


class Matcher:
    """Finds watched names in articles; built anew when the watches change.

    What is made of a group whose watches are as they were is taken over from the matcher ``before``: to build an
    automaton takes several times the room that it has then, and a second for a hundred thousand spellings.
    """

    def __init__(
        self, watched: Iterable[Watched], catalog: Catalog | None = None, before: "Matcher | None" = None
    ) -> None:
        watches = list({w.id: w for w in watched}.values())
        self._catalog, self._groups = catalog, list[_Group]()
        old = before._groups if before is not None and before._catalog is catalog else []
        for place, group in enumerate(_groups(watches)):
            spelled = [one for w in group for one in _patterns(w)]
            same = place < len(old) and old[place].patterns == [pattern for _, pattern in spelled]
            self._groups.append(old[place] if same else _Group(spelled, catalog))
        around = set[str]().union(*(g.around for g in self._groups)).difference(*(g.known for g in self._groups))
        # What only covers has no pattern of its own: a hundred thousand objects would be made at each change.
        self._around = _automaton(list(around))
        self._people = PinyinWatches(watches, catalog.han_names_in if catalog is not None else lambda text: ())
        self._contexts = {w.id: tuple(dict.fromkeys(folded(c) for c in w.context)) for w in watches if w.context}

    def find(self, article: Article) -> tuple[Hit, ...]:
        """The hits in an article, in order, one a place and watch; offsets point into ``article.whole``."""
        whole = article.whole
        plain = folded(whole)
        spelled = self._spelled(plain)
        read = self._people.find(plain) if not whole.isascii() else ()
        if not spelled and not read:
            return ()
        text = fold(whole)
        hits = self._meant(spelled, whole, text) if spelled else []
        for start, end, watch in read:
            a, b = text.span(start, end)
            hits.append(Hit(watch, whole[a:b], a, b))
        if not hits:
            return ()
        unique = {(h.watch, h.start, h.end): h for h in hits}
        kept: list[Hit] = []
        for hit in sorted(unique.values(), key=lambda h: (h.watch, h.start, -h.end)):
            if not (kept and kept[-1].watch == hit.watch and hit.start < kept[-1].end):
                kept.append(hit)
        return tuple(sorted(kept, key=lambda h: (h.start, h.end, h.watch)))

    def _spelled(self, text: str) -> list[Place]:
        """Where spellings of watches stand as words do, in the folded text."""
        return [p for group in self._groups for p in group.found_in(text) if bounded(text, p.start, p.end)]

    def _meant(self, found: list[Place], whole: str, text: Folded) -> list[Hit]:
        """Of the places, those at which a watch is meant."""
        places = [p for p in found if _in_case(p, whole, text)]
        if not places:
            return []
        covers, within = _Covers([*places, *self._covering(text.text)]), ordinary(text.text)
        sure: list[Place] = []
        unsure: list[Place] = []
        for place in places:
            if not covers.refuse(place) and not misread(text.text, place.start, place.end, within):
                (unsure if place.pattern.ambiguous else sure).append(place)
        sure += [p for p in unsure if self._in_context(p, text.text)]
        named = {p.pattern.watch for p in sure}
        sure += [p for p in unsure if p.pattern.watch in named]
        return [_hit(p, whole, text) for p in sure]

    def _covering(self, text: str) -> list[Place]:
        """Where other names of the catalog stand, in the folded text."""
        if self._around is None:
            return []
        found = self._around.find_matches_as_indexes(text, overlapping=True)
        return [Place(s, e, COVER) for _, s, e in found if bounded(text, s, e)]

    def _in_context(self, place: Place, text: str) -> bool:
        return near_context(text, place.start, place.end, self._contexts.get(place.pattern.watch, ()))


def near_context(text: str, start: int, end: int, words: Iterable[str]) -> bool:
    """Whether one of the folded words stands near ``[start, end)`` of a folded text; Latin ones as whole words."""
    low, high = max(0, start - CONTEXT_REACH), min(len(text), end + CONTEXT_REACH)
    for word in words:
        at = text.find(word, low, high)
        while at >= 0:
            after = at + len(word)
            if (after <= start or at >= end) and bounded(text, at, after):
                return True
            at = text.find(word, at + 1, high)
    return False


def bounded(text: str, start: int, end: int) -> bool:
    """Whether a stretch of folded text begins and ends where words do; Han and kana need no boundary."""
    if start > 0 and _joined(text[start - 1], text[start]):
        return False
    if end >= len(text) or not _joined(text[end - 1], text[end]):
        return True
    return any(
        text.startswith(s, end) and (end + len(s) >= len(text) or not text[end + len(s)].isalnum()) for s in SUFFIXES
    )


def _joined(a: str, b: str) -> bool:
    return a.isalnum() and b.isalnum() and not _unbounded(a) and not _unbounded(b)


def _unbounded(character: str) -> bool:
    """Whether words of the character's script are not set apart by spaces."""
    return HAN.match(character) is not None or "\u3040" <= character <= "\u30ff"


def _patterns(watched: Watched) -> Iterator[tuple[str, Pattern]]:
    """Every spelling of a watch, folded, with its pattern."""
    person = watched.kind == "person"
    for s in dict.fromkeys(s for s in (watched.name, *watched.aliases) if s.strip()):
        if text := folded(s):
            yield text, Pattern(s, watched.id, s in watched.exact, s in watched.ambiguous, person)


class _Covers:
    """The names found in a text, against the hits that a longer one covers."""

    def __init__(self, places: Sequence[Place]) -> None:
        self._by_start = sorted(places, key=lambda p: (p.start, -p.end))
        self._longest = max((p.end - p.start for p in places), default=0)

    def refuse(self, place: Place) -> bool:
        """Whether a longer name stands where the hit is, and no longer spelling of the same watch does as well."""
        longer = [o for o in self._around(place) if o.start <= place.start and place.end <= o.end]
        return bool(longer) and all(o.pattern.watch != place.pattern.watch for o in longer)

    def _around(self, place: Place) -> Iterable[Place]:
        low, high = 0, len(self._by_start)
        while low < high:
            middle = (low + high) // 2
            if self._by_start[middle].start < place.start - self._longest:
                low = middle + 1
            else:
                high = middle
        for other in self._by_start[low:]:
            if other.start >= place.end:
                return
            if other.end > place.start and (other.start, other.end) != (place.start, place.end):
                yield other


def _in_case(place: Place, whole: str, text: Folded) -> bool:
    """Whether the hit is written as its spelling asks: ``exact`` ones alike, people with a capital."""
    pattern = place.pattern
    if not pattern.exact and not pattern.person:
        return True
    a, b = text.span(place.start, place.end)
    if pattern.exact:
        return _cased(whole[a:b]) == _cased(pattern.shown)
    return not (whole[a].islower() and pattern.shown[0].isupper())


def _cased(text: str) -> str:
    """A text folded in all but its case: full-width forms, traditional characters."""
    return unicodedata.normalize("NFKC", text).translate(simplified())


def _hit(place: Place, whole: str, text: Folded) -> Hit:
    a, b = text.span(place.start, place.end)
    return Hit(place.pattern.watch, whole[a:b], a, b)
