"""Moves: what a sentence tells in three languages, and what only looks like it."""

import pytest

from feeds.model import Move
from tests.unit.reading.helpers import reading_of
from tests.unit.reading.move_sentences import KNOWN_MISSES, NOTHING, TOLD, Line


def news(line: Line) -> list[Move]:
    return [m for m in reading_of(line.text, lang=line.lang).moves if not m.past]


def check(line: Line) -> None:
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
    check(line)


@pytest.mark.parametrize("line", NOTHING, ids=lambda line: line.text[:60])
def test_a_look_alike_tells_none(line: Line) -> None:
    assert not news(line)


@pytest.mark.parametrize("line", KNOWN_MISSES, ids=lambda line: line.text[:60])
@pytest.mark.xfail(strict=True, raises=AssertionError)
def test_what_we_do_not_read_yet(line: Line) -> None:
    check(line)
