"""Cells of an exported table."""

import pytest

from bot.export import _cell


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("Tara Qvist", "Tara Qvist"),
        (None, ""),
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-5", "'-5"),
        ("10-15 %", "10-15 %"),
    ],
)
def test_nothing_in_a_cell_is_a_formula(value: str | None, cell: str) -> None:
    assert _cell(value) == cell
