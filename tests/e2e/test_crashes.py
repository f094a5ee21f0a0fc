"""``kill -9`` at named points: what was under way comes of it all the same, and nothing makes a sound twice.

The short form kills where things have been lost before; the long one takes every step (``benchmarks/crashes.py``).
"""

from argparse import Namespace
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import pytest
import pytest_asyncio

from benchmarks.crashes import campaign, figures, lines
from storage.crashes import MOST_CRASHES
from tests.e2e.campaign import Campaign, Tally
from tests.e2e.crash_scenes import Received
from tests.e2e.crash_schema import upgraded
from tests.e2e.crashing import BOSS, Place, place

POINTS = (" inbox.accept ", "telegram.answerCallbackQuery leaving", "telegram.sendMessage answered")
WRONG = "Something went wrong here"


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def one(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    async with place(tmp_path_factory.mktemp("crashes")) as there:
        yield there


async def test_a_command_and_a_press_survive_a_kill_between_any_two_steps(one: Place) -> None:
    kills = Campaign(one, Random(1))
    await kills.record(Received)
    for part in POINTS:
        await kills.at_point(Received, next(p for p in kills.points[Received] if part in p))
    tally = kills.tally(Received)
    assert (tally.kills, tally.lost, tally.strange, tally.heard) == (len(POINTS), [], [], 0)
    assert tally.in_flight and tally.twice <= tally.in_flight


async def test_the_schema_survives_a_kill_between_two_steps_of_its_migration(tmp_path: Path) -> None:
    schema = Tally()
    await upgraded(tmp_path, 2, schema)
    assert (schema.kills, schema.lost, schema.twice, schema.heard) == (2, [], 0, 0)


async def test_an_update_that_ends_every_run_is_left_out_and_told(one: Place) -> None:
    person = one.person()
    await greeted(one)
    one.bot.order(do="kill", point="Handlers.carry_out begun", time=1)
    await one.sim.say(person, "/settings")
    await deaths(one)
    await one.until(lambda: any(WRONG in m["text"] for m in one.sim.from_bot(person)), "a word to who asked")
    await told(one, "An update from Telegram, number")
    assert one.bot.count("SELECT COUNT(*) FROM inbox WHERE state = 'failed' AND attempts = 0") == 1


@pytest.mark.slow
async def test_an_article_or_a_message_that_ends_every_run_is_left_out_and_told(one: Place) -> None:
    reader, move = one.person(), next(one.moves)
    await greeted(one)
    await one.watching(move.firm, reader)
    await one.until(lambda: one.settled, "rest")
    one.bot.order(do="kill", point="Items.commit begun", time=1)
    one.publish(move.piece())
    await deaths(one)
    await told(one, f"An article: {move.piece().title}")

    one.bot.order(do="kill", point="Outcomes.begins begun", time=1)
    await one.sim.say(reader, "/privacy")
    await deaths(one)
    await one.until(lambda: WRONG in one.sim.from_bot(reader)[-1]["text"], "a word in place of the answer")
    await told(one, "A message (reply), number")
    await one.until(lambda: one.settled, "rest")
    assert one.bot.alive


async def greeted(one: Place) -> None:
    """Whoever runs the bot has begun a chat with it."""
    await one.sim.say(BOSS, "/start")
    await one.until(lambda: one.sim.from_bot(BOSS) != [] and one.settled, "a greeting")


async def deaths(one: Place) -> None:
    """The bot is killed at the point that is ordered, run after run, as often as it may be; then it runs."""
    for number in range(MOST_CRASHES):
        await one.until(lambda: not one.bot.alive, "a kill")
        death = one.bot.death()
        assert death is not None and death.counts
        if number == MOST_CRASHES - 1 and "Outcomes" in death.point:
            one.bot.order()  # what is told comes this way, too
        await one.bot.start()


async def told(one: Place, what: str) -> None:
    await one.until(lambda: any(what in m["text"] for m in one.sim.from_bot(BOSS)), f"a note: {what}")
    assert one.bot.alive
    one.bot.order()


@pytest.mark.slow
async def test_nothing_is_lost_at_any_step() -> None:
    tallies = await campaign(Namespace(kills=80, seed=2, places=2))
    assert all(figure.met for figure in figures(tallies, 80)), "\n".join(lines(tallies))
