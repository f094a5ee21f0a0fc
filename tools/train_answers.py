#!/usr/bin/env python3
"""Learns the weights of ``feeds/reading/answering.json`` from reading-comprehension questions.

    tools/train_answers.py [--folds] qa.en.jsonl.gz qa.zh.jsonl.gz qa.id.jsonl.gz

Each line is {"id", "context", "q", "answers"}. Standard library only; the same input gives the same file. ``--folds``
writes nothing and prints, for five folds over contexts, what weights learned on the other four do on the unseen fifth.

1. "answer": the softmax over the pieces of the nearest sentences, against the share of the answer that each piece holds
   (Adagrad on the cross entropy, with decay).
2. "given": a logistic regression that tells a question with its context from the same with the answering sentences taken
   out of it, over features of what the first model finds.
"""

import gzip
import hashlib
import json
import math
import re
import sys
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from feeds.model import Article
from feeds.reading import weighing
from feeds.reading.answer import candidates
from feeds.reading.asked import understand
from feeds.reading.catalog import load
from feeds.reading.given import given_features
from feeds.reading.weighing import Question, dot, shares

OUT = Path(__file__).resolve().parent.parent / "feeds" / "reading" / "answering.json"
EPOCHS, RATE, DECAY = 8, 0.25, 2e-3
GIVEN_EPOCHS, GIVEN_RATE, GIVEN_DECAY = 25, 0.2, 1e-4
RAREST = 12  # a feature seen less often is left out
FOLDS = 5
MOST = 520


def rows(paths):
    """The questions of all files."""
    for path in paths:
        opened = gzip.open(path, "rt", encoding="utf-8") if path.endswith(".gz") else open(path, encoding="utf-8")
        with opened as stream:
            for line in stream:
                yield json.loads(line)


def evened(given):
    """About ``MOST`` questions of a language, spread evenly, so that none outweighs the others."""
    by_lang = {}
    for row in given:
        by_lang.setdefault(row["lang"], []).append(row)
    return [r for rows_ in by_lang.values() for r in rows_[:: max(1, len(rows_) // MOST)]]


def places(text, answers):
    """Where the answers stand in a sentence."""
    found = []
    for a in answers:
        pattern = r"\s*".join(re.escape(part) for part in a.split())
        found += [m.span() for m in re.finditer(pattern, text, re.I)] if pattern else []
    return found


def targets(weighed, answers):
    """For each piece of each sentence the share of the answer that it holds; None where no sentence holds it."""
    rows_, total = [], 0.0
    for w in weighed:
        spans = places(w.candidate.text, answers)
        row = []
        for c in w.chunks:
            held = max((max(0, min(c.end, b) - max(c.start, a)) / (b - a) for a, b in spans), default=0.0)
            row.append(held)
            total += held
        rows_.append(row)
    return [[h / total for h in row] for row in rows_] if total else None


def thinned(asked):
    """The question with few of its words, as people ask about news that they have just read ("When does she start?")."""
    order = sorted(asked.tokens, key=lambda t: hashlib.sha256((asked.text + t).encode()).digest())
    return replace(asked, tokens=frozenset(order[: 1 + len(asked.text) % 3]))


class Example:
    """A question put to its context, and put to it without the sentences that answer."""

    def __init__(self, row, catalog, kept, thin):
        context = row["context"]
        if context not in kept:
            kept.clear()
            kept[context] = candidates([Article("x", "", context)], catalog)
        asked = understand(row["q"], catalog)
        if thin:
            asked = thinned(asked)
        self.row, self.thin = row, thin
        self.fold = int(hashlib.sha256(context.encode()).hexdigest(), 16) % FOLDS
        self.put = Question(asked, kept[context])
        self.weighed = self.put.weigh()
        self.targets = targets(self.weighed, row["answers"])
        rest = [c for c in kept[context] if not places(c.text, row["answers"])]
        self.bare = self.bare_weighed = None
        if len(rest) >= 2 and self.targets:
            self.bare = Question(asked, rest)
            self.bare_weighed = self.bare.weigh()


def learn_answer(examples):
    """The weights of the pieces."""
    seen = {}
    for e in examples:
        for w in e.weighed:
            for f in (w.features, *w.chunk_features):
                for name in f:
                    seen[name] = seen.get(name, 0) + 1
    by = {name: 0.0 for name, n in seen.items() if n >= RAREST}
    squares = dict.fromkeys(by, 1e-3)
    for _ in range(EPOCHS):
        for e in examples:
            if not e.targets:
                continue
            base = [dot(w.features, by) for w in e.weighed]
            likely = shares([[b + dot(f, by) for f in w.chunk_features] for b, w in zip(base, e.weighed)])
            step = {}
            for w, row, wanted in zip(e.weighed, likely, e.targets):
                whole = 0.0
                for f, p, t in zip(w.chunk_features, row, wanted):
                    d = t - p
                    whole += d
                    if abs(d) > 1e-4:
                        for name, value in f.items():
                            step[name] = step.get(name, 0.0) + d * value
                for name, value in w.features.items():
                    step[name] = step.get(name, 0.0) + whole * value
            for name, g in step.items():
                if name in by:
                    g -= DECAY * by[name]
                    squares[name] += g * g
                    by[name] += RATE * g / math.sqrt(squares[name])
    return by


def scored(weighed, by):
    """The scores of the pieces by some weights."""
    return [[dot(w.features, by) + dot(f, by) for f in w.chunk_features] for w in weighed]


def learn_given(examples, by):
    """The weights of whether there is an answer."""
    data = []
    for e in examples:
        if e.bare is not None:
            data.append((given_features(e.put, e.weighed, scored(e.weighed, by)), 1.0))
            data.append((given_features(e.bare, e.bare_weighed, scored(e.bare_weighed, by)), 0.0))
    given, squares = {}, {}
    for _ in range(GIVEN_EPOCHS):
        for f, y in data:
            p = 1 / (1 + math.exp(-dot(f, given)))
            for name, value in f.items():
                g = (y - p) * value - GIVEN_DECAY * given.get(name, 0.0)
                squares[name] = squares.get(name, 1e-3) + g * g
                given[name] = given.get(name, 0.0) + GIVEN_RATE * g / math.sqrt(squares[name])
    return given


def rounded(by):
    """Weights as they are stored."""
    return {name: round(w, 2) for name, w in sorted(by.items()) if abs(w) >= 0.01}


def main(argv):
    """Learn, and write or report."""
    folds = "--folds" in argv
    catalog, kept = load(), {}
    given = evened(rows([a for a in argv if not a.startswith("--")]))
    examples = [Example(r, catalog, kept, thin) for r in given for thin in (False, True)]
    if not folds:
        by = rounded(learn_answer(examples))
        OUT.write_text(
            json.dumps({"answer": by, "given": rounded(learn_given(examples, by))}, ensure_ascii=False, indent=0)
            + "\n",
            "utf-8",
        )
        return
    report(examples)


def report(examples):
    """What the weights do on folds that they have not seen."""
    told = {}
    for fold in range(FOLDS):
        rest = [e for e in examples if e.fold != fold]
        by = learn_answer(rest)
        given = learn_given(rest, by)
        weighing.weights.cache_clear()
        for e in (e for e in examples if e.fold == fold):
            mine = told.setdefault((e.row["lang"], "thinned" if e.thin else "whole"), [0, 0, 0.0, 0, 0, 0])
            s = scored(e.weighed, by)
            p = shares(s)
            mine[0] += 1
            if e.targets:
                sums = [sum(r) for r in p]
                order = sorted(range(len(sums)), key=lambda i: -sums[i])
                mine[1] += bool(sum(e.targets[order[0]]))
                mine[2] += sum(a * b for r, t in zip(p, e.targets) for a, b in zip(r, t))
            mine[3] += 1 / (1 + math.exp(-dot(given_features(e.put, e.weighed, s), given))) < 0.5
            if e.bare is not None:
                mine[4] += 1
                mine[5] += (
                    1 / (1 + math.exp(-dot(given_features(e.bare, e.bare_weighed, scored(e.bare_weighed, by)), given)))
                    < 0.5
                )
    for lang, (n, first, mass, false, bare, refused) in told.items():
        print(
            f"{lang}: {n} questions, the first sentence holds the answer {first / n:.3f},"
            f" mean likelihood of its pieces {mass / n:.3f}, refused wrongly {false / n:.3f},"
            f" refused rightly {refused / max(1, bare):.3f} of {bare}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
