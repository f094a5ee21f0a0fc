"""How likely an article answers a question at all: what the refusal of an answer rests on."""

import math
from collections.abc import Sequence

from feeds.reading.answering.asked import GROUPS
from feeds.reading.answering.pieces import Features
from feeds.reading.answering.stems import stem
from feeds.reading.answering.weighing import MOST_HITS, Question, Weighed, dot, shares

STRICT = frozenset(
    {"successor", "predecessor", "how_long", "how_old", "when", "how_many", "how_much", "where_to", "where_from", "org", "who", "role", "why"}
)  # fmt: skip
# What is told of one person and would be false of another.
PERSONAL = frozenset({"how_old", "how_long", "how_much", "where_to", "successor", "predecessor"})
# Ideas that say what is asked for, where others ("plan", "say") are only how it is told.
TELLING = frozenset(
    {"age", "pay", "study", "staff", "profit", "own", "replace", "fire", "based", "found", "buy", "cut", "market"}
)
# How far a doubtful answer is still given; pairs of characters meet less often than stems do.
READY = {"en": 1.4, "id": 1.1, "zh": 1.9}
# The kinds of pieces that answer a type of question.
FITTING = {
    "who": ("person", "name", "organisation", "weak"),
    "org": ("organisation", "weak", "name"),
    "when": ("date", "period"),
    "number": ("number", "money", "percent", "period", "age", "date"),
    "where": ("organisation", "weak", "name"),
}


def likelihood(put: Question, weighed: Sequence[Weighed], scored: Sequence[Sequence[float]]) -> float:
    """The likelihood, 0..1, that these sentences hold the answer."""
    f = given_features(put, weighed, scored)
    return 1 / (1 + math.exp(-dot(f, put.by["given"]) - by_hand(put, f)))


def by_hand(put: Question, f: Features) -> float:
    """What the passages learned from cannot teach, since each of their questions was asked for an answer it holds.

    News tells who leaves more often than who follows, where they go and why: without a sentence about the very person
    that holds the kind of thing asked for, such a question is refused.
    """
    kind = put.asked.type
    said = READY[put.asked.lang]
    if GROUPS.get(kind) in ("when", "number") and not f.get("fits"):
        said -= 3.0
    if not f.get("held of"):
        said -= 2.5 if kind in PERSONAL and f.get("names") else 1.0
    if kind in ("successor", "predecessor") and not f.get("held"):
        said -= 1.5
    if kind in STRICT and not f.get("held"):
        said -= 0.5
    if f.get("unknown", 0.0) > 0.9 and not (put.near and not put.own):
        said -= 0.8
    if f.get("names") and not f.get("s all named"):
        said -= 0.8
    if f.get("names") and not f.get("told") and put.several:
        said -= 2.0  # the article that would answer is about others
    if kind in ("successor", "where_to"):
        said -= 0.5
    said -= 1.5 * f.get("missing", 0.0)
    said += max(0.0, f.get("s hits", 0.0) * MOST_HITS - 2)  # many words of a long question are not met by chance
    return said


# What speaks for the likeliest sentence and is looked at for the answer as well.
CARRIED = (
    "s cover",
    "s hits",
    "s around",
    "s words",
    "s pairs",
    "s named",
    "s all named",
    "s pronoun",
    "s ideas",
    "s focus",
    "s digits",
    "s none",
    "s near",
    "s near gap",
    "s beside",
)


def given_features(put: Question, weighed: Sequence[Weighed], scored: Sequence[Sequence[float]]) -> Features:
    """What speaks for the question being answered, of the likeliest sentence and of the article."""
    kind = put.asked.type
    f: Features = {"bias": 1.0, f"t {kind}": 1.0}
    if not weighed:
        return f
    likely = shares(scored)
    best = max(range(len(weighed)), key=lambda i: sum(likely[i]))
    top = max((s for row in scored for s in row), default=0.0)
    for name in CARRIED:
        f[name] = weighed[best].features.get(name, 0.0)
    f["near most"] = put.nearest_of_all
    kept = weighed[best].features["s held"]
    f["held"] = kept
    f[f"held {kind}"] = kept
    f["top"] = top / 5
    f["sum"] = math.log(sum(math.exp(s - top) for row in scored for s in row)) / 3
    f["sure"] = max((p for row in likely for p in row), default=0.0)
    f["best"] = sum(likely[best])
    f["unknown"] = put.unknown
    f["cover max"] = max(w.features["s cover"] for w in weighed)
    f["words"] = min(len(put.asked.tokens), 12) / 12
    f["names"] = float(bool(put.links))
    f["held of"] = weighed[best].features.get("s held of", 0.0)
    f["held of any"] = max(w.features.get("s held of", 0.0) for w in weighed)
    f[f"held of {kind}"] = f["held of"]
    f |= _fitting(kind, weighed, likely)
    f["missing"] = _missing(put, put.ideas_of(weighed[best].candidate))
    return f | _naming(put, weighed[best])


def _fitting(kind: str, weighed: Sequence[Weighed], likely: Sequence[Sequence[float]]) -> Features:
    """Whether the likeliest piece of all is of a kind that answers such a question."""
    _, one, i = max(
        ((p, w, i) for w, row in zip(weighed, likely, strict=True) for i, p in enumerate(row)), key=lambda t: t[0]
    )
    fits = float(one.chunks[i].kind in FITTING.get(GROUPS.get(kind, ""), ()))
    return {"fits": fits, f"fits {kind}": fits}


def _naming(put: Question, best: Weighed) -> Features:
    """How many of the names asked for the best sentence's article has, and how many no article has."""
    here = frozenset().union(*(c.keys for c in put.candidates if c.article.id == best.candidate.article.id))
    spelt = [any(put.spelt[i]) for i in range(len(put.links))]
    told = any(link & here or s for link, s in zip(put.links, spelt, strict=True))
    whole = frozenset().union(*(c.keys for c in put.candidates))
    known = [bool(link & whole) or s for link, s in zip(put.links, spelt, strict=True)]
    return {"told": float(told), "names unknown": sum(not k for k in known) / (len(known) or 1)}


def _missing(put: Question, worded: frozenset[str]) -> float:
    """The share of the question's telling ideas that a sentence does not word.

    A word of several ideas ("start": begin, found, take up) is there where one of them is; the noun after "how
    many" or "what" that a figure is of ("what share of …") is only the measure.
    """
    asked = put.asked
    focus = asked.focus | {t for t in asked.tokens if stem(t, asked.lang) in asked.focus}
    measure = focus if GROUPS.get(asked.type) == "number" else frozenset()
    spoken = [of for t, of in put.worded.items() if of and t not in measure]
    telling = [of for of in spoken if of & TELLING]
    ideas = asked.ideas & TELLING - ({"based"} if asked.type == "where" else frozenset())
    telling += [frozenset({i}) for i in ideas if not any(i in of for of in put.worded.values())]
    return sum(1 for of in telling if not of & worded) / len(telling) if telling else 0.0
