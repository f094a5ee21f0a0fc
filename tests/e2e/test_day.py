"""Simulated days: what reached every subscriber is what their settings promise, and nothing else.

The world is made up by lot (``town.py``), played to the running bot (``day.py``) and held against the rules, which are
written once more for it (``promised.py``).
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.e2e.day import day
from tests.e2e.promised import differences
from tests.e2e.town import Town

SPRING = datetime(2026, 3, 28, 10, tzinfo=UTC)  # a Saturday; clocks go forward in Berlin, London and Beirut that night
AUTUMN = datetime(2026, 10, 24, 12, tzinfo=UTC)  # and back in Berlin, London and Beirut


async def played(folder: Path, town: Town, restarts: int, pace: timedelta) -> None:
    """Play the town and tell every difference."""
    async with day(folder, town, restarts, pace) as one:
        await one.play()
        should, edits = one.promised()
        found = differences(one.came, should, one.edited, edits)
        assert not found, "\n".join(found)
        assert len(one.reports()) > 0.9 * len(town.copies)
        # A world in which little happens shows little.
        assert len(should) > town.chats
        assert any(len(m.events) > 1 for m in should)
        assert {m.silent for m in should} == {True, False}
        assert edits


async def test_a_day_of_forty_subscribers_brings_what_their_settings_promise(tmp_path: Path) -> None:
    town = Town(seed=11, begin=SPRING, days=1, chats=40, outlets=9, happenings=14, changes=20)
    await played(tmp_path, town, restarts=1, pace=timedelta(minutes=45))


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "begin", "days"), [(1, SPRING, 3), (2, AUTUMN, 1), (3, AUTUMN, 3)])
async def test_days_of_two_hundred_subscribers_bring_what_their_settings_promise(
    tmp_path: Path, seed: int, begin: datetime, days: int
) -> None:
    town = Town(seed=seed, begin=begin, days=days, chats=200, outlets=40, happenings=60 * days, changes=120 * days)
    await played(tmp_path, town, restarts=6 * days, pace=timedelta(minutes=5))
