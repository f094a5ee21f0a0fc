"""Stories and lists as commands show them."""

import pytest

from bot.commands.shown import page_number


@pytest.mark.parametrize(
    ("value", "page"), (("0", 0), ("3", 3), ("", 0), ("-1", 0), ("²", 0), ("next", 0), ("9" * 400, 0))
)
def test_a_page_is_a_short_whole_number_or_the_first(value: str, page: int) -> None:
    assert page_number(value) == page
