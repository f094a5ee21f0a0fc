"""The line of a quiet week, in each language, and when it is looked for."""

from datetime import UTC, datetime

import pytest

from bot.locales.texts import texts
from bot.sending.all_quiet import all_quiet, next_look


@pytest.mark.parametrize(
    ("lang", "names", "count", "line"),
    [
        ("en", ("GoTo",), 31, "All quiet: 31 feeds read, nothing about GoTo this week."),
        ("en", ("GoTo", "Alibaba"), 1, "All quiet: 1 feed read, nothing about GoTo or Alibaba this week."),
        ("id", ("GoTo", "Alibaba"), 31, "Sepekan ini sepi: 31 feed dibaca, tidak ada kabar tentang GoTo atau Alibaba."),
        ("zh", ("GoTo", "阿里巴巴"), 31, "一切平静：本周读了 31 个订阅源，没有 GoTo 或阿里巴巴的动态。"),
    ],
)
def test_the_line(lang: str, names: tuple[str, ...], count: int, line: str) -> None:
    assert all_quiet(names, count, texts(lang)) == line


def test_of_many_names_three_are_told_and_long_ones_are_shortened() -> None:
    told = all_quiet(("A", "B", "C", "D", "E"), 2, texts("en"))
    assert "A, B, C, or 2 other names" in told
    assert len(all_quiet(("very " * 900,), 2, texts("en"))) < 120


@pytest.mark.parametrize(
    ("now", "look"), [("07:44:59", "07:45"), ("07:45:00", "08:00"), ("07:59:59", "08:00"), ("23:50:00", "00:00")]
)
def test_it_is_looked_for_at_every_quarter_of_an_hour(now: str, look: str) -> None:
    found = next_look(datetime.fromisoformat(f"2026-03-04T{now}").replace(tzinfo=UTC))
    assert f"{found:%H:%M}" == look
