"""``kill -9`` at named points: what was under way comes of it all the same, and nothing makes a sound twice.

The short form kills where things have been lost before; the long one takes every step (``benchmarks/crashes.py``).
"""

from argparse import Namespace
from pathlib import Path
from random import Random

import pytest

from benchmarks.crashes import campaign, figures, lines
from tests.e2e.campaign import Campaign, Tally
from tests.e2e.crash_scenes import Received
from tests.e2e.crash_schema import upgraded
from tests.e2e.crashing import place

POINTS = (" inbox.accept ", "telegram.answerCallbackQuery leaving", "telegram.sendMessage answered")


async def test_a_command_and_a_press_survive_a_kill_between_any_two_steps_and_the_schema_its_migration(
    tmp_path: Path,
) -> None:
    (tmp_path / "schema").mkdir()
    schema = Tally()
    async with place(tmp_path) as one:
        kills = Campaign(one, Random(1))
        await kills.record(Received)
        for part in POINTS:
            await kills.at_point(Received, next(p for p in kills.points[Received] if part in p))
        tally = kills.tally(Received)
        assert (tally.kills, tally.lost, tally.strange, tally.heard) == (len(POINTS), [], [], 0)
        assert tally.in_flight and tally.twice <= tally.in_flight
        await upgraded(tmp_path / "schema", 2, schema)
    assert (schema.kills, schema.lost, schema.twice, schema.heard) == (2, [], 0, 0)


@pytest.mark.slow
async def test_nothing_is_lost_at_any_step() -> None:
    tallies = await campaign(Namespace(kills=80, seed=2, places=2))
    assert all(figure.met for figure in figures(tallies, 80)), "\n".join(lines(tallies))
