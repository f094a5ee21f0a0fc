"""Simulated days: what reached every subscriber is what their settings promise, and nothing else.

The world is made up by lot (``town.py``), played to the running bot (``day.py``) and held against the rules, which are
written once more for it (``promised.py``).
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.e2e.chosen import Message
from tests.e2e.day import day
from tests.e2e.differing import differences
from tests.e2e.town import Town

SPRING = datetime(2026, 3, 28, 10, tzinfo=UTC)  # a Saturday; clocks go forward in Berlin, London and Beirut that night
AUTUMN = datetime(2026, 10, 24, 12, tzinfo=UTC)  # and back in Berlin, London and Beirut


async def played(folder: Path, town: Town, restarts: int, pace: timedelta) -> list[str]:
    """Play the town; every difference between what came and what was promised."""
    async with day(folder, town, restarts, pace) as one:
        await one.play()
        should, edits = one.promised()
        found = differences(one.came, should, one.edited, edits)
        assert len(one.reports()) > 0.9 * len(town.copies)
        # A world in which little happens shows little.
        assert len(should) > town.chats
        assert any(len(m.events) > 1 for m in should)
        assert {m.silent for m in should} == {True, False}
        assert edits
        return found


async def test_a_day_of_forty_subscribers_brings_what_their_settings_promise(tmp_path: Path) -> None:
    town = Town(seed=11, begin=SPRING, days=1, chats=40, outlets=9, happenings=14, changes=20)
    assert await played(tmp_path, town, restarts=1, pace=timedelta(minutes=45)) == []


def test_the_checker_sees_what_is_missing_twice_late_loud_or_told_in_another_company() -> None:
    def one(*events: int, minutes: int = 0, silent: bool = True) -> Message:
        return Message(SPRING + timedelta(minutes=minutes), 7, frozenset(events), silent)

    for came, fault in (
        ([], "event 1 is missing"),
        ([one(1), one(1, minutes=5)], "event 1 comes again"),
        ([one(1), one(2)], "event 2 was not promised"),
        ([one(1, minutes=5)], "comes too late"),
        ([one(1, minutes=-5)], "comes too early"),
        ([one(1, silent=False)], "comes with a sound"),
        ([one(1, 2)], "comes with [2]"),
    ):
        assert any(fault in line for line in differences(came, [one(1)], [], [])), fault
    assert differences([one(1)], [one(1)], [], []) == []


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "begin", "days"), [(1, SPRING, 3), (2, AUTUMN, 1), (3, AUTUMN, 3)])
async def test_days_of_two_hundred_subscribers_bring_what_their_settings_promise(
    tmp_path: Path, seed: int, begin: datetime, days: int
) -> None:
    town = Town(seed=seed, begin=begin, days=days, chats=200, outlets=40, happenings=60 * days, changes=120 * days)
    assert await played(tmp_path, town, restarts=6 * days, pace=timedelta(minutes=5)) == []
