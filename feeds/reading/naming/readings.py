"""How Han characters are read, in pinyin without tones: pypinyin with what matters of its phrases.

pypinyin holds 47,000 phrases, two fifths of what the whole bot's modules need in memory. Kept are the 8,756 that are
read otherwise than their characters are one by one: 长江 is Changjiang, though 长 by itself is zhang. The others change
nothing but where a long text is parted, and a name is no long text.
"""

import os
import sys
from functools import cache
from threading import Lock
from types import ModuleType

SPARING = {"PYPINYIN_NO_PHRASES": "1", "PYPINYIN_NO_DICT_COPY": "1"}
_TURN = Lock()  # articles are read in several threads


def _pypinyin() -> ModuleType:
    with _TURN:
        return _loaded()


@cache
def _loaded() -> ModuleType:
    # Looked at as pypinyin is imported, and by no program that is started from here; the copy that it would make of the
    # characters' readings is of use to nobody.
    os.environ.update(SPARING)
    try:
        import pypinyin
    finally:
        for name in SPARING:
            del os.environ[name]
    from pypinyin.phrases_dict import phrases_dict
    from pypinyin.pinyin_dict import pinyin_dict

    def alone(character: str) -> str:
        return pinyin_dict.get(ord(character), character).partition(",")[0]

    told = {text: read for text, read in phrases_dict.items() if [r[0] for r in read] != [alone(c) for c in text]}
    pypinyin.load_phrases_dict(told)
    phrases_dict.clear()
    del sys.modules["pypinyin.phrases_dict"]
    return pypinyin


def read_aloud(text: str) -> list[str]:
    """A syllable a Han character, "v" for ü; what has no reading as it stands, in one piece."""
    found: list[str] = _pypinyin().lazy_pinyin(text)
    return found


def every_reading(character: str) -> list[str]:
    """Every reading of a character, the usual one first; the character itself where it has none."""
    pypinyin = _pypinyin()
    found: list[str] = pypinyin.pinyin(character, style=pypinyin.Style.NORMAL, heteronym=True)[0]
    return found
