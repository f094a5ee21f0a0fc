"""Words of the language: what a capital in a heading or at the beginning of a sentence does not make a name.

The lists are made by ``tools/train/words.py``; words with an ending ("hires", "doubted") count by their stem too.
"""

import re
from functools import cache
from importlib.resources import files

ENDINGS = re.compile(r"(?:ies|es|s|ed|ing|ly|er)$")


@cache
def common(lang: str) -> frozenset[str]:
    """The common words of English ("en") or Indonesian ("id"); none of Chinese, which has no capitals."""
    if lang == "zh":
        return frozenset()
    return frozenset(files("feeds.catalog").joinpath("words", f"{lang}.txt").read_text("utf-8").split())


@cache
def given_names() -> frozenset[str]:
    """Given names, written small, that are common in Indonesia or in the West."""
    return frozenset(files("feeds.catalog").joinpath("words", "given.txt").read_text("utf-8").split())


def is_common(word: str, lang: str) -> bool:
    """Whether a word, written small, is a common word of the language."""
    known = common(lang)
    if word in known:
        return True
    if lang == "id":
        return word.endswith(("nya", "lah", "kah")) and word[:-3] in known
    if lang != "en":
        return False
    stem = ENDINGS.sub("", word)
    return stem != word and len(stem) > 2 and (stem in known or f"{stem}e" in known or f"{stem}y" in known)
