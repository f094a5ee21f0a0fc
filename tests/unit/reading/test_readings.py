"""Han read aloud with a part of pypinyin's phrases reads every name of two characters as with all of them."""

import json
import subprocess
import sys

from feeds.reading.naming.readings import every_reading, read_aloud

# In a process of its own, since what is left out is left out for good.
WHOLE = """
import json
from pypinyin import lazy_pinyin
from pypinyin.phrases_dict import phrases_dict
print(json.dumps({text: lazy_pinyin(text) for text in phrases_dict if len(text) == 2}))
"""


def test_every_phrase_of_two_characters_is_read_as_with_all_phrases() -> None:
    told = subprocess.run([sys.executable, "-c", WHOLE], stdout=subprocess.PIPE, check=True).stdout
    whole = json.loads(told)
    assert len(whole) > 20_000
    assert {text: read_aloud(text) for text in whole} == whole


def test_a_character_is_read_otherwise_beside_another() -> None:
    assert read_aloud("长江") == ["chang", "jiang"]
    assert read_aloud("长") == ["zhang"]
    assert every_reading("长")[:2] == ["zhang", "chang"]


def test_what_has_no_reading_stays_as_it_is() -> None:
    assert read_aloud("吕 and 1") == ["lv", " and 1"]
    assert read_aloud("") == []
