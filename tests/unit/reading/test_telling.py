"""Telling: every kind, status and set of known slots makes a whole sentence in each language."""

import re
from itertools import product

import pytest

from feeds.model import LANGUAGES, Move, MoveKind, MoveStatus
from feeds.reading.prose.headings import headline, kind_label, status_label
from feeds.reading.prose.telling import follows, spoken_date, tell
from feeds.reading.text import size
from tests.unit.reading.helpers import CATALOG, move

PERSONS = ("Nadia Sorensen", "周明远", None)
SIDES = ((None, None), ("Alibaba", None), (None, "JD.com"), ("Alibaba", "JD.com"), ("Norvale", "Norvale"))
ROLES = ((None, None), ("chief scientist", None), (None, "chief scientist"), ("首席科学家", "首席科学家"))
DATES = (None, "2025", "2025-02", "2025-02-03")
WANTING = re.compile(r"None|[{}]|\s\s|\s[.,;:。，]|[,，:：;]\s*[.。]|\(\s*\)|（）|^\s|\s$|[,，]{2}|\.\.|。。")


def moves_of(kind: MoveKind) -> list[Move]:
    found = []
    for person, (left, joined), (role, from_role), date in product(PERSONS, SIDES, ROLES, DATES):
        if kind is MoveKind.LAID_OFF and (person or not left or joined):
            continue
        for status in MoveStatus:
            head = "10-15 %" if kind is MoveKind.LAID_OFF and date else None
            found.append(
                move(
                    person, left, joined, kind, status=status, role=role, from_role=from_role, date=date,
                    head_count=head, place="Austin" if head else None, lang="en",
                )
            )  # fmt: skip
    # A seventh of them: seven shares no factor with the lengths above, so that every pair of values stays.
    return found[::7] if len(found) > 200 else found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", MoveKind)
def test_every_move_is_a_whole_sentence(kind: MoveKind, lang: str) -> None:
    for one in moves_of(kind):
        text = tell(one, lang, CATALOG)
        assert not WANTING.search(text), text
        assert text[-1] in ".。" and not text[0].islower(), text
        assert size(text) <= (60 if lang != "zh" else 120), text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", MoveKind)
def test_every_move_has_a_line(kind: MoveKind, lang: str) -> None:
    for one in moves_of(kind):
        line = headline(one, lang, CATALOG)
        assert not WANTING.search(line.removesuffix(" →")), line
        assert "\n" not in line and len(line) < 120
        assert kind_label(one, lang) and status_label(one.status, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", [k for k in MoveKind if k is not MoveKind.LAID_OFF])
def test_a_status_is_told_as_what_it_is(kind: MoveKind, lang: str) -> None:
    told = {s: tell(move("Nadia Sorensen", "Alibaba", "JD.com", kind, status=s), lang, CATALOG) for s in MoveStatus}
    assert len(set(told.values())) == len(MoveStatus)
    marks = {
        "en": {"rumour": "Unconfirmed", "denied": "is denied", "confirmed": "Confirmed", "corrected": "Corrected"},
        "id": {"rumour": "dikabarkan", "denied": "dibantah", "confirmed": "Dikonfirmasi", "corrected": "Koreksi"},
        "zh": {"rumour": "传闻", "denied": "否认", "confirmed": "已证实", "corrected": "更正"},
    }[lang]
    for status, mark in marks.items():
        assert [s for s in MoveStatus if mark in told[s]] == [status]


@pytest.mark.parametrize(
    ("lang", "line"),
    (
        ("en", "Zhou Mingyuan: Alibaba → JD.com"),
        ("id", "Zhou Mingyuan: Alibaba → JD.com"),
        ("zh", "周明远：阿里巴巴 → 京东"),
    ),
)
def test_the_line_is_the_reader_s_language_whatever_the_article_s(lang: str, line: str) -> None:
    assert headline(move("周明远", "阿里巴巴", "京东", lang="zh"), lang, CATALOG) == line


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_role_is_told_only_in_its_own_language(lang: str) -> None:
    text = tell(move("周明远", "阿里巴巴", "京东", role="首席科学家", lang="zh"), lang, CATALOG)
    assert ("首席科学家" in text) == (lang == "zh")


@pytest.mark.parametrize(
    ("lang", "parts"),
    (
        ("en", ("Norvale", "1,200", "Austin")),
        ("id", ("Norvale", "1.200", "Austin")),
        ("zh", ("Norvale", "1,200", "奥斯汀")),
    ),
)
def test_a_lay_off_tells_firm_number_and_place(lang: str, parts: tuple[str, ...]) -> None:
    text = tell(move(None, "Norvale", None, "laid_off", head_count="1,200", place="Austin", lang="en"), lang, CATALOG)
    assert all(part in text for part in parts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_successor_is_told_with_whom_they_follow(lang: str) -> None:
    text = follows(move("Priya Raman", None, "Alibaba", "appointed", replaces="Oskar Lindqvist"), lang, CATALOG)
    assert text and "Priya Raman" in text and "Oskar Lindqvist" in text and not WANTING.search(text)
    assert follows(move("Priya Raman", None, "Alibaba", "appointed"), lang, CATALOG) is None


@pytest.mark.parametrize(
    ("date", "en", "id", "zh"),
    (
        ("2025", "2025", "2025", "2025年"),
        ("2025-02", "February 2025", "Februari 2025", "2025年2月"),
        ("2025-08-03", "3 August 2025", "3 Agustus 2025", "2025年8月3日"),
    ),
)
def test_a_date_is_written_as_the_language_does(date: str, en: str, id: str, zh: str) -> None:
    assert (spoken_date(date, "en"), spoken_date(date, "id"), spoken_date(date, "zh")) == (en, id, zh)
