"""How likely an article answers a question at all: what the refusal of an answer rests on."""

import math
from collections.abc import Sequence

from feeds.reading.asked import GROUPS
from feeds.reading.pieces import Features
from feeds.reading.weighing import Question, Weighed, dot, shares, weights

STRICT = frozenset(
    {"successor", "predecessor", "how_long", "how_old", "when", "how_many", "how_much", "where_to", "where_from", "org", "who", "role", "why"}
)  # fmt: skip
READY = 1.1  # how far a doubtful answer is still given
READY_HAN = 0.5  # pairs of characters meet less often than stems do
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
    return 1 / (1 + math.exp(-dot(f, weights()["given"]) - by_hand(put, f)))


def by_hand(put: Question, f: Features) -> float:
    """What the passages learned from cannot teach, since each of their questions was asked for an answer it holds.

    News tells who leaves more often than who follows, where they go and why: without a sentence about the very person
    that holds the kind of thing asked for, such a question is refused.
    """
    kind = put.asked.type
    said = READY + (READY_HAN if put.asked.lang == "zh" else 0.0)
    if GROUPS.get(kind) in ("when", "number") and not f.get("fits"):
        said -= 3.0
    if not f.get("held of"):
        said -= 1.0
    if kind in STRICT and not f.get("held"):
        said -= 0.5
    if f.get("unknown", 0.0) > 0.9:
        said -= 0.3
    if f.get("names") and not f.get("s all named"):
        said -= 0.8
    if f.get("names") and not f.get("told"):
        said -= 2.0
    if kind in ("successor", "where_to"):
        said -= 1.0
    return said


def given_features(put: Question, weighed: Sequence[Weighed], scored: Sequence[Sequence[float]]) -> Features:
    """What speaks for the question being answered, of the likeliest sentence and of the article."""
    kind = put.asked.type
    f: Features = {"bias": 1.0, f"t {kind}": 1.0}
    if not weighed:
        return f
    likely = shares(scored)
    best = max(range(len(weighed)), key=lambda i: sum(likely[i]))
    top = max((s for row in scored for s in row), default=0.0)
    for name in (
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
    ):
        f[name] = weighed[best].features.get(name, 0.0)
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
    surest = max(
        ((p, w, i) for w, row in zip(weighed, likely, strict=True) for i, p in enumerate(row)), key=lambda t: t[0]
    )
    fits = surest[1].chunks[surest[2]].kind in FITTING.get(GROUPS.get(kind, ""), ())
    f["fits"] = float(fits)
    f[f"fits {kind}"] = float(fits)
    here = frozenset().union(*(c.keys for c in put.candidates if c.article.id == weighed[best].candidate.article.id))
    f["told"] = float(all(link & here for link in put.links))
    known = [bool(link & frozenset().union(*(c.keys for c in put.candidates))) for link in put.links]
    f["names unknown"] = sum(not k for k in known) / (len(known) or 1)
    return f
