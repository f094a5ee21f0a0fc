"""The soak's verdict sees what leaks: in a month of made-up days, one thing at a time goes wrong."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from benchmarks.figures import Found
from benchmarks.soak_page import CURVES, bars, drift, found, through, told
from storage.moments import stamp

BEGIN = datetime(2026, 6, 1, tzinfo=UTC)
AGES = {"keep_days": 7, "keep_messages_days": 7, "keep_questions_days": 4, "keep_buttons_days": 4,
        "keep_updates_days": 2, "keep_fetches_days": 4}  # fmt: skip
AGED = ("items", "outbox", "questions", "callbacks", "inbox", "fetches")
Day = dict[str, Any]


def day(number: int) -> Day:
    """A day like any other, of a bot that was started anew on the second and on the twenty-ninth."""
    now = BEGIN + timedelta(days=number)
    return {
        "day": number, "starts": 1 + (number > 1) + (number > 28), "rss": 200 << 20, "pss": (300 << 20) + number % 3,
        "family": 310 << 20, "processes": 3, "cpu": 40.0 * number, "calls": 900 * number, "acts": 120 * number,
        "slowest": 2.0, "waits": [], "left": [], "block": 0.2, "free": 4096, "objects": 360_000,
        "bytes": {"hengkang.db": min(number, 8) << 20, "hengkang.db-wal": 4 << 20},
        "rows": dict.fromkeys((*AGED, "targets"), 500), "table_bytes": {"stories": 4096 * number, "items": 9 << 20},
        "oldest": {table: stamp(now - timedelta(days=min(number, 2))) for table in AGED},
        "tasks": {"Sender.run": 1, "Receiver.run": 1}, "threads": ["MainThread"] * 9, "files": {"db": 4, "socket": 200},
        "kinds": {"builtins.dict": 9000}, "caches": {"feeds.x": (100, 4096)}, "held": {"hosts": 300, "robots": 0},
    }  # fmt: skip


def missed(broken: Callable[[Day], object]) -> set[str]:
    """The measures that are missed once every day of a month was broken in a way."""
    month = [day(number) for number in range(1, 31)]
    for one in month:
        broken(one)
    verdict = found(month, AGES, BEGIN, "python -m benchmarks.soak")
    assert isinstance(verdict, Found)
    return {figure.measure for figure in verdict.figures if figure.met is False}


def test_a_month_in_which_nothing_leaks_is_flat_though_it_was_filled_in_the_first_days() -> None:
    assert missed(lambda one: None) == set()


@pytest.mark.parametrize(
    ("broken", "measure"),
    [
        (lambda one: one.update(pss=one["pss"] + (one["day"] << 20)), "memory, bot and its reader"),
        (lambda one: one["bytes"].update({"hengkang.db": one["day"] << 20}), "store with its log"),
        (lambda one: one["tasks"].update({"lost": one["day"]}), "tasks"),
        (lambda one: one["threads"].extend(["name"] * one["day"]), "threads, the loop's pool aside"),
        (lambda one: one["files"].update(pipe=one["day"]), "files open, connections aside"),
        (lambda one: one.update(processes=3 + one["day"]), "processes"),
        (lambda one: one["oldest"].update(inbox=stamp(BEGIN)), "rows past their age"),
        (lambda one: one.update(left=["chat 7 in targets"]), "left of chats that were forgotten"),
        (lambda one: one.update(waits=["outbox"] if one["day"] == 12 else []), "work never done"),
    ],
)  # fmt: skip
def test_what_leaks_is_missed_and_nothing_else(broken: Callable[[Day], object], measure: str) -> None:
    assert missed(broken) == {measure}


def test_the_days_that_count_are_those_of_the_longest_run_once_everything_has_its_age() -> None:
    assert [one["day"] for one in through([day(n) for n in range(1, 31)])] == list(range(10, 29))


def test_curves_have_a_place_for_each_day_and_lines_name_what_is_wrong() -> None:
    assert bars([0, 5, 10]) == "▁▅█"
    assert bars([]) == ""
    assert drift([1, 2, 3], [100, 110, 120]) == pytest.approx(20 / 110)
    lines = found([day(n) for n in range(1, 31)], AGES, BEGIN, "x").lines
    assert all(any(line.startswith(name) for line in lines) for name, _, _ in CURVES)
    assert "LEFT ['chat 7']" in told(day(2) | {"left": ["chat 7"]}, day(1))
    assert "NOT SETTLED" not in told(day(2), None)
