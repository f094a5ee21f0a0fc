"""Dates of events: as precise as the clause, in the year that lies nearest to the publication."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.reading.moving.dates import event_date, too_far

MAY = datetime(2026, 5, 4, tzinfo=UTC)
JANUARY = datetime(2026, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "published", "date"),
    (
        ("left in February", MAY, "2026-02"),
        ("left on 17 March 2017", MAY, "2017-03-17"),
        ("left on March 17, 2017", MAY, "2017-03-17"),
        ("left on Sept. 3", MAY, "2026-09-03"),
        ("left in March 2019", MAY, "2019-03"),
        ("mundur pada 3 Februari 2025", MAY, "2025-02-03"),
        ("mundur pada Agustus", MAY, "2026-08"),
        ("今年2月离职", MAY, "2026-02"),
        ("去年12月离职", MAY, "2025-12"),
        ("2025年3月7日离职", MAY, "2025-03-07"),
        ("3月离职", MAY, "2026-03"),
        ("joined in 2015", MAY, "2015"),
        ("bergabung pada 2015", MAY, "2015"),
        ("2015年加入", MAY, "2015"),
        ("left in December", JANUARY, "2025-12"),
        ("left in February", None, None),
        ("left on 30 February 2025", MAY, None),
        ("13月离职", MAY, None),
        ("in May he may leave", MAY, "2026-05"),
        ("he may leave", MAY, None),
        ("march 40 miles", MAY, None),
        ("", MAY, None),
    ),
)
def test_a_clause_gives_its_date(text: str, published: datetime | None, date: str | None) -> None:
    assert event_date(text, published) == date


@given(st.text(alphabet="0123456789年月日今去明 MarchAgustus,-", max_size=40), st.sampled_from((None, MAY, JANUARY)))
def test_what_is_read_is_a_day_a_month_or_a_year_of_the_calendar(text: str, published: datetime | None) -> None:
    date = event_date(text, published)
    if date is not None:
        year, month, day = (*map(int, date.split("-")), 1, 1)[:3]
        assert datetime(year, month, day, tzinfo=UTC)
        assert too_far(date, published) in (True, False)


def test_what_lies_more_than_a_year_back_is_background() -> None:
    assert too_far("2015", MAY) and too_far("2024-12", MAY)
    assert not too_far("2026-02", MAY) and not too_far("2025-06-01", MAY)
    assert not too_far(None, MAY) and not too_far("2015", None)
