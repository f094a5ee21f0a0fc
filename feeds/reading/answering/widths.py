"""How wide an answer is: a name alone where that is surely it, the clause around it where it is not.

1. Each sentence's stretches are as likely as the sentence holds the answer, times what each is likely in it (``extents``).
   The same words in several sentences speak for each other.
2. Each window over the likeliest stretches is worth how likely it holds the answer, and ``CLOSE`` times how near it comes
   to it (the F1 of their words, expected). The best window is the answer; at most 30 words (60 Han characters).
3. Where two sentences may both hold it, a window of each is the answer if together they are worth ``SECOND`` more.
4. A wide window is widened to whole clauses, or to whole pieces where there is no room, so that it reads.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from feeds.reading.answering.extents import likely
from feeds.reading.answering.marks import JOINING, Marks

WORDS, HAN = 30, 60
# What nearness is worth beside holding: the more, the shorter the answers.
CLOSE = {"en": 0.8, "id": 0.6, "zh": 1.5}
LIKELIEST = 20  # stretches of a sentence that are looked at
LEAST = 0.02  # how likely a sentence must hold the answer to be looked at
ENOUGH = 0.8  # the share of the answer's words that a window must hold
WIDE = {True: 8, False: 6}  # Han characters, words


WIDE_OF_TWO = {True: 8, False: 3}
# How much more two windows of two sentences must be worth than the best alone, which is the plainer answer.
SECOND = 0.05
TRIED = 6  # windows of a sentence that are tried together with those of another
SENTENCES = 3

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """The words of a sentence that answer, at ``[start, end)``; ``sentence`` is its number among those given."""

    sentence: int
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Window:
    """The words ``[first, last]`` of a sentence, and the share of an answer's length that they take."""

    worth: float
    sentence: int
    first: int
    last: int
    size: int


def best_windows(sentences: Sequence[Marks], held: Sequence[float]) -> tuple[Span, ...]:
    """The window that answers best, or two of two sentences, the likelier first; none without words.

    ``held`` is how likely each sentence holds the answer.
    """
    found = {k: likeliest(m) for k, (m, p) in enumerate(zip(sentences, held, strict=True)) if p >= LEAST and m.at}
    weighed = Stretches(sentences, held, found)
    windows = sorted((weighed.windows(k) for k in found), reverse=True, key=lambda w: w[0].worth)
    if not windows:
        return ()
    best: tuple[Window, ...] = tuple(windows[0][:1])
    worth = best[0].worth + SECOND
    alone = sentences[best[0].sentence].type == "yes_no"
    for one, other in combinations([] if alone else windows[:SENTENCES], 2):
        for pair in product(one[:TRIED], other[:TRIED]):
            together = weighed.worth(pair)
            if together > worth:
                best, worth = pair, together
    ordered = sorted(best, key=lambda w: -w.worth)
    return tuple(_span(m, w, (HAN if m.han else WORDS) // len(best)) for w in ordered for m in [sentences[w.sentence]])


def likeliest(m: Marks) -> list[tuple[float, int, int]]:
    """A sentence's likeliest stretches."""
    return sorted(likely(m), reverse=True)[:LIKELIEST]


class Stretches:
    """The likeliest stretches of some sentences; how likely their words are the answer, wherever they stand."""

    def __init__(
        self,
        sentences: Sequence[Marks],
        held: Sequence[float],
        found: Mapping[int, Sequence[tuple[float, int, int]]],
    ) -> None:
        self.sentences = sentences
        self.by_words: dict[Words, float] = {}
        self.of: dict[int, list[tuple[Words, int, int]]] = {}
        for k, stretches in found.items():
            self.of[k] = [(sentences[k].low[i : j + 1], i, j) for _, i, j in stretches]
            for (words, _, _), (p, _, _) in zip(self.of[k], stretches, strict=True):
                self.by_words[words] = self.by_words.get(words, 0.0) + p * held[k]

    def windows(self, k: int) -> list[Window]:
        """The windows over the stretches of a sentence, the best first."""
        most = HAN if self.sentences[k].han else WORDS
        firsts, lasts = {i for _, i, _ in self.of[k]}, {j for _, _, j in self.of[k]}
        bare = [Window(0.0, k, i, j, j - i + 1) for i in firsts for j in lasts if i <= j < i + most]
        return sorted((replace(w, worth=self.worth((w,))) for w in bare), key=_order, reverse=True)

    def worth(self, windows: Sequence[Window]) -> float:
        """What windows are worth together; less than nothing where they are too long."""
        size = sum(w.size for w in windows)
        if sum(w.size / (HAN if self.sentences[w.sentence].han else WORDS) for w in windows) > 1:
            return -1.0
        close = 2 * CLOSE[self.sentences[windows[0].sentence].lang]
        best: dict[Words, float] = {}
        for w in windows:
            first, last = w.first, w.last
            for words, i, j in self.of[w.sentence]:
                shared = (j if j < last else last) - (i if i > first else first) + 1
                if shared > 0:
                    own = j - i + 1
                    worth = (shared >= ENOUGH * own) + close * shared / (own + size)
                    if worth > best.get(words, 0.0):
                        best[words] = worth
        return sum(self.by_words[words] * worth for words, worth in best.items())


def _order(w: Window) -> tuple[float, int, int]:
    return (w.worth, -w.first, -w.last)


def _span(m: Marks, w: Window, room: int) -> Span:
    start, end = _shown(m, w.first, w.last, room)
    return Span(w.sentence, m.text[start:end], start, end)


def _shown(m: Marks, i: int, j: int, room: int) -> tuple[int, int]:
    """Where a window is shown from and to: a currency's sign with its amount, a wide one whole, quotes in pairs."""
    if j - i >= (WIDE if room in (WORDS, HAN) else WIDE_OF_TWO)[m.han] or m.type == "yes_no":
        i, j = _whole(m, i, j, room)
    start, end = m.at[i][0], m.at[j][1]
    if m.places[i] in ("B", "S"):
        start = min(start, m.chunks[m.pieces[i]].start)
    if m.places[j] in ("E", "S"):
        end = max(end, m.chunks[m.pieces[j]].end)
    return _closed(m.text, start, end)


def _whole(m: Marks, i: int, j: int, room: int) -> tuple[int, int]:
    """A window grown to the clauses it begins and ends in, or to the pieces, as far as there is room."""
    for edges in ([m.gaps[k] not in JOINING for k in range(len(m.at))], m.bounds):
        first, last = i, j
        while first > 0 and not edges[first]:
            first -= 1
        while last + 1 < len(m.at) and not edges[last + 1]:
            last += 1
        if last - first < room:
            return first, last
    return i, j


def _closed(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch with the mark that closes what it opens, or the one that opens what it closes, where it stands beside it."""
    for opening, closing in ("()", "（）", "“”", "《》", "「」"):
        inside = text[start:end]
        if inside.count(opening) > inside.count(closing) and text[end : end + 1] == closing:
            end += 1
        elif inside.count(closing) > inside.count(opening) and text[start - 1 : start] == opening:
            start -= 1
        elif text[start - 1 : start] == opening and text[end : end + 1] == closing and opening in "《":
            start, end = start - 1, end + 1
    return start, end
