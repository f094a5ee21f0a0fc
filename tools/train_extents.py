#!/usr/bin/env python3
"""Learns the weights of ``feeds/reading/extents.json`` from reading-comprehension questions.

    tools/train_extents.py [--folds] qa.en.jsonl.gz qa.zh.jsonl.gz qa.id.jsonl.gz

Each line is {"id", "context", "q", "answers", "lang"}. Standard library only; the same input gives the same file.
``--folds`` writes nothing and prints, for five folds over contexts, what weights learned on the other four do on the
unseen fifth, with the sentences that hold the answer given.

The softmax over the stretches of a sentence that holds the answer, against the stretches that are it (Adagrad on the
cross entropy, with decay). Choosing the sentence is learned apart, by ``train_answers.py``.
"""

import gzip
import hashlib
import json
import math
import re
import sys
from array import array
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from feeds.model import Article
from feeds.reading.answering.answer import candidates
from feeds.reading.answering.asked import understand
from feeds.reading.answering.chunks import chunks
from feeds.reading.answering.extents import ending, pair, spanning, starting, stretches
from feeds.reading.answering.marks import mark
from feeds.reading.answering.weighing import Question
from feeds.reading.naming.catalog import load

OUT = Path(__file__).resolve().parent.parent / "feeds" / "reading" / "answering" / "extents.json"
EPOCHS, RATE, DECAY = 4, 0.05, 5e-3
RAREST = 20  # a feature that fewer sentences have is left out
LEAST = 0.03  # a smaller weight is left out
FOLDS = 5
MOST = 1700  # questions of a language
# News asks for a name, a date, a reason: passages whose answer is a whole sentence would teach that answers are long.
LONGEST_ANSWER = 24


def rows(paths):
    """The questions of all files, at most ``MOST`` of a language, spread evenly."""
    by_lang = {}
    for path in paths:
        data = Path(path).read_bytes()
        for line in (gzip.decompress(data) if path.endswith(".gz") else data).splitlines():
            row = json.loads(line)
            longest = LONGEST_ANSWER * (1 if row["lang"] == "zh" else 4)
            if row["q"].strip() and row["answers"] and min(map(len, row["answers"])) <= longest:
                by_lang.setdefault(row["lang"], []).append(row)
    return [r for found in by_lang.values() for r in found[:: -(-len(found) // MOST)]]


def places(text, answers):
    """Where the answers stand in a sentence."""
    found = []
    for a in answers:
        pattern = r"\s*".join(re.escape(part) for part in a.split())
        found += [m.span() for m in re.finditer(pattern, text, re.I)] if pattern else []
    return found


class Example:
    """A sentence that holds the answer to a question: its features as numbers, and which stretches are the answer."""

    def __init__(self, marks, spans, number):
        self.marks = marks
        self.starts = [array("i", map(number, starting(marks, i))) for i in range(len(marks.at))]
        self.ends = [array("i", map(number, ending(marks, i))) for i in range(len(marks.at))]
        held = [[i for i, (s, e) in enumerate(marks.at) if s < b and e > a] for a, b in spans]
        wanted = {(h[0], h[-1]) for h in held if h}
        kinds, self.pairs, self.of, self.gold = {}, [], array("i"), set()
        self.stretches = list(stretches(marks))
        for n, (i, j) in enumerate(self.stretches):
            key = pair(marks, i, j)
            if key not in kinds:
                kinds[key] = len(kinds)
                self.pairs.append(array("i", map(number, spanning(marks, key))))
            self.of.append(kinds[key])
            if (i, j) in wanted:
                self.gold.add(n)

    def features(self):
        """All that is seen in the sentence."""
        return {f for row in (*self.starts, *self.ends, *self.pairs) for f in row}

    def likely(self, by):
        """How likely each stretch is the answer."""
        starts, ends, pairs = (
            [sum(by[f] for f in row) for row in rows_] for rows_ in (self.starts, self.ends, self.pairs)
        )
        scores = [starts[i] + ends[j] + pairs[p] for (i, j), p in zip(self.stretches, self.of, strict=True)]
        top = max(scores)
        raised = [math.exp(s - top) for s in scores]
        whole = sum(raised)
        return [r / whole for r in raised]


def examples(given, numbers):
    """The examples of questions, with their fold and language."""
    catalog, context, kept = load(), None, ()
    found = []
    for row in given:
        if row["context"] != context:
            context = row["context"]
            kept = candidates([Article("x", "", context)], catalog)
        asked = understand(row["q"], catalog)
        put = None
        for c in kept:
            spans = places(c.text, row["answers"])
            if not spans:
                continue
            put = put or Question(asked, kept)
            wanted = put.wanted[c.lang]
            cut = chunks(c.text, c.names, c.lang, wanted, put.named)
            e = Example(
                mark(asked, c.text, c.lang, cut, wanted, put.named),
                spans,
                lambda f: numbers.setdefault(f, len(numbers)),
            )
            if e.gold and len(e.gold) < len(e.stretches):
                e.fold = int(hashlib.sha256(context.encode()).hexdigest(), 16) % FOLDS
                e.lang, e.answers = row["lang"], row["answers"]
                found.append(e)
    return found


def learn(given, count):
    """The weights, by number."""
    seen = [0] * count
    for e in given:
        for f in e.features():
            seen[f] += 1
    by, squares = [0.0] * count, [1e-2] * count
    order = sorted(range(len(given)), key=lambda i: hashlib.sha256(str(i).encode()).digest())
    for _ in range(EPOCHS):
        for e in (given[i] for i in order):
            step(e, by, squares, seen)
    return by


def step(e, by, squares, seen):
    """One example's part in learning."""
    likely = e.likely(by)
    right = sum(likely[n] for n in e.gold)
    starts, ends, pairs = [0.0] * len(e.starts), [0.0] * len(e.ends), [0.0] * len(e.pairs)
    for n, ((i, j), p) in enumerate(zip(e.stretches, e.of, strict=True)):
        d = (likely[n] / right if n in e.gold else 0.0) - likely[n]
        starts[i] += d
        ends[j] += d
        pairs[p] += d
    slope = {}
    for rows_, ds in ((e.starts, starts), (e.ends, ends), (e.pairs, pairs)):
        for row, d in zip(rows_, ds, strict=True):
            if abs(d) > 1e-5:
                for f in row:
                    slope[f] = slope.get(f, 0.0) + d
    for f, g in slope.items():
        if seen[f] >= RAREST:
            g -= DECAY * by[f]
            squares[f] += g * g
            by[f] += RATE * g / math.sqrt(squares[f])


def main(argv):
    """Learn, and write or report."""
    numbers = {}
    given = examples(rows([a for a in argv if not a.startswith("--")]), numbers)
    if "--folds" in argv:
        report(given, len(numbers))
        return
    by = learn(given, len(numbers))
    kept = {name: round(by[n], 2) for name, n in sorted(numbers.items()) if abs(by[n]) >= LEAST}
    OUT.write_text(json.dumps(kept, ensure_ascii=False, indent=0) + "\n", "utf-8")


def report(given, count):
    """What the weights do on folds that they have not seen."""
    told = {}
    for fold in range(FOLDS):
        by = learn([e for e in given if e.fold != fold], count)
        for e in given:
            if e.fold == fold:
                likely = e.likely(by)
                mine = told.setdefault(e.lang, [0, 0, 0.0])
                mine[0] += 1
                mine[1] += max(range(len(likely)), key=likely.__getitem__) in e.gold
                mine[2] += math.log(sum(likely[n] for n in e.gold) + 1e-9)
    for lang, (n, exact, log) in told.items():
        print(f"{lang}: {n} sentences, likeliest is right {exact / n:.3f}, mean log likelihood {log / n:.3f}")


if __name__ == "__main__":
    main(sys.argv[1:])
