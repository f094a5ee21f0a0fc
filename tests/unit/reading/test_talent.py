"""Whether a heading by itself is talent news, where no rule knows the names in it."""

import re
from pathlib import Path

import pytest

from feeds.model import Article
from feeds.reading.moving.talent import HEADING, LINE, calibration, odds
from tests.unit.reading.helpers import READER

ROW = re.compile(r"([+-]) (en|id|zh): (.+)")
LINES = [
    m.groups()
    for m in map(ROW.fullmatch, (Path(__file__).parent / "headings.txt").read_text("utf-8").splitlines())
    if m
]


@pytest.mark.parametrize(("sign", "lang", "text"), LINES, ids=lambda part: part[:40])
def test_a_heading_is_news_by_its_cue_and_post(sign: str, lang: str, text: str) -> None:
    assert READER.read(Article("a", text, "", lang=lang)).talent is (sign == "+")


def test_an_interview_tells_a_life_and_no_news() -> None:
    text = (
        "Mireille Oduya sits in a small office. Mireille Oduya left Samphire to found Quillmark. The firm sells audio."
    )
    assert READER.read(Article("a", "Quillmark opens its first shop", text)).score > 0.5
    assert not READER.read(Article("a", "An interview with the woman behind Quillmark", text)).talent


def likely(voted: float) -> float:
    """The log odds of a vote."""
    return sum(calibration()[name] * value for name, value in odds(voted).items())


def test_the_likelihood_keeps_the_line_and_the_order_of_votes() -> None:
    votes = [v / 100 for v in range(101) if v / 100 != HEADING]
    assert [likely(v) >= 0 for v in votes] == [v >= LINE for v in votes]
    assert sorted(votes, key=likely) == votes
    assert likely(HEADING) > 0
