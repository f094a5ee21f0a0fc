"""Whether a sentence in our own words rests on the article that it was told from."""

import re
from collections.abc import Iterable
from itertools import pairwise

from feeds.reading.text import folded

# A telling rests on an article if so much of its words and of its neighbouring words stand in it, and every number.
WORDS_RESTING, PAIRS_RESTING, FEWEST_WORDS = 0.7, 0.35, 4
NUMBER = re.compile(r"\d[\d.,]*")
TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W_]+")  # Latin runs on into Han where no space divides them


def first_resting(texts: Iterable[str], source: str) -> str | None:
    """The first of the tellings that rests on the source; the first at all where there is no source to rest on."""
    for text in texts:
        if not source or rests_on(text, source):
            return text
    return None


def rests_on(text: str, source: str) -> bool:
    """Whether a sentence's words, most of their order and all its numbers stand in a source of the same language."""
    said, have = TOKEN.findall(folded(text)), TOKEN.findall(folded(source))
    numbers = {n.strip(".,") for n in NUMBER.findall(source)}
    if len(said) < FEWEST_WORDS or any(n.strip(".,") not in numbers for n in NUMBER.findall(text)):
        return False
    known, pairs = set(have), set(pairwise(have))
    spoken = list(pairwise(said))
    return sum(word in known for word in said) >= WORDS_RESTING * len(said) and sum(
        pair in pairs for pair in spoken
    ) >= PAIRS_RESTING * len(spoken)
