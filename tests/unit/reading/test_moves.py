"""Moves: what a sentence tells in three languages, and what only looks like it."""

import pytest

from feeds.model import Move
from tests.unit.reading.helpers import reading_of
from tests.unit.reading.move_sentences import KNOWN_MISSES, NOTHING, TOLD, Line


def news(line: Line) -> list[Move]:
    return [m for m in reading_of(line.text, lang=line.lang).moves if not m.past]


def assert_told(line: Line) -> None:
    """Each move told is found, with direction, kind and status, and no other."""
    found = news(line)
    sides = {(m.person, m.from_org, m.to_org) for m in found}
    assert sides == {(t.person, t.left, t.joined) for t in line.moves}
    for told in line.moves:
        move = next(m for m in found if (m.person, m.from_org, m.to_org) == (told.person, told.left, told.joined))
        assert move.kind.value in told.kinds
        assert move.status.value == told.status
        assert move.evidence in line.text


@pytest.mark.parametrize("line", TOLD, ids=lambda line: line.text[:60])
def test_a_sentence_tells_its_moves(line: Line) -> None:
    assert_told(line)


@pytest.mark.parametrize("line", NOTHING, ids=lambda line: line.text[:60])
def test_a_look_alike_tells_none(line: Line) -> None:
    assert not news(line)


@pytest.mark.parametrize("line", KNOWN_MISSES, ids=lambda line: line.text[:60])
@pytest.mark.xfail(strict=True, raises=AssertionError)
def test_what_we_do_not_read_yet(line: Line) -> None:
    assert_told(line)


@pytest.mark.parametrize(
    ("lang", "text", "count"),
    (
        ("en", "Norvale Systems is laying off 1,200 employees in Austin.", "1,200"),
        ("en", "Google cuts 10 to 15 percent of jobs at its cloud unit.", "10 to 15 percent"),
        ("en", "Norvale Systems lays off hundreds of workers.", "hundreds"),
        ("en", "Norvale Systems will lay off 1,000-1,500 people.", "1,000-1,500"),
        ("id", "Tokopedia melakukan PHK terhadap 450 karyawan.", "450"),
        ("id", "Gojek memangkas 10 persen karyawan.", "10 persen"),
        ("zh", "小米裁员约1000人。", "1000"),
        ("zh", "腾讯裁员10%至15%。", "10%至15%"),
    ),
)
def test_a_lay_off_keeps_its_number_as_told(lang: str, text: str, count: str) -> None:
    (move,) = news(Line(lang, text))
    assert (move.kind.value, move.person, move.head_count) == ("laid_off", None, count)


@pytest.mark.parametrize(
    ("lang", "text", "whom"),
    (
        ("en", "Priya Raman replaces Oskar Lindqvist as chief scientist at Norvale Systems.", "Oskar Lindqvist"),
        ("id", "Dewi Kusumawati menggantikan Rangga Wirawan sebagai direktur utama di Gojek.", "Rangga Wirawan"),
        ("zh", "孙立群接替周明远出任百度首席技术官。", "周明远"),
    ),
)
def test_a_successor_is_told_with_whom_they_replace(lang: str, text: str, whom: str) -> None:
    move = next(m for m in news(Line(lang, text)) if m.person != whom)
    assert move.replaces == whom


def test_a_successor_comes_where_the_other_left() -> None:
    found = news(Line("en", "Zhou Mingyuan has left Alibaba for JD.com. Priya Raman of Google replaces Zhou Mingyuan."))
    assert [(m.person, m.from_org, m.to_org) for m in found] == [
        ("Zhou Mingyuan", "Alibaba", "JD.com"),
        ("Priya Raman", "Google", "Alibaba"),
    ]


@pytest.mark.parametrize(
    ("text", "role", "date"),
    (
        (
            "Nadia Sorensen has been appointed as chief technology officer of Norvale Systems.",
            "chief technology officer",
            None,
        ),
        ("In February, Nadia Sorensen left Norvale Systems for OpenAI.", None, "2026-02"),
        ("Nadia Sorensen left Norvale Systems on 3 April 2026.", None, "2026-04-03"),
    ),
)
def test_role_and_date_are_the_sentence_s(text: str, role: str | None, date: str | None) -> None:
    (move,) = news(Line("en", text))
    assert (move.role, move.date) == (role, date)


def test_an_earlier_station_is_background() -> None:
    text = "Zhou Mingyuan has left Alibaba for JD.com. Zhou joined Alibaba in 2015."
    assert [(m.from_org, m.to_org) for m in news(Line("en", text))] == [("Alibaba", "JD.com")]


def test_ids_are_the_catalog_s_and_null_where_it_does_not_know() -> None:
    (move,) = news(Line("en", "Nadia Sorensen has left Norvale Systems for OpenAI."))
    assert (move.person_id, move.from_id, move.to_id) == (None, None, "openai")
    assert move.keys == {"~nadia sorensen", "openai", move.from_key}
