"""The gate: lets through whatever may tell a move, and holds back what has no word of one."""

import pytest

from feeds.reading.gate import gate
from tests.unit.reading.move_sentences import TOLD, Line


@pytest.mark.parametrize("line", TOLD, ids=lambda line: line.text[:60])
def test_every_sentence_that_tells_a_move_passes(line: Line) -> None:
    as_title, as_teaser = gate(line.text, "", line.lang), gate("", line.text, line.lang)
    assert as_title.passes and as_teaser.passes
    assert as_title.why and as_title.why != gate("", "", line.lang).why


@pytest.mark.parametrize(
    ("lang", "title"),
    (
        ("en", "Norvale unveils a faster chip for phones"),
        ("en", "Oil prices rise on supply worries"),
        ("id", "Harga cabai naik di pasar Bandung"),
        ("id", "Ponsel baru Norvale tahan air"),
        ("zh", "小米发布新款手机"),
        ("zh", "油价上涨"),
        ("en", ""),
    ),
)
def test_what_has_no_word_of_coming_or_going_is_held_back(lang: str, title: str) -> None:
    assert not gate(title, "", lang).passes
