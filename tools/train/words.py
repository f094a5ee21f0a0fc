#!/usr/bin/env python3
"""Counts the common words of English and Indonesian, so that a capital in a heading is not taken for a name.

    tools/train/words.py FOLDER    FOLDER holds qa.en, qa.id, ner.en, ner.id and summ.id (JSON lines, .gz), whose
                                   licences allow it; writes feeds/catalog/words/en.txt and id.txt

A word counts as common where the texts have it at least ``LEAST`` times in small letters and hardly ever with a capital
inside a sentence. Nothing but single words is kept, in alphabetical order, without counts.
"""

import collections
import gzip
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

SOURCES = {"en": ("qa.en", "ner.en"), "id": ("qa.id", "ner.id", "summ.id")}
LEAST = {"en": 1, "id": 3}  # English has the smaller texts
MOST_CAPITAL = 0.12  # of all times inside a sentence
WORD = re.compile(r"(?<![\w.@#/-])[A-Za-z][a-z]{2,}(?![\w@-])")
OUT = Path(__file__).resolve().parents[2] / "feeds" / "catalog" / "words"


def texts(folder: Path, name: str) -> Iterator[str]:
    """The texts of a set, whatever its file is called beyond its name."""
    for path in sorted(folder.glob(f"{name}_*.jsonl*")):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for line in filter(None, data.decode("utf-8").split("\n")):  # a text may hold other line ends
            row = json.loads(line)
            yield from {v for k in ("text", "context", "question", "q") if isinstance(v := row.get(k), str)}


def common(folder: Path, lang: str) -> list[str]:
    """The common words of a language in the sets of a folder."""
    small: collections.Counter[str] = collections.Counter()
    capital: collections.Counter[str] = collections.Counter()
    for name in SOURCES[lang]:
        for text in set(texts(folder, name)):
            for match in WORD.finditer(text):
                word = match.group()
                if word[0].islower():
                    small[word] += 1
                elif not re.search(r"(?:^|[.!?:;\"“”'\n(-])\s*$", text[max(0, match.start() - 3) : match.start()]):
                    capital[word.lower()] += 1
    return sorted(w for w, n in small.items() if n >= LEAST[lang] and capital[w] <= MOST_CAPITAL * (n + capital[w]))


def main() -> None:
    """Write both lists."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    OUT.mkdir(exist_ok=True)
    for lang in SOURCES:
        words = common(Path(sys.argv[1]), lang)
        (OUT / f"{lang}.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
        print(f"{lang}: {len(words)} words")


if __name__ == "__main__":
    main()
