"""The time that a question limits itself to."""

from datetime import UTC, datetime

import pytest

from feeds.reading.answering.period import asked_period

NOW = datetime(2026, 5, 20, 15, 30, tzinfo=UTC)  # a Wednesday


@pytest.mark.parametrize(
    ("question", "begin", "end"),
    [
        ("Who left Norvale this quarter?", "2026-04-01", "2026-07-01"),
        ("Who left Norvale last quarter?", "2026-01-01", "2026-04-01"),
        ("Who joined Norvale this week?", "2026-05-18", "2026-05-25"),
        ("Who joined Norvale last year?", "2025-01-01", "2026-01-01"),
        ("Who joined Norvale in 2024?", "2024-01-01", "2025-01-01"),
        ("Who joined Norvale in the last 90 days?", "2026-02-19", "2026-05-21"),
        ("Who joined Norvale since 2025?", "2025-01-01", "2026-05-21"),
        ("Siapa yang meninggalkan Norvale bulan ini?", "2026-05-01", "2026-06-01"),
        ("Siapa yang meninggalkan Norvale tahun lalu?", "2025-01-01", "2026-01-01"),
        ("Siapa yang keluar dari Norvale dalam dua pekan terakhir?", "2026-05-06", "2026-05-21"),
        ("今年谁离开了诺瓦尔？", "2026-01-01", "2027-01-01"),
        ("上个月谁离开了诺瓦尔？", "2026-04-01", "2026-05-01"),
        ("最近三个月谁离开了诺瓦尔？", "2026-02-19", "2026-05-21"),
    ],
)
def test_a_question_s_time_is_a_stretch_of_days(question: str, begin: str, end: str) -> None:
    found = asked_period(question, NOW)

    assert found is not None
    assert [f"{moment:%Y-%m-%d}" for moment in found] == [begin, end]


@pytest.mark.parametrize("question", ["Who left Norvale?", "Siapa yang bergabung dengan Kestrel?", "谁离开了诺瓦尔？"])
def test_a_question_without_a_time_has_no_limit(question: str) -> None:
    assert asked_period(question, NOW) is None


def test_the_month_before_january_is_december() -> None:
    found = asked_period("Who left Norvale last month?", datetime(2026, 1, 31, tzinfo=UTC))

    assert found is not None
    assert [f"{moment:%Y-%m-%d}" for moment in found] == ["2025-12-01", "2026-01-01"]
