#!/usr/bin/env python3
"""Learns the weights of ``feeds/reading/answering.json`` from reading-comprehension questions.

    tools/train_answers.py [--folds] qa.en.jsonl.gz qa.zh.jsonl.gz qa.id.jsonl.gz

Each line is {"id", "context", "q", "answers"}. Needs numpy, which comes with the sentence encoder. The same input gives
the same file: the weights for words alone ("words"), for words and the encoder ("near"), and for the encoder where the
question is in another language ("across"); the last two are left as they are where it is not installed. ``--folds``
writes nothing and prints, for five folds over contexts, what weights learned on the other four do on the unseen fifth.

1. "answer": the softmax over the pieces of the nearest sentences, against the share of the answer that each piece holds
   (Adagrad on the cross entropy, with decay).
2. "given": a logistic regression that tells a question with its context from the same with the answering sentences
   taken out of it, over features of what the first model finds.
"""

import gc
import gzip
import hashlib
import json
import math
import re
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bot.encoder import installed
from feeds.model import Article
from feeds.reading.answering.answer import candidates
from feeds.reading.answering.asked import understand
from feeds.reading.answering.given import given_features
from feeds.reading.answering.weighing import Question, dot, shares
from feeds.reading.naming.catalog import load
from feeds.reading.text import HAN

OUT = Path(__file__).resolve().parent.parent / "feeds" / "reading" / "answering" / "answering.json"
EPOCHS, RATE, DECAY = 8, 0.25, 2e-3
GIVEN_EPOCHS, GIVEN_RATE, GIVEN_DECAY = 25, 0.2, 1e-4
RAREST = 12  # a feature seen less often is left out
FOLDS = 5
MOST = 520
# How the questions are put for each set of weights.
WAYS = {"words": ("whole", "thinned"), "near": ("whole", "thinned"), "across": ("across",)}


def rows(paths):
    """The questions of all files."""
    for path in paths:
        data = Path(path).read_bytes()
        for line in (gzip.decompress(data) if path.endswith(".gz") else data).split(b"\n"):
            if line.strip():
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
    """The question with few of its words, as people ask about news that they have read ("When does she start?")."""
    order = sorted(asked.tokens, key=lambda t: hashlib.sha256((asked.text + t).encode()).digest())
    return replace(asked, tokens=frozenset(order[: 1 + len(asked.text) % 3]))


def across(asked):
    """The question as one of another language looks: its numbers, names, ideas and meaning are found, no word is."""
    tokens = frozenset(t if t.isdigit() else f"¬{t}" for t in asked.tokens)
    return replace(asked, lang="id" if asked.lang != "id" else "en", tokens=tokens, focus=frozenset())


def worded(asked, whole):
    """The text of a thinned question, without the words that it has lost."""
    lost = whole.tokens - asked.tokens
    text = whole.text
    for token in sorted(lost, key=lambda t: (-len(t), t)):
        if HAN.match(token):
            text = text.replace(token, " ")
        else:
            text = re.sub(rf"\b{re.escape(token)}\b", " ", text, flags=re.I)
    return " ".join(text.split()) or whole.text


class Put:
    """A question put to sentences, with the features of all their pieces as one matrix, a row a piece."""

    def __init__(self, question, answers):
        self.question = question
        self.weighed = question.weigh()
        self.targets = targets(self.weighed, answers)
        given = [[(*w.features.items(), *f.items()) for f in w.chunk_features] for w in self.weighed]
        self.names = sorted({name for rows_ in given for row in rows_ for name, _ in row})
        columns = {name: i for i, name in enumerate(self.names)}
        self.matrix = np.zeros((sum(map(len, given)), len(columns)), dtype=np.float32)
        for i, row in enumerate(row for rows_ in given for row in rows_):
            for name, value in row:
                self.matrix[i, columns[name]] += value

    def scores(self, by):
        """What ``weighing.scores`` gives by some weights."""
        flat = (self.matrix @ np.array([by.get(name, 0.0) for name in self.names])).tolist()
        rest = iter(flat)
        return [[next(rest) for _ in w.chunks] for w in self.weighed]


class Example:
    """A question put to its context, and put to it without the sentences that answer."""

    def __init__(self, row, catalog, kept, how, encoder):
        context = row["context"]
        if context not in kept:
            kept.clear()
            kept[context] = candidates([Article("x", "", context)], catalog)
        asked = understand(row["q"], catalog)
        if how == "thinned":
            few = thinned(asked)
            asked = replace(few, text=worded(few, asked))
        elif how == "across":
            asked = across(asked)
        self.row, self.how = row, how
        self.fold = int(hashlib.sha256(context.encode()).hexdigest(), 16) % FOLDS
        self.put = Put(Question(asked, kept[context], encoder), row["answers"])
        rest = [c for c in kept[context] if not places(c.text, row["answers"])]
        self.bare = None
        if len(rest) >= 2 and self.put.targets:
            self.bare = Put(Question(asked, rest, encoder), ())


def learn_answer(examples):
    """The weights of the pieces."""
    taught = [e.put for e in examples if e.put.targets]
    seen = Counter()
    for e in examples:
        seen.update(dict(zip(e.put.names, np.count_nonzero(e.put.matrix, axis=0).tolist(), strict=True)))
    names = sorted(name for name, n in seen.items() if n >= RAREST)
    place = {name: i for i, name in enumerate(names)}
    lessons = []
    for p in taught:
        known = [i for i, name in enumerate(p.names) if name in place]
        wanted = np.array([t for row in p.targets for t in row])
        lessons.append((np.array([place[p.names[i]] for i in known]), p.matrix[:, known], wanted))
    by, squares = np.zeros(len(names)), np.full(len(names), 1e-3)
    for _ in range(EPOCHS):
        for at, matrix, wanted in lessons:
            s = matrix @ by[at]
            likely = np.exp(s - s.max())
            g = (wanted - likely / likely.sum()) @ matrix - DECAY * by[at]
            squares[at] += g * g
            by[at] += RATE * g / np.sqrt(squares[at])
    return dict(zip(names, by.tolist(), strict=True))


def put_features(put, by):
    """What speaks for an answer being given."""
    return given_features(put.question, put.weighed, put.scores(by))


def learn_given(examples, by):
    """The weights of whether there is an answer."""
    data = []
    for e in examples:
        if e.bare is not None:
            data += [(put_features(e.put, by), 1.0), (put_features(e.bare, by), 0.0)]
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
    gc.disable()  # everything is kept to the end, and looking through it takes longer than learning
    catalog = load()
    given = evened(rows([a for a in argv if not a.startswith("--")]))
    learned = json.loads(OUT.read_text("utf-8"))
    with_encoder = installed()
    for kind, ways in WAYS.items():
        encoder = None if kind == "words" else with_encoder
        if encoder is None and kind != "words":
            print(f"the sentence encoder is not installed: the weights {kind!r} stay as they are", file=sys.stderr)
            continue
        kept = {}
        examples = [Example(r, catalog, kept, how, encoder) for r in given for how in ways]
        if "--folds" in argv:
            print(kind)
            report(examples)
            continue
        by = rounded(learn_answer(examples))
        learned[kind] = {"answer": by, "given": rounded(learn_given(examples, by))}
    if "--folds" not in argv:
        OUT.write_text(json.dumps(learned, ensure_ascii=False, indent=0) + "\n", "utf-8")


def declined(put, by, given):
    """Whether the question is refused by what was learned alone."""
    return 1 / (1 + math.exp(-dot(put_features(put, by), given))) < 0.5


def report(examples):
    """What the weights do on folds that they have not seen."""
    told = {}
    for fold in range(FOLDS):
        rest = [e for e in examples if e.fold != fold]
        by = learn_answer(rest)
        given = learn_given(rest, by)
        for e in (e for e in examples if e.fold == fold):
            mine = told.setdefault((e.row["lang"], e.how), [0, 0, 0.0, 0, 0, 0])
            mine[0] += 1
            if e.put.targets:
                p = shares(e.put.scores(by))
                sums = [sum(r) for r in p]
                best = max(range(len(sums)), key=lambda i: sums[i])
                mine[1] += bool(sum(e.put.targets[best]))
                mine[2] += sum(float(np.dot(r, t)) for r, t in zip(p, e.put.targets, strict=True))
            mine[3] += declined(e.put, by, given)
            if e.bare is not None:
                mine[4] += 1
                mine[5] += declined(e.bare, by, given)
    for lang, (n, first, mass, false, bare, refused) in told.items():
        print(
            f"{lang}: {n} questions, the first sentence holds the answer {first / n:.3f},"
            f" mean likelihood of its pieces {mass / n:.3f}, refused wrongly {false / n:.3f},"
            f" refused rightly {refused / max(1, bare):.3f} of {bare}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
