"""How much each sentence of an article, and each piece of it, speaks for answering a question.

1. The sentences nearest to the question by words and names are taken (``NEAREST``), the others left.
2. Each of their pieces (``chunks``) gets a score: its sentence's features and its own, times their weights.
3. The softmax over all pieces is how likely the answer is there; ``answering.json`` holds the weights, which
   ``tools/train_answers.py`` learns: one set for words alone, one for words and a sentence encoder.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise

from feeds.model import Article
from feeds.reading.answering.asked import Asked
from feeds.reading.answering.beside import GROUPS_SOUGHT, surroundings
from feeds.reading.answering.chunks import Chunk, chunks
from feeds.reading.answering.ideas import ideas_in
from feeds.reading.answering.nearness import Nearness
from feeds.reading.answering.pieces import Features, group_of, piece_features
from feeds.reading.answering.spans import holds
from feeds.reading.answering.stems import stem
from feeds.reading.naming.name import Name
from feeds.reading.text import has_han, search_tokens

NEAREST = 6
MOST_HITS = 6
PRONOUN = re.compile(
    r"\b(?:he|she|him|his|her|they|their|the (?:company|firm|bank|executive)|ia|dia|beliau|dirinya|mereka|perusahaan|perseroan|keduanya)\b|[他她]|该公司|其(?!他|它|余|实|中)|二人|两人",
    re.I,
)


SUBJECT = re.compile(r"he|she|his|ia|dia|beliau|他|她", re.I)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of an article with what it is weighed by; ``names`` have offsets in it.

    ``shown`` is what stands as its evidence: the whole sentence where it is one of those that Chinese joins by a 。.
    """

    article: Article
    text: str
    number: int
    lang: str
    stems: tuple[str, ...]
    names: tuple[Name, ...]
    title: bool = False
    shown: str = ""

    @property
    def keys(self) -> frozenset[str]:
        """The entity keys that the sentence names."""
        return frozenset(n.key for n in self.names)


@dataclass(frozen=True, slots=True)
class Weighed:
    """A candidate with its features, its pieces and how likely the answer is each of them."""

    candidate: Candidate
    features: Features
    chunks: tuple[Chunk, ...]
    chunk_features: tuple[Features, ...]


# What the passages learned from do not teach, added to what they do: a title tells in short what the text tells in full, a
# sentence in the asker's own language is read more easily than another, and news names many people and posts in one
# sentence, where a passage is about one.
BY_HAND = {"s title": -1.0, "s foreign": -1.0, "s beside": 2.0}


@cache
def weights(kind: str) -> dict[str, dict[str, float]]:
    """The weights of pieces ("answer") and of whether there is an answer at all ("given").

    ``kind`` is "words"; "near" where a sentence encoder tells how near a sentence is, "across" where it is moreover in
    another language than the question, so that no words meet.
    """
    data: dict[str, dict[str, dict[str, float]]] = json.loads(
        files("feeds.reading.answering").joinpath("answering.json").read_text("utf-8")
    )
    answer = data[kind]["answer"]
    answer |= {name: round(answer.get(name, 0.0) + more, 2) for name, more in BY_HAND.items()}
    return data[kind]


def dot(features: Mapping[str, float], by: Mapping[str, float]) -> float:
    """The weighted sum of features."""
    return sum(by.get(name, 0.0) * value for name, value in features.items())


class Question:
    """A question put to an article's sentences: what of it the article knows, and how rare its words are there."""

    def __init__(self, asked: Asked, candidates: Sequence[Candidate], encoder: Nearness | None = None) -> None:
        self.asked = asked
        self.candidates = candidates
        self.encoder = encoder
        langs = {c.lang for c in candidates}
        self.stems = {lang: {t: stem(t, lang) for t in asked.tokens} for lang in langs}
        self.wanted = {lang: frozenset(by.values()) for lang, by in self.stems.items()}
        self.own = asked.lang in langs
        self.several = len({c.article.id for c in candidates}) > 1
        self.links = [linked(n, candidates) for n in asked.names]
        # Where the article's names were read otherwise, a name stands where all its words do.
        spelt = [frozenset(c.stems) for c in candidates]
        self.spelt = [[_spells(n, c, s) for c, s in zip(candidates, spelt, strict=True)] for n in asked.names]
        self.named = frozenset().union(*self.links) if self.links else frozenset()
        # A word is found by its stem or by the ideas that it words ("start" in "effective from", 离职 in 辞任).
        self.worded = {t: ideas_in(t) for t in asked.tokens}
        self.ideas = [ideas_in(c.text) for c in candidates]
        self.found = [self._found(c, i) for c, i in zip(candidates, self.ideas, strict=True)]
        frequency = Counter(t for f in self.found for t in f)
        total = len(candidates)
        self.rarity = {t: math.log(1 + total / frequency.get(t, 0.5)) for t in asked.tokens}
        self.whole = sum(self.rarity.values()) or 1.0
        self.unknown = sum(r for t, r in self.rarity.items() if t not in frequency) / self.whole

    @property
    def by(self) -> dict[str, dict[str, float]]:
        """The weights for what is known of the sentences."""
        return weights("words" if not self.near else "near" if self.own else "across")

    @cached_property
    def near(self) -> Sequence[float]:
        """How near each sentence is to the question; empty without an encoder, which is asked only where words are weighed."""
        return self.encoder.near(self.asked.whole, [c.text for c in self.candidates]) if self.encoder else ()

    @cached_property
    def nearest_of_all(self) -> float:
        """How near the nearest sentence is."""
        return max(self.near, default=0.0)

    def _found(self, c: Candidate, ideas: frozenset[str]) -> frozenset[str]:
        here = frozenset(c.stems)
        return frozenset(t for t, of in self.worded.items() if self.stems[c.lang][t] in here or of & ideas)

    def nearest(self) -> list[Candidate]:
        """The sentences worth weighing, the nearest first."""
        rough = []
        for i, c in enumerate(self.candidates):
            near = self._cover(i) + 0.3 * self._cover_around(i)
            named = sum(1 for link in self.links if link & c.keys) / (len(self.links) or 1)
            kept = bool(holds(self.asked, c.text, c.names, self.named))
            ideas = len(self.ideas[i] & self.asked.ideas) if c.lang != self.asked.lang else 0
            meant = self.near[i] - self.nearest_of_all if self.near else 0.0
            rough.append((near + 0.5 * named + 0.4 * kept + 0.3 * ideas - 0.005 * c.number + 2 * meant, -i, c))
        return [c for _, _, c in sorted(rough, key=lambda r: (-r[0], -r[1]))[:NEAREST]]

    def weigh(self) -> list[Weighed]:
        """The nearest sentences with their features."""
        found = []
        places = {id(c): i for i, c in enumerate(self.candidates)}
        for c in self.nearest():
            features = self.features(places[id(c)], c)
            pieces = chunks(c.text, c.names, c.lang, self.wanted[c.lang], self.named)
            found.append(
                Weighed(
                    c, features, tuple(pieces), tuple(piece_features(self.asked, self.named, c.text, c.lang, pieces))
                )
            )
        return found

    def ideas_of(self, c: Candidate) -> frozenset[str]:
        """The ideas of a sentence and of the one before it."""
        i = next(i for i, other in enumerate(self.candidates) if other is c)
        before = self.ideas[i - 1] if i and self._together(i - 1, i) else frozenset()
        return self.ideas[i] | before

    def _cover(self, i: int) -> float:
        return sum(self.rarity[t] for t in self.found[i]) / self.whole

    def _cover_around(self, i: int) -> float:
        near = [j for j in (i - 1, i + 1) if 0 <= j < len(self.found) and self._together(i, j)]
        around = frozenset().union(*(self.found[j] for j in near))
        return sum(self.rarity[t] for t in around - self.found[i]) / self.whole

    def _together(self, i: int, j: int) -> bool:
        return self.candidates[i].article.id == self.candidates[j].article.id

    def features(self, i: int, c: Candidate) -> Features:
        """What speaks for a sentence as a whole."""
        asked = self.asked
        here, words = c.keys, set(c.stems)
        cover = self._cover(i)
        stems = [t for t, s in self.stems[c.lang].items() if s in words]
        hits = len(self.found[i])
        named = [bool(link & here) or spelt[i] for link, spelt in zip(self.links, self.spelt, strict=True)]
        before = [b for b in self.candidates[max(0, i - 2) : i] if b.article.id == c.article.id]
        told = frozenset().union(*(b.keys for b in before)) if before else frozenset()
        pronoun = _refers(c)
        by_pronoun = [not n and pronoun and bool(link & told) for n, link in zip(named, self.links, strict=True)]
        ideas = self.ideas[i]
        kept = holds(asked, c.text, c.names, self.named)
        pairs = _pairs(c.stems, self.wanted[c.lang])
        f: Features = {
            "s cover": cover,
            "s cover2": cover * cover,
            "s hits": min(hits, MOST_HITS) / MOST_HITS,
            "s words": sum(self.rarity[t] for t in stems) / self.whole,
            "s around": self._cover_around(i),
            "s pairs": min(pairs, 4) / 4,
            "s title": float(c.title),
            "s foreign": float(self.own and c.lang != asked.lang),
            "s first": float(c.number <= 1),
            "s place": c.number / max(1, len(self.candidates)),
            "s length": min(len(c.stems), 60) / 60,
            "s focus": float(bool(asked.focus & words)),
            "s none": float(hits == 0),
        }
        if kept and (not self.links or any(named) or any(by_pronoun)):
            f["s held of"] = 1.0
        if self.links:
            f["s named"] = sum(named) / len(named)
            f["s all named"] = float(all(named))
            f["s pronoun"] = sum(by_pronoun) / len(named)
        if asked.ideas:
            f["s ideas"] = len(ideas & asked.ideas) / len(asked.ideas)
        group = group_of(asked.type)
        if group in GROUPS_SOUGHT:
            f["s beside"] = f[f"s beside {group}"] = self._beside(c, group)
        f[f"s held {asked.type}"] = float(kept)
        f["s held"] = float(kept)
        digits = {t for t in asked.tokens if t.isdigit()}
        if digits:
            f["s digits"] = len(digits & words) / len(digits)
        return f | self._meant(i)

    def _beside(self, c: Candidate, group: str) -> float:
        """How much of the question, by rarity, stands around one thing of the kind that it asks for."""
        each = math.log(1 + len(self.candidates))
        best = 0.0
        for stems, keys in surroundings(c.text, c.names, c.lang, group, self.named):
            found = sum(self.rarity[t] for t, s in self.stems[c.lang].items() if s in stems)
            best = max(best, found + sum(each for link in self.links if link & keys))
        return best / (self.whole + each * len(self.links))

    def _meant(self, i: int) -> Features:
        """How near a sentence is by the encoder: by itself, and beside the article's others."""
        if not self.near:
            return {}
        gap = self.nearest_of_all - self.near[i]
        return {"s near": self.near[i], "s near gap": gap, "s nearest": float(gap == 0.0)}


def linked(name: Name, candidates: Sequence[Candidate]) -> frozenset[str]:
    """The keys under which an article knows a question's name: its own, and that of a fuller or a shorter form."""
    keys = {name.key}
    words = set(name.text.lower().split())
    han = has_han(name.text)
    for c in candidates:
        for n in c.names:
            if n.key in keys:
                continue
            if han:
                if len(name.text) >= 2 and has_han(n.full) and (name.text in n.full or n.full in name.text):
                    keys.add(n.key)
            else:
                theirs = set(n.full.lower().replace("'s", "").split())
                if words and theirs and (words <= theirs or (theirs <= words and n.kind != "weak")):
                    keys.add(n.key)
    return frozenset(keys)


def scores(weighed: Sequence[Weighed], by: Mapping[str, float]) -> list[list[float]]:
    """The score of every piece of every sentence by some weights."""
    return [[dot(w.features, by) + dot(f, by) for f in w.chunk_features] for w in weighed]


def shares(scored: Sequence[Sequence[float]]) -> list[list[float]]:
    """Scores as probabilities that sum to one over all pieces."""
    top = max((s for row in scored for s in row), default=0.0)
    raised = [[math.exp(s - top) for s in row] for row in scored]
    total = sum(map(sum, raised)) or 1.0
    return [[r / total for r in row] for row in raised]


def _spells(name: Name, c: Candidate, stems: frozenset[str]) -> bool:
    words = search_tokens(name.text)
    return bool(words) and all(stem(t, c.lang) in stems for t in words)


def _refers(c: Candidate) -> bool:
    """Whether a pronoun speaks of somebody told before: not a "she" whose name the sentence has just given."""
    people = [n.end for n in c.names if n.kind in ("person", "name")]
    return any(
        not (SUBJECT.fullmatch(m.group()) and any(end <= m.start() for end in people)) for m in PRONOUN.finditer(c.text)
    )


def _pairs(stems: Sequence[str], wanted: frozenset[str]) -> int:
    return sum(1 for a, b in pairwise(stems) if a in wanted and b in wanted)
