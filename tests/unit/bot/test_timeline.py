"""A person's timeline: steps in order, one step however many report it, and reports that differ side by side."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.commands.who import page
from bot.locales.texts import texts
from bot.pages.timeline import Reported, timeline
from feeds.model import Move, MoveKind, MoveStatus
from feeds.reading.naming.catalog import load

CATALOG = load()
AT = datetime(2026, 3, 1, tzinfo=UTC)


def report(old: str | None, new: str | None, days: int, date: str | None = None) -> Reported:
    """A report of Yan Zhijie's move, so many days after the first of March."""
    move = Move(
        "Yan Zhijie", old, new, MoveKind.JOINS if new else MoveKind.LEAVES, MoveStatus.REPORTED, "x",
        person_key="~yan zhijie", from_key=old, to_key=new, date=date, article_id=str(days),
    )  # fmt: skip
    return move, AT + timedelta(days=days)


def ways(*told: Reported) -> list[list[tuple[str | None, str | None]]]:
    return [[(m.from_key, m.to_key) for m in step.reports] for step in timeline(told, CATALOG)]


def test_a_way_with_stops_is_a_step_each_in_the_order_of_its_events() -> None:
    told = (report("tencent", "jd", 0, "2026-02"), report("alibaba", "tencent", 1, "2025"), report("jd", None, 40))
    assert ways(*told) == [[("alibaba", "tencent")], [("tencent", "jd")], [("jd", None)]]


def test_reports_of_one_step_stand_together_and_are_contested_where_their_goals_differ() -> None:
    told = (report("alibaba", None, 0), report("tongyi-lab", "jd", 2), report("alibaba", "tencent", 5))
    (step,) = timeline(told, CATALOG)
    assert len(step.reports) == 3 and step.contested
    assert not timeline(told[:2], CATALOG)[0].contested


def test_who_leaves_the_firm_just_joined_takes_another_step() -> None:
    assert ways(report("alibaba", "tencent", 0), report("tencent", "jd", 20)) == [
        [("alibaba", "tencent")],
        [("tencent", "jd")],
    ]


def test_the_same_firm_left_again_long_after_is_another_step() -> None:
    assert len(ways(report("alibaba", "jd", 0), report("alibaba", "tencent", 200))) == 2


@pytest.mark.parametrize(("lang", "word"), [("en", "reports differ"), ("id", "laporan berbeda"), ("zh", "说法不一")])
def test_the_page_names_contested_steps_and_links_sources(lang: str, word: str) -> None:
    told = (report("alibaba", "jd", 0), report("alibaba", "tencent", 5))
    shown = page("Yan Zhijie", timeline(told, CATALOG), {"5": "https://example.com/5"}, CATALOG, texts(lang))
    assert word in shown.text and len([line for line in shown.text.split("\n") if line.startswith("•")]) == 2
    assert [s.url for s in shown.spans if s.url] == ["https://example.com/5"]


def test_a_line_does_not_repeat_the_day_of_its_heading() -> None:
    told = (report("alibaba", "jd", 0, "2026-02-10"), report("alibaba", "tencent", 5, "2026-02"))
    lines = page("Yan Zhijie", timeline(told, CATALOG), {}, CATALOG, texts("en")).text.split("\n")
    assert sorted(line.count("February 2026") for line in lines if line) == [0, 0, 1, 1], lines
