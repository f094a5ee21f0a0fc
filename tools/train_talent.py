#!/usr/bin/env python3
"""Learns ``feeds/reading/talent.json``, which makes votes likelihoods, from texts of our own in ``tools/talent``.

    tools/train_talent.py [--folds]

Standard library only; the same texts give the same file. Each line of a text is a template that is filled several times
with made-up people and firms. ``--folds`` writes nothing and prints, for folds over whole templates, what weights
learned on the others do on the unseen ones, with how often what is called so likely is so.
"""

import hashlib
import json
import math
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from feeds.model import Article
from feeds.reading.moving import moves, talent
from feeds.reading.naming import names
from feeds.reading.naming.catalog import load

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "feeds" / "reading" / "moving" / "talent.json"
STEPS, RATE, FOLDS, FILLINGS = 2000, 0.5, 5, 6
YEARS = ("2009", "2014", "2017")
NUMBERS = ("120", "450", "1,200", "3,000")
FILL = {
    "en": {
        "P": (
            "Mireille Oduya", "Tobias Hartwell", "Anders Lindqvist", "Priscilla Vance", "Ravi Menon",
            "Elena Castellan", "Marcus Thorne", "Ingrid Sollberg",
        ),
        "O": ("OpenAI", "Google", "Norvale Systems", "Nvidia", "Kestrel Robotics", "Grab", "Alibaba", "Quillmark"),
        "R": ("chief executive", "CFO", "chief scientist", "head of research", "president", "vice president of design"),
    },
    "id": {
        "P": (
            "Rangga Wirawan", "Sinta Maharani", "Bagas Pramudya", "Dewi Kusumawati", "Ratna Widjanarko",
            "Yoga Prasetya",
        ),
        "O": ("GoTo", "Tokopedia", "Grab", "Samudra Pangan", "Bank Mandiri", "Telkom", "Wirasena Teknologi"),
        "R": ("direktur utama", "CEO", "direktur keuangan", "kepala riset", "komisaris", "direktur teknologi"),
    },
    "zh": {
        "P": ("周明远", "沈若溪", "陈立群", "李慧敏", "王景行", "刘思远", "赵启明"),
        "O": ("腾讯", "阿里巴巴", "字节跳动", "云杉科技", "小米", "百度", "北辰汽车"),
        "R": ("首席执行官", "副总裁", "首席科学家", "总经理", "首席财务官", "研究院院长"),
    },
}  # fmt: skip


def chosen(row, key):
    """One of a row, by a key."""
    return row[int(hashlib.sha256(key.encode()).hexdigest(), 16) % len(row)]


def filled(text, lang, key):
    """A template with names in its places; two of a kind differ."""
    fill, taken = FILL[lang], {}
    for slot in sorted(set(re.findall(r"\{(\w+)\}", text))):
        row = {"N": NUMBERS, "Y": YEARS}.get(slot) or fill[slot[0]]
        row = [r for r in row if r not in taken.values()]
        taken[slot] = chosen(row, f"{key} {slot}")
    return re.sub(r"\{(\w+)\}", lambda m: taken[m.group(1)], text)


def examples(catalog):
    """(the vote's features, whether it is news, template, language) of every filling."""
    for lang in FILL:
        for number, line in enumerate((ROOT / "tools" / "talent" / f"{lang}.txt").read_text("utf-8").splitlines()):
            if not line or line.startswith("#"):
                continue
            for filling in range(FILLINGS):
                title, _, text = filled(line[2:], lang, f"{line} {filling}").partition("||")
                article = Article("a", title.strip(), text.strip(), lang=lang)
                found = moves.find(article, lang, names.read(article, lang, catalog), catalog)
                cued = frozenset(0 if m.in_title else m.number for m in found.cued)
                voted = talent.vote(article, found.moves, cued)
                yield talent.odds(voted.value), line[0] == "+", f"{lang} {number}", lang


def learn(data):
    """What the features of ``talent.odds`` weigh: logistic regression by steps downhill, each text the same."""
    by = {"above": 1.0, "below": 1.0, "heading": 1.0}
    for _ in range(STEPS):
        slope = dict.fromkeys(by, 0.0)
        for features, news, *_ in data:
            off = likely(features, by) - news
            for name, value in features.items():
                slope[name] += off * value / len(data)
        by = {name: w - RATE * slope[name] for name, w in by.items()}
    assert min(by.values()) > 0, "the line would move"
    return {name: round(w, 3) for name, w in by.items()}


def likely(features, by):
    """The likelihood that the weights make of a vote."""
    return 1 / (1 + math.exp(-sum(by[name] * value for name, value in features.items())))


def fold(template):
    """The fold of a template."""
    return int(hashlib.sha256(template.encode()).hexdigest(), 16) % FOLDS


def report(data):
    """What the weights do on templates that they have not seen."""
    told = []
    for f in range(FOLDS):
        by = learn([d for d in data if fold(d[2]) != f])
        told += [(likely(d[0], by), d[1], d[3]) for d in data if fold(d[2]) == f]
    for lang in (*FILL, None):
        mine = [(p, y) for p, y, where in told if lang in (None, where)]
        tp, fp = sum(p >= 0.5 and y for p, y in mine), sum(p >= 0.5 and not y for p, y in mine)
        fn = sum(p < 0.5 and y for p, y in mine)
        print(
            f"{lang or 'all'}: {len(mine)} texts, F1 {2 * tp / (2 * tp + fp + fn):.3f}, precision {tp / (tp + fp):.3f}"
        )
    for low in range(0, 10, 2):
        here = [(p, y) for p, y, _ in told if low <= min(p * 10, 9.99) < low + 2]
        if here:
            said, so = (sum(pair[i] for pair in here) / len(here) for i in (0, 1))
            print(f"said {said:.2f}: so {so:.2f} of {len(here)}")


def main(argv):
    """Learn, and write or report."""
    data = list(examples(load()))
    if "--folds" in argv:
        report(data)
    else:
        OUT.write_text(json.dumps(learn(data), indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
