"""Titles that every firm has are told in the reader's language; what is not in the table is not told."""

import pytest

from feeds.reading.moving.titles import plural, title_in


@pytest.mark.parametrize(
    ("role", "given", "wanted", "expected"),
    [
        ("总经理", "zh", "en", "general manager"),
        ("副总裁兼董事会秘书", "zh", "en", "vice president and board secretary"),
        ("董事、总经理兼董秘", "zh", "id", "anggota dewan direksi, manajer umum dan sekretaris dewan direksi"),
        ("Chief Executive Officer", "en", "zh", "首席执行官"),
        ("Direktur Utama", "id", "en", "president director"),
        ("chairman and CEO", "en", "id", "ketua dewan direksi dan CEO"),
        ("CEO and chief executive", "en", "zh", "首席执行官"),
        ("head of speech", "en", "zh", None),
        ("chairman and head of speech", "en", "zh", None),
        ("Komisaris Utama", "id", "zh", None),
        ("president", "en", "zh", None),
        ("总裁", "zh", "en", "president"),
        ("、", "zh", "en", None),
    ],
)
def test_a_title_is_told_in_another_language_only_where_all_of_it_is_known(
    role: str, given: str, wanted: str, expected: str | None
) -> None:
    assert title_in(role, given, wanted) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("vice president", "vice presidents"),
        ("head of research", "heads of research"),
        ("board secretary", "board secretaries"),
        ("CEO", "CEO"),
        ("founders", "founders"),
    ],
)
def test_several_people_hold_a_title_in_the_plural(title: str, expected: str) -> None:
    assert plural(title) == expected
